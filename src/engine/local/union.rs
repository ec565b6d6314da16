//! The documents in which any of some words occurs, and their scores.
//!
//! Asking each word for its next document, one document after the other, takes longer than reading the postings. So the words are read one after the
//! other, each over a window of documents (Strohman, Turtle & Croft, "Optimization strategies for complex queries", SIGIR 2005, and Lucene's
//! `BooleanScorer`). Scores are added in the order of the words, so they are the same to the bit.

use std::sync::Arc;

use smallvec::SmallVec;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::bm25::Bm25;
use super::candidates::{go_to, goes_on};
use crate::deadline::Pace;

/// Documents in a window: what is kept of them fits the fastest cache.
pub(super) const WINDOW: usize = 1 << 11;

/// A word in a field.
pub(super) struct UnionWord {
    pub(super) bm25: Bm25,
    pub(super) lengths: FieldNormReader,
    /// The postings of its terms.
    pub(super) postings: SmallVec<[SegmentPostings; 2]>,
    pub(super) clause: Arc<str>,
    pub(super) pace: Pace,
}

impl UnionWord {
    /// Adds the documents of the window that begins at `first`. No posting is before it. Returns `false` when the time is over.
    fn add(&mut self, first: DocId, is_scored: bool, window: &mut Window) -> bool {
        let end = first + WINDOW as DocId;
        let is_only = self.postings.len() == 1;
        let (bm25, lengths) = (&self.bm25, &self.lengths);
        let mut n_read = 0;
        self.postings.retain(|postings| {
            let mut doc = postings.doc();
            while doc < end {
                let place = (doc - first) as usize;
                window.found.insert(place);
                if is_scored && is_only {
                    window.scores[place] += bm25.score(lengths.fieldnorm_id(doc), postings.term_freq());
                } else if is_scored {
                    window.here.insert(place);
                    window.frequencies[place] += postings.term_freq();
                }
                n_read += 1;
                let next = postings.advance();
                if !goes_on(doc, next) {
                    return false;
                }
                doc = next;
            }
            doc != TERMINATED
        });
        let Window { scores, here, frequencies, .. } = window;
        here.drain(|place| {
            let frequency = std::mem::take(&mut frequencies[place]);
            scores[place] += bm25.score(lengths.fieldnorm_id(first + place as DocId), frequency);
        });
        !self.pace.is_over(n_read, &self.clause)
    }

    /// Returns what it adds to the score of a document. No posting is past it that was not read before.
    fn score(&mut self, doc: DocId) -> Score {
        let here = self.postings.iter_mut().filter_map(|postings| (go_to(postings, doc) == doc).then(|| postings.term_freq()));
        match here.sum() {
            0 => 0.0,
            frequency => self.bm25.score(self.lengths.fieldnorm_id(doc), frequency),
        }
    }
}

/// Calls `found` with each document that holds one of the words, ascending, and with its score if it is asked for.
pub(super) fn each(mut words: Vec<UnionWord>, is_scored: bool, mut found: impl FnMut(DocId, Score)) {
    let mut window = Window::new();
    while let Some(first) = words.iter().flat_map(|word| &word.postings).map(SegmentPostings::doc).min() {
        if first == TERMINATED || !words.iter_mut().all(|word| word.add(first, is_scored, &mut window)) {
            return;
        }
        let Window { scores, found: places, .. } = &mut *window;
        places.drain(|place| found(first + place as DocId, std::mem::take(&mut scores[place])));
    }
}

/// Calls `found` with each document that holds one of the words and scores more than `threshold`, ascending. `found` returns the next threshold.
///
/// Words that could not reach the threshold together are not followed: they are looked up in documents that hold another word (MaxScore:
/// Turtle and Flood, "Query evaluation: strategies and optimizations", Information Processing & Management 31, 1995).
pub(super) fn each_above(mut words: Vec<UnionWord>, mut threshold: Score, found: &mut dyn FnMut(DocId, Score) -> Score) {
    words.sort_by(|a, b| a.bm25.max_score().total_cmp(&b.bm25.max_score()));
    let mut window = Window::new();
    loop {
        let (n_others, max_others) = n_below(words.iter().map(|word| word.bm25.max_score()), threshold);
        let (others, followed) = words.split_at_mut(n_others);
        let first = followed.iter().flat_map(|word| &word.postings).map(SegmentPostings::doc).min().unwrap_or(TERMINATED);
        if first == TERMINATED || !followed.iter_mut().all(|word| word.add(first, true, &mut window)) {
            return;
        }
        let mut goes_on = true;
        let Window { scores, found: places, .. } = &mut *window;
        places.drain(|place| {
            let doc = first + place as DocId;
            let mut score = std::mem::take(&mut scores[place]);
            if goes_on && score + max_others > threshold {
                score += others.iter_mut().map(|word| word.score(doc)).sum::<Score>();
                goes_on = others.iter_mut().all(|word| !word.pace.is_over(1, &word.clause));
                if score > threshold {
                    threshold = found(doc, score);
                }
            }
        });
        if !goes_on {
            return;
        }
    }
}

