//! What changed since the last run: a comparison of the files found with the ledger.
//!
//! Most files are as they were. Their records are looked at as they are read, and not kept.

use std::collections::{BTreeMap, HashSet};

use super::config::{Removal, Rereading};
use super::format::format_of;
use super::hashing::unreadable;
use super::read::hash;
use super::source_files::SourceFile;
use super::stop::{Stop, never};
use super::walk::{Below, Found, PathNames};
use crate::article::Withdrawal;
use crate::engine::{FileRecord, Ledger, ResumePoint};
use crate::error::{Problem, Result};
use crate::extract;
use crate::file;

/// The files found beside the ledger.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// For each file found, in the order of paths, whether it is as before and was read to its end.
    is_unchanged: Vec<bool>,
    /// The records of all other files, ordered by path.
    others: Vec<FileRecord>,
    /// What publishers take back in unchanged files.
    withdrawals: Vec<Withdrawal>,
    n_unchanged_files: u64,
    n_unchanged_articles: u64,
    n_outdated: u64,
}

impl Compared {
    /// Compares the files found with no ledger: all are new.
    pub(super) fn of_nothing(found: &Found) -> Compared {
        Compared { is_unchanged: vec![false; found.files.len()], ..Compared::default() }
    }

    /// Compares the files found with a ledger.
    pub(super) fn new(found: &Found, ledger: &dyn Ledger, rereading: Rereading) -> Result<Compared> {
        let mut compared = Compared::of_nothing(found);
        let mut files = found.files.iter().zip(0..).peekable();
        ledger.each_file(&mut |record| {
            while files.next_if(|(file, _)| file.path < record.path).is_some() {}
            let file = files.next_if(|(file, _)| file.path == record.path);
            match file.filter(|(file, _)| rereading == Rereading::Changed && is_as_before(file, &record)) {
                Some((_, idx)) if record.resume.is_none() => {
                    compared.is_unchanged[idx] = true;
                    compared.n_unchanged_files += 1;
                    compared.n_unchanged_articles += record.n_articles;
                    compared.n_outdated += u64::from(record.extraction < extract::VERSION);
                    compared.withdrawals.extend(record.withdrawals);
                }
                _ => compared.others.push(record),
            }
            Ok(())
        })?;
        Ok(compared)
    }
}

/// The work to do, by file. Each list is in the order of paths.
#[derive(Debug, Default)]
pub(super) struct FileChanges<'f> {
    /// New and changed files, and files that were read in part.
    pub(super) to_read: Vec<ToRead<'f>>,
    /// New files with the content of a vanished one.
    pub(super) moved: Vec<Moved<'f>>,
    /// Files whose time changed, but not their content.
    pub(super) touched: Vec<Known<'f>>,
    pub(super) removed: Vec<&'f FileRecord>,
    pub(super) n_unchanged_files: u64,
    pub(super) n_unchanged_articles: u64,
    /// The number of unchanged files that were read by an older extraction.
    pub(super) n_outdated: u64,
    /// New and changed files that cannot be opened. Their earlier records stay, and there is
    /// nothing to write.
    pub(super) unreadable: Vec<Problem>,
    /// What publishers take back in files that stay as they are. Those of other files are found again.
    pub(super) withdrawals: Vec<&'f Withdrawal>,
}

/// A file to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct ToRead<'f> {
    pub(super) file: &'f SourceFile,
    /// Its record from an earlier run.
    pub(super) known: Option<&'f FileRecord>,
    /// Where to begin, if not at its beginning.
    pub(super) from: Option<ResumePoint>,
}

/// A file and its record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'f> {
    pub(super) file: &'f SourceFile,
    pub(super) record: &'f FileRecord,
}

/// A file with a new path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved<'f> {
    pub(super) from: &'f FileRecord,
    pub(super) to: &'f SourceFile,
}

