//! Searching: asks the engine, loosens where nothing holds all words, and cuts the snippets.

mod count;
mod expect;
mod explain;
mod first;
mod history;
mod keywords;
mod like;
mod quotes;
pub mod recording;
mod replay;
mod spread;
mod stories;
mod suggest;
mod tally;
mod timeline;
mod verify;

use std::time::{Duration, Instant};

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::hit::{Coverage, Hit, Hits, SearchRequest, Sort};
use crate::query::Query;
use crate::snippet::{Snippet, SnippetConfig, snippet};
use crate::span::Span;

pub use count::{CountConfig, Counts, Facet, FacetCounts, OverTime, ValueCount, count};
pub use expect::{DaysCounted, Expectation, expect, expected};
pub use first::{First, first};
pub use history::{History, HistoryVersion, history, history_of_url};
pub use keywords::{Keyword, Keywords, KeywordsConfig, OwnWords, keywords};
pub use like::{Like, LikeConfig, LikeWord, is_latest, like};
pub use quotes::{
    FoundQuote, QuoteAnswer, QuoteConfig, QuoteTotals, SpeakerCount, find_quotes, in_quotes, narrowed, top_speakers,
};
pub use replay::{Change, ChangedArticle, Replay, replay};
pub use spread::{Spread, SpreadDay, spread};
pub use stories::{Copy, Lead, MAX_COPIES, Story, search_stories};
pub use suggest::{Suggestion, suggest};
pub use tally::{Tally, tally};
pub use timeline::{MAX_STRETCHES, Period, Stretch, timeline};
pub use verify::{Difference, Finding, MAX_VERIFIED_WORDS, Verdict, Verification, VerifyConfig, verify};

pub use explain::{ClauseCount, Diagnosis, Explanation, ScoreAccount, diagnose, explain};

/// A search as a reader asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchConfig {
    /// Which articles match.
    pub query: Query,
    /// How many of the words that stand side by side must match.
    pub match_words: MatchWords,
    /// In which order.
    pub sort: Sort,
    /// How many hits to skip.
    pub offset: usize,
    /// How many hits to show.
    pub limit: usize,
    /// How long snippets may be.
    pub snippet: SnippetConfig,
}

/// How many of the words that stand side by side must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatchWords {
    /// All; where no article holds all, as many as any article holds.
    #[default]
    Best,
    /// All, or nothing is found.
    All,
    /// One is enough; articles that hold more rank higher.
    Any,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The query as understood, in canonical form.
    pub understood: String,
    /// How many of the words that stand side by side were asked to match.
    pub match_words: MatchWords,
    /// How many of them had to match.
    pub coverage: Coverage,
    /// How many words stand side by side and may be loosened.
    pub n_words: usize,
    /// How many articles match.
    pub total: usize,
    /// How many stories these are; None where near-copies are not put together.
    pub n_stories: Option<u64>,
    /// The page that was asked for.
    pub hits: Vec<Shown>,
    /// How long it took, snippets included.
    pub took: Duration,
}

impl Answer {
    /// Returns whether fewer words than all had to match, because no article holds all of them.
    pub fn is_loosened(&self) -> bool {
        self.match_words == MatchWords::Best && matches!(self.coverage, Coverage::AtLeast(n) if n < self.n_words)
    }
}

/// A hit as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The hit.
    pub hit: Hit,
    /// What to mark in the title; sorted, disjoint.
    pub title_marks: Vec<Span>,
    /// What to show of the body.
    pub snippet: Snippet,
    /// The other articles of its story, where they were put together.
    pub story: Option<Story>,
}

/// Answers a search.
pub fn search(engine: &dyn Engine, config: &SearchConfig) -> Result<Answer> {
    let started = Instant::now();
    let n_words = n_optional(&config.query);
    let ask = |coverage: Coverage, limit: usize| {
        let SearchConfig { query, sort, offset, .. } = config;
        engine.search(&SearchRequest { query: query.clone(), coverage, sort: *sort, offset: *offset, limit })
    };
    let mut coverage = match config.match_words {
        MatchWords::Best | MatchWords::All => Coverage::All,
        MatchWords::Any => Coverage::AtLeast(1),
    };
    let mut found = ask(coverage, config.limit)?;
    if found.total == 0
        && config.match_words == MatchWords::Best
        && n_words > 1
        && let Some(n) = most_that_match(n_words, |n| is_found(ask(Coverage::AtLeast(n), 0)))?
    {
        coverage = Coverage::AtLeast(n);
        found = ask(coverage, config.limit)?;
    }
    let hits = found.page.into_iter().map(|hit| shown(hit, &found.rarity, config.snippet)).collect();
    let (understood, match_words) = (config.query.to_string(), config.match_words);
    let total = found.total;
    Ok(Answer { understood, match_words, coverage, n_words, total, n_stories: None, hits, took: started.elapsed() })
}

/// Returns whether a looser query finds something. One that an engine cannot answer is not offered: what was asked is answered.
fn is_found(found: Result<Hits>) -> Result<bool> {
    match found {
        Ok(found) => Ok(found.total > 0),
        Err(Error::TooManyToRead { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns a hit as it is shown. `rarity` is that of [`Hits`].
pub fn shown(hit: Hit, rarity: &[f32], config: SnippetConfig) -> Shown {
    let snippet = snippet(&hit.article, &hit.matches, rarity, config);
    Shown { title_marks: hit.matches.title_marks(), snippet, story: None, hit }
}

/// Returns how many clauses of a query may be loosened.
fn n_optional(query: &Query) -> usize {
    let clauses = if let Query::Words(clauses) = query { clauses.as_slice() } else { std::slice::from_ref(query) };
    clauses.iter().filter(|clause| clause.is_optional()).count()
}

/// Returns the largest number below `n_words` of words that some article holds, if any holds one. What holds so many holds fewer too,
/// so the number can be halved in on.
fn most_that_match(n_words: usize, holds: impl Fn(usize) -> Result<bool>) -> Result<Option<usize>> {
    let (mut most, mut too_many) = (0, n_words);
    while too_many - most > 1 {
        let n = most + (too_many - most) / 2;
        if holds(n)? {
            most = n;
        } else {
            too_many = n;
        }
    }
    Ok((most > 0).then_some(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_that_match_is_found_by_halving() {
        for n_words in 2..20 {
            for most in 0..n_words {
                let found = most_that_match(n_words, |n| Ok(n <= most)).unwrap();
                assert_eq!(found, (most > 0).then_some(most));
            }
        }
    }
}
