//! What programs ask: `/api/v1/…`, answered with the JSON of the command line.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query as Parameters, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::cursor::{Cursor, fingerprint};
use super::desk::Desk;
use super::fault::Fault;
use crate::engine::Engine;
use crate::error::Error;
use crate::hit::{Coverage, Sort};
use crate::matching::{Pattern, find};
use crate::query::{Query, QueryProblem, parse};
use crate::render::json;
use crate::search::{MatchWords, SearchConfig, search};
use crate::snippet::SnippetConfig;

/// So many hits are on a page at most.
const MAX_LIMIT: usize = 100;

/// Further than so many hits nobody pages: to come there, all before have to be put in order.
const MAX_DEPTH: usize = 10_000;

/// A query is at most so long.
const MAX_QUERY_BYTES: usize = 4 << 10;

pub(super) fn routes() -> Router<Arc<Desk>> {
    Router::new().route("/search", get(get_search)).route("/articles/{id}", get(get_article))
}

/// A search as it is asked for. A parameter that is not here is a mistake, and told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchParameters {
    q: String,
    #[serde(default)]
    sort: Order,
    #[serde(default)]
    r#match: MatchHow,
    limit: Option<usize>,
    cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MatchHow {
    #[default]
    Best,
    All,
    Any,
}

type Asked<P> = Result<Parameters<P>, QueryRejection>;

async fn get_search(State(desk): State<Arc<Desk>>, asked: Asked<SearchParameters>) -> Result<Response, Fault> {
    let parameters = parameters(asked)?;
    desk.work(move |desk| answer(desk, &parameters)).await.map(json_response)
}

fn answer(desk: &Desk, parameters: &SearchParameters) -> Result<Vec<u8>, Fault> {
    let SearchParameters { q, sort, r#match, limit, cursor } = parameters;
    let (query, notes) = understood(q, desk.today())?;
    let limit = limit.unwrap_or(10);
    if limit > MAX_LIMIT {
        return Err(Fault::new(StatusCode::BAD_REQUEST, format!("`limit` is at most {MAX_LIMIT}")));
    }
    let request = fingerprint(&[&query.to_string(), &format!("{sort:?}"), &format!("{:?}", parameters.r#match)]);
    let (edition, offset) = match cursor.as_deref() {
        None => (desk.archive().newest(), 0),
        Some(text) => {
            let cursor = Cursor::parse(text).filter(|cursor| cursor.request == request);
            let wrong = || Fault::new(StatusCode::BAD_REQUEST, "the cursor is not of this search");
            let cursor = cursor.ok_or_else(|| wrong().hint("give the `next` of the page before, and the same query"))?;
            (desk.archive().of_state(cursor.state), cursor.offset as usize)
        }
    };
    let gone = || Fault::new(StatusCode::GONE, "the index has changed since the first page");
    let edition = edition.ok_or_else(|| gone().hint("begin again without `cursor`"))?;
    let config = SearchConfig {
        query,
        match_words: match r#match {
            MatchHow::Best => MatchWords::Best,
            MatchHow::All => MatchWords::All,
            MatchHow::Any => MatchWords::Any,
        },
        sort: match sort {
            Order::Relevance => Sort::Relevance,
            Order::Newest => Sort::Newest,
            Order::Oldest => Sort::Oldest,
        },
        offset,
        limit,
        snippet: SnippetConfig::default(),
    };
    let answer = search(&edition.engine, &config)?;
    let end = offset + answer.hits.len();
    let has_more = end < answer.total.min(MAX_DEPTH) && !answer.hits.is_empty();
    let next = has_more.then(|| Cursor { state: edition.state, request, offset: end as u32 }.to_string());
    written(|out| json::write_page(out, &answer, q, &notes, next.as_deref()))
}

/// An article as it is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArticleParameters {
    /// What to mark in it.
    q: Option<String>,
}

async fn get_article(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    asked: Asked<ArticleParameters>,
) -> Result<Response, Fault> {
    let parameters = parameters(asked)?;
    desk.work(move |desk| article(desk, &id, &parameters)).await.map(json_response)
}

fn article(desk: &Desk, id: &str, parameters: &ArticleParameters) -> Result<Vec<u8>, Fault> {
    let query = parameters.q.as_deref().map(|text| understood(text, desk.today())).transpose()?;
    let missing = || Error::ArticleMissing { id: id.to_owned() };
    let edition = desk.archive().newest().ok_or_else(missing)?;
    let mut articles = edition.engine.articles(id, 2)?;
    let article = articles.pop().ok_or_else(missing)?;
    if let Some(other) = articles.pop() {
        let examples = vec![other.id.to_string(), article.id.to_string()];
        return Err(Error::ArticleAmbiguous { id: id.to_owned(), examples, has_more: false }.into());
    }
    // Where it holds only some of the words, those are marked.
    let coverages = [Coverage::All, Coverage::AtLeast(1)];
    let marked = |query: &Query| coverages.iter().find_map(|coverage| find(&Pattern::new(query, *coverage), &article));
    let matches = query.map(|(query, _)| marked(&query).unwrap_or_default());
    written(|out| json::write_article(out, &article, matches.as_ref()))
}

fn parameters<P>(asked: Asked<P>) -> Result<P, Fault> {
    asked.map(|Parameters(parameters)| parameters).map_err(|rejection| {
        let message = rejection.body_text();
        // What serde found is more use than that it failed.
        let message = message.strip_prefix("Failed to deserialize query string: ").unwrap_or(&message);
        Fault::new(StatusCode::BAD_REQUEST, message)
    })
}

/// Returns the query that a text means, and what there is to note about it.
fn understood(text: &str, today: i64) -> Result<(Query, Vec<QueryProblem>), Fault> {
    if text.len() > MAX_QUERY_BYTES {
        return Err(Fault::new(StatusCode::BAD_REQUEST, format!("the query is longer than {MAX_QUERY_BYTES} bytes")));
    }
    let (query, problems) = parse(text, today);
    match (query, problems.last()) {
        (Some(query), _) => Ok((query, problems)),
        (None, Some(problem)) => Err(Fault::of_query(problem, text)),
        (None, None) => Err(Fault::new(StatusCode::BAD_REQUEST, "the query cannot be run")),
    }
}

fn written(write: impl FnOnce(&mut dyn std::io::Write) -> std::io::Result<()>) -> Result<Vec<u8>, Fault> {
    let mut body = Vec::new();
    let done = write(&mut body);
    done.map(|()| body).map_err(|_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the answer could not be written"))
}

fn json_response(body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
