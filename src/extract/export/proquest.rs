//! Texts and pages of ProQuest.
//!
//! A text has a line of underscores before each document. Under it stand the headline and blocks
//! with labels, of which `Full text:` (in the language of the interface) is the article's text:
//!
//! ```text
//! ____________________________________________________________
//! Document 1 of 2
//!
//! Headline
//! Author: Corvath, Ines
//! Full text: The ferry …
//!
//! Publication title: The Wold Courier
//! Publication date: May 3, 2019
//! ProQuest document ID: 2219000001
//! ```
//!
//! A page has the same blocks with their labels in `strong`, and an anchor `DocID_…` before each.

use super::articles::Articles;
use super::block::{Block, cut_label, paragraphs};
use super::labels::{Label, of_proquest};
use super::prose::Prose;
use super::record::{Field, Record};
use crate::extract::html::events::{Event, decoded, events};
use crate::extract::line::in_one_line;

/// Number of underscores in a line between documents, at least; ProQuest writes 60.
const MIN_RULE_BYTES: usize = 50;

/// Returns whether a text has ProQuest's lines between documents, and its labels.
pub(super) fn is_text(text: &str) -> bool {
    let rule = [b'_'; MIN_RULE_BYTES];
    memchr::memmem::find(text.as_bytes(), &rule).is_some() && memchr::memmem::find(text.as_bytes(), b"ProQuest").is_some()
}

/// Returns whether a page is one of ProQuest.
pub(super) fn is_page(html: &str) -> bool {
    memchr::memmem::find(html.as_bytes(), b"DocID_").is_some() && memchr::memmem::find(html.as_bytes(), b"ProQuest").is_some()
}

/// Returns whether a line parts documents.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= MIN_RULE_BYTES && line.bytes().all(|byte| byte == b'_')
}

/// Reads the documents of a text. Parts without labels are the cover and the end of the export.
pub(super) fn read_text(text: &str, articles: &mut Articles) {
    let (mut begins, mut byte, mut is_first) = (0, 0, true);
    for line in text.split_inclusive('\n') {
        if is_rule(line) {
            // What stands above the first line is the cover.
            add(text_blocks(&text[begins..byte]), articles, false, is_first);
            is_first = false;
            begins = byte + line.len();
        }
        byte += line.len();
    }
    add(text_blocks(&text[begins..]), articles, true, false);
}

fn text_blocks(text: &str) -> Vec<Block> {
    let block = |lines: Vec<&str>| {
        let labelled = lines.first().and_then(|line| cut_label(line)).filter(|(label, _)| is_like_label(label));
        let first = labelled.map_or(lines[0], |(_, rest)| rest).trim();
        let text = std::iter::once(first).chain(lines.iter().skip(1).map(|line| line.trim())).collect::<Vec<_>>().join("\n");
        Block { label: labelled.map(|(label, _)| label.to_owned()), text: text.trim().to_owned(), is_centered: false }
    };
    // Labels may follow each other without empty lines.
    let is_known = |line: &str| cut_label(line).is_some_and(|(label, _)| of_proquest(label).is_some());
    let mut blocks = Vec::new();
    for paragraph in paragraphs(text) {
        let mut lines: Vec<&str> = Vec::new();
        for line in paragraph {
            if !lines.is_empty() && is_known(line) && is_known(lines[0]) {
                blocks.push(block(std::mem::take(&mut lines)));
            }
            lines.push(line);
        }
        if !lines.is_empty() {
            blocks.push(block(lines));
        }
    }
    blocks
}

/// Returns whether words before a colon have the form of a label: some words that begin with a capital.
pub(super) fn is_like_label(words: &str) -> bool {
    const MAX_WORDS: usize = 5;
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, ' ' | '/' | '-' | '(' | ')' | '\'' | '’' | '\u{a0}');
    words.starts_with(char::is_uppercase) && words.chars().all(is_letter) && words.split_whitespace().count() <= MAX_WORDS
}

/// Reads the documents of a page.
pub(super) fn read_page(html: &str, articles: &mut Articles) {
    let mut page: Option<Page> = None;
    for event in events(html) {
        let is_anchor = matches!(&event, Event::Start(tag) if tag.name.is("a") && tag.attribute("name").is_some_and(|name| name.starts_with("DocID_")));
        if is_anchor && let Some(before) = page.replace(Page::default()) {
            add(before.blocks(), articles, false, false);
        }
        if let Some(page) = &mut page {
            page.see(&event);
        }
    }
    if let Some(last) = page {
        add(last.blocks(), articles, true, false);
    }
}

