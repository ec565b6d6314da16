//! Documents of Factiva: RTF, and DOCX made of it.
//!
//! A list of headlines comes first, and may be missing. Then each article stands in this order, with or without codes. With codes, each
//! value stands in a row with its code: `HD`, `BY`, `PD` and so on, as in a page. Without codes:
//!
//! ```text
//! section                  may be missing
//! headline                 bold
//! byline                   may be missing; one or several paragraphs
//! 295 words
//! 29 December 2011
//! 15:32                    may be missing
//! publisher, its code, edition, page, language, rights
//! text
//! Document TESTFR0020111229e7ct0001r
//! ```
//!
//! A table that describes the search may follow the last article.

use std::collections::HashSet;

use super::articles::Articles;
use super::factiva::{accession_number, field_of, is_code, is_count_of_words, is_day, is_language, is_time};
use super::item::{Item, is_address, prose};
use super::nexis::is_rights;
use super::record::{Field, Record};
use crate::extract::byline;
use crate::extract::line::{fold, in_one_line};

/// Codes that stand at the beginning of a paragraph if an export has no tables.
const CODES: [&str; 28] = [
    "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CO", "IN", "NS", "RE",
    "IPC", "IPD", "PUB", "AN", "ART", "CLM", "RF", "CT",
];

/// Returns whether a document is an export of Factiva: it ends at least one article, and counts its words or has codes.
pub(super) fn is_one(items: &[Item<'_>]) -> bool {
    items.iter().any(|item| is_end(*item))
        && items.iter().any(|item| is_count_of_words(item.text()) || coded(*item).is_some_and(|(code, _)| code == "HD"))
}

/// Reads the articles of an export.
pub(super) fn read(items: &[Item<'_>], articles: &mut Articles) {
    let titles: HashSet<String> = items.iter().filter_map(|item| Some(fold(entry(item.text())?))).collect();
    let mut from = 0;
    for (at, item) in items.iter().enumerate() {
        if is_end(*item) {
            articles.add(&record(&items[from..=at], &titles), false);
            from = at + 1;
        }
    }
    let rest = &items[from..];
    let begins = |item: &Item<'_>| is_count_of_words(item.text()) || coded(*item).is_some_and(|(code, _)| code == "HD");
    if rest.iter().any(begins) {
        articles.add(&record(rest, &titles), true);
    }
}

/// Returns whether an item ends an article: `Document NYTF000020200731eg7v0003f`, in any language, or with its code.
fn is_end(item: Item<'_>) -> bool {
    const MAX_BYTES: usize = 80;
    let text = match coded(item) {
        Some(("AN", value)) => value.first().copied().unwrap_or(""),
        Some(_) => return false,
        None => item.text(),
    };
    // A paper's own number of an article, which may stand in the text, has no word before it.
    let n_words = text.split_whitespace().count();
    text.len() <= MAX_BYTES && n_words == 2 && is_accession_number(accession_number(text))
}

/// Returns whether a word is an accession number: letters, a date, and letters and digits.
fn is_accession_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_date = |at: usize| {
        let digits = &bytes[at..at + 8];
        digits.iter().all(u8::is_ascii_digit) && (digits.starts_with(b"19") || digits.starts_with(b"20"))
    };
    (20..=32).contains(&bytes.len())
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes[0].is_ascii_uppercase()
        && (1..=bytes.len() - 8).any(is_date)
}

/// Returns the headline of an entry in the list of headlines; `None` if a paragraph is none.
fn entry(text: &str) -> Option<&str> {
    text.strip_prefix('•').map(str::trim_start).filter(|title| !title.is_empty())
}

/// Returns the code of a row or paragraph, and what it stands before.
fn coded<'p>(item: Item<'p>) -> Option<(&'p str, Vec<&'p str>)> {
    match item {
        Item::Row([code, values @ ..]) if !values.is_empty() => {
            let [code] = &code[..] else { return None };
            let code = is_code(&code.text).then_some(code.text.as_str())?;
            Some((code, values.iter().flatten().map(|block| block.text.as_str()).collect()))
        }
        Item::Row(_) => None,
        Item::Text(block) => {
            let (code, value) = block.text.split_once([' ', '\n'])?;
            CODES.contains(&code).then(|| (code, vec![value.trim()]))
        }
    }
}

