//! Texts and pages of Nexis (LexisNexis), as they were exported until 2019.
//!
//! Each document begins with its number, and its blocks stand in this order:
//!
//! ```text
//!               1 of 2 DOCUMENTS       in the language of the interface: Dokument 1 von 2
//!               The Wold Courier       publisher; the rights may stand above it
//!            January 11, 2010 Monday   day, perhaps with the edition below
//! Headline
//! BYLINE: … SECTION: … LENGTH: …       a block each
//! Text
//! LOAD-DATE: … LANGUAGE: …             a block each; then the rights
//! ```
//!
//! Older texts have `HEADLINE:` and `BODY:` too. A page has the same blocks, each in a `div`, and an
//! anchor `DOC_ID_…` before each document.

use super::articles::Articles;
use super::block::{Block, cut_label, paragraphs};
use super::labels::{Label, of_nexis};
use super::prose::Prose;
use super::record::{Field, Record};
use crate::article::TimeOrigin;
use crate::extract::date::{self, Customs};
use crate::extract::html::events::{Event, events};
use crate::extract::line::in_one_line;
use crate::extract::wrapped;

/// Returns whether a text counts documents as Nexis does, and has its labels.
pub(super) fn is_text(text: &str) -> bool {
    let has = |words: &str| memchr::memmem::find(text.as_bytes(), words.as_bytes()).is_some();
    if !["OCUMENT", "okument ", "ocument "].iter().any(|word| has(word)) {
        return false;
    }
    let is_labelled =
        |line: &str| matches!(cut_label(line).and_then(|(label, _)| of_nexis(label)), Some(Label::Length | Label::Tail));
    text.lines().any(is_marker) && text.lines().any(is_labelled)
}

/// Returns whether a page is one of Nexis.
pub(super) fn is_page(html: &str) -> bool {
    let has = |words: &str| memchr::memmem::find(html.as_bytes(), words.as_bytes()).is_some();
    (has("DOC_ID_") || has("<DOCFULL>") || has("<!-- Hide XML section from browser")) && (has("DOCUMENT") || has("<DOC NUMBER"))
}

/// Returns whether a line counts the documents: `1 of 2 DOCUMENTS`, `Dokument 1 von 2`.
pub(super) fn is_marker(line: &str) -> bool {
    const MAX_BYTES: usize = 200;
    if line.len() > MAX_BYTES {
        return false;
    }
    // The document that was open when the list was exported.
    let line = line.trim_start().trim_start_matches("FOCUS - ");
    let mut words = line.split_whitespace();
    let words = [words.next(), words.next(), words.next(), words.next(), words.next()];
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_document = |word: &str| {
        let lower = word.to_lowercase();
        lower.starts_with("document") || lower.starts_with("dokument")
    };
    let is_of = |word: &str| word.chars().all(char::is_alphabetic) && word.chars().count() <= 3;
    let [Some(first), Some(second), Some(third), Some(fourth), None] = words else { return false };
    is_number(first) && is_of(second) && is_number(third) && is_document(fourth)
        || is_document(first) && is_number(second) && is_of(third) && is_number(fourth)
}

/// Reads the documents of a text. What stands above the first is the cover of the export.
pub(super) fn read_text(text: &str, articles: &mut Articles) {
    let mut begins: Option<usize> = None;
    let (mut byte, mut is_after_blank) = (0, true);
    for line in text.split_inclusive('\n') {
        if is_after_blank && is_marker(line) {
            if let Some(begin) = begins {
                add(text_blocks(&text[begin..byte]), articles, false);
            }
            begins = Some(byte + line.len());
        }
        byte += line.len();
        is_after_blank = line.trim().is_empty();
    }
    if let Some(begin) = begins {
        add(text_blocks(&text[begin..]), articles, true);
    }
}

fn text_blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for paragraph in paragraphs(text) {
        let is_labelled = |line: &str| cut_label(line).is_some_and(|(label, _)| of_nexis(label).is_some());
        // Labels may follow each other without empty lines.
        let ends = |at: usize| at + 1 == paragraph.len() || is_labelled(paragraph[0]) && is_labelled(paragraph[at + 1]);
        let mut from = 0;
        for at in (0..paragraph.len()).filter(|at| ends(*at)) {
            blocks.push(text_block(&paragraph[from..=at]));
            from = at + 1;
        }
    }
    blocks
}

fn text_block(lines: &[&str]) -> Block {
    const MIN_INDENT: &str = "     ";
    let labelled = lines.first().and_then(|line| cut_label(line)).filter(|(label, _)| of_nexis(label).is_some());
    let text = match labelled {
        Some((_, rest)) => wrapped::paragraphs(std::iter::once(rest.trim_start()).chain(lines.iter().skip(1).copied())),
        None => wrapped::paragraphs(lines.iter().copied()),
    };
    let is_centered = labelled.is_none() && lines.iter().all(|line| line.starts_with(MIN_INDENT));
    Block { label: labelled.map(|(label, _)| label.to_owned()), text, is_centered }
}

