//! Where something appeared first, and who printed it later, day by day.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, SearchConfig, search};
use crate::article::{Article, Day};
use crate::choice::{Count, MatchWords, Sort};
use crate::engine::{ReadOrder, Snapshot};
use crate::error::Result;
use crate::hit::Coverage;
use crate::query::Query;
use crate::snippet::SnippetConfig;

/// How something spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The search, oldest first. It shows the first article that has a date; of several with the
    /// same time, the first by id.
    pub first: Answer,
    /// Number of matching articles without a date; they are on no day.
    pub n_undated: u64,
    /// Number of different publishers that printed it on a known day.
    pub n_publishers: usize,
    /// The days on which it was printed, in order.
    pub days: Vec<SpreadDay>,
}

/// A day on which something was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpreadDay {
    /// The day, as printed.
    pub day: Day,
    /// Number of articles.
    pub n_articles: u64,
    /// Number of stories.
    pub n_stories: u64,
    /// Publishers that printed it on this day and never before, by letters.
    pub new_publishers: Vec<String>,
    /// Publishers that had printed it before.
    pub known_publishers: Vec<String>,
    /// Number of articles without a publisher.
    pub n_unnamed: u64,
}

/// The counts of a day.
#[derive(Default)]
struct OfDay {
    n_articles: u64,
    /// By their numbers.
    stories: BTreeSet<u64>,
    publishers: BTreeSet<String>,
    n_unnamed: u64,
}

/// Follows what a query finds through time. All words must match: a looser answer would be about
/// something else.
pub fn spread(snapshot: &dyn Snapshot, query: &Query) -> Result<Spread> {
    let stories = snapshot.stories()?;
    let mut all_stories: BTreeSet<u64> = BTreeSet::new();
    let mut days: BTreeMap<Day, OfDay> = BTreeMap::new();
    let mut n_undated = 0;
    snapshot.each_match(query, Coverage::All, ReadOrder::Stored, &mut |article: Article| {
        let story = stories.number(article.id.ordinal());
        all_stories.insert(story);
        let Some(published) = &article.published else {
            n_undated += 1;
            return Ok(());
        };
        let of_day = days.entry(published.day()).or_default();
        of_day.n_articles += 1;
        of_day.stories.insert(story);
        match article.publisher {
            Some(publisher) => {
                of_day.publishers.insert(publisher);
            }
            None => of_day.n_unnamed += 1,
        }
        Ok(())
    })?;
    let mut known: BTreeSet<String> = BTreeSet::new();
    let of_day = |(day, of_day): (Day, OfDay)| {
        let OfDay { n_articles, stories, publishers, n_unnamed } = of_day;
        let (known_publishers, new_publishers): (Vec<String>, Vec<String>) =
            publishers.into_iter().partition(|publisher| known.contains(publisher));
        known.extend(new_publishers.iter().cloned());
        SpreadDay { day, n_articles, n_stories: stories.len() as u64, new_publishers, known_publishers, n_unnamed }
    };
    let days: Vec<SpreadDay> = days.into_iter().map(of_day).collect();
    let config = SearchConfig {
        query: query.clone(),
        match_words: MatchWords::All,
        sort: Sort::Oldest,
        count: Count::Exact,
        offset: 0,
        limit: 1,
        snippet: SnippetConfig::default(),
    };
    let mut first = search(snapshot, &config)?;
    first.n_stories = Some(all_stories.len() as u64);
    first.hits.retain(|shown| shown.hit.article.published.is_some());
    Ok(Spread { first, n_undated, n_publishers: known.len(), days })
}
