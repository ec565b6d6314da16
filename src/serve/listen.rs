//! Connections: their number, and how long each may take to send and to read.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;

use super::guard::Peer;
use super::limits::ServeLimits;

/// Maximum size of a request's head in bytes, and of its lines.
const MAX_HEAD_BYTES: usize = 16 << 10;
const MAX_HEADERS: usize = 64;

/// Pause after a connection could not be accepted, for example because the system has no more file
/// handles.
const PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections until `stop` is sent or dropped. Then lets running requests end, for at most
/// the time limit of a request.
pub(super) async fn listen(listener: TcpListener, router: Router, limits: ServeLimits, stop: oneshot::Receiver<()>) {
    let slots = Arc::new(Semaphore::new(limits.max_connections));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    // The limit on the head's time also ends connections on which nothing more is asked.
    http.timer(TokioTimer::new()).header_read_timeout(limits.header_time).max_buf_size(MAX_HEAD_BYTES).max_headers(MAX_HEADERS);
    let take_all = async {
        loop {
            // Further connections wait in the system's queue while all slots are taken.
            let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
            let Ok((stream, peer)) = listener.accept().await else {
                sleep(PAUSE).await;
                continue;
            };
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(limits.write_time));
            let (peer, router) = (Peer(peer.ip()), TowerToHyperService::new(router.clone()));
            let answer = service_fn(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(peer);
                router.call(request)
            });
            let connection = graceful.watch(http.serve_connection(TokioIo::new(Box::pin(stream)), answer));
            tokio::spawn(async move {
                // A client that disconnects or stalls needs no report.
                drop(connection.await);
                drop(slot);
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

/// Binds without waiting, so that a port in use is reported at once.
pub(super) fn bind(address: std::net::SocketAddr) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
