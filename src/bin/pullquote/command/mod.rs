//! One file per command, and what they share.

pub(crate) mod alerts;
pub(crate) mod batch;
pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod copy;
pub(crate) mod count;
pub(crate) mod eval;
pub(crate) mod export;
mod export_warc;
pub(crate) mod extract;
pub(crate) mod first;
pub(crate) mod formats;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod index;
pub(crate) mod keywords;
pub(crate) mod like;
#[cfg(feature = "serve")]
pub(crate) mod mcp;
pub(crate) mod quotes;
mod record;
pub(crate) mod replay;
pub(crate) mod search;
#[cfg(feature = "serve")]
pub(crate) mod serve;
pub(crate) mod shell;
pub(crate) mod show;
pub(crate) mod spread;
pub(crate) mod status;
pub(crate) mod verify;
pub(crate) mod watch;
pub(crate) mod watchlist;

use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result};
use pullquote::article::Article;
use pullquote::choice::Syntax;
use pullquote::engine::{ReadOrder, Snapshot};
use pullquote::error::Error;
use pullquote::extract::json::FieldMap;
use pullquote::hit::Coverage;
use pullquote::ingest::{IngestConfig, Ocr, ReadLimits, WalkOptions};
use pullquote::matching::Pattern;
use pullquote::query::{Query, QueryHint, QueryProblem, Severity, parse_as, word_places};
use pullquote::render::text::answer::summary;
use pullquote::render::text::style::{clean, count};
use pullquote::render::words::answer::loosened;
use pullquote::search::Answer;

use crate::args::{Common, Reading, Recognition};
use crate::progress::{ProgressDisplay, Shown};
use crate::session::note;
use crate::{hint, interrupt, settings};

/// The query cannot be run; the reason is already printed.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the query cannot be run")]
pub(crate) struct QueryRefused;

/// The clock, read here and nowhere else.
#[expect(clippy::disallowed_methods, reason = "the binary reads the clock for the library")]
fn now() -> i64 {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}

/// The day on which the command runs.
fn today() -> i64 {
    now().div_euclid(86_400)
}

/// Parses a query by the rules that were chosen, and prints its problems to stderr. Fails if the query cannot be run.
fn parse_query(common: &Common, text: &str) -> Result<Query> {
    parse_query_as(text, settings::syntax(common)?)
}

/// The same by given rules: those of many queries are asked for once.
fn parse_query_as(text: &str, syntax: Syntax) -> Result<Query> {
    let (query, problems) = parse_as(text, syntax, today());
    for problem in &problems {
        print_problem(text, problem);
    }
    Ok(query.ok_or(QueryRefused)?)
}

/// Returns the option of a recording that says whose rules the query was read by; `None` for our own.
fn syntax_option(common: &Common) -> Result<Option<(&'static str, String)>> {
    let syntax = settings::syntax(common)?;
    Ok((syntax != Syntax::default()).then(|| ("syntax", syntax.name().to_owned())))
}

/// Shows the place in the query of a word that the engine could not look up. Other errors are returned as they are.
fn point_at_word(error: Error, text: &str) -> anyhow::Error {
    let Error::TooManyWords { word, .. } = &error else { return error.into() };
    let is_it = |leaf: &Query| Pattern::new(leaf, Coverage::All).marked_terms().iter().any(|term| term.exact == *word);
    let Some((_, span)) = word_places(text, today()).into_iter().find(|(leaf, _)| is_it(leaf)) else { return error.into() };
    let problem = QueryProblem {
        span,
        severity: Severity::Error,
        message: error.to_string(),
        hint: hint::of_error(&error).map(QueryHint::Advice),
    };
    print_problem(text, &problem);
    QueryRefused.into()
}

/// Prints a problem to stderr, with carets below its place in the query.
fn print_problem(text: &str, problem: &QueryProblem) {
    let label = match problem.severity {
        Severity::Note => "note",
        Severity::Error => "error",
    };
    note(format_args!("{label}: {}", clean(&problem.message)));
    for line in problem.show(text).lines() {
        note(format_args!("  {}", clean(line)));
    }
    if let Some(hint) = &problem.hint {
        note(format_args!("hint: {}", clean(&hint::of_query(hint))));
    }
}

/// Prints to stderr how the query was understood and how many articles match.
fn tell(answer: &Answer) {
    note(format_args!("understood as: {}", clean(&answer.understood)));
    if let Some(loosened) = loosened(answer) {
        note(loosened);
    }
    note(summary(answer));
}

/// Calls `each` with every matching article, ordered by id, and shows the progress. Returns the
/// number of articles; `None` if interrupted. Stops at the first error of `each`.
fn each_match(
    snapshot: &dyn Snapshot,
    query: &Query,
    coverage: Coverage,
    shown: Shown,
    each: &mut dyn FnMut(&Article) -> Result<()>,
) -> Result<Option<u64>> {
    let progress = ProgressDisplay::new(shown);
    let (mut n_articles, mut failed) = (0, None);
    let read = snapshot.each_match(query, coverage, ReadOrder::ById, &mut |article| {
        if interrupt::asked().is_break() {
            return Err(Error::BrokenOff);
        }
        each(&article).map_err(|error| {
            failed = Some(error);
            Error::BrokenOff
        })?;
        n_articles += 1;
        progress.show_line(|| count(n_articles, "article"));
        Ok(())
    });
    progress.end();
    match (read, failed) {
        (Err(Error::BrokenOff), Some(error)) => Err(error),
        (Err(Error::BrokenOff), None) => Ok(None),
        (read, _) => Ok(read.map(|()| Some(n_articles))?),
    }
}

/// Returns the keys that hold JSON fields.
fn field_map(reading: &Reading) -> Result<FieldMap> {
    let mut map = FieldMap::default();
    for rule in &reading.map {
        map.add(rule).map_err(anyhow::Error::msg).context("option `--map`")?;
    }
    Ok(map)
}

/// Returns the limits on what is read.
fn limits(reading: &Reading) -> ReadLimits {
    ReadLimits { max_record_bytes: u64::from(reading.max_record) << 20, max_ratio: reading.max_ratio.into() }
}

/// Returns the program that recognises text, if it is asked for.
fn ocr(recognition: &Recognition) -> Result<Option<Ocr>> {
    if !recognition.ocr {
        return Ok(None);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = Ocr::find(&path, &recognition.ocr_language, &std::env::temp_dir(), interrupt::asked);
    found.map(Some).context("option `--ocr`")
}

/// Returns which files in folders are read.
fn walking(reading: &Reading) -> WalkOptions {
    WalkOptions {
        follows_links: reading.follow_links,
        takes_hidden: reading.hidden,
        takes_ignored: reading.no_ignore,
        format: None,
    }
}

fn ingest_config(roots: &[PathBuf], reading: &Reading) -> Result<IngestConfig> {
    let n_threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    Ok(IngestConfig {
        roots: roots.to_vec(),
        field_map: field_map(reading)?,
        limits: limits(reading),
        walking: walking(reading),
        n_threads,
        now: now(),
        ..IngestConfig::default()
    })
}
