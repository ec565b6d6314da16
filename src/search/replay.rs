//! Asking again what was asked when a [`Recording`] was made, and saying what has changed since.
//!
//! What was found and what is found come in the order of ids, so they are laid side by side, one article of each at a time. That is done twice where
//! they differ: first to learn which of the differences are articles that moved, then to tell them.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::recording::{RecordedArticle, Recording, fingerprint};
use crate::article::{ArticleId, Place};
use crate::engine::{ReadOrder, Snapshot};
use crate::error::{Error, RecordingFault, Result};
use crate::matching::Pattern;

/// Among so many articles that were added or removed, those that moved are looked for. Each takes some 200 bytes.
const MAX_MOVING: usize = 100_000;

/// An article that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedArticle {
    /// What became of it.
    pub change: Change,
    /// The article as it is now; of one that is not found any more, as it was.
    pub article: RecordedArticle,
}

/// What became of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is found now and was not.
    Added,
    /// It was found and is not any more.
    Removed,
    /// It is found as it was, but says something else, or matches at more or fewer places.
    Changed {
        /// Whether what it says has changed: its text, or what is known of it.
        is_content: bool,
        /// At how many places it matched.
        matches_before: u64,
    },
    /// It says what one said that is not found any more, under another id; it is the only one that does.
    Moved {
        /// The id of the other.
        id_before: ArticleId,
        /// Where that was read.
        place_before: Place,
    },
}

impl Change {
    /// Returns the change's name in output.
    pub fn name(&self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed { .. } => "changed",
            Change::Moved { .. } => "moved",
        }
    }
}

/// What has changed since a recording was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replay {
    /// Whether the index holds the files that it held.
    pub has_same_files: bool,
    /// What the index is written in now, as in [`Stats::format`](crate::engine::Stats::format).
    pub format: String,
    /// How many articles are found now that were not.
    pub n_added: u64,
    /// How many are not found any more.
    pub n_removed: u64,
    /// How many are found and have changed.
    pub n_changed: u64,
    /// How many are found under another id.
    pub n_moved: u64,
    /// How many are as they were.
    pub n_same: u64,
    /// Whether those that moved were not looked for, because too many were added and removed. They count as both then.
    pub is_moving_unknown: bool,
}

impl Replay {
    /// Returns whether the same is found as was.
    pub fn is_same(&self) -> bool {
        self.n_added + self.n_removed + self.n_changed + self.n_moved == 0
    }
}

/// Asks again what was asked, as it was understood then: on the same day, and with as many words needed. Calls `each` with every difference, in the
/// order of ids; its error ends the replay and is returned. So is [`Error::BrokenOff`] where `go_on` breaks, which is asked for each article.
pub fn replay(
    snapshot: &dyn Snapshot,
    recording: &Recording,
    go_on: &dyn Fn() -> ControlFlow<()>,
    each: &mut dyn FnMut(&ChangedArticle) -> Result<()>,
) -> Result<Replay> {
    let mut moving = Moving::default();
    let mut is_different = false;
    let mut n_same = 0;
    compare(snapshot, recording, go_on, &mut |met| {
        match met {
            None => n_same += 1,
            Some(difference) => {
                is_different = true;
                moving.add(&difference);
            }
        }
        Ok(())
    })?;
    let mut replay = Replay {
        has_same_files: fingerprint(snapshot.ledger().files()?) == recording.head.index.fingerprint,
        format: snapshot.stats()?.format,
        n_same,
        is_moving_unknown: moving.has_too_many,
        ..Replay::default()
    };
    if is_different {
        compare(snapshot, recording, go_on, &mut |met| {
            let Some(difference) = met.and_then(|difference| moving.resolved(difference)) else { return Ok(()) };
            match difference.change {
                Change::Added => replay.n_added += 1,
                Change::Removed => replay.n_removed += 1,
                Change::Changed { .. } => replay.n_changed += 1,
                Change::Moved { .. } => replay.n_moved += 1,
            }
            each(&difference)
        })?;
    }
    Ok(replay)
}

/// Calls `each` for every article that is found or was, in the order of ids: with None where it is as it was.
fn compare(
    snapshot: &dyn Snapshot,
    recording: &Recording,
    go_on: &dyn Fn() -> ControlFlow<()>,
    each: &mut dyn FnMut(Option<ChangedArticle>) -> Result<()>,
) -> Result<()> {
    let Some(query) = recording.head.query() else { return Err(recording.fault(RecordingFault::Query)) };
    let coverage = recording.head.coverage();
    let pattern = Pattern::new(&query, coverage);
    let ledger = snapshot.ledger().files()?;
    let mut recorded = recording.articles()?;
    let mut next = recorded.next()?;
    let removed = |article| Some(ChangedArticle { change: Change::Removed, article });
    snapshot.each_match(&query, coverage, ReadOrder::ById, &mut |article| {
        if go_on().is_break() {
            return Err(Error::BrokenOff);
        }
        while let Some(then) = next.take_if(|then| then.id < article.id) {
            each(removed(then))?;
            next = recorded.next()?;
        }
        let now = RecordedArticle::new(&article, &pattern, ledger);
        let Some(then) = next.take_if(|then| then.id == now.id) else {
            return each(Some(ChangedArticle { change: Change::Added, article: now }));
        };
        next = recorded.next()?;
        let is_content = then.content != now.content;
        let is_changed = is_content || then.matches != now.matches;
        let change = Change::Changed { is_content, matches_before: then.matches };
        each(is_changed.then_some(ChangedArticle { change, article: now }))
    })?;
    while let Some(then) = next {
        each(removed(then))?;
        next = recorded.next()?;
    }
    Ok(())
}

/// The articles that were added and removed, by what they say.
#[derive(Default)]
struct Moving {
    by_content: HashMap<String, Moves>,
    n_articles: usize,
    has_too_many: bool,
}

/// The articles that say one thing.
#[derive(Default)]
struct Moves {
    n_added: u32,
    n_removed: u32,
    /// One that was removed.
    before: Option<(ArticleId, Place)>,
}

impl Moving {
    fn add(&mut self, difference: &ChangedArticle) {
        let ChangedArticle { change, article } = difference;
        if self.has_too_many || matches!(change, Change::Changed { .. } | Change::Moved { .. }) {
            return;
        }
        self.n_articles += 1;
        if self.n_articles > MAX_MOVING {
            *self = Moving { has_too_many: true, ..Moving::default() };
            return;
        }
        let moves = self.by_content.entry(article.content.clone()).or_default();
        if *change == Change::Added {
            moves.n_added += 1;
        } else {
            moves.n_removed += 1;
            moves.before = Some((article.id.clone(), article.place()));
        }
    }

    /// Returns an article that was added as one that moved, where it did; None for the one that it was before.
    fn resolved(&self, difference: ChangedArticle) -> Option<ChangedArticle> {
        let ChangedArticle { change, article } = difference;
        let moves = self.by_content.get(&article.content).filter(|moves| moves.n_added == 1 && moves.n_removed == 1);
        match (&change, moves.and_then(|moves| moves.before.clone())) {
            (Change::Added, Some((id_before, place_before))) => {
                Some(ChangedArticle { change: Change::Moved { id_before, place_before }, article })
            }
            (Change::Removed, Some(_)) => None,
            _ => Some(ChangedArticle { change, article }),
        }
    }
}
