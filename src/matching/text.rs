//! Matching an article's own text: which words, where.

use std::collections::HashMap;

use super::field::field_tokens;
use super::pattern::{Form, Pattern, SpanPattern, TermPattern};
use super::phrase::{PositionMatch, phrase};
use crate::analysis::Stemmer;
use crate::article::Article;
use crate::query::{Filter, TextField};
use crate::span::{Span, merge};

/// The places where an article matches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matches {
    /// In the headline; spans into it.
    pub title: Vec<FieldMatch>,
    /// In the body, whether it was searched as body or as quotes; spans into it.
    pub body: Vec<FieldMatch>,
}

impl Matches {
    /// Returns how many places there are in all.
    pub fn len(&self) -> usize {
        self.title.len() + self.body.len()
    }

    /// Returns whether nothing of the text took part, as when only a byline or a date was asked for.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the spans to mark in the title, sorted and disjoint.
    pub fn title_marks(&self) -> Vec<Span> {
        merge(self.title.iter().flat_map(|found| found.marks.iter().copied()).collect())
    }

    /// Returns the spans to mark in the body, sorted and disjoint.
    pub fn body_marks(&self) -> Vec<Span> {
        merge(self.body.iter().flat_map(|found| found.marks.iter().copied()).collect())
    }
}

/// A place where words stand as asked.
///
/// Matches order by their extent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldMatch {
    /// From the first word to the last.
    pub extent: Span,
    /// What to mark: words that follow each other directly are one mark, words that took no part are in none.
    pub marks: Vec<Span>,
    /// Which of the pattern's marked terms took part, as indices into [`Pattern::marked_terms`], rising.
    pub terms: Vec<usize>,
}

/// Returns where `article` matches, or None where it does not. Matches are in the order of the text, without repeats.
pub fn find(pattern: &Pattern, article: &Article) -> Option<Matches> {
    let stemmer = Stemmer::of_thread(article.language.as_ref());
    let mut texts = Texts { article, stemmer: &stemmer, words: Words::new(pattern, &stemmer), analysed: HashMap::new() };
    let mut matches = Matches::default();
    let mut next_term = 0;
    if !holds(pattern, &mut texts, &mut next_term, &mut matches) {
        return None;
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
    Some(matches)
}

/// Whether the pattern holds; where it does, adds its matches. `next_term` counts the marked terms passed so far, so that indices agree
/// with [`Pattern::marked_terms`] whichever branches hold.
fn holds(pattern: &Pattern, texts: &mut Texts<'_>, next_term: &mut usize, matches: &mut Matches) -> bool {
    match pattern {
        Pattern::Text(fields, spans) => {
            let first_term = *next_term;
            *next_term += spans.terms().len();
            let mut stands = false;
            for field in fields {
                stands |= texts.find_in(*field, spans, first_term, matches);
            }
            stands
        }
        Pattern::All(patterns) => n_holding(patterns, texts, next_term, matches, patterns.len()),
        Pattern::AtLeast(n, patterns) => n_holding(patterns, texts, next_term, matches, *n),
        Pattern::Not(pattern) => !holds(pattern, texts, &mut 0, &mut Matches::default()),
        Pattern::Filter(filter) => passes(filter, texts),
    }
}

/// Whether `needed` of the patterns hold; only then are their matches added.
fn n_holding(patterns: &[Pattern], texts: &mut Texts<'_>, next_term: &mut usize, matches: &mut Matches, needed: usize) -> bool {
    let mut found = Matches::default();
    let n_holding = patterns.iter().filter(|pattern| holds(pattern, texts, next_term, &mut found)).count();
    let is_enough = n_holding >= needed;
    if is_enough {
        matches.title.append(&mut found.title);
        matches.body.append(&mut found.body);
    }
    is_enough
}

fn passes(filter: &Filter, texts: &mut Texts<'_>) -> bool {
    let article = texts.article;
    match filter {
        Filter::Language(language) => article.language.as_ref() == Some(language),
        Filter::Url(url) => article.url.as_ref() == Some(url),
        Filter::Path(path) => article.place.is_under(path),
        Filter::Published { from, to } => article.published.is_some_and(|published| {
            from.is_none_or(|from| from.first_day() <= published.day()) && to.is_none_or(|to| published.day() <= to.last_day())
        }),
        Filter::Words { min, max } => {
            let n_words = texts.analysed(TextField::Body).n_tokens;
            min.is_none_or(|min| min <= n_words) && max.is_none_or(|max| n_words <= max)
        }
    }
}

/// The pattern's words, numbered, by the form in which an article's tokens are compared with them.
struct Words {
    by_exact: HashMap<String, usize>,
    by_stem: HashMap<String, usize>,
}

impl Words {
    fn new(pattern: &Pattern, stemmer: &Stemmer) -> Words {
        let mut words = Words { by_exact: HashMap::new(), by_stem: HashMap::new() };
        words.add(pattern, stemmer);
        words
    }

    fn add(&mut self, pattern: &Pattern, stemmer: &Stemmer) {
        match pattern {
            Pattern::Text(_, spans) => {
                for term in spans.terms() {
                    let next = self.by_exact.len() + self.by_stem.len();
                    match term.form {
                        Form::Exact => self.by_exact.entry(term.exact.clone()).or_insert(next),
                        Form::Stem => self.by_stem.entry(stemmer.stem_of(&term.exact)).or_insert(next),
                    };
                }
            }
            Pattern::All(patterns) | Pattern::AtLeast(_, patterns) => {
                patterns.iter().for_each(|pattern| self.add(pattern, stemmer));
            }
            Pattern::Not(pattern) => self.add(pattern, stemmer),
            Pattern::Filter(_) => {}
        }
    }

    fn number_of(&self, term: &TermPattern, stemmer: &Stemmer) -> Option<usize> {
        match term.form {
            Form::Exact => self.by_exact.get(&term.exact).copied(),
            Form::Stem => stemmer.stem(&term.exact, |stem| self.by_stem.get(stem).copied()),
        }
    }
}

/// An article's fields, analysed when first asked for, and only as far as the pattern needs.
struct Texts<'a> {
    article: &'a Article,
    stemmer: &'a Stemmer,
    words: Words,
    analysed: HashMap<TextField, AnalysedField>,
}