/// Reads the documents of a page.
pub(super) fn read_page(html: &str, articles: &mut Articles) {
    let mut open: Option<Vec<Block>> = None;
    let mut prose = Prose::default();
    let mut n_divs = 0_usize;
    for event in events(html) {
        let is_begin = matches!(&event, Event::Start(tag) if tag.name.is("a") && tag.attribute("name").is_some_and(is_anchor));
        let is_edge = match &event {
            Event::Start(tag) if tag.name.is("div") => {
                n_divs += 1;
                n_divs == 1
            }
            Event::End(name) if name.is("div") => {
                n_divs = n_divs.saturating_sub(1);
                n_divs == 0
            }
            _ => is_begin,
        };
        if is_edge && !prose.is_empty() {
            let block = page_block(&prose.take());
            // Without anchors, the numbers alone show where documents begin.
            if is_marker(&block.text) && open.as_ref().is_none_or(|blocks| !blocks.is_empty()) {
                if let Some(blocks) = open.replace(Vec::new()) {
                    add(blocks, articles, false);
                }
            } else if let Some(blocks) = open.as_mut().filter(|_| !is_marker(&block.text)) {
                blocks.push(block);
            }
        }
        if is_begin {
            n_divs = 0;
            if let Some(blocks) = open.replace(Vec::new()).filter(|blocks| !blocks.is_empty()) {
                add(blocks, articles, false);
            }
        }
        prose.add(&event);
    }
    let mut blocks = open.unwrap_or_default();
    if !prose.is_empty() {
        blocks.push(page_block(&prose.take()));
    }
    if !blocks.is_empty() {
        add(blocks, articles, true);
    }
}

/// Returns whether an anchor stands before a document: `DOC_ID_0_1`, `doc1`.
fn is_anchor(name: &str) -> bool {
    let rest = name.get(..3).filter(|start| start.eq_ignore_ascii_case("doc")).and_then(|_| name.get(3..));
    rest.is_some_and(|rest| rest.contains(|c: char| c.is_ascii_digit()))
}

fn page_block(text: &str) -> Block {
    let labelled = cut_label(text).filter(|(label, _)| of_nexis(label).is_some());
    let (label, text) = labelled.map_or((None, text), |(label, rest)| (Some(label.to_owned()), rest.trim_start()));
    Block { label, text: text.to_owned(), is_centered: false }
}

/// What Nexis writes if it cannot show a document, in English whatever the interface.
pub(super) const ERROR: &str = "there is an error in this document and it is not possible to display it";

/// Adds the article of a document's blocks. `is_last` says that the file ends with it.
fn add(blocks: Vec<Block>, articles: &mut Articles, is_last: bool) {
    if blocks.iter().any(|block| block.text.len() < 300 && block.text.contains(ERROR)) {
        articles.refuse("the service could not give this document");
        return;
    }
    let is_ended = blocks.iter().any(|block| is_tail(block) || is_rights(&block.text));
    articles.add(&record(blocks), is_last && !is_ended);
}

fn label_of(block: &Block) -> Option<Label> {
    block.label.as_deref().and_then(of_nexis)
}

/// Where in a document a block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Head,
    Body,
    Tail,
}

fn record(blocks: Vec<Block>) -> Record {
    let mut record = Record::default();
    let has = |field| blocks.iter().any(|block| label_of(block) == Some(Label::Field(field)));
    let (has_headline, has_body) = (has(Field::Title), has(Field::Body));
    let ends = tail_begins(&blocks);
    let mut stage = Stage::Head;
    let mut is_labelled = false;
    let mut body: Vec<String> = Vec::new();
    for (idx, block) in blocks.into_iter().enumerate() {
        let label = label_of(&block);
        if idx >= ends {
            stage = Stage::Tail;
        }
        match (stage, label) {
            (Stage::Head, Some(Label::Field(Field::Body))) => {
                stage = Stage::Body;
                body.push(block.text);
            }
            (Stage::Head, Some(label)) => {
                is_labelled = true;
                if let Label::Field(field) = label {
                    record.add(field, block.text);
                }
            }
            (Stage::Head, None) if is_labelled && !has_body && !block.is_centered => {
                stage = Stage::Body;
                body.push(block.text);
            }
            (Stage::Head, None) => head(block, &mut record, !has_headline, &mut body),
            (Stage::Body, Some(Label::Field(Field::Language))) => record.add(Field::Language, block.text),
            // A word in capitals with a colon is one of the text there.
            (Stage::Body, Some(_)) => body.push(format!("{}: {}", block.label.unwrap_or_default(), block.text)),
            (Stage::Body, None) => body.push(block.text),
            (Stage::Tail, Some(Label::Field(field @ (Field::Language | Field::Url)))) => record.add(field, block.text),
            (Stage::Tail, Some(Label::Field(Field::Section)) | None | Some(_)) => {}
        }
    }
    body.retain(|text| !text.trim().is_empty());
    record.add(Field::Body, body.join("\n\n"));
    record
}

