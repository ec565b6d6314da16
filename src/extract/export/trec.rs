//! Test collections in SGML: TREC (AP, Wall Street Journal, Financial Times, Los Angeles Times, FBIS,
//! San Jose Mercury News, AQUAINT, Gigaword) and Reuters-21578.
//!
//! A file is a list of `DOC` or `REUTERS` elements without a root. Their children name the fields, and
//! each paper has its own names. The document's name, by which judgments name it, is the record's id.
//!
//! ```text
//! <DOC>
//! <DOCNO> CW880212-0001 </DOCNO>
//! <HEAD>Ferry stays in harbour</HEAD>
//! <TEXT>
//!    The ferry …
//! </TEXT>
//! </DOC>
//! ```

use std::borrow::Cow;

use super::articles::Articles;
use super::record::{Field, Record};
use crate::extract::line::in_one_line;
use crate::extract::wrapped;

/// Returns whether a text is a file of such a collection, by its first elements.
pub(super) fn is_one(text: &str) -> bool {
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if rest.get(..DOCTYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE)) {
        rest = rest.split_once('>').map_or("", |(_, rest)| rest).trim_start();
    }
    let Some(first) = tags(rest).next().filter(|tag| tag.start == 0) else { return false };
    let is_doc = first.is("DOC") && {
        let next = tags(rest).nth(1);
        // In Gigaword the name is an attribute.
        next.is_some_and(|next| next.is("DOCNO") || next.is("DOCID")) || first.attribute("id").is_some()
    };
    is_doc || first.is("REUTERS") && (first.attribute("NEWID").is_some() || first.attribute("OLDID").is_some())
}

const DOCTYPE: &str = "<!DOCTYPE lewis";

/// A tag as it stands in the text.
#[derive(Debug, Clone, Copy)]
struct Tag<'t> {
    start: usize,
    end: usize,
    name: &'t str,
    attributes: &'t str,
    is_end: bool,
}

impl<'t> Tag<'t> {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn attribute(&self, name: &str) -> Option<&'t str> {
        let mut words = self.attributes.split_ascii_whitespace();
        let value = words.find_map(|word| word.split_once('=').filter(|(key, _)| key.eq_ignore_ascii_case(name)))?.1;
        Some(value.trim_matches(['"', '\''])).filter(|value| !value.is_empty())
    }
}

/// Returns the tags of a text, in order. A `<` that begins no tag is text. Takes time linear in the
/// length.
fn tags(text: &str) -> impl Iterator<Item = Tag<'_>> {
    const MAX_BYTES: usize = 1024;
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr(b'<', text.as_bytes().get(at..)?)?;
            at = start + 1;
            let rest = &text[at..];
            let (is_end, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
            if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let head = &rest.as_bytes()[..rest.len().min(MAX_BYTES)];
            let Some(close) = memchr::memchr2(b'>', b'<', head).filter(|close| head[*close] == b'>') else { continue };
            let inside = &rest[..close];
            let len = inside.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-' | '.')).unwrap_or(close);
            let (name, attributes) = inside.split_at(len);
            if !attributes.is_empty() && !attributes.starts_with(|c: char| c.is_ascii_whitespace() || c == '/') {
                continue;
            }
            at = text.len() - rest.len() + close + 1;
            return Some(Tag { start, end: at, name, attributes, is_end });
        }
    })
}

pub(super) fn read(text: &str, articles: &mut Articles) {
    let mut open: Option<Document<'_>> = None;
    for tag in tags(text) {
        if tag.is("DOC") || tag.is("REUTERS") {
            match (&mut open, tag.is_end) {
                (_, false) => {
                    if let Some(before) = open.replace(Document::new(tag)) {
                        articles.add(&before.record(text, tag.start), true);
                    }
                }
                (Some(_), true) => {
                    articles.add(&open.take().map(|document| document.record(text, tag.start)).unwrap_or_default(), false);
                }
                (None, true) => {}
            }
        } else if let Some(document) = &mut open {
            document.see(text, tag);
        }
    }
    if let Some(document) = open {
        articles.add(&document.record(text, text.len()), true);
    }
}

