//! The forms of a day, between other pieces of a text.
//!
//! Each form is tried at one piece. All need a year: a day without one is no date.

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::customs::{Customs, Order};
use super::tokens::Pieces;
use super::{names, solar};

/// What a form states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stated {
    Day(Date),
    /// One of these; they differ in the order of day, month and year.
    Either(Date, Date),
    /// A month or a week: `2024-05`.
    NoDay,
}

/// A form that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) stated: Stated,
    /// The piece after it.
    pub(super) end: usize,
    /// The year, if it stands apart: `May 3 10:00:00 2024`.
    pub(super) year_at: Option<usize>,
    /// The first two numbers of `25/06/2019`, which show the order of other dates.
    pub(super) shows: Option<(u8, u8)>,
}

/// How a text is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'c> {
    pub(super) customs: &'c Customs,
    /// The weekday that the text names.
    pub(super) weekday: Option<u8>,
    /// Whether digits without marks may be a day: `20240503`.
    pub(super) has_compact: bool,
}

/// Years from 1600 on: there were no newspapers before. The last year is far enough for any reader
/// of this program, and no number of another kind passes for it.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2100;

/// Returns the day, or the month, that begins at the piece `at`.
pub(super) fn find(pieces: Pieces<'_>, at: usize, setting: Setting<'_>) -> Option<Found> {
    let found = |(stated, end)| Found { stated, end, year_at: None, shows: None };
    east_asian(pieces, at)
        .or_else(|| solar::find(pieces, at, setting.customs).map(|(day, end)| (Stated::Day(day), end)))
        .map(found)
        .or_else(|| numeric(pieces, at, setting))
        .or_else(|| week_or_ordinal(pieces, at).map(found))
        .or_else(|| if setting.has_compact { compact(pieces, at).map(found) } else { None })
        .or_else(|| vietnamese(pieces, at).map(found))
        .or_else(|| named(pieces, at, setting))
}

fn valid(year: i16, month: u8, day: u8) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `2024年5月3日`, `2024년 5월 3일`, `令和6年5月3日`.
fn east_asian(pieces: Pieces<'_>, at: usize) -> Option<(Stated, usize)> {
    let (number, n_digits) = pieces.number(at)?;
    if !pieces.is_word(at + 1, &["年", "년"]) {
        return None;
    }
    // Years of emperors, and of the Republic of China.
    const ERAS: [(&str, &str, i16); 4] = [("令", "和", 2018), ("平", "成", 1988), ("昭", "和", 1925), ("民", "國", 1911)];
    let before = |back: usize| at.checked_sub(back).and_then(|at| pieces.word(at));
    let era = ERAS.iter().find(|(first, second, _)| before(2) == Some(*first) && before(1) == Some(*second));
    let year = match era {
        Some((_, _, zero)) if n_digits <= 3 => zero + i16::try_from(number).ok()?,
        None if n_digits == 4 => i16::try_from(number).ok()?,
        _ => return None,
    };
    let (Some(month), true) = (pieces.small(at + 2), pieces.is_word(at + 3, &["月", "월"])) else { return None };
    match (pieces.small(at + 4), pieces.is_word(at + 5, &["日", "号", "號", "일"])) {
        (Some(day), true) => Some((Stated::Day(valid(year, month, day)?), at + 6)),
        _ => Some((Stated::NoDay, at + 4)),
    }
}

