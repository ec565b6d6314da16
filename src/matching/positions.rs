//! Token positions of one field: where the words of a pattern are, and where the pattern matches.

use smallvec::SmallVec;

use crate::deadline::Watch;

/// A place in one field where the words of a pattern stand as it wants, in token positions.
///
/// Matches order by start, then by end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PositionMatch {
    /// Position of the first word.
    pub start: u32,
    /// Position of the last word (not past it).
    pub end: u32,
    /// Positions of the words that take part, rising: for a phrase with slop, not the words in between.
    pub words: SmallVec<[u32; 4]>,
    /// Which of the pattern's words they are: the position of each, and an index into [`SpanPattern::terms`](super::SpanPattern::terms);
    /// rising. One position may stand for several words.
    pub terms: SmallVec<[(u32, u32); 4]>,
}

/// Where the words of a pattern stand in one field of one article.
#[derive(Debug, Clone, Copy)]
pub struct FieldPositions<'p> {
    /// For each of [`SpanPattern::terms`](super::SpanPattern::terms), its positions, rising, without repeats.
    pub terms: &'p [&'p [u32]],
    /// The positions at which sentences begin, rising. Read only for patterns with [`SpanPattern::has_breaks`](super::SpanPattern::has_breaks).
    pub sentences: &'p [u32],
    /// The positions at which paragraphs begin, rising. Likewise.
    pub paragraphs: &'p [u32],
    /// The positions at which quotes begin, with the names of who spoke, rising. Likewise; empty except in [`Said`](crate::query::TextField::Said).
    pub quotes: &'p [u32],
    /// Looks at the clock while they are matched.
    pub watch: &'p Watch,
}

/// Returns the match of one word.
pub(super) fn one_word(position: u32, term: u32) -> PositionMatch {
    let (words, terms) = (SmallVec::from_slice(&[position]), SmallVec::from_slice(&[(position, term)]));
    PositionMatch { start: position, end: position, words, terms }
}

/// Sorts matches; the same words found in two ways are one match.
pub(super) fn sorted(mut found: Vec<PositionMatch>) -> Vec<PositionMatch> {
    found.sort_unstable();
    found.dedup_by(|later, earlier| {
        let is_same = later.words == earlier.words;
        if is_same {
            earlier.terms.extend_from_slice(&later.terms);
            earlier.terms.sort_unstable();
            earlier.terms.dedup();
        }
        is_same
    });
    found
}
