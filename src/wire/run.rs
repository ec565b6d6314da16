//! A run of the indexer: what it would do, how far it is, and what it did.

use std::io::{self, Write};

use serde::Serialize;

use super::{Kind, write_line};
use crate::error;
use crate::ingest::{self, Event, IngestReport};

/// What a run did.
#[derive(Debug, Serialize)]
struct Report<'a> {
    files: Changes,
    articles: Changes,
    headlines_only: u64,
    #[serde(flatten)]
    skipped: Skipped,
    outdated: u64,
    bytes: u64,
    interrupted: bool,
    problems: Vec<Problem<'a>>,
    seconds: f64,
}

impl Kind for Report<'_> {
    const KIND: &'static str = "report";
}

#[derive(Debug, Serialize)]
struct Changes {
    added: u64,
    replaced: u64,
    moved: u64,
    removed: u64,
    unchanged: u64,
}

impl Changes {
    fn of(changes: ingest::Changes) -> Changes {
        let ingest::Changes { added, replaced, moved, removed, unchanged } = changes;
        Changes { added, replaced, moved, removed, unchanged }
    }
}

/// Files that are not article files: how many, and what they are.
#[derive(Debug, Serialize)]
pub(super) struct Skipped {
    skipped: u64,
    skipped_kinds: Vec<SkippedKind>,
}

#[derive(Debug, Serialize)]
struct SkippedKind {
    name: &'static str,
    files: u64,
}

impl Skipped {
    pub(super) fn of(skipped: &ingest::Skipped) -> Skipped {
        let skipped_kinds = skipped.kinds().into_iter().map(|(name, files)| SkippedKind { name, files }).collect();
        Skipped { skipped: skipped.total(), skipped_kinds }
    }
}

/// A problem with a file.
#[derive(Debug, Serialize)]
pub(super) struct Problem<'a> {
    path: &'a str,
    record: Option<u64>,
    byte: Option<u64>,
    #[serde(rename = "type")]
    kind: &'static str,
    message: &'a str,
}

impl Kind for Problem<'_> {
    const KIND: &'static str = "problem";
}

impl Problem<'_> {
    pub(super) fn of(problem: &error::Problem) -> Problem<'_> {
        let error::Problem { path, record, byte, kind, message } = problem;
        Problem { path, record: *record, byte: *byte, kind: kind.name(), message }
    }
}

/// Writes what a run did, as one object.
pub fn write_report(out: &mut dyn Write, report: &IngestReport) -> io::Result<()> {
    let object = Report {
        files: Changes::of(report.files),
        articles: Changes::of(report.articles),
        headlines_only: report.n_headlines_only,
        skipped: Skipped::of(&report.skipped),
        outdated: report.n_outdated,
        bytes: report.n_bytes,
        interrupted: report.is_interrupted,
        problems: report.problems.iter().map(Problem::of).collect(),
        seconds: rounded(report.seconds),
    };
    write_line(out, object)
}

/// How far a run is.
#[derive(Debug, Serialize)]
struct Progress {
    files: u64,
    files_total: u64,
    bytes: u64,
    bytes_total: u64,
    articles: u64,
    problems: u64,
    seconds: f64,
}

impl Kind for Progress {
    const KIND: &'static str = "progress";
}

/// How far a run is, and that everything so far is committed.
#[derive(Debug, Serialize)]
struct Committed {
    #[serde(flatten)]
    progress: Progress,
}

impl Kind for Committed {
    const KIND: &'static str = "committed";
}

impl Progress {
    fn of(progress: ingest::Progress, seconds: f64) -> Progress {
        let ingest::Progress { n_files, n_files_total, n_bytes, n_bytes_total, n_articles, n_problems } = progress;
        Progress {
            files: n_files,
            files_total: n_files_total,
            bytes: n_bytes,
            bytes_total: n_bytes_total,
            articles: n_articles,
            problems: n_problems,
            seconds: rounded(seconds),
        }
    }
}

/// Writes an event of a run as one object: its progress, a problem, or a commit. Comparing articles is none. `seconds` is how long the run has taken.
pub fn write_event(out: &mut dyn Write, event: Event<'_>, seconds: f64) -> io::Result<()> {
    match event {
        Event::Progress(progress) => write_line(out, Progress::of(progress, seconds)),
        Event::Committed(progress) => write_line(out, Committed { progress: Progress::of(progress, seconds) }),
        Event::Problem(problem) => write_line(out, Problem::of(problem)),
        Event::Comparing => Ok(()),
    }
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1e3).round() / 1e3
}

/// What a run would do.
#[derive(Debug, Serialize)]
struct Plan<'a> {
    added: &'a [String],
    replaced: &'a [String],
    resumed: &'a [String],
    moved: Vec<Move<'a>>,
    removed: &'a [String],
    unchanged: u64,
    #[serde(flatten)]
    skipped: Skipped,
    problems: Vec<Problem<'a>>,
}

impl Kind for Plan<'_> {
    const KIND: &'static str = "plan";
}

#[derive(Debug, Serialize)]
struct Move<'a> {
    from: &'a str,
    to: &'a str,
}

/// Writes what a run would do, as one object.
pub fn write_plan(out: &mut dyn Write, plan: &ingest::Plan) -> io::Result<()> {
    let object = Plan {
        added: &plan.added,
        replaced: &plan.replaced,
        resumed: &plan.resumed,
        moved: plan.moved.iter().map(|(from, to)| Move { from, to }).collect(),
        removed: &plan.removed,
        unchanged: plan.n_unchanged,
        skipped: Skipped::of(&plan.skipped),
        problems: plan.problems.iter().map(Problem::of).collect(),
    };
    write_line(out, object)
}
