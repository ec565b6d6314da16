//! The server for language models keeps its word:
//!
//! 1. it speaks the protocol on standard input and output, and nothing else stands there;
//! 2. every tool answers within its budget, with places that are true;
//! 3. pages fit together, and so do the parts of an article;
//! 4. what is wrong with a request is told to the model that made it;
//! 5. over HTTP, only who may ask is answered, and what is too long is refused.

#![allow(clippy::needless_pass_by_value, reason = "messages are made where they are said")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Stdio;
use std::time::Duration;

use crate::harness::mcp::{Spoken, initialize};
use crate::harness::{Folder, code_points, text};
use pullquote::serve::{ServeConfig, ServeLimits, Server};
use serde_json::{Value, json};

const NAMES: [&str; 6] = ["search_articles", "search_quotes", "verify_quote", "get_article", "count_over_time", "explain_query"];

fn corpus() -> Folder {
    let folder = Folder::with_corpus();
    folder.run(&["index", "corpus"]).succeeds();
    folder
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

// It speaks the protocol.

#[test]
fn the_six_tools_are_listed_with_their_schemas() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let listed = spoken.ask("tools/list", json!({}))["result"]["tools"].clone();
    let names: Vec<String> = list(&listed).iter().map(|tool| text(&tool["name"])).collect();
    assert_eq!(names, NAMES);
    for tool in list(&listed) {
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{tool}");
        assert_eq!(tool["inputSchema"]["type"], "object");
        assert_eq!(tool["outputSchema"]["type"], "object");
        assert!(text(&tool["description"]).len() > 200, "{tool}");
    }
    spoken.end();
}

#[test]
fn it_ends_with_its_input_and_says_what_is_missing() {
    let folder = corpus();
    Spoken::new(&folder).end();
    let mut child = folder.command(&["mcp"]).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    folder.run(&["--index", "elsewhere", "mcp"]).fails_with(&["no index at `elsewhere`"]);
}

// The tools.

#[test]
fn articles_are_found_and_read_at_the_places_told() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let found = spoken.answer("search_articles", json!({"query": "flood insurance"}));
    assert_eq!((&found["total"], &found["truncated"], &found["next"]), (&2.into(), &false.into(), &Value::Null));
    assert_eq!(found["understood"], "flood insurance");
    for hit in list(&found["hits"]) {
        let article = spoken.answer("get_article", json!({"id": hit["id"], "query": "flood insurance", "max_tokens": 4000}));
        assert_eq!((&article["title"], &article["truncated"]), (&hit["title"], &false.into()));
        let body = text(&article["text"]);
        for fragment in list(&hit["snippet"]) {
            let shown = text(&fragment["text"]);
            assert_eq!(code_points(&body, &fragment["start"], &fragment["end"]), shown);
            for highlight in list(&fragment["highlights"]) {
                let marked = code_points(&shown, &highlight[0], &highlight[1]).to_lowercase();
                assert!(["flood", "insur"].iter().any(|stem| marked.starts_with(stem)), "{marked}");
            }
        }
        assert_eq!(article["matches_total"], list(&article["highlights"]).len());
        for highlight in list(&article["highlights"]) {
            let marked = code_points(&body, &highlight[0], &highlight[1]).to_lowercase();
            assert!(["flood", "insur"].iter().any(|stem| marked.starts_with(stem)), "{marked}");
        }
    }
    spoken.end();
}

#[test]
fn quotes_are_found_with_their_speakers() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let found = spoken.answer("search_quotes", json!({"query": "flood", "by": "bayh"}));
    assert_eq!((&found["total"], &found["articles"]), (&2.into(), &1.into()));
    let quote = &found["quotes"][0];
    assert_eq!(quote["speaker"], "Evan Bayh");
    assert!(text(&quote["text"]).starts_with("Flood control projects are critical"));
    let article = spoken.answer("get_article", json!({"id": quote["article"]["id"], "from": quote["start"]}));
    assert_eq!(article["start"], quote["start"]);
    assert!(text(&article["text"]).starts_with(&text(&quote["text"])));
    let all = spoken.answer("search_quotes", json!({"by": "Sandvoss", "sort": "newest"}));
    assert_eq!(all["total"], 10);
    spoken.end();
}

#[test]
fn quotations_are_verified() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let near = "flood control is critical to protecting Hoosier homes and businesses";
    let answer = spoken.answer("verify_quote", json!({"words": near, "by": "bayh"}));
    assert_eq!((&answer["verdict"], &answer["total"]), (&"near".into(), &1.into()));
    let kinds: Vec<String> =
        list(&answer["findings"][0]["differences"]).iter().map(|difference| text(&difference["kind"])).collect();
    assert_eq!(kinds, ["same", "missing", "added", "same"]);
    let exact = spoken.answer("verify_quote", json!({"words": "I keep looking for the mistake"}));
    assert_eq!(exact["verdict"], "exact");
    assert_eq!(spoken.answer("verify_quote", json!({"words": "nobody ever said that"}))["verdict"], "not-found");
    spoken.end();
}

