//! An export holds every article that matches, once, and says where it came from:
//!
//! 1. records are those that a search finds, in the order of their ids, however the index lies;
//! 2. what a record tells is true: places, the file and its hash;
//! 3. whatever an article holds, it is one record in every format;
//! 4. a file is there when it is whole, and not before.

use std::fs;

use crate::harness::{Folder, Run, code_points, skipped, text};
use serde_json::Value;
use sha2::{Digest, Sha256};

const FORMS: [&str; 6] = ["csv", "jsonl", "ris", "bibtex", "csl-json", "markdown"];

/// Everything of the sample corpus.
const ALL: &str = "words:>=0";

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    folder
}

fn values(folder: &Folder, query: &str) -> Vec<Value> {
    folder.run(&["export", "--format", "jsonl", "--", query]).succeeds().lines()
}

/// No character that a terminal takes for a command is printed. Some formats end lines with CR LF.
#[track_caller]
fn is_harmless(run: Run) {
    Run { stdout: run.stdout.replace("\r\n", "\n"), ..run }.assert_harmless();
}

/// How many records an export of this form holds.
fn n_records(form: &str, export: &str) -> usize {
    let lines_with = |start: &str| export.lines().filter(|line| line.starts_with(start)).count();
    match form {
        "csv" => export.split_terminator("\r\n").count() - 1,
        "jsonl" => export.lines().count(),
        "ris" => lines_with("ER  - "),
        "bibtex" => lines_with("@"),
        "csl-json" => serde_json::from_str::<Vec<Value>>(export).unwrap().len(),
        _ => lines_with("## "),
    }
}

#[test]
fn every_article_that_a_search_finds_is_a_record_in_the_order_of_ids() {
    let folder = corpus();
    for query in ["bridge", "\"flood insurance\" OR storm", "said:early by:sandvoss", "lang:de", ALL] {
        let search = folder.run(&["search", "--match", "all", "--json", "-n", "1000", "--", query]).succeeds().hits();
        let mut found: Vec<String> = search.iter().map(|hit| text(&hit["id"])).collect();
        found.sort();
        let exported: Vec<String> = values(&folder, query).iter().map(|line| text(&line["id"])).collect();
        assert_eq!(exported, found, "{query}");
        for form in FORMS {
            let run = folder.run(&["export", "--format", form, "--", query]).succeeds();
            assert_eq!(n_records(form, &run.stdout), found.len(), "{query} as {form}");
            is_harmless(run);
        }
    }
}

#[test]
fn export_does_not_depend_on_how_the_index_lies() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus/text"]).succeeds();
    folder.run(&["index", "corpus/html"]).succeeds();
    folder.run(&["index", "corpus/json", "--threads", "1"]).succeeds();
    let in_parts = values(&folder, ALL);
    folder.run(&["index", "--rebuild", "corpus/text", "corpus/html", "corpus/json"]).succeeds();
    assert_eq!(values(&folder, ALL), in_parts);
}

#[test]
fn places_are_those_of_the_words_and_the_hash_is_that_of_the_file() {
    let folder = corpus();
    let lines = values(&folder, "bridge");
    assert!(lines.len() > 3);
    let exports = FORMS.map(|form| folder.run(&["export", "--format", form, "bridge"]).succeeds().stdout);
    for line in lines {
        let id = text(&line["id"]);
        let article = folder.run(&["show", &id, "--query", "bridge", "--json"]).succeeds().json();
        let body = text(&article["body"]);
        let places = line["places"].as_array().unwrap();
        assert_eq!(line["matches"], places.len());
        for place in places {
            assert!(code_points(&body, &place[0], &place[1]).to_lowercase().starts_with("bridge"), "{id}");
        }
        let of_field =
            |field: &str| article["matches"].as_array().unwrap().iter().filter(|found| found["field"] == field).count();
        assert_eq!(of_field("body"), places.len());
        assert_eq!(of_field("title"), line["title_places"].as_array().unwrap().len());
        let bytes = fs::read(folder.path(&text(&line["path"]))).unwrap();
        let sha256: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(line["sha256"], sha256);
        for key in ["title", "bylines", "publisher", "section", "language", "url", "record", "record_id"] {
            assert_eq!(line[key], article[key], "{id}: {key}");
        }
        assert!(exports.iter().all(|export| export.contains(&sha256) && export.contains(&id)), "{id}");
    }
}

