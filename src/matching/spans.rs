//! How words stand to each other, over sorted positions: the algebra of words, phrases, alternatives and proximity.
//!
//! A *witness* is one way in which a pattern is fulfilled: one position for each of its words, no position twice. Whether a pattern
//! stands, and which words take part, is defined by its witnesses alone. What is reported are *matches*: for each word that takes part,
//! the tightest witness through it, so that there are never more matches than words.

use std::ops::Range;

use smallvec::SmallVec;

use super::pattern::SpanPattern;
use super::phrase::{phrase, runs};
use super::positions::{FieldPositions, PositionMatch};
use crate::query::{Nearness, Reach};

/// Maximum number of ways to fulfil one part of a nested pattern in one field of one article; later
/// ones are not found. Only a page without paragraphs, full of the words of a loose proximity
/// inside another, has that many.
pub(super) const MAX_WITNESSES: usize = 16_384;

impl SpanPattern {
    /// Returns the matches of the pattern, in order, without repeats.
    pub fn find(&self, positions: &FieldPositions<'_>) -> Vec<PositionMatch> {
        self.matches(positions, 0)
    }

    /// `first_term` is the index of the first word of this part.
    fn matches(&self, positions: &FieldPositions<'_>, first_term: usize) -> Vec<PositionMatch> {
        match self {
            SpanPattern::Phrase { terms, slop } => {
                let lists = &positions.terms[first_term..first_term + terms.len()];
                let mut matches = phrase(lists, *slop);
                matches.iter_mut().for_each(|found| found.terms = indices(first_term, terms.len()));
                matches
            }
            SpanPattern::Or(parts) => in_any(parts, first_term, |part, first| part.matches(positions, first)),
            SpanPattern::Near { left, right, nearness } => {
                let lefts = left.witnesses(positions, first_term);
                let rights = right.witnesses(positions, first_term + left.n_terms());
                tightest_pairs(&lefts, &rights, *nearness, positions)
            }
            SpanPattern::Term(_) | SpanPattern::NotNear { .. } => self.witnesses(positions, first_term),
        }
    }

    /// Returns all ways to fulfil this part, in order, without repeats; at most [`MAX_WITNESSES`]
    /// if they are combined.
    fn witnesses(&self, positions: &FieldPositions<'_>, first_term: usize) -> Vec<PositionMatch> {
        match self {
            SpanPattern::Term(_) => {
                let list = positions.terms[first_term];
                list.iter().map(|position| one_word(*position, first_term as u32)).collect()
            }
            SpanPattern::Phrase { terms, slop } => {
                let lists = &positions.terms[first_term..first_term + terms.len()];
                let mut found = if *slop == 0 { phrase(lists, 0) } else { runs(lists, *slop, MAX_WITNESSES) };
                found.iter_mut().for_each(|found| found.terms = indices(first_term, terms.len()));
                found
            }
            SpanPattern::Or(parts) => in_any(parts, first_term, |part, first| part.witnesses(positions, first)),
            SpanPattern::Near { left, right, nearness } => {
                let lefts = left.witnesses(positions, first_term);
                let rights = right.witnesses(positions, first_term + left.n_terms());
                all_pairs(&lefts, &rights, *nearness, positions)
            }
            SpanPattern::NotNear { left, right, nearness } => {
                let lefts = left.witnesses(positions, first_term);
                let rights = right.witnesses(positions, first_term + left.n_terms());
                alone(lefts, &rights, *nearness, positions)
            }
        }
    }
}

fn indices(first: usize, n: usize) -> SmallVec<[u32; 4]> {
    (first as u32..(first + n) as u32).collect()
}

fn one_word(position: u32, term: u32) -> PositionMatch {
    let one = |value| SmallVec::from_slice(&[value]);
    PositionMatch { start: position, end: position, words: one(position), terms: one(term) }
}

