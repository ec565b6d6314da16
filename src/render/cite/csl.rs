//! CSL-JSON: one array of items of the type `article-newspaper`, one item per line.
//!
//! Names are literal, because nothing says which part is the surname.

use std::io::{self, Write};

use super::record::Record;
use crate::render::html::escape::web_address;
use crate::wire::csl::{CslDate, CslItem, CslName};
use crate::wire::object_bytes;

pub(crate) fn begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")
}

pub(crate) fn write(out: &mut dyn Write, record: &Record<'_>, is_first: bool) -> io::Result<()> {
    let article = record.article;
    let item = CslItem {
        id: article.id.as_str(),
        kind: "article-newspaper",
        title: &article.title.text,
        author: article.bylines.iter().map(|byline| CslName { literal: byline }).collect(),
        container_title: article.publisher.as_deref(),
        section: article.section.as_deref(),
        page: record.pages("-"),
        issued: record.date().map(|date| CslDate { date_parts: [date] }),
        url: web_address(article.url.as_deref()),
        language: record.language(),
        note: record.source(),
    };
    out.write_all(if is_first { b"\n" } else { b",\n" })?;
    out.write_all(&object_bytes(&item)?)
}

pub(crate) fn end(out: &mut dyn Write, is_empty: bool) -> io::Result<()> {
    out.write_all(if is_empty { b"]\n" } else { b"\n]\n" })
}
