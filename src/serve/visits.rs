//! Connections, and which of them keep the server waiting.
//!
//! A connection waits for its client while the client has not sent a whole request head, or does
//! not read its answer. If all connections are taken, the one that has waited longest is closed for
//! the next client.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

/// Time for which a client may keep the server waiting even if other clients have no connection.
const PATIENCE: Duration = Duration::from_secs(1);

/// All open connections.
pub(super) struct Visits {
    began: Instant,
    open: Mutex<HashMap<u64, Arc<Visit>>>,
    n_visits: AtomicU64,
}

/// One connection.
pub(super) struct Visit {
    began: Instant,
    /// Since when it waits for its client, in milliseconds from `began`; [`NOT_WAITING`] if it does
    /// not.
    waits_since: AtomicU64,
    /// Whether a request is answered.
    is_answering: AtomicBool,
    n_requests: AtomicU64,
    closed: Notify,
}

const NOT_WAITING: u64 = u64::MAX;

/// An open connection; dropped when it ends.
pub(super) struct Opened {
    visits: Arc<Visits>,
    number: u64,
    pub(super) visit: Arc<Visit>,
}

impl Visits {
    pub(super) fn new() -> Arc<Visits> {
        Arc::new(Visits { began: Instant::now(), open: Mutex::default(), n_visits: AtomicU64::new(0) })
    }

    /// Adds a connection. It waits for a request.
    pub(super) fn open(self: &Arc<Self>) -> Opened {
        let number = self.n_visits.fetch_add(1, Ordering::Relaxed);
        let visit = Arc::new(Visit {
            began: self.began,
            waits_since: AtomicU64::new(NOT_WAITING),
            is_answering: AtomicBool::new(false),
            n_requests: AtomicU64::new(0),
            closed: Notify::new(),
        });
        visit.waits();
        self.opened().insert(number, Arc::clone(&visit));
        Opened { visits: Arc::clone(self), number, visit }
    }

    /// Closes the connection that has waited longest for its client, if one has waited long enough.
    /// Returns whether there was one.
    pub(super) fn close_longest_waiting(&self) -> bool {
        let latest = millis(self.began).saturating_sub(PATIENCE.as_millis() as u64);
        let opened = self.opened();
        let longest = opened
            .iter()
            .map(|(number, visit)| (visit.waits_since.load(Ordering::Relaxed), *number, visit))
            .min_by_key(|(since, number, _)| (*since, *number));
        let Some((_, _, visit)) = longest.filter(|(since, _, _)| *since <= latest) else { return false };
        // It is not chosen again before it is gone.
        visit.goes_on();
        visit.closed.notify_one();
        true
    }

    fn opened(&self) -> MutexGuard<'_, HashMap<u64, Arc<Visit>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.visits.opened().remove(&self.number);
    }
}

impl Visit {
    /// Returns when it is to be closed for another client.
    pub(super) async fn closed(&self) {
        self.closed.notified().await;
    }

    /// Notes that a whole request has come, and returns what is to be held until it is answered.
    pub(super) fn answers(self: &Arc<Self>) -> Answering {
        self.n_requests.fetch_add(1, Ordering::Relaxed);
        self.is_answering.store(true, Ordering::Relaxed);
        self.goes_on();
        Answering(Arc::clone(self))
    }

    /// Notes that the client does not read.
    pub(super) fn waits(&self) {
        let _ = self.waits_since.compare_exchange(NOT_WAITING, millis(self.began), Ordering::Relaxed, Ordering::Relaxed);
    }

    /// Notes that the client has read.
    pub(super) fn is_read(&self) {
        self.goes_on();
        if !self.is_answering.load(Ordering::Relaxed) {
            self.waits();
        }
    }

    /// Returns the number of requests so far.
    pub(super) fn n_requests(&self) -> u64 {
        self.n_requests.load(Ordering::Relaxed)
    }

    fn goes_on(&self) {
        self.waits_since.store(NOT_WAITING, Ordering::Relaxed);
    }
}

/// A request that is answered. When this is dropped, the connection waits for the next.
pub(super) struct Answering(Arc<Visit>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.is_answering.store(false, Ordering::Relaxed);
        self.0.waits();
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(NOT_WAITING - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the numbers of the connections that are closed for others, of three that have waited
    /// for so many seconds; `None` for one that is answered.
    fn closed(waited: [Option<u64>; 3], n_others: usize) -> Vec<usize> {
        let began = Instant::now().checked_sub(Duration::from_secs(60)).unwrap();
        let visits = Arc::new(Visits { began, open: Mutex::default(), n_visits: AtomicU64::new(0) });
        let opened = waited.map(|waited| {
            let opened = visits.open();
            let since = waited.map_or(NOT_WAITING, |seconds| millis(began) - seconds * 1000);
            opened.visit.waits_since.store(since, Ordering::Relaxed);
            opened
        });
        for _ in 0..n_others {
            visits.close_longest_waiting();
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let is_closed = |opened: &Opened| {
            let at_once = async { tokio::time::timeout(Duration::ZERO, opened.visit.closed()).await.is_ok() };
            runtime.block_on(at_once)
        };
        opened.iter().enumerate().filter(|(_, opened)| is_closed(opened)).map(|(number, _)| number).collect()
    }

    #[test]
    fn those_who_keep_the_server_waiting_longest_lose_their_place() {
        assert_eq!(closed([Some(3), Some(5), None], 1), [1]);
        assert_eq!(closed([Some(3), Some(5), None], 2), [0, 1]);
        assert_eq!(closed([Some(3), Some(5), None], 3), [0, 1]);
        assert_eq!(closed([Some(0), None, None], 1), [0; 0]);
    }

    #[test]
    fn a_connection_waits_before_and_after_a_request_and_while_nobody_reads() {
        let visit = Arc::clone(&Visits::new().open().visit);
        let waits = || visit.waits_since.load(Ordering::Relaxed) != NOT_WAITING;
        assert!(waits());
        let answering = visit.answers();
        assert!(!waits());
        visit.waits();
        assert!(waits());
        visit.is_read();
        assert!(!waits());
        drop(answering);
        assert!(waits());
        visit.is_read();
        assert!(waits());
    }
}
