//! The words of an index: which of its terms a word of a query stands for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use smallvec::SmallVec;
use tantivy::index::SegmentId;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::termdict::TermDictionary;
use tantivy::{DocId, Searcher, SegmentReader, TERMINATED, TantivyError, Term};
use tantivy_fst::Automaton;

use super::schema::Fields;
use super::statistics::Statistics;
use super::versions::Docs;
use super::words::{
    END_OF_WORD, accents_of, after_own_stem, after_word, compound_term, compounds_with_stem, own_stem_term, word_of,
};
use crate::analysis::{Stemmer, spellings};
use crate::checkpoint;
use crate::deadline::{Deadline, Pace};
use crate::error::{Error, Result};
use crate::matching::{Compounds, Form, Role, TermPattern, fits_wildcards};
use crate::query::TextField;

/// Maximum number of different words that one word of a query may stand for.
const MAX_WORDS: usize = 1_024;

/// Steps of a [`Pace`] for reading a term of the dictionary and comparing it with a wildcard.
const N_STEPS: usize = 16;

/// Maximum number of terms of a segment that are read for words with one beginning.
const MAX_BEGINNING: usize = 50_000;

/// Maximum size of a [`WordCache`], in places of terms in segments: about 4 MB.
const MAX_CACHED: usize = 1 << 15;

/// Looks words up in one state of an index.
pub(super) struct Lexicon<'i> {
    fields: &'i Fields,
    searcher: &'i Searcher,
    /// One for each kind of stem in the index. A word is looked up under its stem of each kind.
    stemmers: SmallVec<[Rc<Stemmer>; 2]>,
    cache: &'i WordCache,
    deadline: Deadline,
}

/// Words that were looked up before in one state of an index, for any question. The parts of one
/// answer look up the same words, and so do the questions of one reader.
#[derive(Default)]
pub(super) struct WordCache {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    found: HashMap<TermPattern, FoundIn>,
    /// How often the terms of a word occur in bodies.
    n_occurrences: HashMap<TermPattern, u64>,
    size: usize,
}

impl WordCache {
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Makes room for an entry of this size. A full cache is emptied: that costs a few lookups, and
    /// needs no record of what was used.
    fn make_room(&mut self, size: usize) {
        if self.size + size > MAX_CACHED {
            *self = Known::default();
        }
        self.size += size;
    }
}

/// The terms that a word of a query stands for, by field.
type FoundIn = SmallVec<[(TextField, Found); 2]>;

/// The terms that a word of a query stands for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Terms of the index, without repeats. Empty if none occurs. No article holds stems of two
    /// languages.
    pub(super) terms: Arc<[FoundTerm]>,
    /// Terms of compounds, which count one position before: where their first word stands.
    pub(super) firsts: Arc<[FoundTerm]>,
    /// Terms at whose positions the others do not count: the word without the accents that were typed.
    pub(super) unlike: Arc<[FoundTerm]>,
    /// Number of documents that hold one of them. For wildcards and misspelt words it is a little
    /// too large: a document that holds two such words is counted twice.
    pub(super) doc_freq: u64,
}

impl Found {
    /// Returns the room it takes in a [`WordCache`].
    fn size(&self) -> usize {
        1 + self.terms.iter().chain(self.firsts.iter()).chain(self.unlike.iter()).map(|term| term.segments.len()).sum::<usize>()
    }
}

/// A term of the index.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FoundTerm {
    field: Field,
    /// The word, in the form that the field holds.
    word: Box<str>,
    /// The segments it occurs in, and where its postings are in each.
    segments: SmallVec<[(SegmentId, TermInfo); 1]>,
}

impl FoundTerm {
    /// Opens its postings in a segment. `None` if it does not occur there.
    pub(super) fn open(&self, segment: &SegmentReader, option: IndexRecordOption) -> tantivy::Result<Option<SegmentPostings>> {
        let id = segment.segment_id();
        let Some((_, info)) = self.segments.iter().find(|(of, _)| *of == id) else { return Ok(None) };
        Ok(Some(segment.inverted_index(self.field)?.read_postings_from_terminfo(info, option)?))
    }

