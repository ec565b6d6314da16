//! The server keeps its word:
//!
//! 1. it answers as the command line does, and says what is wrong with a request, and where;
//! 2. pages of one answer fit together while somebody indexes, and new commits and rebuilt indexes are seen;
//! 3. only who may ask is answered;
//! 4. what is too long, too slow or too much is refused, and others are still served.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use crate::harness::http::{config, get, get_with, limited, send};
use crate::harness::{Folder, text};
use pullquote::choice::Sort;
use pullquote::deadline::Deadline;
use pullquote::engine::Index;
use pullquote::engine::local::LocalIndex;
use pullquote::error::Error;
use pullquote::query::Query;
use pullquote::search::{QuoteConfig, find_quotes, top_speakers};
use pullquote::serve::{ServeConfig, ServeLimits, Server};
use serde_json::Value;

const TOKEN: &str = "correct-horse-battery";

fn many(n: usize) -> String {
    (1..=n)
        .map(|n| format!("{{\"id\": \"r{n}\", \"title\": \"Flood {n}\", \"text\": \"The flood of {n} came late.\"}}\n"))
        .collect()
}

fn titles(page: &Value) -> Vec<String> {
    page["hits"].as_array().unwrap().iter().map(|hit| text(&hit["title"])).collect()
}

// It answers.

#[test]
fn hits_are_those_of_the_command_line() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    let reply = get(&server, "/api/v1/search?q=%22flood+insurance%22");
    assert_eq!(reply.status, 200, "{}", reply.body);
    assert!(reply.has("content-type: application/json"));
    let page = reply.json();
    assert_eq!(page["hits"].as_array().unwrap(), &folder.run(&["search", "--json", "\"flood insurance\""]).hits());
    assert_eq!(page["summary"]["total"], 2);
    assert_eq!(page["next"], Value::Null);
    let id = text(&page["hits"][0]["id"]);
    let article = get(&server, &format!("/api/v1/articles/{id}?q=wheat")).json();
    assert_eq!(article, folder.run(&["show", "--json", &id, "--query", "wheat"]).json());
    assert_eq!(get(&server, "/healthz").body, "ok\n");
    server.stop();
}

/// The part of a cursor that names its request is made from the names that are typed. It changes only if those do.
#[test]
fn cursors_are_made_from_stable_names() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    let check = |path: &str, request: &str| {
        let next = text(&get(&server, path).json()["next"]);
        assert_eq!(&next[16..32], request, "{path}");
    };
    check("/api/v1/search?q=flood&limit=1", "d1ea0a17aa7876b7");
    check("/api/v1/search?q=flood&limit=1&sort=newest&match=any&group=story&lead=latest", "a82f412e7e645621");
    check("/api/v1/quotes?limit=1&sort=oldest", "20412599bfb172b4");
}

#[test]
fn notes_about_a_query_come_with_its_answer() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |_| {});
    let page = get(&server, "/api/v1/search?q=flood+and+late").json();
    assert_eq!((&page["notes"][0]["start"], &page["notes"][0]["end"]), (&6.into(), &9.into()));
}

/// Checks that an answer holds the objects that the command prints: those under `name`, then the summary.
#[track_caller]
fn check_page(folder: &Folder, server: &Server, path: &str, name: &str, args: &[&str]) -> Value {
    let reply = get(server, path);
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    let page = reply.json();
    let mut printed = folder.run(args).lines();
    assert_eq!(page["summary"], printed.pop().unwrap(), "{path}");
    assert_eq!(page[name].as_array().unwrap(), &printed, "{path}");
    assert!(!printed.is_empty(), "{path}");
    page
}

#[test]
fn quotes_speakers_and_verdicts_are_those_of_the_command_line() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    let check = |path: &str, name: &str, args: &[&str]| check_page(&folder, &server, path, name, args);
    check("/api/v1/quotes", "quotes", &["quotes", "--json"]);
    check(
        "/api/v1/quotes?q=water+OR+flood&sort=oldest&limit=3",
        "quotes",
        &["quotes", "--json", "-n3", "--sort=oldest", "water OR flood"],
    );
    let speakers = check("/api/v1/speakers?limit=2", "speakers", &["quotes", "--json", "--top-speakers", "-n2"]);
    let name = text(&speakers["speakers"][0]["speaker"]);
    let by = format!("/api/v1/quotes?by={}", name.replace(' ', "+"));
    let quotes = check(&by, "quotes", &["quotes", "--json", "--by", &name]);
    let rest = check("/api/v1/quotes?limit=4", "quotes", &["quotes", "--json", "-n4"]);
    let rest = format!("/api/v1/quotes?limit=4&cursor={}", text(&rest["next"]));
    check(&rest, "quotes", &["quotes", "--json", "-n4", "--offset=4"]);
    let words = text(&quotes["quotes"][0]["text"]);
    let page = get(&server, &format!("/api/v1/verify?quote={}", encoded(&words))).json();
    let mut printed = folder.run(&["verify", "--json", &words]).lines();
    assert_eq!(page["summary"], printed.pop().unwrap());
    assert_eq!(page["findings"].as_array().unwrap(), &printed);
    assert_eq!(page["summary"]["verdict"], "exact");
}

