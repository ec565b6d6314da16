//! Finding what was said, and verifying that it was.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::articles::shorten_name;
use super::budget::{Budget, Item, cut, shortened};
use super::note::{Note, notes};
use crate::analysis::tokens;
use crate::article::Article;
use crate::choice::{Sort, Syntax};
use crate::search::{self, FoundQuote, MAX_VERIFIED_WORDS, QuoteConfig, VerifyConfig, find_quotes, open_note, verify};
use crate::serve::asked::{PageStart, page_limit, understood_of_quotes};
use crate::serve::cursor::fingerprint;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::header::ArticleName;
use crate::wire::locator::Locator;
use crate::wire::quote::quoted_words;
use crate::wire::snippet::Fragment;
use crate::wire::verify::verdict_name;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuotesParameters {
    /// What was said, in pullquote's language; words side by side must be said in one quote. Without it, everything that was said.
    query: Option<String>,
    /// Whose rules the query is read by; pullquote's by default.
    #[serde(default)]
    syntax: Syntax,
    /// The speaker: a surname, a full name, or how an article names the speaker; also `Ms Ruiz`, `Ruiz, Ana`, `A. Ruiz`.
    by: Option<String>,
    /// The order; relevance by default.
    #[serde(default)]
    sort: Sort,
    /// Number of quotes to return, from 1 to 100; 10 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// The `next` of the page before, with the same query, speaker and order.
    cursor: Option<String>,
    /// Maximum length of the answer in tokens, from 400 to 20000; 2000 by default.
    #[schemars(range(min = 400, max = 20000))]
    max_tokens: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct QuotesAnswer {
    /// How many quotes there are, and in how many articles.
    total: usize,
    articles: usize,
    /// Whether quotes were left out because of `max_tokens`; `next` continues with them.
    truncated: bool,
    /// Pass this as `cursor` for the next page; null if there is none.
    next: Option<String>,
    /// The query as it was understood.
    understood: String,
    /// What may not be meant so.
    notes: Vec<Note>,
    quotes: Vec<QuoteItem>,
}

/// A quote. Its text is the words without the quotation marks.
#[derive(Debug, Serialize, JsonSchema)]
struct QuoteItem {
    rank: usize,
    #[serde(flatten)]
    words: Fragment<'static>,
    /// Whether `text` was cut because of `max_tokens`; `get_article` has the whole.
    cut: bool,
    /// Who spoke; null if unknown.
    speaker: Option<String>,
    /// How the article names the speaker there: `she`, `the minister`.
    source: Option<String>,
    article: ArticleItem,
}

/// An article by what one needs to name it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ArticleName")]
struct ArticleItem {
    /// For `get_article`.
    id: String,
    #[serde(flatten)]
    name: ArticleName<'static>,
}

impl ArticleItem {
    fn of(article: &Article) -> ArticleItem {
        ArticleItem { id: article.id.to_string(), name: ArticleName::of(article).into_owned() }
    }

    fn cut(&mut self, max_bytes: usize) {
        shorten_name(&mut self.name, max_bytes.min(300), max_bytes.min(200));
    }
}

fn cut_name(name: &mut Option<String>, max_bytes: usize) {
    *name = name.take().map(|name| shortened(&name, max_bytes.min(200)));
}

impl Item for QuoteItem {
    fn cut(&mut self, max_bytes: usize) {
        self.cut |= cut(self.words.text.to_mut(), max_bytes);
        let n_chars = self.words.text.chars().count();
        self.words.highlights.retain(|[_, end]| *end <= n_chars);
        self.words.highlights.truncate(max_bytes / 12);
        cut_name(&mut self.speaker, max_bytes);
        cut_name(&mut self.source, max_bytes);
        self.article.cut(max_bytes);
    }
}

pub(super) fn search_quotes(server: &ServerState, parameters: QuotesParameters) -> Result<QuotesAnswer, Fault> {
    let QuotesParameters { query: text, syntax, by, sort, limit, cursor, max_tokens } = parameters;
    let budget = Budget::of(max_tokens)?;
    let (query, mut problems) = understood_of_quotes(text.as_deref(), by.as_deref(), syntax, server.today())?;
    let request = fingerprint(&["search_quotes", &query.to_string(), sort.name()]);
    let start = PageStart::of(server, cursor.as_deref(), request)?;
    let config = QuoteConfig { query, sort, offset: start.offset, limit: page_limit(limit)? };
    let answer = find_quotes(&*start.snapshot, &config)?;
    let text = text.unwrap_or_default();
    problems.extend(open_note(&*start.snapshot, text.trim()));
    let [total, articles] = [answer.totals.n_quotes, answer.totals.n_articles].map(|n| n as usize);
    let quotes = answer.quotes.iter().map(quote).collect();
    Ok(budget.fitted(quotes, |max_bytes, quotes, truncated| QuotesAnswer {
        total,
        articles,
        truncated,
        next: start.next(quotes.len(), total),
        understood: shortened(&answer.understood, max_bytes),
        notes: notes(&problems, text.trim(), max_bytes),
        quotes,
    }))
}

fn quote(found: &FoundQuote) -> QuoteItem {
    QuoteItem {
        rank: found.rank,
        words: quoted_words(found).into_owned(),
        cut: false,
        speaker: found.quote.speaker.clone(),
        source: found.source.clone(),
        article: ArticleItem::of(&found.article),
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct VerifyParameters {
    /// The words of the quotation, at most 500.
    words: String,
    /// Who is claimed to have said them.
    by: Option<String>,
    /// Number of places to return, from 1 to 100; 10 by default.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
    /// Maximum length of the answer in tokens, from 400 to 20000; 2000 by default.
    #[schemars(range(min = 400, max = 20000))]
    max_tokens: Option<usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct VerifyAnswer {
    /// The best verdict of all places: `exact` (these words, in quotation marks, and by whom was said), `unknown-speaker`
    /// (these words, quoted, but by whom is not known), `other-speaker` (these words, quoted from somebody else), `in-text` (these words, but not in quotation marks), `near` (quoted with up to a third of the
    /// words different), `not-found`.
    verdict: &'static str,
    /// How many places there are.
    total: usize,
    /// Whether places were left out because of `max_tokens`.
    truncated: bool,
    /// The best verdict first, and the earliest article first among equals.
    findings: Vec<FindingItem>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FindingItem {
    verdict: &'static str,
    /// What the article says beside what was asked, in stretches.
    differences: Vec<Difference>,
    /// Whether `differences` was cut because of `max_tokens`.
    cut: bool,
    /// Who spoke; null if unknown, or if the words are not in quotation marks.
    speaker: Option<String>,
    /// Where it stands in the article's text, in code points.
    start: usize,
    end: usize,
    #[serde(flatten)]
    locator: Locator,
    article: ArticleItem,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Difference {
    /// `same`: in both; `added`: only in the article; `missing`: only in what was asked.
    kind: &'static str,
    text: String,
}

impl Item for FindingItem {
    fn cut(&mut self, max_bytes: usize) {
        // The size of a difference besides its text, in bytes.
        const EACH: usize = 24;
        let mut room = max_bytes;
        let n_before = self.differences.len();
        self.differences.retain_mut(|difference| {
            if room == 0 {
                return false;
            }
            self.cut |= cut(&mut difference.text, room);
            room = room.saturating_sub(difference.text.len() + EACH);
            true
        });
        self.cut |= self.differences.len() < n_before;
        cut_name(&mut self.speaker, max_bytes);
        self.article.cut(max_bytes);
    }
}

pub(super) fn verify_quote(server: &ServerState, parameters: VerifyParameters) -> Result<VerifyAnswer, Fault> {
    let VerifyParameters { words, by, limit, max_tokens } = parameters;
    let budget = Budget::of(max_tokens)?;
    let wrong = |detail: String| Err(Fault::new(StatusCode::BAD_REQUEST, detail));
    match count_words(&words) {
        0 => return wrong("there is no word to verify".to_owned()),
        n if n > MAX_VERIFIED_WORDS => {
            return wrong(format!(
                "`words` has {n} words, more than the {MAX_VERIFIED_WORDS} that are compared; verify a part of it"
            ));
        }
        _ => {}
    }
    if by.as_deref().is_some_and(|name| count_words(name) == 0) {
        return wrong("there is no name in `by`".to_owned());
    }
    let config = VerifyConfig { words, by, limit: page_limit(limit)? };
    let start = PageStart::of(server, None, 0)?;
    let verification = verify(&*start.snapshot, &config)?;
    let findings = verification.findings.iter().map(finding).collect();
    Ok(budget.fitted(findings, |_, findings, truncated| VerifyAnswer {
        verdict: verdict_name(&verification),
        total: verification.total,
        truncated,
        findings,
    }))
}

fn count_words(text: &str) -> usize {
    let mut n_words = 0;
    tokens(text, |_| n_words += 1);
    n_words
}

fn finding(found: &search::Occurrence) -> FindingItem {
    let difference = |difference: &search::WordDifference| {
        let (kind, text) = match difference {
            search::WordDifference::Same(text) => ("same", text),
            search::WordDifference::Added(text) => ("added", text),
            search::WordDifference::Missing(text) => ("missing", text),
        };
        Difference { kind, text: text.clone() }
    };
    let [start, end] = found.place;
    FindingItem {
        verdict: found.verdict.name(),
        differences: found.differences.iter().map(difference).collect(),
        cut: false,
        speaker: found.speaker.clone(),
        start,
        end,
        locator: Locator::of(found.locator.as_ref()),
        article: ArticleItem::of(&found.article),
    }
}
