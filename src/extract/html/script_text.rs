//! The article's text in the data of a page's scripts.
//!
//! A page that is built in the browser sends its text as data: `__NEXT_DATA__`, `self.__next_f`, `Fusion.globalContent`, `__NUXT__`, the
//! transfer state of Angular. The data has no common form. The article is the object whose title is the page's headline; its text is its member with a name such as `content` and the most
//! letters. That member is a text with markup, or a list of paragraphs in one of the forms of editors.

use std::borrow::Cow;

use dom_query::Document;
use serde_json::{Map, Value};

use super::blocks::count;
use super::flight;
use super::paragraphs::paragraphs_of;
use super::script_value::values;
use crate::extract::line::fold;

/// Minimum length of an article's text in letters and digits. Less is a description.
const MIN_CHARS: usize = 250;

/// Minimum size of a script with an article's text.
const MIN_SCRIPT_BYTES: usize = 600;

/// Maximum size of all scripts that are read.
const MAX_SCRIPT_BYTES: usize = 8 << 20;

/// Maximum number of values visited in a page.
const MAX_VALUES: usize = 300_000;

/// Returns the paragraphs of the article whose headline is `title`, as the scripts of the page hold them; none if they do not.
pub(super) fn paragraphs(document: &Document, title: &str) -> Vec<String> {
    let titles = titles_of(title);
    if titles.is_empty() {
        return Vec::new();
    }
    let mut n_bytes = 0;
    let mut best = Found::default();
    let mut stream = String::new();
    for node in document.root().descendants_it().filter(|node| node.has_name("script")) {
        let script = node.text();
        if let Some(piece) = flight::piece(&script).filter(|piece| stream.len() + piece.len() <= MAX_SCRIPT_BYTES) {
            stream.push_str(&piece);
            continue;
        }
        if script.len() < MIN_SCRIPT_BYTES || n_bytes + script.len() > MAX_SCRIPT_BYTES {
            continue;
        }
        // Data about the article holds its words; most scripts are programs.
        let kind = node.attr("type").map(|kind| kind.to_ascii_lowercase()).unwrap_or_default();
        if kind.contains("ld+json") {
            continue;
        }
        n_bytes += script.len();
        for value in values(&unescaped(&script)) {
            best = longer(best, Search::new(&value, &titles).best());
        }
    }
    for value in flight::values(&stream) {
        best = longer(best, Search::new(&value, &titles).best());
    }
    if best.n_chars >= MIN_CHARS { best.paragraphs } else { Vec::new() }
}

fn longer(one: Found, other: Found) -> Found {
    if other.n_chars > one.n_chars { other } else { one }
}

/// Returns the data of a script without the escapes of older versions of Angular: `{&q;title&q;:&q;Rain&q;}`.
fn unescaped(script: &str) -> Cow<'_, str> {
    if !script.trim_start().starts_with("{&q;") {
        return Cow::Borrowed(script);
    }
    let escapes = [("&q;", "\""), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&")];
    Cow::Owned(escapes.iter().fold(script.to_owned(), |text, (escape, sign)| text.replace(escape, sign)))
}

/// Returns the paragraphs of a value in one of the forms of editors; none if it holds no text.
pub(in crate::extract) fn paragraphs_of_value(value: &Value) -> Vec<String> {
    let mut found = Found::default();
    Search::new(value, &[]).add(value, &mut found, 0);
    found.paragraphs
}

/// Returns the headline among the blocks of a value; `None` if no block is said to be one.
pub(in crate::extract) fn headline_of_value(value: &Value) -> Option<String> {
    const MAX_BLOCKS: usize = 1_000;
    let mut queue = std::collections::VecDeque::from([value]);
    for _ in 0..MAX_BLOCKS {
        match queue.pop_front()? {
            Value::Array(members) => queue.extend(members),
            Value::Object(object) if object.get("type").and_then(Value::as_str) == Some("headline") => {
                return object
                    .get("model")
                    .map(|model| paragraphs_of_value(model).join(" "))
                    .filter(|headline| !headline.is_empty());
            }
            Value::Object(object) => queue.extend(["model", "blocks"].iter().filter_map(|key| object.get(*key))),
            _ => {}
        }
    }
    None
}

