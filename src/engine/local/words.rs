//! Handing analysed words to Tantivy.
//!
//! Analysis is ours; Tantivy's tokenizers are not asked. A field's words cross as one string, a space between each two, which the
//! tokenizer here only takes apart again: no text is analysed twice, and no allocation is made per word. No exact form and no stem holds a
//! space or a control character.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::analysis::{self, Stemmer};
use crate::article::Article;
use crate::matching::{VALUE_GAP, field_tokens};
use crate::query::TextField;

/// The name under which [`AnalysedWords`] is registered.
pub(super) const TOKENIZER: &str = "analysed";

/// Stands before the first word of each further value of a field, [`VALUE_GAP`] positions on.
const GAP: char = '\u{2}';

/// The words of a field, analysed, in both forms and in the same positions.
#[derive(Debug, Default)]
pub(super) struct FieldWords {
    /// By exact form.
    pub(super) exact: String,
    /// By stem.
    pub(super) stem: String,
    /// How many words there are.
    pub(super) n_tokens: u64,
    next_position: u32,
}

impl FieldWords {
    /// Analyses a field of an article.
    pub(super) fn of_field(article: &Article, field: TextField, stemmer: &Stemmer) -> FieldWords {
        let mut words = FieldWords::default();
        field_tokens(article, field, |token| words.push(token, stemmer));
        words
    }

    /// Analyses a text.
    pub(super) fn of_text(text: &str, stemmer: &Stemmer) -> FieldWords {
        let mut words = FieldWords::default();
        analysis::tokens(text, |token| words.push(token, stemmer));
        words
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
