//! Pages of Factiva: one `div` of the class `article xxArticle` for each article, where `xx` is its
//! language.
//!
//! With codes, the `div` holds a table, a row a field: `HD` headline, `BY` byline, `PD` day, `SN`
//! publisher, `LP` first paragraphs, `TD` the others, `AN` accession number. Without codes, the same
//! values stand in lines, in this order:
//!
//! ```text
//! section                  may be missing
//! headline                 an element of the class xxHeadline
//! byline                   may be missing
//! 295 words
//! 29 December 2011
//! 15:32                    may be missing
//! publisher, its code, page, language, rights
//! text                     paragraphs of the class articleParagraph
//! Document TESTFR0020111229e7ct0001r
//! ```

use super::articles::Articles;
use super::prose::Prose;
use super::record::{Field, Record, language_of};
use crate::article::TimeOrigin;
use crate::extract::date::{self, Customs};
use crate::extract::html::events::{Event, Tag, events};

/// Returns whether a page says that it comes from Factiva.
pub(super) fn is_one(html: &str) -> bool {
    let has = |words: &str| memchr::memmem::find(html.as_bytes(), words.as_bytes()).is_some();
    has("articleParagraph") && has("Article") && has("article ") || has("<title>Factiva</title>") || has("factivalogo")
}

pub(super) fn read(html: &str, articles: &mut Articles) {
    let mut open: Option<Page> = None;
    for event in events(html) {
        if let Event::Start(tag) = &event
            && let Some(language) = language_of_article(tag)
        {
            if let Some(page) = open.replace(Page::new(language)) {
                articles.add(&page.record(), false);
            }
            continue;
        }
        let Some(page) = &mut open else { continue };
        page.see(&event);
        if page.n_divs == 0 {
            articles.add(&std::mem::take(&mut open).map(Page::record).unwrap_or_default(), false);
        }
    }
    if let Some(page) = open {
        articles.add(&page.record(), true);
    }
}

/// Returns the language of the article that an element holds: the class is `article deArticle`.
fn language_of_article<'h>(tag: &Tag<'h>) -> Option<&'h str> {
    let mut classes = tag.name.is("div").then(|| tag.classes())?;
    let is_article = classes.next() == Some("article");
    let language = classes.next()?.strip_suffix("Article")?;
    let is_code = (2..=5).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_article && is_code).then_some(language)
}

/// What the lines of an article without codes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Headline,
    Paragraph,
    Other,
}

/// An article while its page passes by.
#[derive(Debug)]
struct Page {
    language: String,
    n_divs: usize,
    n_tables: usize,
    prose: Prose,
    record: Record,
    /// The code of the row, once its cell has ended.
    code: Option<String>,
    is_in_cell: bool,
    is_coded: bool,
    line: Line,
    lines: Vec<(Line, String)>,
}

impl Page {
    fn new(language: &str) -> Page {
        Page {
            // `zhcn` and `zhtw` are one language.
            language: language.get(..2).unwrap_or_default().to_owned(),
            n_divs: 1,
            n_tables: 0,
            prose: Prose::default(),
            record: Record::default(),
            code: None,
            is_in_cell: false,
            is_coded: false,
            line: Line::Other,
            lines: Vec::new(),
        }
    }

    fn see(&mut self, event: &Event<'_>) {
        let edge = match event {
            Event::Start(tag) => Some((tag.name, true)),
            Event::End(name) => Some((*name, false)),
            Event::Text(_) => None,
        };
        if let Some((name, is_start)) = edge {
            if name.is("div") {
                self.n_divs = if is_start { self.n_divs + 1 } else { self.n_divs.saturating_sub(1) };
            }
            if name.is("table") && self.is_table_of_codes(is_start) {
                return;
            }
            if self.is_coded && self.n_tables == 1 && (name.is("td") || name.is("tr")) {
                self.end_cell();
                self.is_in_cell = is_start && name.is("td");
                if name.is("tr") {
                    self.code = None;
                }
                return;
            }
        }
        match self.is_coded {
            true if self.is_in_cell => self.prose.add(event),
            true => {}
            false => self.see_in_lines(event),
        }
    }

    /// Counts tables. Returns whether the one that begins or ends holds the codes: it is not inside
    /// another, and no headline or text stands before it.
    fn is_table_of_codes(&mut self, is_start: bool) -> bool {
        let is_outer = self.n_tables == usize::from(!is_start);
        match is_start {
            true => {
                self.n_tables += 1;
                if is_outer && self.lines.iter().all(|(line, _)| *line == Line::Other) {
                    self.is_coded = true;
                    self.prose.take();
                }
            }
            false => {
                if is_outer && self.is_coded {
                    self.end_cell();
                }
                self.n_tables = self.n_tables.saturating_sub(1);
            }
        }
        is_outer && self.is_coded
    }

    fn end_cell(&mut self) {
        if !std::mem::take(&mut self.is_in_cell) {
            return;
        }
        let text = self.prose.take();
        match self.code.take() {
            Some(code) => self.add(&code, &text),
            None if is_code(text.trim()) => self.code = Some(text.trim().to_owned()),
            None => {}
        }
    }

