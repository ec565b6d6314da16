//! When a search has to end, and who looks at the clock.
//!
//! Every loop that a query can make long asks a [`Deadline`], through a [`Pace`] if a step takes less time than looking at the
//! clock. When the time is over, the first to notice says in which clause of the query it was, and all others end too.
//!
//! A deadline may also have a [budget of steps](Deadline::with_steps). Unlike the time, it does not depend on how fast the machine is.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::checkpoint;
use crate::error::{Error, Result};

/// The end of the time that a search may take. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Deadline {
    /// `None` for no end.
    clock: Option<Arc<Clock>>,
    /// How many steps are left. `None` for any number.
    n_steps_left: Option<Arc<AtomicUsize>>,
    /// The first clause that was not matched with certainty in some article.
    open: Arc<OnceLock<String>>,
}

#[derive(Debug)]
struct Clock {
    started: Instant,
    allowed: Duration,
    /// The clause at which the time was over. Empty if it was at none.
    clause: OnceLock<String>,
}

impl Deadline {
    /// Returns the deadline of a search that may take any time.
    pub fn none() -> Deadline {
        Deadline::default()
    }

    /// Returns the deadline of a search that begins now.
    pub fn after(allowed: Duration) -> Deadline {
        let clock = Clock { started: Instant::now(), allowed, clause: OnceLock::new() };
        Deadline { clock: Some(Arc::new(clock)), ..Deadline::default() }
    }

    /// Returns the same end for one of several queries: it knows what stays open of this one alone.
    pub fn apart(&self) -> Deadline {
        Deadline { open: Arc::default(), ..self.clone() }
    }

    /// Returns the same end for searches that may also take no more than about `n_steps` steps together, whatever budget this deadline has.
    /// They fail with [`Error::TooManySteps`] beyond it. A step is a document or a position, some nanoseconds of work; they are counted some thousands at a time.
    pub fn with_steps(&self, n_steps: usize) -> Deadline {
        Deadline { n_steps_left: Some(Arc::new(AtomicUsize::new(n_steps))), ..self.apart() }
    }

    /// Returns the first clause of the search of which it stayed open whether some article matches, because its words stand there
    /// in more orders than are tried. That article is not in the answer. `None` if the answer is complete.
    pub fn open_clause(&self) -> Option<&str> {
        self.open.get().map(String::as_str)
    }

    fn leave_open(&self, clause: &str) {
        // Another clause may have been first.
        let _ = self.open.set(clause.to_owned());
    }

    /// Returns whether the time or the steps are over, after `n_steps` more. The first clause for which the time is stays known.
    fn is_over(&self, n_steps: usize, clause: &str) -> bool {
        if !checkpoint::passes() || !self.has_steps_after(n_steps) {
            return true;
        }
        let Some(clock) = &self.clock else { return false };
        if clock.clause.get().is_some() {
            return true;
        }
        let is_over = clock.started.elapsed() > clock.allowed;
        if is_over {
            // Another thread may have been first.
            let _ = clock.clause.set(clause.to_owned());
        }
        is_over
    }

    /// Takes `n_steps` from those that are left, and returns whether any are left.
    fn has_steps_after(&self, n_steps: usize) -> bool {
        let Some(n_left) = &self.n_steps_left else { return true };
        let less = |n_left: usize| Some(n_left.saturating_sub(n_steps));
        n_left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok_and(|n_left| n_left > n_steps)
    }

    /// Fails with [`Error::TakesTooLong`] if the time is over, or with [`Error::TooManySteps`].
    pub fn check(&self) -> Result<()> {
        self.check_at("")
    }

    /// Does the same at a clause of the query, which [`Error::TakesTooLong`] names unless the time was over before.
    pub fn check_at(&self, clause: &str) -> Result<()> {
        checkpoint::check()?;
        if !self.has_steps_after(0) {
            return Err(Error::TooManySteps);
        }
        match &self.clock {
            Some(clock) if self.is_over(0, clause) => {
                let clause = clock.clause.get().filter(|clause| !clause.is_empty()).cloned();
                Err(Error::TakesTooLong { allowed: clock.allowed, clause })
            }
            _ => Ok(()),
        }
    }
}

/// Returns the note about an [open clause](Deadline::open_clause).
pub fn open_note(clause: &str) -> String {
    format!("an article may be missing: the words of `{clause}` stand in it in more orders than are tried")
}

/// What to do about an [open clause](Deadline::open_clause).
pub const OPEN_HINT: &str = "ask for fewer words near each other, or for smaller distances";

