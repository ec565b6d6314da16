//! The nodes of a cluster, and how they are asked.
//!
//! Any node answers for all. One that does not answer or is too busy is left out for a moment and
//! the next one is asked, with pauses that grow. Every request can be repeated: documents have ids
//! of their own, and a change that must happen once names the version that it changes.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use ureq::Agent;
use ureq::http::{Method, Request, StatusCode};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

use crate::checkpoint;
use crate::error::{ClusterFault, Error, Result, without_secrets};
use crate::file;

/// How often a request is tried over all nodes before it fails.
const MAX_ATTEMPTS: usize = 10;

/// How often each node is asked for its version.
const FIRST_ATTEMPTS: usize = 4;

/// The pause after all nodes failed once; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How long a node that failed is left out, if there are others.
const REST: Duration = Duration::from_secs(10);

/// Time limit of connecting to a node.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// Time limit of a request. Batches and pages are bounded, so none needs longer.
const REQUEST_TIME: Duration = Duration::from_secs(120);

/// Maximum size of an answer. A page of articles is far smaller.
const MAX_ANSWER_BYTES: u64 = 1 << 30;

/// Maximum size in bytes of a file with certificates. All authorities that browsers trust take a
/// quarter of a megabyte.
const MAX_AUTHORITY_BYTES: u64 = 16 << 20;

/// Maximum length of a cluster's reason in a message.
const MAX_REASON_BYTES: usize = 300;

/// How to reach a cluster.
#[derive(Clone)]
pub struct ClusterConfig {
    /// The address of each node, as `https://search1.example:9200`. At least one.
    pub urls: Vec<String>,
    /// How to authenticate.
    pub access: Access,
    /// A PEM file with certificates of authorities to trust instead of the usual ones of browsers.
    pub authority: Option<PathBuf>,
    /// The name of the index in the cluster.
    pub name: String,
    /// Number of shards of a new index.
    pub n_shards: u16,
    /// Number of copies of each shard.
    pub n_replicas: u16,
}

impl ClusterConfig {
    /// Returns the address of the index, for messages.
    pub fn location(&self) -> PathBuf {
        let url = self.urls.first().map_or(String::new(), |url| without_secrets(url));
        format!("{}/{}", url.trim_end_matches('/'), self.name).into()
    }
}

/// How to authenticate. Never printed.
#[derive(Clone, Default)]
pub enum Access {
    /// Without authentication.
    #[default]
    Open,
    /// With a name and a password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// With an API key of the cluster.
    ApiKey(String),
}

impl Access {
    fn header(&self) -> Option<String> {
        match self {
            Access::Open => None,
            Access::Password { user, password } => {
                Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}"))))
            }
            Access::ApiKey(key) => Some(format!("ApiKey {key}")),
        }
    }
}

/// The nodes of a cluster.
pub(super) struct Cluster {
    agent: Agent,
    nodes: Vec<Node>,
    access: Option<String>,
    /// The index of the node that is asked next, over all rounds.
    turn: AtomicUsize,
}

struct Node {
    /// Without a slash at the end.
    url: String,
    /// When it failed last.
    failed: Mutex<Option<Instant>>,
}

/// What a node answered: a status below 300, or one that the caller must handle.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

