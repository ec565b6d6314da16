//! When an article was published: a day or a moment, as stated, and where it was stated.
//!
//! News state times loosely: a bare day, a moment with a zone, a moment without one. A [`NewsTime`]
//! keeps what was stated. Sorting uses the moment ([`NewsTime::seconds`]). Searching by date uses
//! the printed calendar day ([`NewsTime::day`]), because a reader who asks for 25 March means the
//! date on the page, not the date in Greenwich.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use serde::{Deserialize, Serialize};

/// Days since 1970-01-01 in the calendar of the article, negative before.
pub type Day = i64;

/// A publication time as stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewsTime {
    /// Seconds since 1970-01-01T00:00:00Z. A time without a zone is read as UTC, a bare day as its
    /// midnight in UTC.
    pub seconds: i64,
    /// The stated distance from UTC in seconds; `None` if no zone was stated.
    pub offset_seconds: Option<i32>,
    /// Whether a day or a moment was stated.
    pub precision: Precision,
    /// Where it was stated.
    pub origin: TimeOrigin,
}

/// How much of a time was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// A calendar day.
    Day,
    /// A moment, to the second.
    Second,
}

/// Where a time was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeOrigin {
    /// A field of the record: JSON, JSON-LD.
    Field,
    /// A `<meta>` element.
    Meta,
    /// A `<time>` element or microdata.
    Element,
    /// The article's URL.
    Url,
    /// The file's path.
    Path,
    /// The text itself: a dateline.
    Text,
    /// The properties of a document: the day on which its file was made.
    Properties,
}

impl TimeOrigin {
    /// Returns the origin's name in output.
    pub fn name(self) -> &'static str {
        match self {
            TimeOrigin::Field => "field",
            TimeOrigin::Meta => "meta",
            TimeOrigin::Element => "element",
            TimeOrigin::Url => "url",
            TimeOrigin::Path => "path",
            TimeOrigin::Text => "text",
            TimeOrigin::Properties => "properties",
        }
    }
}

impl NewsTime {
    /// Reads a stated time: RFC 3339 and ISO 8601 (`2024-03-25T10:00:00+03:00`, `2024-03-25 10:00`,
    /// `20240325`), RFC 2822 (`Mon, 25 Mar 2024 10:00:00 GMT`), a bare day (`2024-03-25`,
    /// `2024/03/25`), or an English date (`March 25, 2024`, `25 Mar 2024`). `None` for anything
    /// else: a time is never guessed.
    pub fn parse(text: &str, origin: TimeOrigin) -> Option<NewsTime> {
        let text = text.trim();
        parse_zoned(text, origin)
            .or_else(|| parse_civil(text, origin))
            .or_else(|| parse_day(text).map(|date| from_date(date, origin)))
    }

    /// Returns a day.
    pub fn on(day: Date, origin: TimeOrigin) -> NewsTime {
        from_date(day, origin)
    }

    /// Returns the moment at which clocks show `civil`, `offset_seconds` from UTC if that is stated;
    /// `None` if the offset is a day or more.
    pub fn at(civil: DateTime, offset_seconds: Option<i32>, origin: TimeOrigin) -> Option<NewsTime> {
        let offset = Offset::from_seconds(offset_seconds.unwrap_or(0)).ok()?;
        let seconds = offset.to_timestamp(civil).ok()?.as_second();
        Some(NewsTime { seconds, offset_seconds, precision: Precision::Second, origin })
    }

    /// Returns the moment `seconds` after 1970-01-01T00:00:00Z, stated in UTC; `None` outside the
    /// years -9999 to 9999.
    pub fn from_unix(seconds: i64, origin: TimeOrigin) -> Option<NewsTime> {
        Timestamp::from_second(seconds).ok()?;
        Some(NewsTime { seconds, offset_seconds: Some(0), precision: Precision::Second, origin })
    }