#[test]
fn what_is_like_an_article_and_what_sets_hits_apart_is_that_of_the_command_line() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    let id = text(&folder.run(&["search", "--json", "title:hangers OR title:reopens"]).hits()[0]["id"]);
    let page = get(&server, &format!("/api/v1/articles/{id}/like?limit=4&where=lang%3Aen+and+toll")).json();
    let printed = folder.run(&["like", "--json", "-n4", &id, "--where", "lang:en and toll"]).succeeds();
    assert_eq!(page["hits"].as_array().unwrap(), &printed.hits());
    assert_eq!(page["summary"]["total"], printed.summary()["total"]);
    assert_eq!(page["like"]["words"], printed.lines()[0]["words"]);
    assert_eq!(page["notes"][0]["start"], 8);
    let page = get(&server, "/api/v1/keywords?q=flood&limit=12").json();
    let mut printed = folder.run(&["keywords", "--json", "-n12", "flood"]).succeeds().lines();
    assert_eq!(page["summary"]["read"], printed.pop().unwrap()["read"]);
    assert_eq!(page["keywords"].as_array().unwrap(), &printed);
    assert!(printed.len() > 5);
    check_fault(&server, "/api/v1/articles/nowhere/like", 404, "no article");
    check_fault(&server, &format!("/api/v1/articles/{id}/like?where=flood+AND"), 400, "nothing stands after");
    check_fault(&server, &format!("/api/v1/articles/{id}/like?limit=101"), 400, "at most 100");
    check_fault(&server, "/api/v1/keywords", 400, "missing field");
    check_fault(&server, "/api/v1/keywords?q=flood+AND", 400, "nothing stands after");
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

#[test]
fn what_the_index_holds_and_what_matches_is_counted() {
    let folder = Folder::indexed(&[("many.jsonl", &many(5)), ("dated.jsonl", DATED)]);
    let server = limited(&folder, |_| {});
    let stats = get(&server, "/api/v1/stats").json();
    assert_eq!((&stats["articles"], &stats["files"]), (&8.into(), &2.into()));
    assert_eq!(stats["last_run"]["finished"], true);
    assert_eq!(stats["matching"], Value::Null);
    assert!(!stats.to_string().contains(folder.path("").to_str().unwrap()), "{stats}");
    let stats = get(&server, "/api/v1/stats?q=dam&period=month").json();
    let matching = &stats["matching"];
    assert_eq!((&matching["total"], &matching["dated"], &matching["understood"]), (&2.into(), &2.into(), &"dam".into()));
    assert_eq!(matching["publishers"], serde_json::json!({"values": 1, "top": [{"value": "The Courier", "articles": 2}]}));
    let stretches = [("2024-03", 1, 2), ("2024-04", 0, 0), ("2024-05", 1, 1)];
    let stretches = stretches.map(|(label, matching, all)| serde_json::json!({"label": label, "matching": matching, "all": all}));
    assert_eq!(matching["timeline"].as_array().unwrap(), &stretches);
    let by_week = get(&server, "/api/v1/stats?q=dam&period=week").json();
    assert_eq!(by_week["matching"]["timeline"][0]["label"], "2024-W13");
    let by_day = get(&server, "/api/v1/stats?q=dam").json();
    assert_eq!(by_day["matching"]["period"], "day");
}

const DATED: &str = r#"{"title": "One", "text": "The dam held.", "publisher": "The Courier", "date": "2024-03-25"}
{"title": "Two", "text": "A new dam.", "publisher": "The Courier", "date": "2024-05-02"}
{"title": "Three", "text": "Other news.", "publisher": "The Herald", "date": "2024-03-02"}
"#;

