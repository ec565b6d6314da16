//! JSON: one article, a list of articles, or several values one after another. Also the answers of
//! services that hold such a list, JSON Feed, and ninjs.

mod body;
mod dates;
mod envelope;
mod keys;
mod ninjs;
mod object;
mod record;

use serde_json::{Map, Value};

use self::envelope::{Opened, opened};
pub use self::keys::FieldMap;
pub(super) use self::keys::{field_of, folded};
use self::record::draft_with_unread;
use super::{Finding, Numbered};
use crate::article::Draft;
use crate::error::ProblemKind;

/// Maximum number of objects, and of commas. Each takes some hundred bytes of memory, while an
/// article has kilobytes.
const MAX_OBJECTS: usize = 500_000;
const MAX_COMMAS: usize = 8_000_000;

/// Maximum number of reported values that are no articles. After that, the text is treated as
/// something other than articles.
const MAX_STRANGERS: usize = 1_000;

/// Reads the articles of a JSON text: one object; several, one after another; lists of objects; or
/// an object that holds such a list, as in the answers of services. If the text stops being JSON at
/// some place, the articles before it are returned with a finding.
///
/// The second part of the result holds findings about articles that were read, under their numbers.
pub fn extract(text: &str, map: &FieldMap) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let mut articles = Vec::new();
    let mut findings = Vec::new();
    if is_too_large(text) {
        let message = "more values than articles have; if these are articles, write them as JSON Lines, one a line".to_owned();
        articles.push((1, Err(Finding { byte: None, kind: ProblemKind::TooLarge, message })));
        return (articles, findings);
    }
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(value) => add_value(value, 0, map, &mut articles, &mut findings),
            Err(error) => {
                let byte = place(text, error.line(), error.column());
                let message = format!("not valid JSON: {}", strip_place(&error.to_string()));
                articles.push((articles.len() as u64 + 1, Err(Finding { byte: Some(byte), kind: ProblemKind::Syntax, message })));
                break;
            }
        }
        if articles.len() > MAX_STRANGERS && articles.iter().filter(|(_, article)| article.is_err()).count() > MAX_STRANGERS {
            articles.truncate(MAX_STRANGERS);
            break;
        }
    }
    (articles, findings)
}

/// Returns whether a text has more values than are read at once.
pub(super) fn is_too_large(text: &str) -> bool {
    memchr::memchr_iter(b'{', text.as_bytes()).count() > MAX_OBJECTS
        || memchr::memchr_iter(b',', text.as_bytes()).count() > MAX_COMMAS
}

/// Returns whether a record is a line that says what to do with the next one, in a file for the bulk interface of Elasticsearch or
/// OpenSearch: `{"index": {"_id": "1"}}`.
pub fn is_bulk_action(text: &str) -> bool {
    const MAX_BYTES: usize = 4096;
    // Most records are none, which their first key shows.
    let key = text.trim_start().strip_prefix('{').and_then(|text| text.trim_start().strip_prefix('"')).unwrap_or("");
    if !ACTIONS.iter().any(|action| key.starts_with(action)) {
        return false;
    }
    let value: Option<Value> = if text.len() <= MAX_BYTES { serde_json::from_str(text).ok() } else { None };
    value.as_ref().and_then(Value::as_object).is_some_and(is_action)
}

const ACTIONS: [&str; 4] = ["index", "create", "update", "delete"];

fn is_action(object: &Map<String, Value>) -> bool {
    let is_about = |key: &String| {
        key.starts_with('_')
            || ["routing", "version", "version_type", "pipeline", "require_alias", "retry_on_conflict", "dynamic_templates"]
                .contains(&key.as_str())
    };
    let mut members = object.iter();
    match (members.next(), members.next()) {
        (Some((action, Value::Object(about))), None) => ACTIONS.contains(&action.as_str()) && about.keys().all(is_about),
        _ => false,
    }
}

/// Adds the articles of a value. `n_around` is the number of lists around it.
fn add_value(value: Value, n_around: usize, map: &FieldMap, articles: &mut Vec<Numbered>, findings: &mut Vec<(u64, Finding)>) {
    // Lists in answers of services nest twice; going no deeper keeps this bounded.
    const MAX_AROUND: usize = 2;
    let object = match value {
        Value::Array(values) if n_around == 0 => {
            return values.into_iter().for_each(|value| add_value(value, 1, map, articles, findings));
        }
        Value::Object(object) if n_around == 0 && is_action(&object) => return,
        Value::Object(object) => object,
        _ => return articles.push((articles.len() as u64 + 1, Err(no_object()))),
    };
    if ninjs::is_item(&object) || n_around > MAX_AROUND {
        return add_object(&object, map, articles, findings);
    }
    match opened(object, map) {
        Opened::Article(object) => add_object(&object, map, articles, findings),
        Opened::List(values, publisher) => values.into_iter().for_each(|mut value| {
            if let (Some(publisher), Value::Object(object)) = (&publisher, &mut value) {
                object.entry("publisher").or_insert_with(|| publisher.clone());
            }
            add_value(value, n_around + 1, map, articles, findings);
        }),
    }
}

