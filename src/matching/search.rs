//! How the units of one choice are searched for in one field, and what the smallest windows around them tell.

use super::places::Places;
use super::proximity::Choice;
use super::sweep::Sweep;
use super::trial::extent;
use super::window::{Taken, Windows};

/// How the units of a choice are searched for in one field.
pub(super) enum Search<'p> {
    /// The windows are the answer.
    Windows(Windows<'p>),
    /// All orders are tried, where windows do not tell.
    Sweeps { choice: &'p Choice, around: Option<Windows<'p>>, sweeps: Vec<Sweep<'p>> },
    /// There are too many orders to try.
    Open { choice: &'p Choice, around: Option<Windows<'p>> },
}

impl<'p> Search<'p> {
    pub(super) fn new(choice: &'p Choice, places: &'p Places<'p>) -> Search<'p> {
        let are_few = choice.orders.as_ref().is_some_and(|orders| orders.len() <= 2);
        let crowd = choice.crowd.as_ref().filter(|_| !are_few);
        if let Some(windows) = crowd.and_then(|crowd| Windows::new(crowd, places, None)) {
            return Search::Windows(windows);
        }
        let around = if are_few { None } else { Windows::new(&choice.around, places, choice.longest) };
        match &choice.orders {
            Some(orders) => {
                let sweeps = orders.iter().filter_map(|order| Sweep::new(order, places)).collect();
                Search::Sweeps { choice, around, sweeps }
            }
            None => Search::Open { choice, around },
        }
    }

    /// Returns whether the units can be placed, if windows tell.
    pub(super) fn told(&self, places: &Places<'_>) -> Option<bool> {
        match self {
            Search::Windows(windows) => Some(windows.exists()),
            Search::Sweeps { choice, around, .. } | Search::Open { choice, around } => {
                around.as_ref().and_then(|around| exists_in(choice, around, places))
            }
        }
    }

    /// Adds the first and last positions of the smallest windows in which the units stand as they should. Returns whether there are any, if
    /// windows tell.
    pub(super) fn add_told(&self, places: &Places<'_>, found: &mut Vec<(u32, u32)>) -> Option<bool> {
        match self {
            Search::Windows(windows) => {
                let (mut tight, _) = windows.extents();
                let stands = !tight.is_empty();
                found.append(&mut tight);
                Some(stands)
            }
            Search::Sweeps { choice, around, .. } | Search::Open { choice, around } => {
                let around = around.as_ref()?;
                let mut starts = vec![0; places.of.units.len()];
                let mut told = Some(false);
                around.each_smallest(&mut |taken| match (try_window(choice, places, taken, &mut starts), taken) {
                    (Trial::Stands, [first, ..]) => {
                        told = Some(true);
                        found.push((first.start, first.start + length(places, taken)));
                    }
                    (Trial::Open, _) if told == Some(false) => told = None,
                    _ => {}
                });
                told
            }
        }
    }

    /// Returns whether the units can be placed, if there are not too many orders to know it.
    pub(super) fn exists(&self, places: &Places<'_>) -> bool {
        let in_order = || matches!(self, Search::Sweeps { sweeps, .. } if sweeps.iter().any(Sweep::exists));
        self.told(places).unwrap_or_else(in_order)
    }
}

/// Returns whether the units of a choice can be placed, if the smallest windows that hold them tell.
fn exists_in(choice: &Choice, around: &Windows<'_>, places: &Places<'_>) -> Option<bool> {
    let mut starts = vec![0; places.of.units.len()];
    let mut is_settled = Some(false);
    around.each_earliest(&mut |taken| {
        match try_window(choice, places, taken, &mut starts) {
            Trial::Stands => is_settled = Some(true),
            Trial::TooLong => {}
            Trial::Open => is_settled = None,
        }
        is_settled != Some(true)
    });
    is_settled
}

impl Choice {
    /// Returns for each unit those of its places that are among `positions`, which ascend, as indices. Empty for units that are in the
    /// same places as an earlier one, or belong to other choices.
    pub(super) fn places_at(&self, places: &Places<'_>, positions: &[u32]) -> Vec<Vec<usize>> {
        let mut among: Vec<Vec<usize>> = vec![Vec::new(); places.of.units.len()];
        for unit in &self.around.units {
            let among = &mut among[places.of.units[*unit].same_as];
            if among.is_empty() {
                let list = places.of(*unit);
                among.extend(positions.iter().filter_map(|position| list.binary_search(position).ok()));
            }
        }
        among
    }
}

/// What a window that holds all units of a choice tells.
pub(super) enum Trial {
    /// They stand as they should.
    Stands,
    /// They are too far apart, and so are those of any larger window.
    TooLong,
    /// Others of the window may stand as they should, or those of a larger one.
    Open,
}

pub(super) fn try_window(choice: &Choice, places: &Places<'_>, taken: &[Taken<'_>], starts: &mut [u32]) -> Trial {
    if choice.longest.is_some_and(|longest| length(places, taken) > longest) {
        return Trial::TooLong;
    }
    taken.iter().for_each(|taken| starts[taken.unit] = taken.start);
    if extent(&choice.tree, places, starts).is_some() { Trial::Stands } else { Trial::Open }
}

/// Returns the distance from the first word to the last.
pub(super) fn length(places: &Places<'_>, taken: &[Taken<'_>]) -> u32 {
    match taken {
        [first, .., last] => last.start + places.of.units[last.unit].n_words - 1 - first.start,
        [only] => places.of.units[only.unit].n_words - 1,
        [] => 0,
    }
}
