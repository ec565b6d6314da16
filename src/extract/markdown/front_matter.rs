//! Front matter: the fields between two lines of `---` (YAML) or `+++` (TOML) before a text, or in an object of JSON.
//!
//! Of both languages, what people and programs write there is read: texts with or without marks,
//! over one line or several, lists in lines or in brackets, and objects with a name. Front matter is
//! often not valid: a colon in a title, a link of a program for notes. So this reads each key by
//! itself, and one that is damaged costs no other.

use serde_json::Value;

use crate::extract::line::{fold, is_absent};

/// Maximum number of lines. Front matter has some dozen.
const MAX_LINES: usize = 2_000;

/// The fields of a text, in their order.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, Vec<String>)>);

impl Fields {
    /// Returns the values of the first of these keys that has one. Keys are in lower case, without
    /// `_` and `-`.
    pub(super) fn values(&self, keys: &[&str]) -> &[String] {
        let of = |key: &&str| self.0.iter().find(|(name, values)| name == key && !values.is_empty());
        keys.iter().find_map(of).map_or(&[][..], |(_, values)| values.as_slice())
    }

    /// Returns all keys with their first values.
    pub(super) fn first_values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(key, values)| Some((key.as_str(), values.first()?.as_str())))
    }

    fn push(&mut self, key: &str, values: Vec<String>) {
        let values = values.into_iter().filter(|value| !is_absent(value) && value != "~").collect();
        self.0.push((fold(key), values));
    }
}

/// Returns the fields of the front matter, and the text behind it. Without a closing line it is no
/// front matter.
pub(super) fn front_matter(text: &str) -> (Fields, &str) {
    let text = text.trim_start_matches('\u{feff}');
    if let Some(found) = json(text) {
        return found;
    }
    let Some(rule) = ["---", "+++"].into_iter().find(|rule| text.lines().next().is_some_and(|line| line.trim_end() == *rule))
    else {
        return bare(text);
    };
    let mut lines: Vec<&str> = Vec::new();
    let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
    for line in text[at..].split_inclusive('\n').take(MAX_LINES) {
        at += line.len();
        let line = line.trim_end();
        if line == rule || (rule == "---" && line == "...") {
            let mut fields = Fields::default();
            match rule {
                "---" => read_yaml(&lines, &mut fields),
                _ => read_toml(&lines, &mut fields),
            }
            return (fields, &text[at..]);
        }
        lines.push(line);
    }
    (Fields::default(), text)
}

/// Returns the fields of an object of JSON, alone or between lines of `---json` and `---`. `None` if there is none, or if it does not state what
/// front matter states.
fn json(text: &str) -> Option<(Fields, &str)> {
    const STATED: [&str; 4] = ["title", "headline", "date", "slug"];
    const FENCES: [&str; 3] = ["---json", "---js", ";;;"];
    let first = text.lines().next().unwrap_or("").trim_end();
    let is_fenced = FENCES.contains(&first);
    let object = if is_fenced { &text[first.len()..] } else { text };
    if !object.trim_start().starts_with('{') {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(object).into_iter::<serde_json::Map<String, Value>>();
    let stated = values.next()?.ok()?;
    let rest = &object[values.byte_offset()..];
    let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
    let rest = match is_fenced {
        true => {
            let (end, rest) = after.trim_start().split_once('\n').unwrap_or((after.trim(), ""));
            if end.trim_end() == &first[..3] { rest } else { return None }
        }
        false => after,
    };
    if !line.trim().is_empty() || !stated.keys().any(|key| STATED.contains(&fold(key).as_str())) {
        return None;
    }
    let mut fields = Fields::default();
    for (key, value) in &stated {
        match value {
            Value::Object(part) if PARTS.contains(&key.as_str()) => {
                part.iter().for_each(|(key, value)| fields.push(key, json_values(value)));
            }
            value => fields.push(key, json_values(value)),
        }
    }
    Some((fields, rest))
}

/// Returns the values of a key: one for a text, a number or an object with a name, several for a list.
fn json_values(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(values) => values.iter().filter(|value| !value.is_array()).flat_map(json_values).collect(),
        Value::Object(object) => {
            NAMES.iter().find_map(|name| object.get(*name)?.as_str()).map(str::to_owned).into_iter().collect()
        }
        Value::Bool(_) | Value::Null => Vec::new(),
    }
}

