//! Handing analysed words to Tantivy.
//!
//! Analysis is ours; Tantivy's tokenizers are not asked. A field's words cross as one string, a space between each two, which the
//! tokenizer here only takes apart again: no text is analysed twice, and no allocation is made per word. No exact form and no stem holds a
//! space or a control character.

use std::fmt::Write;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::places::WordPlaces;
use crate::analysis::{self, Capitals, Stemmer};
use crate::article::Article;
use crate::matching::{Begins, BreakFinder, VALUE_GAP, field_tokens};
use crate::query::TextField;

/// The name under which [`AnalysedWords`] is registered.
pub(super) const TOKENIZER: &str = "analysed";

/// The name under which [`Shape`] is registered.
pub(super) const SHAPE_TOKENIZER: &str = "shape";

/// The terms of a field's shape. Each is one letter.
pub(super) mod shape {
    /// A sentence begins at this word.
    pub(crate) const SENTENCE: &str = "s";
    /// A paragraph begins at this word.
    pub(crate) const PARAGRAPH: &str = "p";
    /// This word has a capital.
    pub(crate) const CAPITAL: &str = "c";
    /// This word is in capitals throughout.
    pub(crate) const ALL_CAPITALS: &str = "a";
}

/// Stands before the first word of each further value of a field, [`VALUE_GAP`] positions on.
const GAP: char = '\u{2}';

/// The words of a field, analysed, in both forms and in the same positions.
#[derive(Debug, Default)]
pub(super) struct FieldWords {
    /// By exact form.
    pub(super) exact: String,
    /// By stem.
    pub(super) stem: String,
    /// The shape: terms of [`shape`], each with the position it stands at, separated by spaces.
    pub(super) shape: String,
    /// Where the words stand in their text.
    pub(super) places: WordPlaces,
    /// How many words there are.
    pub(super) n_tokens: u64,
    next_position: u32,
}

impl FieldWords {
    /// Analyses a field of an article.
    pub(super) fn of_field(article: &Article, field: TextField, stemmer: &Stemmer) -> FieldWords {
        let mut words = FieldWords::default();
        let mut breaks = BreakFinder::new(article, field);
        field_tokens(article, field, |token| {
            words.push_shape(&token, breaks.begins_at(&token));
            words.push(token, stemmer);
        });
        words
    }

    /// Analyses a text.
    pub(super) fn of_text(text: &str, stemmer: &Stemmer) -> FieldWords {
        let mut words = FieldWords::default();
        analysis::tokens(text, |token| words.push(token, stemmer));
        words
    }

    fn push_shape(&mut self, token: &analysis::Token<'_>, begins: Begins) {
        let capitals = token.capitals();
        let holding = [
            (begins >= Begins::Sentence, shape::SENTENCE),
            (begins == Begins::Paragraph, shape::PARAGRAPH),
            (capitals != Capitals::None, shape::CAPITAL),
            (capitals == Capitals::All, shape::ALL_CAPITALS),
        ];
        for (_, term) in holding.into_iter().filter(|(holds, _)| *holds) {
            if !self.shape.is_empty() {
                self.shape.push(' ');
            }
            self.shape.push_str(term);
            let _ = write!(self.shape, "{}", token.position);
        }
    }

    fn push(&mut self, token: analysis::Token<'_>, stemmer: &Stemmer) {
        if self.next_position > 0 {
            self.exact.push(' ');
            self.stem.push(' ');
        }
        for _ in 0..(token.position - self.next_position) / VALUE_GAP {
            self.exact.push(GAP);
            self.stem.push(GAP);
        }
        self.exact.push_str(token.exact);
        stemmer.stem(token.exact, |stem| self.stem.push_str(stem));
        self.places.push(token.position, token.span);
        self.n_tokens += 1;
        self.next_position = token.position + 1;
    }
}

/// Takes apart what [`FieldWords`] put together.
#[derive(Debug, Clone, Default)]
pub(super) struct AnalysedWords {
    token: Token,
}

impl Tokenizer for AnalysedWords {
    type TokenStream<'a> = AnalysedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> AnalysedStream<'a> {
        self.token.reset();
        AnalysedStream { rest: text, token: &mut self.token, next_position: 0 }
    }
}

/// The words of one field, one after another.
#[derive(Debug)]
pub(super) struct AnalysedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
    next_position: usize,
}

impl TokenStream for AnalysedStream<'_> {
    fn advance(&mut self) -> bool {
        let (mut word, rest) = self.rest.split_once(' ').unwrap_or((self.rest, ""));
        while let Some(after_gap) = word.strip_prefix(GAP) {
            word = after_gap;
            self.next_position += VALUE_GAP as usize;
        }
        if word.is_empty() {
            return false;
        }
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(word);
        self.token.position = self.next_position;
        self.next_position += 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Takes a field's shape apart: each term with its position.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    token: Token,
}

impl Tokenizer for Shape {
    type TokenStream<'a> = ShapeStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ShapeStream<'a> {
        self.token.reset();
        ShapeStream { rest: text.split(' '), token: &mut self.token }
    }
}

/// The terms of a shape, one after another.
#[derive(Debug)]
pub(super) struct ShapeStream<'a> {
    rest: std::str::Split<'a, char>,
    token: &'a mut Token,
}

impl TokenStream for ShapeStream<'_> {
    fn advance(&mut self) -> bool {
        let next = self.rest.next().and_then(|next| next.split_at_checked(1));
        let Some((term, Ok(position))) = next.map(|(term, position)| (term, position.parse())) else { return false };
        self.token.text.clear();
        self.token.text.push_str(term);
        self.token.position = position;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::tests::article;

    #[test]
    fn words_come_out_where_they_were_put_in() {
        let mut article = article("One. Two three.");
        article.bylines = ["Ana Ruiz", "", "Jo Li"].map(str::to_owned).to_vec();
        let stemmer = Stemmer::new(None);
        for field in [TextField::Body, TextField::Byline] {
            let mut expected = Vec::new();
            field_tokens(&article, field, |token| expected.push((token.exact.to_owned(), token.position as usize)));
            let words = FieldWords::of_field(&article, field, &stemmer);
            let mut tokenizer = AnalysedWords::default();
            let mut stream = tokenizer.token_stream(&words.exact);
            let mut found = Vec::new();
            stream.process(&mut |token| found.push((token.text.clone(), token.position)));
            assert_eq!(found, expected);
            assert_eq!(words.n_tokens as usize, expected.len());
        }
    }
}
