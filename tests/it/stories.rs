//! Near-copies, from the command line:
//!
//! 1. copies are one hit whatever they are called, the one that was asked for leads, and what each added or cut is told;
//! 2. grouped or not, the same articles match, and they are counted by story beside;
//! 3. stories do not depend on when and in which order articles came, and follow what is added and removed.

use std::collections::BTreeSet;

use crate::harness::{Folder, text};
use serde_json::{Value, json};

/// A report of eight sentences that stand in no other.
fn report(seed: usize) -> Vec<String> {
    let words = [
        "bridge", "ferry", "council", "harvest", "mayor", "tunnel", "glacier", "orchard", "senate", "market", "winter", "signal",
    ];
    let word = |n: usize| format!("{}{}", words[n % words.len()], (n / words.len()) % 7);
    let sentence = |number: usize| {
        let words: Vec<String> = (0..9).map(|idx| word(seed * 131 + number * 17 + idx * idx * (seed + 3))).collect();
        format!("Flood {}.", words.join(" "))
    };
    (0..8).map(sentence).collect()
}

fn record(id: &str, title: &str, date: &str, publisher: &str, sentences: &[String]) -> String {
    let article = json!({"id": id, "title": title, "date": date, "publisher": publisher, "text": sentences.join(" ")});
    format!("{article}\n")
}

/// A wire report that three papers print: one as it is, one cut, one with a sentence of its own; and two other reports.
fn papers() -> Vec<(&'static str, String)> {
    let wire = report(1);
    let mut longer = wire.clone();
    longer.insert(3, "Nobody at the pumping station would comment.".to_owned());
    vec![
        ("a.jsonl", record("wire", "River rises", "2024-03-02", "Agency", &wire)),
        ("b.jsonl", record("cut", "Town waits", "2024-03-03", "Courier", &wire[..6])),
        ("c.jsonl", record("longer", "River rises fast", "2024-03-04", "Herald", &longer)),
        ("d.jsonl", record("other", "Another flood", "2024-03-03", "Courier", &report(2))),
        ("e.jsonl", record("third", "A third flood", "2024-04-01", "Courier", &report(5))),
    ]
}

fn folder() -> Folder {
    let papers = papers();
    let files: Vec<(&str, &str)> = papers.iter().map(|(name, text)| (*name, text.as_str())).collect();
    Folder::indexed(&files)
}

/// The hits of a search, and its summary.
fn grouped(folder: &Folder, args: &[&str]) -> (Vec<Value>, Value) {
    let mut lines = folder.run(&[&["search", "--json", "--group", "story"], args].concat()).succeeds().lines();
    let summary = lines.pop().unwrap();
    (lines, summary)
}

fn ids(hit: &Value) -> Vec<String> {
    let copies = hit["story"]["articles"].as_array().unwrap();
    std::iter::once(hit).chain(copies).map(|article| text(&article["record_id"])).collect()
}

fn texts(stretches: &Value) -> Vec<String> {
    stretches.as_array().unwrap().iter().map(|stretch| text(&stretch["text"])).collect()
}

// 1. One hit for each story.

