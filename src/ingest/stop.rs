//! Ending the reading of a file early, at any byte: inside a record, an entry of an archive or a
//! file of one piece.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;

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

/// A file whose reading can be ended.
pub(super) struct Stoppable<'s> {
    pub(super) file: File,
    pub(super) stop: &'s Stop<'s>,
}

impl Read for Stoppable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stop.check()?;
        self.file.read(buffer)
    }
}

impl Seek for Stoppable<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
