//! Repeating the search of a [`Recording`], and reporting what has changed since.
//!
//! The recorded and the current articles both come ordered by id, so they are compared one by one.
//! If they differ, this is done twice: first to find the articles that moved, then to report the
//! differences.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::recording::{RecordedArticle, Recording, fingerprint};
use crate::article::{ArticleId, Place};
use crate::engine::{ReadOrder, Snapshot};
use crate::error::{Error, RecordingFault, Result};
use crate::matching::Pattern;

/// Maximum number of added or removed articles among which moved ones are looked for. Each takes
/// some 200 bytes.
const MAX_MOVING: usize = 100_000;

/// An article that differs from the recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedArticle {
    /// The difference.
    pub change: Change,
    /// The article as it is now, or as it was if it is not found any more.
    pub article: RecordedArticle,
}

/// How an article differs from the recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It matches now and did not.
    Added,
    /// It matched and does not any more.
    Removed,
    /// It still matches, but its content or its number of matches changed.
    Changed {
        /// Whether its content has changed: its text, or its other fields.
        is_content: bool,
        /// The earlier number of matches.
        matches_before: u64,
    },
    /// It has the content of an article that does not match any more, under another id. No other
    /// article has that content.
    Moved {
        /// The id before.
        id_before: ArticleId,
        /// The place before.
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
    /// Whether the index holds the same files as then.
    pub has_same_files: bool,
    /// The current format of the index, as in [`Stats::format`](crate::engine::Stats::format).
    pub format: String,
    /// Number of articles that match now and did not.
    pub n_added: u64,
    /// Number of articles that do not match any more.
    pub n_removed: u64,
    /// Number of articles that still match and have changed.
    pub n_changed: u64,
    /// Number of articles that match under another id.
    pub n_moved: u64,
    /// Number of unchanged articles.
    pub n_same: u64,
    /// Whether moved articles were not looked for, because too many were added and removed. They
    /// then count as both.
    pub is_moving_unknown: bool,
}

impl Replay {
    /// Returns whether nothing has changed.
    pub fn is_same(&self) -> bool {
        self.n_added + self.n_removed + self.n_changed + self.n_moved == 0
    }
}

/// Repeats the recorded search as it was understood then: on the same day, and with as many words
/// required. Calls `each` with every difference, ordered by id; its error ends the replay and is
/// returned. `go_on` is called for each article; if it breaks, the error is [`Error::BrokenOff`].
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
        has_same_files: fingerprint(&snapshot.ledger().files()?) == recording.head.index.fingerprint,
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

/// Calls `each` for every article that matches or matched, ordered by id; with `None` if it is
/// unchanged.
fn compare(
    snapshot: &dyn Snapshot,
    recording: &Recording,
    go_on: &dyn Fn() -> ControlFlow<()>,
    each: &mut dyn FnMut(Option<ChangedArticle>) -> Result<()>,
) -> Result<()> {
    let Some(query) = recording.head.query() else { return Err(recording.fault(RecordingFault::Query)) };
    let coverage = recording.head.coverage();
    let pattern = Pattern::new(&query, coverage);
    let ledger = &snapshot.ledger().files()?;
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

/// The added and removed articles, by content.
#[derive(Default)]
struct Moving {
    by_content: HashMap<String, Moves>,
    n_articles: usize,
    has_too_many: bool,
}

/// The articles with one content.
#[derive(Default)]
struct Moves {
    n_added: u32,
    n_removed: u32,
    /// A removed one.
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

    /// Returns an added article as moved, if it was; `None` for the removed one that it was before.
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