/// Three numbers: `2024-05-03`, `25/06/2019`, `5.6.2024`, `2024. 5. 3.`, `05/06-2019`, `03-12-31`.
fn numeric(pieces: Pieces<'_>, at: usize, setting: Setting<'_>) -> Option<Found> {
    const MARKS: [char; 4] = ['-', '/', '.', ':'];
    let (first, n_first) = pieces.number(at)?;
    // Not inside an address or a version: `192.10.05.12`.
    if at >= 2 && pieces.is_glued(at) && pieces.is_glued(at - 1) && pieces.number(at - 2).is_some() {
        return None;
    }
    let mark = pieces.mark(at + 1);
    let Some(mark) = mark.filter(|mark| MARKS.contains(mark)) else {
        // `2024 05 03`, only with the year first.
        let (year, month, day) = (pieces.year(at)?, pieces.small(at + 1)?, pieces.small(at + 2)?);
        let stated = Stated::Day(valid(year, month, day).filter(|_| n_first == 4 && !pieces.is_mark(at + 3, ':'))?);
        return Some(Found { stated, end: at + 3, year_at: None, shows: None });
    };
    // A feed of a large company writes the month in three digits: `2003-012-31`.
    let (second, n_second) =
        pieces.number(at + 2).filter(|(value, n_digits)| *n_digits <= 2 || (*n_digits == 3 && *value <= 12))?;
    let second_mark = pieces.mark(at + 3).filter(|mark| MARKS.contains(mark) || *mark == ',');
    let third_at = if second_mark.is_some() { at + 4 } else { at + 3 };
    let is_end = |end: usize| {
        // Four numbers are an address or a version, and a digit after a mark is another number.
        let goes_on = MARKS[..3].iter().any(|mark| pieces.is_mark(end, *mark)) && pieces.is_glued(end);
        !(goes_on && pieces.number(end + 1).is_some() && pieces.is_glued(end + 1))
    };
    let Some((third, n_third)) = pieces.number(third_at).filter(|_| is_end(third_at + 1)) else {
        let is_month =
            n_first == 4 && mark != ':' && mark != '.' && valid(pieces.year(at)?, u8::try_from(second).ok()?, 1).is_some();
        return (is_month && n_second == 2).then_some(Found { stated: Stated::NoDay, end: at + 3, year_at: None, shows: None });
    };
    let is_year_first = n_first == 4 && n_third <= 2;
    let is_same = second_mark == Some(mark);
    // In the north, the year stands apart: `5/6-2019`, `5.6 2019`.
    let is_apart = matches!((mark, second_mark), ('/' | '.', Some('-' | ',') | None)) && n_third == 4;
    if !is_same && !is_apart || mark == ':' && !is_year_first || n_second == 3 && !is_year_first {
        return None;
    }
    let small = |value: u64| u8::try_from(value).ok();
    let end = third_at + 1;
    if is_year_first {
        let (year, second, third) = (pieces.year(at)?, small(second)?, small(third)?);
        let date = valid(year, second, third).or_else(|| valid(year, third, second).filter(|_| mark != ':'))?;
        return Some(Found { stated: Stated::Day(date), end, year_at: None, shows: None });
    }
    if n_first > 2 || n_third == 3 || n_third > 4 {
        return None;
    }
    let (first, second) = (small(first)?, small(second)?);
    if n_third == 4 {
        let year = pieces.year(third_at)?;
        let month_first = if is_apart { None } else { valid(year, first, second) };
        let readings = [(Order::DayMonthYear, valid(year, second, first)), (Order::MonthDayYear, month_first)];
        let is_dotted = mark == '.' || is_apart;
        let stated = chosen(&readings, is_dotted, setting)?;
        return Some(Found { stated, end, year_at: None, shows: Some((first, second)).filter(|_| !is_dotted) });
    }
    if n_first != 2 || n_third != 2 || mark == ':' {
        return None;
    }
    let third = small(third)?;
    let of = |year: u8, month: u8, day: u8| recent(year).and_then(|year| valid(year, month, day));
    let readings = [
        (Order::DayMonthYear, of(third, second, first)),
        (Order::MonthDayYear, of(third, first, second)),
        (Order::YearMonthDay, of(first, second, third)),
    ];
    let stated = chosen(&readings, false, setting)?;
    // In a text for readers, `12.05.06` may be anything.
    let is_certain = setting.has_compact || matches!(stated, Stated::Day(_));
    is_certain.then_some(Found { stated, end, year_at: None, shows: None })
}

/// Returns the year of two digits between two other numbers: 1950 to 2029. A later one would be in
/// the future, so it is the day.
fn recent(digits: u8) -> Option<i16> {
    match digits {
        0..=29 => Some(2000 + i16::from(digits)),
        50..=99 => Some(1900 + i16::from(digits)),
        _ => None,
    }
}

