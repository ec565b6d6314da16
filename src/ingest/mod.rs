//! Bringing an index up to date from files: walk, read, decode, extract, complete, write.
//!
//! One thread walks and reads, several extract and hand articles to the engine's writer; what waits between them is bounded, so memory
//! does not grow with the corpus. What came of each file is recorded in the same commit as its articles, so that the next run knows
//! what changed.

mod changes;
mod claims;
mod complete;
mod decode;
mod format;
mod read;
mod records;
mod walk;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

pub use decode::{DecodedText, Normalization, decode};
pub use format::{Compression, Format, format_of};
pub use read::MAX_RECORD_BYTES;
pub use walk::{Found, PathNames, SourceFile, check_roots, walk};

use self::changes::FileChanges;
use self::claims::{Claims, Turn};
use self::read::{RawRecord, read};
use self::records::drafts_of;
use crate::article::{Article, Draft, Place};
use crate::engine::{Engine, FileRecord, RunRecord, Writer};
use crate::error::{Error, Problem, ProblemKind, Result};
use crate::extract::Finding;
use crate::extract::json::FieldMap;

/// What to bring an index up to date from, and how.
#[derive(Debug, Clone)]
pub struct IngestConfig {
    /// Files, and folders of files. Files known from an earlier run below one of these that are gone are removed from the index.
    pub roots: Vec<PathBuf>,
    /// Keys of JSON records that hold a field under another name than usual.
    pub field_map: FieldMap,
    /// How many threads extract.
    pub n_threads: usize,
    /// The time, in seconds since 1970.
    pub now: i64,
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
    /// How many bytes of files were read.
    pub n_bytes: u64,
    /// What was wrong, in files read in this run and on the way to them. In the order of paths.
    pub problems: Vec<Problem>,
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
    /// Known, and gone.
    pub removed: u64,
    /// Known, and as before.
    pub unchanged: u64,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files read.
    pub n_files: u64,
    /// Files to read in all.
    pub n_files_total: u64,
    /// Articles written.
    pub n_articles: u64,
}

