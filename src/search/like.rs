//! More like this: searches for the most characteristic words of an article, side by side.
//!
//! The search is an ordinary query, so its results are ranked and marked as usual, and anybody can
//! repeat it.

use std::cmp::Reverse;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use super::{Answer, SearchConfig, search};
use crate::analysis::Stemmer;
use crate::article::Article;
use crate::choice::{Count, MatchWords, Sort};
use crate::engine::{Snapshot, idf};
use crate::error::Result;
use crate::hit::{Coverage, SearchRequest};
use crate::matching::{Pattern, field_tokens, find};
use crate::query::{Query, TextField, parse};
use crate::snippet::SnippetConfig;
use crate::story;

/// Maximum number of words in the query.
const N_WORDS: usize = 25;

/// Maximum number of words of an article that are weighed, the most frequent ones. A news article
/// has some hundreds.
const MAX_WEIGHED: usize = 1_000;

/// A request for similar articles.
#[derive(Debug, Clone, PartialEq)]
pub struct LikeConfig<'a> {
    /// The article. It need not be in the index.
    pub article: &'a Article,
    /// Results must match all of this too.
    pub narrowed_by: Option<&'a Query>,
    /// Number of hits to skip.
    pub offset: usize,
    /// Number of hits to show.
    pub limit: usize,
    /// The size of snippets.
    pub snippet: SnippetConfig,
}

/// The articles similar to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Like {
    /// The words of the query, the most characteristic first. Empty if no other article holds a
    /// word of this one.
    pub words: Vec<LikeWord>,
    /// What they find, except the article itself.
    pub answer: Answer,
}

/// A characteristic word of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikeWord {
    /// The word, folded, in its most frequent form in the article. Other forms are found with it.
    pub word: String,
    /// Number of its occurrences in the article, in any form.
    pub n_times: u64,
    /// Number of articles in the index that hold this form.
    pub n_articles: u64,
}

/// Finds the articles most similar to another: those that hold most of its characteristic words.
/// One such word is enough to be found.
pub fn like(snapshot: &dyn Snapshot, config: &LikeConfig<'_>) -> Result<Like> {
    let started = Instant::now();
    let LikeConfig { article, narrowed_by, offset, limit, snippet } = *config;
    let is_indexed = snapshot.articles(article.id.as_str(), 1)?.iter().any(|known| known.id == article.id);
    let words = telling_words(snapshot, article, is_indexed)?;
    if words.is_empty() {
        return Ok(Like { words, answer: nothing(started.elapsed()) });
    }
    let asked = words.iter().map(|word| Query::Word(word.word.clone()));
    let query = Query::Words(asked.chain(narrowed_by.map(needed).unwrap_or_default()).collect());
    let end = offset.saturating_add(limit);
    let mut answer = search(
        snapshot,
        &SearchConfig {
            query: query.clone(),
            match_words: MatchWords::Any,
            sort: Sort::Relevance,
            // The article itself is one of the hits, usually the first.
            count: Count::Exact,
            offset: 0,
            limit: end.saturating_add(usize::from(is_indexed && limit > 0)),
            snippet,
        },
    )?;
    let pattern = Pattern::new(&query, answer.coverage);
    let is_searched = is_indexed && (pattern.names_versions() || is_latest(snapshot, article)?);
    if is_searched && find(&pattern, article).is_some() {
        answer.total = answer.total.saturating_sub(1);
        answer.hits.retain(|shown| shown.hit.article.id != article.id);
    }
    answer.hits.truncate(end);
    answer.hits.drain(..offset.min(answer.hits.len()));
    for (idx, shown) in answer.hits.iter_mut().enumerate() {
        shown.hit.rank = offset + idx + 1;
    }
    answer.took = started.elapsed();
    Ok(Like { words, answer })
}

/// Returns whether searches find this version of an article if they ask for no other.
pub fn is_latest(snapshot: &dyn Snapshot, article: &Article) -> Result<bool> {
    let Some(url) = &article.url else { return Ok(true) };
    let versions = snapshot.versions_of(url)?;
    let superseded = story::versions(&versions.iter().collect::<Vec<_>>()).superseded;
    let idx = versions.iter().position(|version| version.id == article.id);
    Ok(idx.map_or(versions.is_empty(), |idx| superseded.binary_search(&idx).is_err()))
}

fn nothing(took: Duration) -> Answer {
    let (match_words, coverage) = (MatchWords::Any, Coverage::AtLeast(1));
    Answer {
        understood: String::new(),
        match_words,
        coverage,
        n_words: 0,
        total: 0,
        is_at_least: false,
        n_stories: None,
        hits: Vec::new(),
        took,
    }
}

/// Returns the clauses that make a query required beside words of which one is enough.
fn needed(query: &Query) -> Vec<Query> {
    match query {
        Query::Words(list) | Query::And(list) => list.iter().flat_map(needed).collect(),
        query if query.is_optional() => vec![Query::Required(Box::new(query.clone()))],
        query => vec![query.clone()],
    }
}

