//! Holds the floors of `ARCHITECTURE.md`: a room imports only from rooms below it, its files import each other in no circle, and outside
//! crates stay where they belong.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use imports::Graph;

mod imports;

/// The rooms by floor, lowest first. A room may use those on floors below its own.
const FLOORS: [&[&str]; 10] = [
    &["span"],
    &["article", "quote", "choice", "error", "file"],
    &["analysis", "query", "hit", "checkpoint", "deadline"],
    &["extract", "matching", "quotation", "story"],
    &["engine", "snippet"],
    &["ingest", "search"],
    &["eval", "watchlist"],
    &["wire"],
    &["render"],
    &["serve"],
];

/// Rooms that may use each other although they share a floor: words of one vocabulary.
const NEIGHBOURS: [(&str, &str); 3] = [("article", "quote"), ("hit", "query"), ("deadline", "checkpoint")];

/// Outside crates that only some places may use.
const CRATES: [(&str, &[&str]); 42] = [
    ("rustix", &["src/file.rs"]),
    ("similar", &["src/story"]),
    ("tantivy", &["src/engine/local"]),
    ("ureq", &["src/engine/remote"]),
    ("toml", &["src/bin", "src/watchlist/file.rs"]),
    ("clap", &["src/bin", "src/choice.rs"]),
    ("clap_complete", &["src/bin"]),
    ("clap_mangen", &["src/bin"]),
    ("anyhow", &["src/bin"]),
    ("tikv_jemallocator", &["src/bin"]),
    ("walkdir", &["src/ingest/walk.rs", "src/engine/local/layout.rs"]),
    ("ignore", &["src/ingest/ignored.rs"]),
    ("quick_xml", &["src/extract/xml/tree.rs", "src/extract/xml/events.rs"]),
    ("pulldown_cmark", &["src/extract/markdown.rs"]),
    ("zip", &["src/ingest/archive.rs", "src/ingest/directory.rs", "src/ingest/package.rs", "src/ingest/wacz.rs"]),
    ("tar", &["src/ingest/tarball.rs"]),
    ("hayro_syntax", &["src/extract/pdf"]),
    ("hayro_font", &["src/extract/pdf/fonts.rs"]),
    ("hayro_cmap", &["src/extract/pdf/fonts.rs"]),
    ("dom_query", &["src/extract/html"]),
    ("html2text", &["src/extract/html"]),
    ("html5ever", &["src/extract/html/growth.rs"]),
    ("frostem", &["src/analysis/stem.rs"]),
    ("anstyle", &["src/render/text"]),
    ("supports_hyperlinks", &["src/bin"]),
    ("terminal_size", &["src/bin"]),
    ("ctrlc", &["src/bin"]),
    ("notify", &["src/bin"]),
    ("askama", &["src/serve/page", "src/render/feed/xml.rs", "src/render/html/escape.rs"]),
    ("serde_urlencoded", &["src/serve/page"]),
    ("axum", &["src/serve"]),
    ("utoipa", &["src/choice.rs", "src/wire", "src/serve"]),
    ("quick_cache", &["src/serve/answers.rs"]),
    ("hyper", &["src/serve/listen.rs", "src/serve/held.rs", "src/serve/api/export.rs"]),
    ("hyper_util", &["src/serve/listen.rs"]),
    ("tokio", &["src/serve"]),
    ("rmcp", &["src/serve/mcp.rs"]),
    ("schemars", &["src/choice.rs", "src/wire", "src/serve"]),
    ("ab_glyph_rasterizer", &["src/render/picture/png.rs"]),
    ("crc32fast", &["src/engine/local/checksums.rs"]),
    ("dejavu", &["src/render/picture/png.rs", "src/render/picture/truetype.rs"]),
    ("png", &["src/render/picture/png.rs", "src/bin"]),
];

fn rust_files(dir: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    files.into_iter().map(|path| (path.to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())).collect()
}

