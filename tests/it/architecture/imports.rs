//! Which file of a crate imports which: a graph read from the sources, and the circles in it.
//!
//! Read are `use` lines, and paths in the code that begin with `crate`, `self`, `super`, a child module or an imported name. A name
//! counts for the file that defines it: re-exports are followed. So a file that only declares and re-exports its children imports
//! nothing from them. If they import what it defines itself, and it uses one of them, that is a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The names from a crate's root (`lib` or `bin`) down to a module.
type Module = Vec<String>;

/// What one file imports and names.
#[derive(Default)]
struct Source {
    path: String,
    imports: Vec<Import>,
    /// Paths of two names or more in the code outside `use` lines.
    paths: BTreeSet<Vec<String>>,
    /// Every identifier outside `use` lines.
    words: BTreeSet<String>,
}

/// One name of a `use` line.
struct Import {
    name: String,
    path: Vec<String>,
    is_public: bool,
}

/// The files that import each other, with the names that they import: `(importing file, imported file) -> names`.
#[derive(Default)]
pub(crate) struct Graph {
    edges: BTreeMap<(String, String), BTreeSet<String>>,
}

/// Files of which each imports every other, directly or through the rest.
pub(crate) struct Circle {
    pub(crate) files: BTreeSet<String>,
    ties: Vec<String>,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<&str> = self.files.iter().map(String::as_str).collect();
        writeln!(f, "{} files: {}", files.len(), files.join(", "))?;
        self.ties.iter().try_for_each(|tie| writeln!(f, "    {tie}"))
    }
}

impl Graph {
    /// The graph of `files`, which are pairs of a path (`src/room/file.rs`) and a text. Files of tests are left out.
    pub(crate) fn of(files: &[(String, String)]) -> Self {
        let program = files.iter().filter(|(path, _)| !is_test(path));
        let sources: BTreeMap<Module, Source> = program.map(|(path, text)| (module_of(path), Source::read(path, text))).collect();
        let mut graph = Self::default();
        for (module, source) in &sources {
            let used = source.imports.iter().filter(|import| !import.is_public || source.words.contains(&import.name));
            for path in used.map(|import| &import.path).chain(&source.paths) {
                let Some((file, name)) = resolve(&sources, module, path, 0) else { continue };
                if file != source.path {
                    graph.edges.entry((source.path.clone(), file)).or_default().insert(name);
                }
            }
        }
        graph
    }

    /// The circles among files for which `room` gives the same name, largest first.
    pub(crate) fn circles_within(&self, room: impl Fn(&str) -> String) -> Vec<Circle> {
        let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (from, to) in self.edges.keys().filter(|(from, to)| room(from) == room(to)) {
            next.entry(from).or_default().push(to);
        }
        let reached: BTreeMap<&str, BTreeSet<&str>> = next.keys().map(|file| (*file, reached_from(file, &next))).collect();
        let mut circles: Vec<BTreeSet<String>> = Vec::new();
        for (file, others) in &reached {
            let is_mutual = |other: &&&str| reached.get(**other).is_some_and(|back| back.contains(file));
            let files: BTreeSet<String> = others.iter().filter(is_mutual).map(|other| (*other).to_owned()).collect();
            if !files.is_empty() && !circles.contains(&files) {
                circles.push(files);
            }
        }
        circles.sort_by_key(|files| std::cmp::Reverse(files.len()));
        circles.into_iter().map(|files| Circle { ties: self.ties(&files), files }).collect()
    }

    fn ties(&self, files: &BTreeSet<String>) -> Vec<String> {
        let inside = self.edges.iter().filter(|((from, to), _)| files.contains(from) && files.contains(to));
        inside
            .map(|((from, to), names)| format!("{from} <- {to}: {}", Vec::from_iter(names.iter().cloned()).join(", ")))
            .collect()
    }
}

fn reached_from<'a>(file: &'a str, next: &BTreeMap<&'a str, Vec<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![file];
    while let Some(file) = open.pop() {
        for other in next.get(file).into_iter().flatten() {
            if reached.insert(*other) {
                open.push(other);
            }
        }
    }
    reached
}

fn module_of(path: &str) -> Module {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    let (root, inside) = inside.strip_prefix("bin/pullquote/").map_or(("lib", inside), |rest| ("bin", rest));
    let names = inside.split('/').filter(|name| !matches!(*name, "lib" | "main" | "mod"));
    std::iter::once(root).chain(names).map(str::to_owned).collect()
}

