//! What all handlers share: the snapshots of the index, the places and turns of requests, and the
//! threads that may block. If all places are taken, further requests are refused for the moment.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use super::answers::Answers;
use super::fault::Fault;
use super::limits::ServeLimits;
use super::metrics::Metrics;
use super::snapshots::Snapshots;
use super::turns::{Asker, Job, Turns, n_short};
use crate::checkpoint;
use crate::deadline::Deadline;
use crate::engine::Snapshot;

/// Pause between checks for a changed index.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How much longer than its time a request is waited for. Searches look at the clock themselves, and
/// say in which clause the time was over.
const GRACE: Duration = Duration::from_millis(500);

/// What handlers share.
pub(super) struct ServerState {
    snapshots: Snapshots,
    answers: Answers,
    metrics: Metrics,
    /// One for each request that is answered or waits for its turn.
    places: Arc<Semaphore>,
    turns: Arc<Turns>,
    /// One for each export.
    export_places: Arc<Semaphore>,
    request_time: Duration,
    /// Reads the clock, in seconds since 1970.
    now: fn() -> i64,
}

impl ServerState {
    pub(super) fn new(snapshots: Snapshots, limits: &ServeLimits, now: fn() -> i64) -> ServerState {
        let ServeLimits { max_requests, max_long_requests, max_exports, request_time, cache_bytes, .. } = *limits;
        let [places, export_places] = [max_requests, max_exports].map(|n| Arc::new(Semaphore::new(n)));
        let (answers, metrics) = (Answers::new(cache_bytes), Metrics::default());
        let turns = Arc::new(Turns::new(n_processors(), max_long_requests));
        ServerState { snapshots, answers, metrics, places, turns, export_places, request_time, now }
    }

    pub(super) fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// Returns the newest snapshot of the index, which answers for the time of a request. A handler
    /// takes it once, so that the whole answer is of one state.
    pub(super) fn newest(&self) -> Arc<dyn Snapshot> {
        self.within_request(&*self.snapshots.newest())
    }

    /// Returns the snapshot of a state, by its number, likewise. `None` if it is no longer kept.
    pub(super) fn of_state(&self, state: u64) -> Option<Arc<dyn Snapshot>> {
        self.snapshots.of_state(state).map(|snapshot| self.within_request(&*snapshot))
    }

    fn within_request(&self, snapshot: &dyn Snapshot) -> Arc<dyn Snapshot> {
        snapshot.within(Deadline::after(self.request_time))
    }

    #[cfg(test)]
    pub(super) fn n_free_places(&self) -> usize {
        self.places.available_permits()
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

    /// Runs `work` on a thread that may block, when it is its turn. If it takes too long, the
    /// request fails. The work stops at its next checkpoint if it takes too long, or if this future
    /// is dropped because the client is gone; its place stays taken until then.
    pub(super) async fn work<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&ServerState) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(busy("too many requests are at work"));
        };
        let request_time = self.request_time;
        match timeout(request_time + GRACE, self.done(place, work)).await {
            Ok(done) => done,
            Err(_) => Err(busy("the answer took too long").hint("ask for less")),
        }
    }

    async fn done<T: Send + 'static>(
        self: Arc<Self>,
        place: OwnedSemaphorePermit,
        work: impl FnOnce(&ServerState) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let job = Arc::new(Job::begin(Arc::clone(&self.turns)).await);
        let _asker = Asker(Arc::clone(&job));
        let (sender, done) = oneshot::channel();
        // A boxed closure is one type, so the machinery of a task is compiled once for all requests.
        let task: Box<dyn FnOnce() + Send> = Box::new(move || {
            let done = checkpoint::under(Arc::<Job>::clone(&job), || work(&self));
            job.end();
            // The place is free before the answer leaves, so whoever has the answer can ask again.
            drop(place);
            let refused = || busy("too many requests that take long are at work").hint("ask for less, or later");
            // If the request was given up, nobody waits for the answer.
            let _ = sender.send(if job.is_refused() { done.map_err(|_| refused()) } else { done });
        });
        tokio::task::spawn_blocking(task);
        done.await.unwrap_or_else(|_| Err(Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the program failed inside")))
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

fn busy(why: &str) -> Fault {
    Fault::new(StatusCode::SERVICE_UNAVAILABLE, why)
}

pub(super) fn n_processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Returns the runtime of a server. It has a thread for each request that may work or wait in the
/// middle of its work, and `n_more` others that may block.
pub(super) fn runtime(limits: &ServeLimits, n_more: usize) -> io::Result<Runtime> {
    let n_processors = n_processors();
    Builder::new_multi_thread()
        .worker_threads(n_processors)
        .max_blocking_threads(n_short(n_processors) + limits.max_long_requests + n_more)
        .enable_all()
        .build()
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

    /// Waits until all places are free again.
    fn wait_for_end(server: &ServerState) {
        while server.places.available_permits() == 0 {
            std::thread::yield_now();
        }
    }

    #[test]
    fn work_stops_when_its_time_is_over_or_nobody_waits_for_it() {
        let dir = TempDir::new().unwrap();
        LocalIndex::open_or_create(dir.path()).unwrap();
        let endless = |_: &ServerState| {
            while checkpoint::passes() {}
            checkpoint::check().map_err(Fault::from)
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let short = Arc::new(server(&dir, Duration::from_millis(1)));
        let late = runtime.block_on(Arc::clone(&short).work(endless));
        assert!(format!("{:?}", late.unwrap_err()).contains("took too long"));
        wait_for_end(&short);
        let patient = Arc::new(server(&dir, Duration::from_secs(600)));
        let (begun, has_begun) = channel();
        let asked = runtime.spawn(Arc::clone(&patient).work(move |server| {
            begun.send(()).unwrap();
            endless(server)
        }));
        has_begun.recv().unwrap();
        asked.abort();
        wait_for_end(&patient);
        runtime.block_on(patient.work(|_| Ok(()))).unwrap();
    }

    #[test]
    fn short_work_is_done_beside_endless_work_of_any_number() {
        let dir = TempDir::new().unwrap();
        LocalIndex::open_or_create(dir.path()).unwrap();
        let limits =
            ServeLimits { max_requests: 40, max_long_requests: 32, request_time: Duration::from_secs(600), ..Default::default() };
        let snapshots = Snapshots::open(Site::Directory(dir.path().to_owned())).unwrap();
        let server = Arc::new(ServerState::new(snapshots, &limits, || 0));
        let runtime = super::runtime(&limits, 0).unwrap();
        let endless: Vec<_> = (0..33)
            .map(|_| {
                runtime.spawn(Arc::clone(&server).work(|_| {
                    while checkpoint::passes() {}
                    checkpoint::check().map_err(Fault::from)
                }))
            })
            .collect();
        for _ in 0..8 {
            runtime.block_on(Arc::clone(&server).work(|_| Ok(()))).unwrap();
        }
        // One is more than may be long at once.
        let n_ended = || endless.iter().filter(|asked| asked.is_finished()).count();
        while n_ended() == 0 {
            std::thread::yield_now();
        }
        assert_eq!(n_ended(), 1);
        for asked in endless {
            let is_refused = asked.is_finished();
            asked.abort();
            let ended = runtime.block_on(asked);
            if is_refused {
                assert!(format!("{:?}", ended.unwrap().unwrap_err()).contains("take long"));
            }
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
