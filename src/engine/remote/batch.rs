//! Changes of documents, sent many at a time.

use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Method;

use super::cluster::{Body, Cluster, kind, reason};
use crate::error::{ClusterFault, Result};

/// Size at which a batch is sent; a cluster works best with some megabytes at a time.
pub(super) const BATCH_BYTES: usize = 4 << 20;

/// How often items are sent again that were refused because a node was too busy.
const MAX_ATTEMPTS: usize = 12;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// One change of a document.
#[derive(Debug)]
pub(super) struct BulkAction {
    /// Its lines in the format of the cluster.
    lines: Vec<u8>,
    /// The article or file it concerns, for messages.
    about: String,
}

impl BulkAction {
    /// Returns the change that stores a document, in place of any other with the same key.
    pub(super) fn put(key: &str, document: &Value, about: String) -> BulkAction {
        BulkAction { lines: format!("{}\n{document}\n", json!({"index": {"_id": key}})).into_bytes(), about }
    }

    /// Returns the change that removes the document of a key, if there is one.
    pub(super) fn remove(key: &str, about: String) -> BulkAction {
        BulkAction { lines: format!("{}\n", json!({"delete": {"_id": key}})).into_bytes(), about }
    }

    /// Returns its size in a batch.
    pub(super) fn len_bytes(&self) -> usize {
        self.lines.len()
    }
}

/// Makes changes of documents of `index`, in any order. All are made if it returns without an
/// error.
pub(super) fn send(cluster: &Cluster, index: &str, mut changes: Vec<BulkAction>) -> Result<()> {
    let path = format!("/{index}/_bulk");
    let mut pause = FIRST_PAUSE;
    for _ in 0..MAX_ATTEMPTS {
        if changes.is_empty() {
            return Ok(());
        }
        let lines: Vec<u8> = changes.iter().flat_map(|change| change.lines.iter().copied()).collect();
        let reply = cluster.ask(&Method::POST, &path, Body::Lines(&lines))?;
        let items = match reply.body["items"].as_array() {
            Some(items) if reply.status < 300 && items.len() == changes.len() => items,
            _ if reply.status < 300 => return Err(cluster.error(ClusterFault::Garbled("it answers to other changes".into()))),
            _ => return Err(cluster.refused(&path, &reply)),
        };
        let mut waiting = Vec::new();
        for (change, item) in changes.into_iter().zip(items) {
            match judged(item, &change.about) {
                Verdict::Made => {}
                Verdict::Again => waiting.push(change),
                Verdict::Refused(fault) => return Err(cluster.error(fault)),
            }
        }
        changes = waiting;
        if !changes.is_empty() {
            std::thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
    match changes.len() {
        0 => Ok(()),
        n => Err(cluster.error(ClusterFault::Busy(format!("{n} changes were refused again and again")))),
    }
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Made,
    Again,
    Refused(ClusterFault),
}

fn judged(item: &Value, about: &str) -> Verdict {
    let item = item.as_object().and_then(|item| item.values().next()).unwrap_or(&Value::Null);
    let is_removal_of_nothing = item["status"] == 404 && item["error"].is_null();
    match item["status"].as_u64().unwrap_or(0) {
        200..300 => Verdict::Made,
        _ if is_removal_of_nothing => Verdict::Made,
        403 | 429 if kind(item) == "cluster_block_exception" => Verdict::Refused(ClusterFault::Blocked(reason(item))),
        429 | 500..600 => Verdict::Again,
        _ => Verdict::Refused(ClusterFault::DocumentRefused { document: about.to_owned(), reason: reason(item) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn busy_nodes_are_asked_again_and_other_refusals_are_told() {
        let of = |item: Value| judged(&item, "a.txt");
        assert_eq!(of(json!({"index": {"status": 201}})), Verdict::Made);
        assert_eq!(of(json!({"delete": {"status": 404, "result": "not_found"}})), Verdict::Made);
        assert_eq!(of(json!({"index": {"status": 429, "error": {"type": "rejected_execution_exception"}}})), Verdict::Again);
        assert_eq!(of(json!({"index": {"status": 503, "error": {"type": "unavailable_shards_exception"}}})), Verdict::Again);
        let full = json!({"index": {"status": 429, "error": {"type": "cluster_block_exception", "reason": "disk usage"}}});
        assert_eq!(of(full), Verdict::Refused(ClusterFault::Blocked("disk usage".into())));
        let conflict = json!({"index": {"status": 400, "error": {"type": "mapper_parsing_exception", "reason": "failed to parse field [day]"}}});
        let refused = ClusterFault::DocumentRefused { document: "a.txt".into(), reason: "failed to parse field [day]".into() };
        assert_eq!(of(conflict), Verdict::Refused(refused));
        assert_eq!(
            of(json!(null)),
            Verdict::Refused(ClusterFault::DocumentRefused { document: "a.txt".into(), reason: "no reason was given".into() })
        );
    }
}
