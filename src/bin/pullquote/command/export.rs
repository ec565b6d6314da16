//! `pullquote export`: write all articles that match, for another program.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use pullquote::choice::ExportFormat;
use pullquote::engine::Snapshot;
use pullquote::file::Audience;
use pullquote::hit::Coverage;
use pullquote::matching::Pattern;
use pullquote::query::Query;
use pullquote::render::export::Export;
use pullquote::render::text::explain::write_diagnosis;
use pullquote::render::text::style::{clean, count};
use pullquote::search::diagnose;
use pullquote::search::recording::RecordedSearch;

use super::record::record;
use super::{each_match, export_warc, now, parse_query, point_at_word, syntax_option};
use crate::args::{Common, RecordArgs};
use crate::file::write_whole;
use crate::interrupt;
use crate::output::{Length, Outcome, Output};
use crate::progress::Shown;
use crate::session::{Session, note, note_with};

/// Export matching articles to spreadsheets and reference managers
///
/// Writes one record per article, ordered by id, without a limit. A record holds the title, bylines, publisher, section,
/// language, date, URL, and the source file with its SHA-256. `csv` and `jsonl` also list the matches. All words of the
/// query must match.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Query; several arguments are joined by spaces. Put `--` before a query that begins with `-`
    #[arg(required = true, value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Output format
    #[arg(short, long, value_enum, value_name = "FORM", default_value_t)]
    pub(crate) format: ExportForm,
    /// Write to this file instead of standard output; it appears only once it is complete
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) record: RecordArgs,
}

/// What can be exported: records about articles, or the records that they were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExportForm {
    Records(ExportFormat),
    Warc,
}

impl Default for ExportForm {
    fn default() -> ExportForm {
        ExportForm::Records(ExportFormat::default())
    }
}

impl ValueEnum for ExportForm {
    fn value_variants<'a>() -> &'a [ExportForm] {
        const N_FORMATS: usize = ExportFormat::ALL.len();
        const ALL: [ExportForm; N_FORMATS + 1] = {
            let mut all = [ExportForm::Warc; N_FORMATS + 1];
            let mut n = 0;
            while n < N_FORMATS {
                all[n] = ExportForm::Records(ExportFormat::ALL[n]);
                n += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        match self {
            ExportForm::Records(format) => format.to_possible_value(),
            ExportForm::Warc => Some(PossibleValue::new("warc").help(
                "WARC records of the articles, as the crawler wrote them, with related records; needs `--output`, and is \
                 compressed if its name ends with `.gz`",
            )),
        }
    }
}

/// Where an export goes.
enum Target<'a> {
    Warc(&'a Path),
    File(ExportFormat, &'a Path),
    Stdout(ExportFormat),
}

pub(crate) fn run(common: &Common, args: &ExportArgs) -> Result<Outcome> {
    let text = args.query.join(" ");
    let query = parse_query(common, &text)?;
    let target = match (args.format, args.output.as_deref()) {
        (ExportForm::Warc, Some(path)) => Target::Warc(path),
        (ExportForm::Warc, None) => bail!("`--format warc` needs `--output FILE`: records are no text to print"),
        (ExportForm::Records(format), Some(path)) => Target::File(format, path),
        (ExportForm::Records(format), None) => Target::Stdout(format),
    };
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    interrupt::listen()?;
    note(format_args!("understood as: {}", clean(&query.to_string())));
    let asked = RecordedSearch {
        text: &text,
        query: &query,
        coverage: Coverage::All,
        command: "export",
        options: syntax_option(common)?.into_iter().collect(),
        now: now(),
    };
    if let ControlFlow::Break(outcome) = record(&*snapshot, &args.record, &asked)? {
        return Ok(outcome);
    }
    let written = match target {
        Target::Warc(path) => export_warc::write_file(&session, &*snapshot, &query, path),
        Target::File(format, path) => {
            write_whole(path, Audience::Usual, |out| write(&*snapshot, &query, format, Shown::OnTerminal, out))
        }
        Target::Stdout(format) => {
            let mut out = Output::new(common, Length::Short);
            // On a terminal, a progress line would disturb the records.
            let shown = if io::stdout().is_terminal() { Shown::Never } else { Shown::OnTerminal };
            write(&*snapshot, &query, format, shown, &mut out).and_then(|written| {
                out.finish()?;
                Ok(written)
            })
        }
    };
    let written = written.map_err(|error| match error.downcast() {
        Ok(error) => point_at_word(error, &text),
        Err(error) => error,
    })?;
    match written {
        None => {
            match &args.output {
                Some(path) => note(format_args!("interrupted: `{}` was not written", path.display())),
                None => note("interrupted: the output is incomplete"),
            }
            Ok(Outcome::Interrupted)
        }
        Some(0) => {
            let diagnosis = diagnose(&*snapshot, &query)?;
            note_with(|err| write_diagnosis(err, &diagnosis));
            Ok(Outcome::NothingFound)
        }
        Some(_) => Ok(Outcome::Done),
    }
}

/// Writes the matching articles to `out` and returns their number; `None` if interrupted.
fn write(snapshot: &dyn Snapshot, query: &Query, format: ExportFormat, shown: Shown, out: &mut dyn Write) -> Result<Option<u64>> {
    let pattern = Pattern::new(query, Coverage::All);
    let mut export = Export::new(format, &pattern, snapshot.ledger());
    export.begin(out, &query.to_string())?;
    let read = each_match(snapshot, query, Coverage::All, shown, &mut |article| Ok(export.write(out, article)?));
    if read?.is_none() {
        return Ok(None);
    }
    export.end(out)?;
    out.flush()?;
    note(format_args!("{}", count(export.n_records(), "article")));
    Ok(Some(export.n_records()))
}
