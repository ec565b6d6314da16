//! Days as they are typed in filters: `2024-03`, `2024-W13`, `7d`, `today`.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ToSpan};

use super::Today;
use super::chars::shown;
use crate::article::PartialDate;

/// A range of days, with at least one end.
pub(super) type Days = (Option<PartialDate>, Option<PartialDate>);

/// Reads the value of `date:`: one day, or a range of days with at least one end.
pub(super) fn range(value: &str, today: Today) -> Result<Days, String> {
    let end = |text: &str, end: End| if text.is_empty() { Ok(None) } else { day(text, end, today).map(Some) };
    let (from, to) = if let Some(from) = value.strip_prefix(">=") {
        (Some(day(from, End::First, today)?), None)
    } else if let Some(to) = value.strip_prefix("<=") {
        (None, Some(day(to, End::Last, today)?))
    } else if let Some(before) = value.strip_prefix('>') {
        (Some(next_day(day(before, End::Last, today)?).ok_or("no day is after this one")?), None)
    } else if let Some(after) = value.strip_prefix('<') {
        (None, Some(day_before(day(after, End::First, today)?).ok_or("no day is before this one")?))
    } else if let Some((from, to)) = value.split_once("..") {
        (end(from, End::First)?, end(to, End::Last)?)
    } else if count(value).is_some() {
        return Err(format!("`{}` counts back from today and is not one day", shown(value)));
    } else {
        (end(value, End::First)?, end(value, End::Last)?)
    };
    match (from, to) {
        (None, None) => Err("a date has at least one end".to_owned()),
        (Some(from), Some(to)) if from.first_day() > to.last_day() => Err(format!("{from} is after {to}")),
        days => Ok(days),
    }
}

/// Which day of a week is meant. A [`PartialDate`] can be a month or a year and stands for all of
/// its days, but it cannot be a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// Reads one day, month or year, or an end of a week. Days counted back from `today` become the day
/// they mean. Counting back by months ends where the month ends, so one month before March 31 is
/// the last of February.
pub(super) fn day(value: &str, end: End, today: Today) -> Result<PartialDate, String> {
    let too_long_ago = || format!("`{}` is too long ago", shown(value));
    if value.eq_ignore_ascii_case("today") {
        return day_of(today, Span::new()).ok_or_else(too_long_ago);
    }
    if value.eq_ignore_ascii_case("yesterday") {
        return day_of(today, 1.day()).ok_or_else(too_long_ago);
    }
    if let Some(day) = day_of_week(value, end) {
        return Ok(day);
    }
    let Some((number, unit)) = count(value) else {
        return PartialDate::parse(value).ok_or_else(|| format!("`{}` is no date", shown(value)));
    };
    let number = number.parse::<i64>().map_err(|_| too_long_ago())?;
    let back = match unit {
        "d" | "D" => Span::new().try_days(number),
        "w" | "W" => Span::new().try_weeks(number),
        "m" | "M" => Span::new().try_months(number),
        "y" | "Y" => Span::new().try_years(number),
        _ => {
            let message = "only days (`7d`), weeks (`2w`), months (`3m`) and years (`1y`) are counted back";
            return Err(format!("`{}` is not understood: {message}", shown(value)));
        }
    };
    back.ok().and_then(|back| day_of(today, back)).ok_or_else(too_long_ago)
}

/// Returns the first or the last day of a week of ISO 8601: `2024-W13`.
fn day_of_week(value: &str, end: End) -> Option<PartialDate> {
    let (year, week) = value.split_once("-W").or_else(|| value.split_once("-w"))?;
    let is_number = |text: &str, n_digits: usize| text.len() == n_digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(year, 4) || !is_number(week, 2) {
        return None;
    }
    let weekday = match end {
        End::First => Weekday::Monday,
        End::Last => Weekday::Sunday,
    };
    as_typed(ISOWeekDate::new(year.parse().ok()?, week.parse().ok()?, weekday).ok()?.date())
}

/// Returns the day that is `back` before `day`; `None` if a query cannot hold it, such as one
/// before the year 0.
fn day_of(day: Today, back: Span) -> Option<PartialDate> {
    let day = Date::constant(1970, 1, 1).checked_add(Span::new().try_days(day).ok()?).ok()?;
    as_typed(day.checked_sub(back).ok()?)
}

fn next_day(date: PartialDate) -> Option<PartialDate> {
    let text = date.to_string();
    let last: Date = match text.len() {
        4 => format!("{text}-12-31").parse().ok()?,
        7 => format!("{text}-01").parse::<Date>().ok()?.last_of_month(),
        _ => text.parse().ok()?,
    };
    as_typed(last.tomorrow().ok()?)
}

fn day_before(date: PartialDate) -> Option<PartialDate> {
    let text = date.to_string();
    let first: Date = format!("{text}{}", &"-01-01"[text.len() - 4..]).parse().ok()?;
    as_typed(first.yesterday().ok()?)
}

fn as_typed(date: Date) -> Option<PartialDate> {
    PartialDate::parse(&date.to_string())
}

/// Returns the number and the letters of `7d`.
fn count(value: &str) -> Option<(&str, &str)> {
    let (number, unit) = value.split_at(value.find(|c: char| !c.is_ascii_digit())?);
    (!number.is_empty() && unit.chars().all(char::is_alphabetic)).then_some((number, unit))
}
