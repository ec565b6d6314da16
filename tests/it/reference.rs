//! The reference in `docs/src` says what the program does.
//!
//! Generated pages are compared with what generates them:
//!
//! 1. `query.md`: the query language, from `query::help`;
//! 2. `api.md` and `openapi.json`: the HTTP API, from its golden description;
//! 3. `mcp.md`: the tools for language models, from their golden list;
//! 4. `json.md`: the JSON objects of the command line, from the golden files.
//!
//! `reference/fields.tsv` says what each field means. To accept a change: `PULLQUOTE_GOLDEN=accept cargo test --test it reference::`.
//!
//! Written pages are checked:
//!
//! 5. every kind of problem has a line in `problems.md`;
//! 6. `formats.md` has every usual name of files, and every usual key of JSON;
//! 7. every limit of `limits.md` is the value of the constant that it names;
//! 8. every file that the documentation names exists, and every link leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use pullquote::query::help::{Entry, LANGUAGE, SPELLINGS, Spelling};
use serde_json::{Map, Value};

const PAGES: &str = "docs/src/reference";
const FIELDS: &str = "tests/it/reference/fields.tsv";
const GENERATED: &str = "<!-- This page is generated. To update it: PULLQUOTE_GOLDEN=accept cargo test --test it reference:: -->";

/// Compares a generated page with the one in the repository, or writes it if changes are accepted.
#[track_caller]
fn check(name: &str, text: &str) {
    let path = Path::new(PAGES).join(name);
    if std::env::var_os("PULLQUOTE_GOLDEN").is_some_and(|mode| mode == "accept") {
        fs::write(&path, text).unwrap();
    }
    let is_same = fs::read_to_string(&path).is_ok_and(|page| page == text);
    assert!(is_same, "{} is stale: run `PULLQUOTE_GOLDEN=accept cargo test --test it reference::`", path.display());
}

fn golden(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(Path::new("tests/golden").join(name)).unwrap()).unwrap()
}

/// Returns text as it may stand in the cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|").replace('<', "&lt;")
}

/// Returns text as code in the cell of a table.
fn code(text: &str) -> String {
    match text.contains('`') {
        true => format!("`` {} ``", text.replace('|', "\\|")),
        false => format!("`{}`", text.replace('|', "\\|")),
    }
}

fn push(page: &mut String, line: &str) {
    page.push_str(line);
    page.push('\n');
}

