//! The index as it is served: its newest state, and a few before it.
//!
//! A page is asked for with the state that the one before it came from, so that paging goes on undisturbed while somebody indexes. On disk
//! the files of an old state stay as long as it is open here.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::local::LocalEngine;
use crate::error::Result;

/// So many states are open at once, the newest included.
const N_KEPT: usize = 4;

/// A state of the index. It never changes.
pub(super) struct Edition {
    pub(super) engine: LocalEngine,
    /// [`LocalEngine::state`].
    pub(super) state: u64,
}

/// The states of an index that can be asked.
pub(super) struct Archive {
    dir: PathBuf,
    /// The newest first; never empty.
    editions: Mutex<VecDeque<Arc<Edition>>>,
}

impl Archive {
    pub(super) fn open(dir: &Path) -> Result<Archive> {
        let editions = Mutex::new(VecDeque::from([Arc::new(Edition::open(dir)?)]));
        Ok(Archive { dir: dir.to_owned(), editions })
    }

    /// Returns the newest state.
    pub(super) fn newest(&self) -> Option<Arc<Edition>> {
        self.editions.lock().unwrap_or_else(PoisonError::into_inner).front().cloned()
    }

    /// Returns a state by its number; None where it is no longer open.
    pub(super) fn of_state(&self, state: u64) -> Option<Arc<Edition>> {
        let editions = self.editions.lock().unwrap_or_else(PoisonError::into_inner);
        editions.iter().find(|edition| edition.state == state).cloned()
    }

    /// Opens the index anew where it changed. Where that fails, the state before goes on being served.
    pub(super) fn refresh(&self) -> Result<()> {
        let is_up_to_date = self.newest().map_or(Ok(false), |newest| newest.engine.is_up_to_date())?;
        if is_up_to_date {
            return Ok(());
        }
        let opened = Arc::new(Edition::open(&self.dir)?);
        let mut editions = self.editions.lock().unwrap_or_else(PoisonError::into_inner);
        if editions.iter().all(|edition| edition.state != opened.state) {
            editions.push_front(opened);
            editions.truncate(N_KEPT);
        }
        Ok(())
    }
}

impl Edition {
    fn open(dir: &Path) -> Result<Edition> {
        let engine = LocalEngine::open(dir)?;
        Ok(Edition { state: engine.state(), engine })
    }
}
