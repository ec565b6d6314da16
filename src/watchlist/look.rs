//! Looking at an index: which articles are new, and which have changed.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::backlog::AlertReason;
use super::fingerprint::{FileKey, SeenArticle};
use super::seen::Seen;
use crate::engine::Snapshot;
use crate::error::{Error, Result};

/// The result of a look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// What is there now, without the backlog.
    pub seen: Seen,
    /// The files with new or changed articles, in the order of their paths.
    pub new: Vec<NewFile>,
    /// The number of files that had to be read.
    pub n_files_read: u64,
}

/// A file with new or changed articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Its path, as in [`Place::path`](crate::article::Place::path).
    pub path: String,
    /// The first 40 bits of their ids.
    pub(super) changes: HashMap<u64, AlertReason>,
}

impl Look {
    /// Returns the number of new and changed articles.
    pub fn n_new(&self) -> u64 {
        self.new.iter().map(|file| file.changes.len() as u64).sum()
    }

    /// Returns the first 40 bits of the ids of new and changed articles.
    pub(super) fn short_ids(&self) -> HashSet<u64> {
        self.new.iter().flat_map(|file| file.changes.keys().copied()).collect()
    }
}

/// Compares an index with what was seen of it. Unchanged files are not read. If an article has the
/// content of one that is gone or changed, it was moved, and is not new. `observer` receives the
/// number of files done and of all files, and can stop the look.
pub fn look(snapshot: &dyn Snapshot, before: &Seen, observer: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<Look> {
    let ledger = snapshot.ledger().files()?;
    let known = before.by_key();
    let keys: Vec<Option<FileKey>> = ledger.iter().map(FileKey::of).collect();
    let present: HashSet<FileKey> = keys.iter().flatten().copied().collect();
    let mut look = Look::default();
    // Where in `found` the articles of each read file begin.
    let mut read: Vec<(&str, usize)> = Vec::new();
    let mut found: Vec<SeenArticle> = Vec::new();
    for (file_idx, (record, key)) in ledger.iter().zip(&keys).enumerate() {
        if observer(file_idx as u64, ledger.len() as u64).is_break() {
            return Err(Error::BrokenOff);
        }
        if let Some(articles) = key.and_then(|key| known.get(&key)) {
            look.seen.push_file(*key, articles);
            continue;
        }
        let start = found.len();
        snapshot.ledger().articles_of(&record.path, &mut |article| {
            found.push(SeenArticle::of(&article));
            Ok(())
        })?;
        look.seen.push_file(*key, &found[start..]);
        look.n_files_read += 1;
        read.push((&record.path, start));
    }
    let changes = changes(&before.others(|key| present.contains(&key)), &found);
    let ends = read.iter().skip(1).map(|(_, start)| *start).chain([found.len()]);
    for ((path, start), end) in read.iter().zip(ends) {
        let told = found[*start..end].iter().zip(&changes[*start..end]);
        let changes: HashMap<u64, AlertReason> = told.filter_map(|(article, change)| Some((article.id, (*change)?))).collect();
        if !changes.is_empty() {
            look.new.push(NewFile { path: (*path).to_owned(), changes });
        }
    }
    Ok(look)
}

/// Returns for each article whether it is new or changed; `None` if neither.
fn changes(before: &[SeenArticle], now: &[SeenArticle]) -> Vec<Option<AlertReason>> {
    let ids: HashSet<u64> = before.iter().map(|article| article.id).collect();
    // Each of them accounts for one article.
    let mut left: HashSet<SeenArticle> = before.iter().copied().collect();
    let is_unchanged: Vec<bool> = now.iter().map(|article| left.remove(article)).collect();
    let mut contents: HashMap<u64, usize> = HashMap::new();
    left.iter().for_each(|article| *contents.entry(article.content).or_default() += 1);
    let mut change = |(article, is_unchanged): (&SeenArticle, bool)| {
        if is_unchanged {
            return None;
        }
        if let Some(n) = contents.get_mut(&article.content).filter(|n| **n > 0) {
            *n -= 1;
            return None;
        }
        Some(if ids.contains(&article.id) { AlertReason::Changed } else { AlertReason::New })
    };
    now.iter().zip(is_unchanged).map(&mut change).collect()
}

#[cfg(test)]
mod tests {
    use super::super::seen::tests::seen_article;
    use super::*;

    #[test]
    fn what_is_new_is_told_from_what_moved() {
        let check = |before: &[(u64, u64)], now: &[(u64, u64)], expected: &str| {
            let seen = |pairs: &[(u64, u64)]| -> Vec<SeenArticle> {
                pairs.iter().map(|(id, content)| seen_article(*id, *content)).collect()
            };
            let shown: String = changes(&seen(before), &seen(now))
                .into_iter()
                .map(|change| change.map_or('.', |change| if change == AlertReason::New { 'n' } else { 'c' }))
                .collect();
            assert_eq!(shown, expected, "{before:?} {now:?}");
        };
        check(&[], &[(1, 1), (2, 2)], "nn");
        check(&[(1, 1), (2, 2)], &[(1, 1), (2, 2)], "..");
        check(&[(1, 1), (2, 2)], &[(2, 3), (1, 1), (4, 4)], "c.n");
        // Renumbered, because an article was inserted before them.
        check(&[(1, 1), (2, 2)], &[(1, 9), (2, 1), (3, 2)], "c..");
        // Moved to another file.
        check(&[(1, 1), (2, 2)], &[(11, 1), (12, 2)], "..");
        // Printed again, while the first one still exists.
        check(&[(1, 1)], &[(1, 1), (2, 1)], ".n");
        check(&[(1, 1)], &[(2, 1), (3, 1)], ".n");
        // Changed, and reported before a run was interrupted.
        check(&[(1, 1), (1, 2)], &[(1, 2)], ".");
        check(&[(1, 1), (1, 2)], &[(1, 3)], "c");
    }
}
