//! Golden files: copies of what the program gave, below `tests/golden/`, that it has to give again.
//!
//! JSON is compared as values and kept indented with sorted keys, so the order of fields is free and the order of arrays is not. All else is
//! compared byte by byte. `PULLQUOTE_GOLDEN=accept` writes what was given instead of comparing it, except on continuous integration.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};
use walkdir::WalkDir;

/// The folder of all golden files.
pub(crate) fn golden_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The golden files below one folder, and how what was given differs from them.
pub(crate) struct Golden {
    folder: PathBuf,
    is_accepting: bool,
    /// The files that were compared or written.
    given: BTreeSet<PathBuf>,
    failures: Vec<String>,
}

impl Golden {
    /// The files below `tests/golden/{name}`.
    pub(crate) fn new(name: &str) -> Golden {
        let is_accepting = std::env::var_os("PULLQUOTE_GOLDEN").is_some_and(|mode| mode == "accept");
        assert!(!is_accepting || std::env::var_os("CI").is_none(), "golden files cannot be accepted if `CI` is set");
        Golden { folder: golden_folder().join(name), is_accepting, given: BTreeSet::new(), failures: Vec::new() }
    }

    /// Compares bytes.
    pub(crate) fn bytes(&mut self, name: &str, given: &[u8]) {
        if let Some(kept) = self.kept(name, given)
            && kept != given
        {
            self.differs(name, &String::from_utf8_lossy(&kept), &String::from_utf8_lossy(given));
        }
    }

    /// Compares text, byte by byte.
    pub(crate) fn text(&mut self, name: &str, given: &str) {
        self.bytes(name, given.as_bytes());
    }

    /// Compares JSON values.
    pub(crate) fn json(&mut self, name: &str, given: &Value) {
        let text = pretty(given);
        let Some(kept) = self.kept(name, text.as_bytes()) else { return };
        match serde_json::from_slice::<Value>(&kept) {
            Ok(kept) if kept == *given => {}
            Ok(kept) => self.differs(name, &pretty(&kept), &text),
            Err(error) => self.failures.push(format!("{name}: the golden file is not JSON: {error}\n")),
        }
    }

    /// Returns the golden file, or `None` if `given` was written in its place or there is none.
    fn kept(&mut self, name: &str, given: &[u8]) -> Option<Vec<u8>> {
        let path = self.folder.join(name);
        assert!(self.given.insert(path.clone()), "`{name}` is given twice");
        if self.is_accepting {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            // A file that is the same keeps its time, so that nothing is built anew.
            if fs::read(&path).ok().as_deref() != Some(given) {
                fs::write(&path, given).unwrap();
            }
            return None;
        }
        let kept = fs::read(&path).ok();
        if kept.is_none() {
            self.failures.push(format!("{name}: there is no golden file\n"));
        }
        kept
    }

    fn differs(&mut self, name: &str, kept: &str, given: &str) {
        self.failures.push(format!("--- {name} (golden)\n+++ {name} (given)\n{}", diff(kept, given)));
    }

    /// Fails if anything differed, or if a golden file was not given any more.
    #[track_caller]
    pub(crate) fn finish(mut self) {
        let files = WalkDir::new(&self.folder).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
        let orphans: Vec<PathBuf> = files.map(walkdir::DirEntry::into_path).filter(|path| !self.given.contains(path)).collect();
        for orphan in orphans {
            if self.is_accepting {
                fs::remove_file(orphan).unwrap();
            } else {
                let name = orphan.strip_prefix(&self.folder).unwrap().display().to_string();
                self.failures.push(format!("{name}: nothing gives this golden file any more\n"));
            }
        }
        assert!(
            self.failures.is_empty(),
            "{} golden files in `{}` differ:\n\n{}\nto accept what was given: PULLQUOTE_GOLDEN=accept cargo test --test it golden::\n",
            self.failures.len(),
            self.folder.display(),
            self.failures.join("\n")
        );
    }
}

/// Returns JSON indented, with the keys of objects sorted.
fn pretty(value: &Value) -> String {
    // Objects of `serde_json` are sorted as long as its feature `preserve_order` is off; a comparison does not depend on that.
    format!("{}\n", serde_json::to_string_pretty(value).unwrap())
}

/// Lines of context around a difference.
const CONTEXT: usize = 3;
/// Maximum lines shown of one difference.
const MAX_LINES: usize = 200;
/// Maximum characters shown of a line.
const MAX_CHARS: usize = 400;

/// Returns the lines that differ, as a unified diff.
fn diff(kept: &str, given: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (kept.split('\n').collect(), given.split('\n').collect());
    let mut lines = Vec::new();
    for group in group_diff_ops(capture_diff_slices(Algorithm::Myers, &old, &new), CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let (from, to) = (first.old_range().start, last.old_range().end);
        lines.push(format!("@@ lines {} to {to} @@", from + 1));
        for op in group {
            let marks: [(char, &[&str]); 2] = match op {
                DiffOp::Equal { .. } => [(' ', &old[op.old_range()]), (' ', &[])],
                _ => [('-', &old[op.old_range()]), ('+', &new[op.new_range()])],
            };
            for (mark, part) in marks {
                lines.extend(part.iter().map(|line| format!("{mark}{}", shortened(line))));
            }
        }
    }
    let n_left_out = lines.len().saturating_sub(MAX_LINES);
    lines.truncate(MAX_LINES);
    let mut text = lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    });
    if n_left_out > 0 {
        let _ = writeln!(text, "({n_left_out} more lines)");
    }
    text
}

/// Returns a line with its invisible characters escaped, cut where it is long.
fn shortened(line: &str) -> String {
    let mut shown: String = line.chars().take(MAX_CHARS).flat_map(char::escape_debug).collect();
    // Quotation marks need no escape here.
    shown = shown.replace("\\\"", "\"").replace("\\'", "'");
    if line.chars().count() > MAX_CHARS {
        shown.push('…');
    }
    shown
}
