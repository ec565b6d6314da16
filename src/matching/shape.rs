//! A proximity with its alternatives.

use super::tree::Tree;
use crate::query::Nearness;

/// Units, and how they stand to each other.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// A unit.
    Unit(usize),
    /// Single words in this order, with at most so many words from the first to the last.
    Run(Vec<usize>, u32),
    /// One of these, at least two. None of them is a list of alternatives.
    Any(Vec<Shape>),
    /// Both, near each other.
    Near(Box<Shape>, Box<Shape>, Nearness),
    /// Without the exclusion near.
    Without(Box<Shape>, usize),
}

impl Shape {
    /// Returns the number of choices between its alternatives.
    pub(super) fn n_choices(&self) -> usize {
        match self {
            Shape::Unit(_) | Shape::Run(..) => 1,
            Shape::Any(shapes) => shapes.iter().fold(0, |sum, shape| sum.saturating_add(shape.n_choices())),
            Shape::Near(left, right, _) => left.n_choices().saturating_mul(right.n_choices()),
            Shape::Without(shape, _) => shape.n_choices(),
        }
    }

    /// Returns the choices between its alternatives. They can be many; see [`Shape::n_choices`].
    pub(super) fn choices(&self) -> Vec<Tree> {
        match self {
            Shape::Unit(unit) => vec![Tree::Unit(*unit)],
            Shape::Run(words, longest) => vec![Tree::Run(words.clone(), *longest)],
            Shape::Any(shapes) => shapes.iter().flat_map(Shape::choices).collect(),
            Shape::Near(left, right, nearness) => {
                let rights = right.choices();
                let with = |left: Tree| {
                    let pair = move |right: &Tree| Tree::Near(Box::new(left.clone()), Box::new(right.clone()), *nearness);
                    rights.iter().map(pair).collect::<Vec<_>>()
                };
                left.choices().into_iter().flat_map(with).collect()
            }
            Shape::Without(shape, exclusion) => {
                let without = |tree| Tree::Without(Box::new(tree), *exclusion);
                shape.choices().into_iter().map(without).collect()
            }
        }
    }

    /// Adds the units that take part whatever is chosen.
    pub(super) fn add_needed(&self, units: &mut Vec<usize>) {
        match self {
            Shape::Unit(unit) => units.push(*unit),
            Shape::Run(words, _) => units.extend(words),
            Shape::Any(_) => {}
            Shape::Near(left, right, _) => {
                left.add_needed(units);
                right.add_needed(units);
            }
            Shape::Without(shape, _) => shape.add_needed(units),
        }
    }
}
