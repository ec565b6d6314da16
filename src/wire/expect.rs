//! How many hits a day a search would have.

use std::io::{self, Write};

use serde::Serialize;

use super::count::rounded;
use super::note::{Note, notes};
use super::{Kind, Line, write_line};
use crate::query::{Query, QueryProblem};
use crate::search::{self, DaysCounted};

/// How many hits a search would have.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Expectation<'e> {
    understood: String,
    articles: u64,
    of_articles: u64,
    /// Matching articles without a date, or with a date in the future.
    undated: u64,
    /// How many of a thousand articles match.
    per_thousand: f64,
    /// The last 28 days on which articles were published, the last 365 such days, and all of them.
    days: Vec<ExpectedDays>,
    notes: Vec<Note<'e>>,
}

impl Kind for Expectation<'_> {
    const KIND: &'static str = "expectation";
}

pub(crate) type ExpectationLine<'e> = Line<Expectation<'e>>;

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = DaysObject))]
pub(crate) struct ExpectedDays {
    /// How many days were asked for; null for all.
    asked: Option<usize>,
    /// How many days there are.
    days: usize,
    articles: u64,
    of_articles: u64,
    per_day: f64,
}

/// Writes what to expect of a query as one object, with the notes about its text. Places in `query_text` are code points.
pub fn write_expectation(
    out: &mut dyn Write,
    expectation: &search::Expectation,
    query: &Query,
    query_text: &str,
    problems: &[QueryProblem],
) -> io::Result<()> {
    let days = |days: &DaysCounted| ExpectedDays {
        asked: days.asked,
        days: days.n_days,
        articles: days.n_matching,
        of_articles: days.n_all,
        per_day: rounded(days.per_day()),
    };
    let object = Expectation {
        understood: query.to_string(),
        articles: expectation.n_matching,
        of_articles: expectation.n_all,
        undated: expectation.n_undated,
        per_thousand: rounded(expectation.per_thousand()),
        days: expectation.stretches.iter().map(days).collect(),
        notes: notes(query_text, problems),
    };
    write_line(out, object)
}
