//! The orders in which the units of a proximity can follow each other.
//!
//! In a given order no two words can be the same word of the text, and "near" becomes an upper bound on the distance of two units: from
//! the last of the one side to the first of the other, or from the first to the last of both. Such bounds are easy to meet: of all
//! ways to place the units behind a given one, there is one that places each of them first (`sweep`).

use std::collections::HashMap;

use smallvec::SmallVec;

use super::tree::{Break, Tree};
use super::units::Units;
use crate::query::{Nearness, Reach};

/// Maximum number of orders that are tried. All orders of five words are 120.
pub(super) const MAX_ORDERS: usize = 128;

/// Maximum number of orders that are compared with each other before most of them turn out alike.
const MAX_DRAFTS: usize = 1_024;

/// Units in the order in which they follow each other, and how far apart they may be.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// For each rank, the units that may be there. They have the same places and differ in their terms.
    pub(super) ranks: Vec<SmallVec<[usize; 1]>>,
    pub(super) bounds: Vec<Bound>,
    /// What must hold of the place of a rank alone.
    pub(super) conditions: Vec<(usize, Condition)>,
    /// A rank, and the break that must be between it and the next.
    pub(super) crossings: Vec<(usize, Break)>,
}

/// A condition on a place of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// No place of the exclusion is in the stretch in which it begins.
    Clean(usize),
    /// It ends in another stretch than it begins.
    Across(Break),
}

/// An upper bound on the distance of two units of an [`Order`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bound {
    /// The rank of the earlier unit.
    pub(super) first: usize,
    /// The rank of the later one.
    pub(super) last: usize,
    pub(super) limit: Limit,
}

/// How far apart two units may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Limit {
    /// The later begins at most this many words after the end of the earlier.
    Gap(u32),
    /// The later begins at most this many words after the beginning of the earlier.
    Run(u32),
    /// Both are in one stretch.
    Stretch(Break),
    /// The exclusion of this index is not near what is between them, them included. Its reach counts only if it is a number of words.
    Apart(usize),
}

impl Bound {
    /// Returns whether another bound holds wherever this one does.
    fn implies(&self, other: &Bound) -> bool {
        let is_tighter = match (self.limit, other.limit) {
            (Limit::Gap(n), Limit::Gap(other)) => n <= other,
            (limit, other) => limit == other,
        };
        is_tighter && self.first <= other.first && other.last <= self.last
    }
}

/// A list of units in order.
type Sequence = SmallVec<[usize; 8]>;

impl Units {
    /// Returns the orders of the units of a choice. `None` if there are too many.
    pub(super) fn orders(&self, tree: &Tree) -> Option<Vec<Order>> {
        let sequences = sequences(tree)?;
        // Orders of other words never follow from each other, so there are at least so many.
        let words_of = |sequence: &Sequence| sequence.iter().map(|unit| self.units[*unit].same_as).collect::<Sequence>();
        let mut by_words: HashMap<Sequence, Vec<Order>> = HashMap::new();
        for sequence in &sequences {
            by_words.entry(words_of(sequence)).or_default();
            if by_words.len() > MAX_ORDERS {
                return None;
            }
        }
        for sequence in &sequences {
            let alike = by_words.entry(words_of(sequence)).or_default();
            let mut drafts = vec![Order { ranks: Vec::new(), bounds: Vec::new(), conditions: Vec::new(), crossings: Vec::new() }];
            self.add_bounds(tree, sequence, &mut drafts);
            for mut order in drafts {
                order.ranks = sequence.iter().map(|unit| SmallVec::from_slice(&[*unit])).collect();
                order.simplify();
                add_order(alike, order);
            }
        }
        // In the order of the sequences, so that equally tight ways are always chosen alike.
        let mut orders: Vec<Order> = Vec::new();
        for sequence in &sequences {
            orders.append(&mut by_words.remove(&words_of(sequence)).unwrap_or_default());
        }
        (orders.len() <= MAX_ORDERS).then_some(orders)
    }

