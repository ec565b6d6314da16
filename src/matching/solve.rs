//! Choosing words for the stretches of a [`Chart`], no word twice.
//!
//! A stretch is taken apart from the outside: which side begins it, which ends it, and where the other side lies. If no two parts can be
//! the same words, the first attempt succeeds. Otherwise attempts that take a word twice are given up, and the next is made. Their number
//! can grow with that of the orders, so it is bounded; what then stays open is said.

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use super::chart::{Chart, Part};
use super::places::{Extents, Places};
use super::positions::{PositionMatch, sorted};
use super::shape::Shape;
use crate::query::Reach;

/// Maximum number of steps in which words are chosen for the stretches of one proximity in one text, for the answer whether there
/// is one.
const MAX_STEPS: usize = 1 << 15;

/// Maximum number of steps for the stretches that begin at one point, if the tightest are listed. Those that need more are not listed.
const MAX_STEPS_EACH: usize = 1 << 8;

/// Maximum number of steps for all stretches of one chart that are listed.
const MAX_STEPS_LISTED: usize = 1 << 11;

/// Maximum number of steps for the stretches that begin at one point, if it must be known which words can be chosen for.
const MAX_STEPS_SURE: usize = 1 << 13;

/// What came out of an attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Found,
    Nothing,
    /// The steps are used up.
    Spent,
}

/// A goal that must still be met.
#[derive(Clone, Copy)]
enum Goal<'c> {
    /// A part of the chart from one point to another.
    Part { part: usize, start: usize, end: usize },
    /// Words in order between two positions.
    Words { units: &'c [usize], after: u32, before: u32 },
}

/// The words of one stretch that are chosen so far.
struct Solver<'c, 'p> {
    chart: &'c Chart<'p>,
    goals: Vec<Goal<'p>>,
    /// Units with their first positions.
    taken: Vec<(usize, u32)>,
    n_steps_left: usize,
    n_steps: usize,
    /// What failed: goals, and the words that were taken before. Whose they are does not matter.
    failed: FxHashSet<Vec<usize>>,
    /// For each part the units that it needs whatever is chosen. Empty until it is asked for.
    needed: Vec<Vec<usize>>,
}

/// Gives a unit one of its places; others make way for it if they have another one. Returns whether it has one then.
fn is_given(unit: usize, places: &[Vec<u32>], owners: &mut FxHashMap<u32, usize>, tried: &mut Vec<u32>) -> bool {
    for place in &places[unit] {
        if tried.contains(place) {
            continue;
        }
        tried.push(*place);
        let owner = owners.get(place).copied();
        if owner.is_none_or(|owner| is_given(owner, places, owners, tried)) {
            owners.insert(*place, unit);
            return true;
        }
    }
    false
}

/// Number of steps after which it is remembered what failed.
const MANY_STEPS: usize = 64;

impl<'c, 'p> Solver<'c, 'p> {
    fn new(chart: &'c Chart<'p>, n_steps_left: usize) -> Solver<'c, 'p> {
        Solver {
            chart,
            goals: Vec::new(),
            taken: Vec::new(),
            n_steps_left,
            n_steps: 0,
            failed: FxHashSet::default(),
            needed: Vec::new(),
        }
    }

    /// Chooses words for a stretch of the whole.
    fn solve(&mut self, start: usize, end: usize) -> Outcome {
        self.goals.clear();
        self.taken.clear();
        self.n_steps = 0;
        self.goals.push(Goal::Part { part: self.chart.parts.len() - 1, start, end });
        self.go_on()
    }

