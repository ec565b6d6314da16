//! What an update did, would do, or is doing.

use std::ops::ControlFlow;

use crate::error::Problem;

/// What an update did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IngestReport {
    /// Files.
    pub files: Changes,
    /// Articles. Those of a changed file count as replaced as far as there were as many before.
    pub articles: Changes,
    /// Number of files that were skipped because their names are not those of article files.
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

/// What an update would do, by file. Paths are in order, and as in [`Place::path`](crate::article::Place::path).
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
    /// Number of files that would be skipped because their names are not those of article files.
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

/// Called with what happens in a run; returns whether the run goes on. A run that is stopped commits what it did and ends.
pub type Observer<'o> = dyn Fn(Event<'_>) -> ControlFlow<()> + 'o;