/// Brings an index up to date: adds new files, replaces changed ones, removes vanished ones, and leaves the rest unread. Where nothing
/// changed, nothing is written. `progress` is called after every file.
///
/// A file counts as changed when its size or time of change did.
pub fn update(
    engine: &dyn Engine,
    names: &PathNames,
    config: &IngestConfig,
    progress: &dyn Fn(Progress),
) -> Result<IngestReport> {
    let started = Instant::now();
    let found = walk(&config.roots, names)?;
    let mut changes = FileChanges::new(&found, names, engine.ledger()?);
    let mut report = IngestReport::default();
    if !changes.is_none() {
        let mut writer = engine.writer()?;
        // Only the holder of the right to write knows that nobody writes; the ledger may have changed since it was looked at.
        changes = FileChanges::new(&found, names, engine.ledger()?);
        report = write(&mut *writer, &changes, config, progress)?;
        writer.commit(&RunRecord { ended: config.now, roots: found.roots.clone() })?;
        writer.close()?;
    }
    report.files.unchanged = changes.unchanged.len() as u64;
    report.articles.unchanged = changes.unchanged.iter().map(|file| file.n_articles).sum();
    report.n_skipped = found.n_skipped;
    report.problems.append(&mut changes.unreadable);
    report.problems.extend(found.problems);
    report.problems.sort();
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// Reads one file and calls `each` with every article of it, in order, as it would be indexed. Returns what was wrong.
pub fn extract_file(file: &SourceFile, map: &FieldMap, mut each: impl FnMut(Article)) -> Vec<Problem> {
    let claims = Claims::default();
    let mut problems = Vec::new();
    let mut ticket = 0;
    let outcome = read(file, |record| {
        let extracted = extract_batch(file, vec![record], map, &claims, Turn { ticket, file_idx: 0 }, |article| {
            each(article);
            Ok(())
        });
        ticket += 1;
        // `each` does not fail, so neither does this.
        problems.extend(extracted.unwrap_or_default().problems);
    });
    problems.extend(outcome.err().map(|finding| problem(file, None, 0, finding)));
    problems.sort();
    problems
}

/// Some records of one file, on their way to a thread that extracts.
struct Batch {
    turn: Turn,
    records: Vec<RawRecord>,
}

/// A batch is full at so many records or bytes, whichever comes first.
const BATCH_RECORDS: usize = 64;
const BATCH_BYTES: usize = 1 << 20;

/// HTML and JSON nest; both are bounded, and the bounds were chosen for stacks of this size.
const STACK_BYTES: usize = 16 << 20;

/// What came of one file so far.
#[derive(Debug, Default)]
struct Extracted {
    n_articles: u64,
    problems: Vec<Problem>,
}

fn write(
    writer: &mut dyn Writer,
    changes: &FileChanges<'_>,
    config: &IngestConfig,
    progress: &dyn Fn(Progress),
) -> Result<IngestReport> {
    let mut report = IngestReport::default();
    for file in &changes.removed {
        writer.remove_file(&file.path)?;
        report.files.removed += 1;
        report.articles.removed += file.n_articles;
    }
    let n_threads = config.n_threads.max(1);
    let (sender, receiver) = sync_channel::<Batch>(n_threads * 2);
    let receiver = Mutex::new(receiver);
    let work = Work {
        files: changes.to_read.iter().map(|(file, _)| *file).collect(),
        writer: &*writer,
        map: &config.field_map,
        claims: Claims::default(),
        outcomes: Mutex::new(changes.to_read.iter().map(|_| Extracted::default()).collect()),
        failure: Mutex::new(None),
    };
    let hashes = std::thread::scope(|scope| -> Result<Vec<Result<String, Finding>>> {
        let (work, receiver) = (&work, &receiver);
        for _ in 0..n_threads {
            let thread = std::thread::Builder::new().name("extract".to_owned()).stack_size(STACK_BYTES);
            thread.spawn_scoped(scope, move || work.extract_all(receiver)).map_err(Error::io("start", "a thread"))?;
        }
        work.read_all(sender, progress)
    })?;
    if let Some(error) = work.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let outcomes = work.outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (((file, known), hash), extracted) in changes.to_read.iter().zip(hashes).zip(outcomes) {
        finish_file(writer, file, known.as_ref(), hash, extracted, &mut report)?;
    }
    Ok(report)
}

/// Records what came of a file.
fn finish_file(
    writer: &dyn Writer,
    file: &SourceFile,
    known: Option<&FileRecord>,
    hash: Result<String, Finding>,
    extracted: Extracted,
    report: &mut IngestReport,
) -> Result<()> {
    let Extracted { n_articles, mut problems } = extracted;
    let (sha256, finding) = match hash {
        Ok(sha256) => (sha256, None),
        Err(finding) => (String::new(), Some(finding)),
    };
    problems.extend(finding.map(|finding| problem(file, None, 0, finding)));
    problems.sort();
    report.problems.extend(problems.iter().cloned());
    let is_unreadable = problems.iter().any(|problem| problem.kind == ProblemKind::Unreadable);
    if is_unreadable && n_articles == 0 {
        // It may be readable next time; what is known of it from before stays.
        return Ok(());
    }
    writer.add_file(&FileRecord {
        path: file.path.clone(),
        size_bytes: file.size_bytes,
        modified_nanos: file.modified_nanos,
        sha256,
        n_articles,
        problems,
    })?;
    report.n_bytes += file.size_bytes;
    let n_before = known.map_or(0, |known| known.n_articles);
    match known {
        Some(_) => report.files.replaced += 1,
        None => report.files.added += 1,
    }
    report.articles.replaced += n_articles.min(n_before);
    report.articles.added += n_articles.saturating_sub(n_before);
    report.articles.removed += n_before.saturating_sub(n_articles);
    Ok(())
}

/// What the reading thread and the extracting threads share.
struct Work<'w> {
    files: Vec<&'w SourceFile>,
    writer: &'w dyn Writer,
    map: &'w FieldMap,
    claims: Claims,
    outcomes: Mutex<Vec<Extracted>>,
    /// The first reason to stop.
    failure: Mutex<Option<Error>>,
}

