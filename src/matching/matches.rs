//! Where an article matches, in bytes of its title and body.

use super::pattern::{Pattern, TextPattern};
use super::positions::PositionMatch;
use super::span_pattern::{Compounds, TermPattern};
use crate::analysis::{Stemmer, compound_at};
use crate::article::{Article, Day, PartialDate};
use crate::error::Result;
use crate::hit::{FieldMatch, Matches};
use crate::query::{Filter, TextField};
use crate::span::{Span, merge};

/// The source of word positions for one article. The matcher reads nothing else.
pub trait Source {
    /// Returns the article.
    fn article(&self) -> &Article;

    /// Returns how many words the body has.
    fn n_body_words(&mut self) -> Result<u64>;

    /// Returns the matches of the pattern in a field.
    fn find(&mut self, field: TextField, text: &TextPattern) -> Result<Vec<PositionMatch>>;

    /// Returns the span of the word at `position`: in the title, or in the body for
    /// [`TextField::Body`], [`TextField::Lead`], [`TextField::Quotes`] and [`TextField::Said`]. A
    /// speaker's name is where the body names the speaker. Positions come from the last
    /// [`Source::find`] of the same field and mostly ascend.
    fn span_at(&mut self, field: TextField, position: u32) -> Result<Option<Span>>;
}

/// Returns where the article matches; `None` if it does not. Matches are in the order of the text,
/// without repeats.
pub fn matches_in(pattern: &Pattern, source: &mut impl Source) -> Result<Option<Matches>> {
    let mut matches = Matches::default();
    let mut next_term = 0;
    if !holds(pattern, source, &mut next_term, &mut matches)? {
        return Ok(None);
    }
    for found in [&mut matches.title, &mut matches.body] {
        found.sort_unstable();
        found.dedup_by(|later, earlier| {
            let is_same = later.extent == earlier.extent && later.marks == earlier.marks;
            if is_same {
                earlier.terms.append(&mut later.terms);
                earlier.terms.sort_unstable();
                earlier.terms.dedup();
            }
            is_same
        });
    }
    Ok(Some(matches))
}

/// Returns whether the pattern holds, and if so adds its matches. `next_term` counts the marked
/// terms so far, so that indices agree with [`Pattern::marked_terms`] whichever branches hold.
fn holds(pattern: &Pattern, source: &mut impl Source, next_term: &mut usize, matches: &mut Matches) -> Result<bool> {
    match pattern {
        Pattern::Text(text) => {
            let first_term = *next_term;
            *next_term += text.spans.n_terms();
            stands(text, source, first_term, matches)
        }
        Pattern::All(patterns) => n_holding(patterns, source, next_term, matches, patterns.len()),
        Pattern::AtLeast(n, patterns) => n_holding(patterns, source, next_term, matches, *n),
        Pattern::Not(pattern) => Ok(!holds(pattern, source, &mut 0, &mut Matches::default())?),
        Pattern::Filter(filter) => passes(filter, source),
    }
}

/// Returns whether at least `needed` of the patterns hold; only then adds their matches.
fn n_holding(
    patterns: &[Pattern],
    source: &mut impl Source,
    next_term: &mut usize,
    matches: &mut Matches,
    needed: usize,
) -> Result<bool> {
    let mut found = Matches::default();
    let mut n_holding = 0;
    for pattern in patterns {
        n_holding += usize::from(holds(pattern, source, next_term, &mut found)?);
    }
    let is_enough = n_holding >= needed;
    if is_enough {
        matches.title.append(&mut found.title);
        matches.body.append(&mut found.body);
    }
    Ok(is_enough)
}