    /// Returns the number of documents that hold it.
    fn doc_freq(&self) -> u64 {
        self.segments.iter().map(|(_, info)| u64::from(info.doc_freq)).sum()
    }
}

impl<'i> Lexicon<'i> {
    /// Returns the lexicon of the index that `searcher` sees. `cache` is the one of this state.
    pub(super) fn new(
        fields: &'i Fields,
        searcher: &'i Searcher,
        statistics: &Statistics,
        cache: &'i WordCache,
        deadline: &Deadline,
    ) -> Lexicon<'i> {
        let mut stemmers: SmallVec<[Rc<Stemmer>; 2]> = SmallVec::new();
        for language in &statistics.counted.languages {
            let stemmer = Stemmer::of_thread(language.as_ref());
            if stemmers.iter().all(|known| known.code() != stemmer.code()) {
                stemmers.push(stemmer);
            }
        }
        Lexicon { fields, searcher, stemmers, cache, deadline: deadline.clone() }
    }

    /// Returns the terms that `term` stands for in a field, or among the speakers of quotes.
    pub(super) fn find(&self, field: TextField, term: &TermPattern) -> Result<Found> {
        let field = if term.role == Role::Speaker { TextField::Speaker } else { field };
        if let Some(known) = self.cache.lock().found.get(term)
            && let Some((_, found)) = known.iter().find(|(of, _)| *of == field)
        {
            return Ok(found.clone());
        }
        checkpoint::check()?;
        let found = self.look_up(field, term)?;
        let mut known = self.cache.lock();
        known.make_room(found.size());
        match known.found.get_mut(term) {
            // Another thread may have looked it up in the meantime.
            Some(known) if known.iter().any(|(of, _)| *of == field) => {}
            Some(known) => known.push((field, found.clone())),
            None => drop(known.found.insert(term.clone(), SmallVec::from_iter([(field, found.clone())]))),
        }
        Ok(found)
    }

    fn look_up(&self, field: TextField, term: &TermPattern) -> Result<Found> {
        let mut terms = if term.compounds.has_whole() { self.whole(field, term)? } else { SmallVec::new() };
        let firsts = match self.fields.stem(field) {
            Some(by_stem) if term.compounds != Compounds::None => {
                let compounds = self.compounds(by_stem, term)?;
                if term.compounds.has_last() {
                    terms.extend(compounds.iter().cloned());
                }
                if term.compounds.has_first() { compounds } else { SmallVec::new() }
            }
            _ => SmallVec::new(),
        };
        let doc_freq = match (term.form, terms.as_slice(), firsts.as_slice()) {
            (_, [term], []) => term.doc_freq(),
            (Form::Wildcard | Form::Fuzzy(_), terms, _) => terms.iter().map(FoundTerm::doc_freq).sum(),
            (_, terms, firsts) => self.n_documents(&terms.iter().chain(firsts))?,
        };
        let mut unlike: SmallVec<[FoundTerm; 2]> = SmallVec::new();
        if let Some(accents) = &term.accents
            && self.fields.stem(field).is_some()
        {
            unlike = self.as_written(self.fields.exact(field), &term.exact)?;
            unlike.retain(|found| !self.has_accents(found, accents));
        }
        Ok(Found { terms: terms.into_vec().into(), firsts: firsts.into_vec().into(), unlike: unlike.into_vec().into(), doc_freq })
    }

    /// Looks up the terms of a word that is written as one.
    fn whole(&self, field: TextField, term: &TermPattern) -> Result<SmallVec<[FoundTerm; 2]>> {
        let (exact, word) = (self.fields.exact(field), &term.exact);
        let mut terms: SmallVec<[FoundTerm; 2]> = SmallVec::new();
        match (term.form, self.fields.stem(field)) {
            (Form::Exact | Form::Spelling | Form::Stem | Form::Name, None) => terms.extend(self.term(exact, word)?),
            (Form::Exact, Some(_)) => terms = self.as_written(exact, word)?,
            (Form::Spelling, Some(_)) => {
                terms = self.as_written(exact, word)?;
                for spelling in spellings(word, term.accents.as_deref()) {
                    let mut found = self.as_written(exact, &spelling.exact)?;
                    found.retain(|found| {
                        !spelling.is_of_some() || accents_of(&found.word).is_some_and(|(code, _)| spelling.is_of(code))
                    });
                    terms.extend(found);
                }
            }
            (Form::Stem, Some(by_stem)) => {
                for stemmer in &self.stemmers {
                    terms.extend(self.with_stem(exact, by_stem, word, stemmer)?);
                }
            }
            (Form::Name, Some(by_stem)) => {
                terms = self.as_written(exact, word)?;
                for stemmer in self.stemmers.iter().filter(|stemmer| !stemmer.is_name(word)) {
                    for found in self.with_stem(exact, by_stem, word, stemmer)? {
                        if !terms.iter().any(|known| known.field == found.field && known.word == found.word) {
                            terms.push(found);
                        }
                    }
                }
            }
            (Form::Wildcard, _) => terms.extend(self.fitting(exact, word)?),
            (Form::Fuzzy(edits), _) => terms.extend(self.misspelt(exact, word, edits)?),
        }
        Ok(terms)
    }

    /// Looks up the terms of the compounds that a word stands for.
    fn compounds(&self, by_stem: Field, term: &TermPattern) -> Result<SmallVec<[FoundTerm; 2]>> {
        let mut found = SmallVec::new();
        for stemmer in &self.stemmers {
            let code = stemmer.code();
            match term.form {
                Form::Name if stemmer.is_name(&term.exact) => {}
                Form::Stem | Form::Name => {
                    for stem_term in stemmer.stems_of(&term.exact) {
                        let (first, behind) = compounds_with_stem(&stem_term, code);
                        found.extend(self.between(by_stem, &first, &behind)?);
                    }
                }
                Form::Spelling => {
                    let others = spellings(&term.exact, term.accents.as_deref());
                    let others = others.into_iter().filter(|other| other.is_of(code)).map(|other| other.exact);
                    for word in std::iter::once(term.exact.clone()).chain(others) {
                        found.extend(self.term(by_stem, &compound_term(&stemmer.stem_of(&word), code, &word))?);
                    }
                }
                Form::Exact | Form::Wildcard | Form::Fuzzy(_) => {}
            }
        }
        Ok(found)
    }

    /// Returns whether a term of a word has the accents that were typed, or is of a language in which they do not count.
    fn has_accents(&self, found: &FoundTerm, typed: &str) -> bool {
        let Some((code, accents)) = accents_of(&found.word) else { return true };
        let stemmer = self.stemmers.iter().find(|stemmer| stemmer.code() == code);
        stemmer.is_none_or(|stemmer| stemmer.accents_agree(typed, accents))
    }

    /// Looks up the terms of a word by its stems of one language.
    fn with_stem(&self, exact: Field, by_stem: Field, word: &str, stemmer: &Stemmer) -> Result<SmallVec<[FoundTerm; 2]>> {
        let mut terms = SmallVec::new();
        for stem_term in stemmer.stems_of(word) {
            let stem = &stem_term[stemmer.code().len() + 1..];
            let own_stem = own_stem_term(stem, stemmer.code());
            match stemmer.has_accents() {
                true => terms.extend(self.between(exact, &own_stem, &after_own_stem(&own_stem))?),
                false => terms.extend(self.term(exact, &own_stem)?),
            }
            terms.extend(self.term(by_stem, &stem_term)?);
        }
        Ok(terms)
    }

    /// Looks up one term. `None` if it does not occur.
    fn term(&self, field: Field, word: &str) -> Result<Option<FoundTerm>> {
        let mut segments = SmallVec::new();
        for segment in self.searcher.segment_readers() {
            let info = segment.inverted_index(field)?.terms().get(word).map_err(TantivyError::from)?;
            segments.extend(info.map(|info| (segment.segment_id(), info)));
        }
        Ok((!segments.is_empty()).then(|| FoundTerm { field, word: word.into(), segments }))
    }

    /// Looks up the terms of a word as it is written, whether or not it is its own stem in some
    /// language. They follow each other in the dictionary, so one lookup is enough for all
    /// languages.
    fn as_written(&self, field: Field, word: &str) -> Result<SmallVec<[FoundTerm; 2]>> {
        self.between(field, word, &after_word(word))
    }

    /// Looks up the terms from `first` on and before `behind`.
    fn between(&self, field: Field, first: &str, behind: &str) -> Result<SmallVec<[FoundTerm; 2]>> {
        let mut found: SmallVec<[FoundTerm; 2]> = SmallVec::new();
        for segment in self.searcher.segment_readers() {
            let inverted_index = segment.inverted_index(field)?;
            let mut stream = inverted_index.terms().range().ge(first).lt(behind).into_stream().map_err(TantivyError::from)?;
            while let Some((term, info)) = stream.next() {
                let term = std::str::from_utf8(term).unwrap_or("");
                let here = (segment.segment_id(), info.clone());
                match found.iter_mut().find(|known| *known.word == *term) {
                    Some(known) => known.segments.push(here),
                    None => found.push(FoundTerm { field, word: term.into(), segments: SmallVec::from_iter([here]) }),
                }
            }
        }
        found.sort_unstable_by(|a, b| a.word.cmp(&b.word));
        Ok(found)
    }

    /// Counts the documents that hold at least one of some terms.
    fn n_documents<'t>(&self, terms: &(impl Iterator<Item = &'t FoundTerm> + Clone)) -> Result<u64> {
        let mut n_documents = 0;
        for segment in self.searcher.segment_readers() {
            let mut lists: SmallVec<[Documents; 2]> = SmallVec::new();
            for term in terms.clone() {
                lists.extend(Documents::open(term, segment)?);
            }
            n_documents += match lists.as_mut_slice() {
                [] => 0,
                [only] => u64::from(only.blocks.doc_freq()),
                lists => n_in_any(lists, &|_| true),
            };
        }
        Ok(n_documents)
    }

    /// Counts the documents, except `left_out`, that hold a word as written in one of some fields.
    /// Removed documents do not count, even if they are not merged away yet.
    pub(super) fn n_holding(&self, fields: &[TextField], word: &str, left_out: &Docs) -> Result<u64> {
        let mut terms: SmallVec<[FoundTerm; 4]> = SmallVec::new();
        for field in fields {
            terms.extend(self.as_written(self.fields.exact(*field), word)?);
        }
        checkpoint::check()?;
        let mut n_documents = 0;
        for segment in self.searcher.segment_readers() {
            let mut lists: SmallVec<[Documents; 4]> = SmallVec::new();
            for term in &terms {
                lists.extend(Documents::open(term, segment)?);
            }
            n_documents += match lists.as_mut_slice() {
                [only] if !segment.has_deletes() && left_out.is_empty() => u64::from(only.blocks.doc_freq()),
                lists => n_in_any(lists, &|doc| !segment.is_deleted(doc) && !left_out.hold(segment.segment_id(), doc)),
            };
        }
        Ok(n_documents)
    }

    /// Returns how often the terms of `term` in bodies, which are `found`, occur in all bodies
    /// together.
    pub(super) fn n_occurrences(&self, term: &TermPattern, found: &Found) -> Result<u64> {
        if let Some(known) = self.cache.lock().n_occurrences.get(term) {
            return Ok(*known);
        }
        let n_occurrences = self.count_occurrences(found)?;
        let mut known = self.cache.lock();
        known.make_room(1);
        known.n_occurrences.insert(term.clone(), n_occurrences);
        Ok(n_occurrences)
    }

    fn count_occurrences(&self, found: &Found) -> Result<u64> {
        let mut n_occurrences = 0;
        for segment in self.searcher.segment_readers() {
            for term in found.terms.iter() {
                checkpoint::check()?;
                let Some(Documents { mut blocks, .. }) = Documents::open(term, segment)? else { continue };
                while !blocks.docs().is_empty() {
                    n_occurrences += blocks.freqs().iter().map(|n| u64::from(*n)).sum::<u64>();
                    blocks.advance();
                }
            }
        }
        Ok(n_occurrences)
    }

    /// Returns the words of the terms that were found, as written, in order and without repeats,
    /// each with the number of documents that hold it.
    pub(super) fn words(found: &Found) -> Vec<(String, u64)> {
        let mut words: Vec<(String, u64)> = Vec::new();
        for term in found.terms.iter() {
            let word = word_of(&term.word);
            match words.last_mut().filter(|(last, _)| last == word) {
                Some((_, doc_freq)) => *doc_freq += term.doc_freq(),
                None => words.push((word.to_owned(), term.doc_freq())),
            }
        }
        words
    }

    /// Returns words that begin with `prefix`, each with the number of documents that hold it. Only
    /// the first terms of each segment are read.
    pub(super) fn words_beginning(&self, field: TextField, prefix: &str) -> Result<BTreeMap<String, u64>> {
        let mut words: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let inverted_index = segment.inverted_index(self.fields.exact(field))?;
            let mut stream = inverted_index.terms().range().ge(prefix).into_stream().map_err(TantivyError::from)?;
            // The terms of one word follow each other.
            let (mut word, mut n_documents) = (String::new(), 0);
            let mut n_terms = 0;
            while n_terms < MAX_BEGINNING && stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                let next = word_of(std::str::from_utf8(stream.key()).unwrap_or(""));
                if next != word {
                    add_to(&mut words, std::mem::replace(&mut word, next.to_owned()), std::mem::take(&mut n_documents));
                }
                n_documents += u64::from(stream.value().doc_freq);
                n_terms += 1;
            }
            add_to(&mut words, word, n_documents);
        }
        Ok(words)
    }

    fn fitting(&self, field: Field, pattern: &str) -> Result<Vec<FoundTerm>> {
        let prefix = pattern.split(['*', '?']).next().unwrap_or("");
        self.collect(field, pattern, |terms, gathered| {
            let mut stream = terms.range().ge(prefix).into_stream().map_err(TantivyError::from)?;
            let mut pace = Pace::new(&self.deadline);
            while gathered.has_room() && stream.advance() && stream.key().starts_with(prefix.as_bytes()) {
                if pace.is_over(N_STEPS, pattern) {
                    self.deadline.check()?;
                }
                let term = std::str::from_utf8(stream.key()).unwrap_or("");
                if fits_wildcards(pattern, word_of(term)) {
                    gathered.insert(term);
                }
            }
            Ok(())
        })
    }

    fn misspelt(&self, field: Field, word: &str, edits: u8) -> Result<Vec<FoundTerm>> {
        let query = FuzzyTermQuery::new(Term::from_field_text(field, word), edits, true);
        self.collect(field, word, |terms, gathered| {
            let mut stream = terms.search(WordOfTerm(query.automaton()?)).into_stream().map_err(TantivyError::from)?;
            while gathered.has_room() && stream.advance() {
                self.deadline.check_at(word)?;
                gathered.insert(std::str::from_utf8(stream.key()).unwrap_or(""));
            }
            Ok(())
        })
    }

    /// Gathers terms of all segments. The error for too many terms names `pattern`.
    fn collect(
        &self,
        field: Field,
        pattern: &str,
        gather: impl Fn(&TermDictionary, &mut Gathered) -> Result<()>,
    ) -> Result<Vec<FoundTerm>> {
        let mut gathered = Gathered::default();
        for segment in self.searcher.segment_readers() {
            gather(segment.inverted_index(field)?.terms(), &mut gathered)?;
        }
        if !gathered.has_room() {
            return Err(Error::TooManyWords { word: pattern.to_owned(), max: MAX_WORDS });
        }
        let mut found = Vec::with_capacity(gathered.terms.len());
        for term in &gathered.terms {
            self.deadline.check_at(pattern)?;
            found.extend(self.term(field, term)?);
        }
        Ok(found)
    }
}