#[test]
fn articles_are_counted_over_time() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let counted = spoken.answer("count_over_time", json!({"query": "flood", "period": "year"}));
    let sum: u64 = list(&counted["stretches"]).iter().map(|stretch| stretch["count"].as_u64().unwrap()).sum();
    assert_eq!(counted["dated"], sum);
    let n_of = |answer: &Value| {
        let counts = list(&answer["stretches"]).iter().map(|stretch| stretch["count"].as_u64().unwrap());
        counts.sum::<u64>()
    };
    for period in ["week", "month"] {
        let cut = spoken.answer("count_over_time", json!({"query": "flood", "period": period, "max_tokens": 400}));
        assert_eq!((&cut["truncated"], &cut["total"]), (&true.into(), &counted["total"]));
        let query = format!("flood since:{}", text(&cut["next"]));
        let rest = spoken.answer("count_over_time", json!({"query": query, "period": "month"}));
        assert_eq!(n_of(&cut) + rest["dated"].as_u64().unwrap(), sum, "{period}");
    }
    assert_eq!(spoken.answer("count_over_time", json!({"query": "flood"}))["period"], "year");
    spoken.end();
}

#[test]
fn queries_are_explained() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let explained = spoken.answer("explain_query", json!({"query": "\"flood insurance\" premium"}));
    assert_eq!((&explained["total"], &explained["advice"]), (&1.into(), &Value::Null));
    assert_eq!(explained["clauses"][1], json!({"depth": 1, "clause": "\"flood insurance\"", "articles": 2}));
    let nothing = spoken.answer("explain_query", json!({"query": "\"harbuor bridge\" w/3 closed"}));
    assert_eq!(nothing["advice"]["unknown_words"][0]["similar"][0], "harbour");
    assert_eq!(nothing["advice"]["try_instead"]["query"], "\"harbour bridge\" w/3 closed");
    let wrong = spoken.answer("explain_query", json!({"query": "flood AND (dam OR"}));
    assert_eq!(wrong["understood"], Value::Null);
    assert_eq!((&wrong["problems"][0]["kind"], &wrong["problems"][0]["column"]), (&"error".into(), &16.into()));
    spoken.end();
}

#[test]
fn every_answer_fits_its_budget() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let long = format!("({})", ["flood", "\"harbour bridge\"", "clos*", "said:we"].repeat(40).join(" OR "));
    for max_tokens in [400, 500, 1000, 20_000] {
        for query in ["a* OR e* OR t*", "\"the\"", long.as_str(), "and or not", "(the OR a*) w/p (of OR in OR s*)"] {
            let asked = json!({"query": query, "limit": 100, "max_tokens": max_tokens});
            for tool in ["search_articles", "search_quotes"] {
                let answer = spoken.answer(tool, asked.clone());
                let items = answer.get("hits").or_else(|| answer.get("quotes")).unwrap();
                assert!(!list(items).is_empty() || answer["total"] == 0, "{answer}");
            }
            spoken.answer("count_over_time", json!({"query": query, "period": "day", "max_tokens": max_tokens}));
            spoken.answer("explain_query", json!({"query": query, "max_tokens": max_tokens}));
            let article = spoken.answer("get_article", json!({"id": "0dnmrh", "query": query, "max_tokens": max_tokens}));
            assert!(article["end"].as_u64().unwrap() > 0);
        }
        let words = "flood control projects are critical to protecting Hoosier homes";
        spoken.answer("verify_quote", json!({"words": words, "max_tokens": max_tokens}));
    }
    spoken.end();
}

// Pages and parts.

/// Asks for page after page and gives what names each item.
fn paged(spoken: &mut Spoken, tool: &str, mut arguments: Value, items: &str, name: impl Fn(&Value) -> String) -> Vec<String> {
    let mut names = Vec::new();
    loop {
        let page = spoken.answer(tool, arguments.clone());
        names.extend(list(&page[items]).iter().map(&name));
        if page["next"].is_null() {
            assert_eq!(page["total"], names.len());
            return names;
        }
        arguments["cursor"] = page["next"].clone();
    }
}