/// Returns the fields of lines such as `Title: Rain` above the first empty line, as MultiMarkdown and Pelican have them. The first is the
/// headline, and all of them are fields.
fn bare(text: &str) -> (Fields, &str) {
    const MAX_LINES: usize = 30;
    const FIRST: [&str; 3] = ["title", "headline", "titel"];
    const KNOWN: [&str; 9] = ["author", "authors", "date", "published", "category", "slug", "tags", "summary", "url"];
    let mut lines: Vec<&str> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n').take(MAX_LINES) {
        if line.trim().is_empty() {
            break;
        }
        at += line.len();
        lines.push(line.trim_end());
    }
    let keys: Vec<String> =
        lines.iter().filter(|line| indent_of(line) == 0).filter_map(|line| Some(fold(key_of(line)?.0))).collect();
    let is_all = lines.iter().all(|line| indent_of(line) > 0 || key_of(line).is_some());
    let begins = keys.first().is_some_and(|key| FIRST.contains(&key.as_str()));
    if !begins || !is_all || !keys.iter().any(|key| KNOWN.contains(&key.as_str())) {
        return (Fields::default(), text);
    }
    let mut fields = Fields::default();
    read_yaml(&lines, &mut fields);
    (fields, text[at..].trim_start_matches(['\r', '\n']))
}

/// Objects whose keys are fields of the article.
const PARTS: [&str; 5] = ["params", "extra", "taxonomies", "metadata", "meta"];

/// The key of an object that is the name of what it stands for.
const NAMES: [&str; 4] = ["name", "title", "label", "display_name"];

fn read_yaml(lines: &[&str], fields: &mut Fields) {
    for (key, value, more) in entries(lines) {
        if PARTS.contains(&key) && value.is_empty() {
            for (key, value, more) in entries(more) {
                fields.push(key, yaml_values(value, more));
            }
        } else {
            fields.push(key, yaml_values(value, more));
        }
    }
}

/// Returns each key of a block with the rest of its line and the lines that belong to it.
fn entries<'l>(lines: &'l [&'l str]) -> Vec<(&'l str, &'l str, &'l [&'l str])> {
    let mut entries = Vec::new();
    let Some(indent) = lines.iter().find(|line| !is_blank(line)).map(|line| indent_of(line)) else { return entries };
    let begins = |line: &str| indent_of(line) <= indent && key_of(line.trim_start()).is_some();
    let mut idx = 0;
    while idx < lines.len() {
        let start = idx;
        idx += 1;
        if let Some((key, value)) = key_of(lines[start].trim_start()).filter(|_| begins(lines[start])) {
            while idx < lines.len() && !begins(lines[idx]) {
                idx += 1;
            }
            entries.push((key, value, &lines[start + 1..idx]));
        }
    }
    entries
}

/// Returns the key of a line and the text behind its colon.
fn key_of(line: &str) -> Option<(&str, &str)> {
    if line.starts_with(['#', '-', '[', '{']) {
        return None;
    }
    let colon = line
        .match_indices(':')
        .map(|(idx, _)| idx)
        .find(|idx| line[idx + 1..].is_empty() || line[idx + 1..].starts_with([' ', '\t']))?;
    let key = line[..colon].trim().trim_matches(['"', '\'']);
    // A longer one is a sentence with a colon.
    const MAX_BYTES: usize = 64;
    (!key.is_empty() && key.len() <= MAX_BYTES).then(|| (key, line[colon + 1..].trim()))
}

fn is_blank(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Returns the values of a key: one for a text or an object, several for a list.
fn yaml_values(value: &str, more: &[&str]) -> Vec<String> {
    let value = without_properties(value);
    if value.starts_with(['|', '>']) {
        let lines = more.iter().map(|line| line.trim());
        return vec![lines.collect::<Vec<_>>().join(if value.starts_with('|') { "\n" } else { " " }).trim().to_owned()];
    }
    let value = without_comment(value);
    if value.is_empty() {
        let first = more.iter().find(|line| !is_blank(line)).map_or("", |line| line.trim_start());
        return match first {
            "" => Vec::new(),
            first if first == "-" || first.starts_with("- ") => items(more).iter().filter_map(|item| item_value(item)).collect(),
            first if key_of(first).is_some() => named(more).into_iter().collect(),
            _ => values_of(&folded_lines("", more)),
        };
    }
    values_of(&folded_lines(value, more))
}

/// Returns a value without the type or name that YAML lets stand before it: `!!str Rain`, `&title Rain`.
fn without_properties(mut value: &str) -> &str {
    while value.starts_with("!!") || value.starts_with('&') && value[1..].starts_with(|c: char| c.is_alphanumeric()) {
        let Some((_, rest)) = value.split_once(' ') else { break };
        value = rest.trim_start();
    }
    value
}

/// Returns the lines of each item of a list.
fn items<'l>(lines: &[&'l str]) -> Vec<Vec<&'l str>> {
    let mut items: Vec<Vec<&str>> = Vec::new();
    let mut indent = None;
    for line in lines.iter().filter(|line| !is_blank(line)) {
        let text = line.trim_start();
        let begins = (text == "-" || text.starts_with("- ")) && indent.is_none_or(|indent| indent_of(line) <= indent);
        if begins {
            indent.get_or_insert(indent_of(line));
            items.push(vec![text[1..].trim()]);
        } else if let Some(item) = items.last_mut() {
            item.push(text);
        }
    }
    items
}

