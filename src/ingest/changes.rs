//! What changed since the last run: the files that were found, beside the ledger.

use std::collections::BTreeMap;
use std::fs::File;

use super::read::unreadable;
use super::walk::{Found, PathNames, SourceFile};
use crate::engine::FileRecord;
use crate::error::Problem;

/// What must be done about which files.
pub(super) struct FileChanges<'f> {
    /// New and changed files, with what is known of them.
    pub(super) to_read: Vec<(&'f SourceFile, Option<FileRecord>)>,
    pub(super) removed: Vec<FileRecord>,
    pub(super) unchanged: Vec<FileRecord>,
    /// New and changed files that cannot be opened. What is known of them from before stays, and there is nothing to write.
    pub(super) unreadable: Vec<Problem>,
}

impl<'f> FileChanges<'f> {
    pub(super) fn new(found: &'f Found, names: &PathNames, ledger: Vec<FileRecord>) -> FileChanges<'f> {
        let mut known: BTreeMap<String, FileRecord> = ledger.into_iter().map(|file| (file.path.clone(), file)).collect();
        let mut changes = FileChanges { to_read: Vec::new(), removed: Vec::new(), unchanged: Vec::new(), unreadable: Vec::new() };
        for file in found.files.values() {
            match known.remove(&file.path) {
                Some(record) if record.size_bytes == file.size_bytes && record.modified_nanos == file.modified_nanos => {
                    changes.unchanged.push(record);
                }
                record => match File::open(&file.location) {
                    Ok(_) => changes.to_read.push((file, record)),
                    Err(error) => changes.unreadable.push(super::problem(file, None, 0, unreadable(&error))),
                },
            }
        }
        for (path, record) in known {
            let is_below = |above: &str| names.is_below(&path, above);
            let is_hidden = found.problems.iter().any(|problem| is_below(&problem.path));
            if found.roots.iter().any(|root| is_below(root)) && !is_hidden {
                changes.removed.push(record);
            }
        }
        changes
    }

    pub(super) fn is_none(&self) -> bool {
        self.to_read.is_empty() && self.removed.is_empty()
    }
}
