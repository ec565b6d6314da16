//! How many articles have each value, and how many are from each stretch of time.

use std::io::{self, Write};

use serde::Serialize;

use super::header::AnswerHeader;
use super::note::{Note, notes};
use super::{Kind, Line, write_line};
use crate::article::Day;
use crate::choice::{Facet, Period};
use crate::query::QueryProblem;
use crate::search::{Counts, FacetCounts, OverTime, Stretch, ValueCount};

/// How many articles have a value.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = ValueLine))]
pub(crate) struct CountedValue<'a> {
    facet: &'static str,
    value: &'a str,
    articles: u64,
    stories: u64,
    all: u64,
    share: Option<f64>,
}

impl Kind for CountedValue<'_> {
    const KIND: &'static str = "value";
}

pub(crate) type ValueLine<'a> = Line<CountedValue<'a>>;

/// How many articles are from a stretch of time.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = StretchLine))]
pub(crate) struct CountedStretch {
    period: &'static str,
    label: String,
    first_day: String,
    last_day: String,
    articles: u64,
    stories: u64,
    all: u64,
    /// Null if there are no articles from this stretch at all.
    share: Option<f64>,
}

impl Kind for CountedStretch {
    const KIND: &'static str = "stretch";
}

pub(crate) type StretchLine = Line<CountedStretch>;

/// How many articles match and how many there are in all, how the query was understood, and what was counted.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct CountSummary<'a> {
    #[serde(flatten)]
    answer: AnswerHeader<'a>,
    stories: Option<u64>,
    all: u64,
    facets: Vec<CountedFacet>,
    timeline: Option<CountedTimeline>,
}

impl Kind for CountSummary<'_> {
    const KIND: &'static str = "summary";
}

pub(crate) type CountSummaryLine<'a> = Line<CountSummary<'a>>;

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct CountedFacet {
    facet: &'static str,
    values: usize,
    shown: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct CountedTimeline {
    period: &'static str,
    stretches: usize,
    before: u64,
    undated: u64,
    all_undated: u64,
}

/// Counts as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct CountPage<'a> {
    values: Vec<ValueLine<'a>>,
    stretches: Vec<StretchLine>,
    summary: CountSummaryLine<'a>,
    notes: Vec<Note<'a>>,
}

impl Kind for CountPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type CountPageLine<'a> = Line<CountPage<'a>>;

/// Writes counts: an object for each value and for each stretch of time, then a summary.
pub fn write_counts(out: &mut dyn Write, counts: &Counts) -> io::Result<()> {
    values(counts).into_iter().try_for_each(|value| write_line(out, value))?;
    stretches(counts).into_iter().try_for_each(|stretch| write_line(out, stretch))?;
    write_line(out, CountSummary::of(counts))
}

/// Writes counts as one object: the values, the stretches and the summary of [`write_counts`], and the notes about the query. Places in
/// `query_text` are code points.
pub fn write_page(out: &mut dyn Write, counts: &Counts, query_text: &str, problems: &[QueryProblem]) -> io::Result<()> {
    let page = CountPage {
        values: values(counts).into_iter().map(Line::new).collect(),
        stretches: stretches(counts).into_iter().map(Line::new).collect(),
        summary: Line::new(CountSummary::of(counts)),
        notes: notes(query_text, problems),
    };
    write_line(out, page)
}

fn values<'a>(counts: &'a Counts) -> Vec<CountedValue<'a>> {
    let in_facets = counts.facets.iter().flat_map(|of_facet| of_facet.values.iter().map(|value| (of_facet.facet, value)));
    let value = |(facet, counted): (Facet, &'a ValueCount)| CountedValue {
        facet: facet.name(),
        value: &counted.value,
        articles: counted.n_matching,
        stories: counted.n_stories,
        all: counted.n_all,
        share: counted.share().map(rounded),
    };
    in_facets.map(value).collect()
}

fn stretches(counts: &Counts) -> Vec<CountedStretch> {
    let Some(over_time) = &counts.over_time else { return Vec::new() };
    let counted = over_time.stretches.iter().zip(&over_time.n_stories);
    counted.map(|(stretch, n_stories)| CountedStretch::of(stretch, *n_stories, over_time.period)).collect()
}

impl CountedStretch {
    fn of(stretch: &Stretch, n_stories: u64, period: Period) -> CountedStretch {
        let day = |day: Day| Period::Day.label(day);
        CountedStretch {
            period: period.name(),
            label: period.label(stretch.first_day),
            first_day: day(stretch.first_day),
            last_day: day(stretch.last_day),
            articles: stretch.n_matching,
            stories: n_stories,
            all: stretch.n_all,
            share: stretch.share().map(rounded),
        }
    }
}

impl CountSummary<'_> {
    fn of(counts: &Counts) -> CountSummary<'_> {
        let facet = |counted: &FacetCounts| CountedFacet {
            facet: counted.facet.name(),
            values: counted.n_values,
            shown: counted.values.len(),
        };
        let timeline = |over_time: &OverTime| CountedTimeline {
            period: over_time.period.name(),
            stretches: over_time.stretches.len(),
            before: over_time.n_before,
            undated: over_time.n_undated,
            all_undated: over_time.n_all_undated,
        };
        CountSummary {
            answer: AnswerHeader::of(&counts.answer),
            stories: counts.answer.n_stories,
            all: counts.n_all,
            facets: counts.facets.iter().map(facet).collect(),
            timeline: counts.over_time.as_ref().map(timeline),
        }
    }
}

/// Returns a share with six digits after the point.
pub(super) fn rounded(share: f64) -> f64 {
    (share * 1e6).round() / 1e6
}
