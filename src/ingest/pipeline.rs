//! The pipeline: this thread reads files and cuts them into batches, others extract and write them,
//! and the queues between are bounded.
//!
//! A commit needs a moment without batches on their way. The reading thread waits for the batches
//! it sent. It then records the results of the finished files, and how far the current file is
//! read. A file that is already complete in the index is replaced in one commit, so that no search
//! misses what both versions hold.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

use super::changes::{FileChanges, Known, Moved, ToRead};
use super::claims::{Claims, Turn, lock};
use super::config::{CommitEvery, IngestConfig};
use super::derived::Page;
use super::drafts::Reading;
use super::extract::{BATCH_BYTES, BATCH_RECORDS, Extracted, Extraction, extracting_thread};
use super::format::Format;
use super::problems::Problems;
use super::read::{ReadEnd, Wanted, read};
use super::record::RawRecord;
use super::report::{Event, IngestReport, Observer, Progress};
use super::source_files::SourceFile;
use super::stop::Stop;
use crate::article::{Article, ArticleId, Withdrawal};
use crate::engine::{FileRecord, Ledger, ResumePoint, RunRecord, Writer};
use crate::error::{Error, Problem, ProblemKind, Result};
use crate::extract;
use crate::extract::Finding;

/// Maximum number of withdrawals kept for a file. A day of an agency has a handful.
const MAX_WITHDRAWALS: usize = 10_000;

/// Minimum size in bytes of a large file. Before a large file is replaced, finished work is
/// committed, so that the run can stop in the file. Smaller files are read to their end.
const LARGE_BYTES: u64 = 8 << 20;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// With all finished work ready to be committed.
    Between,
    /// In the middle of a file that was to be replaced. Everything before it is committed; its own
    /// changes must not be.
    InFile,
}

/// Processes all changes, committing periodically. The caller makes the final commit. The last part
/// of the result tells whether publishers took anything back, in this run or before.
pub(super) fn run(
    ledger: &dyn Ledger,
    writer: &dyn Writer,
    changes: &FileChanges<'_>,
    config: &IngestConfig,
    run: &RunRecord,
    observer: &Observer<'_>,
) -> Result<(IngestReport, Ended, bool)> {
    let n_threads = config.n_threads.max(1);
    let (sender, receiver) = sync_channel::<Batch<'_>>(n_threads * 2);
    let receiver = Mutex::new(receiver);
    let shared = Shared::new(writer, config);
    shared.extraction.claims.note_withdrawals(changes.withdrawals.iter().copied());
    let outcome = std::thread::scope(|scope| {
        let (shared, receiver) = (&shared, &receiver);
        for _ in 0..n_threads {
            let thread = extracting_thread().spawn_scoped(scope, move || shared.work(receiver));
            thread.map_err(Error::io("start", "a thread"))?;
        }
        let files = changes.to_read.iter().map(|to_read| to_read.file).chain(changes.moved.iter().map(|moved| moved.to));
        let total = files.fold(Progress::default(), |total, file| Progress {
            n_files_total: total.n_files_total + 1,
            n_bytes_total: total.n_bytes_total + file.size_bytes,
            ..total
        });
        let mut reading = ReadingThread {
            shared,
            // Without a sender the extracting threads end.
            sender,
            ledger,
            config,
            run,
            observer,
            total,
            report: IngestReport::default(),
            next_ticket: 0,
            finished: Vec::new(),
            last_commit: Instant::now(),
            n_articles_committed: 0,
            ended: Ended::Between,
        };
        reading.run(changes)?;
        Ok((reading.report, reading.ended, shared.extraction.claims.has_withdrawals()))
    });
    match shared.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => outcome,
    }
}

/// Some records or articles of one file, on their way to an extracting thread.
struct Batch<'f> {
    file_idx: usize,
    file: &'f SourceFile,
    content: Content,
}

enum Content {
    /// To be extracted when it is their turn.
    Records { ticket: u64, records: Vec<RawRecord> },
    /// Only to be written.
    Articles(Vec<Article>),
}

