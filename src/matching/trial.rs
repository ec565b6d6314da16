//! Whether chosen places of units stand as a proximity wants.

use super::places::Places;
use super::tree::{Break, Tree};
use crate::query::Reach;

/// Returns the first and last position of a tree whose units begin at `starts`, by their indices. No two may overlap. `None` if it does not
/// hold.
pub(super) fn extent(tree: &Tree, places: &Places<'_>, starts: &[u32]) -> Option<(u32, u32)> {
    let is_in_one = |at, (start, end): (u32, u32)| end <= places.stretch_end(at, start);
    match tree {
        Tree::Unit(unit) => Some((starts[*unit], starts[*unit] + places.of.units[*unit].n_words - 1)),
        Tree::Run(words, longest) => {
            let (first, last) = (starts[*words.first()?], starts[*words.last()?]);
            let are_in_order = words.windows(2).all(|pair| starts[pair[0]] < starts[pair[1]]);
            (are_in_order && last - first <= *longest).then_some((first, last))
        }
        Tree::Near(left, right, nearness) => {
            let left = extent(left, places, starts)?;
            let right = extent(right, places, starts)?;
            if nearness.is_ordered && left.1 >= right.0 {
                return None;
            }
            let both = (left.0.min(right.0), left.1.max(right.1));
            let is_near = match (nearness.reach, Break::of(nearness.reach)) {
                (Reach::Words(n), _) => right.0.saturating_sub(left.1).max(left.0.saturating_sub(right.1)) <= n,
                (_, Some(at)) => is_in_one(at, both),
                _ => false,
            };
            is_near.then_some(both)
        }
        Tree::Without(tree, exclusion) => {
            let (start, end) = extent(tree, places, starts)?;
            places.is_alone(*exclusion, start, end).then_some((start, end))
        }
    }
}
