//! A recording proves what a search found, and a replay says what has changed since:
//!
//! 1. every article that matches is in it, with the hash of its file, and the head says what was asked of which index;
//! 2. a replay names exactly the articles that were added, removed, changed or moved, and no others;
//! 3. it asks what was asked, as it was understood then;
//! 4. what is no whole recording is refused, whatever it is.

use std::fs;

use crate::harness::{Folder, text};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn lines(folder: &Folder, name: &str) -> Vec<Value> {
    fs::read_to_string(folder.path(name)).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Makes lines a recording, as the form is described.
fn sealed(lines: &[String]) -> String {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let articles = lines.iter().filter(|line| line.starts_with("{\"kind\":\"article\"")).count();
    let totals = json!({"kind": "totals", "articles": articles, "matches": 0, "sha256": sha256(text.as_bytes())});
    format!("{text}{totals}\n")
}

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    folder
}

#[test]
fn every_article_is_recorded_and_not_only_the_page() {
    let folder = corpus();
    let run = folder.run(&["search", "-n", "1", "--sort", "newest", "--record", "r.jsonl", "flood OR bridge"]).succeeds();
    let exported = folder.run(&["export", "--format", "jsonl", "flood OR bridge"]).succeeds().lines();
    assert!(
        exported.len() > 5 && run.stderr.contains(&format!("recorded {} articles in `r.jsonl`\n", exported.len())),
        "{run:?}"
    );
    let lines = lines(&folder, "r.jsonl");
    let (head, totals) = (&lines[0], lines.last().unwrap());
    let articles = &lines[1..lines.len() - 1];
    assert_eq!(articles.len(), exported.len());
    for (article, exported) in articles.iter().zip(&exported) {
        for key in ["id", "title", "published", "path", "record", "sha256"] {
            assert_eq!(article[key], exported[key], "{key} of {article}");
        }
        let n = exported["matches"].as_u64().unwrap() + exported["title_places"].as_array().unwrap().len() as u64;
        assert_eq!(article["matches"], n, "{article}");
    }
    assert_eq!((&head["kind"], &head["format_version"], &head["program"]), (&json!("recording"), &json!(1), &json!("pullquote")));
    assert_eq!((&head["query"], &head["understood"]), (&json!("flood OR bridge"), &json!("flood OR bridge")));
    assert_eq!((&head["words_needed"], &head["options"]), (&json!(null), &json!({"sort": "newest", "match": "best"})));
    assert_eq!((&head["index"]["articles"], &head["index"]["generation"]), (&json!(94), &json!(1)));
    assert_eq!(totals["articles"], articles.len());
    let whole = fs::read_to_string(folder.path("r.jsonl")).unwrap();
    let before = &whole[..whole.trim_end().rfind('\n').unwrap() + 1];
    assert_eq!(totals["sha256"], sha256(before.as_bytes()));
}

#[test]
fn other_commands_record_the_same() {
    let folder = corpus();
    for (command, name) in [("search", "a"), ("count", "b"), ("export", "c"), ("spread", "d")] {
        folder.run(&[command, "--record", name, "flood"]).succeeds();
        let recorded = lines(&folder, name);
        assert_eq!(recorded[0]["command"], command);
        assert_eq!(recorded[1..recorded.len() - 1], lines(&folder, "a")[1..recorded.len() - 1]);
        folder.run(&["replay", name]).succeeds();
    }
    // Without a query, all articles are counted.
    folder.run(&["count", "--record", "all"]).succeeds();
    assert_eq!(lines(&folder, "all").len(), 93 + 2);
    // What was searched in one folder is asked of that folder again.
    folder.run(&["search", "--in", "corpus/text", "--in", "corpus/json", "--record", "in", "flood OR bridge"]).succeeds();
    let recorded = lines(&folder, "in");
    assert!(recorded.len() > 4 && recorded[1..recorded.len() - 1].iter().all(|line| !text(&line["path"]).contains("html")));
    folder.run(&["replay", "in"]).succeeds();
}

#[test]
fn nothing_has_changed_where_nothing_has() {
    let folder = corpus();
    folder.run(&["search", "--record", "r.jsonl", "flood"]).succeeds();
    let run = folder.run(&["replay", "r.jsonl"]).succeeds();
    let n = lines(&folder, "r.jsonl").len() - 2;
    assert_eq!(run.stdout, format!("nothing changed: {n} articles as recorded\nthe index holds the same files\n"));
    assert!(!run.stderr.contains("note"), "{run:?}");
    folder.run(&["index", "--rebuild", "--threads", "1", "corpus"]).succeeds();
    let summary = folder.run(&["replay", "--json", "r.jsonl"]).succeeds().json();
    assert_eq!((&summary["same_files"], &summary["is_same"], &summary["same"]), (&json!(true), &json!(true), &json!(n)));
    // What is not found does not matter.
    folder.write("corpus/text/other.txt", "Quiet\n\nNothing about water.\n");
    folder.run(&["index", "corpus"]).succeeds();
    let summary = folder.run(&["replay", "--json", "r.jsonl"]).succeeds().json();
    assert_eq!((&summary["same_files"], &summary["is_same"]), (&json!(false), &json!(true)));
}

