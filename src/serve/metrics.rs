//! What the server did so far, in the text format that Prometheus reads.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::desk::Desk;
use super::fault::Fault;

/// Where they are read. It needs the token, where there is one.
pub(super) const METRICS: &str = "/metrics";

/// What is counted.
#[derive(Default)]
pub(super) struct Metrics {
    n_in_flight: AtomicU64,
    /// By the endpoint's pattern, so there are no more than endpoints.
    endpoints: Mutex<BTreeMap<String, Endpoint>>,
}

/// The upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Default)]
struct Endpoint {
    /// By the first digit of the status, from 1.
    by_class: [u64; 5],
    /// How many took as long as each bound, but longer than the one before; at last those that took longer.
    by_time: [u64; BOUNDS.len() + 1],
    seconds: f64,
}

impl Metrics {
    fn count(&self, endpoint: &str, status: StatusCode, took: Duration) {
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

    fn write(&self, out: &mut String) -> std::fmt::Result {
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

fn value(out: &mut String, name: &str, kind: &str, help: &str, value: u64) -> std::fmt::Result {
    head(out, name, kind, help)?;
    writeln!(out, "pullquote_{name} {value}")
}

/// A request at work. It ends with its answer, or when the client breaks off.
struct InFlight<'m>(&'m AtomicU64);

impl<'m> InFlight<'m> {
    fn begin(n: &'m AtomicU64) -> InFlight<'m> {
        n.fetch_add(1, Ordering::Relaxed);
        InFlight(n)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts a request and its answer, refused ones too.
pub(super) async fn counted(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let metrics = desk.metrics();
    let started = Instant::now();
    let _in_flight = InFlight::begin(&metrics.n_in_flight);
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    metrics.count(matched.as_ref().map_or("other", MatchedPath::as_str), response.status(), started.elapsed());
    response
}

pub(super) async fn get_metrics(State(desk): State<Arc<Desk>>) -> Result<Response, Fault> {
    let text = desk.work(text).await?;
    let mut response = text.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"));
    Ok(response)
}

fn text(desk: &Desk) -> Result<String, Fault> {
    let metrics = desk.metrics();
    let n_articles = match desk.archive().newest() {
        Some(edition) => edition.n_articles()?,
        None => 0,
    };
    let [n_found, n_missed] = desk.answers().counts();
    let mut out = String::new();
    let n_in_flight = metrics.n_in_flight.load(Ordering::Relaxed);
    let written = metrics
        .write(&mut out)
        .and_then(|()| value(&mut out, "requests_in_flight", "gauge", "Requests at work, this one included.", n_in_flight))
        .and_then(|()| value(&mut out, "cache_hits_total", "counter", "Answers that were kept from before.", n_found))
        .and_then(|()| value(&mut out, "cache_misses_total", "counter", "Answers that had to be made.", n_missed))
        .and_then(|()| value(&mut out, "articles", "gauge", "Articles in the index.", n_articles))
        .and_then(|()| {
            let n_changes = desk.archive().n_changes();
            value(&mut out, "index_changes_total", "counter", "How often the index was seen to have changed.", n_changes)
        });
    written.map(|()| out).map_err(|_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written"))
}
