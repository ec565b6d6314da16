//! Stated dates: one reader for all formats.
//!
//! A text is cut into numbers, words and marks (`tokens`). A day is searched among them (`days`),
//! then a time of day and its zone (`clock`, `zones`) among what is left. No form is guessed: a date
//! with two readings is settled by the customs of its place (`customs`), or it stays a doubt.

mod clock;
mod customs;
mod days;
mod names;
mod reading;
mod solar;
mod tokens;
mod zones;

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use self::clock::Zone;
pub(crate) use self::customs::Customs;
use self::days::{Setting, Stated};
pub(crate) use self::reading::{Doubt, Reading};
use self::tokens::{Pieces, tokens};
use crate::article::{NewsTime, Precision, TimeOrigin};
use crate::extract::Finding;

/// Maximum length in bytes of a text that states a date.
const MAX_BYTES: usize = 400;

/// Maximum length in bytes of what stands in front of a paragraph.
const MAX_FRONT_BYTES: usize = 80;

/// Reads the value of a field that is for a date: any known form, digits alone, or a count of
/// seconds, milliseconds, microseconds or nanoseconds since 1970. Other words may stand beside the
/// date, but no other number.
///
/// An empty text, and what programs write for nothing (`None`, `null`, `0000-00-00`), states no date.
pub(crate) fn of_field(text: &str, origin: TimeOrigin, customs: &Customs) -> Reading {
    let text = text.trim();
    if is_nothing(text) {
        return Reading::default();
    }
    if let Some(reading) = number(text, origin) {
        return reading;
    }
    let Some(tokens) = tokens(text).filter(|_| text.len() <= MAX_BYTES) else { return Reading::doubtful(Doubt::Form) };
    let pieces = Pieces(&tokens);
    let (found, mut used) = days_of(pieces, customs, true);
    let Some(first) = found.iter().find(|found| found.stated != Stated::NoDay) else {
        return Reading::doubtful(if found.is_empty() { Doubt::Form } else { Doubt::NoDay });
    };
    if found.iter().any(|other| other.stated != first.stated && other.stated != Stated::NoDay) {
        return Reading::doubtful(Doubt::Several);
    }
    let (reading, clock) = complete(pieces, &first.stated, &used, origin, customs);
    let reading = with_strange_zone(reading, pieces, clock.clone());
    clock.into_iter().flatten().for_each(|at| used[at] = true);
    let is_rest = |at: usize| !used[at] && pieces.number(at).is_some();
    // A time of day that is none leaves its numbers over: `25:14`. So does a period: `3-5 May 2024`.
    if (0..pieces.len()).any(is_rest) { Reading::doubtful(Doubt::Form) } else { reading }
}

/// Reads the first date in a text for readers, such as `Posted on Monday, March 25th, 2024 by Ana
/// Ruiz`. Digits without marks are no date there: they may be a telephone number.
pub(crate) fn in_text(text: &str, origin: TimeOrigin, customs: &Customs) -> Reading {
    let Some(tokens) = tokens(text).filter(|_| text.len() <= MAX_BYTES) else { return Reading::default() };
    let pieces = Pieces(&tokens);
    let (found, used) = days_of(pieces, customs, false);
    let Some(first) = found.iter().find(|found| found.stated != Stated::NoDay) else { return Reading::default() };
    complete(pieces, &first.stated, &used, origin, customs).0
}

/// Reads the date in front of a paragraph, behind two words at most and before a mark: `Port Ellery,
/// 25 March 2024 - It rained`, `(25.03.2024). It rained`, `LONDON, 25 March 2024 (AP)`. A date in a sentence is what the sentence is about.
pub(crate) fn in_front(text: &str, origin: TimeOrigin, customs: &Customs) -> Reading {
    const MAX_WORDS: usize = 2;
    let start = &text[..text.floor_char_boundary(MAX_FRONT_BYTES)];
    let Some(tokens) = tokens(start) else { return Reading::default() };
    let pieces = Pieces(&tokens);
    let (found, used) = days_of(pieces, customs, false);
    let [first, ..] = &found[..] else { return Reading::default() };
    let n_before = used.iter().take_while(|used| !**used).count();
    let is_before = |at: usize| pieces.word(at).is_some_and(|word| !names::is_weekday(word));
    let n_words = (0..n_before).filter(|at| is_before(*at)).count();
    let (reading, clock) = complete(pieces, &first.stated, &used, origin, customs);
    let end = clock
        .map_or(first.end, |clock| if clock.start >= first.end && clock.start <= first.end + 2 { clock.end } else { first.end });
    let is_marked = matches!(pieces.mark(end), Some('-' | ':' | '.' | '(' | ')' | '|' | ']'));
    let has_number = (0..n_before).any(|at| pieces.number(at).is_some());
    if n_words > MAX_WORDS || !is_marked || has_number { Reading::default() } else { reading }
}

