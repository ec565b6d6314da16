//! Assigning article ids in an order that does not depend on the threads.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::article::{ArticleId, Draft};
use crate::error::ProblemKind;
use crate::extract::Finding;

/// The place of a batch in the order of all batches, and the file it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) ticket: u64,
    pub(super) file_idx: usize,
}

/// Assigns article ids. Within a file, the first record with an id of its own keeps it; a later one
/// with the same id is named by its number. Batches are served strictly in the order of their
/// tickets, so that the first record does not depend on the threads.
#[derive(Debug, Default)]
pub(super) struct Claims {
    state: Mutex<ClaimState>,
    turn_ended: Condvar,
}

#[derive(Debug, Default)]
struct ClaimState {
    next_ticket: u64,
    file_idx: usize,
    /// The ids assigned in the current file, as ordinals.
    given: HashSet<u64>,
}

impl Claims {
    /// Sets the ids, as ordinals, that an earlier run assigned in a file that will be read on from
    /// its middle. Call it when no batch is on its way, so that the turn of an earlier file cannot
    /// end it.
    pub(super) fn resume(&self, file_idx: usize, given: Vec<u64>) {
        let mut state = lock(&self.state);
        state.file_idx = file_idx;
        state.given = given.into_iter().collect();
    }

    /// Returns the id of each draft, and what is wrong with the draft's own id.
    pub(super) fn claim(
        &self,
        turn: Turn,
        path: &str,
        drafts: &[(Option<u64>, u64, Draft)],
    ) -> Vec<(ArticleId, Option<Finding>)> {
        let is_early = |state: &mut ClaimState| state.next_ticket != turn.ticket;
        let mut state = self.turn_ended.wait_while(lock(&self.state), is_early).unwrap_or_else(PoisonError::into_inner);
        if state.file_idx != turn.file_idx {
            state.file_idx = turn.file_idx;
            state.given.clear();
        }
        let claimed = drafts.iter().map(|(number, _, draft)| state.claim(path, *number, draft.record_id.as_deref())).collect();
        state.next_ticket += 1;
        self.turn_ended.notify_all();
        claimed
    }
}

impl ClaimState {
    fn claim(&mut self, path: &str, number: Option<u64>, record_id: Option<&str>) -> (ArticleId, Option<Finding>) {
        let by_number = || ArticleId::numbered(path, number);
        let Some(record_id) = record_id else { return (by_number(), None) };
        let id = ArticleId::new(path, record_id);
        if self.given.insert(id.ordinal()) {
            return (id, None);
        }
        let message = format!("an earlier record of the file has the id `{record_id}` too; this one is kept under its number");
        (by_number(), Some(Finding { byte: None, kind: ProblemKind::DuplicateId, message }))
    }
}

/// Locks a mutex whose holder may have panicked. It guards plain data that stays usable.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
