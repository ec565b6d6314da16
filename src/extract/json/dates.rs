//! The times that an object states: which of its values count, and what is said of those that do not.

use serde_json::{Map, Value};

use super::keys::{Fields, folded, is_key_of_a_field};
use super::object::name;
use crate::article::{NewsTime, Precision, TimeOrigin};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::date::{self, Customs, Reading};
use crate::extract::line::is_absent;

/// Which time of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stated {
    Published,
    Modified,
}

/// Returns a time that an object states: that of the first value that can be read. Adds a finding if
/// there are values and none can be read.
pub(super) fn time(
    which: Stated,
    object: &Map<String, Value>,
    fields: &Fields<'_>,
    customs: &Customs,
    findings: &mut Vec<Finding>,
) -> Option<NewsTime> {
    let (field, in_utc) = match which {
        Stated::Published => ("date", "date_gmt"),
        Stated::Modified => ("modified", "modified_gmt"),
    };
    let read = |value: &Value| -> Reading { date::of_value(value, TimeOrigin::Field, customs) };
    let in_utc = object.get(in_utc).and_then(plain).and_then(|value| read(&value).time);
    let in_utc = in_utc.filter(|time| time.precision == Precision::Second);
    let mut unread = None;
    for value in fields.values(field).filter_map(plain) {
        let stated = name(&value).unwrap_or_else(|| value.to_string());
        let reading = read(&value);
        if let Some(time) = reading.time {
            return match in_utc {
                // The moment in UTC says which zone the local time is in.
                Some(in_utc) => Some(with_offset(time, in_utc)),
                None => reading.told(&stated, findings),
            };
        }
        unread = unread.or_else(|| Some(reading.doubt?.finding(&stated)));
    }
    if let Some(in_utc) = in_utc {
        return Some(NewsTime { offset_seconds: Some(0), ..in_utc });
    }
    findings.extend(unread);
    None
}

/// Joins a local time without a zone and the same moment in UTC. Their distance is the zone's, if it
/// is one that a zone has.
fn with_offset(local: NewsTime, in_utc: NewsTime) -> NewsTime {
    const MAX_SECONDS: i64 = 14 * 3600;
    const STEP_SECONDS: i64 = 15 * 60;
    let offset = local.seconds - in_utc.seconds;
    let is_offset = offset.abs() <= MAX_SECONDS && offset % STEP_SECONDS == 0;
    if local.offset_seconds.is_some() || local.precision != Precision::Second || !is_offset {
        return local;
    }
    NewsTime { seconds: in_utc.seconds, offset_seconds: Some(offset as i32), ..local }
}

