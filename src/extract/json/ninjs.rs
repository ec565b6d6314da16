//! ninjs, the IPTC's news in JSON, in all versions: up to 1.5 with a key for each kind of body,
//! from 2.0 on with lists.

use serde_json::{Map, Value};

use super::keys::FieldMap;
use super::object::news_time;
use super::record;
use crate::article::Draft;
use crate::extract::Finding;
use crate::extract::byline::people;
use crate::extract::date::Customs;
use crate::extract::html::text_of_piece;
use crate::extract::line::clean;

/// Returns whether an object is a ninjs item: `uri` is its one required key, and the others are its
/// own words.
pub(super) fn is_item(object: &Map<String, Value>) -> bool {
    const OWN: [&str; 7] = ["versioncreated", "versionCreated", "body_text", "body_html", "body_xhtml", "bodies", "headlines"];
    object.contains_key("uri") && OWN.iter().any(|key| object.contains_key(*key))
}

/// Returns the statements of an item: those of any object, and those that ninjs names differently.
pub(super) fn draft(object: &Map<String, Value>, map: &FieldMap) -> (Draft, Vec<Finding>) {
    let (mut draft, mut findings) = record::draft(object, map);
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(clean).filter(|text| !text.is_empty());
    let customs = Customs::new(text("language").as_deref());
    let mut time = |keys: [&str; 2]| news_time(keys.iter().filter_map(|key| object.get(*key)), &customs, &mut findings);
    draft.record_id = text("uri");
    draft.title = draft.title.or_else(|| chosen(object, "headlines", &["main"]).map(|(title, _)| clean(title)));
    if let Some((body, content_type)) = chosen(object, "bodies", &["main", "full"]) {
        draft.body = if content_type.contains("html") { text_of_piece(body) } else { body.trim().to_owned() };
    }
    draft.bylines = text("byline").or_else(|| text("by")).map_or(draft.bylines, |by| people(&by));
    let first = time(["firstcreated", "firstCreated"]);
    let version = time(["versioncreated", "versionCreated"]);
    draft.published = draft.published.or(first).or(version);
    draft.modified = draft.modified.or(version);
    draft.publisher = draft.publisher.or_else(|| text("copyrightholder"));
    draft.is_summary = false;
    (draft, findings)
}

/// Returns the value and content type of the first entry of a list with one of these roles, or else
/// of the first entry.
fn chosen<'o>(object: &'o Map<String, Value>, key: &str, roles: &[&str]) -> Option<(&'o str, &'o str)> {
    let entries = object.get(key)?.as_array()?;
    let has_role = |entry: &&Value| entry["role"].as_str().is_some_and(|role| roles.contains(&role));
    let entry = entries.iter().find(has_role).or_else(|| entries.first())?;
    let content_type = entry["contentType"].as_str().or_else(|| entry["contenttype"].as_str());
    Some((entry["value"].as_str()?, content_type.unwrap_or("")))
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::*;

    fn drafts(json: &str) -> Vec<Draft> {
        extract(json, &FieldMap::default()).0.into_iter().filter_map(|(_, draft)| draft.ok()).collect()
    }

    #[test]
    fn both_forms_are_read() {
        let one = r#"{"uri": "https://post.example/1", "headline": "Rain", "byline": "By Ana Ruiz", "language": "en",
            "firstcreated": "2024-03-25T10:00:00Z", "versioncreated": "2024-03-25T11:00:00Z", "body_html": "<p>It rained.</p><p>Again.</p>"}"#;
        let two = r#"{"uri": "https://post.example/1", "headlines": [{"role": "short", "value": "R"}, {"role": "main", "value": "Rain"}],
            "by": "Ana Ruiz", "firstCreated": "2024-03-25T10:00:00Z", "versionCreated": "2024-03-25T11:00:00Z",
            "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>It rained.</p><p>Again.</p>"}]}"#;
        for json in [one, two] {
            let draft = &drafts(json)[0];
            assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Rain"), "It rained.\n\nAgain."), "for {json}");
            assert_eq!(
                (draft.record_id.as_deref(), &draft.bylines[..]),
                (Some("https://post.example/1"), &["Ana Ruiz".to_owned()][..])
            );
            let times = [draft.published, draft.modified].map(|time| time.map(|time| time.to_string()).unwrap_or_default());
            assert_eq!(times, ["2024-03-25T10:00:00Z", "2024-03-25T11:00:00Z"], "for {json}");
        }
    }
}
