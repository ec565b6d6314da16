//! The text of an article, from the value of a field: a text, a list of paragraphs, or parts with
//! their kinds.

use serde_json::{Map, Value};

use crate::extract::html::paragraphs_of_value;
use crate::extract::line::{clean, is_absent};
use crate::extract::markup::{text_if_markup, text_of};

/// Returns whether a value could be the text of an article, without reading it.
pub(super) fn is_text(value: &Value) -> bool {
    match value {
        Value::String(text) => !is_absent(text) && !is_refusal(text),
        Value::Array(parts) => {
            let has_text = |part: &Map<String, Value>| text_of_part(part).is_some() || !paragraphs_in(part).is_empty();
            !is_list_of_records(parts) && parts.iter().any(|part| part.is_string() || part.as_object().is_some_and(has_text))
        }
        Value::Object(object) if is_record(object) => text_of_part(object).is_some(),
        Value::Object(object) => {
            text_of_part(object).is_some()
                || object.get("sections").is_some_and(Value::is_array)
                || !paragraphs_in(object).is_empty()
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => false,
    }
}

/// Returns the text of a value, with an empty line between the paragraphs of a list. A text that is
/// not markup stays as it is.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => plain(text),
        Value::Number(number) => number.to_string(),
        Value::Array(parts) => paragraphs(parts),
        Value::Object(object) => match object.get("sections") {
            Some(Value::Array(sections)) => in_sections(object, sections),
            _ => match text_of_part(object) {
                Some(text) => plain(text),
                None => joined(paragraphs_in(object).into_iter()),
            },
        },
        Value::Bool(_) | Value::Null => return None,
    };
    Some(text).filter(|text| !text.trim().is_empty())
}

fn plain(text: &str) -> String {
    text_if_markup(text).unwrap_or_else(|| text.to_owned())
}

