//! The words that set what a search finds apart:
//!
//! 1. what is counted is what searches count, and the score is that of the counts;
//! 2. the words of the query are left out, or told;
//! 3. what is read of very many articles is said.

use crate::harness::{Folder, text};
use serde_json::{Value, json};

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    folder
}

#[track_caller]
fn keywords(folder: &Folder, args: &[&str]) -> (Vec<Value>, Value) {
    let mut lines = folder.run(&[&["keywords", "--json"], args].concat()).succeeds().lines();
    let summary = lines.pop().unwrap();
    assert!(lines.iter().all(|line| line["kind"] == "keyword") && summary["kind"] == "summary");
    (lines, summary)
}

fn names(keywords: &[Value]) -> Vec<String> {
    keywords.iter().map(|keyword| text(&keyword["word"])).collect()
}

fn total(folder: &Folder, query: &str) -> u64 {
    folder.run(&["search", "--json", "-n", "0", "--match", "all", "--", query]).summary()["total"].as_u64().unwrap()
}

/// G² of a table of two by two, from the textbook: twice the sum of observed times the logarithm of observed by expected.
fn g2(table: [[f64; 2]; 2]) -> f64 {
    let all: f64 = table.iter().flatten().sum();
    let row = |idx: usize| table[idx][0] + table[idx][1];
    let column = |idx: usize| table[0][idx] + table[1][idx];
    let mut sum = 0.0;
    for (i, cells) in table.iter().enumerate() {
        for (j, observed) in cells.iter().enumerate().filter(|(_, observed)| **observed > 0.0) {
            sum += observed * (observed / (row(i) * column(j) / all)).ln();
        }
    }
    2.0 * sum
}

#[test]
fn counts_are_those_of_searches_and_scores_are_those_of_the_counts() {
    let folder = corpus();
    for query in ["flood OR storm", "harbour bridge", "lang:en by:sandvoss"] {
        let (found, summary) = keywords(&folder, &["-n", "12", query]);
        let (n, all) = (total(&folder, query), 93);
        assert_eq!((&summary["total"], &summary["read"], &summary["all"]), (&json!(n), &json!(n), &json!(all)), "{query}");
        assert!(found.len() > 3, "{query}");
        for word in &found {
            let phrase = format!("\"{}\"", text(&word["word"]));
            assert_eq!(word["articles"], total(&folder, &format!("({query}) {phrase}")), "{query}: {word}");
            assert_eq!(word["all"], total(&folder, &phrase), "{query}: {word}");
            let (hits, of_all) = (word["articles"].as_u64().unwrap() as f64, word["all"].as_u64().unwrap() as f64);
            assert!(hits >= 3.0 && word["score"].as_f64().unwrap() >= 10.83, "{query}: {word}");
            let (n, all) = (n as f64, f64::from(all));
            let expected = g2([[hits, n - hits], [of_all - hits, all - n - (of_all - hits)]]);
            assert!((word["score"].as_f64().unwrap() - expected).abs() < 0.001, "{query}: {word}, not {expected}");
            assert!((word["share"].as_f64().unwrap() - hits / n).abs() < 1e-5);
        }
        let order: Vec<(f64, String)> =
            found.iter().map(|word| (-word["score"].as_f64().unwrap(), text(&word["word"]))).collect();
        assert!(order.is_sorted_by(|a, b| a <= b), "{order:?}");
    }
}

#[test]
fn the_best_are_the_best_of_all() {
    let folder = corpus();
    let (all, _) = keywords(&folder, &["-n", "100000", "the"]);
    assert!(all.len() > 10, "{}", all.len());
    for n in [1, 4, 10] {
        assert_eq!(keywords(&folder, &["-n", &n.to_string(), "the"]).0, all[..n]);
    }
}

#[test]
fn the_words_of_the_query_are_left_out_or_told() {
    let folder = corpus();
    let (without, _) = keywords(&folder, &["-n", "1000", "flood OR \"harbour\" OR brid*"]);
    for word in ["flood", "floods", "harbour", "bridge"] {
        assert!(!names(&without).contains(&word.to_owned()), "{word}");
    }
    let (with, _) = keywords(&folder, &["-n", "1000", "--own-words", "flood OR \"harbour\" OR brid*"]);
    let own: Vec<String> = names(&with.iter().filter(|word| word["asked"] == true).cloned().collect::<Vec<_>>());
    assert!(["flood", "harbour", "bridge"].iter().all(|word| own.contains(&(*word).to_owned())), "{own:?}");
    let others: Vec<Value> = with.into_iter().filter(|word| word["asked"] == false).collect();
    assert_eq!(others, without);
    let table = folder.run(&["keywords", "--own-words", "flood"]).succeeds().stdout;
    assert!(table.lines().any(|line| line.starts_with("flood ") && line.ends_with("  asked for")), "{table}");
}

