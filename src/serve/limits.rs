//! How much the server does at once, and for how long.

use std::time::Duration;

/// Server limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServeLimits {
    /// Maximum number of open connections; further ones wait.
    pub max_connections: usize,
    /// Maximum number of requests that are answered or wait for a thread; further ones are refused for the moment.
    pub max_requests: usize,
    /// Maximum number of exports at once; further ones are refused for the moment.
    pub max_exports: usize,
    /// Maximum number of requests per second from one address; `None` for no limit.
    pub requests_per_second: Option<u32>,
    /// Size of the cache of answers, in bytes; 0 for no cache.
    pub cache_bytes: usize,
    /// Time for the head of a request, from the end of the one before.
    pub header_time: Duration,
    /// Time for answering a request.
    pub request_time: Duration,
    /// Time after which a client that reads nothing of its answer is dropped.
    pub write_time: Duration,
}

impl Default for ServeLimits {
    fn default() -> ServeLimits {
        ServeLimits {
            max_connections: 512,
            max_requests: 64,
            max_exports: 4,
            requests_per_second: None,
            cache_bytes: 8 << 20,
            header_time: Duration::from_secs(5),
            request_time: Duration::from_secs(10),
            write_time: Duration::from_secs(10),
        }
    }
}
