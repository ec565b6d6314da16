//! The words of each field of an article with their positions, and where its sentences and
//! paragraphs begin. Indexing and matching both use this.

use std::ops::ControlFlow;

use crate::analysis::{Token, holds_empty_line, sentence_after, tokens, tokens_from};
use crate::article::{Article, TitleOrigin};
use crate::query::{MAX_DISTANCE, TextField};
use crate::quote::Quote;
use crate::span::Span;

/// Number of empty positions between two values of a field (two bylines, two quotes), so that no
/// phrase runs from one into the next.
pub const VALUE_GAP: u32 = 1024;

const _: () = assert!(VALUE_GAP > MAX_DISTANCE + 1, "no distance that can be asked for may reach into the next value");

/// Minimum number of words in a lead, if the body has that many. The lead then goes on to the end
/// of the paragraph.
const MIN_LEAD_WORDS: u32 = 50;

/// Maximum number of words in a lead, for long paragraphs and pages without paragraphs.
const MAX_LEAD_WORDS: u32 = 100;

/// The speaker of a quote is placed in the [`VALUE_GAP`] positions before its first word: the
/// resolved name at the start of the gap, and the name in the text from this offset on.
const SOURCE_OFFSET: u32 = VALUE_GAP / 2;

/// Calls `each` with every word of a field of `article`, at ascending positions through the field's
/// values. Spans of [`TextField::Lead`], [`TextField::Quotes`], [`TextField::Said`] and
/// [`TextField::Speaker`] are into the body, all others into their value.
///
/// Quotes, what is said in them, and their speakers share the positions of [`quoted_position`].
pub fn field_tokens(article: &Article, field: TextField, mut each: impl FnMut(Token<'_>)) {
    match field {
        // A derived title is part of the body; searching it too would count its words twice.
        TextField::Title => values((article.title.origin == TitleOrigin::Stated).then_some(article.title.text.as_str()), each),
        TextField::Body => tokens(&article.body, each),
        TextField::Lead => lead(article, &mut each),
        TextField::Quotes | TextField::Said => quoted(article, &mut each),
        TextField::Speaker => speakers(&article.body, quote_starts(article), each),
        TextField::Byline => values(article.bylines.iter().map(String::as_str), each),
        TextField::Publisher => values(article.publisher.as_deref(), each),
        TextField::Section => values(article.section.as_deref(), each),
    }
}

fn values<'v>(values: impl IntoIterator<Item = &'v str>, mut each: impl FnMut(Token<'_>)) {
    let mut first_position = 0;
    for value in values {
        let mut n_tokens = 0;
        tokens(value, |token| {
            n_tokens = token.position + 1;
            each(token.at(first_position + token.position));
        });
        first_position += n_tokens + VALUE_GAP;
    }
}

fn lead(article: &Article, each: &mut impl FnMut(Token<'_>)) {
    let mut breaks = BreakFinder::new(article, TextField::Lead);
    tokens_from(&article.body, 0, 0, |token| {
        let begins = breaks.begins_at(&token);
        if is_lead_over(token.position, begins) {
            return ControlFlow::Break(());
        }
        each(token);
        ControlFlow::Continue(())
    });
}

fn is_lead_over(position: u32, begins: Begins) -> bool {
    position >= MAX_LEAD_WORDS || (position >= MIN_LEAD_WORDS && begins == Begins::Paragraph)
}

/// Returns the position after the last word of the lead, given the positions at which the body's
/// paragraphs begin, ascending.
pub fn lead_end(paragraph_starts: &[u32]) -> u32 {
    let first_over = paragraph_starts.iter().copied().find(|start| is_lead_over(*start, Begins::Paragraph));
    first_over.unwrap_or(MAX_LEAD_WORDS).min(MAX_LEAD_WORDS)
}

/// The words of the body inside quotes. They are cut as in the body, not anew: a quote that begins
/// inside a word must not make a word that the body does not hold.
fn quoted(article: &Article, each: &mut impl FnMut(Token<'_>)) {
    let mut finder = QuoteFinder::new(article);
    if finder.is_done() {
        return;
    }
    tokens(&article.body, |token| {
        if let Some(nth) = finder.nth_quote(&token) {
            each(token.at(quoted_position(token.position, nth)));
        }
    });
}

/// Returns the position in [`TextField::Quotes`] of a word of the body. `nth_quote` counts the
/// quotes that hold words. Inside a quote, distances are as in the body; between quotes they exceed
/// any distance a query can ask for. There is room for the speaker before each quote.
pub fn quoted_position(body_position: u32, nth_quote: u32) -> u32 {
    // A body has at most 64 Mi positions. Nobody reads a text with so many quotes that their gaps
    // do not fit.
    const MAX_GAPS: u32 = 1 << 21;
    body_position.saturating_add((nth_quote.saturating_add(1)).min(MAX_GAPS) * VALUE_GAP)
}

/// Returns the position at which a quote begins, including its speaker's names, given the body
/// position of its first word.
pub fn quote_start(first_position: u32, nth_quote: u32) -> u32 {
    quoted_position(first_position, nth_quote) - VALUE_GAP
}

/// A quote that holds words of the body.
#[derive(Debug, Clone, Copy)]
pub struct QuoteStart<'a> {
    /// Its number among the quotes that hold words, from 0.
    pub nth: u32,
    /// The position of its first word in the body.
    pub first_position: u32,
    /// The quote.
    pub quote: &'a Quote,
}

impl QuoteStart<'_> {
    /// Returns the position at which it begins, including its speaker's names.
    pub fn position(&self) -> u32 {
        quote_start(self.first_position, self.nth)
    }
}

/// Returns the quotes of an article that hold words, in the order of the body.
pub fn quote_starts(article: &Article) -> Vec<QuoteStart<'_>> {
    let mut starts = Vec::new();
    if !article.quotes.is_empty() {
        let mut finder = QuoteFinder::new(article);
        tokens(&article.body, |token| starts.extend(finder.start_at(&token)));
    }
    starts
}

