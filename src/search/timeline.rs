//! The distribution of matching articles over time, beside all articles.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use crate::article::Day;
use crate::choice::Period;

/// A stretch of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// Number of matching articles published in it.
    pub n_matching: u64,
    /// Number of all articles published in it.
    pub n_all: u64,
}

impl Stretch {
    /// Returns the share of matching articles; `None` if there are no articles.
    pub fn share(&self) -> Option<f64> {
        (self.n_all > 0).then(|| self.n_matching as f64 / self.n_all as f64)
    }
}

/// Maximum number of stretches in a timeline; older articles are left out. [`Period::covering`]
/// avoids that if it can.
pub const MAX_STRETCHES: usize = 4_000;

impl Period {
    /// Returns the shortest period of which at most `n` cover all days. Weeks are not used: months
    /// divide years evenly, weeks cross their ends.
    pub fn fitting(days: &[(Day, u64)], n: usize) -> Period {
        let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else { return Period::Month };
        let n_days = last.abs_diff(*first);
        match n as u64 {
            n if n_days < n => Period::Day,
            n if n_days / 28 < n => Period::Month,
            _ => Period::Year,
        }
    }

    /// Returns this period. If a timeline of all days would have more than [`MAX_STRETCHES`],
    /// returns the next longer period that has fewer, a year at most.
    pub fn covering(self, days: &[(Day, u64)]) -> Period {
        let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else { return self };
        let fits = |period: &Period| period.n_stretches(*first, *last) <= MAX_STRETCHES as u64;
        let mut longer = [Period::Day, Period::Week, Period::Month].into_iter().filter(|period| *period >= self);
        longer.find(fits).unwrap_or(Period::Year)
    }

    /// Returns the number of stretches from the first day to the last.
    fn n_stretches(self, first: Day, last: Day) -> u64 {
        let (first, last) = (self.first_day(first), self.first_day(last));
        let months = |day: Day| i64::from(date(day).year()) * 12 + i64::from(date(day).month());
        let n_between = match self {
            Period::Day => last - first,
            Period::Week => (last - first) / 7,
            Period::Month => months(last) - months(first),
            Period::Year => i64::from(date(last).year()) - i64::from(date(first).year()),
        };
        n_between.unsigned_abs() + 1
    }

    /// Returns the label of a stretch that begins on `day`: `2024-03-25`, `2024-W13`, `2024-03` or
    /// `2024`. `date:` with the label finds it.
    pub fn label(self, day: Day) -> String {
        let date = date(day);
        if self == Period::Week {
            // At New Year the week may belong to the year before or after.
            let week = date.iso_week_date();
            return format!("{:04}-W{:02}", week.year(), week.week());
        }
        let date = date.to_string();
        let n_parts = match self {
            Period::Day | Period::Week => 3,
            Period::Month => 2,
            Period::Year => 1,
        };
        // The year may have a sign.
        let end = date.match_indices('-').filter(|(at, _)| *at > 0).nth(n_parts - 1).map_or(date.len(), |(at, _)| at);
        date[..end].to_owned()
    }

    pub(super) fn first_day(self, day: Day) -> Day {
        let date = date(day);
        day_of(match self {
            Period::Day => date,
            Period::Week => date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days()),
            Period::Month => date.first_of_month(),
            Period::Year => date.first_of_year(),
        })
    }

    fn last_day(self, day: Day) -> Day {
        let date = date(day);
        day_of(match self {
            Period::Day => date,
            Period::Week => date.saturating_add(i64::from(6 - date.weekday().to_monday_zero_offset()).days()),
            Period::Month => date.last_of_month(),
            Period::Year => date.last_of_year(),
        })
    }
}