fn in_any(
    parts: &[SpanPattern],
    first_term: usize,
    find: impl Fn(&SpanPattern, usize) -> Vec<PositionMatch>,
) -> Vec<PositionMatch> {
    let mut found = Vec::new();
    let mut first = first_term;
    for part in parts {
        found.append(&mut find(part, first));
        first += part.n_terms();
    }
    sorted(found)
}

/// Sorts matches; the same words found in two ways are one match.
fn sorted(mut found: Vec<PositionMatch>) -> Vec<PositionMatch> {
    found.sort_unstable();
    found.dedup_by(|later, earlier| {
        let is_same = later.words == earlier.words;
        if is_same {
            merge_into(&mut earlier.terms, &later.terms);
        }
        is_same
    });
    found
}

fn merge_into(values: &mut SmallVec<[u32; 4]>, more: &[u32]) {
    values.extend_from_slice(more);
    values.sort_unstable();
    values.dedup();
}

/// The witnesses of one side of a proximity, in order, to search for those near a witness of the
/// other side.
struct Partners<'w> {
    witnesses: &'w [PositionMatch],
    /// The length of the longest, from its first to its last word.
    longest: u32,
}

impl<'w> Partners<'w> {
    fn new(witnesses: &'w [PositionMatch]) -> Partners<'w> {
        let longest = witnesses.iter().map(|witness| witness.end - witness.start).max().unwrap_or(0);
        Partners { witnesses, longest }
    }

    /// Returns the indices of all witnesses that can be within reach of `of` or overlap it.
    fn within_reach(&self, of: &PositionMatch, reach: Reach, positions: &FieldPositions<'_>) -> Range<usize> {
        let (first, last) = match reach {
            Reach::Words(n) => (of.start.saturating_sub(n), of.end.saturating_add(n)),
            Reach::Sentence => stretch_around(positions.sentences, of),
            Reach::Paragraph => stretch_around(positions.paragraphs, of),
            Reach::Quote => stretch_around(positions.quotes, of),
        };
        let first = first.min(of.start).saturating_sub(self.longest);
        let start = self.witnesses.partition_point(|witness| witness.start < first);
        let n = self.witnesses[start..].partition_point(|witness| witness.start <= last.max(of.end));
        start..start + n
    }

    /// Returns the witness that makes the shortest stretch with `of`, the earliest of equals.
    fn tightest(
        &self,
        of: &PositionMatch,
        within_reach: Range<usize>,
        is_near: impl Fn(&PositionMatch) -> bool,
    ) -> Option<&'w PositionMatch> {
        let mut best: Option<(u32, u32, &PositionMatch)> = None;
        let mut consider = |witness: &'w PositionMatch, at_least: u32| {
            if best.is_some_and(|(length, _, _)| at_least > length) {
                return false;
            }
            let length = witness.end.max(of.end) - witness.start.min(of.start);
            if best.is_none_or(|(shortest, start, _)| (length, witness.start) < (shortest, start)) && is_near(witness) {
                best = Some((length, witness.start, witness));
            }
            true
        };
        // Goes outwards from `of`, so that it can stop as soon as no stretch can be shorter.
        let middle =
            self.witnesses.partition_point(|witness| witness.start < of.start).clamp(within_reach.start, within_reach.end);
        for witness in &self.witnesses[middle..within_reach.end] {
            if !consider(witness, witness.start.max(of.end) - of.start) {
                break;
            }
        }
        for witness in self.witnesses[within_reach.start..middle].iter().rev() {
            if !consider(witness, of.end - witness.start) {
                break;
            }
        }
        best.map(|(_, _, witness)| witness)
    }
}

