//! Where an index is.

use std::path::PathBuf;
use std::time::Duration;

use super::local::LocalEngine;
#[cfg(feature = "remote")]
use super::remote::{ClusterConfig, RemoteEngine};
use super::{Engine, RunRecord};
use crate::error::Result;

/// Where an index is, and by which engine it is searched and written.
#[derive(Clone)]
pub enum Site {
    /// In a directory of this machine.
    Directory(PathBuf),
    /// In a cluster.
    #[cfg(feature = "remote")]
    Cluster(ClusterConfig),
}

impl Site {
    /// Opens the index, which must be there.
    pub fn open(&self) -> Result<Box<dyn Engine>> {
        Ok(match self {
            Site::Directory(dir) => Box::new(LocalEngine::open(dir)?),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => Box::new(RemoteEngine::open(config)?),
        })
    }

    /// Opens the index, making an empty one where there is none.
    pub fn open_or_create(&self) -> Result<Box<dyn Engine>> {
        Ok(match self {
            Site::Directory(dir) => Box::new(LocalEngine::open_or_create(dir)?),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => Box::new(RemoteEngine::open_or_create(config)?),
        })
    }

    /// Begins to make the index anew, whatever its format, or damage: returns an engine for a new, empty one beside the one that is searched.
    /// Nobody else can write until the engine is dropped. [`Engine::finish_rebuild`] puts it in the other's place; an engine that is dropped
    /// before leaves everything as it was, and the next writer takes its remains away.
    pub fn begin_rebuild(&self, wait: Duration) -> Result<Box<dyn Engine>> {
        Ok(match self {
            Site::Directory(dir) => Box::new(LocalEngine::begin_rebuild(dir, wait)?),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => Box::new(RemoteEngine::begin_rebuild(config, wait)?),
        })
    }

    /// Returns the last run of the index, whatever its format. None where there is none, or it cannot be read.
    pub fn last_run_of_any_format(&self) -> Option<RunRecord> {
        match self {
            Site::Directory(dir) => LocalEngine::last_run_of_any_format(dir),
            #[cfg(feature = "remote")]
            Site::Cluster(config) => RemoteEngine::last_run_of_any_format(config),
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
