//! Searching quotes: each matching quote, and who is quoted how often.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use super::speaker_name::SpeakerName;
use crate::analysis::{fold, tokens};
use crate::article::{Article, Locator, Locators};
use crate::choice::{Count, Sort};
use crate::engine::{ReadOrder, Snapshot};
use crate::error::Result;
use crate::hit::{Coverage, SearchRequest};
use crate::matching::{self, Pattern, QuoteMatch};
use crate::query::{Query, TextField};
use crate::quote::Quote;
use crate::span::{CodePoints, Span};

/// A search for quotes.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteConfig {
    /// The articles, and by [`TextField::Said`] and [`TextField::Speaker`] their quotes; all quotes
    /// if the query names neither.
    pub query: Query,
    /// The order. By relevance, quotes without a word of the query come newest first.
    pub sort: Sort,
    /// Number of quotes to skip.
    pub offset: usize,
    /// Number of quotes to return.
    pub limit: usize,
}

/// The answer to a search for quotes.
#[derive(Debug, Clone, PartialEq)]
pub struct QuoteAnswer {
    /// The query as understood, in canonical form.
    pub understood: String,
    /// The totals.
    pub totals: QuoteTotals,
    /// The requested page.
    pub quotes: Vec<FoundQuote>,
    /// The time it took.
    pub took: Duration,
}

/// Totals of quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QuoteTotals {
    /// Quotes.
    pub n_quotes: u64,
    /// Quotes with a known speaker.
    pub n_attributed: u64,
    /// Words in them.
    pub n_words: u64,
    /// Articles that hold them.
    pub n_articles: u64,
}

/// A quote in an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundQuote {
    /// Its rank among all quotes, from 1.
    pub rank: usize,
    /// Its relevance; larger is better. 0 if the query has no words.
    pub score: f32,
    /// The quoted text.
    pub text: String,
    /// The spans to mark, in bytes of the text; sorted, disjoint.
    pub marks: Vec<Span>,
    /// Its place in the body, in code points.
    pub place: [usize; 2],
    /// The quote; its spans are into the article's body.
    pub quote: Quote,
    /// On which page, or at which time, it begins; `None` if the source has neither.
    pub locator: Option<Locator>,
    /// The reporting words.
    pub cue: Option<String>,
    /// The speaker as the text names them.
    pub source: Option<String>,
    /// The article, without its text and its quotes.
    pub article: Article,
}

/// How often somebody is quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakerCount {
    /// The name in its most frequent spelling.
    pub speaker: String,
    /// Number of quotes.
    pub n_quotes: u64,
    /// Number of words in them.
    pub n_words: u64,
    /// Number of articles.
    pub n_articles: u64,
}

/// Turns a query into one about quotes: its words must be said, and words side by side in the same
/// quote. Clauses of a field stay as they are.
pub fn in_quotes(query: Query) -> Query {
    let all = |list: Vec<Query>| list.into_iter().map(in_quotes).collect();
    match query {
        Query::Words(list) => Query::Words(all(list)),
        Query::And(list) => Query::And(all(list)),
        Query::Or(list) => Query::Or(all(list)),
        Query::Not(inner) => Query::Not(Box::new(in_quotes(*inner))),
        Query::Required(inner) => Query::Required(Box::new(in_quotes(*inner))),
        query if query.is_span() => Query::Within(TextField::Said, Box::new(query)),
        query => query,
    }
}

/// Returns the text of a query narrowed by filters, each a name and a value: `(flood OR dam) by:"ruiz"`. The value of `by` is a name as people
/// write it: `Ms Ruiz`, `Ruiz, Ana`.
pub fn narrowed(query: &str, filters: &[(&str, Option<&str>)]) -> String {
    let filter = |(name, value): &(&str, Option<&str>)| {
        let value = (*value)?.replace('"', "");
        let value = if *name == "by" { SpeakerName::new(&value).phrase() } else { value };
        Some(format!("{name}:\"{value}\""))
    };
    let filters: Vec<String> = filters.iter().filter_map(filter).collect();
    match (query.trim().is_empty(), filters.is_empty()) {
        (true, _) => filters.join(" "),
        (false, true) => query.to_owned(),
        (false, false) => format!("({query}) {}", filters.join(" ")),
    }
}

