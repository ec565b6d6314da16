//! How a story spread, day by day.

use std::io::{self, Write};

use serde::Serialize;

use super::note::{Note, notes};
use super::{Kind, Line, write_line};
use crate::choice::Period;
use crate::query::QueryProblem;
use crate::search::{self, Spread};

/// A day, and who published on it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct SpreadDay<'s> {
    day: String,
    articles: u64,
    stories: u64,
    new_publishers: &'s [String],
    known_publishers: &'s [String],
    unnamed: u64,
}

impl Kind for SpreadDay<'_> {
    const KIND: &'static str = "day";
}

pub(crate) type SpreadDayLine<'s> = Line<SpreadDay<'s>>;

impl SpreadDay<'_> {
    fn of(day: &search::SpreadDay) -> SpreadDay<'_> {
        let search::SpreadDay { day, n_articles, n_stories, new_publishers, known_publishers, n_unnamed } = day;
        SpreadDay {
            day: Period::Day.label(*day),
            articles: *n_articles,
            stories: *n_stories,
            new_publishers,
            known_publishers,
            unnamed: *n_unnamed,
        }
    }
}

/// How many articles match, and the first of them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct SpreadSummary<'s> {
    understood: &'s str,
    articles: u64,
    stories: Option<u64>,
    undated: u64,
    publishers: usize,
    first: Option<&'s str>,
    first_published: Option<String>,
    first_publisher: Option<&'s str>,
}

impl Kind for SpreadSummary<'_> {
    const KIND: &'static str = "summary";
}

pub(crate) type SpreadSummaryLine<'s> = Line<SpreadSummary<'s>>;

impl SpreadSummary<'_> {
    fn of(spread: &Spread) -> SpreadSummary<'_> {
        let first = spread.first.hits.first().map(|shown| &shown.hit.article);
        SpreadSummary {
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
}

/// How a story spread, as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct SpreadPage<'s> {
    days: Vec<SpreadDayLine<'s>>,
    summary: SpreadSummaryLine<'s>,
    notes: Vec<Note<'s>>,
}

impl Kind for SpreadPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type SpreadPageLine<'s> = Line<SpreadPage<'s>>;

/// Writes how a story spread: an object for each day, then a summary.
pub fn write_spread(out: &mut dyn Write, spread: &Spread) -> io::Result<()> {
    spread.days.iter().try_for_each(|day| write_line(out, SpreadDay::of(day)))?;
    write_line(out, SpreadSummary::of(spread))
}

/// Writes how a story spread as one object: the days and the summary of [`write_spread`], and the notes about the query. Places in
/// `query_text` are code points.
pub fn write_page(out: &mut dyn Write, spread: &Spread, query_text: &str, problems: &[QueryProblem]) -> io::Result<()> {
    let page = SpreadPage {
        days: spread.days.iter().map(|day| Line::new(SpreadDay::of(day))).collect(),
        summary: Line::new(SpreadSummary::of(spread)),
        notes: notes(query_text, problems),
    };
    write_line(out, page)
}
