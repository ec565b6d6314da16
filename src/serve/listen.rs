//! Connections: their number, and how long each may take to send and to read.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use super::clients::{Client, Clients};
use super::guard::Peer;
use super::held::held;
use super::limits::ServeLimits;
use super::paced::Paced;
use super::visits::Visits;

/// Maximum size of a request's head in bytes, and of its lines.
const MAX_HEAD_BYTES: usize = 16 << 10;
const MAX_HEADERS: usize = 64;

/// Pause after a connection could not be accepted, for example because the system has no more file
/// handles, and while all connections are taken.
const PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections until `stop` is sent or dropped. Then lets running requests end, for at most
/// the time limit of a request. `clients` has the connections of each client; `None` for no limit.
pub(super) async fn listen(
    listener: TcpListener,
    router: Router,
    limits: ServeLimits,
    clients: Option<Arc<Clients>>,
    stop: oneshot::Receiver<()>,
) {
    let slots = Arc::new(Semaphore::new(limits.max_connections));
    let visits = Visits::new();
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    // The limit on the head's time also ends connections on which nothing more is asked.
    http.timer(TokioTimer::new()).header_read_timeout(limits.header_time).max_buf_size(MAX_HEAD_BYTES).max_headers(MAX_HEADERS);
    let take_all = async {
        loop {
            let Ok((stream, peer)) = listener.accept().await else {
                sleep(PAUSE).await;
                continue;
            };
            let peer = Peer(peer.ip());
            let place = clients.as_ref().map(|clients| clients.enter(Client::of(peer.0)));
            if matches!(place, Some(None)) {
                // An answer would need a place too.
                continue;
            }
            let slot = free(&slots, &visits).await;
            let opened = visits.open();
            let visit = Arc::clone(&opened.visit);
            let stream = Paced::new(stream, Arc::clone(&visit), limits.write_time);
            let router = TowerToHyperService::new(router.clone());
            let answer = service_fn(move |mut request: Request<Incoming>| {
                let answering = visit.answers();
                request.extensions_mut().insert(peer);
                let answer = router.call(request);
                async move { answer.await.map(|answer: Response<Body>| answer.map(|body| held(body, answering))) }
            });
            let connection = graceful.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), answer));
            tokio::spawn(async move {
                // A client that disconnects or stalls needs no report.
                tokio::select! {
                    _ = connection => {}
                    () = opened.visit.closed() => {}
                }
                drop((slot, place));
            });
        }
    };
    tokio::select! {
        () = take_all => {}
        _ = stop => {}
    }
    drop(listener);
    drop(timeout(limits.request_time, graceful.shutdown()).await);
}

/// Waits for a free connection. Meanwhile, those who keep the server waiting lose theirs; further
/// clients wait in the system's queue.
async fn free(slots: &Arc<Semaphore>, visits: &Visits) -> Option<OwnedSemaphorePermit> {
    loop {
        // The semaphore is never closed.
        if let Ok(slot) = timeout(PAUSE, Arc::clone(slots).acquire_owned()).await {
            return slot.ok();
        }
        if visits.close_longest_waiting() {
            return Arc::clone(slots).acquire_owned().await.ok();
        }
    }
}

/// Binds without waiting, so that a port in use is reported at once.
pub(super) fn bind(address: std::net::SocketAddr) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::io::Write;
    use std::net::TcpStream;
    use std::sync::mpsc::{Sender, channel};

    use axum::routing::get;
    use tokio::runtime::Builder;

    use super::*;

    struct Tells(Sender<()>);

    impl Drop for Tells {
        fn drop(&mut self) {
            self.0.send(()).unwrap_or_default();
        }
    }

    #[test]
    fn a_request_is_given_up_when_its_client_is_gone() {
        let (began, begins) = channel();
        let (ended, ends) = channel();
        let answer = async move || {
            let _tells = Tells(ended.clone());
            began.send(()).unwrap_or_default();
            pending::<()>().await;
        };
        let router = Router::new().route("/", get(answer));
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = bind(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let (_stop, stopped) = oneshot::channel();
        runtime.spawn(async {
            listen(TcpListener::from_std(listener).unwrap(), router, ServeLimits::default(), None, stopped).await;
        });
        let mut client = TcpStream::connect(address).unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        begins.recv().unwrap();
        drop(client);
        ends.recv().unwrap();
    }
}
