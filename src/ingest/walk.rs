//! Finding the article files below the given paths.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use super::aside;
use super::format::{Format, format_of, is_document, may_be_article, sniff};
use super::ignored::{FILE_NAME, Ignored, WalkOptions};
use super::skipped::Skipped;
use super::source_files::{SourceFile, SourceFiles};
use super::unpack::head;
use crate::error::{Error, Problem, ProblemKind, Result};
use crate::file;

/// The files below the given paths.
#[derive(Debug, Default)]
pub struct Found {
    /// The article files.
    pub files: SourceFiles,
    /// The given paths, as in [`Place::path`](crate::article::Place::path).
    pub roots: Vec<String>,
    /// Files and folders that could not be read. Known files below them must not count as vanished.
    pub problems: Vec<Problem>,
    /// Listed files that do not exist, and pages that are read as a part of an issue, as in [`Place::path`](crate::article::Place::path).
    pub vanished: BTreeSet<String>,
    /// The files that are not article files.
    pub skipped: Skipped,
}

/// Names files in the index: relative to `base` if they lie below it, so that a folder can be moved
/// together with its index; otherwise absolute. `base` itself is `.`.
#[derive(Debug, Clone)]
pub struct PathNames {
    base: PathBuf,
    /// Files in it are no articles. `None` if the index is not on a particular machine.
    index_dir: Option<PathBuf>,
}

impl PathNames {
    /// Returns the names for the index in `index_dir`, which need not exist yet. The directory
    /// above it must.
    pub fn new(index_dir: &Path) -> Result<PathNames> {
        let absolute = std::path::absolute(index_dir).map_err(Error::io("find", index_dir))?;
        let above = absolute.parent().unwrap_or(&absolute);
        let base = fs::canonicalize(above).map_err(Error::io("find", above))?;
        let index_dir = absolute.file_name().map_or(base.clone(), |name| base.join(name));
        Ok(PathNames { base, index_dir: Some(index_dir) })
    }

    /// Returns the names for an index that is not on a particular machine: all absolute.
    pub fn absolute() -> PathNames {
        PathNames { base: PathBuf::new(), index_dir: None }
    }

    /// Returns the name of the file or folder at `location`, an absolute path without `.`, `..` or links above it.
    pub fn name(&self, location: &Path) -> String {
        if location == self.base {
            return ".".to_owned();
        }
        let text = location.strip_prefix(&self.base).unwrap_or(location).to_string_lossy();
        if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
    }

    /// Returns the name of the file or folder that `path` leads to, which must exist.
    pub fn name_of(&self, path: &Path) -> Result<String> {
        Ok(self.name(&canonical_root(path)?))
    }

    /// Returns the names that cover everything at or below `path`, which must exist: its own, and
    /// `.` if `base` lies below it.
    pub fn names_of(&self, path: &Path) -> Result<Vec<String>> {
        let location = canonical_root(path)?;
        let is_above_base = self.base.starts_with(&location) && self.base != location;
        let base = is_above_base.then(|| ".".to_owned());
        Ok(std::iter::once(self.name(&location)).chain(base).collect())
    }

    /// Returns whether a path is the index, or lies in it.
    fn is_in_index(&self, location: &Path) -> bool {
        self.index_dir.as_ref().is_some_and(|dir| location.starts_with(dir))
    }

    /// Returns the path of the file or folder called `name`.
    pub fn location(&self, name: &str) -> PathBuf {
        if name == "." { self.base.clone() } else { self.base.join(name) }
    }

    /// Returns the names without those that lie below another of them, in order.
    pub(super) fn without_nested(&self, names: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut names: Vec<String> = names.into_iter().collect();
        names.sort();
        names.dedup();
        let all = Below::new(self, names.iter().map(String::as_str));
        names.iter().filter(|name| !all.holds_above(name)).cloned().collect()
    }
}

/// Finds what lies at or below many files and folders.
pub(super) struct Below<'n> {
    names: &'n PathNames,
    locations: HashSet<PathBuf>,
}

impl<'n> Below<'n> {
    pub(super) fn new<'p>(names: &'n PathNames, paths: impl IntoIterator<Item = &'p str>) -> Below<'n> {
        Below { names, locations: paths.into_iter().map(|path| names.location(path)).collect() }
    }