/// Reads a line that is a date and nothing else, but for words such as `Published`. Other lines state
/// no date.
pub(crate) fn of_line(line: &str, origin: TimeOrigin, customs: &Customs) -> Reading {
    const LABELS: [&str; 21] = [
        "published",
        "posted",
        "updated",
        "date",
        "on",
        "at",
        "the",
        "le",
        "am",
        "stand",
        "veroffentlicht",
        "publie",
        "publicado",
        "pubblicato",
        "el",
        "il",
        "uhr",
        "r",
        "г",
        "года",
        "roku",
    ];
    let Some(tokens) = tokens(line).filter(|_| line.len() <= MAX_BYTES) else { return Reading::default() };
    let pieces = Pieces(&tokens);
    let (found, mut used) = days_of(pieces, customs, false);
    let [only] = &found[..] else { return Reading::default() };
    let (reading, clock) = complete(pieces, &only.stated, &used, origin, customs);
    clock.into_iter().flatten().for_each(|at| used[at] = true);
    let is_label = |word: &str| LABELS.contains(&word) || names::is_weekday(word);
    let is_strange = |at: usize| pieces.number(at).is_some() || pieces.word(at).is_some_and(|word| !is_label(word));
    if (0..pieces.len()).any(|at| !used[at] && is_strange(at)) { Reading::default() } else { reading }
}

/// Reads a value of JSON: a text as [`of_field`], and a number as the same digits in a text. A number
/// of eight digits that are a day is that day. `null` and `false` state no date.
pub(crate) fn of_value(value: &Value, origin: TimeOrigin, customs: &Customs) -> Reading {
    match value {
        Value::String(text) => of_field(text, origin, customs),
        Value::Number(number) => of_field(&number.to_string(), origin, customs),
        Value::Null | Value::Bool(false) => Reading::default(),
        Value::Array(values) if values.is_empty() => Reading::default(),
        Value::Array(values) if values.len() == 1 && !values[0].is_array() => of_value(&values[0], origin, customs),
        // Databases and linked data name the kind of a value: `{"$date": {"$numberLong": "…"}}`.
        Value::Object(object) => match ["$date", "$numberLong", "@value"].iter().find_map(|key| object.get(*key)) {
            Some(inner) if object.len() <= 2 => of_value(inner, origin, customs),
            _ => Reading::doubtful(Doubt::Form),
        },
        _ => Reading::doubtful(Doubt::Form),
    }
}

/// Returns the first time among readings of stated texts, with what is doubtful about it as a
/// finding. If there is none, adds a finding about the first that states something.
pub(crate) fn first<T: AsRef<str>>(
    readings: impl IntoIterator<Item = (Reading, T)>,
    findings: &mut Vec<Finding>,
) -> Option<NewsTime> {
    let mut unread = None;
    for (reading, stated) in readings {
        if reading.time.is_some() {
            return reading.told(stated.as_ref(), findings);
        }
        unread = unread.or_else(|| Some(reading.doubt?.finding(stated.as_ref())));
    }
    findings.extend(unread);
    None
}

/// Adds to `customs` what a stated date shows of the order of day and month.
pub(crate) fn learn(customs: &mut Customs, text: &str) {
    let Some(tokens) = tokens(text).filter(|_| text.len() <= MAX_BYTES) else { return };
    let (found, _) = days_of(Pieces(&tokens), &Customs::default(), false);
    for (first, second) in found.iter().filter_map(|found| found.shows) {
        customs.see(first, second);
    }
}

/// Returns whether a text is what programs and templates write if there is no date.
fn is_nothing(text: &str) -> bool {
    const WORDS: [&str; 14] =
        ["none", "null", "nil", "nan", "nat", "n/a", "na", "undefined", "false", "-", "--", "0", "<na>", "(none)"];
    // The first day of the calendars of databases and programs.
    const ZEROS: [&str; 4] = ["0000-00-00", "0001-01-01", "01/01/0001", "1/1/0001"];
    let is_zeros = |text: &str| text.bytes().all(|byte| byte == b'0');
    text.is_empty()
        || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || ZEROS.iter().any(|zero| text.starts_with(zero))
        || is_zeros(text)
}

