//! The pages, for people who prefer a browser. They are made on the server; without their script
//! they lack only convenience.

mod advice;
mod article;
mod asked;
mod feed;
mod frame;
mod help;
mod history;
mod keywords;
mod like;
mod link;
mod message;
mod number;
mod picture;
mod quotes;
mod result;
mod results;
mod spread;

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::Response;
use axum::routing::get;

use self::frame::with_type;
use super::state::ServerState;

pub(super) fn routes() -> Router<Arc<ServerState>> {
    let asset = |content_type: &'static str, text: &'static str| get(async move || with_type(content_type, text).cached());
    Router::new()
        .route("/", get(results::get_results))
        .route("/article/{id}", get(article::get_article))
        .route("/history/{id}", get(history::get_history))
        .route("/article/{id}/like", get(like::get_like))
        .route("/keywords", get(keywords::get_keywords))
        .route("/quotes", get(quotes::get_quotes))
        .route("/spread", get(spread::get_spread))
        .route("/help", get(help::get_help))
        .route("/feed.rss", get(feed::get_rss))
        .route("/feed.atom", get(feed::get_atom))
        .route("/feed.json", get(feed::get_json))
        .route("/style.css", asset("text/css; charset=utf-8", include_str!("style.css")))
        .route("/script.js", asset("text/javascript; charset=utf-8", include_str!("script.js")))
        .route("/icon.svg", asset("image/svg+xml", include_str!("icon.svg")))
}

trait Cached {
    fn cached(self) -> Self;
}

impl Cached for Response {
    /// Lets a browser cache, for a while, files that change only with the program.
    fn cached(mut self) -> Response {
        self.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("max-age=600"));
        self
    }
}

#[cfg(test)]
mod tests {
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
