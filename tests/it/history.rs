//! Versions of an article, from the command line:
//!
//! 1. searches find the latest version, or the first, or all, as they are asked; so do counts, exports and pages;
//! 2. `history` says what changed: headline, text, quotes, and notes of corrections;
//! 3. versions follow what is added and removed.

use std::fmt::Write as _;

use crate::harness::{Folder, Run, text};
use serde_json::{Value, json};

const URL: &str = "https://example.org/dam";

fn version(id: &str, modified: &str, title: &str, body: &str) -> String {
    let article = json!({"id": id, "url": URL, "title": title, "date": "2024-03-01", "modified": modified, "publisher": "Herald", "text": body});
    format!("{article}\n")
}

const FIRST: &str = "The dam is 400 metres high. \"We are safe here,\" said Ana Ruiz. \"Nobody warned us,\" said Jo Li. The river rose all night.";
const SECOND: &str = "The dam is 40 metres high. \"We are safe here,\" said Ana Ruiz. \"Nothing will hold it,\" said Jo Li. The river rose all night and fell at dawn.";
const THIRD: &str = "The dam is 40 metres high. \"We are safe here,\" said Jo Li. \"Nothing will hold it,\" said Jo Li. The river rose all night and fell at dawn.\n\nCorrection: an earlier version misstated the height of the dam.";

fn folder() -> Folder {
    let other = json!({"id": "other", "url": "https://example.org/other", "title": "River", "date": "2024-03-01", "text": "The river rose elsewhere."});
    let alone = json!({"id": "alone", "title": "River alone", "text": "The river rose alone."});
    Folder::indexed(&[
        ("b.jsonl", &version("first", "2024-03-01", "Dam holds", FIRST)),
        ("a.jsonl", &version("second", "2024-03-02", "Dam holds", SECOND)),
        ("c.jsonl", &(version("third", "2024-03-05", "Dam gives way", THIRD) + &format!("{other}\n{alone}\n"))),
    ])
}

fn found(folder: &Folder, query: &str) -> Vec<String> {
    let run = folder.run(&["search", "--json", "--match", "all", query]);
    let mut ids: Vec<String> = run.hits().iter().map(|hit| text(&hit["record_id"])).collect();
    ids.sort();
    ids
}

fn history(folder: &Folder, name: &str) -> Vec<Value> {
    folder.run(&["history", "--json", name]).succeeds().lines()
}

// 1. Which versions are found.

#[test]
fn the_latest_version_is_found_and_others_where_they_are_asked_for() {
    let folder = folder();
    assert_eq!(found(&folder, "river"), ["alone", "other", "third"]);
    assert_eq!(found(&folder, "river version:latest"), ["alone", "other", "third"]);
    assert_eq!(found(&folder, "river version:first"), ["alone", "first", "other"]);
    assert_eq!(found(&folder, "river version:all"), ["alone", "first", "other", "second", "third"]);
    assert_eq!(found(&folder, "river -version:latest"), ["first", "second"]);
    assert_eq!(found(&folder, "(dawn version:all) OR elsewhere"), ["other", "second", "third"]);
    // A word that only an earlier version has is not found in the latest.
    assert_eq!(found(&folder, "warned"), [""; 0]);
    assert_eq!(found(&folder, "warned version:all"), ["first"]);
    assert_eq!(found(&folder, "warned version:first river"), ["first"]);
}

#[test]
fn counts_exports_and_quotes_are_of_the_same_versions() {
    let folder = folder();
    let total = |args: &[&str]| folder.run(args).succeeds().lines().last().unwrap()["total"].clone();
    assert_eq!(total(&["count", "--json", "river"]), 3);
    assert_eq!(total(&["count", "--json", "river version:all"]), 5);
    let exported = |query: &str| folder.run(&["export", "--format", "jsonl", query]).succeeds().lines().len();
    assert_eq!((exported("river"), exported("river version:all")), (3, 5));
    let said = |query: &str| folder.run(&["quotes", "--json", "--count", query]).succeeds().stdout;
    assert!(said("hold").contains('1'), "{}", said("hold"));
}

