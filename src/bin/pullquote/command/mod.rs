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

use std::io::Write;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result};
use pullquote::article::Article;
use pullquote::engine::{ReadOrder, Site, Snapshot};
use pullquote::error::Error;
use pullquote::extract::json::FieldMap;
use pullquote::hit::Coverage;
use pullquote::ingest::{IngestConfig, PathNames, ReadLimits, WalkOptions};
use pullquote::query::{Query, QueryProblem, Severity, parse};
use pullquote::render::loosened;
use pullquote::render::terminal::{clean, count, summary};
use pullquote::search::Answer;
use pullquote::span::Span;

use crate::args::{Common, Reading};
use crate::progress::{ProgressDisplay, Shown};
use crate::settings::Settings;
use crate::{hint, interrupt};

/// How a command ended, short of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    NothingFound,
    NearlyFound,
    Interrupted,
}

/// The query cannot be run; why has been printed.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the query cannot be run")]
pub(crate) struct QueryRefused;

/// Returns where the index is: in a cluster, where that was asked for, else in a directory.
fn site(common: &Common) -> Result<Site> {
    Settings::of(common)?.site()
}

/// Returns how an index names files.
fn names(site: &Site) -> Result<PathNames, Error> {
    match site {
        Site::Directory(dir) => PathNames::new(dir),
        #[cfg(feature = "remote")]
        Site::Cluster(_) => Ok(PathNames::absolute()),
    }
}

/// The clock, read here and nowhere else.
#[expect(clippy::disallowed_methods, reason = "the binary reads the clock for the library")]
fn now() -> i64 {
    let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_1970.as_secs()).unwrap_or(i64::MAX)
}

/// Parses a query. Prints what there is to say about it to stderr; fails where it cannot be run.
fn parse_query(text: &str) -> Result<Query> {
    let (query, problems) = parse(text, now().div_euclid(86_400));
    let mut err = std::io::stderr().lock();
    for problem in &problems {
        // Where stderr is closed there is nobody to tell.
        let _ = print_problem(&mut err, text, problem);
    }
    Ok(query.ok_or(QueryRefused)?)
}

/// Shows where in the query a word stands that an engine could not look up; other errors pass.
fn point_at_word(error: Error, text: &str) -> anyhow::Error {
    let Error::TooManyWords { word, .. } = &error else { return error.into() };
    let Some(start) = text.to_lowercase().find(word.as_str()).filter(|_| text.is_ascii()) else { return error.into() };
    let span = Span::new(start, start + word.len());
    let problem = QueryProblem { span, severity: Severity::Error, message: error.to_string(), hint: hint::of_error(&error) };
    let _ = print_problem(&mut std::io::stderr().lock(), text, &problem);
    QueryRefused.into()
}

fn print_problem(err: &mut dyn Write, text: &str, problem: &QueryProblem) -> std::io::Result<()> {
    let label = match problem.severity {
        Severity::Note => "note",
        Severity::Error => "error",
    };
    writeln!(err, "{label}: {}", clean(&problem.message))?;
    for line in problem.show(text).lines() {
        writeln!(err, "  {}", clean(line))?;
    }
    match &problem.hint {
        Some(hint) => writeln!(err, "hint: {}", clean(hint)),
        None => Ok(()),
    }
}

/// Says on stderr how the query was understood and how many articles match.
fn tell(answer: &Answer) {
    let mut err = std::io::stderr().lock();
    // Where stderr is closed there is nobody to tell.
    let _ = writeln!(err, "understood as: {}", clean(&answer.understood));
    if let Some(loosened) = loosened(answer) {
        let _ = writeln!(err, "{loosened}");
    }
    let _ = writeln!(err, "{}", summary(answer));
}

/// Calls `each` with every article that matches, in the order of ids, and shows how far it is. Returns how many there were; None where it was
/// interrupted. An error of `each` ends it.
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

/// Returns how much is read of what may be endless.
fn limits(reading: &Reading) -> ReadLimits {
    ReadLimits { max_record_bytes: u64::from(reading.max_record) << 20, max_ratio: reading.max_ratio.into() }
}

/// Returns what is taken of folders.
fn walking(reading: &Reading) -> WalkOptions {
    WalkOptions { follows_links: reading.follow_links, takes_hidden: reading.hidden, takes_ignored: reading.no_ignore }
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
