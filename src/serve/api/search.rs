//! Articles: those that match, and one by its id.

use super::openapi::{Faults, GoneFault, MissingFault};
use super::*;
use crate::render::json;
use crate::search::{SearchConfig, search};
use crate::snippet::SnippetConfig;

/// A search as it is asked for. A parameter that is not here is a mistake, and told.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParameters {
    /// What to look for, in the query language.
    #[param(max_length = 4096)]
    q: String,
    /// In which order.
    #[serde(default)]
    #[param(inline, default = "relevance")]
    sort: Order,
    /// How many of the words side by side must match.
    #[serde(default)]
    #[param(inline, default = "best")]
    r#match: MatchHow,
    /// How many hits to give back.
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
    responses((status = OK, description = "the answer", body = json::HitsPage<'static>), Faults, GoneFault)
)]
pub(super) async fn get_search(State(desk): State<Arc<Desk>>, asked: Asked<SearchParameters>) -> Result<Response, Fault> {
    answered(desk, asked, hits).await
}

fn hits(desk: &Desk, parameters: &SearchParameters) -> Result<Vec<u8>, Fault> {
    let SearchParameters { q, sort, r#match, limit, cursor } = parameters;
    let (query, notes) = understood(q, desk.today())?;
    let request = ["search", &query.to_string(), &format!("{sort:?}"), &format!("{:?}", parameters.r#match)];
    let page = PageStart::of(desk, cursor.as_deref(), fingerprint(&request))?;
    let config = SearchConfig {
        query,
        match_words: (*r#match).into(),
        sort: (*sort).into(),
        offset: page.offset,
        limit: asked::limit(*limit)?,
        snippet: SnippetConfig::default(),
    };
    let answer = search(&*page.edition.engine, &config)?;
    let next = page.next(answer.hits.len(), answer.total).filter(|_| !answer.hits.is_empty());
    written(|out| json::write_page(out, &answer, q, &notes, next.as_deref()))
}

/// An article as it is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ArticleParameters {
    /// What to mark in it.
    #[param(max_length = 4096)]
    q: Option<String>,
}

/// Returns one article.
#[utoipa::path(
    get,
    path = "/api/v1/articles/{id}",
    params(("id" = String, Path, description = "its id, or the beginning of it, its record's own id, or its file"), ArticleParameters),
    responses((status = OK, description = "the answer", body = json::ArticleLine<'static>), Faults, MissingFault)
)]
pub(super) async fn get_article(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    asked: Asked<ArticleParameters>,
) -> Result<Response, Fault> {
    answered(desk, asked, move |desk, parameters| article(desk, &id, parameters)).await
}

fn article(desk: &Desk, id: &str, parameters: &ArticleParameters) -> Result<Vec<u8>, Fault> {
    let query = parameters.q.as_deref().map(|text| understood(text, desk.today())).transpose()?;
    let article = asked::article(desk, id)?;
    let matches = query.map(|(query, _)| asked::matches(&query, &article));
    written(|out| json::write_article(out, &article, matches.as_ref()))
}
