//! What somebody who types a query may be about to type.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::Faults;
use crate::search::suggest;
use crate::serve::asked;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::suggest::{SuggestionsLine, write_suggestions};

/// A query that is being typed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SuggestParameters {
    /// What was typed so far. It does not have to be a complete query.
    #[param(max_length = 4096)]
    q: String,
    /// Number of suggestions to return.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
}

/// Completes the last word of what was typed.
#[utoipa::path(
    get,
    path = "/api/v1/suggest",
    params(SuggestParameters),
    responses((status = OK, description = "the answer", body = SuggestionsLine<'static>), Faults)
)]
pub(super) async fn get_suggest(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<SuggestParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, suggestions).await
}

fn suggestions(server: &ServerState, parameters: &SuggestParameters) -> Result<Vec<u8>, Fault> {
    asked::check_length("query", &parameters.q)?;
    let limit = asked::limit(parameters.limit)?;
    let suggestions = suggest(&*server.newest(), &parameters.q, limit)?;
    written(|out| write_suggestions(out, &suggestions))
}
