//! Keywords: the words that distinguish what a query finds from the other articles.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::Instant;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Answer, SearchConfig, search};
use crate::analysis::{Stemmer, spellings};
use crate::article::{Article, Language};
use crate::choice::{Count, MatchWords, Sort};
use crate::engine::{ReadOrder, Snapshot};
use crate::error::{Error, Result};
use crate::hit::{Coverage, SearchRequest};
use crate::matching::{Form, Pattern, TermPattern, field_tokens, fits_wildcards, is_misspelt};
use crate::query::{Query, TextField};
use crate::snippet::SnippetConfig;

/// Maximum number of different words in memory; reading stops there.
const MAX_WORDS: usize = 1_000_000;

/// Minimum number of hits with a word. A rarer word describes those hits and not what all have in
/// common.
const MIN_HITS: u64 = 3;

/// Minimum score. By chance alone, one word in a thousand would score as much (χ² with one degree
/// of freedom).
const MIN_SCORE: f64 = 10.83;

/// Maximum number of words looked up in the whole index, those with most hits first. If hits are
/// many, the best words are found after some hundreds.
const MAX_COUNTED: usize = 50_000;

/// Number of words looked up at once.
const COUNTED_AT_ONCE: usize = 500;

/// Maximum number of spellings kept for a word, the first ones: `flood`, `Flood`, `FLOOD`.
const MAX_WRITTEN: usize = 4;

/// A request for keywords.
#[derive(Debug, Clone, PartialEq)]
pub struct KeywordsConfig {
    /// The articles to describe.
    pub query: Query,
    /// How many of the words side by side must match.
    pub match_words: MatchWords,
    /// Number of keywords to return.
    pub limit: usize,
    /// Maximum number of articles read, the first by id. Ids do not depend on content, so these are
    /// a fair sample, and always the same.
    pub max_read: u64,
    /// Whether the query's own words are returned too.
    pub own_words: OwnWords,
}

/// Whether the words of the query are among its keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OwnWords {
    /// They are left out: it is no news that they are frequent.
    #[default]
    LeftOut,
    /// They are returned, and marked.
    Given,
}

/// The words that distinguish articles.
#[derive(Debug, Clone, PartialEq)]
pub struct Keywords {
    /// The search, without hits.
    pub answer: Answer,
    /// Number of matching articles that were read.
    pub n_read: u64,
    /// Number of articles in the index.
    pub n_all: u64,
    /// The words, the most distinctive first, then by letters.
    pub words: Vec<Keyword>,
}

impl Keywords {
    /// Returns whether only some of the matching articles were read.
    pub fn is_sampled(&self) -> bool {
        self.n_read < self.answer.total as u64
    }

    /// Returns the share of the read articles that hold a word.
    pub fn share_of_hits(&self, word: &Keyword) -> f64 {
        word.n_hits as f64 / self.n_read.max(1) as f64
    }

    /// Returns the share of all articles that hold a word.
    pub fn share_of_all(&self, word: &Keyword) -> f64 {
        word.n_articles as f64 / self.n_all.max(1) as f64
    }
}

/// A distinctive word.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// Its most frequent spelling in them.
    pub written: String,
    /// The word, folded.
    pub word: String,
    /// Number of read articles that hold it.
    pub n_hits: u64,
    /// Number of all articles that hold it.
    pub n_articles: u64,
    /// How distinctive it is: the log-likelihood ratio G².
    pub score: f64,
    /// Whether the query asks for it.
    pub is_asked: bool,
}

