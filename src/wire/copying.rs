//! What copying an index did.

use std::io::{self, Write};

use serde::Serialize;

use super::{Kind, write_line};
use crate::ingest;

/// How much was copied.
#[derive(Debug, Serialize)]
struct CopyReport {
    files: u64,
    articles: u64,
    unchanged_files: u64,
    interrupted: bool,
}

impl Kind for CopyReport {
    const KIND: &'static str = "copy";
}

/// Writes what copying an index did, as one object.
pub fn write_copy(out: &mut dyn Write, report: &ingest::CopyReport) -> io::Result<()> {
    let ingest::CopyReport { n_files, n_articles, n_unchanged, is_interrupted } = *report;
    let object = CopyReport { files: n_files, articles: n_articles, unchanged_files: n_unchanged, interrupted: is_interrupted };
    write_line(out, object)
}
