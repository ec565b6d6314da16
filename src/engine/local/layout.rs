//! The files of an index on disk.
//!
//! ```text
//! index/
//!   current          which generation is read, and in which format; replaced in one rename
//!   generation-1/    a Tantivy index
//!     in-use         locked by everyone who has the generation open
//!     ….stories      the stories of the state that its name begins with
//!     ….statistics   what was counted of that state
//!     pairs          the articles that resemble each other, of a late state
//!   lock             locked while somebody writes; names the process
//! ```
//!
//! A directory with a generation but without `current` is an index whose creation was interrupted;
//! it is created again. A rebuild creates the next generation beside the one that is read, and
//! `current` names it when it is complete. A writer removes the generations that `current` does not
//! name: what is left of interrupted rebuilds, and old ones as soon as nobody has them open.

use std::fs::{self, File};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::schema::FORMAT;
use crate::analysis;
use crate::error::{Error, Result};
use crate::file::{self, Audience};

const CURRENT: &str = "current";
const LOCK: &str = "lock";
const GENERATION: &str = "generation-";
const IN_USE: &str = "in-use";

/// Maximum size in bytes of `current`, which has about fifty.
const MAX_CURRENT_BYTES: u64 = 64 << 10;

/// The content of `current`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Current {
    pub(super) generation: u64,
    // A field that a later format omits reads as 0. So the index is reported as of another format,
    // and not as damaged.
    #[serde(default)]
    format: u32,
    #[serde(default)]
    analysis: u32,
}

impl Current {
    pub(super) fn new(generation: u64) -> Current {
        Current { generation, format: FORMAT, analysis: analysis::VERSION }
    }

    pub(super) fn version(&self) -> String {
        format!("{}.{}", self.format, self.analysis)
    }
}

/// What a directory holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Occupant {
    /// An index this program reads.
    Index(Current),
    /// Nothing: it is missing, empty but for a README, or holds what is left of an interrupted
    /// creation.
    Nothing,
}

/// Returns what `dir` holds. Fails if it is an index of another format, or files that do not belong
/// to an index.
pub(super) fn occupant(dir: &Path) -> Result<Occupant> {
    let path = dir.join(CURRENT);
    let text = match file::read_text(&path, MAX_CURRENT_BYTES) {
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

/// Fails if a directory without `current` holds files that do not belong to an index.
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

/// Makes `current` the generation that is read, in one rename.
pub(super) fn switch(dir: &Path, current: &Current) -> Result<()> {
    let text = serde_json::to_string(current).map_err(|error| Error::Engine(error.to_string()))?;
    let beside = dir.join(format!("{CURRENT}.new"));
    let mut file = file::create(&beside, Audience::OfFolder).map_err(Error::io("create", &beside))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::io("write", &beside))?;
    fs::rename(&beside, dir.join(CURRENT)).map_err(Error::io("rename", &beside))?;
    // The rename is safe only when the directory is on disk too.
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(Error::io("write", dir))
}

/// Creates the directory of a new generation, with a higher number than any before.
pub(super) fn new_generation(dir: &Path) -> Result<Current> {
    let highest = generations(dir).into_iter().chain(generation_of_any_format(dir)).max();
    let current = Current::new(highest.unwrap_or(0) + 1);
    let generation_dir = generation_dir(dir, current.generation);
    file::create_folder_inside(&generation_dir).map_err(Error::io("create", &generation_dir))?;
    let in_use = generation_dir.join(IN_USE);
    file::create(&in_use, Audience::OfFolder).map_err(Error::io("create", &in_use))?;
    Ok(current)
}

/// Removes a generation that is not complete. What cannot be removed stays for the next writer.
pub(super) fn remove(dir: &Path, current: &Current) {
    let _ = fs::remove_dir_all(generation_dir(dir, current.generation));
}

/// Removes the generations other than `kept` that nobody has open. What cannot be removed now stays
/// for a later writer. The caller must hold the [`WriteLock`], or a generation that is being
/// created would be removed.
pub(super) fn remove_unused(dir: &Path, kept: Option<u64>) {
    for generation in generations(dir).into_iter().filter(|generation| Some(*generation) != kept) {
        let generation_dir = generation_dir(dir, generation);
        let in_use = File::open(generation_dir.join(IN_USE));
        // Locked while its files are removed, so that nobody opens some of them. One without the
        // lock file was partly removed before.
        if in_use.as_ref().is_ok_and(|in_use| in_use.try_lock().is_err()) {
            continue;
        }
        let _ = fs::remove_dir_all(&generation_dir);
    }
}

/// Returns the numbers of the generations on disk, in no particular order.
fn generations(dir: &Path) -> Vec<u64> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.strip_prefix(GENERATION)?.parse().ok()).collect()
}