/// Returns a sentence with a capital and a full stop.
fn sentence(text: &str) -> String {
    let text = cell(text);
    let mut letters = text.chars();
    let first = letters.next().map_or(String::new(), |letter| letter.to_uppercase().collect());
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

// The query language.

#[test]
fn the_query_language_is_as_documented() {
    let mut page = format!("{GENERATED}\n\n# Query language\n\n");
    page.push_str("What can be typed, what it finds, and an example. `pullquote help query` prints the same.\n");
    for section in LANGUAGE {
        write!(page, "\n## {}\n\n| form | finds | example |\n|---|---|---|\n", capital(section.title)).unwrap();
        for Entry { form, meaning, example } in section.entries {
            push(&mut page, &format!("| {} | {} | {} |", code(form), cell(meaning), code(example)));
        }
    }
    page.push_str(
        "\n## Spellings of other services\n\nThese are read as the form beside them.\n\n| typed | read as |\n|---|---|\n",
    );
    for Spelling { typed, canonical } in SPELLINGS {
        push(&mut page, &format!("| {} | {} |", code(typed), code(canonical)));
    }
    check("query.md", &page);
}

fn capital(text: &str) -> String {
    sentence(text).trim_end_matches('.').to_owned()
}

// What fields mean.

/// The lines of `fields.tsv`.
struct Meanings {
    /// The meaning of each field, and its type if golden files do not show it.
    fields: BTreeMap<String, (String, Option<String>)>,
    /// Fields about which something is missing.
    unknown: BTreeSet<String>,
}

impl Meanings {
    fn read() -> Meanings {
        let text = fs::read_to_string(FIELDS).unwrap();
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let fields = lines.map(|line| {
            let (field, rest) = line.split_once('\t').unwrap_or_else(|| panic!("{FIELDS}: no tab in `{line}`"));
            let (meaning, stated) = rest.split_once('\t').map_or((rest, None), |(meaning, stated)| (meaning, Some(stated)));
            (field.to_owned(), (meaning.to_owned(), stated.map(str::to_owned)))
        });
        Meanings { fields: fields.collect(), unknown: BTreeSet::new() }
    }

    /// Returns what is said of the field `name` in the first of these objects for which something is said.
    fn find(&mut self, objects: &[String], name: &str) -> Option<&(String, Option<String>)> {
        let mut keys = objects.iter().map(|object| format!("{object}.{name}")).chain([name.to_owned()]);
        let found = keys.find_map(|key| self.fields.get(&key));
        if found.is_none() {
            self.unknown.insert(format!("{}.{name}", objects.first().map_or("", String::as_str)));
        }
        found
    }

    /// Returns what a field means.
    fn of(&mut self, objects: &[String], name: &str) -> String {
        self.find(objects, name).map_or(String::new(), |(meaning, _)| capital(meaning))
    }

    /// Returns the type of a field that is empty in all golden files.
    fn type_of(&mut self, objects: &[String], name: &str) -> String {
        let stated = self.find(objects, name).and_then(|(_, stated)| stated.clone());
        stated.unwrap_or_else(|| {
            self.unknown.insert(format!("{}.{name} (its type)", objects.first().map_or("", String::as_str)));
            String::new()
        })
    }

    #[track_caller]
    fn finish(&self) {
        assert!(self.unknown.is_empty(), "add to {FIELDS} what these fields mean: {:?}", self.unknown);
    }
}

// Schemas.

/// Returns the type that a schema describes, as it may stand in the cell of a table. `named` makes a link of the name of an object.
fn type_of(schema: &Value, named: &dyn Fn(&str) -> String) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return named(reference.rsplit('/').next().unwrap());
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(|value| code(value.as_str().unwrap_or("null"))).collect::<Vec<_>>().join(", ");
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[key].as_array() {
            let types: Vec<String> = parts.iter().map(|part| type_of(part, named)).collect();
            return types.join(" or ");
        }
    }
    let of_name = |name: &str| match name {
        "array" if !schema["items"].is_null() => list_of(&type_of(&schema["items"], named)),
        "object" if !schema["properties"].is_null() => {
            let fields = schema["properties"].as_object().unwrap().keys().map(|field| code(field));
            format!("object with {}", fields.collect::<Vec<_>>().join(", "))
        }
        name => name.to_owned(),
    };
    match &schema["type"] {
        Value::String(name) => of_name(name),
        Value::Array(names) => names.iter().map(|name| of_name(name.as_str().unwrap())).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    }
}

/// Returns the type of a list of these.
fn list_of(items: &str) -> String {
    match items {
        "list of integers" => "list of pairs".to_owned(),
        "integer" | "string" | "number" | "object" | "boolean" => format!("list of {items}s"),
        items => format!("list of {items}"),
    }
}

/// Returns the bounds and the default that a schema states, with a comma before each.
fn bounds(schema: &Value) -> String {
    let mut bounds = String::new();
    let mut add = |name: &str, value: &Value| match value {
        Value::Null => {}
        Value::String(text) => write!(bounds, ", {name} {}", code(text)).unwrap(),
        value => write!(bounds, ", {name} {value}").unwrap(),
    };
    add("at least", if schema["minimum"] == 0 { &Value::Null } else { &schema["minimum"] });
    add("at most", &schema["maximum"]);
    add("default", &schema["default"]);
    if let Some(max) = schema["maxLength"].as_u64() {
        write!(bounds, ", at most {max} characters").unwrap();
    }
    bounds
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().is_some_and(|names| names.iter().any(|required| required == name))
}

// The HTTP API.

