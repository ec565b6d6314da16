//! Queries of other services: what each means here, and that it finds what the help of its service says it finds.

use std::collections::BTreeMap;
use std::fs;

use pullquote::choice::Syntax;
use pullquote::engine::Snapshot;
use pullquote::engine::local::LocalIndex;
use pullquote::query::parse_as;
use serde::Deserialize;

use crate::harness::scenario::{found, id, indexed};
use crate::harness::{Folder, text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    about: String,
    articles: Vec<serde_json::Value>,
    queries: Vec<Asked>,
    refused: Vec<Refused>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    syntax: Syntax,
    query: String,
    /// The query as it is understood.
    understood: String,
    /// The ids of the articles, sorted.
    hits: Vec<String>,
    /// Parts of the notes, each note once; that of the forms of words is not listed.
    #[serde(default)]
    notes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    syntax: Syntax,
    query: String,
    /// The text at the place of the error.
    place: String,
    /// A part of the message.
    message: String,
}

fn cases() -> Cases {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/syntax.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns what is wrong with the answer to a query; `None` if nothing is.
fn wrong(snapshot: &dyn Snapshot, asked: &Asked) -> Option<String> {
    let place = format!("{}: {}", asked.syntax.name(), asked.query);
    let (query, problems) = parse_as(&asked.query, asked.syntax, 19_813);
    let Some(query) = query else { return Some(format!("{place}: {problems:?}")) };
    if query.to_string() != asked.understood {
        return Some(format!("{place}: understood as {query}"));
    }
    let is_of_forms = |message: &str| message.contains("finds all its forms here");
    let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).filter(|told| !is_of_forms(told)).collect();
    let is_noted = told.len() == asked.notes.len() && told.iter().zip(&asked.notes).all(|(told, note)| told.contains(note));
    if !is_noted {
        return Some(format!("{place}: notes {told:?}"));
    }
    let mut hits: Vec<String> = found(snapshot, query).hits.iter().map(|shown| id(&shown.hit)).collect();
    hits.sort();
    (hits != asked.hits).then(|| format!("{place}: found {hits:?}, and not {:?}", asked.hits))
}

#[test]
fn queries_of_other_services_find_what_their_help_says() {
    let cases = cases();
    let mut n_of: BTreeMap<&str, usize> = BTreeMap::new();
    cases.queries.iter().for_each(|asked| *n_of.entry(asked.syntax.name()).or_default() += 1);
    assert!(n_of.len() == 6 && n_of.values().all(|n| *n >= 20) && cases.queries.len() >= 120, "{}: {n_of:?}", cases.about);
    let folder = tempfile::tempdir().unwrap();
    let index = indexed(&cases.articles, folder.path(), |dir| Box::new(LocalIndex::open_or_create(dir).unwrap()));
    let snapshot = index.snapshot();
    let failed: Vec<String> = cases.queries.iter().filter_map(|asked| wrong(&*snapshot, asked)).collect();
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), cases.queries.len(), failed.join("\n"));
}

#[test]
fn what_would_be_another_search_is_refused() {
    for Refused { syntax, query, place, message } in cases().refused {
        let (read, problems) = parse_as(&query, syntax, 19_813);
        let problem = problems.last().unwrap();
        let is_so = read.is_none() && problem.span.slice(&query) == place && problem.message.contains(&message);
        assert!(is_so, "{}: {query}: {problems:?}", syntax.name());
    }
}

#[test]
fn every_command_reads_a_query_by_the_rules_that_are_chosen() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "--quiet", "corpus"]).succeeds();
    let total = |args: &[&str]| folder.run(args).summary()["total"].clone();
    let here = total(&["search", "--json", "--match", "all", "flood AND -insurance"]);
    let query = "flood % insurance";
    assert_eq!(total(&["search", "--json", "--syntax", "westlaw", query]), here);
    let counted = folder.run(&["count", "--json", "--syntax", "westlaw", query]).succeeds();
    assert_eq!(counted.summary()["understood"], "flood AND -insurance");
    let told = folder.run(&["search", query]);
    assert!(told.stderr.contains("`--syntax westlaw` reads the query as `flood AND -insurance`"), "{}", told.stderr);
    folder.write("queries.txt", format!("{query}\nco(harbour)\n"));
    let lines = folder.run(&["batch", "--json", "--syntax", "westlaw", "--translate", "queries.txt"]).succeeds().lines();
    assert_eq!(text(&lines[0]["understood"]), "flood AND -insurance");
    assert!(text(&lines[1]["error"]).contains("no field `co`"), "{}", lines[1]);
    let add = ["watchlist", "--watchlist", "list.toml", "--syntax", "westlaw", "add", "floods", query];
    folder.run(&add).succeeds();
    let list = folder.run(&["watchlist", "--watchlist", "list.toml", "list", "--json"]).succeeds().lines();
    assert_eq!(
        (text(&list[0]["syntax"]), text(&list[0]["understood"])),
        ("westlaw".to_owned(), "flood AND -insurance".to_owned())
    );
    let exported = folder.run(&["export", "--syntax", "westlaw", query]).succeeds();
    assert!(exported.stderr.contains("understood as: flood AND -insurance"), "{}", exported.stderr);
    let quotes = folder.run(&["quotes", "--syntax", "westlaw", "--since", "2000", "flood rain"]);
    assert!(quotes.stderr.contains("(said:flood OR said:rain) since:2000"), "{}", quotes.stderr);
}
