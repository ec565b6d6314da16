//! Exports as documents (DOCX, RTF): which service wrote one, from its paragraphs.

use super::articles::Articles;
use super::item::{Item, prose};
use super::{Service, advance, apa_document, factiva_document, nexis, proquest, proquest_document, wisers_document};
use crate::extract::document::block::Piece;
use crate::extract::{Extracted, export};

/// Returns the articles of a document that is an export; `None` if it is none.
pub(in crate::extract) fn extract(pieces: &[Piece]) -> Option<Extracted> {
    let items: Vec<Item<'_>> = pieces.iter().map(Item::of).collect();
    let mut articles = Articles::default();
    if advance::is_one(&items) {
        advance::read(&items, &mut articles);
    } else if factiva_document::is_one(&items) {
        factiva_document::read(&items, &mut articles);
    } else if proquest_document::is_one(&items) {
        proquest_document::read(&items, &mut articles);
    } else if wisers_document::is_one(&items) {
        wisers_document::read(&items, &mut articles);
    } else if apa_document::is_one(&items) {
        apa_document::read(&items, &mut articles);
    } else {
        return as_text(&items);
    }
    Some((articles.found, articles.findings))
}

/// Returns the articles of a document that says the same as an export in plain text, such as one of Nexis before 2019.
fn as_text(items: &[Item<'_>]) -> Option<Extracted> {
    let may_begin = |item: &Item<'_>| item.text().lines().any(|line| nexis::is_marker(line) || proquest::is_rule(line));
    if !items.iter().any(may_begin) {
        return None;
    }
    let text = prose(items);
    let service = Service::of(&text).filter(|service| matches!(service, Service::Nexis | Service::ProQuest))?;
    Some(export::extract(&text, service))
}
