//! Answers for people: text for a terminal, HTML, Markdown, comma-separated values, pictures and feeds; and articles as records for other
//! programs ([`export`]). JSON is written by [`wire`](crate::wire).
//!
//! Everything is written to a writer that is passed in. Article text is untrusted: a terminal gets no control characters from it
//! ([`terminal::clean`]), and nothing of it becomes markup in HTML or Markdown ([`html`], [`markdown`]).

pub mod alerts;
pub mod batch;
mod chart;
mod columns;
pub mod count;
mod csv;
pub mod expect;
pub mod explain;
pub mod export;
#[cfg(feature = "feeds")]
pub mod feed;
pub mod first;
pub mod history;
pub mod html;
pub mod keywords;
pub mod like;
pub mod markdown;
mod marks;
#[cfg(feature = "pictures")]
pub mod png;
pub mod quotes;
pub mod replay;
pub mod runs;
mod speakers;
pub mod spread;
pub(crate) mod story;
pub mod svg;
pub mod terminal;
pub mod verify;

use crate::article::{Article, NewsTime, TimeOrigin};
use crate::hit::{Coverage, Matches};
use crate::search::Answer;
use crate::snippet::{MAX_ROWS, Picked, Snippet};

/// Returns how an answer was loosened: which of its words no article holds all of.
pub fn loosened(answer: &Answer) -> Option<String> {
    let Coverage::AtLeast(n) = answer.coverage else { return None };
    answer.is_loosened().then(|| format!("no article holds all {} words; these hold {n} of them", answer.n_words))
}

/// Returns how many articles match, and which of them are shown.
pub fn totals(answer: &Answer) -> String {
    let mut total = terminal::count(answer.total as u64, "article");
    if let Some(n_stories) = answer.n_stories {
        total = format!("{total} in {}", stories(n_stories));
    }
    let first = answer.hits.first().map_or(0, |shown| shown.hit.rank);
    let last = answer.hits.last().map_or(0, |shown| shown.hit.rank);
    let n_in_all = answer.n_stories.unwrap_or(answer.total as u64);
    let shown =
        if (answer.hits.len() as u64) < n_in_all && last > 0 { format!(", {first} to {last} shown") } else { String::new() };
    format!("{total}{shown}")
}

/// Returns `1 story`, `2 stories`.
pub(crate) fn stories(n: u64) -> String {
    format!("{n} {}", if n == 1 { "story" } else { "stories" })
}

/// Returns a share in words: `48.0%`. What is there is no zero.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.1 { "<0.1%".to_owned() } else { format!("{percent:.1}%") }
}

/// What stands under a title: date and publisher where they are known, the place and the id. Text as it is in the article.
struct About {
    before_place: Vec<String>,
    place: String,
    id: String,
}

impl About {
    fn new(article: &Article) -> About {
        let before_place = article.published.map(|time| time.to_string()).into_iter().chain(article.publisher.clone()).collect();
        About { before_place, place: article.place.to_string(), id: article.id.to_string() }
    }

    fn line(self) -> String {
        let mut parts = self.before_place;
        parts.extend([self.place, self.id]);
        parts.join(" · ")
    }
}

/// Returns what is known of an article besides its title and text, by labels.
fn details(article: &Article) -> Vec<(&'static str, String)> {
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

/// Returns how many matches a snippet shows, where it does not show all.
fn shown_of_all(snippet: &Snippet) -> Option<String> {
    let Snippet { n_matches, n_shown, .. } = snippet;
    (n_shown < n_matches).then(|| format!("{n_shown} of {n_matches} matches"))
}

/// Returns how many matches there are, those of the title apart, because they have no numbers.
pub fn all_matches(matches: &Matches) -> String {
    let in_body = terminal::count_matches(matches.body.len());
    if matches.title.is_empty() { in_body } else { format!("{in_body}, {} in the title", matches.title.len()) }
}

/// Returns the line that says which match was picked.
fn which(picked: &Picked<'_>) -> String {
    format!("match {} of {}", picked.number(), picked.matches.body.len())
}

/// Returns the line that leads on from a picked match; None where it is the only one.
fn ways_on(picked: &Picked<'_>) -> Option<String> {
    let previous = picked.previous().map(|number| format!("previous: {number}"));
    let next = picked.next().map(|number| format!("next: {number}"));
    let ways: Vec<String> = previous.into_iter().chain(next).collect();
    (!ways.is_empty()).then(|| ways.join(" · "))
}

/// Returns the line that says that an article has more matches than lines.
fn more_rows(matches: &Matches) -> Option<String> {
    (matches.len() > MAX_ROWS).then(|| format!("{MAX_ROWS} of {} matches", matches.len()))
}
