//! Days of the solar calendar of Iran and Afghanistan: `۱۴ اردیبهشت ۱۴۰۳`, `1403/02/14`.
//!
//! Its year begins with spring. The first six months have 31 days, the next five 30, the last 29, or 30 in leap years.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use rustc_hash::FxHashMap;

use super::customs::Customs;
use super::tokens::Pieces;
use crate::analysis::fold;

/// The years in which dates are read: from the first newspapers of the calendar to 2041.
const YEARS: std::ops::RangeInclusive<i32> = 1290..=1420;

/// The months as they are called in Iran and in Afghanistan, and what else they are called.
const MONTHS: [&[&str]; 12] = [
    &["فروردین", "حمل", "وری"],
    &["اردیبهشت", "ثور", "غویی"],
    &["خرداد", "جوزا", "غبرگولی"],
    &["تیر", "سرطان", "چنگاښ"],
    &["مرداد", "امرداد", "اسد", "زمری"],
    &["شهریور", "سنبله", "وږی"],
    &["مهر", "میزان", "تله"],
    &["آبان", "عقرب", "لړم"],
    &["آذر", "قوس", "لیندۍ"],
    &["دی", "جدی", "مرغومی"],
    &["بهمن", "دلو", "سلواغه"],
    &["اسفند", "حوت", "کب"],
];

static NUMBERS: LazyLock<FxHashMap<String, i32>> = LazyLock::new(|| {
    let named = MONTHS.iter().zip(1..).flat_map(|(names, number)| names.iter().map(move |name| (fold(name), number)));
    named.collect()
});

/// Returns the day that begins at the piece `at`, and the piece behind it. In numbers, the year stands first; it may stand last in the
/// languages of the calendar.
pub(super) fn find(pieces: Pieces<'_>, at: usize, customs: &Customs) -> Option<(Date, usize)> {
    named(pieces, at).or_else(|| in_numbers(pieces, at, customs))
}

/// `۱۴ اردیبهشت ۱۴۰۳`, `۱۴ اردیبهشت ماه ۱۴۰۳`.
fn named(pieces: Pieces<'_>, at: usize) -> Option<(Date, usize)> {
    let day = pieces.small(at)?;
    let month = *NUMBERS.get(pieces.word(at + 1)?)?;
    let is_filler = |at: usize| pieces.is_word(at, &["ماه", "سال"]) || pieces.is_mark(at, ',');
    let year_at = (at + 2..at + 5).find(|at| !is_filler(*at))?;
    Some((day_of(year(pieces, year_at)?, month, i32::from(day))?, year_at + 1))
}

/// `۱۴۰۳/۰۲/۱۴`, `1403-02-14`, and `۱۴/۰۲/۱۴۰۳` in the languages of the calendar.
fn in_numbers(pieces: Pieces<'_>, at: usize, customs: &Customs) -> Option<(Date, usize)> {
    let mark = pieces.mark(at + 1).filter(|mark| matches!(mark, '/' | '-' | '.'))?;
    // Not inside another number, and no number goes on behind it.
    let is_cut = at > 1 && pieces.is_glued(at) && pieces.number(at - 2).is_some();
    let goes_on = pieces.is_mark(at + 5, mark) && pieces.number(at + 6).is_some();
    if !pieces.is_mark(at + 3, mark) || is_cut || goes_on {
        return None;
    }
    let month = i32::from(pieces.small(at + 2)?);
    let is_of_calendar = || ["fa", "ps", "uz-AF"].iter().any(|tag| customs.is_of(tag));
    let (year, day) = match year(pieces, at) {
        Some(year) => (year, pieces.small(at + 4)?),
        None if is_of_calendar() => (year(pieces, at + 4)?, pieces.small(at)?),
        None => return None,
    };
    Some((day_of(year, month, i32::from(day))?, at + 5))
}

fn year(pieces: Pieces<'_>, at: usize) -> Option<i32> {
    pieces.year(at).map(i32::from).filter(|year| YEARS.contains(year))
}

/// Returns the day in our calendar.
fn day_of(year: i32, month: i32, day: i32) -> Option<Date> {
    let is_month = (1..=12).contains(&month);
    let first = days_before(year, month);
    let next = if month == 12 { days_before(year + 1, 1) } else { days_before(year, month + 1) };
    if !is_month || day < 1 || day > next - first {
        return None;
    }
    let since = first + day - 1 - days_before(1403, 1);
    date(2024, 3, 20).checked_add(since.days()).ok()
}

/// Returns the number of days from a fixed day to the first of a month. Eight of 33 years are leap years.
fn days_before(year: i32, month: i32) -> i32 {
    let year = year + 1595;
    let months = if month <= 7 { (month - 1) * 31 } else { 186 + (month - 7) * 30 };
    365 * year + year / 33 * 8 + (year % 33 + 3) / 4 + months
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[track_caller]
    fn check(text: &str, language: Option<&str>, expected: Option<&str>) {
        let tokens = tokens(text).unwrap();
        let found = find(Pieces(&tokens), 0, &Customs::new(language));
        assert_eq!(found.map(|(day, _)| day.to_string()).as_deref(), expected, "for {text}");
    }

    #[test]
    fn days_are_read_in_any_form() {
        for (text, expected) in [
            ("۱۴ اردیبهشت ۱۴۰۳", "2024-05-03"),
            ("۱ فروردین ماه سال ۱۴۰۰", "2021-03-21"),
            ("۳۰ اسفند ۱۳۹۹", "2021-03-20"),
            ("۱۰ دی ۱۴۰۲", "2023-12-31"),
            ("14 ثور 1403", "2024-05-03"),
            ("۱۴۰۳/۰۲/۱۴", "2024-05-03"),
            ("1403-02-14", "2024-05-03"),
            ("۱۳۵۷/۱۱/۲۲", "1979-02-11"),
        ] {
            check(text, None, Some(expected));
        }
        check("۱۴/۰۲/۱۴۰۳", Some("fa"), Some("2024-05-03"));
    }

    #[test]
    fn what_is_no_day_is_not_read() {
        for text in ["۳۰ اسفند ۱۴۰۰", "۳۲ خرداد ۱۴۰۳", "1403/13/01", "1403/02/14/3", "1500/02/14", "14 May 1403", "۱۴/۰۲/۱۴۰۳"]
        {
            check(text, None, None);
        }
    }
}
