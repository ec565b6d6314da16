//! What saved searches found among new articles, and the searches themselves.

use std::io::{self, Write};

use serde::Serialize;

use super::json::{MatchObject, SnippetObject, code_points, match_objects, snippet, write_line};
use super::story::COPIES_LISTED;
use super::terminal::{Screen, clean, count, spaces_collapsed, write_hit};
use super::{About, FORMAT_VERSION, MAX_ROWS, stories};
use crate::watchlist::{Alert, AlertReport, Change, SavedSearch, SearchAlerts};

/// Writes what a search found: its name and its query, then the first `limit` stories, each as one article and the others of it.
pub fn write_terminal(out: &mut dyn Write, found: &SearchAlerts<'_>, limit: usize, screen: &Screen<'_>) -> io::Result<()> {
    let (title, faint) = (screen.theme.title, screen.theme.faint);
    let SearchAlerts { search, alerts } = found;
    let n_changed = alerts.iter().filter(|alert| alert.change == Change::Changed).count();
    let changed = if n_changed > 0 { format!(", {n_changed} changed") } else { String::new() };
    let mut n_articles = count(alerts.len() as u64, "article");
    let n_stories = found.stories().count();
    if n_stories < alerts.len() {
        n_articles = format!("{n_articles} in {}", stories(n_stories as u64));
    }
    writeln!(out, "{title}{}{title:#}: {n_articles}{changed}", clean(search.name.as_str()))?;
    writeln!(out, "{faint}{}{faint:#}", clean(&search.query_text))?;
    for story in found.stories().take(limit) {
        let [alert, others @ ..] = story else { continue };
        write_hit(out, &alert.shown, (alert.change == Change::Changed).then_some("changed"), screen)?;
        for other in others.iter().take(COPIES_LISTED) {
            let article = &other.shown.hit.article;
            let about = format!("{}; “{}”", About::new(article).line(), spaces_collapsed(&article.title.text));
            writeln!(out, "   {faint}also: {}{faint:#}", clean(&about))?;
        }
        match others.len().saturating_sub(COPIES_LISTED) {
            _ if others.is_empty() => {}
            0 => writeln!(out)?,
            n_more => writeln!(out, "   {faint}and {n_more} more{faint:#}\n")?,
        }
    }
    let n_left: usize = found.stories().skip(limit).map(<[Alert]>::len).sum();
    if n_left > 0 { writeln!(out, "{n_left} more\n") } else { Ok(()) }
}

#[derive(Serialize)]
struct AlertLine<'a> {
    format_version: u32,
    kind: &'static str,
    name: &'a str,
    query: &'a str,
    change: &'static str,
    /// The id of the first article of its story among these.
    story: &'a str,
    article: ArticleObject<'a>,
    title_highlights: Vec<[usize; 2]>,
    snippet: SnippetObject<'a>,
    /// The first of them.
    matches: Vec<MatchObject>,
}

#[derive(Serialize)]
struct ArticleObject<'a> {
    id: &'a str,
    path: &'a str,
    record: Option<u64>,
    record_id: Option<&'a str>,
    title: &'a str,
    published: Option<String>,
    publisher: Option<&'a str>,
    section: Option<&'a str>,
    bylines: &'a [String],
    url: Option<&'a str>,
    language: Option<&'a str>,
}

/// Writes each article that a search found as an object.
pub fn write_json(out: &mut dyn Write, found: &SearchAlerts<'_>) -> io::Result<()> {
    for story in found.stories() {
        let first = story.first().map_or("", |first| first.shown.hit.article.id.as_str());
        story.iter().try_for_each(|alert| write_line(out, &alert_line(found.search, alert, first)))?;
    }
    Ok(())
}

fn alert_line<'a>(search: &'a SavedSearch, alert: &'a Alert, story: &'a str) -> AlertLine<'a> {
    let article = &alert.shown.hit.article;
    let mut matches = match_objects(article, &alert.shown.hit.matches);
    matches.truncate(MAX_ROWS);
    AlertLine {
        format_version: FORMAT_VERSION,
        kind: "alert",
        name: search.name.as_str(),
        query: &search.query_text,
        change: alert.change.name(),
        story,
        article: ArticleObject {
            id: article.id.as_str(),
            path: &article.place.path,
            record: article.place.record,
            record_id: article.record_id.as_deref(),
            title: &article.title.text,
            published: article.published.map(|time| time.to_string()),
            publisher: article.publisher.as_deref(),
            section: article.section.as_deref(),
            bylines: &article.bylines,
            url: article.url.as_deref(),
            language: article.language.as_ref().map(|language| language.code()),
        },
        title_highlights: code_points(&article.title.text, &alert.shown.title_marks),
        snippet: snippet(&article.body, &alert.shown.snippet),
        matches,
    }
}

#[derive(Serialize)]
struct SummaryLine<'a> {
    format_version: u32,
    kind: &'static str,
    new_articles: u64,
    alerts: u64,
    pending: Vec<&'a str>,
}

/// Writes what a run did as an object.
pub fn write_summary_json(out: &mut dyn Write, report: &AlertReport) -> io::Result<()> {
    let pending = report.pending.iter().map(|name| name.as_str()).collect();
    let (new_articles, alerts) = (report.n_new, report.n_alerts);
    write_line(out, &SummaryLine { format_version: FORMAT_VERSION, kind: "summary", new_articles, alerts, pending })
}

#[derive(Serialize)]
struct SearchLine<'a> {
    format_version: u32,
    kind: &'static str,
    name: &'a str,
    query: &'a str,
    understood: String,
    r#match: &'static str,
    note: Option<&'a str>,
}

/// Writes a list, each search with its query and its note.
pub fn write_list(out: &mut dyn Write, searches: &[SavedSearch]) -> io::Result<()> {
    for search in searches {
        let words = if search.words == Default::default() { String::new() } else { format!(" ({} word)", search.words.name()) };
        writeln!(out, "{}: {}{words}", clean(search.name.as_str()), clean(&search.query_text))?;
        for line in search.note.iter().flat_map(|note| note.lines()) {
            writeln!(out, "  {}", clean(line))?;
        }
    }
    Ok(())
}

/// Writes each search of a list as an object.
pub fn write_list_json(out: &mut dyn Write, searches: &[SavedSearch]) -> io::Result<()> {
    for search in searches {
        let line = SearchLine {
            format_version: FORMAT_VERSION,
            kind: "search",
            name: search.name.as_str(),
            query: &search.query_text,
            understood: search.query.to_string(),
            r#match: search.words.name(),
            note: search.note.as_deref(),
        };
        write_line(out, &line)?;
    }
    Ok(())
}
