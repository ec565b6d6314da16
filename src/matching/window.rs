//! The smallest windows of a text that hold some units in any order: a sentence with all of these words.

use std::collections::VecDeque;

use super::places::Places;
use super::proximity::{Crowd, Within};
use super::rivals::Assignment;

/// The units of a [`Crowd`] in one field.
pub(super) struct Windows<'p> {
    places: &'p Places<'p>,
    /// The units that all take part.
    units: &'p [usize],
    kinds: Vec<Kind>,
    /// Whether an event of one kind can be a unit of another.
    has_rivals: bool,
    /// All places of the units, ascending; no two overlap.
    events: Vec<Event>,
    /// The stretches that may hold a window, as ranges of events.
    stretches: Vec<(usize, usize)>,
    /// Windows that are longer, from the first position to the last, do not matter.
    longest: u32,
}

/// Events of the same units.
struct Kind {
    /// The units; those that rival each other belong to several kinds.
    units: Vec<usize>,
    /// Their numbers among all units, ascending.
    numbers: Vec<usize>,
    n_words: u32,
    /// The indices of its events, ascending.
    events: Vec<usize>,
}

/// A place that a window takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken<'w> {
    pub(super) unit: usize,
    pub(super) start: u32,
    /// The units that can be there.
    pub(super) units: &'w [usize],
}

#[derive(Clone, Copy)]
struct Event {
    start: u32,
    end: u32,
    kind: usize,
    /// Its index among the places of its units.
    place: usize,
}

/// Their first and last positions.
type Stretches = Vec<(u32, u32)>;

