//! Documents of APA (OnlineManager and its sources on the web): RTF, and DOCX that was made of it.
//!
//! ```text
//! "Winterthaler Post" vom 04.05.2024 Seite: 2     of the web: "bote.example" gefunden am 28.12.2017 10:36 Uhr
//! Ressort: Lokales
//! edition, author's sign, line above the headline, each in one paper or another
//! Headline                                        bold
//! Text
//! ```

use super::apa::{Head, section};
use super::articles::Articles;
use super::item::{Item, prose};
use super::record::{Field, Record};
use crate::extract::line::in_one_line;

/// Maximum number of paragraphs between the first line and the headline.
const MAX_BETWEEN: usize = 8;

/// Returns whether a document is an export of this form: below a first line, a headline is bold.
pub(super) fn is_one(items: &[Item<'_>]) -> bool {
    (0..items.len()).any(|at| begins(items, at))
}

/// Reads the articles of an export.
pub(super) fn read(items: &[Item<'_>], articles: &mut Articles) {
    let begins: Vec<usize> = (0..items.len()).filter(|at| begins(items, *at)).collect();
    for (number, begin) in begins.iter().enumerate() {
        let end = begins.get(number + 1).copied().unwrap_or(items.len());
        let (record, has_text) = record(&items[*begin..end]);
        articles.add(&record, end == items.len() && !has_text);
    }
}

/// Returns whether an article begins at a paragraph.
fn begins(items: &[Item<'_>], at: usize) -> bool {
    let is_head = items[at].text().lines().next().is_some_and(|line| Head::of(line).is_some());
    is_head && items[at + 1..].iter().take(MAX_BETWEEN).any(|item| item.is_bold())
}

/// Returns an article, and whether it has a text.
fn record(items: &[Item<'_>]) -> (Record, bool) {
    let mut record = Record::default();
    let title = items.iter().skip(1).position(|item| item.is_bold()).map_or(items.len(), |title| title + 1);
    let (head, rest) = items.split_at(title);
    let lines = || head.iter().flat_map(|item| item.text().lines());
    if let Some(head) = lines().find_map(Head::of) {
        record.add(Field::Publisher, head.paper);
        record.add(Field::Date, head.day);
    }
    record.add(Field::Section, lines().find_map(section).unwrap_or(""));
    let n_bold = rest.iter().take_while(|item| item.is_bold()).count();
    let (title, text) = rest.split_at(n_bold);
    record.add(Field::Title, title.iter().map(|item| in_one_line(item.text())).collect::<Vec<_>>().join(" "));
    let end = text.iter().position(|item| is_notice(item.text())).unwrap_or(text.len());
    let text: Vec<Item<'_>> = text[..end].iter().copied().filter(|item| !is_rule(item.text())).collect();
    record.add(Field::Body, prose(&text));
    (record, !text.is_empty())
}

fn is_rule(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'_')
}

/// Returns whether a paragraph behind a text is of APA.
fn is_notice(text: &str) -> bool {
    ["Gespeicherter Anhang:", "Gespeicherte Anhänge", "Der gegenständliche Text ist eine Abschrift"]
        .iter()
        .any(|start| text.starts_with(start))
}
