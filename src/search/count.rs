//! Counting what a search finds, by publisher, section, speaker, language and time, each beside all
//! articles of the index.
//!
//! The counted articles are those that [`search`] finds with the same query, loosened in the same
//! way. An article with two values, such as two speakers, counts for each.

use std::collections::HashMap;
use std::time::Instant;

use super::stories::Copies;
use super::{Answer, SearchConfig, Stretch, search, timeline};
use crate::article::Day;
use crate::choice::{Count, Facet, MatchWords, Period, Sort};
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::{Coverage, FacetValues, Facets, Labels, ValuesWanted};
use crate::query::Query;
use crate::snippet::SnippetConfig;

/// A request to count.
#[derive(Debug, Clone, PartialEq)]
pub struct CountConfig {
    /// The articles to count.
    pub query: Query,
    /// How many of the words side by side must match.
    pub match_words: MatchWords,
    /// The facets to count by.
    pub facets: Vec<Facet>,
    /// Number of values returned for each facet.
    pub n_values: usize,
    /// The length of each stretch of the timeline; `None` for no timeline.
    pub period: Option<Period>,
}

/// The answer to a [`CountConfig`].
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    /// The search whose articles are counted, without hits.
    pub answer: Answer,
    /// Number of articles in the index.
    pub n_all: u64,
    /// The requested facets, in the requested order.
    pub facets: Vec<FacetCounts>,
    /// The timeline, if it was requested.
    pub over_time: Option<OverTime>,
}

/// The articles that have each value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCounts {
    /// The facet.
    pub facet: Facet,
    /// Number of different values of the matching articles.
    pub n_values: usize,
    /// The most frequent values, most frequent first, then by letters.
    pub values: Vec<ValueCount>,
}

/// The number of articles with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCount {
    /// The value, as the articles have it.
    pub value: String,
    /// Number of matching articles with it.
    pub n_matching: u64,
    /// Number of stories of these.
    pub n_stories: u64,
    /// Number of all articles with it.
    pub n_all: u64,
}

/// When articles were published. The articles in the stretches, before them and undated are all
/// that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverTime {
    /// The length of each stretch.
    pub period: Period,
    /// The requested length; longer stretches are used if there would be too many.
    pub asked: Period,
    /// From the first matching article to the last, without gaps.
    pub stretches: Vec<Stretch>,
    /// For each stretch, the number of stories.
    pub n_stories: Vec<u64>,
    /// Number of matching articles before the first stretch. Not 0 only if even years would be too
    /// many.
    pub n_before: u64,
    /// Number of matching articles without a date.
    pub n_undated: u64,
    /// Number of all articles without a date.
    pub n_all_undated: u64,
}

impl ValueCount {
    /// Returns the share of matching articles among all that have the value.
    pub fn share(&self) -> Option<f64> {
        (self.n_all > 0).then(|| self.n_matching as f64 / self.n_all as f64)
    }
}

impl Facet {
    fn values(self, labels: &Labels) -> Vec<String> {
        match self {
            Facet::Publisher => labels.publisher.iter().cloned().collect(),
            Facet::Section => labels.section.iter().cloned().collect(),
            Facet::Speaker => labels.speakers.clone(),
            Facet::Language => labels.language.iter().cloned().collect(),
        }
    }
}

/// Counts what a search finds. It reads only columns, so it takes about as long as the search.
pub fn count(snapshot: &dyn Snapshot, config: &CountConfig) -> Result<Counts> {
    let CountConfig { query, match_words, facets: asked, n_values, period } = config;
    let started = Instant::now();
    // The answer tells how many of the words must match.
    let answer = search(
        snapshot,
        &SearchConfig {
            query: query.clone(),
            match_words: *match_words,
            sort: Sort::Newest,
            count: Count::Exact,
            offset: 0,
            limit: 0,
            snippet: SnippetConfig::default(),
        },
    )?;
    let matching = snapshot.facets(query, answer.coverage, asked, ValuesWanted::MostFrequent(*n_values))?;
    let all = snapshot.everything()?;
    let copies = Copies::of(snapshot, query, answer.coverage, asked)?;
    let n_stories = Some(copies.n_stories(answer.total as u64));
    let counted = |facet: &Facet| facet_counts(snapshot, *facet, matching.of(*facet), &copies);
    Ok(Counts {
        n_all: all.total,
        facets: asked.iter().map(counted).collect::<Result<_>>()?,
        over_time: period.map(|period| over_time(&matching, all, &copies, period)),
        answer: Answer { n_stories, took: started.elapsed(), ..answer },
    })
}

fn facet_counts(snapshot: &dyn Snapshot, facet: Facet, matching: &FacetValues, copies: &Copies) -> Result<FacetCounts> {
    let n_more = copies.n_more_articles(|labels| facet.values(labels));
    let these: Vec<&str> = matching.top.iter().map(|(value, _)| value.as_str()).collect();
    let all = snapshot.facets(&Query::everything(), Coverage::All, &[facet], ValuesWanted::These(&these))?;
    let n_of_all: HashMap<&str, u64> = all.of(facet).top.iter().map(|(value, n)| (value.as_str(), *n)).collect();
    let counted = |(value, n_matching): &(String, u64)| ValueCount {
        value: value.clone(),
        n_matching: *n_matching,
        n_stories: n_matching.saturating_sub(n_more.get(value).copied().unwrap_or_default()),
        n_all: n_of_all.get(value.as_str()).copied().unwrap_or_default(),
    };
    Ok(FacetCounts { facet, n_values: matching.n_values, values: matching.top.iter().map(counted).collect() })
}

fn over_time(matching: &Facets, all: &Facets, copies: &Copies, asked: Period) -> OverTime {
    let period = asked.covering(&matching.days);
    let stretches = timeline(&matching.days, &all.days, period);
    let first_day = stretches.first().map_or(Day::MIN, |stretch| stretch.first_day);
    let before = matching.days.iter().take_while(|(day, _)| *day < first_day);
    let n_more = copies.n_more_articles(|labels| labels.day.map(|day| period.first_day(day)).into_iter().collect());
    let n_stories =
        |stretch: &Stretch| stretch.n_matching.saturating_sub(n_more.get(&stretch.first_day).copied().unwrap_or_default());
    OverTime {
        period,
        asked,
        n_before: before.map(|(_, n)| n).sum(),
        n_undated: matching.total - matching.n_dated(),
        n_all_undated: all.total - all.n_dated(),
        n_stories: stretches.iter().map(n_stories).collect(),
        stretches,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets(total: u64, days: &[(Day, u64)]) -> Facets {
        Facets { total, days: days.to_vec(), ..Facets::default() }
    }

    #[test]
    fn stretches_those_before_them_and_undated_ones_are_all_that_match() {
        let (newest, much_older) = (20_000, -3_000_000);
        let matching = facets(9, &[(much_older, 1), (19_000, 2), (newest, 3)]);
        let counted = over_time(&matching, &facets(12, &[(newest, 4)]), &Copies::default(), Period::Day);
        assert_eq!((counted.period, counted.asked), (Period::Year, Period::Day));
        assert_eq!((counted.n_before, counted.n_undated, counted.n_all_undated), (1, 3, 8));
        assert_eq!(counted.stretches.iter().map(|stretch| stretch.n_matching).sum::<u64>(), 5);
    }
}
