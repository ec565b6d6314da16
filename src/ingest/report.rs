//! The result, plan and progress of an update.

use std::ops::ControlFlow;

use super::skipped::Skipped;
use crate::error::Problem;

/// The result of an update.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IngestReport {
    /// Files.
    pub files: Changes,
    /// Articles. Those of a changed file count as replaced, up to the earlier number.
    pub articles: Changes,
    /// Number of articles of the files read in this run that have a headline and no text.
    pub n_headlines_only: u64,
    /// The files that were skipped because they are not article files.
    pub skipped: Skipped,
    /// The number of unchanged files that were read by an older version of the extraction.
    pub n_outdated: u64,
    /// The number of bytes read from files.
    pub n_bytes: u64,
    /// Problems of the files read in this run and of the folders on the way. In the order of paths.
    pub problems: Vec<Problem>,
    /// Whether the run stopped early. Its work so far is committed.
    pub is_interrupted: bool,
    /// The duration of the run.
    pub seconds: f64,
}

/// How many items a run added, replaced, moved, removed and kept.
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

/// What an update would do, by file. Paths are in order, and as in
/// [`Place::path`](crate::article::Place::path).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// New files.
    pub added: Vec<String>,
    /// Changed files, and those read again for another reason.
    pub replaced: Vec<String>,
    /// Files that were read in part; the rest would be read.
    pub resumed: Vec<String>,
    /// Files under another path: the old and the new one.
    pub moved: Vec<(String, String)>,
    /// Files that are gone.
    pub removed: Vec<String>,
    /// How many are as before.
    pub n_unchanged: u64,
    /// The files that would be skipped because they are not article files.
    pub skipped: Skipped,
    /// Problems of files and folders that could not be read.
    pub problems: Vec<Problem>,
}

/// An event of a run, reported as it happens.
#[derive(Debug, Clone, Copy)]
pub enum Event<'e> {
    /// Progress. Reported often.
    Progress(Progress),
    /// A problem with a file.
    Problem(&'e Problem),
    /// All work so far is committed, and searches find it.
    Committed(Progress),
    /// All is written, and articles are compared to find near-copies. Reported often.
    Comparing,
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

/// Called with each event of a run; returns whether the run continues. A run that stops commits its
/// work and ends.
pub type Observer<'o> = dyn Fn(Event<'_>) -> ControlFlow<()> + 'o;