/// Reads a text that is only a number: `1714711114`, `1714711114000`, `1714711114.5`, `20240503.0`.
/// `None` if it is none, or if its digits are to be read as a day.
fn number(text: &str, origin: TimeOrigin) -> Option<Reading> {
    let text = text.strip_prefix("/Date(").and_then(|text| text.split([')', '+']).next()).unwrap_or(text);
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let is_calendar = !is_negative
        && matches!(whole.len(), 6..=8 | 12 | 14)
        && of_digits(whole, origin).is_some_and(|reading| reading.time.is_some());
    if is_calendar {
        return of_digits(whole, origin);
    }
    // A count since 1970 that reaches back to 1600 and on to 2100.
    let seconds = match whole.len() {
        9 | 10 => number,
        11 if is_negative => number,
        12 | 13 => number / 1000,
        14 if is_negative => number / 1000,
        15 | 16 => number / 1_000_000,
        18 | 19 => number / 1_000_000_000,
        _ => return None,
    };
    const SECONDS: std::ops::RangeInclusive<i64> = -11_676_096_000..=4_102_444_800;
    let seconds = if is_negative { -seconds } else { seconds };
    let time = NewsTime::from_unix(seconds, origin).filter(|_| SECONDS.contains(&seconds));
    Some(time.map_or(Reading::doubtful(Doubt::Form), Reading::certain))
}

/// Reads digits as a day, with or without a time of day.
fn of_digits(digits: &str, origin: TimeOrigin) -> Option<Reading> {
    let tokens = tokens(digits)?;
    let (found, used) = days_of(Pieces(&tokens), &Customs::default(), true);
    Some(complete(Pieces(&tokens), &found.first()?.stated, &used, origin, &Customs::default()).0)
}

/// Returns the days among the pieces, and which pieces they take.
fn days_of(pieces: Pieces<'_>, customs: &Customs, has_compact: bool) -> (Vec<days::Found>, Vec<bool>) {
    let mut weekdays = (0..pieces.len()).filter_map(|at| names::weekday(pieces.word(at)?, customs.language()));
    let weekday = weekdays.next().filter(|first| weekdays.all(|other| other == *first));
    let setting = Setting { customs, weekday, has_compact };
    let mut used = vec![false; pieces.len()];
    let mut found: Vec<days::Found> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        match days::find(pieces, at, setting).filter(|_| !used[at]) {
            Some(day) => {
                (at..day.end.min(pieces.len())).chain(day.year_at).for_each(|at| used[at] = true);
                at = day.end;
                found.push(day);
            }
            None => at += 1,
        }
    }
    (found, used)
}

/// Returns the day with the time of day and the zone beside it, and the pieces of the time.
fn complete(
    pieces: Pieces<'_>,
    stated: &Stated,
    used: &[bool],
    origin: TimeOrigin,
    customs: &Customs,
) -> (Reading, Option<std::ops::Range<usize>>) {
    // The digits of a whole time state the day too.
    let is_whole_time = |at: usize| pieces.number(at).is_some_and(|(_, n_digits)| matches!(n_digits, 12 | 14));
    let clock = clock::find(pieces, &|at| !used[at] || is_whole_time(at));
    let range = clock.as_ref().map(|clock| clock.pieces.clone());
    let day: Date = match stated {
        Stated::Day(day) => *day,
        Stated::Either(first, second) => return (Reading::doubtful(Doubt::Either(*first, *second)), range),
        Stated::NoDay => return (Reading::doubtful(Doubt::NoDay), range),
    };
    let Some(time) = clock.as_ref().and_then(|clock| clock.time) else {
        return (Reading::certain(NewsTime::on(day, origin)), range);
    };
    let (offset, doubt) = zone(clock.map_or(Zone::Unstated, |clock| clock.zone), day.to_datetime(time), customs);
    let time = NewsTime::at(day.to_datetime(time), offset, origin);
    // The beginning of 1970 in UTC is what a program makes of no time at all.
    if time.is_some_and(|time| time.seconds == 0) {
        return (Reading::default(), range);
    }
    (Reading { time, doubt }, range)
}

