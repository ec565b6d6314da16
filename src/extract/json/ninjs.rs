//! ninjs, the IPTC's news in JSON, in all versions: up to 1.5 with a key for each kind of body,
//! from 2.0 on with lists. Also the form in which Superdesk writes it.

use serde_json::{Map, Value};

use super::keys::FieldMap;
use super::object::news_time;
use super::record;
use crate::article::{Draft, Hold, NewsTime};
use crate::error::ProblemKind;
use crate::extract::byline::people;
use crate::extract::date::Customs;
use crate::extract::html::text_of_piece;
use crate::extract::line::{clean, fold, without_title};
use crate::extract::{Finding, status, xml};

/// Returns whether an object is a ninjs item: `uri` is its one required key, for which Superdesk
/// writes `guid`, and the others are its own words.
pub(super) fn is_item(object: &Map<String, Value>) -> bool {
    const OWN: [&str; 7] = ["versioncreated", "versionCreated", "body_text", "body_html", "body_xhtml", "bodies", "headlines"];
    const OWN_WITH_GUID: [&str; 6] = ["versioncreated", "versionCreated", "pubstatus", "pubStatus", "bodies", "headlines"];
    let has_any = |keys: &[&str]| keys.iter().any(|key| object.contains_key(*key));
    object.contains_key("uri") && has_any(&OWN) || object.contains_key("guid") && has_any(&OWN_WITH_GUID)
}

/// Returns the statements of an item: those of any object, and those that ninjs names differently.
/// A picture or a recording without a text is no article.
pub(super) fn draft(object: &Map<String, Value>, map: &FieldMap) -> (Result<Draft, Finding>, Vec<Finding>) {
    let (mut draft, mut findings) = record::draft(object, map);
    let text = |key: &str| object.get(key).and_then(Value::as_str).map(clean).filter(|text| !text.is_empty());
    let any = |keys: &[&str]| keys.iter().find_map(|key| text(key));
    let customs = Customs::new(text("language").as_deref());
    let mut time = |keys: &[&str]| news_time(keys.iter().filter_map(|key| object.get(*key)), &customs, &mut findings);
    draft.record_id = any(&["uri", "guid"]);
    // `title` is a name for the item, in ninjs.
    draft.title = text("headline").or_else(|| main_headline(object)).or(draft.title);
    draft.is_summary = false;
    if let Some(body) = body(object) {
        draft.body = body;
    }
    let class = text("type").unwrap_or_else(|| "text".to_owned());
    let is_text =
        !matches!(class.as_str(), "picture" | "audio" | "video" | "graphic" | "graphics" | "composite" | "event" | "planning");
    if draft.body.trim().is_empty() && is_text {
        draft.body = description(object).unwrap_or_default();
        draft.is_summary = !draft.body.is_empty();
    }
    draft.body = without_title(draft.body, draft.title.as_deref());
    // The AP lists its bylines, each with the place of its author.
    let listed = || {
        let listed = object.get("bylines").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        listed.iter().filter_map(|byline| byline.get("by")?.as_str()).flat_map(people).collect::<Vec<String>>()
    };
    let stated = any(&["byline", "by"]).map_or(Vec::new(), |by| people(&by));
    if !stated.is_empty() {
        draft.bylines = stated;
    } else if draft.bylines.is_empty() {
        draft.bylines = listed();
    }
    let first = time(&["firstpublished", "firstcreated", "firstCreated", "contentcreated", "contentCreated"]);
    let version = time(&["versioncreated", "versionCreated"]);
    draft.published = draft.published.or(first).or(version);
    draft.modified = draft.modified.or(version);
    draft.publisher = draft.publisher.or_else(|| any(&["copyrightholder", "copyrightHolder"]));
    note_status(&mut draft, object, &mut findings);
    // What stands for a picture's text may be its headline again.
    let is_empty = draft.body.trim().is_empty() || draft.title.as_deref().is_some_and(|title| fold(title) == fold(&draft.body));
    if !is_text && draft.withdrawal.is_none() && is_empty {
        let message = format!("the item is no text: {class}");
        return (Err(Finding { byte: None, kind: ProblemKind::NoArticle, message }), findings);
    }
    (Ok(draft), findings)
}