/// Chooses between the readings that are days: by the weekday, by the customs, or by the dots, with
/// which the day comes first everywhere but in America.
fn chosen(readings: &[(Order, Option<Date>)], is_dotted: bool, setting: Setting<'_>) -> Option<Stated> {
    let days = || readings.iter().filter_map(|(order, day)| Some((*order, (*day)?)));
    let first = days().next()?.1;
    if days().all(|(_, day)| day == first) {
        return Some(Stated::Day(first));
    }
    if let Some(weekday) = setting.weekday {
        let mut fitting = days().filter(|(_, day)| day.weekday().to_monday_one_offset() == weekday as i8);
        if let (Some((_, day)), None) = (fitting.next(), fitting.next()) {
            return Some(Stated::Day(day));
        }
    }
    let order = match setting.customs.order() {
        Some(Order::MonthDayYear) if is_dotted => None,
        _ if is_dotted => Some(Order::DayMonthYear),
        order => order,
    };
    if let Some((_, day)) = days().find(|(of, _)| Some(*of) == order) {
        return Some(Stated::Day(day));
    }
    let other = days().find(|(_, day)| *day != first)?.1;
    Some(Stated::Either(first, other))
}

/// `2024-124`, `2024-W18-5`, `2024W185`.
fn week_or_ordinal(pieces: Pieces<'_>, at: usize) -> Option<(Stated, usize)> {
    let year = pieces.year(at).filter(|year| YEARS.contains(year))?;
    let has_mark = pieces.is_mark(at + 1, '-') && pieces.is_glued(at + 1);
    let after = if has_mark { at + 2 } else { at + 1 };
    if !pieces.is_glued(after) {
        return None;
    }
    if pieces.word(after) == Some("w") {
        let week = |week: u64, day: u64| {
            let weekday = Weekday::from_monday_one_offset(i8::try_from(day).ok()?).ok()?;
            Some(ISOWeekDate::new(year, i8::try_from(week).ok()?, weekday).ok()?.date())
        };
        return match (pieces.number(after + 1)?, pieces.is_mark(after + 2, '-'), pieces.number(after + 3)) {
            ((number, 3), _, _) => Some((Stated::Day(week(number / 10, number % 10)?), after + 2)),
            ((number, 2), true, Some((day, 1))) => Some((Stated::Day(week(number, day)?), after + 4)),
            ((number, 2), _, _) => week(number, 1).map(|_| (Stated::NoDay, after + 2)),
            _ => None,
        };
    }
    let (ordinal, n_digits) = pieces.number(after)?;
    let goes_on = pieces.is_mark(after + 1, '-') && pieces.is_glued(after + 1);
    if !has_mark || n_digits != 3 || goes_on || !(1..=366).contains(&ordinal) {
        return None;
    }
    Some((Stated::Day(day_of_year(year, ordinal)?), after + 1))
}

fn day_of_year(year: i16, ordinal: u64) -> Option<Date> {
    let day = valid(year, 1, 1)?.checked_add((i64::try_from(ordinal).ok()? - 1).days()).ok()?;
    (day.year() == year).then_some(day)
}

/// Digits without marks: `20240503`, `2024124`, `20240503103000` (whose time `clock` reads), `031231`.
fn compact(pieces: Pieces<'_>, at: usize) -> Option<(Stated, usize)> {
    let (number, n_digits) = pieces.number(at)?;
    let day = |number: u64| valid(i16::try_from(number / 10_000).ok()?, (number / 100 % 100) as u8, (number % 100) as u8);
    let stated = match n_digits {
        8 => Stated::Day(day(number)?),
        12 => Stated::Day(day(number / 10_000)?),
        14 => Stated::Day(day(number / 1_000_000)?),
        7 => Stated::Day(day_of_year(i16::try_from(number / 1000).ok()?, number % 1000)?),
        6 => {
            let (first, second, third) = ((number / 10_000) as u8, (number / 100 % 100) as u8, (number % 100) as u8);
            let of = |year: u8, month: u8, day: u8| recent(year).and_then(|year| valid(year, month, day));
            let readings = [of(first, second, third), of(third, second, first), of(third, first, second)];
            let mut days = readings.into_iter().flatten();
            let only = days.next()?;
            match days.find(|day| *day != only) {
                Some(other) => Stated::Either(only, other),
                None => Stated::Day(only),
            }
        }
        _ => return None,
    };
    Some((stated, at + 1))
}