/// Returns the text of an item, or its name if it is an object.
fn item_value(item: &[&str]) -> Option<String> {
    let is_object = item.iter().any(|line| key_of(line).is_some_and(|(key, _)| NAMES.contains(&key)));
    if is_object {
        return named(item);
    }
    values_of(&folded_lines("", item)).into_iter().next()
}

/// Returns the name that an object of some lines states.
fn named(lines: &[&str]) -> Option<String> {
    let stated: Vec<(&str, &str)> = lines.iter().filter_map(|line| key_of(line.trim_start())).collect();
    let name = NAMES.iter().find_map(|name| stated.iter().find(|(key, _)| key == name))?;
    values_of(without_comment(name.1)).into_iter().next()
}

fn folded_lines(value: &str, more: &[&str]) -> String {
    let lines = more.iter().filter(|line| !is_blank(line)).map(|line| without_comment(line.trim()));
    std::iter::once(value).chain(lines).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Returns a value without the comment behind it.
fn without_comment(value: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (idx, c) in value.char_indices() {
        match quote {
            None if c == '#' && before.is_whitespace() => return value[..idx].trim_end(),
            None if matches!(c, '"' | '\'') && !before.is_alphanumeric() => quote = Some(c),
            Some(mark) if mark == c && before != '\\' => quote = None,
            _ => {}
        }
        before = c;
    }
    value
}

/// Returns the values in a text: the items of a list in brackets or of links to notes, or the text
/// itself without its marks.
fn values_of(text: &str) -> Vec<String> {
    values_within(text, 0)
}

fn values_within(text: &str, n_around: usize) -> Vec<String> {
    // A list of links to notes is a list in a list in a list.
    const MAX_AROUND: usize = 3;
    let text = text.trim();
    if text.starts_with("[[") && text.ends_with("]]") && !text.ends_with("]]]") {
        return text
            .split("]]")
            .map(|link| link.trim_matches([',', ' ', '[']))
            .filter(|link| !link.is_empty())
            .map(shown_of_link)
            .collect();
    }
    if let Some(inside) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|_| n_around < MAX_AROUND) {
        return split_outside_marks(inside)
            .into_iter()
            .flat_map(|item| values_within(item, n_around + 1))
            .filter(|value| !value.is_empty())
            .collect();
    }
    if let Some(inside) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        let pairs = split_outside_marks(inside);
        let stated = pairs.iter().filter_map(|pair| pair.split_once([':', '=']));
        let name = stated.filter(|(key, _)| NAMES.contains(&unmarked(key).as_str())).map(|(_, value)| unmarked(value)).next();
        return name.into_iter().collect();
    }
    vec![unmarked(text)]
}

/// Returns what is shown of a link to a note: `[[people/Ana Ruiz|Ana Ruiz]]`.
fn shown_of_link(link: &str) -> String {
    crate::extract::line::without_link_marks(&format!("[[{link}]]")).to_owned()
}

/// Splits at commas that stand neither in marks nor in brackets.
fn split_outside_marks(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote, mut before) = (0, 0_usize, None, ' ');
    for (idx, c) in text.char_indices() {
        match (quote, c) {
            (Some(mark), c) if mark == c && before != '\\' => quote = None,
            (None, '"' | '\'') if !before.is_alphanumeric() => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(&text[start..idx]);
                start = idx + 1;
            }
            _ => {}
        }
        before = c;
    }
    parts.push(&text[start..]);
    parts
}

