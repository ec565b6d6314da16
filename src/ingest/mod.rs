//! Bringing an index up to date from files: walk, read, decode, extract, complete, write.
//!
//! One thread walks and reads, several extract and hand articles to the engine's writer; what waits between them is bounded, so memory
//! does not grow with the corpus. What came of each file is recorded in the same commit as its articles, so that the next run knows
//! what changed. Commits come at steady intervals, each between two records; a run that is killed loses what came after the last one,
//! and the next goes on from there.

mod archive;
mod changes;
mod claims;
mod complete;
mod copy;
mod decode;
mod format;
mod header;
mod http;
mod ignored;
mod mhtml;
mod pipeline;
mod read;
mod records;
mod repair;
mod take;
mod unpack;
mod walk;
mod warc;

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use copy::{CopyReport, Named, copy};
pub use decode::{DecodedText, Normalization, decode};
pub use format::{Compression, Format, format_of, sniff};
pub use ignored::{WalkOptions, is_passed_over};
pub use read::Limits;
pub use repair::repair;
pub use take::{Taken, take_records};
pub use walk::{Found, PathNames, SourceFile, check_roots, walk};

use self::changes::FileChanges;
use self::claims::{Claims, Turn};
use self::read::{RawRecord, ReadEnd, read};
use self::records::drafts_of;
use self::walk::Below;
use crate::article::{Article, Draft, Place};
use crate::engine::{Engine, FileRecord, ResumePoint, RunRecord, WriterOptions};
use crate::error::{Error, Problem, Result};
use crate::extract::Finding;
use crate::extract::json::FieldMap;

/// What to bring an index up to date from, and how.
#[derive(Debug, Clone)]
pub struct IngestConfig {
    /// Files, and folders of files. Files known from an earlier run below one of these that are gone are removed from the index.
    pub roots: Vec<PathBuf>,
    /// Single files that may be new, changed or gone. Folders among them are passed over.
    pub listed: Vec<PathBuf>,
    /// What is taken of the folders that is passed over otherwise.
    pub walking: WalkOptions,
    /// Keys of JSON records that hold a field under another name than usual.
    pub field_map: FieldMap,
    /// How much is read of what may be endless.
    pub limits: Limits,
    /// How many threads extract.
    pub n_threads: usize,
    /// How the engine writes.
    pub writer: WriterOptions,
    /// When to commit within the run.
    pub commit_every: CommitEvery,
    /// Which files to read again.
    pub rereading: Rereading,
    /// What becomes of files that are gone.
    pub removal: Removal,
    /// The time, in seconds since 1970.
    pub now: i64,
}

impl Default for IngestConfig {
    fn default() -> IngestConfig {
        IngestConfig {
            roots: Vec::new(),
            listed: Vec::new(),
            walking: WalkOptions::default(),
            field_map: FieldMap::default(),
            limits: Limits::default(),
            n_threads: 1,
            writer: WriterOptions::default(),
            commit_every: CommitEvery::default(),
            rereading: Rereading::default(),
            removal: Removal::default(),
            now: 0,
        }
    }
}

/// When to commit within a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitEvery {
    /// After so long.
    Time(Duration),
    /// After so many articles.
    Articles(u64),
}

impl Default for CommitEvery {
    fn default() -> CommitEvery {
        CommitEvery::Time(Duration::from_secs(30))
    }
}

/// Which files to read again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rereading {
    /// Those whose size changed, or whose time did and their hash too.
    #[default]
    Changed,
    /// All.
    All,
}

/// What becomes of files that are gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Removal {
    /// They are removed from the index.
    #[default]
    Vanished,
    /// They stay in the index.
    Never,
    /// They are removed, and nothing else is done.
    Only,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IngestReport {
    /// Files.
    pub files: Changes,
    /// Articles. Those of a changed file count as replaced as far as there were as many before.
    pub articles: Changes,
    /// How many files were passed over, because their names are not those of article files.
    pub n_skipped: u64,
    /// How many of the unchanged files were read by an older version of the extraction.
    pub n_outdated: u64,
    /// How many bytes of files were read.
    pub n_bytes: u64,
    /// What was wrong, in files read in this run and on the way to them. In the order of paths.
    pub problems: Vec<Problem>,
    /// Whether the run was stopped before all was done. What was done is committed.
    pub is_interrupted: bool,
    /// How long the run took.
    pub seconds: f64,
}

/// How many of something a run changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// New.
    pub added: u64,
    /// Known, and changed.
    pub replaced: u64,
    /// Known under another path.
    pub moved: u64,
    /// Known, and gone.
    pub removed: u64,
    /// Known, and as before.
    pub unchanged: u64,
}

