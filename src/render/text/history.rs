//! The versions of an article.

use std::io::{self, Write};

use super::screen::{Screen, write_heading};
use super::style::{clean, count};
use crate::render::words::history::changes;
use crate::search::History;

/// Writes each version, and what changed since the version before it.
pub fn write_terminal(out: &mut dyn Write, history: &History, screen: &Screen<'_>) -> io::Result<()> {
    let n_versions = count(history.versions.len() as u64, "version");
    match &history.url {
        Some(url) => writeln!(out, "{}: {n_versions}\n", clean(url))?,
        None => writeln!(out, "no canonical URL, so no other versions are known: {n_versions}\n")?,
    }
    let mut before = None;
    for (version, number) in history.versions.iter().zip(1..) {
        let number = format!("{number}. ");
        let indent = " ".repeat(number.len());
        write!(out, "{number}")?;
        write_heading(out, &version.article, &[], None, &indent, screen)?;
        if let Some(modified) = version.article.modified {
            writeln!(out, "{indent}changed {modified}")?;
        }
        for line in changes(version, before) {
            writeln!(out, "{indent}{}", clean(&line))?;
        }
        writeln!(out)?;
        before = Some(&version.article);
    }
    Ok(())
}
