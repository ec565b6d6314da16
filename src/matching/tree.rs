//! A proximity as a tree of units, without alternatives.

use smallvec::SmallVec;

use super::span_pattern::{SpanPattern, TermPattern};
use crate::query::{Nearness, Reach};

/// Maximum number of choices between alternatives of one proximity.
pub(super) const MAX_CHOICES: usize = 128;

/// A part of a pattern, and the index of its first term in the whole.
pub(super) type Part<'s> = (&'s SpanPattern, usize);

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

/// The units and exclusions of a proximity.
#[derive(Debug, Clone, Default)]
pub(super) struct Units {
    /// Its words and phrases.
    pub(super) units: Vec<Unit>,
    /// For each exclusion, where it must not be.
    pub(super) exclusions: Vec<Nearness>,
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

impl Units {
    /// Returns the choices between the alternatives of a part of a pattern. `terms` are those of the whole pattern. Also returns what is
    /// excluded. `None` if there are too many choices.
    pub(super) fn of<'s>(part: Part<'s>, terms: &[&TermPattern]) -> Option<(Units, Vec<Tree>, Vec<Part<'s>>)> {
        let mut units = Units::default();
        let mut excluded = Vec::new();
        let trees = units.expand(part, &mut excluded)?;
        units.find_same(terms);
        Some((units, trees, excluded))
    }

    /// Returns the choices between alternatives, and adds what is excluded. `None` if there are too many.
    fn expand<'s>(&mut self, (spans, first_term): Part<'s>, excluded: &mut Vec<Part<'s>>) -> Option<Vec<Tree>> {
        let trees = match spans {
            SpanPattern::Term(_) => vec![self.unit(1, first_term)],
            SpanPattern::Phrase { terms, slop: 0 } => vec![self.unit(terms.len(), first_term)],
            SpanPattern::Phrase { terms, slop } => {
                let words: Vec<usize> = (first_term..first_term + terms.len()).map(|term| self.add(Unit::new(1, term))).collect();
                let longest = slop.saturating_add(words.len() as u32 - 1);
                vec![Tree::Run(words, longest)]
            }
            SpanPattern::Or(parts) => {
                let (mut trees, mut first) = (Vec::new(), first_term);
                for part in parts {
                    for tree in self.expand((part, first), excluded)? {
                        self.add_alternative(&mut trees, tree);
                    }
                    first += part.n_terms();
                }
                trees
            }
            SpanPattern::Near { left, right, nearness } => {
                let lefts = self.expand((left, first_term), excluded)?;
                let rights = self.expand((right, first_term + left.n_terms()), excluded)?;
                if lefts.len() * rights.len() > MAX_CHOICES {
                    return None;
                }
                let mut pairs = Vec::new();
                for left in &lefts {
                    let with = |right: &Tree| Tree::Near(Box::new(left.clone()), Box::new(right.clone()), *nearness);
                    pairs.extend(rights.iter().map(with));
                }
                pairs
            }
            SpanPattern::NotNear { left, right, nearness } => {
                let exclusion = self.exclusions.len();
                self.exclusions.push(*nearness);
                excluded.push((right, first_term + left.n_terms()));
                let lefts = self.expand((left, first_term), excluded)?;
                lefts.into_iter().map(|left| self.without(left, exclusion)).collect()
            }
        };
        (trees.len() <= MAX_CHOICES).then_some(trees)
    }

    fn add(&mut self, unit: Unit) -> usize {
        self.units.push(unit);
        self.units.len() - 1
    }

    fn unit(&mut self, n_words: usize, first_term: usize) -> Tree {
        Tree::Unit(self.add(Unit::new(n_words as u32, first_term)))
    }

    /// Adds an alternative. Words and phrases of the same length become one unit.
    fn add_alternative(&mut self, trees: &mut Vec<Tree>, tree: Tree) {
        if let Tree::Unit(added) = tree {
            let alike = trees.iter().find_map(|known| match known {
                Tree::Unit(known) if self.units[*known].is_like(&self.units[added]) => Some(*known),
                _ => None,
            });
            if let Some(known) = alike {
                let alternatives = std::mem::take(&mut self.units[added].alternatives);
                self.units[known].alternatives.extend(alternatives);
                return;
            }
        }
        trees.push(tree);
    }

    fn without(&mut self, tree: Tree, exclusion: usize) -> Tree {
        match tree {
            Tree::Unit(unit) => {
                self.units[unit].exclusions.push(exclusion);
                Tree::Unit(unit)
            }
            tree => Tree::Without(Box::new(tree), exclusion),
        }
    }

    /// Finds units that are in the same places, because they are the same words.
    fn find_same(&mut self, terms: &[&TermPattern]) {
        let words = |unit: &Unit| {
            let words_of = |first: &u32| &terms[*first as usize..][..unit.n_words as usize];
            unit.alternatives.iter().map(words_of).collect::<Vec<_>>()
        };
        for unit in 0..self.units.len() {
            let is_same = |other: &usize| {
                let (unit, other) = (&self.units[unit], &self.units[*other]);
                unit.is_like(other) && unit.exclusions.is_empty() && words(unit) == words(other)
            };
            let same_as = (0..unit).find(is_same).unwrap_or(unit);
            self.units[unit].same_as = same_as;
        }
    }
}

impl Unit {
    fn new(n_words: u32, first_term: usize) -> Unit {
        let alternatives = SmallVec::from_slice(&[first_term as u32]);
        Unit { n_words, alternatives, exclusions: SmallVec::new(), same_as: 0 }
    }

    pub(super) fn is_like(&self, other: &Unit) -> bool {
        self.n_words == other.n_words && self.exclusions == other.exclusions
    }
}