impl<'p> Windows<'p> {
    /// Windows that are longer than `longest`, from the first position to the last, are skipped. Returns `None` if the order of
    /// the units matters here, or units or exclusions overlap in ways that are not looked at.
    pub(super) fn new(crowd: &'p Crowd, places: &'p Places<'p>, longest: Option<u32>) -> Option<Windows<'p>> {
        let longest = longest.unwrap_or(u32::MAX);
        if crowd.units.iter().any(|unit| places.of(*unit).is_empty()) {
            let (kinds, events, stretches) = (Vec::new(), Vec::new(), Vec::new());
            return Some(Windows { places, units: &crowd.units, kinds, has_rivals: false, events, stretches, longest });
        }
        let same_as = |unit: usize| places.of.units[unit].same_as;
        let n_words = |unit: usize| places.of.units[unit].n_words;
        let mut kinds: Vec<Kind> = Vec::new();
        for (number, unit) in crowd.units.iter().enumerate() {
            match kinds.iter_mut().find(|kind| same_as(kind.units[0]) == same_as(*unit)) {
                Some(kind) => kind.add(*unit, number),
                None => kinds.push(Kind::new(*unit, number, n_words(*unit))),
            }
        }
        let mut events: Vec<Event> = Vec::new();
        for (kind_idx, kind) in kinds.iter().enumerate() {
            let list = places.of(kind.units[0]);
            let event =
                |(place, start): (usize, &u32)| Event { start: *start, end: start + kind.n_words - 1, kind: kind_idx, place };
            events.extend(list.iter().enumerate().map(event));
        }
        if kinds.len() > 1 {
            // They are sorted in runs.
            events.sort_by_key(|event| (event.start, event.kind));
        }
        let has_rivals = events.windows(2).any(|pair| pair[0].end >= pair[1].start);
        if has_rivals {
            if kinds.iter().any(|kind| kind.n_words > 1) {
                return None;
            }
            (kinds, events) = joined(&kinds, &events);
        }
        let extent = events.first().zip(events.last()).map_or(0, |(first, last)| last.end - first.start);
        if matches!(crowd.within, Within::All(n) if extent > n) {
            return None;
        }
        if let Within::Stretch(at) = crowd.within {
            if crowd.exclusions.iter().any(|exclusion| places.is_across(*exclusion, at)) {
                return None;
            }
            events.retain(|event| event.end <= places.stretch_end(at, event.start));
        }
        for (event_idx, event) in events.iter().enumerate() {
            kinds[event.kind].events.push(event_idx);
        }
        let mut windows = Windows { places, units: &crowd.units, kinds, has_rivals, events, stretches: Vec::new(), longest };
        windows.find_stretches(crowd);
        Some(windows)
    }

    fn find_stretches(&mut self, crowd: &Crowd) {
        if !self.has_rivals && self.kinds.iter().any(|kind| kind.events.len() < kind.units.len()) {
            return;
        }
        let mut first = 0;
        while let Some(event) = self.events.get(first) {
            let rest = &self.events[first..];
            let n_events = match crowd.within {
                Within::All(_) => rest.len(),
                Within::Stretch(at) => {
                    let end = self.places.stretch_end(at, event.start);
                    rest.partition_point(|event| event.start <= end)
                }
                Within::Chain(n) => 1 + rest.windows(2).take_while(|pair| pair[1].start - pair[0].end <= n).count(),
            };
            if crowd.exclusions.iter().all(|exclusion| self.places.is_clean(*exclusion, event.start)) {
                self.stretches.push((first, first + n_events));
            }
            first += n_events;
        }
    }

    /// Calls `each` with each event from which a window can begin and the last event of the smallest such window, stretch by stretch.
    fn each_window(&self, mut each: impl FnMut(usize, usize) -> bool) {
        if self.has_rivals {
            return self.each_window_of_rivals(&mut each);
        }
        let mut n_missing_of: Vec<usize> = Vec::new();
        for (first, behind) in &self.stretches {
            n_missing_of.clear();
            n_missing_of.extend(self.kinds.iter().map(|kind| kind.units.len()));
            // How many more there are than are needed, by kind.
            let mut n_spare = vec![0_usize; self.kinds.len()];
            let mut n_missing: usize = n_missing_of.iter().sum();
            let mut next = *first;
            for start in *first..*behind {
                if self.places.is_over(1) {
                    return;
                }
                while n_missing > 0 && next < *behind {
                    let kind = self.events[next].kind;
                    if n_missing_of[kind] > 0 {
                        n_missing_of[kind] -= 1;
                        n_missing -= 1;
                    } else {
                        n_spare[kind] += 1;
                    }
                    next += 1;
                }
                if n_missing > 0 {
                    break;
                }
                let length = self.events[next - 1].end - self.events[start].start;
                if length <= self.longest && !each(start, next - 1) {
                    return;
                }
                let kind = self.events[start].kind;
                if n_spare[kind] > 0 {
                    n_spare[kind] -= 1;
                } else {
                    n_missing_of[kind] += 1;
                    n_missing += 1;
                }
            }
        }
    }

    fn each_window_of_rivals(&self, each: &mut dyn FnMut(usize, usize) -> bool) {
        let mut assignment = Assignment::new(self.units.len());
        for (first, behind) in &self.stretches {
            assignment.clear();
            let mut next_start = *first;
            for event in *first..*behind {
                if self.places.is_over(self.units.len()) {
                    return;
                }
                assignment.add(event, |event| &self.kinds[self.events[event].kind].numbers, true);
                let Some(last_start) = assignment.events().min().filter(|_| assignment.is_full()) else { continue };
                while next_start <= last_start {
                    let length = self.events[event].end - self.events[next_start].start;
                    if length <= self.longest && !each(next_start, event) {
                        return;
                    }
                    next_start += 1;
                }
            }
        }
    }

    /// Chooses an event for each unit from a window, with one that must be among them. Returns pairs of an event and the number of a unit,
    /// in the order of the text. Returns whether it would choose the same for each event that it chose.
    /// `cursors` are kept from window to window.
    fn choose(
        &self,
        (first, last): (usize, usize),
        event_idx: usize,
        cursors: &mut Vec<usize>,
        chosen: &mut Vec<(usize, usize)>,
    ) -> bool {
        cursors.resize(self.kinds.len(), 0);
        for (kind, cursor) in self.kinds.iter().zip(&mut *cursors) {
            // The next window is near.
            while *cursor > 0 && kind.events[*cursor - 1] >= first {
                *cursor -= 1;
            }
            while kind.events.get(*cursor).is_some_and(|event| *event < first) {
                *cursor += 1;
            }
        }
        let mut is_same_for_all = !self.has_rivals;
        chosen.clear();
        if self.has_rivals {
            // More of one kind than there are units are never needed.
            let mut candidates: Vec<usize> = Vec::new();
            for (kind, from) in self.kinds.iter().zip(&*cursors) {
                candidates.extend(kind.events[*from..].iter().take(self.units.len()).take_while(|event| **event <= last));
            }
            candidates.sort_unstable();
            let mut assignment = Assignment::new(self.units.len());
            for candidate in std::iter::once(event_idx).chain(candidates) {
                if !assignment.is_full() && !assignment.events().any(|event| event == candidate) {
                    assignment.add(candidate, |event| &self.kinds[self.events[event].kind].numbers, false);
                }
            }
            chosen.extend(assignment.assigned());
        } else {
            for (kind_idx, (kind, from)) in self.kinds.iter().zip(&*cursors).enumerate() {
                let first_chosen = chosen.len();
                chosen.extend(kind.events[*from..].iter().copied().zip(kind.numbers.iter().copied()));
                if self.events[event_idx].kind == kind_idx
                    && !chosen[first_chosen..].iter().any(|(event, _)| *event == event_idx)
                    && let Some((last, _)) = chosen.last_mut()
                {
                    *last = event_idx;
                    is_same_for_all = false;
                }
            }
        }
        chosen.sort_unstable();
        is_same_for_all
    }

    /// Returns whether a stretch holds all units.
    pub(super) fn exists(&self) -> bool {
        let mut is_found = false;
        self.each_window(|_, _| {
            is_found = true;
            false
        });
        is_found
    }

    /// Returns the first and last positions of the smallest windows, and those of the largest from each event on.
    pub(super) fn extents(&self) -> (Stretches, Stretches) {
        let (mut tight, mut wide) = (Vec::new(), Vec::new());
        self.each_window(|first, last| {
            let Event { start, kind, .. } = self.events[first];
            tight.push((start, self.events[last].end));
            let behind = self.stretches[self.stretches.partition_point(|(_, behind)| *behind <= first)].1;
            // The first and the last event are both needed, so they must be two of the units.
            let is_only = self.kinds[kind].units.len() == 1;
            let latest = (first + 1..behind).rev().find(|event| !is_only || self.events[*event].kind != kind);
            if let Some(latest) = latest.filter(|latest| *latest >= last) {
                wide.push((start, self.events[latest].end));
            }
            true
        });
        (tight, wide)
    }

    /// Calls `each` with each place of a unit that is in a window, as a unit and an index, and with what the smallest window around it
    /// takes, in the order of the text.
    pub(super) fn tightest<'w>(&'w self, each: &mut dyn FnMut(usize, usize, &[Taken<'w>])) {
        let mut windows: Vec<(usize, usize)> = Vec::new();
        self.each_window(|first, last| {
            windows.push((first, last));
            true
        });
        let (mut cursors, mut chosen): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
        let mut taken: Vec<Taken<'_>> = Vec::new();
        let mut chosen_from: Option<(usize, usize)> = None;
        let mut rest = windows.as_slice();
        for (first, behind) in &self.stretches {
            let n_windows = rest.partition_point(|(start, _)| start < behind);
            let (here, further) = rest.split_at(n_windows);
            rest = further;
            if here.is_empty() {
                continue;
            }
            // Windows are numbered by their first events, which follow each other. Those up to `n_passed` end at the event or before.
            let mut n_passed = 0;
            let mut around: VecDeque<usize> = VecDeque::new();
            let mut n_begun = 0;
            for event_idx in *first..*behind {
                if self.places.is_over(self.units.len()) {
                    return;
                }
                let event = self.events[event_idx];
                let length = |(first, last): (usize, usize)| self.events[last].end - self.events[first].start;
                while here.get(n_begun).is_some_and(|(start, _)| *start <= event_idx) {
                    while around.back().is_some_and(|last| length(here[*last]) > length(here[n_begun])) {
                        around.pop_back();
                    }
                    around.push_back(n_begun);
                    n_begun += 1;
                }
                while here.get(n_passed).is_some_and(|(_, last)| *last <= event_idx) {
                    n_passed += 1;
                }
                while around.front().is_some_and(|window| *window < n_passed) {
                    around.pop_front();
                }
                let passed = n_passed.checked_sub(1).map(|window| (here[window].0, event_idx));
                let ahead = around.front().map(|window| here[*window]);
                let best = match (passed, ahead) {
                    (Some(passed), Some(ahead)) if length(ahead) < length(passed) => ahead,
                    (Some(passed), _) => passed,
                    (None, Some(ahead)) => ahead,
                    (None, None) => continue,
                };
                if chosen_from != Some(best) || !chosen.iter().any(|(event, _)| *event == event_idx) {
                    chosen_from = self.choose(best, event_idx, &mut cursors, &mut chosen).then_some(best);
                    self.take(&chosen, &mut taken);
                }
                each(self.kinds[event.kind].units[0], event.place, &taken);
            }
        }
    }

    /// Calls `each` with what the smallest window from each event on takes, until it returns `false`.
    pub(super) fn each_earliest<'w>(&'w self, each: &mut dyn FnMut(&[Taken<'w>]) -> bool) {
        let (mut cursors, mut chosen): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
        let mut taken: Vec<Taken<'_>> = Vec::new();
        self.each_window(|first, last| {
            self.choose((first, last), first, &mut cursors, &mut chosen);
            self.take(&chosen, &mut taken);
            each(&taken)
        });
    }

    /// Calls `each` with what each window takes that contains no other.
    pub(super) fn each_smallest<'w>(&'w self, each: &mut dyn FnMut(&[Taken<'w>])) {
        let (mut cursors, mut chosen): (Vec<usize>, Vec<(usize, usize)>) = (Vec::new(), Vec::new());
        let mut taken: Vec<Taken<'_>> = Vec::new();
        let mut smallest: Option<(usize, usize)> = None;
        let mut choose = |window: Option<(usize, usize)>| {
            let Some((first, last)) = window else { return };
            self.choose((first, last), first, &mut cursors, &mut chosen);
            self.take(&chosen, &mut taken);
            each(&taken);
        };
        self.each_window(|first, last| {
            // Of those that end alike, the last contains no other.
            if let Some(larger) = smallest.replace((first, last)).filter(|(_, other_last)| *other_last != last) {
                choose(Some(larger));
            }
            true
        });
        choose(smallest);
    }

    fn take<'w>(&'w self, chosen: &[(usize, usize)], taken: &mut Vec<Taken<'w>>) {
        taken.clear();
        taken.extend(chosen.iter().map(|(event, number)| {
            let Event { start, kind, .. } = self.events[*event];
            Taken { unit: self.units[*number], start, units: &self.kinds[kind].units }
        }));
    }
}

impl Kind {
    fn new(unit: usize, number: usize, n_words: u32) -> Kind {
        Kind { units: vec![unit], numbers: vec![number], n_words, events: Vec::new() }
    }

    fn add(&mut self, unit: usize, number: usize) {
        self.units.push(unit);
        self.numbers.push(number);
    }
}

/// Joins events at the same position. Each becomes one of a kind whose units are those of all its kinds.
fn joined(kinds: &[Kind], events: &[Event]) -> (Vec<Kind>, Vec<Event>) {
    let mut joined_kinds: Vec<Kind> = Vec::new();
    let mut joined_events: Vec<Event> = Vec::new();
    // For each joined kind, its first events. There are few of them.
    let mut first_of: Vec<&[Event]> = Vec::new();
    for here in events.chunk_by(|earlier, later| earlier.start == later.start) {
        let is_same = |first: &&[Event]| first.iter().map(|event| event.kind).eq(here.iter().map(|event| event.kind));
        let kind = first_of.iter().position(is_same).unwrap_or_else(|| {
            let mut units: Vec<(usize, usize)> = Vec::new();
            for event in here {
                units.extend(kinds[event.kind].numbers.iter().copied().zip(kinds[event.kind].units.iter().copied()));
            }
            units.sort_unstable();
            let (numbers, units) = units.into_iter().unzip();
            joined_kinds.push(Kind { units, numbers, n_words: 1, events: Vec::new() });
            first_of.push(here);
            first_of.len() - 1
        });
        let place = here
            .iter()
            .find(|event| kinds[event.kind].units.contains(&joined_kinds[kind].units[0]))
            .map_or(0, |event| event.place);
        joined_events.push(Event { kind, place, ..here[0] });
    }
    (joined_kinds, joined_events)
}
