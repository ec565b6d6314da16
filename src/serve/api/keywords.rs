//! The words that set what a query finds apart.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::Faults;
use crate::choice::{MatchWords, Syntax};
use crate::search::open_note;
use crate::serve::asked::{self, understood};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::keywords::{KeywordsPageLine, write_page};

/// What the words are asked of.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct KeywordsParameters {
    /// What to look for, in the query language.
    #[param(max_length = 4096)]
    q: String,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// How many of the words side by side must match.
    #[serde(default)]
    #[param(inline, default = "best")]
    r#match: MatchWords,
    /// Number of words to return.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
}

/// Returns the words that distinguish the matching articles from all others. Of more than 2000
/// articles the first by id are read.
#[utoipa::path(
    get,
    path = "/api/v1/keywords",
    params(KeywordsParameters),
    responses((status = OK, description = "the answer", body = KeywordsPageLine<'static>), Faults)
)]
pub(super) async fn get_keywords(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<KeywordsParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, words).await
}

fn words(server: &ServerState, parameters: &KeywordsParameters) -> Result<Vec<u8>, Fault> {
    let KeywordsParameters { q, syntax, r#match, limit } = parameters;
    let (query, mut notes) = understood(q, *syntax, server.today())?;
    let snapshot = server.newest();
    let found = asked::keywords(&*snapshot, query, *r#match, asked::limit(*limit)?)?;
    notes.extend(open_note(&*snapshot, q));
    written(|out| write_page(out, &found, q, &notes))
}
