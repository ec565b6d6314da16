//! Positions from postings: where the words of a pattern are in one field of the documents of one
//! segment.
//!
//! Candidates are found first: documents that hold the words at all, with the rarest word leading.
//! For each of them the positions of the words are read, and a [`Matcher`] decides. The
//! same code finds where a hit matches when it is shown.

use std::sync::Arc;

use smallvec::SmallVec;
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TantivyError, Term};

use super::candidates::{Documents, WordPostings, read_positions};
use super::lexicon::{Found, Lexicon};
use super::schema::Fields;
use super::words::shape;
use crate::deadline::Watch;
use crate::error::Result;
use crate::matching::{
    FieldPositions, Form, Matcher, PositionMatch, Role, SpanPattern, TermPattern, TextPattern, lead_end, quote_start,
    quoted_position,
};
use crate::query::{LetterCase, TextField};

/// A pattern for one field, with its words looked up.
#[derive(Debug, Clone)]
pub(super) struct FieldSpans {
    pub(super) field: TextField,
    /// The pattern that was asked for.
    asked: SpanPattern,
    /// The same without alternatives that the index cannot match.
    spans: SpanPattern,
    matcher: Arc<Matcher>,
    /// For each of [`SpanPattern::terms`], the terms of the index that it stands for.
    words: Vec<Found>,
    shape: tantivy::schema::Field,
}

impl FieldSpans {
    /// Looks up the words of `text`. `None` if no document can match, because the index does not
    /// hold words that are needed.
    pub(super) fn new(
        fields: &Fields,
        lexicon: &Lexicon<'_>,
        field: TextField,
        text: &TextPattern,
    ) -> Result<Option<FieldSpans>> {
        let spans = &text.spans;
        let are_all_needed = matches!(spans, SpanPattern::Term(_) | SpanPattern::Phrase { .. });
        let terms = spans.terms();
        let mut words = Vec::with_capacity(terms.len());
        for term in terms {
            let found = lexicon.find(field, term)?;
            if are_all_needed && found.terms.is_empty() && found.firsts.is_empty() {
                return Ok(None);
            }
            words.push(found);
        }
        let can_match = Documents::new(spans, &mut words.iter().map(|found| found.doc_freq)).cost > 0;
        if !can_match {
            return Ok(None);
        }
        let (asked, shape) = (spans.clone(), fields.shape(field));
        let possible = without_impossible(spans, &mut words);
        let matcher = possible.as_ref().map_or_else(|| Arc::clone(text.matcher()), |spans| Arc::new(Matcher::new(spans)));
        Ok(Some(FieldSpans { field, spans: possible.unwrap_or_else(|| asked.clone()), asked, matcher, words, shape }))
    }

    /// Returns whether it is this pattern for this field.
    pub(super) fn is_of(&self, field: TextField, spans: &SpanPattern) -> bool {
        self.field == field && self.asked == *spans
    }

    /// Returns whether its words stand for the same terms as those of another.
    pub(super) fn has_same_words(&self, other: &FieldSpans) -> bool {
        self.words == other.words
    }

    /// Returns whether it is one word that may be anywhere, so that only the number of its
    /// occurrences matters.
    pub(super) fn is_one_word(&self) -> bool {
        self.part() == Part::Whole && matches!(&self.spans, SpanPattern::Term(_)) && self.are_unconditional()
    }

    fn is_plain_phrase(&self) -> bool {
        self.part() == Part::Whole && matches!(&self.spans, SpanPattern::Phrase { slop: 0, .. }) && self.are_unconditional()
    }

    /// Returns whether all occurrences of the words' terms count, each once. Two terms of a name may stand at one position.
    fn are_unconditional(&self) -> bool {
        let is_unconditional =
            |(term, found): (&&TermPattern, &Found)| term.case.is_none() && found.unlike.is_empty() && term.form != Form::Name;
        self.spans.terms().iter().zip(&self.words).all(is_unconditional)
    }

    fn part(&self) -> Part {
        match self.field {
            TextField::Lead => Part::Lead,
            TextField::Quotes | TextField::Said => Part::Quotes,
            TextField::Title
            | TextField::Body
            | TextField::Speaker
            | TextField::Byline
            | TextField::Publisher
            | TextField::Section => Part::Whole,
        }
    }

