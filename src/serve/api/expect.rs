//! How many hits a day a search would have: what to know before it is saved.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::Faults;
use crate::choice::{Syntax, WordsNeeded};
use crate::hit::ValuesWanted;
use crate::search::{expected, open_note};
use crate::serve::asked::understood;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::expect::{ExpectationLine, write_expectation};

/// A search that may be saved.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExpectParameters {
    /// What to look for, in the query language.
    #[param(max_length = 4096)]
    q: String,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// How many of the words side by side must match.
    #[serde(default)]
    #[param(inline, default = "all")]
    r#match: WordsNeeded,
}

/// Returns how many hits a day a search would have.
#[utoipa::path(
    get,
    path = "/api/v1/expect",
    params(ExpectParameters),
    responses((status = OK, description = "the answer", body = ExpectationLine<'static>), Faults)
)]
pub(super) async fn get_expect(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<ExpectParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, told).await
}

fn told(server: &ServerState, parameters: &ExpectParameters) -> Result<Vec<u8>, Fault> {
    let ExpectParameters { q, syntax, r#match } = parameters;
    let (query, mut notes) = understood(q, *syntax, server.today())?;
    let snapshot = server.newest();
    let matching = snapshot.facets(&query, (*r#match).into(), &[], ValuesWanted::MostFrequent(0))?;
    let told = expected(&matching, snapshot.stats()?.n_articles, &snapshot.everything()?.days, server.today());
    notes.extend(open_note(&*snapshot, q));
    written(|out| write_expectation(out, &told, &query, q, &notes))
}