#[test]
fn the_api_is_as_documented() {
    let api = golden("api/openapi.json");
    check("openapi.json", &format!("{}\n", serde_json::to_string_pretty(&api).unwrap()));
    let mut meanings = Meanings::read();
    let mut page = format!("{GENERATED}\n\n# HTTP API\n\n");
    page.push_str(
        "`pullquote serve` answers these requests. [`openapi.json`](openapi.json) describes the same for programs.\n\
         Every request is a `GET` and changes nothing. Offsets in texts are Unicode code points.\n",
    );
    let operations: Vec<(&String, &Value)> =
        api["paths"].as_object().unwrap().iter().map(|(path, item)| (path, &item["get"])).collect();
    let in_all = |status: &str| operations.iter().all(|(_, operation)| !operation["responses"][status].is_null());
    let responses = |operation: &'_ Value| operation["responses"].as_object().unwrap().clone();
    page.push_str("\nAny request may be refused with:\n\n| status | meaning |\n|---|---|\n");
    for (status, response) in responses(operations[0].1).iter().filter(|(status, _)| *status != "200" && in_all(status)) {
        push(&mut page, &format!("| {status} | {} |", capital(response["description"].as_str().unwrap())));
    }
    page.push_str("\nThe body of a refusal is a [Problem](#problem) (RFC 9457), except with status 431.\n\n## Endpoints\n");
    let link = |name: &str| format!("[{name}](#{})", name.to_lowercase());
    for (path, operation) in &operations {
        write!(page, "\n### `{path}`\n\n{}\n", sentence(operation["summary"].as_str().unwrap())).unwrap();
        if let Some(description) = operation["description"].as_str() {
            writeln!(page, "{}", sentence(description)).unwrap();
        }
        if let Some(parameters) = operation["parameters"].as_array() {
            page.push_str("\n| parameter | type | meaning |\n|---|---|---|\n");
            for parameter in parameters {
                let schema = &parameter["schema"];
                let needed = if parameter["required"] == true { ", required" } else { "" };
                let kind = format!("{}{}{needed}", type_of(schema, &link), bounds(schema));
                let meaning = capital(parameter["description"].as_str().unwrap_or(""));
                push(&mut page, &format!("| {} | {kind} | {meaning} |", code(parameter["name"].as_str().unwrap())));
            }
        }
        page.push_str("\n| status | answer |\n|---|---|\n");
        for (status, response) in responses(operation).iter().filter(|(status, _)| *status == "200" || !in_all(status)) {
            let contents = response["content"].as_object().into_iter().flatten();
            let contents = contents.map(|(media, content)| match content["schema"]["$ref"].is_null() {
                true => format!("`{media}`"),
                false => type_of(&content["schema"], &link),
            });
            let contents = contents.collect::<Vec<_>>().join(", ");
            let answer = if status == "200" { contents } else { capital(response["description"].as_str().unwrap()) };
            push(&mut page, &format!("| {status} | {answer} |"));
        }
    }
    page.push_str("\n## Objects\n");
    for (name, schema) in api["components"]["schemas"].as_object().unwrap() {
        write!(page, "\n### {name}\n\n").unwrap();
        if let Some(description) = schema["description"].as_str() {
            write!(page, "{}\n\n", sentence(description)).unwrap();
        }
        write_object(&mut page, name, schema, &mut meanings, &link);
    }
    meanings.finish();
    check("api.md", &page);
}

/// Writes the fields of an object of the API, or its forms where there are several.
fn write_object(page: &mut String, name: &str, schema: &Value, meanings: &mut Meanings, link: &dyn Fn(&str) -> String) {
    for key in ["oneOf", "allOf"] {
        let Some(parts) = schema[key].as_array() else { continue };
        page.push_str(if key == "oneOf" { "One of these:\n" } else { "All of these:\n" });
        for part in parts {
            page.push('\n');
            match part["$ref"].is_null() {
                true => write_object(page, name, part, meanings, link),
                false => writeln!(page, "The fields of {}.", type_of(part, link)).unwrap(),
            }
        }
        return;
    }
    page.push_str("| field | type | meaning |\n|---|---|---|\n");
    for (field, field_schema) in properties(schema) {
        let optional = if is_required(schema, field) { "" } else { ", may be missing" };
        let meaning = match field_schema["description"].as_str() {
            Some(description) => capital(description),
            None => meanings.of(&[name.to_owned()], field),
        };
        let kind = type_of(field_schema, link);
        push(page, &format!("| {} | {kind}{optional} | {meaning} |", code(field)));
    }
}

// The tools for language models.

