//! The formats that are read, and how many files have each.

use std::io::{self, Write};

use super::run::{write_problems, write_skipped};
use super::style::count;
use crate::error::Problem;
use crate::ingest::{FormatCounts, FormatEntry};

/// Writes the formats, a line for each: its name, what people call it, the endings of its files, and what is read.
pub fn write_formats(out: &mut dyn Write, formats: &[FormatEntry]) -> io::Result<()> {
    let endings = |entry: &FormatEntry| entry.endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(" ");
    let width = |of: &dyn Fn(&FormatEntry) -> usize| formats.iter().map(of).max().unwrap_or_default();
    let (name, title) = (width(&|entry| entry.name.len()), width(&|entry| entry.title.len()));
    let ending = width(&|entry| endings(entry).len());
    for entry in formats {
        let FormatEntry { name: of, title: called, taken, .. } = entry;
        writeln!(out, "{of:name$}  {called:title$}  {:ending$}  {taken}", endings(entry))?;
    }
    Ok(())
}

/// Writes the formats of files with their numbers, the skipped files, and what could not be read.
pub fn write_counts(out: &mut dyn Write, counts: &FormatCounts, problems: &[Problem]) -> io::Result<()> {
    let width = counts.formats.iter().map(|(entry, _)| entry.title.len()).max().unwrap_or_default();
    for (entry, n) in &counts.formats {
        writeln!(out, "{:width$}  {}", entry.title, count(*n, "file"))?;
    }
    write_skipped(out, &counts.skipped)?;
    write_problems(out, problems)
}
