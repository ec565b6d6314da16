//! ANPA 1312, the form of American agencies' wires: AP, UPI and those who send like them.
//!
//! ```text
//! SYN SYN SOH service number US selector
//! priority category DC3|DC4 DC1|DC2 keyword MM-DD words
//! STX ^Keyword,words<
//! ^Headline<
//! ^Eds: a note<
//! ^By SOMEBODY=
//! ^Agency=
//! TAB    A paragraph
//! BS a row of a table
//! ETX AP-WF-MM-DD-YY HHMMGMT<
//! EOT
//! ```

use super::message::{self, Message, byline, lines, time};
use crate::article::{Draft, NewsTime};
use crate::extract::Finding;
use crate::extract::line::in_one_line;
use crate::extract::wrapped::{ROW, paragraphs};

/// Returns whether a message has a header of this form.
pub(super) fn is_one(message: &Message<'_>) -> bool {
    let mut lines = message.header.trim_start().lines();
    let first = lines.next().unwrap_or("").as_bytes();
    let is_numbered = matches!(first, [service, number @ ..] if service.is_ascii_alphabetic() && number.len() >= 4 && number[..4].iter().all(u8::is_ascii_digit));
    let has_format = message.header.contains(['\u{11}', '\u{12}', '\u{13}', '\u{14}']);
    has_format || is_numbered && (first.contains(&0x1f) || message.text.trim_start().starts_with('^'))
}

/// What a line of the text is.
enum Line {
    /// A line of its own, with this text.
    Heading(String),
    /// The first line of a paragraph.
    Paragraph(String),
    /// A row of a table.
    Row(String),
    /// What continues the line before.
    More(String),
    Empty,
}

pub(super) fn draft(message: &Message<'_>) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let all: Vec<Line> = message.text.lines().map(Line::of).collect();
    let first =
        all.iter().position(|line| matches!(line, Line::Paragraph(_) | Line::Row(_) | Line::More(_))).unwrap_or(all.len());
    let (above, below) = all.split_at(first);
    let headings = above.iter().filter_map(|line| match line {
        Line::Heading(text) => Some(text.as_str()),
        _ => None,
    });
    // The first line repeats the keyword.
    let embargo = message::embargo(headings.clone());
    let mut headings = headings.skip(1).filter(|line| message::embargo(std::iter::once(*line)).is_none()).peekable();
    let title = headings.next_if(|line| !is_note(line) && byline(line).is_none()).map(str::to_owned);
    let mut bylines = Vec::new();
    let mut others: Vec<&str> = Vec::new();
    for line in headings {
        match byline(line) {
            Some(people) if bylines.is_empty() => bylines = people,
            _ if is_note(line) => {}
            _ => others.push(line),
        }
    }
    let mut body = text_of(below);
    if body.is_empty() {
        // A list of headlines has no other lines.
        body = others.join("\n\n");
    }
    let published = published(message.tail, &mut findings);
    let mut draft = message::draft(title, body, bylines, published);
    message::note_embargo(&mut draft, embargo);
    (draft, findings)
}

impl Line {
    fn of(line: &str) -> Line {
        // A second keyword may stand on the line: `^*9006< ^Top-Headlines<`.
        let is_row = line.starts_with(ROW) || line.contains(['\u{1e}', '\u{1f}']);
        let text = cleaned(line);
        match () {
            () if !text.contains(char::is_alphanumeric) || text == "END" => Line::Empty,
            () if is_row => Line::Row(text),
            () if line.starts_with('^') => Line::Heading(text),
            () if line.starts_with(['\t', ' ']) => Line::Paragraph(text),
            () => Line::More(text),
        }
    }
}

/// Returns a line without the signs for typesetting, with quotation marks as printed.
fn cleaned(line: &str) -> String {
    let visible: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let signs = |c: char| matches!(c, '<' | '=' | '^') || c.is_whitespace();
    let text = in_one_line(&visible);
    text.trim_matches(signs).replace("``", "“").replace("''", "”")
}

fn text_of(all: &[Line]) -> String {
    let mut text: Vec<String> = Vec::new();
    for line in all {
        match line {
            Line::Heading(line) => text.extend([String::new(), line.clone(), String::new()]),
            // An indent begins a paragraph.
            Line::Paragraph(line) => text.push(format!("   {line}")),
            Line::Row(line) => text.push(format!("{ROW}{line}")),
            Line::More(line) => text.push(line.clone()),
            Line::Empty => text.push(String::new()),
        }
    }
    paragraphs(text.iter().map(String::as_str))
}

/// Returns whether a line above the text is written to editors.
fn is_note(line: &str) -> bool {
    let lower = line.trim_start_matches('(').to_lowercase();
    ["eds:", "eds.:", "editors:", "editor's note", "editors’ note", "editors' note", "ap photo", "photo "]
        .iter()
        .any(|note| lower.starts_with(note))
}

