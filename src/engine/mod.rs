//! The engine seam: what pullquote asks of whatever stores and finds articles.
//!
//! Only our own types cross it. A query crosses as its tree, an article as an [`Article`]; what a document, a segment or a shard is, only
//! the engine behind the seam knows. Snippets are cut above it, so every engine highlights alike.

pub mod local;
#[cfg(feature = "remote")]
pub mod remote;
mod site;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use self::site::Site;
use crate::article::Article;
use crate::error::{Problem, Result};
use crate::hit::{Coverage, Facets, Hit, Hits, Labels, ScorePart, SearchRequest, SimilarWord};
use crate::query::Query;
use crate::story::Stories;

/// Finds articles. One engine serves many threads. It sees the index as it was when the engine was opened, when a writer was last asked of
/// it, or when such a writer last committed, whichever is latest.
pub trait Engine: Send + Sync {
    /// Returns the articles that match.
    fn search(&self, request: &SearchRequest) -> Result<Hits>;

    /// Calls `each` with every article that matches, in no particular order. Its error ends the reading and is returned.
    fn each_match(&self, query: &Query, coverage: Coverage, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()>;

    /// As [`Engine::each_match`], in the order of ids. Takes half as long again, because articles do not lie in that order.
    fn each_match_by_id(&self, query: &Query, coverage: Coverage, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()>;

    /// Counts the articles that match by what is known of them; of each facet the `n_values` most frequent values.
    fn facets(&self, query: &Query, coverage: Coverage, n_values: usize) -> Result<Facets>;

    /// Returns the stories that all articles make. As long as nothing is committed, they are the same ones.
    fn stories(&self) -> Result<Arc<Stories>>;

    /// Calls `each` with every article that matches and belongs to a story of several, whether the others match or not, in the order of ids.
    /// Its error ends the reading and is returned.
    fn each_copy(&self, query: &Query, coverage: Coverage, each: &mut dyn FnMut(Labels) -> Result<()>) -> Result<()>;

    /// Returns the articles that have these [ordinals](crate::article::ArticleId::ordinal), in the order of their ids.
    fn articles_at(&self, ordinals: &[u64]) -> Result<Vec<Article>>;

    /// Returns how the score of a hit of this request comes about: what is added, the largest part first.
    fn explain(&self, request: &SearchRequest, hit: &Hit) -> Result<Vec<ScorePart>>;

    /// Returns words of bodies that are written much like `word`, at most `limit`: with one slip before those with two, frequent ones first.
    fn similar_words(&self, word: &str, limit: usize) -> Result<Vec<SimilarWord>>;

    /// Returns words of bodies that begin with `prefix`, which is folded, at most `limit`: frequent ones first. Of very many words only the first
    /// in the order of their letters are looked at.
    fn words_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<SimilarWord>>;

    /// Returns in how many articles, of their latest versions, each of some words, which are folded, stands as written, in the headline or the
    /// text.
    fn n_holding(&self, words: &[String]) -> Result<Vec<u64>>;

    /// Returns the articles that `name` means, at most `limit`, in the order of their ids: those whose id, or else record's own id,
    /// file path or place (`PATH:RECORD`) is `name`, or else those whose id begins with it.
    fn articles(&self, name: &str, limit: usize) -> Result<Vec<Article>>;

    /// Returns the articles with this canonical URL, the first version first.
    fn versions_of(&self, url: &str) -> Result<Vec<Article>>;

    /// Returns the record of every file that was read, in the order of their paths. As long as nothing is committed, it is the same one.
    fn ledger(&self) -> Result<Arc<Vec<FileRecord>>>;

    /// Calls `each` with every article of the file at `path`, in no particular order. Its error ends the reading and is returned.
    fn articles_of(&self, path: &str, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()>;

    /// Returns the [`ordinal`](crate::article::ArticleId::ordinal) of every article of the file at `path`, in no particular order.
    fn ordinals_of(&self, path: &str) -> Result<Vec<u64>>;

    /// Returns the last run that committed.
    fn last_run(&self) -> Result<Option<RunRecord>>;

    /// Returns how much there is.
    fn stats(&self) -> Result<Stats>;

    /// Verifies that what is stored is whole, and that ledger, articles and quotes agree.
    fn check(&self) -> Result<CheckReport>;

    /// Returns a number for the state of the index that this engine sees. Engines with the same number give the same answers.
    fn state(&self) -> u64;

    /// Returns whether the index is as this engine sees it: nobody committed, merged or rebuilt since it was opened.
    fn is_up_to_date(&self) -> Result<bool>;

    /// Puts the index that was begun with [`Site::begin_rebuild`] in the place of the one that is searched, in one step, and removes that as
    /// far as nobody reads it. Searches that are at work go on in the old one.
    fn finish_rebuild(self: Box<Self>) -> Result<()>;

    /// Starts writing. Fails with [`IndexLocked`](crate::error::Error::IndexLocked) while another writer is at work, and with
    /// [`IndexReplaced`](crate::error::Error::IndexReplaced) where the index was rebuilt since it was opened.
    fn writer(&self, options: &WriterOptions) -> Result<Box<dyn Writer>>;
}

/// Returns how much it says that a field holds something that `n_holding` of `n_articles` hold: the rarer, the larger.
pub(crate) fn idf(n_holding: u64, n_articles: u64) -> f32 {
    let (n_holding, n_articles) = (n_holding.min(n_articles) as f32, n_articles as f32);
    (1.0 + (n_articles - n_holding + 0.5) / (n_holding + 0.5)).ln()
}

/// Returns how many slips a word may have for others to be written much like it. With more of them a short word is written like any other.
pub(crate) fn max_edits(word: &str) -> u8 {
    match word.chars().count() {
        0..3 => 0,
        3..5 => 1,
        _ => 2,
    }
}

/// How to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriterOptions {
    /// How many bytes of documents may wait in memory before they are written; what is too little or too much for the engine becomes
    /// what it can do.
    pub memory_bytes: usize,
    /// How many threads make what is written, each with its share of the memory; the engine takes fewer where a share would be too small.
    pub n_threads: usize,
    /// How long to wait for another writer to end.
    pub wait: Duration,
}

impl Default for WriterOptions {
    fn default() -> WriterOptions {
        WriterOptions { memory_bytes: 96 << 20, n_threads: 1, wait: Duration::ZERO }
    }
}

/// Changes an index. Nothing is seen by searches until [`Writer::commit`]; what is not committed is dropped with the writer.
pub trait Writer: Send + Sync {
    /// Adds an article and its quotes. May be called by several threads at once.
    fn add(&self, article: &Article) -> Result<()>;

    /// Adds the record of a file of which none was added yet, or the one that was is removed.
    fn add_file(&self, file: &FileRecord) -> Result<()>;

    /// Removes a file's record alone, as far as it was added before; its articles stay.
    fn remove_file_record(&self, path: &str) -> Result<()>;

    /// Removes a file's record and all articles that came of it, as far as they were added before.
    fn remove_file(&self, path: &str) -> Result<()>;

    /// Makes all changes since the last commit seen, at once, and keeps `run` as the last run. What other threads add meanwhile may belong
    /// to this commit or to the next.
    fn commit(&self, run: &RunRecord) -> Result<()>;

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
    /// SHA-256 of its bytes on disk, in hexadecimal; empty where it was not read to its end.
    pub sha256: String,
    /// How many articles came of it.
    pub n_articles: u64,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
    /// The [version](crate::extract::VERSION) of the extraction that read it.
    #[serde(default)]
    pub extraction: u32,
    /// How far it is read, where a run ended in the middle of it. None where nothing is left to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<ResumePoint>,
}

impl FileRecord {
    /// Returns the record of the file at `path`. The ledger is in the order of paths.
    pub fn find<'l>(ledger: &'l [FileRecord], path: &str) -> Option<&'l FileRecord> {
        let idx = ledger.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(&ledger[idx])
    }

