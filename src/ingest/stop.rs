//! Ending the reading of a file early, at any byte: inside a record, an entry of an archive or a
//! file of one piece.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

/// Asks between two reads whether to go on. After the first refusal everything read through it
/// fails, so that no reader mistakes the end for damage and searches on.
pub(super) struct Stop<'s> {
    go_on: &'s dyn Fn() -> ControlFlow<()>,
    has_come: Cell<bool>,
}

impl<'s> Stop<'s> {
    pub(super) fn new(go_on: &'s dyn Fn() -> ControlFlow<()>) -> Stop<'s> {
        Stop { go_on, has_come: Cell::new(false) }
    }

    /// Returns whether reading was ended.
    pub(super) fn has_come(&self) -> bool {
        self.has_come.get()
    }

    /// Fails if reading should end. Not with [`io::ErrorKind::Interrupted`], because readers try
    /// again after that.
    pub(super) fn check(&self) -> io::Result<()> {
        if self.has_come.get() || (self.go_on)().is_break() {
            self.has_come.set(true);
            return Err(io::Error::other("reading was stopped"));
        }
        Ok(())
    }
}

/// Goes on to the end.
pub(super) fn never() -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A file whose reading can be ended, here and there.
pub(super) struct Stoppable<'s> {
    pub(super) file: File,
    pub(super) stop: &'s Stop<'s>,
    /// Counts the bytes that are read, for those who look on.
    pub(super) n_read: &'s AtomicU64,
    /// How many bytes are still counted. What is read again is no progress.
    pub(super) n_left: u64,
}

impl Read for Stoppable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stop.check()?;
        let n = self.file.read(buffer)?;
        let n_new = self.n_left.min(n as u64);
        self.n_left -= n_new;
        self.n_read.fetch_add(n_new, Ordering::Relaxed);
        Ok(n)
    }
}

impl Seek for Stoppable<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