#[test]
fn the_tools_for_language_models_are_as_documented() {
    let mut meanings = Meanings::read();
    let mut page = format!("{GENERATED}\n\n# MCP tools\n\n");
    page.push_str(
        "`pullquote mcp`, and `pullquote serve` at `/mcp`, offer these tools to language models.\n\
         They only read. Offsets in texts are Unicode code points.\n",
    );
    for tool in golden("mcp/tools.json")["tools"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        write!(page, "\n## `{name}`\n\n{}\n", sentence(tool["description"].as_str().unwrap())).unwrap();
        let input = &tool["inputSchema"];
        page.push_str("\n| parameter | type | meaning |\n|---|---|---|\n");
        for (field, schema) in properties(input) {
            let resolved = resolved(input, schema);
            let needed = if is_required(input, field) { ", required" } else { "" };
            let kind = type_of(resolved, &str::to_owned).replace(" or null", "");
            let meaning = capital(schema["description"].as_str().unwrap_or(""));
            push(&mut page, &format!("| {} | {kind}{}{needed} | {meaning} |", code(field), bounds(schema)));
        }
        page.push_str("\nThe answer:\n\n");
        let output = &tool["outputSchema"];
        write_answer(&mut page, name, output, output, &mut meanings);
        for (name, schema) in output["$defs"].as_object().into_iter().flatten() {
            write!(page, "\n{name}:\n\n").unwrap();
            write_answer(&mut page, name, output, schema, &mut meanings);
        }
    }
    meanings.finish();
    check("mcp.md", &page);
}

/// Returns the schema, or the one of `root` that it refers to if that is a choice of values.
fn resolved<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    let reference = schema["$ref"].as_str().or_else(|| schema["anyOf"][0]["$ref"].as_str());
    let definition = reference.map(|reference| &root["$defs"][reference.rsplit('/').next().unwrap()]);
    definition.filter(|definition| !definition["enum"].is_null()).unwrap_or(schema)
}

fn write_answer(page: &mut String, name: &str, root: &Value, schema: &Value, meanings: &mut Meanings) {
    for part in schema["oneOf"].as_array().into_iter().flatten() {
        write_answer(page, name, root, part, meanings);
    }
    if schema["properties"].is_null() {
        return;
    }
    page.push_str("| field | type | meaning |\n|---|---|---|\n");
    for (field, field_schema) in properties(schema) {
        let meaning = match field_schema["description"].as_str() {
            Some(description) => capital(description),
            None => meanings.of(&[name.to_owned()], field),
        };
        let kind = type_of(resolved(root, field_schema), &str::to_owned);
        push(page, &format!("| {} | {kind} | {meaning} |", code(field)));
    }
}

// The JSON of the command line.

/// Fields of objects, by their path below the object: how many objects have them, and of which types they are.
#[derive(Default, Clone)]
struct Shape {
    n_objects: usize,
    fields: BTreeMap<String, (usize, BTreeSet<String>)>,
}

impl Shape {
    fn add(&mut self, object: &Map<String, Value>) {
        self.n_objects += 1;
        self.add_fields("", object, &mut BTreeSet::new());
    }

    /// `seen` are the paths that were counted for this object.
    fn add_fields(&mut self, prefix: &str, object: &Map<String, Value>, seen: &mut BTreeSet<String>) {
        for (name, value) in object {
            let path = format!("{prefix}{name}");
            let (n, types) = self.fields.entry(path.clone()).or_default();
            *n += usize::from(seen.insert(path.clone()));
            types.insert(kind_of(value));
            match value {
                Value::Object(inner) => self.add_fields(&format!("{path}."), inner, seen),
                Value::Array(items) => {
                    items.iter().filter_map(Value::as_object).for_each(|item| self.add_fields(&format!("{path}[]."), item, seen));
                }
                _ => {}
            }
        }
    }

    /// Returns whether the other has all fields that each of these objects has.
    fn is_within(&self, other: &Shape) -> bool {
        let always = self.fields.iter().filter(|(path, (n, _))| !path.contains('.') && *n == self.n_objects);
        always.map(|(path, _)| path).all(|path| other.fields.contains_key(path))
    }

    fn merge(&mut self, other: &Shape) {
        self.n_objects += other.n_objects;
        for (path, (n, types)) in &other.fields {
            let field = self.fields.entry(path.clone()).or_default();
            field.0 += n;
            field.1.extend(types.iter().cloned());
        }
    }
}