#[test]
fn counts_spreads_and_tables_are_those_of_the_command_line() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    let untimed = |mut summary: Value| {
        summary.as_object_mut().unwrap().remove("milliseconds");
        summary
    };
    let of_kind = |lines: &[Value], kind: &str| lines.iter().filter(|line| line["kind"] == kind).cloned().collect::<Vec<_>>();
    let of_count = ["--facet", "publisher,speaker", "--timeline", "month", "-n", "3", "flood OR storm"];
    let count = "/api/v1/count?q=flood+OR+storm&facet=publisher,speaker&timeline=month&limit=3";
    let (page, lines) = (get(&server, count).json(), folder.run(&[&["count", "--json"], &of_count[..]].concat()).lines());
    assert_eq!(page["values"].as_array().unwrap(), &of_kind(&lines, "value"));
    assert_eq!(page["stretches"].as_array().unwrap(), &of_kind(&lines, "stretch"));
    assert_eq!(untimed(page["summary"].clone()), untimed(lines.last().unwrap().clone()));
    assert!(page["values"].as_array().unwrap().len() == 6 && page["stretches"].as_array().unwrap().len() > 6, "{page}");
    let all = get(&server, "/api/v1/count").json();
    assert_eq!(all["values"].as_array().unwrap(), &of_kind(&folder.run(&["count", "--json"]).lines(), "value"));
    let csv = get(&server, &format!("{count}&format=csv"));
    assert_eq!(csv.body, folder.run(&[&["count", "--csv"], &of_count[..]].concat()).stdout);
    assert!(csv.has("content-type: text/csv; charset=utf-8"), "{}", csv.head);
    let named = "content-disposition: attachment; filename=\"pullquote-counts-flood-or-storm.csv\"";
    // What is answered again from memory has a name too.
    assert!(csv.has(named) && get(&server, &format!("{count}&format=csv")).has(named), "{}", csv.head);
    folder.run(&[&["count", "--svg", "a.svg"], &of_count[..]].concat()).succeeds();
    let svg = get(&server, &format!("{count}&format=svg"));
    assert_eq!(svg.body, std::fs::read_to_string(folder.path("a.svg")).unwrap());
    assert!(svg.has("content-type: image/svg+xml"), "{}", svg.head);

    check_page(&folder, &server, "/api/v1/spread?q=%22harbour+bridge%22", "days", &["spread", "--json", "\"harbour bridge\""]);
    let csv = get(&server, "/api/v1/spread?q=%22harbour+bridge%22&format=csv");
    assert_eq!(csv.body, folder.run(&["spread", "--csv", "\"harbour bridge\""]).stdout);

    folder.write("queries.csv", "flood insurance\nflood AND (dam OR\nnowhereatall\n");
    let batch = "/api/v1/batch?q=flood+insurance&q=flood+AND+(dam+OR&q=nowhereatall";
    let page = get(&server, batch).json();
    assert_eq!(page["queries"].as_array().unwrap(), &folder.run(&["batch", "--json", "queries.csv"]).lines());
    assert_eq!(page["queries"][1]["error"], "column 16: nothing stands after `OR`");
    let csv = get(&server, &format!("{batch}&format=csv")).body;
    assert_eq!(csv, folder.run(&["batch", "queries.csv"]).stdout);
}

#[test]
fn exports_are_those_of_the_command_line() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    for (form, ending) in
        [("csv", "csv"), ("jsonl", "jsonl"), ("ris", "ris"), ("bibtex", "bib"), ("csl-json", "json"), ("markdown", "md")]
    {
        for query in ["bridge", "words:>=0", "zeppelin"] {
            let reply = get(&server, &format!("/api/v1/export?q={}&format={form}", encoded(query)));
            assert_eq!((reply.status, reply.is_whole), (200, true), "{form}");
            assert!(reply.has("transfer-encoding: chunked"), "{}", reply.head);
            assert_eq!(reply.body, folder.run(&["export", "--format", form, "--", query]).stdout, "{query} as {form}");
            assert!(reply.has(&format!(".{ending}\"\r\n")), "{}", reply.head);
        }
    }
    let noted = get(&server, "/api/v1/export?q=bridge+%25+d%C3%A9luge");
    let line = noted.head.lines().find(|line| line.starts_with("pullquote-notes: [\"column 8: `%`: BUT NOT on Westlaw"));
    assert!(line.is_some_and(|line| line.contains("d\\u00e9luge") && line.ends_with("]")), "{}", noted.head);
    let hostile = get(&server, "/api/v1/export?q=%22%0d%0aX-Evil:+1%22+OR+..%2f..%2fb");
    assert!(hostile.has("filename=\"pullquote-export-x-evil-1-or-b.csv\"\r\n") && !hostile.has("\r\nx-evil"), "{}", hostile.head);
    let head = send(server.address(), b"HEAD /api/v1/export?q=bridge HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[test]
fn an_export_is_bounded_and_says_so_before_it_begins() {
    let folder = Folder::indexed(&[("many.jsonl", &many(10_001))]);
    let server = limited(&folder, |_| {});
    let problem = check_fault(&server, "/api/v1/export?q=flood", 400, "10001 articles match, and an export has at most 10000");
    assert!(text(&problem["hint"]).contains("fewer days"), "{problem}");
    let most = get(&server, "/api/v1/export?q=flood+-title:10001&format=jsonl");
    assert!(most.is_whole && most.body.lines().count() == 10_000, "{}", most.head);
    // Those who listen to nothing hold up no search.
    let silent: Vec<TcpStream> = (0..4)
        .map(|_| {
            let mut stream = TcpStream::connect(server.address()).unwrap();
            stream.write_all(b"GET /api/v1/export?q=flood+-title:1&format=jsonl HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            stream
        })
        .collect();
    assert_eq!(get(&server, "/api/v1/search?q=flood").status, 200);
    drop(silent);
    let none = limited(&folder, |limits| limits.max_exports = 0);
    let reply = get(&none, "/api/v1/export?q=flood");
    assert!(reply.status == 503 && reply.has("retry-after: 1"), "{}", reply.head);
    assert_eq!(get(&none, "/api/v1/search?q=flood").status, 200);
}

#[test]
fn what_to_expect_is_what_the_command_line_says() {
    let folder = Folder::indexed(&[("many.jsonl", &many(5)), ("dated.jsonl", DATED)]);
    let server = limited(&folder, |_| {});
    for (q, options) in [("dam", ""), ("dam+news", "&match=any"), ("zeppelin", ""), ("flood+and+dam", "")] {
        let told = get(&server, &format!("/api/v1/expect?q={q}{options}")).json();
        let words = q.replace('+', " ");
        let how = if options.is_empty() { "all" } else { "any" };
        let printed = folder.run(&["watchlist", "expect", "--json", "--match", how, &words]).json();
        // The server of this test lives in 2023, before which nothing here was published.
        let mut expected = printed.clone();
        expected["days"] = serde_json::json!([]);
        expected["undated"] = printed["articles"].clone();
        assert_eq!(told, expected, "{q}");
    }
    check_fault(&server, "/api/v1/expect?q=dam&match=best", 400, "unknown variant `best`");
    check_fault(&server, "/api/v1/expect", 400, "missing field `q`");
}

#[test]
fn queries_are_explained() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |_| {});
    let page = get(&server, "/api/v1/explain?q=flood+late").json();
    let printed = folder.run(&["search", "--explain", "--json", "flood late"]).lines();
    assert_eq!(page["explanation"], printed[0]);
    assert_eq!(page["diagnosis"], Value::Null);
    let page = get(&server, "/api/v1/explain?q=flopd&match=all").json();
    let printed = folder.run(&["search", "--explain", "--json", "--match=all", "flopd"]).exits(1).lines();
    assert_eq!([&page["diagnosis"], &page["explanation"]], [&printed[0], &printed[1]]);
}

