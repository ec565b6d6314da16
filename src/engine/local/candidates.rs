//! Which documents can match, and where their words are: postings of the words of a pattern.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, TERMINATED};

use crate::checkpoint;
use crate::matching::{Role, SpanPattern};
use crate::query::LetterCase;

/// The documents that hold a word of the query, by any of its terms.
pub(super) struct WordPostings {
    // Postings take two kilobytes each, so they are not moved with what holds them.
    pub(super) postings: Vec<SegmentPostings>,
    /// Those of compounds, which count one position before.
    pub(super) firsts: Vec<SegmentPostings>,
    /// Postings at whose positions the others do not count.
    pub(super) unlike: Vec<SegmentPostings>,
    pub(super) case: Option<LetterCase>,
    pub(super) role: Role,
    /// The number of the first word that is the same, if there is one before.
    pub(super) same_as: Option<usize>,
}

impl WordPostings {
    pub(super) fn cost(&self) -> u64 {
        self.postings.iter().chain(&self.firsts).map(|postings| u64::from(postings.doc_freq())).sum()
    }

    /// Returns how often its terms occur in `doc`, compounds aside. No postings may be before it.
    pub(super) fn n_occurrences(&self, doc: DocId) -> u32 {
        self.postings.iter().filter(|postings| postings.doc() == doc).map(Postings::term_freq).sum()
    }

    /// Goes to the first document from `target` on and returns it.
    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.iter_mut().chain(&mut self.firsts).map(|postings| go_to(postings, target)).min().unwrap_or(TERMINATED)
    }

    /// Reads the positions in `doc`, ascending, without repeats. Of compounds whose first word counts, those whose last word `counts` at
    /// its position.
    pub(super) fn read(&mut self, doc: DocId, counts: &dyn Fn(u32) -> bool, positions: &mut Vec<u32>) {
        read_positions(&mut self.postings, doc, positions);
        if !self.firsts.is_empty() {
            let mut lasts = Vec::new();
            read_positions(&mut self.firsts, doc, &mut lasts);
            if !lasts.is_empty() {
                positions.extend(lasts.into_iter().filter(|last| counts(*last)).filter_map(|last| last.checked_sub(1)));
                positions.sort_unstable();
                positions.dedup();
            }
        }
        if !self.unlike.is_empty() {
            let mut unlike = Vec::new();
            read_positions(&mut self.unlike, doc, &mut unlike);
            positions.retain(|position| unlike.binary_search(position).is_err());
        }
    }
}

/// Goes to the first document from `target` on and returns it. Stays where it is if it is past
/// `target` already.
pub(super) fn go_to(postings: &mut SegmentPostings, target: DocId) -> DocId {
    match postings.doc() {
        doc if doc >= target => doc,
        // The usual case, and much cheaper than seeking.
        doc if doc + 1 == target => postings.advance(),
        _ => postings.seek(target),
    }
}

/// Returns whether to go on from one document to a later one. It looks once in a block of
/// documents, so that it costs nothing beside reading postings. Work that should not go on finds no
/// more documents.
pub(super) fn goes_on(from: DocId, to: DocId) -> bool {
    const BLOCK_BITS: u32 = 8;
    from >> BLOCK_BITS == to >> BLOCK_BITS || checkpoint::passes()
}

/// Reads the positions in `doc`, ascending, without repeats.
pub(super) fn read_positions<'p>(all: impl IntoIterator<Item = &'p mut SegmentPostings>, doc: DocId, positions: &mut Vec<u32>) {
    positions.clear();
    let mut n_read = 0;
    for postings in all {
        if postings.doc() < doc {
            postings.seek(doc);
        }
        if postings.doc() == doc {
            postings.append_positions_with_offset(0, positions);
            n_read += 1;
        }
    }
    if n_read > 1 {
        positions.sort_unstable();
        positions.dedup();
    }
}

/// Which documents can match: those that hold the words that are needed, wherever they are.
#[derive(Debug)]
pub(super) struct Documents {
    needed: Needed,
    /// About how many there are. 0 only if there are none.
    pub(super) cost: u64,
}

#[derive(Debug)]
enum Needed {
    /// Those with the word of this number.
    Word(usize),
    /// Those in all of these, the rarest first.
    All(Vec<Documents>),
    /// Those in one of these.
    Any(Vec<Documents>),
}

impl Documents {
    /// `costs` returns for each word, in order, about how many documents hold it.
    pub(super) fn new(spans: &SpanPattern, costs: &mut impl Iterator<Item = u64>) -> Documents {
        Documents::from(spans, &mut costs.enumerate())
    }

    fn from(spans: &SpanPattern, costs: &mut impl Iterator<Item = (usize, u64)>) -> Documents {
        let mut word = || {
            let (number, cost) = costs.next().unwrap_or((0, 0));
            Documents { needed: Needed::Word(number), cost }
        };
        match spans {
            SpanPattern::Term(_) => word(),
            SpanPattern::Phrase { terms, .. } => Documents::all(terms.iter().map(|_| word()).collect()),
            SpanPattern::Or(parts) => {
                let any: Vec<Documents> = parts.iter().map(|part| Documents::from(part, costs)).collect();
                Documents { cost: any.iter().map(|documents| documents.cost).sum(), needed: Needed::Any(any) }
            }
            SpanPattern::Near { left, right, .. } => {
                let left = Documents::from(left, costs);
                Documents::all(vec![left, Documents::from(right, costs)])
            }
            SpanPattern::NotNear { left, right, .. } => {
                let documents = Documents::from(left, costs);
                costs.by_ref().take(right.n_terms()).for_each(drop);
                documents
            }
        }
    }

    fn all(mut all: Vec<Documents>) -> Documents {
        all.sort_by_key(|documents| documents.cost);
        Documents { cost: all.first().map_or(0, |documents| documents.cost), needed: Needed::All(all) }
    }

    /// Returns the first document from `target` on.
    pub(super) fn seek(&self, words: &mut [WordPostings], target: DocId) -> DocId {
        match &self.needed {
            Needed::Word(number) => words[*number].seek(target),
            Needed::Any(any) => any.iter().map(|documents| documents.seek(words, target)).min().unwrap_or(TERMINATED),
            Needed::All(all) => {
                let mut candidate = target;
                'candidates: loop {
                    for documents in all {
                        let doc = documents.seek(words, candidate);
                        if doc == TERMINATED {
                            return TERMINATED;
                        }
                        if doc > candidate {
                            if !goes_on(candidate, doc) {
                                return TERMINATED;
                            }
                            candidate = doc;
                            // The first is already here; going round once more costs one
                            // comparison.
                            continue 'candidates;
                        }
                    }
                    return candidate;
                }
            }
        }
    }
}
