//! The first day on which something was printed, and all that holds it on that day.
//!
//! Many articles state a day and no time, so which of one day came first is often not to be known: all of them are the first.

use std::time::Instant;

use super::{Answer, SearchConfig, search};
use crate::article::{Day, PartialDate};
use crate::choice::{MatchWords, Period, Sort};
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::Coverage;
use crate::query::{Filter, Query};
use crate::snippet::SnippetConfig;

/// What was printed first.
#[derive(Debug, Clone, PartialEq)]
pub struct First {
    /// The articles of the first day, in the order of their times; those of one time in the order of their ids. Its total is how many of that day there
    /// are, and what was understood is the query as it was asked.
    pub answer: Answer,
    /// The first day, as printed; None where no article that matches has a date.
    pub day: Option<Day>,
    /// How many articles match, on any day or none.
    pub n_all: u64,
    /// How many of them have no date, and may be earlier.
    pub n_undated: u64,
}

/// Finds what was printed first, `limit` articles at most. All words of the query must match.
pub fn first(snapshot: &dyn Snapshot, query: &Query, limit: usize) -> Result<First> {
    let started = Instant::now();
    let facets = snapshot.facets(query, Coverage::All, 0)?;
    let day = facets.days.first().map(|(day, _)| *day);
    let of_day = |query| SearchConfig {
        query,
        match_words: MatchWords::All,
        sort: Sort::Oldest,
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

/// Returns the query for those of a day.
fn printed_on(query: &Query, day: Day) -> Query {
    // Every day of a calendar has a name that is one.
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