/// Reads `AP-WF-05-03-24 1509GMT`: month, day, year, and hour and minute.
fn published(tail: &str, findings: &mut Vec<Finding>) -> Option<NewsTime> {
    let stated = lines(tail).find(|line| line.contains(char::is_alphanumeric))?;
    let (date, clock) = stated.trim().trim_end_matches('<').rsplit_once(' ').unwrap_or((&stated, ""));
    let mut parts = date.trim().rsplit('-').map(|part| part.parse::<u8>().ok());
    let (year, day, month) = (parts.next().flatten(), parts.next().flatten(), parts.next().flatten());
    let digits = clock.bytes().take_while(u8::is_ascii_digit).count();
    match (year, month, day) {
        (Some(year), Some(month), Some(day)) if digits == 4 => time((year, month, day), &clock[..4], clock[4..].trim(), findings),
        _ => {
            findings.push(message::unread(&stated));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::*;

    /// Reads one message with this text and this end.
    fn read(text: &str, tail: &str) -> (Draft, Vec<Finding>) {
        let header = "\u{16}\u{16}\u{1}W2870\u{1f}asian\r\nf l\u{13}\u{11} BC-LT--Rain     05-03 0060\r\n";
        let (articles, findings) =
            extract(&format!("{header}\u{2}^BC-LT--Rain,66<\r\n{text}\r\n\t   \u{3}{tail}\r\n\r\n\u{c}\r\n\u{4}"));
        (articles[0].1.clone().unwrap(), findings.into_iter().map(|(_, finding)| finding).collect())
    }

    #[track_caller]
    fn check(text: &str, title: Option<&str>, bylines: &[&str], body: &str) {
        let (draft, findings) = read(text, "CW-WF-05-03-24 1509GMT<");
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (title, body), "for {text}");
        assert_eq!((draft.published.map(|time| time.to_string()).as_deref(), findings), (Some("2024-05-03T15:09:00Z"), vec![]));
        assert_eq!(draft.bylines, bylines, "for {text}");
    }

    #[test]
    fn lines_above_the_text_are_told_apart() {
        let body = "\t   TARN (CW) _ It rained,\r\nsaid Bo Li.\r\n \r\n\t   ``Again,'' he said.<";
        let expected = "TARN (CW) _ It rained, said Bo Li.\n\n“Again,” he said.";
        check(
            &format!("^Rain on the town<\r\n^By ANA RUIZ=\r\n^Coastline Wire=\r\n{body}"),
            Some("Rain on the town"),
            &["ANA RUIZ"],
            expected,
        );
        check(
            &format!("^Rain on the town< \r\n^AP Photo X1, X2<\r\n^(Eds: Updates.)<\r\n^By ANA RUIZ and BO LI= \r\n{body}"),
            Some("Rain on the town"),
            &["ANA RUIZ", "BO LI"],
            expected,
        );
        check(&format!("^Eds: Updates.<\r\n{body}"), None, &[], expected);
        check(body, None, &[], expected);
    }

    #[test]
    fn lists_and_tables_keep_their_lines() {
        check("^Top news<\r\n^Rain falls\r\n^Sun shines\r\n^", Some("Top news"), &[], "Rain falls\n\nSun shines");
        check(
            "^Standings=\r\n^By The Coastline Wire=\r\n\u{8}^;W;L\u{10} \r\n\u{8}Tarn\u{10} Vale;23;13;.639\u{10} \r\n\t   ___=\r\n^Friday's Games=\r\n\t   Tarn 6, Wold 5",
            Some("Standings"),
            &["The Coastline Wire"],
            ";W;L\nTarn Vale;23;13;.639\n\nFriday's Games\n\nTarn 6, Wold 5",
        );
    }

    #[test]
    fn an_embargo_is_noted() {
        let noted = |line: &str| {
            let (draft, _) = read(&format!("^{line}<\r\n^Rain on the town<\r\n\t   It rained."), "CW-WF-05-03-24 1509GMT<");
            (draft.title, draft.embargo.map(|time| time.to_string()), draft.withdrawal.is_some())
        };
        let title = || Some("Rain on the town".to_owned());
        let until = Some("2031-05-04T18:00:00-04:00".to_owned());
        assert_eq!(noted("EMBARGOED until 6 p.m. EDT, May 4, 2031"), (title(), until, false));
        assert_eq!(noted("HOLD FOR RELEASE UNTIL NOTICE"), (title(), None, true));
        assert_eq!(noted("Embargo on arms lifted"), (Some("Embargo on arms lifted".to_owned()), None, false));
    }

    #[test]
    fn the_time_is_read() {
        let check = |tail: &str, expected: Option<&str>, n_findings: usize| {
            let (draft, findings) = read("\t   It rained.", tail);
            assert_eq!(
                (draft.published.map(|time| time.to_string()).as_deref(), findings.len()),
                (expected, n_findings),
                "for {tail}"
            );
        };
        check("AP-NY-12-31-99 2359GMT<", Some("1999-12-31T23:59:00Z"), 0);
        check("AP-NY-08-29-16 1126EDT<", Some("2016-08-29T11:26:00-04:00"), 0);
        check("AP-NY-08-29-16 1126BST<", Some("2016-08-29T11:26:00"), 1);
        check("AP-WF-13-45-16 1126GMT<", None, 1);
        check("soon", None, 1);
        check("", None, 0);
    }
}
