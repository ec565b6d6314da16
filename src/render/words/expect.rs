//! How many hits per day a search would have.

use crate::render::text::style::count;
use crate::search::{DaysCounted, Expectation};

/// Returns how many hits to expect: `expect 0.25 hits per day: 7 on the last 28 days with articles, …`.
pub fn line(told: &Expectation) -> String {
    let Expectation { n_matching, n_all, n_undated, stretches } = told;
    let of_all = format!("{n_matching} of {} match", count(*n_all, "article"));
    let undated = if *n_undated > 0 { format!(", {n_undated} without a past date") } else { String::new() };
    let Some(first) = stretches.first() else { return format!("{of_all}{undated}; without dates there is no rate per day") };
    // An archive with fewer days has the same count twice; it is shown once.
    let mut more: Vec<&DaysCounted> = Vec::new();
    for days in &stretches[1..] {
        if more.last().unwrap_or(&first).n_days < days.n_days {
            more.push(days);
        }
    }
    let more: String = more.iter().map(|days| format!(", {} on the last {}", rate(days.per_day()), days.n_days)).collect();
    let (n, days) = (first.n_matching, count(first.n_days as u64, "day"));
    format!("expect {} hits per day: {n} on the last {days} with articles{more}; {of_all}{undated}", rate(first.per_day()))
}

/// Returns a rate with two significant digits: `0.036`, `1.4`, `25`.
pub fn rate(per_day: f64) -> String {
    match per_day {
        0.0 => "0".to_owned(),
        small if small < 0.0995 => format!("{small:.3}"),
        small if small < 0.995 => format!("{small:.2}"),
        some if some < 9.95 => format!("{some:.1}"),
        many => format!("{many:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_two_digits_that_count() {
        let cases = [(0.0, "0"), (0.0357, "0.036"), (0.1, "0.10"), (0.25, "0.25"), (1.0, "1.0"), (3.25, "3.2"), (24.9, "25")];
        for (number, expected) in cases {
            assert_eq!(rate(number), expected);
        }
    }

    #[test]
    fn days_that_there_are_not_are_not_told() {
        let days = |asked, n_days, n_matching| DaysCounted { asked, n_days, n_matching, n_all: 900 };
        let check = |stretches: &[DaysCounted], expected: &str| {
            let told = Expectation { n_matching: 9, n_all: 900, n_undated: 1, stretches: stretches.to_vec() };
            assert_eq!(line(&told), expected);
        };
        check(
            &[days(Some(28), 28, 7), days(Some(365), 200, 8), days(None, 200, 8)],
            "expect 0.25 hits per day: 7 on the last 28 days with articles, 0.040 on the last 200; 9 of 900 articles match, 1 without a past date",
        );
        check(
            &[days(Some(28), 1, 8), days(Some(365), 1, 8), days(None, 1, 8)],
            "expect 8.0 hits per day: 8 on the last 1 day with articles; 9 of 900 articles match, 1 without a past date",
        );
        check(&[], "9 of 900 articles match, 1 without a past date; without dates there is no rate per day");
    }
}