/// A document while its tags pass by.
#[derive(Debug)]
struct Document<'t> {
    is_reuters: bool,
    name: Option<&'t str>,
    /// The field that is open, where its text goes on, and what was read of it.
    slot: Option<(&'t str, String)>,
    at: usize,
    values: Vec<(&'t str, String)>,
    /// In Reuters, text that stands in `TEXT` itself.
    loose: String,
}

impl<'t> Document<'t> {
    fn new(tag: Tag<'t>) -> Document<'t> {
        let name = tag.attribute("NEWID").or_else(|| tag.attribute("id"));
        Document { is_reuters: tag.is("REUTERS"), name, slot: None, at: tag.end, values: Vec::new(), loose: String::new() }
    }

    fn see(&mut self, text: &'t str, tag: Tag<'t>) {
        let before = text.get(self.at..tag.start).unwrap_or("");
        self.at = tag.end;
        match &mut self.slot {
            Some((_, value)) => value.push_str(before),
            None => self.loose.push_str(before),
        }
        let is_container = if self.is_reuters { tag.is("TEXT") } else { tag.is("BODY") || tag.is("HEADER") };
        match &mut self.slot {
            None if is_container && !tag.is_end => self.loose.clear(),
            None if is_container || tag.is_end => {}
            None => self.slot = Some((tag.name, String::new())),
            Some((name, _)) if tag.is_end && tag.is(name) => {
                self.values.extend(self.slot.take());
            }
            // Without its end tag, a field ends where one that stands beside it begins.
            Some((name, _)) if !tag.is_end && !name.eq_ignore_ascii_case("TEXT") && is_beside(tag.name) => {
                self.values.extend(self.slot.take());
                self.slot = Some((tag.name, String::new()));
            }
            Some((_, value)) if tag.is("P") || tag.is("TABLE") => value.push_str("\n\n"),
            Some((_, value)) if tag.is("TABLEROW") || tag.is("ROW") => value.push('\n'),
            Some((_, value)) if tag.is("TABLECELL") || tag.is("CELL") => value.push(' '),
            Some(_) => {}
        }
    }

    fn record(mut self, text: &'t str, end: usize) -> Record {
        let rest = text.get(self.at..end).unwrap_or("");
        match &mut self.slot {
            Some((_, value)) => value.push_str(rest),
            None => self.loose.push_str(rest),
        }
        self.values.extend(self.slot.take());
        let mut record = Record::default();
        let of = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| self.values.iter().find(|(of, value)| of.eq_ignore_ascii_case(name) && !value.trim().is_empty()))
        };
        let line = |names: &[&str]| of(names).map(|(_, value)| in_one_line(&decoded(value)));
        let name = line(&["DOCNO"]).or_else(|| self.name.map(str::to_owned)).or_else(|| line(&["DOCID"])).unwrap_or_default();
        let (title, byline) =
            of(&["HEADLINE", "HEAD", "HL", "TITLE", "H3", "TI", "TTL"]).map(|(_, value)| headline(value)).unwrap_or_default();
        record.add(Field::Title, title);
        record.add(Field::Byline, line(&["BYLINE", "AUTHOR"]).unwrap_or(byline));
        let date =
            line(&["DATE", "DD", "DATE1", "DATE_TIME", "PUBDATE"]).map(|date| date.trim_start_matches(['=', ' ']).to_owned());
        match date.filter(|date| !date.is_empty()) {
            // `January 1, 1989, Sunday, Home Edition`
            Some(date) if date.contains(',') => record.add(Field::DateLine, date),
            Some(date) => record.add(Field::Date, day_of_digits(&date).unwrap_or(date)),
            None => {}
        }
        // The month comes first in `04/02/90`, which nothing says; the name has the day too.
        record.add(Field::Date, day_in_name(&name).unwrap_or_default());
        record.add(Field::Section, line(&["SECTION"]).unwrap_or_default());
        let publisher = if self.is_reuters { Some("Reuters".to_owned()) } else { line(&["SO", "PUB"]) };
        record.add(Field::Publisher, publisher.unwrap_or_default().trim_end_matches("(J)"));
        record.add(Field::Id, name);
        let is_text = |name: &str| match self.is_reuters {
            true => name.eq_ignore_ascii_case("BODY"),
            false => ["TEXT", "LP", "LEADPARA"].iter().any(|text| name.eq_ignore_ascii_case(text)),
        };
        for (_, value) in self.values.iter().filter(|(name, _)| is_text(name)) {
            record.add(Field::Body, body(value, self.is_reuters));
        }
        if self.is_reuters && !record.has(Field::Body) {
            record.add(Field::Body, body(&self.loose, true));
        }
        record
    }
}