/// Reads an object as one article, whatever stands around articles elsewhere.
pub(super) fn article(object: &Map<String, Value>, map: &FieldMap) -> (Result<Draft, Finding>, Vec<Finding>) {
    let (draft, found) = draft_with_unread(object, map);
    (withdrawn(draft), found)
}

fn add_object(object: &Map<String, Value>, map: &FieldMap, articles: &mut Vec<Numbered>, findings: &mut Vec<(u64, Finding)>) {
    let number = articles.len() as u64 + 1;
    let (draft, found) = if ninjs::is_item(object) { ninjs::draft(object, map) } else { article(object, map) };
    findings.extend(found.into_iter().map(|finding| (number, finding)));
    articles.push((number, draft));
}

/// Services keep the place of an article that its publisher took back, with a word for its headline.
fn withdrawn(draft: Draft) -> Result<Draft, Finding> {
    if draft.title.as_deref() != Some("[Removed]") {
        return Ok(draft);
    }
    let message = "the publisher withdrew the article: its headline is `[Removed]`".to_owned();
    Err(Finding { byte: None, kind: ProblemKind::Withdrawn, message })
}

fn no_object() -> Finding {
    Finding { byte: None, kind: ProblemKind::Syntax, message: "not an article: expected a JSON object".to_owned() }
}

/// Converts the line and column of serde_json (column in bytes, both from 1) into a byte offset.
fn place(text: &str, line: usize, column: usize) -> u64 {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len()) as u64
}