#[test]
fn pages_fit_together() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let id = |hit: &Value| text(&hit["id"]);
    let asked = json!({"query": "the", "limit": 100, "max_tokens": 20_000});
    let whole = paged(&mut spoken, "search_articles", asked, "hits", id);
    let few = paged(&mut spoken, "search_articles", json!({"query": "the", "limit": 7, "max_tokens": 700}), "hits", id);
    assert!(whole.len() > 50);
    assert_eq!(few, whole);
    let place = |quote: &Value| format!("{}:{}", text(&quote["article"]["id"]), quote["start"]);
    let asked = json!({"query": "we", "limit": 100, "max_tokens": 20_000});
    let whole = paged(&mut spoken, "search_quotes", asked, "quotes", place);
    let few = paged(&mut spoken, "search_quotes", json!({"query": "we", "limit": 4, "max_tokens": 400}), "quotes", place);
    assert!(whole.len() > 10);
    assert_eq!(few, whole);
    spoken.end();
}

#[test]
fn parts_of_an_article_are_the_whole() {
    let long = "Ein “Wort” über die Flut von 東京 kam spät. ".repeat(300) + &"東".repeat(3000);
    let folder = Folder::indexed(&[("long.txt", &format!("Flut\n\n{long}"))]);
    let mut spoken = Spoken::new(&folder);
    let (mut read, mut from) = (String::new(), Value::from(0));
    while !from.is_null() {
        let part = spoken.answer("get_article", json!({"id": "news/long.txt", "from": from, "max_tokens": 600}));
        assert_eq!(part["start"], from);
        read += &text(&part["text"]);
        assert_eq!(part["end"], read.chars().count());
        assert_eq!(part["truncated"], !part["next_from"].is_null());
        from = part["next_from"].clone();
    }
    let shown = folder.run(&["show", "--json", "news/long.txt"]).json();
    assert_eq!(read, text(&shown["body"]));
    spoken.end();
}

// Mistakes.

#[test]
fn mistakes_are_told() {
    let folder = corpus();
    let mut spoken = Spoken::new(&folder);
    let mut check = |tool: &str, arguments: Value, told: &[&str]| {
        let refusal = spoken.refusal(tool, arguments);
        for part in told {
            assert!(refusal.contains(part), "no `{part}` in {refusal}");
        }
    };
    let dangling = ["nothing stands after `OR`", "column 14", "hint: "];
    check("search_articles", json!({"query": "été AND (dam OR"}), &dangling);
    check("search_quotes", json!({"query": "été AND (dam OR", "by": "x"}), &dangling);
    check("count_over_time", json!({"query": "été AND (dam OR"}), &dangling);
    check("search_articles", json!({}), &["missing field `query`"]);
    check("search_articles", json!({"query": "flood", "colour": "red"}), &["unknown field `colour`"]);
    check("search_articles", json!({"query": "flood", "limit": 0}), &["`limit` is at least 1"]);
    check("search_articles", json!({"query": "flood", "limit": 101}), &["`limit` is at most 100"]);
    check("search_articles", json!({"query": "flood", "max_tokens": 10}), &["`max_tokens` is from 400 to 20000"]);
    check("search_articles", json!({"query": "flood", "cursor": "x"}), &["not of this search"]);
    let gone = {
        let mut spoken = Spoken::new(&folder);
        let next = text(&spoken.answer("search_articles", json!({"query": "flood", "limit": 1}))["next"]);
        spoken.end();
        format!("{}{}", "0".repeat(16), &next[16..])
    };
    check("search_articles", json!({"query": "flood", "cursor": gone}), &["index has changed", "begin again"]);
    check("get_article", json!({"id": "zzz"}), &["no article `zzz`"]);
    check("get_article", json!({"id": "0dnmrh", "from": 99_999}), &["behind the end", "code points"]);
    check("verify_quote", json!({"words": "…"}), &["no word to verify"]);
    check("verify_quote", json!({"words": "a ".repeat(501)}), &["501 words"]);
    let unknown = spoken.ask("tools/call", json!({"name": "delete_everything", "arguments": {}}));
    assert_eq!(unknown["error"]["code"], -32602);
    assert_eq!(unknown["error"]["message"], "there is no tool `delete_everything`");
    spoken.end();
}

// Over HTTP.

fn served(folder: &Folder, change: impl FnOnce(&mut ServeConfig)) -> Server {
    let mut config = ServeConfig {
        site: pullquote::engine::Site::Directory(folder.path("index")),
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        token: None,
        limits: ServeLimits::default(),
        now: || 1_700_000_000,
    };
    change(&mut config);
    Server::start(&config).unwrap()
}

