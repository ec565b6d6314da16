//! Articles that some searches have not been run on yet, though others have. Those searches were
//! not chosen, their command failed, or the run was interrupted.

use std::collections::{BTreeMap, HashSet};

use super::fingerprint::short_id;
use crate::article::ArticleId;

/// Why an article is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertReason {
    /// It is new.
    New,
    /// It existed, and its content changed.
    Changed,
}

impl AlertReason {
    /// Returns its name in output: `new`.
    pub fn name(self) -> &'static str {
        match self {
            AlertReason::New => "new",
            AlertReason::Changed => "changed",
        }
    }
}

/// An article that waits for some search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) id: ArticleId,
    pub(super) change: AlertReason,
}

/// The waiting articles, in the order in which they came, and how far each search is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Backlog {
    pub(super) waiting: Vec<Waiting>,
    /// The number of them that a search has seen, by its name. A search that is missing here has
    /// seen all.
    pub(super) n_seen: BTreeMap<String, usize>,
}

impl Backlog {
    /// Returns the number that a search has seen.
    pub(super) fn n_seen_by(&self, name: &str) -> usize {
        self.n_seen.get(name).copied().unwrap_or(self.waiting.len())
    }

    /// Returns the backlog without articles of which something newer will be reported.
    pub(super) fn without(&self, short_ids: &HashSet<u64>) -> Backlog {
        self.only(|waiting| !short_ids.contains(&short_id(&waiting.id)))
    }

    /// Returns the backlog without articles that all have seen. `names` are the existing searches.
    pub(super) fn settled(&self, names: &HashSet<&str>) -> Backlog {
        let n_all = self.waiting.len();
        let n_seen = self.n_seen.iter().filter(|(name, n)| **n < n_all && names.contains(name.as_str()));
        let n_seen: BTreeMap<String, usize> = n_seen.map(|(name, n)| (name.clone(), *n)).collect();
        let n_seen_by_all = n_seen.values().min().copied().unwrap_or(n_all);
        Backlog {
            waiting: self.waiting[n_seen_by_all..].to_vec(),
            n_seen: n_seen.into_iter().map(|(name, n)| (name, n - n_seen_by_all)).collect(),
        }
    }

    fn only(&self, is_kept: impl Fn(&Waiting) -> bool) -> Backlog {
        let kept: Vec<bool> = self.waiting.iter().map(is_kept).collect();
        let n_kept = |n: usize| kept.iter().take(n).filter(|is_kept| **is_kept).count();
        Backlog {
            waiting: self
                .waiting
                .iter()
                .zip(&kept)
                .filter(|(_, is_kept)| **is_kept)
                .map(|(waiting, _)| waiting.clone())
                .collect(),
            n_seen: self.n_seen.iter().map(|(name, n)| (name.clone(), n_kept(*n))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backlog(n: usize, n_seen: &[(&str, usize)]) -> Backlog {
        let waiting = (0..n).map(|number| Waiting { id: ArticleId::new("a", &number.to_string()), change: AlertReason::New });
        Backlog { waiting: waiting.collect(), n_seen: n_seen.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect() }
    }

    #[test]
    fn what_all_have_seen_is_forgotten() {
        let names = HashSet::from(["a", "b", "c"]);
        let check = |before: Backlog, n_left: usize, n_seen: &[(&str, usize)]| {
            let after = before.settled(&names);
            assert_eq!(after.waiting, before.waiting[before.waiting.len() - n_left..]);
            assert_eq!(after.n_seen, backlog(0, n_seen).n_seen);
        };
        check(backlog(5, &[]), 0, &[]);
        check(backlog(5, &[("a", 5)]), 0, &[]);
        check(backlog(5, &[("a", 2), ("b", 4), ("c", 5)]), 3, &[("a", 0), ("b", 2)]);
        // A removed search keeps nothing waiting.
        check(backlog(5, &[("gone", 0), ("b", 4)]), 1, &[("b", 0)]);
    }

    #[test]
    fn what_is_taken_out_moves_nobody_past_what_was_not_seen() {
        let before = backlog(5, &[("a", 0), ("b", 2), ("c", 4)]);
        let second = HashSet::from([short_id(&before.waiting[1].id)]);
        let after = before.without(&second);
        assert_eq!(after.waiting.len(), 4);
        assert_eq!(after.n_seen, backlog(0, &[("a", 0), ("b", 1), ("c", 3)]).n_seen);
        assert_eq!((after.n_seen_by("b"), after.n_seen_by("d")), (1, 4));
    }
}
