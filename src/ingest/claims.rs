//! Assigning article ids in an order that does not depend on the threads, and leaving out what was
//! taken back before.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::derived::Page;
use crate::article::{ArticleId, Draft, Hold, Withdrawal, Withdrawals};
use crate::error::ProblemKind;
use crate::extract::Finding;

/// The place of a batch in the order of all batches, and the file it belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) ticket: u64,
    pub(super) file_idx: usize,
}

/// A draft that asks for its id.
#[derive(Debug)]
pub(super) struct Claimant {
    /// The number of its record, as in [`Place::record`](crate::article::Place::record).
    pub(super) number: Option<u64>,
    /// Where its record begins.
    pub(super) byte: u64,
    pub(super) draft: Draft,
    /// The page of an archive that it is, or was derived from.
    pub(super) page: Option<Page>,
}

impl Claimant {
    pub(super) fn is_derived(&self) -> bool {
        self.page.is_some_and(|page| page.is_derived)
    }
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
    /// The pages of the current file that need no derived text, as bits of their addresses.
    settled: HashSet<u64>,
    /// What publishers took back so far.
    withdrawals: Withdrawals,
}

/// What becomes of a draft.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// It is an article with this id. The finding says what is wrong with the draft's own id.
    Article(ArticleId, Option<Finding>),
    /// Its publisher took it back before.
    Held(Hold),
    /// It was derived from a page that has a text, and is no article.
    Derived,
}

impl Claims {
    /// Sets the ids, as ordinals, that an earlier run assigned in a file that will be read on from
    /// its middle, and the pages that need no derived text. Call it when no batch is on its way, so
    /// that the turn of an earlier file cannot end it.
    pub(super) fn resume(&self, file_idx: usize, given: Vec<u64>, settled: Vec<u64>) {
        let mut state = lock(&self.state);
        state.file_idx = file_idx;
        state.given = given.into_iter().collect();
        state.settled = settled.into_iter().collect();
    }

    /// Notes what an earlier run found to be taken back.
    pub(super) fn note_withdrawals<'w>(&self, withdrawals: impl IntoIterator<Item = &'w Withdrawal>) {
        let mut state = lock(&self.state);
        withdrawals.into_iter().for_each(|withdrawal| state.withdrawals.add(withdrawal));
        state.withdrawals.forget_short_ids();
    }

    /// Returns whether anything is known to be taken back.
    pub(super) fn has_withdrawals(&self) -> bool {
        lock(&self.state).withdrawals.ids().next().is_some()
    }

    /// Returns what becomes of each draft. `settled` are pages that need no derived text, because they
    /// are no articles; `withdrawals` are those of the same batch.
    pub(super) fn claim(
        &self,
        turn: Turn,
        path: &str,
        drafts: &[Claimant],
        settled: &[u64],
        withdrawals: &[Withdrawal],
    ) -> Vec<Claim> {
        let is_early = |state: &mut ClaimState| state.next_ticket != turn.ticket;
        let mut state = self.turn_ended.wait_while(lock(&self.state), is_early).unwrap_or_else(PoisonError::into_inner);
        if state.file_idx != turn.file_idx {
            state.file_idx = turn.file_idx;
            state.given.clear();
            state.settled.clear();
            state.withdrawals.forget_short_ids();
        }
        state.settled.extend(settled);
        withdrawals.iter().for_each(|withdrawal| state.withdrawals.add(withdrawal));
        let claim = |claimant: &Claimant| if state.admits(claimant) { state.claim(path, claimant) } else { Claim::Derived };
        let claimed = drafts.iter().map(claim).collect();
        state.next_ticket += 1;
        self.turn_ended.notify_all();
        claimed
    }
}

impl ClaimState {
    /// Returns whether a draft is an article. A text that was derived from a page is none if the page
    /// has a text, or another text of it was met.
    fn admits(&mut self, claimant: &Claimant) -> bool {
        let Some(page) = claimant.page else { return true };
        if page.is_derived {
            return !self.settled.contains(&page.address) && self.settled.insert(page.capture);
        }
        if !claimant.draft.body.trim().is_empty() {
            self.settled.insert(page.address);
        }
        true
    }

    fn claim(&mut self, path: &str, claimant: &Claimant) -> Claim {
        let Claimant { number, draft, .. } = claimant;
        let (number, record_id) = (*number, draft.record_id.as_deref());
        if let Some(hold) = self.withdrawals.hold(record_id, draft.modified.or(draft.published).as_ref()) {
            return Claim::Held(hold);
        }
        let by_number = || ArticleId::numbered(path, number);
        let Some(record_id) = record_id else { return Claim::Article(by_number(), None) };
        let id = ArticleId::new(path, record_id);
        if self.given.insert(id.ordinal()) {
            return Claim::Article(id, None);
        }
        let message = format!("an earlier record of the file has the id `{record_id}` too; this one is kept under its number");
        Claim::Article(by_number(), Some(Finding { byte: None, kind: ProblemKind::DuplicateId, message }))
    }
}

/// Locks a mutex whose holder may have panicked. It guards plain data that stays usable.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
