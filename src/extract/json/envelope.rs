//! What stands around articles in JSON: the answers of services, the dumps of databases, and lists.

use serde_json::{Map, Value};

use super::body::{is_list_of_records, is_text};
use super::keys::{FieldMap, Fields};

/// An object, opened.
pub(super) enum Opened {
    Article(Map<String, Value>),
    /// A list of articles, and the publisher of all of them.
    List(Vec<Value>, Option<Value>),
}

/// The keys of lists of articles, in the order in which they are looked for. The first four count
/// beside a title too.
const LISTS: [&str; 22] = [
    "articles",
    "items",
    "docs",
    "data",
    "results",
    "response",
    "hits",
    "rows",
    "posts",
    "stories",
    "news",
    "entries",
    "objects",
    "documents",
    "records",
    "edges",
    "value",
    "@graph",
    "_items",
    "bookmarks",
    "json-ld",
    "Articles",
];
const N_LISTS_BESIDE_A_TITLE: usize = 4;

/// The keys of one article inside an object that says something about it.
const ONE: [&str; 14] = [
    "_source",
    "row",
    "doc",
    "document",
    "node",
    "article",
    "story",
    "post",
    "item",
    "content",
    "search",
    "result",
    "info",
    "_embedded",
];

/// Maximum number of objects around a list or an article. Answers have up to four.
const MAX_LAYERS: usize = 6;

/// Opens an object until an article or a list of them is found.
pub(super) fn opened(mut object: Map<String, Value>, map: &FieldMap) -> Opened {
    for _ in 0..MAX_LAYERS {
        let (has_body, has_title) = contents(&object, map);
        if has_body {
            break;
        }
        let n_lists = if has_title { N_LISTS_BESIDE_A_TITLE } else { LISTS.len() };
        let list = LISTS[..n_lists].iter().find_map(|key| match object.get_mut(*key) {
            Some(Value::Array(values)) if values.iter().any(Value::is_object) => Some(std::mem::take(values)),
            _ => None,
        });
        // Pages of answers call their list the content.
        let list = list.or_else(|| match object.get_mut("content") {
            Some(Value::Array(values)) if is_list_of_records(values) => Some(std::mem::take(values)),
            _ => None,
        });
        if let Some(values) = list {
            // JSON Feed names itself; any other object with a list may be anything.
            let publisher = is_feed(&object).then(|| object.remove("title")).flatten();
            return Opened::List(values, publisher);
        }
        let inner = ONE.iter().chain(&LISTS).find(|key| object.get(**key).is_some_and(Value::is_object));
        match inner.filter(|_| !has_title).map(|key| object.remove(*key)) {
            Some(Some(Value::Object(mut inner))) => {
                if let Some(id) = object.remove("_id") {
                    inner.entry("_id").or_insert(id);
                }
                object = inner;
            }
            _ => break,
        }
    }
    Opened::Article(object)
}

/// Returns whether an object has a text and a headline of its own.
fn contents(object: &Map<String, Value>, map: &FieldMap) -> (bool, bool) {
    let fields = Fields::of(object, map);
    let has_body = fields.values("body").any(is_text) || fields.markup().next().is_some();
    (has_body, fields.values("title").next().is_some())
}

fn is_feed(object: &Map<String, Value>) -> bool {
    object.get("version").and_then(Value::as_str).is_some_and(|version| version.contains("jsonfeed.org"))
}
