//! Nobody can keep the server from others:
//!
//! 1. every question that may take long looks whether to go on, and leaves nothing half done when it stops;
//! 2. what a client takes is bounded before it shows a token, and wrong tokens count;
//! 3. clients that keep the server waiting lose their connection to others;
//! 4. pages of other sites cannot ask in the background.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::harness::Folder;
use crate::harness::http::{Reply, config, get, get_with, limited, send};
use pullquote::checkpoint::{Checkpoint, under};
use pullquote::choice::{Facet, MatchWords, Sort};
use pullquote::engine::local::LocalIndex;
use pullquote::engine::{Index, ReadOrder, Snapshot};
use pullquote::error::{Error, Result};
use pullquote::hit::{Coverage, SearchRequest, ValuesWanted};
use pullquote::query::{Query, parse};
use pullquote::search::{
    CountConfig, KeywordsConfig, OwnWords, QuoteConfig, VerifyConfig, count, find_quotes, keywords, spread, verify,
};
use pullquote::serve::{ServeConfig, ServeLimits, Server};

const TOKEN: &str = "correct-horse-battery";

fn articles(n: usize) -> String {
    let article = |n| {
        format!(
            "{{\"title\": \"Flood {n}\", \"text\": \"The flood of {n} came late. “The dam held in the flood,” said Ana Ruiz.\", \"date\": \"2024-03-25\"}}\n"
        )
    };
    (1..=n).map(article).collect()
}

// 1. Work that is given up.

/// Passes so often, and then no more.
struct Passes(AtomicUsize);