fn record(id: &str, title: &str, text: &str) -> String {
    format!("{}\n", json!({"id": id, "title": title, "date": "2024-03-05", "text": text}))
}

#[test]
fn each_change_is_named_and_nothing_else() {
    let first = [
        record("1", "One", "The flood came."),
        record("2", "Two", "The flood went."),
        record("3", "Three", "A flood, they said."),
        record("4", "Four", "A storm."),
    ];
    let folder = Folder::indexed(&[
        ("a.jsonl", &first.concat()),
        ("gone.txt", "Gone\n\nThe flood is gone.\n"),
        ("here.txt", "Here\n\nThe flood is here.\n"),
        ("twin-1.txt", "Twin\n\nA flood like another.\n"),
        ("twin-2.txt", "Twin\n\nA flood like another.\n"),
    ]);
    folder.run(&["search", "--record", "r.jsonl", "flood"]).succeeds();
    let before = folder.ids();
    let second = [
        record("1", "One", "The flood came."),
        record("2", "Two", "The flood went, and then another flood."),
        record("3", "Three", "A flood, we said."),
        record("4", "Four", "A storm and a flood."),
    ];
    folder.write("news/a.jsonl", second.concat());
    folder.write("news/new.txt", "New\n\nThe flood is new.\n");
    folder.remove("news/gone.txt");
    fs::rename(folder.path("news/here.txt"), folder.path("news/there.txt")).unwrap();
    // Which of the two is which cannot be told.
    fs::rename(folder.path("news/twin-1.txt"), folder.path("news/twin-3.txt")).unwrap();
    fs::rename(folder.path("news/twin-2.txt"), folder.path("news/twin-4.txt")).unwrap();
    folder.run(&["index", "news"]).succeeds();
    let after = folder.ids();
    let run = folder.run(&["replay", "--json", "r.jsonl"]).exits(1);
    let mut lines = run.lines();
    let summary = lines.pop().unwrap();
    let ids: Vec<String> = lines.iter().map(|line| text(&line["id"])).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    let mut changes: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!([
                line["path"],
                line["record"],
                line["change"],
                line["content_changed"],
                line["matches_before"],
                line["matches"],
                line["path_before"]
            ])
        })
        .collect();
    changes.sort_by_key(ToString::to_string);
    let expected = json!([
        ["news/a.jsonl", 2, "changed", true, 1, 2, null],
        ["news/a.jsonl", 3, "changed", true, 1, 1, null],
        ["news/a.jsonl", 4, "added", false, null, 1, null],
        ["news/gone.txt", null, "removed", false, 1, null, null],
        ["news/new.txt", null, "added", false, null, 1, null],
        ["news/there.txt", null, "moved", false, 1, 1, "news/here.txt"],
        ["news/twin-1.txt", null, "removed", false, 1, null, null],
        ["news/twin-2.txt", null, "removed", false, 1, null, null],
        ["news/twin-3.txt", null, "added", false, null, 1, null],
        ["news/twin-4.txt", null, "added", false, null, 1, null],
    ]);
    assert_eq!(json!(changes), expected);
    let moved = lines.iter().find(|line| line["change"] == "moved").unwrap();
    assert_eq!(
        (text(&moved["id_before"]), text(&moved["id"])),
        (before["news/here.txt"].clone(), after["news/there.txt"].clone())
    );
    for (key, n) in [("same", 1), ("added", 4), ("removed", 3), ("changed", 2), ("moved", 1)] {
        assert_eq!(summary[key], n, "{key}");
    }
    assert_eq!((&summary["same_files"], &summary["is_same"]), (&json!(false), &json!(false)));
    let shown = folder.run(&["replay", "r.jsonl"]).exits(1).stdout;
    for expected in [
        "removed  Gone\n         news/gone.txt · ",
        "changed  Two\n         2024-03-05 · news/a.jsonl:2 · ",
        "         its text changed; 2 matches where there was 1\n",
        "moved    Here\n         news/there.txt · ",
        "         was news/here.txt · ",
        "4 added, 3 removed, 2 changed, 1 moved; 1 article as recorded\nthe index holds different files\n",
    ] {
        assert!(shown.contains(expected), "no {expected:?} in {shown}");
    }
    let csv = folder.run(&["replay", "--csv", "r.jsonl"]).exits(1).stdout;
    assert_eq!(csv.split_terminator("\r\n").count(), 11);
    assert!(csv.contains("\"news/a.jsonl\",2,true,1,2,,,\r\n"), "{csv}");
    // What was put back is as it was.
    folder.write("news/a.jsonl", first.concat());
    folder.remove("news/new.txt");
    folder.write("news/gone.txt", "Gone\n\nThe flood is gone.\n");
    for (from, to) in [("there", "here"), ("twin-3", "twin-1"), ("twin-4", "twin-2")] {
        fs::rename(folder.path(&format!("news/{from}.txt")), folder.path(&format!("news/{to}.txt"))).unwrap();
    }
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["replay", "r.jsonl"]).succeeds();
}

