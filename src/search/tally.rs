//! The results of a query in a few figures.

use super::stories::Copies;
use super::{SearchConfig, search};
use crate::article::Day;
use crate::choice::{Count, Facet, MatchWords, Sort};
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::{Coverage, ValuesWanted};
use crate::query::Query;
use crate::snippet::SnippetConfig;

/// The number of articles a query finds, their dates, and their main publisher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The query as understood, in canonical form.
    pub understood: String,
    /// How many of the words side by side had to match.
    pub coverage: Coverage,
    /// Whether that is fewer than all, because no article holds all.
    pub is_loosened: bool,
    /// Number of matching articles.
    pub n_articles: u64,
    /// Number of stories.
    pub n_stories: u64,
    /// Number of them without a date.
    pub n_undated: u64,
    /// The day of the first, as printed.
    pub first: Option<Day>,
    /// The day of the last.
    pub last: Option<Day>,
    /// The publisher of most of them, with their number; of equal ones the first by letters.
    pub top_publisher: Option<(String, u64)>,
}

/// Counts what a query finds.
pub fn tally(snapshot: &dyn Snapshot, query: &Query, match_words: MatchWords) -> Result<Tally> {
    let config = SearchConfig {
        query: query.clone(),
        match_words,
        sort: Sort::Newest,
        count: Count::Exact,
        offset: 0,
        limit: 0,
        snippet: SnippetConfig::default(),
    };
    let answer = search(snapshot, &config)?;
    let facets = snapshot.facets(query, answer.coverage, &[Facet::Publisher], ValuesWanted::MostFrequent(1))?;
    let copies = Copies::of(snapshot, query, answer.coverage, &[])?;
    Ok(Tally {
        n_stories: copies.n_stories(facets.total),
        is_loosened: answer.is_loosened(),
        understood: answer.understood,
        coverage: answer.coverage,
        n_articles: facets.total,
        n_undated: facets.total - facets.n_dated(),
        first: facets.days.first().map(|(day, _)| *day),
        last: facets.days.last().map(|(day, _)| *day),
        top_publisher: facets.publishers.top.into_iter().next(),
    })
}