/// For each witness of either side, the tightest pair that contains it.
fn tightest_pairs(
    lefts: &[PositionMatch],
    rights: &[PositionMatch],
    nearness: Nearness,
    positions: &FieldPositions<'_>,
) -> Vec<PositionMatch> {
    let (left_partners, right_partners) = (Partners::new(lefts), Partners::new(rights));
    let mut pairs = Vec::new();
    for left in lefts {
        let within_reach = right_partners.within_reach(left, nearness.reach, positions);
        let right = right_partners.tightest(left, within_reach, |right| stands_near(left, right, nearness, positions));
        pairs.extend(right.map(|right| pair(left, right)));
    }
    for right in rights {
        let within_reach = left_partners.within_reach(right, nearness.reach, positions);
        let left = left_partners.tightest(right, within_reach, |left| stands_near(left, right, nearness, positions));
        pairs.extend(left.map(|left| pair(left, right)));
    }
    sorted(pairs)
}

/// All pairs that are near each other, at most [`MAX_WITNESSES`].
fn all_pairs(
    lefts: &[PositionMatch],
    rights: &[PositionMatch],
    nearness: Nearness,
    positions: &FieldPositions<'_>,
) -> Vec<PositionMatch> {
    let partners = Partners::new(rights);
    let near = lefts.iter().flat_map(|left| {
        let within_reach = &rights[partners.within_reach(left, nearness.reach, positions)];
        within_reach.iter().filter(move |right| stands_near(left, right, nearness, positions)).map(move |right| pair(left, right))
    });
    sorted(near.take(MAX_WITNESSES).collect())
}

/// The left witnesses without a right one near.
fn alone(
    lefts: Vec<PositionMatch>,
    rights: &[PositionMatch],
    nearness: Nearness,
    positions: &FieldPositions<'_>,
) -> Vec<PositionMatch> {
    let partners = Partners::new(rights);
    let is_alone = |left: &PositionMatch| {
        let within_reach = &rights[partners.within_reach(left, nearness.reach, positions)];
        !within_reach.iter().any(|right| overlap(left, right) || stands_near(left, right, nearness, positions))
    };
    lefts.into_iter().filter(is_alone).collect()
}

fn pair(left: &PositionMatch, right: &PositionMatch) -> PositionMatch {
    let mut pair = left.clone();
    pair.start = left.start.min(right.start);
    pair.end = left.end.max(right.end);
    merge_into(&mut pair.words, &right.words);
    merge_into(&mut pair.terms, &right.terms);
    pair
}

fn overlap(left: &PositionMatch, right: &PositionMatch) -> bool {
    left.start <= right.end && right.start <= left.end
}

/// Returns whether two witnesses are near each other without sharing a word.
fn stands_near(left: &PositionMatch, right: &PositionMatch, nearness: Nearness, positions: &FieldPositions<'_>) -> bool {
    let is_in_order = left.end < right.start;
    let shares_a_word = || overlap(left, right) && left.words.iter().any(|word| right.words.contains(word));
    if (nearness.is_ordered && !is_in_order) || shares_a_word() {
        return false;
    }
    let in_one = |starts| n_begun(starts, left.start.min(right.start)) == n_begun(starts, left.end.max(right.end));
    match nearness.reach {
        Reach::Words(n) if is_in_order => right.start - left.end <= n,
        Reach::Words(n) => right.end >= left.start || left.start - right.end <= n,
        Reach::Sentence => in_one(positions.sentences),
        Reach::Paragraph => in_one(positions.paragraphs),
        Reach::Quote => in_one(positions.quotes),
    }
}

/// Returns the number of sentences, paragraphs or quotes that have begun up to a position.
fn n_begun(starts: &[u32], position: u32) -> usize {
    starts.partition_point(|start| *start <= position)
}

/// Returns the first and last position of the sentences, paragraphs or quotes that `of` covers.
fn stretch_around(starts: &[u32], of: &PositionMatch) -> (u32, u32) {
    let first = n_begun(starts, of.start).checked_sub(1).map_or(0, |at| starts[at]);
    let last = starts.get(n_begun(starts, of.end)).map_or(u32::MAX, |next| next - 1);
    (first, last)
}
