//! Counting requests, and the endpoint with the counts.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::fault::Fault;
use super::metrics::{InFlight, value};
use super::state::ServerState;

/// Counts a request and its answer, including refusals.
pub(super) async fn counted(State(server): State<Arc<ServerState>>, request: Request, next: Next) -> Response {
    let metrics = server.metrics();
    let started = Instant::now();
    let _in_flight = InFlight::begin(&metrics.n_in_flight);
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    metrics.count(matched.as_ref().map_or("other", MatchedPath::as_str), response.status(), started.elapsed());
    response
}

pub(super) async fn get_metrics(State(server): State<Arc<ServerState>>) -> Result<Response, Fault> {
    let text = server.work(text).await?;
    let mut response = text.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"));
    Ok(response)
}

fn text(server: &ServerState) -> Result<String, Fault> {
    let metrics = server.metrics();
    let n_articles = server.newest().stats()?.n_articles;
    let [n_found, n_missed] = server.answers().counts();
    let mut out = String::new();
    let n_in_flight = metrics.n_in_flight.load(Ordering::Relaxed);
    let written = metrics
        .write(&mut out)
        .and_then(|()| value(&mut out, "requests_in_flight", "gauge", "Requests at work, this one included.", n_in_flight))
        .and_then(|()| value(&mut out, "cache_hits_total", "counter", "Answers that were kept from before.", n_found))
        .and_then(|()| value(&mut out, "cache_misses_total", "counter", "Answers that had to be made.", n_missed))
        .and_then(|()| value(&mut out, "articles", "gauge", "Articles in the index.", n_articles))
        .and_then(|()| {
            let n_changes = server.snapshots().n_changes();
            value(&mut out, "index_changes_total", "counter", "How often the index was seen to have changed.", n_changes)
        });
    written.map(|()| out).map_err(|_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written"))
}
