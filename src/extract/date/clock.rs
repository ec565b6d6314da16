//! The time of day beside a day, and its zone.

use jiff::civil::Time;

use super::tokens::Pieces;

/// A time of day that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// `None` for `24:00`, the end of the day.
    pub(super) time: Option<Time>,
    pub(super) zone: Zone,
    /// The pieces that state it.
    pub(super) pieces: std::ops::Range<usize>,
}

/// The zone beside a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Zone {
    Unstated,
    /// Its distance from UTC in seconds.
    Offset(i32),
    /// A word in capitals, folded.
    Named(String),
    /// `Europe/Berlin`.
    Place,
}

/// Returns the first time of day among the pieces that are free. `is_free` says which are not part
/// of a day.
pub(super) fn find(pieces: Pieces<'_>, is_free: &dyn Fn(usize) -> bool) -> Option<Found> {
    (0..pieces.len()).filter(|at| is_free(*at)).find_map(|at| {
        let (hour, minute, second, end) = digits(pieces, at)?;
        let (is_after_noon, start, end) = half(pieces, at, end);
        let hour = match is_after_noon {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let is_midnight = hour == 24 && minute == 0 && second == 0;
        // A leap second is read as the one before it.
        let time = if is_midnight { None } else { Some(Time::new(hour as i8, minute as i8, second.min(59) as i8, 0).ok()?) };
        let (zone, end) = zone(pieces, end);
        (second <= 60 && (start..end).all(is_free)).then_some(Found { time, zone, pieces: start..end })
    })
}

/// Returns hour, minute and second at `at`, and the piece after them: `10:30:00.5`, `10h30`,
/// `10.30 Uhr`, `7 pm`, `T103000`, `10時30分`.
fn digits(pieces: Pieces<'_>, at: usize) -> Option<(u8, u8, u8, usize)> {
    let is_after_t = at > 0 && pieces.is_glued(at) && pieces.is_word(at - 1, &["t"]);
    // Not the offset of a zone, and not a fraction of anything.
    let is_part = !is_after_t && at > 0 && pieces.is_glued(at) && matches!(pieces.mark(at - 1), Some('+' | ':' | '.' | ','));
    if is_part && !(pieces.is_mark(at - 1, ',') || pieces.is_mark(at - 1, ':'))
        || at > 1 && is_part && pieces.number(at - 2).is_some()
    {
        return None;
    }
    let (value, n_digits) = pieces.number(at)?;
    let two = |number: u64| (number % 100) as u8;
    if n_digits > 2 {
        // Without marks, behind `T` or as the end of a whole time: `20240503103000`.
        let value = match n_digits {
            4 if is_after_t => value * 100,
            6 if is_after_t => value,
            12 => value % 10_000 * 100,
            14 => value % 1_000_000,
            _ => return None,
        };
        return Some((two(value / 10_000), two(value / 100), two(value), after_fraction(pieces, at + 1)));
    }
    let hour = value as u8;
    let minute_at = at + 2;
    let minute =
        || pieces.number(minute_at).filter(|(value, n_digits)| *n_digits <= 2 && *value < 60).map(|(value, _)| value as u8);
    if pieces.is_mark(at + 1, ':') && pieces.is_glued(at + 1) && pieces.is_glued(minute_at) {
        let minute = minute()?;
        if !(pieces.is_mark(at + 3, ':') && pieces.is_glued(at + 3)) {
            return Some((hour, minute, 0, after_fraction(pieces, at + 3)));
        }
        let second = pieces.small(at + 4)?;
        let goes_on = pieces.is_mark(at + 5, ':') && pieces.number(at + 6).is_some();
        return (!goes_on).then(|| (hour, minute, second, after_fraction(pieces, at + 5)));
    }
    // `10h30`, `10 h 30`, `10h`, `10u30`; `10時30分`, `10시 30분`.
    let is_h = pieces.is_word(at + 1, &["h", "hs", "u", "时", "時", "点", "點", "시", "uur", "ч"]);
    if is_h {
        let is_glued = pieces.is_glued(minute_at) || !pieces.is_word(at + 1, &["u", "ч", "hs"]);
        let Some(minute) = minute().filter(|_| is_glued && pieces.small(minute_at).is_some()) else {
            return Some((hour, 0, 0, at + 2));
        };
        let mut end = if pieces.is_word(at + 3, &["分", "분", "min", "m"]) { at + 4 } else { at + 3 };
        let mut second = 0;
        if pieces.is_word(end + 1, &["秒", "초", "s"]) {
            second = pieces.small(end)?;
            end += 2;
        }
        return Some((hour, minute, second, end));
    }
    // `10.30 Uhr`, `kl. 10.30`, `10 Uhr`, `7 pm`.
    let is_told_before = || {
        let word_at = if at > 0 && pieces.is_mark(at - 1, '.') { at.checked_sub(2) } else { at.checked_sub(1) };
        word_at.is_some_and(|at| pieces.is_word(at, &["kl", "klo", "alle", "ore", "ora", "at", "um", "ob"]))
    };
    let is_dotted = pieces.is_mark(at + 1, '.') && pieces.is_glued(at + 1) && pieces.is_glued(minute_at);
    if is_dotted && !(pieces.is_mark(at + 3, '.') && pieces.is_glued(at + 3)) {
        let minute = minute().filter(|_| pieces.number(minute_at).is_some_and(|(_, n_digits)| n_digits == 2) && hour < 24)?;
        return Some((hour, minute, 0, at + 3));
    }
    let is_hour = pieces.is_word(at + 1, &["uhr", "am", "pm", "hrs"]) || half_mark(pieces, at + 1).is_some() || is_told_before();
    (is_hour && hour <= 24).then(|| (hour, 0, 0, if pieces.is_word(at + 1, &["uhr", "hrs"]) { at + 2 } else { at + 1 }))
}

/// Returns the piece after the fraction of a second, if one begins at `at`, and after a word for
/// hours.
fn after_fraction(pieces: Pieces<'_>, at: usize) -> usize {
    let has_fraction = (pieces.is_mark(at, '.') || pieces.is_mark(at, ',')) && pieces.is_glued(at) && pieces.is_glued(at + 1);
    let at = if has_fraction && pieces.number(at + 1).is_some() { at + 2 } else { at };
    if pieces.is_word(at, &["uhr", "hrs", "h", "hs", "น"]) { at + 1 } else { at }
}

/// Returns whether the time at `start..end` is marked as after noon, with the pieces that state it.
fn half(pieces: Pieces<'_>, start: usize, end: usize) -> (Option<bool>, usize, usize) {
    if let Some((is_after_noon, end)) = half_mark(pieces, end) {
        return (Some(is_after_noon), start, end);
    }
    let Some(before) = start.checked_sub(1) else { return (None, start, end) };
    let is_after_noon = match pieces.word(before) {
        Some("오후") => true,
        Some("오전") => false,
        Some("午") if before > 0 && pieces.is_word(before - 1, &["下"]) => return (Some(true), before - 1, end),
        Some("午") if before > 0 && pieces.is_word(before - 1, &["上"]) => return (Some(false), before - 1, end),
        Some("後") if before > 0 && pieces.is_word(before - 1, &["午"]) => return (Some(true), before - 1, end),
        Some("前") if before > 0 && pieces.is_word(before - 1, &["午"]) => return (Some(false), before - 1, end),
        _ => return (None, start, end),
    };
    (Some(is_after_noon), before, end)
}

/// Returns whether the piece at `at` marks a time as after noon, and the piece after it: `pm`,
/// `a.m.`, `μ.μ.`.
fn half_mark(pieces: Pieces<'_>, at: usize) -> Option<(bool, usize)> {
    match pieces.word(at)? {
        "am" | "πμ" | "ص" | "öö" => return Some((false, at + 1)),
        "pm" | "μμ" | "م" => return Some((true, at + 1)),
        _ => {}
    }
    let (first, second_at) = (pieces.word(at)?, if pieces.is_mark(at + 1, '.') { at + 2 } else { at + 1 });
    let is_after_noon = match (first, pieces.word(second_at)?) {
        ("a", "m") | ("π", "μ") => false,
        ("p", "m") | ("μ", "μ") => true,
        _ => return None,
    };
    let end = if pieces.is_mark(second_at + 1, '.') { second_at + 2 } else { second_at + 1 };
    Some((is_after_noon, end))
}

/// Returns the zone that begins at `at`, and the piece after it.
fn zone(pieces: Pieces<'_>, at: usize) -> (Zone, usize) {
    if let Some((seconds, end)) = offset(pieces, at) {
        return (Zone::Offset(seconds), after_comment(pieces, end));
    }
    let is_in_brackets = matches!(pieces.mark(at), Some('(' | '['));
    let name_at = if is_in_brackets { at + 1 } else { at };
    let Some(name) = pieces
        .word(name_at)
        .filter(|name| (pieces.is_capitals(name_at) || *name == "z") || pieces.is_mark(name_at + 1, '/') && name.len() > 1)
    else {
        return (Zone::Unstated, at);
    };
    let closed = |end: usize| if is_in_brackets && matches!(pieces.mark(end), Some(')' | ']')) { end + 1 } else { end };
    if pieces.is_mark(name_at + 1, '/') && pieces.word(name_at + 2).is_some() {
        let is_utc = name == "etc" && pieces.is_word(name_at + 2, &["gmt", "utc", "uct"]);
        let zone = if is_utc && !matches!(pieces.mark(name_at + 3), Some('+' | '-')) { Zone::Offset(0) } else { Zone::Place };
        return (zone, closed(name_at + 3));
    }
    if matches!(name, "utc" | "gmt" | "ut")
        && let Some((seconds, end)) = offset(pieces, name_at + 1)
    {
        return (Zone::Offset(seconds), after_comment(pieces, closed(end)));
    }
    (Zone::Named(name.to_owned()), closed(name_at + 1))
}

/// Returns the seconds of `+02:00`, `-0530`, `+2`, and the piece after them.
fn offset(pieces: Pieces<'_>, at: usize) -> Option<(i32, usize)> {
    let sign = match pieces.mark(at)? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (value, n_digits) = pieces.number(at + 1).filter(|_| pieces.is_glued(at + 1))?;
    let value = value as i32;
    let is_marked = matches!(pieces.mark(at + 2), Some(':' | '\'')) && pieces.is_glued(at + 2) && pieces.is_glued(at + 3);
    let (hours, minutes, end) = match (n_digits, is_marked) {
        (1 | 2, true) => {
            let minutes = pieces.small(at + 3)?;
            let end = if pieces.is_mark(at + 4, '\'') { at + 5 } else { at + 4 };
            (value, i32::from(minutes), end)
        }
        (1 | 2, false) => (value, 0, at + 2),
        (3 | 4, false) => (value / 100, value % 100, at + 2),
        _ => return None,
    };
    // A day behind a dash is no zone: `10:30 -25.06.2019`.
    let goes_on =
        matches!(pieces.mark(end), Some('.' | '/' | '-' | ':')) && pieces.is_glued(end) && pieces.number(end + 1).is_some();
    const MAX_HOURS: i32 = 15;
    (hours < MAX_HOURS && minutes < 60 && !goes_on).then_some((sign * (hours * 3600 + minutes * 60), end))
}

/// Returns the piece after a name that repeats an offset: `+0200 (CEST)`, `+00:00[Europe/London]`,
/// `+0000 UTC`.
fn after_comment(pieces: Pieces<'_>, at: usize) -> usize {
    let close = match pieces.mark(at) {
        Some('(') => ')',
        Some('[') => ']',
        _ => return if pieces.is_capitals(at) { at + 1 } else { at },
    };
    const MAX_PIECES: usize = 8;
    (at..at + MAX_PIECES).find(|at| pieces.is_mark(*at, close)).map_or(at, |end| end + 1)
}
