//! The scenarios in `tests/scenarios`: for each operator some articles, queries, and what each finds and marks.
//!
//! A scenario knows nothing of the engine that answers it. `articles` are records as a newsroom's JSON Lines hold them; a query's `hits` are
//! their ids, in order (by score, or sorted where `sort` is `id`); `marked` and `marked_titles` are their texts with `[` and `]` around
//! what is lit, the text as it is where nothing is; `understood` is the canonical form, where it differs.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use pullquote::choice::{MatchWords, Sort};
use pullquote::engine::{Index, Snapshot};
use pullquote::hit::Hit;
use pullquote::ingest::{IngestConfig, PathNames, update};
use pullquote::query::{Query, parse};
use pullquote::search::{Answer, SearchConfig, search};
use pullquote::snippet::SnippetConfig;
use pullquote::span::Span;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scenario {
    about: String,
    articles: Vec<serde_json::Value>,
    queries: Vec<Asked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    query: String,
    understood: Option<String>,
    hits: Vec<String>,
    sort: Option<String>,
    #[serde(default)]
    marked: BTreeMap<String, String>,
    #[serde(default)]
    marked_titles: BTreeMap<String, String>,
}

/// Plays every scenario on an index that `index_in` opens, given a directory and the scenario's name. Fails where a query is not answered as it
/// should be.
pub(crate) fn play_all(order: Order, index_in: impl Fn(&Path, &str) -> Box<dyn Index>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 18, "scenarios are missing");
    let n_failed: usize = paths.iter().map(|path| play(path, order, &index_in)).sum();
    assert_eq!(n_failed, 0, "queries were not answered as they should; see above");
}

/// Whether hits are compared in their order where a scenario tells one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Scores are those that scenarios are made for.
    AsTold,
    /// Scores are another engine's.
    #[allow(dead_code, reason = "it is for the tests on a cluster")]
    ById,
}

/// Indexes the articles as a file of JSON Lines, asks each query, and returns how many were not answered as they should.
fn play(path: &Path, order: Order, index_in: &impl Fn(&Path, &str) -> Box<dyn Index>) -> usize {
    let scenario: Scenario = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert!(!scenario.about.is_empty() && !scenario.queries.is_empty(), "{}", path.display());
    let folder = tempfile::tempdir().unwrap();
    let name = path.file_stem().unwrap().to_str().unwrap();
    let index = indexed(&scenario.articles, folder.path(), |dir| index_in(dir, name));
    let snapshot = index.snapshot();
    let mut n_failed = 0;
    for asked in &scenario.queries {
        let place = format!("{}: {}", path.file_name().unwrap().display(), asked.query);
        let asked = std::panic::AssertUnwindSafe(|| ask(&*snapshot, order, asked, &place));
        n_failed += usize::from(std::panic::catch_unwind(asked).is_err());
    }
    n_failed
}

/// Indexes records as a file of JSON Lines, without a problem, in the index that `index_in` makes in a folder of `folder`.
pub(crate) fn indexed(
    articles: &[serde_json::Value],
    folder: &Path,
    index_in: impl FnOnce(&Path) -> Box<dyn Index>,
) -> Box<dyn Index> {
    let file = folder.join("articles.jsonl");
    fs::write(&file, articles.iter().map(|article| format!("{article}\n")).collect::<String>()).unwrap();
    let dir = folder.join("index");
    let index = index_in(&dir);
    let config = IngestConfig { roots: vec![file], ..IngestConfig::default() };
    let report = update(index.as_ref(), &PathNames::new(&dir).unwrap(), &config, &|_| ControlFlow::Continue(())).unwrap();
    assert!(report.problems.is_empty(), "{}: {:?}", folder.display(), report.problems);
    index
}

/// Returns the articles with all words of a query, the best hundred first.
pub(crate) fn found(snapshot: &dyn Snapshot, query: Query) -> Answer {
    let config = SearchConfig {
        query,
        match_words: MatchWords::All,
        sort: Sort::Relevance,
        count: Default::default(),
        offset: 0,
        limit: 100,
        snippet: SnippetConfig::default(),
    };
    search(snapshot, &config).unwrap()
}

/// Returns the id of a hit in its record.
pub(crate) fn id(hit: &Hit) -> String {
    hit.article.record_id.clone().unwrap_or_default()
}

fn ask(snapshot: &dyn Snapshot, order: Order, asked: &Asked, place: &str) {
    let (query, problems) = parse(&asked.query, 0);
    let query = query.unwrap_or_else(|| panic!("{place}: {problems:?}"));
    assert_eq!(query.to_string(), *asked.understood.as_ref().unwrap_or(&asked.query), "{place}");
    let answer = found(snapshot, query);
    let mut hits: Vec<String> = answer.hits.iter().map(|shown| id(&shown.hit)).collect();
    let mut expected = asked.hits.clone();
    match asked.sort.as_deref() {
        None if order == Order::AsTold => {}
        None | Some("id") => {
            hits.sort();
            expected.sort();
        }
        Some(other) => panic!("{place}: no order `{other}`"),
    }
    assert_eq!(hits, expected, "{place}");
    assert_eq!(answer.total, hits.len(), "{place}");
    for shown in &answer.hits {
        let hit = &shown.hit;
        if let Some(marked) = asked.marked.get(&id(hit)) {
            assert_eq!(show(&hit.article.body, &hit.matches.body_marks()), *marked, "{place}, in {}", id(hit));
        }
        let title = show(&hit.article.title.text, &hit.matches.title_marks());
        match asked.marked_titles.get(&id(hit)) {
            Some(marked) => assert_eq!(title, *marked, "{place}, in the title of {}", id(hit)),
            None => assert!(hit.matches.title.is_empty(), "{place}, in the title of {}: {title}", id(hit)),
        }
    }
}

fn show(text: &str, marks: &[Span]) -> String {
    let mut shown = text.to_owned();
    for mark in marks.iter().rev() {
        shown.insert(mark.end, ']');
        shown.insert(mark.start, '[');
    }
    shown
}