/// Answers a search for quotes. It reads every matching article, so it takes time linear in their
/// number.
pub fn find_quotes(snapshot: &dyn Snapshot, config: &QuoteConfig) -> Result<QuoteAnswer> {
    let started = Instant::now();
    let pattern = Pattern::new(&config.query, Coverage::All);
    let rarity = rarity(snapshot, &config.query)?;
    let n_kept = config.offset.saturating_add(config.limit);
    let mut totals = QuoteTotals::default();
    let mut quotes: Vec<FoundQuote> = Vec::new();
    each_quote(snapshot, &config.query, &pattern, &mut totals, |article, found, n_words| {
        if n_kept > 0 {
            quotes.push(found_quote(article, found, score(found, n_words, &rarity)));
        }
        // Keeps the number of quotes in memory close to the number wanted.
        const SPARE: usize = 1000;
        if quotes.len() > n_kept.saturating_add(SPARE) {
            quotes.sort_by(|a, b| order(a, b, config.sort));
            quotes.truncate(n_kept);
        }
    })?;
    quotes.sort_by(|a, b| order(a, b, config.sort));
    quotes.truncate(n_kept);
    quotes.drain(..config.offset.min(quotes.len()));
    quotes.iter_mut().zip(config.offset + 1..).for_each(|(quote, rank)| quote.rank = rank);
    Ok(QuoteAnswer { understood: config.query.to_string(), totals, quotes, took: started.elapsed() })
}

/// Returns the speakers of the matching quotes, those with most quotes first, and the totals.
pub fn top_speakers(snapshot: &dyn Snapshot, query: &Query) -> Result<(Vec<SpeakerCount>, QuoteTotals)> {
    struct Counted {
        count: SpeakerCount,
        spellings: BTreeMap<String, u64>,
        last_article: Option<crate::article::ArticleId>,
    }
    let mut totals = QuoteTotals::default();
    let mut speakers: HashMap<String, Counted> = HashMap::new();
    let pattern = Pattern::new(query, Coverage::All);
    each_quote(snapshot, query, &pattern, &mut totals, |article, found, n_words| {
        let Some(name) = &article.quotes[found.quote_idx].speaker else { return };
        let counted = speakers.entry(fold(name)).or_insert_with(|| Counted {
            count: SpeakerCount { speaker: String::new(), n_quotes: 0, n_words: 0, n_articles: 0 },
            spellings: BTreeMap::new(),
            last_article: None,
        });
        *counted.spellings.entry(name.clone()).or_default() += 1;
        counted.count.n_quotes += 1;
        counted.count.n_words += n_words;
        if counted.last_article.as_ref() != Some(&article.id) {
            counted.count.n_articles += 1;
            counted.last_article = Some(article.id.clone());
        }
    })?;
    let named = |counted: Counted| {
        let most = counted.spellings.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best });
        SpeakerCount { speaker: most.map_or(String::new(), |(name, _)| name), ..counted.count }
    };
    let mut speakers: Vec<SpeakerCount> = speakers.into_values().map(named).collect();
    speakers.sort_by(|a, b| b.n_quotes.cmp(&a.n_quotes).then(b.n_words.cmp(&a.n_words)).then_with(|| a.speaker.cmp(&b.speaker)));
    Ok((speakers, totals))
}

/// Calls `each` with every matching quote, its article, and its number of words; counts them.
fn each_quote(
    snapshot: &dyn Snapshot,
    query: &Query,
    pattern: &Pattern,
    totals: &mut QuoteTotals,
    mut each: impl FnMut(&Article, &QuoteMatch, u64),
) -> Result<()> {
    snapshot.each_match(query, Coverage::All, ReadOrder::Stored, &mut |article| {
        let found = matching::find_quotes(pattern, &article);
        totals.n_articles += u64::from(!found.is_empty());
        for found in &found {
            let quote = &article.quotes[found.quote_idx];
            let mut n_words = 0;
            tokens(quote.content.slice(&article.body), |_| n_words += 1);
            totals.n_quotes += 1;
            totals.n_words += n_words;
            totals.n_attributed += u64::from(quote.speaker.is_some());
            each(&article, found, n_words);
        }
        Ok(())
    })
}

