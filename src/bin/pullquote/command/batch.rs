//! `pullquote batch`: ask many queries, and print one table.

use std::io::Read;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use csv::{Reader, ReaderBuilder, StringRecord, Terminator};
use pullquote::choice::{MatchWords, Syntax, TableForm};
use pullquote::engine::{ReadOrder, Snapshot};
use pullquote::error::Error;
use pullquote::file;
use pullquote::hit::Coverage;
use pullquote::matching::{Pattern, find};
use pullquote::query::{Query, QueryProblem, parse_as};
use pullquote::render::csv::batch as table;
use pullquote::render::text::style::clean;
use pullquote::search::{open_note, tally};
use pullquote::wire::batch::{self as lines, Outcome as Answer};

use super::now;
use crate::args::Common;
use crate::interrupt;
use crate::output::{Length, Outcome, Output};
use crate::session::{Session, note};
use crate::settings;

/// Run the queries in a file and print one table of results
///
/// For each query: the number of matching articles, the first and last day, and the most frequent publisher. With
/// `--hits`: every match with its place. A query that cannot be run becomes a row with the error. The output is CSV.
#[derive(Debug, Args)]
pub(crate) struct BatchArgs {
    /// File with one query per row: CSV, or tab-separated if its name ends with `.tsv` (`-` reads standard input)
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Column with the queries: its name in the first row, or its number if there are no names [default: `query`, or
    /// the first column]
    #[arg(long, value_name = "COLUMN")]
    pub(crate) column: Option<String>,
    /// How many of the words must match
    #[arg(long, value_enum, value_name = "HOW", default_value_t = MatchWords::All)]
    pub(crate) r#match: MatchWords,
    /// Print every match with its place, in Unicode code points
    #[arg(long)]
    pub(crate) hits: bool,
    /// Print what each query means here, with its notes, without searching; for queries of other services, with
    /// `--syntax`
    #[arg(long, conflicts_with = "hits")]
    pub(crate) translate: bool,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

/// The name of the column with the queries.
const COLUMN: &str = "query";

/// The outcome of all queries.
#[derive(Debug, Default)]
struct Counts {
    asked: u64,
    found: u64,
    refused: u64,
}

pub(crate) fn run(common: &Common, args: &BatchArgs) -> Result<Outcome> {
    let mut rows = open(args)?;
    let mut row = StringRecord::new();
    let mut is_row = read(&mut rows, &mut row, args)?;
    let (column, is_head) = column(args, &row)?;
    if is_head && is_row {
        is_row = read(&mut rows, &mut row, args)?;
    }
    let syntax = settings::syntax(common)?;
    let form = if args.json { TableForm::Json } else { TableForm::Csv };
    if args.translate {
        return translate(common, args, rows, (row, is_row, column), syntax, form);
    }
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    interrupt::listen()?;
    let mut out = Output::new(common, Length::Short);
    match (form, args.hits) {
        (TableForm::Csv, true) => table::write_match_head(&mut out)?,
        (TableForm::Csv, false) => table::write_tally_head(&mut out)?,
        (TableForm::Json, _) => {}
    }
    let mut counts = Counts::default();
    while is_row {
        if let Some(text) = row.get(column).map(str::trim).filter(|text| !text.is_empty()) {
            ask(&mut out, &*snapshot, text, (syntax, form), args, &mut counts)?;
        }
        if interrupt::asked().is_break() {
            return out.end(Outcome::Interrupted);
        }
        is_row = read(&mut rows, &mut row, args)?;
    }
    out.finish()?;
    let Counts { asked, found, refused } = counts;
    note(format_args!("{asked} queries: {found} with matches, {} without, {refused} with errors", asked - found - refused));
    Ok(if found == 0 { Outcome::NothingFound } else { Outcome::Done })
}

fn ask(
    out: &mut Output,
    snapshot: &dyn Snapshot,
    text: &str,
    (syntax, form): (Syntax, TableForm),
    args: &BatchArgs,
    counts: &mut Counts,
) -> Result<()> {
    counts.asked += 1;
    // What one query leaves open is not told of the others.
    let snapshot = &*snapshot.within(snapshot.deadline().apart());
    let (query, mut problems) = parse_as(text, syntax, now().div_euclid(86_400));
    let answer = match understood(text, query, &problems) {
        Ok(query) => match tally(snapshot, &query, args.r#match) {
            Ok(tally) => Ok((query, tally)),
            // An error of this query becomes its row; the others still run.
            Err(error @ (Error::TooManyWords { .. } | Error::TooManyToRead { .. })) => Err(error.to_string()),
            Err(error) => return Err(error.into()),
        },
        Err(error) => Err(error),
    };
    let (query, tally) = match answer {
        Ok(answer) => answer,
        Err(error) => {
            counts.refused += 1;
            match args.hits {
                true => note(format_args!("error: {text}: {error}")),
                false => write_tally(out, form, text, &Answer::Refused(&error), &problems)?,
            }
            return Ok(());
        }
    };
    counts.found += u64::from(tally.n_articles > 0);
    problems.extend(open_note(snapshot, text));
    if args.hits {
        for problem in &problems {
            note(format_args!("note: {}: {}", clean(text), clean(&problem.at_column(text))));
        }
    }
    match args.hits {
        true => write_hits(out, snapshot, text, &query, tally.coverage, form),
        false => write_tally(out, form, text, &Answer::Found(&tally), &problems),
    }
}

fn write_tally(out: &mut Output, form: TableForm, text: &str, answer: &Answer<'_>, problems: &[QueryProblem]) -> Result<()> {
    match form {
        TableForm::Csv => table::write_tally(out, text, answer, problems)?,
        TableForm::Json => lines::write_tally(out, text, answer, problems)?,
    }
    Ok(())
}

/// Prints what each query means here. Fails with nothing found if none can be run.
fn translate(
    common: &Common,
    args: &BatchArgs,
    mut rows: Reader<Box<dyn Read>>,
    (mut row, mut is_row, column): (StringRecord, bool, usize),
    syntax: Syntax,
    form: TableForm,
) -> Result<Outcome> {
    let mut out = Output::new(common, Length::Short);
    if form == TableForm::Csv {
        table::write_translation_head(&mut out)?;
    }
    let (mut asked, mut refused) = (0_u64, 0_u64);
    while is_row {
        if let Some(text) = row.get(column).map(str::trim).filter(|text| !text.is_empty()) {
            let (query, problems) = parse_as(text, syntax, now().div_euclid(86_400));
            asked += 1;
            refused += u64::from(query.is_none());
            match form {
                TableForm::Csv => table::write_translation(&mut out, text, query.as_ref(), &problems)?,
                TableForm::Json => lines::write_translation(&mut out, text, query.as_ref(), &problems)?,
            }
        }
        is_row = read(&mut rows, &mut row, args)?;
    }
    out.finish()?;
    note(format_args!("{asked} queries: {} translated, {refused} with errors", asked - refused));
    Ok(if asked == refused { Outcome::NothingFound } else { Outcome::Done })
}

fn write_hits(
    out: &mut Output,
    snapshot: &dyn Snapshot,
    text: &str,
    query: &Query,
    coverage: Coverage,
    form: TableForm,
) -> Result<()> {
    let pattern = Pattern::new(query, coverage);
    let mut written = Ok(());
    snapshot.each_match(query, coverage, ReadOrder::ById, &mut |article| {
        if written.is_ok() {
            let matches = find(&pattern, &article).unwrap_or_default();
            written = match form {
                TableForm::Csv => table::write_matches(out, text, &article, &matches),
                TableForm::Json => lines::write_matches(out, text, &article, &matches),
            };
        }
        Ok(())
    })?;
    Ok(written?)
}

/// Returns the query, or the error and its place.
fn understood(text: &str, query: Option<Query>, problems: &[QueryProblem]) -> Result<Query, String> {
    query.ok_or_else(|| match problems.last() {
        Some(problem) => problem.at_column(text),
        None => "cannot be run".to_owned(),
    })
}

fn open(args: &BatchArgs) -> Result<Reader<Box<dyn Read>>> {
    let opened: Box<dyn Read> = match args.file.as_os_str() == "-" {
        true => Box::new(std::io::stdin()),
        false => Box::new(file::open(&args.file).with_context(|| format!("cannot open `{}`", args.file.display()))?),
    };
    let is_tsv = args.file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tsv"));
    let mut reader = ReaderBuilder::new();
    // In tab-separated files, quotation marks belong to phrases.
    reader.delimiter(if is_tsv { b'\t' } else { b',' }).quoting(!is_tsv);
    Ok(reader.has_headers(false).flexible(true).terminator(Terminator::CRLF).from_reader(opened))
}

fn read(rows: &mut Reader<Box<dyn Read>>, row: &mut StringRecord, args: &BatchArgs) -> Result<bool> {
    rows.read_record(row).with_context(|| format!("cannot read `{}`", args.file.display()))
}

/// Returns the column with the queries, and whether the first row holds names.
fn column(args: &BatchArgs, first: &StringRecord) -> Result<(usize, bool)> {
    let named = |name: &str| first.iter().position(|cell| cell.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name));
    match &args.column {
        None => Ok(named(COLUMN).map_or((0, false), |column| (column, true))),
        Some(name) => match (named(name), name.parse::<usize>()) {
            (Some(column), _) => Ok((column, true)),
            (None, Ok(number)) if number > 0 => Ok((number - 1, false)),
            _ => bail!(
                "`{}` has no column `{name}`; it has `{}`",
                args.file.display(),
                first.iter().collect::<Vec<_>>().join("`, `")
            ),
        },
    }
}
