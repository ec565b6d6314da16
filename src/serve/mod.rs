//! The server: searches over HTTP, for people and programs on this machine or, with a token, on others.
//!
//! Nothing can be changed through it. Requests are guarded (`guard`), handlers translate (`api`, `page`, and `mcp` for language models), and the
//! library works on threads of its own (`state`). New commits and rebuilt indexes are seen within a second.

mod answers;
mod api;
mod asked;
mod cache;
mod clients;
mod cursor;
mod fault;
mod guard;
mod held;
mod limits;
mod listen;
mod mcp;
mod metrics;
mod observe;
mod paced;
mod page;
mod paths;
mod snapshots;
mod state;
mod turns;
mod visits;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use self::clients::Clients;
use self::fault::Fault;
use self::guard::Guard;
pub use self::limits::ServeLimits;
pub use self::mcp::speak_mcp;
use self::paths::{HEALTH, METRICS};
use self::snapshots::Snapshots;
use self::state::ServerState;
use crate::engine::Site;
use crate::error::{Error, Result};

/// The settings of a server.
#[derive(Clone)]
pub struct ServeConfig {
    /// Where the index is.
    pub site: Site,
    /// The address to listen on; the system picks a port in place of 0.
    pub address: SocketAddr,
    /// The token that requests must send. Required if other machines reach the address.
    pub token: Option<String>,
    /// The limits of the server.
    pub limits: ServeLimits,
    /// Reads the clock, in seconds since 1970.
    pub now: fn() -> i64,
}

/// A running server. It ends when it is dropped; [`Server::stop`] lets it finish its work first.
pub struct Server {
    address: SocketAddr,
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    listening: JoinHandle<()>,
}

impl Server {
    /// Opens the index and begins to listen. Fails with [`Error::TokenNeeded`] if other machines
    /// reach the address and there is no token.
    pub fn start(config: &ServeConfig) -> Result<Server> {
        let ServeConfig { site, address, token, limits, now } = config;
        if !address.ip().is_loopback() && token.as_deref().is_none_or(str::is_empty) {
            return Err(Error::TokenNeeded { address: *address });
        }
        let server = Arc::new(ServerState::new(Snapshots::open(site.clone())?, limits, *now));
        let guard = Guard::new(address.ip(), token.as_deref(), limits);
        // Behind an address of this machine may be a proxy with all clients.
        let clients = (!address.ip().is_loopback()).then(|| Clients::new(limits.max_connections_of_client));
        let at_address = |error| Error::io("listen at", address.to_string())(error);
        let listener = listen::bind(*address).map_err(at_address)?;
        let address = listener.local_addr().map_err(at_address)?;
        // One more thread looks whether the index changed.
        let runtime = state::runtime(limits, 1).map_err(at_address)?;
        let (stop, stopped) = oneshot::channel();
        let router = router(Arc::clone(&server), guard);
        let within = runtime.enter();
        let listener = tokio::net::TcpListener::from_std(listener).map_err(at_address)?;
        drop(within);
        let listening = runtime.spawn(listen::listen(listener, router, *limits, clients, stopped));
        runtime.spawn(server.follow());
        Ok(Server { address, runtime, stop, listening })
    }

    /// Returns the address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Accepts no more requests, and waits for running ones to end.
    pub fn stop(self) {
        drop(self.stop);
        // Its result does not matter any more.
        drop(self.runtime.block_on(self.listening));
        self.runtime.shutdown_background();
    }
}

fn router(server: Arc<ServerState>, guard: Guard) -> Router {
    Router::new()
        .route(HEALTH, get(async || "ok\n"))
        .route(METRICS, get(observe::get_metrics))
        .nest("/api/v1", api::routes(&server))
        .merge(mcp::routes(Arc::clone(&server)))
        .merge(page::routes())
        .fallback(async || Fault::new(StatusCode::NOT_FOUND, "there is nothing at this address"))
        .with_state(Arc::clone(&server))
        .layer(from_fn_with_state(Arc::new(guard), guard::guard))
        .layer(from_fn_with_state(server, observe::counted))
}