impl Checkpoint for Passes {
    fn passes(&self) -> bool {
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

fn query(text: &str) -> Query {
    parse(text, 0).0.unwrap()
}

type Question = fn(&dyn Snapshot) -> Result<usize>;

fn found(snapshot: &dyn Snapshot, text: &str, sort: Sort) -> Result<usize> {
    let request =
        SearchRequest { query: query(text), coverage: Coverage::All, sort, count: Default::default(), offset: 0, limit: 100 };
    snapshot.search(&request).map(|hits| hits.total)
}

const QUESTIONS: [(&str, Question); 12] = [
    ("words", |snapshot| found(snapshot, "flood late", Sort::Relevance)),
    ("proximity", |snapshot| found(snapshot, "the w/1000 the w/1000 flood", Sort::Relevance)),
    ("a wildcard", |snapshot| found(snapshot, "1*", Sort::Newest)),
    ("alternatives", |snapshot| found(snapshot, "atleast2(flood) OR ferry", Sort::Oldest)),
    ("facets", |snapshot| {
        snapshot
            .facets(&query("flood"), Coverage::All, &Facet::ALL, ValuesWanted::MostFrequent(3))
            .map(|facets| facets.total as usize)
    }),
    ("reading", |snapshot| {
        let mut n_read = 0;
        let mut each = |_| {
            n_read += 1;
            Ok(())
        };
        snapshot.each_match(&query("flood"), Coverage::All, ReadOrder::ById, &mut each)?;
        snapshot.each_match(&query("flood"), Coverage::All, ReadOrder::Stored, &mut each).map(|()| n_read)
    }),
    ("quotes", |snapshot| {
        let config = QuoteConfig { query: query("flood"), sort: Sort::Relevance, offset: 0, limit: 3 };
        find_quotes(snapshot, &config).map(|answer| answer.totals.n_quotes as usize)
    }),
    ("spread", |snapshot| spread(snapshot, &query("flood")).map(|spread| spread.first.total)),
    ("counts", |snapshot| {
        let config =
            CountConfig { query: query("flood"), match_words: MatchWords::All, facets: vec![], n_values: 3, period: None };
        count(snapshot, &config).map(|counts| counts.answer.total)
    }),
    ("keywords", |snapshot| {
        let (match_words, own_words) = (MatchWords::All, OwnWords::Given);
        let config = KeywordsConfig { query: query("flood"), match_words, limit: 9, max_read: 1000, own_words };
        let found = keywords(snapshot, &config, &mut |_| std::ops::ControlFlow::Continue(()));
        found.map(|found| found.n_read as usize)
    }),
    ("a quotation", |snapshot| {
        let config = VerifyConfig { words: "the dam held in the flood".to_owned(), by: None, limit: 3 };
        verify(snapshot, &config).map(|found| found.total)
    }),
    ("articles of a file", |snapshot| snapshot.articles("news/many.jsonl", 3).map(|articles| articles.len())),
];

#[test]
fn every_long_question_stops_when_it_is_given_up_and_leaves_nothing_half_done() {
    let folder = Folder::indexed(&[("many.jsonl", &articles(300))]);
    for (name, ask) in QUESTIONS {
        let expected = ask(&*LocalIndex::open(&folder.path("index")).unwrap().snapshot()).unwrap();
        assert!(expected > 0, "{name}");
        // On a snapshot that has computed nothing yet, so that the values that it keeps are made while the work is given up.
        let snapshot = LocalIndex::open(&folder.path("index")).unwrap().snapshot();
        for n_passes in [0, 1, 2, 3] {
            let given_up = under(Arc::new(Passes(AtomicUsize::new(n_passes))), || ask(&*snapshot));
            match given_up {
                Err(Error::GivenUp) => {}
                // It looks less often, and was done.
                Ok(found) if n_passes > 0 => assert_eq!(found, expected, "{name}"),
                other => panic!("{name} after {n_passes}: {other:?}"),
            }
        }
        assert_eq!(ask(&*snapshot).unwrap(), expected, "{name}");
    }
}

/// Each article that is read is a reason to look.
#[test]
fn the_work_between_two_looks_does_not_grow_with_the_index() {
    let n_looks = |n_articles: usize, name: &str| {
        let folder = Folder::indexed(&[("many.jsonl", &articles(n_articles))]);
        let snapshot = LocalIndex::open(&folder.path("index")).unwrap().snapshot();
        let looks = Arc::new(Passes(AtomicUsize::new(usize::MAX)));
        let (_, ask) = QUESTIONS.into_iter().find(|(of, _)| *of == name).unwrap();
        under(Arc::<Passes>::clone(&looks), || ask(&*snapshot)).unwrap();
        usize::MAX - looks.0.load(Ordering::SeqCst)
    };
    for name in ["reading", "quotes", "spread", "articles of a file"] {
        let [few, many] = [100, 300].map(|n| n_looks(n, name));
        assert!(few >= 100 && many >= 300, "{name}: {few}, {many}");
    }
}

// 2. What a client takes.

/// Starts a server that other machines could reach, and returns where this one does.
fn public(folder: &Folder, change: impl FnOnce(&mut ServeLimits)) -> (Server, SocketAddr) {
    let address = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let mut config = ServeConfig { address, token: Some(TOKEN.to_owned()), ..config(folder) };
    change(&mut config.limits);
    let server = Server::start(&config).unwrap();
    let port = server.address().port();
    (server, SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
}

fn ask(address: SocketAddr, path: &str, headers: &str) -> Reply {
    send(address, format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Connection: close\r\n\r\n").as_bytes())
}

#[test]
fn wrong_tokens_count_against_the_rate() {
    let folder = Folder::indexed(&[("many.jsonl", &articles(1))]);
    let (_server, address) = public(&folder, |limits| limits.requests_per_second = Some(3));
    // A second may begin between two requests, so there may be twice as many answers.
    let statuses: Vec<u16> = (0..12).map(|_| ask(address, "/", "Authorization: Bearer wrong\r\n").status).collect();
    assert!(statuses.contains(&401) && statuses.contains(&429), "{statuses:?}");
}

#[test]
fn what_a_client_may_take_is_bounded_before_the_token() {
    let folder = Folder::indexed(&[("many.jsonl", &articles(1))]);
    let (server, address) = public(&folder, |limits| limits.max_requests_of_client = 0);
    let reply = ask(address, "/", "");
    assert_eq!((reply.status, reply.has("retry-after: 1")), (429, true), "{}", reply.head);
    server.stop();
    let token = format!("Authorization: Bearer {TOKEN}\r\n");
    let (server, address) = public(&folder, |limits| limits.max_exports_of_client = 0);
    assert_eq!(ask(address, "/api/v1/export?q=flood", &token).status, 429);
    assert_eq!(ask(address, "/api/v1/search?q=flood", &token).status, 200);
    server.stop();
    let (_server, address) = public(&folder, |limits| limits.max_connections_of_client = 1);
    let first = TcpStream::connect(address).unwrap();
    // The server takes connections in their order, so the first has its place by now.
    assert_eq!(ask(address, "/healthz", "").status, 0);
    drop(first);
    while ask(address, "/healthz", "").status != 200 {
        std::thread::yield_now();
    }
}

#[test]
fn on_this_machine_only_the_bounds_for_all_hold() {
    let folder = Folder::indexed(&[("many.jsonl", &articles(1))]);
    let server = limited(&folder, |limits| {
        (limits.max_requests_of_client, limits.max_connections_of_client, limits.max_exports_of_client) = (0, 0, 0);
    });
    assert_eq!(get(&server, "/api/v1/export?q=flood").status, 200);
}

// 3. Clients that keep the server waiting.

#[test]
fn of_slow_heads_the_longest_waiting_loses_its_place_to_others() {
    let folder = Folder::indexed(&[("many.jsonl", &articles(1))]);
    let server = limited(&folder, |limits| (limits.header_time, limits.max_connections) = (Duration::from_secs(600), 2));
    let mut slow: Vec<TcpStream> = (0..2).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: ").unwrap();
    }
    assert_eq!(get(&server, "/healthz").status, 200);
    // The first has lost its place, and the second still has its own.
    let mut rest = Vec::new();
    let _ = slow[0].read_to_end(&mut rest);
    assert_eq!(rest, b"");
    slow[1].write_all(b"localhost\r\nConnection: close\r\n\r\n").unwrap();
    slow[1].read_to_end(&mut rest).unwrap();
    assert!(rest.starts_with(b"HTTP/1.1 200"));
}

// 4. Pages of other sites.

#[test]
fn pages_of_other_sites_cannot_ask_in_the_background() {
    let folder = Folder::indexed(&[("many.jsonl", &articles(1))]);
    let server = limited(&folder, |_| {});
    let check = |site: &str, mode: &str, dest: &str, expected: u16| {
        let mut headers = String::new();
        for (name, value) in [("Site", site), ("Mode", mode), ("Dest", dest)] {
            if !value.is_empty() {
                headers.push_str(&format!("Sec-Fetch-{name}: {value}\r\n"));
            }
        }
        let status = get_with(&server, "/api/v1/search?q=flood", "localhost", &headers).status;
        assert_eq!(status, expected, "{headers}");
    };
    check("cross-site", "no-cors", "image", 403);
    check("cross-site", "cors", "empty", 403);
    check("cross-site", "", "", 403);
    check("cross-site", "navigate", "iframe", 403);
    // A link on a page of another site, an address that was typed, and pages of this server.
    check("cross-site", "navigate", "document", 200);
    check("cross-site", "navigate", "", 200);
    check("none", "navigate", "document", 200);
    check("same-origin", "cors", "empty", 200);
    check("same-site", "no-cors", "image", 200);
    check("", "", "", 200);
    // Where other machines reach the server, the token decides.
    let (_server, address) = public(&folder, |_| {});
    let headers = format!("Authorization: Bearer {TOKEN}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n");
    assert_eq!(ask(address, "/api/v1/search?q=flood", &headers).status, 200);
}

#[test]
fn a_request_names_one_host() {
    let folder = Folder::indexed(&[("many.jsonl", &articles(1))]);
    let server = limited(&folder, |_| {});
    for second in ["localhost", "evil.example"] {
        let reply = get_with(&server, "/healthz", "localhost", &format!("Host: {second}\r\n"));
        assert_eq!((reply.status, reply.json()["detail"].as_str()), (400, Some("there is more than one `Host`")));
    }
    let (_server, address) = public(&folder, |_| {});
    assert_eq!(ask(address, "/healthz", "Host: localhost\r\n").status, 400);
}