/// The file that defines what `path` names in `module`, and the name there. `None` for names of other crates and of the file itself.
fn resolve(sources: &BTreeMap<Module, Source>, module: &Module, path: &[String], depth: usize) -> Option<(String, String)> {
    let (first, mut rest) = path.split_first().filter(|_| depth < 16)?;
    let mut at = module.clone();
    match first.as_str() {
        "crate" => at.truncate(1),
        "self" => {}
        "super" => drop(at.pop()),
        _ => {
            let child = [module.as_slice(), std::slice::from_ref(first)].concat();
            let is_known =
                sources.contains_key(&child) || sources.get(module)?.imports.iter().any(|import| import.name == *first);
            rest = if is_known { path } else { return None };
        }
    }
    while let Some((name, after)) = rest.split_first() {
        if name == "super" {
            at.pop();
            rest = after;
            continue;
        }
        let source = sources.get(&at)?;
        let child = [at.as_slice(), std::slice::from_ref(name)].concat();
        let import = source.imports.iter().find(|import| import.name == *name && import.path != rest);
        // A module and a function may have one name: at the end of a path the function is meant.
        match import {
            Some(import) if after.is_empty() || !sources.contains_key(&child) => {
                let whole = [import.path.as_slice(), after].concat();
                return resolve(sources, &at, &whole, depth + 1);
            }
            _ if sources.contains_key(&child) => at = child,
            _ => return Some((source.path.clone(), name.clone())),
        }
        rest = after;
    }
    None
}

impl Source {
    fn read(path: &str, text: &str) -> Self {
        let tokens = without_tests(&tokens(text));
        let mut source = Self { path: path.to_owned(), ..Self::default() };
        let mut at = 0;
        while at < tokens.len() {
            if tokens[at] == "use" {
                let end = at + tokens[at..].iter().position(|token| token == ";").unwrap_or(tokens.len() - at);
                let is_public = tokens[..at].last().is_some_and(|token| token == "pub" || token == ")");
                source.read_use(&tokens[at + 1..end], &mut Vec::new(), is_public);
                at = end;
            } else if is_word(&tokens[at]) {
                let path = path_at(&tokens, at);
                at += path.len() * 2 - 2;
                source.words.extend(path.first().cloned());
                if path.len() > 1 {
                    source.paths.insert(path);
                }
            }
            at += 1;
        }
        source
    }

    /// Reads one tree of a `use` line, which begins after the names of `before`; gives how many tokens it has.
    fn read_use(&mut self, tokens: &[String], before: &mut Vec<String>, is_public: bool) -> usize {
        let depth = before.len();
        let mut at = 0;
        while at < tokens.len() {
            match tokens[at].as_str() {
                "::" => {}
                "{" => {
                    at += 1;
                    while tokens[at] != "}" {
                        at += self.read_use(&tokens[at..], before, is_public);
                        at += usize::from(tokens[at] == ",");
                    }
                    before.truncate(depth);
                    return at + 1;
                }
                "," | "}" => break,
                "as" => {
                    self.import(&tokens[at + 1], before, is_public);
                    before.truncate(depth);
                    return at + 2;
                }
                name => before.push(name.to_owned()),
            }
            at += 1;
        }
        if before.last().is_some_and(|name| name == "self") {
            before.pop();
        }
        if let Some(name) = before.last().cloned() {
            self.import(&name, before, is_public);
        }
        before.truncate(depth);
        at
    }

    fn import(&mut self, name: &str, path: &[String], is_public: bool) {
        self.imports.push(Import { name: name.to_owned(), path: path.to_vec(), is_public });
    }

    fn has_glob(&self) -> bool {
        let is_own = |path: &[String]| matches!(path[0].as_str(), "crate" | "self" | "super");
        self.imports.iter().any(|import| import.name == "*" && is_own(&import.path))
    }
}

/// The files that import everything of a module of their crate, so that a graph cannot tell what they use.
pub(crate) fn globs(files: &[(String, String)]) -> Vec<&str> {
    let has_glob = |path: &str, text: &str| !is_test(path) && Source::read(path, text).has_glob();
    files.iter().filter(|(path, text)| has_glob(path, text)).map(|(path, _)| path.as_str()).collect()
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

fn path_at(tokens: &[String], start: usize) -> Vec<String> {
    let mut path = vec![tokens[start].clone()];
    let mut at = start + 1;
    while tokens.get(at).is_some_and(|token| token == "::") && tokens.get(at + 1).is_some_and(|token| is_word(token)) {
        path.push(tokens[at + 1].clone());
        at += 2;
    }
    path
}

fn is_word(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// The words and signs of a program, without comments and without what is in quotation marks.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(length) = literal_length(rest) {
            length
        } else if first.is_alphanumeric() || first == '_' {
            rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        if !first.is_whitespace() && first != '"' && !rest.starts_with("//") {
            tokens.push(token.to_owned());
        }
        rest = after;
    }
    tokens
}

/// The length of a text or character in quotation marks that `rest` begins with.
fn literal_length(rest: &str) -> Option<usize> {
    let raw = rest.trim_start_matches('b').strip_prefix('r').map(|rest| (rest, rest.len() - rest.trim_start_matches('#').len()));
    if let Some((raw, hashes)) = raw.filter(|(raw, hashes)| raw[*hashes..].starts_with('"')) {
        let end = format!("\"{}", "#".repeat(hashes));
        let before = rest.len() - raw.len() + hashes + 1;
        return Some(before + rest[before..].find(&end)? + end.len());
    }
    let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            letter if letter == quote => return Some(at + 1),
            // A lifetime: its second letter is not the closing mark.
            _ if quote == '\'' && !rest[at + letter.len_utf8()..].starts_with('\'') => return None,
            _ => {}
        }
    }
    None
}

