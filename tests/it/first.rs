//! What was printed first:
//!
//! 1. all articles of the first day that hold it, by their times and then by id, and none of another day;
//! 2. how many match besides, and how many have no date, is told;
//! 3. nothing is loosened.

use crate::harness::{Folder, text};
use serde_json::{Value, json};

/// A folder with an article for each id, date and text.
fn printed(articles: &[(&str, &str, &str)]) -> Folder {
    let line = |(id, date, body): &(&str, &str, &str)| {
        let mut record = json!({"id": id, "title": format!("Number {id}"), "text": body});
        if !date.is_empty() {
            record["date"] = (*date).into();
        }
        format!("{record}\n")
    };
    Folder::indexed(&[("a.jsonl", &articles.iter().map(line).collect::<String>())])
}

fn ids(lines: &[Value]) -> Vec<String> {
    lines.iter().filter(|line| line["kind"] == "hit").map(|hit| text(&hit["record_id"])).collect()
}

const FLOOD: &str = "The flood came at night.";

#[test]
fn all_of_the_first_day_are_shown_by_their_times() {
    let folder = printed(&[
        ("late", "2024-03-05T22:00:00+00:00", FLOOD),
        ("next", "2024-03-06", FLOOD),
        ("early", "2024-03-05T06:30:00+00:00", FLOOD),
        // Printed on the day before, though the sun rose there when it had set elsewhere.
        ("west", "2024-03-05T23:00:00-08:00", FLOOD),
        ("undated", "", FLOOD),
        ("other", "2024-03-01", "A flood that came."),
    ]);
    let lines = folder.run(&["first", "--json", "\"the flood came\""]).succeeds().lines();
    assert_eq!(ids(&lines), ["early", "late", "west"]);
    let summary = lines.last().unwrap();
    let told = ["day", "on_day", "shown", "total", "undated"].map(|key| summary[key].clone());
    assert_eq!(json!(told), json!(["2024-03-05", 3, 3, 5, 1]));
    assert_eq!(summary["understood"], "\"the flood came\"");
    assert_eq!(lines[0]["snippet"]["highlights"], json!([[0, 14]]));

    let run = folder.run(&["first", "-n", "2", "\"the flood came\""]).succeeds();
    let line = "3 articles, 1 to 2 shown of 2024-03-05, the first day; 5 articles in all, 1 of them without a date\n";
    assert_eq!(run.stderr, format!("understood as: \"the flood came\"\n{line}"));
    assert!(run.stdout.starts_with("1. Number early\n") && run.stdout.contains("**The flood came**"), "{}", run.stdout);
    assert!(!run.stdout.contains("west"), "{}", run.stdout);
    for form in ["html", "markdown"] {
        let page = folder.run(&["first", "--format", form, "\"the flood came\""]).succeeds().stdout;
        assert!(page.contains("Number early") && page.contains("Number west") && !page.contains("Number next"), "{page}");
    }
}

#[test]
fn the_first_is_that_of_spread() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    for query in ["\"harbour bridge\"", "flood OR storm", "said:early", "council budget"] {
        let spread = folder.run(&["spread", "--json", query]).succeeds().lines();
        let lines = folder.run(&["first", "--json", query]).succeeds().lines();
        let (first, of_spread) = (lines.last().unwrap(), spread.last().unwrap());
        assert_eq!((&first["day"], &first["on_day"]), (&spread[0]["day"], &spread[0]["articles"]), "{query}");
        assert_eq!((&first["total"], &first["undated"]), (&of_spread["articles"], &of_spread["undated"]), "{query}");
    }
}

#[test]
fn nothing_is_loosened_and_without_a_date_there_is_no_first() {
    let folder = printed(&[("a", "2024-03-05", "The flood came."), ("b", "", "The storm came.")]);
    let run = folder.run(&["first", "flood storm"]).exits(1);
    assert!(run.stderr.contains("0 articles in all") && run.stderr.contains("without `"), "{run:?}");
    let run = folder.run(&["first", "storm"]).exits(1);
    assert_eq!((run.stdout.as_str(), run.stderr.lines().last().unwrap()), ("", "1 article in all, 1 of them without a date"));
    let summary = folder.run(&["first", "--json", "storm"]).exits(1).json();
    assert_eq!((&summary["day"], &summary["on_day"], &summary["undated"]), (&Value::Null, &0.into(), &1.into()));
    folder.run(&["first", "(flood"]).fails_with(&["error: "]);
    folder.run(&["first"]).fails_with(&["`<QUERY>...` is missing"]);
}

#[test]
fn what_was_printed_is_harmless() {
    let folder = printed(&[("a", "2024-03-05", "The \u{1b}[2J flood \u{202e} came.")]);
    folder.run(&["first", "flood"]).succeeds().assert_harmless();
    folder.run(&["first", "--json", "flood"]).succeeds().assert_harmless();
}