/// Returns the number of the generation that is read, whatever its format. `None` if it cannot be
/// read.
pub(super) fn generation_of_any_format(dir: &Path) -> Option<u64> {
    let current: Current = serde_json::from_str(&file::read_text(&dir.join(CURRENT), MAX_CURRENT_BYTES).ok()?).ok()?;
    Some(current.generation)
}

/// Returns the record of the last run of the index in `dir`, whatever its format. `None` if it
/// cannot be read.
pub(super) fn payload_of_any_format(dir: &Path) -> Option<String> {
    let meta = fs::read(generation_dir(dir, generation_of_any_format(dir)?).join("meta.json")).ok()?;
    let meta: serde_json::Value = serde_json::from_slice(&meta).ok()?;
    Some(meta.get("payload")?.as_str()?.to_owned())
}

/// Keeps a generation from being removed, until it is dropped or the process ends.
#[derive(Debug)]
pub(super) struct InUse {
    /// `None` if nobody can remove the generation, or it cannot be locked: it is read-only, or on a
    /// file system without locks. Whoever cannot write there cannot remove it either.
    file: Option<File>,
}

/// As for [`WriteLock`].
impl Drop for InUse {
    fn drop(&mut self) {
        let _ = self.file.as_ref().map(File::unlock);
    }
}

impl InUse {
    /// Holds nothing, for a generation that nobody else can remove.
    pub(super) fn unneeded() -> InUse {
        InUse { file: None }
    }

    /// Takes hold of a generation. `None` if it is gone or being removed, because another has
    /// replaced it.
    pub(super) fn take(dir: &Path, current: &Current) -> Result<Option<InUse>> {
        let path = generation_dir(dir, current.generation).join(IN_USE);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("open", path)(error)),
        };
        match file.try_lock_shared() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Ok(None),
            Err(fs::TryLockError::Error(_)) => return Ok(Some(InUse { file: None })),
        }
        // It may have been replaced after `current` was read, and may then be partly removed.
        match occupant(dir)? {
            Occupant::Index(now) if now == *current => Ok(Some(InUse { file: Some(file) })),
            _ => Ok(None),
        }
    }
}

/// The right to write to an index, held until it is dropped or the process ends.
#[derive(Debug)]
pub(super) struct WriteLock {
    file: File,
}

/// Closing the file is not enough: a process that another thread is just starting still has it open.
impl Drop for WriteLock {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl WriteLock {
    /// Takes the lock, waiting for it at most `wait`. The error names the process that holds it.
    pub(super) fn take(dir: &Path, wait: Duration) -> Result<WriteLock> {
        const LOOK_EVERY: Duration = Duration::from_millis(50);
        let path = dir.join(LOCK);
        let mut file = file::open_to_lock(&path).map_err(Error::io("open", &path))?;
        let started = Instant::now();
        while let Err(error) = file.try_lock() {
            let left = wait.saturating_sub(started.elapsed());
            match error {
                fs::TryLockError::WouldBlock if left > Duration::ZERO => std::thread::sleep(left.min(LOOK_EVERY)),
                fs::TryLockError::WouldBlock => {
                    let mut holder = String::new();
                    // The holder is only a help for the reader; failing to read it is no further
                    // error.
                    let _ = file.read_to_string(&mut holder);
                    return Err(Error::IndexLocked { path: dir.to_owned(), holder: holder.trim().parse().ok() });
                }
                fs::TryLockError::Error(error) => return Err(Error::io("lock", &path)(error)),
            }
        }
        let write_pid = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            write!(file, "{}", std::process::id())
        };
        write_pid(&mut file).map_err(Error::io("write", &path))?;
        Ok(WriteLock { file })
    }
}

/// Returns the size of the files below `dir` in bytes. Files that vanish in the meantime, as merged
/// segments do, do not count.
pub(super) fn size_bytes(dir: &Path) -> u64 {
    let files = walkdir::WalkDir::new(dir).into_iter().flatten();
    files.filter_map(|entry| entry.metadata().ok()).filter(|metadata| metadata.is_file()).map(|metadata| metadata.len()).sum()
}