/// State shared by the reading thread and the extracting threads.
struct Shared<'s> {
    writer: &'s dyn Writer,
    extraction: Extraction<'s>,
    /// The results so far of unfinished files, by their place in the run.
    outcomes: Mutex<HashMap<usize, FileOutcome>>,
    /// The number of batches that are sent and not finished.
    n_on_the_way: Mutex<u64>,
    arrived: Condvar,
    /// The first reason to stop.
    failure: Mutex<Option<Error>>,
    n_articles: AtomicU64,
    n_problems: AtomicU64,
    n_bytes: AtomicU64,
}

/// The result of a file so far, bounded.
#[derive(Debug, Default)]
struct FileOutcome {
    n_articles: u64,
    n_headlines_only: u64,
    problems: Problems,
    withdrawals: Vec<Withdrawal>,
}

impl FileOutcome {
    /// Keeps the first problems in the order of records, whichever batch comes first.
    fn add(&mut self, mut extracted: Extracted) {
        self.n_articles += extracted.n_articles;
        self.n_headlines_only += extracted.n_headlines_only;
        self.problems.append(&mut extracted.problems);
        self.withdrawals.append(&mut extracted.withdrawals);
        self.withdrawals.truncate(MAX_WITHDRAWALS);
    }
}

impl<'s> Shared<'s> {
    fn new(writer: &'s dyn Writer, config: &'s IngestConfig) -> Shared<'s> {
        Shared {
            writer,
            extraction: Extraction {
                reading: Reading { map: &config.field_map, limits: config.limits, ocr: config.ocr.as_ref() },
                claims: Claims::default(),
            },
            outcomes: Mutex::default(),
            n_on_the_way: Mutex::default(),
            arrived: Condvar::new(),
            failure: Mutex::default(),
            n_articles: AtomicU64::new(0),
            n_problems: AtomicU64::new(0),
            n_bytes: AtomicU64::new(0),
        }
    }

    /// Receives batches and processes them until there are no more.
    fn work(&self, receiver: &Mutex<Receiver<Batch<'_>>>) {
        loop {
            let Ok(batch) = lock(receiver).recv() else { return };
            match self.work_on(batch.file_idx, batch.file, batch.content) {
                Ok(extracted) => {
                    self.n_articles.fetch_add(extracted.n_articles, Ordering::Relaxed);
                    self.n_problems.fetch_add(extracted.problems.len() as u64, Ordering::Relaxed);
                    lock(&self.outcomes).entry(batch.file_idx).or_default().add(extracted);
                }
                Err(error) => {
                    lock(&self.failure).get_or_insert(error);
                }
            }
            *lock(&self.n_on_the_way) -= 1;
            self.arrived.notify_all();
        }
    }

    fn work_on(&self, file_idx: usize, file: &SourceFile, content: Content) -> Result<Extracted> {
        match content {
            Content::Records { ticket, records } => {
                let turn = Turn { ticket, file_idx };
                self.extraction.extract(file, records, turn, |article| self.writer.add(&article))
            }
            Content::Articles(articles) => {
                articles.iter().try_for_each(|article| self.writer.add(article))?;
                let n_headlines_only = articles.iter().filter(|article| article.is_headline_only()).count() as u64;
                Ok(Extracted { n_articles: articles.len() as u64, n_headlines_only, ..Extracted::default() })
            }
        }
    }

    fn has_failed(&self) -> bool {
        lock(&self.failure).is_some()
    }

    /// Returns `total` with the counts so far.
    fn progress(&self, total: Progress) -> Progress {
        Progress {
            n_bytes: self.n_bytes.load(Ordering::Relaxed),
            n_articles: self.n_articles.load(Ordering::Relaxed),
            n_problems: self.n_problems.load(Ordering::Relaxed),
            ..total
        }
    }
}

/// A file that has been read; its last batches may be on their way.
struct Finished<'f> {
    file_idx: usize,
    file: &'f SourceFile,
    origin: Origin<'f>,
    /// Whether the index, or the next commit, holds an earlier record of it beside articles that
    /// stay.
    has_record: bool,
}