#[test]
fn files_read_in_another_way_are_told_from_other_files() {
    let folder = Folder::indexed(&[("a.jsonl", "{\"id\":\"1\",\"text\":\"The flood came.\",\"other\":\"A flood, a flood.\"}\n")]);
    folder.run(&["search", "--record", "r.jsonl", "flood"]).succeeds();
    folder.run(&["index", "--force", "--map", "body=other", "news"]).succeeds();
    let run = folder.run(&["replay", "r.jsonl"]).exits(1);
    assert!(run.stdout.contains("the index holds the same files: they were read with other options"), "{run:?}");
}

#[test]
fn the_query_is_asked_as_it_was_understood() {
    let folder = Folder::indexed(&[("a.txt", "One\n\nThe flood came.\n"), ("b.txt", "Two\n\nThe zebra ran.\n")]);
    // One word of two, because no article holds both.
    folder.run(&["search", "--record", "loose", "flood zebra"]).succeeds();
    assert_eq!(lines(&folder, "loose")[0]["words_needed"], 1);
    folder.run(&["search", "--record", "days", "flood since:7d"]).exits(1);
    let head = lines(&folder, "days")[0].clone();
    let (understood, recorded) = (text(&head["understood"]), text(&head["recorded"]));
    assert!(understood.starts_with("flood since:2"), "{understood}");
    assert_eq!(recorded.split_once('T').unwrap().0, text(&head["day"]));
    folder.write("news/c.txt", "Both\n\nA zebra in the flood.\n");
    folder.run(&["index", "news"]).succeeds();
    // A search finds the one that holds both alone; of those that hold one there is one more than there were.
    assert_eq!(folder.run(&["search", "--json", "flood zebra"]).succeeds().paths(), ["news/c.txt"]);
    let lines = folder.run(&["replay", "--json", "loose"]).exits(1).lines();
    assert_eq!((lines.len(), &lines[0]["change"], &lines[0]["path"]), (2, &json!("added"), &json!("news/c.txt")));
    // That nothing is found can be recorded too.
    folder.run(&["replay", "days"]).succeeds();
}