    /// Meets all goals. If that fails, the goals and what is taken are as before.
    fn go_on(&mut self) -> Outcome {
        if self.goals.is_empty() {
            return Outcome::Found;
        }
        let state = if self.n_steps > MANY_STEPS { self.state() } else { Vec::new() };
        if self.failed.contains(&state) {
            return Outcome::Nothing;
        }
        if !state.is_empty() && !self.has_words_for_all() {
            self.failed.insert(state);
            return Outcome::Nothing;
        }
        let Some(goal) = self.goals.pop() else { return Outcome::Found };
        let outcome = if self.n_steps_left == 0 || self.chart.places.is_over(16) {
            Outcome::Spent
        } else {
            self.n_steps_left -= 1;
            self.n_steps += 1;
            match goal {
                Goal::Part { part, start, end } => self.meet(part, start, end),
                Goal::Words { units, after, before } => self.place(units, after, before),
            }
        };
        if outcome == Outcome::Nothing && !state.is_empty() {
            self.failed.insert(state);
        }
        if outcome != Outcome::Found {
            self.goals.push(goal);
        }
        outcome
    }

    /// Returns the goals, and which words are taken.
    fn state(&self) -> Vec<usize> {
        let mut state: Vec<usize> = Vec::with_capacity(4 * self.goals.len() + self.taken.len());
        for goal in &self.goals {
            match goal {
                Goal::Part { part, start, end } => state.extend([0, *part, *start, *end]),
                // Words of one list begin at one address.
                Goal::Words { units, after, before } => {
                    state.extend([units.as_ptr() as usize, units.len(), *after as usize, *before as usize]);
                }
            }
        }
        let first_taken = state.len();
        let units = &self.chart.places.of.units;
        state.extend(self.taken.iter().flat_map(|(unit, start)| *start as usize..(start + units[*unit].n_words) as usize));
        state[first_taken..].sort_unstable();
        state
    }