fn joined(paragraphs: impl Iterator<Item = String>) -> String {
    paragraphs.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn paragraphs(parts: &[Value]) -> String {
    joined(parts.iter().filter_map(|part| match part {
        Value::String(text) => Some(plain(text)),
        Value::Object(part) if is_text_kind(part) && text_of_part(part).is_some() => {
            let text = text_of_part(part)?;
            Some(if is_markup_kind(part) { text_of(text) } else { plain(text) })
        }
        Value::Object(part) if text_of_part(part).is_none() => Some(joined(paragraphs_in(part).into_iter())),
        _ => None,
    }))
}

/// Returns the paragraphs of an object in one of the forms of editors: blocks, a document of nodes, a list of items.
fn paragraphs_in(object: &Map<String, Value>) -> Vec<String> {
    const HOLDERS: [&str; 10] =
        ["blocks", "root", "model", "children", "content", "content_elements", "items", "body", "innerBlocks", "attributes"];
    let is_holder = |key: &str| object.get(key).is_some_and(|value| value.is_array() || value.is_object());
    let is_of_records = |key: &str| object.get(key).and_then(Value::as_array).is_some_and(|values| is_list_of_records(values));
    if !HOLDERS.iter().any(|key| is_holder(key)) || HOLDERS.iter().any(|key| is_of_records(key)) || !is_text_subtype(object) {
        return Vec::new();
    }
    paragraphs_of_value(&Value::Object(object.clone()))
}

/// Returns whether the members of a list are articles, and not the parts of one: each has a headline, and an address or a date.
pub(super) fn is_list_of_records(values: &[Value]) -> bool {
    const TITLES: [&str; 3] = ["title", "headline", "headlines"];
    const OTHERS: [&str; 9] =
        ["url", "link", "date", "published_at", "publishedAt", "pubDate", "published", "publish_date", "author"];
    let has_any = |object: &Map<String, Value>, keys: &[&str]| {
        keys.iter().any(|key| object.get(*key).is_some_and(|value| !value.is_null()))
    };
    let is_record = |value: &Value| {
        value
            .as_object()
            .is_some_and(|object| has_any(object, &TITLES) && has_any(object, &OTHERS) && !object.contains_key("type"))
    };
    !values.is_empty() && values.iter().all(is_record)
}

/// Returns whether an object around a text states a headline of its own: it is an article, not the text of one.
fn is_record(object: &Map<String, Value>) -> bool {
    ["title", "headline", "webTitle", "headlines"].iter().any(|key| object.get(*key).is_some_and(|value| !value.is_null()))
}

/// Returns whether a text says that the service does not give the article.
fn is_refusal(text: &str) -> bool {
    const TEXTS: [&str; 3] = ["only available in", "[removed]", "content not available"];
    const MAX_BYTES: usize = 80;
    let text = text.trim();
    text.len() <= MAX_BYTES && TEXTS.iter().any(|refusal| text.to_ascii_lowercase().starts_with(refusal))
}

/// Parts of an article that are its text, by their `type`. Others are headlines, bylines, pictures
/// with their captions, and what a page shows between paragraphs.
fn is_text_kind(part: &Map<String, Value>) -> bool {
    const KINDS: [&str; 20] = [
        "p",
        "core/paragraph",
        "unstyled",
        "unordered-list-item",
        "ordered-list-item",
        "header-two",
        "header-three",
        "body",
        "lead",
        "text",
        "paragraph",
        "sanitized_html",
        "header",
        "heading",
        "subhead",
        "quote",
        "blockquote",
        "text/html",
        "text/plain",
        "html",
    ];
    let kind = part.get("type").and_then(Value::as_str).map(str::to_ascii_lowercase);
    kind.is_none_or(|kind| KINDS.contains(&kind.as_str())) && is_text_subtype(part)
}

fn is_text_subtype(part: &Map<String, Value>) -> bool {
    const NO_TEXT: [&str; 4] = ["pull", "caption", "trailer", "interstitial"];
    part.get("subtype").and_then(Value::as_str).is_none_or(|kind| !NO_TEXT.iter().any(|no| kind.starts_with(no)))
}

fn is_markup_kind(part: &Map<String, Value>) -> bool {
    ["mime", "type", "contentType"]
        .iter()
        .any(|key| part.get(*key).and_then(Value::as_str).is_some_and(|kind| kind.contains("html")))
}

/// Returns the text of one part: an object that says what kind of text it is.
fn text_of_part(part: &Map<String, Value>) -> Option<&str> {
    first_text(part).or_else(|| first_text(part.get("data")?.as_object()?))
}

fn first_text(object: &Map<String, Value>) -> Option<&str> {
    ["rendered", "text", "content", "value", "html", "paragraph", "@value", "bodyHtml", "innerHTML"]
        .iter()
        .find_map(|key| object.get(*key)?.as_str())
}

/// Sections, each with a headline and paragraphs, after the lead that stands above them.
fn in_sections(object: &Map<String, Value>, sections: &[Value]) -> String {
    let parts = ["headline", "paragraphs"];
    let lead = object.get("summary").into_iter();
    let rest = sections.iter().flat_map(|section| parts.iter().filter_map(|part| section.get(*part)));
    joined(lead.chain(rest).filter_map(|value| match value {
        Value::Array(parts) => Some(paragraphs(parts)),
        Value::String(text) => Some(plain(text)),
        _ => None,
    }))
}

/// Returns a part of a list by its kind, on one line: the `kicker` of the contents.
pub(super) fn part_of_kind(contents: Option<&Value>, kind: &str) -> Option<String> {
    let parts = contents?.as_array()?;
    let part = parts.iter().find(|part| part.get("type").and_then(Value::as_str) == Some(kind))?;
    Some(clean(part.get("content")?.as_str()?)).filter(|text| !text.is_empty())
}

/// Returns a text without the note at its end that it was cut, as in `left … [+120 chars]`; `None`
/// if there is no such note.
pub(super) fn without_cut_note(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let (before, note) = text.strip_suffix("chars]")?.rsplit_once('[')?;
    let number = note.trim().trim_start_matches('+');
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then(|| before.trim_end())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_of_the_text_are_told_from_others() {
        let contents = json!([
            {"type": "kicker", "content": "Town"}, {"type": "title", "content": "Rain"}, {"type": "byline", "content": "By Ana Ruiz"},
            {"type": "date", "content": 1_325_376_562_000_i64}, {"type": "image", "fullcaption": "A cloud", "imageURL": "https://x.example"},
            {"type": "sanitized_html", "subtype": "paragraph", "mime": "text/html", "content": "<span>RIVER —</span> It &amp; that."},
            {"type": "sanitized_html", "subtype": "pullquote", "mime": "text/html", "content": "It &amp;"},
            {"type": "sanitized_html", "mime": "text/html", "content": "Again."}, {"type": "author_info", "bio": "Ana", "content": "Ana"},
        ]);
        assert_eq!(text(&contents).as_deref(), Some("RIVER — It & that.\n\nAgain."));
        assert_eq!(part_of_kind(Some(&contents), "kicker").as_deref(), Some("Town"));
        let sections = json!({"summary": ["Lead."], "sections": [{"headline": [], "paragraphs": ["One.", "Two."]}, {"headline": ["Later"], "paragraphs": ["Three."]}]});
        assert_eq!(text(&sections).as_deref(), Some("Lead.\n\nOne.\n\nTwo.\n\nLater\n\nThree."));
        let entry = json!([{"type": "text/html", "language": null, "value": "<p>It rained.</p>"}]);
        assert_eq!(text(&entry).as_deref(), Some("It rained."));
        let blocks = json!([{"type": "paragraph", "data": {"text": "It <b>rained</b>."}}, {"type": "image", "data": {"caption": "A cloud"}}]);
        assert_eq!(text(&blocks).as_deref(), Some("It rained."));
    }

    #[test]
    fn notes_of_a_cut_are_found() {
        assert_eq!(without_cut_note("three left … [+120 chars]"), Some("three left …"));
        assert_eq!(without_cut_note("three left ... [1234 chars]\n"), Some("three left ..."));
        assert_eq!(without_cut_note("the list [of chars]"), None);
        assert_eq!(without_cut_note("three left"), None);
    }
}
