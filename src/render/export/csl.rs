//! CSL-JSON: one array of items of the type `article-newspaper`, an item a line.
//!
//! Names are literal: which part is the surname cannot be told.

use std::io::{self, Write};

use serde::Serialize;

use super::Record;
use crate::render::html::web_address;
use crate::render::json::object_bytes;

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name<'a>>,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    container_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Issued>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    note: String,
}

#[derive(Serialize)]
struct Name<'a> {
    literal: &'a str,
}

#[derive(Serialize)]
struct Issued {
    #[serde(rename = "date-parts")]
    date_parts: [(i16, i8, i8); 1],
}

pub(super) fn begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")
}

pub(super) fn write(out: &mut dyn Write, record: &Record<'_>, is_first: bool) -> io::Result<()> {
    let article = record.article;
    let item = Item {
        id: article.id.as_str(),
        kind: "article-newspaper",
        title: &article.title.text,
        author: article.bylines.iter().map(|byline| Name { literal: byline }).collect(),
        container_title: article.publisher.as_deref(),
        section: article.section.as_deref(),
        issued: record.date().map(|date| Issued { date_parts: [date] }),
        url: web_address(article.url.as_deref()),
        language: record.language(),
        note: record.source(),
    };
    out.write_all(if is_first { b"\n" } else { b",\n" })?;
    out.write_all(&object_bytes(&item)?)
}

pub(super) fn end(out: &mut dyn Write, is_empty: bool) -> io::Result<()> {
    out.write_all(if is_empty { b"]\n" } else { b"\n]\n" })
}