    fn add(&mut self, code: &str, value: &str) {
        let field = field_of(code);
        self.record.add(field, if field == Field::Id { accession_number(value) } else { value });
    }

    fn see_in_lines(&mut self, event: &Event<'_>) {
        let begins = match event {
            Event::Start(tag) if tag.classes().any(|class| class.ends_with("Headline")) => Some(Line::Headline),
            Event::Start(tag) if tag.classes().any(|class| class == "articleParagraph") => Some(Line::Paragraph),
            Event::Start(tag) if self.line == Line::Other && (tag.name.is_block() || tag.name.is("br")) => Some(Line::Other),
            Event::End(name) if name.is_block() => Some(Line::Other),
            Event::Start(_) | Event::End(_) | Event::Text(_) => None,
        };
        if let Some(line) = begins {
            self.end_line();
            self.line = line;
        }
        self.prose.add(event);
    }

    fn end_line(&mut self) {
        let text = self.prose.take();
        if !text.is_empty() {
            self.lines.push((self.line, text));
        }
    }

    fn record(mut self) -> Record {
        match self.is_coded {
            true => self.end_cell(),
            false => self.end_line(),
        }
        if !self.is_coded {
            self.read_lines();
        }
        if !self.record.has(Field::Language) {
            self.record.add(Field::Language, self.language.as_str());
        }
        self.record
    }

    fn read_lines(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        let record = &mut self.record;
        let headline = lines.iter().position(|(line, _)| *line == Line::Headline);
        let first = lines.iter().position(|(line, _)| *line == Line::Paragraph).unwrap_or(lines.len());
        let last = lines.iter().rposition(|(line, _)| *line == Line::Paragraph).map_or(first, |last| last + 1);
        let (before, head) = lines[..first].split_at(headline.unwrap_or(0).min(first));
        if let Some((_, section)) = before.last() {
            record.add(Field::Section, section.as_str());
        }
        let mut has_count = false;
        for (line, text) in head {
            match line {
                Line::Headline => record.add(Field::Title, text.as_str()),
                _ if !has_count && is_count_of_words(text) => has_count = true,
                _ if !has_count => record.add(Field::Byline, text.as_str()),
                _ if record.has(Field::Date) && !record.has(Field::Publisher) && !is_time(text) => {
                    record.add(Field::Publisher, text.as_str());
                }
                _ if !record.has(Field::Date) && is_day(text) => record.add(Field::Date, text.as_str()),
                _ if is_language(text) => record.add(Field::Language, text.as_str()),
                _ => {}
            }
        }
        let body: Vec<&str> = lines[first..last].iter().map(|(_, text)| text.as_str()).collect();
        record.add(Field::Body, body.join("\n\n"));
        let number =
            lines[last..].iter().find(|(_, text)| text.split_whitespace().count() == 2 && text.contains(char::is_numeric));
        if let Some((_, text)) = number {
            record.add(Field::Id, accession_number(text));
        }
    }
}

/// Returns the field of a code.
pub(super) fn field_of(code: &str) -> Field {
    match code {
        "HD" => Field::Title,
        "BY" => Field::Byline,
        "PD" => Field::Date,
        "SN" => Field::Publisher,
        "SE" => Field::Section,
        "LA" => Field::Language,
        "LP" | "TD" => Field::Body,
        "AN" => Field::Id,
        _ => Field::Other,
    }
}

/// Returns whether a line names a language. The code of a paper, in capitals, may be the code of a language too.
pub(super) fn is_language(line: &str) -> bool {
    const MAX_BYTES: usize = 40;
    let is_name = line.len() < MAX_BYTES && !line.bytes().all(|byte| byte.is_ascii_uppercase());
    is_name && language_of(line).is_some_and(|language| language.code().len() == 2)
}

/// Returns whether a cell names a field: two or three capitals.
pub(super) fn is_code(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Returns the number in `Document WOLDC00020240503ek530000a`.
pub(super) fn accession_number(text: &str) -> &str {
    text.split_whitespace().next_back().unwrap_or("")
}

/// Returns whether a line counts words: `1,295 words`, `295 mots`, `295字`.
pub(super) fn is_count_of_words(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '\'' | '’' | ' '));
    rest.len() < line.len() && !rest.contains(|c: char| c.is_ascii_digit()) && rest.split_whitespace().count() == 1
}

/// Returns whether a line is a day.
pub(super) fn is_day(line: &str) -> bool {
    date::of_field(line, TimeOrigin::Field, &Customs::default()).time.is_some()
}

/// Returns whether a line is a time of day: `15:32`, `03:32 PM`.
pub(super) fn is_time(line: &str) -> bool {
    line.len() <= "12:34:56 p.m.".len() && line.starts_with(|c: char| c.is_ascii_digit()) && line.contains([':', 'h', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_words_are_known_in_any_language() {
        for line in ["295 words", "1,295 words", "31 mots", "1.295 Wörter", "295字"] {
            assert!(is_count_of_words(line), "{line}");
        }
        for line in ["words", "5 May 2024", "15:32", "By 5 reporters"] {
            assert!(!is_count_of_words(line), "{line}");
        }
    }
}
