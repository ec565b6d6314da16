//! How much the server does at once, and for how long.

use std::time::Duration;

/// Server limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServeLimits {
    /// Maximum number of open connections; further ones wait.
    pub max_connections: usize,
    /// Maximum number of connections of one client, if other machines reach the server; further ones are closed. A client
    /// is an IPv4 address, or the network of an IPv6 address.
    pub max_connections_of_client: usize,
    /// Maximum number of requests that are answered or wait for their turn; further ones are refused for the moment.
    pub max_requests: usize,
    /// Maximum number of requests of one client that are answered or not read yet, if other machines reach the server;
    /// further ones are refused for the moment.
    pub max_requests_of_client: usize,
    /// Maximum number of requests that work or wait after the time of a short one; further ones are refused for the moment.
    pub max_long_requests: usize,
    /// Maximum number of exports at once; further ones are refused for the moment.
    pub max_exports: usize,
    /// Maximum number of exports of one client at once, if other machines reach the server; further ones are refused for the
    /// moment.
    pub max_exports_of_client: usize,
    /// Maximum number of requests per second from one client, those with a wrong token included; `None` for no limit.
    pub requests_per_second: Option<u32>,
    /// Size of the cache of answers, in bytes; 0 for no cache.
    pub cache_bytes: usize,
    /// Time for the head of a request, from the end of the one before.
    pub header_time: Duration,
    /// Time for answering a request. Then its work stops.
    pub request_time: Duration,
    /// Time for which a client may read nothing of its answer, on average and at a time. Then it is dropped.
    pub write_time: Duration,
}

impl Default for ServeLimits {
    fn default() -> ServeLimits {
        ServeLimits {
            max_connections: 512,
            max_connections_of_client: 64,
            max_requests: 64,
            max_requests_of_client: 16,
            max_long_requests: 32,
            max_exports: 4,
            max_exports_of_client: 2,
            requests_per_second: None,
            cache_bytes: 8 << 20,
            header_time: Duration::from_secs(5),
            request_time: Duration::from_secs(10),
            write_time: Duration::from_secs(10),
        }
    }
}