/// Returns how rare each word of the query is.
fn rarity(snapshot: &dyn Snapshot, query: &Query) -> Result<Vec<f32>> {
    let request = SearchRequest {
        query: query.clone(),
        coverage: Coverage::All,
        sort: Sort::Newest,
        count: Count::Exact,
        offset: 0,
        limit: 1,
    };
    Ok(snapshot.search(&request)?.rarity)
}

/// Scores a quote by the rarity of the query's words in it, which counts less in a long quote, as
/// in BM25 with its usual constants.
fn score(found: &QuoteMatch, n_words: u64, rarity: &[f32]) -> f32 {
    const K1: f32 = 1.2;
    const B: f32 = 0.75;
    // The average of 27,621 quotes of 18,158 press releases.
    const MEAN_WORDS: f32 = 42.0;
    if found.marks.is_empty() {
        return 0.0;
    }
    let sum: f32 = found.terms.iter().filter_map(|term| rarity.get(*term)).sum();
    sum * (1.0 + K1) / (1.0 + K1 * (1.0 - B + B * n_words as f32 / MEAN_WORDS))
}

fn found_quote(article: &Article, found: &QuoteMatch, score: f32) -> FoundQuote {
    let quote = article.quotes[found.quote_idx].clone();
    let body = &article.body;
    FoundQuote {
        rank: 0,
        score,
        text: quote.content.slice(body).to_owned(),
        marks: found.marks.iter().map(|mark| mark.minus(quote.content.start)).collect(),
        place: CodePoints::new(body).span(quote.content),
        locator: article.locators.at(quote.content.start).cloned(),
        cue: quote.cue.map(|cue| cue.slice(body).to_owned()),
        source: quote.source.map(|source| source.slice(body).to_owned()),
        article: without_text(article),
        quote,
    }
}

/// Returns an article without its text, its quotes and where they stand.
pub(super) fn without_text(article: &Article) -> Article {
    Article {
        id: article.id.clone(),
        record_id: article.record_id.clone(),
        place: article.place.clone(),
        title: article.title.clone(),
        body: String::new(),
        bylines: article.bylines.clone(),
        publisher: article.publisher.clone(),
        section: article.section.clone(),
        language: article.language.clone(),
        published: article.published,
        modified: article.modified,
        embargo: article.embargo,
        url: article.url.clone(),
        url_origin: article.url_origin,
        claimed_url: article.claimed_url.clone(),
        quotes: Vec::new(),
        locators: Locators::default(),
        ocr_confidence: article.ocr_confidence,
        is_summary: article.is_summary,
    }
}

fn order(a: &FoundQuote, b: &FoundQuote, sort: Sort) -> Ordering {
    let by_time = match sort {
        Sort::Oldest => oldest_first(&a.article, &b.article),
        Sort::Relevance | Sort::Newest => newest_first(&a.article, &b.article),
    };
    let by_score = if sort == Sort::Relevance { b.score.total_cmp(&a.score) } else { Ordering::Equal };
    by_score.then(by_time).then_with(|| a.article.id.cmp(&b.article.id)).then(a.place.cmp(&b.place))
}

fn newest_first(a: &Article, b: &Article) -> Ordering {
    let seconds = |article: &Article| article.published.map(|time| time.seconds);
    seconds(b).cmp(&seconds(a))
}

/// Articles without a date come last.
pub(super) fn oldest_first(a: &Article, b: &Article) -> Ordering {
    let seconds = |article: &Article| article.published.map_or(i64::MAX, |time| time.seconds);
    seconds(a).cmp(&seconds(b))
}
