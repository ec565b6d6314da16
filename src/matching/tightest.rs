//! The tightest match through each word of a text, straight from the [`Chart`], whatever the number of orders.
//!
//! The shortest stretch of the chart around a word is a lower bound. The words are tried in the order of these bounds. If the bound
//! holds for one, it holds for all the words that its match takes. If not, the chart of this word alone says how much longer the match is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::chart::Chart;
use super::places::Places;
use super::positions::{PositionMatch, sorted};
use super::shape::Shape;
use super::solve::{Outcome, Solver, Wanted};
use super::through::{FirstEnds, Through};

/// Maximum number of steps in which the matches of one chart are searched for.
const MAX_STEPS: usize = 1 << 17;

/// Maximum number of steps in which words are chosen for a lower bound. Most are right at once or wrong.
const N_GUESSES: usize = 32;

/// Length and first position of a stretch. The tightest is the least.
type Key = (u32, u32);

/// The tightest match through a position, as an index.
struct Closest {
    position: u32,
    key: Key,
    nth: usize,
}

/// Returns the tightest match through each word that takes part in one, in order, without repeats. `None` if too many steps are needed.
pub(super) fn matches(shape: &Shape, places: &Places<'_>) -> Option<Vec<PositionMatch>> {
    let (mut found, mut closest) = (Vec::new(), Vec::new());
    let (mut n_charts, mut is_settled) = (0, true);
    let is_whole = Chart::each(shape, places, |chart| {
        n_charts += 1;
        is_settled = chart.whole().starts.is_empty() || Search::new(chart).run(&mut found, &mut closest).is_some();
        is_settled
    });
    if !(is_settled && is_whole) {
        return None;
    }
    if n_charts > 1 {
        // Another block may know a tighter one.
        closest.sort_unstable_by_key(|closest: &Closest| (closest.position, closest.key));
        closest.dedup_by_key(|closest| closest.position);
        let mut is_closest = vec![false; found.len()];
        closest.iter().for_each(|closest| is_closest[closest.nth] = true);
        let mut nth = is_closest.into_iter();
        found.retain(|_| nth.next() == Some(true));
    }
    Some(sorted(found))
}

/// The search for the matches of one chart.
struct Search<'c, 'p> {
    chart: &'c Chart<'p>,
    /// All positions of all units, ascending.
    targets: Vec<u32>,
    /// Those whose tightest match is known.
    is_closed: Vec<bool>,
    n_steps_left: usize,
}

impl<'c, 'p> Search<'c, 'p> {
    fn new(chart: &'c Chart<'p>) -> Search<'c, 'p> {
        let targets = targets(chart);
        Search { chart, is_closed: vec![false; targets.len()], targets, n_steps_left: MAX_STEPS }
    }

    /// Adds the tightest matches. Returns `None` if there are too many steps.
    fn run(&mut self, found: &mut Vec<PositionMatch>, closest: &mut Vec<Closest>) -> Option<()> {
        let bounds = (0..self.targets.len()).filter_map(|target| Some(Reverse((self.lower_bound(target)?, target))));
        let mut open: BinaryHeap<Reverse<(Key, usize)>> = bounds.collect();
        let mut solver = Solver::new(self.chart, N_GUESSES);
        let mut first_ends: Option<FirstEnds> = None;
        while let Some(Reverse((key, target))) = open.pop() {
            if self.is_closed[target] {
                continue;
            }
            let position = self.targets[target];
            let [start, end] = [key.1, key.1 + key.0].map(|at| self.chart.points.partition_point(|point| *point < at));
            let wanted = Wanted { position, can_be_in: None };
            let outcome = solver.solve_with(wanted, (start, end), N_GUESSES);
            self.n_steps_left = self.n_steps_left.checked_sub(N_GUESSES)?;
            if outcome == Outcome::Found {
                let tightest = solver.found();
                for position in &tightest.words {
                    let Ok(target) = self.targets.binary_search(position) else { continue };
                    if !std::mem::replace(&mut self.is_closed[target], true) {
                        closest.push(Closest { position: *position, key, nth: found.len() });
                    }
                }
                found.push(tightest);
                continue;
            }
            let first_ends = first_ends.get_or_insert_with(|| FirstEnds::new(self.chart));
            let through = self
                .through::<1>(first_ends, position)
                .or_else(|| self.through::<4>(first_ends, position))
                .or_else(|| self.through::<16>(first_ends, position))?;
            self.is_closed[target] = true;
            if let Some((key, tightest)) = through? {
                closest.push(Closest { position, key, nth: found.len() });
                found.push(tightest);
            }
        }
        Some(())
    }

    /// Returns length and start of the shortest stretch around a target.
    fn lower_bound(&self, target: usize) -> Option<Key> {
        let position = self.targets[target];
        let (points, rows) = (&self.chart.points, self.chart.whole());
        let here = points.partition_point(|point| *point < position);
        let mut best: Option<Key> = None;
        let from = rows.starts.partition_point(|start| points[*start] <= position);
        for start in rows.starts[..from].iter().rev() {
            if best.is_some_and(|(length, _)| position - points[*start] > length) {
                break;
            }
            if let Some(end) = rows.ends(*start, here).next() {
                let key = (points[end] - points[*start], points[*start]);
                best = Some(best.map_or(key, |best| best.min(key)));
            }
        }
        best
    }

    /// Returns the tightest match through a position, with its length and start, if there is one. `Some(None)` if the steps are used
    /// up, and `None` if a match may be longer than what is looked at.
    fn through<const W: usize>(&mut self, first_ends: &FirstEnds, position: u32) -> Option<Option<Option<(Key, PositionMatch)>>> {
        let chart = self.chart;
        let through = Through::<W>::new(chart, first_ends, position);
        let Some(n_left) = self.n_steps_left.checked_sub(32 * W) else { return Some(None) };
        self.n_steps_left = n_left;
        if chart.places.is_over(64 * W) {
            return Some(None);
        }
        let can_be_in = |part: usize, start: usize, end: usize| through.has(part, start, end);
        let mut solver = Solver::new(chart, 0);
        let mut known = None;
        while let Some((key, stretch)) = through.next(known) {
            if key.0 > through.known_length() {
                return None;
            }
            let wanted = Wanted { position, can_be_in: Some(&can_be_in) };
            let outcome = solver.solve_with(wanted, stretch, self.n_steps_left);
            self.n_steps_left = solver.n_steps_left();
            match outcome {
                Outcome::Found => return Some(Some(Some((key, solver.found())))),
                Outcome::Nothing => known = Some(key),
                Outcome::Spent => return Some(None),
            }
        }
        (through.known_length() >= u32::MAX - 1).then_some(Some(None))
    }
}

/// Returns the positions of all units in a chart, ascending.
fn targets(chart: &Chart<'_>) -> Vec<u32> {
    let units = &chart.places.of.units;
    if units.iter().all(|unit| unit.n_words <= 2) {
        return chart.points.clone();
    }
    let mut targets = chart.points.clone();
    for (unit, of) in units.iter().enumerate().filter(|(_, of)| of.n_words > 2) {
        targets.extend(chart.list(unit).iter().flat_map(|start| start + 1..start + of.n_words - 1));
    }
    targets.sort_unstable();
    targets.dedup();
    targets
}