/// Calls `each` with the words of the speakers, quote by quote. A word's span is where the body
/// names the speaker.
pub fn speakers<'a>(body: &str, starts: impl IntoIterator<Item = QuoteStart<'a>>, mut each: impl FnMut(Token<'_>)) {
    for start in starts {
        let QuoteStart { quote, .. } = start;
        let written = quote.source.map(|source| source.slice(body));
        let span = quote.source.unwrap_or(quote.content);
        let other = written.filter(|written| quote.speaker.as_deref() != Some(*written));
        for (name, offset) in [(quote.speaker.as_deref(), 0), (other, SOURCE_OFFSET)] {
            tokens_from(name.unwrap_or(""), 0, 0, |token| {
                // No name has this many words, and the words after it must keep their places.
                if token.position + 1 >= SOURCE_OFFSET {
                    return ControlFlow::Break(());
                }
                each(token.at(start.position() + offset + token.position).standing_for(span));
                ControlFlow::Continue(())
            });
        }
    }
}

/// Finds the quote that holds each word of a body.
#[derive(Debug)]
pub struct QuoteFinder<'a> {
    quotes: std::iter::Peekable<std::slice::Iter<'a, Quote>>,
    /// The number of passed quotes that hold words.
    n_passed: u32,
    is_inside: bool,
}

impl<'a> QuoteFinder<'a> {
    /// Returns the finder for the words of an article's body, placed before the first.
    pub fn new(article: &'a Article) -> QuoteFinder<'a> {
        QuoteFinder { quotes: article.quotes.iter().peekable(), n_passed: 0, is_inside: false }
    }

    /// Returns whether no later word lies in a quote.
    fn is_done(&mut self) -> bool {
        self.quotes.peek().is_none()
    }

    /// Returns the number, from 0, of the quote that holds the next word of the body. Must be
    /// called with every word, in order.
    pub fn nth_quote(&mut self, token: &Token<'_>) -> Option<u32> {
        while self.quotes.next_if(|quote| quote.content.end < token.span.end).is_some() {
            self.n_passed += u32::from(std::mem::take(&mut self.is_inside));
        }
        let is_quoted = self.quotes.peek().is_some_and(|quote| quote.content.covers(token.span));
        self.is_inside |= is_quoted;
        is_quoted.then_some(self.n_passed)
    }

    /// Returns the number of the quote that holds the last word.
    pub fn here(&self) -> Option<u32> {
        self.is_inside.then_some(self.n_passed)
    }

    /// Returns the quote that begins with the next word of the body. Must be called with every
    /// word, in order, instead of [`QuoteFinder::nth_quote`].
    pub fn start_at(&mut self, token: &Token<'_>) -> Option<QuoteStart<'a>> {
        let last = self.here();
        let nth = self.nth_quote(token)?;
        let quote = self.quotes.peek().copied().filter(|_| last != Some(nth))?;
        Some(QuoteStart { nth, first_position: token.position, quote })
    }
}

/// What begins at a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Begins {
    /// Nothing: the word is in the same sentence as the one before.
    Nothing,
    /// A sentence.
    Sentence,
    /// A paragraph, and so a sentence. Every value of a field is at least one.
    Paragraph,
}

/// Finds the words of a field at which sentences and paragraphs begin.
#[derive(Debug)]
pub struct BreakFinder<'a> {
    /// The body; empty for other fields, in which each value is one sentence.
    body: &'a str,
    /// The first sentence of the body that begins after the last word.
    sentence: Option<Span>,
    /// Whether it begins a paragraph.
    begins_paragraph: bool,
    /// The position after the last word.
    next_position: u32,
    is_first: bool,
}

impl BreakFinder<'_> {
    /// Returns the finder for the words of a field, placed before the first.
    pub fn new(article: &Article, field: TextField) -> BreakFinder<'_> {
        let body = match field {
            TextField::Body | TextField::Lead | TextField::Quotes | TextField::Said => article.body.as_str(),
            TextField::Title | TextField::Speaker | TextField::Byline | TextField::Publisher | TextField::Section => "",
        };
        let sentence = sentence_after(body, 0, usize::MAX);
        BreakFinder { body, sentence, begins_paragraph: true, next_position: 0, is_first: true }
    }

    /// Returns what begins at the next word of the field. Must be called with every word, in order.
    pub fn begins_at(&mut self, token: &Token<'_>) -> Begins {
        let mut begins = Begins::Nothing;
        while let Some(sentence) = self.sentence.filter(|sentence| sentence.start < token.span.end) {
            begins = begins.max(if self.begins_paragraph { Begins::Paragraph } else { Begins::Sentence });
            self.sentence = sentence_after(self.body, sentence.end, usize::MAX);
            let next_start = self.sentence.map_or(self.body.len(), |next| next.start);
            self.begins_paragraph = holds_empty_line(Span::new(sentence.end, next_start).slice(self.body));
        }
        if self.is_first || token.position > self.next_position {
            begins = Begins::Paragraph;
        }
        self.is_first = false;
        self.next_position = token.position + 1;
        begins
    }
}
