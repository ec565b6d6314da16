//! Markdown: a heading with the query, then a section an article, with what is known of it as a list.

use std::io::{self, Write};

use super::Record;
use crate::render::details;
use crate::render::markdown::{escape, inline, title};

pub(super) fn write_heading(out: &mut dyn Write, understood: &str) -> io::Result<()> {
    writeln!(out, "# {}", escape(understood))
}

pub(super) fn write(out: &mut dyn Write, record: &Record<'_>) -> io::Result<()> {
    writeln!(out, "\n## {}\n", title(record.article, &[]))?;
    let language = record.language().map(|language| ("language", language.to_owned()));
    let sha256 = record.sha256.map(|sha256| ("SHA-256 of the file", sha256.to_owned()));
    for (label, value) in details(record.article).into_iter().chain(language).chain(sha256) {
        writeln!(out, "- {label}: {}", inline(&value))?;
    }
    Ok(())
}
