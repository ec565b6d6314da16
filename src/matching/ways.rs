//! The ways to fulfil a proximity of more words than can be tried in all orders.
//!
//! Side by side of such a proximity, ways are combined. If a side has many, only the nearest and the farthest partners of each are
//! tried, and of what comes out only the tightest, the earliest and the latest around each word are kept. So what is found is
//! fulfilled, but something may be missed in a text that is full of the words.

use smallvec::SmallVec;

use super::phrase::{phrase, runs};
use super::positions::{FieldPositions, PositionMatch, indices, one_word, sorted};
use super::span_pattern::SpanPattern;
use crate::query::{Nearness, Reach};

/// Maximum number of ways to fulfil one part of a proximity of many words in one field of one article. Of more, some around each word
/// are kept.
pub(super) const MAX_WAYS: usize = 32;

/// Maximum number of pairs of ways of two sides that are all tried.
const MAX_PAIRS: usize = 128;

/// Maximum number of partners that are tried on each side of a way if not all are.
const MAX_PARTNERS: usize = 1;

/// Returns ways to fulfil a part of a pattern, in order, without repeats. `first_term` is the index of its first word.
pub(super) fn ways(spans: &SpanPattern, positions: &FieldPositions<'_>, first_term: usize) -> Vec<PositionMatch> {
    match spans {
        SpanPattern::Term(_) => {
            positions.terms[first_term].iter().map(|position| one_word(*position, first_term as u32)).collect()
        }
        SpanPattern::Phrase { terms, slop } => {
            let lists = &positions.terms[first_term..first_term + terms.len()];
            let mut found = if *slop == 0 { phrase(lists, 0) } else { runs(lists, *slop, MAX_WAYS) };
            found.iter_mut().for_each(|found| found.terms = indices(first_term, terms.len()));
            found
        }
        SpanPattern::Or(parts) => {
            let (mut found, mut first) = (Vec::new(), first_term);
            for part in parts {
                found.append(&mut ways(part, positions, first));
                first += part.n_terms();
            }
            sorted(found)
        }
        SpanPattern::Near { left, right, nearness } => {
            let lefts = ways(left, positions, first_term);
            if lefts.is_empty() {
                return lefts;
            }
            let rights = ways(right, positions, first_term + left.n_terms());
            pairs(&lefts, &rights, *nearness, positions)
        }
        SpanPattern::NotNear { left, right, nearness } => {
            let lefts = ways(left, positions, first_term);
            let rights = ways(right, positions, first_term + left.n_terms());
            alone(lefts, &rights, *nearness, positions)
        }
    }
}

/// Returns for each word the tightest of the ways that it takes part in.
pub(super) fn tightest(ways: &[PositionMatch]) -> Vec<PositionMatch> {
    let chosen = around_each_word(ways, |way| (way.end - way.start, way.start));
    sorted(chosen.into_iter().map(|way| ways[way].clone()).collect())
}

