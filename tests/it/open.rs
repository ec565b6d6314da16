//! What a bound leaves open is said wherever a query is answered:
//!
//! 1. if it stays open whether an article matches, every answer has the same note, and never another query's;
//! 2. if the time is over inside one article, the clause is named.

use crate::harness::http::{get, limited};
use crate::harness::mcp::Spoken;
use crate::harness::{Folder, Run, text};
use serde_json::{Value, json};

/// Words of which most fit several words of [`QUERY`], and no choice fits all.
const WORDS: &str = "storm north north north storm nation nation storm street north north north north street nation north \
                     storm north north storm storm north street north";

/// More orders than are tried.
const QUERY: &str = "((((n* w/5 ((((n* w/5 storm) w/2 s*) w/2 n*) w/2 (n* w/2 n*))) w/5 north) w/1 (north w/5 ((n* pre/2 storm) \
                     w/5 s*))) w/2 (nation w/3 storm)) w/1 (north pre/2 north)";

const NOTE: &str = "an article may be missing";

/// One article of which it stays open whether it matches.
fn folder() -> Folder {
    let article = json!({"id": "1", "title": "Weather", "text": format!("{WORDS}."), "date": "2024-03-05"});
    Folder::indexed(&[("news.jsonl", &format!("{article}\n"))])
}

fn encoded(query: &str) -> String {
    query.replace(' ', "+").replace('*', "%2A")
}

/// Checks that notes have one about what is open.
#[track_caller]
fn has_note(notes: &Value) {
    let notes: Vec<String> = notes.as_array().unwrap().iter().map(|note| text(&note["message"])).collect();
    assert_eq!(
        notes.iter().filter(|note| note.starts_with(NOTE) && note.contains("more orders than are tried")).count(),
        1,
        "{notes:?}"
    );
}

#[test]
fn commands_say_what_stays_open() {
    let folder = folder();
    folder.write("queries.csv", format!("query\nweather\n\"{QUERY}\"\n"));
    let check = |args: &[&str]| {
        let run = folder.run(args);
        assert!(
            run.stderr.contains(&format!("note: {NOTE}")) && run.stderr.contains("hint: ask for fewer words"),
            "{args:?}: {}",
            run.stderr
        );
    };
    check(&["search", QUERY]);
    check(&["search", "--json", "--sort=newest", QUERY]);
    check(&["count", QUERY]);
    check(&["export", QUERY]);
    check(&["spread", QUERY]);
    check(&["watchlist", "--watchlist", "list.toml", "expect", "--", QUERY]);
    check(&["watchlist", "--watchlist", "list.toml", "add", "--dry-run", "open", "--", QUERY]);
    // Each row of a table has its own notes.
    let rows = folder.run(&["batch", "--json", "queries.csv"]).lines();
    assert_eq!((&rows[0]["articles"], &rows[0]["notes"]), (&1.into(), &Value::Null));
    has_note(&rows[1]["notes"]);
    let table = folder.run(&["batch", "queries.csv"]).stdout;
    assert_eq!(table.lines().filter(|line| line.contains(NOTE)).count(), 1, "{table}");
    let hits = folder.run(&["batch", "--hits", "queries.csv"]);
    assert!(hits.stderr.contains(NOTE), "{}", hits.stderr);
}

#[test]
fn alerts_say_what_stays_open_of_which_search() {
    let folder = folder();
    folder.write(
        "list.toml",
        format!("[[search]]\nname = \"open\"\nquery = \"{QUERY}\"\n\n[[search]]\nname = \"sure\"\nquery = \"storm\"\n"),
    );
    let options = ["alerts", "--watchlist", "list.toml", "--state", "seen", "--all"];
    let run = Run::of(&mut folder.command(&options));
    assert!(run.stderr.contains("note: search `open`") && run.stderr.contains(NOTE), "{}", run.stderr);
    assert!(!run.stderr.contains("search `sure`"), "{}", run.stderr);
    folder.remove("seen");
    let summary = Run::of(&mut folder.command(&[&options[..], &["--json"]].concat())).report();
    has_note(&summary["notes"]);
    assert_eq!(summary["notes"][0]["name"], "open");
}

#[test]
fn the_api_says_what_stays_open() {
    let folder = folder();
    let server = limited(&folder, |_| {});
    let q = encoded(QUERY);
    for path in
        ["search", "search?group=story", "count", "quotes", "speakers", "spread", "expect", "explain", "stats", "keywords"]
    {
        let separator = if path.contains('?') { '&' } else { '?' };
        let reply = get(&server, &format!("/api/v1/{path}{separator}q={q}"));
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        if path == "quotes" || path == "speakers" {
            // There is no quote in which it could match.
            assert_eq!(reply.json()["notes"], json!([]), "{path}");
            continue;
        }
        let answer = reply.json();
        has_note(if path == "stats" { &answer["matching"]["notes"] } else { &answer["notes"] });
    }
    let batch = get(&server, &format!("/api/v1/batch?q=storm&q={q}")).json();
    assert_eq!(batch["queries"][0]["notes"], Value::Null);
    has_note(&batch["queries"][1]["notes"]);
    let table = get(&server, &format!("/api/v1/batch?q=storm&format=csv&q={q}")).body;
    assert_eq!(table.lines().filter(|line| line.contains(NOTE)).count(), 1, "{table}");
    // What has no place for notes has them in its head.
    for path in ["export", "count?format=csv", "spread?format=csv"] {
        let separator = if path.contains('?') { '&' } else { '?' };
        let reply = get(&server, &format!("/api/v1/{path}{separator}q={q}"));
        let header = reply.head.lines().find(|line| line.starts_with("pullquote-notes: ")).unwrap_or_default();
        assert!(header.contains(NOTE), "{path}: {}", reply.head);
    }
    server.stop();
}

#[test]
fn pages_say_what_stays_open() {
    let folder = folder();
    let server = limited(&folder, |_| {});
    for path in ["/", "/spread", "/keywords"] {
        let page = get(&server, &format!("{path}?q={}", encoded(QUERY)));
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains(NOTE), "{path}: {}", page.body);
        assert!(!get(&server, &format!("{path}?q=storm")).body.contains(NOTE), "{path}");
    }
    server.stop();
}

#[test]
fn language_models_are_told_what_stays_open() {
    let folder = folder();
    let mut spoken = Spoken::new(&folder);
    has_note(&spoken.answer("search_articles", json!({"query": QUERY}))["notes"]);
    has_note(&spoken.answer("count_over_time", json!({"query": QUERY}))["notes"]);
    has_note(&spoken.answer("explain_query", json!({"query": QUERY}))["problems"]);
    assert_eq!(spoken.answer("search_articles", json!({"query": "storm"}))["notes"], json!([]));
    spoken.end();
}

#[test]
fn the_time_is_over_inside_one_long_article() {
    let long = json!({"id": "1", "title": "Weather", "text": format!("{WORDS} ").repeat(10_000)});
    let folder = Folder::indexed(&[("long.jsonl", &format!("{long}\n"))]);
    folder.run(&["search", QUERY, "--time-limit", "0.2"]).fails_with(&[
        "takes longer than",
        "north pre/2 north",
        "use rarer words",
    ]);
    folder.run(&["count", QUERY, "--time-limit", "0.2"]).fails_with(&["takes longer than", "north pre/2 north"]);
}
