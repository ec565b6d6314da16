//! Quotes, and who is quoted.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::{Faults, GoneFault};
use crate::choice::{Sort, Syntax};
use crate::search::{QuoteConfig, find_quotes, open_note, top_speakers};
use crate::serve::asked::{self, PageStart};
use crate::serve::cursor::fingerprint;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::quote;
use crate::wire::speaker::{self, Speakers};

/// A search for quotes as it is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct QuotesParameters {
    /// What was said, in the query language; all quotes without it.
    #[param(max_length = 4096)]
    q: Option<String>,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// The speaker: a surname, a full name, or how an article names the speaker; also `Ms Ruiz`, `Ruiz, Ana`, `A. Ruiz`.
    #[param(max_length = 512)]
    by: Option<String>,
    /// The order.
    #[serde(default)]
    #[param(inline, default = "relevance")]
    sort: Sort,
    /// Number of quotes to return.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
    /// The `next` of the page before.
    #[param(pattern = "^[0-9a-fA-F]{40}$")]
    cursor: Option<String>,
}

/// Finds quotes and their speakers.
#[utoipa::path(
    get,
    path = "/api/v1/quotes",
    params(QuotesParameters),
    responses((status = OK, description = "the answer", body = quote::QuotesPageLine<'static>), Faults, GoneFault)
)]
pub(super) async fn get_quotes(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<QuotesParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, quotes).await
}

fn quotes(server: &ServerState, parameters: &QuotesParameters) -> Result<Vec<u8>, Fault> {
    let QuotesParameters { q, syntax, by, sort, limit, cursor } = parameters;
    let (query, mut notes) = asked::understood_of_quotes(q.as_deref(), by.as_deref(), *syntax, server.today())?;
    let q = q.as_deref().unwrap_or("");
    let request = ["quotes", &query.to_string(), sort.name()];
    let page = PageStart::of(server, cursor.as_deref(), fingerprint(&request))?;
    let config = QuoteConfig { query, sort: *sort, offset: page.offset, limit: asked::limit(*limit)? };
    let answer = find_quotes(&*page.snapshot, &config)?;
    notes.extend(open_note(&*page.snapshot, q));
    let next = page.next(answer.quotes.len(), answer.totals.n_quotes as usize).filter(|_| !answer.quotes.is_empty());
    written(|out| quote::write_page(out, &answer, q, &notes, next.as_deref()))
}

/// A search for those who are quoted as it is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SpeakersParameters {
    /// What was said, in the query language; anything without it.
    #[param(max_length = 4096)]
    q: Option<String>,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// The speaker: a surname, a full name, or how an article names the speaker; also `Ms Ruiz`, `Ruiz, Ana`, `A. Ruiz`.
    #[param(max_length = 512)]
    by: Option<String>,
    /// Number of speakers to return.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
    /// The `next` of the page before.
    #[param(pattern = "^[0-9a-fA-F]{40}$")]
    cursor: Option<String>,
}

/// Returns who is quoted most.
#[utoipa::path(
    get,
    path = "/api/v1/speakers",
    params(SpeakersParameters),
    responses((status = OK, description = "the answer", body = speaker::SpeakersPageLine<'static>), Faults, GoneFault)
)]
pub(super) async fn get_speakers(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<SpeakersParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, speakers).await
}

fn speakers(server: &ServerState, parameters: &SpeakersParameters) -> Result<Vec<u8>, Fault> {
    let SpeakersParameters { q, syntax, by, limit, cursor } = parameters;
    let (query, mut notes) = asked::understood_of_quotes(q.as_deref(), by.as_deref(), *syntax, server.today())?;
    let q = q.as_deref().unwrap_or("");
    let page = PageStart::of(server, cursor.as_deref(), fingerprint(&["speakers", &query.to_string()]))?;
    let limit = asked::limit(*limit)?;
    let (speakers, totals) = top_speakers(&*page.snapshot, &query)?;
    notes.extend(open_note(&*page.snapshot, q));
    let shown = speakers.get(page.offset..).unwrap_or_default();
    let shown = &shown[..limit.min(shown.len())];
    let next = page.next(shown.len(), speakers.len()).filter(|_| !shown.is_empty());
    written(|out| {
        speaker::write_page(out, &Speakers { shown, n_speakers: speakers.len(), totals: &totals }, q, &notes, next.as_deref())
    })
}
