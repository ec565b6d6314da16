//! An export as CSV: a row for each article, after a line of names.
//!
//! Bylines are in one cell, separated by `; `. Places are written as in JSON, `[[12,20],[45,50]]`, because a spreadsheet would read `12-20` as a
//! date.

use std::io::{self, Write};

use super::cell::cell;
use crate::hit::Matches;
use crate::render::cite::record::Record;
use crate::wire::export::extents;

pub(crate) fn write_names(out: &mut dyn Write) -> io::Result<()> {
    let names =
        "id,title,bylines,publisher,section,language,published,url,path,record,sha256,matches,places,title_places,found_at";
    write!(out, "{names}\r\n")
}

pub(crate) fn write(out: &mut dyn Write, record: &Record<'_>, matches: &Matches) -> io::Result<()> {
    let article = record.article;
    let optional = |text: Option<&str>| text.map(cell).unwrap_or_default();
    let cells = [
        cell(article.id.as_str()),
        cell(&article.title.text),
        cell(&article.bylines.join("; ")),
        optional(article.publisher.as_deref()),
        optional(article.section.as_deref()),
        optional(record.language()),
        optional(article.published.map(|time| time.to_string()).as_deref()),
        optional(article.url.as_deref()),
        cell(&article.place.path),
        article.place.record.map(|number| number.to_string()).unwrap_or_default(),
        optional(record.sha256),
        matches.body.len().to_string(),
        cell(&listed(&extents(&article.body, &matches.body))),
        cell(&listed(&extents(&article.title.text, &matches.title))),
        optional(record.found_at.as_deref()),
    ];
    write!(out, "{}\r\n", cells.join(","))
}

fn listed(places: &[[usize; 2]]) -> String {
    let places = places.iter().map(|[start, end]| format!("[{start},{end}]")).collect::<Vec<_>>();
    format!("[{}]", places.join(","))
}
