//! Reading a file: decompressing it, cutting it into records, and hashing its bytes on the way.

use std::cell::Cell;
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use super::format::{Compression, Format, ending, sniff};
use super::hashing::{HashingReader, not_read, unreadable};
use super::record::{Envelope, RawRecord, ReadLimits, Sink, too_large};
use super::source_files::SourceFile;
use super::stop::{Stop, Stoppable};
use super::unpack::{Expansion, Peeked, skip, unpacked};
use super::{archive, enex, mbox, pages, rows, tarball, warc};
use crate::engine::ResumePoint;
use crate::extract::Finding;
use crate::extract::export::Service;
use crate::file;

/// What is wanted of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Records,
    RecordsAndHash,
}

/// How reading a file ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ReadEnd {
    /// At the file's end: the SHA-256 of its bytes on disk, in hexadecimal. Empty if only the records
    /// are wanted.
    Whole(String),
    /// Early, because the receiver of the records or `stop` wanted no more.
    Stopped,
    /// Early, because the rest cannot be read.
    Failed(Finding),
}

/// Reads a file and calls `each` with every record of it, in order, from `from` on, until it
/// breaks. Empty lines of JSON Lines are skipped. `n_read` counts the bytes on disk. `stop` is asked
/// inside records too; a record that it cuts is not passed on.
pub(super) fn read(
    file: &SourceFile,
    from: ResumePoint,
    limits: ReadLimits,
    n_read: &AtomicU64,
    stop: &Stop<'_>,
    wanted: Wanted,
    mut each: impl FnMut(RawRecord) -> ControlFlow<()>,
) -> ReadEnd {
    let on_disk = match file::open(&file.location) {
        Ok(on_disk) => on_disk,
        Err(error) => return ReadEnd::Failed(unreadable(&error)),
    };
    let n_in = Cell::new(0);
    let hasher = (wanted == Wanted::RecordsAndHash).then(Sha256::new);
    let mut on_disk = HashingReader { file: on_disk, hasher, n_read, n_ahead: 0, n_in: &n_in, stop };
    // If reading continues at a byte, the records before it are not met again.
    let number = if from.byte > 0 { from.record } else { 0 };
    let mut each = |record| if stop.has_come() { ControlFlow::Break(()) } else { each(record) };
    let mut sink = Sink::new(number, from.record, limits, &mut each);
    sink.beside.clone_from(&file.beside);
    if !file.pages.is_empty() {
        let end = pages::read(&mut on_disk, file, &mut sink);
        return if stop.has_come() { ReadEnd::Stopped } else { end.map_or_else(ReadEnd::Failed, |flow| whole(flow, on_disk)) };
    }
    let outcome = records(&mut on_disk, &n_in, file, from, &mut sink);
    match outcome {
        _ if stop.has_come() => return ReadEnd::Stopped,
        Ok(ControlFlow::Continue(())) => {}
        Ok(ControlFlow::Break(())) => return ReadEnd::Stopped,
        Err(finding) => return ReadEnd::Failed(finding),
    }
    // Bytes that a decoder did not need (a note after the last member) still belong to the file's
    // hash.
    match std::io::copy(&mut on_disk, &mut std::io::sink()) {
        Ok(_) => ReadEnd::Whole(on_disk.hexadecimal()),
        Err(_) if stop.has_come() => ReadEnd::Stopped,
        Err(error) => ReadEnd::Failed(unreadable(&error)),
    }
}

/// Returns the SHA-256 of a file's bytes on disk, in hexadecimal; of an issue, of the bytes of all its files.
pub(super) fn hash(file: &SourceFile, stop: &Stop<'_>) -> std::io::Result<String> {
    let mut on_disk = HashingReader {
        file: file::open(&file.location)?,
        hasher: Some(Sha256::new()),
        n_read: &AtomicU64::new(0),
        n_ahead: 0,
        n_in: &Cell::new(0),
        stop,
    };
    std::io::copy(&mut on_disk, &mut std::io::sink())?;
    for page in &file.pages {
        on_disk.file = file::open(&page.location)?;
        std::io::copy(&mut on_disk, &mut std::io::sink())?;
    }
    Ok(on_disk.hexadecimal())
}

/// Returns how reading ended whose every byte was hashed.
fn whole(flow: ControlFlow<()>, on_disk: HashingReader<'_>) -> ReadEnd {
    match flow {
        ControlFlow::Continue(()) => ReadEnd::Whole(on_disk.hexadecimal()),
        ControlFlow::Break(()) => ReadEnd::Stopped,
    }
}