/// What would be done about which files. Paths are in order, and as in [`Place::path`](crate::article::Place::path).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// New files.
    pub added: Vec<String>,
    /// Changed files, and those that are read again for another reason.
    pub replaced: Vec<String>,
    /// Files of which a part is read, and the rest would be.
    pub resumed: Vec<String>,
    /// Files under another path: the old and the new one.
    pub moved: Vec<(String, String)>,
    /// Files that are gone.
    pub removed: Vec<String>,
    /// How many are as before.
    pub n_unchanged: u64,
    /// How many were passed over, because their names are not those of article files.
    pub n_skipped: u64,
    /// What could not be looked into.
    pub problems: Vec<Problem>,
}

/// What happens in a run, as it happens.
#[derive(Debug, Clone, Copy)]
pub enum Event<'e> {
    /// It goes on. Comes often.
    Progress(Progress),
    /// Something is wrong with a file.
    Problem(&'e Problem),
    /// All that was done so far is safe, and found by searches.
    Committed(Progress),
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files read.
    pub n_files: u64,
    /// Files to read in all.
    pub n_files_total: u64,
    /// Bytes of files read.
    pub n_bytes: u64,
    /// Bytes of files to read in all.
    pub n_bytes_total: u64,
    /// Articles written.
    pub n_articles: u64,
    /// Problems found.
    pub n_problems: u64,
}

/// Is told what happens in a run, and says whether it shall go on. A run that shall not commits what it did and ends.
pub type Observer<'o> = dyn Fn(Event<'_>) -> ControlFlow<()> + 'o;

