//! The first day on which something was printed, and all articles of that day that hold it.
//!
//! Many articles state a day and no time. Which of one day came first is then unknown, so all of
//! them are returned.

use std::time::Instant;

use super::{Answer, SearchConfig, search};
use crate::article::{Day, PartialDate};
use crate::choice::{Count, MatchWords, Period, Sort};
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::{Coverage, ValuesWanted};
use crate::query::{Filter, Query};
use crate::snippet::SnippetConfig;

/// The articles printed first.
#[derive(Debug, Clone, PartialEq)]
pub struct First {
    /// The articles of the first day, by time, then by id. Its total is the number of matching
    /// articles of that day; the query understood is the one asked.
    pub answer: Answer,
    /// The first day, as printed; `None` if no matching article has a date.
    pub day: Option<Day>,
    /// Number of matching articles, with any date or none.
    pub n_all: u64,
    /// Number of them without a date, which may be earlier.
    pub n_undated: u64,
}

/// Finds what was printed first, at most `limit` articles. All words of the query must match.
pub fn first(snapshot: &dyn Snapshot, query: &Query, limit: usize) -> Result<First> {
    let started = Instant::now();
    let facets = snapshot.facets(query, Coverage::All, &[], ValuesWanted::MostFrequent(0))?;
    let day = facets.days.first().map(|(day, _)| *day);
    let of_day = |query| SearchConfig {
        query,
        match_words: MatchWords::All,
        sort: Sort::Oldest,
        count: Count::Exact,
        offset: 0,
        limit: if day.is_some() { limit } else { 0 },
        snippet: SnippetConfig::default(),
    };
    let mut answer = search(snapshot, &of_day(day.map_or_else(|| query.clone(), |day| printed_on(query, day))))?;
    if day.is_none() {
        answer.total = 0;
    }
    let answer = Answer { understood: query.to_string(), took: started.elapsed(), ..answer };
    Ok(First { answer, day, n_all: facets.total, n_undated: facets.total - facets.n_dated() })
}

/// Returns the query restricted to a day.
fn printed_on(query: &Query, day: Day) -> Query {
    // The label of every calendar day is a valid date.
    let date = PartialDate::parse(&Period::Day.label(day));
    let of_day = Query::Filter(Filter::Published { from: date, to: date });
    match query.clone() {
        Query::Words(mut clauses) => {
            clauses.push(of_day);
            Query::Words(clauses)
        }
        query => Query::Words(vec![query, of_day]),
    }
}
