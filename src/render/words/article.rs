//! What is said of an article besides its title and text.

use crate::article::{Article, NewsTime, TimeOrigin};

/// What stands under a title: date and publisher where they are known, the place and the id. Text as it is in the article.
pub(crate) struct About {
    pub(crate) before_place: Vec<String>,
    pub(crate) place: String,
    pub(crate) id: String,
}

impl About {
    pub(crate) fn new(article: &Article) -> About {
        let before_place = article.published.map(|time| time.to_string()).into_iter().chain(article.publisher.clone()).collect();
        About { before_place, place: article.place.to_string(), id: article.id.to_string() }
    }

    pub(crate) fn line(self) -> String {
        let mut parts = self.before_place;
        parts.extend([self.place, self.id]);
        parts.join(" · ")
    }
}

/// Returns what is known of an article besides its title and text, by labels.
pub(crate) fn details(article: &Article) -> Vec<(&'static str, String)> {
    // A day that the article does not state is told from one that it does.
    let published = |time: &NewsTime| match time.origin {
        TimeOrigin::Url => format!("{time} (by its URL)"),
        TimeOrigin::Path => format!("{time} (by its path)"),
        _ => time.to_string(),
    };
    let rows: [(&str, Option<String>); 9] = [
        ("by", (!article.bylines.is_empty()).then(|| article.bylines.join(", "))),
        ("published", article.published.as_ref().map(published)),
        ("modified", article.modified.as_ref().map(NewsTime::to_string)),
        ("publisher", article.publisher.clone()),
        ("section", article.section.clone()),
        ("url", article.url.clone()),
        ("text", article.is_summary.then(|| "a summary; the feed gives no more".to_owned())),
        ("file", Some(article.place.to_string())),
        ("id", Some(article.id.to_string())),
    ];
    rows.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}
