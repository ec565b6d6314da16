//! What verifying an index found.

use std::io::{self, Write};

use serde::Serialize;

use super::{Kind, write_line};
use crate::engine::{self, CheckReport};

/// How much was verified, and what is damaged.
#[derive(Debug, Serialize)]
struct Check<'a> {
    segments: u64,
    files: u64,
    articles: u64,
    quotes: u64,
    findings: Vec<Damage<'a>>,
    repaired: Option<u64>,
}

impl Kind for Check<'_> {
    const KIND: &'static str = "check";
}

#[derive(Debug, Serialize)]
struct Damage<'a> {
    r#type: &'static str,
    path: &'a str,
    message: &'a str,
}

/// Writes what verifying an index found, as one object. `n_repaired` is how many files were repaired; `None` if no repair was asked for.
pub fn write_check(out: &mut dyn Write, report: &CheckReport, n_repaired: Option<u64>) -> io::Result<()> {
    fn damage(finding: &engine::Damage) -> Damage<'_> {
        Damage { r#type: finding.kind.name(), path: &finding.path, message: &finding.message }
    }
    let object = Check {
        segments: report.n_segments,
        files: report.n_files,
        articles: report.n_articles,
        quotes: report.n_quotes,
        findings: report.findings.iter().map(damage).collect(),
        repaired: n_repaired,
    };
    write_line(out, object)
}
