//! What one JSON object states of an article: how the values of its fields read.

use serde_json::{Map, Value};

use super::body::{is_text, part_of_kind, text, without_cut_note};
use super::dates::{Stated, time, unread_date};
use super::keys::{FieldMap, Fields, folded, is_key_of_a_field};
use super::object::{name, shortened};
use crate::article::{Draft, Language, UrlOrigin};
use crate::error::ProblemKind;
use crate::extract::byline::{people, people_or_group};
use crate::extract::date::Customs;
use crate::extract::html;
use crate::extract::line::{clean, in_one_line, is_absent, without_link_marks};
use crate::extract::markup::{is_page, text_if_markup, text_of};
use crate::extract::{Finding, address, origin};

/// Returns what an object states, and what is wrong with it. A date or a text under an unknown key is reported.
pub(super) fn draft_with_unread(object: &Map<String, Value>, map: &FieldMap) -> (Draft, Vec<Finding>) {
    let (draft, mut findings) = draft(object, map);
    if draft.published.is_none() {
        let fields = Fields::of(object, map);
        if !fields.is_saved_copy && fields.values("date").next().is_none() {
            findings.extend(unread_date(object, &customs(&fields)));
        }
    }
    if draft.body.trim().is_empty() || draft.is_summary {
        findings.extend(unread_text(object, &Fields::of(object, map), &draft.body));
    }
    (draft, findings)
}

/// Returns what an object states, and what is wrong with it.
pub(super) fn draft(object: &Map<String, Value>, map: &FieldMap) -> (Draft, Vec<Finding>) {
    let fields = Fields::of(object, map);
    let Body { text: body, is_summary, page } = body(&fields);
    let (mut page, mut findings) = page.unwrap_or_default();
    let contents = object.get("contents").filter(|contents| contents.is_array());
    let line = |field| fields.values(field).find_map(|value| Some(headline(value)?).filter(|text| !text.is_empty()));
    let part = |kind| part_of_kind(contents, kind);
    let in_blocks = || fields.values("body").filter(|value| value.is_object()).find_map(html::headline_of_value);
    let customs = customs(&fields);
    let published = time(Stated::Published, object, &fields, &customs, &mut findings);
    // Reading lists change their copy when it is read, not when the article is.
    let modified = (!fields.is_saved_copy).then(|| time(Stated::Modified, object, &fields, &customs, &mut findings)).flatten();
    let mut bylines = bylines(&fields, &mut findings);
    if bylines.is_empty() {
        bylines = part("byline").map_or_else(|| std::mem::take(&mut page.bylines), |byline| people(&byline));
    }
    let (publisher, url) = publisher_and_url(&fields, &mut findings);
    findings.extend(origin::settle(&mut page, url.as_deref(), ""));
    let draft = Draft {
        record_id: fields.values("id").find_map(id),
        title: line("title").or_else(|| part("title")).or_else(in_blocks).or(page.title),
        is_summary,
        body,
        bylines,
        publisher: publisher.or(page.publisher),
        section: line("section").or_else(|| part("kicker")).or(page.section),
        language: line("language").and_then(|tag| Language::from_tag(&tag)).or(page.language),
        published: published.or(page.published),
        modified: modified.or(page.modified),
        url_origin: if url.is_some() { UrlOrigin::Record } else { page.url_origin },
        url: url.or(page.url),
        claimed_url: page.claimed_url,
        ..Draft::default()
    };
    (draft, findings)
}

/// Returns how the language of the record writes its dates.
fn customs(fields: &Fields<'_>) -> Customs {
    Customs::new(fields.values("language").find_map(name).as_deref())
}

/// A headline or name on one line, without markup. Signs that are no markup are as meant.
fn headline(value: &Value) -> Option<String> {
    let stated = name(value)?;
    Some(text_if_markup(&stated).map_or_else(|| clean(&stated), |text| clean(&text)))
}

#[derive(Default)]
struct Body {
    text: String,
    is_summary: bool,
    /// What a whole page states, if that is what the record holds.
    page: Option<(Draft, Vec<Finding>)>,
}