/// Returns a text without the quotation marks around it.
fn unmarked(text: &str) -> String {
    let text = text.trim();
    let inside = |mark: char| text.strip_prefix(mark)?.strip_suffix(mark);
    let inside_many = |mark: &str| text.strip_prefix(mark)?.strip_suffix(mark);
    if let Some(inside) = inside_many("\"\"\"").or_else(|| inside_many("'''")) {
        return inside.trim().to_owned();
    }
    let unmarked = match (inside('"'), inside('\'')) {
        (Some(inside), _) => unescaped(inside),
        (None, Some(inside)) => inside.replace("''", "'"),
        (None, None) => text.to_owned(),
    };
    crate::extract::line::without_link_marks(&unmarked).to_owned()
}

fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    // Escapes of JSON are those that programs write.
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| text.replace("\\\"", "\"").replace("\\\\", "\\"))
}

fn read_toml(lines: &[&str], fields: &mut Fields) {
    let mut table = String::new();
    let mut idx = 0;
    while idx < lines.len() {
        let line = lines[idx].trim();
        idx += 1;
        if let Some(name) = line.strip_prefix('[') {
            table = without_comment(name).trim_matches(['[', ']', ' ']).to_owned();
            continue;
        }
        let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
        let mut value = without_comment(value.trim()).to_owned();
        // A list or a text over several lines goes on until it is closed.
        let is_open = |value: &str| {
            let is_open_text = |mark: &str| value.starts_with(mark) && (value.len() < 6 || !value.ends_with(mark));
            (value.starts_with('[') && !value.ends_with(']')) || is_open_text("\"\"\"") || is_open_text("'''")
        };
        while is_open(&value) && idx < lines.len() {
            value.push(' ');
            value.push_str(without_comment(lines[idx].trim()));
            idx += 1;
        }
        let key = key.trim().trim_matches(['"', '\'']);
        match table.as_str() {
            "" => fields.push(key, values_of(&value)),
            table if PARTS.contains(&table) => fields.push(key, values_of(&value)),
            table if NAMES.contains(&key) => add_named(fields, table, values_of(&value)),
            _ => {}
        }
    }
}

