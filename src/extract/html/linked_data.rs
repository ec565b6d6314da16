//! What a page's JSON-LD says about its article.
//!
//! Publishers write JSON-LD for search engines, mostly carefully, but in every shape that the
//! vocabulary allows: one object, an array, a `@graph` whose nodes refer to each other, an article
//! inside a `WebPage`. The search is breadth first, so that the page's own article comes before
//! those it links to.

use std::collections::VecDeque;

use serde_json::{Map, Value};

use crate::extract::line::clean;

/// The statements of JSON-LD. Texts are on one line and without entities; times are as written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct LinkedData {
    pub(super) headline: Option<String>,
    /// The article's own `name`.
    pub(super) name: Option<String>,
    /// Names as written; one may hold several people.
    pub(super) authors: Vec<String>,
    /// Whether any of them may be a person, and not an organisation.
    pub(super) has_people: bool,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) section: Option<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    /// The text as written, with its markup.
    pub(super) body: Option<String>,
    /// The updates of a live blog, in the order of the page; empty for other articles.
    pub(super) updates: Vec<Update>,
}

/// An update of a live blog.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Update {
    pub(super) headline: Option<String>,
    pub(super) published: Option<String>,
    /// The text as written, with its markup.
    pub(super) body: Option<String>,
}

/// Returns what the JSON-LD blocks of one page state about its article: first what an article
/// object says, then what the page object says. Blocks that are not JSON are skipped.
pub(super) fn read(blocks: &[String]) -> LinkedData {
    let values: Vec<Value> = blocks.iter().filter_map(|block| parse(block)).collect();
    let objects = objects(&values);
    let Some(subject) = find(&objects, is_article).or_else(|| find(&objects, is_page)) else { return LinkedData::default() };
    LinkedData {
        headline: text(subject, "headline").or_else(|| is_article(subject).then(|| text(subject, "name"))?),
        name: text(subject, "name"),
        authors: ["author", "creator"]
            .iter()
            .map(|key| subject.get(*key).map_or(Vec::new(), |value| names(value, &objects, MAX_DEPTH)))
            .find(|names| !names.is_empty())
            .unwrap_or_default(),
        has_people: ["author", "creator"].iter().filter_map(|key| subject.get(*key)).any(may_be_person),
        published: text(subject, "datePublished").or_else(|| text(subject, "dateCreated")),
        modified: text(subject, "dateModified"),
        publisher: subject.get("publisher").and_then(|value| names(value, &objects, MAX_DEPTH).into_iter().next()),
        section: text(subject, "articleSection"),
        language: text(subject, "inLanguage").or_else(|| text(subject.get("inLanguage")?.as_object()?, "alternateName")),
        url: text(subject, "url").or_else(|| {
            let page = subject.get("mainEntityOfPage")?;
            page.as_object().map_or_else(|| page.as_str().map(clean), |page| text(page, "@id"))
        }),
        body: subject.get("articleBody").and_then(Value::as_str).map(str::to_owned),
        updates: updates(subject),
    }
}

/// Returns whether a value is not empty and no organisation.
fn may_be_person(value: &Value) -> bool {
    match value {
        Value::Array(several) => several.iter().any(may_be_person),
        Value::Object(object) => !types(object).any(|kind| kind.ends_with("Organization")),
        Value::String(name) => !name.trim().is_empty(),
        _ => false,
    }
}

/// Maximum number of updates that are read. The longest live blogs have some hundreds.
const MAX_UPDATES: usize = 2_000;

fn updates(subject: &Object) -> Vec<Update> {
    let Some(value) = subject.get("liveBlogUpdate") else { return Vec::new() };
    let members = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let updates = members.iter().filter_map(Value::as_object).map(|update| Update {
        headline: text(update, "headline").or_else(|| text(update, "name")),
        published: text(update, "datePublished").or_else(|| text(update, "dateCreated")),
        body: ["articleBody", "text", "description"].iter().find_map(|key| update.get(*key)?.as_str().map(str::to_owned)),
    });
    updates.filter(|update| update.headline.is_some() || update.body.is_some()).take(MAX_UPDATES).collect()
}

type Object = Map<String, Value>;

