//! Bringing an index up to date: comparing the files with the ledger, and running the pipeline on what changed.

use std::time::Instant;

use super::changes::{Compared, FileChanges};
use super::config::IngestConfig;
use super::library::find;
use super::pipeline::{self, Ended};
use super::report::{Event, IngestReport, Observer, Plan};
use super::walk::{Below, Found, PathNames};
use super::withdraw::take_back;
use crate::engine::{Index, Ledger, RunRecord, WriterOptions};
use crate::error::Result;

/// Brings an index up to date: adds new files, replaces changed ones, removes vanished ones, and
/// leaves the rest unread. If nothing changed, nothing is written. A root that does not exist is an
/// error, and nothing is removed.
///
/// A file counts as changed if its size changed, or its modification time and its hash. If a file
/// is gone and a new one in the same format has the same hash, it was moved: its articles are kept
/// and get the ids of the new path.
pub fn update(index: &dyn Index, names: &PathNames, config: &IngestConfig, observer: &Observer<'_>) -> Result<IngestReport> {
    let started = Instant::now();
    let found = find(&config.roots, &config.listed, names, config.walking)?;
    let seen = index.snapshot();
    let mut compared = Compared::new(&found, seen.ledger(), config.rereading)?;
    let mut changes = FileChanges::new(&found, names, &compared, config.rereading, config.removal);
    let mut report = IngestReport::default();
    let was_unfinished = seen.ledger().last_run().is_some_and(|run| run.is_unfinished);
    for problem in found.problems.iter().chain(&changes.unreadable) {
        // There is nothing to stop yet.
        let _ = observer(Event::Problem(problem));
    }
    let current;
    if !changes.is_none() || was_unfinished {
        let writer = index.writer(&writer_options(config, &changes))?;
        // Only the holder of the lock knows that nobody else writes; the ledger may have changed
        // since it was read.
        current = index.snapshot();
        let ledger = current.ledger();
        if current.state() != seen.state() {
            compared = Compared::new(&found, ledger, config.rereading)?;
            changes = FileChanges::new(&found, names, &compared, config.rereading, config.removal);
        }
        let run = run_record(ledger.last_run().cloned(), &found, names, config);
        let (written, ended, has_withdrawals) = pipeline::run(ledger, &*writer, &changes, config, &run, observer)?;
        report = written;
        if ended != Ended::InFile {
            let ended = RunRecord { is_unfinished: report.is_interrupted, ..run };
            if has_withdrawals {
                // What is taken back may be an article of this run, so this run must be committed.
                writer.commit(&RunRecord { is_unfinished: true, ..ended.clone() })?;
                take_back(&*index.snapshot(), &*writer, &mut report, observer)?;
            }
            writer.commit(&ended)?;
        }
        // What was interrupted ends at once; searches compare the articles then.
        writer.close(&mut || !report.is_interrupted && observer(Event::Comparing).is_continue())?;
    }
    report.files.unchanged = changes.n_unchanged_files;
    report.articles.unchanged = changes.n_unchanged_articles;
    report.n_outdated = changes.n_outdated;
    report.skipped = found.skipped.clone();
    report.problems.append(&mut changes.unreadable);
    report.problems.extend(found.problems);
    report.problems.sort();
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// Returns what [`update`] would do with an index of this ledger, or with none. Nothing is written.
pub fn plan(ledger: Option<&dyn Ledger>, names: &PathNames, config: &IngestConfig) -> Result<Plan> {
    let found = find(&config.roots, &config.listed, names, config.walking)?;
    let compared =
        ledger.map_or_else(|| Ok(Compared::of_nothing(&found)), |ledger| Compared::new(&found, ledger, config.rereading))?;
    let changes = FileChanges::new(&found, names, &compared, config.rereading, config.removal);
    let mut plan = Plan { n_unchanged: changes.n_unchanged_files, skipped: found.skipped.clone(), ..Plan::default() };
    for to_read in &changes.to_read {
        let list = match (to_read.known, to_read.from) {
            (None, _) => &mut plan.added,
            (Some(_), None) => &mut plan.replaced,
            (Some(_), Some(_)) => &mut plan.resumed,
        };
        list.push(to_read.file.path.clone());
    }
    plan.moved = changes.moved.iter().map(|moved| (moved.from.path.clone(), moved.to.path.clone())).collect();
    plan.removed = changes.removed.iter().map(|record| record.path.clone()).collect();
    plan.problems = changes.unreadable;
    plan.problems.extend(found.problems);
    plan.problems.sort();
    Ok(plan)
}

/// One thread writes small updates: each thread makes its own segments, and few segments are fast
/// to search.
fn writer_options(config: &IngestConfig, changes: &FileChanges<'_>) -> WriterOptions {
    const MIN_BYTES_PER_THREAD: u64 = 4 << 20;
    let n_bytes: u64 = changes.to_read.iter().map(|to_read| to_read.file.size_bytes).sum();
    let n_threads = usize::try_from(n_bytes / MIN_BYTES_PER_THREAD).unwrap_or(usize::MAX).min(config.writer.n_threads).max(1);
    WriterOptions { n_threads, ..config.writer.clone() }
}

/// Returns the record of a run in progress.
fn run_record(last: Option<RunRecord>, found: &Found, names: &PathNames, config: &IngestConfig) -> RunRecord {
    let (roots_before, before) = match last {
        Some(last) => (last.roots, last.sources),
        None => (Vec::new(), Some(Vec::new())),
    };
    let sources = before.map(|before| names.without_nested(before.into_iter().chain(found.roots.iter().cloned())));
    let sources = sources.filter(|sources| {
        let below = Below::new(names, sources.iter().map(String::as_str));
        config.listed.is_empty() || found.files.iter().all(|file| below.holds(&file.path))
    });
    // Files listed one by one belong to the folders of an earlier run.
    let roots = if found.roots.is_empty() { roots_before } else { found.roots.clone() };
    RunRecord { ended: config.now, roots, is_unfinished: true, sources }
}
