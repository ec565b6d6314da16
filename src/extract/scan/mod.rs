//! Pages of print as text recognition leaves them: ALTO, hOCR and PAGE XML, and the METS that says which of their blocks are articles.
//!
//! A page is a row of words in reading order (`page`); each format has a reader that makes it. A METS names the pages of an issue
//! and the areas of each article on them (`mets`); `issue` puts both together. Without a METS, each page is an article.
//!
//! Olive XML has a file for each article, and a table of contents that names them (`olive`).
//!
//! Line ends stay line ends, so that a word that a hyphen parts is found whole like in any printed text. Where the scan itself
//! says what the whole word is, it is taken once.

mod alto;
mod form;
mod hocr;
mod issue;
mod mets;
mod olive;
mod olive_entity;
mod page;
mod page_xml;

use super::{Finding, Numbered};

pub use self::form::{is_hocr, root_of};
pub use self::mets::NamedFiles;

/// Reads the pages of a text in ALTO, hOCR or PAGE XML, each of which is an article, or one article in Olive XML.
///
/// The second part of the result is empty.
pub fn extract(text: &str) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    if root_of(text) == Some(olive::ENTITY) {
        return olive::alone(text);
    }
    let (pages, damage) = form::pages(text);
    issue::of_pages(&pages, damage)
}

/// Reads the articles of an issue: its METS, or its table of contents in Olive XML, and the names of the files that it names with their
/// texts.
///
/// The second part of the result is empty.
pub fn issue(text: &str, texts: &[(String, String)]) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    if root_of(text) == Some(olive::TABLE) { olive::issue(text, texts) } else { issue::extract(text, texts) }
}

/// Returns the files with text that a METS names, or a table of contents in Olive XML. Reads what is there of a damaged one.
pub fn named_files(text: &str) -> NamedFiles {
    if root_of(text) == Some(olive::TABLE) { olive::named_files(text) } else { mets::named_files(text) }
}

/// Returns whether an XML text that begins with this describes an issue: a METS, or a table of contents in Olive XML.
pub fn is_issue(head: &str) -> bool {
    matches!(root_of(head), Some("mets" | olive::TABLE))
}
