//! The house writes plain English:
//!
//! 1. phrases that had to be decoded do not come back, in comments, messages and documents;
//! 2. sentences of help texts and documents have at most 30 words.
//!
//! Places that are not cleaned yet are listed below. A place that is clean has to leave its list, so the lists only shrink.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

/// Phrases that make a reader stop, and what to write instead.
const PHRASES: &[(&str, &str)] = &[
    ("So many", "name the noun: `Maximum hits per page.`"),
    ("Told is", "`… is reported`"),
    ("Told are", "`… are reported`"),
    ("is told", "`is reported`, `says`"),
    ("are told", "`are reported`, `say`"),
    ("Said is", "`… is stated`"),
    ("Counted are", "`Counts …`"),
    ("Printed is", "`Prints …`"),
    ("Printed are", "`Prints …`"),
    ("Given is", "`Called with …`"),
    ("passed over", "`skipped`"),
    ("Passed over", "`Skipped`"),
    ("nobody known", "`without a known speaker`"),
    ("nobody to tell", "say what happens: `stderr is closed; nothing can be reported`"),
    ("nobody left to tell", "say what happens: `stderr is closed; nothing can be reported`"),
    ("What is to be done", "`The changes to make`"),
    ("what is to be done", "`the changes to make`"),
    ("How much is too much", "`Server limits`"),
    ("Where there is", "`If …`"),
    ("where there is", "`if …`"),
    ("Where there are", "`If …`"),
    ("where there are", "`if …`"),
    ("where there was", "`if …`"),
    ("Where nothing", "`If nothing …`"),
    ("where nothing", "`if nothing …`"),
    ("None where", "`` `None` if … ``"),
    ("none where", "`` `None` if … ``"),
    ("be told", "`be reported`"),
    ("laid beside", "`compared`"),
    ("lays beside", "`compares`"),
    ("of no account", "`does not matter`"),
];

/// Maximum words of a sentence in help texts and documents.
const MAX_WORDS: usize = 30;

/// Places that still hold such phrases.
const PHRASES_LEFT: &[&str] = &[];

/// Places that still hold longer sentences.
const LONG_SENTENCES_LEFT: &[&str] = &[];

#[test]
fn no_phrase_comes_back() {
    let mut found = BTreeMap::new();
    for (name, text) in texts(&["src", "docs", "."]) {
        let lines = joined(&text, name.ends_with(".rs"));
        for (phrase, instead) in PHRASES {
            let here = lines.find_all(phrase).into_iter().map(|line| format!("{name}:{line}: `{phrase}`; write {instead}"));
            found.entry(place_of(&name)).or_insert_with(Vec::new).extend(here);
        }
    }
    check(&found, PHRASES_LEFT);
}

#[test]
fn sentences_for_users_are_short() {
    let mut found = BTreeMap::new();
    for (name, text) in texts(&["src/bin", "docs", "."]) {
        let paragraphs = if name.ends_with(".rs") { doc_comments(&text) } else { prose(&text) };
        let here = found.entry(place_of(&name)).or_insert_with(Vec::new);
        for (line, paragraph) in paragraphs {
            for sentence in sentences(&paragraph) {
                let n_words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
                if n_words > MAX_WORDS {
                    let beginning: String = sentence.chars().take(60).collect();
                    here.push(format!("{name}:{line}: a sentence of {n_words} words: `{beginning}…`"));
                }
            }
        }
    }
    check(&found, LONG_SENTENCES_LEFT);
}