/// Returns the text or number in a value: MongoDB, PHP and citations write times as objects. `None`
/// if it states no time, such as `true`, zero, or a text that stands for nothing.
fn plain(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) if is_absent(text) || is_zero(text) => None,
        Value::Number(number) if number.as_f64() == Some(0.0) => None,
        Value::String(_) | Value::Number(_) => Some(value.clone()),
        Value::Array(values) => values.iter().find(|value| !value.is_array()).and_then(plain),
        Value::Object(object) => {
            if let Some(parts) = object.get("date-parts") {
                let parts = parts.get(0)?.as_array()?.iter().map(|part| name(part).unwrap_or_default());
                let parts: Vec<String> = parts.take(3).map(|part| format!("{part:0>2}")).collect();
                return Some(Value::String(parts.join("-")));
            }
            let inner = ["$date", "$numberLong", "date", "dateTime", "value", "@value", "rendered", "raw"];
            let inner = inner.iter().find_map(|key| object.get(*key))?;
            let is_nested = inner.as_object().is_none_or(|inner| inner.len() == 1);
            let inner = inner.as_object().and_then(|inner| inner.get("$numberLong")).unwrap_or(inner);
            match (is_nested, inner.as_str().and_then(|text| text.parse::<i64>().ok()).filter(|_| inner.is_string())) {
                (true, Some(number)) if object.contains_key("$date") || object.contains_key("$numberLong") => Some(number.into()),
                (true, _) if !inner.is_object() => plain(inner),
                _ => None,
            }
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// Databases write days that are not known as the first of all days.
fn is_zero(text: &str) -> bool {
    ["0000-", "0001-01-01"].iter().any(|zero| text.trim_start().starts_with(zero))
}

/// Returns a finding for a value that reads as a date, under a key that is not known. The article may
/// have been published then, or something else may have happened. Times at which a tool fetched or
/// saved the article say nothing of it.
pub(super) fn unread_date(object: &Map<String, Value>, customs: &Customs) -> Option<Finding> {
    let found = unread_in(object, &TIME, customs).or_else(|| in_columns(object)).or_else(|| {
        // Objects in a record hold dates of other things too.
        let inner = object.iter().take(MAX_KEYS).filter(|(key, _)| !is_of(key, &OF_OTHERS));
        inner.filter_map(|(_, value)| value.as_object()).find_map(|inner| unread_in(inner, &PUBLISHED, customs))
    });
    let (key, text) = found?;
    let key: String = key.chars().take(40).collect();
    let message = format!("`{text}` under `{key}` may be the date of the article, but this key is not known");
    Some(Finding { byte: None, kind: ProblemKind::Date, message })
}

const MAX_KEYS: usize = 200;
const TIME: [&str; 14] = [
    "date", "time", "day", "publ", "datum", "fecha", "data", "issue", "created", "posted", "released", "printed", "online",
    "live",
];
const PUBLISHED: [&str; 6] = ["date", "publ", "datum", "fecha", "issued", "posted"];
const OF_A_TOOL: [&str; 19] = [
    "download", "crawl", "index", "fetch", "saved", "access", "retriev", "scrap", "seen", "file", "added", "import", "archiv",
    "modif", "updat", "expir", "read", "ingest", "birth",
];
const OF_OTHERS: [&str; 13] = [
    "author",
    "image",
    "media",
    "comment",
    "feed",
    "video",
    "related",
    "source",
    "user",
    "publisher",
    "event",
    "tool",
    "annotation",
];

fn is_of(key: &str, words: &[&str]) -> bool {
    let folded = folded(key);
    words.iter().any(|word| folded.contains(word))
}

fn unread_in(object: &Map<String, Value>, words: &[&str], customs: &Customs) -> Option<(String, String)> {
    const MAX_BYTES: usize = 48;
    object.iter().take(MAX_KEYS).find_map(|(key, value)| {
        let text = match value {
            Value::String(text) if text.len() <= MAX_BYTES && !is_absent(text) && !is_zero(text) => text.clone(),
            // Days in eight digits, and counts since 1970.
            Value::Number(number) if matches!(number.to_string().split('.').next().unwrap_or("").len(), 8 | 10 | 13) => {
                number.to_string()
            }
            _ => return None,
        };
        let is_time = is_of(key, words) && !is_of(key, &OF_A_TOOL);
        // In an object inside, the usual keys are not looked at.
        let is_known = is_key_of_a_field(key) && words == TIME.as_slice();
        let is_date = || date::of_field(&text, TimeOrigin::Field, customs).time.is_some();
        (is_time && !is_known && is_date()).then(|| (key.clone(), text.clone()))
    })
}

/// Returns a day that stands in three columns: `{"year": 2024, "month": 3, "day": 25}`.
fn in_columns(object: &Map<String, Value>) -> Option<(String, String)> {
    let number = |name: &str| {
        let value = object.iter().take(MAX_KEYS).find(|(key, _)| folded(key) == name).map(|(_, value)| value)?;
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
    };
    let (year, month, day) = (number("year")?, number("month")?, number("day")?);
    Some(("year".to_owned(), format!("{year:04}-{month:02}-{day:02}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::keys::FieldMap;
    use super::*;

    #[track_caller]
    fn check(value: &Value, expected: Option<&str>, n_findings: usize) {
        let object = value.as_object().unwrap();
        let mut findings = Vec::new();
        let published =
            time(Stated::Published, object, &Fields::of(object, &FieldMap::default()), &Customs::default(), &mut findings);
        assert_eq!(published.map(|time| time.to_string()).as_deref(), expected, "for {value}");
        assert_eq!(findings.len(), n_findings, "for {value}: {findings:?}");
    }

    #[test]
    fn times_of_many_programs_are_read() {
        check(&json!({"published_at": "2024-03-25T10:00:00Z"}), Some("2024-03-25T10:00:00Z"), 0);
        check(&json!({"date": {"$date": "2024-03-25T10:00:00Z"}}), Some("2024-03-25T10:00:00Z"), 0);
        check(&json!({"date": {"$date": {"$numberLong": "1711360800000"}}}), Some("2024-03-25T10:00:00Z"), 0);
        check(&json!({"issued": {"date-parts": [[2024, 3, 25]]}}), Some("2024-03-25"), 0);
        check(&json!({"date": "2024-03-25T11:00:00", "date_gmt": "2024-03-25T10:00:00"}), Some("2024-03-25T11:00:00+01:00"), 0);
        check(&json!({"date_gmt": "2024-03-25T10:00:00"}), Some("2024-03-25T10:00:00Z"), 0);
        check(&json!({"published": true, "date": "2024-03-25"}), Some("2024-03-25"), 0);
        check(&json!({"dateTimePub": "2024-03-25T10:00:00Z", "date": "2024-03-26"}), Some("2024-03-25T10:00:00Z"), 0);
    }

    #[test]
    fn what_stands_for_no_date_is_none() {
        for text in ["None", "", "null", "NaT", "nan", "0000-00-00 00:00:00", "0001-01-01T00:00:00Z"] {
            check(&json!({"date": text}), None, 0);
        }
        check(&json!({"date": 0, "published": false}), None, 0);
        check(&json!({"date": "soon", "published": "later"}), None, 1);
        check(&json!({"date": "None", "publish_date": "2024-03-25"}), Some("2024-03-25"), 0);
    }

    #[test]
    fn a_date_that_is_not_read_is_said() {
        let said = |value: Value| unread_date(value.as_object().unwrap(), &Customs::default()).map(|finding| finding.message);
        let message = "`2024-03-25` under `release_date` may be the date of the article, but this key is not known";
        assert_eq!(said(json!({"release_date": "2024-03-25"})).as_deref(), Some(message));
        assert_eq!(
            said(json!({"date_download": "2024-03-25", "crawl_date": "2024-03-25", "title": "2024-03-25", "number": "20240325"})),
            None
        );
        for value in [
            json!({"release_date": 20_240_325}),
            json!({"time": 1_711_360_800}),
            json!({"posted_ms": 1_711_360_800_000_i64}),
            json!({"details": {"published": "2024-03-25"}}),
            json!({"Year": 2024, "Month": "3", "Day": 25}),
        ] {
            assert!(said(value.clone()).is_some(), "{value}");
        }
        for value in [
            json!({"reading_time": 5, "timezone": 2, "feed": {"published": "2024-03-25"}, "author": {"birth_date": "1980-03-25"}}),
            json!({"year": 2024, "month": 3}),
            json!({"time_id": 12_345_678}),
        ] {
            assert_eq!(said(value.clone()), None, "{value}");
        }
    }
}