fn kind_of(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "boolean".to_owned(),
        Value::Number(number) if number.is_f64() => "number".to_owned(),
        Value::Number(_) => "integer".to_owned(),
        Value::String(text) if text == "[VARIES]" => "varies".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Object(_) => "object".to_owned(),
        Value::Array(items) => {
            let kinds: BTreeSet<String> = items.iter().map(kind_of).collect();
            let kinds: Vec<String> = kinds.into_iter().collect();
            if kinds.is_empty() { "list".to_owned() } else { list_of(&kinds.join(" or ")) }
        }
    }
}

/// Returns the types as one, without those that another one says more exactly.
fn merged_types(types: &BTreeSet<String>) -> String {
    let is_told = |name: &&String| match name.as_str() {
        "integer" => !types.contains("number"),
        "list" => !types.iter().any(|other| other.starts_with("list of")),
        _ => true,
    };
    let (nulls, mut names): (Vec<&String>, Vec<&String>) = types.iter().filter(is_told).partition(|name| *name == "null");
    names.extend(nulls);
    names.into_iter().map(String::as_str).collect::<Vec<_>>().join(" or ").replace("varies", "number or string")
}

/// Returns the shapes of all objects that commands print, by kind and then by command.
fn shapes() -> BTreeMap<String, BTreeMap<String, Shape>> {
    let mut shapes: BTreeMap<String, BTreeMap<String, Shape>> = BTreeMap::new();
    let folder = Path::new("tests/golden/cli");
    for path in files(folder, "json") {
        let command = path.strip_prefix(folder).unwrap().iter().next().unwrap().to_string_lossy().into_owned();
        let value: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let objects = match &value {
            Value::Array(items) => items.iter().collect(),
            value => vec![value],
        };
        for object in objects.into_iter().filter_map(Value::as_object) {
            let Some(kind) = object.get("kind").and_then(Value::as_str) else { continue };
            shapes.entry(kind.to_owned()).or_default().entry(command.clone()).or_default().add(object);
        }
    }
    shapes
}

/// Puts the shapes of commands together of which one has all fields of the other.
fn grouped(by_command: &BTreeMap<String, Shape>) -> Vec<(Vec<String>, Shape)> {
    let mut groups: Vec<(Vec<String>, Shape)> = Vec::new();
    for (command, shape) in by_command {
        let is_alike = |(_, other): &&mut (Vec<String>, Shape)| shape.is_within(other) || other.is_within(shape);
        match groups.iter_mut().find(is_alike) {
            Some((commands, group)) => {
                commands.push(command.clone());
                group.merge(shape);
            }
            None => groups.push((vec![command.clone()], shape.clone())),
        }
    }
    groups
}

#[test]
fn the_json_of_commands_is_as_documented() {
    let mut meanings = Meanings::read();
    let mut page = format!("{GENERATED}\n\n# JSON\n\n");
    page.push_str(
        "With `--json`, commands print one object a line. Every object has `format_version` (1) and `kind`.\n\
         Offsets (`start`, `end`, `highlights`, `marks`, `places`) are Unicode code points, from 0, with the end not included.\n\
         The [HTTP API](api.md) answers with the same objects.\n\n\
         While `index --json` runs, it also prints objects of the kinds `progress` and `committed`.\n\
         Both say how far the run is: `files`, `files_total`, `bytes`, `bytes_total`, `articles`, `problems` and `seconds`.\n\n\
         A later version of the program may add fields. It never removes or renames one without raising `format_version`.\n",
    );
    for (kind, by_command) in shapes() {
        let groups = grouped(&by_command);
        let is_one = groups.len() == 1;
        for (commands, shape) in groups {
            let title = if is_one { format!("`{kind}`") } else { format!("`{kind}` of {}", commands.join(", ")) };
            let printed = commands.iter().map(|command| format!("`{command}`")).collect::<Vec<_>>().join(", ");
            write!(page, "\n## {title}\n\nPrinted by {printed}.\n\n| field | type | meaning |\n|---|---|---|\n").unwrap();
            for (path, (n, types)) in &shape.fields {
                if matches!(path.as_str(), "format_version" | "kind") {
                    continue;
                }
                let (parent, name) = path.rsplit_once('.').map_or((None, path.as_str()), |(parent, name)| (Some(parent), name));
                let objects = objects(&kind, &commands, parent);
                let is_optional = parent.is_none() && *n < shape.n_objects;
                let optional = if is_optional { ", may be missing" } else { "" };
                let meaning = meanings.of(&objects, name);
                let mut types = types.clone();
                types.extend(meaning.contains("`null` if").then(|| "null".to_owned()));
                if types.iter().all(|name| matches!(name.as_str(), "null" | "list")) {
                    types.insert(meanings.type_of(&objects, name));
                }
                push(&mut page, &format!("| {} | {}{optional} | {meaning} |", code(path), merged_types(&types)));
            }
        }
    }
    meanings.finish();
    check("json.md", &page);
}

