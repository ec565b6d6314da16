//! What one JSON object states of an article: which keys hold which field, and how their values read.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::article::{Draft, Language, NewsTime, TimeOrigin};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::byline::people;
use crate::extract::html::text_of_piece;
use crate::extract::line::in_one_line;

/// The keys under which a record's fields are looked for, before the usual keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    keys: BTreeMap<&'static str, String>,
}

/// The fields, and the keys that usually hold them; the first that exists and is not empty counts. Letter case does not matter.
const FIELDS: [(&str, &[&str]); 10] = [
    ("id", &["id", "guid", "_id"]),
    ("title", &["title", "headline"]),
    ("body", &["body", "text", "content", "articleBody", "content_text", "body_text"]),
    ("date", &["date", "published", "datePublished", "published_at", "pubDate", "date_published"]),
    ("modified", &["modified", "dateModified", "updated", "updated_at", "date_modified"]),
    ("byline", &["byline", "author", "authors"]),
    ("publisher", &["publisher", "source"]),
    ("section", &["section", "articleSection"]),
    ("language", &["language", "lang", "inLanguage"]),
    ("url", &["url", "canonical_url", "link"]),
];

/// The keys of bodies that are markup, which are read if there is no other.
const MARKUP: [&str; 3] = ["content_html", "body_html", "body_xhtml"];

impl FieldMap {
    /// Adds a rule written as `field=key`, as in `body=my_text`. On failure, returns what is wrong
    /// with it.
    pub fn add(&mut self, rule: &str) -> Result<(), String> {
        let (field, key) = rule.split_once('=').ok_or_else(|| format!("`{rule}` is not `FIELD=KEY`, as in `body=my_text`"))?;
        let names = || FIELDS.map(|(name, _)| name).join(", ");
        let (field, _) = FIELDS
            .iter()
            .find(|(name, _)| *name == field.trim())
            .ok_or_else(|| format!("no field `{field}`; fields are {}", names()))?;
        self.keys.insert(field, key.trim().to_owned());
        Ok(())
    }

    fn keys(&self, field: &str) -> impl Iterator<Item = &str> {
        let usual = FIELDS.iter().find(|(name, _)| *name == field).map_or(&[][..], |(_, keys)| keys);
        self.keys.get(field).map(String::as_str).into_iter().chain(usual.iter().copied())
    }
}

/// Returns what an object states, and what is wrong with it.
pub(super) fn draft(object: &Map<String, Value>, map: &FieldMap) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let line = |field| value(object, field, map).and_then(name).map(|text| in_one_line(&text)).filter(|text| !text.is_empty());
    let mut time = |field| {
        let stated = value(object, field, map)?;
        let time = news_time(stated);
        if time.is_none() {
            let message = format!("`{}` is not a date that can be read", shortened(stated));
            findings.push(Finding { byte: None, kind: ProblemKind::Field, message });
        }
        time
    };
    let (published, modified) = (time("date"), time("modified"));
    let stated = value(object, "body", map).map(body).or_else(|| markup(object));
    let summary = || object.get("summary").and_then(Value::as_str).map(str::to_owned);
    let draft = Draft {
        record_id: value(object, "id", map).and_then(|id| match id {
            Value::String(id) => Some(id.clone()),
            Value::Number(id) => Some(id.to_string()),
            _ => None,
        }),
        title: line("title"),
        is_summary: stated.is_none() && summary().is_some_and(|summary| !summary.trim().is_empty()),
        body: stated.or_else(summary).unwrap_or_default(),
        bylines: value(object, "byline", map).map(bylines).unwrap_or_default(),
        publisher: line("publisher"),
        section: line("section"),
        language: line("language").and_then(|tag| Language::from_tag(&tag)),
        published,
        modified,
        url: line("url"),
    };
    (draft, findings)
}

/// Returns the text of a body given as markup.
fn markup(object: &Map<String, Value>) -> Option<String> {
    let html = MARKUP.iter().find_map(|key| object.get(*key)?.as_str().filter(|html| !html.trim().is_empty()))?;
    Some(text_of_piece(html)).filter(|text| !text.is_empty())
}

/// Returns a field's value: that of the first of its keys that exists and is not empty.
pub(super) fn value<'o>(object: &'o Map<String, Value>, field: &str, map: &FieldMap) -> Option<&'o Value> {
    map.keys(field).find_map(|key| {
        let value = object.get(key).or_else(|| Some(object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?.1))?;
        let is_empty = match value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Array(values) => values.is_empty(),
            _ => false,
        };
        (!is_empty).then_some(value)
    })
}

/// A string verbatim; a list of paragraphs joined by empty lines.
fn body(value: &Value) -> String {
    match value {
        Value::Array(paragraphs) => paragraphs.iter().filter_map(name).collect::<Vec<_>>().join("\n\n"),
        value => name(value).unwrap_or_default(),
    }
}

/// A string, or the name or text of an object; the first of a list.
fn name(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => ["name", "text", "@value"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_owned)),
        Value::Array(values) => values.iter().find_map(|value| if value.is_array() { None } else { name(value) }),
        Value::Null | Value::Bool(_) => None,
    }
}

fn bylines(value: &Value) -> Vec<String> {
    let stated: Vec<String> = match value {
        Value::Array(values) => values.iter().filter_map(name).collect(),
        value => name(value).into_iter().collect(),
    };
    // In a list each item names one person; a single text may name several. A value that does not
    // look like a name ("Staff writers") is kept as stated.
    let or_stated = |people: Vec<String>, name: &str| if people.is_empty() { vec![in_one_line(name)] } else { people };
    let people = match &stated[..] {
        [only] => or_stated(people(only), only),
        several => several.iter().map(|name| or_stated(people(name), name).join(", ")).collect(),
    };
    people.into_iter().filter(|person| !person.is_empty()).collect()
}

/// Returns the time that a text or a number of seconds or milliseconds since 1970 states.
pub(super) fn news_time(value: &Value) -> Option<NewsTime> {
    match value {
        Value::String(text) => NewsTime::parse(text, TimeOrigin::Field),
        Value::Number(number) => {
            // Seconds since 1970. A value beyond the year 5000 is in milliseconds.
            const MAX_SECONDS: i64 = 100_000_000_000;
            let number = number.as_i64().or_else(|| number.as_f64().map(|number| number as i64))?;
            NewsTime::from_unix(if number.abs() > MAX_SECONDS { number / 1000 } else { number }, TimeOrigin::Field)
        }
        _ => None,
    }
}

fn shortened(value: &Value) -> String {
    const MAX_CHARS: usize = 60;
    let text = name(value).unwrap_or_else(|| value.to_string());
    let mut short: String = text.chars().take(MAX_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
