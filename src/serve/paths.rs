//! The addresses that more than one part of the server names.

/// Says whether the program runs, and nothing else. It needs no token.
pub(super) const HEALTH: &str = "/healthz";

/// The counts of [`Metrics`](super::metrics::Metrics). It needs the token, if there is one.
pub(super) const METRICS: &str = "/metrics";

/// All matching articles, sent while they are read.
pub(super) const EXPORT: &str = "/api/v1/export";

/// MCP over HTTP.
pub(super) const MCP: &str = "/mcp";
