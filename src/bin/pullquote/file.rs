//! Writing files so that they are never incomplete: a file is written under another name in the
//! same folder, and renamed at the end.
//!
//! The other name holds the number of the process. What a killed process left behind is removed by
//! the next that writes the same file.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use pullquote::file::{Audience, create, create_folders};

/// Has `write` write the file at `path`. If it returns `None`, the old file stays. A file that exists
/// keeps its permissions; a new one gets those of `audience`.
pub(crate) fn write_whole<T>(
    path: &Path,
    audience: Audience,
    write: impl FnOnce(&mut dyn Write) -> Result<Option<T>>,
) -> Result<Option<T>> {
    let failed = || format!("cannot write `{}`", path.display());
    let known = fs::metadata(path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        // A pipe or a device is not replaced.
        let mut out = BufWriter::new(File::options().write(true).open(path).with_context(failed)?);
        let written = write(&mut out).map_err(|error| about(error, path))?;
        out.flush().with_context(failed)?;
        return Ok(written);
    }
    // The target of a link is replaced, not the link.
    let target = if known.is_some() { fs::canonicalize(path).with_context(failed)? } else { path.to_owned() };
    let (unfinished, file) = Unfinished::beside(&target, audience).with_context(failed)?;
    if let Some(known) = known {
        // On a file system without permissions this fails, and nothing is lost.
        let _ = fs::set_permissions(&unfinished.path, known.permissions());
    }
    let mut out = BufWriter::new(file);
    let written = write(&mut out).map_err(|error| about(error, path))?;
    if written.is_some() {
        let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(failed)?;
        file.sync_all().with_context(failed)?;
        fs::rename(&unfinished.path, &target).with_context(failed)?;
    }
    Ok(written)
}

/// Replaces the content of a file with `bytes` in one step. Creates the folders above it, for the user
/// alone.
pub(crate) fn replace(path: &Path, audience: Audience, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        create_folders(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
    }
    write_whole(path, audience, |out| Ok(Some(out.write_all(bytes)?))).map(drop)
}

/// Adds the file name to an error of the system; other errors are not about the file.
fn about(error: anyhow::Error, path: &Path) -> anyhow::Error {
    if error.is::<io::Error>() { error.context(format!("cannot write `{}`", path.display())) } else { error }
}

/// A file that is being written; removed unless it is renamed.
struct Unfinished {
    path: PathBuf,
}

/// The files that are being written, for a program that ends without destructors.
static ALL: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes the files that are being written.
pub(crate) fn remove_unfinished() {
    // The thread that holds the list may wait for something itself.
    for path in ALL.try_lock().map(|all| all.clone()).unwrap_or_default() {
        let _ = fs::remove_file(path);
    }
}

impl Unfinished {
    /// Creates a file beside `target`, and locks it until it is closed. Removes what killed processes
    /// left of earlier ones.
    fn beside(target: &Path, audience: Audience) -> io::Result<(Unfinished, File)> {
        let mut prefix = target.file_name().unwrap_or_default().to_owned();
        prefix.push(".unfinished-");
        let mut name = prefix.clone();
        name.push(std::process::id().to_string());
        let path = target.with_file_name(name);
        let file = create(&path, audience)?;
        // On a file system without locks, what is left behind stays.
        let is_locked = file.try_lock().is_ok();
        ALL.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
        let unfinished = Unfinished { path };
        if is_locked {
            unfinished.remove_others(&prefix, &file);
        }
        Ok((unfinished, file))
    }

    /// Removes files of the same name of processes that ended. Failing to is no error.
    fn remove_others(&self, prefix: &OsStr, own: &File) {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let number = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
            let number = number.and_then(|number| std::str::from_utf8(number).ok()?.parse::<u32>().ok());
            let is_other = number.is_some_and(|number| number != std::process::id() && !may_run(number));
            if is_other && is_left_behind(&entry.path(), own) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Returns whether a process may be running. Where the system does not list processes, the lock of
/// the file decides alone.
fn may_run(process: u32) -> bool {
    Path::new("/proc/self").exists() && Path::new("/proc").join(process.to_string()).exists()
}

/// Returns whether the file at `path` is one of this user that nobody writes to any more.
fn is_left_behind(path: &Path, own: &File) -> bool {
    let is_file = path.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    // The process may run elsewhere, as in another container, where numbers mean something else.
    is_file && pullquote::file::open(path).is_ok_and(|file| is_of_same_user(&file, own) && file.try_lock().is_ok())
}

#[cfg(unix)]
fn is_of_same_user(file: &File, own: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = |file: &File| file.metadata().ok().map(|metadata| metadata.uid());
    user(file).is_some() && user(file) == user(own)
}

#[cfg(not(unix))]
fn is_of_same_user(_: &File, _: &File) -> bool {
    true
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // If it was renamed, it no longer exists.
        let _ = fs::remove_file(&self.path);
        ALL.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.path);
    }
}
