//! What an index in a cluster says of its own state.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::document::unwritten;
use super::generation;
use super::mapping::kind;
use super::versions::Versions;
use crate::article::Language;
use crate::engine::ledger::RunRecord;
use crate::error::{Error, Result};

/// The name of the document of the last run.
pub(super) const RUN_KEY: &str = "run";

/// The state of an index. The index stores all of it but the generation, in one document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Seen {
    #[serde(skip)]
    pub(super) generation: u64,
    /// The last change that is committed.
    pub(super) stamp: u64,
    /// The codes of the languages of articles. One is empty if the language of some article is
    /// unknown.
    pub(super) languages: BTreeSet<String>,
    pub(super) last_run: Option<RunRecord>,
    pub(super) versions: Arc<Versions>,
}

impl Seen {
    /// Reads the state of a generation of the index `name`, which is at `location`.
    pub(super) fn read(cluster: &Cluster, name: &str, location: &Path, generation: u64) -> Result<Seen> {
        let path = format!("/{}/_doc/{RUN_KEY}", generation::index_of(name, generation));
        let reply = cluster.get(&path)?;
        let damaged = |error: serde_json::Error| Error::IndexDamaged { path: location.to_owned(), reason: error.to_string() };
        let seen = match reply.body["found"] == true {
            true => serde_json::from_value(reply.body["_source"]["run"].clone()).map_err(damaged)?,
            false => Seen::default(),
        };
        Ok(Seen { generation, ..seen })
    }

    pub(super) fn document(&self) -> Result<Value> {
        Ok(json!({"kind": kind::RUN, "stamp": self.stamp, "run": serde_json::to_value(self).map_err(unwritten)?}))
    }

    /// Returns at least one language: a word has a stem even before the first article is committed.
    pub(super) fn languages(&self) -> Vec<Option<Language>> {
        let known = self.languages.iter().map(|code| Language::from_tag(code));
        if self.languages.is_empty() { vec![None] } else { known.collect() }
    }
}