/// Removes the place from the message; it is reported separately.
fn strip_place(message: &str) -> &str {
    message.split(" at line ").next().unwrap_or(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Language;

    fn drafts(text: &str) -> Vec<Draft> {
        extract(text, &FieldMap::default()).0.into_iter().filter_map(|(_, draft)| draft.ok()).collect()
    }

    #[test]
    fn usual_keys_are_known() {
        let draft = &drafts(
            r#"{"id": 7, "headline": " A\n title ", "articleBody": "One. ", "datePublished": "2024-03-25", "authors": [{"name": "Ana Ruiz"},
            "Jo Li"], "source": {"name": "The Paper"}, "url": "https://paper.example/a", "Section": "World", "language": "en-GB"}"#,
        )[0];
        assert_eq!(draft.record_id.as_deref(), Some("7"));
        assert_eq!(draft.title.as_deref(), Some("A title"));
        assert_eq!(draft.body, "One. ");
        assert_eq!(draft.bylines, ["Ana Ruiz", "Jo Li"]);
        assert_eq!(draft.publisher.as_deref(), Some("The Paper"));
        assert_eq!(draft.section.as_deref(), Some("World"));
        assert_eq!(draft.language.as_ref().map(Language::code), Some("en"));
        assert_eq!(draft.published.map(|time| time.to_string()).as_deref(), Some("2024-03-25"));
    }

    #[test]
    fn bylines_are_people_or_as_stated() {
        let bylines = |json: &str| drafts(&format!("{{\"body\":\"a\",\"byline\":{json}}}"))[0].bylines.clone();
        assert_eq!(bylines("\"By Ana Ruiz and Jo Li\""), ["Ana Ruiz", "Jo Li"]);
        assert_eq!(bylines("[\"Ana Ruiz\", \" Staff  writers \", \"\"]"), ["Ana Ruiz", "Staff writers"]);
        assert_eq!(bylines("\"Staff writers\""), ["Staff writers"]);
    }

    #[test]
    fn body_is_verbatim() {
        assert_eq!(drafts(r#"{"text": " a\r\nb  c\u00a0e\u0301 "}"#)[0].body, " a\r\nb  c\u{a0}e\u{301} ");
        assert_eq!(drafts(r#"{"body": ["One.", "Two."]}"#)[0].body, "One.\n\nTwo.");
    }

    #[test]
    fn empty_values_give_way_to_the_next_key() {
        assert_eq!(drafts(r#"{"body": "", "text": null, "content": "here"}"#)[0].body, "here");
    }

    #[test]
    fn lists_and_runs_of_objects_are_articles_each() {
        for text in [
            r#"[{"body":"a"},{"body":"b"}]"#,
            "{\"body\":\"a\"}\n{\"body\":\"b\"}",
            r#"{"articles":[{"body":"a"},{"body":"b"}]}"#,
        ] {
            assert_eq!(drafts(text).iter().map(|draft| draft.body.as_str()).collect::<Vec<_>>(), ["a", "b"], "for {text}");
        }
    }

    #[test]
    fn own_keys_come_first() {
        let mut map = FieldMap::default();
        map.add("body=my text").unwrap();
        let (articles, _) = extract(r#"{"body": "not this", "my text": "this"}"#, &map);
        assert_eq!(articles[0].1.as_ref().map(|draft| draft.body.as_str()), Ok("this"));
        assert!(map.add("colour=red").unwrap_err().contains("no field `colour`"));
        assert!(map.add("body").unwrap_err().contains("FIELD=KEY"));
    }

    #[test]
    fn broken_json_is_a_finding_with_its_place() {
        let (articles, _) = extract("{\"body\":\"a\"}\n{\"body\": oops}", &FieldMap::default());
        assert_eq!(articles[0].1.as_ref().map(|draft| draft.body.as_str()), Ok("a"));
        let (number, finding) = (articles[1].0, articles[1].1.clone().unwrap_err());
        assert_eq!((number, finding.byte, finding.kind), (2, Some(22), ProblemKind::Syntax));
    }

    #[test]
    fn unreadable_date_is_said() {
        let (articles, findings) = extract(r#"{"body": "a", "date": "soon"}"#, &FieldMap::default());
        assert!(articles[0].1.as_ref().is_ok_and(|draft| draft.published.is_none()));
        assert_eq!(findings[0].1.message, "`soon` is not a date that can be read");
        assert_eq!(
            drafts(r#"{"body": "a", "date": 1711360800000}"#)[0].published.map(|t| t.to_string()).as_deref(),
            Some("2024-03-25T10:00:00Z")
        );
    }

    #[test]
    fn lines_of_a_bulk_file_are_no_articles() {
        let bulk = "{\"index\":{\"_index\":\"news\",\"_id\":\"1\"}}\n{\"title\":\"Rain\",\"body\":\"a\"}\n{\"delete\":{\"_id\":\"2\"}}\n{\"create\":{}}\n{\"body\":\"b\"}";
        let (articles, findings) = extract(bulk, &FieldMap::default());
        assert_eq!((articles.len(), findings.len(), drafts(bulk).len()), (2, 0, 2));
        assert!(is_bulk_action(r#"{"update":{"_id":"1","retry_on_conflict":3}}"#));
        for text in
            [r#"{"index":{"title":"Rain"}}"#, r#"{"index":"a"}"#, r#"{"title":"Rain"}"#, r#"{"index":{},"body":"a"}"#, "["]
        {
            assert!(!is_bulk_action(text), "{text}");
        }
    }

    #[test]
    fn json_feed_is_read() {
        let drafts = drafts(
            r#"{"version": "https://jsonfeed.org/version/1.1", "title": "The Post", "items": [
            {"id": "1", "title": "Rain", "content_html": "<p>It rained.</p><p>Again.</p>", "date_published": "2024-03-25T10:00:00Z"},
            {"id": "2", "content_text": "It shone."}, {"id": "3", "title": "Wind", "summary": "It blew."}]}"#,
        );
        let bodies: Vec<(&str, bool)> = drafts.iter().map(|draft| (draft.body.as_str(), draft.is_summary)).collect();
        assert_eq!(bodies, [("It rained.\n\nAgain.", false), ("It shone.", false), ("It blew.", true)]);
        assert!(drafts.iter().all(|draft| draft.publisher.as_deref() == Some("The Post")));
        assert_eq!(drafts[0].published.map(|time| time.to_string()).as_deref(), Some("2024-03-25T10:00:00Z"));
    }

    #[test]
    fn what_are_no_articles_is_bounded() {
        let numbers = format!("[{}1]", "1,".repeat(100_000));
        assert_eq!(extract(&numbers, &FieldMap::default()).0.len(), MAX_STRANGERS);
        let objects = "{}".repeat(MAX_OBJECTS + 1);
        let (articles, _) = extract(&objects, &FieldMap::default());
        assert_eq!(articles[0].1.as_ref().map_err(|finding| finding.kind), Err(ProblemKind::TooLarge));
    }

    #[test]
    fn deep_nesting_ends_in_a_finding() {
        let deep = "[".repeat(100_000);
        assert!(extract(&deep, &FieldMap::default()).0[0].1.is_err());
        assert!(extract(r#"["a", 1, [[{}]]]"#, &FieldMap::default()).0.iter().all(|(_, draft)| draft.is_err()));
    }
}
