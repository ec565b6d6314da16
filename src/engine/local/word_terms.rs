//! From the words of articles to terms.
//!
//! A word that was met before has its terms at hand: it is looked up once, and is neither stemmed nor are its terms put together again.

use tantivy::schema::Field;

use super::inversion::{Inversion, TermId};
use super::places::WordPlaces;
use super::schema::{Fields, INDEXED_FIELDS};
use super::table::Table;
use super::words::{self, push_compound, shape};
use crate::analysis::{Capitals, Stemmer, Token};
use crate::article::Article;
use crate::matching::{Begins, BreakFinder, QuoteFinder, field_tokens, speakers};
use crate::query::TextField;
use crate::story::{Sketch, SketchBuilder};

/// The terms of the words of some articles.
#[derive(Default)]
pub(super) struct WordTerms {
    /// For each word, the term of its exact form, marked with [`MAY_BE_NAME`], and that of its stem or [`NO_TERM`]. The kind of a word is
    /// its field, its language, and whether it stands as a name.
    known: Table,
    /// The codes of the languages that were met. A language's number is its place here.
    languages: Vec<String>,
    /// Buffer for a word with its accents.
    key: Vec<u8>,
}

/// Stands for the stem of a word that is its own stem.
const NO_TERM: TermId = TermId::MAX;

/// Marks the exact term of a word that has another stem as a name.
const MAY_BE_NAME: TermId = 1 << 31;

/// What else is known of the body of an article.
#[derive(Default)]
pub(super) struct Body {
    /// Number of words.
    pub(super) n_words: u64,
    pub(super) places: WordPlaces,
    /// `None` if the body is too short for one.
    pub(super) sketch: Option<Sketch>,
}

/// Number of bits of the kind of a word below the number of its language. There are some forty: a language without a stemmer has no code.
const LANGUAGE_SHIFT: u32 = 2;

/// Bit of the kind of a word that stands as a name.
const AS_NAME: u16 = 1;

/// A field whose words are added.
#[derive(Clone, Copy)]
struct WordField {
    exact: Field,
    /// With the kind of its words. `None` if the words are names.
    stem: Option<(Field, u16)>,
    shape: Field,
    /// Where the speakers of its quotes go. `None` if it has no quotes.
    speaker: Option<Field>,
}

impl WordTerms {
    /// Adds the words of an article to the current document.
    pub(super) fn add(&mut self, article: &Article, stemmer: &Stemmer, fields: &Fields, into: &mut Inversion) -> Body {
        let language = self.number_of(stemmer.code());
        let mut of_article = Body::default();
        for field in INDEXED_FIELDS {
            let kind = language << LANGUAGE_SHIFT | u16::from(field == TextField::Body) << 1;
            let stem = fields.stem(field).map(|stem| (stem, kind));
            let speaker = (field == TextField::Body).then_some(fields.speaker);
            let of_field = WordField { exact: fields.exact(field), stem, shape: fields.shape(field), speaker };
            let body = self.add_field(article, field, of_field, stemmer, into);
            if field == TextField::Body {
                of_article = body;
            }
        }
        of_article
    }

    fn number_of(&mut self, language: &str) -> u16 {
        let known = self.languages.iter().position(|code| code == language);
        known.unwrap_or_else(|| {
            self.languages.push(language.to_owned());
            self.languages.len() - 1
        }) as u16
    }

    fn add_field(
        &mut self,
        article: &Article,
        field: TextField,
        of_field: WordField,
        stemmer: &Stemmer,
        into: &mut Inversion,
    ) -> Body {
        let mut body = Body::default();
        let is_body = field == TextField::Body;
        let mut breaks = BreakFinder::new(article, field);
        let mut quotes = (is_body && !article.quotes.is_empty()).then(|| QuoteFinder::new(article));
        let mut sketch = is_body.then(SketchBuilder::default);
        let mut starts = Vec::new();
        // The quote that the word before is in.
        let mut last_quote = None;
        let mut end = 0;
        let shape = of_field.shape;
        field_tokens(article, field, |token| {
            let begins = breaks.begins_at(&token);
            push_breaks(into, shape, &token, begins);
            if let Some(quotes) = &mut quotes {
                starts.extend(quotes.start_at(&token));
                let quote = quotes.here();
                push_quote_breaks(into, shape, last_quote, quote, token.position);
                last_quote = quote;
            }
            if let Some(sketch) = &mut sketch {
                sketch.push(&token, begins >= Begins::Sentence);
            }
            self.push(&token, of_field, stemmer, into);
            if is_body {
                body.places.push(token.position, token.span);
            }
            body.n_words += 1;
            end = token.position + 1;
        });
        push_quote_breaks(into, shape, last_quote, None, end);
        body.sketch = sketch.and_then(SketchBuilder::finish);
        if let Some(speaker) = of_field.speaker {
            speakers(&article.body, starts, |name| push_term(into, speaker, name.exact, name.position));
        }
        body
    }

