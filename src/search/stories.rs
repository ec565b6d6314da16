//! Searching for stories: near-copies of an article are one hit, and matching articles are counted by story.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;
use std::time::Instant;

use super::answer::{Answer, MAX_COPIES, NearCopy, SearchConfig, Story, shown};
use super::hits::search;
use crate::article::{Article, Day};
use crate::choice::{Count, Facet, Lead};
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::{Coverage, Hit, Labels, SearchRequest};
use crate::matching::{Pattern, find};
use crate::query::Query;
use crate::story::difference;

/// Number of hits requested first; it doubles until there are enough stories.
const HITS_AT_ONCE: usize = 64;
const MAX_HITS_AT_ONCE: usize = 1024;

/// Answers a search with one hit for each story: an article at the rank of the story's best hit,
/// and its copies. Offset and limit count stories.
pub fn search_stories(snapshot: &dyn Snapshot, config: &SearchConfig, lead: Lead) -> Result<Answer> {
    let started = Instant::now();
    let mut answer = search(snapshot, &SearchConfig { limit: 0, offset: 0, count: Count::Exact, ..config.clone() })?;
    let stories = snapshot.stories()?;
    let copies = Copies::of(snapshot, &config.query, answer.coverage, &[])?;
    let pattern = Pattern::new(&config.query, answer.coverage);
    let mut seen = HashSet::new();
    let mut request = SearchRequest {
        query: config.query.clone(),
        coverage: answer.coverage,
        sort: config.sort,
        count: Count::Exact,
        offset: 0,
        limit: HITS_AT_ONCE,
    };
    while answer.hits.len() < config.limit && request.offset < answer.total {
        let found = snapshot.search(&request)?;
        for best in found.page {
            let ordinal = best.article.id.ordinal();
            if answer.hits.len() == config.limit || !seen.insert(stories.number(ordinal)) || seen.len() <= config.offset {
                continue;
            }
            let matching = copies.of_story(stories.number(ordinal));
            let n_in_all = stories.n_articles(ordinal);
            let (hit, story) = story(snapshot, &pattern, best, matching, n_in_all, lead)?;
            let mut shown = shown(Hit { rank: seen.len(), ..hit }, &found.rarity, config.snippet);
            shown.story = Some(story);
            answer.hits.push(shown);
        }
        request.offset += request.limit;
        request.limit = (request.limit * 2).min(MAX_HITS_AT_ONCE);
    }
    answer.n_stories = Some(copies.n_stories(answer.total as u64));
    Ok(Answer { took: started.elapsed(), ..answer })
}

/// Returns the article that represents a story, and the others. `matching` are the matching
/// articles of the story with their days; empty if it has no others. If there are more than can be
/// read, those that may represent it are read.
fn story(
    snapshot: &dyn Snapshot,
    pattern: &Pattern,
    best: Hit,
    matching: &[(u64, Option<Day>)],
    n_in_all: usize,
    lead: Lead,
) -> Result<(Hit, Story)> {
    let n_matching = matching.len().max(1);
    let counted = Story { n_copies: n_matching - 1, n_not_matching: n_in_all.saturating_sub(n_matching), copies: Vec::new() };
    if n_matching == 1 {
        return Ok((best, counted));
    }
    let mut read = matching.to_vec();
    match lead {
        Lead::First => read.sort_by_key(|(_, day)| (day.is_none(), *day)),
        Lead::Latest => read.sort_by_key(|(_, day)| std::cmp::Reverse(*day)),
        Lead::Longest => {}
    }
    read.truncate(MAX_COPIES + 1);
    let mut articles = snapshot.articles_at(&read.into_iter().map(|(ordinal, _)| ordinal).collect::<Vec<_>>())?;
    if articles.is_empty() {
        return Ok((best, counted));
    }
    articles.sort_by_key(|article| (published(article).is_none(), published(article)));
    let leading = match lead {
        Lead::First => 0,
        Lead::Longest => first_of_largest(&articles, |article| article.body.len()),
        Lead::Latest => first_of_largest(&articles, published),
    };
    let article = articles.remove(leading);
    let hit = if article.id == best.article.id {
        best
    } else {
        Hit { matches: find(pattern, &article).unwrap_or_default(), article, ..best }
    };
    let copy = |copy: Article| {
        snapshot.deadline().check()?;
        Ok(NearCopy { difference: difference(&hit.article.body, &copy.body), article: copy })
    };
    let copies = articles.into_iter().map(copy).collect::<Result<_>>()?;
    Ok((hit, Story { copies, ..counted }))
}

fn published(article: &Article) -> Option<i64> {
    article.published.map(|time| time.seconds)
}

fn first_of_largest<K: Ord>(articles: &[Article], key: impl Fn(&Article) -> K) -> usize {
    let largest = articles.iter().enumerate().max_by_key(|(idx, article)| (key(article), std::cmp::Reverse(*idx)));
    largest.map_or(0, |(idx, _)| idx)
}

/// The matching articles that belong to stories of several articles.
#[derive(Default)]
pub(super) struct Copies {
    /// Ordered by id, each with the number of its story.
    labels: Vec<(u64, Labels)>,
    by_story: BTreeMap<u64, Vec<(u64, Option<Day>)>>,
}

impl Copies {
    /// Finds them, with their days and their values of these facets.
    pub(super) fn of(snapshot: &dyn Snapshot, query: &Query, coverage: Coverage, facets: &[Facet]) -> Result<Copies> {
        let stories = snapshot.stories()?;
        let mut copies = Copies::default();
        snapshot.each_copy(query, coverage, facets, &mut |labels| {
            let number = stories.number(labels.ordinal);
            copies.by_story.entry(number).or_default().push((labels.ordinal, labels.day));
            copies.labels.push((number, labels));
            Ok(())
        })?;
        Ok(copies)
    }

    /// Returns the matching articles of a story, ascending, with their days of publication.
    fn of_story(&self, number: u64) -> &[(u64, Option<Day>)] {
        self.by_story.get(&number).map_or(&[], Vec::as_slice)
    }

    /// Returns the number of stories among all `n_matching` matching articles.
    pub(super) fn n_stories(&self, n_matching: u64) -> u64 {
        (n_matching + self.by_story.len() as u64).saturating_sub(self.labels.len() as u64)
    }

    /// Returns for each value how many more articles than stories have it; `values` gives the
    /// values of an article. Values with equal numbers may be left out.
    pub(super) fn n_more_articles<V: Hash + Eq + Clone>(&self, values: impl Fn(&Labels) -> Vec<V>) -> HashMap<V, u64> {
        let mut of_story: HashMap<(u64, V), u64> = HashMap::new();
        for (number, labels) in &self.labels {
            values(labels).into_iter().for_each(|value| *of_story.entry((*number, value)).or_default() += 1);
        }
        let mut n_more = HashMap::new();
        for ((_, value), n_articles) in of_story {
            *n_more.entry(value).or_default() += n_articles - 1;
        }
        n_more
    }
}
