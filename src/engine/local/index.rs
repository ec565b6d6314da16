//! The index in a directory: opening, creating and rebuilding it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::check;
use super::generation::Generation;
use super::layout::{self, Current, InUse, Occupant, WriteLock};
use super::writer::LocalWriter;
use crate::engine::check::CheckReport;
use crate::engine::index::{Index, Writer, WriterOptions};
use crate::engine::ledger::RunRecord;
use crate::engine::snapshot::Snapshot;
use crate::error::{Error, Result};
use crate::file;

/// A Tantivy index in a directory, or in memory.
pub struct LocalIndex {
    generation: Arc<Generation>,
    role: Role,
}

/// What a generation is, which decides who may write to it.
enum Role {
    /// It is in memory. Nobody else can reach it.
    Private,
    /// It is the one that `dir` is read from. Whoever takes the lock may write.
    Read { dir: PathBuf, current: Current },
    /// It is being made, beside the one that `dir` is read from. The index holds the lock all the
    /// time.
    /// Dropped before the lock, `unfinished` removes the generation.
    New { unfinished: Unfinished, lock: Arc<WriteLock> },
}

/// A generation that is being made. Unless it was finished, it is removed when it is dropped, so that
/// a failed rebuild does not keep the space of a whole index.
struct Unfinished {
    dir: PathBuf,
    current: Current,
    is_finished: AtomicBool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_finished.load(Ordering::Relaxed) {
            layout::remove(&self.dir, &self.current);
        }
    }
}

impl LocalIndex {
    /// Opens the index in `dir`. Creates an empty one if there is none.
    pub fn open_or_create(dir: &Path) -> Result<LocalIndex> {
        match LocalIndex::open_current(dir)? {
            Some(index) => Ok(index),
            None => LocalIndex::create(dir),
        }
    }

    /// Opens the index in `dir`, which must exist.
    pub fn open(dir: &Path) -> Result<LocalIndex> {
        match LocalIndex::open_current(dir) {
            Ok(Some(index)) => Ok(index),
            Ok(None) | Err(Error::NotAnIndex { .. }) => Err(Error::IndexMissing { path: dir.to_owned() }),
            Err(error) => Err(error),
        }
    }

    /// Creates a new, empty generation beside the one that `dir` is read from, whatever the format
    /// of that one, and even if it is damaged. Nobody else can write until the returned index is
    /// dropped. [`Index::finish_rebuild`] puts it in the place of the old generation. If it is
    /// dropped before that, the old one stays as it was, and the new one is removed; after a kill,
    /// the next writer removes what is left of it.
    pub fn begin_rebuild(dir: &Path, wait: Duration) -> Result<LocalIndex> {
        if let Err(error @ Error::NotAnIndex { .. }) = layout::occupant(dir) {
            return Err(error);
        }
        file::create_folders(dir).map_err(Error::io("create", dir))?;
        let lock = Arc::new(WriteLock::take(dir, wait)?);
        if let Some(kept) = layout::generation_of_any_format(dir) {
            layout::remove_unused(dir, Some(kept));
        }
        let current = layout::new_generation(dir)?;
        let unfinished = Unfinished { dir: dir.to_owned(), current, is_finished: AtomicBool::new(false) };
        Generation::create(dir, &unfinished.current)?;
        // The lock keeps it from being removed.
        let generation = Generation::open(dir, &unfinished.current, InUse::unneeded())?;
        Ok(LocalIndex { generation: Arc::new(generation), role: Role::New { unfinished, lock } })
    }

    /// Returns the last run of the index in `dir`, whatever its format. `None` if there is no index
    /// or it cannot be read.
    pub fn last_run_of_any_format(dir: &Path) -> Option<RunRecord> {
        serde_json::from_str(&layout::payload_of_any_format(dir)?).ok()
    }

    /// Makes an empty index in memory, for articles that are searched once, and for tests.
    pub fn in_memory() -> Result<LocalIndex> {
        Ok(LocalIndex { generation: Arc::new(Generation::in_memory()?), role: Role::Private })
    }