fn records(
    on_disk: &mut HashingReader<'_>,
    n_in: &Cell<u64>,
    file: &SourceFile,
    from: ResumePoint,
    sink: &mut Sink<'_>,
) -> Result<ControlFlow<()>, Finding> {
    let mut packed = Peeked::new(BufReader::with_capacity(1 << 16, &mut *on_disk));
    if sniff(packed.head(), None) == Some(Format::Zip) {
        // A zip archive has its directory at the end. The same open file is read, because the path
        // may lead elsewhere by now.
        drop(packed);
        let again = on_disk.file.try_clone().map_err(|error| unreadable(&error))?;
        let n_before = on_disk.n_read.load(Ordering::Relaxed);
        let n_left = file.size_bytes.saturating_sub(n_in.get());
        let again = Stoppable { file: again, stop: on_disk.stop, n_read: on_disk.n_read, n_left };
        let flow = archive::zip(again, file.size_bytes, file.format, sink)?;
        // The file is read once more for its hash.
        on_disk.n_ahead = on_disk.n_read.load(Ordering::Relaxed) - n_before;
        on_disk.file.seek(SeekFrom::Start(n_in.get())).map_err(|error| unreadable(&error))?;
        return Ok(flow);
    }
    let expansion = Expansion { n_in, n_out: &Cell::new(0), max_ratio: sink.limits.max_ratio };
    let compression = Compression::of(packed.head());
    let outcome = match compression {
        None => unpacked_records(packed, file, from, sink),
        // The first record may be the damaged one.
        Some(Compression::Gzip) if warc::is_in_gzip(packed.head()) || file.format == Some(Format::Warc) => {
            skip(&mut packed, from.byte).and_then(|()| warc::members(packed, from.byte, expansion, sink))
        }
        Some(compression) => {
            unpacked(packed, compression, expansion).and_then(|reader| unpacked_records(Peeked::new(reader), file, from, sink))
        }
    };
    outcome.map_err(|error| not_read(&error, compression))
}

fn unpacked_records(
    mut reader: Peeked<impl BufRead>,
    file: &SourceFile,
    from: ResumePoint,
    sink: &mut Sink<'_>,
) -> std::io::Result<ControlFlow<()>> {
    let of_name = || match ending(&file.location).as_deref() {
        Some("csv" | "tsv") => Format::Csv,
        _ => Format::Text,
    };
    let sniffed = sniff(reader.head(), file.format).unwrap_or_else(of_name);
    let forced = file.format.filter(|_| file.is_forced && !sniffed.holds_others());
    let format = forced.unwrap_or(sniffed);
    let envelope = Envelope { format: Some(format), is_forced: forced.is_some(), ..Envelope::default() };
    match format {
        Format::JsonLines | Format::Export(Service::Mind) => {
            skip(&mut reader, from.byte)?;
            lines(reader, &envelope, from.byte, sink)
        }
        Format::Csv | Format::Tsv if !rows::is_wide(reader.head()) => rows::rows(reader, &envelope, from.byte, sink),
        Format::Mbox => {
            let is_of_apple = mbox::is_of_apple(reader.head());
            skip(&mut reader, from.byte)?;
            if is_of_apple { mbox::mails_of_apple(reader, from.byte, sink) } else { mbox::mails(reader, from.byte, sink) }
        }
        Format::Enex => {
            skip(&mut reader, from.byte)?;
            enex::notes(reader, from.byte, sink)
        }
        Format::Tar => tarball::tar(reader, sink),
        Format::Warc => {
            skip(&mut reader, from.byte)?;
            warc::records(reader, from.byte, sink)
        }
        Format::Zip | Format::Wacz => {
            let message = "a zip archive that is compressed once more is not opened; unpack it first";
            Err(std::io::Error::new(ErrorKind::InvalidData, message))
        }
        _ => {
            let max_bytes = sink.limits.max_record_bytes;
            let mut bytes = Vec::new();
            let end = reader.take(max_bytes + 1).read_to_end(&mut bytes)? as u64;
            let content = if end > max_bytes { Err(too_large("the file", max_bytes)) } else { Ok(bytes) };
            Ok(sink.give(RawRecord { number: None, byte: 0, end, content, envelope }))
        }
    }
}

fn lines(mut reader: impl BufRead, envelope: &Envelope, mut byte: u64, sink: &mut Sink<'_>) -> std::io::Result<ControlFlow<()>> {
    let max_bytes = sink.limits.max_record_bytes;
    loop {
        let mut line = Vec::new();
        // Not a byte more than the limit: the buffer would double for it.
        let mut len = (&mut reader).take(max_bytes).read_until(b'\n', &mut line)? as u64;
        if len == 0 {
            return Ok(ControlFlow::Continue(()));
        }
        let number = Some(sink.count());
        let is_too_long = len == max_bytes && !line.ends_with(b"\n") && !reader.fill_buf()?.is_empty();
        // The line end is not part of the record. Otherwise damage in a cut record would be
        // reported at the first byte of the next.
        line.truncate(line.trim_ascii_end().len());
        let mut content = Ok(line);
        if is_too_long {
            content = Err(too_large("the line", max_bytes));
            len += skip_line(&mut reader)?;
        }
        let end = byte + len;
        let is_blank = content.as_ref().is_ok_and(|line| line.iter().all(u8::is_ascii_whitespace));
        if !is_blank && sink.give(RawRecord { number, byte, end, content, envelope: envelope.clone() }).is_break() {
            return Ok(ControlFlow::Break(()));
        }
        byte = end;
    }
}

/// Reads to the end of a line without keeping it; returns the number of bytes.
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
