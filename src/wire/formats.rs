//! The formats that are read, and how many files have each.

use std::io::{self, Write};

use serde::Serialize;

use super::run::{Problem, Skipped};
use super::{Kind, write_line};
use crate::error;
use crate::ingest::{FormatCounts, FormatEntry};

/// A format, and the number of its files if they were counted.
#[derive(Debug, Serialize)]
struct Format {
    name: &'static str,
    title: &'static str,
    extensions: &'static [&'static str],
    articles: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<u64>,
}

impl Kind for Format {
    const KIND: &'static str = "format";
}

impl Format {
    fn of(entry: &FormatEntry, files: Option<u64>) -> Format {
        let FormatEntry { name, title, endings, taken } = *entry;
        Format { name, title, extensions: endings, articles: taken, files }
    }
}

/// The files that were counted.
#[derive(Debug, Serialize)]
struct FormatSummary<'a> {
    files: u64,
    #[serde(flatten)]
    skipped: Skipped,
    problems: Vec<Problem<'a>>,
}

impl Kind for FormatSummary<'_> {
    const KIND: &'static str = "formats";
}

/// Writes the formats, an object for each.
pub fn write_formats(out: &mut dyn Write, formats: &[FormatEntry]) -> io::Result<()> {
    formats.iter().try_for_each(|entry| write_line(out, Format::of(entry, None)))
}

/// Writes the formats of files, an object for each, then a summary.
pub fn write_counts(out: &mut dyn Write, counts: &FormatCounts, problems: &[error::Problem]) -> io::Result<()> {
    counts.formats.iter().try_for_each(|(entry, n)| write_line(out, Format::of(entry, Some(*n))))?;
    let summary = FormatSummary {
        files: counts.formats.iter().map(|(_, n)| n).sum(),
        skipped: Skipped::of(&counts.skipped),
        problems: problems.iter().map(Problem::of).collect(),
    };
    write_line(out, summary)
}