/// Maximum depth of the search. Real pages nest five or six deep.
const MAX_DEPTH: usize = 12;

/// Maximum number of people read from one list. A newspaper's whole staff has some hundred.
const MAX_NAMES: usize = 100;

/// Maximum number of objects read from a page. A live blog has some hundreds.
const MAX_OBJECTS: usize = 5_000;

/// Returns the block's JSON. Raw line breaks and tabs inside strings, comments around the block and
/// a semicolon at its end are accepted: browsers never run the block, so nobody notices them.
fn parse(block: &str) -> Option<Value> {
    let mut json = block.trim();
    for wrapper in ["<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["] {
        json = json.strip_prefix(wrapper).unwrap_or(json).trim_start();
    }
    for wrapper in ["-->", "//]]>", "/*]]>*/", "]]>", ";"] {
        json = json.strip_suffix(wrapper).unwrap_or(json).trim_end();
    }
    serde_json::from_str(json).ok().or_else(|| {
        let in_one_line: String = json.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&in_one_line).ok()
    })
}

/// Returns all objects, those nearest to the top first.
fn objects(values: &[Value]) -> Vec<&Object> {
    let mut found = Vec::new();
    let mut queue: VecDeque<(&Value, usize)> = values.iter().map(|value| (value, 0)).collect();
    while let Some((value, depth)) = queue.pop_front() {
        if depth > MAX_DEPTH || found.len() >= MAX_OBJECTS {
            continue;
        }
        match value {
            // An array, and the array in `@graph`, are not a level: their members are as near to
            // the top as they are.
            Value::Array(members) => members.iter().rev().for_each(|member| queue.push_front((member, depth + 1))),
            // The members of a list are other articles: a carousel, the latest news.
            Value::Object(object) if types(object).any(|kind| matches!(kind, "ItemList" | "ListItem" | "Comment")) => {}
            Value::Object(object) => {
                found.push(object);
                if let Some(Value::Array(graph)) = object.get("@graph") {
                    graph.iter().rev().for_each(|node| queue.push_front((node, depth + 1)));
                }
                let members = object.iter().filter(|(key, value)| *key != "@graph" && (value.is_object() || value.is_array()));
                queue.extend(members.map(|(_, value)| (value, depth + 1)));
            }
            _ => {}
        }
    }
    found
}

fn find<'v>(objects: &[&'v Object], is_wanted: fn(&Object) -> bool) -> Option<&'v Object> {
    let wanted = || objects.iter().copied().filter(|object| is_wanted(object));
    // An article that is only referred to has neither.
    wanted().find(|object| object.contains_key("headline") || object.contains_key("datePublished"))
}