fn add_to(words: &mut BTreeMap<String, u64>, word: String, n_documents: u64) {
    if n_documents > 0 {
        *words.entry(word).or_default() += n_documents;
    }
}

/// The documents of a term, block by block.
struct Documents {
    blocks: tantivy::postings::BlockSegmentPostings,
    /// The index in the block.
    place: usize,
}

impl Documents {
    fn open(term: &FoundTerm, segment: &SegmentReader) -> Result<Option<Documents>> {
        let id = segment.segment_id();
        let Some((_, info)) = term.segments.iter().find(|(of, _)| *of == id) else { return Ok(None) };
        let inverted_index = segment.inverted_index(term.field)?;
        let blocks = inverted_index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs);
        Ok(Some(Documents { blocks: blocks.map_err(TantivyError::from)?, place: 0 }))
    }

    fn doc(&self) -> DocId {
        self.blocks.docs().get(self.place).copied().unwrap_or(TERMINATED)
    }

    fn advance(&mut self) {
        self.place += 1;
        if self.place >= self.blocks.docs().len() {
            self.blocks.advance();
            self.place = 0;
        }
    }
}

/// Counts the documents of some lists for which `counts` holds, each once.
fn n_in_any(lists: &mut [Documents], counts: &dyn Fn(DocId) -> bool) -> u64 {
    let mut n_documents = 0;
    loop {
        let doc = lists.iter().map(Documents::doc).min().unwrap_or(TERMINATED);
        if doc == TERMINATED {
            return n_documents;
        }
        n_documents += u64::from(counts(doc));
        lists.iter_mut().filter(|list| list.doc() == doc).for_each(Documents::advance);
    }
}

