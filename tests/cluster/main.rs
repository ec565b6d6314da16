//! The engine that is elsewhere, on a real cluster of three nodes:
//!
//! 1. it finds and marks what the engine of this machine does (`same_answers`);
//! 2. what is written is whole, whatever ends in the middle of it (`writing`);
//! 3. what goes wrong is told in words, and can be gone on with (`faults`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on panics")]

#[path = "../harness/mod.rs"]
#[allow(dead_code, reason = "`tests/it` uses all of it")]
mod harness;

// A cluster, and what stands between it and the program.
mod cluster;
mod message;
mod proxy;

mod faults;
mod same_answers;
mod writing;

use harness::{Folder, Run};
use pullquote::engine::remote::{Access, ClusterConfig};

/// How to reach the index `name` at nodes.
fn config(urls: &[String], name: &str) -> ClusterConfig {
    ClusterConfig {
        urls: urls.to_vec(),
        access: Access::Open,
        authority: None,
        name: name.to_owned(),
        n_shards: 2,
        n_replicas: 1,
    }
}

/// The arguments that name the index `name` at nodes, and then others.
fn args<'a>(urls: &'a [String], name: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    let urls = urls.iter().flat_map(|url| ["--url", url.as_str()]);
    urls.chain(["--shards", "2", "--index", name]).chain(rest.iter().copied()).collect()
}

/// Runs the program on the index `name` at nodes.
fn run(folder: &Folder, urls: &[String], name: &str, rest: &[&str]) -> Run {
    folder.run(&args(urls, name, rest))
}
