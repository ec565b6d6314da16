//! How something spread: for a terminal, as JSON, and as comma-separated values.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::csv::cell;
use super::json::{Note, notes, write_line};
use super::stories;
use super::terminal::{Screen, clean, count, write_answer};
use crate::choice::Period;
use crate::query::QueryProblem;
use crate::search::{Spread, SpreadDay};

/// Between names in one cell.
const BETWEEN: &str = "; ";

/// Writes the first article, and then each day with who printed it; who did so for the first time stands before the rest, with a plus.
pub fn write_terminal(out: &mut dyn Write, spread: &Spread, screen: &Screen<'_>) -> io::Result<()> {
    write_answer(out, &spread.first, screen)?;
    for day in &spread.days {
        let new = day.new_publishers.iter().map(|name| format!("+{}", clean(name)));
        let known = day.known_publishers.iter().map(|name| clean(name).into_owned());
        let unnamed = (day.n_unnamed > 0).then(|| format!("{} of nobody named", day.n_unnamed));
        let names: Vec<String> = new.chain(known).chain(unnamed).collect();
        let articles = match day.n_stories == day.n_articles {
            true => count(day.n_articles, "article"),
            false => format!("{} in {}", count(day.n_articles, "article"), stories(day.n_stories)),
        };
        writeln!(out, "{}  {articles:>12}  {}", Period::Day.label(day.day), names.join(", "))?;
    }
    if spread.n_undated > 0 {
        writeln!(out, "{} without a date", count(spread.n_undated, "article"))?;
    }
    Ok(())
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = SpreadDay))]
struct DayLine<'s> {
    format_version: u32,
    kind: &'static str,
    day: String,
    articles: u64,
    stories: u64,
    new_publishers: &'s [String],
    known_publishers: &'s [String],
    unnamed: u64,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = SpreadSummary))]
struct SummaryLine<'s> {
    format_version: u32,
    kind: &'static str,
    understood: &'s str,
    articles: u64,
    stories: Option<u64>,
    undated: u64,
    publishers: usize,
    first: Option<&'s str>,
    first_published: Option<String>,
    first_publisher: Option<&'s str>,
}

/// Writes each day as an object, and at last a summary.
pub fn write_json(out: &mut dyn Write, spread: &Spread) -> io::Result<()> {
    spread.days.iter().try_for_each(|day| write_line(out, &day_line(day)))?;
    write_line(out, &summary(spread))
}

/// Writes it as one object: the days and the summary of [`write_json`], and what there is to note about the query. Places in `query_text` are code
/// points.
pub fn write_page(out: &mut dyn Write, spread: &Spread, query_text: &str, problems: &[QueryProblem]) -> io::Result<()> {
    let page = SpreadPage {
        format_version: FORMAT_VERSION,
        kind: "page",
        days: spread.days.iter().map(day_line).collect(),
        summary: summary(spread),
        notes: notes(query_text, problems),
    };
    write_line(out, &page)
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct SpreadPage<'s> {
    format_version: u32,
    kind: &'static str,
    days: Vec<DayLine<'s>>,
    summary: SummaryLine<'s>,
    notes: Vec<Note<'s>>,
}

fn day_line(day: &SpreadDay) -> DayLine<'_> {
    let SpreadDay { day, n_articles, n_stories, new_publishers, known_publishers, n_unnamed } = day;
    DayLine {
        format_version: FORMAT_VERSION,
        kind: "day",
        day: Period::Day.label(*day),
        articles: *n_articles,
        stories: *n_stories,
        new_publishers,
        known_publishers,
        unnamed: *n_unnamed,
    }
}

fn summary(spread: &Spread) -> SummaryLine<'_> {
    let first = spread.first.hits.first().map(|shown| &shown.hit.article);
    SummaryLine {
        format_version: FORMAT_VERSION,
        kind: "summary",
        understood: &spread.first.understood,
        articles: spread.first.total as u64,
        stories: spread.first.n_stories,
        undated: spread.n_undated,
        publishers: spread.n_publishers,
        first: first.map(|article| article.id.as_str()),
        first_published: first.and_then(|article| article.published.as_ref()).map(ToString::to_string),
        first_publisher: first.and_then(|article| article.publisher.as_deref()),
    }
}

/// Writes each day as a row.
pub fn write_csv(out: &mut dyn Write, spread: &Spread) -> io::Result<()> {
    write!(out, "day,articles,stories,new_publishers,known_publishers,unnamed\r\n")?;
    for day in &spread.days {
        let SpreadDay { day, n_articles, n_stories, new_publishers, known_publishers, n_unnamed } = day;
        let [new, known] = [new_publishers, known_publishers].map(|names| cell(&names.join(BETWEEN)));
        write!(out, "{},{n_articles},{n_stories},{new},{known},{n_unnamed}\r\n", Period::Day.label(*day))?;
    }
    Ok(())
}