    /// Returns the calendar day as printed on the article.
    pub fn day(&self) -> Day {
        (self.seconds + i64::from(self.offset_seconds.unwrap_or(0))).div_euclid(86_400)
    }

    /// Returns the year, month and day as printed on the article; `None` if no calendar holds the
    /// time.
    pub fn date(&self) -> Option<(i16, i8, i8)> {
        let date = self.civil()?.date();
        Some((date.year(), date.month(), date.day()))
    }

    fn civil(&self) -> Option<DateTime> {
        let offset = Offset::from_seconds(self.offset_seconds.unwrap_or(0)).ok()?;
        Some(offset.to_datetime(Timestamp::from_second(self.seconds).ok()?))
    }
}

/// Writes the time as it was stated, in ISO form: `2024-03-25`, `2024-03-25T10:00:00`, `2024-03-25T10:00:00+03:00`, `…Z`.
impl std::fmt::Display for NewsTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(civil) = self.civil() else { return write!(f, "@{}", self.seconds) };
        match (self.precision, self.offset_seconds) {
            (Precision::Day, _) => write!(f, "{}", civil.date()),
            (Precision::Second, None) => write!(f, "{civil}"),
            (Precision::Second, Some(0)) => write!(f, "{civil}Z"),
            (Precision::Second, Some(offset)) => {
                let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60);
                write!(f, "{civil}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

fn from_date(date: Date, origin: TimeOrigin) -> NewsTime {
    NewsTime { seconds: days_since_epoch(date) * 86_400, offset_seconds: None, precision: Precision::Day, origin }
}

fn days_since_epoch(date: Date) -> Day {
    let midnight = date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp().as_second());
    // Only the first and last representable days have no UTC midnight; no newspaper is that old.
    midnight.unwrap_or(0).div_euclid(86_400)
}

fn parse_zoned(text: &str, origin: TimeOrigin) -> Option<NewsTime> {
    let (timestamp, offset) = match jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text) {
        Ok(pieces) => {
            let offset = pieces.to_numeric_offset()?;
            let civil = pieces.date().to_datetime(pieces.time().unwrap_or_default());
            (offset.to_timestamp(civil).ok()?, offset)
        }
        Err(_) => {
            // RFC 2822 reads a zone that it does not know as UTC, which is another time.
            let zone = text.rsplit(' ').next().filter(|zone| zone.bytes().all(|byte| byte.is_ascii_alphabetic()));
            if zone.is_some_and(|zone| !ZONES.contains(&zone)) {
                return None;
            }
            let zoned: Zoned = jiff::fmt::rfc2822::parse(text).ok()?;
            (zoned.timestamp(), zoned.offset())
        }
    };
    Some(NewsTime {
        seconds: timestamp.as_second(),
        offset_seconds: Some(offset.seconds()),
        precision: Precision::Second,
        origin,
    })
}

/// The names of zones that RFC 2822 defines, and `UTC`, which is newer.
const ZONES: [&str; 11] = ["UT", "UTC", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"];

fn parse_civil(text: &str, origin: TimeOrigin) -> Option<NewsTime> {
    let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).ok()?;
    let Some(time) = pieces.time() else { return Some(from_date(pieces.date(), origin)) };
    let timestamp = Offset::UTC.to_timestamp(pieces.date().to_datetime(time)).ok()?;
    Some(NewsTime { seconds: timestamp.as_second(), offset_seconds: None, precision: Precision::Second, origin })
}