#[test]
fn hostile_articles_are_one_record_each() {
    let hostile = "=1+1\r\nER  - \r\nTY  - BOOK\n\"},{\"a\u{1b}[2J\u{2028}@misc{x,}}}\\ %&$#_~^ # heading\n---\n,";
    let articles: Vec<String> = (0..3)
        .map(|number| {
            serde_json::json!({
                "id": number.to_string(), "title": hostile, "authors": [hostile, "Ana Ruiz"], "publisher": hostile, "section": hostile,
                "url": format!("https://example.org/{hostile}"), "date": "2024-04-16", "text": format!("ferry {hostile}"),
            })
            .to_string()
        })
        .collect();
    let folder = Folder::indexed(&[("hostile.jsonl", &articles.join("\n"))]);
    for form in FORMS {
        let run = folder.run(&["export", "--format", form, "ferry version:all"]).succeeds();
        assert_eq!(n_records(form, &run.stdout), 3, "{form}: {}", run.stdout);
        is_harmless(run);
    }
    let csv = folder.run(&["export", "ferry"]).succeeds().stdout;
    assert!(!csv.contains(",\"=") && csv.contains(",\"'="), "{csv}");
}

#[test]
fn a_query_without_hits_writes_an_empty_export_and_says_why() {
    let folder = corpus();
    for form in FORMS {
        let run = folder.run(&["export", "--format", form, "--output", "none", "bridge zeppelin"]).exits(1);
        assert_eq!(n_records(form, &fs::read_to_string(folder.path("none")).unwrap()), 0);
        assert!(run.stderr.contains("no article contains `zeppelin`"), "{run:?}");
    }
    assert_eq!(fs::read_to_string(folder.path("none")).unwrap(), "# bridge zeppelin\n");
}

#[test]
fn a_file_holds_what_is_printed_and_nothing_is_left_beside_it() {
    let folder = corpus();
    for form in FORMS {
        let printed = folder.run(&["export", "--format", form, "bridge"]).succeeds().stdout;
        folder.write("out/bridge", "something older");
        let run = folder.run(&["export", "--format", form, "-o", "out/bridge", "bridge"]).succeeds();
        assert_eq!(run.stdout, "");
        assert_eq!(folder.snapshot("out").into_values().collect::<Vec<_>>(), [printed.into_bytes()]);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = corpus();
    folder.run(&["export", "-o", "nowhere/a.csv", "bridge"]).fails_with(&["cannot write `nowhere/a.csv`: No such file"]);
    folder.run(&["export", "-o", "corpus", "bridge"]).fails_with(&["cannot write `corpus`: "]);
    folder.run(&["export", "-o", "a.csv", "bridge AND"]).fails_with(&["nothing stands after `AND`"]);
    assert!(!folder.path("a.csv").exists());
}

#[test]
#[cfg(unix)]
fn a_device_stays_one_and_a_link_leads_on() {
    let folder = corpus();
    folder.write("real.csv", "older");
    std::os::unix::fs::symlink("real.csv", folder.path("link.csv")).unwrap();
    folder.run(&["export", "-o", "link.csv", "bridge"]).succeeds();
    assert!(folder.path("link.csv").is_symlink());
    assert!(fs::read_to_string(folder.path("real.csv")).unwrap().starts_with("id,title,"));
}

#[test]
#[cfg(unix)]
fn a_device_that_is_full_is_an_error() {
    if fs::metadata("/dev/full").is_err() {
        return skipped("there is no `/dev/full`");
    }
    corpus().run(&["export", "-o", "/dev/full", "bridge"]).fails_with(&["cannot write `/dev/full`: No space left"]);
}

#[test]
#[cfg(unix)]
fn an_interrupted_export_leaves_no_file() {
    use std::process::{Command, Stdio};

    let folder = Folder::new();
    let article =
        |number: usize| format!("{{\"id\":\"{number}\",\"title\":\"Ferry\",\"text\":\"{}\"}}\n", "The ferry sails. ".repeat(100));
    folder.write("news/all.jsonl", (0..4000).map(article).collect::<String>());
    folder.run(&["index", "news"]).succeeds();
    folder.write("out/ferry.jsonl", "older");
    // The export may be through before it is interrupted: then it is made again.
    for _ in 0..20 {
        let mut command = folder.command(&["export", "--format", "jsonl", "-o", "out/ferry.jsonl", "ferry"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        while fs::read_dir(folder.path("out")).unwrap().count() < 2 && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        // Where it has ended there is nobody to interrupt.
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        let run = Run::ended(child.wait_with_output().unwrap());
        if run.code == Some(130) {
            assert!(run.stderr.contains("interrupted: `out/ferry.jsonl` was not written"), "{run:?}");
            assert_eq!(folder.snapshot("out").into_values().collect::<Vec<_>>(), [b"older".to_vec()]);
            return;
        }
        folder.write("out/ferry.jsonl", "older");
    }
    panic!("no export was interrupted");
}
