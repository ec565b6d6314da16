//! Repairing an index after a check found damage.

use std::collections::BTreeMap;

use crate::engine::{CheckReport, DamageKind, FileRecord, Index, RunRecord, WriterOptions};
use crate::error::Result;

/// Removes articles that belong to no file of the ledger. Marks files with missing or surplus
/// articles, so that the next [`update`](super::update) reads them again. Returns the number of
/// such files. Damaged files of the index cannot be repaired.
pub fn repair(index: &dyn Index, report: &CheckReport, options: &WriterOptions) -> Result<u64> {
    let findings = report.findings.iter().filter(|finding| finding.kind != DamageKind::File);
    let mut wrong: BTreeMap<&str, Option<FileRecord>> = findings.map(|finding| (finding.path.as_str(), None)).collect();
    if wrong.is_empty() {
        return Ok(0);
    }
    let writer = index.writer(options)?;
    let snapshot = index.snapshot();
    for (path, record) in &mut wrong {
        *record = snapshot.ledger().file(path)?;
    }
    for (path, record) in &wrong {
        match record {
            Some(record) => {
                writer.remove_file_record(path)?;
                writer.add_file(&to_be_read(record))?;
            }
            None => writer.remove_file(path)?,
        }
    }
    let last_run = snapshot.ledger().last_run().cloned().unwrap_or_default();
    writer.commit(&RunRecord { is_unfinished: true, ..last_run })?;
    // What was wrong is read again next, and articles are compared then.
    writer.close(&mut || false)?;
    Ok(wrong.len() as u64)
}

/// No file has this time and this hash, so it counts as changed.
fn to_be_read(record: &FileRecord) -> FileRecord {
    FileRecord { modified_nanos: i64::MIN, sha256: String::new(), resume: None, ..record.clone() }
}
