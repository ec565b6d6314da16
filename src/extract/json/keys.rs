//! Which keys of an object hold which field.
//!
//! Tools and services name the same field differently, and spell the same name differently. So
//! letter case, `_`, `-` and spaces do not matter. A field is looked for in the object itself, then in
//! the objects in it that hold nothing but fields, such as `fields` and `metadata`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use crate::extract::line;

/// The keys under which a record's fields are looked for, before the usual keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    keys: BTreeMap<&'static str, String>,
}

/// The fields, and the keys that usually hold them; the first that exists and is not empty counts.
const FIELDS: [(&str, &[&str]); 11] = [
    ("id", &["id", "guid", "uuid", "uri", "article_id", "story_id", "stories_id", "뉴스식별자"]),
    ("title", &["title", "headline", "webTitle", "headlines", "article_title", "heading", "제목"]),
    (
        "body",
        &[
            "body",
            "text",
            "content",
            "articleBody",
            "content_text",
            "body_text",
            "maintext",
            "plaintext",
            "text_content",
            "cleaned_text",
            "full_text",
            "article_text",
            "story_text",
            "contents",
            "content_elements",
            "blocks",
            "article",
            "본문",
        ],
    ),
    (
        "summary",
        &["summary", "description", "excerpt", "abstract", "lead_paragraph", "snippet", "trailText", "dek", "standfirst"],
    ),
    (
        "date",
        &[
            "dateTimePub",
            "web_publication_date",
            "display_date",
            "first_publish_date",
            "first_published_date",
            "first_published",
            "date",
            "published",
            "datePublished",
            "published_at",
            "pubDate",
            "date_publish",
            "publish_date",
            "published_date",
            "publication_date",
            "publishing_date",
            "published_time",
            "issued",
            "first_created",
            "일자",
        ],
    ),
    (
        "modified",
        &[
            "modified",
            "dateModified",
            "updated",
            "updated_at",
            "date_modify",
            "modified_at",
            "modified_date",
            "last_modified",
            "lastmod",
            "updated_date",
            "update_date",
            "updated_time",
            "last_updated",
            "last_updated_date",
            "last_modified_date",
            "date_updated",
        ],
    ),
    ("byline", &["byline", "author", "authors", "creator", "authors_byline", "author_name", "published_by", "by", "기고자"]),
    (
        "publisher",
        &[
            "publisher",
            "source",
            "site_name",
            "source_name",
            "source_hostname",
            "media_name",
            "publication",
            "provider",
            "meta_site_name",
            "container_title",
            "언론사",
        ],
    ),
    ("section", &["section", "articleSection", "section_name", "통합분류1"]),
    ("language", &["language", "lang", "inLanguage", "meta_lang", "human_language"]),
    (
        "url",
        &[
            "url",
            "canonical_url",
            "link",
            "canonical_link",
            "web_url",
            "article_url",
            "original_article_url",
            "original_url",
            "page_url",
            "permalink",
            "requested_url",
            "mainEntityOfPage",
        ],
    ),
];

/// The keys of bodies that are markup, which are read if there is no other.
const MARKUP: [&str; 6] = ["content_html", "body_html", "body_xhtml", "html_content", "html", "raw_html"];

/// Objects in an object that hold fields of the same article.
const PARTS: [&str; 10] =
    ["fields", "metadata", "meta", "attributes", "_embedded", "links", "opengraph", "credits", "html", "locators"];

/// How many characters BigKinds gives of a text.
const N_CHARS_OF_BIGKINDS: usize = 200;

/// The place of [`MARKUP`] in a list of fields, behind those of [`FIELDS`].
const MARKUP_IDX: usize = FIELDS.len();

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
}