/// The program's code: without its tests at the end of a file, and without comments.
fn code(text: &str) -> String {
    let program = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    program.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn room_of(path: &str) -> Option<&str> {
    let first = path.strip_prefix("src/")?.split('/').next()?;
    Some(first.trim_end_matches(".rs")).filter(|room| !matches!(*room, "lib" | "bin"))
}

fn floor_of(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that code names as `crate::room`, in `use` lists too.
fn rooms_used(code: &str) -> BTreeSet<&str> {
    let after = code.split("crate::").skip(1);
    after.map(|rest| rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or("")).collect()
}

#[test]
fn every_room_stands_on_a_floor() {
    for (path, _) in sources() {
        if let Some(room) = room_of(&path) {
            assert!(floor_of(room).is_some(), "{path}: the room `{room}` is on no floor");
        }
    }
}

#[test]
fn the_map_shows_every_room_on_its_floor() {
    let map = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let rows = map.lines().filter_map(|line| line.strip_prefix("| ")?.split_once(" | `"));
    let shown: Vec<(usize, &str)> =
        rows.filter_map(|(floor, rest)| Some((floor.parse().ok()?, rest.split('`').next()?))).collect();
    let built: Vec<(usize, &str)> =
        FLOORS.iter().enumerate().flat_map(|(floor, rooms)| rooms.iter().map(move |room| (floor, *room))).collect();
    assert_eq!(shown, built);
}

#[test]
fn rooms_import_only_from_floors_below() {
    for (path, text) in sources() {
        let Some(room) = room_of(&path) else { continue };
        let code = code(&text);
        assert!(!code.contains("crate::{"), "{path}: import rooms one by one, so that this test can see them");
        for used in rooms_used(&code).into_iter().filter(|used| *used != room) {
            let Some(floor) = floor_of(used) else { continue };
            let is_below = Some(floor) < floor_of(room);
            assert!(is_below || NEIGHBOURS.contains(&(room, used)), "{path}: `{room}` imports `{used}`, which is not below it");
        }
    }
}

/// The files of a room form no circle, so each can be read and changed with those below it alone. A parent module that only declares and
/// re-exports its children is no part of one. A parent from which its children import is foundation: what they need lives in a file
/// beside them, and the parent re-exports it.
#[test]
fn files_of_a_room_import_each_other_in_no_circle() {
    let sources = sources();
    let globs = imports::globs(&sources);
    assert!(globs.is_empty(), "import by name, so that this test can see what is used: {globs:?}");
    let circles = Graph::of(&sources).circles_within(|path| room_of(path).unwrap_or("bin").to_owned());
    let circles: Vec<String> = circles.iter().map(ToString::to_string).collect();
    assert!(circles.is_empty(), "{} circles:\n{}", circles.len(), circles.join("\n"));
}

#[test]
fn outside_crates_stay_where_they_belong() {
    for (path, text) in sources() {
        let code = code(&text);
        for (name, places) in CRATES {
            let is_used = code.contains(&format!("{name}::")) || code.contains(&format!("use {name};"));
            assert!(!is_used || places.iter().any(|place| path.starts_with(place)), "{path} uses `{name}`");
        }
    }
}

/// The enums of a file without data: their names, and their variants in small letters.
fn plain_enums(code: &str) -> Vec<(&str, BTreeSet<String>)> {
    let bodies = code.split("enum ").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once(" {\n")?;
        Some((name, rest.split_once("}\n")?.0))
    });
    let variants = bodies.map(|(name, body)| {
        let lines = body.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        (name, lines.map(|line| line.trim_end_matches(',').to_lowercase()).collect::<BTreeSet<_>>())
    });
    variants.filter(|(_, variants)| variants.iter().all(|name| name.chars().all(char::is_alphanumeric))).collect()
}

#[test]
fn a_choice_is_one_enum() {
    let text = fs::read_to_string("src/choice.rs").unwrap();
    let code_of_choices = code(&text);
    let choices = plain_enums(&code_of_choices);
    assert!(choices.len() > 8, "{choices:?}");
    for (path, text) in sources() {
        if path == "src/choice.rs" {
            continue;
        }
        let code = code(&text);
        for (name, variants) in plain_enums(&code) {
            let twin = choices.iter().find(|(_, of_choice)| *of_choice == variants);
            assert!(twin.is_none(), "{path}: `{name}` has the values of {twin:?}: use the enum of `src/choice.rs`");
        }
    }
}

/// Returns the place where code names an option or a command of the program.
fn named_option(code: &str) -> Option<&str> {
    let begins_option = |at: usize| code[at + 2..].starts_with(|letter: char| letter.is_ascii_lowercase());
    let options = ["`--", " --"].iter().flat_map(|sign| code.match_indices(sign)).map(|(at, _)| at + 1);
    let commands = code.match_indices("`pullquote ").map(|(at, _)| at);
    let at = options.filter(|at| begins_option(*at)).chain(commands).min()?;
    code[at..].lines().next()
}

