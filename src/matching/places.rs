//! Where the units of a proximity are in one field, and the stretches of text around them.

use std::borrow::Cow;

use super::positions::FieldPositions;
use super::tree::{Break, Unit};
use super::units::Units;
use crate::query::Reach;

/// The units of a proximity in one field.
pub(super) struct Places<'p> {
    pub(super) of: &'p Units,
    positions: &'p FieldPositions<'p>,
    /// For each unit, the positions at which it begins, ascending; empty for units that are in the same places as an earlier one.
    lists: Vec<Cow<'p, [u32]>>,
    excluded: Vec<Extents>,
}

/// The first and last positions of the ways in which a pattern is fulfilled.
#[derive(Debug, Default)]
pub(super) struct Extents {
    /// Those that contain no other. Starts and ends ascend.
    pub(super) tightest: Vec<(u32, u32)>,
    /// Those that are in no other. Starts and ends ascend.
    pub(super) widest: Vec<(u32, u32)>,
}

impl Extents {
    /// Keeps the tightest of `tight` and the widest of `wide`.
    pub(super) fn of(mut tight: Vec<(u32, u32)>, mut wide: Vec<(u32, u32)>) -> Extents {
        let mut extents = Extents::default();
        // From the last start on, the earliest end first.
        tight.sort_unstable_by_key(|(start, end)| (std::cmp::Reverse(*start), *end));
        for (start, end) in tight {
            if extents.tightest.last().is_none_or(|(_, earliest)| end < *earliest) {
                extents.tightest.push((start, end));
            }
        }
        extents.tightest.reverse();
        wide.sort_unstable_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
        for (start, end) in wide {
            if extents.widest.last().is_none_or(|(_, latest)| end > *latest) {
                extents.widest.push((start, end));
            }
        }
        extents
    }

    /// Returns the first start of those that end at `position` or later.
    fn first_start(&self, position: u32) -> Option<u32> {
        self.widest.get(self.widest.partition_point(|(_, end)| *end < position)).map(|(start, _)| *start)
    }

    /// Returns whether one lies between two positions, both included.
    pub(super) fn is_between(&self, first: u32, last: u32) -> bool {
        let next = self.tightest.get(self.tightest.partition_point(|(start, _)| *start < first));
        next.is_some_and(|(_, end)| *end <= last)
    }
}

impl<'p> Places<'p> {
    /// `excluded` is where each exclusion is.
    pub(super) fn new(of: &'p Units, positions: &'p FieldPositions<'p>, excluded: Vec<Extents>) -> Places<'p> {
        let mut places = Places { of, positions, lists: Vec::with_capacity(of.units.len()), excluded };
        for (unit_idx, unit) in of.units.iter().enumerate() {
            let list = if unit.same_as == unit_idx { places.find(unit) } else { Cow::Borrowed(&[][..]) };
            places.lists.push(list);
        }
        places
    }

    /// Drops all places that do not lie in one of some stretches, which ascend.
    pub(super) fn narrow(&mut self, stretches: &[(u32, u32)]) {
        for (list, unit) in self.lists.iter_mut().zip(&self.of.units) {
            let mut rest = stretches;
            let is_inside = |start: &u32| {
                rest = &rest[rest.iter().take_while(|(_, end)| end < start).count()..];
                rest.first().is_some_and(|(first, last)| first <= start && start + unit.n_words - 1 <= *last)
            };
            let inside: Vec<u32> = list.iter().copied().filter(is_inside).collect();
            if inside.len() < list.len() {
                *list = Cow::Owned(inside);
            }
        }
    }

    /// Returns the positions at which a unit begins, ascending.
    pub(super) fn of(&self, unit: usize) -> &[u32] {
        &self.lists[self.of.units[unit].same_as]
    }

    /// Returns whether the time of the search is over, after so many steps more. What is computed then is no answer.
    pub(super) fn is_over(&self, n_steps: usize) -> bool {
        self.positions.watch.is_over(n_steps)
    }

    /// Notes that it stays open whether the words stand as they should.
    pub(super) fn leave_open(&self) {
        self.positions.watch.leave_open();
    }

    fn find(&self, unit: &Unit) -> Cow<'p, [u32]> {
        let mut found = match unit.alternatives.as_slice() {
            [only] => self.alternative(*only, unit.n_words),
            alternatives => {
                let mut all: Vec<u32> = Vec::new();
                alternatives.iter().for_each(|first| all.extend_from_slice(&self.alternative(*first, unit.n_words)));
                all.sort_unstable();
                all.dedup();
                Cow::Owned(all)
            }
        };
        if !unit.exclusions.is_empty() {
            let is_alone =
                |start: &u32| unit.exclusions.iter().all(|exclusion| self.is_alone(*exclusion, *start, start + unit.n_words - 1));
            found.to_mut().retain(is_alone);
        }
        found
    }

