//! The right to write to an index in a cluster: a document that its holder changes every two
//! seconds.
//!
//! Clocks of different machines may differ, so none is compared. Whoever wants to write watches the
//! document, and takes it over if it did not change for ten seconds, because its holder is then
//! gone. A holder that was only delayed notices that its next change is refused, and stops writing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::http::Method;

use super::cluster::{Body, Cluster, Reply, kind};
use crate::error::{Error, Result};

/// How often a holder changes the document.
const BEAT_EVERY: Duration = Duration::from_secs(2);

/// How long the document must stay unchanged before its holder counts as gone.
const SILENCE: Duration = Duration::from_secs(10);

/// How often to check whether it changed.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// The right to write. It is released when dropped.
pub(super) struct Lease {
    state: Arc<State>,
    /// How many holders there were so far, including this one.
    pub(super) term: u64,
    /// Whether the last holder did not give it back: it was killed, or its machine is gone.
    pub(super) is_taken_over: bool,
    stop: Option<Sender<()>>,
    beating: Option<JoinHandle<()>>,
}

struct State {
    cluster: Arc<Cluster>,
    path: String,
    is_lost: AtomicBool,
    version: Mutex<Version>,
}

/// The last change of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Version {
    number: u64,
    primary_term: u64,
}

impl Version {
    fn of(reply: &Value) -> Version {
        let count = |name: &str| reply[name].as_u64().unwrap_or(0);
        Version { number: count("_seq_no"), primary_term: count("_primary_term") }
    }
}

impl Lease {
    /// Takes the right to write to the index `name`. Waits at most `wait` for a holder that is
    /// alive, and until a silent one counts as gone.
    pub(super) fn take(cluster: &Arc<Cluster>, name: &str, wait: Duration) -> Result<Lease> {
        create_index(cluster, name)?;
        let path = format!("/{name}-writer/_doc/lease");
        let since = Instant::now();
        let mut seen: Option<(Version, Instant)> = None;
        loop {
            let held = cluster.get(&path)?;
            if held.status == 404 {
                let reply =
                    cluster.ask(&Method::PUT, &format!("{path}?op_type=create&refresh=true"), Body::Json(&held_by(1, 0)))?;
                if reply.status < 300 {
                    return Ok(Lease::start(cluster, path, 1, false, Version::of(&reply.body)));
                }
                continue;
            }
            let version = Version::of(&held.body);
            let source = &held.body["_source"];
            let watched = match seen {
                Some((last, since)) if last == version => since,
                _ => {
                    let now = Instant::now();
                    let is_alive = seen.is_some();
                    seen = Some((version, now));
                    if is_alive && since.elapsed() >= wait && source["is_free"] != true {
                        let holder = source["process"].as_u64().and_then(|process| u32::try_from(process).ok());
                        return Err(Error::IndexLocked { path: name.into(), holder });
                    }
                    now
                }
            };
            if source["is_free"] == true || watched.elapsed() >= SILENCE {
                let term = source["term"].as_u64().unwrap_or(0) + 1;
                if let Some(version) = change(cluster, &path, &held_by(term, 0), version)? {
                    return Ok(Lease::start(cluster, path, term, source["is_free"] != true, version));
                }
                continue;
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    fn start(cluster: &Arc<Cluster>, path: String, term: u64, is_taken_over: bool, version: Version) -> Lease {
        let (cluster, version) = (Arc::clone(cluster), Mutex::new(version));
        let state = Arc::new(State { cluster, path, is_lost: AtomicBool::new(false), version });
        let (stop, stopped) = channel();
        let beating = std::thread::spawn({
            let state = Arc::clone(&state);
            move || {
                let mut beat = 0;
                while stopped.recv_timeout(BEAT_EVERY) == Err(RecvTimeoutError::Timeout) {
                    beat += 1;
                    state.beat(&held_by(term, beat));
                }
            }
        });
        Lease { state, term, is_taken_over, stop: Some(stop), beating: Some(beating) }
    }

    /// Fails if somebody else has the right now.
    pub(super) fn check(&self, name: &str) -> Result<()> {
        match self.state.is_lost.load(Ordering::Relaxed) {
            true => Err(Error::IndexLocked { path: name.into(), holder: None }),
            false => Ok(()),
        }
    }
}

impl State {
    /// Changes the document, unless somebody else did.
    fn beat(&self, source: &Value) {
        let mut version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        match change(&self.cluster, &self.path, source, *version) {
            Ok(Some(next)) => *version = next,
            Ok(None) => self.is_lost.store(true, Ordering::Relaxed),
            // If no node answers, nobody else can take it either.
            Err(_) => {}
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(beating) = self.beating.take() {
            drop(beating.join());
        }
        let free = json!({"is_free": true, "term": self.term, "process": 0, "beat": 0});
        self.state.beat(&free);
    }
}

fn held_by(term: u64, beat: u64) -> Value {
    json!({"is_free": false, "term": term, "process": std::process::id(), "beat": beat})
}

/// Changes the document if `version` is still its last change. Returns the new change. `None` if
/// somebody else was faster.
fn change(cluster: &Cluster, path: &str, source: &Value, version: Version) -> Result<Option<Version>> {
    let Version { number, primary_term } = version;
    let reply: Reply =
        cluster.ask(&Method::PUT, &format!("{path}?if_seq_no={number}&if_primary_term={primary_term}"), Body::Json(source))?;
    if reply.status < 300 {
        return Ok(Some(Version::of(&reply.body)));
    }
    if reply.status != 409 {
        return Err(cluster.refused(path, &reply));
    }
    // The change may have been made, and only its answer lost.
    let now = cluster.get(path)?;
    Ok((now.body["_source"] == *source).then(|| Version::of(&now.body)))
}

/// Creates the index of the document if there is none: one shard, with a copy on every node.
fn create_index(cluster: &Cluster, name: &str) -> Result<()> {
    let path = format!("/{name}-writer");
    if cluster.get(&format!("{path}/_alias"))?.status < 300 {
        return Ok(());
    }
    let body = json!({
        "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-all"},
        "mappings": {"dynamic": false, "_meta": {"made_by": "pullquote"}},
    });
    let reply = cluster.ask(&Method::PUT, &path, Body::Json(&body))?;
    let is_there = kind(&reply.body) == "resource_already_exists_exception";
    if reply.status >= 300 && !is_there { Err(cluster.refused(&path, &reply)) } else { Ok(()) }
}
