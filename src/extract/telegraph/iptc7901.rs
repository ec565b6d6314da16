//! IPTC 7901, the form of European agencies' wires: dpa, AFP, APA.
//!
//! ```text
//! SOH source number priority category words … CR LF
//! keywords/ CR LF
//! STX
//! 1ST LEAD              what sort of message it is, in some lines or none
//! Headline =            the last line above the text ends with a sign
//! By Somebody =         a byline may stand last
//!
//!    Text, wrapped at 69 letters
//! # Notebook            notes to editors
//! ETX ddHHMM GMT Mon yy
//! EOT
//! ```

use super::message::{self, Message, byline, lines, time, unread};
use crate::article::{Draft, NewsTime};
use crate::extract::Finding;
use crate::extract::line::in_one_line;
use crate::extract::wrapped::paragraphs;

/// Maximum number of lines above the text.
const MAX_HEAD_LINES: usize = 12;

pub(super) fn draft(message: &Message<'_>) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let lines: Vec<String> = lines(message.text).collect();
    let (head, text) = cut_head(&lines);
    let mut title: Vec<&str> = Vec::new();
    let mut bylines = Vec::new();
    for line in head {
        let line = line.trim().trim_end_matches(['=', ' ']);
        match byline(line) {
            Some(people) if !title.is_empty() => bylines.extend(people),
            // A line of a headline that is as long as a line can be goes on in the next.
            _ if is_full(title.last()) => title.push(line),
            _ => title = vec![line],
        }
    }
    let title = in_one_line(&title.join(" "));
    let body = paragraphs(without_notes(text).iter().map(String::as_str));
    let published = published(message.tail, &mut findings);
    let mut draft = message::draft(Some(title), body, bylines, published);
    message::note_embargo(&mut draft, message::embargo(head.iter().map(String::as_str)));
    (draft, findings)
}

/// Returns whether a line of a headline is so long that the next word did not fit.
fn is_full(line: Option<&&str>) -> bool {
    const FULL_CHARS: usize = 58;
    line.is_some_and(|line| line.chars().count() >= FULL_CHARS)
}

/// Returns the lines above the text, and the text. They end with a sign, or else with the first line
/// if it does not read like a part of a paragraph.
fn cut_head(lines: &[String]) -> (&[String], &[String]) {
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    let lines = &lines[first..];
    let signed = lines.iter().take(MAX_HEAD_LINES).position(|line| line.ends_with('='));
    if let Some(last) = signed.filter(|last| lines[..*last].iter().all(|line| !line.starts_with("  "))) {
        return lines.split_at(last + 1);
    }
    let is_headline = match lines {
        [first, next, ..] => {
            !first.starts_with("  ")
                && !first.ends_with(['.', ',', ';'])
                && (next.trim().is_empty() || next.starts_with("  ") || byline(next).is_some())
        }
        _ => false,
    };
    let n_head = match () {
        () if !is_headline => 0,
        () if byline(&lines[1]).is_some() => 2,
        () => 1,
    };
    lines.split_at(n_head)
}

/// Returns the lines without the notes to editors below the text, and without the signs of those who
/// wrote and sent it.
fn without_notes(lines: &[String]) -> &[String] {
    let is_note = |line: &&String| {
        let line = line.trim();
        let is_heading = line.trim_start_matches('#').len() < line.len() && line.trim_start_matches('#').starts_with(' ');
        let lower = line.to_lowercase();
        is_heading || NOT_FOR_READERS.iter().any(|words| lower.contains(words))
    };
    let end = lines.iter().position(|line| is_note(&line)).unwrap_or(lines.len());
    let mut kept = &lines[..end];
    while let [before @ .., last] = kept
        && (!last.contains(char::is_alphanumeric) || is_sign_off(last))
    {
        kept = before;
    }
    kept
}

/// What agencies write above lines that are not the text.
const NOT_FOR_READERS: [&str; 5] = [
    "following information is not for publication",
    "following information is not intended for publication",
    "informationen sind nicht zur veröffentlichung",
    "informations ne sont pas destinées à la publication",
    "información no está destinada a la publicación",
];

/// `dpa wsz jln npr` or `cw/ab/cd`: an agency and the initials of those who worked on the message.
fn is_sign_off(line: &str) -> bool {
    const MAX_LETTERS: usize = 5;
    let words: Vec<&str> = line.split([' ', '/']).filter(|word| !word.is_empty()).collect();
    let is_sign =
        |word: &&str| word.len() <= MAX_LETTERS && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    (2..=8).contains(&words.len()) && words.iter().all(is_sign)
}

/// Reads `031137 GMT May 24`: day, hour and minute, zone, month, year. Without a year there is no
/// date.
fn published(tail: &str, findings: &mut Vec<Finding>) -> Option<NewsTime> {
    let stated = message::lines(tail).find(|line| !line.trim().is_empty())?;
    let words: Vec<&str> = stated.split_whitespace().collect();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let parts = match words[..] {
        [day_time, zone, month, year] => Some((day_time, zone, month, year)),
        [day_time, month, year] => Some((day_time, "", month, year)),
        _ => None,
    };
    let read = parts.and_then(|(day_time, zone, month, year)| {
        let is_form = day_time.len() == 6 && is_number(day_time) && is_number(year) && matches!(year.len(), 2 | 4);
        let (day, clock) = day_time.split_at_checked(2).filter(|_| is_form)?;
        let year = &year[year.len() - 2..];
        Some(((year.parse().ok()?, month_of(month)?, day.parse().ok()?), clock, zone))
    });
    match read {
        Some((date, clock, zone)) => time(date, clock, zone, findings),
        None => {
            findings.push(unread(&stated));
            None
        }
    }
}

