//! What programs ask: `/api/v1/…`, answered with the JSON of the command line.

mod attachment;
mod batch;
mod count;
mod expect;
mod explain;
pub(super) mod export;
mod history;
mod keywords;
mod like;
mod openapi;
mod quotes;
mod search;
mod spread;
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
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::asked::{self, Order, PageStart, PeriodName, newest, understood};
use super::cache;
use super::cursor::fingerprint;
use super::desk::Desk;
use super::fault::Fault;
use crate::query::nearest;
use crate::search::MatchWords;

pub(super) fn routes(desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    Router::new()
        .route("/batch", get(batch::get_batch))
        .route("/count", get(count::get_count))
        .route("/spread", get(spread::get_spread))
        .route("/search", get(search::get_search))
        .route("/articles/{id}", get(search::get_article))
        .route("/history", get(history::get_history))
        .route("/articles/{id}/like", get(like::get_like))
        .route("/keywords", get(keywords::get_keywords))
        .route("/quotes", get(quotes::get_quotes))
        .route("/speakers", get(quotes::get_speakers))
        .route("/verify", get(verify::get_verify))
        .route("/stats", get(stats::get_stats))
        .route("/expect", get(expect::get_expect))
        .route("/explain", get(explain::get_explain))
        .route("/suggest", get(suggest::get_suggest))
        .route("/openapi.json", get(openapi::get_openapi))
        .layer(from_fn_with_state(Arc::clone(desk), cache::cached))
        // An answer of any length is not kept.
        .route("/export", get(export::get_export))
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

/// In which form a table is given.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum TableForm {
    #[default]
    Json,
    Csv,
}

type Asked<P> = Result<Parameters<P>, QueryRejection>;

/// Answers with JSON what `answer` makes of the parameters, on a thread that may block.
async fn answered<P: Send + 'static>(
    desk: Arc<Desk>,
    asked: Asked<P>,
    answer: impl FnOnce(&Desk, &P) -> Result<Vec<u8>, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let parameters = parameters(asked)?;
    desk.work(move |desk| answer(desk, &parameters)).await.map(json_response)
}

/// Returns what was asked, or what is wrong with it.
fn parameters<P>(asked: Asked<P>) -> Result<P, Fault> {
    let Parameters(parameters) = asked.map_err(|rejection| {
        let message = rejection.body_text();
        // What serde found is more use than that it failed.
        refused(message.strip_prefix("Failed to deserialize query string: ").unwrap_or(&message))
    })?;
    Ok(parameters)
}

/// Returns the fault of parameters that serde does not know.
fn refused(message: &str) -> Fault {
    let fault = asked::bad(message);
    match meant(message) {
        Some(meant) => fault.hint(format!("did you mean `{meant}`?")),
        None => fault,
    }
}

/// Returns the fault of a name that is none of those that are known.
fn no_name(what: &str, name: &str, known: &[&str]) -> Fault {
    let hint = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("it can be `{}`", known.join("`, `")),
    };
    asked::bad(format!("no {what} `{name}`")).hint(hint)
}

/// Returns the name that was meant: of a name that it does not know, serde says it first, and then those that it knows, in backticks.
fn meant(message: &str) -> Option<&str> {
    let mut names = message.split('`').skip(1).step_by(2);
    let typed = names.next()?;
    nearest(typed, names)
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