/// Returns the timeline of matching days beside all days, from the first matching day to the last,
/// without gaps. Both lists are in order.
pub fn timeline(matching: &[(Day, u64)], all: &[(Day, u64)], period: Period) -> Vec<Stretch> {
    let (Some((first, _)), Some((last, _))) = (matching.first(), matching.last()) else { return Vec::new() };
    let mut stretches = Vec::new();
    let mut day = *last;
    while stretches.len() < MAX_STRETCHES && period.last_day(day) >= *first {
        let (first_day, last_day) = (period.first_day(day), period.last_day(day));
        let within = |days: &[(Day, u64)]| {
            let days = &days[days.partition_point(|(day, _)| *day < first_day)..];
            days.iter().take_while(|(day, _)| *day <= last_day).map(|(_, n)| n).sum()
        };
        stretches.push(Stretch { first_day, last_day, n_matching: within(matching), n_all: within(all) });
        day = first_day - 1;
    }
    stretches.reverse();
    stretches
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days outside the calendar become its first or its last.
fn date(day: Day) -> Date {
    EPOCH.checked_add(day.clamp(-4_000_000, 3_000_000).days()).unwrap_or(if day < 0 { Date::MIN } else { Date::MAX })
}

fn day_of(date: Date) -> Day {
    EPOCH.until((Unit::Day, date)).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        day_of(text.parse().unwrap())
    }

    #[test]
    fn stretches_have_no_gaps_and_hold_every_day() {
        let matching = [(day("2023-12-31"), 1), (day("2024-01-01"), 2), (day("2024-03-31"), 3)];
        let all = [(day("2023-11-30"), 9), (day("2023-12-01"), 4), (day("2024-02-29"), 5), (day("2024-03-31"), 6)];
        let of = |period: Period| -> Vec<(String, u64, u64)> {
            let stretches = timeline(&matching, &all, period);
            stretches.iter().map(|stretch| (period.label(stretch.first_day), stretch.n_matching, stretch.n_all)).collect()
        };
        let expected = [("2023-12", 1, 4), ("2024-01", 2, 0), ("2024-02", 0, 5), ("2024-03", 3, 6)];
        assert_eq!(of(Period::Month), expected.map(|(label, n, m)| (label.to_owned(), n, m)));
        assert_eq!(of(Period::Year), [("2023".to_owned(), 1, 13), ("2024".to_owned(), 5, 11)]);
        assert_eq!(of(Period::Day).len(), 92);
        assert_eq!(timeline(&[], &all, Period::Day), []);
    }

    #[test]
    fn the_ends_of_the_calendar_are_reached() {
        let days = [(i64::MIN, 1), (i64::MAX, 1)];
        for period in [Period::Day, Period::Week, Period::Month, Period::Year] {
            assert_eq!(timeline(&days, &days, period).len(), MAX_STRETCHES);
            assert_eq!(period.covering(&days), Period::Year);
        }
        assert_eq!(Period::Year.label(day("0024-01-01")), "0024");
        assert_eq!(Period::Week.label(day("0024-01-01")), "0024-W01");
    }

    #[test]
    fn weeks_run_over_the_ends_of_years() {
        let label = |text: &str| Period::Week.label(day(text));
        assert_eq!([label("2024-03-25"), label("2024-03-31"), label("2024-04-01")], ["2024-W13", "2024-W13", "2024-W14"]);
        assert_eq!([label("2020-12-31"), label("2021-01-03"), label("2021-01-04")], ["2020-W53", "2020-W53", "2021-W01"]);
        assert_eq!([label("2024-12-29"), label("2024-12-30"), label("2025-01-05")], ["2024-W52", "2025-W01", "2025-W01"]);
        let days = [(day("2020-12-27"), 1), (day("2020-12-28"), 2), (day("2021-01-03"), 3), (day("2021-01-04"), 4)];
        let weeks = timeline(&days, &days, Period::Week);
        assert_eq!(weeks.iter().map(|week| week.n_matching).collect::<Vec<_>>(), [1, 5, 4]);
        assert!(weeks.iter().all(|week| week.last_day - week.first_day == 6));
    }

    #[test]
    fn a_period_that_would_have_too_many_stretches_becomes_a_longer_one() {
        let covering = |period: Period, first: &str, last: &str| period.covering(&[(day(first), 1), (day(last), 1)]);
        assert_eq!(covering(Period::Day, "2014-01-14", "2024-12-25"), Period::Day);
        assert_eq!(covering(Period::Day, "2014-01-14", "2024-12-27"), Period::Week);
        assert_eq!(covering(Period::Day, "1901-01-01", "2024-01-01"), Period::Month);
        assert_eq!(covering(Period::Week, "0001-01-01", "2024-01-01"), Period::Year);
        assert_eq!(covering(Period::Month, "2024-01-01", "2024-01-01"), Period::Month);
        assert_eq!(Period::Week.covering(&[]), Period::Week);
    }

    #[test]
    fn the_period_fits() {
        let fitting = |first: &str, last: &str| Period::fitting(&[(day(first), 1), (day(last), 1)], 60);
        assert_eq!(fitting("2024-01-01", "2024-02-20"), Period::Day);
        assert_eq!(fitting("2024-01-01", "2027-12-20"), Period::Month);
        assert_eq!(fitting("1836-01-01", "1922-12-20"), Period::Year);
    }
}