#[test]
fn queries_are_completed() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |_| {});
    let suggested = |q: &str| get(&server, &format!("/api/v1/suggest?q={q}")).json()["suggestions"].clone();
    assert_eq!(suggested("late+%22the+flo"), serde_json::json!([{"text": "late \"the flood", "word": "flood", "articles": 3}]));
    assert_eq!(suggested("flopd+"), serde_json::json!([{"text": "flood ", "word": "flood", "articles": 3}]));
    assert_eq!(suggested(""), serde_json::json!([]));
}

#[test]
fn the_description_is_of_what_is_there() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |_| {});
    let api = get(&server, "/api/v1/openapi.json").json();
    let id = folder.ids().into_values().next().unwrap();
    for (path, described) in api["paths"].as_object().unwrap() {
        let parameters = described["get"]["parameters"].as_array().unwrap();
        let value = |name: &Value| match text(name).as_str() {
            "limit" => "100",
            "of" => "r1",
            _ => "flood",
        };
        let needed = parameters.iter().filter(|one| one["in"] == "query" && (one["required"] == true || one["name"] == "limit"));
        let asked: Vec<String> = needed.map(|one| format!("{}={}", text(&one["name"]), value(&one["name"]))).collect();
        let reply = get(&server, &format!("{}?{}", path.replace("{id}", &id), asked.join("&")));
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        let limit = parameters.iter().find(|one| one["name"] == "limit");
        assert!(limit.is_none_or(|limit| limit["schema"]["maximum"] == 100), "{path}");
        for status in ["200", "400", "401", "429", "503"] {
            assert!(described["get"]["responses"][status].is_object(), "{path}: {status}");
        }
    }
    assert_eq!(api["paths"].as_object().unwrap().len(), 16);
}

#[track_caller]
fn check_fault(server: &Server, path: &str, status: u16, detail: &str) -> Value {
    let reply = get(server, path);
    assert_eq!(reply.status, status, "{path}: {}", reply.body);
    assert!(reply.has("content-type: application/problem+json"), "{}", reply.head);
    let problem = reply.json();
    assert!(text(&problem["detail"]).contains(detail), "{problem}");
    assert_eq!(problem["status"], status);
    problem
}

