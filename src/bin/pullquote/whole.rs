//! Files that are there when they are whole: written under another name beside their own, which they take at last.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A file that is being written; removed where it does not come to its name.
pub(crate) struct Unfinished {
    pub(crate) path: PathBuf,
}

impl Unfinished {
    pub(crate) fn beside(target: &Path) -> Unfinished {
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

/// Puts `bytes` in the place of what a file held, in one step. A link goes on leading where it leads, and the folders above are made.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = || format!("cannot write `{}`", path.display());
    let target = if path.exists() { fs::canonicalize(path).with_context(failed)? } else { path.to_owned() };
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).with_context(failed)?;
    }
    let unfinished = Unfinished::beside(&target);
    let mut file = File::create(&unfinished.path).with_context(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(failed)?;
    fs::rename(&unfinished.path, &target).with_context(failed)
}