/// A word of an article, in all its forms.
#[derive(Debug, Default)]
struct Weighed {
    n_times: u64,
    /// The number of words before it.
    n_before: u64,
    /// Each form with its number of occurrences.
    forms: Vec<(String, u64)>,
}

impl Weighed {
    /// Returns its most frequent form; of equal ones the first by letters.
    fn form(&self) -> &str {
        self.forms.iter().max_by_key(|(form, n)| (*n, Reverse(form))).map_or("", |(form, _)| form)
    }
}

/// Returns the most characteristic words of an article, the best first: the number of occurrences
/// times the rarity elsewhere (tf·idf). Words that no other article holds would find nothing and
/// are left out.
///
/// The design pages list the alternatives that were measured.
fn telling_words(snapshot: &dyn Snapshot, article: &Article, is_indexed: bool) -> Result<Vec<LikeWord>> {
    let weighed = words_of(article);
    let forms: Vec<String> = weighed.iter().map(|word| word.form().to_owned()).collect();
    let holding = snapshot.words().n_holding(&forms)?;
    let request = SearchRequest {
        query: Query::everything(),
        coverage: Coverage::All,
        sort: Sort::Newest,
        count: Count::Exact,
        offset: 0,
        limit: 0,
    };
    let n_articles = snapshot.search(&request)?.total as u64;
    let mut telling: Vec<(f32, u64, LikeWord)> = Vec::new();
    for ((weighed, word), n_holding) in weighed.iter().zip(forms).zip(holding) {
        if n_holding > u64::from(is_indexed) && can_be_typed(&word) {
            let weight = weighed.n_times as f32 * idf(n_holding, n_articles);
            telling.push((weight, weighed.n_before, LikeWord { word, n_times: weighed.n_times, n_articles: n_holding }));
        }
    }
    telling.sort_by(|(weight, n_before, _), (other, m_before, _)| other.total_cmp(weight).then(n_before.cmp(m_before)));
    Ok(telling.into_iter().map(|(_, _, word)| word).take(N_WORDS).collect())
}

/// Returns whether a word is also a word of the query language, so that the search can be repeated.
fn can_be_typed(word: &str) -> bool {
    matches!(parse(word, 0), (Some(Query::Word(read)), _) if read == word)
}

/// Returns the words of an article's headline and text, the most frequent first.
fn words_of(article: &Article) -> Vec<Weighed> {
    let stemmer = Stemmer::of_thread(article.language.as_ref());
    let mut by_stem: FxHashMap<String, Weighed> = FxHashMap::default();
    let mut n_before = 0;
    for field in [TextField::Title, TextField::Body] {
        field_tokens(article, field, |token| {
            stemmer.stem_token(&token, |stem| {
                if !by_stem.contains_key(stem) {
                    by_stem.insert(stem.to_owned(), Weighed { n_before, ..Weighed::default() });
                }
                let Some(word) = by_stem.get_mut(stem) else { return };
                word.n_times += 1;
                match word.forms.iter_mut().find(|(form, _)| form == token.exact) {
                    Some((_, n)) => *n += 1,
                    None => word.forms.push((token.exact.to_owned(), 1)),
                }
            });
            n_before += 1;
        });
    }
    let mut words: Vec<Weighed> = by_stem.into_values().collect();
    words.sort_by_key(|word| (Reverse(word.n_times), word.n_before));
    words.truncate(MAX_WEIGHED);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::local::LocalIndex;
    use crate::engine::{Index, RunRecord, WriterOptions};
    use crate::matching::tests::article;

    /// Returns the query's words for the first of some articles, which are all in the index.
    fn words_for(texts: &[&str]) -> Vec<String> {
        let index = LocalIndex::in_memory().unwrap();
        let writer = index.writer(&WriterOptions::default()).unwrap();
        texts.iter().for_each(|text| writer.add(&article(text)).unwrap());
        writer.commit(&RunRecord::default()).unwrap();
        let words = telling_words(&*index.snapshot(), &article(texts[0]), true).unwrap();
        words.into_iter().map(|word| word.word).collect()
    }

    #[test]
    fn what_is_rare_and_said_again_comes_first_and_forms_are_one_word() {
        let texts = ["The dam broke; dams break. The otter fled.", "The otter and a dam.", "The dam and the sea.", "The sea."];
        // Each of them has the same headline.
        assert_eq!(words_for(&texts), ["dam", "otter", "the", "title"]);
    }

    #[test]
    fn what_is_needed_beside_words_is_no_word_among_them() {
        let needed = |text: &str| {
            let list = needed(&parse(text, 20_000).0.unwrap());
            list.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(needed("lang:en since:2024"), "lang:en since:2024");
        assert_eq!(needed("flood -dam title:sea"), "+flood -dam title:sea");
        assert_eq!(needed("flood OR dam"), "+(flood OR dam)");
        assert_eq!(needed("a AND (b OR c)"), "+a +(b OR c)");
    }
}