/// `3 tháng 5, 2024`, `3 tháng 5 năm 2024`.
fn vietnamese(pieces: Pieces<'_>, at: usize) -> Option<(Stated, usize)> {
    let (day, true, month) = (pieces.small(at)?, pieces.is_word(at + 1, &["thang"]), pieces.small(at + 2)?) else { return None };
    let at = (at + 3..at + 5).find(|at| pieces.number(*at).is_some())?;
    Some((Stated::Day(valid(pieces.year(at)?, month, day)?), at + 1))
}

/// A day with the name of its month: `3 May 2024`, `May 3rd, 2024`, `2024. május 3.`, `3-May-24`,
/// `25 de marzo de 2024`, `Fri May 3 10:00:00 2024`.
fn named(pieces: Pieces<'_>, at: usize, setting: Setting<'_>) -> Option<Found> {
    let month = |at: usize| month(pieces, at, setting.customs.language());
    let day = |at: usize| pieces.small(at).filter(|day| (1..=31).contains(day)).map(|day| (day, after_ordinal(pieces, at + 1)));
    let stated = |year, month, day| Some(Stated::Day(valid(year, month, day)?));
    let found = |stated, end, year_at| Some(Found { stated, end, year_at, shows: None });
    if let Some((first, after)) = day(at) {
        let (month, after) = month(skip(pieces, after, 4))?;
        let year_at = skip(pieces, after, 4);
        return match year(pieces, year_at, true) {
            Some(year) => found(stated(year, month, first)?, year_at + 1, None),
            None => {
                year_apart(pieces, after).and_then(|(year_at, year)| found(stated(year, month, first)?, after, Some(year_at)))
            }
        };
    }
    if let Some((number, after)) = month(at) {
        let day_at = skip(pieces, after, 2);
        if let Some((first, after)) = day(day_at).filter(|(_, after)| !pieces.is_mark(*after, ':')) {
            let year_at = skip(pieces, after, 3);
            return match year(pieces, year_at, false) {
                Some(year) => found(stated(year, number, first)?, year_at + 1, None),
                None => year_apart(pieces, after)
                    .and_then(|(year_at, year)| found(stated(year, number, first)?, after, Some(year_at))),
            };
        }
        let _ = pieces.year(day_at).filter(|year| YEARS.contains(year))?;
        return found(Stated::NoDay, day_at + 1, None);
    }
    let year = pieces.year(at).filter(|year| YEARS.contains(year))?;
    let after = skip(pieces, at + 1, 3);
    if let Some((month, after)) = month(after) {
        let (day, after) = day(skip(pieces, after, 3)).filter(|(_, after)| !pieces.is_mark(*after, ':'))?;
        return found(stated(year, month, day)?, after, None);
    }
    // `2024. gada 3. maijs`
    let (first, after) = day(after)?;
    let (month, after) = month(skip(pieces, after, 2))?;
    // `2024, 3 May 2025` begins with another number.
    if pieces.year(skip(pieces, after, 3)).is_some() {
        return None;
    }
    found(stated(year, month, first)?, after, None)
}

/// Returns the month named at `at`, and the piece after its name. Arabic has names of two words, and
/// states two names of one month: `مايو/أيار`.
fn month(pieces: Pieces<'_>, at: usize, language: Option<&str>) -> Option<(u8, usize)> {
    let word = pieces.word(at)?;
    let of_two = || names::month(&format!("{word} {}", pieces.word(at + 1)?), language).map(|month| (month, at + 2));
    // Thai abbreviates to two letters with dots.
    let dotted = || {
        let second = pieces.word(at + 2).filter(|_| pieces.is_mark(at + 1, '.') && pieces.is_glued(at + 2))?;
        names::month(&format!("{word}.{second}"), language).map(|month| (month, at + 3))
    };
    let (found, mut after) = of_two().or_else(dotted).or_else(|| names::month(word, language).map(|month| (month, at + 1)))?;
    if (pieces.is_mark(after, '/') || pieces.is_mark(after, '-')) && pieces.word(after + 1).is_some() {
        after = month(pieces, after + 1, language).filter(|(other, _)| *other == found).map_or(after, |(_, after)| after);
    }
    Some((found, after))
}

