//! The engine seam: what pullquote asks of whatever stores and finds articles.
//!
//! Only our own types cross it. A query crosses as its tree, an article as an [`Article`]; what a document, a segment or a shard is, only
//! the engine behind the seam knows. Snippets are cut above it, so every engine highlights alike.

pub mod local;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::error::{Problem, Result};
use crate::hit::{Hit, Hits, ScorePart, SearchRequest, SimilarWord};

/// Finds articles. One engine serves many threads. It sees the index as it was when the engine was opened, when a writer was last asked of
/// it, or when such a writer last committed, whichever is latest.
pub trait Engine: Send + Sync {
    /// Returns the articles that match.
    fn search(&self, request: &SearchRequest) -> Result<Hits>;

    /// Returns how the score of a hit of this request comes about: what is added, the largest part first.
    fn explain(&self, request: &SearchRequest, hit: &Hit) -> Result<Vec<ScorePart>>;

    /// Returns words of bodies that are written much like `word`, at most `limit`: with one slip before those with two, frequent ones first.
    fn similar_words(&self, word: &str, limit: usize) -> Result<Vec<SimilarWord>>;

    /// Returns the articles that `name` means, at most `limit`, in the order of their ids: those whose id, or else record's own id,
    /// file path or place (`PATH:RECORD`) is `name`, or else those whose id begins with it.
    fn articles(&self, name: &str, limit: usize) -> Result<Vec<Article>>;

    /// Returns the record of every file that was read, in the order of their paths.
    fn ledger(&self) -> Result<Vec<FileRecord>>;

    /// Returns how much there is.
    fn stats(&self) -> Result<Stats>;

    /// Starts writing. Fails with [`IndexLocked`](crate::error::Error::IndexLocked) while another writer is at work.
    fn writer(&self) -> Result<Box<dyn Writer>>;
}

/// Changes an index. Nothing is seen by searches until [`Writer::commit`]; what is not committed is dropped with the writer.
pub trait Writer: Send + Sync {
    /// Adds an article and its quotes. May be called by several threads at once.
    fn add(&self, article: &Article) -> Result<()>;

    /// Adds the record of a file whose articles have all been added.
    fn add_file(&self, file: &FileRecord) -> Result<()>;

    /// Removes a file's record and all articles and quotes that came of it, as far as they were added before.
    fn remove_file(&self, path: &str) -> Result<()>;

    /// Makes all changes since the last commit seen, at once, and keeps `run` as the last run.
    fn commit(&mut self, run: &RunRecord) -> Result<()>;

    /// Ends writing, after the engine has put its files in order.
    fn close(self: Box<Self>) -> Result<()>;
}

/// What was read of a file: the ledger by which the next run knows what changed. Committed with the articles it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path, as in [`Place::path`](crate::article::Place::path).
    pub path: String,
    /// Its size on disk.
    pub size_bytes: u64,
    /// When the system says it was last changed, in nanoseconds since 1970.
    pub modified_nanos: i64,
    /// SHA-256 of its bytes on disk, in hexadecimal.
    pub sha256: String,
    /// How many articles came of it.
    pub n_articles: u64,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// When an index was last brought up to date, and from where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// When the run ended, in seconds since 1970.
    pub ended: i64,
    /// The paths it was given, as in [`Place::path`](crate::article::Place::path).
    pub roots: Vec<String>,
}

/// How much an index holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Where it is.
    pub location: PathBuf,
    /// How many articles.
    pub n_articles: u64,
    /// How many quotes.
    pub n_quotes: u64,
    /// How many files were read.
    pub n_files: u64,
    /// How much space it takes.
    pub size_bytes: u64,
    /// In how many parts it lies; fewer are faster.
    pub n_segments: usize,
    /// The number of its generation; a rebuild makes the next.
    pub generation: u64,
    /// The last run.
    pub last_run: Option<RunRecord>,
}
