//! Searching for articles: asks the engine, and loosens the query if no article holds all words.

use std::time::Instant;

use super::answer::{Answer, SearchConfig, shown};
use crate::choice::MatchWords;
use crate::engine::Snapshot;
use crate::error::{Error, Result};
use crate::hit::{Coverage, Hits, SearchRequest};
use crate::query::Query;

/// Answers a search.
pub fn search(snapshot: &dyn Snapshot, config: &SearchConfig) -> Result<Answer> {
    let started = Instant::now();
    let n_words = n_optional(&config.query);
    let ask = |coverage: Coverage, limit: usize| {
        let SearchConfig { query, sort, count, offset, .. } = config;
        snapshot.search(&SearchRequest { query: query.clone(), coverage, sort: *sort, count: *count, offset: *offset, limit })
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
    let show = |hit| {
        snapshot.deadline().check()?;
        Ok(shown(hit, &found.rarity, config.snippet))
    };
    let hits = found.page.into_iter().map(show).collect::<Result<_>>()?;
    let (understood, match_words) = (config.query.to_string(), config.match_words);
    let (total, is_at_least) = (found.total, found.is_at_least);
    Ok(Answer { understood, match_words, coverage, n_words, total, is_at_least, n_stories: None, hits, took: started.elapsed() })
}

/// Returns whether a looser query finds something. A query that the engine cannot answer is not
/// offered; the original one is answered.
fn is_found(found: Result<Hits>) -> Result<bool> {
    match found {
        Ok(found) => Ok(found.total > 0),
        Err(Error::TooManyToRead { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns the number of clauses of a query that may be loosened.
fn n_optional(query: &Query) -> usize {
    let clauses = if let Query::Words(clauses) = query { clauses.as_slice() } else { std::slice::from_ref(query) };
    clauses.iter().filter(|clause| clause.is_optional()).count()
}

/// Returns the largest number below `n_words` of words that some article holds, if any holds one.
/// An article with that many words also has fewer, so a binary search works.
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