#[test]
fn faults_say_what_and_where() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |_| {});
    let problem = check_fault(&server, "/api/v1/search?q=%C3%A9t%C3%A9+AND+(dam+OR", 400, "nothing stands after `OR`");
    assert_eq!((&problem["column"], &problem["columns"]), (&14.into(), &2.into()));
    assert!(text(&problem["hint"]).contains("quotation marks"));
    check_fault(&server, "/api/v1/search", 400, "missing field `q`");
    let problem = check_fault(&server, "/api/v1/search?q=flood&colour=red", 400, "unknown field `colour`");
    assert_eq!(problem["hint"], Value::Null);
    let problem = check_fault(&server, "/api/v1/search?q=flood&srot=newest", 400, "unknown field `srot`");
    assert_eq!(problem["hint"], "did you mean `sort`?");
    let problem = check_fault(&server, "/api/v1/stats?q=flood&period=moth", 400, "unknown variant `moth`");
    assert_eq!(problem["hint"], "did you mean `month`?");
    let problem = check_fault(&server, "/api/v1/search?q=titel:flood", 400, "no field `titel`");
    assert!(text(&problem["hint"]).starts_with("did you mean `title:`?"));
    check_fault(&server, "/api/v1/search?q=flood&sort=best", 400, "unknown variant `best`");
    check_fault(&server, "/api/v1/search?q=flood&limit=101", 400, "at most 100");
    check_fault(&server, &format!("/api/v1/search?q={}", "a".repeat(5000)), 400, "longer than 4096 bytes");
    check_fault(&server, "/api/v1/search?q=flood&cursor=x", 400, "not of this search");
    let beyond = text(&get(&server, "/api/v1/search?q=flood&limit=1").json()["next"]);
    check_fault(&server, &format!("/api/v1/search?q=flood&limit=1&cursor={}ffffffff", &beyond[..32]), 400, "not of this search");
    let problem = check_fault(&server, "/api/v1/quotes?q=dam+OR&by=ruiz", 400, "nothing stands after `OR`");
    assert_eq!(problem["column"], 5);
    check_fault(&server, "/api/v1/quotes?by=%22", 400, "no name in `by`");
    check_fault(&server, "/api/v1/speakers?q=dam&sort=newest", 400, "unknown field `sort`");
    check_fault(&server, "/api/v1/verify?quote=,", 400, "no word to verify");
    check_fault(&server, &format!("/api/v1/verify?quote={}", "a+".repeat(501)), 400, "more than the 500");
    check_fault(&server, "/api/v1/stats?q=(", 400, "");
    check_fault(&server, "/api/v1/stats?period=decade", 400, "unknown variant `decade`");
    for path in ["explain", "spread", "export", "batch"] {
        check_fault(&server, &format!("/api/v1/{path}"), 400, "missing field `q`");
    }
    for path in ["count", "spread", "export"] {
        let problem = check_fault(&server, &format!("/api/v1/{path}?q=dam+AND+(a+OR"), 400, "nothing stands after `OR`");
        assert_eq!((&problem["column"], &problem["columns"]), (&12.into(), &2.into()));
    }
    let problem = check_fault(&server, "/api/v1/count?facet=lang,publishr", 400, "no facet `publishr`");
    assert_eq!(problem["hint"], "did you mean `publisher`?");
    let problem = check_fault(&server, "/api/v1/export?q=flood&format=bibtx", 400, "unknown variant `bibtx`");
    assert_eq!(problem["hint"], "did you mean `bibtex`?");
    check_fault(&server, "/api/v1/count?q=flood&format=svg", 400, "no timeline to draw");
    check_fault(&server, "/api/v1/batch?q=flood&macth=any", 400, "no parameter `macth`");
    check_fault(&server, "/api/v1/batch?q=flood&match=non", 400, "unknown variant `non`");
    check_fault(&server, &format!("/api/v1/batch?{}", "q=a&".repeat(101)), 400, "there are 101 queries");
    check_fault(&server, &format!("/api/v1/batch?q={}", "a".repeat(5000)), 400, "longer than 4096 bytes");
    check_fault(&server, "/api/v1/suggest?q=a&limit=-1", 400, "invalid digit");
    check_fault(&server, "/api/v1/articles/zzz", 404, "no article `zzz`");
    check_fault(&server, "/api/v1/articles/many.jsonl", 404, "no article");
    check_fault(&server, "/nowhere", 404, "nothing at this address");
    check_fault(&server, &format!("/{}", "a".repeat(9000)), 414, "longer than");
}

// Pages.

#[test]
fn pages_fit_together_while_somebody_indexes() {
    let folder = Folder::indexed(&[("many.jsonl", &many(25))]);
    let server = limited(&folder, |_| {});
    let whole = titles(&get(&server, "/api/v1/search?q=flood&limit=100").json());
    assert_eq!(whole.len(), 25);
    let mut page = get(&server, "/api/v1/search?q=flood&limit=10").json();
    let mut paged = titles(&page);
    let first_next = text(&page["next"]);
    folder.write("news/more.jsonl", many(7).replace("Flood ", "Another flood "));
    folder.run(&["index", "news"]).succeeds();
    wait_for_total(&server, 32);
    while let Some(next) = page["next"].as_str() {
        page = get(&server, &format!("/api/v1/search?q=flood&limit=10&cursor={next}")).json();
        paged.extend(titles(&page));
    }
    assert_eq!(paged, whole);
    check_fault(&server, &format!("/api/v1/search?q=late&cursor={first_next}"), 400, "not of this search");
    let unknown = format!("{}{}", "0".repeat(16), &first_next[16..]);
    check_fault(&server, &format!("/api/v1/search?q=flood&cursor={unknown}"), 410, "changed");
}