impl<'f> FileChanges<'f> {
    /// Files whose time is not conclusive are hashed.
    pub(super) fn new(
        found: &'f Found,
        names: &PathNames,
        compared: &'f Compared,
        rereading: Rereading,
        removal: Removal,
    ) -> FileChanges<'f> {
        let mut changes = FileChanges::default();
        let (known, absent) = beside(found, compared);
        let (roots, hidden) = (
            Below::new(names, found.roots.iter().map(String::as_str)),
            Below::new(names, found.problems.iter().map(|problem| problem.path.as_str())),
        );
        if removal != Removal::Never {
            let is_gone = |path: &str| found.vanished.contains(path) || (roots.holds(path) && !hidden.holds(path));
            changes.removed = absent.into_iter().filter(|record| is_gone(&record.path)).collect();
        }
        if removal == Removal::Only {
            changes.note_withdrawals(compared);
            return changes;
        }
        changes.n_unchanged_files = compared.n_unchanged_files;
        changes.n_unchanged_articles = compared.n_unchanged_articles;
        changes.n_outdated = compared.n_outdated;
        let mut vanished = Vanished::new(&changes.removed);
        for (file, record) in known {
            changes.add(file, record, rereading, &mut vanished);
        }
        let moved_from: HashSet<&str> = changes.moved.iter().map(|moved| moved.from.path.as_str()).collect();
        changes.removed.retain(|record| !moved_from.contains(record.path.as_str()));
        changes.note_withdrawals(compared);
        changes
    }

    fn note_withdrawals(&mut self, compared: &'f Compared) {
        let read_again = self.to_read.iter().filter(|to_read| to_read.from.is_none()).map(|to_read| to_read.file.path.as_str());
        let gone: HashSet<&str> = read_again.chain(self.removed.iter().map(|record| record.path.as_str())).collect();
        let kept = compared.others.iter().filter(|record| !gone.contains(record.path.as_str()));
        self.withdrawals = kept.flat_map(|record| &record.withdrawals).chain(&compared.withdrawals).collect();
    }

    fn add(&mut self, file: &'f SourceFile, record: Option<&'f FileRecord>, rereading: Rereading, vanished: &mut Vanished<'f>) {
        if rereading == Rereading::Changed {
            match record {
                Some(record) if is_as_before(file, record) => {
                    match record.resume {
                        Some(from) => self.read(ToRead { file, known: Some(record), from: Some(from) }),
                        None => self.keep(record),
                    }
                    return;
                }
                // A copy or a checkout gives files new times.
                Some(record)
                    if record.size_bytes == file.size_bytes
                        && record.beside == file.beside_digest()
                        && has_hash(file, &record.sha256) =>
                {
                    self.touched.push(Known { file, record });
                    self.keep(record);
                    return;
                }
                None => {
                    if let Some(from) = vanished.take(file) {
                        self.moved.push(Moved { from, to: file });
                        return;
                    }
                }
                Some(_) => {}
            }
        }
        self.read(ToRead { file, known: record, from: None });
    }

    fn keep(&mut self, record: &FileRecord) {
        self.n_unchanged_files += 1;
        self.n_unchanged_articles += record.n_articles;
        self.n_outdated += u64::from(record.extraction < extract::VERSION);
    }

    fn read(&mut self, to_read: ToRead<'f>) {
        match file::open(&to_read.file.location) {
            Ok(_) => self.to_read.push(to_read),
            Err(error) => self.unreadable.push(to_read.file.problem(None, 0, unreadable(&error))),
        }
    }

    pub(super) fn is_none(&self) -> bool {
        self.to_read.is_empty() && self.moved.is_empty() && self.touched.is_empty() && self.removed.is_empty()
    }
}

/// Returns every file found that is not unchanged, with its record, and the records of files that were not found.
fn beside<'f>(found: &'f Found, compared: &'f Compared) -> (Vec<(&'f SourceFile, Option<&'f FileRecord>)>, Vec<&'f FileRecord>) {
    let mut records = compared.others.iter().peekable();
    let (mut known, mut absent) = (Vec::new(), Vec::new());
    for (file, _) in found.files.iter().zip(&compared.is_unchanged).filter(|(_, is_unchanged)| !**is_unchanged) {
        while let Some(record) = records.next_if(|record| record.path < file.path) {
            absent.push(record);
        }
        known.push((file, records.next_if(|record| record.path == file.path)));
    }
    absent.extend(records);
    (known, absent)
}

fn is_as_before(file: &SourceFile, record: &FileRecord) -> bool {
    record.size_bytes == file.size_bytes && record.modified_nanos == file.modified_nanos && record.beside == file.beside_digest()
}

/// Returns whether a file has this hash. A file that cannot be read has none, and no file has the
/// empty one.
fn has_hash(file: &SourceFile, sha256: &str) -> bool {
    !sha256.is_empty() && hash(file, &Stop::new(&never)).is_ok_and(|found| found == sha256)
}

/// Vanished files, keyed by what would stay the same under another name.
struct Vanished<'f> {
    by_size: BTreeMap<u64, Vec<&'f FileRecord>>,
}

impl<'f> Vanished<'f> {
    fn new(removed: &[&'f FileRecord]) -> Vanished<'f> {
        let mut by_size: BTreeMap<u64, Vec<&FileRecord>> = BTreeMap::new();
        for record in removed.iter().filter(|record| !record.sha256.is_empty() && record.resume.is_none()) {
            by_size.entry(record.size_bytes).or_default().push(record);
        }
        Vanished { by_size }
    }

    /// Returns the first vanished file with the content and format of this new one, and does not
    /// return it again. The new file is read only if there is one of the same size.
    fn take(&mut self, file: &SourceFile) -> Option<&'f FileRecord> {
        let of_size = self.by_size.get_mut(&file.size_bytes).filter(|of_size| !of_size.is_empty())?;
        let sha256 = hash(file, &Stop::new(&never)).ok()?;
        // The name decides what the bytes leave open.
        let beside = file.beside_digest();
        let is_same = |record: &&FileRecord| {
            record.sha256 == sha256 && record.beside == beside && format_of(record.path.as_ref()) == file.format
        };
        let place = of_size.iter().position(is_same)?;
        Some(of_size.remove(place))
    }
}
