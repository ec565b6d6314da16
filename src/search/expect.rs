//! An estimate of how much a search would find each day, from what it finds now.

use crate::article::Day;
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::{Coverage, Facets, ValuesWanted};
use crate::query::Query;

/// An estimate of how much a search would find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Number of matching articles.
    pub n_matching: u64,
    /// Number of all articles.
    pub n_all: u64,
    /// Number of matching articles without a date, or with a future one; they are on no day.
    pub n_undated: u64,
    /// What was found on the last days, on more of them, and on all. Empty if no article has a
    /// date.
    pub stretches: Vec<DaysCounted>,
}

/// What was found on a number of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysCounted {
    /// The requested number of days; `None` for all.
    pub asked: Option<usize>,
    /// The actual number of days.
    pub n_days: usize,
    /// Number of matching articles of these days.
    pub n_matching: u64,
    /// Number of all articles of these days.
    pub n_all: u64,
}

impl DaysCounted {
    /// Returns the average number of matching articles a day.
    pub fn per_day(&self) -> f64 {
        self.n_matching as f64 / self.n_days.max(1) as f64
    }
}

impl Expectation {
    /// Returns the number of matching articles in a thousand: the estimate for a thousand new
    /// articles, whatever their dates.
    pub fn per_thousand(&self) -> f64 {
        self.n_matching as f64 * 1000.0 / self.n_all.max(1) as f64
    }
}

/// The last four weeks, and the last year.
const ASKED: [Option<usize>; 3] = [Some(28), Some(365), None];

/// Estimates how much a search would find in a day, if future articles are like those in the index.
/// Only days with an article count: days missing from an archive say nothing.
pub fn expect(snapshot: &dyn Snapshot, query: &Query, coverage: Coverage, today: Day) -> Result<Expectation> {
    let matching = snapshot.facets(query, coverage, &[], ValuesWanted::MostFrequent(0))?;
    let all = snapshot.everything()?;
    Ok(expected(&matching, all.total, &all.days, today))
}

/// Like [`expect`], from existing counts: what matches, the number of articles, and the number of
/// each day.
pub fn expected(matching: &Facets, n_all: u64, all_days: &[(Day, u64)], today: Day) -> Expectation {
    let past = |days: &[(Day, u64)]| -> Vec<(Day, u64)> { days.iter().filter(|(day, _)| *day <= today).copied().collect() };
    let (matching_days, days) = (past(&matching.days), past(all_days));
    let counted = |asked: Option<usize>| {
        let n_days = asked.unwrap_or(days.len()).min(days.len());
        let days = &days[days.len() - n_days..];
        let first = days.first().map_or(Day::MAX, |(day, _)| *day);
        DaysCounted {
            asked,
            n_days,
            n_matching: matching_days.iter().filter(|(day, _)| *day >= first).map(|(_, n)| n).sum(),
            n_all: days.iter().map(|(_, n)| n).sum(),
        }
    };
    Expectation {
        n_matching: matching.total,
        n_all,
        n_undated: matching.total - matching_days.iter().map(|(_, n)| n).sum::<u64>(),
        stretches: if days.is_empty() { Vec::new() } else { ASKED.map(counted).to_vec() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets(total: u64, days: impl IntoIterator<Item = (Day, u64)>) -> Facets {
        Facets { total, days: days.into_iter().collect(), ..Facets::default() }
    }

    #[test]
    fn days_without_articles_and_days_to_come_are_not_counted() {
        // Every second day, and one mistaken date.
        let all = facets(1001, (0..50).map(|n| (1000 + 2 * n, 10)).chain([(90_000, 1)]));
        let matching = facets(9, [(1000, 2), (1098, 3), (1096, 1), (90_000, 1)]);
        let told = expected(&matching, all.total, &all.days, 2000);
        assert_eq!((told.n_matching, told.n_all, told.n_undated), (9, 1001, 3));
        let shown: Vec<_> = told.stretches.iter().map(|days| (days.n_days, days.n_matching, days.n_all)).collect();
        assert_eq!(shown, [(28, 4, 280), (50, 6, 500), (50, 6, 500)]);
        assert!((told.stretches[0].per_day() - 4.0 / 28.0).abs() < 1e-9);
        assert_eq!(expected(&facets(1, []), 5, &[(90_000, 4)], 2000).stretches, []);
    }
}
