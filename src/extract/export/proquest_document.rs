//! Documents of ProQuest: DOCX and RTF.
//!
//! A cover and a list of contents come first, and may be missing. Each document stands in this order:
//!
//! ```text
//! Document 1 of 2          may be missing
//! Headline
//! author, paper, day       in one line
//! ABSTRACT                 may be missing
//! FULL TEXT
//! Text
//! DETAILS                  a table: Publication title: | The Wold Courier
//! Database copyright © …
//! ```
//!
//! Older ones say the same as a text of ProQuest: `Full text: …`, with lines of `_` between the documents.

use super::articles::Articles;
use super::block::{Block, cut_label};
use super::item::Item;
use super::labels::{Label, of_proquest};
use super::proquest::{add, is_like_label, is_of_number, is_rule};
use super::record::Field;
use crate::extract::line::fold;

/// Returns whether a document is an export of this form: it names ProQuest, and has the line above a text and a table.
pub(super) fn is_one(items: &[Item<'_>]) -> bool {
    let is_text = |item: &Item<'_>| heading(*item).and_then(|label| of_proquest(&label)) == Some(Label::Field(Field::Body));
    let is_row = |item: &Item<'_>| matches!(item, Item::Row(_)) && labelled(*item).is_some();
    items.iter().any(|item| item.prose().contains("ProQuest")) && items.iter().any(is_text) && items.iter().any(is_row)
}

/// Reads the documents of an export.
pub(super) fn read(items: &[Item<'_>], articles: &mut Articles) {
    let (mut blocks, mut is_first) = (Vec::new(), true);
    for item in items {
        if begins_or_ends(*item) {
            add(std::mem::take(&mut blocks), articles, false, is_first);
            is_first = false;
        } else if let Some(block) = block(*item) {
            blocks.push(block);
        }
    }
    add(blocks, articles, true, false);
}

/// Returns whether a paragraph stands between two documents.
fn begins_or_ends(item: Item<'_>) -> bool {
    let text = item.text();
    let start = fold(&text[..text.floor_char_boundary(40)]);
    let is_number = || start.starts_with("do") && is_of_number(text);
    is_rule(text) || start.starts_with("databasecopyright") || start.starts_with("copyrightdelabase") || is_number()
}

/// Returns a paragraph or row as a block; `None` if it is the line above the table, or a link.
fn block(item: Item<'_>) -> Option<Block> {
    if let Some(label) = heading(item) {
        let is_known = of_proquest(&label).is_some();
        return is_known.then(|| Block { label: Some(label), ..Block::default() });
    }
    if let Some((label, text)) = labelled(item) {
        return Some(Block { label: Some(label.to_owned()), text, is_centered: false });
    }
    let text = item.prose();
    (!text.is_empty()).then_some(Block { label: None, text, is_centered: false })
}

/// Returns the words of a line above a part of a document: `FULL TEXT`, `ABSTRACT (ENGLISH)`, `DETAILS`.
fn heading(item: Item<'_>) -> Option<String> {
    const ASIDE: [&str; 7] = ["details", "links", "détails", "detalles", "detalhes", "dettagli", "proquestdocumentlink"];
    const MAX_BYTES: usize = 40;
    let text = item.text();
    let words = text.split('(').next().unwrap_or("").trim();
    let is_aside = text.len() <= MAX_BYTES && ASIDE.contains(&fold(words).as_str());
    let is_capitals = text.len() <= MAX_BYTES && !text.contains(char::is_lowercase) && of_proquest(words).is_some();
    (is_aside || is_capitals).then(|| words.to_owned())
}

/// Returns the label and the value of a row, or of a paragraph.
fn labelled(item: Item<'_>) -> Option<(&str, String)> {
    match item {
        Item::Row([label, values @ ..]) => {
            let [label] = &label[..] else { return None };
            let label = label.text.strip_suffix(':')?.trim();
            let values: Vec<&str> = values.iter().flatten().map(|block| block.text.as_str()).collect();
            is_like_label(label).then(|| (label, values.join("\n")))
        }
        Item::Row(_) => None,
        Item::Text(block) => {
            let (label, rest) = cut_label(&block.text)?;
            is_like_label(label).then(|| (label, rest.trim().to_owned()))
        }
    }
}
