//! A generation of the index that is open: how its files are read, and the newest snapshot of it.

use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError};
use tantivy::store::Compressor;
use tantivy::{Index, IndexMeta, IndexReader, IndexSettings, ReloadPolicy, Searcher, TantivyError};

use super::checksums::DamagedFile;
use super::contents::{Contents, Home, Segments};
use super::directory::{GenerationDirectory, WriteFailure};
use super::layout::{self, Current, InUse};
use super::schema::Fields;
use super::snapshot::LocalSnapshot;
use crate::engine::ledger::RunRecord;
use crate::error::{Error, Result};

/// An open generation.
pub(super) struct Generation {
    pub(super) home: Arc<Home>,
    pub(super) index: Index,
    pub(super) fields: Fields,
    /// Why a file of it could not be written.
    pub(super) write_failure: WriteFailure,
    reader: IndexReader,
    newest: Mutex<Arc<LocalSnapshot>>,
}

impl Generation {
    /// Creates the files of a new, empty generation in `dir`. It is not read before
    /// [`layout::switch`].
    pub(super) fn create(dir: &Path, current: &Current) -> Result<()> {
        let files = GenerationDirectory::open(&layout::generation_dir(dir, current.generation))?;
        let (schema, _) = Fields::new();
        Index::builder().schema(schema).settings(settings()).open_or_create(files)?;
        Ok(())
    }

    /// Opens a generation of the index in `dir`.
    pub(super) fn open(dir: &Path, current: &Current, in_use: InUse) -> Result<Generation> {
        let unusable = |error: TantivyError| unusable(dir, &error);
        let files = GenerationDirectory::open(&layout::generation_dir(dir, current.generation)).map_err(unusable)?;
        let write_failure = files.failure();
        let index = Index::open(files.clone()).map_err(unusable)?;
        let (schema, fields) = Fields::new();
        if index.schema() != schema {
            return Err(Error::IndexDamaged {
                path: dir.to_owned(),
                reason: "its fields are not those of its format".to_owned(),
            });
        }
        let home = Home { location: dir.to_owned(), generation: current.generation, files: Some(files), _in_use: in_use };
        // Tantivy panics on a file that was cut.
        let opened = catch_unwind(AssertUnwindSafe(|| Generation::of(home, index, fields, write_failure)));
        let cut = |_| Err(TantivyError::InternalError("a file in it is not whole".to_owned()));
        opened.unwrap_or_else(cut).map_err(unusable)
    }

    /// Creates an empty generation in memory.
    pub(super) fn in_memory() -> Result<Generation> {
        let (schema, fields) = Fields::new();
        let index = Index::builder().schema(schema).settings(settings()).create_in_ram()?;
        let home = Home { location: PathBuf::new(), generation: 0, files: None, _in_use: InUse::unneeded() };
        Ok(Generation::of(home, index, fields, WriteFailure::default())?)
    }

    fn of(home: Home, index: Index, fields: Fields, write_failure: WriteFailure) -> tantivy::Result<Generation> {
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let home = Arc::new(home);
        let (searcher, last_run) = last_commit(&index, &reader)?;
        let contents = Contents::new(Arc::clone(&home), fields.clone(), searcher);
        let newest = Mutex::new(Arc::new(LocalSnapshot::new(contents, last_run)));
        Ok(Generation { home, index, fields, write_failure, reader, newest })
    }

    /// Returns the newest snapshot that was taken.
    pub(super) fn newest(&self) -> Arc<LocalSnapshot> {
        Arc::clone(&self.newest.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a snapshot of the last commit. Keeps the one before if nothing was committed since,
    /// and what that one has computed if no document changed.
    pub(super) fn reload(&self) -> tantivy::Result<()> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let (searcher, last_run) = last_commit(&self.index, &self.reader)?;
        if newest.contents().segments() != searcher.generation().segments() {
            let contents = Contents::new(Arc::clone(&self.home), self.fields.clone(), searcher);
            *newest = Arc::new(LocalSnapshot::new(contents, last_run));
        } else if !newest.is_of_run(last_run.as_ref()) {
            *newest = Arc::new(newest.after_run(last_run));
        }
        Ok(())
    }

    /// Returns whether a commit or a merge came after the newest snapshot.
    pub(super) fn is_stale(&self) -> Result<bool> {
        Ok(segments_of(&self.index.load_metas()?) != *self.newest().contents().segments())
    }
}

/// Reads the documents and the run of the last commit.
fn last_commit(index: &Index, reader: &IndexReader) -> tantivy::Result<(Searcher, Option<RunRecord>)> {
    // Another process may commit at any moment, even between any two looks.
    const N_TRIES: usize = 10;
    let mut n_tries = 0;
    loop {
        let meta = index.load_metas()?;
        let searcher = reader.searcher();
        n_tries += 1;
        if segments_of(&meta) == *searcher.generation().segments() || n_tries == N_TRIES {
            let last_run = meta.payload.and_then(|payload| serde_json::from_str(&payload).ok());
            return Ok((searcher, last_run));
        }
        reader.reload()?;
    }
}

fn segments_of(meta: &IndexMeta) -> Segments {
    meta.segments.iter().map(|segment| (segment.id(), segment.delete_opstamp())).collect()
}

/// Returns the error of an index that cannot be opened. A missing permission is not damage: whoever
/// reads that an index is damaged may delete it, and this one is whole.
fn unusable(dir: &Path, error: &TantivyError) -> Error {
    let io_error = match error {
        TantivyError::IoError(io_error)
        | TantivyError::LockFailure(LockError::IoError(io_error), _)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
        | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, .. }) => Some(io_error.kind()),
        _ => None,
    };
    match io_error {
        _ if damaged_file(error).is_some() => error.clone().into(),
        Some(kind @ (ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)) => {
            Error::Io { action: "open the index at", path: dir.to_owned(), source: kind.into() }
        }
        _ => Error::IndexDamaged { path: dir.to_owned(), reason: error.to_string() },
    }
}

fn settings() -> IndexSettings {
    // Articles are compressed before they are stored, so blocks only compress files. Blocks are
    // small because reading an article copies its block.
    const BLOCK_BYTES: usize = 4096;
    IndexSettings { docstore_compression: Compressor::Lz4, docstore_blocksize: BLOCK_BYTES, ..IndexSettings::default() }
}

impl From<TantivyError> for Error {
    fn from(error: TantivyError) -> Error {
        match damaged_file(&error) {
            Some(damaged) => damaged.clone().into(),
            None => Error::Engine(error.to_string()),
        }
    }
}

/// Returns the file whose checksums made an operation fail.
fn damaged_file(error: &TantivyError) -> Option<&DamagedFile> {
    let io_error = match error {
        TantivyError::IoError(io_error) | TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. }) => io_error,
        _ => return None,
    };
    io_error.get_ref()?.downcast_ref()
}
