//! Looking at an index: which articles are new, and which have changed.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use super::backlog::AlertReason;
use super::fingerprint::{FileKey, SeenArticle, short_id};
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

/// Compares an index with what was seen of it. Unchanged files are not read. An article is new if
/// nothing with its address and its words was seen, wherever it was read; it is changed if only its
/// words are others. If it has the words of one that is gone or changed, it was moved, and is not
/// new. `observer` receives the number of files done and of all files, and can stop the look.
pub fn look(snapshot: &dyn Snapshot, before: &Seen, observer: &mut dyn FnMut(u64, u64) -> ControlFlow<()>) -> Result<Look> {
    let ledger = &snapshot.ledger().files()?;
    let known = if before.is_of_places { HashMap::new() } else { before.by_key() };
    let keys: Vec<Option<FileKey>> = ledger.iter().map(FileKey::of).collect();
    let present: HashSet<FileKey> = keys.iter().flatten().copied().filter(|key| known.contains_key(key)).collect();
    let mut look = Look::default();
    // Where in `found` the articles of each read file begin.
    let mut read: Vec<(&str, usize)> = Vec::new();
    let mut found: Vec<SeenArticle> = Vec::new();
    let mut ids: Vec<u64> = Vec::new();
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
            ids.push(short_id(&article.id));
            Ok(())
        })?;
        look.seen.push_file(*key, &found[start..]);
        look.n_files_read += 1;
        read.push((&record.path, start));
    }
    let changes = match before.is_of_places {
        true => new_places(before, &ids),
        false => {
            let others = before.others(|key| present.contains(&key));
            look.seen.set_gone(gone(before, &others, &look.seen));
            changes(before.all(), &others, &found)
        }
    };
    let ends = read.iter().skip(1).map(|(_, start)| *start).chain([found.len()]);
    for ((path, start), end) in read.iter().zip(ends) {
        let told = ids[*start..end].iter().zip(&changes[*start..end]);
        let changes: HashMap<u64, AlertReason> = told.filter_map(|(id, change)| Some((*id, (*change)?))).collect();
        if !changes.is_empty() {
            look.new.push(NewFile { path: (*path).to_owned(), changes });
        }
    }
    Ok(look)
}

/// Returns for each article whether it is new or changed; `None` if neither. `all` is everything that
/// was seen, and `others` what was seen in files that changed or are gone.
fn changes(all: impl Iterator<Item = SeenArticle>, others: &[SeenArticle], now: &[SeenArticle]) -> Vec<Option<AlertReason>> {
    let wanted: HashSet<u64> = now.iter().map(|article| article.item).collect();
    let mut known: HashSet<SeenArticle> = all.filter(|article| wanted.contains(&article.item)).collect();
    let mut items: HashSet<u64> = known.iter().map(|article| article.item).collect();
    let here: HashSet<&SeenArticle> = now.iter().collect();
    // Each of them accounts for one article.
    let mut left: HashMap<u64, usize> = HashMap::new();
    let moved = others.iter().collect::<HashSet<_>>().into_iter().filter(|article| !here.contains(article));
    moved.for_each(|article| *left.entry(article.words).or_default() += 1);
    let mut change = |article: &SeenArticle| {
        if !known.insert(*article) {
            return None;
        }
        let is_known_item = !items.insert(article.item);
        if let Some(n) = left.get_mut(&article.words).filter(|n| **n > 0) {
            *n -= 1;
            return None;
        }
        Some(if is_known_item { AlertReason::Changed } else { AlertReason::New })
    };
    now.iter().map(&mut change).collect()
}

/// Returns which articles are at places that an earlier version of the program did not see. It kept
/// other bits of their words.
fn new_places(before: &Seen, ids: &[u64]) -> Vec<Option<AlertReason>> {
    let known: HashSet<u64> = before.all().map(|article| article.item).collect();
    ids.iter().map(|id| (!known.contains(id)).then_some(AlertReason::New)).collect()
}

/// Returns what was seen of articles that are not in the index any more, the latest last.
fn gone(before: &Seen, others: &[SeenArticle], now: &Seen) -> Vec<SeenArticle> {
    let mut gone: HashSet<u64> = before.gone.iter().chain(others).map(|article| article.item).collect();
    now.all().for_each(|article| {
        gone.remove(&article.item);
    });
    let mut once = HashSet::new();
    let latest_first = others.iter().rev().chain(before.gone.iter().rev());
    let mut kept: Vec<SeenArticle> =
        latest_first.filter(|article| gone.contains(&article.item) && once.insert(**article)).copied().collect();
    kept.reverse();
    kept
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
            let before = seen(before);
            let shown: String = changes(before.iter().copied(), &before, &seen(now))
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
        // Read twice in one run, in two files.
        check(&[], &[(1, 1), (1, 1), (1, 2)], "n.c");
    }
}
