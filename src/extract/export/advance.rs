//! Documents of Nexis as it is exported now (Nexis Uni, Lexis Advance): DOCX and RTF.
//!
//! A cover lists the documents, and may be missing. Then each stands in this order:
//!
//! ```text
//! Headline                 a heading
//! The Wold Courier         publisher; may be missing
//! January 8, 2005 Saturday day, perhaps with a time or the edition
//! Copyright 2005 …
//! Section: … Length: … Byline: … Highlight: …     a paragraph each
//! Body
//! Text
//! Graphic                  a caption; may be missing
//! Classification           may be missing
//! Language: … Subject: … Load-Date: …             a paragraph each
//! End of Document
//! ```
//!
//! The labels are English, whatever the language of the interface; translations are known all the same.

use super::articles::Articles;
use super::block::cut_label;
use super::item::{Item, is_address, prose};
use super::labels::{Label, of_nexis_in_any_case};
use super::nexis::{ERROR, is_rights};
use super::record::{Field, Record};
use crate::article::TimeOrigin;
use crate::extract::date::{self, Customs};
use crate::extract::document::block::Role;
use crate::extract::line::{fold, in_one_line};

/// The line at the end of each document.
const ENDS: [&str; 12] = [
    "endofdocument",
    "endedesdokuments",
    "dokumentende",
    "findudocument",
    "findedocument",
    "findeldocumento",
    "findedocumento",
    "finedeldocumento",
    "finedocumento",
    "eindevanhetdocument",
    "eindevandocument",
    "fimdodocumento",
];

/// The line above the text.
const BODIES: [&str; 15] = [
    "body",
    "text",
    "fulltext",
    "textkörper",
    "haupttext",
    "corps",
    "corpsdutexte",
    "texte",
    "cuerpo",
    "texto",
    "corpo",
    "corpodeltesto",
    "testo",
    "hoofdtekst",
    "tekst",
];

/// The line above a caption behind the text, or above notes of the service.
const GRAPHICS: [&str; 11] = [
    "graphic",
    "graphics",
    "grafik",
    "graphique",
    "graphiques",
    "gráfico",
    "grafico",
    "grafiek",
    "abbildung",
    "afbeelding",
    "notes",
];

/// The line above the classification.
const CLASSES: [&str; 8] = [
    "classification",
    "klassifizierung",
    "klassifikation",
    "clasificación",
    "classificazione",
    "classificatie",
    "classificação",
    "classificacao",
];