/// Reads a block without a label above the text: the rights, the publisher, the day, the headline, or
/// a second headline, which is text.
fn head(block: Block, record: &mut Record, may_be_headline: bool, body: &mut Vec<String>) {
    const MAX_DATE_BYTES: usize = 160;
    let line = in_one_line(&block.text);
    let has_date = line.len() <= MAX_DATE_BYTES && date::in_text(&line, TimeOrigin::Field, &Customs::default()).time.is_some();
    if is_rights(&block.text) && record.has(Field::Publisher) {
        return;
    }
    if !record.has(Field::Publisher) && !has_date {
        // The rights may stand right above the publisher.
        let mut names = block.text.lines().filter(|line| !is_rights(line));
        record.add(Field::Publisher, names.next_back().unwrap_or(""));
    } else if has_date && !record.has(Field::DateLine) {
        record.add(Field::DateLine, line);
    } else if block.is_centered || !may_be_headline {
        // An edition, or `Correction Appended`.
    } else if !record.has(Field::Title) {
        record.add(Field::Title, line);
    } else {
        body.push(block.text);
    }
}

/// Returns the number of the first block behind the text: the first label of the tail, from which on
/// all blocks are labels or rights; or, if there is none, the first label of the tail that stands
/// behind some text.
fn tail_begins(blocks: &[Block]) -> usize {
    let is_aside = |block: &Block| is_tail(block) || block.is_centered || is_rights(&block.text) || label_of(block).is_some();
    let text_ends = blocks.iter().rposition(|block| !is_aside(block)).map_or(0, |last| last + 1);
    if blocks[text_ends..].iter().any(is_tail) || blocks[text_ends..].iter().any(|block| is_rights(&block.text)) {
        let begins = blocks[text_ends..].iter().position(|block| is_tail(block) || is_rights(&block.text));
        let strong = blocks.iter().position(|block| label_of(block) == Some(Label::Tail) && is_sure(block));
        return strong.unwrap_or(usize::MAX).min(begins.map_or(blocks.len(), |begins| text_ends + begins));
    }
    blocks.iter().position(|block| is_sure(block) && label_of(block) == Some(Label::Tail)).unwrap_or(blocks.len())
}

/// Returns whether a label stands behind the text.
fn is_tail(block: &Block) -> bool {
    matches!(label_of(block), Some(Label::Tail | Label::Field(Field::Language | Field::Url)))
}

/// Returns whether a label is no word that an article begins a paragraph with.
fn is_sure(block: &Block) -> bool {
    block.label.as_deref().is_some_and(|label| label.contains('-'))
}

/// Returns whether a text states rights.
pub(super) fn is_rights(text: &str) -> bool {
    const MAX_BYTES: usize = 300;
    const BEGINNINGS: [&str; 9] = [
        "copyright",
        "©",
        "(c) ",
        "copy 2",
        "all rights reserved",
        "tous droits réservés",
        "alle rechte vorbehalten",
        "todos los derechos reservados",
        "tutti i diritti riservati",
    ];
    let start: String = text.trim_start().chars().take(40).flat_map(char::to_lowercase).collect();
    text.len() <= MAX_BYTES && BEGINNINGS.iter().any(|beginning| start.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_counted_in_many_languages() {
        for line in [
            "   1 of 2 DOCUMENTS",
            "1 of 1 DOCUMENT",
            "Dokument 3 von 10",
            " Document 1 de 10",
            "2 de 9 DOCUMENTOS",
            "8 von 383 DOKUMENTEN",
            "  FOCUS - 2 of 5 DOCUMENTS",
        ] {
            assert!(is_marker(line), "{line}");
        }
        for line in
            ["", "Document 1", "1 of 2 houses", "Two of 2 DOCUMENTS", "He read 1 of 2 DOCUMENTS", "1 of 2 DOCUMENTS were lost"]
        {
            assert!(!is_marker(line), "{line}");
        }
    }

    fn read(text: &str) -> Vec<(Option<String>, Option<String>, String)> {
        let mut articles = Articles::default();
        read_text(text, &mut articles);
        let drafts = articles.found.into_iter().map(|(_, draft)| draft.unwrap());
        drafts.map(|draft| (draft.title, draft.publisher, draft.body)).collect()
    }

    #[test]
    fn the_oldest_form_labels_headline_and_body() {
        let text = "                 1 of 1 DOCUMENT\n\n              Copyright 1995 Wold Press\n                The Wold Courier\n\n\
                    January 1, 1995, Sunday, Final Edition\n\nSECTION: LOCAL; Pg. 2\n\nLENGTH: 12 words\n\nHEADLINE: Ferry stays\nin harbour\n\n\
                    BYLINE: Ana Roe\n\nBODY:\n   It stays.\n\nNOTE: it stays long.\n\nGRAPHIC: A ferry.\n\nLOAD-DATE: January 2, 1995\n";
        assert!(is_text(text));
        let body = "It stays.\n\nNOTE: it stays long.".to_owned();
        assert_eq!(read(text), [(Some("Ferry stays in harbour".to_owned()), Some("The Wold Courier".to_owned()), body)]);
    }
}
