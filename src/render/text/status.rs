//! The state of an index.

use std::io::{self, Write};

use super::run::{write_headlines_only, write_problems};
use super::style::{clean, count};
use crate::article::{NewsTime, TimeOrigin};
use crate::engine::{FileRecord, Stats};

/// Writes how much an index holds, and the problems with its files.
pub fn write_status(out: &mut dyn Write, stats: &Stats, ledger: &[FileRecord]) -> io::Result<()> {
    writeln!(out, "index       {}", clean(&stats.location.to_string_lossy()))?;
    writeln!(out, "articles    {}", stats.n_articles)?;
    writeln!(out, "quotes      {}", stats.n_quotes)?;
    writeln!(out, "files       {}", stats.n_files)?;
    writeln!(out, "size        {:.1} MB in {}", stats.size_bytes as f64 / 1e6, count(stats.n_segments as u64, "segment"))?;
    writeln!(out, "generation  {}", stats.generation)?;
    if let Some(run) = &stats.last_run {
        let ended = NewsTime::from_unix(run.ended, TimeOrigin::Field).map(|time| time.to_string());
        let unfinished = if run.is_unfinished { ", not finished" } else { "" };
        writeln!(out, "last run    {}, from {}{unfinished}", ended.unwrap_or_default(), clean(&run.roots.join(", ")))?;
    }
    write_headlines_only(out, ledger.iter().map(|file| file.n_headlines_only).sum())?;
    write_problems(out, ledger.iter().flat_map(|file| &file.problems))
}