/// Returns the names under which a field of an object may have a meaning of its own.
fn objects(kind: &str, commands: &[String], parent: Option<&str>) -> Vec<String> {
    match parent {
        Some(parent) => {
            let parent = parent.rsplit('.').next().unwrap().trim_end_matches("[]");
            vec![format!("{kind} {parent}"), parent.to_owned()]
        }
        None => commands.iter().map(|command| format!("{kind} of {command}")).chain([kind.to_owned()]).collect(),
    }
}

// Written pages.

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => found.extend(files(&path, ending)),
            false if path.extension().is_some_and(|is| is == ending) => found.push(path),
            false => {}
        }
    }
    found
}

#[test]
fn every_kind_of_problem_is_explained() {
    let page = fs::read_to_string("docs/src/reference/problems.md").unwrap();
    let source = fs::read_to_string("src/error.rs").unwrap();
    let names = source.split("ProblemKind::").skip(1).filter_map(|rest| rest.split_once(" => \"")?.1.split('"').next());
    let names: BTreeSet<&str> = names.filter(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')).collect();
    assert!(names.len() >= 11, "{names:?}");
    let told: BTreeSet<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(told, names);
}

#[test]
fn every_usual_name_and_key_is_listed() {
    let page = fs::read_to_string("docs/src/reference/formats.md").unwrap();
    let source = fs::read_to_string("src/ingest/format.rs").unwrap();
    let names = source.split_once("fn format_of").unwrap().1.split_once("_ => None").unwrap().0;
    let names: Vec<&str> = names.split_once(".as_str() {").unwrap().1.split('"').skip(1).step_by(2).collect();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("`.{name}`")), "`.{name}` is a usual name");
    }
    let sources = rust_files("extract").into_iter().filter_map(|source| Some(source.split_once("const FIELDS: ")?.1.to_owned()));
    let fields = sources.filter_map(|source| Some(source.split_once("];")?.0.to_owned())).next().unwrap();
    // Long rows are written over several lines.
    let fields = fields.split_whitespace().collect::<Vec<_>>().join(" ").replace("( \"", "(\"");
    let rows: Vec<&str> = fields.split("(\"").skip(1).collect();
    assert!(rows.len() > 9, "{rows:?}");
    for row in rows {
        let names: Vec<String> =
            row.split('"').step_by(2).filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_')).map(code).collect();
        let row = format!("| {} | {} |", names[0], names[1..].join(", "));
        assert!(page.contains(&row), "no row `{row}`");
    }
}

/// Returns the number that a constant is, from its source: `64 << 20`, `50_000`, `Duration::from_secs(10)`,
/// `Duration::from_millis(50)`.
fn evaluated(source: &str) -> Option<f64> {
    let digits: String = source.chars().filter(|letter| !matches!(letter, '_' | ' ')).collect();
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    let time = ["Duration::fromsecs(", "Duration::frommillis("].iter().find_map(|unit| digits.strip_prefix(unit));
    let inner = time.and_then(|rest| rest.strip_suffix(')')).unwrap_or(digits);
    if let Some((number, bits)) = inner.split_once("<<") {
        return Some(number.parse::<f64>().ok()? * 2f64.powi(bits.parse().ok()?));
    }
    if let Some((left, right)) = inner.split_once('*') {
        return Some(evaluated(left)? * evaluated(right)?);
    }
    inner.parse().ok()
}

