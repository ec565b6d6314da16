//! Copying an index into another without the article files: from a directory into a cluster, and
//! back.
//!
//! Files are copied one by one, each with its record, so that the other index continues as if it
//! had read them itself. Files that it has already are left alone. Files get the names, and
//! articles the ids, that they would have in the other index.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::pipeline::at_path;
use super::report::{Event, Observer, Progress};
use super::walk::PathNames;
use crate::article::Article;
use crate::engine::{FileRecord, Index, Ledger, RunRecord, Writer, WriterOptions};
use crate::error::Result;

/// Number of articles in a batch, and of batches that wait for each thread.
const BATCH_ARTICLES: usize = 64;
const BATCHES_WAITING: usize = 2;

/// Maximum time until copied files are committed. Only whole files are.
const COMMIT_EVERY: Duration = Duration::from_secs(30);

/// The result of copying.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CopyReport {
    /// Files that were copied, with their articles.
    pub n_files: u64,
    /// Articles that were copied.
    pub n_articles: u64,
    /// Files that were there already.
    pub n_unchanged: u64,
    /// Whether it was interrupted; the same command continues from there.
    pub is_interrupted: bool,
}

/// An index, and how it names files.
#[derive(Clone, Copy)]
pub struct Named<'n> {
    /// The index.
    pub index: &'n dyn Index,
    /// How it names files.
    pub names: &'n PathNames,
}

/// Copies everything in `from` that `to` lacks or holds differently. Other files in `to` stay.
pub fn copy(from: Named<'_>, to: Named<'_>, options: &WriterOptions, observer: &Observer<'_>) -> Result<CopyReport> {
    let source = from.index.snapshot();
    let ledger = &source.ledger().files()?;
    let writer = to.index.writer(options)?;
    let target = to.index.snapshot();
    let there = target.ledger().files()?;
    let there: HashMap<&str, &FileRecord> = there.iter().map(|record| (record.path.as_str(), record)).collect();
    let renamed = |name: &str| to.names.name(&from.names.location(name));
    let mut progress = Progress { n_files_total: ledger.len() as u64, ..Progress::default() };
    progress.n_bytes_total = ledger.iter().map(|record| record.size_bytes).sum();
    let last_runs = [source.ledger().last_run(), target.ledger().last_run()];
    let run = |is_unfinished| run_record(last_runs, to.names, &renamed, is_unfinished);
    let mut report = CopyReport::default();
    let mut last_commit = Instant::now();
    for record in ledger {
        let copied = FileRecord { path: renamed(&record.path), ..record.clone() };
        let is_there = there.get(copied.path.as_str()).is_some_and(|known| **known == copied);
        if is_there {
            report.n_unchanged += 1;
        } else {
            if there.contains_key(copied.path.as_str()) {
                writer.remove_file(&copied.path)?;
            }
            report.n_articles += copy_file(source.ledger(), &*writer, &record.path, &copied.path, options.n_threads)?;
            writer.add_file(&copied)?;
            report.n_files += 1;
        }
        progress.n_files += 1;
        progress.n_bytes += record.size_bytes;
        progress.n_articles = report.n_articles;
        if observer(Event::Progress(progress)).is_break() {
            report.is_interrupted = true;
            break;
        }
        if last_commit.elapsed() >= COMMIT_EVERY {
            writer.commit(&run(true))?;
            last_commit = Instant::now();
        }
    }
    writer.commit(&run(report.is_interrupted))?;
    writer.close(&mut || !report.is_interrupted && observer(Event::Comparing).is_continue())?;
    Ok(report)
}

