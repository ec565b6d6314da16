//! How much a search would find each day, told from what it finds already.

use crate::article::Day;
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::{Coverage, Facets};
use crate::query::Query;

/// How much a search would find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// How many articles match.
    pub n_matching: u64,
    /// How many there are in all.
    pub n_all: u64,
    /// How many of those that match have no date, or one that is still to come; they are on no day.
    pub n_undated: u64,
    /// What was found on the last days, on more of them, and on all. Empty where no article has a date.
    pub stretches: Vec<DaysCounted>,
}

/// What was found on some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysCounted {
    /// How many days were to be counted; None for all.
    pub asked: Option<usize>,
    /// How many there are.
    pub n_days: usize,
    /// How many articles of these days match.
    pub n_matching: u64,
    /// How many they have in all.
    pub n_all: u64,
}

impl DaysCounted {
    /// Returns how many match in the mean of a day.
    pub fn per_day(&self) -> f64 {
        self.n_matching as f64 / self.n_days.max(1) as f64
    }
}

impl Expectation {
    /// Returns how many match in a thousand: what to expect of so many new articles, whatever their dates.
    pub fn per_thousand(&self) -> f64 {
        self.n_matching as f64 * 1000.0 / self.n_all.max(1) as f64
    }
}

/// The last four weeks, and the last year.
const ASKED: [Option<usize>; 3] = [Some(28), Some(365), None];

/// Tells from an index how much a search would find in a day, if what comes is like what came. Counted are days on which some article was published:
/// days that are missing from an archive say nothing.
pub fn expect(snapshot: &dyn Snapshot, query: &Query, coverage: Coverage, today: Day) -> Result<Expectation> {
    let matching = snapshot.facets(query, coverage, 0)?;
    let all = snapshot.facets(&Query::everything(), Coverage::All, 0)?;
    Ok(expected(&matching, all.total, &all.days, today))
}

/// As [`expect`], from what is counted already: what matches, how many articles there are, and how many of each day.
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
        // Every second day, and one that is a slip of the pen.
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