impl Work<'_> {
    /// Reads all files in order, and returns the hash of each or why it could not be read.
    fn read_all(&self, sender: SyncSender<Batch>, progress: &dyn Fn(Progress)) -> Result<Vec<Result<String, Finding>>> {
        let mut hashes = Vec::with_capacity(self.files.len());
        let mut next_ticket = 0;
        for (file_idx, file) in self.files.iter().enumerate() {
            let mut is_cleared = false;
            let mut clear = || -> Result<()> {
                if !std::mem::replace(&mut is_cleared, true) {
                    self.writer.remove_file(&file.path)?;
                }
                Ok(())
            };
            let mut records: Vec<RawRecord> = Vec::new();
            let mut n_bytes = 0;
            let mut failure = None;
            let mut send = |records: Vec<RawRecord>| {
                match clear() {
                    Ok(()) => {
                        let turn = Turn { ticket: next_ticket, file_idx };
                        next_ticket += 1;
                        // Sending fails where no thread receives any more: one of them failed, and has said why.
                        drop(sender.send(Batch { turn, records }));
                    }
                    // No ticket is used up, or the threads would wait for its turn.
                    Err(error) => failure = Some(error),
                }
            };
            let hash = read(file, |record| {
                n_bytes += record.content.as_ref().map_or(0, Vec::len);
                records.push(record);
                if records.len() >= BATCH_RECORDS || n_bytes >= BATCH_BYTES {
                    n_bytes = 0;
                    send(std::mem::take(&mut records));
                }
            });
            if !records.is_empty() {
                send(records);
            }
            if let Some(error) = failure {
                return Err(error);
            }
            if hash.is_ok() {
                clear()?;
            }
            hashes.push(hash);
            if lock(&self.failure).is_some() {
                break;
            }
            let n_articles = lock(&self.outcomes).iter().map(|outcome| outcome.n_articles).sum();
            progress(Progress { n_files: file_idx as u64 + 1, n_files_total: self.files.len() as u64, n_articles });
        }
        // Without a sender the extracting threads come to their end.
        drop(sender);
        Ok(hashes)
    }

    /// Extracts batches until there are no more.
    fn extract_all(&self, receiver: &Mutex<Receiver<Batch>>) {
        loop {
            let Ok(Batch { turn, records }) = lock(receiver).recv() else { return };
            let file = self.files[turn.file_idx];
            match extract_batch(file, records, self.map, &self.claims, turn, |article| self.writer.add(&article)) {
                Ok(mut extracted) => {
                    let outcome = &mut lock(&self.outcomes)[turn.file_idx];
                    outcome.n_articles += extracted.n_articles;
                    outcome.problems.append(&mut extracted.problems);
                }
                Err(error) => {
                    lock(&self.failure).get_or_insert(error);
                }
            }
        }
    }
}

/// Extracts some records of a file and gives their articles to `each`, in order.
fn extract_batch(
    file: &SourceFile,
    records: Vec<RawRecord>,
    map: &FieldMap,
    claims: &Claims,
    turn: Turn,
    mut each: impl FnMut(Article) -> Result<()>,
) -> Result<Extracted> {
    let mut extracted = Extracted::default();
    let mut drafts: Vec<(Option<u64>, u64, Draft)> = Vec::new();
    for record in records {
        let (number, byte) = (record.number, record.byte);
        // A page that makes a library panic is a bad file like any other.
        let found = catch_unwind(AssertUnwindSafe(|| drafts_of(file.format, record, map)));
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
