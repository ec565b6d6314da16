//! Article files as they were found, and all of them in the order of their paths.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::PathBuf;

use super::beside::Beside;
use super::format::Format;
use crate::error::Problem;
use crate::extract::Finding;

/// An article file as found, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path on disk.
    pub location: PathBuf,
    /// Its name in the index, as in [`Place::path`](crate::article::Place::path).
    pub path: String,
    /// Its format by name, which is only a hint; `None` if the name does not tell.
    pub format: Option<Format>,
    /// Whether it is read in that format whatever its bytes say.
    pub is_forced: bool,
    /// Its size on disk, with that of its pages.
    pub size_bytes: u64,
    /// Its modification time in nanoseconds since 1970; 0 if the system does not tell. For an issue, that of the last of its files.
    pub modified_nanos: i64,
    /// The files of the pages, if it is the METS of an issue; in Olive XML, those of the articles.
    pub pages: Vec<PageFile>,
    /// What a library beside the file states of it.
    pub beside: Option<Beside>,
}

/// A file that is read as a part of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageFile {
    /// Its name in the file that names it.
    pub href: String,
    /// Its path on disk.
    pub location: PathBuf,
}

impl SourceFile {
    /// Returns a digest of what a library states of it; empty if nothing is stated.
    pub(super) fn beside_digest(&self) -> String {
        self.beside.as_ref().map(Beside::digest).unwrap_or_default()
    }

    /// Returns the problem for a finding about the record `record`, which begins at `record_byte`,
    /// or about the whole file.
    pub(super) fn problem(&self, record: Option<u64>, record_byte: u64, finding: Finding) -> Problem {
        let byte = match (record, finding.byte) {
            (_, Some(byte)) => Some(record_byte + byte),
            (Some(_), None) if record_byte > 0 => Some(record_byte),
            _ => None,
        };
        Problem { path: self.path.clone(), record, byte, kind: finding.kind, message: finding.message }
    }
}

/// Article files, each once, in the order of their paths. A file takes two hundred bytes: archives
/// can have a million.
#[derive(Debug, Default)]
pub struct SourceFiles(BTreeSet<ByPath>);

/// A file that is found by its path. In a box, because nodes of the tree are half empty.
#[derive(Debug)]
struct ByPath(Box<SourceFile>);

impl SourceFiles {
    /// Returns all files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.0.iter().map(|ByPath(file)| &**file)
    }

    /// Returns their number.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn contains(&self, path: &str) -> bool {
        self.0.contains(path)
    }

    /// Adds a file. Returns the one that had its path.
    pub(super) fn insert(&mut self, file: SourceFile) -> Option<SourceFile> {
        self.0.replace(ByPath(Box::new(file))).map(|ByPath(earlier)| *earlier)
    }

    pub(super) fn remove(&mut self, path: &str) -> Option<SourceFile> {
        self.0.take(path).map(|ByPath(file)| *file)
    }

    /// Changes the file at `path`, if there is one. Its path stays.
    pub(super) fn change(&mut self, path: &str, change: impl FnOnce(&mut SourceFile)) {
        if let Some(ByPath(mut file)) = self.0.take(path) {
            change(&mut file);
            self.0.insert(ByPath(file));
        }
    }
}

impl Borrow<str> for ByPath {
    fn borrow(&self) -> &str {
        &self.0.path
    }
}

impl PartialEq for ByPath {
    fn eq(&self, other: &ByPath) -> bool {
        self.0.path == other.0.path
    }
}

impl Eq for ByPath {}

impl PartialOrd for ByPath {
    fn partial_cmp(&self, other: &ByPath) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ByPath {
    fn cmp(&self, other: &ByPath) -> Ordering {
        self.0.path.cmp(&other.0.path)
    }
}
