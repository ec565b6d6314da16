//! Versions of an article, from the command line:
//!
//! 1. searches find the latest version, or the first, or all, as they are asked; so do counts, exports and pages;
//! 2. `history` says what changed: headline, text, quotes, and notes of corrections;
//! 3. versions follow what is added and removed;
//! 4. a page hides no article whose address it only claims.

use std::fmt::Write as _;

use crate::harness::{Folder, Run, text};
use pullquote::engine::Index;
use pullquote::engine::local::LocalIndex;
use pullquote::search::is_latest;
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

/// The names of the files of statistics of the index.
fn statistics(folder: &Folder) -> Vec<String> {
    let names = folder.snapshot("index/generation-1").into_keys().map(|path| text(&json!(path.file_name().unwrap().to_str())));
    names.filter(|name| name.ends_with(".statistics")).collect()
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

#[test]
fn each_run_keeps_which_versions_there_are_and_searches_find_the_same_without() {
    let folder = folder();
    let all = || ["river", "river version:first", "river -version:latest", "dawn"].map(|query| found(&folder, query));
    let scores = || folder.run(&["search", "--json", "--explain", "dam"]).hits();
    let (first, before) = (statistics(&folder), (all(), scores()));
    assert_eq!(first.len(), 1, "{first:?}");
    folder.remove(&format!("index/generation-1/{}", first[0]));
    assert_eq!((statistics(&folder), (all(), scores())), (Vec::new(), before.clone()));
    folder.remove("news/c.jsonl");
    folder.run(&["index", "news"]).succeeds();
    let second = statistics(&folder);
    assert!(second.len() == 1 && second != first, "{second:?}");
    assert_eq!(all(), [&["second"] as &[&str], &["first"], &["first"], &["second"]]);
    folder.run(&["check"]).succeeds();
}

// 4. Versions are earned.

const POST: &str = "https://www.post.example/dam";

/// A page that claims an address, on some day of March 2024.
fn page(claimed: &str, day: u32, body: &str) -> String {
    format!(
        "<html><head><title>Dam {day}</title><link rel=canonical href='{claimed}'>\
         <meta property=article:published_time content=2024-03-{day:02}></head><body><article><h1>Dam {day}</h1><p>{body}</p></article></body></html>"
    )
}

const GENUINE: &str = "The river rose all night, and the dam above the town held, the engineers said on Friday morning.";
const OTHER: &str = "Cheap tickets for every concert of the summer are sold here, and the river is far away from it all.";

/// A WARC file of pages, each with the address that it was read from.
fn crawl(pages: &[(&str, String)]) -> String {
    let mut warc = String::new();
    for (number, (address, html)) in pages.iter().enumerate() {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}");
        write!(
            warc,
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2024-04-20T10:00:00Z\r\n\
             WARC-Target-URI: {address}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
            answer.len()
        )
        .unwrap();
    }
    warc
}

fn titles(folder: &Folder, query: &str) -> Vec<String> {
    let run = folder.run(&["search", "--json", "--match", "all", query]);
    let mut titles: Vec<String> = run.hits().iter().map(|hit| text(&hit["title"])).collect();
    titles.sort();
    titles
}

#[test]
fn a_page_of_another_site_hides_nothing() {
    let folder = Folder::new();
    let pages = [(POST, page(POST, 1, GENUINE)), ("https://mirror.example/x", page(POST, 9, OTHER))];
    folder.write("news/crawl.warc", crawl(&pages));
    let run = folder.run(&["index", "news", "--json"]).succeeds();
    let problems = run.problems();
    assert!(problems.len() == 1 && problems[0].starts_with("claimed-url news/crawl.warc 2 "), "{problems:?}");
    assert_eq!(titles(&folder, "river"), ["Dam 1", "Dam 9"]);
    assert_eq!(titles(&folder, "river version:first"), ["Dam 1", "Dam 9"]);
    assert_eq!(history(&folder, POST).len(), 1);
    let shown = folder.run(&["show", "--json", "urn:uuid:1"]).succeeds().lines();
    assert_eq!(
        (text(&shown[0]["url"]), text(&shown[0]["claimed_url"])),
        ("https://mirror.example/x".to_owned(), POST.to_owned())
    );
    let read = folder.run(&["show", "urn:uuid:1"]).succeeds().stdout;
    assert!(read.contains("claims") && read.contains(POST), "{read}");
    let genuine = folder.run(&["show", "--json", "urn:uuid:0"]).succeeds().lines();
    assert_eq!((text(&genuine[0]["url"]), &genuine[0]["claimed_url"]), (POST.to_owned(), &Value::Null));
}