/// Adds the name of a table: of `[author]`, or of one of several `[[authors]]`.
fn add_named(fields: &mut Fields, table: &str, values: Vec<String>) {
    let key = fold(table);
    match fields.0.iter_mut().find(|(known, _)| *known == key) {
        Some((_, known)) => known.extend(values),
        None => fields.push(table, values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(front: &str, key: &str, expected: &[&str]) {
        let text = format!("{front}\nText.");
        let (fields, rest) = front_matter(&text);
        assert_eq!(
            (fields.values(&[key]), rest),
            (&expected.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..], "Text."),
            "for {front}"
        );
    }

    #[test]
    fn json_is_read_alone_and_between_lines() {
        for front in [
            "{\n  \"title\": \"Rain }\",\n  \"author\": [\"Ana Ruiz\", {\"name\": \"Bo Li\"}],\n  \"date\": \"2024-05-03\"\n}",
            "{\"title\": \"Rain\", \"params\": {\"author\": [\"Ana Ruiz\", \"Bo Li\"]}}",
            "---json\n{\"title\": \"Rain\", \"author\": [\"Ana Ruiz\", \"Bo Li\"]}\n---",
            ";;;\r\n{\"date\": \"2024-05-03\", \"author\": [\"Ana Ruiz\", \"Bo Li\"]}\r\n;;;\r",
        ] {
            check(front, "author", &["Ana Ruiz", "Bo Li"]);
        }
        for text in [
            "{\"a\": 1}\nText.",
            "{\"title\": \"Rain\"} is JSON.\nText.",
            "{\"title\": \nText.",
            "{rain}\nText.",
            "---json\n{\"title\": 1}\nText.",
        ] {
            let (fields, rest) = front_matter(text);
            assert_eq!((fields.values(&["title"]).len(), rest), (0, text));
        }
    }

    #[test]
    fn lists_of_yaml_are_lists() {
        for list in [
            "author:\n  - \"[[Ana Ruiz]]\"\n  - \"[[people/Bo Li|Bo Li]]\"",
            "author:\n- Ana Ruiz\n- 'Bo Li' # the other",
            "author: [Ana Ruiz, \"Bo Li\"]",
            "author: [\n  Ana Ruiz,\n  Bo Li,\n]",
            "author: [[Ana Ruiz]], [[Bo Li]]",
            "author: [\"[[Ana Ruiz]]\", \"[[Bo Li]]\"]",
            "author:\n  - name: Ana Ruiz\n    mail: ana@post.example\n  - mail: bo@post.example\n    name: \"Bo Li\"",
            "author: [{name: Ana Ruiz}, {name: 'Bo Li', age: 3}]",
            "params:\n  x: 1\n  author:\n    - Ana Ruiz\n    - Bo Li",
            "\"author\":\n\n    -   Ana Ruiz\n    -   Bo Li",
        ] {
            check(&format!("---\ntitle: Rain: again\n{list}\ndate: 2024-03-25\n---"), "author", &["Ana Ruiz", "Bo Li"]);
        }
        check("---\nauthor:\n  name: Ana Ruiz\n  url: x\n---", "author", &["Ana Ruiz"]);
        check("---\nauthor: {url: x, name: Ana Ruiz}\n---", "author", &["Ana Ruiz"]);
        check("---\nauthor: \"Ruiz, Ana\"\n---", "author", &["Ruiz, Ana"]);
    }

    #[test]
    fn texts_of_yaml_are_read_in_each_form() {
        check("---\ntitle: Rain: again # not this\n---", "title", &["Rain: again"]);
        check("---\ntitle: \"Rain \\\"again\\\" #1\\u2014\"\n---", "title", &["Rain \"again\" #1—"]);
        check("---\ntitle: 'It''s rain'\n---", "title", &["It's rain"]);
        check("---\ntitle: It's rain, it's wind # no\n---", "title", &["It's rain, it's wind"]);
        check("---\ntitle: >-\n  Rain\n  again\nid: 1\n---", "title", &["Rain again"]);
        check("---\ntitle: |\n  Rain\n---", "title", &["Rain"]);
        check("---\ntitle:\n  Rain\n  again\n---", "title", &["Rain again"]);
        check("---\ntitle: \"Rain\n  again\"\n---", "title", &["Rain again"]);
        check("---\ntitle: null\nauthor: ~\n---", "title", &[]);
        check("---\n# a comment: x\ntitle: Rain\n...", "title", &["Rain"]);
        check("---\r\ntitle: Rain\r\n---\r", "title", &["Rain"]);
    }

    #[test]
    fn toml_is_read() {
        check("+++\nauthors = [\"Ana Ruiz\", 'Bo Li']\n+++", "authors", &["Ana Ruiz", "Bo Li"]);
        check("+++\nauthors = [\n  \"Ana Ruiz\", # one\n  \"Bo Li\",\n]\n+++", "authors", &["Ana Ruiz", "Bo Li"]);
        check("+++\n[[authors]]\nname = \"Ana Ruiz\"\n[[authors]]\nname = \"Bo Li\"\n+++", "authors", &["Ana Ruiz", "Bo Li"]);
        check("+++\n[taxonomies]\nauthors = [\"Ana Ruiz\"]\n+++", "authors", &["Ana Ruiz"]);
        check("+++\ntitle = '''\nRain'''\n+++", "title", &["Rain"]);
    }

    #[test]
    fn fields_may_stand_without_lines_around_them() {
        check("Title: Rain\nDate: 2024-03-25\nAuthors: Ana Ruiz\n", "authors", &["Ana Ruiz"]);
        check("---\ntitle: !!str Rain\nauthor: &a Ana Ruiz\n---", "author", &["Ana Ruiz"]);
        for text in ["Title: Rain\nIt rained: again.\n\nText.", "Rain: again\nDate: 2024-03-25\n\nText.", "Title: Rain\n\nText."]
        {
            assert_eq!(front_matter(text).1, text);
        }
    }

    #[test]
    fn damage_costs_no_other_key() {
        check("---\nauthor: [Ana\ntitle: Rain\n---", "title", &["Rain"]);
        check("---\nauthor: {\ntitle: \"Rain\n---", "title", &["\"Rain"]);
        let many = format!("---\n{}", "a: [\n".repeat(MAX_LINES * 2));
        assert_eq!(front_matter(&many).1, many);
    }
}