/// Returns the indices of the ways with the smallest key of those that each word takes part in, ascending.
fn around_each_word<K: Ord + Copy>(ways: &[PositionMatch], key: impl Fn(&PositionMatch) -> K) -> Vec<usize> {
    let mut by_word: Vec<(u32, K, usize)> = Vec::new();
    for (way_idx, way) in ways.iter().enumerate() {
        by_word.extend(way.words.iter().map(|word| (*word, key(way), way_idx)));
    }
    by_word.sort_unstable();
    by_word.dedup_by_key(|(word, ..)| *word);
    let mut chosen: Vec<usize> = by_word.into_iter().map(|(_, _, way)| way).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// Keeps the tightest and the widest way from each start; if these are too many, some from all over the text.
fn thinned(mut ways: Vec<PositionMatch>) -> Vec<PositionMatch> {
    let (mut nth, n_ways) = (0, ways.len());
    let is_end: Vec<bool> = (0..n_ways)
        .map(|way| {
            way == 0 || way + 1 == n_ways || ways[way - 1].start != ways[way].start || ways[way + 1].start != ways[way].start
        })
        .collect();
    ways.retain(|_| {
        nth += 1;
        is_end[nth - 1]
    });
    let (mut nth, n_ways) = (0, ways.len());
    if n_ways > MAX_WAYS {
        ways.retain(|_| {
            nth += 1;
            (nth - 1) * MAX_WAYS / n_ways != nth * MAX_WAYS / n_ways
        });
    }
    ways
}

fn pairs(
    lefts: &[PositionMatch],
    rights: &[PositionMatch],
    nearness: Nearness,
    positions: &FieldPositions<'_>,
) -> Vec<PositionMatch> {
    let partners = Partners::new(rights);
    let mut pairs: Vec<PositionMatch> = Vec::new();
    if lefts.len() * rights.len() <= MAX_PAIRS {
        for left in lefts {
            let near = rights.iter().filter(|right| stands_near(left, right, nearness, positions));
            pairs.extend(near.map(|right| pair(left, right)));
        }
        return sorted(pairs);
    }
    for left in lefts {
        let within_reach = partners.within_reach(left, nearness.reach, positions);
        let middle = within_reach.partition_point(|right| right.start <= left.start);
        let (before, behind) = within_reach.split_at(middle);
        let is_near = |right: &&PositionMatch| stands_near(left, right, nearness, positions);
        let mut add = |near: &mut dyn Iterator<Item = &PositionMatch>| {
            // Many words of a crowded text are taken already.
            pairs.extend(near.take(MAX_WAYS).filter(is_near).take(MAX_PARTNERS).map(|right| pair(left, right)));
        };
        add(&mut before.iter());
        add(&mut before.iter().rev());
        add(&mut behind.iter());
        add(&mut behind.iter().rev());
    }
    let pairs = sorted(pairs);
    if pairs.len() > MAX_PAIRS { thinned(pairs) } else { pairs }
}

/// The left ways without a right one near.
fn alone(
    lefts: Vec<PositionMatch>,
    rights: &[PositionMatch],
    nearness: Nearness,
    positions: &FieldPositions<'_>,
) -> Vec<PositionMatch> {
    let partners = Partners::new(rights);
    let is_alone = |left: &PositionMatch| {
        let within_reach = partners.within_reach(left, nearness.reach, positions);
        !within_reach.iter().any(|right| overlap(left, right) || stands_near(left, right, nearness, positions))
    };
    lefts.into_iter().filter(is_alone).collect()
}

/// The ways of one side of a proximity, in order, to search for those near a way of the other side.
struct Partners<'w> {
    ways: &'w [PositionMatch],
    /// The length of the longest, from its first to its last word.
    longest: u32,
}

impl<'w> Partners<'w> {
    fn new(ways: &'w [PositionMatch]) -> Partners<'w> {
        let longest = ways.iter().map(|way| way.end - way.start).max().unwrap_or(0);
        Partners { ways, longest }
    }

    /// Returns all ways that can be within reach of `of` or overlap it.
    fn within_reach(&self, of: &PositionMatch, reach: Reach, positions: &FieldPositions<'_>) -> &'w [PositionMatch] {
        let (first, last) = match reach {
            Reach::Words(n) => (of.start.saturating_sub(n), of.end.saturating_add(n)),
            Reach::Sentence => stretch_around(positions.sentences, of),
            Reach::Paragraph => stretch_around(positions.paragraphs, of),
            Reach::Quote => stretch_around(positions.quotes, of),
        };
        let first = first.min(of.start).saturating_sub(self.longest);
        let start = self.ways.partition_point(|way| way.start < first);
        let n = self.ways[start..].partition_point(|way| way.start <= last.max(of.end));
        &self.ways[start..start + n]
    }
}

fn pair(left: &PositionMatch, right: &PositionMatch) -> PositionMatch {
    let merged = |left: &[u32], right: &[u32]| {
        let mut both: SmallVec<[u32; 4]> = SmallVec::with_capacity(left.len() + right.len());
        both.extend_from_slice(left);
        both.extend_from_slice(right);
        both.sort_unstable();
        both.dedup();
        both
    };
    PositionMatch {
        start: left.start.min(right.start),
        end: left.end.max(right.end),
        words: merged(&left.words, &right.words),
        terms: merged(&left.terms, &right.terms),
    }
}

fn overlap(left: &PositionMatch, right: &PositionMatch) -> bool {
    left.start <= right.end && right.start <= left.end
}

/// Returns whether two ways are near each other without sharing a word.
fn stands_near(left: &PositionMatch, right: &PositionMatch, nearness: Nearness, positions: &FieldPositions<'_>) -> bool {
    let is_in_order = left.end < right.start;
    let shares_a_word = || overlap(left, right) && left.words.iter().any(|word| right.words.binary_search(word).is_ok());
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