    /// Returns whether `path` is one of them or lies below one.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.names.location(path).ancestors().any(|above| self.locations.contains(above))
    }

    fn holds_above(&self, path: &str) -> bool {
        self.names.location(path).ancestors().skip(1).any(|above| self.locations.contains(above))
    }
}

/// Fails if one of `roots` does not exist.
pub fn check_roots(roots: &[PathBuf]) -> Result<()> {
    roots.iter().try_for_each(|root| canonical_root(root).map(drop))
}

fn canonical_root(root: &Path) -> Result<PathBuf> {
    fs::canonicalize(root).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::PathMissing { path: root.to_owned() },
        _ => Error::io("open", root)(error),
    })
}

/// Finds article files at and below `roots`; files of an issue are still apart. A root that does not exist is an error.
pub(super) fn walk_files(roots: &[PathBuf], names: &PathNames, options: WalkOptions) -> Result<Found> {
    let mut found = Found::default();
    for root in roots {
        let location = canonical_root(root)?;
        found.roots.push(names.name(&location));
        walk_root(&location, names, options, &mut found);
    }
    found.problems.sort();
    found.problems.dedup();
    Ok(found)
}

/// Adds `files`, which were listed one by one, to `found`. A file that does not exist has vanished.
/// A folder is skipped, because its files are listed too. Unlike a root, a file without the name of
/// an article file is not read.
pub(super) fn look_at(files: &[PathBuf], names: &PathNames, options: WalkOptions, found: &mut Found) -> Result<()> {
    for listed in files {
        let absolute = std::path::absolute(listed).map_err(Error::io("find", listed))?;
        let location = match fs::canonicalize(&absolute) {
            Ok(location) => location,
            Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
                found.vanished.insert(name_of_vanished(&absolute, names));
                continue;
            }
            Err(error) => {
                found.problems.push(problem(names.name(&absolute), ProblemKind::Unreadable, &error.to_string()));
                continue;
            }
        };
        let metadata = match fs::metadata(&location) {
            Ok(metadata) => metadata,
            Err(error) => {
                found.problems.push(problem(names.name(&location), ProblemKind::Unreadable, &error.to_string()));
                continue;
            }
        };
        // The index may lie below a listed path; it holds no articles.
        if metadata.is_dir() || names.is_in_index(&location) {
            continue;
        }
        let format = options.format.or_else(|| format_of(&location));
        let path = names.name(&location);
        if let Some(kind) = file::other_kind(&metadata) {
            found.problems.push(no_file(path, kind));
            continue;
        }
        if (format.is_none() && !is_article(&location)) || is_aside(&location, format) {
            found.skipped.add(&location);
            continue;
        }
        let file = SourceFile {
            path: path.clone(),
            format,
            is_forced: options.format.is_some(),
            size_bytes: metadata.len(),
            modified_nanos: modified_nanos(&metadata),
            location,
            pages: Vec::new(),
            beside: None,
        };
        found.files.insert(file);
    }
    Ok(())
}

/// The folder above a vanished file may still tell its name without links.
fn name_of_vanished(absolute: &Path, names: &PathNames) -> String {
    let above = absolute.parent().and_then(|above| fs::canonicalize(above).ok());
    match (above, absolute.file_name()) {
        (Some(above), Some(name)) => names.name(&above.join(name)),
        _ => names.name(absolute),
    }
}