    fn open_current(dir: &Path) -> Result<Option<LocalIndex>> {
        // If an index is rebuilt often, the generation that `current` names may be gone a moment
        // later.
        const N_TRIES: usize = 5;
        const PAUSE: Duration = Duration::from_millis(20);
        for _ in 0..N_TRIES {
            let Occupant::Index(current) = layout::occupant(dir)? else { return Ok(None) };
            if let Some(in_use) = InUse::take(dir, &current)? {
                return LocalIndex::open_generation(dir, current, in_use).map(Some);
            }
            std::thread::sleep(PAUSE);
        }
        match layout::occupant(dir)? {
            // Opening it reports what is missing.
            Occupant::Index(current) => LocalIndex::open_generation(dir, current, InUse::unneeded()).map(Some),
            Occupant::Nothing => Ok(None),
        }
    }

    fn open_generation(dir: &Path, current: Current, in_use: InUse) -> Result<LocalIndex> {
        let generation = Generation::open(dir, &current, in_use)?;
        Ok(LocalIndex { generation: Arc::new(generation), role: Role::Read { dir: dir.to_owned(), current } })
    }

    fn create(dir: &Path) -> Result<LocalIndex> {
        file::create_folders(dir).map_err(Error::io("create", dir))?;
        let started = Instant::now();
        let lock = loop {
            const WAIT: Duration = Duration::from_secs(10);
            const PAUSE: Duration = Duration::from_millis(50);
            match WriteLock::take(dir, PAUSE) {
                Ok(lock) => break lock,
                Err(error @ Error::IndexLocked { .. }) if started.elapsed() > WAIT => return Err(error),
                Err(Error::IndexLocked { .. }) => {}
                Err(error) => return Err(error),
            }
            // Another process may be creating it, and then goes on to write to it.
            if let Some(index) = LocalIndex::open_current(dir)? {
                return Ok(index);
            }
        };
        if let Some(index) = LocalIndex::open_current(dir)? {
            return Ok(index);
        }
        layout::remove_unused(dir, None);
        let current = layout::new_generation(dir)?;
        Generation::create(dir, &current)?;
        layout::switch(dir, &current)?;
        let created = LocalIndex::open(dir);
        drop(lock);
        created
    }
}

impl Index for LocalIndex {
    fn snapshot(&self) -> Arc<dyn Snapshot> {
        self.generation.newest()
    }

    fn is_stale(&self) -> Result<bool> {
        match &self.role {
            Role::Private => Ok(false),
            Role::Read { dir, current } | Role::New { unfinished: Unfinished { dir, current, .. }, .. } => {
                Ok(layout::occupant(dir)? != Occupant::Index(current.clone()) || self.generation.is_stale()?)
            }
        }
    }

    fn check(&self) -> Result<CheckReport> {
        check::check(&self.generation)
    }

    fn writer(&self, options: &WriterOptions) -> Result<Box<dyn Writer>> {
        let lock = match &self.role {
            Role::Private => None,
            Role::New { lock, .. } => Some(Arc::clone(lock)),
            Role::Read { dir, current } => {
                let lock = WriteLock::take(dir, options.wait)?;
                if layout::occupant(dir)? != Occupant::Index(current.clone()) {
                    return Err(Error::IndexReplaced { path: dir.clone() });
                }
                layout::remove_unused(dir, Some(current.generation));
                Some(Arc::new(lock))
            }
        };
        Ok(Box::new(LocalWriter::start(&self.generation, lock, options)?))
    }

    fn finish_rebuild(self: Box<Self>) -> Result<()> {
        let Role::New { unfinished: Unfinished { dir, current, is_finished }, lock: _lock } = &self.role else { return Ok(()) };
        let switched = layout::switch(dir, current);
        // If the switch fails after its rename, the generation is in use.
        is_finished.store(layout::generation_of_any_format(dir) == Some(current.generation), Ordering::Relaxed);
        switched?;
        layout::remove_unused(dir, Some(current.generation));
        Ok(())
    }
}
