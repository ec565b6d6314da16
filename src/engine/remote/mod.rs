//! The engine on other machines: an index in an OpenSearch cluster, for those who outgrow one
//! machine.
//!
//! Words are analysed before they are sent (`mapping`), so the terms of the cluster are ours. Our
//! matcher finds where an article matches, from the article itself. The cluster selects, counts,
//! sorts and stores. What it cannot decide about the order of words is decided by reading the
//! articles that hold them (`dsl`), as long as there are not too many.

mod batch;
mod check;
mod cluster;
mod document;
mod dsl;
mod explanation;
mod generation;
mod index;
mod lease;
mod mapping;
mod newest;
mod read;
mod reader;
mod seen;
mod snapshot;
mod versions;
mod words;
mod writer;

pub use self::cluster::{Access, ClusterConfig};
pub use self::index::RemoteIndex;