#[test]
fn a_rebuilt_index_is_seen() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |_| {});
    folder.write("news/many.jsonl", many(5));
    folder.run(&["index", "--rebuild", "news"]).succeeds();
    wait_for_total(&server, 5);
}

/// Asks until so many articles are found; a test that waits in vain is ended by whoever runs it.
fn wait_for_total(server: &Server, total: u64) {
    while get(server, "/api/v1/search?q=flood&limit=0").json()["summary"]["total"] != total {
        sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_was_answered_before_is_answered_again_until_the_index_changes() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |_| {});
    let ask = |headers: &str| get_with(&server, "/api/v1/search?q=flood", "localhost", headers);
    let first = ask("");
    let etag = first.head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    // How long it took is told in it, so another answer would differ.
    assert_eq!(ask("").body, first.body);
    let unchanged = ask(&format!("If-None-Match: \"x\", {etag}\r\n"));
    assert_eq!((unchanged.status, unchanged.body.as_str()), (304, ""));
    folder.write("news/more.jsonl", many(4).replace("Flood ", "Another flood "));
    folder.run(&["index", "news"]).succeeds();
    wait_for_total(&server, 7);
    let changed = ask(&format!("If-None-Match: {etag}\r\n"));
    assert_eq!((changed.status, &changed.json()["summary"]["total"]), (200, &7.into()));
}

#[test]
fn relative_dates_are_not_those_of_another_day() {
    static NOW: AtomicI64 = AtomicI64::new(1_700_000_000);
    let dated = r#"{"title": "A", "text": "The flood.", "date": "2023-11-14"}"#;
    let folder = Folder::indexed(&[("one.jsonl", dated)]);
    let server = Server::start(&ServeConfig { now: || NOW.load(Ordering::SeqCst), ..config(&folder) }).unwrap();
    let total = || get(&server, "/api/v1/search?q=flood+since:2d").json()["summary"]["total"].clone();
    assert_eq!(total(), 1);
    NOW.fetch_add(10 * 86_400, Ordering::SeqCst);
    assert_eq!(total(), 0);
}

#[test]
fn what_was_done_is_counted() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = Server::start(&ServeConfig { token: Some(TOKEN.to_owned()), ..config(&folder) }).unwrap();
    let token = format!("Authorization: Bearer {TOKEN}\r\n");
    let ask = |path: &str| get_with(&server, path, "localhost", &token);
    for path in ["/api/v1/search?q=flood", "/api/v1/search?q=flood", "/api/v1/search?q=(", "/api/v1/articles/x", "/a", "/b"] {
        ask(path);
    }
    assert_eq!(get(&server, "/metrics").status, 401);
    let reply = ask("/metrics");
    assert!(reply.has("content-type: text/plain; version=0.0.4"), "{}", reply.head);
    for line in [
        "pullquote_requests_total{endpoint=\"/api/v1/search\",status=\"2xx\"} 2",
        "pullquote_requests_total{endpoint=\"/api/v1/search\",status=\"4xx\"} 1",
        "pullquote_requests_total{endpoint=\"/api/v1/articles/{id}\",status=\"4xx\"} 1",
        "pullquote_requests_total{endpoint=\"/metrics\",status=\"4xx\"} 1",
        "pullquote_requests_total{endpoint=\"other\",status=\"4xx\"} 2",
        "pullquote_request_seconds_bucket{endpoint=\"/api/v1/search\",le=\"+Inf\"} 3",
        "pullquote_request_seconds_count{endpoint=\"/api/v1/search\"} 3",
        "pullquote_requests_in_flight 1",
        "pullquote_cache_hits_total 1",
        "pullquote_articles 3",
        "pullquote_index_changes_total 0",
    ] {
        assert!(reply.body.lines().any(|found| found == line), "{line} is not in:\n{}", reply.body);
    }
}

// Who may ask.

#[test]
fn pages_of_other_hosts_are_not_answered() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let server = limited(&folder, |_| {});
    assert_eq!(get_with(&server, "/api/v1/search?q=flood", "evil.example", "").status, 421);
    assert_eq!(get_with(&server, "/api/v1/search?q=flood", "127.0.0.1:99", "").status, 200);
}

#[test]
fn a_token_is_needed_where_there_is_one() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let server = Server::start(&ServeConfig { token: Some(TOKEN.to_owned()), ..config(&folder) }).unwrap();
    let ask = |headers: &str| get_with(&server, "/api/v1/search?q=flood", "localhost", headers);
    let refused = ask("");
    assert_eq!(refused.status, 401);
    assert!(refused.has("www-authenticate: Bearer"), "{}", refused.head);
    assert_eq!(ask("Authorization: Bearer wrong\r\n").status, 401);
    assert_eq!(ask(&format!("Authorization: Bearer {TOKEN}\r\n")).status, 200);
    assert_eq!(get(&server, "/healthz").status, 200);
    folder.run(&["serve", "--listen", "0.0.0.0:0"]).fails_with(&["there is no token", "--token-file"]);
    folder.write("token", "short");
    folder.run(&["serve", "--listen", "0.0.0.0:0", "--token-file", "token"]).fails_with(&["shorter than 16"]);
}

