//! A feed and its items.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::article::{Article, NewsTime};
use crate::render::html::escape::{escape, web_address};
use crate::render::marked::runs::marked;
use crate::search::ShownHit;

/// A feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// The title.
    pub title: String,
    /// Its identifier: a URI.
    pub id: String,
    /// The address of the page of the same search.
    pub home: Option<String>,
    /// The address of the feed itself.
    pub address: Option<String>,
    /// When it last changed.
    pub updated: Timestamp,
    /// The items.
    pub items: Vec<Item>,
}

/// An article in a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its identifier: a URI.
    pub id: String,
    /// The headline.
    pub title: String,
    /// The address at which it can be read.
    pub link: String,
    /// `None` if the article states none.
    pub published: Option<Timestamp>,
    /// When it last changed.
    pub updated: Timestamp,
    /// Its authors, or its publisher if no author is known.
    pub authors: Vec<String>,
    /// The search that found it, if the feed is of several.
    pub category: Option<String>,
    /// The snippet, as HTML.
    pub summary: String,
}

impl Item {
    /// Returns the item of a hit. If the article has no web address, its address is `link`. If it states no time, it changed at `updated`.
    pub fn of(shown: &ShownHit, link: impl FnOnce() -> String, updated: Timestamp) -> Item {
        let article = &shown.hit.article;
        let time = |time: &NewsTime| Timestamp::from_second(time.seconds).ok();
        let published = article.published.as_ref().and_then(time);
        Item {
            id: format!("urn:pullquote:{}", article.id),
            title: article.title.text.clone(),
            link: web_address(article.url.as_deref()).unwrap_or_else(link),
            published,
            updated: article.modified.as_ref().and_then(time).or(published).unwrap_or(updated),
            authors: authors(article),
            category: None,
            summary: summary(shown),
        }
    }

    pub(super) fn published_rfc2822(&self) -> Option<String> {
        self.published.map(in_rfc2822)
    }

    pub(super) fn updated_rfc3339(&self) -> String {
        self.updated.to_string()
    }
}

impl Feed {
    pub(super) fn updated_rfc3339(&self) -> String {
        self.updated.to_string()
    }

    pub(super) fn updated_rfc2822(&self) -> String {
        in_rfc2822(self.updated)
    }
}

fn in_rfc2822(time: Timestamp) -> String {
    rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&time).unwrap_or_default()
}

fn authors(article: &Article) -> Vec<String> {
    if article.bylines.is_empty() { article.publisher.clone().into_iter().collect() } else { article.bylines.clone() }
}

/// Returns the snippet as HTML.
fn summary(shown: &ShownHit) -> String {
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
