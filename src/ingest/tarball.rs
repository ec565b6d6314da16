//! The entries of a tar archive, in the forms of POSIX and of GNU.
//!
//! Headers are read here, because a reader of whole archives either keeps names of any length in
//! memory or loses its place behind sparse files. An entry whose content or name cannot be read as
//! it was packed is a problem, and the entries behind it follow.

use std::io::{self, BufRead, ErrorKind, Read};
use std::ops::ControlFlow;

use tar::{EntryType, Header};

use super::archive::{Entry, give};
use super::packed_issue::Queue;
use super::record::Sink;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum length of an entry's name in bytes: the longest path that systems allow.
const MAX_NAME_BYTES: u64 = 4096;

/// Maximum length in bytes of the extended headers of an entry. Usual ones have some hundred.
const MAX_EXTENSION_BYTES: u64 = 64 << 10;

const BLOCK_BYTES: usize = 512;

/// Reads the entries of a tar archive.
pub(super) fn tar(reader: impl BufRead, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    let mut queue = Queue::default();
    let read = entries(reader, &mut queue, sink);
    queue.end_after(read, sink)
}

fn entries(mut reader: impl BufRead, queue: &mut Queue, sink: &mut Sink<'_>) -> io::Result<ControlFlow<()>> {
    let mut extensions = Extensions::default();
    while let Some(header) = next_header(&mut reader)? {
        let kind = header.entry_type();
        let mut size_bytes = header.entry_size()?;
        match kind {
            EntryType::GNULongName => {
                let bytes = read_bounded(&mut reader, size_bytes, MAX_NAME_BYTES + 1)?;
                extensions.name = Some(bytes.split(|byte| *byte == 0).next().unwrap_or_default().to_vec());
            }
            EntryType::XHeader => {
                let records = read_bounded(&mut reader, size_bytes, MAX_EXTENSION_BYTES)?;
                extensions.is_cut |= size_bytes > MAX_EXTENSION_BYTES;
                extensions.add(&records);
            }
            // The targets of links, and what holds for the whole archive, say nothing about texts.
            EntryType::GNULongLink | EntryType::XGlobalHeader => skip(&mut reader, padded(size_bytes))?,
            _ => {
                let extensions = std::mem::take(&mut extensions);
                if kind == EntryType::GNUSparse {
                    skip_map(&header, &mut reader)?;
                }
                size_bytes = extensions.size_bytes.unwrap_or(size_bytes);
                let fault = extensions.fault(kind);
                let name = extensions.name.unwrap_or_else(|| header.path_bytes().into_owned());
                let name = String::from_utf8_lossy(&name).into_owned();
                let is_file = matches!(kind, EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse);
                let mut content = (&mut reader).take(size_bytes);
                let flow = give(&Entry { name, is_file, size_bytes, fault }, &mut content, queue, sink)?;
                if flow.is_break() {
                    return Ok(flow);
                }
                let n_left = content.limit();
                skip(&mut reader, n_left.saturating_add(padded(size_bytes) - size_bytes))?;
            }
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Returns the next header; `None` at the end of the archive, which is a block of zeros or the end
/// of the file.
fn next_header(reader: &mut impl BufRead) -> io::Result<Option<Header>> {
    if reader.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let mut header = Header::new_old();
    reader.read_exact(header.as_mut_bytes())?;
    let bytes = header.as_bytes();
    if bytes.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    // The sum is made as if its own eight bytes were spaces.
    let sum: u32 = bytes[..148].iter().chain(&bytes[156..]).map(|byte| u32::from(*byte)).sum::<u32>() + 8 * u32::from(b' ');
    if header.cksum()? != sum {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            "the tar archive is damaged: a header has another checksum than it states",
        ));
    }
    Ok(Some(header))
}

/// Skips the rest of the map of a sparse file, which lies between its header and its content.
fn skip_map(header: &Header, reader: &mut impl BufRead) -> io::Result<()> {
    let mut is_continued = header.as_gnu().is_some_and(tar::GnuHeader::is_extended);
    let mut block = [0; BLOCK_BYTES];
    while is_continued {
        reader.read_exact(&mut block)?;
        is_continued = block[504] != 0;
    }
    Ok(())
}

/// Returns the length of an entry's content in the archive, which consists of whole blocks.
fn padded(size_bytes: u64) -> u64 {
    size_bytes.checked_next_multiple_of(BLOCK_BYTES as u64).unwrap_or(u64::MAX)
}

/// Reads the content of an extended header up to `max_bytes`, and skips the rest.
fn read_bounded(reader: &mut impl BufRead, size_bytes: u64, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let n_read = reader.by_ref().take(size_bytes.min(max_bytes)).read_to_end(&mut bytes)? as u64;
    skip(reader, padded(size_bytes) - n_read)?;
    Ok(bytes)
}

fn skip(reader: &mut impl BufRead, n_bytes: u64) -> io::Result<()> {
    match io::copy(&mut reader.take(n_bytes), &mut io::sink())? {
        n_skipped if n_skipped < n_bytes => Err(io::Error::new(ErrorKind::UnexpectedEof, "the tar archive ends early")),
        _ => Ok(()),
    }
}

/// What the headers before an entry state about it.
#[derive(Debug, Default)]
struct Extensions {
    name: Option<Vec<u8>>,
    size_bytes: Option<u64>,
    is_sparse: bool,
    /// Whether they are longer than what is read of them.
    is_cut: bool,
}

impl Extensions {
    /// Adds the extended header of POSIX: lines of `LENGTH KEY=VALUE`, where the length is that of
    /// the line. A value may hold line ends.
    fn add(&mut self, mut records: &[u8]) {
        while let Some(space) = records.iter().position(|byte| *byte == b' ') {
            let len = std::str::from_utf8(&records[..space]).ok().and_then(|len| len.parse::<usize>().ok());
            let Some(line) = len.and_then(|len| records.get(space + 1..len)) else { return };
            records = &records[space + 1 + line.len()..];
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let Some(equals) = line.iter().position(|byte| *byte == b'=') else { continue };
            let (key, value) = (&line[..equals], &line[equals + 1..]);
            match key {
                // The name in `path` is then a made-up one.
                b"GNU.sparse.name" => self.name = Some(value.to_vec()),
                b"path" if !self.is_sparse || self.name.is_none() => self.name = Some(value.to_vec()),
                b"size" => self.size_bytes = std::str::from_utf8(value).ok().and_then(|size| size.parse().ok()),
                _ => {}
            }
            self.is_sparse |= key.starts_with(b"GNU.sparse.");
        }
    }

    /// Returns why the entry cannot be read, if it cannot.
    fn fault(&self, kind: EntryType) -> Option<Finding> {
        let finding = |kind, message: &str| Some(Finding { byte: None, kind, message: message.to_owned() });
        if self.is_sparse || kind == EntryType::GNUSparse {
            finding(ProblemKind::Compression, "is packed as a sparse file, and is not read; pack it again as a whole one")
        } else if self.name.as_ref().is_some_and(|name| name.len() as u64 > MAX_NAME_BYTES) {
            finding(ProblemKind::TooLarge, "has a name of more than 4096 bytes, and is not read")
        } else if self.is_cut {
            finding(ProblemKind::TooLarge, "has an extended header of more than 64 KiB, and is not read")
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extended_headers_are_read_by_their_lengths() {
        let mut extensions = Extensions::default();
        extensions.add(b"27 comment=12 path=no.txt\n\n16 path=a\nb.txt\n12 size=123\n99 path=cut");
        assert_eq!((extensions.name.as_deref(), extensions.size_bytes), (Some(b"a\nb.txt".as_slice()), Some(123)));
    }
}
