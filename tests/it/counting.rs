//! How far hits are counted:
//!
//! 1. without counting all, the first hits are the same, with the same scores, over several segments, versions and removed articles;
//! 2. what was not counted is told as such, and what was is exact.

use crate::harness::Folder;
use pullquote::choice::{Count, Sort};
use pullquote::engine::local::LocalIndex;
use pullquote::engine::{Index, Snapshot};
use pullquote::hit::{Coverage, Hits, MAX_COUNTED, SearchRequest};
use pullquote::query::parse;

/// Words with their rarity; the first are in nearly every article.
const WORDS: [(&str, u64); 9] = [
    ("the", 1),
    ("of", 1),
    ("river", 2),
    ("dam", 3),
    ("flooding", 5),
    ("harbour", 9),
    ("ferry", 60),
    ("lighthouse", 700),
    ("zebra", 3_000),
];

/// Articles of many lengths, in which words come as often as a generator says. Some are versions of another.
fn articles(from: u64, to: u64) -> String {
    let mut lines = String::new();
    for number in from..to {
        let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = |end: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % end
        };
        let mut text = String::new();
        for _ in 0..4 + next(30) {
            let (word, rarity) = WORDS[next(WORDS.len() as u64) as usize];
            text += if next(rarity) == 0 { word } else { "and" };
            text += if next(9) == 0 { ". " } else { " " };
        }
        let url = number / if number % 97 == 0 { 97 } else { 1 };
        lines += &format!(
            "{{\"title\":\"{} {number}\",\"text\":\"{text}\",\"url\":\"https://x.example/{url}\"}}\n",
            WORDS[next(9) as usize].0
        );
    }
    lines
}

const QUERIES: [&str; 22] = [
    "the",
    "river",
    "zebra",
    "the of",
    "river dam flooding",
    "river OR dam",
    "the OR zebra OR lighthouse",
    "flood ferry",
    "\"the river\"",
    "\"of the dam\"",
    "\"river dam\" OR ferry",
    "harbour -ferry",
    "title:river",
    "title:harbour OR body:lighthouse",
    "fer* the",
    "river w/3 dam",
    "harbor",
    "lead:ferry river",
    "river words:>=20",
    "(river OR dam) AND (ferry OR harbour)",
    "atleast2(river)",
    "the version:all",
];

fn ask(snapshot: &dyn Snapshot, text: &str, coverage: Coverage, count: Count, offset: usize) -> Hits {
    let request = SearchRequest { query: parse(text, 0).0.unwrap(), coverage, sort: Sort::Relevance, count, offset, limit: 10 };
    snapshot.search(&request).unwrap()
}

/// Compares the first hits of all queries; returns for how many not all were counted.
fn compare(folder: &Folder) -> usize {
    let index = LocalIndex::open(&folder.path("index")).unwrap();
    let snapshot = index.snapshot();
    let mut n_uncounted = 0;
    for text in QUERIES {
        for (coverage, offset) in [(Coverage::All, 0), (Coverage::AtLeast(1), 0), (Coverage::All, 170)] {
            let [exact, at_least] = [Count::Exact, Count::AtLeast].map(|count| ask(&*snapshot, text, coverage, count, offset));
            assert_eq!(exact.page, at_least.page, "{text} from {offset}");
            assert!(!exact.is_at_least);
            let expected = if exact.total > MAX_COUNTED { (MAX_COUNTED, true) } else { (exact.total, false) };
            assert_eq!((at_least.total, at_least.is_at_least), expected, "{text}");
            n_uncounted += usize::from(at_least.is_at_least);
        }
    }
    n_uncounted
}

#[test]
fn the_first_hits_are_the_same_without_counting_all() {
    let folder = Folder::of(&[("news/a.jsonl", &articles(0, 14_000))]);
    folder.run(&["index", "news"]).succeeds();
    assert!(compare(&folder) > 30);
    // Two more segments, removed articles, and versions over segments.
    folder.write("news/b.jsonl", articles(14_000, 21_000).as_bytes());
    folder.run(&["index", "news"]).succeeds();
    folder.write("news/c.jsonl", articles(13_000, 13_400).as_bytes());
    folder.write("news/d.jsonl", articles(30_000, 30_900).as_bytes());
    folder.run(&["index", "news"]).succeeds();
    folder.remove("news/d.jsonl");
    folder.run(&["index", "news"]).succeeds();
    assert!(compare(&folder) > 30);
}

#[test]
fn what_was_not_counted_is_told() {
    let folder = Folder::of(&[("news/a.jsonl", &articles(0, 1_600))]);
    folder.run(&["index", "news"]).succeeds();
    let run = folder.run(&["search", "the", "--count", "at-least"]).succeeds();
    assert!(run.stderr.contains("at least 1000 articles, 1 to 10 shown"), "{run:#?}");
    let summary = folder.run(&["search", "the", "--count", "at-least", "--json"]).succeeds().report();
    assert_eq!((&summary["total"], &summary["at_least"]), (&1_000.into(), &true.into()), "{summary}");
    let summary = folder.run(&["search", "zebra", "--count", "at-least", "--json"]).succeeds().report();
    assert_eq!(summary["at_least"], false);
    folder.run(&["search", "the", "--count", "at-least", "--group", "story"]).exits(2);
}
