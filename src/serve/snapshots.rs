//! The index as it is served: its newest snapshot, and a few before it.
//!
//! A request for a further page names the state that the page before came from, so that paging is
//! not disturbed while somebody indexes. On disk, the files of an old state stay as long as its
//! snapshot is kept here.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::engine::{Index, Site, Snapshot};
use crate::error::Result;

/// Maximum number of earlier snapshots kept.
const N_EARLIER: usize = 3;

/// The snapshots of an index that can be asked.
pub(super) struct Snapshots {
    site: Site,
    kept: Mutex<Kept>,
    n_changes: AtomicU64,
}

struct Kept {
    /// The index as it was last opened.
    index: Arc<dyn Index>,
    newest: Arc<dyn Snapshot>,
    /// The latest first.
    earlier: VecDeque<Arc<dyn Snapshot>>,
}

impl Snapshots {
    /// Opens the index, which must exist.
    pub(super) fn open(site: Site) -> Result<Snapshots> {
        let index: Arc<dyn Index> = Arc::from(site.open()?);
        let kept = Kept { newest: index.snapshot(), index, earlier: VecDeque::new() };
        Ok(Snapshots { site, kept: Mutex::new(kept), n_changes: AtomicU64::new(0) })
    }

    /// Returns the newest snapshot.
    pub(super) fn newest(&self) -> Arc<dyn Snapshot> {
        Arc::clone(&self.lock().newest)
    }

    /// Returns the snapshot of a state, by its number. `None` if it is no longer kept.
    pub(super) fn of_state(&self, state: u64) -> Option<Arc<dyn Snapshot>> {
        let kept = self.lock();
        let mut snapshots = std::iter::once(&kept.newest).chain(&kept.earlier);
        snapshots.find(|snapshot| snapshot.state() == state).cloned()
    }

    /// Returns how often the index was found changed.
    pub(super) fn n_changes(&self) -> u64 {
        self.n_changes.load(Ordering::Relaxed)
    }

    /// Opens the index again if it changed. If that fails, the state before is still served.
    pub(super) fn refresh(&self) -> Result<()> {
        // Looking at the index may take long, and nobody should wait for it.
        let index = Arc::clone(&self.lock().index);
        if !index.is_stale()? {
            return Ok(());
        }
        let index: Arc<dyn Index> = Arc::from(self.site.open()?);
        let snapshot = index.snapshot();
        let mut kept = self.lock();
        if kept.newest.state() != snapshot.state() {
            let before = std::mem::replace(&mut kept.newest, snapshot);
            kept.earlier.push_front(before);
            kept.earlier.truncate(N_EARLIER);
            self.n_changes.fetch_add(1, Ordering::Relaxed);
        }
        kept.index = index;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
