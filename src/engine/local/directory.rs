//! The files of a generation, as Tantivy sees them.
//!
//! Tantivy's own directory, but for two things. A directory that may only be read can be searched: its reader asks for a lock file, which
//! is only needed where somebody could write. And files that are replaced whole get the rights that the user's other files have, not
//! those of a temporary file, so that an index can be shared.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle, WritePtr};

/// A directory of files on disk.
#[derive(Debug, Clone)]
pub(super) struct GenerationDirectory {
    files: MmapDirectory,
    path: PathBuf,
}

impl GenerationDirectory {
    /// Opens the directory at `path`, which must be there.
    pub(super) fn open(path: &Path) -> tantivy::Result<GenerationDirectory> {
        Ok(GenerationDirectory { files: MmapDirectory::open(path)?, path: path.to_owned() })
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
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let place = self.path.join(path);
        let mut beside = place.clone().into_os_string();
        beside.push(".new");
        let mut file = File::create(&beside)?;
        file.write_all(data)?;
        file.sync_all()?;
        fs::rename(&beside, &place)?;
        // Files that the old list named are deleted next; the new list has to be on disk before.
        self.files.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let taken = self.files.acquire_lock(lock);
        match &taken {
            // This lock keeps a writer from removing files that a reader is about to open; whoever may not write removes none.
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
