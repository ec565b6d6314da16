//! The files of a generation, as Tantivy sees them.
//!
//! It is Tantivy's own directory with three differences. A read-only directory can be searched:
//! Tantivy's reader asks for a lock file, which is needed only if somebody can write. Files that
//! are replaced as a whole get the permissions of their folder, and not those of a temporary file, so
//! that an index can be private or shared. And the reason why writing failed is kept:
//! Tantivy's threads only say that it failed.

use std::fs;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};

use crate::file::{self, Access};

/// A directory of files on disk.
#[derive(Debug, Clone)]
pub(super) struct GenerationDirectory {
    files: MmapDirectory,
    path: PathBuf,
    failure: WriteFailure,
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

/// A file that keeps the error of writing it.
struct KeptFile {
    file: Box<dyn TerminatingWrite + Send + Sync>,
    failure: WriteFailure,
}

impl Write for KeptFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.failure.keep(self.file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.failure.keep(self.file.flush())
    }
}

impl TerminatingWrite for KeptFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.failure.keep(self.file.terminate_ref(token))
    }
}

impl GenerationDirectory {
    /// Opens the directory at `path`, which must exist.
    pub(super) fn open(path: &Path) -> tantivy::Result<GenerationDirectory> {
        Ok(GenerationDirectory { files: MmapDirectory::open(path)?, path: path.to_owned(), failure: WriteFailure::default() })
    }

    /// Returns where the first error of writing is kept.
    pub(super) fn failure(&self) -> WriteFailure {
        self.failure.clone()
    }
}

impl Directory for GenerationDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
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
        Ok(BufWriter::new(Box::new(KeptFile { file, failure: self.failure.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let place = self.path.join(path);
        let mut beside = place.clone().into_os_string();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let write = || {
            let mut file = file::create(&beside, Access::OfFolder)?;
            file.write_all(data)?;
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