/// Returns the folded forms in which data may state the headline of a page: the title, and the part before the name of the site.
fn titles_of(title: &str) -> Vec<String> {
    const MIN_CHARS: usize = 12;
    let parts = [" - ", " | ", " – ", " — ", " · "].iter().filter_map(|mark| title.rsplit_once(mark));
    let parts = parts.map(|(before, _)| fold(before)).filter(|part| part.chars().count() >= MIN_CHARS);
    std::iter::once(fold(title)).chain(parts).filter(|title| !title.is_empty()).collect()
}

/// Returns the value that a text holds as JSON.
fn json_in(text: &str) -> Option<Value> {
    let start = text.trim_start();
    let is_json = ["{\"", "[{\"", "{\n"].iter().any(|begin| start.starts_with(begin));
    if is_json { serde_json::from_str(text).ok() } else { None }
}

/// The text of one member.
#[derive(Default)]
struct Found {
    paragraphs: Vec<String>,
    n_chars: usize,
}

/// A search through one value.
struct Search<'v> {
    root: &'v Value,
    titles: &'v [String],
    /// The members of a list in which values refer to others by their places; empty for other data.
    shared: &'v [Value],
    n_visited: usize,
}

impl<'v> Search<'v> {
    fn new(root: &'v Value, titles: &'v [String]) -> Search<'v> {
        // Lists of this form (`devalue`) begin with a place or with the name of a wrapper and a place.
        let shared = match root.as_array().map(Vec::as_slice) {
            Some(members @ [first, ..]) if members.len() > 3 && (first.is_array() || first.is_object()) && refers(first) => {
                members
            }
            _ => &[],
        };
        Search { root, titles, shared, n_visited: 0 }
    }

    /// Returns the longest text of an object with the headline.
    fn best(mut self) -> Found {
        let mut best = Found::default();
        let mut stack = vec![self.root];
        while let Some(value) = stack.pop() {
            self.n_visited += 1;
            if self.n_visited > MAX_VALUES {
                break;
            }
            match value {
                Value::Array(members) => stack.extend(members),
                Value::Object(object) => {
                    if self.has_title(object) {
                        let found = self.text_of_article(object);
                        if found.n_chars > best.n_chars {
                            best = found;
                        }
                    }
                    stack.extend(object.values());
                }
                Value::String(text) if text.len() >= MIN_CHARS => {
                    if let Some(inner) = json_in(text) {
                        let found = Search::new(&inner, self.titles).best();
                        if found.n_chars > best.n_chars {
                            best = found;
                        }
                    }
                }
                _ => {}
            }
        }
        best
    }

    /// Returns the value itself, or the one that a place in a list refers to.
    fn resolved(&self, value: &'v Value) -> &'v Value {
        match value.as_u64().map(|place| self.shared.get(usize::try_from(place).unwrap_or(usize::MAX))) {
            Some(Some(shared)) => shared,
            _ => value,
        }
    }

    fn has_title(&self, object: &'v Map<String, Value>) -> bool {
        const TITLES: [&str; 9] = ["title", "headline", "headlines", "name", "heading", "h1", "basic", "pageTitle", "shortTitle"];
        let is_title = |text: &str| {
            let text = fold(&paragraphs_of(text).join(" "));
            self.titles.iter().any(|title| {
                text == *title || (text.len() >= 20 && title.len() >= 20 && (title.contains(&text) || text.contains(title)))
            })
        };
        TITLES.iter().filter_map(|key| object.get(*key)).any(|value| match self.resolved(value) {
            Value::String(text) => text.len() < 1000 && is_title(text),
            // `{"rendered": "Rain"}`, `{"basic": "Rain"}`
            Value::Object(inner) => inner
                .values()
                .take(8)
                .any(|value| self.resolved(value).as_str().is_some_and(|text| text.len() < 1000 && is_title(text))),
            _ => false,
        })
    }

    fn text_of_article(&mut self, object: &'v Map<String, Value>) -> Found {
        const WORDS: [&str; 11] =
            ["body", "content", "text", "html", "paragraph", "block", "story", "element", "article", "markdown", "rendered"];
        const OTHERS: [&str; 14] = [
            "related",
            "comment",
            "meta",
            "teaser",
            "seo",
            "desc",
            "promo",
            "recommend",
            "latest",
            "caption",
            "summary",
            "author",
            "advert",
            "newsletter",
        ];
        let mut best = Found::default();
        for (key, value) in object {
            let key = key.to_ascii_lowercase();
            if !WORDS.iter().any(|word| key.contains(word)) || OTHERS.iter().any(|word| key.contains(word)) {
                continue;
            }
            let mut found = Found::default();
            self.add(value, &mut found, 0);
            if found.n_chars > best.n_chars {
                best = found;
            }
        }
        best
    }

    /// Adds the paragraphs of a value to `found`.
    fn add(&mut self, value: &'v Value, found: &mut Found, depth: usize) {
        self.n_visited += 1;
        if depth > MAX_DEPTH || self.n_visited > MAX_VALUES {
            return;
        }
        match self.resolved(value) {
            Value::String(text) => {
                let paragraphs = match json_in(text) {
                    Some(inner) => paragraphs_of_value(&inner),
                    None => paragraphs_of(text),
                };
                for paragraph in paragraphs {
                    found.n_chars += count(&paragraph);
                    found.paragraphs.push(paragraph);
                }
            }
            Value::Array(members) if members.iter().all(|member| self.is_inline(member)) => self.add_line(members, found, depth),
            Value::Array(members) => members.iter().for_each(|member| self.add(member, found, depth + 1)),
            Value::Object(object) => {
                if self.kind_of(object).is_some_and(|kind| NOT_TEXT.iter().any(|word| kind.contains(word))) {
                    return;
                }
                // A paragraph with its pieces beside its text.
                let whole = object.get("text").filter(|text| text.is_string() && object.contains_key("blocks"));
                for member in whole.into_iter().chain(MEMBERS.iter().filter_map(|key| object.get(*key))) {
                    let n_chars = found.n_chars;
                    self.add(member, found, depth + 1);
                    // One of them holds the text; the others hold it once more.
                    if found.n_chars > n_chars {
                        return;
                    }
                }
            }
            _ => {}
        }
    }

    /// Adds pieces of a line as one paragraph.
    fn add_line(&mut self, members: &'v [Value], found: &mut Found, depth: usize) {
        let mut line = Found::default();
        let mut text = String::new();
        for member in members {
            // The text of a piece ends with the space before the next one.
            match self.resolved(member).get("text").or_else(|| self.resolved(member).get("value")).map(|text| self.resolved(text))
            {
                Some(Value::String(piece)) => text.push_str(piece),
                _ => {
                    self.add(member, &mut line, depth + 1);
                    text.push_str(&line.paragraphs.join(" "));
                    line = Found::default();
                }
            }
        }
        for paragraph in paragraphs_of(&text) {
            found.n_chars += count(&paragraph);
            found.paragraphs.push(paragraph);
        }
    }

    /// Whether a value is a piece of a line: a run of text, or a link.
    fn is_inline(&self, value: &'v Value) -> bool {
        const INLINE: [&str; 9] = ["text", "span", "link", "hyperlink", "a", "strong", "em", "inline", "linebreak"];
        let Some(object) = self.resolved(value).as_object() else { return false };
        let holds_text = ["text", "value"].iter().any(|key| object.get(*key).is_some_and(|text| self.resolved(text).is_string()));
        match self.kind_of(object) {
            Some(kind) => INLINE.contains(&kind.as_str()) && (holds_text || kind != "text"),
            None => holds_text && object.len() <= 4,
        }
    }

    fn kind_of(&self, object: &'v Map<String, Value>) -> Option<String> {
        let kinds = ["type", "nodeType", "_type", "__typename", "component"];
        let kind = kinds.iter().filter_map(|key| object.get(*key)).find_map(|kind| self.resolved(kind).as_str());
        kind.map(str::to_ascii_lowercase)
    }
}