/// Reads an article. `titles` are the headlines of the list.
fn record(items: &[Item<'_>], titles: &HashSet<String>) -> Record {
    let mut record = Record::default();
    match items.iter().position(|item| coded(*item).is_some_and(|(code, _)| code == "HD")) {
        // A section may stand above the headline.
        Some(headline) => read_coded(&items[headline.saturating_sub(1)..], &mut record),
        None => read_lines(items, titles, &mut record),
    }
    record
}

fn read_coded(items: &[Item<'_>], record: &mut Record) {
    let mut field = Field::Other;
    for item in items {
        match coded(*item) {
            Some((code, values)) => {
                field = field_of(code);
                let text = values.join("\n\n");
                record.add(field, if field == Field::Id { accession_number(&text) } else { &text });
            }
            // A paragraph of the text without a code continues it.
            None if field == Field::Body => record.add(Field::Body, item.prose()),
            None => {}
        }
    }
}

fn read_lines(items: &[Item<'_>], titles: &HashSet<String>, record: &mut Record) {
    /// Maximum number of lines between the count of words and the text.
    const MAX_HEAD: usize = 14;
    let (items, end) = items.split_at(items.len() - items.last().map_or(0, |last| usize::from(is_end(*last))));
    record.add(Field::Id, end.first().map_or("", |end| accession_number(end.text())));
    let Some(count) = items.iter().position(|item| is_count_of_words(item.text())) else {
        return record.add(Field::Body, prose(items));
    };
    let listed = items[..count].iter().rposition(|item| entry(item.text()).is_some()).map_or(0, |last| last + 1);
    read_headline(&items[listed..count], titles, record);
    let after = &items[count + 1..];
    let head = &after[..after.len().min(MAX_HEAD)];
    let rights = head.iter().position(|item| is_rights(item.text()));
    let language = head[..rights.unwrap_or(head.len())].iter().position(|item| is_language(item.text()));
    let ends = rights.or(language).map_or_else(|| without_marks(head), |last| last + 1);
    for item in &head[..ends] {
        let text = item.text();
        if !record.has(Field::Date) {
            // What stands above the day is another count.
            if is_day(text) {
                record.add(Field::Date, text);
            }
        } else if !record.has(Field::Publisher) && !is_time(text) {
            record.add(Field::Publisher, in_one_line(text));
        } else if is_language(text) {
            record.add(Field::Language, text);
        }
    }
    let mut text = &after[ends..];
    // The address of the article may stand above its text.
    if let [first, rest @ ..] = text
        && is_address(first.text())
        && !rest.is_empty()
    {
        record.add(Field::Url, first.text());
        text = rest;
    }
    record.add(Field::Body, prose(text));
}

/// Returns how many lines stand above the text if neither a language nor rights are stated: those until the code of the publisher.
fn without_marks(head: &[Item<'_>]) -> usize {
    let is_code_of_paper =
        |text: &str| text.len() <= 8 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    head.iter().position(|item| !item.text().is_empty() && is_code_of_paper(item.text())).map_or(0, |code| code + 1)
}

/// Reads the section, the headline and the bylines.
fn read_headline(items: &[Item<'_>], titles: &HashSet<String>, record: &mut Record) {
    let lines: Vec<Item<'_>> = items.iter().copied().filter(|item| !item.text().is_empty()).collect();
    let is_listed = |item: &Item<'_>| titles.contains(&fold(item.text()));
    let is_person = |item: &Item<'_>| {
        let text = in_one_line(item.text());
        let first = text.split(' ').next().unwrap_or("");
        byline::is_by(first) || byline::people(&text).iter().any(|person| byline::is_full_name(person)) && text.len() < 60
    };
    // Two in one file may have the same headline, and a section may read like one: the last bold line above the byline counts.
    let headline = lines
        .iter()
        .rposition(|item| item.is_bold())
        .or_else(|| lines.iter().rposition(is_listed))
        .or_else(|| lines.iter().skip(1).position(is_person))
        .or_else(|| lines.len().checked_sub(1));
    let Some(last) = headline else { return };
    let n_bold = lines[..=last].iter().rev().take_while(|item| item.is_bold()).count().max(1);
    let first = last + 1 - n_bold;
    record.add(Field::Title, lines[first..=last].iter().map(|item| in_one_line(item.text())).collect::<Vec<_>>().join(" "));
    if let Some(section) = first.checked_sub(1) {
        record.add(Field::Section, in_one_line(lines[section].text()));
    }
    for line in &lines[last + 1..] {
        line.text().split('\n').for_each(|line| record.add(Field::Byline, line));
    }
}