/// Copies the articles of one file, and returns how many there were.
fn copy_file(ledger: &dyn Ledger, writer: &dyn Writer, from: &str, to: &str, n_threads: usize) -> Result<u64> {
    let mut n_articles = 0;
    let (sender, receiver) = sync_channel::<Vec<Article>>(n_threads.max(1) * BATCHES_WAITING);
    let receiver = Mutex::new(receiver);
    std::thread::scope(|scope| {
        let adding: Vec<_> = (0..n_threads.max(1)).map(|_| scope.spawn(|| add_all(writer, &receiver))).collect();
        let mut batch = Vec::new();
        let mut is_going_on = true;
        let read = ledger.articles_of(from, &mut |article| {
            n_articles += 1;
            batch.push(at_path(article, to));
            if batch.len() == BATCH_ARTICLES && is_going_on {
                // If nobody receives them, the writing threads have failed; they report why.
                is_going_on = sender.send(std::mem::take(&mut batch)).is_ok();
            }
            Ok(())
        });
        drop(sender.send(batch));
        drop(sender);
        // All are waited for, whatever the first returns.
        let added: Vec<Result<()>> =
            adding.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect();
        added.into_iter().collect::<Result<()>>().and(read)
    })?;
    Ok(n_articles)
}

fn add_all(writer: &dyn Writer, batches: &Mutex<Receiver<Vec<Article>>>) -> Result<()> {
    let mut outcome = Ok(());
    loop {
        let batch = batches.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(batch) = batch else { return outcome };
        // After a failure the remaining batches are received and dropped, so that nobody waits.
        if outcome.is_ok() {
            outcome = batch.iter().try_for_each(|article| writer.add(article));
        }
    }
}

/// Returns the record of the other index: the folders of both. `last_runs` are those of the copied
/// index and of the other.
fn run_record(
    [copied, before]: [Option<&RunRecord>; 2],
    names: &PathNames,
    renamed: &dyn Fn(&str) -> String,
    is_unfinished: bool,
) -> RunRecord {
    let copied = copied.cloned().unwrap_or_default();
    let before = before.map_or(Some(Vec::new()), |run| run.sources.clone());
    let of_copied = copied.sources.map(|sources| sources.iter().map(|name| renamed(name)).collect::<Vec<_>>());
    let sources = before.zip(of_copied).map(|(before, copied)| names.without_nested([before, copied].concat()));
    RunRecord { ended: copied.ended, roots: copied.roots.iter().map(|name| renamed(name)).collect(), is_unfinished, sources }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use tempfile::tempdir;

    use super::*;
    use crate::engine::local::LocalIndex;
    use crate::ingest::{IngestConfig, update};

    fn go_on(_: Event<'_>) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    #[test]
    fn a_copy_holds_the_same_and_is_named_from_where_it_is() {
        let folder = tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["news", "copies"] {
            std::fs::create_dir(path(name)).unwrap();
        }
        std::fs::write(path("news/a.jsonl"), "{\"id\":\"1\",\"text\":\"The flood came.\"}\n{\"text\":\"The flood went.\"}\n")
            .unwrap();
        std::fs::write(path("news/b.txt"), "Title\n\nThe flood again.\n").unwrap();
        let of = |dir: &str| (LocalIndex::open_or_create(&path(dir)).unwrap(), PathNames::new(&path(dir)).unwrap());
        let ((near, near_names), (other, other_names)) = (of("index"), of("copies/index"));
        let config = IngestConfig { roots: vec![path("news")], ..IngestConfig::default() };
        update(&near, &near_names, &config, &go_on).unwrap();
        let run = || {
            let (from, to) = (Named { index: &near, names: &near_names }, Named { index: &other, names: &other_names });
            copy(from, to, &WriterOptions::default(), &go_on).unwrap()
        };
        assert_eq!(run(), CopyReport { n_files: 2, n_articles: 3, n_unchanged: 0, is_interrupted: false });
        assert_eq!(run(), CopyReport { n_files: 0, n_articles: 0, n_unchanged: 2, is_interrupted: false });
        assert!(other.check().unwrap().findings.is_empty());
        // The copy is as if it had read the files itself: there is nothing to do.
        let report = update(&other, &other_names, &config, &go_on).unwrap();
        assert_eq!((report.articles.added, report.articles.replaced, report.articles.unchanged), (0, 0, 3));
    }
}
