//! JSON Lines: an object an article, text as it is in the article. Places are Unicode code points.

use std::io::{self, Write};

use serde::Serialize;

use super::Record;
use crate::hit::Matches;
use crate::render::FORMAT_VERSION;
use crate::render::json::{Places, write_line};

#[derive(Serialize)]
struct ExportLine<'a> {
    format_version: u32,
    kind: &'static str,
    id: &'a str,
    record_id: Option<&'a str>,
    path: &'a str,
    record: Option<u64>,
    sha256: Option<&'a str>,
    title: &'a str,
    bylines: &'a [String],
    publisher: Option<&'a str>,
    section: Option<&'a str>,
    language: Option<&'a str>,
    published: Option<String>,
    url: Option<&'a str>,
    matches: usize,
    places: Vec<[usize; 2]>,
    title_places: Vec<[usize; 2]>,
}

pub(super) fn write(out: &mut dyn Write, record: &Record<'_>, matches: &Matches) -> io::Result<()> {
    let article = record.article;
    let line = ExportLine {
        format_version: FORMAT_VERSION,
        kind: "export",
        id: article.id.as_str(),
        record_id: article.record_id.as_deref(),
        path: &article.place.path,
        record: article.place.record,
        sha256: record.sha256,
        title: &article.title.text,
        bylines: &article.bylines,
        publisher: article.publisher.as_deref(),
        section: article.section.as_deref(),
        language: record.language(),
        published: article.published.map(|time| time.to_string()),
        url: article.url.as_deref(),
        matches: matches.body.len(),
        places: Places::new(&article.body).of(&matches.body),
        title_places: Places::new(&article.title.text).of(&matches.title),
    };
    write_line(out, &line)
}
