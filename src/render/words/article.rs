//! An article besides its title and text, in words.

use crate::article::{Article, NewsTime, Page, TimeOrigin};
use crate::render::html::escape::web_address;

/// The line below a title: what a reader knows an article by, besides its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleLine {
    /// When it was published: in full, and the day alone.
    pub time: Option<(String, String)>,
    /// Its publisher; untrusted, like all that follows.
    pub publisher: Option<String>,
    /// The section of the paper.
    pub section: Option<String>,
    /// Its authors.
    pub byline: Option<String>,
    /// Its web address, fit for a link.
    pub original: Option<String>,
    /// Its file and record.
    pub place: String,
    /// Its id.
    pub id: String,
}

impl TitleLine {
    /// Returns the title line of an article.
    pub fn of(article: &Article) -> TitleLine {
        let time = |text: String| {
            let day = text.split_once('T').map_or(text.as_str(), |(day, _)| day).to_owned();
            (text, day)
        };
        TitleLine {
            time: article.published.as_ref().map(NewsTime::to_string).map(time),
            publisher: article.publisher.clone(),
            section: article.section.clone(),
            byline: (!article.bylines.is_empty()).then(|| article.bylines.join(", ")),
            original: web_address(article.url.as_deref()),
            place: article.place.to_string(),
            id: article.id.to_string(),
        }
    }

    /// Returns the time, the publisher, the place and the id on one line.
    pub fn line(&self) -> String {
        self.line_with(str::to_owned, &self.place)
    }

    /// Returns the line with another text for the place. `clean` is applied to the time and the publisher.
    pub(crate) fn line_with(&self, clean: fn(&str) -> String, place: &str) -> String {
        let time = self.time.as_ref().map(|(text, _)| text.as_str());
        let before_place = time.into_iter().chain(self.publisher.as_deref()).map(clean);
        before_place.chain([place.to_owned(), self.id.clone()]).collect::<Vec<_>>().join(" · ")
    }
}

/// Returns that an article has no text, if it has none.
pub(crate) fn text_note(article: &Article) -> Option<&'static str> {
    article.is_headline_only().then_some("headline only")
}

/// Maximum number of pages that are listed.
const MAX_PAGES: usize = 50;

/// Returns the details of an article with their labels.
pub(crate) fn details(article: &Article) -> Vec<(&'static str, String)> {
    // A day that the article does not state itself is marked.
    let published = |time: &NewsTime| match time.origin {
        TimeOrigin::Url => format!("{time} (by its URL)"),
        TimeOrigin::Path => format!("{time} (by its path)"),
        TimeOrigin::Properties => format!("{time} (when the file was made)"),
        _ => time.to_string(),
    };
    let pages: Vec<String> = article.locators.pages().into_iter().take(MAX_PAGES).map(Page::name).collect();
    let scan = |percent: u8| format!("read from a scan; text recognition was sure of its words to {percent} %");
    let rows: [(&str, Option<String>); 13] = [
        ("by", (!article.bylines.is_empty()).then(|| article.bylines.join(", "))),
        ("published", article.published.as_ref().map(published)),
        ("modified", article.modified.as_ref().map(NewsTime::to_string)),
        ("embargo", article.embargo.as_ref().map(|until| format!("not to be published before {until}"))),
        ("publisher", article.publisher.clone()),
        ("section", article.section.clone()),
        (if pages.len() == 1 { "page" } else { "pages" }, (!pages.is_empty()).then(|| pages.join(", "))),
        ("url", article.url.clone()),
        ("claims", article.claimed_url.as_ref().map(|url| format!("{url} (of another site; no version of it)"))),
        ("text", text_note(article).or(article.is_summary.then_some("a summary; the feed gives no more")).map(str::to_owned)),
        ("scan", article.ocr_confidence.map(scan)),
        ("file", Some(article.place.to_string())),
        ("id", Some(article.id.to_string())),
    ];
    rows.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}
