//! How the articles that match spread over time, beside all that there are.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};

use crate::article::Day;

/// How long each stretch of a timeline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// A day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// A stretch of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its first day.
    pub first_day: Day,
    /// Its last day.
    pub last_day: Day,
    /// How many articles that match were published in it.
    pub n_matching: u64,
    /// How many there are of it in all.
    pub n_all: u64,
}

/// A timeline has at most so many stretches; what is older is left out.
pub const MAX_STRETCHES: usize = 4_000;

impl Period {
    /// Returns the period's name in output: `month`.
    pub fn name(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Month => "month",
            Period::Year => "year",
        }
    }

    /// Returns the shortest period of which at most `n` cover all days.
    pub fn fitting(days: &[(Day, u64)], n: usize) -> Period {
        let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else { return Period::Month };
        let n_days = last.abs_diff(*first);
        match n as u64 {
            n if n_days < n => Period::Day,
            n if n_days / 28 < n => Period::Month,
            _ => Period::Year,
        }
    }

    /// Returns how a stretch that begins on `day` is called: `2024-03-25`, `2024-03` or `2024`. A query finds it by `date:` and this.
    pub fn label(self, day: Day) -> String {
        let date = date(day).to_string();
        let n_parts = match self {
            Period::Day => 3,
            Period::Month => 2,
            Period::Year => 1,
        };
        // The year may have a sign.
        let end = date.match_indices('-').filter(|(at, _)| *at > 0).nth(n_parts - 1).map_or(date.len(), |(at, _)| at);
        date[..end].to_owned()
    }

    fn first_day(self, day: Day) -> Day {
        let date = date(day);
        day_of(match self {
            Period::Day => date,
            Period::Month => date.first_of_month(),
            Period::Year => date.first_of_year(),
        })
    }

    fn last_day(self, day: Day) -> Day {
        let date = date(day);
        day_of(match self {
            Period::Day => date,
            Period::Month => date.last_of_month(),
            Period::Year => date.last_of_year(),
        })
    }
}

/// Returns the timeline of days that match beside all days, from the first to the last that match, without gaps. Both are in order.
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

/// Days that the calendar does not have become its first or its last.
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
        for period in [Period::Day, Period::Month, Period::Year] {
            assert_eq!(timeline(&days, &days, period).len(), MAX_STRETCHES);
        }
        assert_eq!(Period::Year.label(day("0024-01-01")), "0024");
    }

    #[test]
    fn the_period_fits() {
        let fitting = |first: &str, last: &str| Period::fitting(&[(day(first), 1), (day(last), 1)], 60);
        assert_eq!(fitting("2024-01-01", "2024-02-20"), Period::Day);
        assert_eq!(fitting("2024-01-01", "2027-12-20"), Period::Month);
        assert_eq!(fitting("1836-01-01", "1922-12-20"), Period::Year);
    }
}