/// Sends a request and gives the status and the body of the answer.
fn send(server: &Server, method: &str, headers: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let request = format!(
        "{method} /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: application/json, \
         text/event-stream\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    // A server that refuses may stop reading before all is written.
    let _ = stream.write_all(request.as_bytes());
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let reply = String::from_utf8(bytes).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((&reply, ""));
    (head.split(' ').nth(1).map_or(0, |status| status.parse().unwrap()), body.to_owned())
}

fn post(server: &Server, headers: &str, message: &Value) -> (u16, String) {
    send(server, "POST", headers, &message.to_string())
}

fn search_message() -> Value {
    let params = json!({"name": "search_articles", "arguments": {"query": "flood insurance"}});
    json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params})
}

#[test]
fn tools_answer_over_http_as_over_pipes() {
    let folder = corpus();
    let server = served(&folder, |_| {});
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize()});
    let (status, body) = post(&server, "", &message);
    assert_eq!(status, 200, "{body}");
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["result"]["serverInfo"]["name"], "pullquote");
    let (status, _) = post(&server, "", &json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
    assert_eq!(status, 202);
    let (status, body) = post(&server, "MCP-Protocol-Version: 2025-06-18\r\n", &search_message());
    assert_eq!(status, 200, "{body}");
    let answer: Value = serde_json::from_str(&body).unwrap();
    let mut spoken = Spoken::new(&folder);
    let piped = spoken.answer("search_articles", json!({"query": "flood insurance"}));
    assert_eq!(answer["result"]["structuredContent"], piped);
    spoken.end();
    server.stop();
}

#[test]
fn a_search_that_takes_too_long_is_refused_with_the_clause_at_which_it_was() {
    let folder = corpus();
    let slow = served(&folder, |config| config.limits.request_time = Duration::from_nanos(1));
    for tool in ["search_articles", "search_quotes", "count_over_time"] {
        let params = json!({"name": tool, "arguments": {"query": "flood w/5 insurance"}});
        let message = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params});
        let (status, body) = post(&slow, "MCP-Protocol-Version: 2025-06-18\r\n", &message);
        assert_eq!(status, 200, "{body}");
        assert!(body.contains("takes longer than") && body.contains("flood w/5 insurance"), "{tool}: {body}");
    }
}

#[test]
fn only_who_may_ask_is_answered() {
    let folder = corpus();
    let server = served(&folder, |_| {});
    for origin in ["http://evil.example", "null", "http://localhost.evil.example"] {
        assert_eq!(post(&server, &format!("Origin: {origin}\r\n"), &search_message()).0, 403, "{origin}");
    }
    assert_eq!(post(&server, "Origin: http://localhost:3000\r\n", &search_message()).0, 200);
    for method in ["GET", "DELETE", "PUT"] {
        let (status, body) = send(&server, method, "", "");
        assert_eq!(status, 405, "{method}");
        assert!(body.contains("by POST"), "{body}");
    }
    let guarded = served(&folder, |config| config.token = Some("correct-horse-battery".to_owned()));
    assert_eq!(post(&guarded, "", &search_message()).0, 401);
    assert_eq!(post(&guarded, "Authorization: Bearer correct-horse-battery\r\n", &search_message()).0, 200);
}

#[test]
fn what_is_too_long_or_too_much_is_refused() {
    let folder = corpus();
    let server = served(&folder, |_| {});
    let mut message = search_message();
    message["params"]["arguments"]["query"] = "flood ".repeat(20_000).into();
    assert_eq!(post(&server, "", &message).0, 413);
    let mut chunked = TcpStream::connect(server.address()).unwrap();
    let head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
    let _ = chunked.write_all(format!("{head}20000\r\n{}\r\n0\r\n\r\n", " ".repeat(0x20000)).as_bytes());
    let mut reply = Vec::new();
    let _ = chunked.read_to_end(&mut reply);
    assert!(reply.starts_with(b"HTTP/1.1 413"), "{}", String::from_utf8_lossy(&reply));
    message["params"]["arguments"]["query"] = "flood ".repeat(1_000).into();
    let (status, body) = post(&server, "", &message);
    assert!(status == 200 && body.contains("longer than 4096 bytes"), "{body}");
    assert!((400..500).contains(&send(&server, "POST", "", "{nonsense").0));
    let busy = served(&folder, |config| config.limits.max_requests = 0);
    let (status, body) = post(&busy, "", &search_message());
    assert!(status == 200 && body.contains("too many requests are at work"), "{body}");
    let hasty = served(&folder, |config| config.limits.request_time = Duration::from_millis(300));
    let mut slow = TcpStream::connect(hasty.address()).unwrap();
    slow.write_all(b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{").unwrap();
    let mut reply = Vec::new();
    let _ = slow.read_to_end(&mut reply);
    assert!(reply.starts_with(b"HTTP/1.1 408"), "{}", String::from_utf8_lossy(&reply));
    let rationed = served(&folder, |config| config.limits.requests_per_second = Some(0));
    assert_eq!(post(&rationed, "", &search_message()).0, 429);
}
