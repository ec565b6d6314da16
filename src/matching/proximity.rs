//! A proximity, compiled: how each choice between its alternatives is searched for.
//!
//! The tightest stretches of a text that hold all units, in whatever order, are quickly found (`window`). Where the order does not
//! matter, they are the answer. Otherwise they are a lower bound: if the words in such a stretch stand as they should, no other
//! way through them is tighter. What they leave open is decided by trying all orders (`sweep`), of which there are few for
//! as many words as people type, or else by charting all stretches in which they can stand (`chart`).

use super::order::{MAX_ORDERS, Order};
use super::shape::Shape;
use super::span_pattern::TermPattern;
use super::tree::{Break, Tree};
use super::units::{Part, Units};
use crate::query::{Nearness, Reach};

/// Maximum number of choices between alternatives that are searched for one by one.
const MAX_CHOICES: usize = 16;

/// Number of orders from which on it is asked first whether there is a stretch for all choices and orders.
pub(super) const MANY_ORDERS: usize = 7;

/// Maximum number of choices whose windows are looked at before all choices at once.
const MAX_TOLD: usize = 2;

/// Maximum distance from the first word to the last up to which a chart is smaller than the windows.
const MAX_SMALL: u32 = 100;

/// A proximity, compiled.
#[derive(Debug, Clone)]
pub(super) struct Proximity {
    pub(super) of: Units,
    pub(super) shape: Shape,
    /// The choices between alternatives. One of them must hold. Empty if there are too many.
    pub(super) choices: Vec<Choice>,
    /// The number of orders in which their units can stand. `None` if there are too many.
    pub(super) n_orders: Option<usize>,
}

/// Units that all take part.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) tree: Tree,
    /// The orders in which they can stand. `None` if there are too many, or the order never matters.
    pub(super) orders: Option<Vec<Order>>,
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
    /// Compiles a part of a pattern. `terms` are those of the whole pattern. Also returns its exclusions.
    pub(super) fn new<'s>(part: Part<'s>, terms: &[&TermPattern]) -> (Proximity, Vec<Part<'s>>) {
        let (of, shape, excluded) = Units::of(part, terms);
        let trees = if shape.n_choices() <= MAX_CHOICES { shape.choices() } else { Vec::new() };
        let mut n_orders = if trees.is_empty() { None } else { Some(0) };
        let mut choices = Vec::new();
        for tree in trees {
            let choice = Choice::new(&of, tree);
            let n_of_choice = if choice.is_crowd(&of) { Some(1) } else { choice.orders.as_ref().map(Vec::len) };
            n_orders = n_orders.zip(n_of_choice).map(|(n, more)| n + more).filter(|n| *n <= MAX_ORDERS);
            choices.push(choice);
        }
        (Proximity { of, shape, choices, n_orders }, excluded)
    }

    /// Returns whether it is sooner known from the smallest windows whether it stands than from a chart of all stretches.
    pub(super) fn windows_come_first(&self) -> bool {
        let is_wide = |choice: &Choice| choice.crowd.is_some() && choice.longest.is_none_or(|longest| longest >= MAX_SMALL);
        (1..=MAX_TOLD).contains(&self.choices.len()) && self.choices.iter().all(is_wide)
    }

    /// Returns whether it has many orders, or too many.
    pub(super) fn has_many_orders(&self) -> bool {
        self.n_orders.is_none_or(|n| n >= MANY_ORDERS)
    }
}

impl Choice {
    fn new(of: &Units, tree: Tree) -> Choice {
        let mut units = Vec::new();
        tree.add_units(&mut units);
        let within = match &tree {
            Tree::Near(_, _, Nearness { reach, .. }) => Break::of(*reach).map_or(Within::All(u32::MAX), Within::Stretch),
            _ => Within::All(u32::MAX),
        };
        let crowd = Crowd::of(of, &tree);
        let longest = tree.longest(&of.units);
        let around = Crowd { units, within, exclusions: Vec::new() };
        let mut choice = Choice { orders: None, crowd, around, longest, tree };
        if !choice.is_crowd(of) {
            choice.orders = of.orders(&choice.tree);
        }
        choice
    }

    /// Returns whether the order of its units does not matter in any text.
    fn is_crowd(&self, of: &Units) -> bool {
        self.around.units.len() > 2 && self.crowd.as_ref().is_some_and(|crowd| crowd.is_sure(of))
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
