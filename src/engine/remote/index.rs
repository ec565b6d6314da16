//! The index in a cluster: opening, creating and rebuilding it.

use std::sync::Arc;
use std::time::Duration;

use super::check;
use super::cluster::{Cluster, ClusterConfig};
use super::generation;
use super::lease::Lease;
use super::newest::Newest;
use super::reader::Reader;
use super::seen::{RUN_KEY, Seen};
use super::writer::RemoteWriter;
use crate::engine::check::CheckReport;
use crate::engine::index::{Index, Writer, WriterOptions};
use crate::engine::ledger::RunRecord;
use crate::engine::snapshot::Snapshot;
use crate::error::{ClusterFault, Error, Result};

/// The first version that has all the features used.
const MIN_VERSION: (u64, u64) = (2, 4);

/// An index in an OpenSearch cluster.
pub struct RemoteIndex {
    cluster: Arc<Cluster>,
    config: ClusterConfig,
    role: Role,
    newest: Arc<Newest>,
}

/// What a generation is, which decides who may write to it.
enum Role {
    /// It is the one that is searched. Whoever takes the lease may write.
    Searched,
    /// It is being made, beside the one that is searched. The index holds the lease all the time.
    New(Arc<Lease>),
}

impl RemoteIndex {
    /// Opens an index, which must exist.
    pub fn open(config: &ClusterConfig) -> Result<RemoteIndex> {
        let cluster = connect(config)?;
        match generation::current(&cluster, &config.name)? {
            Some(generation) => RemoteIndex::of_generation(cluster, config, generation, Role::Searched),
            None => Err(Error::IndexMissing { path: config.location() }),
        }
    }

    /// Opens an index. Creates an empty one if there is none.
    pub fn open_or_create(config: &ClusterConfig) -> Result<RemoteIndex> {
        let cluster = connect(config)?;
        if let Some(generation) = generation::current(&cluster, &config.name)? {
            return RemoteIndex::of_generation(cluster, config, generation, Role::Searched);
        }
        let _lease = Lease::take(&cluster, &config.name, Duration::ZERO)?;
        // Somebody else may have created it in the meantime.
        let generation = match generation::current(&cluster, &config.name)? {
            Some(generation) => generation,
            None => {
                let generation = generation::create(&cluster, &config.name, config.n_shards, config.n_replicas)?;
                generation::switch(&cluster, &config.name, generation)?;
                generation
            }
        };
        RemoteIndex::of_generation(cluster, config, generation, Role::Searched)
    }

    /// Creates a new, empty generation beside the one that is searched. Nobody else can write until
    /// the returned index is dropped. [`Index::finish_rebuild`] puts it in the place of the old
    /// one.
    pub fn begin_rebuild(config: &ClusterConfig, wait: Duration) -> Result<RemoteIndex> {
        let cluster = connect(config)?;
        let lease = Arc::new(Lease::take(&cluster, &config.name, wait)?);
        let current = match generation::current(&cluster, &config.name) {
            Err(Error::IndexFormat { .. }) => None,
            current => current?,
        };
        if let Some(kept) = current {
            generation::remove_others(&cluster, &config.name, kept)?;
        }
        let made = generation::create(&cluster, &config.name, config.n_shards, config.n_replicas)?;
        RemoteIndex::of_generation(cluster, config, made, Role::New(lease))
    }

    /// Returns the last run of an index, whatever its format. `None` if there is no index or it
    /// cannot be read.
    pub fn last_run_of_any_format(config: &ClusterConfig) -> Option<RunRecord> {
        let reply = connect(config).ok()?.get(&format!("/{}/_doc/{RUN_KEY}", config.name)).ok()?;
        serde_json::from_value(reply.body["_source"]["run"]["last_run"].clone()).ok()
    }

    fn of_generation(cluster: Arc<Cluster>, config: &ClusterConfig, generation: u64, role: Role) -> Result<RemoteIndex> {
        let seen = Seen::read(&cluster, &config.name, &config.location(), generation)?;
        let index = match role {
            Role::Searched => config.name.clone(),
            Role::New(_) => generation::index_of(&config.name, generation),
        };
        let reader = Reader { cluster: Arc::clone(&cluster), location: config.location(), index };
        Ok(RemoteIndex { cluster, config: config.clone(), role, newest: Arc::new(Newest::new(reader, seen)) })
    }

    /// Returns the number of its generation.
    fn generation(&self) -> u64 {
        self.newest.get().seen().generation
    }

    fn read_state(&self, generation: u64) -> Result<Seen> {
        Seen::read(&self.cluster, &self.config.name, &self.config.location(), generation)
    }
}

/// Connects to the nodes, and makes sure that they are OpenSearch in a version that is supported.
fn connect(config: &ClusterConfig) -> Result<Arc<Cluster>> {
    generation::check_name(&config.name)?;
    let cluster = Arc::new(Cluster::new(config)?);
    let about = cluster.about()?;
    let version = &about.body["version"];
    let number = version["number"].as_str().unwrap_or("");
    let mut parts = number.split('.').map(|part| part.parse().unwrap_or(0));
    let is_known =
        version["distribution"] == "opensearch" && (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) >= MIN_VERSION;
    if is_known {
        Ok(cluster)
    } else {
        Err(cluster.error(ClusterFault::NotOpenSearch(format!("it says it is version `{number}`"))))
    }
}

impl Index for RemoteIndex {
    fn snapshot(&self) -> Arc<dyn Snapshot> {
        self.newest.get()
    }

    fn is_stale(&self) -> Result<bool> {
        let newest = self.newest.get();
        match generation::current(&self.cluster, &self.config.name)? {
            Some(generation) if generation == newest.seen().generation => {
                Ok(self.read_state(generation)?.stamp != newest.seen().stamp)
            }
            _ => Ok(matches!(self.role, Role::Searched)),
        }
    }

    fn check(&self) -> Result<CheckReport> {
        check::check(&self.newest.get())
    }

    fn writer(&self, options: &WriterOptions) -> Result<Box<dyn Writer>> {
        let name = &self.config.name;
        let generation = self.generation();
        let lease = match &self.role {
            Role::New(lease) => Arc::clone(lease),
            Role::Searched => {
                let lease = Lease::take(&self.cluster, name, options.wait)?;
                if generation::current(&self.cluster, name)? != Some(generation) {
                    return Err(Error::IndexReplaced { path: self.config.location() });
                }
                generation::remove_others(&self.cluster, name, generation)?;
                Arc::new(lease)
            }
        };
        // Another process may have written until just now.
        self.newest.see(self.read_state(generation)?);
        let index = generation::index_of(name, generation);
        Ok(Box::new(RemoteWriter::start(&self.cluster, index, name, lease, Arc::clone(&self.newest))?))
    }

    fn finish_rebuild(self: Box<Self>) -> Result<()> {
        let Role::New(_) = self.role else { return Ok(()) };
        let generation = self.generation();
        generation::switch(&self.cluster, &self.config.name, generation)?;
        generation::remove_others(&self.cluster, &self.config.name, generation)
    }
}