#[test]
fn what_is_no_whole_recording_is_refused() {
    let folder = Folder::indexed(&[("a.txt", "One\n\nThe flood came.\n"), ("b.txt", "Two\n\nThe flood went.\n")]);
    folder.run(&["search", "--record", "r.jsonl", "flood"]).succeeds();
    let good = fs::read_to_string(folder.path("r.jsonl")).unwrap();
    let parts: Vec<String> = good.lines().map(str::to_owned).collect();
    let (head, articles) = (&parts[0], &parts[1..3]);
    let of = |parts: &[&String]| parts.iter().map(|part| format!("{part}\n")).collect::<String>();
    let not_one = "line 1: this is not a recording of a search";
    let totals = "the recording is damaged: its totals are not those of its lines";
    let query = |understood: &str| {
        let mut head: Value = serde_json::from_str(head).unwrap();
        head["understood"] = understood.into();
        sealed(&[head.to_string()])
    };
    let cases: [(&str, String, &[&str]); 18] = [
        ("empty", String::new(), &[not_one, "hint: create one with `pullquote search QUERY --record FILE`"]),
        ("no-json", "One\n\nThe flood came.\n".to_owned(), &[not_one]),
        ("binary", "\0\u{1}\u{2}".repeat(1000), &[not_one]),
        ("other-json", "{\"kind\":\"hit\",\"format_version\":1}\n".to_owned(), &[not_one]),
        ("list", "[1,2,3]\n".to_owned(), &[not_one]),
        ("deep", "[".repeat(100_000), &[not_one]),
        ("long", "x".repeat(5 << 20), &[not_one]),
        ("later", good.replace("\"format_version\":1", "\"format_version\":2"), &["format 2, this program reads 1"]),
        (
            "no-head",
            "{\"kind\":\"recording\",\"format_version\":1}\n".to_owned(),
            &["line 1: the recording is damaged: missing field"],
        ),
        ("head-only", of(&[head]), &["line 2: the recording is incomplete: it ends here"]),
        ("cut", of(&[head, &articles[0], &articles[1]]), &["line 4: the recording is incomplete: it ends here"]),
        ("cut-inside", good[..good.len() - 5].to_owned(), &["line 4: the recording is incomplete: it ends here"]),
        ("one-less", of(&[head, &articles[0], &parts[3]]), &["line 3: ", totals]),
        ("edited", good.replace("\"title\":\"One\"", "\"title\":\"Won\""), &[totals]),
        (
            "swapped",
            of(&[head, &articles[1], &articles[0], &parts[3]]),
            &["line 3: the recording is damaged: the ids do not rise"],
        ),
        ("more", format!("{good}{good}"), &["something stands behind its last line"]),
        ("no-query", query("flood AND (dam OR"), &["line 1: the query of the recording cannot be run"]),
        (
            "long-line",
            format!("{head}\n{{\"kind\":\"{}\"}}\n", "x".repeat(3 << 20)),
            &["line 2: the line is longer than any line"],
        ),
    ];
    for (name, content, messages) in cases {
        folder.write(name, content);
        let run = folder.run(&["replay", name]).fails_with(messages);
        run.assert_harmless();
        assert!(run.stderr.contains(&format!("error: `{name}` line ")) && run.stderr.contains("\nhint: "), "{run:?}");
    }
    folder.write("ids", sealed(&[head.clone(), articles[0].replacen("\"id\":\"", "\"id\":\"!", 1)]));
    folder.run(&["replay", "ids"]).fails_with(&["the ids do not rise"]);
    folder.run(&["replay", "nowhere"]).fails_with(&["cannot read `nowhere`: No such file"]);
    folder.run(&["replay", "news"]).fails_with(&[not_one]);
    let mut head: Value = serde_json::from_str(head).unwrap();
    for (needed, code) in [(json!(1), 1), (json!(0), 2), (json!(1_000_000_000_000_u64), 2)] {
        head["words_needed"] = needed;
        folder.write("needed", sealed(&[head.to_string()]));
        folder.run(&["replay", "needed"]).exits(code);
    }
    // The helper makes recordings as they are described: this one says that nothing was found.
    folder.write("good", query("flood"));
    assert_eq!(folder.run(&["replay", "--json", "good"]).exits(1).lines().len(), 3);
}

#[test]
fn whatever_an_article_is_called_is_harmless() {
    let title = "=1+1\u{1b}[2J\u{202e}\r\n\u{2028}\"},{";
    let line = json!({"id": "1", "title": title, "text": "The flood came."}).to_string();
    let folder = Folder::indexed(&[("a.jsonl", &line)]);
    folder.run(&["search", "--record", "r\u{1b}[31m", "flood"]).succeeds().assert_harmless();
    folder.run(&["search", "--record", "r.jsonl", "flood"]).succeeds();
    folder.run(&["replay", "r.jsonl"]).succeeds();
    folder.remove("news/a.jsonl");
    folder.run(&["index", "news"]).succeeds();
    folder.run(&["replay", "r.jsonl"]).exits(1).assert_harmless();
    let csv = folder.run(&["replay", "--csv", "r.jsonl"]).exits(1).stdout;
    assert!(!csv.contains(",\"=") && !csv.contains('\u{1b}') && csv.split_terminator("\r\n").count() == 2, "{csv:?}");
}

#[test]
fn a_recording_is_there_when_it_is_whole_and_not_before() {
    let folder = Folder::indexed(&[("a.txt", "One\n\nThe flood came.\n")]);
    folder.write("out/r.jsonl", "older");
    folder.run(&["search", "--record", "out/r.jsonl", "flood"]).succeeds();
    assert_eq!(folder.snapshot("out").len(), 1);
    folder.run(&["replay", "out/r.jsonl"]).succeeds();
    folder.run(&["search", "--record", "nowhere/r.jsonl", "flood"]).fails_with(&["cannot write `nowhere/r.jsonl`: No such file"]);
    folder.run(&["search", "--record", "r.jsonl", "flood AND"]).fails_with(&["nothing stands after `AND`"]);
    assert!(!folder.path("r.jsonl").exists());
}
