//! Checking an index in a cluster: whether its shards are there, and whether ledger and articles
//! agree.

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::kind;
use super::reader::of_kind;
use super::snapshot::RemoteSnapshot;
use crate::engine::check::{CheckReport, Damage, DamageKind};
use crate::engine::ledger::Ledger;
use crate::engine::snapshot::{Snapshot, Stats};
use crate::error::Result;

/// Compares what the ledger says of each file with the articles there are.
pub(super) fn check(snapshot: &RemoteSnapshot) -> Result<CheckReport> {
    let reader = snapshot.reader();
    let Stats { location, n_articles, n_quotes, n_files, n_segments, .. } = snapshot.stats()?;
    let mut findings = Vec::new();
    let health = reader.cluster.get(&format!("/_cluster/health/{}", reader.index))?.body;
    if health["status"] == "red" {
        let message = format!("{} shards of it are on no node", health["unassigned_shards"]);
        findings.push(Damage { path: location.display().to_string(), kind: DamageKind::File, message });
    }
    let of_paths = reader.values(&of_kind(kind::ARTICLE), "path")?;
    let counts: BTreeMap<&str, u64> = of_paths.iter().filter_map(|(path, n)| Some((path.as_str()?, *n))).collect();
    let mut recorded = BTreeSet::new();
    let ledger: &dyn Ledger = snapshot;
    for file in ledger.files()? {
        let n = counts.get(file.path.as_str()).copied().unwrap_or(0);
        if n != file.n_articles {
            let message = format!("the ledger has {} articles of it, the index {n}", file.n_articles);
            findings.push(Damage { path: file.path.clone(), kind: DamageKind::Count, message });
        }
        recorded.insert(file.path);
    }
    for (path, n) in counts.iter().filter(|(path, _)| !recorded.contains(**path)) {
        let message = format!("the index has {n} articles of it, the ledger no record");
        findings.push(Damage { path: (*path).to_owned(), kind: DamageKind::NoRecord, message });
    }
    findings.sort();
    Ok(CheckReport { n_segments: n_segments as u64, n_files, n_articles, n_quotes, findings })
}
