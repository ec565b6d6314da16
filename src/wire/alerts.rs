//! Saved searches, and what they found among new articles.

use std::io::{self, Write};

use serde::Serialize;

use super::article::{Match, match_objects};
use super::header::ArticleRecord;
use super::note::{Note, notes};
use super::snippet::Snippet;
use super::{Kind, write_line};
use crate::article::Article;
use crate::choice::Syntax;
use crate::snippet::MAX_ROWS;
use crate::span::code_points;
use crate::watchlist::{self, AlertReport, SearchAlerts};

/// An article that a saved search found.
#[derive(Debug, Serialize)]
struct Alert<'a> {
    name: &'a str,
    query: &'a str,
    change: &'static str,
    /// The id of the first article of its story among these.
    story: &'a str,
    article: AlertArticle<'a>,
    title_highlights: Vec<[usize; 2]>,
    snippet: Snippet<'a>,
    /// The first matches.
    matches: Vec<Match>,
}

impl Kind for Alert<'_> {
    const KIND: &'static str = "alert";
}

#[derive(Debug, Serialize)]
struct AlertArticle<'a> {
    #[serde(flatten)]
    record: ArticleRecord<'a>,
    section: Option<&'a str>,
}

impl<'a> AlertArticle<'a> {
    fn of(article: &'a Article) -> AlertArticle<'a> {
        AlertArticle { record: ArticleRecord::of(article), section: article.section.as_deref() }
    }
}

impl<'a> Alert<'a> {
    fn of(search: &'a watchlist::SavedSearch, alert: &'a watchlist::Alert, story: &'a str) -> Alert<'a> {
        let article = &alert.shown.hit.article;
        let mut matches = match_objects(article, &alert.shown.hit.matches);
        matches.truncate(MAX_ROWS);
        Alert {
            name: search.name.as_str(),
            query: &search.query_text,
            change: alert.change.name(),
            story,
            article: AlertArticle::of(article),
            title_highlights: code_points(&article.title.text, &alert.shown.title_marks),
            snippet: Snippet::of(&article.body, &alert.shown.snippet),
            matches,
        }
    }
}

/// Writes each article that a search found, as an object.
pub fn write_alerts(out: &mut dyn Write, found: &SearchAlerts<'_>) -> io::Result<()> {
    for story in found.stories() {
        let first = story.first().map_or("", |first| first.shown.hit.article.id.as_str());
        story.iter().try_for_each(|alert| write_line(out, Alert::of(found.search, alert, first)))?;
    }
    Ok(())
}

/// What a run of all saved searches did.
#[derive(Debug, Serialize)]
struct AlertsSummary<'a> {
    new_articles: u64,
    alerts: u64,
    pending: Vec<&'a str>,
    /// What searches left open; left out if there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<SearchNote<'a>>,
}

/// A note about a saved search.
#[derive(Debug, Serialize)]
struct SearchNote<'a> {
    name: &'a str,
    #[serde(flatten)]
    note: Note<'a>,
}

impl Kind for AlertsSummary<'_> {
    const KIND: &'static str = "summary";
}

/// Writes what a run of `searches` did, as an object. Places of notes are code points of the query.
pub fn write_summary(out: &mut dyn Write, report: &AlertReport, searches: &[watchlist::SavedSearch]) -> io::Result<()> {
    let pending = report.pending.iter().map(|name| name.as_str()).collect();
    let notes = report.open.iter().flat_map(|(name, problem)| {
        let query = searches.iter().find(|search| search.name == *name).map_or("", |search| &search.query_text);
        let of_search = move |note| SearchNote { name: name.as_str(), note };
        notes(query, std::slice::from_ref(problem)).into_iter().map(of_search)
    });
    write_line(out, AlertsSummary { new_articles: report.n_new, alerts: report.n_alerts, pending, notes: notes.collect() })
}

/// A saved search.
#[derive(Debug, Serialize)]
struct SavedSearch<'a> {
    name: &'a str,
    query: &'a str,
    understood: String,
    r#match: &'static str,
    /// Left out for our own language.
    #[serde(skip_serializing_if = "Option::is_none")]
    syntax: Option<&'static str>,
    note: Option<&'a str>,
}

impl Kind for SavedSearch<'_> {
    const KIND: &'static str = "search";
}

/// Writes each saved search as an object.
pub fn write_searches(out: &mut dyn Write, searches: &[watchlist::SavedSearch]) -> io::Result<()> {
    searches.iter().try_for_each(|search| {
        let object = SavedSearch {
            name: search.name.as_str(),
            query: &search.query_text,
            understood: search.query.to_string(),
            r#match: search.words.name(),
            syntax: (search.syntax != Syntax::default()).then(|| search.syntax.name()),
            note: search.note.as_deref(),
        };
        write_line(out, object)
    })
}