/// Returns the number that a limit is, as it is documented: `64 KiB`, `1,000 words`.
fn documented(text: &str) -> f64 {
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let factor = match unit.split(' ').next().unwrap() {
        "KiB" => 1024.0,
        "MiB" => 1024.0 * 1024.0,
        "GiB" => 1024.0 * 1024.0 * 1024.0,
        _ => 1.0,
    };
    number.replace(',', "").parse::<f64>().unwrap() * factor
}

#[test]
fn every_limit_is_that_of_its_constant() {
    let page = fs::read_to_string("docs/src/reference/limits.md").unwrap();
    let mut n_limits = 0;
    for line in page.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [what, value, _, constant] = cells[..] else { continue };
        let Some((room, name)) = constant.trim_matches('`').split_once("::") else { continue };
        let sources = rust_files(room);
        let values: Vec<f64> = sources.iter().flat_map(|source| values_of(source, name)).collect();
        assert!(values.contains(&documented(value)), "{what}: documented as {value}, `{constant}` is {values:?}");
        n_limits += 1;
    }
    assert!(n_limits > 90, "{n_limits} limits were read");
}

fn rust_files(room: &str) -> Vec<String> {
    let folder = Path::new("src").join(room);
    let mut paths = if folder.is_dir() { files(&folder, "rs") } else { Vec::new() };
    let file = folder.with_extension("rs");
    paths.extend(file.is_file().then_some(file));
    paths.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Returns the values of a constant, or of a field of a `Default`, in one file.
fn values_of(source: &str, name: &str) -> Vec<f64> {
    let (constant, field) = (format!("const {name}: "), format!("{name}: "));
    let constants = source.split(&constant).skip(1);
    let constants = constants.filter_map(|rest| rest.split_once(" = ")?.1.split(';').next());
    let fields = source.split(&field).skip(1).map(|rest| rest.split([',', '}', '\n']).next().unwrap());
    constants.chain(fields).filter_map(|text| evaluated(text.trim())).collect()
}

/// Returns the pages of the documentation with their texts.
fn documents() -> Vec<(PathBuf, String)> {
    let mut paths = files(Path::new("docs/src"), "md");
    paths.extend(["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"].map(PathBuf::from));
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn files_that_the_documentation_names_exist() {
    const FOLDERS: [&str; 9] = ["src/", "tests/", "docs/", "scripts/", "benches/", "examples/", "fuzz/", "corpus/", "tools/"];
    let mut n_named = 0;
    for (page, text) in documents() {
        // Guides show what is typed, with paths of the reader's own.
        if page.starts_with("docs/src/guide") || page == Path::new("README.md") {
            continue;
        }
        for named in text.split('`').skip(1).step_by(2) {
            let path = named.split_whitespace().next().unwrap_or("");
            if !FOLDERS.iter().any(|folder| path.starts_with(folder)) || path.contains(['*', '…', '{']) || path.contains("CODE")
            {
                continue;
            }
            assert!(Path::new(path).exists(), "{}: `{path}` does not exist", page.display());
            n_named += 1;
        }
    }
    assert!(n_named > 50, "{n_named} files are named");
}

/// Returns the anchors of a page: its headings, as mdBook and code hosts write them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| {
        let letters = heading
            .to_lowercase()
            .chars()
            .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
            .collect::<String>();
        letters.replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn links_of_the_documentation_lead_somewhere() {
    let mut n_links = 0;
    for (page, text) in documents() {
        let mut in_code = false;
        for line in text.lines() {
            in_code ^= line.trim_start().starts_with("```");
            if in_code {
                continue;
            }
            for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                if target.contains("://") || target.starts_with("mailto:") {
                    continue;
                }
                let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
                let path = if path.is_empty() { page.clone() } else { page.parent().unwrap().join(path) };
                assert!(path.exists(), "{}: `{target}` leads nowhere", page.display());
                if !anchor.is_empty() && path.extension().is_some_and(|ending| ending == "md") {
                    let anchors = anchors(&fs::read_to_string(&path).unwrap());
                    assert!(anchors.contains(anchor), "{}: no heading `#{anchor}` in {}", page.display(), path.display());
                }
                n_links += 1;
            }
        }
    }
    assert!(n_links > 30, "{n_links} links");
}