/// Fails for what was found outside of the places that are left, and for places that are left without need.
#[track_caller]
fn check(found: &BTreeMap<String, Vec<String>>, left: &[&str]) {
    assert!(left.is_sorted(), "the list of places is not sorted");
    let is_left = |place: &str| left.contains(&place);
    let mut failures: Vec<String> =
        found.iter().filter(|(place, _)| !is_left(place)).flat_map(|(_, here)| here.clone()).collect();
    let clean = left.iter().filter(|place| found.get(**place).is_none_or(Vec::is_empty));
    failures.extend(clean.map(|place| format!("`{place}` is clean: take it off the list in `tests/it/words.rs`")));
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// Returns the place in the lists that a file belongs to: its room, `src/bin`, or the document itself.
fn place_of(name: &str) -> String {
    let mut parts = name.split('/');
    match (parts.next(), parts.next()) {
        (Some("src"), Some(room)) => format!("src/{room}"),
        _ => name.to_owned(),
    }
}

/// Returns the sources, help topics and documents below these folders with their names, sorted; `.` is only the repository's own documents.
fn texts(folders: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for folder in folders {
        let depth = if *folder == "." { 1 } else { usize::MAX };
        let entries = WalkDir::new(root.join(folder)).max_depth(depth).sort_by_file_name().into_iter().filter_map(Result::ok);
        for entry in entries.filter(|entry| entry.file_type().is_file()) {
            let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().trim_start_matches("./").to_owned();
            let is_text = match folder.starts_with("src") {
                true => name.ends_with(".rs") || name.ends_with(".txt") || name.ends_with(".html"),
                false => name.ends_with(".md"),
            };
            if is_text {
                texts.push((name, fs::read_to_string(entry.path()).unwrap()));
            }
        }
    }
    texts
}

/// A text whose lines are joined, so that a phrase is found across two of them.
struct Joined {
    text: String,
    /// Where each line begins.
    starts: Vec<usize>,
}

/// Joins lines. Of a source, the marks of comments and the line breaks of strings are left out.
fn joined(text: &str, is_source: bool) -> Joined {
    let mut joined = Joined { text: String::new(), starts: Vec::new() };
    for line in text.lines() {
        joined.starts.push(joined.text.len());
        let line = if is_source { line.trim().trim_start_matches(['/', '!']).trim_end_matches('\\') } else { line };
        joined.text.push_str(line.trim());
        joined.text.push(' ');
    }
    joined
}

impl Joined {
    /// Returns the numbers of the lines, from 1, on which the phrase begins as words of its own.
    fn find_all(&self, phrase: &str) -> Vec<usize> {
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let places = self.text.match_indices(phrase).map(|(at, _)| at);
        let apart = places.filter(|at| {
            let (before, after) = (&self.text[..*at], &self.text[at + phrase.len()..]);
            !is_letter(before.chars().next_back()) && !is_letter(after.chars().next())
        });
        apart.map(|at| self.starts.partition_point(|start| *start <= at)).collect()
    }
}

/// Returns the paragraphs of the doc comments of a source, each with the number of its first line.
fn doc_comments(text: &str) -> Vec<(usize, String)> {
    let comments =
        text.lines().map(|line| line.trim_start().strip_prefix("///").or_else(|| line.trim_start().strip_prefix("//!")));
    paragraphs(comments.map(|line| line.map_or("", str::trim)))
}

/// Returns the paragraphs and list items of a document that are prose: no code, tables, headings or lines of a help topic that are set in.
fn prose(text: &str) -> Vec<(usize, String)> {
    let mut is_code = false;
    let lines = text.lines().map(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        let is_prose =
            !is_code && !is_fence && !line.starts_with(['|', '#']) && !line.starts_with("    ") && !line.starts_with("  $");
        if is_prose { line.trim() } else { "" }
    });
    paragraphs(lines)
}

fn paragraphs<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<(usize, String)> {
    let mut paragraphs: Vec<(usize, String)> = Vec::new();
    let mut is_new = true;
    for (idx, line) in lines.enumerate() {
        let is_item = line.starts_with("- ") || line.starts_with("* ");
        if line.is_empty() {
            is_new = true;
        } else if is_new || is_item {
            paragraphs.push((idx + 1, line.to_owned()));
            is_new = false;
        } else if let Some((_, paragraph)) = paragraphs.last_mut() {
            paragraph.push(' ');
            paragraph.push_str(line);
        }
    }
    paragraphs
}

/// Returns the sentences of a paragraph: they end with `.`, `!`, `?`, `:` or `;` before a space. What stands between backticks is one word.
fn sentences(paragraph: &str) -> Vec<String> {
    let without_code: String = paragraph
        .split('`')
        .enumerate()
        .map(|(idx, part)| if idx % 2 == 1 { "code".to_owned() } else { part.to_owned() })
        .collect();
    let mut sentences = vec![String::new()];
    for word in without_code.split(' ') {
        if let Some(sentence) = sentences.last_mut() {
            sentence.push_str(word);
            sentence.push(' ');
        }
        if word.trim_end_matches([')', '"', '”']).ends_with(['.', '!', '?', ':', ';']) {
            sentences.push(String::new());
        }
    }
    sentences
}
