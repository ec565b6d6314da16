//! Counts of the server's work, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;

/// The counts.
#[derive(Default)]
pub(super) struct Metrics {
    pub(super) n_in_flight: AtomicU64,
    /// By the endpoint's pattern, so their number is bounded.
    endpoints: Mutex<BTreeMap<String, Endpoint>>,
}

/// The upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Default)]
struct Endpoint {
    /// By the first digit of the status, from 1.
    by_class: [u64; 5],
    /// For each bound, the number of requests that took at most that long and longer than the bound
    /// before; then the slower ones.
    by_time: [u64; BOUNDS.len() + 1],
    seconds: f64,
}

impl Metrics {
    pub(super) fn count(&self, endpoint: &str, status: StatusCode, took: Duration) {
        let mut endpoints = self.endpoints.lock().unwrap_or_else(PoisonError::into_inner);
        if !endpoints.contains_key(endpoint) {
            endpoints.insert(endpoint.to_owned(), Endpoint::default());
        }
        let Some(counted) = endpoints.get_mut(endpoint) else { return };
        let seconds = took.as_secs_f64();
        counted.by_class[usize::from(status.as_u16() / 100).clamp(1, 5) - 1] += 1;
        counted.by_time[BOUNDS.partition_point(|bound| *bound < seconds)] += 1;
        counted.seconds += seconds;
    }

    pub(super) fn write(&self, out: &mut String) -> std::fmt::Result {
        let endpoints = self.endpoints.lock().unwrap_or_else(PoisonError::into_inner);
        head(out, "requests_total", "counter", "Requests that were answered.")?;
        for (endpoint, counted) in endpoints.iter() {
            for (class, n) in counted.by_class.iter().enumerate().filter(|(_, n)| **n > 0) {
                writeln!(out, "pullquote_requests_total{{endpoint=\"{endpoint}\",status=\"{}xx\"}} {n}", class + 1)?;
            }
        }
        head(out, "request_seconds", "histogram", "How long answers took.")?;
        for (endpoint, counted) in endpoints.iter() {
            let mut n = 0;
            for (bound, n_more) in BOUNDS.iter().zip(counted.by_time) {
                n += n_more;
                writeln!(out, "pullquote_request_seconds_bucket{{endpoint=\"{endpoint}\",le=\"{bound}\"}} {n}")?;
            }
            n += counted.by_time[BOUNDS.len()];
            writeln!(out, "pullquote_request_seconds_bucket{{endpoint=\"{endpoint}\",le=\"+Inf\"}} {n}")?;
            writeln!(out, "pullquote_request_seconds_sum{{endpoint=\"{endpoint}\"}} {}", counted.seconds)?;
            writeln!(out, "pullquote_request_seconds_count{{endpoint=\"{endpoint}\"}} {n}")?;
        }
        Ok(())
    }
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(out, "# HELP pullquote_{name} {help}\n# TYPE pullquote_{name} {kind}")
}

pub(super) fn value(out: &mut String, name: &str, kind: &str, help: &str, value: u64) -> std::fmt::Result {
    head(out, name, kind, help)?;
    writeln!(out, "pullquote_{name} {value}")
}

/// A running request. It ends with its answer, or when the client disconnects.
pub(super) struct InFlight<'m>(&'m AtomicU64);

impl<'m> InFlight<'m> {
    pub(super) fn begin(n: &'m AtomicU64) -> InFlight<'m> {
        n.fetch_add(1, Ordering::Relaxed);
        InFlight(n)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