/// Returns the piece after the ending of an ordinal number: `3rd`, `1er`, `3º`, `3-го`, `3.`.
fn after_ordinal(pieces: Pieces<'_>, at: usize) -> usize {
    const ENDINGS: [&str; 20] =
        ["st", "nd", "rd", "th", "er", "re", "e", "o", "a", "го", "е", "ste", "de", "än", "an", "en", "η", "ης", "日", "ni"];
    let at = if pieces.is_mark(at, '.') && pieces.is_glued(at) { at + 1 } else { at };
    let word_at = if pieces.is_mark(at, '-') && pieces.is_glued(at) { at + 1 } else { at };
    if pieces.is_glued(word_at) && pieces.is_word(word_at, &ENDINGS) { word_at + 1 } else { at }
}

/// Returns the first piece from `at` on that is neither a mark nor a word between the parts of a
/// date; at most `max` pieces are passed.
fn skip(pieces: Pieces<'_>, at: usize, max: usize) -> usize {
    const FILLERS: [&str; 21] = [
        "de", "of", "del", "den", "d", "the", "m", "gada", "г", "og", "a", "di", "ve", "dia", "ngay", "nam", "this", "ko", "eko",
        "พ", "ศ",
    ];
    let is_between = |at: usize| match pieces.mark(at) {
        Some(mark) => matches!(mark, '.' | ',' | '-' | '/' | '\'' | '·' | '(' | ')' | '\u{5be}'),
        None => pieces
            .word(at)
            .is_some_and(|word| FILLERS.contains(&word) || names::is_weekday(word) && names::month(word, None).is_none()),
    };
    (at..at + max).find(|at| !is_between(*at)).unwrap_or(at + max)
}

/// Returns the year at `at`: four digits, or two by the rules of RFC 2822. Two digits are a year
/// behind an apostrophe, between marks (`3-May-24`), and, behind a month, at the end or before the
/// time of day.
fn year(pieces: Pieces<'_>, at: usize, is_behind_month: bool) -> Option<i16> {
    if let Some(year) = pieces.year(at) {
        return Some(year).filter(|year| YEARS.contains(year));
    }
    let digits = pieces.number(at).filter(|(_, n_digits)| *n_digits == 2 && !is_hour(pieces, at))?.0 as i16;
    let before = at.checked_sub(1).and_then(|before| pieces.mark(before)).filter(|_| pieces.is_glued(at));
    let is_last = || at + 1 == pieces.len() || pieces.small(at + 1).is_some() && is_hour(pieces, at + 1);
    let is_year = match before {
        Some('\'') => true,
        Some('-' | '/') => is_behind_month && pieces.is_glued(at - 1),
        _ => is_behind_month && is_last(),
    };
    is_year.then_some(if digits < 50 { 2000 + digits } else { 1900 + digits })
}

fn is_hour(pieces: Pieces<'_>, at: usize) -> bool {
    let is_clock = |mark: char| pieces.is_mark(at + 1, mark) && pieces.is_glued(at + 1) && pieces.small(at + 2).is_some();
    is_clock(':') || is_clock('.') || pieces.is_word(at + 1, &["h", "uhr", "am", "pm", "a", "p", "u", "hrs", "ч"])
}

/// Returns the year after the time of day, and its place: `May 3 10:00:00 EDT 2024`.
fn year_apart(pieces: Pieces<'_>, after: usize) -> Option<(usize, i16)> {
    let has_time = (after..after + 3).any(|at| pieces.small(at).is_some() && is_hour(pieces, at));
    let is_signed = |at: usize| at > 0 && pieces.is_glued(at) && matches!(pieces.mark(at - 1), Some('+' | '-'));
    let at = (after..pieces.len()).find(|at| !is_signed(*at) && pieces.year(*at).is_some_and(|year| YEARS.contains(&year)))?;
    has_time.then(|| pieces.year(at).map(|year| (at, year)))?
}
