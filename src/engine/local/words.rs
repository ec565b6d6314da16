//! Handing analysed words to Tantivy.
//!
//! The analysis is ours; Tantivy's tokenizers are not used. The words of a field are passed as one
//! string, separated by spaces, which the tokenizer here only splits again. So no text is analysed
//! twice, and nothing is allocated per word. No exact form and no stem contains a space or a
//! control character.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::places::WordPlaces;
use crate::analysis::{self, Capitals, Stemmer};
use crate::article::Article;
use crate::matching::{Begins, BreakFinder, QuoteFinder, VALUE_GAP, field_tokens, speakers};
use crate::query::TextField;
use crate::story::{Sketch, SketchBuilder};

/// The name under which [`AnalysedWords`] is registered.
pub(super) const TOKENIZER: &str = "analysed";

/// The name under which [`PlacedTerms`] is registered.
pub(super) const PLACED_TOKENIZER: &str = "placed";

/// The terms of the shape of a field. Each is one letter.
pub(super) mod shape {
    /// A sentence begins at this word.
    pub(crate) const SENTENCE: &str = "s";
    /// A paragraph begins at this word.
    pub(crate) const PARAGRAPH: &str = "p";
    /// This word has a capital letter.
    pub(crate) const CAPITAL: &str = "c";
    /// This word is in capitals throughout.
    pub(crate) const ALL_CAPITALS: &str = "a";
    /// This word is the first of a quote.
    pub(crate) const QUOTE_FIRST: &str = "q";
    /// This word is the last of a quote.
    pub(crate) const QUOTE_LAST: &str = "e";
}

/// Ends the exact form in the term of a word that is its own stem; the language's code follows.
const OWN_STEM: char = '\u{1}';

/// Returns the term of a word that is its own stem in the language of this code.
///
/// Two in three words of English news are their own stems. They have one term, which finds them in
/// either form, instead of one for each form. Postings with positions are most of an index, and
/// making them is most of indexing. Other words have their exact form as a term, and another for
/// the stem.
pub(super) fn own_stem_term(word: &str, code: &str) -> String {
    format!("{word}{OWN_STEM}{code}")
}

/// Begins what follows [`OWN_STEM`] in the term of a word that is not its own stem, in languages in which typed accents count.
const INFLECTED: char = '+';

/// Returns whether the term of a word is of an article in the language of this code, and the accents that the word has there. `None` if it
/// says nothing of accents.
pub(super) fn accents_of(term: &str) -> Option<(&str, Option<&str>)> {
    let (_, mark) = term.split_once(OWN_STEM)?;
    let (code, accents) = mark.split_once(OWN_STEM).map_or((mark, None), |(code, accents)| (code, Some(accents)));
    Some((code.strip_prefix(INFLECTED).unwrap_or(code), accents))
}

/// Returns a bound after the terms of a word that is its own stem in one language: with each of the accents that it has.
pub(super) fn after_own_stem(term: &str) -> String {
    after_word(term)
}

/// Comes between the language's code and the stem of a compound.
const COMPOUND: char = '-';

/// Adds the term of a compound, which stands where its last word stands, given the stem term of the language. It holds the compound as
/// written, because phrases ask for that.
pub(super) fn push_compound(terms: &mut String, stem_term: &str, code: &str, compound: &str) {
    let stem = &stem_term[code.len() + 1..];
    terms.push_str(code);
    terms.push(COMPOUND);
    terms.push_str(stem);
    if stem != compound {
        terms.push(OWN_STEM);
        terms.push_str(compound);
    }
}

/// Returns the term of a compound.
pub(super) fn compound_term(stem_term: &str, code: &str, compound: &str) -> String {
    let mut term = String::new();
    push_compound(&mut term, stem_term, code, compound);
    term
}

/// Returns the first term of the compounds with a stem, and a bound after all of them.
pub(super) fn compounds_with_stem(stem_term: &str, code: &str) -> (String, String) {
    let first = compound_term(stem_term, code, &stem_term[code.len() + 1..]);
    let behind = after_word(&first);
    (first, behind)
}

/// Returns a bound after all terms of a word by exact form, and before those of every later word.
pub(super) fn after_word(word: &str) -> String {
    const AFTER_MARK: char = '\u{2}';
    format!("{word}{AFTER_MARK}")
}

/// Returns the word of a term by exact form.
pub(super) fn word_of(term: &str) -> &str {
    term.split_once(OWN_STEM).map_or(term, |(word, _)| word)
}

/// The byte that ends the word in a term by exact form, if the word is its own stem.
pub(super) const END_OF_WORD: u8 = OWN_STEM as u8;

/// Comes before the first word of each further value of a field, which is [`VALUE_GAP`] positions
/// on.
const GAP: char = '\u{2}';

/// Parts terms that have one position: the stem of a word, and of the compound that ends with it.
const ALSO: char = '\u{3}';

