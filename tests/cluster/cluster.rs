//! A real OpenSearch of three nodes, as `scripts/cluster` starts it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use serde_json::Value;

use super::harness::skipped;
use super::message::Message;

/// Three nodes that are one cluster. It ends when it is dropped, and with the process, however that one ends.
pub(crate) struct Cluster {
    /// Where the nodes are, `http://127.0.0.1:PORT`. A node that is stopped and started again is where it was.
    pub(crate) urls: Vec<String>,
    process: Child,
    commands: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
}

/// Starts a cluster, in some seconds. Returns `None` if it cannot, and the test is skipped.
pub(crate) fn cluster() -> Option<Cluster> {
    Cluster::start().map_err(|reason| skipped(&reason)).ok()
}

/// The cluster of all tests of this process, which the first one starts. Each takes an index of its own, and those that stop nodes take a
/// cluster of their own.
pub(crate) fn shared() -> Option<&'static Cluster> {
    static SHARED: OnceLock<Result<Cluster, String>> = OnceLock::new();
    // Each test that needs it is skipped, not only the first.
    SHARED.get_or_init(Cluster::start).as_ref().map_err(|reason| skipped(reason)).ok()
}

impl Cluster {
    fn start() -> Result<Cluster, String> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/cluster");
        let spawned = Command::new(script).arg("run").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = spawned.map_err(|error| format!("`scripts/cluster` cannot be run: {error}"))?;
        let commands = process.stdin.take().unwrap();
        let mut answers = BufReader::new(process.stdout.take().unwrap());
        let urls: Vec<String> = answers.by_ref().lines().take(3).map_while(Result::ok).collect();
        if urls.len() < 3 {
            drop(commands);
            let status = process.wait().unwrap();
            return Err(match status.code() {
                Some(4) => "what OpenSearch needs is missing; `scripts/cluster fetch` says what".to_owned(),
                _ => format!("`scripts/cluster run` has failed: {status}"),
            });
        }
        Ok(Cluster { urls, process, commands: Mutex::new(Some((commands, answers))) })
    }

    /// Stops a node, counted from 1, and waits until the others know, if they are still a cluster. Two that are stopped leave no cluster.
    /// When they are back, the third must be stopped and started too: otherwise some of its shards now and then get no copies again
    /// (`ShardNotInPrimaryModeException`, OpenSearch 2.19 and 3.8).
    #[track_caller]
    pub(crate) fn stop_node(&self, n: usize) {
        assert_eq!(self.command(&format!("stop {n}")), format!("stopped {n}"));
    }

    /// Starts a node that was stopped, with what it had, and waits until the others know.
    #[track_caller]
    pub(crate) fn start_node(&self, n: usize) {
        assert_eq!(self.command(&format!("start {n}")), format!("started {n}"));
    }

    fn command(&self, command: &str) -> String {
        let mut commands = self.commands.lock().unwrap();
        let (commands, answers) = commands.as_mut().unwrap();
        writeln!(commands, "{command}").unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        answer.trim_end().to_owned()
    }

    /// Asks the first node that answers. A body that is a JSON string is sent as it stands, as lines of JSON; an answer that is no JSON is
    /// returned as a string, an empty one as null.
    #[track_caller]
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        let answer = self.urls.iter().find_map(|url| ask(url, method, path, body).ok());
        assert!(answer.is_some(), "no node answers {method} {path}");
        answer.unwrap()
    }

    /// Waits until all shards of all indexes are where they should be. An index of more copies than there are nodes never is.
    #[track_caller]
    pub(crate) fn wait_for_green(&self) {
        let waiting = "wait_for_status=green&wait_for_no_relocating_shards=true&wait_for_events=languid&timeout=60s";
        let (status, health) = self.ask("GET", &format!("/_cluster/health?{waiting}"), None);
        assert!(status == 200 && health["status"] == "green", "{status} {health}");
    }
}

/// Asks one node, or what stands before it.
pub(crate) fn ask(url: &str, method: &str, path: &str, body: Option<&Value>) -> std::io::Result<(u16, Value)> {
    let address = url.trim_start_matches("http://");
    let (kind, body) = match body {
        Some(Value::String(lines)) => ("application/x-ndjson", lines.clone()),
        Some(body) => ("application/json", body.to_string()),
        None => ("", String::new()),
    };
    let kind = if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{kind}");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len())?;
    let reply = Message::reply(&mut BufReader::new(stream), method)?;
    let text = String::from_utf8_lossy(&reply.body);
    let value = if text.is_empty() { Ok(Value::Null) } else { serde_json::from_str(&text) };
    Ok((reply.status(), value.unwrap_or_else(|_| Value::String(text.into_owned()))))
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The end of its commands is its end.
        drop(self.commands.get_mut().map(Option::take));
        drop(self.process.wait());
    }
}