/// The fields of an object, each with its values in the order in which they count.
pub(super) struct Fields<'o> {
    values: [Vec<(usize, &'o Value)>; FIELDS.len() + 1],
    /// Whether it is what a reading list keeps of an article, with times of the reader's own.
    pub(super) is_saved_copy: bool,
    /// Whether its tool writes each paragraph on a line.
    pub(super) has_line_paragraphs: bool,
    /// Whether its text is as much as BigKinds gives of a longer one.
    pub(super) is_cut: bool,
}

impl<'o> Fields<'o> {
    /// Finds the fields of an object.
    pub(super) fn of(object: &'o Map<String, Value>, map: &FieldMap) -> Fields<'o> {
        let mut fields = Fields { values: Default::default(), is_saved_copy: false, has_line_paragraphs: false, is_cut: false };
        fields.add_own(object, map);
        fields.add(object, 1);
        for (idx, part) in PARTS.iter().enumerate() {
            if let Some(Value::Object(part)) = object.get(*part) {
                fields.add(part, (idx + 2) * 1_000);
            }
        }
        fields.values.iter_mut().for_each(|values| values.sort_by_key(|(rank, _)| *rank));
        fields
    }

    /// Returns the values of a field that are there, the one that counts first. Texts such as `None`
    /// and empty values are not there.
    pub(super) fn values(&self, field: &str) -> impl Iterator<Item = &'o Value> {
        let idx = FIELDS.iter().position(|(name, _)| *name == field);
        let values = idx.map_or(&[][..], |idx| self.values[idx].as_slice());
        values.iter().map(|(_, value)| *value).filter(|value| !is_absent(value))
    }

    /// Returns the bodies that are markup by their keys.
    pub(super) fn markup(&self) -> impl Iterator<Item = &'o str> {
        self.values[MARKUP_IDX].iter().filter(|(_, value)| !is_absent(value)).filter_map(|(_, value)| value.as_str())
    }

    fn add_own(&mut self, object: &'o Map<String, Value>, map: &FieldMap) {
        for (field, key) in &map.keys {
            let named = || object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
            let value = object.get(key).or_else(named).or_else(|| at_path(object, key));
            if let (Some(value), Some(idx)) = (value, FIELDS.iter().position(|(name, _)| name == field)) {
                self.values[idx].push((0, value));
            }
        }
    }

    fn add(&mut self, object: &'o Map<String, Value>, rank: usize) {
        for (key, value) in object {
            let key = folded(key);
            // An object of this name is the whole article.
            let is_wrapper = key == "article" && value.is_object();
            if let Some((field_idx, key_rank)) = USUAL.get(&key).filter(|_| !is_wrapper) {
                self.values[*field_idx].push((rank + key_rank, value));
            }
            self.is_saved_copy |= SAVED.contains(&key.as_str());
            self.is_cut |= key == "본문" && value.as_str().is_some_and(|text| text.chars().count() == N_CHARS_OF_BIGKINDS);
            self.has_line_paragraphs |= matches!(key.as_str(), "maintext" | "sourcehostname");
        }
    }
}

/// Returns whether an object has a value under a key of a field.
pub(super) fn is_key_of_a_field(key: &str) -> bool {
    USUAL.contains_key(&folded(key))
}

/// Returns the name of the field that a key usually holds.
pub(in crate::extract) fn field_of(key: &str) -> Option<&'static str> {
    let (field_idx, _) = USUAL.get(&folded(key))?;
    FIELDS.get(*field_idx).map(|(name, _)| *name)
}

/// Keys that only lists of articles to read have, folded.
const SAVED: [&str; 4] = ["isarchived", "readingprogress", "savedat", "givenurl"];

/// The usual keys, folded, each with its field and its rank.
static USUAL: LazyLock<FxHashMap<String, (usize, usize)>> = LazyLock::new(|| {
    let markup = [("", &MARKUP[..])];
    let mut usual = FxHashMap::default();
    for (field_idx, (_, keys)) in FIELDS.iter().chain(&markup).enumerate() {
        for (rank, key) in keys.iter().enumerate() {
            usual.entry(folded(key)).or_insert((field_idx, rank));
        }
    }
    usual
});

/// Returns a key as it is compared.
pub(in crate::extract) fn folded(key: &str) -> String {
    // Keys that are longer than this are values in the wrong place.
    const MAX_CHARS: usize = 64;
    let letters = key.chars().take(MAX_CHARS).filter(|c| !matches!(c, '_' | '-' | ' '));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Returns the value at a path of keys: `fields.bodyText`.
fn at_path<'o>(object: &'o Map<String, Value>, path: &str) -> Option<&'o Value> {
    let (first, rest) = path.split_once('.')?;
    rest.split('.').try_fold(object.get(first)?, |value, key| value.get(key))
}

fn is_absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => line::is_absent(text),
        Value::Array(values) => values.iter().all(|value| matches!(value, Value::Null)),
        Value::Object(object) => object.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_of_keys_does_not_matter() {
        let object = serde_json::json!({"Published-At": "a", "publishedAt": "b", "PUBLISHER": null, "meta": {"site_name": "c"}});
        let fields = Fields::of(object.as_object().unwrap(), &FieldMap::default());
        assert_eq!(fields.values("date").filter_map(Value::as_str).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(fields.values("publisher").filter_map(Value::as_str).collect::<Vec<_>>(), ["c"]);
    }

    #[test]
    fn a_key_belongs_to_one_field() {
        let keys: Vec<String> = FIELDS.iter().flat_map(|(_, keys)| keys.iter()).chain(&MARKUP).map(|key| folded(key)).collect();
        let n_different = keys.iter().collect::<std::collections::HashSet<_>>().len();
        // `date_published` and the like are the same key in another order only.
        assert_eq!(n_different, keys.len());
    }
}