/// Returns the offset of a zone at a time of its clocks, or why it is not known.
fn zone(zone: Zone, at: DateTime, customs: &Customs) -> (Option<i32>, Option<Doubt>) {
    match zone {
        Zone::Unstated => (None, None),
        Zone::Offset(seconds) => (Some(seconds), None),
        Zone::Named(name) => match zones::offset(&name, at, customs) {
            Some(seconds) => (Some(seconds), None),
            None if zones::is_name(&name) => (None, Some(Doubt::Zone(name.to_uppercase()))),
            // Other words in capitals stand there too: `10:30 UHR`, `10:30 BERLIN`.
            None => (None, None),
        },
        Zone::Place => (None, Some(Doubt::Zone("Area/City".to_owned()))),
    }
}

fn is_without_zone(time: NewsTime) -> bool {
    time.precision == Precision::Second && time.offset_seconds.is_none()
}

/// Adds the doubt about a word in capitals behind the time in a field: it is a zone that nobody
/// knows. In a text, it may be anything.
fn with_strange_zone(reading: Reading, pieces: Pieces<'_>, clock: Option<std::ops::Range<usize>>) -> Reading {
    let last = clock.and_then(|clock| clock.end.checked_sub(1)).filter(|last| pieces.is_capitals(*last));
    match last.and_then(|last| pieces.word(last)) {
        Some(word) if reading.time.is_some_and(is_without_zone) && (1..=5).contains(&word.len()) => {
            const HOURS: [&str; 8] = ["uhr", "hrs", "hs", "am", "pm", "h", "m", "u"];
            let doubt = reading.doubt.or_else(|| (!HOURS.contains(&word)).then(|| Doubt::Zone(word.to_uppercase())));
            Reading { time: reading.time, doubt }
        }
        _ => reading,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was read, with the doubt in brackets.
    fn shown(reading: Reading) -> String {
        let doubt = reading.doubt.map(|doubt| match doubt {
            Doubt::Form => "[form]".to_owned(),
            Doubt::NoDay => "[no day]".to_owned(),
            Doubt::Either(first, second) => format!("[{first} or {second}]"),
            Doubt::Several => "[several]".to_owned(),
            Doubt::Zone(name) => format!("[{name}]"),
        });
        [reading.time.map(|time| time.to_string()), doubt].into_iter().flatten().collect::<Vec<String>>().join(" ")
    }

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        let read = |text: &str| shown(of_field(text, TimeOrigin::Field, &Customs::default()));
        let wrong: Vec<_> =
            cases.iter().filter(|(text, right)| read(text) != *right).map(|(text, right)| (*text, read(text), *right)).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[track_caller]
    fn check_in(tag: &str, cases: &[(&str, &str)]) {
        let read = |text: &str| shown(of_field(text, TimeOrigin::Field, &Customs::new([tag])));
        let wrong: Vec<_> =
            cases.iter().filter(|(text, right)| read(text) != *right).map(|(text, right)| (*text, read(text), *right)).collect();
        assert!(wrong.is_empty(), "in {tag}: {wrong:#?}");
    }

    #[test]
    fn forms_of_iso_8601_are_read() {
        check(&[
            ("2024-05-03", "2024-05-03"),
            (" 2024-05-03T10:00:00+02:00 ", "2024-05-03T10:00:00+02:00"),
            ("2024-05-03T10:00+02:00", "2024-05-03T10:00:00+02:00"),
            ("2024-05-03T10:00:00.123456Z", "2024-05-03T10:00:00Z"),
            ("2024-05-03t10:00:00,5z", "2024-05-03T10:00:00Z"),
            ("2024-05-03 10:00:00 -0530", "2024-05-03T10:00:00-05:30"),
            ("2024-05-03 10:00:00+02", "2024-05-03T10:00:00+02:00"),
            ("2024-05-03T10:00:00+00:00[Europe/London]", "2024-05-03T10:00:00Z"),
            ("2024-05-03 10:00:00 +0000 UTC", "2024-05-03T10:00:00Z"),
            ("20240503", "2024-05-03"),
            ("20240503T100000Z", "2024-05-03T10:00:00Z"),
            ("20240503T1000", "2024-05-03T10:00:00"),
            ("20240503103059", "2024-05-03T10:30:59"),
            ("2024-124", "2024-05-03"),
            ("2024124", "2024-05-03"),
            ("2024-124T10:00:00Z", "2024-05-03T10:00:00Z"),
            ("2024-W18-5", "2024-05-03"),
            ("2024W185", "2024-05-03"),
            ("2024-W18", "[no day]"),
            ("2024-05", "[no day]"),
            ("2024", "[form]"),
            ("2003-012-31T10:14:55+00:00", "2003-12-31T10:14:55Z"),
            ("2024-05-03T24:00:00Z", "2024-05-03"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("2024:05:03 10:30:00", "2024-05-03T10:30:00"),
            ("-03-12-31", "2003-12-31"),
        ]);
    }

    #[test]
    fn the_solar_calendar_is_read() {
        check(&[
            ("۱۴۰۳/۰۲/۱۴ - ۱۰:۳۰", "2024-05-03T10:30:00"),
            ("جمعه ۱۴ اردیبهشت ۱۴۰۳ ساعت ۱۰:۳۰", "2024-05-03T10:30:00"),
            ("۳۱ شهریور ۱۴۰۳", "2024-09-21"),
            ("۱۴۰۳/۱۳/۰۱", "[form]"),
        ]);
    }

    #[test]
    fn forms_of_mail_and_programs_are_read() {
        check(&[
            ("Fri, 03 May 2024 10:00:00 GMT", "2024-05-03T10:00:00Z"),
            ("Fri, 3 May 24 10:00 +0200", "2024-05-03T10:00:00+02:00"),
            ("Friday, 03-May-24 10:00:00 GMT", "2024-05-03T10:00:00Z"),
            ("Friday, 03-May-94 10:00:00 GMT", "1994-05-03T10:00:00Z"),
            ("Fri May  3 10:00:00 2024", "2024-05-03T10:00:00"),
            ("Fri May 03 10:00:00 CEST 2024", "2024-05-03T10:00:00+02:00"),
            ("Fri May 03 10:00:00 +0200 2024", "2024-05-03T10:00:00+02:00"),
            ("Fri May 03 2024 10:00:00 GMT+0200 (Central European Summer Time)", "2024-05-03T10:00:00+02:00"),
            ("Fri, 03 May 2024 10:00:00 +02:00", "2024-05-03T10:00:00+02:00"),
            ("Fri, 03 May 2024 10:00:00 GMT+2", "2024-05-03T10:00:00+02:00"),
            ("Fri, 03 May 2024 10:00:00 Etc/GMT", "2024-05-03T10:00:00Z"),
            ("Fri,03 May, 2024 10:00:00 -0000", "2024-05-03T10:00:00Z"),
            ("Fri, 03 May 2024 10:00:00 EST", "2024-05-03T10:00:00-05:00"),
            ("Fri, 03 May 2024 10:00:00 BST", "2024-05-03T10:00:00 [BST]"),
            ("Fri, 03 May 2024 10:00:00 XYZT", "2024-05-03T10:00:00 [XYZT]"),
            ("Fri, 03 May 2024 10:00:00 A", "2024-05-03T10:00:00 [A]"),
            ("Fri, 03 May 2024 24:00:00 GMT", "2024-05-03"),
            ("Fri, 03 May 2024 10:00:00 America/New_York", "2024-05-03T10:00:00 [Area/City]"),
            ("Fri, 07/14/2023 - 10:30", "2023-07-14T10:30:00"),
            ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T08:19:53-04:00"),
            ("May 3rd, 2024 10:30 PM", "2024-05-03T22:30:00"),
            ("Fri, Feb 24 2023 12:18:00 AM", "2023-02-24T00:18:00"),
            ("7 p.m. on May 3, 2024", "2024-05-03T19:00:00"),
            ("/Date(1714711114000+0200)/", "2024-05-03T04:38:34Z"),
            ("2004-05-25 오후 11:23:17", "2004-05-25T23:23:17"),
        ]);
    }

    #[test]
    fn counts_since_1970_are_read_in_fields_alone() {
        check(&[
            ("1714711114", "2024-05-03T04:38:34Z"),
            ("1714711114000", "2024-05-03T04:38:34Z"),
            ("1714711114.52", "2024-05-03T04:38:34Z"),
            ("1714711114000000", "2024-05-03T04:38:34Z"),
            ("1714711114000000000", "2024-05-03T04:38:34Z"),
            ("-1000000000", "1938-04-24T22:13:20Z"),
            ("20240503.0", "2024-05-03"),
            ("45415", "[form]"),
            ("9999999999", "[form]"),
        ]);
        for text in ["1714711114", "Call 2125551234", "20240503", "Order 031231"] {
            assert_eq!(in_text(text, TimeOrigin::Text, &Customs::default()), Reading::default(), "for {text}");
        }
    }

    #[test]
    fn names_of_months_are_read_in_many_languages() {
        check(&[
            ("3. Mai 2024", "2024-05-03"),
            ("3 mai 2024 à 10h30", "2024-05-03T10:30:00"),
            ("1er août 2024", "2024-08-01"),
            ("3 de mayo de 2024", "2024-05-03"),
            ("3 de maio de 2024 às 10h", "2024-05-03T10:00:00"),
            ("venerdì 3 maggio 2024", "2024-05-03"),
            ("3 mei 2024, 10.30 uur", "2024-05-03T10:30:00"),
            ("3. maj 2024 kl. 10.30", "2024-05-03T10:30:00"),
            ("3. toukokuuta 2024", "2024-05-03"),
            ("3 maja 2024 r.", "2024-05-03"),
            ("3. května 2024", "2024-05-03"),
            ("3. mája 2024", "2024-05-03"),
            ("3 мая 2024 г., 10:30", "2024-05-03T10:30:00"),
            ("3 травня 2024", "2024-05-03"),
            ("3 Mayıs 2024 Cuma", "2024-05-03"),
            ("2024. május 3., péntek 10:30", "2024-05-03T10:30:00"),
            ("2004-július-13T9:15-05:00", "2004-07-13T09:15:00-05:00"),
            ("3 iunie 2024", "2024-06-03"),
            ("Παρασκευή 3 Μαΐου 2024", "2024-05-03"),
            ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T12:00:00-05:00"),
            ("Jumat, 3 Agustus 2024", "2024-08-03"),
            ("2024年5月3日 10時30分", "2024-05-03T10:30:00"),
            ("2024年05月03日 星期五 下午 3:04", "2024-05-03T15:04:00"),
            ("令和6年5月3日", "2024-05-03"),
            ("2024년 5월 3일 (금) 오후 3:04", "2024-05-03T15:04:00"),
            ("2024. 5. 3. 오전 10:00", "2024-05-03T10:00:00"),
            ("3 מאי 2024", "2024-05-03"),
            ("3 במאי 2024", "2024-05-03"),
            ("٣ مايو/أيار ٢٠٢٤", "2024-05-03"),
            ("3 كانون الثاني 2024", "2024-01-03"),
            ("3 मई 2024", "2024-05-03"),
            ("ngày 3 tháng 5 năm 2024", "2024-05-03"),
            ("2024 m. gegužės 3 d. 10:30", "2024-05-03T10:30:00"),
            ("2024. gada 3. maijs", "2024-05-03"),
            ("3 сакавіка 2024", "2024-03-03"),
            ("3 de xaneiro de 2024", "2024-01-03"),
            ("2024ko martxoaren 3a", "2024-03-03"),
            ("Marso 3, 2024", "2024-03-03"),
            ("3 ژوئن 2024", "2024-06-03"),
            ("৩ জুন ২০২৪", "2024-06-03"),
            ("3 جون 2024", "2024-06-03"),
            ("3 ஜூன் 2024", "2024-06-03"),
            ("3 มิถุนายน 2567", "2024-06-03"),
            ("3 มิ.ย. 2567 10:15 น.", "2024-06-03T10:15:00"),
            ("3 มิถุนายน พ.ศ. 2567", "2024-06-03"),
            ("3 ივნისი 2024", "2024-06-03"),
            ("3 հունիսի 2024", "2024-06-03"),
            ("3 Mehefin 2024", "2024-06-03"),
            ("3 Meán Fómhair 2024", "2024-09-03"),
            ("۱۴ خرداد ۱۴۰۳", "2024-06-03"),
            ("3 d'abril de 2024", "2024-04-03"),
            ("3 listopada 2024", "[form]"),
            ("May 2024", "[no day]"),
        ]);
        check_in("pl", &[("3 listopada 2024", "2024-11-03")]);
    }

    #[test]
    fn days_in_numbers_are_read_if_one_reading_is_left() {
        check(&[
            ("25/06/2019", "2019-06-25"),
            ("06/25/2019", "2019-06-25"),
            ("05/05/2019", "2019-05-05"),
            ("05/06/2019", "[2019-06-05 or 2019-05-06]"),
            ("Wed 05/06/2019", "2019-06-05"),
            ("Mon 05/06/2019 10:30", "2019-05-06T10:30:00"),
            ("05.06.2024 09:15", "2024-06-05T09:15:00"),
            ("5.6.2024", "2024-06-05"),
            ("25/6-2019", "2019-06-25"),
            ("5.6 2019", "2019-06-05"),
            ("2016/6/29 15:07:41", "2016-06-29T15:07:41"),
            ("03-12-31", "2003-12-31"),
            ("31.12.99", "1999-12-31"),
            ("05.06.19", "[2019-06-05 or 2019-05-06]"),
            ("2024-05-03 2024-05-04", "[several]"),
            ("3-5 May 2024", "[form]"),
            ("10.05.06.12", "[form]"),
        ]);
        check_in(
            "en-US",
            &[("05/06/2019", "2019-05-06"), ("05.06.2019", "[2019-06-05 or 2019-05-06]"), ("05/06/19", "2019-05-06")],
        );
        check_in("en-GB", &[("05/06/2019", "2019-06-05"), ("Wed, 05 Jun 2024 00:15:00 BST", "2024-06-05T00:15:00+01:00")]);
        check_in("de", &[("05.06.19, 10 Uhr", "2019-06-05T10:00:00"), ("5.6.2019 | 10.30 Uhr", "2019-06-05T10:30:00")]);
        let mut customs = Customs::new(["en"]);
        learn(&mut customs, "Posted 25/06/2019");
        assert_eq!(shown(of_field("05/06/2019", TimeOrigin::Field, &customs)), "2019-06-05");
    }

    #[test]
    fn what_is_no_date_is_told_or_nothing() {
        check(&[
            ("", ""),
            ("None", ""),
            ("null", ""),
            ("0000-00-00 00:00:00", ""),
            ("0001-01-01T00:00:00", ""),
            ("1970-01-01T00:00:00Z", ""),
            ("soon", "[form]"),
            ("Invalid date", "[form]"),
            ("yesterday at 10:30", "[form]"),
            ("2024-02-30", "[form]"),
            ("2013-01-27-01", "[no day]"),
            ("2024-05-03T25:14:55Z", "[form]"),
            ("2024-05-03T10:61:55Z", "[form]"),
            ("Sun, 16 Dec 2012 1:2:3:4 GMT", "[form]"),
            ("Sun, 16 zzz 2012 11:47:32 GMT", "[form]"),
            ("Sun, 16 Dec 2012 11:47:32 +00:zz", "[form]"),
            ("Sun, 99 Jun 2009 12:00:00 GMT", "[no day]"),
            ("9999-12-31T23:59:59-99:99", "[form]"),
            ("Thu, 01 Jan 0100 00:00:01 +0100", "[form]"),
        ]);
    }

    #[test]
    fn days_are_found_in_what_readers_see() {
        for text in [
            "Posted on Monday, March 25th, 2024 by Ana Ruiz",
            "Stand: 25. März 2024, 10:00",
            "le 25/03/2024 à 10h",
            "Montag, 25.03.2024 | 10:00",
            "Published 10:30 25 March 2024 Updated 3 April 2024",
            "3 Kommentare 25 mars 2024",
        ] {
            let day = in_text(text, TimeOrigin::Element, &Customs::default()).time.and_then(|time| time.date());
            assert_eq!(day, Some((2024, 3, 25)), "for {text}");
        }
        for text in
            ["2 weeks ago", "Seite 3 von 12 2024", "May we 2024", "Dec 24 - 30", "3 May 24 people", "Version 12.05.06", ""]
        {
            assert_eq!(in_text(text, TimeOrigin::Element, &Customs::default()), Reading::default(), "for {text}");
        }
    }

    #[test]
    fn no_text_panics() {
        use proptest::prelude::*;
        let part = prop_oneof![
            "[0-9]{1,20}",
            "\\PC",
            proptest::sample::select(vec![
                "-", "/", ".", ":", " ", "T", "May ", "am", "GMT", "+", "W", "年", "月", "日", "uhr", "(", "kl", "午後"
            ])
            .prop_map(str::to_owned),
        ];
        proptest!(|(parts in prop::collection::vec(part, 0..20))| {
            let text = parts.concat();
            let customs = Customs::new(["en-US"]);
            let _ = (of_field(&text, TimeOrigin::Field, &customs), in_text(&text, TimeOrigin::Text, &customs));
        });
    }
}