    /// Returns the SHA-256 of its bytes; None where it was not read to its end.
    pub fn known_sha256(&self) -> Option<&str> {
        Some(self.sha256.as_str()).filter(|sha256| !sha256.is_empty())
    }
}

/// A place between two records of a file: all before it are in the index, none behind it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumePoint {
    /// The number of the last record before it.
    pub record: u64,
    /// Where reading can begin, in the decompressed file, or in the file on disk where each record is compressed by itself. 0 where only
    /// its beginning is such a place: the records before are counted off.
    pub byte: u64,
}

/// When an index was last brought up to date, and from where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// When the run was made, in seconds since 1970.
    pub ended: i64,
    /// The paths it was given, as in [`Place::path`](crate::article::Place::path).
    pub roots: Vec<String>,
    /// Whether it has more to do: it is at work still, or was interrupted.
    #[serde(default)]
    pub is_unfinished: bool,
    /// The paths of this run and all before it, without those that lie below another of them: what the index is made from. None where
    /// that cannot be said, because files were named one by one.
    #[serde(default)]
    pub sources: Option<Vec<String>>,
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
    /// What it is written in: the engine, and the version of its format as [`Error::IndexFormat`](crate::error::Error::IndexFormat) tells it.
    pub format: String,
    /// The last run.
    pub last_run: Option<RunRecord>,
}

/// What verifying an index found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// How many segments were verified.
    pub n_segments: u64,
    /// How many files the ledger knows.
    pub n_files: u64,
    /// How many articles there are.
    pub n_articles: u64,
    /// How many quotes there are.
    pub n_quotes: u64,
    /// What is wrong, in the order of paths.
    pub findings: Vec<Finding>,
}

/// Something that is wrong with an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The article file it is about, as in [`Place::path`](crate::article::Place::path); of damage, the file of the index.
    pub path: String,
    /// What kind of thing.
    pub kind: FindingKind,
    /// What was found, in words.
    pub message: String,
}

/// What can be wrong with an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// A file of the index is not as it was written.
    Damaged,
    /// There are articles of a file, and no record of it.
    NoRecord,
    /// There are several records of a file.
    TwoRecords,
    /// There are more or fewer articles of a file than its record states.
    Count,
    /// Several articles share an id.
    Duplicate,
}

impl FindingKind {
    /// Returns the kind's name in output: `two-records`.
    pub fn name(self) -> &'static str {
        match self {
            FindingKind::Damaged => "damaged",
            FindingKind::NoRecord => "no-record",
            FindingKind::TwoRecords => "two-records",
            FindingKind::Count => "count",
            FindingKind::Duplicate => "duplicate",
        }
    }
}
