//! The files of a generation, as Tantivy sees them.
//!
//! It is Tantivy's own directory with four differences. What is read is compared with [`checksums`](super::checksums). A read-only directory can be searched:
//! Tantivy's reader asks for a lock file, which is needed only if somebody can write. Files that
//! are replaced as a whole get the permissions of their folder, and not those of a temporary file, so
//! that an index can be private or shared. And the reason why writing failed is kept:
//! Tantivy's threads only say that it failed.

use std::collections::HashMap;
use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::checksums::{CheckedFile, DamagedFile, Sums, sealed, unsealed};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy::{Directory, HasLen};

use crate::file::{self, Audience};

/// The name of a file that is being written to be kept. There is one writer.
const UNFINISHED: &str = "kept.new";

/// A directory of files on disk.
#[derive(Debug, Clone)]
pub(super) struct GenerationDirectory {
    files: MmapDirectory,
    path: PathBuf,
    failure: WriteFailure,
    /// The files that are open, so that each block of a file is compared once, however often the file
    /// is opened.
    open: Arc<Mutex<HashMap<PathBuf, Weak<CheckedFile>>>>,
}

/// The first error of writing a file, shared by all threads that write.
#[derive(Debug, Clone, Default)]
pub(super) struct WriteFailure(Arc<Mutex<Option<io::Error>>>);

impl WriteFailure {
    /// Returns the error, and forgets it.
    pub(super) fn take(&self) -> Option<io::Error> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn keep<T>(&self, outcome: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &outcome {
            // An error of the system can be copied, another cannot.
            let copy = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
            self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(copy);
        }
        outcome
    }
}

/// A file that is written with its checksums, and keeps the error of writing it.
struct KeptFile {
    file: Box<dyn TerminatingWrite + Send + Sync>,
    sums: Sums,
    failure: WriteFailure,
}

impl Write for KeptFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.failure.keep(self.file.write(bytes))?;
        self.sums.add(&bytes[..n_written.min(bytes.len())]);
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.failure.keep(self.file.flush())
    }
}

impl TerminatingWrite for KeptFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        let end = self.sums.end();
        self.failure.keep(self.file.write_all(&end).and_then(|()| self.file.terminate_ref(token)))
    }
}

impl GenerationDirectory {
    /// Opens the directory at `path`, which must exist.
    pub(super) fn open(path: &Path) -> tantivy::Result<GenerationDirectory> {
        let (files, path) = (MmapDirectory::open(path)?, path.to_owned());
        Ok(GenerationDirectory { files, path, failure: WriteFailure::default(), open: Arc::default() })
    }

    /// Returns where the first error of writing is kept.
    pub(super) fn failure(&self) -> WriteFailure {
        self.failure.clone()
    }

    /// Compares a whole file with its checksums. Succeeds if there is no such file.
    pub(super) fn check(&self, file: &Path) -> Result<(), OpenReadError> {
        match self.checked(file) {
            Ok(checked) => checked.check().map_err(|damaged| OpenReadError::wrap_io_error(damaged.into(), file.to_owned())),
            Err(OpenReadError::FileDoesNotExist(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Returns the bytes of a file that [`GenerationDirectory::keep`] wrote. `None` if there is none.
    pub(super) fn kept(&self, file: &Path) -> tantivy::Result<Option<OwnedBytes>> {
        match self.checked(file) {
            Ok(checked) => Ok(Some(checked.read_bytes(0..checked.len())?)),
            Err(OpenReadError::FileDoesNotExist(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a file that is no part of a segment, whole or not at all.
    pub(super) fn keep(&self, file: &Path, bytes: &[u8]) -> tantivy::Result<()> {
        let (from, to) = (self.path.join(UNFINISHED), self.path.join(file));
        let write = || {
            // A killed run may have left it.
            match fs::remove_file(&from) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let mut out = self.open_write(Path::new(UNFINISHED)).map_err(io::Error::other)?;
            out.write_all(bytes)?;
            out.terminate()?;
            fs::rename(&from, &to)?;
            self.files.sync_directory()
        };
        Ok(self.failure.keep(write())?)
    }

    /// Removes the files with an ending, but for one. What cannot be removed stays.
    pub(super) fn remove_others(&self, ending: &str, kept: &Path) {
        let paths = fs::read_dir(&self.path).into_iter().flatten().flatten().map(|entry| entry.path());
        for path in paths.filter(|path| path.extension().is_some_and(|found| found == ending)) {
            if path.file_name() != Some(kept.as_os_str()) {
                let _ = fs::remove_file(path);
            }
        }
    }

    fn checked(&self, path: &Path) -> Result<Arc<CheckedFile>, OpenReadError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = open.get(path).and_then(Weak::upgrade) {
            return Ok(file);
        }
        let handle = self.files.get_file_handle(path)?;
        let failed = |error: io::Error| OpenReadError::wrap_io_error(error, path.to_owned());
        let whole = handle.read_bytes(0..handle.len()).map_err(failed)?;
        let file = CheckedFile::new(whole, self.damaged(path)).map_err(|damaged| failed(damaged.into()))?;
        let file = Arc::new(file);
        open.retain(|_, file| file.strong_count() > 0);
        open.insert(path.to_owned(), Arc::downgrade(&file));
        Ok(file)
    }

    /// Returns the error if a file is not as it was written.
    fn damaged(&self, file: &Path) -> DamagedFile {
        let index = self.path.parent().unwrap_or(&self.path).to_owned();
        let path = self.path.join(file);
        let file = path.strip_prefix(&index).unwrap_or(file).display().to_string();
        DamagedFile { index, file }
    }
}

impl Directory for GenerationDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(self.checked(path)?)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = self.files.open_write(path)?.into_inner();
        file::share_like_folder(&self.path.join(path)).map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let file = file.map_err(|error| OpenWriteError::wrap_io_error(error.into_error(), path.to_owned()))?;
        Ok(BufWriter::new(Box::new(KeptFile { file, sums: Sums::default(), failure: self.failure.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let damaged = || OpenReadError::wrap_io_error(self.damaged(path).into(), path.to_owned());
        unsealed(self.files.atomic_read(path)?).ok_or_else(damaged)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let place = self.path.join(path);
        let mut beside = place.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let write = || {
            let mut file = file::create(&beside, Audience::OfFolder)?;
            file.write_all(&sealed(data))?;
            file.sync_all()?;
            fs::rename(&beside, &place)?;
            // Files of the old list are deleted next, so the new list must be on disk first.
            self.files.sync_directory()
        };
        self.failure.keep(write())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let taken = self.files.acquire_lock(lock);
        match &taken {
            // This lock keeps a writer from removing files that a reader is about to open. Nobody
            // removes files from a read-only directory.
            Err(LockError::IoError(error))
                if lock.filepath == META_LOCK.filepath
                    && matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            _ => taken,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}
