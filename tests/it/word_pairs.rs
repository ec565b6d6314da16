//! Pairs of words that are one word to a reader, or are not, in twelve languages. `scripts/score-words` scores the same file with the program.

use std::collections::BTreeSet;

use pullquote::article::Language;
use pullquote::engine::Index;
use pullquote::engine::local::LocalIndex;
use pullquote::query::parse;
use serde_json::json;

use crate::harness::scenario::{found, id, indexed};

const PAIRS: &str = include_str!("../cases/word-pairs.tsv");

/// Pairs that are known to be wrong: German plurals in `-e` are not known from names, `training` is a form of `train`, and two Russian words
/// share their forms with others.
const KNOWN_WRONG: [(&str, &str); 5] =
    [("training", "trains"), ("Kohl", "kohle"), ("Bänke", "Banken"), ("банка", "банк"), ("Толстой", "толстый")];

#[test]
fn words_meet_and_part_as_readers_mean_them() {
    let pairs: Vec<Vec<&str>> = PAIRS.lines().map(|line| line.split('\t').collect()).collect();
    let article = |(number, pair): (usize, &Vec<&str>)| {
        assert!(Language::from_tag(pair[1]).is_some());
        // A name stands within a sentence, and a text in another script has another language.
        let (before, behind) = match pair[1] {
            "en" => ("nobody knew much of", "then"),
            "ru" => ("…", "…"),
            _ => ("… xxxx", "xxxx …"),
        };
        json!({"id": number.to_string(), "title": "…", "text": format!("{before} {} {behind}", pair[2]), "language": pair[1]})
    };
    let articles: Vec<serde_json::Value> = pairs.iter().enumerate().map(article).collect();
    let folder = tempfile::tempdir().unwrap();
    let index: Box<dyn Index> = indexed(&articles, folder.path(), |_| Box::new(LocalIndex::in_memory().unwrap()));
    let snapshot = index.snapshot();
    let mut wrong = BTreeSet::new();
    for (number, pair) in pairs.iter().enumerate() {
        let query = parse(pair[3], 0).0.unwrap();
        let is_found = found(&*snapshot, query).hits.iter().any(|shown| id(&shown.hit) == number.to_string());
        if is_found != (pair[0] == "meet") {
            wrong.insert((pair[2], pair[3]));
        }
    }
    assert_eq!(wrong, KNOWN_WRONG.into_iter().collect());
}
