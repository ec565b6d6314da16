//! Units that compete for the same words of a text: `the` and `th*`.
//!
//! The events to which units can be assigned, one each, form a matroid. So of the events so far there is one best assignment,
//! that of the latest events, and a further event either finds a unit or takes the place of the earliest that can make way. And if
//! a stretch holds all units, every event in it can be one of them.

/// Which unit takes which event, as indices.
pub(super) struct Assignment {
    /// For each unit its event.
    events: Vec<Option<usize>>,
    n_assigned: usize,
    // Kept to reuse their memory.
    reached_from: Vec<Option<usize>>,
    queue: Vec<usize>,
}

impl Assignment {
    pub(super) fn new(n_units: usize) -> Assignment {
        Assignment { events: vec![None; n_units], n_assigned: 0, reached_from: Vec::new(), queue: Vec::new() }
    }

    pub(super) fn clear(&mut self) {
        self.events.fill(None);
        self.n_assigned = 0;
    }

    /// Returns whether each unit has an event.
    pub(super) fn is_full(&self) -> bool {
        self.n_assigned == self.events.len()
    }

    /// Returns the events of all units.
    pub(super) fn events(&self) -> impl Iterator<Item = usize> {
        self.events.iter().copied().flatten()
    }

    /// Returns the events with the units that take them.
    pub(super) fn assigned(&self) -> impl Iterator<Item = (usize, usize)> {
        self.events.iter().enumerate().filter_map(|(unit, event)| Some(((*event)?, unit)))
    }

    /// Assigns a further event. `units_of` returns the units that can take an event. If all of them and all that could make way for it are
    /// taken, the event takes the place of the earliest if `may_replace`, and none otherwise.
    pub(super) fn add<'u>(&mut self, event: usize, units_of: impl Fn(usize) -> &'u [usize], may_replace: bool) {
        self.reached_from.clear();
        self.reached_from.resize(self.events.len(), None);
        self.queue.clear();
        self.queue.push(event);
        let mut earliest: Option<(usize, usize)> = None;
        let mut next = 0;
        while let Some(from) = self.queue.get(next).copied() {
            next += 1;
            for unit in units_of(from) {
                if self.reached_from[*unit].is_some() {
                    continue;
                }
                self.reached_from[*unit] = Some(from);
                match self.events[*unit] {
                    None => {
                        self.n_assigned += 1;
                        return self.reassign(event, *unit);
                    }
                    Some(taken) => {
                        earliest = Some(earliest.map_or((taken, *unit), |earliest| earliest.min((taken, *unit))));
                        self.queue.push(taken);
                    }
                }
            }
        }
        if let Some((taken, unit)) = earliest.filter(|_| may_replace)
            && taken < event
        {
            self.reassign(event, unit);
        }
    }

    /// Gives a unit to the event that it was reached from, the unit which that had to the event before it, and so on until `event`.
    fn reassign(&mut self, event: usize, unit: usize) {
        let mut unit = unit;
        while let Some(from) = self.reached_from[unit] {
            let before = self.events.iter().position(|taken| *taken == Some(from));
            self.events[unit] = Some(from);
            match before {
                Some(before) if from != event => unit = before,
                _ => return,
            }
        }
    }
}