fn note_status(draft: &mut Draft, object: &Map<String, Value>, findings: &mut Vec<Finding>) {
    let value = |keys: &[&str]| {
        keys.iter().find_map(|key| object.get(*key)?.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned))
    };
    let stated = value(&["embargoed", "embargo", "embargotime"]);
    let embargo: Option<NewsTime> =
        stated.as_ref().and_then(|stated| news_time([&Value::String(stated.clone())], &Customs::default(), findings));
    let hold = value(&["pubstatus", "pubStatus"]).and_then(|status| status::hold(&status)).or(stated.map(|_| Hold::Embargoed));
    let ids = ["uri", "guid"].iter().filter_map(|key| Some(object.get(*key)?.as_str()?.to_owned())).collect();
    status::note(draft, hold, embargo, ids);
}

/// An entry of a list of ninjs 2 or 3: a headline, a description, a body.
struct Entry<'o> {
    role: &'o str,
    content_type: &'o str,
    value: &'o str,
}

fn entries<'o>(object: &'o Map<String, Value>, key: &str) -> Vec<Entry<'o>> {
    let entries = object.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let text = |entry: &'o Value, key: &str| entry.get(key).and_then(Value::as_str).unwrap_or("");
    let read = |entry: &'o Value| Entry {
        role: text(entry, "role"),
        content_type: Some(text(entry, "contentType"))
            .filter(|stated| !stated.is_empty())
            .unwrap_or_else(|| text(entry, "contenttype")),
        value: text(entry, "value"),
    };
    entries.iter().map(read).filter(|entry| !entry.value.trim().is_empty()).collect()
}

fn main_headline(object: &Map<String, Value>) -> Option<String> {
    let headlines = entries(object, "headlines");
    let main = headlines.iter().find(|headline| headline.role.eq_ignore_ascii_case("main")).or(headlines.first())?;
    Some(clean(main.value)).filter(|title| !title.is_empty())
}

/// Returns the text of the body: that of an entry of `bodies`, or of a key of its own. The entry that
/// is called the main one comes first, then markup, then NITF, then plain text.
fn body(object: &Map<String, Value>) -> Option<String> {
    let mut bodies: Vec<(u8, String)> = Vec::new();
    for Entry { role, content_type, value } in entries(object, "bodies") {
        let Some((order, text)) = text_of(content_type, value).filter(|(_, text)| !text.trim().is_empty()) else { continue };
        let is_main = matches!(role.to_ascii_lowercase().as_str(), "main" | "full");
        bodies.push((if is_main { 0 } else { order }, text));
    }
    if let Some(first) = bodies.iter().map(|(order, _)| *order).min() {
        return bodies.into_iter().find(|(order, _)| *order == first).map(|(_, text)| text);
    }
    // ninjs 1 allows any word behind `body_`.
    if ["body_text", "body_html", "body_xhtml"]
        .iter()
        .any(|key| object.get(*key).and_then(Value::as_str).is_some_and(|body| !body.trim().is_empty()))
    {
        return None;
    }
    let others = object.iter().filter(|(key, _)| key.starts_with("body_"));
    others.filter_map(|(key, value)| Some(text_of(key, value.as_str()?)?.1)).find(|text| !text.trim().is_empty())
}

/// Returns the text of a value of this kind, and its place in the order of kinds. `None` for XML of
/// another form.
fn text_of(kind: &str, value: &str) -> Option<(u8, String)> {
    let kind = kind.to_ascii_lowercase();
    let begins = value.trim_start();
    let is_xml = begins.starts_with("<?xml")
        || begins.starts_with("<nitf")
        || kind.contains("nitf")
        || kind.contains("xml") && !kind.contains("html");
    match () {
        () if is_xml && !begins.to_ascii_lowercase().contains("<html") => Some((2, xml::nitf(value)?.0.body)),
        () if kind.contains("html") => Some((1, text_of_piece(value))),
        () => Some((3, value.trim().to_owned())),
    }
}

/// Returns the description, which stands for the text of an item without one.
fn description(object: &Map<String, Value>) -> Option<String> {
    let key = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
    let listed = || {
        let first = entries(object, "descriptions").into_iter().next()?;
        Some(if first.content_type.contains("html") { text_of_piece(first.value) } else { first.value.trim().to_owned() })
    };
    let stated = key("description_text").or_else(|| Some(text_of_piece(&key("description_html")?))).or_else(listed)?;
    Some(stated).filter(|stated| !stated.trim().is_empty())
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