/// Returns whether an element stands beside others in a document, not inside them.
fn is_beside(name: &str) -> bool {
    const NAMES: [&str; 16] = [
        "DOCNO", "DOCID", "FILEID", "FIRST", "SECOND", "HEAD", "HEADLINE", "HL", "BYLINE", "DATELINE", "TEXT", "DATE", "SO",
        "DD", "TITLE", "LP",
    ];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns a text with its entities decoded, without control characters, and with quotation marks for
/// those that typewriters have not: \`\` and ''.
fn decoded(text: &str) -> String {
    let text = without_control_references(text);
    let text = html_escape::decode_html_entities(&text);
    let text: Cow<'_, str> = match text.contains(['`', '\'', '&']) {
        true => text.replace("``", "“").replace("''", "”").replace("&blank;", " ").replace("&hyph;", "-").into(),
        false => text,
    };
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// Returns a text without references to control characters, such as `&#2;` and `&#3;` of Reuters. HTML has no such references, so they are
/// left as they are by whatever decodes HTML.
fn without_control_references(text: &str) -> Cow<'_, str> {
    let mut parts = text.split("&#");
    let first = parts.next().unwrap_or("");
    if first.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::from(first);
    for part in parts {
        let control = part.split_once(';').filter(|(number, _)| number.parse::<u8>().is_ok_and(|number| number < 32));
        match control {
            Some((_, rest)) => kept.push_str(rest),
            None => kept.extend(["&#", part]),
        }
    }
    Cow::Owned(kept)
}

/// Returns a headline, and the byline that the Wall Street Journal sets below it:
///
/// ```text
/// Goats Eat
///   The Mayor's Roses
/// ----
///   By Ana Roe
/// ```
fn headline(value: &str) -> (String, String) {
    let value = decoded(value);
    let is_rule = |line: &&str| line.trim().len() >= 3 && line.trim().bytes().all(|byte| byte == b'-');
    let title: Vec<&str> = value.lines().take_while(|line| !is_rule(line)).collect();
    let byline = value.lines().skip(title.len()).map(str::trim).find(|line| line.starts_with("By ")).unwrap_or("");
    // A bulletin of Reuters has stars before its headline.
    let title = in_one_line(title.join(" ").trim_start_matches([' ', '*', '\n']));
    // `FT  27 MAY 92 / World News in Brief: …`
    let of_day = title.strip_prefix("FT ").and_then(|rest| rest.split_once(" / "));
    let title = of_day.filter(|(day, _)| day.trim().len() <= "27 MAY 92".len()).map_or(title.as_str(), |(_, title)| title);
    (title.to_owned(), byline.to_owned())
}

/// Returns the day in a document's name: `AP880212-0001`, `NYT_ENG_20040101.0001`.
fn day_in_name(name: &str) -> Option<String> {
    let digits = name.find(|c: char| c.is_ascii_digit()).map(|at| &name[at..])?;
    day_of_digits(&digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())])
}

/// Returns a day that is written as six or eight digits, the year first: `880212`, `20040101`. Other
/// numbers are none.
fn day_of_digits(digits: &str) -> Option<String> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (century, digits) = match digits.len() {
        // Of the Los Angeles Times, whose names begin with the month, each document states its day.
        6 if digits.starts_with(['7', '8', '9']) => ("19", digits),
        8 if digits.starts_with("19") || digits.starts_with("20") => digits.split_at(2),
        _ => return None,
    };
    let (year, rest) = digits.split_at(2);
    let (month, day) = rest.split_at(2);
    let is_day = ("01"..="12").contains(&month) && ("01"..="31").contains(&day);
    is_day.then(|| format!("{century}{year}-{month}-{day}"))
}

fn body(value: &str, is_reuters: bool) -> String {
    let text = decoded(value);
    let mut text = text.trim_matches('\n');
    // `[Text]` ends what FBIS says of the broadcast.
    if text.trim_start().starts_with("Language:")
        && let Some((_, rest)) = text.split_once("[Text]")
    {
        text = rest;
    }
    if is_reuters {
        text = text.trim_end();
        text = ["REUTER", "Reuter", "REUTERS"]
            .iter()
            .find_map(|name| text.strip_suffix(name)?.strip_suffix([' ', '\n']))
            .unwrap_or(text);
    }
    match are_paragraphs(text) {
        true => text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n\n"),
        false => wrapped::paragraphs(text.lines()),
    }
}