fn passes(filter: &Filter, source: &mut impl Source) -> Result<bool> {
    let article = source.article();
    Ok(match filter {
        Filter::Language(language) => article.language.as_ref() == Some(language),
        Filter::Url(url) => article.url.as_ref() == Some(url),
        Filter::Publisher(name) => article.publisher.as_ref() == Some(name),
        Filter::Section(name) => article.section.as_ref() == Some(name),
        Filter::Path(path) => article.place.is_under(path),
        Filter::Published { from, to } => article.published.is_some_and(|published| is_between(*from, *to, published.day())),
        Filter::Embargo { from, to } => article.embargo.is_some_and(|until| is_between(*from, *to, until.day())),
        // The text of an article does not tell which version it is; engines know.
        Filter::Version(_) => true,
        Filter::Words { min, max } => {
            let n_words = source.n_body_words()?;
            min.is_none_or(|min| min <= n_words) && max.is_none_or(|max| n_words <= max)
        }
    })
}

fn is_between(from: Option<PartialDate>, to: Option<PartialDate>, day: Day) -> bool {
    from.is_none_or(|from| from.first_day() <= day) && to.is_none_or(|to| day <= to.last_day())
}

/// Returns whether the words match, at as many places as required; only then adds the matches.
fn stands(text: &TextPattern, source: &mut impl Source, first_term: usize, matches: &mut Matches) -> Result<bool> {
    let mut n_matches = 0;
    let mut found = Matches::default();
    for field in &text.fields {
        let places = source.find(*field, text)?;
        n_matches += places.len();
        let found_in = match field {
            TextField::Title => &mut found.title,
            TextField::Body | TextField::Lead | TextField::Quotes | TextField::Said => &mut found.body,
            TextField::Speaker | TextField::Byline | TextField::Publisher | TextField::Section => continue,
        };
        let terms = text.spans.terms();
        for place in &places {
            found_in.extend(field_match(place, source, *field, &terms, first_term)?);
        }
    }
    let is_enough = n_matches >= text.min_matches;
    if is_enough {
        matches.title.append(&mut found.title);
        matches.body.append(&mut found.body);
    }
    Ok(is_enough)
}

fn field_match(
    found: &PositionMatch,
    source: &mut impl Source,
    field: TextField,
    terms: &[&TermPattern],
    first_term: usize,
) -> Result<Option<FieldMatch>> {
    let mut marks: Vec<Span> = Vec::new();
    let mut last_position = None;
    for position in &found.words {
        let Some(span) = source.span_at(field, *position)? else { return Ok(None) };
        let span = with_compound(span, *position, found, source.article(), field, terms);
        match marks.last_mut() {
            Some(mark) if last_position == position.checked_sub(1) || (mark.start < span.end && span.start < mark.end) => {
                *mark = Span::new(mark.start.min(span.start), mark.end.max(span.end));
            }
            _ => marks.push(span),
        }
        last_position = Some(*position);
    }
    if field == TextField::Said {
        // A speaker precedes the quote in positions, but may stand anywhere in the text.
        marks = merge(marks);
    }
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else { return Ok(None) };
    let mut terms: Vec<usize> = found.terms.iter().map(|(_, term)| first_term + *term as usize).collect();
    terms.sort_unstable();
    terms.dedup();
    Ok(Some(FieldMatch { extent: Span::new(first.start, last.end), marks, terms }))
}

/// Returns the span of a word; of the compound that it is a part of, if it stands for the compound: `takeover` marks the whole of
/// `take-over`.
fn with_compound(
    span: Span,
    position: u32,
    found: &PositionMatch,
    article: &Article,
    field: TextField,
    terms: &[&TermPattern],
) -> Span {
    let text = if field == TextField::Title { &article.title.text } else { &article.body };
    let first = found.terms.partition_point(|(at, _)| *at < position);
    let here =
        found.terms[first..].iter().take_while(|(at, _)| *at == position).filter_map(|(_, term)| terms.get(*term as usize));
    let mut compounds = here.filter(|term| term.compounds != Compounds::None).peekable();
    if compounds.peek().is_none() {
        return span;
    }
    let Some((compound, whole)) = compound_at(text, span) else { return span };
    let stemmer = Stemmer::of_thread(article.language.as_ref());
    let stem = stemmer.stem_of(&compound);
    if compounds.any(|term| term.stands_for(&compound, &stem, &stemmer)) { whole } else { span }
}