/// Brings an index up to date: adds new files, replaces changed ones, removes vanished ones, and leaves the rest unread. Where nothing
/// changed, nothing is written. A root that is not there is an error, and nothing is removed.
///
/// A file counts as changed when its size did, or its time of change and its hash. One that is gone while a new one in the same format has
/// the same hash was moved: its articles are kept and get the ids that go with the new path.
pub fn update(engine: &dyn Engine, names: &PathNames, config: &IngestConfig, observer: &Observer<'_>) -> Result<IngestReport> {
    let started = Instant::now();
    let found = find(config, names)?;
    let seen = engine.ledger()?;
    let mut changes = FileChanges::new(&found, names, &seen, config.rereading, config.removal);
    let mut report = IngestReport::default();
    let was_unfinished = engine.last_run()?.is_some_and(|run| run.is_unfinished);
    for problem in found.problems.iter().chain(&changes.unreadable) {
        // There is nothing to stop yet.
        let _ = observer(Event::Problem(problem));
    }
    let ledger;
    if !changes.is_none() || was_unfinished {
        let writer = engine.writer(&writer_options(config, &changes))?;
        // Only the holder of the right to write knows that nobody writes; the ledger may have changed since it was looked at.
        ledger = engine.ledger()?;
        if !Arc::ptr_eq(&seen, &ledger) {
            changes = FileChanges::new(&found, names, &ledger, config.rereading, config.removal);
        }
        let run = run_record(engine.last_run()?, &found, names, config);
        let (written, ended) = pipeline::run(engine, &*writer, &changes, config, &run, observer)?;
        report = written;
        if ended != pipeline::Ended::InFile {
            writer.commit(&RunRecord { is_unfinished: report.is_interrupted, ..run })?;
        }
        writer.close()?;
    }
    report.files.unchanged = changes.n_unchanged_files;
    report.articles.unchanged = changes.n_unchanged_articles;
    report.n_outdated = changes.n_outdated;
    report.n_skipped = found.n_skipped;
    report.problems.append(&mut changes.unreadable);
    report.problems.extend(found.problems);
    report.problems.sort();
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// Returns what [`update`] would do with an index of this ledger. Nothing is written.
pub fn plan(ledger: &[FileRecord], names: &PathNames, config: &IngestConfig) -> Result<Plan> {
    let found = find(config, names)?;
    let changes = FileChanges::new(&found, names, ledger, config.rereading, config.removal);
    let mut plan = Plan { n_unchanged: changes.n_unchanged_files, n_skipped: found.n_skipped, ..Plan::default() };
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

fn find(config: &IngestConfig, names: &PathNames) -> Result<Found> {
    let mut found = walk(&config.roots, names, config.walking)?;
    walk::look_at(&config.listed, names, &mut found)?;
    Ok(found)
}

/// What one thread writes in a moment is written by one: each makes segments of its own, and few segments are fast to search.
fn writer_options(config: &IngestConfig, changes: &FileChanges<'_>) -> WriterOptions {
    const MIN_BYTES_PER_THREAD: u64 = 4 << 20;
    let n_bytes: u64 = changes.to_read.iter().map(|to_read| to_read.file.size_bytes).sum();
    let n_threads = usize::try_from(n_bytes / MIN_BYTES_PER_THREAD).unwrap_or(usize::MAX).min(config.writer.n_threads).max(1);
    WriterOptions { n_threads, ..config.writer.clone() }
}

/// Returns the record of a run that is at work.
fn run_record(last: Option<RunRecord>, found: &Found, names: &PathNames, config: &IngestConfig) -> RunRecord {
    let (roots_before, before) = match last {
        Some(last) => (last.roots, last.sources),
        None => (Vec::new(), Some(Vec::new())),
    };
    let sources = before.map(|before| names.without_nested(before.into_iter().chain(found.roots.iter().cloned())));
    let sources = sources.filter(|sources| {
        let below = Below::new(names, sources.iter().map(String::as_str));
        config.listed.is_empty() || found.files.keys().all(|path| below.holds(path))
    });
    // Files that are looked at one by one are of the folders of an earlier run.
    let roots = if found.roots.is_empty() { roots_before } else { found.roots.clone() };
    RunRecord { ended: config.now, roots, is_unfinished: true, sources }
}

/// Reads one file and calls `each` with every article of it, in order, as it would be indexed. Returns what was wrong. Fails where no thread
/// can be started.
pub fn extract_file(file: &SourceFile, map: &FieldMap, limits: Limits, mut each: impl FnMut(Article)) -> Result<Vec<Problem>> {
    // Whoever calls may have a small stack.
    let (sender, receiver) = sync_channel(1);
    std::thread::scope(move |scope| {
        let thread = pipeline::extracting_thread().spawn_scoped(scope, move || extract_all(file, map, limits, &sender));
        let thread = thread.map_err(Error::io("start", "a thread"))?;
        receiver.iter().for_each(&mut each);
        Ok(thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn extract_all(file: &SourceFile, map: &FieldMap, limits: Limits, articles: &SyncSender<Article>) -> Vec<Problem> {
    let claims = Claims::default();
    let mut problems = Vec::new();
    let mut ticket = 0;
    let end = read(file, ResumePoint::default(), limits, &AtomicU64::new(0), |record| {
        let extracted = extract_batch(file, vec![record], map, limits, &claims, Turn { ticket, file_idx: 0 }, |article| {
            // Where nobody listens any more, the problems are still wanted.
            let _ = articles.send(article);
            Ok(())
        });
        ticket += 1;
        // Sending does not fail, so neither does this.
        problems.extend(extracted.unwrap_or_default().problems);
        ControlFlow::Continue(())
    });
    if let ReadEnd::Failed(finding) = end {
        problems.push(problem(file, None, 0, finding));
    }
    problems.sort();
    problems
}

/// What came of one file so far.
#[derive(Debug, Default)]
struct Extracted {
    n_articles: u64,
    problems: Vec<Problem>,
}

/// Extracts some records of a file and gives their articles to `each`, in order.
fn extract_batch(
    file: &SourceFile,
    records: Vec<RawRecord>,
    map: &FieldMap,
    limits: Limits,
    claims: &Claims,
    turn: Turn,
    mut each: impl FnMut(Article) -> Result<()>,
) -> Result<Extracted> {
    let mut extracted = Extracted::default();
    let mut drafts: Vec<(Option<u64>, u64, Draft)> = Vec::new();
    for record in records {
        let (number, byte) = (record.number, record.byte);
        // A page that makes a library panic is a bad file like any other.
        let found = catch_unwind(AssertUnwindSafe(|| drafts_of(&file.path, record, map, limits)));
        let found = found.unwrap_or_else(|_| records::failed(number));
        drafts.extend(found.drafts.into_iter().map(|(number, draft)| (number, byte, draft)));
        extracted.problems.extend(found.findings.into_iter().map(|(number, finding)| problem(file, number, byte, finding)));
    }
    let claimed = claims.claim(turn, &file.path, &drafts);
    for ((number, byte, draft), (id, duplicate)) in drafts.into_iter().zip(claimed) {
        extracted.problems.extend(duplicate.map(|finding| problem(file, number, byte, finding)));
        let place = Place { path: file.path.clone(), record: number };
        match catch_unwind(AssertUnwindSafe(|| complete::complete(draft, id, place))) {
            Ok(article) => {
                each(article)?;
                extracted.n_articles += 1;
            }
            Err(_) => extracted.problems.push(problem(file, number, byte, records::panicked())),
        }
    }
    Ok(extracted)
}

fn problem(file: &SourceFile, record: Option<u64>, record_byte: u64, finding: Finding) -> Problem {
    let byte = match (record, finding.byte) {
        (_, Some(byte)) => Some(record_byte + byte),
        (Some(_), None) if record_byte > 0 => Some(record_byte),
        _ => None,
    };
    Problem { path: file.path.clone(), record, byte, kind: finding.kind, message: finding.message }
}

/// Locks a mutex whose holder may have panicked; what it guards is plain data and stays usable.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
