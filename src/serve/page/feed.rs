//! Feeds: any search, newest first, so that a saved search is an alert.

use std::sync::Arc;

use axum::extract::{Query as Parameters, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;

use super::asked::{Asked, Param};
use crate::article::Article;
use crate::choice::{Count, MatchWords, Sort};
use crate::engine::Snapshot;
use crate::render::feed::item::{Feed, Item};
use crate::render::feed::{json, xml};
use crate::search::{SearchConfig, search};
use crate::serve::cache::tagged;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;

/// Number of articles in a feed.
const N_ITEMS: usize = 50;

pub(super) async fn get_atom(State(server): State<Arc<ServerState>>, headers: HeaderMap, asked: Parameters<Asked>) -> Response {
    answer(server, &headers, asked, "/feed.atom", "application/atom+xml; charset=utf-8", xml::atom).await
}

pub(super) async fn get_rss(State(server): State<Arc<ServerState>>, headers: HeaderMap, asked: Parameters<Asked>) -> Response {
    answer(server, &headers, asked, "/feed.rss", "application/rss+xml; charset=utf-8", xml::rss).await
}

pub(super) async fn get_json(State(server): State<Arc<ServerState>>, headers: HeaderMap, asked: Parameters<Asked>) -> Response {
    answer(server, &headers, asked, "/feed.json", "application/feed+json; charset=utf-8", json::json).await
}

async fn answer(
    server: Arc<ServerState>,
    headers: &HeaderMap,
    Parameters(asked): Parameters<Asked>,
    path: &'static str,
    content_type: &'static str,
    write: fn(&Feed) -> Option<String>,
) -> Response {
    // The guard has checked it if it could mislead.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let base = format!("http://{host}");
    let done = server.work(move |server| {
        let text = write(&feed_of(server, &asked, &base, path)?);
        text.ok_or_else(|| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the feed could not be written"))
    });
    match done.await {
        Ok(text) => tagged(headers, content_type, text),
        Err(fault) => fault.into_response(),
    }
}

fn feed_of(server: &ServerState, asked: &Asked, base: &str, path: &str) -> Result<Feed, Fault> {
    let asked = asked.with(Param::Sort, "");
    let query = asked.narrowed(server.today())?.query;
    let snapshot = server.newest();
    let config = SearchConfig {
        query,
        // An alert that nothing matches stays silent.
        match_words: MatchWords::All,
        sort: Sort::Newest,
        count: Count::Exact,
        offset: 0,
        limit: N_ITEMS,
        snippet: SnippetConfig::default(),
    };
    let answer = search(&*snapshot, &config)?;
    let address = format!("{base}{}", asked.link(path));
    let mut items = Vec::new();
    for shown in &answer.hits {
        let updated = file_time(&*snapshot, &shown.hit.article)?;
        let here = || format!("{base}{}", asked.link(&format!("/article/{}", shown.hit.article.id)));
        items.push(Item::of(shown, here, updated));
    }
    Ok(Feed {
        title: if asked.is_empty() { "pullquote".to_owned() } else { format!("{} – pullquote", asked.q.trim()) },
        home: Some(format!("{base}{}", asked.link("/"))),
        id: address.clone(),
        address: Some(address),
        // Without an item nothing ever changed.
        updated: items.iter().map(|item| item.updated).max().unwrap_or(Timestamp::UNIX_EPOCH),
        items,
    })
}

/// Returns when the file of an article was changed, for an article that states no time. It stays the
/// same as long as the file does.
fn file_time(snapshot: &dyn Snapshot, article: &Article) -> Result<Timestamp, Fault> {
    let file = snapshot.ledger().file(&article.place.path)?;
    let time = file.and_then(|file| Timestamp::from_second(file.modified_nanos.div_euclid(1_000_000_000)).ok());
    Ok(time.unwrap_or(Timestamp::UNIX_EPOCH))
}