    /// Opens the postings of the terms of its one word in a segment, without positions.
    pub(super) fn open_word(&self, segment: &SegmentReader) -> tantivy::Result<SmallVec<[SegmentPostings; 2]>> {
        let mut postings = SmallVec::new();
        for term in self.words.iter().flat_map(|found| found.terms.iter()) {
            postings.extend(term.open(segment, IndexRecordOption::WithFreqs)?);
        }
        Ok(postings)
    }

    /// Returns the idf of the pattern: the sum over the words that are needed, and the smallest of
    /// alternatives.
    pub(super) fn idf(&self, idf_of: &impl Fn(&Found) -> f32) -> f32 {
        sum_of_idf(&self.spans, &mut self.words.iter(), idf_of)
    }

    /// Opens the postings of a segment, with positions, for as long as `watch` allows. `None` if no document of it can match.
    pub(super) fn open(&self, segment: &SegmentReader, watch: Watch) -> tantivy::Result<Option<SegmentSpans>> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut words = Vec::with_capacity(self.words.len());
        let terms = self.spans.terms();
        for (number, (found, pattern)) in self.words.iter().zip(&terms).enumerate() {
            let mut postings = Vec::with_capacity(found.terms.len());
            for term in found.terms.iter() {
                postings.extend(term.open(segment, option)?);
            }
            let mut firsts = Vec::with_capacity(found.firsts.len());
            for term in found.firsts.iter() {
                firsts.extend(term.open(segment, option)?);
            }
            let same_as = terms[..number].iter().position(|earlier| earlier == pattern);
            let mut unlike = Vec::with_capacity(found.unlike.len());
            for term in found.unlike.iter() {
                unlike.extend(term.open(segment, option)?);
            }
            words.push(WordPostings { postings, firsts, unlike, case: pattern.case, role: pattern.role, same_as });
        }
        let documents = Documents::new(&self.spans, &mut words.iter().map(WordPostings::cost));
        if documents.cost == 0 {
            return Ok(None);
        }
        let shape = |is_needed: bool, term: &str| -> tantivy::Result<Option<Box<SegmentPostings>>> {
            if !is_needed {
                return Ok(None);
            }
            let postings = segment.inverted_index(self.shape)?.read_postings(&Term::from_field_text(self.shape, term), option);
            Ok(postings.map_err(TantivyError::from)?.map(Box::new))
        };
        let has_case = |case| words.iter().any(|word| word.case == Some(case));
        let has_breaks = self.spans.has_breaks();
        let part = self.part();
        Ok(Some(SegmentSpans {
            matcher: Arc::clone(&self.matcher),
            watch,
            is_one_word: self.is_one_word(),
            is_plain_phrase: self.is_plain_phrase(),
            is_counting: false,
            starts: Vec::new(),
            sentences: shape(has_breaks, shape::SENTENCE)?,
            paragraphs: shape(has_breaks || part == Part::Lead, shape::PARAGRAPH)?,
            capitals: shape(has_case(LetterCase::Caps) || has_case(LetterCase::NoCaps), shape::CAPITAL)?,
            all_capitals: shape(has_case(LetterCase::AllCaps), shape::ALL_CAPITALS)?,
            quote_firsts: shape(part == Part::Quotes, shape::QUOTE_FIRST)?,
            quote_lasts: shape(part == Part::Quotes, shape::QUOTE_LAST)?,
            part,
            positions: vec![Vec::new(); words.len()],
            words,
            documents,
            sentence_starts: Vec::new(),
            paragraph_starts: Vec::new(),
            capital_positions: Vec::new(),
            quotes: QuotePositions::default(),
        }))
    }
}

/// Returns alternatives without the last ones of which the index lacks a word, and drops their words. `None` if all are possible, or the
/// first is not: the places of the words that remain do not change.
fn without_impossible(spans: &SpanPattern, words: &mut Vec<Found>) -> Option<SpanPattern> {
    let SpanPattern::Or(parts) = spans else { return None };
    let mut first = 0;
    let mut possible = 0;
    let mut n_words = 0;
    for (number, part) in parts.iter().enumerate() {
        let end = first + part.n_terms();
        let is_phrase = matches!(part, SpanPattern::Term(_) | SpanPattern::Phrase { .. });
        if !is_phrase || words[first..end].iter().all(|found| found.doc_freq > 0) {
            (possible, n_words) = (number + 1, end);
        }
        first = end;
    }
    if possible == 0 || possible == parts.len() {
        return None;
    }
    words.truncate(n_words);
    Some(if possible == 1 { parts[0].clone() } else { SpanPattern::Or(parts[..possible].to_vec()) })
}