/// The body of a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Body<'b> {
    None,
    Json(&'b Value),
    /// One JSON object per line.
    Lines(&'b [u8]),
}

/// Why a node gave no usable answer.
enum Failure {
    /// Another node or another attempt may succeed.
    Passing(ClusterFault),
    /// Another attempt would fail in the same way.
    Lasting(ClusterFault),
}

impl Cluster {
    /// Returns the nodes. Asks none of them yet. Fails if an address or a certificate cannot be
    /// read.
    pub(super) fn new(config: &ClusterConfig) -> Result<Cluster> {
        let mut nodes = Vec::new();
        for url in &config.urls {
            let uri = url.parse::<ureq::http::Uri>().ok();
            let is_address =
                uri.as_ref().is_some_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some());
            // An address with a query would become another when a path is added to it.
            if !is_address || url.contains(['@', '?', '#']) {
                return Err(Error::Cluster { at: without_secrets(url), fault: ClusterFault::Address });
            }
            nodes.push(Node { url: url.trim_end_matches('/').to_owned(), failed: Mutex::default() });
        }
        if nodes.is_empty() {
            return Err(Error::Cluster { at: String::new(), fault: ClusterFault::Address });
        }
        let mut tls = TlsConfig::builder();
        if let Some(path) = &config.authority {
            let pem = file::read(path, MAX_AUTHORITY_BYTES).map_err(Error::io("read", path))?;
            let certificates = parse_pem(&pem).filter_map(|item| match item {
                Ok(PemItem::Certificate(certificate)) => Some(certificate),
                _ => None,
            });
            let certificates: Vec<_> = certificates.collect();
            if certificates.is_empty() {
                let fault = ClusterFault::Certificate(format!("`{}` holds no certificate", path.display()));
                return Err(Error::Cluster { at: config.urls[0].clone(), fault });
            }
            tls = tls.root_certs(RootCerts::new_with_certs(&certificates));
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .user_agent(concat!("pullquote/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT_TIME))
            .timeout_global(Some(REQUEST_TIME))
            .max_idle_connections_per_host(16)
            .tls_config(tls.build())
            .build()
            .new_agent();
        Ok(Cluster { agent, nodes, access: config.access.header(), turn: AtomicUsize::new(0) })
    }

    /// Sends a request and returns the answer. Fails if access is denied, or no node is well enough
    /// to answer.
    pub(super) fn ask(&self, method: &Method, path: &str, body: Body<'_>) -> Result<Reply> {
        self.ask_often(method, path, body, MAX_ATTEMPTS)
    }

    /// Asks for the name and version of the cluster. Tries less often, so that a mistyped address
    /// fails soon.
    pub(super) fn about(&self) -> Result<Reply> {
        self.ask_often(&Method::GET, "/", Body::None, FIRST_ATTEMPTS * self.nodes.len())
    }

    fn ask_often(&self, method: &Method, path: &str, body: Body<'_>, max_attempts: usize) -> Result<Reply> {
        let mut pause = FIRST_PAUSE;
        let mut last = None;
        for attempt in 0..max_attempts {
            if attempt > 0 && attempt % self.nodes.len() == 0 {
                std::thread::sleep(pause);
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            checkpoint::check()?;
            let node = self.next_node();
            match self.ask_node(node, method, path, body) {
                Ok(reply) => {
                    *node.failed.lock().unwrap_or_else(PoisonError::into_inner) = None;
                    return Ok(reply);
                }
                Err(Failure::Lasting(fault)) => return Err(Error::Cluster { at: node.url.clone(), fault }),
                Err(Failure::Passing(fault)) => {
                    *node.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                    last = Some(Error::Cluster { at: node.url.clone(), fault });
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::Engine("no node was asked".into())))
    }

    /// Sends a GET request.
    pub(super) fn get(&self, path: &str) -> Result<Reply> {
        self.ask(&Method::GET, path, Body::None)
    }

    /// Sends a POST request with JSON.
    pub(super) fn post(&self, path: &str, body: &Value) -> Result<Reply> {
        self.ask(&Method::POST, path, Body::Json(body))
    }

    /// Returns the error for a refusal of a request to `path`.
    pub(super) fn refused(&self, path: &str, reply: &Reply) -> Error {
        let fault = ClusterFault::Refused { request: path.to_owned(), status: reply.status, reason: reason(&reply.body) };
        Error::Cluster { at: self.nodes[0].url.clone(), fault }
    }

    /// Returns an error of this cluster.
    pub(super) fn error(&self, fault: ClusterFault) -> Error {
        Error::Cluster { at: self.nodes[0].url.clone(), fault }
    }

    /// Returns the next node in turn that did not fail just now. If all did, returns the next one.
    fn next_node(&self) -> &Node {
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let in_turn = || (0..self.nodes.len()).map(|further| &self.nodes[(first + further) % self.nodes.len()]);
        let is_resting = |node: &Node| {
            let failed = *node.failed.lock().unwrap_or_else(PoisonError::into_inner);
            failed.is_some_and(|failed| failed.elapsed() < REST)
        };
        in_turn().find(|node| !is_resting(node)).unwrap_or(&self.nodes[first % self.nodes.len()])
    }

    fn ask_node(&self, node: &Node, method: &Method, path: &str, body: Body<'_>) -> std::result::Result<Reply, Failure> {
        let (content_type, bytes) = match body {
            Body::None => ("application/json", Vec::new()),
            Body::Json(value) => ("application/json", value.to_string().into_bytes()),
            Body::Lines(lines) => ("application/x-ndjson", lines.to_vec()),
        };
        let mut request =
            Request::builder().method(method).uri(format!("{}{path}", node.url)).header("content-type", content_type);
        if let Some(access) = &self.access {
            request = request.header("authorization", access);
        }
        let wrong = |error: ureq::http::Error| Failure::Lasting(ClusterFault::Unreachable(error.to_string()));
        let sent = match body {
            Body::None => self.agent.run(request.body(()).map_err(wrong)?),
            Body::Json(_) | Body::Lines(_) => self.agent.run(request.body(bytes).map_err(wrong)?),
        };
        let mut response = sent.map_err(|error| failure(&error))?;
        let status = response.status();
        let read = response.body_mut().with_config().limit(MAX_ANSWER_BYTES).read_to_vec();
        let bytes = read.map_err(|error| Failure::Passing(ClusterFault::Garbled(error.to_string())))?;
        // Only an answer to HEAD has no body, and no such request is sent.
        let body = serde_json::from_slice::<Value>(&bytes);
        judged(status, body.map_err(|error| error.to_string()))
    }
}

/// Decides whether an answer is usable or a failure.
fn judged(status: StatusCode, body: std::result::Result<Value, String>) -> std::result::Result<Reply, Failure> {
    let said = || match &body {
        Ok(body) => reason(body),
        Err(_) => format!("status {status}"),
    };
    let is_blocked = || body.as_ref().is_ok_and(|body| kind(body) == "cluster_block_exception");
    match status.as_u16() {
        401 => Err(Failure::Lasting(ClusterFault::NotLetIn)),
        403 | 429 if is_blocked() => Err(Failure::Lasting(ClusterFault::Blocked(said()))),
        403 => Err(Failure::Lasting(ClusterFault::Forbidden(said()))),
        413 => Err(Failure::Lasting(ClusterFault::TooLarge)),
        429 => Err(Failure::Passing(ClusterFault::Busy(said()))),
        500..=599 => Err(Failure::Passing(ClusterFault::Failing(said()))),
        300..=399 => Err(Failure::Lasting(ClusterFault::NotOpenSearch(format!("status {status}")))),
        code => match body {
            Ok(body) => Ok(Reply { status: code, body }),
            // An answer that was cut off may be complete the next time.
            Err(error) => Err(Failure::Passing(ClusterFault::Garbled(error))),
        },
    }
}

fn failure(error: &ureq::Error) -> Failure {
    let text = error.to_string();
    let is_about_certificates = ["certificate", "UnknownIssuer", "tls", "TLS"].iter().any(|word| text.contains(word));
    match error {
        ureq::Error::Io(_) | ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed | ureq::Error::HostNotFound
            if !is_about_certificates =>
        {
            Failure::Passing(ClusterFault::Unreachable(text))
        }
        _ if is_about_certificates => Failure::Lasting(ClusterFault::Certificate(text)),
        _ => Failure::Passing(ClusterFault::Garbled(text)),
    }
}

/// Returns the type of an error, such as `cluster_block_exception`. Empty if there is none.
pub(super) fn kind(body: &Value) -> &str {
    body["error"]["type"].as_str().unwrap_or("")
}

/// Returns the reason that a cluster gives for an error, the first cause before the rest.
pub(super) fn reason(body: &Value) -> String {
    let error = if body["error"].is_null() { body } else { &body["error"] };
    let cause = &error["root_cause"][0]["reason"];
    let further = &error["caused_by"]["reason"];
    let first = [cause, &error["reason"]].into_iter().find_map(Value::as_str).unwrap_or("no reason was given");
    let mut text = match further.as_str() {
        Some(further) if further != first => format!("{first}: {further}"),
        _ => first.to_owned(),
    };
    text.truncate(text.floor_char_boundary(MAX_REASON_BYTES));
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fault(status: u16, body: &Value) -> &'static str {
        match judged(StatusCode::from_u16(status).unwrap(), Ok(body.clone())) {
            Ok(_) => "answer",
            Err(Failure::Passing(_)) => "passing",
            Err(Failure::Lasting(ClusterFault::Blocked(_))) => "blocked",
            Err(Failure::Lasting(_)) => "lasting",
        }
    }

    #[test]
    fn a_full_disk_is_not_waited_for_and_a_busy_node_is() {
        let blocked = json!({"error": {"type": "cluster_block_exception", "reason": "index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage]"}});
        assert_eq!(fault(429, &blocked), "blocked");
        assert_eq!(fault(403, &blocked), "blocked");
        assert_eq!(fault(429, &json!({"error": {"type": "rejected_execution_exception"}})), "passing");
        assert_eq!([fault(503, &json!({})), fault(401, &json!({})), fault(404, &json!({}))], ["passing", "lasting", "answer"]);
    }

    #[test]
    fn secrets_of_an_address_are_not_repeated() {
        let config = ClusterConfig {
            urls: vec!["https://me:secret@host:9200".to_owned()],
            access: Access::Open,
            authority: None,
            name: "a".to_owned(),
            n_shards: 1,
            n_replicas: 0,
        };
        let error = Cluster::new(&config).err().unwrap();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}