/// The source of a finished file's articles.
enum Origin<'f> {
    /// The file itself; holds how reading ended.
    Read { known: Option<&'f FileRecord>, sha256: Result<String, Finding> },
    /// From the index.
    Moved { from: &'f FileRecord },
}

/// The file that is being read.
struct AtWork<'f> {
    file_idx: usize,
    to_read: ToRead<'f>,
    /// Whether a commit may leave it in its middle.
    can_pause: bool,
    /// Whether nothing of an earlier version is left to remove.
    is_cleared: bool,
    has_record: bool,
    /// Behind the last record that was sent.
    sent: Option<ResumePoint>,
}

/// The state of the reading thread.
struct ReadingThread<'r, 'f> {
    shared: &'r Shared<'r>,
    sender: SyncSender<Batch<'f>>,
    /// The ledger before this run.
    ledger: &'r dyn Ledger,
    config: &'r IngestConfig,
    run: &'r RunRecord,
    observer: &'r Observer<'r>,
    total: Progress,
    report: IngestReport,
    next_ticket: u64,
    /// Files read since the last commit and not recorded yet.
    finished: Vec<Finished<'f>>,
    last_commit: Instant,
    n_articles_committed: u64,
    ended: Ended,
}

impl<'f> ReadingThread<'_, 'f> {
    fn run(&mut self, changes: &FileChanges<'f>) -> Result<()> {
        for record in &changes.removed {
            self.shared.writer.remove_file(&record.path)?;
            self.report.files.removed += 1;
            self.report.articles.removed += record.n_articles;
        }
        for Known { file, record } in &changes.touched {
            self.shared.writer.remove_file_record(&file.path)?;
            self.shared.writer.add_file(&FileRecord { modified_nanos: file.modified_nanos, ..FileRecord::clone(record) })?;
        }
        for (moved_idx, moved) in changes.moved.iter().enumerate() {
            self.move_file(moved_idx, *moved)?;
            if self.file_ended()?.is_break() {
                return self.settle();
            }
        }
        for (read_idx, to_read) in changes.to_read.iter().enumerate() {
            if self.read_file(changes.moved.len() + read_idx, *to_read)?.is_break() || self.file_ended()?.is_break() {
                break;
            }
        }
        self.settle()
    }

    /// Writes the articles of a file again under its new path.
    fn move_file(&mut self, file_idx: usize, moved: Moved<'f>) -> Result<()> {
        let Moved { from, to } = moved;
        let mut articles = Vec::new();
        let mut n_bytes = 0;
        let ledger = self.ledger;
        ledger.articles_of(&from.path, &mut |article| {
            n_bytes += article.body.len();
            articles.push(at_path(article, &to.path));
            if articles.len() >= BATCH_RECORDS || n_bytes >= BATCH_BYTES {
                n_bytes = 0;
                self.send(file_idx, to, Content::Articles(std::mem::take(&mut articles)));
            }
            Ok(())
        })?;
        self.send(file_idx, to, Content::Articles(articles));
        self.shared.writer.remove_file(&from.path)?;
        self.finished.push(Finished { file_idx, file: to, origin: Origin::Moved { from }, has_record: false });
        Ok(())
    }

    /// Returns the pages of an archive that an earlier run found texts of, as bits of their addresses.
    fn pages_with_text(&self, path: &str) -> Result<Vec<u64>> {
        let mut pages = Vec::new();
        self.ledger.articles_of(path, &mut |article| {
            let url = article.url.as_deref().filter(|_| !article.is_headline_only());
            pages.extend(url.map(|url| Page::new(url, "", false).address));
            Ok(())
        })?;
        Ok(pages)
    }

    /// Reads a file and sends its records. Breaks if the run should end in the middle of it.
    fn read_file(&mut self, file_idx: usize, to_read: ToRead<'f>) -> Result<ControlFlow<()>> {
        let ToRead { file, known, from } = to_read;
        let is_whole_before = known.is_some_and(|known| known.resume.is_none());
        if is_whole_before && file.size_bytes > LARGE_BYTES {
            self.commit()?;
        }
        let mut at_work = AtWork {
            file_idx,
            to_read,
            can_pause: !is_whole_before,
            is_cleared: known.is_none() || from.is_some(),
            has_record: from.is_some(),
            sent: None,
        };
        if let (Some(_), Some(known)) = (from, known) {
            // The turns of earlier files must be over.
            self.settle()?;
            let settled = if file.format == Some(Format::Warc) { self.pages_with_text(&file.path)? } else { Vec::new() };
            self.shared.extraction.claims.resume(file_idx, self.ledger.ordinals_of(&file.path)?, settled);
            let before = FileOutcome {
                n_articles: known.n_articles,
                n_headlines_only: known.n_headlines_only,
                problems: Problems::known(known.problems.clone()),
                withdrawals: known.withdrawals.clone(),
            };
            lock(&self.shared.outcomes).insert(file_idx, before);
        }
        let shared = self.shared;
        let mut records: Vec<RawRecord> = Vec::new();
        let mut n_bytes = 0;
        let mut failure = None;
        let (observer, total) = (self.observer, self.total);
        // A file that is replaced is read to its end if it is small.
        let can_stop = at_work.can_pause || file.size_bytes > LARGE_BYTES;
        let go_on = || {
            let flow = observer(Event::Progress(shared.progress(total)));
            if (flow.is_break() && can_stop) || shared.has_failed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let stop = Stop::new(&go_on);
        let from = from.unwrap_or_default();
        let end = read(file, from, self.config.limits, &shared.n_bytes, &stop, Wanted::RecordsAndHash, |record| {
            n_bytes += record.content.as_ref().map_or(0, Vec::len);
            records.push(record);
            if records.len() < BATCH_RECORDS && n_bytes < BATCH_BYTES {
                return ControlFlow::Continue(());
            }
            n_bytes = 0;
            self.send_records(&mut at_work, std::mem::take(&mut records)).unwrap_or_else(|error| {
                failure = Some(error);
                ControlFlow::Break(())
            })
        });
        if let Some(error) = failure {
            return Err(error);
        }
        let sha256 = match end {
            ReadEnd::Stopped => return self.stop_in(&mut at_work),
            ReadEnd::Whole(sha256) => Ok(sha256),
            ReadEnd::Failed(finding) => Err(finding),
        };
        if sha256.is_ok() || !records.is_empty() {
            self.clear(&mut at_work)?;
        }
        if !records.is_empty() {
            self.send_turn(file_idx, file, records);
        }
        let has_record = at_work.has_record;
        self.finished.push(Finished { file_idx, file, origin: Origin::Read { known, sha256 }, has_record });
        Ok(ControlFlow::Continue(()))
    }

    /// Sends records from the middle of a file. Breaks if the run should end.
    fn send_records(&mut self, at_work: &mut AtWork<'f>, records: Vec<RawRecord>) -> Result<ControlFlow<()>> {
        // A file of one record has no place between two.
        let resume = records.last().and_then(|last| Some(ResumePoint { record: last.number?, byte: last.end }));
        self.clear(at_work)?;
        self.send_turn(at_work.file_idx, at_work.to_read.file, records);
        at_work.sent = resume;
        if self.shared.has_failed() {
            return Ok(ControlFlow::Break(()));
        }
        let flow = self.observe();
        if let Some(last) = resume.filter(|_| at_work.can_pause) {
            if flow.is_continue() && self.is_commit_due() {
                self.settle()?;
                self.record_part(at_work, last)?;
                self.commit()?;
            }
            return Ok(flow);
        }
        if at_work.to_read.file.size_bytes > LARGE_BYTES { Ok(flow) } else { Ok(ControlFlow::Continue(())) }
    }

    /// Ends the run in the middle of a file. What was sent of it is recorded, so that the next run
    /// continues behind it; a record that was being read is read again.
    fn stop_in(&mut self, at_work: &mut AtWork<'f>) -> Result<ControlFlow<()>> {
        if self.shared.has_failed() {
            return Ok(ControlFlow::Break(()));
        }
        self.report.is_interrupted = true;
        if at_work.can_pause {
            if let Some(sent) = at_work.sent {
                self.settle()?;
                self.record_part(at_work, sent)?;
            }
        } else if at_work.is_cleared {
            self.ended = Ended::InFile;
        }
        Ok(ControlFlow::Break(()))
    }

    /// Removes the rest of an earlier version, once there is something to replace it.
    fn clear(&mut self, at_work: &mut AtWork<'f>) -> Result<()> {
        if !std::mem::replace(&mut at_work.is_cleared, true) {
            self.shared.writer.remove_file(&at_work.to_read.file.path)?;
        }
        Ok(())
    }

    fn send_turn(&mut self, file_idx: usize, file: &'f SourceFile, records: Vec<RawRecord>) {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.send(file_idx, file, Content::Records { ticket, records });
    }

    fn send(&self, file_idx: usize, file: &'f SourceFile, content: Content) {
        *lock(&self.shared.n_on_the_way) += 1;
        // There are receivers as long as there is a sender.
        drop(self.sender.send(Batch { file_idx, file, content }));
    }

    /// Reports the last file, and commits if it is time. Breaks if the run should end.
    fn file_ended(&mut self) -> Result<ControlFlow<()>> {
        if self.shared.has_failed() {
            return Ok(ControlFlow::Break(()));
        }
        self.total.n_files += 1;
        let flow = self.observe();
        if flow.is_continue() && self.is_commit_due() {
            self.commit()?;
        }
        Ok(flow)
    }

    fn observe(&mut self) -> ControlFlow<()> {
        let flow = (self.observer)(Event::Progress(self.progress()));
        self.report.is_interrupted |= flow.is_break();
        flow
    }

    fn progress(&self) -> Progress {
        self.shared.progress(self.total)
    }

    fn is_commit_due(&self) -> bool {
        match self.config.commit_every {
            CommitEvery::Time(interval) => self.last_commit.elapsed() >= interval,
            CommitEvery::Articles(n) => self.shared.n_articles.load(Ordering::Relaxed) - self.n_articles_committed >= n,
        }
    }

    fn commit(&mut self) -> Result<()> {
        self.settle()?;
        if self.shared.has_failed() {
            return Ok(());
        }
        self.shared.writer.commit(self.run)?;
        self.last_commit = Instant::now();
        self.n_articles_committed = self.shared.n_articles.load(Ordering::Relaxed);
        // Whether to continue is asked when the next batch is sent.
        let _ = (self.observer)(Event::Committed(self.progress()));
        Ok(())
    }

    /// Waits until no batch is on its way, and records the results of the files read.
    fn settle(&mut self) -> Result<()> {
        let on_the_way = lock(&self.shared.n_on_the_way);
        drop(self.shared.arrived.wait_while(on_the_way, |n| *n > 0).unwrap_or_else(PoisonError::into_inner));
        if self.shared.has_failed() {
            return Ok(());
        }
        for finished in std::mem::take(&mut self.finished) {
            let outcome = lock(&self.shared.outcomes).remove(&finished.file_idx).unwrap_or_default();
            self.record(finished, outcome)?;
        }
        Ok(())
    }

    /// Records the result of a file.
    fn record(&mut self, finished: Finished<'f>, outcome: FileOutcome) -> Result<()> {
        let Finished { file, origin, has_record, .. } = finished;
        let (known, sha256) = match origin {
            Origin::Read { known, sha256 } => (known, sha256),
            Origin::Moved { from } => {
                self.report.files.moved += 1;
                self.report.articles.moved += outcome.n_articles;
                return self.shared.writer.add_file(&moved_record(from, file, outcome.n_articles));
            }
        };
        let FileOutcome { n_articles, n_headlines_only, .. } = outcome;
        let withdrawals = in_order(outcome.withdrawals);
        let (sha256, finding) = match sha256 {
            Ok(sha256) => (sha256, None),
            Err(finding) => (String::new(), Some(finding)),
        };
        self.shared.n_problems.fetch_add(u64::from(finding.is_some()), Ordering::Relaxed);
        let mut problems = outcome.problems.into_list(file);
        problems.extend(finding.map(|finding| file.problem(None, 0, finding)));
        problems.sort();
        for problem in &problems {
            // Whether to continue is asked when the next batch is sent.
            let _ = (self.observer)(Event::Problem(problem));
        }
        self.report.problems.extend(problems.iter().cloned());
        let is_unreadable = problems.iter().any(|problem| problem.kind == ProblemKind::Unreadable);
        if is_unreadable && n_articles == 0 {
            // Keep the old record: the file may be readable next time.
            return Ok(());
        }
        if has_record {
            self.shared.writer.remove_file_record(&file.path)?;
        }
        let record = FileRecord { sha256, n_articles, n_headlines_only, problems, withdrawals, ..new_record(file) };
        self.shared.writer.add_file(&record)?;
        self.report.n_headlines_only += n_headlines_only;
        self.report.n_bytes += file.size_bytes;
        let n_before = known.map_or(0, |known| known.n_articles);
        match known {
            Some(known) if known.resume.is_none() => self.report.files.replaced += 1,
            _ => self.report.files.added += 1,
        }
        let n_replaced = if has_record { 0 } else { n_articles.min(n_before) };
        self.report.articles.replaced += n_replaced;
        self.report.articles.added += n_articles.saturating_sub(n_before);
        self.report.articles.removed += n_before.saturating_sub(n_articles);
        Ok(())
    }

    /// Records how far the current file is read. No batch is on its way.
    fn record_part(&mut self, at_work: &mut AtWork<'f>, resume: ResumePoint) -> Result<()> {
        let file = at_work.to_read.file;
        if std::mem::replace(&mut at_work.has_record, true) {
            self.shared.writer.remove_file_record(&file.path)?;
        }
        let outcomes = lock(&self.shared.outcomes);
        let outcome = outcomes.get(&at_work.file_idx);
        let record = FileRecord { resume: Some(resume), ..new_record(file) };
        let record = match outcome {
            Some(FileOutcome { n_articles, n_headlines_only, problems, withdrawals, .. }) => {
                let (problems, withdrawals) = (problems.clone().into_list(file), in_order(withdrawals.clone()));
                let (n_articles, n_headlines_only) = (*n_articles, *n_headlines_only);
                FileRecord { n_articles, n_headlines_only, problems, withdrawals, ..record }
            }
            None => record,
        };
        drop(outcomes);
        self.shared.writer.add_file(&record)
    }
}

