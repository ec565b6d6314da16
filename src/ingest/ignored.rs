//! What a walk skips by default: hidden files and folders, and those named in `.ignore` files.
//!
//! An `.ignore` file has the syntax of `.gitignore` and applies to its folder and everything below.
//! `.gitignore` itself is not honoured: large files kept out of version control are often exactly
//! those to be searched.

use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::format::Format;
use crate::file;

/// What a walk includes although it would skip it by default, and as what files are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WalkOptions {
    /// Follow links that lead out of the given folders.
    pub follows_links: bool,
    /// Read files and folders whose names begin with a point.
    pub takes_hidden: bool,
    /// Do not honour `.ignore` files.
    pub takes_ignored: bool,
    /// Read every file in this format, whatever its name and its first bytes say. Archives of files and of pages are opened nevertheless,
    /// and what lies in them tells its format itself.
    pub format: Option<Format>,
}

/// The file that names what to ignore.
pub(super) const FILE_NAME: &str = ".ignore";

/// Maximum size in bytes. Rules are some lines; a larger file is something else.
const MAX_BYTES: u64 = 1 << 20;

/// The rules that apply at the current place of a walk.
pub(super) struct Ignored {
    options: WalkOptions,
    /// The folders above with rules, outermost first.
    rules: Vec<(PathBuf, Gitignore)>,
}

impl Ignored {
    pub(super) fn new(options: WalkOptions) -> Ignored {
        Ignored { options, rules: Vec::new() }
    }

    /// Adds the rules of a folder that the walk enters. Returns what is wrong with them; the valid
    /// ones apply.
    pub(super) fn enter(&mut self, folder: &Path) -> Option<String> {
        self.rules.retain(|(above, _)| folder.starts_with(above));
        let path = folder.join(FILE_NAME);
        // In a folder that cannot be entered, nobody can tell; the walk reports it.
        if self.options.takes_ignored || path.metadata().is_err() {
            return None;
        }
        let bytes = match file::read(&path, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory) => {
                return None;
            }
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                return Some(format!("longer than {} MiB, and not honoured", MAX_BYTES >> 20));
            }
            Err(error) => return Some(error.to_string()),
        };
        let mut builder = GitignoreBuilder::new(folder);
        let mut wrong = None;
        for (line_idx, line) in String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines().enumerate() {
            if let Err(error) = builder.add_line(Some(path.clone()), line) {
                wrong.get_or_insert(format!("line {}: {error}", line_idx + 1));
            }
        }
        match builder.build() {
            Ok(rules) => self.rules.push((folder.to_owned(), rules)),
            Err(error) => return Some(error.to_string()),
        }
        wrong
    }

    /// Returns whether the walk skips `path`. The innermost matching rule counts.
    pub(super) fn holds(&self, path: &Path, is_folder: bool) -> bool {
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if is_hidden && !self.options.takes_hidden {
            return true;
        }
        let above = self.rules.iter().rev().filter(|(folder, _)| path.starts_with(folder));
        let verdict = above.map(|(_, rules)| rules.matched(path, is_folder)).find(|verdict| !verdict.is_none());
        verdict.is_some_and(|verdict| verdict.is_ignore())
    }
}

/// Returns whether a walk of `root` would skip the file at `path` below it, or a folder around it.
pub fn is_passed_over(root: &Path, path: &Path, options: WalkOptions) -> bool {
    let mut ignored = Ignored::new(options);
    let Ok(below) = path.strip_prefix(root) else { return false };
    let parts: Vec<&OsStr> = below.iter().collect();
    let mut place = root.to_owned();
    for (part_idx, part) in parts.iter().enumerate() {
        // The walk reports what is wrong with the rules.
        ignored.enter(&place);
        place.push(part);
        if ignored.holds(&place, part_idx + 1 < parts.len()) {
            return true;
        }
    }
    false
}
