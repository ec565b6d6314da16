//! The page: for people who would rather look than type. Made on the server; without its script it does all but comfort.

mod article;
mod asked;
mod feed;
mod history;
mod keywords;
mod like;
mod picture;
mod quotes;
mod results;
mod spread;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use self::asked::Asked;
use super::desk::Desk;
use super::fault::Fault;

pub(super) fn routes() -> Router<Arc<Desk>> {
    let asset = |content_type: &'static str, text: &'static str| get(async move || with_type(content_type, text).cached());
    Router::new()
        .route("/", get(results::get_results))
        .route("/article/{id}", get(article::get_article))
        .route("/history/{id}", get(history::get_history))
        .route("/article/{id}/like", get(like::get_like))
        .route("/keywords", get(keywords::get_keywords))
        .route("/quotes", get(quotes::get_quotes))
        .route("/spread", get(spread::get_spread))
        .route("/help", get(results::get_help))
        .route("/feed.rss", get(feed::get_rss))
        .route("/feed.atom", get(feed::get_atom))
        .route("/feed.json", get(feed::get_json))
        .route("/style.css", asset("text/css; charset=utf-8", include_str!("style.css")))
        .route("/script.js", asset("text/javascript; charset=utf-8", include_str!("script.js")))
        .route("/icon.svg", asset("image/svg+xml", include_str!("icon.svg")))
}

/// What every page has.
struct Frame {
    /// What the window is called.
    title: String,
    /// What the form is filled in with.
    asked: Asked,
    /// Which of the pages it is, as its path.
    place: &'static str,
    /// How many articles there are to search.
    n_articles: u64,
}

impl Frame {
    fn new(title: impl Into<String>, asked: &Asked, place: &'static str, n_articles: u64) -> Frame {
        Frame { title: title.into(), asked: asked.clone(), place, n_articles }
    }

    fn articles(&self) -> String {
        counted(self.n_articles, "article")
    }

    /// Where the form leads.
    fn action(&self) -> &'static str {
        match self.place {
            "/quotes" | "/spread" => self.place,
            _ => "/",
        }
    }

    fn is_narrowed(&self) -> bool {
        self.asked.values().iter().any(|value| !value.is_empty())
    }
}

/// A part of a message. What is typed stands between backticks there.
struct Piece {
    text: String,
    is_code: bool,
}

fn pieces(message: &str) -> Vec<Piece> {
    let parts = message.split('`').enumerate().map(|(idx, text)| Piece { text: text.to_owned(), is_code: idx % 2 == 1 });
    parts.filter(|piece| !piece.text.is_empty()).collect()
}

/// Says why there is nothing else to see.
#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'f> {
    frame: Frame,
    status: u16,
    detail: Vec<Piece>,
    advice: Option<Vec<Piece>>,
    shown: Option<&'f str>,
}

/// Makes a page of what was done, or of why it was not.
fn page(done: Result<String, Fault>, asked: &Asked, place: &'static str) -> Response {
    let fault = match done {
        Ok(text) => return with_type("text/html; charset=utf-8", text),
        Err(fault) => fault,
    };
    let page = FaultPage {
        frame: Frame::new("Not understood", asked, place, 0),
        status: fault.status().as_u16(),
        detail: pieces(fault.detail()),
        advice: fault.advice().map(pieces),
        shown: fault.shown(),
    };
    match page.render() {
        Ok(text) => (fault.status(), with_type("text/html; charset=utf-8", text)).into_response(),
        Err(_) => fault.into_response(),
    }
}

fn rendered(template: &impl Template) -> Result<String, Fault> {
    template.render().map_err(|_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "the page could not be written"))
}

fn with_type(content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

trait Cached {
    fn cached(self) -> Self;
}

impl Cached for Response {
    /// Lets a browser keep what changes with the program alone, for a while.
    fn cached(mut self) -> Response {
        self.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("max-age=600"));
        self
    }
}

/// Returns a number with commas: `12,345`.
fn grouped(n: impl Into<u64>) -> String {
    let digits = n.into().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Returns a number of things: `1 article`, `1,234 articles`.
fn counted(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        let cases = [(0_u64, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
        for (n, expected) in cases {
            assert_eq!(grouped(n), expected);
        }
        assert_eq!((counted(1, "quote"), counted(0, "quote")), ("1 quote".to_owned(), "0 quotes".to_owned()));
    }

    #[test]
    fn templates_put_in_nothing_unescaped() {
        let of_pages = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/serve/page/templates")).unwrap();
        let of_feeds = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/render/templates")).unwrap();
        for entry in of_pages.chain(of_feeds) {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            for forbidden in ["safe", "escape", "<script>", " style=", " on"] {
                let found = text.match_indices(forbidden).any(|(at, _)| match forbidden {
                    // Handlers are attributes: `onclick=`.
                    " on" => text[at + 3..].split_once('=').is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_lowercase())),
                    _ => true,
                });
                assert!(!found, "{}: {forbidden}", path.display());
            }
        }
    }
}
