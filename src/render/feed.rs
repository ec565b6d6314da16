//! Feeds: what a search finds, newest first, for programs that follow what is new.

use std::collections::HashSet;
use std::fmt::Write;

use askama::Template;
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::html::{escape, web_address};
use super::runs::marked;
use crate::article::{Article, NewsTime};
use crate::search::Shown;
use crate::wire::json_feed::{FeedAuthor, FeedItem, JsonFeed};
use crate::wire::write_object;

/// A feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// What it is called.
    pub title: String,
    /// Its name among all feeds: a URI.
    pub id: String,
    /// Where the same search is a page.
    pub home: Option<String>,
    /// Where the feed itself is.
    pub address: Option<String>,
    /// When it was last changed.
    pub updated: Timestamp,
    /// What is in it.
    pub items: Vec<Item>,
}

/// An article in a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its name among all items: a URI.
    pub id: String,
    /// The headline.
    pub title: String,
    /// Where it can be read.
    pub link: String,
    /// None where the article states none.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Timestamp,
    /// Who wrote it, or else who published it.
    pub authors: Vec<String>,
    /// The search that found it, where a feed is of several.
    pub category: Option<String>,
    /// The snippet, as HTML.
    pub summary: String,
}

impl Item {
    /// Returns the item of a hit. Where the article has no address in the web, it can be read at `link`; where it states no time it was changed at
    /// `updated`.
    pub fn of(shown: &Shown, link: impl FnOnce() -> String, updated: Timestamp) -> Item {
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

    fn published_rfc2822(&self) -> Option<String> {
        self.published.map(in_rfc2822)
    }

    fn updated_rfc3339(&self) -> String {
        self.updated.to_string()
    }
}

impl Feed {
    fn updated_rfc3339(&self) -> String {
        self.updated.to_string()
    }

    fn updated_rfc2822(&self) -> String {
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

#[derive(Template)]
#[template(path = "feed.atom.xml")]
struct Atom<'f> {
    feed: &'f Feed,
}

#[derive(Template)]
#[template(path = "feed.rss.xml")]
struct Rss<'f> {
    feed: &'f Feed,
}

/// Returns a feed as Atom (RFC 4287). None where the system has no room for it.
pub fn atom(feed: &Feed) -> Option<String> {
    Atom { feed }.render().ok()
}

/// Returns a feed as RSS 2.0. None where the system has no room for it.
pub fn rss(feed: &Feed) -> Option<String> {
    Rss { feed }.render().ok()
}

const ENTRY: &str = "<entry>";
const ENTRY_END: &str = "</entry>";

/// Returns a feed as Atom, and behind its items those of an older version of it, `n_items` in all at most; an item that is in both is told as it is now.
/// None where `older` is nothing that this function gave for a feed of this id.
pub fn atom_continued(feed: &Feed, older: &str, n_items: usize) -> Option<String> {
    let now = atom(feed)?;
    // A feed of the same id has the same beginning, but for its time and its title. No text in it holds a tag.
    let is_ours = |text: &str| text.starts_with("<?xml") && text.contains(&format!("<id>{}</id>", escape(&feed.id)));
    if !is_ours(older) || !older.trim_end().ends_with("</feed>") {
        return None;
    }
    let ids: HashSet<&str> = entries(&now).filter_map(id_of).collect();
    let kept = entries(older).filter(|entry| id_of(entry).is_some_and(|id| !ids.contains(id)));
    let kept = kept.take(n_items.saturating_sub(feed.items.len()));
    let (before, after) = now.rsplit_once("</feed>")?;
    let mut text = before.to_owned();
    for entry in kept {
        text.extend([entry, "\n"]);
    }
    text.extend(["</feed>", after]);
    Some(text)
}

fn entries(atom: &str) -> impl Iterator<Item = &str> {
    atom.match_indices(ENTRY).filter_map(|(start, _)| {
        let entry = &atom[start..];
        Some(&entry[..entry.find(ENTRY_END)? + ENTRY_END.len()])
    })
}

fn id_of(entry: &str) -> Option<&str> {
    Some(entry.split_once("<id>")?.1.split_once("</id>")?.0)
}

/// Returns a feed as JSON Feed 1.1. None where the system has no room for it.
pub fn json(feed: &Feed) -> Option<String> {
    let items = feed.items.iter().map(|item| FeedItem {
        id: &item.id,
        url: &item.link,
        title: &item.title,
        content_html: &item.summary,
        date_published: item.published.map(|time| time.to_string()),
        authors: item.authors.iter().map(|name| FeedAuthor { name }).collect(),
    });
    let feed = JsonFeed {
        version: "https://jsonfeed.org/version/1.1",
        title: &feed.title,
        home_page_url: feed.home.as_deref(),
        feed_url: feed.address.as_deref(),
        items: items.collect(),
    };
    let mut text = Vec::new();
    write_object(&mut text, &feed).ok().and_then(|()| String::from_utf8(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(titles: &[&str]) -> Feed {
        let item = |title: &&str| Item {
            id: format!("urn:x:{title}"),
            title: format!("{title} </entry><entry><id>"),
            link: "urn:x".to_owned(),
            published: None,
            updated: Timestamp::UNIX_EPOCH,
            authors: Vec::new(),
            category: Some("a & b".to_owned()),
            summary: "<mark>x</mark>".to_owned(),
        };
        let items = titles.iter().map(item).collect();
        Feed {
            title: "T".to_owned(),
            id: "urn:feed".to_owned(),
            home: None,
            address: None,
            updated: Timestamp::UNIX_EPOCH,
            items,
        }
    }

    fn ids(atom: &str) -> String {
        entries(atom).filter_map(id_of).map(|id| id.trim_start_matches("urn:x:")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_was_told_stays_behind_what_is_new() {
        let first = atom(&feed(&["a", "b"])).unwrap();
        assert_eq!(ids(&first), "a b");
        let second = atom_continued(&feed(&["c"]), &first, 10).unwrap();
        assert_eq!(ids(&second), "c a b");
        assert_eq!(ids(&atom_continued(&feed(&["a", "d"]), &second, 3).unwrap()), "a d c");
        assert_eq!(ids(&atom_continued(&feed(&[]), &second, 3).unwrap()), "c a b");
        let other = Feed { id: "urn:other".to_owned(), ..feed(&[]) };
        for foreign in [atom(&other).unwrap().as_str(), "", "my notes", &first[..first.len() - 9]] {
            assert_eq!(atom_continued(&feed(&["c"]), foreign, 10), None, "{foreign}");
        }
    }
}
