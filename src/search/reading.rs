//! How the words of a query are read, and how the articles that it finds write them.
//!
//! A word of the index may join what is written apart (`J. K.`), leave out signs (`1,000`), or be one of several spellings. What was joined or
//! parted is shown beside what was typed.

use std::collections::BTreeMap;

use crate::analysis::{Stemmer, compound_at, fold, spellings, tokens};
use crate::article::Article;
use crate::hit::FieldMatch;
use crate::matching::{TermPattern, joined_at_hyphens};
use crate::query::Query;
use crate::span::Span;

/// Maximum number of ways to write a word that are listed.
const MAX_WRITTEN: usize = 8;

/// How a word of a query is read. Only words are listed that are joined, parted, or spelt in several ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordReading {
    /// The word as typed.
    pub typed: String,
    /// What it is looked up as; words that must stand next to each other are separated by spaces.
    pub read_as: Vec<String>,
}

/// How the shown articles write a word of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordWritten {
    /// The word in the form in which it is looked up.
    pub word: String,
    /// How it is written in the marks, and how often, the most frequent first. Case does not count; a line end is a space.
    pub written: Vec<(String, usize)>,
}

/// Returns how the words of a query are read, in the order in which they were typed.
pub(super) fn readings(query: &Query) -> Vec<WordReading> {
    let mut found = Vec::new();
    add_readings(query, &mut found);
    let mut known: Vec<String> = Vec::new();
    found.retain(|reading: &WordReading| {
        let is_new = !known.contains(&reading.typed);
        known.push(reading.typed.clone());
        is_new
    });
    found
}

fn add_readings(query: &Query, found: &mut Vec<WordReading>) {
    match query {
        Query::Word(text) => add_words(text, false, found),
        Query::Phrase { text, .. } => add_words(text, text.split_whitespace().nth(1).is_some(), found),
        Query::Words(list) | Query::And(list) | Query::Or(list) => list.iter().for_each(|query| add_readings(query, found)),
        Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => {
            add_readings(left, found);
            add_readings(right, found);
        }
        Query::Not(inner)
        | Query::Required(inner)
        | Query::AtLeast { query: inner, .. }
        | Query::Within(_, inner)
        | Query::Hlead(inner)
        | Query::Case(_, inner) => add_readings(inner, found),
        Query::Wildcard(_) | Query::Fuzzy { .. } | Query::Filter(_) => {}
    }
}

fn add_words(text: &str, has_spellings: bool, found: &mut Vec<WordReading>) {
    for piece in text.split_whitespace() {
        let joined: Vec<String> = joined_at_hyphens(piece).collect();
        if !joined.is_empty() {
            let read_as =
                std::iter::once(piece).chain(joined.iter().map(String::as_str)).map(|form| fold(&form.replace('-', " ")));
            found.push(WordReading { typed: piece.to_owned(), read_as: read_as.collect() });
        }
    }
    tokens(text, |token| {
        let n_typed = token.written.chars().count();
        if n_typed != token.exact.chars().count() {
            found.push(WordReading { typed: token.written.to_owned(), read_as: vec![token.exact.to_owned()] });
        }
        let others = if has_spellings { spellings(token.exact, token.accents().as_deref()) } else { Vec::new() };
        if !others.is_empty() {
            let read_as = std::iter::once(token.exact.to_owned()).chain(others.into_iter().map(|other| other.exact)).collect();
            found.push(WordReading { typed: token.written.to_owned(), read_as });
        }
    });
}

/// Counts how the marks of articles write the words of a query.
pub(super) struct Written<'t> {
    terms: Vec<&'t TermPattern>,
    counts: Vec<BTreeMap<String, usize>>,
}

impl<'t> Written<'t> {
    /// `terms` are those that may be marked.
    pub(super) fn new(terms: Vec<&'t TermPattern>) -> Written<'t> {
        let counts = vec![BTreeMap::new(); terms.len()];
        Written { terms, counts }
    }

    /// Counts the words in the marks of one field.
    pub(super) fn add(&mut self, article: &Article, text: &str, matches: &[FieldMatch]) {
        let stemmer = Stemmer::of_thread(article.language.as_ref());
        for found in matches {
            for mark in &found.marks {
                let mut words: Vec<(String, String, Span)> = Vec::new();
                tokens(mark.slice(text), |token| {
                    let span = token.span.plus(mark.start);
                    words.push((token.exact.to_owned(), stemmer.stem_token(&token, str::to_owned), span));
                });
                for (exact, stem, span) in words {
                    let compound = compound_at(text, span);
                    for number in &found.terms {
                        let Some(term) = self.terms.get(*number) else { continue };
                        let is_whole = term.stands_for(&exact, &stem, &stemmer);
                        let whole = compound.as_ref().filter(|(compound, whole)| {
                            whole.end == span.end && term.stands_for(compound, &stemmer.stem_of(compound), &stemmer)
                        });
                        let written = match whole {
                            Some((_, whole)) => *whole,
                            None if is_whole => span,
                            None => continue,
                        };
                        let written = written.slice(text).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                        *self.counts[*number].entry(written).or_default() += 1;
                    }
                }
            }
        }
    }

    /// Returns how the words are written that are written in another way than that in which they are looked up.
    pub(super) fn finish(self) -> Vec<WordWritten> {
        let mut found: Vec<WordWritten> = Vec::new();
        for (term, counts) in self.terms.iter().zip(self.counts) {
            let mut written: Vec<(String, usize)> = counts.into_iter().collect();
            written.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let is_other = written.iter().any(|(written, _)| *written != term.exact);
            written.truncate(MAX_WRITTEN);
            if is_other && !found.iter().any(|known| known.word == term.exact && known.written == written) {
                found.push(WordWritten { word: term.exact.clone(), written });
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn shown(text: &str) -> Vec<String> {
        let query = parse(text, 0).0.unwrap();
        readings(&query).into_iter().map(|reading| format!("{} = {}", reading.typed, reading.read_as.join(", "))).collect()
    }

    #[test]
    fn what_is_joined_or_parted_is_told() {
        assert_eq!(shown("e-mail"), ["e-mail = e mail, email"]);
        assert_eq!(shown("state-of-play"), ["state-of-play = state of play, stateof play, state ofplay"]);
        assert_eq!(shown("\"J. K. Rowling\""), ["J. K. = jk"]);
        assert_eq!(shown("1,000 floods"), ["1,000 = 1000"]);
        assert_eq!(shown("\"harbor bridge\""), ["harbor = harbor, harbour"]);
        assert_eq!(shown("flood Zürich"), [""; 0]);
    }
}