#[test]
fn the_library_names_no_option() {
    for (path, text) in sources().iter().filter(|(path, _)| !path.starts_with("src/bin")) {
        let code = code(text);
        let named = named_option(&code);
        assert!(
            named.is_none(),
            "{path} names `{}`: `src/bin/pullquote/hint.rs` is the place for advice",
            named.unwrap_or_default()
        );
    }
}

#[test]
fn files_of_the_program_have_one_noun_each() {
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("src/bin")) {
        let n_lines = text.lines().count();
        assert!(n_lines <= 400, "{path} has {n_lines} lines: look for the second noun");
    }
}

#[test]
fn the_program_writes_to_stderr_in_one_place() {
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("src/bin") && !path.ends_with("/session.rs")) {
        let code = code(text).replace("stderr().is_terminal()", "");
        assert!(!code.contains("stderr()") && !code.contains("eprint"), "{path} writes to stderr: use `session::note`");
    }
}

#[test]
fn sources_name_no_outside_place() {
    for (path, text) in sources() {
        assert!(!text.contains("/home/") && !text.contains("/root/"), "{path} names a path of somebody's machine");
    }
}

/// The names of the functions that a trait declares.
fn methods<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let declared = text.split(&format!("pub trait {name}: Send + Sync {{\n")).nth(1).unwrap();
    let body = declared.split("\n}\n").next().unwrap();
    body.lines().filter_map(|line| line.strip_prefix("    fn ")?.split('(').next()).collect()
}

#[test]
fn the_engine_seam_stays_narrow() {
    for (file, name, max) in [("index", "Index", 6), ("snapshot", "Snapshot", 16), ("ledger", "Ledger", 5), ("words", "Words", 3)]
    {
        let text = fs::read_to_string(format!("src/engine/{file}.rs")).unwrap();
        let methods = methods(&text, name);
        assert!((1..=max).contains(&methods.len()), "`{name}` has {} methods: {methods:?}", methods.len());
    }
}

#[test]
fn one_place_decides_which_commit_is_searched() {
    let takes_searcher = |(_, text): &(String, String)| code(text).matches(".searcher()").count();
    let sources = sources();
    let places: Vec<&str> = sources.iter().filter(|source| takes_searcher(source) > 0).map(|(path, _)| path.as_str()).collect();
    assert_eq!(places, ["src/engine/local/generation.rs"]);
    assert_eq!(sources.iter().map(takes_searcher).sum::<usize>(), 1);
}

/// The names of the public types that code declares.
fn public_types(code: &str) -> impl Iterator<Item = &str> {
    let declared = code.lines().filter_map(|line| line.trim_start().strip_prefix("pub "));
    let names = declared.filter_map(|item| {
        let (kind, rest) = item.split_once(' ')?;
        ["struct", "enum", "trait", "type"].contains(&kind).then_some(rest)
    });
    names.filter_map(|rest| rest.split(|letter: char| !letter.is_alphanumeric()).next())
}

#[test]
fn a_name_is_that_of_one_public_type() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| !path.starts_with("src/bin")) {
        for name in public_types(&code(&text)) {
            places.entry(name.to_owned()).or_default().push(path.clone());
        }
    }
    assert!(places.len() > 100, "types are missing: {places:?}");
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "{places:#?}");
}

/// Returns the files whose code contains a word.
fn files_with(word: &str) -> Vec<String> {
    sources().into_iter().filter(|(_, text)| code(text).contains(word)).map(|(path, _)| path).collect()
}

#[test]
fn one_file_writes_the_version_of_json_objects() {
    assert_eq!(files_with("FORMAT_VERSION"), ["src/wire/line.rs"]);
}

#[test]
fn render_has_no_json_of_its_own() {
    let serializing = files_with("Serialize").into_iter().filter(|path| path.starts_with("src/render"));
    assert_eq!(serializing.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn no_two_objects_of_wire_have_one_name() {
    let mut names = BTreeSet::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with("src/wire")) {
        for line in code(&text).lines() {
            let declared = line.trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ").trim_start_matches("pub ");
            let is_type = |line: &&str| ["struct ", "enum ", "type "].iter().any(|kind| line.starts_with(kind));
            let Some(declared) = Some(declared).filter(is_type) else { continue };
            let name: String = declared.split(' ').nth(1).unwrap().chars().take_while(char::is_ascii_alphanumeric).collect();
            assert!(names.insert(name.clone()), "{path}: there is another `{name}`");
        }
    }
    assert!(names.len() > 50);
}
