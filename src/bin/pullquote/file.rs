//! A file that is there once it is whole: it is written under another name beside its own, so no half of one is ever taken for it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Has the file at `path` written by `write`, which returns None where it broke off; then what was there before stays.
pub(crate) fn write_whole<T>(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result<Option<T>>) -> Result<Option<T>> {
    let failed = || format!("cannot write `{}`", path.display());
    let known = fs::metadata(path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        // A pipe or a device stays what it is.
        let mut out = BufWriter::new(File::options().write(true).open(path).with_context(failed)?);
        let written = write(&mut out).map_err(|error| about(error, path))?;
        out.flush().with_context(failed)?;
        return Ok(written);
    }
    // A link goes on leading where it leads.
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

/// Puts `bytes` in the place of what a file held, in one step. The folders above it are made.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
    }
    write_whole(path, |out| Ok(Some(out.write_all(bytes)?))).map(drop)
}

/// Names the file where the system would not have it written; what else can go wrong is not about it.
fn about(error: anyhow::Error, path: &Path) -> anyhow::Error {
    if error.is::<io::Error>() { error.context(format!("cannot write `{}`", path.display())) } else { error }
}

/// A file that is being written; removed where it does not come to its name.
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
        // It is gone where it was renamed.
        let _ = fs::remove_file(&self.path);
    }
}
