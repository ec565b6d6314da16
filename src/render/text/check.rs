//! What verifying an index found.

use std::io::{self, Write};

use super::style::{clean, count};
use crate::engine::CheckReport;

const FINDINGS_SHOWN: usize = 100;

/// Writes what verifying an index found.
pub fn write_check(out: &mut dyn Write, report: &CheckReport) -> io::Result<()> {
    let CheckReport { n_segments, n_files, n_articles, n_quotes, findings, .. } = report;
    for finding in findings.iter().take(FINDINGS_SHOWN) {
        let place = if finding.path.is_empty() { "index" } else { &finding.path };
        writeln!(out, "{}: {} ({})", clean(place), clean(&finding.message), finding.kind.name())?;
    }
    if findings.len() > FINDINGS_SHOWN {
        writeln!(out, "and {} more in the JSON output", findings.len() - FINDINGS_SHOWN)?;
    }
    let (segments, files) = (count(*n_segments, "segment"), count(*n_files, "file"));
    let (articles, quotes) = (count(*n_articles, "article"), count(*n_quotes, "quote"));
    match findings.len() {
        0 => writeln!(out, "no problems: {segments}, {files}, {articles}, {quotes}"),
        n => writeln!(out, "{} wrong", count(n as u64, "thing")),
    }
}
