//! Reading the bytes of a file on disk: hashed and counted on the way, and given up when nobody wants them any more.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::format::Compression;
use super::stop::Stop;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Hashes and counts the bytes read through it.
pub(super) struct HashingReader<'n> {
    pub(super) file: File,
    /// `None` if nobody wants the hash.
    pub(super) hasher: Option<Sha256>,
    pub(super) n_read: &'n AtomicU64,
    /// How many bytes were counted before they are hashed.
    pub(super) n_ahead: u64,
    /// The number of bytes read of this file.
    pub(super) n_in: &'n Cell<u64>,
    pub(super) stop: &'n Stop<'n>,
}

impl HashingReader<'_> {
    pub(super) fn hexadecimal(self) -> String {
        let hash = self.hasher.map(Sha256::finalize);
        hash.iter().flatten().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Read for HashingReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.stop.check()?;
        let n = self.file.read(buffer)?;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&buffer[..n]);
        }
        let n_known = self.n_ahead.min(n as u64);
        self.n_ahead -= n_known;
        self.n_read.fetch_add(n as u64 - n_known, Ordering::Relaxed);
        self.n_in.set(self.n_in.get() + n as u64);
        Ok(n)
    }
}

/// The finding for a file that the system did not allow to be read.
pub(super) fn unreadable(error: &std::io::Error) -> Finding {
    Finding { byte: None, kind: ProblemKind::Unreadable, message: error.to_string() }
}

/// The finding for a file, compressed or not, in which reading ended with an error.
pub(super) fn not_read(error: &io::Error, compression: Option<Compression>) -> Finding {
    let kind = match error.kind() {
        ErrorKind::FileTooLarge => ProblemKind::TooLarge,
        // Errors of the system have a number; the others are about the format of the bytes.
        _ if error.raw_os_error().is_some() => ProblemKind::Unreadable,
        _ if compression.is_some() => ProblemKind::Compression,
        _ => ProblemKind::Syntax,
    };
    let message = match error.kind() {
        ErrorKind::UnexpectedEof if compression.is_some() => "the compressed data ends early".to_owned(),
        _ => error.to_string(),
    };
    Finding { byte: None, kind, message }
}
