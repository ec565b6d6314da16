//! Which form the pages of a text have, and reading them.

use super::page::PageText;
use super::{alto, hocr, page_xml};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::xml::tree::parse;

/// Returns whether a page of HTML is hOCR.
pub fn is_hocr(text: &str) -> bool {
    const LOOK_BYTES: usize = 64 << 10;
    let head = &text[..text.floor_char_boundary(LOOK_BYTES)];
    head.contains("ocr_page") && head.contains("bbox ")
}

/// Returns the name of the first element of an XML text without its prefix, in lower case, if it is one of a scan: `alto`, `mets`, `pcgts`, and
/// in Olive XML `xmd_toc` and `xmd-entity`.
pub fn root_of(head: &str) -> Option<&'static str> {
    const ROOTS: [&str; 5] = ["alto", "mets", "pcgts", "xmd_toc", "xmd-entity"];
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
pub(super) fn pages(text: &str) -> (Vec<PageText>, Option<Finding>) {
    match root_of(text) {
        Some("alto") => alto::pages(text),
        Some("pcgts") => {
            let (root, damage) = parse(text);
            (root.map(|root| page_xml::pages(&root)).unwrap_or_default(), damage)
        }
        Some(root) => {
            let message = match root {
                "mets" => "the METS names no page with text that lies beside it",
                _ => "the table of contents names no article that lies in the folder `Document` or in `Document.zip` beside it",
            };
            (Vec::new(), Some(Finding { byte: None, kind: ProblemKind::Empty, message: message.to_owned() }))
        }
        None if is_hocr(text) => hocr::pages(text),
        None => {
            let message = "the page is neither ALTO nor hOCR nor PAGE XML".to_owned();
            (Vec::new(), Some(Finding { byte: None, kind: ProblemKind::Syntax, message }))
        }
    }
}
