//! Reading many documents, page by page.

use serde_json::{Value, json};

use super::cluster::{Cluster, Reply};
use crate::error::{ClusterFault, Error, Result};

/// So many documents are asked for at once; more would be slower to come than the pauses in between.
const PAGE: usize = 500;

/// How often an index that was just replaced is asked for again.
const N_TRIES: usize = 5;

/// Which documents, and what of them.
pub(super) struct Reading<'r> {
    pub(super) query: Value,
    /// The field by which they are in order. No two may share its value.
    pub(super) sort: &'r str,
    /// What is given of each.
    pub(super) fields: &'r [&'r str],
}

/// Calls `each` with every document, in order. Each page begins behind the last document of the page before, so nothing has to be kept open
/// in the cluster, and a node that goes away takes nothing with it.
pub(super) fn scan(
    cluster: &Cluster,
    index: &str,
    reading: &Reading<'_>,
    each: &mut dyn FnMut(&Value) -> Result<()>,
) -> Result<()> {
    let mut last = None;
    loop {
        let mut body = json!({
            "size": PAGE, "query": reading.query, "sort": [{reading.sort: "asc"}], "_source": reading.fields, "track_total_hits": false,
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

/// Searches, and returns an answer of all shards. Sees the index as it is after the last refresh.
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
            // A generation that was replaced while it was being searched.
            404 => std::thread::sleep(std::time::Duration::from_millis(100)),
            status => return Err(cluster.refused(&path, &Reply { status, body })),
        }
    }
    Err(Error::IndexMissing { path: index.into() })
}
