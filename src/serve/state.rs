//! What all handlers share: the snapshots of the index, the places for requests, and the threads
//! that may block. If all places are taken, further requests are refused for the moment.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use super::answers::Answers;
use super::fault::Fault;
use super::limits::ServeLimits;
use super::metrics::Metrics;
use super::snapshots::Snapshots;
use crate::engine::Snapshot;

/// Pause between checks for a changed index.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What handlers share.
pub(super) struct ServerState {
    snapshots: Snapshots,
    answers: Answers,
    metrics: Metrics,
    /// One for each request that is answered or waits for a thread.
    places: Arc<Semaphore>,
    /// One for each export.
    export_places: Arc<Semaphore>,
    request_time: Duration,
    /// Reads the clock, in seconds since 1970.
    now: fn() -> i64,
}

impl ServerState {
    pub(super) fn new(snapshots: Snapshots, limits: &ServeLimits, now: fn() -> i64) -> ServerState {
        let ServeLimits { max_requests, max_exports, request_time, cache_bytes, .. } = *limits;
        let [places, export_places] = [max_requests, max_exports].map(|n| Arc::new(Semaphore::new(n)));
        let (answers, metrics) = (Answers::new(cache_bytes), Metrics::default());
        ServerState { snapshots, answers, metrics, places, export_places, request_time, now }
    }

    pub(super) fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// Returns the newest snapshot of the index. A handler takes it once, so that the whole answer
    /// is of one state.
    pub(super) fn newest(&self) -> Arc<dyn Snapshot> {
        self.snapshots.newest()
    }

    /// Returns the time limit of a request.
    pub(super) fn request_time(&self) -> Duration {
        self.request_time
    }

    /// Returns the places for exports.
    pub(super) fn export_places(&self) -> Arc<Semaphore> {
        Arc::clone(&self.export_places)
    }

    pub(super) fn answers(&self) -> &Answers {
        &self.answers
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Returns the day that relative dates count from, in days since 1970.
    pub(super) fn today(&self) -> i64 {
        (self.now)().div_euclid(86_400)
    }

    /// Runs `work` on a thread that may block. If it takes too long, the request fails, but its
    /// place stays taken until the work ends.
    pub(super) async fn work<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&ServerState) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let busy = |why: &str| Fault::new(StatusCode::SERVICE_UNAVAILABLE, why);
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(busy("too many requests are at work"));
        };
        let request_time = self.request_time;
        let (sender, done) = oneshot::channel();
        // A boxed closure is one type, so the machinery of a task is compiled once for all requests.
        let task: Box<dyn FnOnce() + Send> = Box::new(move || {
            let place = place;
            let done = work(&self);
            // The place is free before the answer leaves, so whoever has the answer can ask again.
            drop(place);
            // If the request took too long, nobody waits for the answer.
            let _ = sender.send(done);
        });
        tokio::task::spawn_blocking(task);
        match timeout(request_time, done).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the program failed inside")),
            Err(_) => Err(busy("the answer took too long").hint("ask for less")),
        }
    }

    /// Checks again and again whether the index changed.
    pub(super) async fn follow(self: Arc<Self>) {
        loop {
            sleep(LOOK_EVERY).await;
            let server = Arc::clone(&self);
            // An index that cannot be opened now may be complete at the next check. Until then, the
            // state before is served.
            drop(tokio::task::spawn_blocking(move || server.snapshots().refresh()).await);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use axum::response::IntoResponse;
    use tempfile::TempDir;

    use super::*;
    use crate::engine::Site;
    use crate::engine::local::LocalIndex;

    fn server(dir: &TempDir, request_time: Duration) -> ServerState {
        let limits = ServeLimits { max_requests: 1, request_time, ..ServeLimits::default() };
        ServerState::new(Snapshots::open(Site::Directory(dir.path().to_owned())).unwrap(), &limits, || 0)
    }

    #[test]
    fn work_that_takes_too_long_is_not_waited_for_and_keeps_its_place() {
        let dir = TempDir::new().unwrap();
        LocalIndex::open_or_create(dir.path()).unwrap();
        let server = Arc::new(server(&dir, Duration::from_millis(1)));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (sender, receiver) = channel::<()>();
        let slow = runtime.block_on(Arc::clone(&server).work(move |_| Ok(receiver.recv().is_ok())));
        assert_eq!(slow.unwrap_err().into_response().status(), StatusCode::SERVICE_UNAVAILABLE);
        let next = runtime.block_on(Arc::clone(&server).work(|_| Ok(())));
        assert!(format!("{:?}", next.unwrap_err()).contains("too many"));
        sender.send(()).unwrap();
        while server.places.available_permits() == 0 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_panic_is_a_fault() {
        let dir = TempDir::new().unwrap();
        LocalIndex::open_or_create(dir.path()).unwrap();
        let server = Arc::new(server(&dir, Duration::from_secs(60)));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let failed = runtime.block_on(Arc::clone(&server).work(|_| -> Result<(), Fault> { panic!("on purpose") }));
        assert_eq!(failed.unwrap_err().into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(server.places.available_permits(), 1);
    }
}
