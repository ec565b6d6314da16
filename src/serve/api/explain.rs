//! How a query is understood, and if nothing matches, why.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::Faults;
use crate::choice::{Count, MatchWords, Sort, Syntax};
use crate::search::{SearchConfig, diagnose, explain, open_note, search};
use crate::serve::asked::{self, understood};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;
use crate::wire::explain::{ExplanationPageLine, write_page};

/// A search that is to be explained.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExplainParameters {
    /// What to look for, in the query language.
    #[param(max_length = 4096)]
    q: String,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// The order.
    #[serde(default)]
    #[param(inline, default = "relevance")]
    sort: Sort,
    /// How many of the words side by side must match.
    #[serde(default)]
    #[param(inline, default = "best")]
    r#match: MatchWords,
    /// Number of hits whose scores are explained.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
}

/// Explains how a query is understood, how scores are computed, and why nothing matches.
#[utoipa::path(
    get,
    path = "/api/v1/explain",
    params(ExplainParameters),
    responses((status = OK, description = "the answer", body = ExplanationPageLine<'static>), Faults)
)]
pub(super) async fn get_explain(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<ExplainParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, explained).await
}

fn explained(server: &ServerState, parameters: &ExplainParameters) -> Result<Vec<u8>, Fault> {
    let ExplainParameters { q, syntax, sort, r#match, limit } = parameters;
    let (query, mut notes) = understood(q, *syntax, server.today())?;
    let config = SearchConfig {
        query,
        match_words: *r#match,
        sort: *sort,
        count: Count::Exact,
        offset: 0,
        limit: asked::limit(*limit)?,
        snippet: SnippetConfig::default(),
    };
    let snapshot = server.newest();
    let answer = search(&*snapshot, &config)?;
    let explanation = explain(&*snapshot, &config, &answer)?;
    let diagnosis = if answer.total == 0 { Some(diagnose(&*snapshot, &config.query)?) } else { None };
    notes.extend(open_note(&*snapshot, q));
    written(|out| write_page(out, &explanation, diagnosis.as_ref(), q, &notes))
}