/// Returns the text of the first field that has one: the body, a body that is markup by its key, or
/// a summary.
fn body(fields: &Fields<'_>) -> Body {
    let pages = fields.values("body").filter_map(Value::as_str).chain(fields.markup());
    let stated = fields.values("body").find(|value| is_text(value) && !value.as_str().is_some_and(is_page)).and_then(text);
    let stated = stated.or_else(|| fields.markup().filter(|html| !is_page(html)).map(text_of).find(|text| !text.is_empty()));
    if let Some(text) = stated {
        return match without_cut_note(&text) {
            Some(before) => Body { text: before.to_owned(), is_summary: true, page: None },
            None => Body { text: with_paragraphs(text, fields), is_summary: fields.is_cut, page: None },
        };
    }
    if let Some((mut page, findings)) = pages.filter(|text| is_page(text)).map(html::extract).next() {
        return Body { text: std::mem::take(&mut page.body), is_summary: false, page: Some((page, findings)) };
    }
    let summary = fields.values("summary").filter_map(text).next();
    Body { is_summary: summary.is_some(), text: summary.unwrap_or_default(), page: None }
}

/// Some tools write a paragraph on each line; empty lines separate paragraphs everywhere else.
fn with_paragraphs(text: String, fields: &Fields<'_>) -> String {
    let is_in_lines = !text.contains("\n\n") && !text.contains("\n\r\n") && (fields.has_line_paragraphs || is_in_lines(&text));
    if is_in_lines { text.trim().replace("\r\n", "\n").replace('\n', "\n\n") } else { text }
}

/// Returns whether each line is a paragraph: most lines end like a sentence, and some are longer than lines of a wrapped text.
fn is_in_lines(text: &str) -> bool {
    const MIN_LINES: usize = 3;
    const MIN_LONGEST_BYTES: usize = 80;
    const ENDS: [char; 14] = ['.', '!', '?', '”', '"', '’', '»', '“', '…', ':', ')', '。', '！', '？'];
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let n_ended = lines.iter().filter(|line| line.ends_with(ENDS)).count();
    let has_long = lines.iter().any(|line| line.len() > MIN_LONGEST_BYTES);
    lines.len() >= MIN_LINES && has_long && n_ended * 5 >= lines.len() * 4
}

/// Returns a finding for the text of an article under a key that is not known, or in a form that cannot be read, if only a shorter `body`
/// was found.
fn unread_text(object: &Map<String, Value>, fields: &Fields<'_>, body: &str) -> Option<Finding> {
    const MIN_CHARS: usize = 200;
    const MAX_BYTES: usize = 1 << 20;
    let field = |message: String| Some(Finding { byte: None, kind: ProblemKind::Field, message });
    let is_prose = |text: &str| text.contains([' ', '。']) && !text.trim_start().starts_with(['{', '[', '<']);
    let is_longer = |text: &str| is_prose(text) && text.chars().count() >= MIN_CHARS.max(body.chars().count() * 2);
    let texts = object.iter().filter_map(|(key, value)| Some((key, value.as_str()?)));
    let unknown = texts.filter(|(key, text)| !is_key_of_a_field(key) && !is_of_no_article(key) && text.len() <= MAX_BYTES);
    if let Some((key, text)) = unknown.filter(|(_, text)| is_longer(text)).max_by_key(|(_, text)| text.len()) {
        let key = shortened(key);
        return field(format!(
            "{} characters under `{key}` may be the text of the article, but this key is not known",
            text.chars().count()
        ));
    }
    let has_parts = |value: &&Value| value.as_array().is_some_and(|parts| parts.iter().any(Value::is_object));
    let unread = fields.values("body").find(has_parts).filter(|_| body.trim().is_empty());
    unread.and_then(|_| field("the parts of the text have a form that is not known".to_owned()))
}

/// Returns whether a key names a text that is not the article's.
fn is_of_no_article(key: &str) -> bool {
    const WORDS: [&str; 16] = [
        "comment",
        "caption",
        "bio",
        "license",
        "copyright",
        "html",
        "keyword",
        "tag",
        "embed",
        "raw",
        "script",
        "disclaimer",
        "translat",
        "prompt",
        "키워드",
        "특성추출",
    ];
    let key = folded(key);
    WORDS.iter().any(|word| key.contains(word))
}

fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        Value::Object(object) => {
            ["rendered", "$oid", "value"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_owned))
        }
        _ => None,
    }
}

/// Returns the people of the first byline that names some. Addresses name nobody.
fn bylines(fields: &Fields<'_>, findings: &mut Vec<Finding>) -> Vec<String> {
    let mut left_out = None;
    for value in fields.values("byline") {
        let stated: Vec<String> = match value {
            // The number of a user names nobody.
            Value::Number(_) => continue,
            Value::Array(values) => values.iter().filter(|value| !value.is_number()).filter_map(name).collect(),
            Value::Object(object) if object.get("person").is_some_and(Value::is_array) && name(value).is_none() => {
                object.get("person").and_then(Value::as_array).into_iter().flatten().filter_map(name).collect()
            }
            value => name(value).into_iter().flat_map(listed).collect(),
        };
        let is_name = |text: &String| !address::is_address(text) && (!text.contains('@') || text.trim().contains(' '));
        let names: Vec<String> = stated.iter().map(|name| without_link_marks(name).to_owned()).filter(is_name).collect();
        if names.is_empty() {
            left_out = left_out.or(stated.into_iter().next()).or_else(|| unnamed(value));
            continue;
        }
        // In a list each item names one person; a single text may name several.
        let people: Vec<String> = match &names[..] {
            [only] => people_or_group(only),
            several => several.iter().map(|name| people_or_group(name).join(", ")).collect(),
        };
        let people: Vec<String> = people.into_iter().filter(|person| !person.is_empty()).collect();
        if !people.is_empty() {
            return people;
        }
        left_out = left_out.or(names.into_iter().next());
    }
    findings.extend(left_out.filter(|stated| !is_absent(stated)).map(|stated| {
        let message = format!("the byline `{}` names nobody", shortened(&stated));
        Finding { byte: None, kind: ProblemKind::Byline, message }
    }));
    Vec::new()
}

/// Returns what stands in an author who has no name under a known key.
fn unnamed(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => values.iter().find_map(unnamed),
        Value::Object(object) => {
            let texts = object.iter().filter(|(key, _)| !key.starts_with('@') && !key.contains("id"));
            texts.filter_map(|(_, value)| value.as_str()).find(|text| text.contains(' ')).map(str::to_owned)
        }
        _ => None,
    }
}

/// Returns the items of a list that was written as one text: `['Ana Ruiz', 'Bo Li']`.
fn listed(text: String) -> Vec<String> {
    let inside = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).map(str::trim);
    let Some(inside) = inside.filter(|inside| inside.starts_with(['\'', '"']) && inside.ends_with(['\'', '"'])) else {
        return vec![text];
    };
    let mut items = Vec::new();
    let mut rest = inside;
    while let Some(mark) = rest.chars().next().filter(|mark| matches!(mark, '\'' | '"')) {
        let Some(end) = rest[1..].find(mark) else { break };
        items.push(rest[1..1 + end].to_owned());
        rest = rest[end + 2..].trim_start_matches([',', ' ']);
    }
    items
}

/// Returns the publisher and the address of the article. A publisher that is an address is none; it
/// is the address of the article if no other is stated.
fn publisher_and_url(fields: &Fields<'_>, findings: &mut Vec<Finding>) -> (Option<String>, Option<String>) {
    let stated = |value: &Value| match value {
        Value::Object(object) => {
            ["@id", "url", "value", "rendered"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_owned))
        }
        value => name(value),
    };
    let mut url = fields.values("url").filter_map(stated).map(|url| in_one_line(&url)).find(|url| !url.is_empty());
    let mut publisher = None;
    for name in fields.values("publisher").filter_map(name).map(|name| clean(without_link_marks(&name))) {
        if !address::is_address(&name) {
            publisher = Some(name).filter(|name| !name.is_empty());
        } else if url.is_none() && name.starts_with("http") {
            url = Some(name);
        } else if url.as_deref().is_none_or(|url| !address::is_same(url, &name)) {
            findings.push(address::no_publisher(&name));
        }
        if publisher.is_some() {
            break;
        }
    }
    (publisher, url)
}
