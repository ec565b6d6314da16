//! The API for programs: `/api/v1/…`, answered with the JSON of the command line.

mod answer;
mod attachment;
mod batch;
mod count;
mod expect;
mod explain;
pub(super) mod export;
mod fault_docs;
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
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use super::cache;
use super::state::ServerState;

pub(super) fn routes(server: &Arc<ServerState>) -> Router<Arc<ServerState>> {
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
        .layer(from_fn_with_state(Arc::clone(server), cache::cached))
        // An export can be long, so it is not cached.
        .route("/export", get(export::get_export))
}
