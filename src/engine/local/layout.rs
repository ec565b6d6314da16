//! Where an index lies on disk.
//!
//! ```text
//! index/
//!   current          which generation is read, and in which format; replaced in one rename
//!   generation-1/    a Tantivy index
//!   lock             held, and naming its holder, while somebody writes
//! ```
//!
//! A directory with a generation but without `current` is an index whose making was interrupted; it is made anew.

use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::schema::FORMAT;
use crate::analysis;
use crate::error::{Error, Result};

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const GENERATION: &str = "generation-";

/// The content of `current`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Current {
    pub(super) generation: u64,
    // What a later format leaves out reads as 0, so that it is told apart by its format and not taken for damage.
    #[serde(default)]
    format: u32,
    #[serde(default)]
    analysis: u32,
}

impl Current {
    pub(super) fn new(generation: u64) -> Current {
        Current { generation, format: FORMAT, analysis: analysis::VERSION }
    }

    fn version(&self) -> String {
        format!("{}.{}", self.format, self.analysis)
    }
}

/// What a directory is, seen as the place of an index.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Occupant {
    /// An index this program reads.
    Index(Current),
    /// Nothing: missing, empty but for a README, or the remains of an interrupted making.
    Nothing,
}

/// Looks at `dir`. Fails where it holds an index of another format, or things that are no index.
pub(super) fn occupant(dir: &Path) -> Result<Occupant> {
    let path = dir.join(CURRENT);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return nothing_else(dir),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    let current: Current = serde_json::from_str(&text)
        .map_err(|error| Error::IndexDamaged { path: dir.to_owned(), reason: format!("`{CURRENT}` does not read: {error}") })?;
    let expected = Current::new(current.generation);
    if current != expected {
        return Err(Error::IndexFormat { path: dir.to_owned(), found: current.version(), expected: expected.version() });
    }
    Ok(Occupant::Index(current))
}

/// Makes sure that a directory without `current` holds nothing that is not ours.
fn nothing_else(dir: &Path) -> Result<Occupant> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Occupant::Nothing),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            return Err(Error::NotAnIndex { path: dir.to_owned() });
        }
        Err(error) => return Err(Error::io("read", dir)(error)),
    };
    for entry in entries {
        let name = entry.map_err(Error::io("read", dir))?.file_name();
        let name = name.to_string_lossy();
        let is_ours =
            matches!(&*name, LOCK | "README.md" | ".gitkeep") || name.starts_with(GENERATION) || name.starts_with(CURRENT);
        if !is_ours {
            return Err(Error::NotAnIndex { path: dir.to_owned() });
        }
    }
    Ok(Occupant::Nothing)
}

/// Returns the directory of a generation.
pub(super) fn generation_dir(dir: &Path, generation: u64) -> PathBuf {
    dir.join(format!("{GENERATION}{generation}"))
}

/// Makes `current` the one that is read, in one rename.
pub(super) fn switch(dir: &Path, current: &Current) -> Result<()> {
    let text = serde_json::to_string(current).map_err(|error| Error::Engine(error.to_string()))?;
    let beside = dir.join(format!("{CURRENT}.new"));
    let mut file = File::create(&beside).map_err(Error::io("create", &beside))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::io("write", &beside))?;
    fs::rename(&beside, dir.join(CURRENT)).map_err(Error::io("rename", &beside))?;
    // The rename itself is safe only once the directory is written too.
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::io("write", dir))
}

/// The right to write to an index, held until it is dropped or the process ends.
#[derive(Debug)]
pub(super) struct WriteLock {
    _file: File,
}

impl WriteLock {
    /// Takes the lock, or fails with who holds it.
    pub(super) fn take(dir: &Path) -> Result<WriteLock> {
        let path = dir.join(LOCK);
        let mut file =
            File::options().create(true).read(true).write(true).truncate(false).open(&path).map_err(Error::io("open", &path))?;
        if let Err(error) = file.try_lock() {
            return Err(match error {
                fs::TryLockError::WouldBlock => {
                    let mut holder = String::new();
                    // Who holds it is a help to the reader; not being able to tell is no error of its own.
                    let _ = file.read_to_string(&mut holder);
                    Error::IndexLocked { path: dir.to_owned(), holder: holder.trim().parse().ok() }
                }
                fs::TryLockError::Error(error) => Error::io("lock", &path)(error),
            });
        }
        let write_pid = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            write!(file, "{}", std::process::id())
        };
        write_pid(&mut file).map_err(Error::io("write", &path))?;
        Ok(WriteLock { _file: file })
    }
}

/// Returns how many bytes the files below `dir` take. Files that vanish meanwhile, as merged segments do, count nothing.
pub(super) fn size_bytes(dir: &Path) -> u64 {
    let files = walkdir::WalkDir::new(dir).into_iter().flatten();
    files.filter_map(|entry| entry.metadata().ok()).filter(|metadata| metadata.is_file()).map(|metadata| metadata.len()).sum()
}