/// Returns whether a document is an export of this form: it ends at least one document, and has a label or line of this form.
pub(super) fn is_one(items: &[Item<'_>]) -> bool {
    items.iter().any(|item| is_end(*item))
        && items.iter().any(|item| is_word(*item, &BODIES) || matches!(label_of(*item), Some((Label::Length | Label::Tail, _))))
}

/// Reads the documents of an export.
pub(super) fn read(items: &[Item<'_>], articles: &mut Articles) {
    let mut from = 0;
    for (at, item) in items.iter().enumerate() {
        if is_end(*item) {
            add(&items[from..at], articles, false);
            from = at + 1;
        }
    }
    let rest = &items[from..];
    if rest.iter().any(|item| is_word(*item, &BODIES)) {
        add(rest, articles, true);
    }
}

fn is_end(item: Item<'_>) -> bool {
    is_word(item, &ENDS)
}

/// Returns whether a paragraph is one of some words, which are folded.
fn is_word(item: Item<'_>, words: &[&str]) -> bool {
    const MAX_BYTES: usize = 40;
    let text = item.text();
    !text.is_empty() && text.len() <= MAX_BYTES && !text.contains([':', '.']) && words.contains(&fold(text).as_str())
}

/// Returns what the label of a paragraph says, and the rest of it.
fn label_of(item: Item<'_>) -> Option<(Label, &str)> {
    let (label, rest) = cut_label(item.text())?;
    Some((of_nexis_in_any_case(label)?, rest.trim()))
}

/// Adds the article of a document, above which the cover may stand.
fn add(items: &[Item<'_>], articles: &mut Articles, is_cut: bool) {
    if items.iter().any(|item| item.text().len() < 300 && item.text().contains(ERROR)) {
        return articles.refuse("the service could not give this document");
    }
    let body = items.iter().position(|item| is_word(*item, &BODIES));
    let labelled = items.iter().position(|item| label_of(*item).is_some()).unwrap_or(items.len());
    let cover = cover_ends(&items[..body.unwrap_or(items.len()).min(labelled)]);
    // Without the line above the text, the last label of the head is right above it.
    let last_label = || {
        let head = items[labelled.min(items.len())..].iter();
        let is_head = |item: &&Item<'_>| matches!(label_of(**item), Some((label, _)) if label != Label::Tail);
        labelled + head.take_while(is_head).count()
    };
    let head_ends = body.unwrap_or_else(last_label).max(cover);
    let text = &items[(head_ends + usize::from(body.is_some())).min(items.len())..];
    let (text, tail) = text.split_at(tail_begins(text));
    let mut record = Record::default();
    let highlight = read_head(&items[cover..head_ends], &mut record);
    let highlights: String = highlight.join("\n\n");
    record.add(Field::Body, highlights);
    record.add(Field::Body, prose(text));
    for item in tail {
        if let Some((Label::Field(field @ (Field::Language | Field::Url)), value)) = label_of(*item) {
            record.add(field, value);
        }
    }
    articles.add(&record, is_cut);
}

/// Returns the number of the first item behind the cover: tables, and what it says of the search.
fn cover_ends(items: &[Item<'_>]) -> usize {
    const LABELS: [&str; 10] = [
        "clientmatter",
        "searchterms",
        "searchtype",
        "narrowedby",
        "jobnumber",
        "dateandtime",
        "contenttype",
        "documents",
        "dokumente",
        "documentos",
    ];
    let is_list = items.iter().any(|item| count_of_documents(item.text()));
    let is_entry = |item: &Item<'_>| {
        let Item::Text(block) = item else { return false };
        let n_digits = block.text.bytes().take_while(u8::is_ascii_digit).count();
        block.role == Role::Text && (1..=4).contains(&n_digits) && block.text[n_digits..].starts_with(". ")
    };
    let is_cover = |item: &Item<'_>| match item {
        Item::Row(_) => true,
        Item::Text(block) => {
            let label = block.text.split([':', '(']).next().filter(|label| label.len() < block.text.len());
            label.is_some_and(|label| LABELS.contains(&fold(label).as_str())) || is_list && is_entry(item)
        }
    };
    items.iter().rposition(is_cover).map_or(0, |last| last + 1)
}

/// Returns whether a line of the cover counts the documents: `Documents (100)`.
fn count_of_documents(line: &str) -> bool {
    let counted = line.strip_suffix(')').and_then(|line| line.split_once('('));
    counted.is_some_and(|(_, count)| !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit())) && line.len() < 40
}

/// Reads what stands above the text. Returns the paragraphs of the highlight, which are text.
fn read_head(items: &[Item<'_>], record: &mut Record) -> Vec<String> {
    let is_heading = |item: &Item<'_>| matches!(item, Item::Text(block) if block.role != Role::Text);
    let first = items.iter().position(is_heading).or_else(|| items.iter().position(|item| !item.text().is_empty()));
    let Some(first) = first else { return Vec::new() };
    // A headline may have a paragraph for each of its parts.
    let n_more = items[first + 1..].iter().take_while(|item| is_heading(item)).count();
    let (title, rest) = items[first..].split_at(if is_heading(&items[first]) { n_more + 1 } else { 1 });
    record.add(Field::Title, title.iter().map(|item| in_one_line(item.text())).collect::<Vec<_>>().join(" "));
    let mut highlight = Vec::new();
    let (mut last, mut has_year) = (None, false);
    for item in rest {
        let text = item.text();
        match label_of(*item) {
            Some((label, value)) => {
                match label {
                    Label::Field(Field::Body) => highlight.push(value.to_owned()),
                    Label::Field(Field::Byline) => {
                        value.split(['\n', ';']).for_each(|name| record.add(Field::Byline, name.trim()));
                    }
                    Label::Field(field) => record.add(field, value),
                    _ => {}
                }
                last = Some(label);
            }
            None if last == Some(Label::Field(Field::Body)) => highlight.push(text.to_owned()),
            None if last.is_some() || text.is_empty() || is_rights(text) => {}
            None if is_address(text) => record.add(Field::Url, text),
            // Journals state no day: `Spring, 2020`.
            None if is_year(text) => has_year = true,
            None if holds_date(text) => record.add(Field::DateLine, in_one_line(text)),
            None if !record.has(Field::Publisher) && !record.has(Field::DateLine) && !has_year => {
                record.add(Field::Publisher, in_one_line(text));
            }
            // An edition, or a link to a picture of the page.
            None => {}
        }
    }
    highlight
}

/// Returns whether a line is a year, perhaps with a word before it.
fn is_year(text: &str) -> bool {
    let is_of_century = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).rev();
    words.next().is_some_and(|word| is_of_century(word) && is_number(word)) && words.count() <= 1
}

fn holds_date(text: &str) -> bool {
    const MAX_BYTES: usize = 160;
    text.len() <= MAX_BYTES && date::in_text(text, TimeOrigin::Field, &Customs::default()).time.is_some()
}

/// Returns the number of the first item behind the text: the last caption, or the classification, or the labels at the end.
fn tail_begins(items: &[Item<'_>]) -> usize {
    let is_tail = |item: &Item<'_>| {
        item.text().is_empty()
            || matches!(label_of(*item), Some((Label::Tail | Label::Field(Field::Language | Field::Url | Field::Other), _)))
            || is_rights(item.text())
    };
    let classes = items.iter().rposition(|item| is_word(*item, &CLASSES));
    let labels = items.iter().rposition(|item| !is_tail(item)).map_or(0, |last| last + 1);
    let has_load_date = |from: usize| items[from..].iter().any(|item| is_load_date(item.text()));
    let labels = if has_load_date(labels) { labels } else { last_load_date(items).unwrap_or(items.len()) };
    let ends = classes.unwrap_or(usize::MAX).min(labels);
    // A paragraph of the text may consist of this word; the line above a caption is bold if others are.
    let has_bold = items.iter().any(|item| item.is_bold());
    let is_graphic = |item: &Item<'_>| is_word(*item, &GRAPHICS) && (item.is_bold() || !has_bold);
    // Nothing but such parts follows the first of them; in the first half of a text, the word is a heading.
    let half = ends.saturating_sub(1) / 2;
    items[half..ends].iter().position(is_graphic).map_or(ends, |first| half + first)
}

fn is_load_date(text: &str) -> bool {
    text.len() < 60 && cut_label(text).is_some_and(|(label, _)| fold(label) == "loaddate")
}

fn last_load_date(items: &[Item<'_>]) -> Option<usize> {
    items.iter().rposition(|item| is_load_date(item.text()))
}