#[test]
fn a_syndicated_copy_stays_a_copy() {
    let folder = Folder::new();
    let body = format!("{GENUINE} {} {}", GENUINE.replace("Friday", "Saturday"), GENUINE.replace("dam", "wall"));
    let pages = [(POST, page(POST, 1, &body)), ("https://mirror.example/x", page(POST, 9, &body))];
    folder.write("news/crawl.warc", crawl(&pages));
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(titles(&folder, "river"), ["Dam 1", "Dam 9"]);
    let grouped = folder.run(&["search", "--json", "--group", "story", "river"]).succeeds();
    assert_eq!(grouped.hits().len(), 1);
}

#[test]
fn pages_of_one_site_are_versions_whatever_their_host() {
    let folder = Folder::new();
    let pages = [
        (POST, page(POST, 1, GENUINE)),
        ("https://amp.post.example/dam", page(POST, 2, &GENUINE.replace("night", "week"))),
        ("http://m.post.example/dam?x=1", page(POST, 3, &GENUINE.replace("night", "month"))),
    ];
    folder.write("news/crawl.warc", crawl(&pages));
    let run = folder.run(&["index", "news", "--json"]).succeeds();
    assert_eq!(run.problems(), [""; 0]);
    assert_eq!(titles(&folder, "river"), ["Dam 3"]);
    assert_eq!(history(&folder, POST).len(), 3);
}

#[test]
fn pages_of_unknown_origin_hide_only_their_equals() {
    let folder = Folder::indexed(&[("a.html", &page(POST, 1, GENUINE)), ("b.html", &page(POST, 9, OTHER))]);
    assert_eq!(titles(&folder, "river"), ["Dam 1", "Dam 9"]);
    assert_eq!(titles(&folder, "river version:first"), ["Dam 1", "Dam 9"]);
    // Alerts report both.
    let snapshot = LocalIndex::open(&folder.path("index")).unwrap().snapshot();
    let articles = snapshot.versions_of(POST).unwrap();
    assert_eq!(articles.iter().map(|article| is_latest(&*snapshot, article).unwrap()).collect::<Vec<_>>(), [true, true]);
    // Saved twice and not changed.
    folder.write("news/c.html", page(POST, 9, OTHER));
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(titles(&folder, "river"), ["Dam 1", "Dam 9"]);
    assert_eq!(history(&folder, POST).len(), 3);
    // An archive knows where its page is from, so what only claims to be that page does not hide it.
    folder.write("news/crawl.warc", crawl(&[(POST, page(POST, 5, GENUINE))]));
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(titles(&folder, "river"), ["Dam 5", "Dam 9"]);
}

#[test]
fn a_page_that_a_browser_saved_and_one_in_the_folder_of_its_host_are_versions() {
    let saved = |day, body: &str| format!("<!DOCTYPE html>\n<!-- saved from url=(0028){POST} -->\n{}", page(POST, day, body));
    let folder = Folder::indexed(&[("a.html", &saved(1, GENUINE)), ("b.html", &saved(2, OTHER))]);
    assert_eq!(titles(&folder, "river"), ["Dam 2"]);
    folder.write("news/www.post.example/dam.html", page(POST, 3, GENUINE));
    folder.run(&["index", "news"]).succeeds();
    assert_eq!(titles(&folder, "river"), ["Dam 3"]);
    // Saved from elsewhere.
    let elsewhere = format!("<!-- saved from url=(0024)https://mirror.example/x -->\n{}", page(POST, 9, OTHER));
    folder.write("news/c.html", elsewhere);
    let run = folder.run(&["index", "news", "--json"]).succeeds();
    assert_eq!(run.problems(), ["claimed-url news/c.html - -"]);
    assert_eq!(titles(&folder, "river"), ["Dam 3", "Dam 9"]);
}

#[test]
fn a_record_knows_where_its_page_is_from() {
    let record = |url: &str| format!("{}\n", json!({"id": "r", "url": url, "html": page(POST, 9, OTHER)}));
    let folder = Folder::indexed(&[("a.jsonl", &record("https://mirror.example/x"))]);
    let run = folder.run(&["index", "news", "--force", "--json"]).succeeds();
    assert_eq!(run.problems(), ["claimed-url news/a.jsonl 1 -"]);
    let shown = folder.run(&["show", "--json", "r"]).succeeds().lines();
    assert_eq!(
        (text(&shown[0]["url"]), text(&shown[0]["claimed_url"])),
        ("https://mirror.example/x".to_owned(), POST.to_owned())
    );
}
