//! The tightest ways to fulfil a proximity, collected from all searches for its choices.

use smallvec::SmallVec;

use super::places::Places;
use super::positions::{PositionMatch, sorted};
use super::proximity::Choice;
use super::search::{Search, Trial, length, try_window};
use super::sweep::Sweep;
use super::window::Windows;

/// The tightest way through a place of a unit.
#[derive(Clone, Copy)]
struct Closest {
    length: u32,
    start: u32,
    /// Where its units begin in [`Collected::taken`].
    first: usize,
    n_units: usize,
}

/// The tightest ways so far.
pub(super) struct Collected<'s> {
    places: &'s Places<'s>,
    /// For each unit, by its places.
    closest: Vec<Vec<Option<Closest>>>,
    /// The places that ways take, way by way.
    taken: Vec<Place<'s>>,
    /// Where the way that was taken last begins in them.
    last: usize,
}

/// A place that a way takes.
#[derive(Clone, Copy)]
struct Place<'s> {
    /// The units that can be there.
    units: &'s [usize],
    start: u32,
    n_words: u32,
}

impl Place<'_> {
    fn words(&self) -> std::ops::Range<u32> {
        self.start..self.start + self.n_words
    }
}

impl<'s> Collected<'s> {
    /// Takes a way through a place of a unit, if it is tighter than the one before.
    fn offer(&mut self, unit: usize, place: usize, length: u32, start: u32, taken: impl Iterator<Item = (&'s [usize], u32)>) {
        let unit = self.places.of.units[unit].same_as;
        let closest = &mut self.closest[unit];
        if closest.is_empty() {
            closest.resize(self.places.of(unit).len(), None);
        }
        if closest[place].is_some_and(|known| (known.length, known.start) <= (length, start)) {
            return;
        }
        let mut first = self.taken.len();
        let units = &self.places.of.units;
        self.taken.extend(taken.map(|(of, start)| Place {
            units: of,
            start,
            n_words: of.first().map_or(0, |unit| units[*unit].n_words),
        }));
        let n_units = self.taken.len() - first;
        // One way is often the tightest through several of its places.
        let is_last = self.last + n_units == first
            && (0..n_units).all(|nth| {
                let (last, this) = (&self.taken[self.last + nth], &self.taken[first + nth]);
                last.start == this.start && std::ptr::eq(last.units, this.units)
            });
        if is_last {
            self.taken.truncate(first);
            first = self.last;
        }
        self.last = first;
        closest[place] = Some(Closest { length, start, first, n_units });
    }

    /// Returns the ways, some perhaps more than once with other units at their places.
    fn ways(&self) -> Vec<&[Place<'s>]> {
        let mut ways: Vec<(usize, usize)> = Vec::new();
        ways.extend(self.closest.iter().flatten().flatten().map(|closest| (closest.first, closest.n_units)));
        ways.sort_unstable();
        ways.dedup();
        ways.into_iter().map(|(first, n_units)| &self.taken[first..first + n_units]).collect()
    }

    /// Returns the positions at which matches begin, ascending, without repeats.
    pub(super) fn starts(&self) -> Vec<u32> {
        let mut starts: Vec<u32> = self.closest.iter().flatten().flatten().map(|closest| closest.start).collect();
        starts.sort_unstable();
        starts.dedup();
        starts
    }

    /// Counts the matches.
    pub(super) fn n_matches(&self) -> usize {
        // Ways differ if their words do, whichever units they are.
        let mut ways: Vec<(u64, &[Place<'_>])> = self.ways().into_iter().map(|way| (hash_of_words(way), way)).collect();
        ways.sort_unstable_by_key(|(hash, _)| *hash);
        ways.dedup_by(|(hash, way), (other_hash, other)| {
            hash == other_hash && way.iter().flat_map(Place::words).eq(other.iter().flat_map(Place::words))
        });
        ways.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// Returns the matches, in order, without repeats.
    pub(super) fn matches(&self) -> Vec<PositionMatch> {
        sorted(self.ways().into_iter().map(|way| self.match_of(way)).collect())
    }

    fn match_of(&self, way: &[Place<'s>]) -> PositionMatch {
        let words: SmallVec<[u32; 4]> = way.iter().flat_map(Place::words).collect();
        let units = way.iter().flat_map(|place| place.units.iter().map(|unit| (*unit, place.start)));
        let mut terms: SmallVec<[(u32, u32); 4]> = units.flat_map(|(unit, start)| self.places.terms_at(unit, start)).collect();
        terms.sort_unstable();
        terms.dedup();
        let (start, end) = (words.first().copied().unwrap_or(0), words.last().copied().unwrap_or(0));
        PositionMatch { start, end, words, terms }
    }
}

/// Returns a number for the words of a way. Other words hardly ever have the same.
fn hash_of_words(way: &[Place<'_>]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    way.iter().flat_map(Place::words).fold(0_u64, |hash, word| (hash.rotate_left(5) ^ u64::from(word)).wrapping_mul(FACTOR))
}

/// Returns for each place of a unit that takes part the tightest way through it; if there are too many orders, those that windows tell. Once
/// there are `enough` matches, others may be missing.
pub(super) fn collect<'s>(places: &'s Places<'s>, searches: &'s [Search<'_>], enough: usize) -> Collected<'s> {
    let mut collected = Collected { places, closest: vec![Vec::new(); places.of.units.len()], taken: Vec::new(), last: 0 };
    for search in searches {
        match search {
            Search::Windows(windows) => windows.tightest(&mut |unit, place, taken| {
                let all = taken.iter().map(|taken| (taken.units, taken.start));
                collected.offer(unit, place, length(places, taken), taken[0].start, all);
            }),
            Search::Sweeps { choice, around, sweeps } => {
                let open = around.as_ref().map(|around| collect_windows(&mut collected, choice, around));
                // What windows tell of the only choice is final.
                let is_enough = searches.len() == 1 && enough < usize::MAX && collected.n_matches() >= enough;
                if !is_enough && open.as_ref().is_none_or(|open| !open.is_empty()) {
                    let open = open.map(|open| choice.places_at(places, &open));
                    sweeps.iter().for_each(|sweep| collect_sweep(&mut collected, sweep, open.as_deref()));
                }
            }
            Search::Open { choice, around: Some(around) } => drop(collect_windows(&mut collected, choice, around)),
            Search::Open { around: None, .. } => {}
        }
    }
    collected
}

/// Takes the ways of a choice that the smallest windows tell, and returns the positions about which they do not, ascending.
fn collect_windows<'s>(collected: &mut Collected<'s>, choice: &Choice, around: &'s Windows<'_>) -> Vec<u32> {
    let places = collected.places;
    let mut starts = vec![0; places.of.units.len()];
    let mut open: Vec<u32> = Vec::new();
    around.tightest(&mut |unit, place, taken| match try_window(choice, places, taken, &mut starts) {
        Trial::Stands => {
            let all = taken.iter().map(|taken| (taken.units, taken.start));
            collected.offer(unit, place, length(places, taken), taken[0].start, all);
        }
        Trial::TooLong => {}
        Trial::Open => open.push(places.of(unit)[place]),
    });
    open.sort_unstable();
    open.dedup();
    open
}

fn collect_sweep<'s>(collected: &mut Collected<'s>, sweep: &'s Sweep<'_>, open: Option<&[Vec<usize>]>) {
    let units = &collected.places.of.units;
    let ranks = &sweep.order.ranks;
    let last_words = ranks.last().map_or(0, |last| units[last[0]].n_words);
    sweep.tightest(open, &mut |pivot, place, starts| {
        let (first, last) = (starts[0], starts[starts.len() - 1]);
        let all = ranks.iter().map(|units| units.as_slice()).zip(starts.iter().copied());
        collected.offer(ranks[pivot][0], place, last + last_words - 1 - first, first, all);
    });
}
