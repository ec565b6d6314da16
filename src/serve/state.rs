//! The desk: where a request gets hold of the index. So many may be at it at once; whoever comes then is sent away for a moment.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::answers::Answers;
use super::fault::Fault;
use super::limits::ServeLimits;
use super::metrics::Metrics;
use super::snapshots::Archive;
use crate::engine::Snapshot;

/// Pause between looks for a changed index.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What handlers share.
pub(super) struct Desk {
    archive: Archive,
    answers: Answers,
    metrics: Metrics,
    /// One for each request that is answered, or waits for a thread.
    places: Arc<Semaphore>,
    /// One for each export.
    export_places: Arc<Semaphore>,
    request_time: Duration,
    /// Reads the clock, in seconds since 1970.
    now: fn() -> i64,
}

impl Desk {
    pub(super) fn new(archive: Archive, limits: &ServeLimits, now: fn() -> i64) -> Desk {
        let ServeLimits { max_requests, max_exports, request_time, cache_bytes, .. } = *limits;
        let [places, export_places] = [max_requests, max_exports].map(|n| Arc::new(Semaphore::new(n)));
        let (answers, metrics) = (Answers::new(cache_bytes), Metrics::default());
        Desk { archive, answers, metrics, places, export_places, request_time, now }
    }

    pub(super) fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Returns the newest snapshot of the index. A request takes it once, so that all of its answer is of one state.
    pub(super) fn newest(&self) -> Arc<dyn Snapshot> {
        self.archive.newest()
    }

    /// Returns how long a request may take.
    pub(super) fn request_time(&self) -> Duration {
        self.request_time
    }

    /// Returns where an export takes a place.
    pub(super) fn export_places(&self) -> Arc<Semaphore> {
        Arc::clone(&self.export_places)
    }

    pub(super) fn answers(&self) -> &Answers {
        &self.answers
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Returns the day that relative dates count from.
    pub(super) fn today(&self) -> i64 {
        (self.now)().div_euclid(86_400)
    }

    /// Does `work` on a thread that may block. Where it takes too long its answer is not waited for, but its place stays taken until it ends.
    pub(super) async fn work<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Desk) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let busy = |why: &str| Fault::new(StatusCode::SERVICE_UNAVAILABLE, why);
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(busy("too many requests are at work"));
        };
        let request_time = self.request_time;
        let working = tokio::task::spawn_blocking(move || {
            let _place = place;
            work(&self)
        });
        match timeout(request_time, working).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the program failed inside")),
            Err(_) => Err(busy("the answer took too long").hint("ask for less")),
        }
    }

    /// Looks for a changed index again and again.
    pub(super) async fn follow(self: Arc<Self>) {
        loop {
            sleep(LOOK_EVERY).await;
            let desk = Arc::clone(&self);
            // What cannot be opened now may be whole at the next look; meanwhile the state before is served.
            drop(tokio::task::spawn_blocking(move || desk.archive().refresh()).await);
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

    fn desk(dir: &TempDir, request_time: Duration) -> Desk {
        let limits = ServeLimits { max_requests: 1, request_time, ..ServeLimits::default() };
        Desk::new(Archive::open(Site::Directory(dir.path().to_owned())).unwrap(), &limits, || 0)
    }

    #[test]
    fn work_that_takes_too_long_is_not_waited_for_and_keeps_its_place() {
        let dir = TempDir::new().unwrap();
        LocalIndex::open_or_create(dir.path()).unwrap();
        let desk = Arc::new(desk(&dir, Duration::from_millis(1)));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let (sender, receiver) = channel::<()>();
        let slow = runtime.block_on(Arc::clone(&desk).work(move |_| Ok(receiver.recv().is_ok())));
        assert_eq!(slow.unwrap_err().into_response().status(), StatusCode::SERVICE_UNAVAILABLE);
        let next = runtime.block_on(Arc::clone(&desk).work(|_| Ok(())));
        assert!(format!("{:?}", next.unwrap_err()).contains("too many"));
        sender.send(()).unwrap();
        while desk.places.available_permits() == 0 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_panic_is_a_fault() {
        let dir = TempDir::new().unwrap();
        LocalIndex::open_or_create(dir.path()).unwrap();
        let desk = Arc::new(desk(&dir, Duration::from_secs(60)));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let failed = runtime.block_on(Arc::clone(&desk).work(|_| -> Result<(), Fault> { panic!("on purpose") }));
        assert_eq!(failed.unwrap_err().into_response().status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(desk.places.available_permits(), 1);
    }
}
