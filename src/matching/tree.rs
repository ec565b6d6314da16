//! The units of a proximity, and how they stand to each other in one choice between its alternatives.

use smallvec::SmallVec;

use crate::query::{Nearness, Reach};

/// A word, or words next to each other; or one of several of these with the same number of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) n_words: u32,
    /// For each alternative, the index of its first term.
    pub(super) alternatives: SmallVec<[u32; 2]>,
    /// The exclusions that each of its places must be away from.
    pub(super) exclusions: SmallVec<[usize; 1]>,
    /// The first unit that is in the same places.
    pub(super) same_as: usize,
}

/// One choice between the alternatives of a proximity: units that all take part.
#[derive(Debug, Clone)]
pub(super) enum Tree {
    /// A unit.
    Unit(usize),
    /// Single words in this order, with at most so many words from the first to the last.
    Run(Vec<usize>, u32),
    /// Both, near each other.
    Near(Box<Tree>, Box<Tree>, Nearness),
    /// Without the exclusion near.
    Without(Box<Tree>, usize),
}

impl Tree {
    /// Adds its units, in the order of the query.
    pub(super) fn add_units(&self, units: &mut Vec<usize>) {
        match self {
            Tree::Unit(unit) => units.push(*unit),
            Tree::Run(words, _) => units.extend(words),
            Tree::Near(left, right, _) => {
                left.add_units(units);
                right.add_units(units);
            }
            Tree::Without(tree, _) => tree.add_units(units),
        }
    }

    /// Returns the maximum distance from its first word to its last. `None` if there is none.
    pub(super) fn longest(&self, units: &[Unit]) -> Option<u32> {
        match self {
            Tree::Unit(unit) => Some(units[*unit].n_words - 1),
            Tree::Run(_, longest) => Some(*longest),
            Tree::Near(left, right, Nearness { reach: Reach::Words(n), .. }) => {
                Some(left.longest(units)?.saturating_add(right.longest(units)?).saturating_add(*n))
            }
            Tree::Near(..) => None,
            Tree::Without(tree, _) => tree.longest(units),
        }
    }
}

/// What begins a stretch of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    Sentence,
    Paragraph,
    Quote,
}

impl Break {
    pub(super) fn of(reach: Reach) -> Option<Break> {
        match reach {
            Reach::Words(_) => None,
            Reach::Sentence => Some(Break::Sentence),
            Reach::Paragraph => Some(Break::Paragraph),
            Reach::Quote => Some(Break::Quote),
        }
    }
}

impl Unit {
    pub(super) fn new(n_words: u32, first_term: usize) -> Unit {
        let alternatives = SmallVec::from_slice(&[first_term as u32]);
        Unit { n_words, alternatives, exclusions: SmallVec::new(), same_as: 0 }
    }

    pub(super) fn is_like(&self, other: &Unit) -> bool {
        self.n_words == other.n_words && self.exclusions == other.exclusions
    }
}
