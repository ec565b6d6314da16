//! JSON Feed 1.1.

use super::item::Feed;
use crate::wire::json_feed::{FeedAuthor, FeedItem, JsonFeed};
use crate::wire::write_object;

/// Returns a feed as JSON Feed 1.1; `None` if it cannot be written.
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