fn is_article(object: &Object) -> bool {
    types(object).any(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting") || matches!(kind, "Report" | "Review"))
}

fn is_page(object: &Object) -> bool {
    types(object).any(|kind| kind.ends_with("WebPage") || kind == "CreativeWork")
}

fn types(object: &Object) -> impl Iterator<Item = &str> {
    let kinds = object.get("@type").map_or(&[][..], |kinds| kinds.as_array().map_or(std::slice::from_ref(kinds), Vec::as_slice));
    kinds.iter().filter_map(Value::as_str)
}

/// Returns the first text under `key`.
fn text(object: &Object, key: &str) -> Option<String> {
    let value = object.get(key)?;
    let first = value.as_array().map_or(Some(value), |members| members.first())?;
    let text = match first {
        Value::String(text) => clean(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// Returns the names of the people or organisations in `value`: texts, objects with a name, references to such, arrays of these.
fn names(value: &Value, objects: &[&Object], max_depth: usize) -> Vec<String> {
    match value {
        Value::String(name) => Some(clean(name)).filter(|name| !name.is_empty()).into_iter().collect(),
        Value::Array(members) if max_depth > 0 => {
            members.iter().take(MAX_NAMES).flat_map(|member| names(member, objects, max_depth - 1)).collect()
        }
        Value::Object(object) => {
            name(object, objects, max_depth).or_else(|| name_by_reference(object, objects)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Returns the names of an object. Some templates put the person's object, or a list, under `name`.
fn name(object: &Object, objects: &[&Object], max_depth: usize) -> Option<Vec<String>> {
    if let Some(inner @ (Value::Array(_) | Value::Object(_))) = object.get("name").or_else(|| object.get("@list")) {
        return max_depth.checked_sub(1).map(|depth| names(inner, objects, depth));
    }
    let in_parts = || Some(format!("{} {}", text(object, "givenName")?, text(object, "familyName")?));
    text(object, "name").or_else(in_parts).map(|name| vec![name])
}

fn name_by_reference(object: &Object, objects: &[&Object]) -> Option<Vec<String>> {
    let id = object.get("@id")?.as_str()?;
    let referred = objects.iter().filter(|other| other.get("@id").and_then(Value::as_str) == Some(id));
    referred.into_iter().find_map(|other| name(other, &[], 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(block: &str, headline: &str, authors: &[&str]) {
        let found = read(&[block.to_owned()]);
        assert_eq!(found.headline.as_deref().unwrap_or(""), headline, "for {block}");
        assert_eq!(found.authors, authors, "for {block}");
    }

    #[test]
    fn articles_are_found_in_every_shape() {
        check(r#"{"@type":"NewsArticle","headline":"Rain","author":"Ana Ruiz"}"#, "Rain", &["Ana Ruiz"]);
        check(r#"[{"@type":"Organization","name":"Post"},{"@type":["NewsArticle"],"headline":["Rain"]}]"#, "Rain", &[]);
        check(r#"{"@type":"WebPage","headline":"Page","mainEntity":{"@type":"Article","headline":"Rain"}}"#, "Rain", &[]);
        check(r#"{"@type":"WebPage","headline":"Page"}"#, "Page", &[]);
        check(r#"{"@type":"ItemList","headline":"List"}"#, "", &[]);
        check(
            r#"[{"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":{"@type":"NewsArticle","headline":"Sun"}}]},{"@type":"WebPage","headline":"Rain"}]"#,
            "Rain",
            &[],
        );
    }

    #[test]
    fn the_article_nearest_to_the_top_is_the_pages_own() {
        let related = r#"{"@type":"NewsArticle","headline":"Rain","hasPart":[{"@type":"NewsArticle","headline":"Snow"}]}"#;
        check(related, "Rain", &[]);
        let graph =
            r#"{"@graph":[{"@type":"WebSite","x":{"@type":"Article","headline":"Snow"}},{"@type":"Article","headline":"Rain"}]}"#;
        check(graph, "Rain", &[]);
    }

    #[test]
    fn authors_are_found_by_reference() {
        let graph =
            r##"{"@graph":[{"@type":"Article","headline":"Rain","author":[{"@id":"#a"}]},{"@id":"#a","name":"Ana Ruiz"}]}"##;
        check(graph, "Rain", &["Ana Ruiz"]);
        check(r#"{"@type":"Article","headline":"Rain","author":{"name":["Ana Ruiz","Bo Li"]}}"#, "Rain", &["Ana Ruiz", "Bo Li"]);
        check(r#"{"@type":"Article","headline":"Rain","author":{"givenName":"Ana","familyName":"Ruiz"}}"#, "Rain", &["Ana Ruiz"]);
        check(r#"{"@type":"Article","headline":"Rain","author":{"name":{"name":"Ana Ruiz"}}}"#, "Rain", &["Ana Ruiz"]);
        check(
            r#"{"@type":"Article","headline":"Rain","author":{"name":[{"name":"Ana Ruiz"},"Bo Li"]}}"#,
            "Rain",
            &["Ana Ruiz", "Bo Li"],
        );
        check(r#"{"@type":"Article","headline":"Rain","author":{"@list":[{"name":"Ana Ruiz"}]}}"#, "Rain", &["Ana Ruiz"]);
    }

    #[test]
    fn blocks_with_common_mistakes_are_read() {
        check("<!-- {\"@type\":\"Article\",\"headline\":\"Rain\"}; -->", "Rain", &[]);
        check("{\"@type\":\"Article\",\"headline\":\"Rain\nagain\"};", "Rain again", &[]);
        check("//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"Q&amp;amp;A\"}\n//]]>", "Q&A", &[]);
        check("{", "", &[]);
    }
}
