//! How much there is: in the index, and of what matches.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::Faults;
use crate::choice::{Count, Facet, MatchWords, Period, Sort, Syntax};
use crate::hit::ValuesWanted;
use crate::search::{SearchConfig, open_note, search, timeline};
use crate::serve::asked::{self, understood};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;
use crate::wire::stats::{Counted, StatsLine, write_stats};

/// How much is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct StatsParameters {
    /// Also counts the articles that match this.
    #[param(max_length = 4096)]
    q: Option<String>,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// How many of the words side by side must match.
    #[serde(default)]
    #[param(inline, default = "best")]
    r#match: MatchWords,
    /// The length of the timeline's stretches. Without it, a length that gives a few dozen stretches.
    #[param(inline)]
    period: Option<Period>,
    /// Number of publishers, sections, languages and speakers to return, of each.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
}

/// Returns how much the index holds, and counts what matches.
#[utoipa::path(
    get,
    path = "/api/v1/stats",
    params(StatsParameters),
    responses((status = OK, description = "the answer", body = StatsLine<'static>), Faults)
)]
pub(super) async fn get_stats(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<StatsParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, stats).await
}

fn stats(server: &ServerState, parameters: &StatsParameters) -> Result<Vec<u8>, Fault> {
    /// Maximum number of stretches in a timeline that still gives an overview.
    const N_STRETCHES: usize = 60;
    let StatsParameters { q, syntax, r#match, period, limit } = parameters;
    let n_values = asked::limit(*limit)?;
    let snapshot = server.newest();
    let stats = snapshot.stats()?;
    let Some(q) = q else { return written(|out| write_stats(out, &stats, None)) };
    let (query, mut notes) = understood(q, *syntax, server.today())?;
    let config = SearchConfig {
        query,
        match_words: *r#match,
        sort: Sort::Newest,
        count: Count::Exact,
        offset: 0,
        limit: 0,
        snippet: SnippetConfig::default(),
    };
    // It says how many of the words must match.
    let answer = search(&*snapshot, &config)?;
    let facets = snapshot.facets(&config.query, answer.coverage, &Facet::ALL, ValuesWanted::MostFrequent(n_values))?;
    let period = period.unwrap_or_else(|| Period::fitting(&facets.days, N_STRETCHES));
    let timeline = timeline(&facets.days, &snapshot.everything()?.days, period);
    notes.extend(open_note(&*snapshot, q));
    let (answer, facets, timeline) = (&answer, &facets, timeline.as_slice());
    let matching = Counted { query_text: q, notes: &notes, answer, facets, period, timeline };
    written(|out| write_stats(out, &stats, Some(&matching)))
}
