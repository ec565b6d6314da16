//! The units of a proximity, and what is excluded from it.

use super::shape::Shape;
use super::span_pattern::{SpanPattern, TermPattern};
use super::tree::Unit;
use crate::query::Nearness;

/// A part of a pattern, and the index of its first term in the whole.
pub(super) type Part<'s> = (&'s SpanPattern, usize);

/// The units and exclusions of a proximity.
#[derive(Debug, Clone, Default)]
pub(super) struct Units {
    /// Its words and phrases.
    pub(super) units: Vec<Unit>,
    /// For each exclusion, where it must not be.
    pub(super) exclusions: Vec<Nearness>,
}

impl Units {
    /// Returns the shape of a part of a pattern. `terms` are those of the whole pattern. Also returns what is excluded.
    pub(super) fn of<'s>(part: Part<'s>, terms: &[&TermPattern]) -> (Units, Shape, Vec<Part<'s>>) {
        let mut units = Units::default();
        let mut excluded = Vec::new();
        let shape = units.shape(part, &mut excluded);
        units.find_same(terms);
        (units, shape, excluded)
    }

    /// Returns the shape of a part, and adds what is excluded.
    fn shape<'s>(&mut self, (spans, first_term): Part<'s>, excluded: &mut Vec<Part<'s>>) -> Shape {
        match spans {
            SpanPattern::Term(_) => self.unit(1, first_term),
            SpanPattern::Phrase { terms, slop: 0 } => self.unit(terms.len(), first_term),
            SpanPattern::Phrase { terms, slop } => {
                let words: Vec<usize> = (first_term..first_term + terms.len()).map(|term| self.add(Unit::new(1, term))).collect();
                let longest = slop.saturating_add(words.len() as u32 - 1);
                Shape::Run(words, longest)
            }
            SpanPattern::Or(parts) => {
                let (mut shapes, mut first) = (Vec::new(), first_term);
                for part in parts {
                    match self.shape((part, first), excluded) {
                        Shape::Any(inner) => inner.into_iter().for_each(|shape| self.add_alternative(&mut shapes, shape)),
                        shape => self.add_alternative(&mut shapes, shape),
                    }
                    first += part.n_terms();
                }
                match shapes.pop() {
                    Some(only) if shapes.is_empty() => only,
                    last => {
                        shapes.extend(last);
                        Shape::Any(shapes)
                    }
                }
            }
            SpanPattern::Near { left, right, nearness } => {
                let left_shape = self.shape((left, first_term), excluded);
                let right_shape = self.shape((right, first_term + left.n_terms()), excluded);
                Shape::Near(Box::new(left_shape), Box::new(right_shape), *nearness)
            }
            SpanPattern::NotNear { left, right, nearness } => {
                let exclusion = self.exclusions.len();
                self.exclusions.push(*nearness);
                excluded.push((right, first_term + left.n_terms()));
                let left = self.shape((left, first_term), excluded);
                self.without(left, exclusion)
            }
        }
    }

    fn add(&mut self, unit: Unit) -> usize {
        self.units.push(unit);
        self.units.len() - 1
    }

    fn unit(&mut self, n_words: usize, first_term: usize) -> Shape {
        Shape::Unit(self.add(Unit::new(n_words as u32, first_term)))
    }

    /// Adds an alternative. Words and phrases of the same length become one unit.
    fn add_alternative(&mut self, shapes: &mut Vec<Shape>, shape: Shape) {
        if let Shape::Unit(added) = shape {
            let alike = shapes.iter().find_map(|known| match known {
                Shape::Unit(known) if self.units[*known].is_like(&self.units[added]) => Some(*known),
                _ => None,
            });
            if let Some(known) = alike {
                let alternatives = std::mem::take(&mut self.units[added].alternatives);
                self.units[known].alternatives.extend(alternatives);
                return;
            }
        }
        shapes.push(shape);
    }

    fn without(&mut self, shape: Shape, exclusion: usize) -> Shape {
        match shape {
            Shape::Unit(unit) => {
                self.units[unit].exclusions.push(exclusion);
                Shape::Unit(unit)
            }
            Shape::Any(shapes) => Shape::Any(shapes.into_iter().map(|shape| self.without(shape, exclusion)).collect()),
            shape => Shape::Without(Box::new(shape), exclusion),
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
