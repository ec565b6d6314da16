//! How much an index holds, and how the articles that match a query spread, as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::json::{Note, notes, write_line};
use crate::article::{NewsTime, TimeOrigin};
use crate::choice::Period;
use crate::engine::Stats;
use crate::hit::{FacetValues, Facets};
use crate::query::QueryProblem;
use crate::search::{Answer, Stretch};

/// The articles that match a query, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Matching<'a> {
    /// The query as typed, which notes are about.
    pub query_text: &'a str,
    /// What there is to note about it.
    pub notes: &'a [QueryProblem],
    /// The answer to it, which needs no hits.
    pub answer: &'a Answer,
    /// What is known of the articles.
    pub facets: &'a Facets,
    /// How long each stretch of the timeline is.
    pub period: Period,
    /// When they were published.
    pub timeline: &'a [Stretch],
}

/// Writes how much an index holds as one object, with what matches a query, where there is one. Where the index lies is not told.
pub fn write_json(out: &mut dyn Write, stats: &Stats, matching: Option<&Matching<'_>>) -> io::Result<()> {
    let ended = |seconds| NewsTime::from_unix(seconds, TimeOrigin::Field).map(|time| time.to_string());
    let last_run = stats.last_run.as_ref();
    write_line(
        out,
        &StatsObject {
            format_version: FORMAT_VERSION,
            kind: "stats",
            articles: stats.n_articles,
            quotes: stats.n_quotes,
            files: stats.n_files,
            size_bytes: stats.size_bytes,
            segments: stats.n_segments,
            generation: stats.generation,
            last_run: last_run.map(|run| RunObject { ended: ended(run.ended), finished: !run.is_unfinished }),
            matching: matching.map(matching_object),
        },
    )
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Stats))]
pub(crate) struct StatsObject<'a> {
    format_version: u32,
    kind: &'static str,
    articles: u64,
    quotes: u64,
    files: u64,
    size_bytes: u64,
    segments: usize,
    generation: u64,
    last_run: Option<RunObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matching: Option<MatchingObject<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = LastRun))]
struct RunObject {
    ended: Option<String>,
    finished: bool,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Matching))]
struct MatchingObject<'a> {
    understood: &'a str,
    loosened: bool,
    total: u64,
    dated: u64,
    publishers: ValuesObject<'a>,
    sections: ValuesObject<'a>,
    languages: ValuesObject<'a>,
    speakers: ValuesObject<'a>,
    period: &'static str,
    timeline: Vec<StretchObject>,
    notes: Vec<Note<'a>>,
}

/// How many values there are, and the most frequent of them.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = FacetValues))]
struct ValuesObject<'a> {
    values: usize,
    top: Vec<ValueObject<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = FacetValue))]
struct ValueObject<'a> {
    value: &'a str,
    articles: u64,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = TimelineStretch))]
struct StretchObject {
    label: String,
    matching: u64,
    all: u64,
}

fn matching_object<'a>(matching: &Matching<'a>) -> MatchingObject<'a> {
    let Matching { query_text, notes: problems, answer, facets, period, timeline } = *matching;
    let stretch = |stretch: &Stretch| StretchObject {
        label: period.label(stretch.first_day),
        matching: stretch.n_matching,
        all: stretch.n_all,
    };
    MatchingObject {
        understood: &answer.understood,
        loosened: answer.is_loosened(),
        total: facets.total,
        dated: facets.n_dated(),
        publishers: values(&facets.publishers),
        sections: values(&facets.sections),
        languages: values(&facets.languages),
        speakers: values(&facets.speakers),
        period: period.name(),
        timeline: timeline.iter().map(stretch).collect(),
        notes: notes(query_text, problems),
    }
}

fn values(values: &FacetValues) -> ValuesObject<'_> {
    let top = values.top.iter().map(|(value, articles)| ValueObject { value, articles: *articles }).collect();
    ValuesObject { values: values.n_values, top }
}