/// Returns the words that distinguish what a query finds from all other articles: those that
/// clearly more of its articles hold than chance would explain. Matching articles that were not
/// read count among the others. `each` is called before each article is read, with the number read
/// so far; if it breaks, the error is [`Error::BrokenOff`].
///
/// The measure is the log-likelihood ratio of T. Dunning, "Accurate methods for the statistics of
/// surprise and coincidence" (1993). It counts articles and not words, so that an article that
/// repeats a word a hundred times counts once. The alternative that was tried, log-odds with an
/// informative Dirichlet prior (Monroe et al., "Fightin' words", 2008), ranks words high that most
/// articles hold: for press releases that name a flood `to`, `in` and `and`, where this measure has
/// `levees`, `WRDA` and `FEMA`.
pub fn keywords(
    snapshot: &dyn Snapshot,
    config: &KeywordsConfig,
    each: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Keywords> {
    let started = Instant::now();
    let KeywordsConfig { query, match_words, limit, max_read, own_words } = config;
    let (sort, snippet) = (Sort::Newest, SnippetConfig::default());
    let search_config =
        SearchConfig { query: query.clone(), match_words: *match_words, sort, count: Count::Exact, offset: 0, limit: 0, snippet };
    let mut answer = search(snapshot, &search_config)?;
    let all =
        SearchRequest { query: Query::everything(), coverage: Coverage::All, sort, count: Count::Exact, offset: 0, limit: 0 };
    let n_all = snapshot.search(&all)?.total as u64;
    let counted = read(snapshot, query, answer.coverage, *max_read, each)?;
    let asked = QueryTerms::new(query, answer.coverage, &counted.languages);
    let is_given = |word: &str| *own_words == OwnWords::Given || !asked.holds(word);
    let Counted { n_read, words, .. } = counted;
    let min_hits = MIN_HITS.min(n_read);
    let mut candidates: Vec<(String, Occurrences)> =
        words.into_iter().filter(|(word, found)| found.n_hits >= min_hits && is_given(word)).collect();
    candidates.sort_unstable_by(|(word, found), (other, others)| others.n_hits.cmp(&found.n_hits).then_with(|| word.cmp(other)));
    candidates.truncate(MAX_COUNTED);
    let mut best: Vec<Keyword> = Vec::new();
    for some in candidates.chunks(COUNTED_AT_ONCE) {
        // A word with this many hits scores highest if no other article holds it. So the later
        // words need not be looked up once they cannot be among the best.
        let bound = some.first().map_or(0.0, |(_, found)| g2(found.n_hits, n_read, found.n_hits, n_all));
        if *limit == 0 || bound < MIN_SCORE || best.len() >= *limit && best.last().is_some_and(|last| bound < last.score) {
            break;
        }
        let names: Vec<String> = some.iter().map(|(word, _)| word.clone()).collect();
        for ((word, found), n_articles) in some.iter().zip(snapshot.words().n_holding(&names)?) {
            let score = g2(found.n_hits, n_read, n_articles, n_all);
            if score >= MIN_SCORE {
                let (written, word, n_hits) = (found.written(word), word.clone(), found.n_hits);
                best.push(Keyword { is_asked: asked.holds(&word), written, word, n_hits, n_articles, score });
            }
        }
        best.sort_by(order);
        best.truncate(*limit);
    }
    answer.took = started.elapsed();
    Ok(Keywords { answer, n_read, n_all, words: best })
}

fn order(keyword: &Keyword, other: &Keyword) -> Ordering {
    other.score.total_cmp(&keyword.score).then_with(|| keyword.word.cmp(&other.word))
}

/// Returns how surprising it is that `n_hits` of `n_read` articles hold a word, if `n_articles` of
/// all `n_all` do; 0 if it is no more than chance explains.
fn g2(n_hits: u64, n_read: u64, n_articles: u64, n_all: u64) -> f64 {
    let (n_rest, n_others) = (n_all.saturating_sub(n_read), n_articles.saturating_sub(n_hits));
    let (n_holding, n) = (n_hits + n_others, n_read + n_rest);
    if u128::from(n_hits) * u128::from(n) <= u128::from(n_holding) * u128::from(n_read) {
        return 0.0;
    }
    let share = n_holding as f64 / n as f64;
    let part = |found: u64, expected: f64| if found == 0 { 0.0 } else { found as f64 * (found as f64 / expected).ln() };
    let side = |found: u64, n: u64| part(found, share * n as f64) + part(n.saturating_sub(found), (1.0 - share) * n as f64);
    2.0 * (side(n_hits, n_read) + side(n_others, n_rest))
}

/// Counts over the read articles.
#[derive(Debug, Default)]
struct Counted {
    n_read: u64,
    words: FxHashMap<String, Occurrences>,
    languages: BTreeSet<Option<Language>>,
}

/// The occurrences of a word.
#[derive(Debug, Default)]
struct Occurrences {
    n_hits: u64,
    /// The number of the last article with it.
    last: u64,
    /// Its spellings, each with its number of occurrences.
    written: SmallVec<[(Box<str>, u64); 1]>,
}

impl Occurrences {
    /// Returns its most frequent spelling; of equal ones the first by letters.
    fn written(&self, word: &str) -> String {
        let most = self.written.iter().max_by(|(written, n), (other, m)| n.cmp(m).then_with(|| other.cmp(written)));
        most.map_or(word, |(written, _)| written).to_owned()
    }
}

/// Counts the words of the first matching articles.
fn read(
    snapshot: &dyn Snapshot,
    query: &Query,
    coverage: Coverage,
    max_read: u64,
    each: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Counted> {
    let mut counted = Counted::default();
    let mut is_enough = max_read == 0;
    let done = snapshot.each_match(query, coverage, ReadOrder::ById, &mut |article| {
        if is_enough || each(counted.n_read).is_break() {
            return Err(Error::BrokenOff);
        }
        counted.add(&article);
        is_enough = counted.n_read >= max_read || counted.words.len() >= MAX_WORDS;
        Ok(())
    });
    match done {
        Err(Error::BrokenOff) if is_enough => Ok(counted),
        done => done.map(|()| counted),
    }
}

impl Counted {
    fn add(&mut self, article: &Article) {
        self.n_read += 1;
        let (n_read, words) = (self.n_read, &mut self.words);
        if !self.languages.contains(&article.language) {
            self.languages.insert(article.language.clone());
        }
        for field in [TextField::Title, TextField::Body] {
            field_tokens(article, field, |token| {
                if !words.contains_key(token.exact) {
                    words.insert(token.exact.to_owned(), Occurrences::default());
                }
                let Some(found) = words.get_mut(token.exact) else { return };
                if found.last != n_read {
                    found.last = n_read;
                    found.n_hits += 1;
                }
                let n_written = found.written.len();
                // A word that a line end parts is not shown so.
                let written = if token.written.contains('\n') { token.exact } else { token.written };
                match found.written.iter_mut().find(|(known, _)| **known == *written) {
                    Some((_, n)) => *n += 1,
                    None if n_written < MAX_WRITTEN => found.written.push((written.into(), 1)),
                    None => {}
                }
            });
        }
    }
}

/// The words of a query, to leave them out.
struct QueryTerms {
    terms: Vec<QueryTerm>,
    stemmers: Vec<Rc<Stemmer>>,
}

struct QueryTerm {
    pattern: TermPattern,
    /// Its stems, for each stemmer.
    stems: Vec<SmallVec<[String; 2]>>,
    /// Its other spellings.
    spellings: Vec<String>,
}

impl QueryTerms {
    fn new(query: &Query, coverage: Coverage, languages: &BTreeSet<Option<Language>>) -> QueryTerms {
        let stemmers: Vec<Rc<Stemmer>> = languages.iter().map(|language| Stemmer::of_thread(language.as_ref())).collect();
        let query_term = |term: &TermPattern| {
            let stems = stemmers.iter().map(|stemmer| stemmer.stems_of(&term.exact)).collect();
            let others = if term.form == Form::Spelling { spellings(&term.exact, term.accents.as_deref()) } else { Vec::new() };
            let spellings = others.into_iter().map(|spelling| spelling.exact).collect();
            QueryTerm { pattern: term.clone(), stems, spellings }
        };
        QueryTerms { terms: Pattern::new(query, coverage).marked_terms().into_iter().map(query_term).collect(), stemmers }
    }

    fn holds(&self, word: &str) -> bool {
        self.terms.iter().any(|QueryTerm { pattern: term, stems, spellings }| match term.form {
            Form::Exact => term.exact == word,
            Form::Spelling => term.exact == word || spellings.iter().any(|spelling| spelling == word),
            Form::Stem | Form::Name => {
                let is_one = |(stemmer, stems): (&Rc<Stemmer>, &SmallVec<[String; 2]>)| {
                    stemmer.stem(word, |found| stems.iter().any(|stem| stem == found))
                };
                self.stemmers.iter().zip(stems).any(is_one)
            }
            Form::Wildcard => fits_wildcards(&term.exact, word),
            Form::Fuzzy(edits) => is_misspelt(word, &term.exact, edits),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_dunning() {
        // Observed and expected, computed by hand.
        let expected = 2.0
            * (20.0 * (20.0_f64 / 4.0).ln()
                + 80.0 * (80.0_f64 / 96.0).ln()
                + 20.0 * (20.0_f64 / 36.0).ln()
                + 880.0 * (880.0_f64 / 864.0).ln());
        assert!((g2(20, 100, 40, 1000) - expected).abs() < 1e-9);
        assert_eq!(g2(10, 100, 100, 1000), 0.0);
        assert_eq!(g2(5, 100, 100, 1000), 0.0);
        assert_eq!(g2(10, 10, 10, 10), 0.0);
    }

    #[test]
    fn no_word_of_as_many_hits_sets_apart_more_than_one_that_stands_nowhere_else() {
        for n_hits in 1..=50 {
            let bound = g2(n_hits, 50, n_hits, 400);
            for n_articles in n_hits..=n_hits + 350 {
                assert!(g2(n_hits, 50, n_articles, 400) <= bound + 1e-9);
            }
            assert!(n_hits == 1 || bound > g2(n_hits - 1, 50, n_hits - 1, 400));
        }
    }
}