/// Returns a month by its first three letters, in English, German, French, Spanish, Italian or
/// Dutch.
fn month_of(name: &str) -> Option<u8> {
    let first: String = name.to_lowercase().chars().take(3).map(|c| if matches!(c, 'é' | 'è' | 'ê') { 'e' } else { c }).collect();
    Some(match first.as_str() {
        "jan" | "ene" | "gen" => 1,
        "feb" | "fev" => 2,
        "mar" | "mär" | "mrz" | "maa" | "mrt" => 3,
        "apr" | "avr" | "abr" => 4,
        "may" | "mai" | "mag" | "mei" => 5,
        "jun" | "giu" => 6,
        "jul" | "lug" => 7,
        "aug" | "aou" | "aoû" | "ago" => 8,
        "sep" | "set" => 9,
        "oct" | "okt" | "ott" => 10,
        "nov" => 11,
        "dec" | "dez" | "dic" => 12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::*;

    /// Reads one message with this text and this end.
    fn read(text: &str, tail: &str) -> (Draft, Vec<Finding>) {
        let (articles, findings) =
            extract(&format!("\u{1}cwa062 4 i 60 cw 061\n\nMarland-ferry/\n\u{2}{text}\n\u{3}{tail}\n\u{7f}\n\u{7f}\u{4}"));
        (articles[0].1.clone().unwrap(), findings.into_iter().map(|(_, finding)| finding).collect())
    }

    #[track_caller]
    fn check(text: &str, title: Option<&str>, bylines: &[&str], body: &str) {
        let (draft, _) = read(text, "");
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (title, body), "for {text}");
        assert_eq!(draft.bylines, bylines, "for {text}");
    }

    #[test]
    fn the_headline_is_the_last_line_above_the_text() {
        let body = "\n\n   Tarn (cw) - It\nrained.\n   Again.\n";
        let (title, expected) = (Some("Rain on the town"), "Tarn (cw) - It rained.\n\nAgain.");
        check(&format!("Rain on the town ={body}"), title, &[], expected);
        check(&format!("1ST LEAD\nRain on the town ={body}"), title, &[], expected);
        check(&format!("REFILE\n1ST LEAD\nRain on the town\nBy Ana Ruiz ={body}"), title, &["Ana Ruiz"], expected);
        check(&format!("Regen in der Stadt\nVon Ana Ruiz ={body}"), Some("Regen in der Stadt"), &["Ana Ruiz"], expected);
        check(&format!("Rain on the town{body}"), title, &[], expected);
        check(&format!("Rain on the town\nBy Ana Ruiz{body}"), title, &["Ana Ruiz"], expected);
        let long = "Rain that nobody had foreseen falls on the town and on all hills around";
        check(&format!("EXTRA\n{long}\nuntil Friday ={body}"), Some(&format!("{long} until Friday")), &[], expected);
    }

    #[test]
    fn a_message_may_have_no_headline() {
        check("   Tarn (cw) - It rained\nall day.", None, &[], "Tarn (cw) - It rained all day.");
        check("It rained all day.\n\nAgain.", None, &[], "It rained all day.\n\nAgain.");
    }

    #[test]
    fn notes_to_editors_are_no_text() {
        for notes in [
            "# Notebook\n\n## Internet links\n- [x](y)",
            "## Editorial contacts\n- Tel: +00",
            "* * * *\nThe following information is not for publication\n\nx",
            "* * * *\nDie folgenden Informationen sind nicht zur Veröffentlichung\nbestimmt",
            "cw wsz npr",
            "",
        ] {
            check(&format!("Rain =\n\n   It rained on #1 street.\n\n{notes}"), Some("Rain"), &[], "It rained on #1 street.");
        }
    }

    #[test]
    fn the_time_is_read() {
        let check = |tail: &str, expected: Option<&str>, n_findings: usize| {
            let (draft, findings) = read("Rain =\n\n   It rained.", tail);
            assert_eq!(
                (draft.published.map(|time| time.to_string()).as_deref(), findings.len()),
                (expected, n_findings),
                "for {tail}"
            );
        };
        check("031137 GMT May 24 ", Some("2024-05-03T11:37:00Z"), 0);
        check("071341 GMT Okt 15", Some("2015-10-07T13:41:00Z"), 0);
        check("071341 GMT AOÛ 1998", Some("1998-08-07T13:41:00Z"), 0);
        check("211259 Nov 18", Some("2018-11-21T12:59:00"), 0);
        check("211259 XST Nov 18", Some("2018-11-21T12:59:00"), 1);
        check("211259 GMT", None, 1);
        check("311259 GMT Feb 18", None, 1);
        check("", None, 0);
    }
}