/// Which words of a field count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All.
    Whole,
    /// Those of the lead.
    Lead,
    /// Those in quotes.
    Quotes,
}

/// The quotes of a document, in positions of its body.
#[derive(Default)]
struct QuotePositions {
    firsts: Vec<u32>,
    lasts: Vec<u32>,
    /// Where they begin, including the names of their speakers, in the positions of
    /// [`TextField::Said`].
    starts: Vec<u32>,
}

impl QuotePositions {
    /// Keeps the positions in quotes, and converts them from those of the body to those of
    /// [`TextField::Quotes`]. Ascending before and after.
    fn keep_quoted(&self, positions: &mut Vec<u32>) {
        let mut nth = 0;
        positions.retain_mut(|position| {
            while self.lasts.get(nth).is_some_and(|last| last < position) {
                nth += 1;
            }
            let is_quoted = self.firsts.get(nth).is_some_and(|first| first <= position);
            *position = quoted_position(*position, nth as u32);
            is_quoted
        });
    }

    /// Returns whether a position of the body and the one before are in the same quote.
    fn hold_both(&self, position: u32) -> bool {
        let nth = self.lasts.partition_point(|last| *last < position);
        self.firsts.get(nth).is_some_and(|first| *first < position)
    }

    fn read_starts(&mut self) {
        self.starts.clear();
        let firsts = (0..).zip(&self.firsts);
        self.starts.extend(firsts.map(|(nth, first_position)| quote_start(*first_position, nth)));
    }

    /// Does the same for positions at which sentences or paragraphs begin. Every quote begins one.
    fn keep_breaks(&self, positions: &mut Vec<u32>) {
        positions.extend(&self.firsts);
        positions.sort_unstable();
        positions.dedup();
        self.keep_quoted(positions);
    }
}

fn sum_of_idf<'w>(spans: &SpanPattern, words: &mut impl Iterator<Item = &'w Found>, idf_of: &impl Fn(&Found) -> f32) -> f32 {
    match spans {
        SpanPattern::Term(_) => words.next().map_or(0.0, idf_of),
        SpanPattern::Phrase { terms, .. } => words.by_ref().take(terms.len()).map(idf_of).sum(),
        SpanPattern::Or(parts) => parts.iter().map(|part| sum_of_idf(part, words, idf_of)).fold(f32::INFINITY, f32::min),
        SpanPattern::Near { left, right, .. } => sum_of_idf(left, words, idf_of) + sum_of_idf(right, words, idf_of),
        SpanPattern::NotNear { left, right, .. } => {
            let of_left = sum_of_idf(left, words, idf_of);
            words.by_ref().take(right.n_terms()).for_each(drop);
            of_left
        }
    }
}

/// Keeps the starts that have a position of `list` at this distance after them. Both are ascending.
fn keep_those_before(starts: &mut Vec<u32>, list: &[u32], behind: u32) {
    let mut rest = list;
    starts.retain(|start| {
        let wanted = start + behind;
        let n_before = rest.iter().take_while(|position| **position < wanted).count();
        rest = &rest[n_before..];
        rest.first() == Some(&wanted)
    });
}

/// How often words match in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matched {
    /// So often.
    Times(usize),
    /// At least once. Counting takes longer than finding out.
    Uncounted,
}

/// The documents of a segment, and the positions of the words in them.
pub(super) struct SegmentSpans {
    matcher: Arc<Matcher>,
    watch: Watch,
    is_one_word: bool,
    /// Whether it is a phrase without any further condition.
    is_plain_phrase: bool,
    is_counting: bool,
    words: Vec<WordPostings>,
    documents: Documents,
    sentences: Option<Box<SegmentPostings>>,
    paragraphs: Option<Box<SegmentPostings>>,
    capitals: Option<Box<SegmentPostings>>,
    all_capitals: Option<Box<SegmentPostings>>,
    quote_firsts: Option<Box<SegmentPostings>>,
    quote_lasts: Option<Box<SegmentPostings>>,
    part: Part,
    // What was read last. Kept to reuse its memory.
    starts: Vec<u32>,
    positions: Vec<Vec<u32>>,
    sentence_starts: Vec<u32>,
    paragraph_starts: Vec<u32>,
    capital_positions: Vec<u32>,
    quotes: QuotePositions,
}

