//! The words that an index holds: which of them a word of a query stands for.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::TermDictionary;
use tantivy::{Searcher, TantivyError, Term};

use super::schema::Fields;
use super::statistics::Statistics;
use crate::analysis::Stemmer;
use crate::error::{Error, Result};
use crate::matching::{Form, TermPattern, fits_wildcards};
use crate::query::TextField;

/// How many different words one word of a query may stand for.
const MAX_WORDS: usize = 1_024;

/// Looks words up in one state of an index.
pub(super) struct Lexicon<'i> {
    fields: &'i Fields,
    searcher: &'i Searcher,
    /// One for each language in the index, and one for articles without: a word is looked up under its stem in each.
    stemmers: Vec<Rc<Stemmer>>,
    /// What was looked up before.
    known: RefCell<HashMap<(Field, String, Form), Found>>,
}

/// What a word of a query stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Terms of the index, without repeats: none, where none occurs. No article holds stems of two languages.
    pub(super) terms: Arc<[Term]>,
    /// In how many documents one of them stands, or a few more: a document that holds two is counted twice.
    pub(super) doc_freq: u64,
}

impl<'i> Lexicon<'i> {
    /// Returns the lexicon of the index that `searcher` sees.
    pub(super) fn new(fields: &'i Fields, searcher: &'i Searcher, statistics: &Statistics) -> Lexicon<'i> {
        let stemmers = statistics.languages.iter().map(|language| Stemmer::of_thread(language.as_ref())).collect();
        Lexicon { fields, searcher, stemmers, known: RefCell::default() }
    }

    /// Returns what `term` stands for in a field.
    pub(super) fn find(&self, field: TextField, term: &TermPattern) -> Result<Found> {
        let field = self.fields.words(field, term.form);
        let key = (field, term.exact.clone(), term.form);
        if let Some(found) = self.known.borrow().get(&key) {
            return Ok(found.clone());
        }
        let words: BTreeSet<String> = match term.form {
            Form::Exact => BTreeSet::from([term.exact.clone()]),
            Form::Stem => self.stemmers.iter().map(|stemmer| stemmer.stem_of(&term.exact)).collect(),
            Form::Wildcard => self.fitting(field, &term.exact)?,
            Form::Fuzzy(edits) => self.misspelt(field, &term.exact, edits)?,
        };
        let mut terms = Vec::with_capacity(words.len());
        let mut doc_freq = 0;
        for word in words {
            let term = Term::from_field_text(field, &word);
            let doc_freq_of_term = self.doc_freq(&term)?;
            if doc_freq_of_term > 0 {
                terms.push(term);
            }
            doc_freq += doc_freq_of_term;
        }
        let found = Found { terms: terms.into(), doc_freq };
        self.known.borrow_mut().insert(key, found.clone());
        Ok(found)
    }

    /// Returns in how many documents a term stands.
    pub(super) fn doc_freq(&self, term: &Term) -> Result<u64> {
        Ok(self.searcher.doc_freq(term)?)
    }

    /// Returns how often the terms occur, in all documents together.
    pub(super) fn n_occurrences(&self, terms: &[Term]) -> Result<u64> {
        let mut n_occurrences = 0;
        for segment in self.searcher.segment_readers() {
            for term in terms {
                let inverted_index = segment.inverted_index(term.field())?;
                let blocks = inverted_index.read_block_postings(term, IndexRecordOption::WithFreqs);
                let Some(mut blocks) = blocks.map_err(TantivyError::from)? else { continue };
                while !blocks.docs().is_empty() {
                    n_occurrences += blocks.freqs().iter().map(|n| u64::from(*n)).sum::<u64>();
                    blocks.advance();
                }
            }
        }
        Ok(n_occurrences)
    }

    fn fitting(&self, field: Field, pattern: &str) -> Result<BTreeSet<String>> {
        let prefix = pattern.split(['*', '?']).next().unwrap_or("");
        self.collect(field, pattern, |terms, words| {
            let mut stream = terms.range().ge(prefix).into_stream().map_err(TantivyError::from)?;
            while words.has_room() && stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                let word = std::str::from_utf8(stream.key()).unwrap_or("");
                if fits_wildcards(pattern, word) {
                    words.insert(word);
                }
            }
            Ok(())
        })
    }

    fn misspelt(&self, field: Field, word: &str, edits: u8) -> Result<BTreeSet<String>> {
        let query = FuzzyTermQuery::new(Term::from_field_text(field, word), edits, true);
        self.collect(field, word, |terms, words| {
            let mut stream = terms.search(query.automaton()?).into_stream().map_err(TantivyError::from)?;
            while words.has_room() && stream.advance() {
                words.insert(std::str::from_utf8(stream.key()).unwrap_or(""));
            }
            Ok(())
        })
    }

    /// Gathers words of all segments. `pattern` is what they are called in the error where there are too many.
    fn collect(
        &self,
        field: Field,
        pattern: &str,
        gather: impl Fn(&TermDictionary, &mut Gathered) -> Result<()>,
    ) -> Result<BTreeSet<String>> {
        let mut gathered = Gathered::default();
        for segment in self.searcher.segment_readers() {
            gather(segment.inverted_index(field)?.terms(), &mut gathered)?;
        }
        if gathered.has_room() {
            Ok(gathered.words)
        } else {
            Err(Error::TooManyWords { word: pattern.to_owned(), max: MAX_WORDS })
        }
    }
}

/// Words, as many as there may be and one more.
#[derive(Default)]
struct Gathered {
    words: BTreeSet<String>,
}

impl Gathered {
    fn has_room(&self) -> bool {
        self.words.len() <= MAX_WORDS
    }

    fn insert(&mut self, word: &str) {
        if !self.words.contains(word) {
            self.words.insert(word.to_owned());
        }
    }
}