/// The analysed words of a field, in both forms and at the same positions.
#[derive(Debug, Default)]
pub(super) struct FieldWords {
    /// Exact forms, with a mark on words that are their own stems.
    pub(super) exact: String,
    /// Stems of words that are not their own stems; nothing between two separators for the others.
    pub(super) stem: String,
    /// The shape: terms of [`shape`], as [`push_placed`] writes them.
    pub(super) shape: String,
    /// The speakers of the quotes of a body, in the same form.
    pub(super) speakers: String,
    /// The places of the words in their text.
    pub(super) places: WordPlaces,
    /// The sketch of a body.
    pub(super) sketch: Option<Sketch>,
    /// Number of words.
    pub(super) n_tokens: u64,
    next_position: u32,
}

impl FieldWords {
    /// Analyses a field of an article that can be searched in both forms.
    pub(super) fn of_text(article: &Article, field: TextField, stemmer: &Stemmer) -> FieldWords {
        FieldWords::of_field(article, field, Some(stemmer))
    }

    /// Analyses a field of an article that holds names.
    pub(super) fn of_names(article: &Article, field: TextField) -> FieldWords {
        FieldWords::of_field(article, field, None)
    }

    fn of_field(article: &Article, field: TextField, stemmer: Option<&Stemmer>) -> FieldWords {
        let mut words = FieldWords::default();
        let mut breaks = BreakFinder::new(article, field);
        let mut quotes = (field == TextField::Body && !article.quotes.is_empty()).then(|| QuoteFinder::new(article));
        let mut sketch = (field == TextField::Body).then(SketchBuilder::default);
        let mut starts = Vec::new();
        // The quote that the word before is in.
        let mut last_quote = None;
        field_tokens(article, field, |token| {
            let begins = breaks.begins_at(&token);
            words.push_shape(&token, begins);
            if let Some(quotes) = &mut quotes {
                starts.extend(quotes.start_at(&token));
                let quote = quotes.here();
                words.push_quote_breaks(last_quote, quote, token.position);
                last_quote = quote;
            }
            if let Some(sketch) = &mut sketch {
                sketch.push(&token, begins >= Begins::Sentence);
            }
            words.push(token, stemmer);
        });
        words.push_quote_breaks(last_quote, None, words.next_position);
        words.sketch = sketch.and_then(SketchBuilder::finish);
        speakers(&article.body, starts, |name| push_placed(&mut words.speakers, name.exact, name.position));
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
            push_placed(&mut self.shape, term, token.position);
        }
    }

    /// Records where one quote ends and the next begins, before the word at `position`.
    fn push_quote_breaks(&mut self, before: Option<u32>, here: Option<u32>, position: u32) {
        if before == here {
            return;
        }
        if before.is_some() {
            push_placed(&mut self.shape, shape::QUOTE_LAST, position - 1);
        }
        if here.is_some() {
            push_placed(&mut self.shape, shape::QUOTE_FIRST, position);
        }
    }

    fn push(&mut self, token: analysis::Token<'_>, stemmer: Option<&Stemmer>) {
        if self.next_position > 0 {
            self.exact.push(SEPARATOR);
            self.stem.push(SEPARATOR);
        }
        for _ in 0..(token.position - self.next_position) / VALUE_GAP {
            self.exact.push(GAP);
            self.stem.push(GAP);
        }
        self.exact.push_str(token.exact);
        if let Some(stemmer) = stemmer {
            let code = stemmer.code();
            stemmer.stem_token(&token, |stem| {
                if stem[code.len() + 1..] == *token.exact {
                    self.exact.push(OWN_STEM);
                    self.exact.push_str(code);
                } else {
                    self.stem.push_str(stem);
                    if stemmer.has_accents() {
                        self.exact.push(OWN_STEM);
                        self.exact.push(INFLECTED);
                        self.exact.push_str(code);
                    }
                }
            });
            if let Some(accents) = stemmer.accents_of(&token) {
                self.exact.push(OWN_STEM);
                self.exact.push_str(&accents);
            }
            if let Some(compound) = token.compound {
                self.stem.push(ALSO);
                stemmer.stem(compound, |stem| push_compound(&mut self.stem, stem, stemmer.code(), compound));
            }
        }
        self.places.push(token.position, token.span);
        self.n_tokens += 1;
        self.next_position = token.position + 1;
    }
}

const SEPARATOR: char = ' ';

/// Splits what [`FieldWords`] joined.
#[derive(Debug, Clone, Default)]
pub(super) struct AnalysedWords {
    token: Token,
}

impl Tokenizer for AnalysedWords {
    type TokenStream<'a> = AnalysedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> AnalysedStream<'a> {
        self.token.reset();
        AnalysedStream { rest: text, also: "", token: &mut self.token, next_position: 0 }
    }
}

/// The words of one field, one after another.
#[derive(Debug)]
pub(super) struct AnalysedStream<'a> {
    rest: &'a str,
    /// The other term at the position of the last.
    also: &'a str,
    token: &'a mut Token,
    next_position: usize,
}