/// Applies an automaton for words to terms, which may have more than a word.
struct WordOfTerm<A>(A);

/// Where [`WordOfTerm`] is: in the word, or after it, and then whether the word was accepted.
#[derive(Clone)]
enum TermState<S> {
    Word(S),
    Behind(bool),
}

impl<A: Automaton> Automaton for WordOfTerm<A> {
    type State = TermState<A::State>;

    fn start(&self) -> Self::State {
        TermState::Word(self.0.start())
    }

    fn is_match(&self, state: &Self::State) -> bool {
        match state {
            TermState::Word(state) => self.0.is_match(state),
            TermState::Behind(is_match) => *is_match,
        }
    }

    fn can_match(&self, state: &Self::State) -> bool {
        match state {
            TermState::Word(state) => self.0.can_match(state),
            TermState::Behind(is_match) => *is_match,
        }
    }

    fn accept(&self, state: &Self::State, byte: u8) -> Self::State {
        match state {
            TermState::Word(state) if byte == END_OF_WORD => TermState::Behind(self.0.is_match(state)),
            TermState::Word(state) => TermState::Word(self.0.accept(state, byte)),
            TermState::Behind(is_match) => TermState::Behind(*is_match),
        }
    }
}

/// Terms of at most [`MAX_WORDS`] words, and of one more, which shows that there are too many.
#[derive(Default)]
struct Gathered {
    terms: BTreeSet<String>,
    n_words: usize,
}

impl Gathered {
    fn has_room(&self) -> bool {
        self.n_words <= MAX_WORDS
    }

    fn insert(&mut self, term: &str) {
        if self.terms.contains(term) {
            return;
        }
        let word = word_of(term);
        let is_of_word = |known: &String| word_of(known) == word;
        let from_word = self.terms.range::<str, _>((Bound::Included(word), Bound::Unbounded));
        self.n_words += usize::from(!from_word.take(1).any(is_of_word));
        self.terms.insert(term.to_owned());
    }
}