/// Looks at the clock of a [`Deadline`] once in many steps.
#[derive(Debug, Clone)]
pub struct Pace {
    deadline: Deadline,
    n_steps_left: usize,
}

impl Pace {
    /// Number of steps between two looks at the clock. A step is a document or a position, some nanoseconds of work.
    const STEPS: usize = 1 << 14;

    /// Returns the pace for a loop.
    pub fn new(deadline: &Deadline) -> Pace {
        Pace { deadline: deadline.clone(), n_steps_left: Pace::STEPS }
    }

    /// Returns whether the time is over, after `n_steps` more in a clause.
    pub fn is_over(&mut self, n_steps: usize, clause: &str) -> bool {
        if n_steps < self.n_steps_left {
            self.n_steps_left -= n_steps;
            return false;
        }
        self.n_steps_left = Pace::STEPS;
        self.deadline.is_over(n_steps.max(Pace::STEPS), clause)
    }
}

/// Looks at the clock of a [`Deadline`] while one clause is matched in one article after the other, and remembers what stayed open.
#[derive(Debug)]
pub struct Watch {
    deadline: Deadline,
    clause: Arc<str>,
    n_steps_left: Cell<usize>,
    is_over: Cell<bool>,
}

impl Watch {
    /// Returns the watch of a clause.
    pub fn new(deadline: &Deadline, clause: impl Into<Arc<str>>) -> Watch {
        let (n_steps_left, is_over) = (Cell::new(Pace::STEPS), Cell::new(false));
        Watch { deadline: deadline.clone(), clause: clause.into(), n_steps_left, is_over }
    }

    /// Returns a watch for a search that may take any time.
    pub fn none() -> Watch {
        Watch::new(&Deadline::none(), "")
    }

    /// Returns whether the time is over, after `n_steps` more. Once it is, it stays so.
    pub fn is_over(&self, n_steps: usize) -> bool {
        if self.is_over.get() {
            return true;
        }
        if let Some(n_left) = self.n_steps_left.get().checked_sub(n_steps).filter(|n_left| *n_left > 0) {
            self.n_steps_left.set(n_left);
            return false;
        }
        self.n_steps_left.set(Pace::STEPS);
        self.is_over.set(self.deadline.is_over(n_steps.max(Pace::STEPS), &self.clause));
        self.is_over.get()
    }

    /// Notes that the clause was not matched with certainty in some article.
    pub fn leave_open(&self) {
        // It is no answer if the time was over.
        if !self.is_over.get() {
            self.deadline.leave_open(&self.clause);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_clause_that_is_too_late_is_named_by_all() {
        let deadline = Deadline::after(Duration::ZERO);
        std::thread::sleep(Duration::from_millis(1));
        let other = deadline.clone();
        assert!(deadline.is_over(1, "the w/5 of"));
        let Err(Error::TakesTooLong { allowed, clause }) = other.check_at("storm") else { panic!("it was in time") };
        assert_eq!((allowed, clause.as_deref()), (Duration::ZERO, Some("the w/5 of")));
    }

    #[test]
    fn without_a_deadline_nothing_is_late() {
        let mut pace = Pace::new(&Deadline::none());
        assert!(!pace.is_over(usize::MAX, "storm"));
        assert!(Deadline::none().check().is_ok());
    }

    #[test]
    fn steps_are_taken_by_all_until_none_is_left() {
        let deadline = Deadline::none().with_steps(3 * Pace::STEPS);
        let (mut pace, watch) = (Pace::new(&deadline), Watch::new(&deadline, "storm"));
        assert!(!pace.is_over(Pace::STEPS, "the") && !watch.is_over(Pace::STEPS));
        assert!(deadline.check().is_ok());
        assert!(pace.is_over(Pace::STEPS, "the") && watch.is_over(Pace::STEPS));
        assert!(matches!(deadline.check(), Err(Error::TooManySteps)));
        assert!(Deadline::none().check().is_ok());
    }

    #[test]
    fn what_stays_open_is_known_to_the_search_alone() {
        let deadline = Deadline::none();
        Watch::new(&deadline.clone(), "the w/5 of").leave_open();
        assert_eq!(deadline.open_clause(), Some("the w/5 of"));
        assert_eq!(Deadline::none().open_clause(), None);
    }

    #[test]
    fn the_clock_is_looked_at_once_in_many_steps() {
        let mut pace = Pace::new(&Deadline::after(Duration::ZERO));
        std::thread::sleep(Duration::from_millis(1));
        assert!(!pace.is_over(1, "storm"));
        assert!(pace.is_over(Pace::STEPS, "storm"));
    }
}
