//! An article in an export: text as it is in the article, places in Unicode code points.

use std::io::{self, Write};

use serde::Serialize;

use super::header::ArticleRecord;
use super::locator::{Locator, locators_at};
use super::{Kind, write_line};
use crate::article::Article;
use crate::hit::{FieldMatch, Matches};
use crate::span::CodePointTable;

#[derive(Debug, Serialize)]
struct Export<'a> {
    #[serde(flatten)]
    record: ArticleRecord<'a>,
    section: Option<&'a str>,
    sha256: Option<&'a str>,
    matches: usize,
    places: Vec<[usize; 2]>,
    /// Where each of the places stands in the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    locators: Option<Vec<Locator>>,
    title_places: Vec<[usize; 2]>,
}

impl Kind for Export<'_> {
    const KIND: &'static str = "export";
}

/// Writes an article of an export, as an object. `sha256` is the hash of its file.
pub fn write_export(out: &mut dyn Write, article: &Article, sha256: Option<&str>, matches: &Matches) -> io::Result<()> {
    let object = Export {
        record: ArticleRecord::of(article),
        section: article.section.as_deref(),
        sha256,
        matches: matches.body.len(),
        places: extents(&article.body, &matches.body),
        locators: locators_at(&article.locators, matches.body.iter().map(|found| found.extent.start)),
        title_places: extents(&article.title.text, &matches.title),
    };
    write_line(out, object)
}

/// Returns the first and last place of each match of a text, in code points.
pub(crate) fn extents(text: &str, found: &[FieldMatch]) -> Vec<[usize; 2]> {
    let places = CodePointTable::new(text);
    found.iter().map(|found| places.span(found.extent)).collect()
}
