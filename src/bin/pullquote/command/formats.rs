//! `pullquote formats`: which formats are read, and which of them the files of a folder have.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pullquote::ingest::{WalkOptions, count_formats, formats, walk};
use pullquote::render::text;
use pullquote::wire;

use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::session::Session;

/// List the formats that are read, or those of the files of a folder
///
/// Without a path, lists every format with the usual endings of its files and what is read of a file. With paths, counts
/// the files there by their first bytes, and says what the skipped files are. Nothing is indexed.
#[derive(Debug, Args)]
pub(crate) struct FormatsArgs {
    /// Files and folders
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Print a JSON object per format, and with paths a summary
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &FormatsArgs) -> Result<Outcome> {
    let mut out = Output::new(common, Length::Short);
    if args.paths.is_empty() {
        match args.json {
            true => wire::formats::write_formats(&mut out, formats())?,
            false => text::formats::write_formats(&mut out, formats())?,
        }
        return out.end(Outcome::Done);
    }
    let names = Session::new(common)?.names()?;
    let found = walk(&args.paths, &names, WalkOptions::default())?;
    let counts = count_formats(&found);
    match args.json {
        true => wire::formats::write_counts(&mut out, &counts, &found.problems)?,
        false => text::formats::write_counts(&mut out, &counts, &found.problems)?,
    }
    out.end(Outcome::found(!counts.formats.is_empty()))
}
