//! The newest snapshot of an index in a cluster, which the index hands out and its writer replaces.

use std::sync::{Arc, Mutex, PoisonError};

use super::reader::Reader;
use super::seen::Seen;
use super::snapshot::RemoteSnapshot;

/// The newest snapshot.
pub(super) struct Newest {
    reader: Arc<Reader>,
    snapshot: Mutex<Arc<RemoteSnapshot>>,
}

impl Newest {
    /// Begins with the snapshot of a state.
    pub(super) fn new(reader: Reader, seen: Seen) -> Newest {
        let reader = Arc::new(reader);
        let snapshot = Arc::new(RemoteSnapshot::new(Arc::clone(&reader), seen));
        Newest { reader, snapshot: Mutex::new(snapshot) }
    }

    pub(super) fn get(&self) -> Arc<RemoteSnapshot> {
        Arc::clone(&self.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the snapshot by one of this state, if it is of another.
    pub(super) fn see(&self, seen: Seen) {
        let mut snapshot = self.snapshot.lock().unwrap_or_else(PoisonError::into_inner);
        if *snapshot.seen() != seen {
            *snapshot = Arc::new(RemoteSnapshot::new(Arc::clone(&self.reader), seen));
        }
    }
}
