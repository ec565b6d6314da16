//! An export as Markdown: a heading with the query, then a section for each article, with its details as a list.

use std::io::{self, Write};

use super::escape::{escape, inline};
use super::marked::title;
use crate::render::cite::record::Record;
use crate::render::words::article::details;

pub(crate) fn write_heading(out: &mut dyn Write, understood: &str) -> io::Result<()> {
    writeln!(out, "# {}", escape(understood))
}

pub(crate) fn write(out: &mut dyn Write, record: &Record<'_>) -> io::Result<()> {
    writeln!(out, "\n## {}\n", title(record.article, &[]))?;
    let language = record.language().map(|language| ("language", language.to_owned()));
    let sha256 = record.sha256.map(|sha256| ("SHA-256 of the file", sha256.to_owned()));
    for (label, value) in details(record.article).into_iter().chain(language).chain(sha256) {
        writeln!(out, "- {label}: {}", inline(&value))?;
    }
    Ok(())
}
