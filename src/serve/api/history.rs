//! The versions of an article.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::{Faults, MissingFault};
use crate::search::{history, history_of_url};
use crate::serve::asked;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::history::{VersionsLine, write_page};

/// Whose versions are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryParameters {
    /// The canonical URL, or an article: its id or the beginning of it, its record's own id, or its file.
    #[param(max_length = 4096)]
    of: String,
}

/// Returns the versions of an article, the oldest first, and what changed from each to the next.
#[utoipa::path(
    get,
    path = "/api/v1/history",
    params(HistoryParameters),
    responses((status = OK, description = "the answer", body = VersionsLine<'static>), Faults, MissingFault)
)]
pub(super) async fn get_history(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<HistoryParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, versions).await
}

fn versions(server: &ServerState, HistoryParameters { of }: &HistoryParameters) -> Result<Vec<u8>, Fault> {
    let snapshot = server.newest();
    let history = match history_of_url(&*snapshot, of)? {
        Some(history) => history,
        None => history(&*snapshot, asked::article(&*snapshot, of)?)?,
    };
    written(|out| write_page(out, &history))
}
