//! Where an index is, and how it is opened there.

use std::path::PathBuf;
use std::time::Duration;

use super::index::Index;
use super::ledger::RunRecord;
use super::local::LocalIndex;
#[cfg(feature = "remote")]
use super::remote::{ClusterConfig, RemoteIndex};
use crate::error::Result;

/// Where an index is, which also says which engine reads and writes it.
#[derive(Clone)]
pub enum Site {
    /// In a directory of this machine.
    Directory(PathBuf),
    /// In a cluster.
    #[cfg(feature = "remote")]
    Cluster(ClusterConfig),
}

impl Site {
    /// Opens the index, which must exist.
    pub fn open(&self) -> Result<Box<dyn Index>> {
        Ok(match self {
            Site::Directory(dir) => Box::new(LocalIndex::open(dir)?),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => Box::new(RemoteIndex::open(config)?),
        })
    }

    /// Opens the index. Creates an empty one if there is none.
    pub fn open_or_create(&self) -> Result<Box<dyn Index>> {
        Ok(match self {
            Site::Directory(dir) => Box::new(LocalIndex::open_or_create(dir)?),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => Box::new(RemoteIndex::open_or_create(config)?),
        })
    }

    /// Creates a new, empty index beside the one that is searched, whatever the format of that one,
    /// and even if it is damaged. Nobody else can write until the new one is dropped.
    /// [`Index::finish_rebuild`] puts it in the place of the old one. If it is dropped before that,
    /// the old index stays as it was, and the next writer removes what is left of the new one.
    pub fn begin_rebuild(&self, wait: Duration) -> Result<Box<dyn Index>> {
        Ok(match self {
            Site::Directory(dir) => Box::new(LocalIndex::begin_rebuild(dir, wait)?),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => Box::new(RemoteIndex::begin_rebuild(config, wait)?),
        })
    }

    /// Returns the last run of the index, whatever its format. `None` if there is no index or it
    /// cannot be read.
    pub fn last_run_of_any_format(&self) -> Option<RunRecord> {
        match self {
            Site::Directory(dir) => LocalIndex::last_run_of_any_format(dir),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => RemoteIndex::last_run_of_any_format(config),
        }
    }

    /// Returns where it is, for messages.
    pub fn location(&self) -> PathBuf {
        match self {
            Site::Directory(dir) => dir.clone(),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => config.location(),
        }
    }
}
