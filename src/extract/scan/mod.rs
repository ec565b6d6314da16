//! Pages of print as text recognition leaves them: ALTO, hOCR and PAGE XML, and the METS that says which of their blocks are articles.
//!
//! A page is a row of words in reading order (`page`); each format has a reader that makes it. A METS names the pages of an issue
//! and the areas of each article on them (`mets`); `issue` puts both together. Without a METS, each page is an article.
//!
//! Line ends stay line ends, so that a word that a hyphen parts is found whole like in any printed text. Where the scan itself
//! says what the whole word is, it is taken once.

mod alto;
mod form;
mod hocr;
mod issue;
mod mets;
mod page;
mod page_xml;

use super::{Finding, Numbered};

pub use self::form::{is_hocr, root_of};
pub use self::issue::extract as issue;
pub use self::mets::{NamedFiles, named_files};

/// Reads the pages of a text in ALTO, hOCR or PAGE XML; each is an article.
///
/// The second part of the result is empty.
pub fn extract(text: &str) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let (pages, damage) = form::pages(text);
    issue::of_pages(&pages, damage)
}
