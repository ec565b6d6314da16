//! The server keeps its word:
//!
//! 1. it answers as the command line does, and says what is wrong with a request, and where;
//! 2. pages of one answer fit together while somebody indexes, and new commits and rebuilt indexes are seen;
//! 3. only who may ask is answered;
//! 4. what is too long, too slow or too much is refused, and others are still served.

#![allow(clippy::unwrap_used, reason = "in tests, what fails should fail here")]

mod harness;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use harness::{Folder, text};
use pullquote::serve::{Limits, ServeConfig, Server};
use serde_json::Value;

const TOKEN: &str = "correct-horse-battery";

fn many(n: usize) -> String {
    (1..=n)
        .map(|n| format!("{{\"id\": \"r{n}\", \"title\": \"Flood {n}\", \"text\": \"The flood of {n} came late.\"}}\n"))
        .collect()
}

fn config(folder: &Folder) -> ServeConfig {
    ServeConfig {
        index: folder.path("index"),
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        token: None,
        limits: Limits::default(),
        now: || 1_700_000_000,
    }
}

fn limited(folder: &Folder, change: impl FnOnce(&mut Limits)) -> Server {
    let mut config = config(folder);
    change(&mut config.limits);
    Server::start(&config).unwrap()
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    #[track_caller]
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn has(&self, header: &str) -> bool {
        self.head.to_ascii_lowercase().contains(&header.to_ascii_lowercase())
    }
}

/// Sends bytes and reads all that comes back; empty where the server closed without an answer.
fn send(address: SocketAddr, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    // A server that refuses may stop reading before all is written.
    let _ = stream.write_all(request);
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let reply = String::from_utf8(bytes).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap_or((&reply, ""));
    let status = head.split(' ').nth(1).map_or(0, |status| status.parse().unwrap());
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

fn get_with(server: &Server, path: &str, host: &str, headers: &str) -> Reply {
    send(server.address(), format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").as_bytes())
}

fn get(server: &Server, path: &str) -> Reply {
    get_with(server, path, "localhost", "")
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

#[test]
fn notes_about_a_query_come_with_its_answer() {
    let folder = Folder::indexed(&[("many.jsonl", &many(3))]);
    let server = limited(&folder, |_| {});
    let page = get(&server, "/api/v1/search?q=flood+and+late").json();
    assert_eq!((&page["notes"][0]["start"], &page["notes"][0]["end"]), (&6.into(), &9.into()));
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
    check_fault(&server, "/api/v1/search?q=flood&colour=red", 400, "unknown field `colour`");
    check_fault(&server, "/api/v1/search?q=flood&sort=best", 400, "unknown variant `best`");
    check_fault(&server, "/api/v1/search?q=flood&limit=101", 400, "at most 100");
    check_fault(&server, &format!("/api/v1/search?q={}", "a".repeat(5000)), 400, "longer than 4096 bytes");
    check_fault(&server, "/api/v1/search?q=flood&cursor=x", 400, "not of this search");
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
        assert_eq!(send(server.address(), request.as_bytes()).status, 405, "{method}");
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
    let limits = |limits: &mut Limits| (limits.header_time, limits.max_connections) = (Duration::from_millis(200), 2);
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

// The command.

#[cfg(unix)]
#[test]
fn the_command_tells_its_address_first_and_ends_when_asked() {
    let folder = Folder::indexed(&[("many.jsonl", &many(1))]);
    let mut child = folder.command(&["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address: SocketAddr = line.trim().strip_prefix("http://").unwrap().parse().unwrap();
    let request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(send(address, request).status, 200);
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    TcpStream::connect(address).unwrap_err();
}