/// Leaves out every item under `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut rest = tokens;
    while let Some((first, after)) = rest.split_first() {
        let attribute = rest.iter().position(|token| token == "]").map_or(rest, |end| &rest[..=end]);
        let is_condition = attribute.iter().zip(["#", "[", "cfg"]).all(|(token, part)| token == part);
        if is_condition && attribute.iter().any(|token| token == "test") {
            rest = after_item(&rest[attribute.len()..]);
        } else {
            kept.push(first.clone());
            rest = after;
        }
    }
    kept
}

fn after_item(tokens: &[String]) -> &[String] {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(token.as_str(), "}" | ";") {
            return &tokens[at + 1..];
        }
    }
    &[]
}

fn files(files: &[(&str, &str)]) -> Vec<(String, String)> {
    [("src/lib.rs", "mod room;")].iter().chain(files).map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The circles in one room, each as the last names of its files.
fn circles(sources: &[(&str, &str)]) -> Vec<String> {
    let circles = Graph::of(&files(sources)).circles_within(|path| path.split('/').nth(1).unwrap_or("").to_owned());
    circles
        .iter()
        .map(|circle| Vec::from_iter(circle.files.iter().map(|path| path.trim_start_matches("src/room/"))).join(" "))
        .collect()
}

#[test]
fn two_files_that_import_each_other_are_a_circle_with_the_names_that_tie_them() {
    let sources = [
        ("src/room/a.rs", "use super::b::{B, self};"),
        ("src/room/b.rs", "use crate::room::a::A;"),
        ("src/room/mod.rs", "mod a; mod b;"),
    ];
    assert_eq!(circles(&sources), ["a.rs b.rs"]);
    let circles = Graph::of(&files(&sources)).circles_within(|_| String::new());
    let printed = circles[0].to_string();
    assert!(printed.contains("src/room/a.rs <- src/room/b.rs: B\n"), "{printed}");
    assert!(printed.contains("src/room/b.rs <- src/room/a.rs: A\n"), "{printed}");
}

#[test]
fn a_circle_can_go_through_paths_in_the_code_and_through_several_files() {
    let a = ("src/room/a.rs", "fn a() { super::b::b(\"super::c::c\") }");
    let b = ("src/room/b.rs", "use super::c; fn b() { c::c() }");
    assert_eq!(
        circles(&[a, b, ("src/room/c.rs", "fn c() { crate::room::a::a() }"), ("src/room/mod.rs", "")]),
        ["a.rs b.rs c.rs"]
    );
    assert!(circles(&[a, b, ("src/room/c.rs", "// crate::room::a::a()\nfn c<'a>() {}"), ("src/room/mod.rs", "")]).is_empty());
}

#[test]
fn a_parent_that_only_re_exports_is_no_part_of_a_circle() {
    let child = ("src/room/a.rs", "use super::B; pub struct A;");
    let other = ("src/room/b.rs", "pub struct B;");
    assert!(circles(&[child, other, ("src/room/mod.rs", "mod a; mod b; pub use self::a::A; pub use self::b::B;")]).is_empty());
    assert_eq!(circles(&[child, ("src/room/mod.rs", "mod a; pub use self::a::A; pub struct B(A);")]), ["a.rs mod.rs"]);
    assert_eq!(circles(&[child, ("src/room/mod.rs", "mod a; pub struct B; fn b() { a::f() }")]), ["a.rs mod.rs"]);
}

#[test]
fn a_function_may_have_the_name_of_its_module() {
    let parent = ("src/room/mod.rs", "mod a; mod b; pub use self::a::a;");
    assert!(
        circles(&[parent, ("src/room/a.rs", "pub fn a() {}"), ("src/room/b.rs", "use crate::room::a; fn b() { a() }")])
            .is_empty()
    );
    let a = ("src/room/a.rs", "use super::b::B; pub fn a() {}");
    assert_eq!(circles(&[parent, a, ("src/room/b.rs", "use crate::room::a; fn b() { a::a() }")]), ["a.rs b.rs"]);
}

#[test]
fn tests_and_other_rooms_do_not_close_a_circle() {
    let a = ("src/room/a.rs", "use super::b::B;");
    assert!(circles(&[a, ("src/room/b.rs", "#[cfg(test)] mod tests { use super::super::a::A; }")]).is_empty());
    assert!(circles(&[a, ("src/room/b.rs", "pub struct B;"), ("src/room/tests/b.rs", "use crate::room::a::A;")]).is_empty());
    assert!(circles(&[("src/room/a.rs", "use crate::other::B;"), ("src/other/mod.rs", "use crate::room::a::A;")]).is_empty());
}

#[test]
fn an_import_of_everything_is_found() {
    let sources = [("src/room/a.rs", "use super::*;"), ("src/room/b.rs", "#[cfg(all(test, unix))] mod tests { use super::*; }")];
    assert_eq!(globs(&files(&sources)), ["src/room/a.rs"]);
}