#[test]
fn copies_are_one_hit_and_the_one_that_is_asked_for_leads() {
    let folder = folder();
    for (lead, expected) in [("first", "wire"), ("longest", "longer"), ("latest", "longer")] {
        let (hits, summary) = grouped(&folder, &["flood", "--lead", lead]);
        assert_eq!((&summary["total"], &summary["stories"], &summary["shown"]), (&json!(5), &json!(3), &json!(3)));
        let story = hits.iter().find(|hit| hit["story"]["copies"] == 2).unwrap();
        assert_eq!(story["record_id"], expected);
        assert_eq!(hits.iter().map(|hit| hit["rank"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(!story["snippet"]["highlights"].as_array().unwrap().is_empty());
    }
}

#[test]
fn what_each_copy_added_or_cut_is_told_with_its_place() {
    let (hits, _) = grouped(&folder(), &["flood"]);
    let story = hits.iter().find(|hit| hit["story"]["copies"] == 2).unwrap();
    let copies = story["story"]["articles"].as_array().unwrap();
    assert_eq!(ids(story), ["wire", "cut", "longer"]);
    let wire = report(1);
    assert_eq!(texts(&copies[0]["cut"]), [wire[6..].join(" ").trim_end_matches('.')]);
    assert_eq!(texts(&copies[0]["added"]), [""; 0]);
    assert_eq!(texts(&copies[1]["added"]), ["Nobody at the pumping station would comment"]);
    assert_eq!((&copies[1]["words"], &copies[1]["words_in_common"]), (&json!(87), &json!(80)));
    let said = folder().run(&["search", "flood", "--group", "story"]).succeeds().stdout;
    assert!(said.contains("also printed in 2 articles"), "{said}");
    assert!(said.contains("20 words cut: “"), "{said}");
    assert!(said.contains("as “River rises fast”; 7 words added: “Nobody at the pumping station would comment”"), "{said}");
    for form in ["html", "markdown"] {
        let said = folder().run(&["search", "flood", "--group", "story", "--format", form]).succeeds().stdout;
        assert!(said.contains("also printed in 2 articles") && said.contains("7 words added"), "{said}");
    }
}

#[test]
fn copies_that_do_not_match_are_counted_and_not_listed() {
    let (hits, summary) = grouped(&folder(), &["pumping"]);
    assert_eq!((hits.len(), &summary["stories"]), (1, &json!(1)));
    assert_eq!(ids(&hits[0]), ["longer"]);
    assert_eq!((&hits[0]["story"]["copies"], &hits[0]["story"]["not_matching"]), (&json!(0), &json!(2)));
    let said = folder().run(&["search", "pumping", "--group", "story"]).succeeds().stdout;
    assert!(said.contains("also printed in 2 that do not match"), "{said}");
}

#[test]
fn titles_of_copies_cannot_command_a_terminal() {
    let wire = report(1);
    let copy = record("copy", "\u{1b}]0;owned\u{7}<script>\u{202e}", "2024-03-05", "X", &wire);
    let folder = Folder::indexed(&[("a.jsonl", &record("wire", "River", "2024-03-02", "Agency", &wire)), ("b.jsonl", &copy)]);
    let run = folder.run(&["search", "flood", "--group", "story"]).succeeds();
    run.assert_harmless();
    assert!(run.stdout.contains("also printed in 1 article") && run.stdout.contains("owned"), "{}", run.stdout);
    let page = folder.run(&["search", "flood", "--group", "story", "--format", "html"]).succeeds().stdout;
    assert!(!page.contains("<script>"));
}

#[test]
fn options_that_say_nothing_together_are_refused() {
    let folder = folder();
    for args in [&["--lead", "latest"][..], &["--group", "story", "--all-hits"], &["--group", "day"]] {
        folder.run(&[&["search", "flood"], args].concat()).exits(2);
    }
}

// 2. The same articles.

#[test]
fn grouped_or_not_the_same_articles_are_found_page_by_page() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    for query in ["the", "ferry", "said AND council", "words:>=0"] {
        let plain = folder.run(&["search", "--json", "-n", "1000", query]).succeeds().lines();
        let plain: BTreeSet<String> = plain.iter().filter(|line| line["kind"] == "hit").map(|hit| text(&hit["id"])).collect();
        let (all, summary) = grouped(&folder, &["-n", "1000", query]);
        let id = |article: &Value| text(&article["id"]);
        let of_all =
            |hit: &Value| hit["story"]["articles"].as_array().unwrap().iter().map(id).chain([id(hit)]).collect::<Vec<_>>();
        let articles: Vec<String> = all.iter().flat_map(of_all).collect();
        assert_eq!(articles.len(), plain.len(), "{query}");
        assert_eq!(articles.into_iter().collect::<BTreeSet<_>>(), plain, "{query}");
        assert_eq!(summary["stories"], all.len(), "{query}");
        // In pages the same hits come in the same order.
        let mut paged = Vec::new();
        while paged.len() < all.len() {
            let (page, _) = grouped(&folder, &["-n", "7", "--offset", &paged.len().to_string(), query]);
            assert!(!page.is_empty());
            paged.extend(page);
        }
        let seen = |hits: &[Value]| hits.iter().map(|hit| (hit["rank"].clone(), id(hit))).collect::<Vec<_>>();
        assert_eq!(seen(&paged), seen(&all), "{query}");
    }
}

#[test]
fn counts_by_story_stand_beside_counts_by_article() {
    let folder = folder();
    let lines = folder.run(&["count", "flood", "--json", "--facet", "publisher", "--timeline", "month"]).succeeds().lines();
    let counted = |kind: &str, key: &str| -> Vec<(String, u64, u64)> {
        let of_kind = lines.iter().filter(|line| line["kind"] == kind);
        of_kind.map(|line| (text(&line[key]), line["articles"].as_u64().unwrap(), line["stories"].as_u64().unwrap())).collect()
    };
    let row = |name: &str, articles, stories| (name.to_owned(), articles, stories);
    assert_eq!(counted("value", "value"), [row("Courier", 3, 3), row("Agency", 1, 1), row("Herald", 1, 1)]);
    assert_eq!(counted("stretch", "label"), [row("2024-03", 4, 2), row("2024-04", 1, 1)]);
    assert_eq!(lines.last().unwrap()["stories"], 3);
    folder.write("queries.csv", "flood\npumping\nnowhere\n");
    let rows = folder.run(&["batch", "queries.csv", "--json"]).succeeds().lines();
    assert_eq!(rows.iter().map(|row| row["stories"].as_u64().unwrap()).collect::<Vec<_>>(), [3, 1, 0]);
    let spread = folder.run(&["spread", "flood", "--json"]).succeeds().lines();
    assert_eq!((&spread[0]["stories"], &spread.last().unwrap()["stories"]), (&json!(1), &json!(3)));
}

// 3. Whatever the order.

#[test]
fn stories_are_the_same_however_the_articles_came() {
    let stories = |folder: &Folder| {
        let (hits, _) = grouped(folder, &["flood", "-n", "100"]);
        hits.iter().map(|hit| ids(hit).into_iter().collect::<BTreeSet<_>>()).collect::<BTreeSet<_>>()
    };
    let at_once = stories(&folder());
    let one_by_one = Folder::new();
    for (name, text) in papers().iter().rev() {
        one_by_one.write(&format!("news/{name}"), text);
        one_by_one.run(&["index", "news"]).succeeds();
    }
    assert_eq!(stories(&one_by_one), at_once);
    assert_eq!(at_once.len(), 3);
    one_by_one.remove("news/a.jsonl");
    one_by_one.run(&["index", "news"]).succeeds();
    let without: BTreeSet<_> = stories(&one_by_one);
    assert!(without.contains(&["cut", "longer"].map(str::to_owned).into()), "{without:?}");
}
