//! More like this:
//!
//! 1. what it finds is what a search for the words that it tells finds, without the article itself;
//! 2. an article that is in no index can be asked with;
//! 3. `--where` narrows, and nothing is loosened by it;
//! 4. mistakes are told, and an article's text stays text.

use crate::harness::{Folder, Run, text};
use serde_json::{Value, json};

const BRIDGE: &str = "corpus/text/harbour-bridge.txt";

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    folder
}

/// What was asked, from the first line of the JSON.
#[track_caller]
fn asked(run: &Run) -> Value {
    let first = run.lines().remove(0);
    assert_eq!(first["kind"], "like", "{first}");
    first
}

fn words(asked: &Value) -> Vec<String> {
    asked["words"].as_array().unwrap().iter().map(|word| text(&word["word"])).collect()
}

fn ids(hits: &[Value]) -> Vec<String> {
    hits.iter().map(|hit| text(&hit["id"])).collect()
}

#[test]
fn hits_are_those_of_a_search_for_the_words_without_the_article_itself() {
    let folder = corpus();
    let id = text(&folder.run(&["show", "--json", BRIDGE]).json()["id"]);
    for name in [BRIDGE, &id, &id[..6]] {
        let run = folder.run(&["like", "--json", "-n", "100", name]).succeeds();
        let asked = asked(&run);
        assert_eq!((&asked["id"], &asked["path"]), (&json!(id), &json!(BRIDGE)));
        let query = words(&asked).join(" ");
        assert_eq!(run.summary()["understood"], query);
        assert_eq!(run.summary()["loosened"], false);
        let searched = folder.run(&["search", "--json", "-n", "100", "--match", "any", &query]).succeeds();
        let mut expected = ids(&searched.hits());
        assert_eq!(expected.remove(0), id, "nothing is more like an article than it is itself");
        assert_eq!(ids(&run.hits()), expected);
        assert_eq!(run.summary()["total"].as_u64().unwrap() + 1, searched.summary()["total"].as_u64().unwrap());
        let ranks: Vec<u64> = run.hits().iter().map(|hit| hit["rank"].as_u64().unwrap()).collect();
        assert_eq!(ranks, (1..=ranks.len() as u64).collect::<Vec<_>>());
    }
}

#[test]
fn what_is_about_the_same_comes_first() {
    let folder = corpus();
    let first = folder.run(&["like", "--json", "-n", "3", BRIDGE]).succeeds();
    assert!(first.hits().iter().all(|hit| text(&hit["title"]).contains("Harbour Bridge")), "{}", first.stdout);
    let told = asked(&first);
    // Words that say much come before those that are everywhere.
    assert!(words(&told)[..12].contains(&"bridge".to_owned()) && !words(&told).contains(&"the".to_owned()), "{told}");
    for word in told["words"].as_array().unwrap() {
        let found = folder.run(&["search", "--json", "-n", "0", &format!("\"{}\"", text(&word["word"]))]);
        assert_eq!(found.summary()["total"], word["articles"], "{word}");
    }
}

#[test]
fn pages_are_parts_of_the_whole() {
    let folder = corpus();
    let all = ids(&folder.run(&["like", "--json", "-n", "30", BRIDGE]).hits());
    for (offset, limit) in [("0", "4"), ("4", "4"), ("13", "1"), ("29", "1")] {
        let page = folder.run(&["like", "--json", "-n", limit, "--offset", offset, BRIDGE]).succeeds();
        let (start, n): (usize, usize) = (offset.parse().unwrap(), limit.parse().unwrap());
        assert_eq!(ids(&page.hits()), all[start..start + n]);
        assert_eq!(page.hits()[0]["rank"], start + 1);
    }
    assert!(folder.run(&["like", "--json", "-n", "0", BRIDGE]).succeeds().hits().is_empty());
}