/// Maximum depth of a text in its lists.
const MAX_DEPTH: usize = 24;

/// Members of a paragraph that hold its text, the most usual first.
const MEMBERS: [&str; 22] = [
    "content",
    "children",
    "content_elements",
    "blocks",
    "body",
    "text",
    "html",
    "value",
    "data",
    "items",
    "paragraphs",
    "json",
    "rendered",
    "document",
    "root",
    "main",
    "nodes",
    "model",
    "innerBlocks",
    "innerHTML",
    "bodyHtml",
    "attributes",
];

/// Kinds of elements that are no running text.
const NOT_TEXT: [&str; 21] = [
    "image",
    "video",
    "gallery",
    "embed",
    "advert",
    "related",
    "interstitial",
    "newsletter",
    "script",
    "promo",
    "raw_html",
    "audio",
    "author",
    "poll",
    "recommend",
    "iframe",
    "picture",
    "caption",
    "headline",
    "byline",
    "timestamp",
];

/// Whether a value may refer to places: all its members are numbers, except the name of a wrapper.
fn refers(value: &Value) -> bool {
    match value {
        Value::Array(members) => {
            members.iter().all(|member| member.is_u64() || member.is_string()) && members.iter().any(Value::is_u64)
        }
        Value::Object(object) => !object.is_empty() && object.values().all(Value::is_i64),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str =
        "Forty years ago a young clerk in the harbour office began to write down every ship that came in after dark.";
    const TWO: &str =
        "Her books filled a shelf, then a wall, and when she retired they filled a room above the fish market in the town.";
    const THREE: &str =
        "Last spring two students found the room. They were looking for a place to keep bicycles, and stayed until dark.";

    #[track_caller]
    fn check(script: &str, is_found: bool) {
        let html = format!("<title>x</title><div id=root></div><script>{script}</script>");
        let found = paragraphs(&Document::from(html.as_str()), "The clerk who counted ships");
        let expected: &[&str] = if is_found { &[ONE, TWO, THREE] } else { &[] };
        assert_eq!(found, expected, "for {script}");
    }

    fn filled(template: &str) -> String {
        let padding = format!("{template}/*{}*/", " ".repeat(600));
        padding.replace("ONE", ONE).replace("TWO", TWO).replace("THREE", THREE)
    }

    #[test]
    fn the_text_is_found_in_every_form() {
        for template in [
            r#"window.__DATA__={"props":{"article":{"title":"The clerk who counted ships","content":"<p>ONE</p><p>TWO</p><p>THREE</p>"},"related":[{"title":"Goats","content":"<p>ONE</p>"}]}}"#,
            r#"Fusion.globalContent={"headlines":{"basic":"The clerk who counted ships"},"content_elements":[{"type":"text","content":"ONE"},{"type":"image","caption":"x","content":"No."},{"type":"text","content":"<b>TWO</b>"},{"type":"interstitial_link","content":"No."},{"type":"text","content":"THREE"}]};"#,
            r#"window.__NUXT__=(function(a,b){return {data:[{post:{title:a,body:b}}]}}("The clerk who counted ships","\u003Cp\u003EONE\u003C\u002Fp\u003E\u003Cp\u003ETWO\u003C\u002Fp\u003E\u003Cp\u003ETHREE\u003C\u002Fp\u003E"));"#,
            r#"__NUXT_DATA__=[["ShallowReactive",1],{"data":2},{"article":3},{"title":4,"body":5},"The clerk who counted ships","<p>ONE</p><p>TWO</p><p>THREE</p>"];"#,
            r#"S={"title":{"rendered":"The clerk who counted ships"},"content":{"rendered":"<p>ONE</p>\n<p>TWO</p>\n<p>THREE</p>"}}"#,
            r#"S={"headline":"The clerk who counted ships","body":[{"_type":"block","children":[{"_type":"span","text":"ONE"}]},{"_type":"image"},{"_type":"block","children":[{"_type":"span","text":"TWO"}]},{"_type":"block","children":[{"_type":"span","text":"THREE"}]}]}"#,
            r#"S={"title":"The clerk who counted ships","text":{"nodeType":"document","content":[{"nodeType":"paragraph","content":[{"nodeType":"text","value":"ONE"}]},{"nodeType":"paragraph","content":[{"nodeType":"text","value":"TWO"}]},{"nodeType":"paragraph","content":[{"nodeType":"text","value":"THREE"}]}]}}"#,
            r#"S={"name":"The clerk who counted ships","content":{"blocks":[{"type":"text","model":{"blocks":[{"type":"paragraph","model":{"text":"ONE","blocks":[{"type":"fragment","model":{"text":"ONE"}}]}}]}},{"type":"image","model":{"text":"No."}},{"type":"text","model":{"blocks":[{"type":"paragraph","model":{"text":"TWO"}},{"type":"paragraph","model":{"text":"THREE"}}]}}]}}"#,
            r#"S={"status":200,"body":"{\"title\":\"The clerk who counted ships\",\"content\":\"<p>ONE</p><p>TWO</p><p>THREE</p>\"}"}"#,
            r#"S="{\"title\":\"The clerk who counted ships\",\"content\":\"<p>ONE</p><p>TWO</p><p>THREE</p>\"}";"#,
            r#"S={"title":"The clerk who counted ships","bodyJson":"{\"blocks\":[{\"type\":\"paragraph\",\"data\":{\"text\":\"ONE\"}},{\"type\":\"paragraph\",\"data\":{\"text\":\"TWO\"}},{\"type\":\"paragraph\",\"data\":{\"text\":\"THREE\"}}]}"}"#,
            r#"S={"name":"The clerk who counted ships","content":{"time":1,"blocks":[{"type":"paragraph","data":{"text":"ONE"}},{"type":"paragraph","data":{"text":"TWO"}},{"type":"paragraph","data":{"text":"THREE"}}]}}"#,
        ] {
            check(&filled(template), true);
        }
    }

    #[test]
    fn the_text_is_found_in_a_stream_and_in_escaped_data() {
        let html = format!("<p>{ONE}</p><p>{TWO}</p><p>{THREE}</p>");
        let stream = format!(
            "1:{{\"post\":{{\"title\":\"The clerk who counted ships\",\"body\":\"$2\"}}}}\n2:T{:x},{html}3:null\n",
            html.len()
        );
        let (one, other) = stream.split_at(70);
        let pushed = |piece: &str| format!("self.__next_f.push([1,{}])", Value::from(piece).to_string().replace('<', "\\u003c"));
        check(&format!("{}</script><script>{}", pushed(one), pushed(other)), true);
        let state = r#"{"G.https://api":{"body":{"title":"The clerk who counted ships","content":"HTML"},"status":200}}"#;
        let state = format!("{}{}", state.replace("HTML", &html), " ".repeat(MIN_SCRIPT_BYTES));
        check(&state, true);
        let escapes = [("&", "&a;"), ("\"", "&q;"), ("<", "&l;"), (">", "&g;")];
        check(&escapes.iter().fold(state, |text, (sign, escape)| text.replace(sign, escape)), true);
    }

    #[test]
    fn the_text_of_another_article_is_not_taken() {
        check(&filled(r#"S={"title":"Goats eat roses","content":"<p>ONE</p><p>TWO</p><p>THREE</p>"}"#), false);
        check(&filled(r#"S={"title":"The clerk who counted ships","description":"ONE TWO THREE"}"#), false);
        check(&filled(r#"S={"title":"The clerk who counted ships","content":"ONE"}"#), false);
    }
}