#[test]
fn words_are_shown_as_they_are_written_most() {
    let line = |text: &str| format!("{{\"text\":\"{text}\"}}\n");
    let about = "The NATO dam at Zürich. Dam, Nato, zürich. NATO.";
    let rest: String = (0..9).map(|n| line(&format!("Other news {n}."))).collect();
    let folder = Folder::indexed(&[("a.jsonl", &(line(about).repeat(3) + &rest))]);
    let (found, _) = keywords(&folder, &["dam"]);
    let written: Vec<(String, String)> = found.iter().map(|word| (text(&word["word"]), text(&word["written"]))).collect();
    for (word, expected) in [("nato", "NATO"), ("zurich", "Zürich"), ("the", "The")] {
        assert!(written.contains(&(word.to_owned(), expected.to_owned())), "{written:?}");
    }
}

#[test]
fn what_was_removed_does_not_count() {
    let folder = Folder::new();
    for n in 0..12 {
        let dam = if n < 6 { "The otter left the dam." } else { "The otter." };
        folder.write(&format!("news/{n}.txt"), format!("Title {n}\n\n{dam} Nothing more than that.\n"));
    }
    folder.run(&["index", "--quiet", "news"]).succeeds();
    folder.remove("news/0.txt");
    folder.remove("news/11.txt");
    folder.run(&["index", "--quiet", "news"]).succeeds();
    let (found, summary) = keywords(&folder, &["dam"]);
    assert_eq!((&summary["total"], &summary["all"]), (&json!(5), &json!(10)));
    let left = found.iter().find(|word| word["word"] == "left").unwrap();
    assert_eq!((&left["articles"], &left["all"]), (&json!(5), &json!(5)));
}

#[test]
fn of_very_many_articles_the_first_are_read_and_that_is_said() {
    let line = |n: usize| {
        let came = if n.is_multiple_of(100) { "storm came" } else { "flood came late" };
        format!("{{\"text\":\"The {came} {n} times.\"}}\n")
    };
    let folder = Folder::indexed(&[("a.jsonl", &(0..10_300).map(line).collect::<String>())]);
    let (found, summary) = keywords(&folder, &["flood"]);
    assert_eq!((names(&found), &found[0]["articles"]), (vec!["late".to_owned()], &json!(10_000)));
    assert_eq!((&summary["total"], &summary["read"], &summary["all"]), (&json!(10_197), &json!(10_000), &json!(10_300)));
    let run = folder.run(&["keywords", "flood"]);
    assert!(run.stderr.contains("read 10000 of 10197 articles, the first ones by id\n"), "{}", run.stderr);
    assert_eq!(run.stdout, folder.run(&["keywords", "flood"]).stdout);
}

#[test]
fn nothing_is_set_apart_where_nothing_is_left_or_found() {
    let folder = corpus();
    let all = folder.run(&["keywords", "--", "words:>=0"]).exits(1);
    assert!(all.stdout.is_empty() && all.stderr.contains("no word is typical of these articles"), "{all:#?}");
    let none = folder.run(&["keywords", "floood"]).exits(1);
    assert!(none.stderr.contains("similar words: flood"), "{}", none.stderr);
    let none = folder.run(&["keywords", "--json", "floood"]).exits(1).lines();
    assert_eq!((&none[0]["kind"], &none.last().unwrap()["total"]), (&json!("diagnosis"), &json!(0)));
    folder.run(&["keywords", "flood AND"]).fails_with(&["nothing stands after `AND`"]);
    folder.run(&["keywords"]).exits(2);
}

#[test]
fn words_are_harmless() {
    let record = "{\"text\":\"The dam \\u202eevil\\u001b[31m said so.\"}\n".repeat(3);
    let rest = "{\"text\":\"Other news.\"}\n".repeat(9);
    let folder = Folder::indexed(&[("a.jsonl", &(record + &rest))]);
    folder.run(&["keywords", "dam"]).succeeds().assert_harmless();
    let csv = folder.run(&["keywords", "--csv", "dam"]).succeeds().stdout;
    assert!(csv.starts_with("word,written,articles,share,all,share_of_all,score,asked\r\n"), "{csv}");
    assert!(csv.contains("\"evil\",\"evil\",3,1.000000,3,0.250000,"), "{csv}");
}
