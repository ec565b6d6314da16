//! `pullquote replay`: repeat a recorded search and show what changed.

use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pullquote::error::Error;
use pullquote::hit::Coverage;
use pullquote::render::text::style::{clean, count};
use pullquote::render::{csv, text};
use pullquote::search::recording::Recording;
use pullquote::search::replay;
use pullquote::wire;

use crate::args::Common;
use crate::interrupt;
use crate::output::{Length, Outcome, Output};
use crate::progress::{ProgressDisplay, Shown};
use crate::session::{Session, note};

/// Repeat a recorded search and show what changed since
///
/// Runs the query as it was understood then; relative days count from the day of the recording. Prints articles that now
/// match, no longer match, changed, or moved. Exit codes: 0 nothing changed, 1 something changed.
#[derive(Debug, Args)]
pub(crate) struct ReplayArgs {
    /// File written with `--record`
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Print the changes as CSV
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
    /// Print each change as a JSON object, then a summary
    #[arg(long)]
    pub(crate) json: bool,
}

/// In which form changes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Terminal,
    Csv,
    Json,
}

pub(crate) fn run(common: &Common, args: &ReplayArgs) -> Result<Outcome> {
    let recording = Recording::open(&args.file)?;
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    interrupt::listen()?;
    tell(&recording);
    let is_list = !args.csv && !args.json;
    let mut out = Output::new(common, if is_list { Length::Long } else { Length::Short });
    let form = match (args.csv, args.json) {
        (true, _) => Form::Csv,
        (_, true) => Form::Json,
        _ => Form::Terminal,
    };
    if form == Form::Csv {
        csv::replay::write_csv_head(&mut out)?;
    }
    let theme = out.theme;
    // On a terminal, a progress line would disturb the changes.
    let progress = ProgressDisplay::new(if io::stdout().is_terminal() { Shown::Never } else { Shown::OnTerminal });
    let n_compared = Cell::new(0);
    let go_on = || {
        n_compared.set(n_compared.get() + 1);
        progress.show_line(|| format!("{} compared", count(n_compared.get(), "article")));
        interrupt::asked()
    };
    let mut failed = None;
    let replayed = replay(&*snapshot, &recording, &go_on, &mut |changed| {
        let written = match form {
            Form::Terminal => text::replay::write_change(&mut out, changed, theme),
            Form::Csv => csv::replay::write_csv_change(&mut out, changed),
            Form::Json => wire::replay::write_change(&mut out, changed),
        };
        written.map_err(|error| {
            failed = Some(error);
            Error::BrokenOff
        })
    });
    progress.end();
    let replayed = match (replayed, failed) {
        (Err(Error::BrokenOff), Some(error)) => return Err(error.into()),
        (Err(Error::BrokenOff), None) => {
            out.finish()?;
            note("interrupted: the comparison is incomplete");
            return Ok(Outcome::Interrupted);
        }
        (replayed, _) => replayed?,
    };
    match form {
        Form::Terminal => text::replay::write_totals(&mut out, &replayed)?,
        Form::Csv => {}
        Form::Json => wire::replay::write_summary(&mut out, &recording, &replayed)?,
    }
    out.finish()?;
    for line in text::replay::notes(&recording, &replayed) {
        note(format_args!("note: {line}"));
    }
    Ok(if replayed.is_same() { Outcome::Done } else { Outcome::NothingFound })
}

/// Prints to stderr what was recorded.
fn tell(recording: &Recording) {
    let head = &recording.head;
    note(format_args!(
        "recorded {} in `{}`: {}",
        clean(&head.recorded),
        clean(&head.index.location),
        count(recording.totals.articles, "article")
    ));
    note(format_args!("understood as: {}", clean(&head.understood)));
    if let Coverage::AtLeast(n) = head.coverage() {
        note(format_args!("{n} of the words had to match"));
    }
}