/// The places of the pattern's words in one field.
#[derive(Default)]
struct AnalysedField {
    /// For each word of the pattern, its positions, rising.
    positions: Vec<Vec<u32>>,
    /// Where the tokens at those positions stand in the text, by position, rising.
    spans: Vec<(u32, Span)>,
    n_tokens: u64,
}

impl AnalysedField {
    fn push(&mut self, words: [Option<usize>; 2], position: u32, span: Span) {
        for word in words.into_iter().flatten() {
            self.positions[word].push(position);
        }
        if words.iter().any(Option::is_some) {
            self.spans.push((position, span));
        }
    }

    fn span_at(&self, position: u32) -> Option<Span> {
        self.spans.binary_search_by_key(&position, |(position, _)| *position).ok().map(|found| self.spans[found].1)
    }
}

impl Texts<'_> {
    fn analysed(&mut self, field: TextField) -> &AnalysedField {
        if !self.analysed.contains_key(&field) {
            let analysed = self.analyse(field);
            self.analysed.insert(field, analysed);
        }
        &self.analysed[&field]
    }

    fn analyse(&self, field: TextField) -> AnalysedField {
        let n_words = self.words.by_exact.len() + self.words.by_stem.len();
        let mut analysed = AnalysedField { positions: vec![Vec::new(); n_words], ..AnalysedField::default() };
        field_tokens(self.article, field, |token| {
            analysed.push(self.words_at(token.exact), token.position, token.span);
            analysed.n_tokens += 1;
        });
        analysed
    }

    /// Which of the pattern's words an article's word is: by its exact form and by its stem.
    fn words_at(&self, exact: &str) -> [Option<usize>; 2] {
        let by_exact = self.words.by_exact.get(exact).copied();
        let by_stem = if self.words.by_stem.is_empty() {
            None
        } else {
            self.stemmer.stem(exact, |stem| self.words.by_stem.get(stem).copied())
        };
        [by_exact, by_stem]
    }

    fn find_in(&mut self, field: TextField, spans: &SpanPattern, first_term: usize, matches: &mut Matches) -> bool {
        let numbers: Vec<Option<usize>> = spans.terms().iter().map(|term| self.words.number_of(term, self.stemmer)).collect();
        let analysed = self.analysed(field);
        let lists: Vec<&[u32]> =
            numbers.iter().map(|word| word.map_or(&[][..], |word| analysed.positions[word].as_slice())).collect();
        let found = match spans {
            SpanPattern::Term(_) => {
                lists[0].iter().map(|p| PositionMatch { start: *p, end: *p, words: [*p].into_iter().collect() }).collect()
            }
            SpanPattern::Phrase { slop, .. } => phrase(&lists, *slop),
        };
        let found_in = match field {
            TextField::Title => Some(&mut matches.title),
            TextField::Body | TextField::Quotes => Some(&mut matches.body),
            TextField::Byline | TextField::Publisher | TextField::Section => None,
        };
        if let Some(found_in) = found_in {
            let terms: Vec<usize> = (first_term..first_term + spans.terms().len()).collect();
            found_in.extend(found.iter().filter_map(|found| field_match(found, analysed, &terms)));
        }
        !found.is_empty()
    }
}

fn field_match(found: &PositionMatch, analysed: &AnalysedField, terms: &[usize]) -> Option<FieldMatch> {
    let mut marks: Vec<Span> = Vec::new();
    let mut last_position = None;
    for position in &found.words {
        let span = analysed.span_at(*position)?;
        match marks.last_mut() {
            Some(mark) if last_position == position.checked_sub(1) => mark.end = span.end,
            _ => marks.push(span),
        }
        last_position = Some(*position);
    }
    let extent = Span::new(marks.first()?.start, marks.last()?.end);
    Some(FieldMatch { extent, marks, terms: terms.to_vec() })
}
