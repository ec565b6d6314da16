//! Plays the scenarios in `tests/scenarios` on the engine of this machine; `tests/cluster.rs` does on a cluster.

use crate::harness::scenario::{Order, play_all};
use pullquote::engine::local::LocalIndex;

#[test]
fn local_engine_plays_every_scenario() {
    play_all(Order::AsTold, |dir, _| Box::new(LocalIndex::open_or_create(dir).unwrap()));
}