impl SegmentSpans {
    /// Returns about how many documents must be examined.
    pub(super) fn cost(&self) -> u64 {
        self.documents.cost
    }

    /// Returns the first document from `target` on that holds the words needed. Targets must be
    /// ascending.
    pub(super) fn candidate(&mut self, target: DocId) -> DocId {
        self.documents.seek(&mut self.words, target)
    }

    /// Returns the same, which counts at once: to find out first takes longer if all matches are counted.
    pub(super) fn counting(self) -> SegmentSpans {
        SegmentSpans { is_counting: true, ..self }
    }

    /// Returns how often the words match in `doc`. Documents must be asked for in ascending order.
    pub(super) fn look(&mut self, doc: DocId) -> Matched {
        if self.is_plain_phrase {
            return Matched::Times(self.count_phrase(doc));
        }
        self.read(doc);
        if self.is_counting {
            return Matched::Times(self.count());
        }
        if self.matcher.exists(&self.field_positions(&self.lists())) { Matched::Uncounted } else { Matched::Times(0) }
    }

    /// Returns how often the words match in the document that was looked at last, for the score, see [`Matcher::frequency`].
    pub(super) fn count(&self) -> usize {
        self.matcher.frequency(&self.field_positions(&self.lists()))
    }

    /// Returns how many matches there are in the document that was looked at last; once there are `enough`, perhaps not all.
    pub(super) fn n_matches(&self, enough: usize) -> usize {
        self.matcher.count_up_to(enough, &self.field_positions(&self.lists()))
    }

    /// Returns a number that the matches in the document that was looked at last do not exceed.
    pub(super) fn max_matches(&self) -> usize {
        self.positions.iter().map(Vec::len).sum()
    }

    /// Returns whether its matches take long to list, and are not what the score counts.
    pub(super) fn lists_slowly(&self) -> bool {
        self.matcher.has_many_orders()
    }

    /// Returns whether the time was over, after the positions that were read last and `n_steps` more. What was found then is no
    /// answer.
    pub(super) fn is_over(&self, n_steps: usize) -> bool {
        self.watch.is_over(n_steps + self.positions.iter().map(Vec::len).sum::<usize>())
    }

    /// Returns a number that [`SegmentSpans::count`] does not exceed in `doc`, which is a candidate. Reads no positions.
    pub(super) fn max_count(&self, doc: DocId) -> u32 {
        if !self.is_plain_phrase || self.words.iter().any(|word| !word.firsts.is_empty()) {
            return u32::MAX;
        }
        self.words.iter().map(|word| word.n_occurrences(doc)).min().unwrap_or(u32::MAX)
    }

    /// Counts the places of a phrase, led by the word that is rarest in the document. Once no place
    /// is left, the positions of the other words need not be read, and "the" has dozens of them.
    fn count_phrase(&mut self, doc: DocId) -> usize {
        let mut by_rarity: SmallVec<[(u32, usize); 8]> =
            self.words.iter().enumerate().map(|(number, word)| (word.n_occurrences(doc), number)).collect();
        by_rarity.sort_unstable();
        let (starts, list) = (&mut self.starts, &mut self.capital_positions);
        for (nth, (_, number)) in by_rarity.iter().enumerate() {
            let behind = *number as u32;
            if nth == 0 {
                self.words[*number].read(doc, &|_| true, starts);
                starts.retain(|start| *start >= behind);
                starts.iter_mut().for_each(|start| *start -= behind);
            } else {
                self.words[*number].read(doc, &|_| true, list);
                keep_those_before(starts, list, behind);
            }
            if starts.is_empty() {
                return 0;
            }
        }
        starts.len()
    }

