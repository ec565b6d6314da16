//! Archives of files: zip and tar. Each file that looks like an article is a record; its number is
//! its place in the archive.
//!
//! Names of entries are never opened as paths. They only hint at the format, and are the ids of
//! articles without one.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use tar::EntryType;
use zip::ZipArchive;

use super::format::{Compression, Format, HEAD_BYTES, format_of, may_be_article, sniff};
use super::record::{Envelope, RawRecord, Sink, too_large};
use super::unpack::{Expanding, Expansion};
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum length of an entry's name: the longest path that systems allow.
const MAX_NAME_BYTES: u64 = 4096;

/// Reads the entries of a tar archive.
pub(super) fn tar(reader: impl BufRead, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    let mut archive = tar::Archive::new(reader);
    let mut long_name: Option<Vec<u8>> = None;
    // Entries are taken raw: the library would read long names of any length.
    for entry in archive.entries()?.raw(true) {
        let mut entry = entry?;
        let kind = entry.header().entry_type();
        match kind {
            EntryType::GNULongName => {
                let mut name = Vec::new();
                entry.by_ref().take(MAX_NAME_BYTES).read_to_end(&mut name)?;
                name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(name.len()));
                long_name = Some(name);
            }
            EntryType::XHeader => {
                let mut records = Vec::new();
                entry.by_ref().take(MAX_NAME_BYTES * 4).read_to_end(&mut records)?;
                long_name = pax_path(&records).or(long_name);
            }
            _ => {
                let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
                let name = String::from_utf8_lossy(&name).into_owned();
                let size_bytes = entry.header().entry_size().unwrap_or(0);
                let is_file = matches!(kind, EntryType::Regular | EntryType::Continuous);
                if give(&Entry { name, is_file, size_bytes }, &mut entry, sink)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Returns the path in the extended headers of POSIX: lines of `LENGTH path=NAME`.
fn pax_path(records: &[u8]) -> Option<Vec<u8>> {
    let mut lines = records.split(|byte| *byte == b'\n');
    lines.find_map(|line| {
        let space = line.iter().position(|byte| *byte == b' ')?;
        line[space + 1..].strip_prefix(b"path=").map(<[u8]>::to_vec)
    })
}

/// Reads the entries of a zip archive. `size_bytes` is the size of the file.
pub(super) fn zip(file: File, size_bytes: u64, sink: &mut Sink<'_>) -> Result<ControlFlow<()>, Finding> {
    let damaged = |error: &dyn std::fmt::Display| {
        let message = format!("the zip archive cannot be read: {error}");
        Finding { byte: None, kind: ProblemKind::Compression, message }
    };
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(&error))?;
    let (n_in, n_out) = (Cell::new(size_bytes), Cell::new(0));
    let expansion = Expansion { n_in: &n_in, n_out: &n_out, max_ratio: sink.limits.max_ratio };
    for place in 0..archive.len() {
        let entry = match archive.by_index(place) {
            Ok(entry) => entry,
            Err(error) => {
                // Encrypted, or compressed in a way that nobody uses for texts.
                let number = Some(sink.count());
                let content = Err(Finding { byte: None, kind: ProblemKind::Compression, message: error.to_string() });
                if sink.give(RawRecord { number, byte: 0, end: 0, content, envelope: Envelope::default() }).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                continue;
            }
        };
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let described = Entry { name, is_file: entry.is_file(), size_bytes: entry.size() };
        let mut reader = Expanding { inner: entry, expansion };
        match give(&described, &mut reader, sink) {
            Ok(ControlFlow::Continue(())) => {}
            Ok(ControlFlow::Break(())) => return Ok(ControlFlow::Break(())),
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                return Err(Finding { byte: None, kind: ProblemKind::TooLarge, message: error.to_string() });
            }
            Err(error) => return Err(damaged(&error)),
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The statements of an archive about an entry.
struct Entry {
    /// Its path in the archive.
    name: String,
    /// Whether it is a regular file, not a folder or a link.
    is_file: bool,
    /// Its stated size after unpacking.
    size_bytes: u64,
}

/// Passes an entry on if it looks like an article. As in a walk, its name decides, or its first
/// bytes if the name does not tell.
fn give(entry: &Entry, content: &mut dyn Read, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    let Entry { name, is_file, size_bytes } = entry;
    let number = Some(sink.count());
    let path = Path::new(name);
    let is_hidden = name.split('/').any(|part| (part.starts_with('.') && part != "." && part != "..") || part == "__MACOSX");
    let by_name = format_of(path);
    if !*is_file || is_hidden || (by_name.is_none() && !may_be_article(path)) {
        return Ok(ControlFlow::Continue(()));
    }
    let shown: String = name.chars().take(200).collect();
    let max_bytes = sink.limits.max_record_bytes;
    let mut bytes = Vec::new();
    let mut envelope = Envelope { id: Some(name.clone()), name: Some(name.clone()), ..Envelope::default() };
    let content = if *size_bytes > max_bytes {
        Err(too_large(&format!("`{shown}`"), max_bytes))
    } else {
        match content.take(max_bytes + 1).read_to_end(&mut bytes) {
            Ok(len) if len as u64 > max_bytes => Err(too_large(&format!("`{shown}`"), max_bytes)),
            Ok(_) => Ok(bytes),
            // The rest of the archive is not read: it would be too much, or lies behind the damage.
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => return Err(error),
            Err(error) => {
                let message = format!("`{shown}` cannot be read: {error}");
                Err(Finding { byte: None, kind: ProblemKind::Compression, message })
            }
        }
    };
    let head = content.as_ref().map_or(&[][..], |bytes| &bytes[..bytes.len().min(HEAD_BYTES)]);
    envelope.format = sniff(head, by_name);
    let is_archive = matches!(envelope.format, Some(Format::Zip | Format::Tar | Format::Warc)) || Compression::of(head).is_some();
    let content = match content {
        Ok(_) if is_archive => {
            let message = format!("`{shown}` is compressed or an archive itself, and is not opened; unpack it first");
            Err(Finding { byte: None, kind: ProblemKind::Compression, message })
        }
        // Neither the name nor the bytes look like an article.
        Ok(_) if envelope.format.is_none() => return Ok(ControlFlow::Continue(())),
        content => content,
    };
    Ok(sink.give(RawRecord { number, byte: 0, end: 0, content, envelope }))
}
