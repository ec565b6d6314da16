//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>). Its names are not ours, and it has no envelope.

use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct JsonFeed<'f> {
    pub(crate) version: &'static str,
    pub(crate) title: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) home_page_url: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) feed_url: Option<&'f str>,
    pub(crate) items: Vec<FeedItem<'f>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct FeedItem<'f> {
    pub(crate) id: &'f str,
    pub(crate) url: &'f str,
    pub(crate) title: &'f str,
    pub(crate) content_html: &'f str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) date_published: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) authors: Vec<FeedAuthor<'f>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct FeedAuthor<'f> {
    pub(crate) name: &'f str,
}