    /// Reads the positions at which the matches in `doc` begin, ascending, without repeats.
    /// Documents must be asked for in ascending order.
    pub(super) fn starts(&mut self, doc: DocId, starts: &mut Vec<u32>) {
        match (self.is_one_word, self.words.as_mut_slice()) {
            (true, [word]) => word.read(doc, &|_| true, starts),
            _ => {
                self.read(doc);
                *starts = self.matcher.starts(&self.field_positions(&self.lists()));
            }
        }
    }

    /// Returns where the words match in `doc`. Documents must be asked for in ascending order.
    pub(super) fn find(&mut self, doc: DocId) -> Vec<PositionMatch> {
        self.read(doc);
        self.matcher.find(&self.field_positions(&self.lists()))
    }

    fn read(&mut self, doc: DocId) {
        read_positions(self.sentences.as_deref_mut(), doc, &mut self.sentence_starts);
        read_positions(self.paragraphs.as_deref_mut(), doc, &mut self.paragraph_starts);
        if self.part == Part::Quotes {
            read_positions(self.quote_firsts.as_deref_mut(), doc, &mut self.quotes.firsts);
            read_positions(self.quote_lasts.as_deref_mut(), doc, &mut self.quotes.lasts);
        }
        let (part, end) = (self.part, lead_end(&self.paragraph_starts));
        let quotes = &self.quotes;
        let counts = |last: u32| match part {
            Part::Whole => true,
            Part::Lead => last < end,
            Part::Quotes => quotes.hold_both(last),
        };
        for number in 0..self.words.len() {
            let word = &mut self.words[number];
            let (earlier, later) = self.positions.split_at_mut(number);
            let Some(positions) = later.first_mut() else { continue };
            if let Some(same) = word.same_as.map(|same| &earlier[same]).filter(|same| !same.is_empty()) {
                positions.clone_from(same);
                continue;
            }
            word.read(doc, &counts, positions);
            if let Some(case) = word.case {
                let capitals = if case == LetterCase::AllCaps { &mut self.all_capitals } else { &mut self.capitals };
                // Several words may need the same postings, which are still at this document;
                // reading again is cheap.
                read_positions(capitals.as_deref_mut(), doc, &mut self.capital_positions);
                let wants_capitals = case != LetterCase::NoCaps;
                positions.retain(|position| self.capital_positions.binary_search(position).is_ok() == wants_capitals);
            }
        }
        self.share_positions();
        match self.part {
            Part::Whole => {}
            Part::Lead => {
                self.positions.iter_mut().for_each(|positions| positions.truncate(positions.partition_point(|at| *at < end)));
            }
            Part::Quotes => {
                let in_text = self.words.iter().zip(&mut self.positions).filter(|(word, _)| word.role == Role::Text);
                in_text.for_each(|(_, positions)| self.quotes.keep_quoted(positions));
                self.quotes.read_starts();
                self.quotes.keep_breaks(&mut self.sentence_starts);
                self.quotes.keep_breaks(&mut self.paragraph_starts);
            }
        }
    }

    /// Gives all words that are the same the same positions. The postings of some may be past the document, because another
    /// alternative needed them later.
    fn share_positions(&mut self) {
        for number in 0..self.words.len() {
            let Some(first) = self.words[number].same_as else { continue };
            let (earlier, later) = self.positions.split_at_mut(number);
            if let (Some(first), Some(positions)) = (earlier.get_mut(first), later.first())
                && first.is_empty()
            {
                first.clone_from(positions);
            }
        }
        for number in 0..self.words.len() {
            let Some(first) = self.words[number].same_as else { continue };
            let (earlier, later) = self.positions.split_at_mut(number);
            if let (Some(first), Some(positions)) = (earlier.get(first), later.first_mut())
                && positions.is_empty()
            {
                positions.clone_from(first);
            }
        }
    }

    fn lists(&self) -> SmallVec<[&[u32]; 8]> {
        self.positions.iter().map(Vec::as_slice).collect()
    }

    fn field_positions<'p>(&'p self, terms: &'p [&'p [u32]]) -> FieldPositions<'p> {
        let (sentences, paragraphs) = (&self.sentence_starts, &self.paragraph_starts);
        FieldPositions { terms, sentences, paragraphs, quotes: &self.quotes.starts, watch: &self.watch }
    }
}