impl AnalysedStream<'_> {
    fn put(&mut self, term: &str, position: usize) {
        self.token.text.clear();
        self.token.text.push_str(term);
        self.token.position = position;
    }
}

impl TokenStream for AnalysedStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.also.is_empty() {
            let also = std::mem::take(&mut self.also);
            self.put(also, self.next_position - 1);
            return true;
        }
        while !self.rest.is_empty() {
            let end = memchr::memchr(SEPARATOR as u8, self.rest.as_bytes());
            let (mut word, rest) = match end {
                Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
                None => (self.rest, ""),
            };
            self.rest = rest;
            while let Some(after_gap) = word.strip_prefix(GAP) {
                word = after_gap;
                self.next_position += VALUE_GAP as usize;
            }
            let position = self.next_position;
            self.next_position += 1;
            if let Some((first, also)) = word.split_once(ALSO) {
                (word, self.also) = if first.is_empty() { (also, "") } else { (first, also) };
            }
            if !word.is_empty() {
                self.put(word, position);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Number of bits of a position in its first character; the second holds the others. So few bits
/// never reach the numbers that are not characters.
const LOWER_BITS: u32 = 15;

/// Adds a term and its position. No term contains a [`SEPARATOR`].
fn push_placed(text: &mut String, term: &str, position: u32) {
    for bits in [position & ((1 << LOWER_BITS) - 1), position >> LOWER_BITS] {
        text.push(char::from_u32(bits).unwrap_or(char::MAX));
    }
    text.push_str(term);
    text.push(SEPARATOR);
}

/// Splits terms that each have a position: those of a shape, and speakers.
#[derive(Debug, Clone, Default)]
pub(super) struct PlacedTerms {
    token: Token,
}

impl Tokenizer for PlacedTerms {
    type TokenStream<'a> = PlacedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PlacedStream<'a> {
        self.token.reset();
        PlacedStream { rest: text, token: &mut self.token }
    }
}

/// Terms and their positions, one after another.
#[derive(Debug)]
pub(super) struct PlacedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl TokenStream for PlacedStream<'_> {
    fn advance(&mut self) -> bool {
        let mut chars = self.rest.chars();
        let (Some(lower), Some(upper)) = (chars.next(), chars.next()) else { return false };
        let Some((term, rest)) = chars.as_str().split_once(SEPARATOR) else { return false };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(term);
        self.token.position = (u32::from(lower) | u32::from(upper) << LOWER_BITS) as usize;
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
            let words = FieldWords::of_field(&article, field, None);
            assert_eq!(taken_apart(&mut AnalysedWords::default(), &words.exact), expected);
            assert_eq!(words.n_tokens as usize, expected.len());
            let in_both_forms = FieldWords::of_text(&article, field, &stemmer);
            let exact = taken_apart(&mut AnalysedWords::default(), &in_both_forms.exact);
            assert_eq!(
                exact.into_iter().map(|(term, position)| (word_of(&term).to_owned(), position)).collect::<Vec<_>>(),
                expected
            );
        }
    }

    #[test]
    fn words_that_are_their_own_stems_have_one_term() {
        let article = article("flood floods the flooded");
        let words = FieldWords::of_text(&article, TextField::Body, &Stemmer::new(None));
        let exact = taken_apart(&mut AnalysedWords::default(), &words.exact);
        assert_eq!(
            exact,
            [("flood\u{1}en", 0), ("floods", 1), ("the\u{1}en", 2), ("flooded", 3)].map(|(term, at)| (term.to_owned(), at))
        );
        let stem = taken_apart(&mut AnalysedWords::default(), &words.stem);
        assert_eq!(stem, [("en:flood", 1), ("en:flood", 3)].map(|(term, at)| (term.to_owned(), at)));
    }

    #[test]
    fn a_compound_stands_where_its_last_word_stands() {
        let article = article("the take-over bids failed");
        let words = FieldWords::of_text(&article, TextField::Body, &Stemmer::new(None));
        let stem = taken_apart(&mut AnalysedWords::default(), &words.stem);
        assert_eq!(stem, [("en-takeover", 2), ("en:bid", 3), ("en:fail", 4)].map(|(term, at)| (term.to_owned(), at)));
    }

    #[test]
    fn placed_terms_hold_positions_of_any_size() {
        let mut text = String::new();
        for position in [0, 31, 32, 32_767, 32_768, 67_108_864, u32::MAX >> 1] {
            push_placed(&mut text, "ruiz", position);
        }
        let found = taken_apart(&mut PlacedTerms::default(), &text);
        assert_eq!(found, [0, 31, 32, 32_767, 32_768, 67_108_864, u32::MAX as usize >> 1].map(|at| ("ruiz".to_owned(), at)));
    }

    fn taken_apart(tokenizer: &mut impl Tokenizer, text: &str) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        tokenizer.token_stream(text).process(&mut |token| found.push((token.text.clone(), token.position)));
        found
    }
}
