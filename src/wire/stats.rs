//! How much an index holds, and how the articles that match a query are spread.

use std::io::{self, Write};

use serde::Serialize;

use super::header::IndexHeader;
use super::note::{Note, notes};
use super::{Kind, Line, write_line};
use crate::article::{NewsTime, TimeOrigin};
use crate::choice::Period;
use crate::engine::{self, RunRecord};
use crate::hit::{self, Facets};
use crate::query::QueryProblem;
use crate::search::{Answer, Stretch};

/// The articles that match a query, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted<'a> {
    /// The query as typed, which the notes are about.
    pub query_text: &'a str,
    /// The notes about it.
    pub notes: &'a [QueryProblem],
    /// The answer to it; its hits are not used.
    pub answer: &'a Answer,
    /// What is known about the articles.
    pub facets: &'a Facets,
    /// The length of each stretch of the timeline.
    pub period: Period,
    /// When the articles were published.
    pub timeline: &'a [Stretch],
}

/// How much an index holds, and what matches a query if there is one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Stats<'a> {
    #[serde(flatten)]
    header: IndexHeader,
    last_run: Option<LastRun>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matching: Option<Matching<'a>>,
}

impl Kind for Stats<'_> {
    const KIND: &'static str = "stats";
}

pub(crate) type StatsLine<'a> = Line<Stats<'a>>;

/// When the last run ended, and whether it finished.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct LastRun {
    ended: Option<String>,
    finished: bool,
}

impl LastRun {
    pub(super) fn of(run: &RunRecord) -> LastRun {
        let ended = NewsTime::from_unix(run.ended, TimeOrigin::Field).map(|time| time.to_string());
        LastRun { ended, finished: !run.is_unfinished }
    }
}

/// What matches a query.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Matching<'a> {
    understood: &'a str,
    loosened: bool,
    total: u64,
    dated: u64,
    publishers: FacetValues<'a>,
    sections: FacetValues<'a>,
    languages: FacetValues<'a>,
    speakers: FacetValues<'a>,
    period: &'static str,
    timeline: Vec<TimelineStretch>,
    notes: Vec<Note<'a>>,
}

/// How many values there are, and the most frequent of them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct FacetValues<'a> {
    values: usize,
    top: Vec<FacetValue<'a>>,
}

/// A value, and how many articles have it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct FacetValue<'a> {
    value: &'a str,
    articles: u64,
}

/// A stretch of time, and how many articles of it match.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct TimelineStretch {
    label: String,
    matching: u64,
    all: u64,
}

impl<'a> Matching<'a> {
    fn of(counted: &Counted<'a>) -> Matching<'a> {
        let Counted { query_text, notes: problems, answer, facets, period, timeline } = *counted;
        let stretch = |stretch: &Stretch| TimelineStretch {
            label: period.label(stretch.first_day),
            matching: stretch.n_matching,
            all: stretch.n_all,
        };
        Matching {
            understood: &answer.understood,
            loosened: answer.is_loosened(),
            total: facets.total,
            dated: facets.n_dated(),
            publishers: FacetValues::of(&facets.publishers),
            sections: FacetValues::of(&facets.sections),
            languages: FacetValues::of(&facets.languages),
            speakers: FacetValues::of(&facets.speakers),
            period: period.name(),
            timeline: timeline.iter().map(stretch).collect(),
            notes: notes(query_text, problems),
        }
    }
}

impl FacetValues<'_> {
    fn of(values: &hit::FacetValues) -> FacetValues<'_> {
        let top = values.top.iter().map(|(value, articles)| FacetValue { value, articles: *articles }).collect();
        FacetValues { values: values.n_values, top }
    }
}

/// Writes how much an index holds as one object, with what matches a query if there is one. The location of the index is not written.
pub fn write_stats(out: &mut dyn Write, stats: &engine::Stats, counted: Option<&Counted<'_>>) -> io::Result<()> {
    let object = Stats {
        header: IndexHeader::of(stats),
        last_run: stats.last_run.as_ref().map(LastRun::of),
        matching: counted.map(Matching::of),
    };
    write_line(out, object)
}