/// A document while its page passes by.
#[derive(Debug, Default)]
struct Page {
    blocks: Vec<Block>,
    prose: Prose,
    /// The text of the `strong` that is open, if it stands first in its block.
    label: Option<String>,
    open_label: Option<String>,
    /// Whether a link to the document is open, whose words are ProQuest's.
    is_in_link: bool,
}

impl Page {
    fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) if tag.name.is("strong") && self.prose.is_empty() && self.label.is_none() => {
                self.open_label = Some(String::new());
                return;
            }
            // A tag that ProQuest wrote as text.
            Event::Text(text) if matches!(text.trim(), "html&gt;" | "html>") => return,
            Event::Text(text) => {
                if let Some(label) = self.open_label.as_mut().filter(|label| label.len() < MAX_LABEL_BYTES) {
                    label.push_str(&decoded(text));
                    return;
                }
                if self.is_in_link && self.label.is_none() {
                    return;
                }
            }
            Event::End(name) if name.is("strong") => {
                if let Some(words) = self.open_label.take() {
                    self.end_strong(&words);
                    return;
                }
            }
            Event::Start(tag) if tag.name.is("a") => {
                self.is_in_link = tag.attribute("href").is_some_and(|href| href.contains("proquest.com"));
            }
            Event::End(name) if name.is("a") => self.is_in_link = false,
            Event::Start(tag) if tag.name.is_block() => self.end_block(false),
            Event::End(name) if name.is_block() => self.end_block(true),
            Event::Start(_) | Event::End(_) => {}
        }
        self.prose.add(event);
    }

    fn end_strong(&mut self, words: &str) {
        match words.trim().strip_suffix(':').map(str::trim) {
            Some(label) => self.label = Some(label.to_owned()),
            None => self.prose.add(&Event::Text(words)),
        }
    }

    /// Ends a block. A label alone belongs to the block after it.
    fn end_block(&mut self, is_end: bool) {
        if self.prose.is_empty() && (self.label.is_none() || !is_end) {
            return;
        }
        let block = Block { label: self.label.take(), text: self.prose.take(), is_centered: false };
        self.blocks.push(block);
    }

    fn blocks(mut self) -> Vec<Block> {
        self.end_block(true);
        self.blocks
    }
}

/// A longer text in `strong` is no label.
const MAX_LABEL_BYTES: usize = 200;

/// Adds the article of a document's blocks. A part without labels is no document.
pub(super) fn add(blocks: Vec<Block>, articles: &mut Articles, is_last: bool, is_cover: bool) {
    let n_known = blocks.iter().filter(|block| known(block).is_some()).count();
    if is_cover && n_known < 3 || n_known < 2 {
        return;
    }
    let has_id = blocks.iter().any(|block| known(block) == Some(Label::Field(Field::Id)));
    let record = record(blocks);
    articles.add(&record, is_last && !has_id);
}

fn known(block: &Block) -> Option<Label> {
    block.label.as_deref().and_then(of_proquest)
}

fn record(blocks: Vec<Block>) -> Record {
    let mut record = Record::default();
    let text_begins = blocks.iter().position(|block| known(block) == Some(Label::Field(Field::Body)));
    let text_ends = text_begins.map_or(0, |begins| text_ends(&blocks, begins));
    let text: Vec<String> = blocks
        .iter()
        .enumerate()
        .take(text_ends)
        .skip(text_begins.unwrap_or(0))
        .map(|(idx, block)| match &block.label {
            Some(label) if Some(idx) != text_begins => format!("{label}: {}", block.text),
            _ => block.text.clone(),
        })
        .filter(|text| !text.is_empty())
        .collect();
    let text = without_credits(text);
    let mut is_of_summary = false;
    for (idx, block) in blocks.into_iter().enumerate() {
        if text_begins.is_some_and(|begins| (begins..text_ends).contains(&idx)) {
            continue;
        }
        let is_before_text = text_begins.is_none_or(|begins| idx < begins);
        match known(&block) {
            Some(Label::Field(Field::Byline)) => people(&block.text).for_each(|name| record.add(Field::Byline, name)),
            Some(Label::Field(Field::Publisher)) => record.add(Field::Publisher, paper(&block.text)),
            // The number of the customer is no part of the address.
            Some(Label::Field(Field::Url)) => record.add(Field::Url, block.text.split('?').next().unwrap_or("").trim()),
            Some(Label::Field(Field::Summary)) => {
                is_of_summary = true;
                if !is_none(&block.text) {
                    record.add(Field::Summary, block.text);
                }
                continue;
            }
            Some(Label::Field(field)) => record.add(field, block.text),
            Some(_) => {}
            None if block.label.is_none() && is_before_text && !is_of_number(&block.text) => {
                if !record.has(Field::Title) {
                    record.add(Field::Title, block.text);
                } else if is_of_summary {
                    record.add(Field::Summary, block.text);
                    continue;
                }
            }
            None => {}
        }
        is_of_summary = false;
    }
    record.add(Field::Body, text.join("\n\n"));
    record
}

