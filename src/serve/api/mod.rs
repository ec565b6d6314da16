//! What programs ask: `/api/v1/…`, answered with the JSON of the command line.

mod expect;
mod explain;
mod openapi;
mod quotes;
mod search;
mod stats;
mod suggest;
mod verify;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query as Parameters, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::{self, Order, PageStart, PeriodName, newest, understood};
use super::cursor::fingerprint;
use super::desk::Desk;
use super::fault::Fault;
use crate::search::MatchWords;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new()
        .route("/search", get(search::get_search))
        .route("/articles/{id}", get(search::get_article))
        .route("/quotes", get(quotes::get_quotes))
        .route("/speakers", get(quotes::get_speakers))
        .route("/verify", get(verify::get_verify))
        .route("/stats", get(stats::get_stats))
        .route("/expect", get(expect::get_expect))
        .route("/explain", get(explain::get_explain))
        .route("/suggest", get(suggest::get_suggest))
        .route("/openapi.json", get(openapi::get_openapi))
}

/// How many of the words side by side must match.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum MatchHow {
    #[default]
    Best,
    All,
    Any,
}

impl From<MatchHow> for MatchWords {
    fn from(how: MatchHow) -> MatchWords {
        match how {
            MatchHow::Best => MatchWords::Best,
            MatchHow::All => MatchWords::All,
            MatchHow::Any => MatchWords::Any,
        }
    }
}

type Asked<P> = Result<Parameters<P>, QueryRejection>;

/// Answers with JSON what `answer` makes of the parameters, on a thread that may block.
async fn answered<P: Send + 'static>(
    desk: Arc<Desk>,
    asked: Asked<P>,
    answer: impl FnOnce(&Desk, &P) -> Result<Vec<u8>, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let Parameters(parameters) = asked.map_err(|rejection| {
        let message = rejection.body_text();
        // What serde found is more use than that it failed.
        let message = message.strip_prefix("Failed to deserialize query string: ").unwrap_or(&message);
        Fault::new(StatusCode::BAD_REQUEST, message)
    })?;
    desk.work(move |desk| answer(desk, &parameters)).await.map(json_response)
}

fn json_response(body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn written(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    let done = write(&mut body);
    done.map(|()| body).map_err(|_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written"))
}
