//! Reading many documents, page by page.

use serde_json::{Value, json};

use super::cluster::{Cluster, Reply};
use crate::error::{ClusterFault, Error, Result};

/// Number of documents per request. With more, an answer takes longer than the pauses that are
/// saved.
const PAGE: usize = 500;

/// Number of values of a field per request.
const VALUES_AT_ONCE: usize = 10_000;

/// How often a search is repeated if the index was just replaced.
const N_TRIES: usize = 5;

/// Which documents to read, and which of their fields.
pub(super) struct ScanRequest<'r> {
    pub(super) query: Value,
    /// The field that orders them. No two may share its value.
    pub(super) sort: &'r str,
    /// The fields that are returned.
    pub(super) fields: &'r [&'r str],
}

/// Calls `each` with every document, in order. Each page begins after the last document of the page
/// before. So the cluster keeps nothing open, and nothing is lost if a node goes away.
pub(super) fn scan(
    cluster: &Cluster,
    index: &str,
    request: &ScanRequest<'_>,
    each: &mut dyn FnMut(&Value) -> Result<()>,
) -> Result<()> {
    let mut last = None;
    loop {
        let mut body = json!({
            "size": PAGE, "query": request.query, "sort": [{request.sort: "asc"}], "_source": request.fields, "track_total_hits": false,
        });
        if let Some(last) = last {
            body["search_after"] = last;
        }
        let answer = search(cluster, index, "", &body)?;
        let hits = answer["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
        for hit in hits {
            each(&hit["_source"])?;
        }
        match hits.last() {
            Some(hit) if hits.len() == PAGE => last = Some(hit["sort"].clone()),
            _ => return Ok(()),
        }
    }
}

/// Returns every value of a field among the selected articles and how many have it, ordered by
/// value.
pub(super) fn values(cluster: &Cluster, index: &str, query: &Value, field: &str) -> Result<Vec<(Value, u64)>> {
    let mut values = Vec::new();
    let mut after = Value::Null;
    loop {
        let mut composite = json!({"size": VALUES_AT_ONCE, "sources": [{"value": {"terms": {"field": field}}}]});
        if !after.is_null() {
            composite["after"] = after;
        }
        let body = json!({"size": 0, "query": query, "track_total_hits": false, "aggs": {"values": {"composite": composite}}});
        let answer = search(cluster, index, "", &body)?;
        let found = &answer["aggregations"]["values"];
        let buckets = found["buckets"].as_array().map_or(&[][..], Vec::as_slice);
        values.extend(buckets.iter().map(|bucket| (bucket["key"]["value"].clone(), bucket["doc_count"].as_u64().unwrap_or(0))));
        if buckets.len() < VALUES_AT_ONCE || found["after_key"].is_null() {
            return Ok(values);
        }
        after = found["after_key"].clone();
    }
}

/// Searches, and returns an answer of all shards. It sees the index as of the last refresh.
pub(super) fn search(cluster: &Cluster, index: &str, parameters: &str, body: &Value) -> Result<Value> {
    let path = format!("/{index}/_search?allow_partial_search_results=false&preference=pullquote{parameters}");
    for _ in 0..N_TRIES {
        let Reply { status, body } = cluster.post(&path, body)?;
        match status {
            200..300 => {
                let shards = &body["_shards"];
                let is_whole = shards["failed"].as_u64() == Some(0) && body["timed_out"] == false;
                return if is_whole {
                    Ok(body)
                } else {
                    Err(cluster.error(ClusterFault::Failing(format!("not all shards answer: {shards}"))))
                };
            }
            // The generation was replaced while it was searched.
            404 => std::thread::sleep(std::time::Duration::from_millis(100)),
            status => return Err(cluster.refused(&path, &Reply { status, body })),
        }
    }
    Err(Error::IndexMissing { path: index.into() })
}