/// Returns whether each line is a paragraph: some are longer than any line of a teleprinter, and most
/// end like sentences.
fn are_paragraphs(text: &str) -> bool {
    const MAX_LINE_CHARS: usize = 110;
    const ENDS: [char; 8] = ['.', '!', '?', '”', '"', ')', ':', '\''];
    let lines = || text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
    let (n_lines, n_ended) = lines().fold((0, 0), |(all, ended), line| (all + 1, ended + usize::from(line.ends_with(ENDS))));
    lines().any(|line| line.chars().count() > MAX_LINE_CHARS) && n_ended * 5 >= n_lines * 4
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Draft;

    fn read_all(text: &str) -> Vec<Draft> {
        let mut articles = Articles::default();
        read(text, &mut articles);
        assert_eq!(articles.findings, []);
        articles.found.into_iter().map(|(_, draft)| draft.unwrap()).collect()
    }

    fn shown(draft: &Draft) -> String {
        let day = draft.published.map_or("-".to_owned(), |time| time.to_string());
        let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
        format!(
            "{} | {} | {} | {day} | {}",
            or_none(&draft.record_id),
            or_none(&draft.title),
            draft.bylines.join(", "),
            draft.body
        )
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert!(is_one(text), "{text}");
        let drafts = read_all(text);
        assert_eq!(drafts.iter().map(shown).collect::<Vec<_>>().join("\n"), expected, "for {text}");
    }

    #[test]
    fn each_paper_has_names_of_its_own() {
        check(
            "<DOC>\n<DOCNO>FT911-1</DOCNO>\n<DATE>910514\n</DATE>\n<HEADLINE>\nFT  14 MAY 91 / Ferry stays\n</HEADLINE>\n<TEXT>\nIt stays\nhere.\n</TEXT>\n<PUB>The Wold Times\n</PUB>\n</DOC>",
            "FT911-1 | Ferry stays |  | 1991-05-14 | It stays here.",
        );
        check(
            "<DOC>\n<DOCNO> LA010189-0001 </DOCNO>\n<DOCID> 1 </DOCID>\n<DATE>\n<P>\nJanuary 1, 1989, Sunday, Home Edition \n</P>\n</DATE>\n<HEADLINE>\n<P>\nFerry stays \n</P>\n</HEADLINE>\n<BYLINE>\n<P>\nBy ANA ROE \n</P>\n</BYLINE>\n<TEXT>\n<P>\nIt stays. \n</P>\n<P>\nAgain. \n</P>\n</TEXT>\n</DOC>",
            "LA010189-0001 | Ferry stays | ANA ROE | 1989-01-01 | It stays.\n\nAgain.",
        );
        check(
            "<DOC>\n<DOCNO> WSJ870506-0146 </DOCNO>\n<DD> = 870506 </DD>\n<HL> Ferry\n  Stays\n----\n  By Ana Roe</HL>\n<TEXT>\n   It stays.\n   ``Long,'' she said. </TEXT>\n</DOC>",
            "WSJ870506-0146 | Ferry Stays | Ana Roe | 1987-05-06 | It stays.\n\n“Long,” she said.",
        );
        check(
            "<DOC>\n<DOCNO> NYT19980601.0001 </DOCNO>\n<DATE_TIME> 1998-06-01 00:01 </DATE_TIME>\n<HEADER>\nA1 BC\n</HEADER>\n<BODY>\n<HEADLINE>\nFerry\n</HEADLINE>\n<TEXT>\n<P>\n  It stays.\n</P>\n</TEXT>\n</BODY>\n</DOC>",
            "NYT19980601.0001 | Ferry |  | 1998-06-01T00:01:00 | It stays.",
        );
        check(
            "<DOC id=\"NYT_ENG_20040101.0001\" type=\"story\" >\n<HEADLINE>\nFerry\n</HEADLINE>\n<TEXT>\n<P>\nIt stays.\n</P>\n</TEXT>\n</DOC>",
            "NYT_ENG_20040101.0001 | Ferry |  | 2004-01-01 | It stays.",
        );
    }

    #[test]
    fn reuters_21578_is_read() {
        let story = "<REUTERS TOPICS=\"YES\" OLDID=\"9\" NEWID=\"5001\">\n<DATE>13-MAR-1987 15:05:02.92</DATE>\n<TOPICS><D>acq</D></TOPICS>\n<UNKNOWN> \n&#5;&#5;F</UNKNOWN>\n";
        check(
            &format!(
                "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n{story}<TEXT>&#2;\n<TITLE>TARN &lt;TRN> RAIN</TITLE>\n<DATELINE>    TARN, March 13 - </DATELINE><BODY>It rained at &lt;TRN>\nfor hours.\n    Again.\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n{story}<TEXT TYPE=\"UNPROC\">&#2;\nIt rained.\n&#3;</TEXT>\n</REUTERS>"
            ),
            "5001 | TARN <TRN> RAIN |  | 1987-03-13T15:05:02 | It rained at <TRN> for hours.\n\nAgain.\n\
             5001 | - |  | 1987-03-13T15:05:02 | It rained.",
        );
    }

    #[test]
    fn other_elements_are_no_collection() {
        for text in ["<doc>", "<DOC><P>x", "x <DOC><DOCNO>", "<REUTERS>", "<html>", "<DOCX><DOCNO>"] {
            assert!(!is_one(text), "{text}");
        }
    }
}