    fn alternative(&self, first_term: u32, n_words: u32) -> Cow<'p, [u32]> {
        let lists = &self.positions.terms[first_term as usize..][..n_words as usize];
        match lists {
            [list] => Cow::Borrowed(*list),
            lists => Cow::Owned(super::phrase::phrase(lists, 0).iter().map(|found| found.start).collect()),
        }
    }

    /// Returns the positions of the words of a unit that is at a position, each with the terms that it stands for there.
    pub(super) fn terms_at(&self, unit: usize, start: u32) -> impl Iterator<Item = (u32, u32)> {
        let unit = &self.of.units[unit];
        let is_only = unit.alternatives.len() == 1;
        let are_there = move |first: u32| {
            let mut words = self.positions.terms[first as usize..][..unit.n_words as usize].iter().zip(start..);
            words.all(|(list, position)| list.binary_search(&position).is_ok())
        };
        let here = unit.alternatives.iter().filter(move |first| is_only || are_there(**first));
        here.flat_map(move |first| (start..start + unit.n_words).zip(*first..))
    }

    fn starts(&self, at: Break) -> &'p [u32] {
        match at {
            Break::Sentence => self.positions.sentences,
            Break::Paragraph => self.positions.paragraphs,
            Break::Quote => self.positions.quotes,
        }
    }

    /// Returns the start of the first stretch that begins after a position.
    pub(super) fn next_break(&self, at: Break, position: u32) -> Option<u32> {
        let starts = self.starts(at);
        starts.get(starts.partition_point(|start| *start <= position)).copied()
    }

    /// Returns the start of the stretch that a position is in. `None` before the first.
    pub(super) fn last_break(&self, at: Break, position: u32) -> Option<u32> {
        let starts = self.starts(at);
        starts.partition_point(|start| *start <= position).checked_sub(1).map(|last| starts[last])
    }

    /// Returns the last position of the stretch that a position is in.
    pub(super) fn stretch_end(&self, at: Break, position: u32) -> u32 {
        self.next_break(at, position).map_or(u32::MAX, |next| next - 1)
    }

    /// Returns the last position at which words that begin at `start` may end without being near an exclusion. `None` if they are near it
    /// wherever they end. Never falls if `start` rises. An exclusion whose reach is a stretch counts as near only if it overlaps.
    pub(super) fn last_alone(&self, exclusion: usize, start: u32) -> Option<u32> {
        let nearness = self.of.exclusions[exclusion];
        let (before, behind) = match nearness.reach {
            Reach::Words(n) if nearness.is_ordered => (0, n),
            Reach::Words(n) => (n, n),
            Reach::Sentence | Reach::Paragraph | Reach::Quote => (0, 0),
        };
        match self.excluded[exclusion].first_start(start.saturating_sub(before)) {
            None => Some(u32::MAX),
            Some(excluded) => excluded.checked_sub(behind.saturating_add(1)),
        }
    }

    /// Returns whether no place of an exclusion is in the stretch in which words begin; if order counts, none behind their beginning. Those
    /// that overlap the words do not matter.
    pub(super) fn is_clean(&self, exclusion: usize, start: u32) -> bool {
        let nearness = self.of.exclusions[exclusion];
        let Some(at) = Break::of(nearness.reach) else { return true };
        let first = if nearness.is_ordered { start } else { self.last_break(at, start).unwrap_or(0) };
        !self.excluded[exclusion].is_between(first, self.stretch_end(at, start))
    }

    /// Returns whether a place of an exclusion reaches from one stretch into the next.
    pub(super) fn is_across(&self, exclusion: usize, at: Break) -> bool {
        self.excluded[exclusion].widest.iter().any(|(start, end)| *end > self.stretch_end(at, *start))
    }

    /// Returns whether no place of an exclusion is near words from `start` to `end`.
    pub(super) fn is_alone(&self, exclusion: usize, start: u32, end: u32) -> bool {
        let at = Break::of(self.of.exclusions[exclusion].reach);
        self.last_alone(exclusion, start).is_some_and(|last| end <= last)
            && at.is_none_or(|at| end > self.stretch_end(at, start) || self.is_clean(exclusion, start))
    }
}
