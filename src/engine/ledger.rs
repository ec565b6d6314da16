//! The ledger: which files were read, what came of each, and which run read them. The next run
//! learns from it what changed.

use serde::{Deserialize, Serialize};

use crate::article::{Article, Withdrawal};
use crate::error::{Problem, Result};

/// The files that one state of the index was made from.
pub trait Ledger: Send + Sync {
    /// Calls `each` with the record of every file that was read, ordered by path. An error of `each`
    /// ends the reading and is returned. Memory does not grow with the number of files.
    fn each_file(&self, each: &mut dyn FnMut(FileRecord) -> Result<()>) -> Result<()>;

    /// Returns the record of the file at `path`; `None` if it was not read.
    fn file(&self, path: &str) -> Result<Option<FileRecord>>;

    /// Returns the last run that committed.
    fn last_run(&self) -> Option<&RunRecord>;

    /// Calls `each` with every article of the file at `path`, in no particular order. An error of
    /// `each` ends the reading and is returned.
    fn articles_of(&self, path: &str, each: &mut dyn FnMut(Article) -> Result<()>) -> Result<()>;

    /// Returns the [`ordinal`](crate::article::ArticleId::ordinal) of every article of the file at
    /// `path`, in no particular order.
    fn ordinals_of(&self, path: &str) -> Result<Vec<u64>>;
}

impl dyn Ledger + '_ {
    /// Returns the record of every file, ordered by path: some hundred bytes for each.
    pub fn files(&self) -> Result<Vec<FileRecord>> {
        let mut files = Vec::new();
        self.each_file(&mut |file| {
            files.push(file);
            Ok(())
        })?;
        Ok(files)
    }
}

/// What was read from one file. It is committed together with the articles of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Its path, as in [`Place::path`](crate::article::Place::path).
    pub path: String,
    /// Its size on disk.
    pub size_bytes: u64,
    /// When it was last changed according to the system, in nanoseconds since 1970.
    pub modified_nanos: i64,
    /// SHA-256 of its bytes on disk, in hexadecimal. Empty if it was not read to its end.
    pub sha256: String,
    /// A digest of what a library beside it states of it; empty if nothing is stated.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub beside: String,
    /// Number of articles in it.
    pub n_articles: u64,
    /// Number of those that have a headline and no text.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub n_headlines_only: u64,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
    /// What its publisher takes back in it, wherever else it was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawals: Vec<Withdrawal>,
    /// The [version](crate::extract::VERSION) of the extraction that read it.
    #[serde(default)]
    pub extraction: u32,
    /// Where to go on reading, if a run ended in the middle of it. `None` if nothing is left to
    /// read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume: Option<ResumePoint>,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl FileRecord {
    /// Returns the record of the file at `path` from records that are ordered by path, as
    /// [`Ledger::each_file`] gives them.
    pub fn find<'l>(files: &'l [FileRecord], path: &str) -> Option<&'l FileRecord> {
        let idx = files.binary_search_by(|file| file.path.as_str().cmp(path)).ok()?;
        Some(&files[idx])
    }

    /// Returns the SHA-256 of its bytes. `None` if it was not read to its end.
    pub fn known_sha256(&self) -> Option<&str> {
        Some(self.sha256.as_str()).filter(|sha256| !sha256.is_empty())
    }
}

/// A place between two records of a file. The index holds all records before it and none after it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumePoint {
    /// The number of the last record before it.
    pub record: u64,
    /// The byte at which reading can begin, in the decompressed file; in the file on disk if each
    /// record is compressed by itself. 0 if reading can begin only at the start. Then the records
    /// before this place are counted and skipped.
    pub byte: u64,
}

/// When an index was last brought up to date, and from which folders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// When the run was made, in seconds since 1970.
    pub ended: i64,
    /// The paths given to the run, as in [`Place::path`](crate::article::Place::path).
    pub roots: Vec<String>,
    /// Whether it is still working or was interrupted, and so has more to do.
    #[serde(default)]
    pub is_unfinished: bool,
    /// The paths of this run and all earlier ones, without paths that lie below another of them:
    /// what the index is made from. `None` if unknown, because files were named one by one.
    #[serde(default)]
    pub sources: Option<Vec<String>>,
}