#[test]
fn an_article_that_is_in_no_index_can_be_asked_with() {
    let folder = corpus();
    folder.write(
        "new.txt",
        "Toll on the bridge\n\nThe bridge authority wants a toll on the Harbour Bridge, and hangers of steel.\n",
    );
    let run = folder.run(&["like", "--json", "-n", "100", "new.txt"]).succeeds();
    let query = words(&asked(&run)).join(" ");
    let searched = folder.run(&["search", "--json", "-n", "100", "--match", "any", &query]).succeeds();
    assert_eq!(ids(&run.hits()), ids(&searched.hits()));
    assert!(text(&run.hits()[0]["title"]).contains("Bridge"));
    assert_eq!(folder.run(&["status", "--json"]).json()["articles"], 94, "nothing is added");
    // Of several articles it is the first.
    folder.write("two.jsonl", "{\"title\":\"Otters\",\"text\":\"An otter.\"}\n{\"title\":\"Bridge\",\"text\":\"A bridge.\"}\n");
    let first = folder.run(&["like", "--json", "two.jsonl"]);
    assert_eq!((&asked(&first)["title"], &asked(&first)["record"]), (&json!("Otters"), &json!(1)));
}

#[test]
fn it_is_narrowed_and_not_loosened() {
    let folder = corpus();
    let all = ids(&folder.run(&["like", "--json", "-n", "100", BRIDGE]).hits());
    for narrowing in ["since:2024-05", "lang:en -toll", "toll", "toll OR ferry", "title:bridge", "flood toll"] {
        let run = folder.run(&["like", "--json", "-n", "100", BRIDGE, "--where", narrowing]);
        let matching = folder.run(&["search", "--json", "-n", "100", "--match", "all", "--", narrowing]);
        let matching = ids(&matching.hits());
        let mut expected: Vec<&String> = all.iter().filter(|id| matching.contains(id)).collect();
        let mut found = ids(&run.hits());
        found.sort();
        expected.sort();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{narrowing}");
        assert_eq!(run.summary()["total"], expected.len(), "{narrowing}");
    }
    folder.run(&["like", BRIDGE, "--where", "nowhereatall"]).exits(1);
}

#[test]
fn an_article_that_shares_no_word_is_like_nothing() {
    let folder = Folder::indexed(&[("a.txt", "Otters\n\nOtters swim.\n"), ("b.txt", "Bridges\n\nBridges close.\n")]);
    let run = folder.run(&["like", "news/a.txt"]).exits(1);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", "no other article shares its words\n"));
    let json = folder.run(&["like", "--json", "news/a.txt"]).exits(1);
    assert_eq!((&asked(&json)["words"], &json.summary()["total"]), (&json!([]), &json!(0)));
}

#[test]
fn every_form_marks_the_words_and_tells_them() {
    let folder = corpus();
    let shown = folder.run(&["like", "-n", "1", BRIDGE]).succeeds();
    assert!(shown.stderr.starts_with("typical words: bridge ") && shown.stdout.contains("**Bridge**"), "{shown:#?}");
    assert!(!shown.stderr.contains("no article contains"), "{}", shown.stderr);
    let html = folder.run(&["like", "-n", "1", "--format", "html", BRIDGE]).succeeds().stdout;
    assert!(html.contains("<mark>Bridge</mark>") && html.contains("<h1>bridge "), "{html}");
    let markdown = folder.run(&["like", "-n", "1", "--format", "markdown", BRIDGE]).succeeds().stdout;
    assert!(markdown.contains("**Bridge**") && markdown.starts_with("# bridge "), "{markdown}");
}

#[test]
fn mistakes_are_told_and_text_is_harmless() {
    let folder = Folder::indexed(&[(
        "a.jsonl",
        "{\"id\":\"r1\",\"text\":\"A \\u001b[31mred otter.\"}\n{\"id\":\"r2\",\"text\":\"A \\u001b[31mred otter swam.\"}\n",
    )]);
    folder.run(&["like", "nothing-there"]).fails_with(&["no article `nothing-there`"]);
    folder.run(&["like", "news/a.jsonl"]).fails_with(&["matches 2 articles"]);
    folder.run(&["like", "r1", "--where", "otter AND ("]).fails_with(&["error: "]);
    folder.write("empty.txt", "");
    folder.run(&["like", "empty.txt"]).fails_with(&["no article `empty.txt`"]);
    let run = folder.run(&["like", "r1"]).succeeds();
    run.assert_harmless();
    assert!(run.stdout.contains("**otter**"), "{}", run.stdout);
    folder.run(&["like", "--json", "r1"]).succeeds().assert_harmless();
}