    fn push(&mut self, token: &Token<'_>, field: WordField, stemmer: &Stemmer, into: &mut Inversion) {
        let Some((stem_field, kind)) = field.stem else {
            return push_term(into, field.exact, token.exact, token.position);
        };
        let accents = stemmer.accents_of(token);
        let word = Word { exact: token.exact, accents: accents.as_deref() };
        let [mut exact, mut stem] = self.terms_of(word, field.exact, stem_field, kind, stemmer, into);
        if exact & MAY_BE_NAME != 0 {
            if token.capitals() != Capitals::None && stemmer.is_name_in_text(token) {
                [exact, stem] = self.terms_of(word, field.exact, stem_field, kind | AS_NAME, stemmer, into);
            }
            exact &= !MAY_BE_NAME;
        }
        into.push(field.exact, exact, token.position);
        if stem != NO_TERM {
            into.push(stem_field, stem, token.position);
        }
        if let Some(compound) = token.compound {
            let mut term = String::new();
            stemmer.stem(compound, |stem| push_compound(&mut term, stem, stemmer.code(), compound));
            push_term(into, stem_field, &term, token.position);
        }
    }

    /// Returns the terms of a word.
    fn terms_of(
        &mut self,
        word: Word<'_>,
        exact_field: Field,
        stem_field: Field,
        kind: u16,
        stemmer: &Stemmer,
        into: &mut Inversion,
    ) -> [TermId; 2] {
        let key = match word.accents {
            None => word.exact.as_bytes(),
            Some(accents) => {
                self.key.clear();
                self.key.extend_from_slice(word.exact.as_bytes());
                // No exact form holds it.
                self.key.push(0);
                self.key.extend_from_slice(accents.as_bytes());
                &self.key
            }
        };
        if let Some(terms) = self.known.get(kind, key) {
            return terms;
        }
        let inflected = stemmer.stem_of(word.exact);
        let name = stemmer.name_term(word.exact);
        let may_be_name = name.as_ref().is_some_and(|name| *name != inflected);
        let stem = name.filter(|_| kind & AS_NAME != 0).unwrap_or(inflected);
        let (exact, stem) = words::terms_of(word.exact, &stem, word.accents, stemmer);
        let mut terms =
            [into.term(exact_field, exact.as_bytes()), stem.map_or(NO_TERM, |stem| into.term(stem_field, stem.as_bytes()))];
        if may_be_name && kind & AS_NAME == 0 {
            terms[0] |= MAY_BE_NAME;
        }
        self.known.add(kind, key, terms);
        terms
    }

    /// Returns how many bytes it takes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.known.memory_bytes()
    }
}

/// A word of a text.
#[derive(Clone, Copy)]
struct Word<'w> {
    exact: &'w str,
    /// What is to be known of its accents.
    accents: Option<&'w str>,
}

/// Adds what begins at a word, and its capitals.
fn push_breaks(into: &mut Inversion, field: Field, token: &Token<'_>, begins: Begins) {
    let capitals = token.capitals();
    let holding = [
        (begins >= Begins::Sentence, shape::SENTENCE),
        (begins == Begins::Paragraph, shape::PARAGRAPH),
        (capitals != Capitals::None, shape::CAPITAL),
        (capitals == Capitals::All, shape::ALL_CAPITALS),
    ];
    for (_, term) in holding.into_iter().filter(|(holds, _)| *holds) {
        push_term(into, field, term, token.position);
    }
}

/// Adds where one quote ends and the next begins, before the word at `position`.
fn push_quote_breaks(into: &mut Inversion, field: Field, before: Option<u32>, here: Option<u32>, position: u32) {
    if before == here {
        return;
    }
    if before.is_some() {
        push_term(into, field, shape::QUOTE_LAST, position - 1);
    }
    if here.is_some() {
        push_term(into, field, shape::QUOTE_FIRST, position);
    }
}

fn push_term(into: &mut Inversion, field: Field, term: &str, position: u32) {
    let id = into.term(field, term.as_bytes());
    into.push(field, id, position);
}