/// Returns withdrawals in an order that does not depend on the threads.
fn in_order(mut withdrawals: Vec<Withdrawal>) -> Vec<Withdrawal> {
    withdrawals.sort_by(|a, b| a.ids.cmp(&b.ids).then(a.seconds.cmp(&b.seconds)));
    withdrawals.dedup();
    withdrawals
}

fn new_record(file: &SourceFile) -> FileRecord {
    FileRecord {
        path: file.path.clone(),
        size_bytes: file.size_bytes,
        modified_nanos: file.modified_nanos,
        sha256: String::new(),
        beside: file.beside_digest(),
        n_articles: 0,
        n_headlines_only: 0,
        problems: Vec::new(),
        withdrawals: Vec::new(),
        extraction: extract::VERSION,
        resume: None,
    }
}

fn moved_record(from: &FileRecord, to: &SourceFile, n_articles: u64) -> FileRecord {
    let here = |problem: &Problem| Problem { path: to.path.clone(), ..problem.clone() };
    FileRecord {
        sha256: from.sha256.clone(),
        n_articles,
        n_headlines_only: from.n_headlines_only,
        problems: from.problems.iter().map(here).collect(),
        withdrawals: from.withdrawals.clone(),
        extraction: from.extraction,
        ..new_record(to)
    }
}

/// Returns an article as if it had been read at `path`: its id is made from the path and from what
/// it was made of before.
pub(super) fn at_path(article: Article, path: &str) -> Article {
    let is_named = |record_id: &&String| ArticleId::new(&article.place.path, record_id) == article.id;
    let id = match article.record_id.as_ref().filter(is_named) {
        Some(record_id) => ArticleId::new(path, record_id),
        None => ArticleId::numbered(path, article.place.record),
    };
    let place = crate::article::Place { path: path.to_owned(), record: article.place.record };
    Article { id, place, ..article }
}
