//! Reading a file: decompressing it, cutting it into records, and hashing its bytes on the way.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::format::{Compression, Format};
use super::walk::SourceFile;
use crate::engine::ResumePoint;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// A file that is one article, or one JSON value, may be this long once decompressed; so may a line of JSON Lines. An article is some
/// kilobytes, a very long one a megabyte; what is larger is a mistake or an attack, and would have to be held in memory whole.
pub const MAX_RECORD_BYTES: u64 = 64 << 20;

/// A piece of a file that is looked at on its own: all of it, or one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawRecord {
    /// Its number in the file, from 1; for JSON Lines, the line. None where the file is one record.
    pub(super) number: Option<u64>,
    /// Where it begins in the decompressed file.
    pub(super) byte: u64,
    /// Where it ends there, with its line's end.
    pub(super) end: u64,
    /// Its bytes, or what was wrong with them.
    pub(super) content: Result<Vec<u8>, Finding>,
}

/// How the reading of a file ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ReadEnd {
    /// At the file's end: the SHA-256 of its bytes on disk, in hexadecimal.
    Whole(String),
    /// Before, because the receiver of the records wanted no more.
    Stopped,
    /// Before, because it cannot be read to its end.
    Failed(Finding),
}

/// Reads a file and calls `each` with every record of it, in order, from `from` on, until it breaks off. Empty lines of JSON Lines are
/// passed over. `n_read` counts the bytes on disk.
pub(super) fn read(
    file: &SourceFile,
    from: ResumePoint,
    n_read: &AtomicU64,
    mut each: impl FnMut(RawRecord) -> ControlFlow<()>,
) -> ReadEnd {
    let on_disk = match File::open(&file.location) {
        Ok(on_disk) => on_disk,
        Err(error) => return ReadEnd::Failed(unreadable(&error)),
    };
    let mut on_disk = HashingReader { file: on_disk, hasher: Sha256::new(), n_read };
    let outcome = {
        let buffered = BufReader::with_capacity(1 << 16, &mut on_disk);
        match file.compression {
            Compression::None => records(buffered, file, from, &mut each),
            Compression::Gzip => records(BufReader::new(MultiGzDecoder::new(buffered)), file, from, &mut each),
            Compression::Zstd => match zstd::Decoder::with_buffer(buffered) {
                Ok(decoder) => records(BufReader::new(decoder), file, from, &mut each),
                Err(error) => Err(error),
            },
        }
    };
    match outcome {
        Ok(ControlFlow::Continue(())) => {}
        Ok(ControlFlow::Break(())) => return ReadEnd::Stopped,
        Err(error) => {
            let kind = if file.compression == Compression::None { ProblemKind::Unreadable } else { ProblemKind::Compression };
            let message = match error.kind() {
                std::io::ErrorKind::UnexpectedEof => "the compressed data ends early".to_owned(),
                _ => error.to_string(),
            };
            return ReadEnd::Failed(Finding { byte: None, kind, message });
        }
    }
    // What a decoder did not need (a note after the last member) belongs to the file's hash all the same.
    match std::io::copy(&mut on_disk, &mut std::io::sink()) {
        Ok(_) => ReadEnd::Whole(on_disk.hexadecimal()),
        Err(error) => ReadEnd::Failed(unreadable(&error)),
    }
}

/// Returns the SHA-256 of a file's bytes on disk, in hexadecimal.
pub(super) fn hash(file: &SourceFile) -> std::io::Result<String> {
    let mut on_disk = HashingReader { file: File::open(&file.location)?, hasher: Sha256::new(), n_read: &AtomicU64::new(0) };
    std::io::copy(&mut on_disk, &mut std::io::sink())?;
    Ok(on_disk.hexadecimal())
}

/// The finding for a file that the system would not let be read.
pub(super) fn unreadable(error: &std::io::Error) -> Finding {
    Finding { byte: None, kind: ProblemKind::Unreadable, message: error.to_string() }
}

fn records(
    mut reader: impl BufRead,
    file: &SourceFile,
    from: ResumePoint,
    each: &mut impl FnMut(RawRecord) -> ControlFlow<()>,
) -> std::io::Result<ControlFlow<()>> {
    match file.format {
        Format::Text | Format::Html | Format::Json => {
            let mut bytes = Vec::new();
            let end = (&mut reader).take(MAX_RECORD_BYTES + 1).read_to_end(&mut bytes)? as u64;
            let content = if end > MAX_RECORD_BYTES { Err(too_large("the file")) } else { Ok(bytes) };
            Ok(each(RawRecord { number: None, byte: 0, end, content }))
        }
        Format::JsonLines => {
            // Read all the same: its bytes belong to the file's hash.
            std::io::copy(&mut (&mut reader).take(from.byte), &mut std::io::sink())?;
            lines(reader, from, each)
        }
    }
}

fn lines(
    mut reader: impl BufRead,
    from: ResumePoint,
    each: &mut impl FnMut(RawRecord) -> ControlFlow<()>,
) -> std::io::Result<ControlFlow<()>> {
    let ResumePoint { record: mut number, mut byte } = from;
    loop {
        let mut line = Vec::new();
        let mut len = (&mut reader).take(MAX_RECORD_BYTES + 1).read_until(b'\n', &mut line)? as u64;
        if len == 0 {
            return Ok(ControlFlow::Continue(()));
        }
        number += 1;
        // The line's end is none of the record's, or what is missing from a cut record would be said of the next one's first byte.
        line.truncate(line.trim_ascii_end().len());
        let mut content = Ok(line);
        if len > MAX_RECORD_BYTES {
            content = Err(too_large("the line"));
            len += skip_line(&mut reader)?;
        }
        let end = byte + len;
        let is_blank = content.as_ref().is_ok_and(|line| line.iter().all(u8::is_ascii_whitespace));
        if !is_blank && each(RawRecord { number: Some(number), byte, end, content }).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        byte = end;
    }
}

/// Reads to the end of a line without keeping it; returns how many bytes that were.
fn skip_line(reader: &mut impl BufRead) -> std::io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = reader.fill_buf()?;
        let (len, is_end) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(newline) => (newline + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        reader.consume(len);
        skipped += len as u64;
        if is_end {
            return Ok(skipped);
        }
    }
}

fn too_large(what: &str) -> Finding {
    let message = format!("{what} is longer than {} MiB", MAX_RECORD_BYTES >> 20);
    Finding { byte: None, kind: ProblemKind::TooLarge, message }
}

/// Hashes and counts what is read through it.
struct HashingReader<'n> {
    file: File,
    hasher: Sha256,
    n_read: &'n AtomicU64,
}

impl HashingReader<'_> {
    fn hexadecimal(self) -> String {
        self.hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Read for HashingReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let n = self.file.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        self.n_read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