    /// Returns whether each unit that the goals need can have a place of its own, wherever they want it to be.
    fn has_words_for_all(&mut self) -> bool {
        if self.needed.is_empty() {
            let needed = |part: &Part<'_>| {
                let mut units = Vec::new();
                part.shape.add_needed(&mut units);
                units
            };
            self.needed = self.chart.parts.iter().map(needed).collect();
        }
        let chart = self.chart;
        let mut wanted: Vec<(usize, u32, u32)> = Vec::new();
        for goal in &self.goals {
            match *goal {
                Goal::Part { part, start, end } => {
                    let (first, last) = (chart.points[start], chart.points[end]);
                    wanted.extend(self.needed[part].iter().map(|unit| (*unit, first, last)));
                }
                Goal::Words { units, after, before } => {
                    wanted.extend(units.iter().map(|unit| (*unit, after.saturating_add(1), before.saturating_sub(1))));
                }
            }
        }
        let units = &chart.places.of.units;
        let n_taken: usize = self.taken.iter().map(|(unit, _)| units[*unit].n_words as usize).sum();
        let is_free =
            |start: &u32| !self.taken.iter().any(|(unit, first)| (*first..first + units[*unit].n_words).contains(start));
        let mut scarce: Vec<Vec<u32>> = Vec::new();
        for (unit, first, last) in &wanted {
            let list = chart.places.of(*unit);
            let list = &list[list.partition_point(|start| start < first)..];
            // With so many places, one is left whatever the others take.
            let several = &list[..list.len().min(wanted.len() + n_taken)];
            let several = &several[..several.partition_point(|start| start <= last)];
            if several.len() < wanted.len() + n_taken {
                scarce.push(several.iter().copied().filter(is_free).collect());
            }
        }
        let mut owners: FxHashMap<u32, usize> = FxHashMap::default();
        (0..scarce.len()).all(|unit| is_given(unit, &scarce, &mut owners, &mut Vec::new()))
    }

    /// Meets further goals, the last one first, and then all others.
    fn with(&mut self, further: &[Goal<'p>]) -> Outcome {
        let n_goals = self.goals.len();
        self.goals.extend_from_slice(further);
        let outcome = self.go_on();
        if outcome != Outcome::Found {
            self.goals.truncate(n_goals);
        }
        outcome
    }

    /// Takes a unit, and goes on.
    fn take(&mut self, unit: usize, start: u32, further: &[Goal<'p>]) -> Outcome {
        let units = &self.chart.places.of.units;
        let end = start + units[unit].n_words - 1;
        let is_taken = |(other, other_start): &(usize, u32)| *other_start <= end && start < other_start + units[*other].n_words;
        if self.taken.iter().any(is_taken) {
            return Outcome::Nothing;
        }
        self.taken.push((unit, start));
        let outcome = self.with(further);
        if outcome != Outcome::Found {
            self.taken.pop();
        }
        outcome
    }

    fn meet(&mut self, part: usize, start: usize, end: usize) -> Outcome {
        let chart = self.chart;
        let (shape, inner) = (chart.parts[part].shape, chart.parts[part].inner.as_slice());
        match shape {
            Shape::Unit(unit) => self.take(*unit, chart.points[start], &[]),
            Shape::Run(words, _) => match words.as_slice() {
                [first, between @ .., last] => {
                    let (after, before) = (chart.points[start], chart.points[end]);
                    let last = Goal::Words { units: std::slice::from_ref(last), after: before - 1, before: before + 1 };
                    self.take(*first, after, &[Goal::Words { units: between, after, before }, last])
                }
                _ => Outcome::Nothing,
            },
            Shape::Any(_) => {
                for part in inner.iter().filter(|part| chart.parts[**part].rows.has(start, end)) {
                    let outcome = self.with(&[Goal::Part { part: *part, start, end }]);
                    if outcome != Outcome::Nothing {
                        return outcome;
                    }
                }
                Outcome::Nothing
            }
            Shape::Without(..) => self.with(&[Goal::Part { part: inner[0], start, end }]),
            Shape::Near(_, _, nearness) => {
                let [left, right] = inner else { return Outcome::Nothing };
                let reach = if let Reach::Words(n) = nearness.reach { n } else { u32::MAX };
                let outcome = self.pair((*left, *right), (start, end), reach, nearness.is_ordered);
                if outcome != Outcome::Nothing || nearness.is_ordered {
                    return outcome;
                }
                self.pair((*right, *left), (start, end), reach, false)
            }
        }
    }

    /// Places words in order between two positions.
    fn place(&mut self, units: &'p [usize], after: u32, before: u32) -> Outcome {
        let Some((unit, rest)) = units.split_first() else { return self.go_on() };
        let list = self.chart.list(*unit);
        let behind = &list[list.partition_point(|position| *position <= after)..];
        let n_words = self.chart.places.of.units[*unit].n_words;
        for position in behind.iter().take_while(|position| **position + n_words <= before) {
            let outcome = self.take(*unit, *position, &[Goal::Words { units: rest, after: *position, before }]);
            if outcome != Outcome::Nothing {
                return outcome;
            }
        }
        Outcome::Nothing
    }

    /// Meets two parts that together reach from the one point to the other, of which `first` begins first.
    fn pair(&mut self, (first, other): (usize, usize), (start, end): (usize, usize), reach: u32, is_ordered: bool) -> Outcome {
        let chart = self.chart;
        let rows = &chart.parts[other].rows;
        // The longer one side is, the more words it has to choose from.
        for first_end in chart.parts[first].rows.ends(start, start).rev().skip_while(|first_end| *first_end > end) {
            if self.n_steps_left == 0 || chart.places.is_over(rows.starts.len()) {
                return Outcome::Spent;
            }
            self.n_steps_left -= 1;
            let first = Goal::Part { part: first, start, end: first_end };
            if let (Shape::Unit(unit), true) = (chart.parts[other].shape, first_end == end) {
                // Any place inside does, so the others choose before it.
                let (after, before) = (chart.points[start], chart.points[end]);
                let inside = Goal::Words { units: std::slice::from_ref(unit), after, before };
                if !is_ordered {
                    let outcome = self.with(&[inside, first]);
                    if outcome != Outcome::Nothing {
                        return outcome;
                    }
                }
                continue;
            }
            let mut meet = |other_start, other_end| {
                let other = Goal::Part { part: other, start: other_start, end: other_end };
                self.with(&[first, other])
            };
            let least = if is_ordered { first_end } else { start };
            let last = chart.points[first_end].saturating_add(reach);
            let from = rows.starts.partition_point(|other_start| *other_start <= least);
            let near = rows.starts[from..].iter().copied().filter(|other_start| *other_start != first_end);
            for other_start in near.take_while(|other_start| *other_start <= end && chart.points[*other_start] <= last) {
                if first_end < end {
                    if rows.has(other_start, end) {
                        let outcome = meet(other_start, end);
                        if outcome != Outcome::Nothing {
                            return outcome;
                        }
                    }
                    continue;
                }
                for other_end in rows.ends(other_start, other_start).take_while(|other_end| *other_end < end) {
                    let outcome = meet(other_start, other_end);
                    if outcome != Outcome::Nothing {
                        return outcome;
                    }
                }
            }
        }
        Outcome::Nothing
    }

    /// Returns the first and the last position of what was chosen.
    fn extent(&self) -> (u32, u32) {
        let units = &self.chart.places.of.units;
        let first = self.taken.iter().map(|(_, start)| *start).min().unwrap_or(0);
        (first, self.taken.iter().map(|(unit, start)| start + units[*unit].n_words - 1).max().unwrap_or(first))
    }

    /// Returns the words that were chosen.
    fn found(&mut self) -> PositionMatch {
        let places = self.chart.places;
        self.taken.sort_unstable_by_key(|(_, start)| *start);
        let words: SmallVec<[u32; 4]> =
            self.taken.iter().flat_map(|(unit, start)| *start..start + places.of.units[*unit].n_words).collect();
        let mut terms: SmallVec<[(u32, u32); 4]> =
            self.taken.iter().flat_map(|(unit, start)| places.terms_at(*unit, *start)).collect();
        terms.sort_unstable();
        terms.dedup();
        let (start, end) = (words.first().copied().unwrap_or(0), words.last().copied().unwrap_or(0));
        PositionMatch { start, end, words, terms }
    }
}

/// Returns the stretches of the text outside of which no word takes part, ascending. They do not overlap.
pub(super) fn stretches(shape: &Shape, places: &Places<'_>) -> Vec<(u32, u32)> {
    let mut stretches: Vec<(u32, u32)> = Vec::new();
    let mut add = |start: u32, end: u32| match stretches.last_mut() {
        Some((_, last)) if start <= *last => *last = end.max(*last),
        _ => stretches.push((start, end)),
    };
    let is_whole = Chart::each(shape, places, |chart| {
        for start in &chart.whole().starts {
            if let Some(end) = chart.whole().ends(*start, *start).next_back() {
                add(chart.points[*start], chart.points[end]);
            }
        }
        true
    });
    if is_whole { stretches } else { vec![(0, u32::MAX)] }
}

/// Returns whether words can be chosen. `None` if that stays open.
pub(super) fn exists(shape: &Shape, places: &Places<'_>) -> Option<bool> {
    witness(shape, places, &mut |_| ()).map(|witness| witness.is_some())
}

/// Returns what is made of words that can be chosen, if there are any. `None` if that stays open.
fn witness<T>(shape: &Shape, places: &Places<'_>, made_of: &mut dyn FnMut(&mut Solver<'_, '_>) -> T) -> Option<Option<T>> {
    let (mut found, mut is_open) = (None, false);
    let is_whole = Chart::each(shape, places, |chart| {
        let mut solver = Solver::new(chart, MAX_STEPS);
        let rows = chart.whole();
        // Longer stretches leave more to choose.
        for start in &rows.starts {
            for end in rows.ends(*start, *start).rev() {
                match solver.solve(*start, end) {
                    Outcome::Found => {
                        found = Some(made_of(&mut solver));
                        return false;
                    }
                    Outcome::Nothing => {}
                    Outcome::Spent => {
                        is_open = true;
                        return true;
                    }
                }
            }
        }
        true
    });
    if found.is_none() && (is_open || !is_whole) { None } else { Some(found) }
}

/// Returns matches that contain no others, in order: at least one, if [`exists`] finds some. `None` if it stays open whether there is one.
pub(super) fn matches(shape: &Shape, places: &Places<'_>) -> Option<Vec<PositionMatch>> {
    each_tightest(shape, places, &mut |solver| solver.found()).map(sorted)
}

/// Returns the first and last positions of what [`matches`] returns. They contain no others.
pub(super) fn tightest(shape: &Shape, places: &Places<'_>) -> Option<Vec<(u32, u32)>> {
    let found = each_tightest(shape, places, &mut |solver| solver.extent())?;
    Some(Extents::of(found, Vec::new()).tightest)
}

/// Returns what is made of words chosen for the tightest stretches.
fn each_tightest<T>(shape: &Shape, places: &Places<'_>, made_of: &mut dyn FnMut(&mut Solver<'_, '_>) -> T) -> Option<Vec<T>> {
    let (mut found, mut is_empty) = (Vec::new(), true);
    let is_whole = Chart::each(shape, places, |chart| {
        is_empty &= chart.whole().starts.is_empty();
        let (rows, mut first_end) = (chart.whole(), usize::MAX);
        let mut n_left = MAX_STEPS_LISTED;
        let mut solver = Solver::new(chart, 0);
        for start in rows.starts.iter().rev() {
            let n_steps = n_left.min(MAX_STEPS_EACH);
            solver.n_steps_left = n_steps;
            let ends = rows.ends(*start, *start).take_while(|end| *end < first_end);
            let stands = ends.into_iter().find(|end| solver.solve(*start, *end) == Outcome::Found);
            n_left -= n_steps - solver.n_steps_left;
            if let Some(end) = stands {
                found.push(made_of(&mut solver));
                first_end = end;
            }
        }
        true
    });
    if found.is_empty() && !(is_whole && is_empty) {
        found.extend(witness(shape, places, made_of)?);
    }
    Some(found)
}

/// Adds the first and last positions of the tightest and the widest stretches for which words can be chosen. Returns whether none stays open.
pub(super) fn add_extents(shape: &Shape, places: &Places<'_>, tight: &mut Vec<(u32, u32)>, wide: &mut Vec<(u32, u32)>) -> bool {
    let mut is_settled = true;
    let is_whole = Chart::each(shape, places, |chart| {
        let rows = chart.whole();
        let mut first = |start: usize, ends: &mut dyn Iterator<Item = usize>| {
            let mut solver = Solver::new(chart, MAX_STEPS_SURE);
            for end in ends {
                match solver.solve(start, end) {
                    Outcome::Found => return Some(end),
                    Outcome::Nothing => {}
                    Outcome::Spent => is_settled = false,
                }
            }
            None
        };
        // One that contains another is not among the tightest, and one inside another not among the widest.
        let mut first_end = usize::MAX;
        for start in rows.starts.iter().rev() {
            if let Some(end) = first(*start, &mut rows.ends(*start, *start).take_while(|end| *end < first_end)) {
                tight.push((chart.points[*start], chart.points[end]));
                first_end = end;
            }
        }
        let mut last_end = None;
        for start in &rows.starts {
            let longer = rows.ends(*start, *start).rev().take_while(|end| last_end.is_none_or(|last_end| *end > last_end));
            if let Some(end) = first(*start, &mut { longer }) {
                wide.push((chart.points[*start], chart.points[end]));
                last_end = Some(end);
            }
        }
        true
    });
    is_settled && is_whole
}
