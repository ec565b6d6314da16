//! Placing the units of a proximity in one order, in time linear in their places.
//!
//! Take one place of one unit, the *pivot*. The units behind it are placed as early as their bounds allow, and those before it as late.
//! A bound that is too tight for two of them moves the first of them on; no way is missed by that, because limits never
//! fall if what they are measured from rises. If the bounds between the two halves then hold, this is the tightest way through
//! the pivot; if not, there is none. For the next place of the pivot all units move on and never back.

use smallvec::SmallVec;

use super::order::{Bound, Condition, Limit, Order};
use super::places::Places;

/// An order, with the places of its units in one field.
pub(super) struct Sweep<'p> {
    pub(super) order: &'p Order,
    places: &'p Places<'p>,
    lists: SmallVec<[&'p [u32]; 8]>,
    n_words: SmallVec<[u32; 8]>,
}

/// One place for each rank, as indices into their lists.
type Cursors = SmallVec<[usize; 8]>;

impl<'p> Sweep<'p> {
    /// Returns `None` if a unit is nowhere.
    pub(super) fn new(order: &'p Order, places: &'p Places<'p>) -> Option<Sweep<'p>> {
        let lists: SmallVec<[&[u32]; 8]> = order.ranks.iter().map(|units| places.of(units[0])).collect();
        let n_words = order.ranks.iter().map(|units| places.of.units[units[0]].n_words).collect();
        lists.iter().all(|list| !list.is_empty()).then_some(Sweep { order, places, lists, n_words })
    }

    /// Returns whether the units can be placed.
    pub(super) fn exists(&self) -> bool {
        let mut is_found = false;
        self.each_earliest(&mut |_, _| {
            is_found = true;
            false
        });
        is_found
    }

    /// Calls `each` with each start and the earliest end of a way that begins there, until it returns `false`.
    pub(super) fn each_earliest(&self, each: &mut dyn FnMut(u32, u32) -> bool) {
        let mut cursors: Cursors = SmallVec::from_elem(0, self.lists.len());
        let last = self.lists.len() - 1;
        for place in 0..self.lists[0].len() {
            cursors[0] = place;
            if self.places.is_over(self.lists.len()) {
                return;
            }
            if !self.fits(0, self.lists[0][place]) {
                continue;
            }
            if !self.place_behind(0, &mut cursors) {
                return;
            }
            if self.holds_at(0, &cursors) && !each(self.lists[0][place], self.end(last, cursors[last])) {
                return;
            }
        }
    }

    /// Calls `each` with each start and the latest end of a way that begins there, from the last start on.
    pub(super) fn widest(&self, each: &mut dyn FnMut(u32, u32)) {
        let last = self.lists.len() - 1;
        let mut cursors: Cursors = self.lists.iter().map(|list| list.len() - 1).collect();
        for place in (0..self.lists[0].len()).rev() {
            cursors[0] = place;
            if self.places.is_over(self.lists.len()) {
                return;
            }
            if !self.fits(0, self.lists[0][place]) {
                continue;
            }
            if !self.place_late(0, last, &mut cursors) {
                return;
            }
            let is_behind = |rank: usize| {
                self.next_start(rank, self.start(rank, cursors[rank]))
                    .is_some_and(|next| next <= self.start(rank + 1, cursors[rank + 1]))
            };
            if last == 0 || is_behind(0) {
                each(self.lists[0][place], self.end(last, cursors[last]));
            }
        }
    }

    /// Calls `each` with every rank, every place of its unit that takes part, as an index, and the starts of the units in the
    /// tightest way through it. `only` holds for each unit those of its places that matter, ascending; all matter if it is `None`.
    pub(super) fn tightest(&self, only: Option<&[Vec<usize>]>, each: &mut dyn FnMut(usize, usize, &[u32])) {
        let n_ranks = self.lists.len();
        let mut before: Vec<usize> = Vec::new();
        let mut starts: SmallVec<[u32; 8]> = SmallVec::from_elem(0, n_ranks);
        for pivot in 0..n_ranks {
            let list = self.lists[pivot];
            let only = only.map(|only| only[self.places.of.units[self.order.ranks[pivot][0]].same_as].as_slice());
            let n_places = only.map_or(list.len(), <[usize]>::len);
            let place_of = |nth: usize| only.map_or(nth, |only| only[nth]);
            if n_places == 0 {
                continue;
            }
            let mut cursors: Cursors = self.lists.iter().map(|list| list.len() - 1).collect();
            before.clear();
            before.resize(n_places * pivot, 0);
            let mut first = 0;
            if pivot > 0 {
                for nth in (0..n_places).rev() {
                    let place = place_of(nth);
                    cursors[pivot] = place;
                    if self.places.is_over(n_ranks) {
                        return;
                    }
                    let is_placed = self.last_start(pivot - 1, list[place]).is_some_and(|highest| {
                        self.lower(pivot - 1, &mut cursors, highest) && self.place_late_before(pivot, &mut cursors)
                    });
                    if !is_placed {
                        first = nth + 1;
                        break;
                    }
                    before[nth * pivot..][..pivot].copy_from_slice(&cursors[..pivot]);
                }
            }
            cursors.iter_mut().for_each(|cursor| *cursor = 0);
            for nth in first..n_places {
                let place = place_of(nth);
                cursors[pivot] = place;
                if self.places.is_over(n_ranks) {
                    return;
                }
                if !self.fits(pivot, list[place]) {
                    continue;
                }
                if !self.place_behind(pivot, &mut cursors) {
                    break;
                }
                cursors[..pivot].copy_from_slice(&before[nth * pivot..][..pivot]);
                if self.holds_at(pivot, &cursors) {
                    for (rank, start) in starts.iter_mut().enumerate() {
                        *start = self.lists[rank][cursors[rank]];
                    }
                    each(pivot, place, &starts);
                }
            }
        }
    }

    fn start(&self, rank: usize, cursor: usize) -> u32 {
        self.lists[rank][cursor]
    }

    fn end(&self, rank: usize, cursor: usize) -> u32 {
        self.lists[rank][cursor] + self.n_words[rank] - 1
    }

    /// Returns the first position at which the next rank may begin if a rank begins at `start`.
    fn next_start(&self, rank: usize, start: u32) -> Option<u32> {
        let next = start + self.n_words[rank];
        let crossed = self.order.crossings.iter().filter(|(crossing, _)| *crossing == rank);
        crossed.map(|(_, at)| self.places.next_break(*at, next - 1)).try_fold(next, |next, start| Some(next.max(start?)))
    }

    /// Returns the last position at which a rank may begin if the next one begins at `start`.
    fn last_start(&self, rank: usize, start: u32) -> Option<u32> {
        let crossed = self.order.crossings.iter().filter(|(crossing, _)| *crossing == rank);
        let behind =
            crossed.map(|(_, at)| self.places.last_break(*at, start)).try_fold(start, |last, start| Some(last.min(start?)))?;
        behind.checked_sub(self.n_words[rank])
    }

    /// Returns the last position at which the later unit of a bound may begin if the earlier begins at `start`.
    fn limit(&self, bound: &Bound, start: u32) -> Option<u32> {
        let last_end = match bound.limit {
            Limit::Gap(n) => return Some((start + self.n_words[bound.first] - 1).saturating_add(n)),
            Limit::Run(n) => return Some(start.saturating_add(n)),
            Limit::Stretch(at) => self.places.stretch_end(at, start),
            Limit::Apart(exclusion) => self.places.last_alone(exclusion, start)?,
        };
        last_end.checked_sub(self.n_words[bound.last] - 1)
    }

    /// Returns whether the conditions on a place of a rank hold.
    fn fits(&self, rank: usize, start: u32) -> bool {
        self.order.conditions.iter().filter(|(of, _)| *of == rank).all(|(_, condition)| match condition {
            Condition::Clean(exclusion) => self.places.is_clean(*exclusion, start),
            Condition::Across(at) => self.places.stretch_end(*at, start) < start + self.n_words[rank] - 1,
        })
    }

    fn is_within(&self, bound: &Bound, cursors: &Cursors) -> bool {
        let last = self.start(bound.last, cursors[bound.last]);
        self.limit(bound, self.start(bound.first, cursors[bound.first])).is_some_and(|limit| last <= limit)
    }

    /// Returns whether the bounds hold that concern the pivot, or units on both sides of it.
    fn holds_at(&self, pivot: usize, cursors: &Cursors) -> bool {
        let mut bounds = self.order.bounds.iter().filter(|bound| bound.first <= pivot && pivot <= bound.last);
        bounds.all(|bound| self.is_within(bound, cursors))
    }

    /// Moves a rank on to its first place at `least` or later. Returns whether there is one.
    fn raise(&self, rank: usize, cursors: &mut Cursors, least: u32) -> bool {
        let list = self.lists[rank];
        let mut cursor = cursors[rank];
        // The next place is usually near, and rarely far.
        let mut step = 1;
        while list.get(cursor + step - 1).is_some_and(|start| *start < least) {
            cursor += step;
            step *= 2;
        }
        let further = &list[cursor.min(list.len())..list.len().min(cursor + step)];
        cursor += further.partition_point(|start| *start < least);
        while list.get(cursor).is_some_and(|start| !self.fits(rank, *start)) {
            cursor += 1;
        }
        cursors[rank] = cursor;
        cursor < list.len()
    }

    /// Moves a rank back to its last place at `most` or earlier. Returns whether there is one.
    fn lower(&self, rank: usize, cursors: &mut Cursors, most: u32) -> bool {
        let list = self.lists[rank];
        let mut behind = cursors[rank] + 1;
        let mut step = 1;
        while behind >= step && list[behind - step] > most {
            behind -= step;
            step *= 2;
        }
        let from = behind.saturating_sub(step);
        behind = from + list[from..behind].partition_point(|start| *start <= most);
        while behind > 0 && !self.fits(rank, list[behind - 1]) {
            behind -= 1;
        }
        cursors[rank] = behind.saturating_sub(1);
        behind > 0
    }

    /// Moves the ranks behind the pivot on to their first places that are behind it and meet the bounds among them. Returns whether there
    /// are any.
    fn place_behind(&self, pivot: usize, cursors: &mut Cursors) -> bool {
        let mut rank = pivot + 1;
        loop {
            while rank < self.lists.len() {
                let Some(least) = self.next_start(rank - 1, self.start(rank - 1, cursors[rank - 1])) else { return false };
                if !self.raise(rank, cursors, least) {
                    return false;
                }
                rank += 1;
            }
            let broken = self.order.bounds.iter().find(|bound| bound.first > pivot && !self.is_within(bound, cursors));
            let Some(broken) = broken else { return true };
            while !self.is_within(broken, cursors) {
                let next = cursors[broken.first] + 1;
                cursors[broken.first] = next;
                if next >= self.lists[broken.first].len() {
                    // The cursor must stay at a place; nothing further on can be placed either.
                    cursors[broken.first] = next - 1;
                    return false;
                }
            }
            let least = self.start(broken.first, cursors[broken.first]);
            if !self.raise(broken.first, cursors, least) {
                return false;
            }
            rank = broken.first + 1;
        }
    }

    /// Moves the ranks before the pivot, the last of which is placed, back to their last places that meet the bounds among them. Returns
    /// whether there are any.
    fn place_late_before(&self, pivot: usize, cursors: &mut Cursors) -> bool {
        let mut rank = pivot - 1;
        loop {
            while rank > 0 {
                let Some(most) = self.last_start(rank - 1, self.start(rank, cursors[rank])) else { return false };
                if !self.lower(rank - 1, cursors, most) {
                    return false;
                }
                rank -= 1;
            }
            let broken = self.order.bounds.iter().find(|bound| bound.last < pivot && !self.is_within(bound, cursors));
            let Some(broken) = broken else { return true };
            let Some(most) = self.limit(broken, self.start(broken.first, cursors[broken.first])) else { return false };
            if !self.lower(broken.last, cursors, most) {
                return false;
            }
            rank = broken.last;
        }
    }

    /// Moves the ranks from the one behind `first` to `last` back to their last places that meet all bounds. Returns whether there are any,
    /// whatever is before them.
    fn place_late(&self, first: usize, last: usize, cursors: &mut Cursors) -> bool {
        let mut rank = last;
        loop {
            while rank > first {
                if !self.lower(rank, cursors, u32::MAX) {
                    return false;
                }
                if rank > first + 1 {
                    let Some(most) = self.last_start(rank - 1, self.start(rank, cursors[rank])) else { return false };
                    if !self.lower(rank - 1, cursors, most) {
                        return false;
                    }
                }
                rank -= 1;
            }
            let broken = self.order.bounds.iter().find(|bound| bound.first >= first && !self.is_within(bound, cursors));
            let Some(broken) = broken else { return true };
            let Some(most) = self.limit(broken, self.start(broken.first, cursors[broken.first])) else { return false };
            if !self.lower(broken.last, cursors, most) {
                return false;
            }
            rank = broken.last;
        }
    }
}
