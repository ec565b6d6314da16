//! Values of JSON objects: names, and times.

use serde_json::{Map, Value};

use crate::article::{NewsTime, TimeOrigin};
use crate::extract::Finding;
use crate::extract::date::{self, Customs};
use crate::extract::line::{in_one_line, is_absent};

/// A string, or the name or text of an object; the first of a list.
pub(super) fn name(value: &Value) -> Option<String> {
    const KEYS: [&str; 13] = [
        "title",
        "rendered",
        "main",
        "basic",
        "original",
        "text",
        "@value",
        "display_name",
        "displayName",
        "fullName",
        "full_name",
        "fullname",
        "Name",
    ];
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !is_absent(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => {
            let stated = |key: &str| object.get(key)?.as_str().filter(|name| !is_absent(name)).map(str::to_owned);
            // `{"main": {"text": "Rain"}}`
            let inside = |key: &str| object.get(key)?.as_object()?.get("text")?.as_str().map(str::to_owned);
            let of_keys = || KEYS.iter().find_map(|key| stated(key).or_else(|| inside(key)));
            stated("name").or_else(|| name_in_parts(object)).or_else(of_keys)
        }
        Value::Array(values) => values.iter().find_map(|value| if value.is_array() { None } else { name(value) }),
        Value::Null | Value::Bool(_) => None,
    }
}

/// A name that is stated in parts: `{"family": "Ruiz", "given": "Ana"}`.
fn name_in_parts(object: &Map<String, Value>) -> Option<String> {
    let of = |keys: &[&str]| keys.iter().find_map(|key| object.get(*key)?.as_str());
    let family = of(&["family", "lastname", "last_name", "lastName", "familyName"])?;
    let given = of(&["given", "firstname", "first_name", "firstName", "givenName"]).unwrap_or("");
    Some(in_one_line(&format!("{given} {family}"))).filter(|name| !name.is_empty())
}

/// Returns a text with at most 60 characters.
pub(super) fn shortened(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    let mut short: String = text.chars().take(MAX_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Returns the time that one of these values states: the first that can be read. If none can, adds a finding
/// about the first that states something.
pub(super) fn news_time<'v>(
    stated: impl IntoIterator<Item = &'v Value>,
    customs: &Customs,
    findings: &mut Vec<Finding>,
) -> Option<NewsTime> {
    let text = |value: &Value| name(value).unwrap_or_else(|| value.to_string());
    date::first(stated.into_iter().map(|value| (date::of_value(value, TimeOrigin::Field, customs), text(value))), findings)
}
