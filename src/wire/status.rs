//! The state of an index, for whoever runs it.

use std::io::{self, Write};

use serde::Serialize;

use super::header::IndexHeader;
use super::run::Problem;
use super::stats::LastRun;
use super::{Kind, write_line};
use crate::engine::{FileRecord, Stats};

/// How much an index holds, its last run, and the problems with its files.
#[derive(Debug, Serialize)]
struct Status<'a> {
    index: String,
    #[serde(flatten)]
    header: IndexHeader,
    headlines_only: u64,
    last_run: Option<LastRunWithRoots<'a>>,
    problems: Vec<Problem<'a>>,
}

impl Kind for Status<'_> {
    const KIND: &'static str = "status";
}

#[derive(Debug, Serialize)]
struct LastRunWithRoots<'a> {
    #[serde(flatten)]
    run: LastRun,
    roots: &'a [String],
}

/// Writes how much an index holds and the problems with its files, as one object.
pub fn write_status(out: &mut dyn Write, stats: &Stats, ledger: &[FileRecord]) -> io::Result<()> {
    let last_run = stats.last_run.as_ref();
    let object = Status {
        index: stats.location.to_string_lossy().into_owned(),
        header: IndexHeader::of(stats),
        headlines_only: ledger.iter().map(|file| file.n_headlines_only).sum(),
        last_run: last_run.map(|run| LastRunWithRoots { run: LastRun::of(run), roots: &run.roots }),
        problems: ledger.iter().flat_map(|file| &file.problems).map(Problem::of).collect(),
    };
    write_line(out, object)
}
