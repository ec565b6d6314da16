//! Quotes, who spoke them, and in which articles.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::header::ArticleHeader;
use super::locator::Locator;
use super::note::{Note, notes};
use super::snippet::Fragment;
use super::{Kind, Line, write_line};
use crate::query::QueryProblem;
use crate::search::{FoundQuote, QuoteAnswer, QuoteTotals};
use crate::span::code_points;

/// A quote with its speaker and its article.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Quote<'a> {
    rank: usize,
    score: f32,
    #[serde(flatten)]
    words: Fragment<'a>,
    #[serde(rename = "type")]
    kind: &'static str,
    speaker: Option<&'a str>,
    source: Option<&'a str>,
    cue: Option<&'a str>,
    #[serde(flatten)]
    article: ArticleHeader<'a>,
}

impl Kind for Quote<'_> {
    const KIND: &'static str = "quote";
}

pub(crate) type QuoteLine<'a> = Line<Quote<'a>>;

impl Quote<'_> {
    fn of(found: &FoundQuote) -> Quote<'_> {
        let FoundQuote { rank, score, quote, cue, source, article, .. } = found;
        Quote {
            rank: *rank,
            score: *score,
            words: quoted_words(found),
            kind: quote.kind.name(),
            speaker: quote.speaker.as_deref(),
            source: source.as_deref(),
            cue: cue.as_deref(),
            article: ArticleHeader::of(article),
        }
    }
}

/// Returns the words of a quote, without the quotation marks.
pub(crate) fn quoted_words(found: &FoundQuote) -> Fragment<'_> {
    let FoundQuote { text, marks, place: [start, end], .. } = found;
    let (highlights, locator) = (code_points(text, marks), Locator::of(found.locator.as_ref()));
    Fragment { text: Cow::Borrowed(text), start: *start, end: *end, highlights, locator }
}

/// How many quotes there are, and how many are shown.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct QuotesSummary<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<&'a str>,
    shown: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    speakers: Option<usize>,
    quotes: u64,
    attributed: u64,
    words: u64,
    articles: u64,
}

impl Kind for QuotesSummary<'_> {
    const KIND: &'static str = "summary";
}

pub(crate) type QuotesSummaryLine<'a> = Line<QuotesSummary<'a>>;

impl<'a> QuotesSummary<'a> {
    fn of(totals: &QuoteTotals, shown: usize) -> QuotesSummary<'a> {
        let QuoteTotals { n_quotes, n_attributed, n_words, n_articles } = *totals;
        QuotesSummary {
            understood: None,
            shown,
            speakers: None,
            quotes: n_quotes,
            attributed: n_attributed,
            words: n_words,
            articles: n_articles,
        }
    }

    fn of_answer(answer: &'a QuoteAnswer) -> QuotesSummary<'a> {
        let understood = Some(answer.understood.as_str());
        QuotesSummary { understood, ..QuotesSummary::of(&answer.totals, answer.quotes.len()) }
    }

    pub(super) fn of_speakers(totals: &QuoteTotals, shown: usize, n_speakers: usize) -> QuotesSummary<'a> {
        QuotesSummary { speakers: Some(n_speakers), ..QuotesSummary::of(totals, shown) }
    }
}

/// Quotes as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct QuotesPage<'a> {
    quotes: Vec<QuoteLine<'a>>,
    summary: QuotesSummaryLine<'a>,
    notes: Vec<Note<'a>>,
    next: Option<&'a str>,
}

impl Kind for QuotesPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type QuotesPageLine<'a> = Line<QuotesPage<'a>>;

/// Writes quotes: an object for each, then a summary.
pub fn write_quotes(out: &mut dyn Write, answer: &QuoteAnswer) -> io::Result<()> {
    answer.quotes.iter().try_for_each(|found| write_line(out, Quote::of(found)))?;
    write_line(out, QuotesSummary::of_answer(answer))
}

/// Writes quotes as one object: the quotes and the summary of [`write_quotes`], the notes about the query, and the cursor of the next page
/// if there is one. Places in `query_text` are code points.
pub fn write_page(
    out: &mut dyn Write,
    answer: &QuoteAnswer,
    query_text: &str,
    problems: &[QueryProblem],
    next: Option<&str>,
) -> io::Result<()> {
    let page = QuotesPage {
        quotes: answer.quotes.iter().map(|found| Line::new(Quote::of(found))).collect(),
        summary: Line::new(QuotesSummary::of_answer(answer)),
        notes: notes(query_text, problems),
        next,
    };
    write_line(out, page)
}
