//! Pages of print as text recognition leaves them: ALTO, hOCR and PAGE XML, and the METS that says which of their blocks are articles.
//!
//! A page is a row of words in reading order (`page`); each format has a reader that makes it. A METS names the pages of an issue
//! and the areas of each article on them (`mets`); `issue` puts both together. Without a METS, each page is an article.
//!
//! Line ends stay line ends, so that a word that a hyphen parts is found whole like in any printed text. Where the scan itself
//! says what the whole word is, it is taken once.

mod alto;
mod hocr;
mod issue;
mod mets;
mod page;
mod page_xml;

use self::page::PageText;
use super::xml::tree::parse;
use super::{Finding, Numbered};
use crate::error::ProblemKind;

pub use self::issue::extract as issue;
pub use self::mets::{NamedFiles, named_files};

/// Reads the pages of a text in ALTO, hOCR or PAGE XML; each is an article.
///
/// The second part of the result holds findings about articles that were read, under their numbers.
pub fn extract(text: &str) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let (pages, damage) = pages(text);
    issue::of_pages(&pages, damage)
}

/// Returns whether a page of HTML is hOCR.
pub fn is_hocr(text: &str) -> bool {
    const LOOK_BYTES: usize = 64 << 10;
    let head = &text[..text.floor_char_boundary(LOOK_BYTES)];
    head.contains("ocr_page") && head.contains("bbox ")
}

/// Returns the name of the first element of an XML text without its prefix, if it is one of a scan: `alto`, `mets`, `pcgts`.
pub fn root_of(head: &str) -> Option<&'static str> {
    const ROOTS: [&str; 3] = ["alto", "mets", "pcgts"];
    let mut rest = head;
    loop {
        rest = rest.split_once('<')?.1;
        if rest.starts_with(['?', '!']) {
            rest = match rest.strip_prefix("!--") {
                Some(comment) => comment.split_once("-->")?.1,
                None => rest.split_once('>')?.1,
            };
            continue;
        }
        let name = rest.split(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/')).next()?;
        let local = name.rsplit(':').next()?;
        return ROOTS.iter().copied().find(|root| local.eq_ignore_ascii_case(root));
    }
}

/// Reads the pages of a text in one of the three formats.
fn pages(text: &str) -> (Vec<PageText>, Option<Finding>) {
    match root_of(text) {
        Some("alto") => alto::pages(text),
        Some("pcgts") => {
            let (root, damage) = parse(text);
            (root.map(|root| page_xml::pages(&root)).unwrap_or_default(), damage)
        }
        _ if is_hocr(text) => hocr::pages(text),
        _ => {
            let message = "the page is neither ALTO nor hOCR nor PAGE XML".to_owned();
            (Vec::new(), Some(Finding { byte: None, kind: ProblemKind::Syntax, message }))
        }
    }
}