#[test]
fn nothing_can_be_changed() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let server = limited(&folder, |_| {});
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let request = format!("{method} /api/v1/search?q=flood HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let reply = send(server.address(), request.as_bytes());
        assert_eq!(reply.status, 405, "{method}");
        assert!(reply.has("allow: GET, HEAD"), "{}", reply.head);
    }
}

#[test]
fn every_answer_says_what_a_browser_may_do() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let server = limited(&folder, |_| {});
    for path in ["/healthz", "/nowhere", "/api/v1/search?q=flood"] {
        let reply = get(&server, path);
        for header in
            ["content-security-policy: default-src 'none'", "x-content-type-options: nosniff", "referrer-policy: no-referrer"]
        {
            assert!(reply.has(header), "{path}: {}", reply.head);
        }
    }
}

// Limits.

#[test]
fn heads_that_are_too_large_are_refused() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let server = limited(&folder, |_| {});
    let large = format!("X-Large: {}\r\n", "a".repeat(20_000));
    assert_eq!(get_with(&server, "/healthz", "localhost", &large).status, 431);
    assert_eq!(get_with(&server, "/healthz", "localhost", &"X-Many: 1\r\n".repeat(100)).status, 431);
    assert_eq!(send(server.address(), b"\x16\x03\x01 nonsense\r\n\r\n").status, 400);
    assert_eq!(get(&server, "/healthz").status, 200);
}

#[test]
fn clients_that_never_end_their_request_are_given_up() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let limits = |limits: &mut ServeLimits| (limits.header_time, limits.max_connections) = (Duration::from_millis(200), 2);
    let server = limited(&folder, limits);
    let slow: Vec<TcpStream> = (0..2).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    for mut stream in &slow {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: ").unwrap();
    }
    // Both places are taken; it is answered once they are free again.
    assert_eq!(get(&server, "/healthz").status, 200);
    for mut stream in &slow {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        assert!(!rest.starts_with(b"HTTP/1.1 200"));
    }
}

#[test]
fn hostile_requests_are_refused_and_others_are_served() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |limits| limits.header_time = Duration::from_secs(60));
    let idle: Vec<TcpStream> = (0..300).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    let endless = format!("GET /api/v1/search?q={} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(1 << 20));
    assert!(!(200..300).contains(&send(server.address(), endless.as_bytes()).status));
    // In the description as it is sent: brackets need no escape.
    for deep in ["(".repeat(2000), "-".repeat(4000), "title:(".repeat(500), format!("{}dam{}", "(".repeat(900), ")".repeat(900))]
    {
        let status = get(&server, &format!("/api/v1/search?q={deep}")).status;
        assert!(status == 200 || status == 400, "{status}: {}", &deep[..20]);
    }
    for odd in ["%ff%fe", "%", "%zz", "%00", "%f0%9f", "%e2%80%ae", "flood%0a%0d", "+++", "&&&", "="] {
        for address in ["search?q=", "quotes?by=", "verify?quote=", "stats?q=", "explain?q=", "suggest?q=", "articles/"] {
            let status = get(&server, &format!("/api/v1/{address}{odd}")).status;
            assert!([200, 400, 404].contains(&status), "{status}: {address}{odd}");
        }
    }
    assert_eq!(send(server.address(), b"GET /api/v1/search?q=\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n").status / 100, 4);
    // Everything that may be long at once: of each word the wildcard stands for many.
    let wide = "*a*+".repeat(1000);
    assert!(get(&server, &format!("/api/v1/explain?q={wide}")).status < 600);
    assert_eq!(get(&server, "/api/v1/search?q=flood").status, 200);
    drop(idle);
}

#[test]
fn too_much_at_once_is_told_to_come_again() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let full = limited(&folder, |limits| limits.max_requests = 0);
    let reply = get(&full, "/api/v1/search?q=flood");
    assert_eq!(reply.status, 503);
    assert!(reply.has("retry-after: 1"), "{}", reply.head);
    assert_eq!(get(&full, "/healthz").status, 200);
    let rationed = limited(&folder, |limits| limits.requests_per_second = Some(0));
    let reply = get(&rationed, "/healthz");
    assert_eq!(reply.status, 429);
    assert!(reply.has("retry-after: 1"), "{}", reply.head);
}

