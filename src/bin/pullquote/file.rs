//! Writing files so that they are never incomplete: a file is written under another name in the
//! same folder, and renamed at the end.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Has `write` write the file at `path`. If it returns `None`, the old file stays.
pub(crate) fn write_whole<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<Option<T>>) -> Result<Option<T>> {
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
    let unfinished = Unfinished::beside(&target);
    let mut out = BufWriter::new(File::create(&unfinished.path).with_context(failed)?);
    let written = write(&mut out).map_err(|error| about(error, path))?;
    if written.is_some() {
        let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(failed)?;
        file.sync_all().with_context(failed)?;
        fs::rename(&unfinished.path, &target).with_context(failed)?;
    }
    Ok(written)
}

/// Replaces the content of a file with `bytes` in one step. Creates the folders above it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
    }
    write_whole(path, |out| Ok(Some(out.write_all(bytes)?))).map(drop)
}

/// Adds the file name to an error of the system; other errors are not about the file.
fn about(error: anyhow::Error, path: &Path) -> anyhow::Error {
    if error.is::<io::Error>() { error.context(format!("cannot write `{}`", path.display())) } else { error }
}

/// A file that is being written; removed unless it is renamed.
struct Unfinished {
    path: PathBuf,
}

impl Unfinished {
    fn beside(target: &Path) -> Unfinished {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".unfinished-{}", std::process::id()));
        Unfinished { path: target.with_file_name(name) }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // If it was renamed, it no longer exists.
        let _ = fs::remove_file(&self.path);
    }
}
