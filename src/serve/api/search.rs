//! Articles: those that match, and one by its id.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::{Faults, GoneFault, MissingFault};
use crate::choice::{Count, Group, Lead, MatchWords, Sort, Syntax};
use crate::search::{SearchConfig, open_note, search, search_stories};
use crate::serve::asked::{self, PageStart, understood};
use crate::serve::cursor::fingerprint;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;
use crate::wire::{article, hit};

/// A search as it is asked for. A parameter that is not listed here is refused.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParameters {
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
    /// How far articles are counted. `at-least` counts up to 1,000 and then looks for the best alone, which is faster. Stories are always counted.
    #[serde(default)]
    #[param(inline, default = "exact")]
    count: Count,
    /// How many of the words side by side must match.
    #[serde(default)]
    #[param(inline, default = "best")]
    r#match: MatchWords,
    /// Groups near-copies, with one hit for each story.
    #[param(inline)]
    group: Option<Group>,
    /// The article of a story that is the hit.
    #[serde(default)]
    #[param(inline, default = "first")]
    lead: Lead,
    /// Number of hits to return.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
    /// The `next` of the page before.
    #[param(pattern = "^[0-9a-fA-F]{40}$")]
    cursor: Option<String>,
}

/// Finds articles.
#[utoipa::path(
    get,
    path = "/api/v1/search",
    params(SearchParameters),
    responses((status = OK, description = "the answer", body = hit::HitsPageLine<'static>), Faults, GoneFault)
)]
pub(super) async fn get_search(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<SearchParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, hits).await
}

fn hits(server: &ServerState, parameters: &SearchParameters) -> Result<Vec<u8>, Fault> {
    let SearchParameters { q, syntax, sort, count, r#match, group, lead, limit, cursor } = parameters;
    let (query, mut notes) = understood(q, *syntax, server.today())?;
    let group_name = group.map_or("", Group::name);
    let request = ["search", &query.to_string(), sort.name(), r#match.name(), group_name, lead.name()];
    let page = PageStart::of(server, cursor.as_deref(), fingerprint(&request))?;
    let config = SearchConfig {
        query,
        match_words: *r#match,
        sort: *sort,
        count: *count,
        offset: page.offset,
        limit: asked::limit(*limit)?,
        snippet: SnippetConfig::default(),
    };
    let snapshot = &*page.snapshot;
    let answer = match group {
        Some(Group::Story) => search_stories(snapshot, &config, *lead)?,
        None => search(snapshot, &config)?,
    };
    notes.extend(open_note(snapshot, q));
    // Where not all are counted, there may be another page behind each full one.
    let n_uncounted = usize::from(answer.is_at_least && !answer.hits.is_empty());
    let n_hits = answer.n_stories.map_or(answer.total + n_uncounted, |n_stories| n_stories as usize);
    let next = page.next(answer.hits.len(), n_hits).filter(|_| !answer.hits.is_empty());
    written(|out| hit::write_page(out, &answer, q, &notes, next.as_deref()))
}

/// An article as it is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ArticleParameters {
    /// What to mark in it.
    #[param(max_length = 4096)]
    q: Option<String>,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
}

/// Returns one article.
#[utoipa::path(
    get,
    path = "/api/v1/articles/{id}",
    params(("id" = String, Path, description = "its id, or the beginning of it, its record's own id, or its file"), ArticleParameters),
    responses((status = OK, description = "the answer", body = article::ArticleLine<'static>), Faults, MissingFault)
)]
pub(super) async fn get_article(
    State(server): State<Arc<ServerState>>,
    Path(id): Path<String>,
    asked: ParsedParameters<ArticleParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, move |server, parameters| article(server, &id, parameters)).await
}

fn article(server: &ServerState, id: &str, parameters: &ArticleParameters) -> Result<Vec<u8>, Fault> {
    let query = parameters.q.as_deref().map(|text| understood(text, parameters.syntax, server.today())).transpose()?;
    let article = asked::article(&*server.newest(), id)?;
    let matches = query.map(|(query, _)| asked::matches(&query, &article));
    written(|out| article::write_article(out, &article, matches.as_ref()))
}