/// Returns the name of a paper without its edition and place: `The Wold Courier, Late Edition; Port Ellery`.
fn paper(stated: &str) -> &str {
    let name = stated.split(';').next().unwrap_or("").trim();
    match name.split_once(", ") {
        Some((paper, edition)) if edition.to_ascii_lowercase().contains("edition") => paper,
        _ => name,
    }
}

/// Returns the paragraphs of a text without captions and credits at its end.
fn without_credits(mut paragraphs: Vec<String>) -> Vec<String> {
    let is_heading = |text: &str| matches!(text, "Illustration" | "Illustrations");
    let captions = paragraphs.windows(2).position(|pair| is_heading(&pair[0]) && pair[1].starts_with("Caption:"));
    paragraphs.truncate(captions.unwrap_or(paragraphs.len()));
    while paragraphs.len() > 1 && paragraphs.last().is_some_and(|last| last.starts_with("Credit:") || last.starts_with("CREDIT:"))
    {
        paragraphs.pop();
    }
    paragraphs
}

/// Returns the number of the first block behind the text: the first known label from which on all
/// blocks have labels, or the first label that only ProQuest writes.
fn text_ends(blocks: &[Block], begins: usize) -> usize {
    let rest = begins + 1..blocks.len();
    let is_ours = |idx: &usize| {
        matches!(known(&blocks[*idx]), Some(Label::Field(Field::Id | Field::Publisher | Field::Date | Field::Language)))
    };
    let sure = rest.clone().find(is_ours).unwrap_or(blocks.len());
    // Between the text and the first of these, a run of labels is not the text's.
    let mut ends = sure;
    for idx in (begins + 1..sure).rev() {
        if blocks[idx].label.is_none() {
            break;
        }
        if known(&blocks[idx]).is_some() {
            ends = idx;
        }
    }
    ends
}

/// Returns whether a text says that there is no abstract.
fn is_none(text: &str) -> bool {
    let text = in_one_line(text).to_lowercase();
    ["none available", "noneavailable", "not available", "nicht verfügbar", "non disponible", "no disponible", "none"]
        .iter()
        .any(|none| text.trim_end_matches('.') == *none)
}

/// Returns whether a block is the number of the document: `Document 1 of 2`.
pub(super) fn is_of_number(text: &str) -> bool {
    let n_numbers = text.split_whitespace().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).count();
    n_numbers == 2 && text.split_whitespace().count() == 4
}

/// Returns the people of a field in the order of a card: `Corvath, Ines; Roe, Ana`.
fn people(stated: &str) -> impl Iterator<Item = String> {
    stated.split(';').map(|name| {
        let name = in_one_line(name.trim().trim_end_matches('.'));
        match name.split_once(", ") {
            Some((family, given)) if !given.contains(',') => format!("{given} {family}"),
            _ => name,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_within_the_text_is_text() {
        let rule = "_".repeat(60);
        let text = format!(
            "{rule}\n\nDocument 1 of 1\n\n\nRain\n\nFull text: It rained.\n\nSubject: rain again.\n\nWarning: more.\n\nIt ended.\n\n\
             Warning: last.\n\nCredit: Ana Roe\n\nPublication title: Wold; Tarn\n\nPublication date: May 3, 2019\n\nProQuest document ID: 7\n\n{rule}\n"
        );
        assert!(is_text(&text));
        let mut articles = Articles::default();
        read_text(&text, &mut articles);
        assert_eq!(articles.found.len(), 1);
        let draft = articles.found[0].1.as_ref().unwrap();
        let body = "It rained.\n\nSubject: rain again.\n\nWarning: more.\n\nIt ended.\n\nWarning: last.";
        assert_eq!((draft.title.as_deref(), draft.body.as_str(), draft.publisher.as_deref()), (Some("Rain"), body, Some("Wold")));
        assert_eq!((draft.record_id.as_deref(), articles.findings.len()), (Some("7"), 0));
    }

    #[test]
    fn names_are_turned_round() {
        let names: Vec<String> = people("Corvath, Ines; Roe, Ana.; Wold Press").collect();
        assert_eq!(names, ["Ines Corvath", "Ana Roe", "Wold Press"]);
    }
}