/// Forms of a bare day, in `strftime` terms. A numeric day with the month second or first
/// (`03/04/2024`) is left out: it has two readings.
const DAY_FORMS: [&str; 6] = ["%Y/%m/%d", "%Y.%m.%d", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"];

fn parse_day(text: &str) -> Option<Date> {
    DAY_FORMS.iter().find_map(|form| Date::strptime(form, text).ok())
}

/// A year, a month or a day, as typed in a query: `2024`, `2024-03`, `2024-03-25`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// Reads `2024`, `2024-03` or `2024-03-25`; `/` is read as `-`. `None` for anything else and
    /// for days that do not exist.
    pub fn parse(text: &str) -> Option<PartialDate> {
        let mut parts = text.split(['-', '/']);
        let number = |part: &str, len: std::ops::RangeInclusive<usize>| -> Option<i16> {
            (len.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
        };
        let year = number(parts.next()?, 4..=4)?;
        let month = parts.next().map(|part| number(part, 1..=2)).map_or(Some(None), |month| month.map(Some))?;
        let day = parts.next().map(|part| number(part, 1..=2)).map_or(Some(None), |day| day.map(Some))?;
        let date = PartialDate { year, month: month.map(|month| month as i8), day: day.map(|day| day as i8) };
        (parts.next().is_none() && Date::new(year, date.month.unwrap_or(1), date.day.unwrap_or(1)).is_ok()).then_some(date)
    }

    /// Returns the first day it covers.
    pub fn first_day(self) -> Day {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).map_or(0, days_since_epoch)
    }

    /// Returns the last day it covers.
    pub fn last_day(self) -> Day {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| Date::new(self.year, month, 1).map_or(31, |date| date.days_in_month()));
        Date::new(self.year, month, day).map_or(0, days_since_epoch)
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        self.month.map_or(Ok(()), |month| write!(f, "-{month:02}"))?;
        self.day.map_or(Ok(()), |day| write!(f, "-{day:02}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stated: &str, shown: Option<&str>) {
        let time = NewsTime::parse(stated, TimeOrigin::Field);
        assert_eq!(time.map(|time| time.to_string()).as_deref(), shown, "for {stated}");
    }

    #[test]
    fn stated_times_print_as_stated() {
        check("2024-03-25", Some("2024-03-25"));
        check("2024-03-25T10:00:00+03:00", Some("2024-03-25T10:00:00+03:00"));
        check("2024-03-25T10:00:00.123Z", Some("2024-03-25T10:00:00Z"));
        check("2024-03-25 10:00", Some("2024-03-25T10:00:00"));
        check("2024-03-25T10:00:00-0530", Some("2024-03-25T10:00:00-05:30"));
        check("Mon, 25 Mar 2024 10:00:00 GMT", Some("2024-03-25T10:00:00Z"));
        check("March 25, 2024", Some("2024-03-25"));
        check("25 Mar 2024", Some("2024-03-25"));
        check("2024/03/25", Some("2024-03-25"));
        check("1916-01-01", Some("1916-01-01"));
    }

    #[test]
    fn what_is_no_time_is_not_guessed() {
        for text in ["", "yesterday", "03/04/2024", "2024-02-30", "Volume 12", "2024"] {
            check(text, None);
        }
    }

    #[test]
    fn day_is_the_one_printed_on_the_article() {
        let late = NewsTime::parse("2024-03-25T23:30:00-05:00", TimeOrigin::Field).unwrap();
        assert_eq!(late.day(), PartialDate::parse("2024-03-25").unwrap().first_day());
        assert_eq!(late.seconds, NewsTime::parse("2024-03-26T04:30:00Z", TimeOrigin::Field).unwrap().seconds);
    }

    #[test]
    fn partial_dates_cover_their_days() {
        let days = |text: &str| PartialDate::parse(text).map(|date| (date.first_day(), date.last_day()));
        assert_eq!(days("1970"), Some((0, 364)));
        assert_eq!(days("1970-02"), Some((31, 58)));
        assert_eq!(days("1970-01-03"), Some((2, 2)));
        for text in ["", "70", "1970-13", "1970-02-30", "1970-1-1-1", "19700101", "1970-", "+970"] {
            assert_eq!(days(text), None, "for {text}");
        }
    }

    #[test]
    fn partial_dates_print_as_typed() {
        for text in ["2024", "2024-03", "2024-03-09"] {
            assert_eq!(PartialDate::parse(text).unwrap().to_string(), text);
        }
    }
}