    /// Adds the bounds of a sequence to each draft. Returns the ranks of the first and the last unit of the tree.
    fn add_bounds(&self, tree: &Tree, sequence: &Sequence, drafts: &mut Vec<Order>) -> (usize, usize) {
        let rank = |unit: &usize| sequence.iter().position(|other| other == unit).unwrap_or(0);
        let add = |drafts: &mut Vec<Order>, first, last, limit| {
            drafts.iter_mut().for_each(|draft| draft.bounds.push(Bound { first, last, limit }));
        };
        match tree {
            Tree::Unit(unit) => (rank(unit), rank(unit)),
            Tree::Run(units, longest) => {
                let (first, last) = (rank(&units[0]), rank(&units[units.len() - 1]));
                add(drafts, first, last, Limit::Run(*longest));
                (first, last)
            }
            Tree::Near(left, right, Nearness { reach, .. }) => {
                let left = self.add_bounds(left, sequence, drafts);
                let right = self.add_bounds(right, sequence, drafts);
                let both = (left.0.min(right.0), left.1.max(right.1));
                match (reach, Break::of(*reach)) {
                    (_, Some(at)) => add(drafts, both.0, both.1, Limit::Stretch(at)),
                    (Reach::Words(n), _) if left.1 < right.0 => add(drafts, left.1, right.0, Limit::Gap(*n)),
                    (Reach::Words(n), _) if right.1 < left.0 => add(drafts, right.1, left.0, Limit::Gap(*n)),
                    // What overlaps is near.
                    _ => {}
                }
                both
            }
            Tree::Without(tree, exclusion) => {
                let (first, last) = self.add_bounds(tree, sequence, drafts);
                add(drafts, first, last, Limit::Apart(*exclusion));
                if let Some(at) = Break::of(self.exclusions[*exclusion].reach) {
                    // Either all is in one stretch, which is then free of the exclusion; or there is a break in one of the units or
                    // between two of them.
                    let mut cases = Vec::new();
                    for draft in drafts.drain(..) {
                        for rank in (first..=last).filter(|rank| self.units[sequence[*rank]].n_words > 1) {
                            let mut across = draft.clone();
                            across.conditions.push((rank, Condition::Across(at)));
                            cases.push(across);
                        }
                        for crossing in first..last {
                            let mut across = draft.clone();
                            across.crossings.push((crossing, at));
                            cases.push(across);
                        }
                        let mut inside = draft;
                        inside.bounds.push(Bound { first, last, limit: Limit::Stretch(at) });
                        inside.conditions.push((first, Condition::Clean(*exclusion)));
                        cases.push(inside);
                    }
                    *drafts = cases;
                }
                (first, last)
            }
        }
    }
}

/// Adds an order of the same words unless another one holds wherever it does, and removes those that hold only where it does.
fn add_order(orders: &mut Vec<Order>, mut order: Order) {
    if let Some(wider) = orders.iter_mut().find(|known| order.implies(known)) {
        wider.take_terms(&order);
        return;
    }
    orders.retain(|known| {
        let is_implied = known.implies(&order);
        if is_implied {
            order.take_terms(known);
        }
        !is_implied
    });
    orders.push(order);
}

impl Order {
    /// Returns whether `wider`, an order of the same words, holds wherever this one does.
    fn implies(&self, wider: &Order) -> bool {
        self.conditions == wider.conditions
            && self.crossings == wider.crossings
            && wider.bounds.iter().all(|needed| self.bounds.iter().any(|bound| bound.implies(needed)))
    }

    /// Drops bounds that follow from others.
    fn simplify(&mut self) {
        self.bounds.sort_unstable();
        self.bounds.dedup();
        let bounds = self.bounds.clone();
        self.bounds.retain(|bound| !bounds.iter().any(|other| other != bound && other.implies(bound)));
    }

    fn take_terms(&mut self, other: &Order) {
        for (rank, other) in self.ranks.iter_mut().zip(&other.ranks) {
            let more: SmallVec<[usize; 1]> = other.iter().copied().filter(|unit| !rank.contains(unit)).collect();
            rank.extend(more);
        }
    }
}

/// Returns the sequences in which the units of a tree can follow each other. `None` if there are too many.
fn sequences(tree: &Tree) -> Option<Vec<Sequence>> {
    Some(match tree {
        Tree::Unit(unit) => vec![SmallVec::from_slice(&[*unit])],
        Tree::Run(units, _) => vec![SmallVec::from_slice(units)],
        Tree::Without(tree, _) => sequences(tree)?,
        Tree::Near(left, right, nearness) => {
            let (lefts, rights) = (sequences(left)?, sequences(right)?);
            let mut all = Vec::new();
            for left in &lefts {
                for right in &rights {
                    match nearness.is_ordered {
                        true => all.push(left.iter().chain(right).copied().collect()),
                        false => shuffle(left, right, &mut Sequence::new(), &mut all),
                    }
                    if all.len() > MAX_DRAFTS {
                        return None;
                    }
                }
            }
            all
        }
    })
}

/// Adds every sequence of both lists that keeps the order of each; stops after [`MAX_DRAFTS`].
fn shuffle(left: &[usize], right: &[usize], begun: &mut Sequence, all: &mut Vec<Sequence>) {
    if all.len() > MAX_DRAFTS {
        return;
    }
    let (Some((first_left, lefts)), Some((first_right, rights))) = (left.split_first(), right.split_first()) else {
        all.push(begun.iter().chain(left).chain(right).copied().collect());
        return;
    };
    for (next, left, right) in [(first_left, lefts, right), (first_right, left, rights)] {
        begun.push(*next);
        shuffle(left, right, begun, all);
        begun.pop();
    }
}
