//! Feeds: any search, newest first, so that a saved search is an alert.

use std::fmt::Write;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use serde::Serialize;

use super::super::asked::newest;
use super::super::desk::Desk;
use super::super::fault::Fault;
use super::asked::Asked;
use super::{rendered, with_type};
use crate::article::{Article, NewsTime};
use crate::hit::Sort;
use crate::render::html::{escape, web_address};
use crate::render::json::write_line;
use crate::render::runs::marked;
use crate::search::{MatchWords, SearchConfig, Shown, search};
use crate::snippet::SnippetConfig;

/// So many articles are in a feed.
const N_ITEMS: usize = 50;

struct Feed {
    title: String,
    /// Where the same search is a page.
    home: String,
    /// Where the feed itself is.
    address: String,
    /// In seconds since 1970.
    updated: Timestamp,
    items: Vec<Item>,
}

struct Item {
    id: String,
    title: String,
    link: String,
    /// None where the article states none.
    published: Option<Timestamp>,
    /// Where it states none, the time of the feed.
    updated: Timestamp,
    authors: Vec<String>,
    /// The snippet, as HTML.
    summary: String,
}

impl Feed {
    fn updated_rfc3339(&self) -> String {
        self.updated.to_string()
    }

    fn updated_rfc2822(&self) -> String {
        in_rfc2822(self.updated)
    }
}

impl Item {
    fn published_rfc2822(&self) -> Option<String> {
        self.published.map(in_rfc2822)
    }

    fn updated_rfc3339(&self) -> String {
        self.updated.to_string()
    }
}

fn in_rfc2822(time: Timestamp) -> String {
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&time).unwrap_or_default()
}

#[derive(Template)]
#[template(path = "feed.atom.xml")]
struct Atom {
    feed: Feed,
}

#[derive(Template)]
#[template(path = "feed.rss.xml")]
struct Rss {
    feed: Feed,
}

/// As <https://www.jsonfeed.org/version/1.1/> has it.
#[derive(Serialize)]
struct JsonFeed<'f> {
    version: &'static str,
    title: &'f str,
    home_page_url: &'f str,
    feed_url: &'f str,
    items: Vec<JsonItem<'f>>,
}

#[derive(Serialize)]
struct JsonItem<'f> {
    id: &'f str,
    url: &'f str,
    title: &'f str,
    content_html: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<JsonAuthor<'f>>,
}

#[derive(Serialize)]
struct JsonAuthor<'f> {
    name: &'f str,
}

pub(super) async fn get_atom(State(desk): State<Arc<Desk>>, headers: HeaderMap, asked: Parameters<Asked>) -> Response {
    answer(desk, &headers, asked, "/feed.atom", "application/atom+xml; charset=utf-8", |feed| rendered(&Atom { feed })).await
}

pub(super) async fn get_rss(State(desk): State<Arc<Desk>>, headers: HeaderMap, asked: Parameters<Asked>) -> Response {
    answer(desk, &headers, asked, "/feed.rss", "application/rss+xml; charset=utf-8", |feed| rendered(&Rss { feed })).await
}

pub(super) async fn get_json(State(desk): State<Arc<Desk>>, headers: HeaderMap, asked: Parameters<Asked>) -> Response {
    answer(desk, &headers, asked, "/feed.json", "application/feed+json; charset=utf-8", |feed| json(&feed)).await
}

async fn answer(
    desk: Arc<Desk>,
    headers: &HeaderMap,
    Parameters(asked): Parameters<Asked>,
    path: &'static str,
    content_type: &'static str,
    write: fn(Feed) -> Result<String, Fault>,
) -> Response {
    // The guard has looked at it where it could mislead.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let base = format!("http://{host}");
    match desk.work(move |desk| write(feed(desk, &asked, &base, path)?)).await {
        Ok(text) => with_type(content_type, text),
        Err(fault) => fault.into_response(),
    }
}

fn feed(desk: &Desk, asked: &Asked, base: &str, path: &str) -> Result<Feed, Fault> {
    let asked = asked.with("page", "").with("sort", "");
    let query = asked.narrowed(desk.today())?.query;
    let edition = newest(desk)?;
    let config = SearchConfig {
        query,
        // An alert that nothing matches stays silent.
        match_words: MatchWords::All,
        sort: Sort::Newest,
        offset: 0,
        limit: N_ITEMS,
        snippet: SnippetConfig::default(),
    };
    let answer = search(&*edition.engine, &config)?;
    let last_run = edition.engine.last_run()?;
    let updated = last_run.and_then(|run| Timestamp::from_second(run.ended).ok()).unwrap_or_default();
    Ok(Feed {
        title: if asked.is_empty() { "pullquote".to_owned() } else { format!("{} – pullquote", asked.q.trim()) },
        home: format!("{base}{}", asked.link("/")),
        address: format!("{base}{}", asked.link(path)),
        updated,
        items: answer.hits.iter().map(|shown| item(shown, &asked, base, updated)).collect(),
    })
}

fn item(shown: &Shown, asked: &Asked, base: &str, feed_updated: Timestamp) -> Item {
    let article = &shown.hit.article;
    let here = || format!("{base}{}", asked.link(&format!("/article/{}", article.id)));
    let time = |time: &NewsTime| Timestamp::from_second(time.seconds).ok();
    let published = article.published.as_ref().and_then(time);
    Item {
        id: format!("urn:pullquote:{}", article.id),
        title: article.title.text.clone(),
        link: web_address(article.url.as_deref()).unwrap_or_else(here),
        published,
        updated: article.modified.as_ref().and_then(time).or(published).unwrap_or(feed_updated),
        authors: authors(article),
        summary: summary(shown),
    }
}

fn authors(article: &Article) -> Vec<String> {
    if article.bylines.is_empty() { article.publisher.clone().into_iter().collect() } else { article.bylines.clone() }
}

/// Returns the snippet as HTML.
fn summary(shown: &Shown) -> String {
    let mut summary = String::new();
    for (idx, fragment) in shown.snippet.fragments.iter().enumerate() {
        summary.push_str(if idx == 0 { "" } else { " … " });
        for run in marked(&fragment.text, &fragment.marks) {
            let text = escape(&run.text);
            // Writing to a string does not fail.
            let _ = if run.matches.is_some() { write!(summary, "<mark>{text}</mark>") } else { write!(summary, "{text}") };
        }
    }
    summary
}

fn json(feed: &Feed) -> Result<String, Fault> {
    let items = feed.items.iter().map(|item| JsonItem {
        id: &item.id,
        url: &item.link,
        title: &item.title,
        content_html: &item.summary,
        date_published: item.published.map(|time| time.to_string()),
        authors: item.authors.iter().map(|name| JsonAuthor { name }).collect(),
    });
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: &feed.home,
        feed_url: &feed.address,
        items: items.collect(),
    };
    let mut text = Vec::new();
    let written = write_line(&mut text, &feed).ok().and_then(|()| String::from_utf8(text).ok());
    written.ok_or_else(|| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the feed could not be written"))
}