fn walk_root(root: &Path, names: &PathNames, options: WalkOptions, found: &mut Found) {
    let mut ignored = Ignored::new(options);
    let mut entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.problems.push(walk_problem(&error, root, names));
                continue;
            }
        };
        if entry.depth() > 0 && ignored.holds(entry.path(), entry.file_type().is_dir()) {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.path_is_symlink() && entry.depth() > 0 && !options.follows_links && !stays_below(root, entry.path()) {
            found.problems.push(problem(
                names.name(entry.path()),
                ProblemKind::LinkOutside,
                "the link leads out of the given folder",
            ));
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_dir() {
            // With `index .`, the index lies below the root; it holds no articles.
            if Some(entry.path()) == names.index_dir.as_deref() {
                entries.skip_current_dir();
            } else if let Some(wrong) = ignored.enter(entry.path()) {
                found.problems.push(problem(names.name(&entry.path().join(FILE_NAME)), ProblemKind::Syntax, &wrong));
            }
            continue;
        }
        let format = options.format.or_else(|| format_of(entry.path()));
        let path = names.name(entry.path());
        if !entry.file_type().is_file() {
            // Anything but its name would have to be read.
            let is_meant = entry.depth() == 0 || format.is_some() || may_be_article(entry.path());
            match entry.metadata().ok().as_ref().and_then(file::other_kind).filter(|_| is_meant) {
                Some(kind) => found.problems.push(no_file(path, kind)),
                None => found.skipped.add(entry.path()),
            }
            continue;
        }
        if entry.depth() > 0 && ((format.is_none() && !is_article(entry.path())) || is_aside(entry.path(), format)) {
            found.skipped.add(entry.path());
            continue;
        }
        match entry.metadata() {
            Ok(metadata) => {
                let file = SourceFile {
                    location: entry.path().to_owned(),
                    path: path.clone(),
                    format,
                    is_forced: options.format.is_some(),
                    size_bytes: metadata.len(),
                    modified_nanos: modified_nanos(&metadata),
                    pages: Vec::new(),
                    beside: None,
                };
                let location = file.location.clone();
                let earlier = found.files.insert(file);
                if earlier.is_some_and(|earlier| earlier.location != location) {
                    // Bytes that are not text are replaced, and two names may become equal.
                    let message = "several files have this name when written as text; one of them is read";
                    found.problems.push(problem(path, ProblemKind::Unreadable, message));
                }
            }
            Err(error) => found.problems.push(walk_problem(&error, root, names)),
        }
    }
}

/// Returns whether the first bytes of a file are those of an article, if its name leaves that open.
/// A file that cannot be read is none.
fn is_article(location: &Path) -> bool {
    let is_of_news = |head: &[u8]| match sniff(head, None) {
        Some(Format::Html | Format::Mhtml | Format::Xml | Format::Telegraph | Format::Export(_) | Format::Warc) => true,
        Some(Format::Scan | Format::Captions | Format::Rtf | Format::Pdf | Format::Unread) => true,
        Some(Format::Mail | Format::Msg | Format::Mbox | Format::WebArchive | Format::Enex | Format::Csv) => true,
        Some(Format::Zip) => is_document(head),
        _ => false,
    };
    may_be_article(location) && head(location).is_ok_and(|head| is_of_news(&head))
}

/// Returns whether a text with one of the usual names of such is for programs: a list of checksums, what a site keeps for robots.
fn is_aside(location: &Path, format: Option<Format>) -> bool {
    let may_be = || location.file_name().is_some_and(|name| aside::may_be(&name.to_string_lossy()));
    format == Some(Format::Text)
        && may_be()
        && head(location).is_ok_and(|head| aside::of_text(&String::from_utf8_lossy(&head)).is_some())
}

fn stays_below(root: &Path, link: &Path) -> bool {
    fs::canonicalize(link).is_ok_and(|target| target.starts_with(root))
}

/// The error of Linux for a link to itself; the standard library's name for it is not stable yet.
const ELOOP: i32 = 40;

fn walk_problem(error: &walkdir::Error, root: &Path, names: &PathNames) -> Problem {
    let path = names.name(error.path().unwrap_or(root));
    if error.loop_ancestor().is_some() {
        return problem(path, ProblemKind::LinkLoop, "the link leads back to a folder above it");
    }
    let is_link = error.path().is_some_and(|path| path.is_symlink());
    match error.io_error() {
        Some(io) if is_link && io.kind() == std::io::ErrorKind::NotFound => {
            problem(path, ProblemKind::LinkOutside, "the link leads nowhere")
        }
        Some(io) if is_link && io.raw_os_error() == Some(ELOOP) => {
            problem(path, ProblemKind::LinkLoop, "the link leads back to itself")
        }
        Some(io) => problem(path, ProblemKind::Unreadable, &io.to_string()),
        None => problem(path, ProblemKind::Unreadable, &error.to_string()),
    }
}

/// The problem of a pipe, a device or a socket in the place of a file.
fn no_file(path: String, kind: &str) -> Problem {
    problem(path, ProblemKind::Unreadable, &format!("it is {kind}, not a file"))
}

fn problem(path: String, kind: ProblemKind, message: &str) -> Problem {
    Problem { path, record: None, byte: None, kind, message: message.to_owned() }
}

pub(super) fn modified_nanos(metadata: &Metadata) -> i64 {
    let since_1970 = metadata.modified().ok().and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    since_1970.and_then(|duration| i64::try_from(duration.as_nanos()).ok()).unwrap_or(0)
}
