//! Finding articles, and reading one.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::budget::{Budget, Item, cut, end_within, len_bytes, shortened};
use super::note::{Note, notes};
use crate::article::Article;
use crate::choice::{Count, MatchWords, Sort, Syntax};
use crate::hit::Matches;
use crate::quote::Quote;
use crate::search::{SearchConfig, ShownHit, open_note, search};
use crate::serve::asked::{self, PageStart, page_limit, understood};
use crate::serve::cursor::fingerprint;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::snippet::SnippetConfig;
use crate::span::{CodePoints, Span};
use crate::wire::header::ArticleName;
use crate::wire::locator::Locator;
use crate::wire::snippet::{Fragment, fragments};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchParameters {
    /// The query, in pullquote's language.
    query: String,
    /// Whose rules the query is read by; pullquote's by default.
    #[serde(default)]
    syntax: Syntax,
    /// The order; relevance by default.
    #[serde(default)]
    sort: Sort,
    /// Number of hits to return, from 1 to 100; 10 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// The `next` of the page before, with the same query and order.
    cursor: Option<String>,
    /// Maximum length of the answer in tokens, from 400 to 20000; 2000 by default.
    #[schemars(range(min = 400, max = 20000))]
    max_tokens: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct SearchAnswer {
    /// How many articles match.
    total: usize,
    /// Whether no article has all words, and these have only some of them.
    loosened: bool,
    /// Whether hits were left out because of `max_tokens`; `next` continues with them.
    truncated: bool,
    /// Pass this as `cursor` for the next page; null if there is none.
    next: Option<String>,
    /// The query as it was understood.
    understood: String,
    /// What may not be meant so.
    notes: Vec<Note>,
    hits: Vec<HitItem>,
}

/// An article that matches.
#[derive(Debug, Serialize, JsonSchema)]
struct HitItem {
    rank: usize,
    /// For `get_article`.
    id: String,
    #[serde(flatten)]
    name: ArticleName<'static>,
    /// How many places of the text match, and how many of them the snippet shows.
    matches: usize,
    matches_shown: usize,
    /// `true` if the article has a headline and no text; left out otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_headline_only: bool,
    /// Stretches of the text.
    snippet: Vec<FragmentItem>,
}

/// A stretch of the article's text.
#[derive(Debug, Serialize, JsonSchema)]
struct FragmentItem {
    #[serde(flatten)]
    fragment: Fragment<'static>,
    /// Whether it was cut because of `max_tokens`.
    cut: bool,
}

impl Item for HitItem {
    fn cut(&mut self, max_bytes: usize) {
        shorten_name(&mut self.name, max_bytes.min(300), max_bytes.min(100));
        let mut room = max_bytes;
        self.snippet.retain_mut(|FragmentItem { fragment, cut: is_cut }| {
            let is_first = room == max_bytes;
            if room < max_bytes / 4 && !is_first {
                return false;
            }
            *is_cut |= cut(fragment.text.to_mut(), room);
            room -= fragment.text.len().min(room);
            let n_chars = fragment.text.chars().count();
            fragment.end = fragment.start + n_chars;
            fragment.highlights.retain(|[_, end]| *end <= n_chars);
            fragment.highlights.truncate(max_bytes / 12);
            true
        });
    }
}

pub(super) fn search_articles(server: &ServerState, parameters: SearchParameters) -> Result<SearchAnswer, Fault> {
    let SearchParameters { query: text, syntax, sort, limit, cursor, max_tokens } = parameters;
    let budget = Budget::of(max_tokens)?;
    let (query, mut problems) = understood(&text, syntax, server.today())?;
    let request = fingerprint(&["search_articles", &query.to_string(), sort.name()]);
    let start = PageStart::of(server, cursor.as_deref(), request)?;
    let config = SearchConfig {
        query,
        match_words: MatchWords::Best,
        sort,
        count: Count::Exact,
        offset: start.offset,
        limit: page_limit(limit)?,
        snippet: SnippetConfig::default(),
    };
    let answer = search(&*start.snapshot, &config)?;
    problems.extend(open_note(&*start.snapshot, &text));
    let loosened = answer.is_loosened();
    let hits = answer.hits.iter().map(hit).collect();
    Ok(budget.fitted(hits, |max_bytes, hits, truncated| SearchAnswer {
        total: answer.total,
        loosened,
        truncated,
        next: start.next(hits.len(), answer.total),
        understood: shortened(&answer.understood, max_bytes),
        notes: notes(&problems, &text, max_bytes),
        hits,
    }))
}

fn hit(shown: &ShownHit) -> HitItem {
    let article = &shown.hit.article;
    let fragments = fragments(&article.body, &shown.snippet).into_iter();
    HitItem {
        rank: shown.hit.rank,
        id: article.id.to_string(),
        name: ArticleName::of(article).into_owned(),
        matches: shown.snippet.n_matches,
        matches_shown: shown.snippet.n_shown,
        is_headline_only: article.is_headline_only(),
        snippet: fragments.map(|fragment| FragmentItem { fragment: fragment.into_owned(), cut: false }).collect(),
    }
}

/// Cuts an article's title and publisher to these lengths in bytes.
pub(super) fn shorten_name(name: &mut ArticleName<'static>, max_title: usize, max_publisher: usize) {
    name.title = shortened(&name.title, max_title).into();
    name.publisher = name.publisher.take().map(|publisher| shortened(&publisher, max_publisher).into());
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ArticleParameters {
    /// The article's id, as hits and quotes name it.
    id: String,
    /// Also returns where this query matches in it.
    query: Option<String>,
    /// Whose rules the query is read by; pullquote's by default.
    #[serde(default)]
    syntax: Syntax,
    /// Begin at this code point of the text: the `next_from` of the answer before, or a place that a hit, a quote or a match named.
    from: Option<usize>,
    /// Maximum length of the answer in tokens, from 400 to 20000; 2000 by default.
    #[schemars(range(min = 400, max = 20000))]
    max_tokens: Option<usize>,
}

/// An article and a part of its text.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ArticleAnswer {
    id: String,
    #[serde(flatten)]
    name: ArticleName<'static>,
    bylines: Vec<String>,
    section: Option<String>,
    language: Option<String>,
    url: Option<String>,
    /// The file it was read from.
    path: Option<String>,
    /// How long the whole text is, in code points; `start` and `end` say which part of it `text` is.
    total_chars: usize,
    start: usize,
    end: usize,
    /// Whether the text continues after `end`.
    truncated: bool,
    /// Pass this as `from` to read on; null at the end.
    next_from: Option<usize>,
    text: String,
    /// Where the beginning of this part stands in the source.
    #[serde(flatten)]
    locator: Locator,
    /// The quotes in this part, in the order of the text.
    quotes: Vec<QuotePlace>,
    /// How many places of the whole text match the query; null without a query.
    matches_total: Option<usize>,
    /// What matched in this part: pairs of code points of the whole text, the end not included.
    highlights: Vec<[usize; 2]>,
    /// Where the first match after this part begins.
    next_match: Option<usize>,
}

/// A quote by its place in the whole text, in code points.
#[derive(Debug, Serialize, JsonSchema)]
struct QuotePlace {
    start: usize,
    end: usize,
    speaker: Option<String>,
    #[serde(flatten)]
    locator: Locator,
}

pub(super) fn get_article(server: &ServerState, parameters: ArticleParameters) -> Result<ArticleAnswer, Fault> {
    let ArticleParameters { id, query, syntax, from, max_tokens } = parameters;
    let budget = Budget::of(max_tokens)?;
    let query = query.as_deref().map(|text| understood(text, syntax, server.today())).transpose()?;
    let article = asked::article(&*server.newest(), &id)?;
    let matches = query.map(|(query, _)| asked::matches(&query, &article));
    let body = article.body.as_str();
    let from = from.unwrap_or(0);
    let ends = body.char_indices().map(|(byte, _)| byte).chain([body.len()]);
    let Some(first_byte) = ends.clone().nth(from) else {
        let n_chars = ends.count() - 1;
        let fault = Fault::new(StatusCode::BAD_REQUEST, format!("`from` is behind the end: the text has {n_chars} code points"));
        return Err(fault.hint("without `from`, reading begins at the beginning"));
    };
    let part_of = |max_text: usize, max_body: usize| {
        let end = first_byte + end_within(&body[first_byte..], max_body);
        part(&article, matches.as_ref(), Span::new(first_byte, end), max_text)
    };
    let max_text = budget.longest_text(budget.bytes / 3, |max_text| len_bytes(&part_of(max_text, 0)));
    // Quotes and highlights get their share; if they are many, the part of the text is shorter.
    let mut max_body = budget.bytes.saturating_sub(len_bytes(&part_of(max_text, 0)));
    loop {
        let answer = part_of(max_text, max_body);
        if len_bytes(&answer) <= budget.bytes || max_body < 8 {
            return Ok(answer);
        }
        max_body -= max_body / 8 + 1;
    }
}

/// Returns an article with the part of its text in `window`.
fn part(article: &Article, matches: Option<&Matches>, window: Span, max_text: usize) -> ArticleAnswer {
    let body = article.body.as_str();
    let mut places = CodePoints::new(body);
    let [start, end] = places.span(window);
    let total_chars = places.before(body.len());
    let reaches_in = |span: Span| span.start < window.end && window.start < span.end;
    let quotes = article.quotes.iter().filter(|quote| reaches_in(quote.content));
    let quote = |quote: &Quote| {
        let [start, end] = places.span(quote.content);
        let speaker = quote.speaker.as_deref().map(|name| shortened(name, max_text.min(200)));
        QuotePlace { start, end, speaker, locator: Locator::of(article.locators.at(quote.content.start)) }
    };
    let quotes = quotes.map(quote).collect();
    // Matches may overlap, so that there may be thousands in a few words; marks never do.
    let marks = matches.map(Matches::body_marks).unwrap_or_default();
    let highlights = marks.into_iter().filter(|mark| reaches_in(*mark)).map(|mark| places.span(mark)).collect();
    let starts = matches.into_iter().flat_map(|matches| &matches.body).map(|found| found.extent.start);
    let next_match = starts.filter(|start| *start >= window.end).min().map(|start| places.before(start));
    let text = |text: &str| shortened(text, max_text.min(300));
    let mut name = ArticleName::of(article).into_owned();
    shorten_name(&mut name, max_text.min(300), max_text.min(300));
    // A cut URL or path is useless.
    let whole = |text: &str| (text.len() <= max_text).then(|| text.to_owned());
    ArticleAnswer {
        id: article.id.to_string(),
        name,
        bylines: article.bylines.iter().take(max_text / 24).map(|name| shortened(name, max_text.min(100))).collect(),
        section: article.section.as_deref().map(text),
        language: article.language.as_ref().map(|language| language.code().to_owned()),
        url: article.url.as_deref().and_then(whole),
        path: whole(&article.place.path),
        total_chars,
        start,
        end,
        truncated: end < total_chars,
        next_from: (end < total_chars).then_some(end),
        text: window.slice(body).to_owned(),
        locator: Locator::of(article.locators.at(window.start)),
        quotes,
        matches_total: matches.map(|matches| matches.body.len()),
        highlights,
        next_match,
    }
}
