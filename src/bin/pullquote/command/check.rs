//! `pullquote check`: verify the index.

use std::time::Duration;

use anyhow::Result;
use clap::Args;
use pullquote::engine::{CheckReport, DamageKind, WriterOptions};
use pullquote::ingest::repair;
use pullquote::render::text;
use pullquote::render::text::style::count;
use pullquote::wire;

use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note};

/// Check the index for damage and inconsistencies
///
/// Compares the files of the index with their checksums, and the ledger with the articles and quotes. Exits with 1 if
/// something is wrong.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Remove orphaned articles, and mark incomplete files so that the next `index` reads them again
    #[arg(long)]
    pub(crate) repair: bool,
    /// With `--repair`: wait up to this many seconds if another process is writing to the index
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    pub(crate) wait: u32,
    /// Print a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &CheckArgs) -> Result<Outcome> {
    let index = Session::new(common)?.site.open()?;
    let report = index.check()?;
    let options = WriterOptions { wait: Duration::from_secs(args.wait.into()), ..WriterOptions::default() };
    let n_repaired = if args.repair { Some(repair(&*index, &report, &options)?) } else { None };
    let mut out = Output::new(common, Length::Short);
    match args.json {
        true => wire::check::write_check(&mut out, &report, n_repaired)?,
        false => text::check::write_check(&mut out, &report)?,
    }
    out.finish()?;
    if report.findings.is_empty() {
        return Ok(Outcome::Done);
    }
    advise(&report, n_repaired);
    Ok(Outcome::NothingFound)
}

/// Prints a hint about the findings.
fn advise(report: &CheckReport, n_repaired: Option<u64>) {
    let is_damaged = report.findings.iter().any(|finding| finding.kind == DamageKind::File);
    match n_repaired {
        _ if is_damaged => note("hint: rebuild it with `pullquote index --rebuild`; the article files are not changed"),
        Some(n) => {
            note(format_args!("repaired {}; `pullquote index PATH…` now reads those files again", count(n, "place")));
        }
        None => note("hint: repair it with `pullquote check --repair`"),
    }
}
