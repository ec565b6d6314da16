//! The settings of an update.

use std::path::PathBuf;
use std::time::Duration;

use super::ignored::WalkOptions;
use super::ocr::Ocr;
use super::record::ReadLimits;
use crate::engine::WriterOptions;
use crate::extract::json::FieldMap;

/// The sources of an update, and how it runs.
#[derive(Debug, Clone)]
pub struct IngestConfig {
    /// Files, and folders of files. Files known from an earlier run below one of these that are gone are removed from the index.
    pub roots: Vec<PathBuf>,
    /// Single files that may be new, changed or gone. Folders among them are skipped.
    pub listed: Vec<PathBuf>,
    /// Which files of the folders are read that are skipped by default.
    pub walking: WalkOptions,
    /// Keys of JSON records that hold a field under another name than usual.
    pub field_map: FieldMap,
    /// Limits for reading.
    pub limits: ReadLimits,
    /// The program that recognises the text of pages that are pictures. None runs unasked.
    pub ocr: Option<Ocr>,
    /// Number of extracting threads.
    pub n_threads: usize,
    /// How the engine writes.
    pub writer: WriterOptions,
    /// When to commit within the run.
    pub commit_every: CommitEvery,
    /// Which files to read again.
    pub rereading: Rereading,
    /// What an update does about files that are gone.
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
            limits: ReadLimits::default(),
            ocr: None,
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
    /// When this time has passed.
    Time(Duration),
    /// When this many articles are written.
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

/// What an update does about files that are gone.
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