#[test]
fn reading_all_quotes_ends_when_its_time_is_over() {
    let folder = Folder::indexed(&[("many.jsonl", &many(50))]);
    let snapshot = LocalIndex::open(&folder.path("index")).unwrap().snapshot();
    let config = QuoteConfig { query: Query::everything(), sort: Sort::Newest, offset: 0, limit: 10 };
    let limited = snapshot.within(Deadline::after(Duration::ZERO));
    let error = find_quotes(&*limited, &config).unwrap_err();
    assert!(matches!(error, Error::TakesTooLong { .. }), "{error}");
    assert!(matches!(top_speakers(&*limited, &config.query), Err(Error::TakesTooLong { .. })));
    find_quotes(&*snapshot, &config).unwrap();
}

#[test]
fn a_search_that_takes_too_long_is_refused_with_the_clause_at_which_it_was() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let slow = limited(&folder, |limits| limits.request_time = Duration::from_nanos(1));
    for address in ["search?q=flood+w/5+late", "quotes?q=flood+w/5+late", "count?q=flood+w/5+late", "batch?q=flood+w/5+late"] {
        let reply = get(&slow, &format!("/api/v1/{address}"));
        assert_eq!(reply.status, 503, "{address}");
        let detail = text(&reply.json()["detail"]);
        assert!(detail.contains("takes longer than") && detail.contains("flood w/5 late"), "{address}: {detail}");
    }
}

// The command.

#[cfg(unix)]
#[test]
fn the_command_tells_its_address_first_and_ends_when_asked() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let (mut child, address) = serving(&folder, &[]);
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(send(address, request).status, 200);
    assert_eq!(ended(&mut child), Some(0));
    TcpStream::connect(address).unwrap_err();
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_watched_is_served_as_it_is() {
    let folder = Folder::of(&[("news/a.txt", "Flood\n\nThe flood came.\n")]);
    let (mut child, address) = serving(&folder, &["--watch", "news"]);
    let n_found = || {
        let request = b"GET /api/v1/search?q=flood HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        send(address, request).json()["summary"]["total"].as_u64().unwrap()
    };
    let comes_to = |n: u64| (0..600).any(|_| n_found() == n || (sleep(Duration::from_millis(50)), false).1);
    assert!(comes_to(1));
    folder.write("news/b.txt", "Flood\n\nThe flood went.\n");
    assert!(comes_to(2));
    folder.remove("news/a.txt");
    assert!(comes_to(1));
    assert_eq!(ended(&mut child), Some(0));
    folder.run(&["check"]).succeeds();
    folder.run(&["serve", "--watch", "nowhere"]).fails_with(&["nowhere"]);
}

/// Starts the command, and returns where it listens.
#[cfg(unix)]
fn serving(folder: &Folder, args: &[&str]) -> (Child, SocketAddr) {
    let args = [&["serve", "--listen", "127.0.0.1:0"], args].concat();
    let mut child = folder.command(&args).stdout(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    // It goes on telling what it does, to somebody who listens.
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    (child, line.trim().strip_prefix("http://").unwrap().parse().unwrap())
}

/// Asks it to stop, and returns how it ended.
#[cfg(unix)]
fn ended(child: &mut Child) -> Option<i32> {
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    child.wait().unwrap().code()
}

#[test]
fn stories_are_hits_and_are_paged_through() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    let all = get(&server, "/api/v1/search?q=ferry&group=story&limit=100").json();
    let n_stories = all["summary"]["stories"].as_u64().unwrap();
    assert!(n_stories < all["summary"]["total"].as_u64().unwrap());
    assert_eq!(all["hits"].as_array().unwrap().len() as u64, n_stories);
    assert_eq!(all["next"], Value::Null);
    let (mut ranks, mut next) = (Vec::new(), String::new());
    loop {
        let page = get(&server, &format!("/api/v1/search?q=ferry&group=story&limit=1{next}")).json();
        ranks.push(page["hits"][0]["rank"].as_u64().unwrap());
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(ranks, (1..=n_stories).collect::<Vec<_>>());
    let longest = get(&server, "/api/v1/search?q=ferry+barge&group=story&lead=longest&limit=1").json();
    assert_eq!(longest["hits"][0]["story"]["copies"], 2);
    for wrong in ["group=day", "group=story&lead=best"] {
        assert_eq!(get(&server, &format!("/api/v1/search?q=ferry&{wrong}")).status, 400);
    }
}

#[test]
fn versions_are_given_by_url_and_by_article() {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    let server = limited(&folder, |_| {});
    let url = "https%3A%2F%2Fwww.harbour-herald.example%2Fcity%2Fcouncil-budget";
    let history = get(&server, &format!("/api/v1/history?of={url}")).json();
    assert_eq!(history["versions"].as_array().unwrap().len(), 2);
    assert_eq!(history["versions"][1]["title_before"], "Council budget passes after five hours");
    let id = text(&history["versions"][0]["id"]);
    assert_eq!(get(&server, &format!("/api/v1/history?of={id}")).json(), history);
    assert_eq!(get(&server, "/api/v1/history?of=https%3A%2F%2Fnowhere.example%2F").status, 404);
    assert_eq!(get(&server, "/api/v1/history").status, 400);
}
