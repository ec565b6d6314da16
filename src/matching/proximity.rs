//! A proximity, compiled: how each choice between its alternatives is searched for.
//!
//! The tightest stretches of a text that hold all units, in whatever order, are quickly found (`window`). Where the order does not
//! matter, they are the answer. Otherwise they are a lower bound: if the words in such a stretch stand as they should, no other
//! way through them is tighter. What they leave open is decided by trying all orders (`sweep`), of which there are few for
//! as many words as people type, or else by combining some ways of each side (`ways`).

use super::order::{MAX_ORDERS, Order};
use super::span_pattern::TermPattern;
use super::tree::{Break, Part, Tree, Units};
use crate::query::{Nearness, Reach};

/// Number of orders from which on the sides of a proximity are tried first.
const MANY_ORDERS: usize = 4;

/// A proximity, compiled.
#[derive(Debug, Clone)]
pub(super) struct Proximity {
    pub(super) of: Units,
    /// The choices between alternatives. One of them must hold.
    pub(super) choices: Vec<Choice>,
}

/// Units that all take part.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) tree: Tree,
    /// The orders in which they can stand. `None` if there are too many, or the order never matters.
    pub(super) orders: Option<Vec<Order>>,
    /// Its sides of two units or more, if it has many orders or too many. They must stand too, and are sooner tried.
    pub(super) sides: Vec<Choice>,
    /// If their order ever does not matter, when.
    pub(super) crowd: Option<Crowd>,
    /// What all of them are in, in any case.
    pub(super) around: Crowd,
    /// The maximum distance from the first word to the last. `None` if there is none.
    pub(super) longest: Option<u32>,
}

/// Units whose order does not matter.
#[derive(Debug, Clone)]
pub(super) struct Crowd {
    pub(super) units: Vec<usize>,
    pub(super) within: Within,
    /// Exclusions from the stretch.
    pub(super) exclusions: Vec<usize>,
}

/// What the units of a [`Crowd`] must all be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// One sentence, paragraph or quote.
    Stretch(Break),
    /// All places of the units, if these are at most this many words from the first to the last.
    All(u32),
    /// Places of one unit, each at most this far from the next.
    Chain(u32),
}

impl Proximity {
    /// Compiles a part of a pattern. `terms` are those of the whole pattern. Also returns its exclusions. `None` if it has too many
    /// alternatives.
    pub(super) fn new<'s>(part: Part<'s>, terms: &[&TermPattern]) -> Option<(Proximity, Vec<Part<'s>>)> {
        let (of, trees, excluded) = Units::of(part, terms)?;
        let mut n_orders = 0;
        let compile = |tree| {
            let choice = Choice::new(&of, tree, MAX_ORDERS - n_orders);
            n_orders += choice.orders.as_ref().map_or(0, Vec::len);
            choice
        };
        let choices = trees.into_iter().map(compile).collect();
        Some((Proximity { of, choices }, excluded))
    }
}

impl Choice {
    /// Compiles a choice with at most `max_orders`.
    fn new(of: &Units, tree: Tree, max_orders: usize) -> Choice {
        let mut units = Vec::new();
        tree.add_units(&mut units);
        let within = match &tree {
            Tree::Near(_, _, Nearness { reach, .. }) => Break::of(*reach).map_or(Within::All(u32::MAX), Within::Stretch),
            _ => Within::All(u32::MAX),
        };
        let crowd = Crowd::of(of, &tree);
        let is_crowd = units.len() > 2 && crowd.as_ref().is_some_and(|crowd| crowd.is_sure(of));
        let orders = if is_crowd || max_orders == 0 { None } else { of.orders(&tree) };
        let orders = orders.filter(|orders| orders.len() <= max_orders);
        let mut inside = &tree;
        while let Tree::Without(tree, _) = inside {
            inside = tree;
        }
        let sides = match inside {
            Tree::Near(left, right, _) if !is_crowd && orders.as_ref().is_none_or(|orders| orders.len() > MANY_ORDERS) => {
                let sides = [left, right].into_iter().filter(|side| !matches!(***side, Tree::Unit(_)));
                sides.map(|side| Choice::new(of, Tree::clone(side), max_orders)).collect()
            }
            _ => Vec::new(),
        };
        let longest = tree.longest(&of.units);
        Choice { orders, sides, crowd, around: Crowd { units, within, exclusions: Vec::new() }, longest, tree }
    }
}

impl Crowd {
    /// Returns when the order of the units does not matter, if ever.
    fn of(of: &Units, tree: &Tree) -> Option<Crowd> {
        let (mut units, mut exclusions) = (Vec::new(), Vec::new());
        let mut reaches: Vec<Reach> = Vec::new();
        gather(of, tree, &mut units, &mut reaches, &mut exclusions)?;
        let words = |reach: &Reach| if let Reach::Words(n) = reach { Some(*n) } else { None };
        let fewest = reaches.iter().filter_map(words).min();
        let first = *reaches.first()?;
        let are_alike = reaches.iter().all(|reach| *reach == first);
        let is_one_unit = units.iter().all(|unit| of.units[*unit].same_as == of.units[units[0]].same_as);
        let within = match (Break::of(first), fewest) {
            (Some(at), _) if are_alike => Within::Stretch(at),
            (_, Some(n)) if are_alike && is_one_unit && of.units[units[0]].n_words == 1 => Within::Chain(n),
            (_, Some(n)) if reaches.iter().all(|reach| words(reach).is_some()) => Within::All(n),
            _ => return None,
        };
        (exclusions.is_empty() || within == Within::Stretch(Break::Quote)).then_some(Crowd { units, within, exclusions })
    }

    /// Returns whether its order does not matter in any text.
    fn is_sure(&self, of: &Units) -> bool {
        let are_words = self.units.iter().all(|unit| of.units[*unit].n_words == 1);
        are_words && self.exclusions.is_empty() && !matches!(self.within, Within::All(_))
    }
}

fn gather(of: &Units, tree: &Tree, units: &mut Vec<usize>, reaches: &mut Vec<Reach>, exclusions: &mut Vec<usize>) -> Option<()> {
    match tree {
        Tree::Unit(unit) => units.push(*unit),
        Tree::Near(left, right, Nearness { reach, is_ordered: false }) => {
            gather(of, left, units, reaches, exclusions)?;
            gather(of, right, units, reaches, exclusions)?;
            reaches.push(*reach);
        }
        Tree::Without(tree, exclusion) => {
            let Nearness { reach: Reach::Quote, is_ordered: false } = of.exclusions[*exclusion] else { return None };
            gather(of, tree, units, reaches, exclusions)?;
            exclusions.push(*exclusion);
        }
        Tree::Near(..) | Tree::Run(..) => return None,
    }
    Some(())
}