/// Returns of how many of some scores, ascending, the sum does not exceed `threshold`, and that sum.
pub(super) fn n_below(ascending: impl Iterator<Item = Score>, threshold: Score) -> (usize, Score) {
    let sums = ascending.scan(0.0, |sum, score| {
        *sum += score;
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= threshold).fold((0, 0.0), |(n, _), sum| (n + 1, sum))
}

/// What is known of each document of a window, by its place.
struct Window {
    scores: [Score; WINDOW],
    found: Places,
    /// How often the current word occurs, by any of several terms.
    frequencies: [u32; WINDOW],
    here: Places,
}

impl Window {
    fn new() -> Box<Window> {
        let none = || Places([0; WINDOW / 64]);
        Box::new(Window { scores: [0.0; WINDOW], found: none(), frequencies: [0; WINDOW], here: none() })
    }
}

/// Some places of a window.
struct Places([u64; WINDOW / 64]);

impl Places {
    #[inline]
    fn insert(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    /// Calls `each` with each of them, ascending. None is left.
    fn drain(&mut self, mut each: impl FnMut(usize)) {
        for (word, first) in self.0.iter_mut().zip((0..).step_by(64)) {
            let mut bits = std::mem::take(word);
            while bits != 0 {
                each(first + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::vec;
    use proptest::prelude::*;
    use tantivy::schema::{Field, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions};
    use tantivy::{Index, SegmentReader, TantivyDocument, Term};

    use super::*;
    use crate::deadline::Deadline;

    const N_DOCS: usize = 3 * WINDOW + 100;

    /// An index of one segment. How often a document holds a term comes from `seed`; the first terms are frequent.
    fn index(seed: u64) -> (Index, Field) {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
        let field = schema.add_text_field("words", TextOptions::default().set_indexing_options(words));
        schema.add_text_field("kind", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50_000_000).unwrap();
        let mut state = seed | 1;
        for _ in 0..N_DOCS {
            let mut text = String::new();
            for (term, rarity) in TERMS {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let drawn = state >> 33;
                let n = if drawn.is_multiple_of(rarity) { 1 + (drawn >> 12) % 5 } else { 0 };
                (0..n).for_each(|_| text.extend([term, " "]));
            }
            let mut doc = TantivyDocument::new();
            doc.add_text(field, text);
            writer.add_document(doc).unwrap();
        }
        writer.commit().unwrap();
        (index, field)
    }

    const TERMS: [(&str, u64); 6] = [("a", 2), ("b", 3), ("c", 40), ("d", 41), ("e", 900), ("f", 5_000)];

    fn postings(segment: &SegmentReader, field: Field, term: usize) -> Option<SegmentPostings> {
        let term = Term::from_field_text(field, TERMS[term].0);
        segment.inverted_index(field).unwrap().read_postings(&term, IndexRecordOption::WithFreqs).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Each word is one of several terms.
        #[test]
        fn finds_each_document_once_with_the_score_of_all_words(
            seed in 0..8_u64, words in vec(vec(0..TERMS.len(), 1..4), 0..4), from in 0..2 * WINDOW as DocId,
        ) {
            let (index, field) = index(seed);
            let searcher = index.reader().unwrap().searcher();
            let [segment] = searcher.segment_readers() else { panic!("{} segments", searcher.segment_readers().len()) };
            let lengths = || segment.get_fieldnorms_reader(field).unwrap();
            let opened = || words.iter().zip(1_u8..).map(|(terms, number)| UnionWord {
                bm25: Bm25::new(f32::from(number), 4.0, 1.0),
                lengths: lengths(),
                postings: terms.iter().filter_map(|term| postings(segment, field, *term)).filter_map(|mut postings| {
                    let is_there = postings.doc() >= from || postings.seek(from) != TERMINATED;
                    is_there.then_some(postings)
                }).collect(),
                clause: "word".into(),
                pace: Pace::new(&Deadline::none()),
            }).collect::<Vec<_>>();
            let mut expected: BTreeMap<DocId, Score> = BTreeMap::new();
            for word in opened() {
                let mut frequencies: BTreeMap<DocId, u32> = BTreeMap::new();
                for mut postings in word.postings {
                    while postings.doc() != TERMINATED {
                        *frequencies.entry(postings.doc()).or_default() += postings.term_freq();
                        postings.advance();
                    }
                }
                for (doc, n) in frequencies {
                    *expected.entry(doc).or_default() += word.bm25.score(word.lengths.fieldnorm_id(doc), n);
                }
            }
            let mut found = Vec::new();
            each(opened(), true, |doc, score| found.push((doc, score.to_bits())));
            prop_assert_eq!(found, expected.iter().map(|(doc, score)| (*doc, score.to_bits())).collect::<Vec<_>>());
            let mut docs = Vec::new();
            each(opened(), false, |doc, _| docs.push(doc));
            prop_assert_eq!(docs, expected.keys().copied().collect::<Vec<_>>());
            // The best ten, with the tenth as threshold.
            let mut best: Vec<(DocId, Score)> = Vec::new();
            each_above(opened(), -1.0, &mut |doc, score| {
                best.push((doc, score));
                best.sort_by(|a, b| b.1.total_cmp(&a.1));
                best.truncate(10);
                best.get(9).map_or(-1.0, |last| last.1)
            });
            let mut expected: Vec<(DocId, Score)> = expected.into_iter().collect();
            expected.sort_by(|a, b| b.1.total_cmp(&a.1));
            prop_assert_eq!(best.len(), expected.len().min(10));
            for (found, expected) in best.iter().zip(&expected) {
                // The order in which scores are added may differ.
                prop_assert!((found.1 - expected.1).abs() <= 1e-5 * expected.1, "{best:?} {expected:?}");
            }
        }
    }
}
