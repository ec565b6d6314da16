//! An index as a whole: how it is read, written and rebuilt.

use std::sync::Arc;
use std::time::Duration;

use super::check::CheckReport;
use super::ledger::{FileRecord, RunRecord};
use super::snapshot::Snapshot;
use crate::article::{Article, ArticleId};
use crate::error::Result;

/// An open index. Several threads may use one at the same time. [`Site`](super::Site) opens and
/// creates it.
pub trait Index: Send + Sync {
    /// Returns the newest state that this index knows. That is the state when it was opened, when a
    /// writer was last asked of it, or when such a writer last committed. If nothing was committed
    /// in between, it is the same snapshot as before.
    fn snapshot(&self) -> Arc<dyn Snapshot>;

    /// Returns whether somebody else committed, merged or rebuilt the index, so that a newly opened
    /// one would have a newer state.
    fn is_stale(&self) -> Result<bool>;

    /// Checks that the stored files are undamaged, and that ledger, articles and quotes agree.
    fn check(&self) -> Result<CheckReport>;

    /// Starts writing. Fails with [`IndexLocked`](crate::error::Error::IndexLocked) if another
    /// writer is at work, and with [`IndexReplaced`](crate::error::Error::IndexReplaced) if the
    /// index was rebuilt after it was opened.
    fn writer(&self, options: &WriterOptions) -> Result<Box<dyn Writer>>;

    /// Replaces the searched index with this one, which
    /// [`Site::begin_rebuild`](super::Site::begin_rebuild) made, in one step. Removes the old one
    /// as soon as nobody reads it; running searches finish in the old one. Does nothing for any
    /// other index.
    fn finish_rebuild(self: Box<Self>) -> Result<()>;
}

/// How to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterOptions {
    /// How many bytes of documents may wait in memory before they are written. Raised or lowered to
    /// what the engine supports.
    pub memory_bytes: usize,
    /// How many threads write, each with its share of the memory. The engine uses fewer if a share
    /// would be too small.
    pub n_threads: usize,
    /// How long to wait for another writer to end.
    pub wait: Duration,
}

impl Default for WriterOptions {
    fn default() -> WriterOptions {
        WriterOptions { memory_bytes: 96 << 20, n_threads: 1, wait: Duration::ZERO }
    }
}

/// Changes an index. Searches see nothing of it until [`Writer::commit`]. What is not committed is
/// lost when the writer is dropped.
pub trait Writer: Send + Sync {
    /// Adds an article and its quotes. Several threads may call it at the same time.
    fn add(&self, article: &Article) -> Result<()>;

    /// Adds the record of a file. The index must not hold a record of this file; an earlier one
    /// must have been removed.
    fn add_file(&self, file: &FileRecord) -> Result<()>;

    /// Removes the record of a file, if it was added before. The articles of the file stay.
    fn remove_file_record(&self, path: &str) -> Result<()>;

    /// Removes the record and all articles of a file, as far as they were added before.
    fn remove_file(&self, path: &str) -> Result<()>;

    /// Removes an article of an earlier commit. The record of its file stays as it is.
    fn remove_article(&self, id: &ArticleId) -> Result<()>;

    /// Makes all changes since the last commit visible at once, and stores `run` as the last run.
    /// What other threads add in the meantime may belong to this commit or to the next.
    fn commit(&self, run: &RunRecord) -> Result<()>;

    /// Ends writing, after the engine has merged its files, and has made what all articles together
    /// are needed for. `goes_on` is asked often while it does: it may end that work, which searches
    /// then do.
    fn close(self: Box<Self>, goes_on: &mut dyn FnMut() -> bool) -> Result<()>;
}
