//! The generations of an index in a cluster, and which of them is searched.
//!
//! `NAME` is an alias of the index `NAME-g000001`, and after a rebuild of `NAME-g000002`. The alias
//! is moved in one call, so every search sees one complete generation. All generations are created
//! from one template, which is stored in the cluster first.

use std::time::{Duration, Instant};

use serde_json::json;
use ureq::http::Method;

use super::cluster::{Body, Cluster, kind};
use super::mapping::{FORMAT, template};
use crate::error::{ClusterFault, Error, Result};

/// How long to wait for an old generation that somebody still reads. After that, the next writer
/// removes it.
const LONGEST_FAREWELL: Duration = Duration::from_secs(60);

/// Minimum time for searches that began before the alias moved.
const SHORTEST_FAREWELL: Duration = Duration::from_secs(1);

/// How often to check whether it is still read.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Fails if a name cannot be the name of an index.
pub(super) fn check_name(name: &str) -> Result<()> {
    let is_name = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.len() <= 100
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    if is_name { Ok(()) } else { Err(Error::ClusterIndexName { name: name.to_owned() }) }
}

/// Returns the name of the index of a generation.
pub(super) fn index_of(name: &str, generation: u64) -> String {
    format!("{name}-g{generation:06}")
}

/// Returns the number of a generation, given the name of its index.
fn number_of(name: &str, index: &str) -> Option<u64> {
    index.strip_prefix(name)?.strip_prefix("-g")?.parse().ok()
}

/// Returns the generation that is searched. `None` if there is no index. Fails if it has another
/// format than this program.
pub(super) fn current(cluster: &Cluster, name: &str) -> Result<Option<u64>> {
    let path = format!("/{name}/_mapping");
    let reply = cluster.get(&path)?;
    if reply.status == 404 {
        return Ok(None);
    }
    if reply.status >= 300 {
        return Err(cluster.refused(&path, &reply));
    }
    let indices = reply.body.as_object().cloned().unwrap_or_default();
    let Some((index, generation)) = indices.keys().find_map(|index| Some((index, number_of(name, index)?))) else {
        let reason = format!("`{name}` is an index that pullquote did not make");
        return Err(cluster.error(ClusterFault::NotOpenSearch(reason)));
    };
    let found = &indices[index]["mappings"]["_meta"]["format"];
    if found.as_u64() != Some(FORMAT.into()) {
        return Err(Error::IndexFormat { path: name.into(), found: found.to_string(), expected: FORMAT.to_string() });
    }
    Ok(Some(generation))
}

/// Returns the numbers of all generations, ascending.
fn all(cluster: &Cluster, name: &str) -> Result<Vec<u64>> {
    let path = format!("/{name}-g*/_alias?expand_wildcards=all");
    let reply = cluster.get(&path)?;
    let mut numbers: Vec<u64> = reply
        .body
        .as_object()
        .into_iter()
        .flat_map(|indices| indices.keys().filter_map(|index| number_of(name, index)))
        .collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// Creates an empty generation after all others, without moving the alias. Returns its number.
pub(super) fn create(cluster: &Cluster, name: &str, n_shards: u16, n_replicas: u16) -> Result<u64> {
    let generation = all(cluster, name)?.last().map_or(1, |last| last + 1);
    let path = format!("/_index_template/{name}");
    let reply = cluster.ask(&Method::PUT, &path, Body::Json(&template(name, n_shards, n_replicas)))?;
    if reply.status >= 300 {
        return Err(cluster.refused(&path, &reply));
    }
    let path = format!("/{}", index_of(name, generation));
    let reply = cluster.ask(&Method::PUT, &path, Body::Json(&json!({})))?;
    // The request may have been repeated because its first answer was lost; then the index exists.
    let is_there = reply.status == 400 && kind(&reply.body) == "resource_already_exists_exception";
    if reply.status >= 300 && !is_there {
        return Err(cluster.refused(&path, &reply));
    }
    Ok(generation)
}

/// Moves the alias to a generation, in one step.
pub(super) fn switch(cluster: &Cluster, name: &str, generation: u64) -> Result<()> {
    let index = index_of(name, generation);
    let actions = json!({"actions": [
        {"remove": {"index": format!("{name}-g*"), "alias": name, "must_exist": false}},
        {"add": {"index": index, "alias": name}},
    ]});
    let reply = cluster.post("/_aliases", &actions)?;
    if reply.status >= 300 {
        return Err(cluster.refused("/_aliases", &reply));
    }
    Ok(())
}

/// Removes every generation but one, as soon as nobody reads it. One that is read for too long is
/// left for the next writer.
pub(super) fn remove_others(cluster: &Cluster, name: &str, kept: u64) -> Result<()> {
    let others: Vec<u64> = all(cluster, name)?.into_iter().filter(|generation| *generation != kept).collect();
    if others.is_empty() {
        return Ok(());
    }
    let since = Instant::now();
    std::thread::sleep(SHORTEST_FAREWELL);
    for generation in others {
        let index = index_of(name, generation);
        while is_read(cluster, &index)? && since.elapsed() < LONGEST_FAREWELL {
            std::thread::sleep(LOOK_EVERY);
        }
        if !is_read(cluster, &index)? {
            let path = format!("/{index}");
            let reply = cluster.ask(&Method::DELETE, &path, Body::None)?;
            if reply.status >= 300 && reply.status != 404 {
                return Err(cluster.refused(&path, &reply));
            }
        }
    }
    Ok(())
}

/// Returns whether somebody reads an index page by page, or is searching it now.
fn is_read(cluster: &Cluster, index: &str) -> Result<bool> {
    let reply = cluster.get(&format!("/{index}/_stats/search"))?;
    let search = &reply.body["_all"]["total"]["search"];
    let count = |name: &str| search[name].as_u64().unwrap_or(0);
    Ok(count("open_contexts") + count("query_current") + count("fetch_current") + count("point_in_time_current") > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_a_cluster_takes() {
        for name in ["news", "news-2024", "a_b"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in ["", "News", "-news", "a/b", "a*", "ä", "../x", "_all"] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert_eq!(number_of("news", &index_of("news", 12)), Some(12));
        assert_eq!(number_of("news", "news-old-g000001"), None);
    }
}