#[test]
fn a_quotation_that_was_taken_out_is_still_verified() {
    let run = folder().run(&["verify", "Nobody warned us", "--by", "Li"]);
    assert!(run.stdout.contains("Nobody warned us"), "{}", run.stdout);
}

#[test]
fn no_other_version_can_be_asked_for() {
    folder().run(&["search", "river version:old"]).fails_with(&["`old` is no version", "version:all"]);
}

// 2. What changed.

#[test]
fn history_says_what_was_changed_cut_added_and_said() {
    let folder = folder();
    let versions = history(&folder, URL);
    assert_eq!(
        versions.iter().map(|version| text(&version["title"])).collect::<Vec<_>>(),
        ["Dam holds", "Dam holds", "Dam gives way"]
    );
    let texts = |version: &Value, key: &str| -> Vec<String> {
        version[key].as_array().unwrap().iter().map(|object| text(&object["text"])).collect()
    };
    let second = &versions[1];
    assert_eq!((texts(second, "cut")[0].as_str(), texts(second, "added")[0].as_str()), ("400", "40"));
    assert_eq!(texts(second, "new_quotes"), ["Nothing will hold it,"]);
    assert_eq!(texts(second, "gone_quotes"), ["Nobody warned us,"]);
    assert_eq!(second["title_before"], Value::Null);
    let third = &versions[2];
    assert_eq!(third["title_before"], "Dam holds");
    assert_eq!(texts(third, "corrections"), ["Correction: an earlier version misstated the height of the dam."]);
    assert_eq!(third["respoken_quotes"][0]["speaker_before"], "Ana Ruiz");
    assert_eq!((&versions[0]["added"], &versions[0]["corrections"]), (&Value::Null, &json!([])));
    let said = folder.run(&["history", URL]).succeeds().stdout;
    for line in [
        "https://example.org/dam: 3 versions",
        "headline before: “Dam holds”",
        "“400” became “40”",
        "quote removed: “Nobody warned us,”, by Jo Li",
        "quote attributed to somebody else: “We are safe here,”, by Jo Li, before by Ana Ruiz",
        "correction: “Correction: an earlier version misstated the height of the dam.”",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
}

#[test]
fn an_article_stands_for_its_url() {
    let folder = folder();
    assert_eq!(history(&folder, "second").len(), 3);
    assert_eq!(history(&folder, "news/b.jsonl").len(), 3);
    assert_eq!(history(&folder, "other").len(), 1);
    let said = folder.run(&["history", "alone"]).succeeds().stdout;
    assert!(said.starts_with("no canonical URL, so no other versions are known: 1 version"), "{said}");
    folder.run(&["history", "https://example.org/nowhere"]).fails_with(&["https://example.org/nowhere"]);
}

#[test]
fn hostile_text_of_versions_commands_nothing() {
    let mut lines = version("x", "2024-03-01", "A\u{1b}]0;x\u{7}", "The dam held.");
    lines += &version("y", "2024-03-02", "B\u{202e}", "The dam held. Correction: \u{1b}[2J");
    let run: Run = Folder::indexed(&[("a.jsonl", &lines)]).run(&["history", URL]).succeeds();
    run.assert_harmless();
}

// 3. What comes and goes.

#[test]
fn versions_follow_what_is_indexed() {
    let folder = folder();
    folder.remove("news/c.jsonl");
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(found(&folder, "river"), ["second"]);
    folder.remove("news/a.jsonl");
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(found(&folder, "river"), ["first"]);
    folder.write("news/z.jsonl", version("fourth", "2024-04-01", "Dam is gone", THIRD));
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(found(&folder, "river"), ["fourth"]);
    assert_eq!(found(&folder, "river version:first"), ["first"]);
}

#[test]
fn a_crawl_of_many_versions_is_one_article() {
    let mut lines = String::new();
    for day in 1..=28 {
        let version = version(&day.to_string(), &format!("2024-02-{day:02}"), "Dam", &format!("The river rose to {day} metres."));
        write!(lines, "{version}").unwrap();
    }
    let folder = Folder::indexed(&[("crawl.jsonl", &lines)]);
    assert_eq!(found(&folder, "river"), ["28"]);
    assert_eq!(found(&folder, "river version:first"), ["1"]);
    assert_eq!(history(&folder, URL).len(), 28);
}
