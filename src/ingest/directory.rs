//! The directory of a zip archive, which is held in memory while its entries are read.

use std::fmt::Display;
use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::record::too_large;
use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum size of the central directory of a zip archive, in bytes. In memory it takes some four times as much.
const MAX_DIRECTORY_BYTES: u64 = 256 << 20;

/// Length of an entry of the central directory without its name, in bytes.
const MIN_ENTRY_BYTES: u64 = 46;

/// Opens a zip archive, unless its directory is too large to be held in memory.
pub(super) fn open<R: Read + Seek>(mut file: R) -> Result<ZipArchive<R>, Finding> {
    let n_bytes = directory_bytes(&mut file).map_err(|error| damaged(&error))?;
    if n_bytes > MAX_DIRECTORY_BYTES {
        return Err(too_large("the directory of the zip archive", MAX_DIRECTORY_BYTES));
    }
    ZipArchive::new(file).map_err(|error| damaged(&error))
}

/// Returns the largest size that an end of the central directory states for it, in bytes: of all places that may be the end, since
/// readers differ in which one they take. The records are those of APPNOTE 6.3.10, sections 4.3.14 and 4.3.16.
fn directory_bytes<R: Read + Seek>(file: &mut R) -> io::Result<u64> {
    // The end record may be followed by a comment, and those of large archives come before it.
    const TAIL_BYTES: u64 = 22 + 0xffff + 20 + 56;
    let len = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(len.saturating_sub(TAIL_BYTES)))?;
    let mut tail = Vec::new();
    file.by_ref().take(TAIL_BYTES).read_to_end(&mut tail)?;
    file.rewind()?;
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number: u64, byte| (number << 8) | u64::from(*byte));
    let stated = |place: usize| {
        let at = |start: usize, end: usize| tail.get(place + start..place + end).map_or(0, number);
        let (n_entries, n_bytes) = match tail.get(place..place + 4) {
            Some(b"PK\x05\x06") => (at(10, 12), Some(at(12, 16)).filter(|n_bytes| *n_bytes < 0xffff_ffff)),
            Some(b"PK\x06\x06") => (at(32, 40), Some(at(40, 48))),
            _ => return 0,
        };
        n_bytes.unwrap_or(0).max(n_entries.saturating_mul(MIN_ENTRY_BYTES))
    };
    // It cannot be larger than the file: what states that is damaged, or no end.
    Ok((0..tail.len()).map(stated).filter(|n_bytes| *n_bytes <= len).max().unwrap_or(0))
}

/// Returns the problem of an archive that cannot be read.
pub(super) fn damaged(error: &dyn Display) -> Finding {
    let message = format!("the zip archive cannot be read: {error}");
    Finding { byte: None, kind: ProblemKind::Compression, message }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(n_files: usize, comment: &str) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for number in 0..n_files {
            writer.start_file(format!("{number:04}.txt"), SimpleFileOptions::default()).unwrap();
            writer.write_all(b"The dam holds.").unwrap();
        }
        writer.set_comment(comment).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn the_size_of_the_directory_is_known_before_it_is_read() {
        for (n_files, comment) in [(3, ""), (3, "A comment."), (0, "")] {
            let found = directory_bytes(&mut Cursor::new(archive(n_files, comment))).unwrap();
            assert_eq!(found, n_files as u64 * (MIN_ENTRY_BYTES + 8));
        }
        assert_eq!(directory_bytes(&mut Cursor::new(b"The dam holds.")).unwrap(), 0);
    }

    /// A file of holes that ends like an archive with a directory of this many bytes and entries.
    fn with_end(end: &[u8]) -> impl Read + Seek + use<> {
        let mut file = tempfile::tempfile().unwrap();
        file.set_len(1 << 30).unwrap();
        file.seek(SeekFrom::End(0)).unwrap();
        file.write_all(end).unwrap();
        file
    }

    #[test]
    fn a_directory_that_memory_cannot_hold_is_not_read() {
        let end = |n_entries: u16, n_bytes: u32| {
            let [entries, bytes] = [u64::from(n_entries).to_le_bytes(), u64::from(n_bytes).to_le_bytes()];
            [b"PK\x05\x06\0\0\0\0", &entries[..2], &entries[..2], &bytes[..4], &[0; 6]].concat()
        };
        let large_end = |n_entries: u64, n_bytes: u64| {
            [&b"PK\x06\x06"[..], &[0; 28], &n_entries.to_le_bytes(), &n_bytes.to_le_bytes(), &[0; 8], &end(0xffff, u32::MAX)]
                .concat()
        };
        let is_too_large = |end: &[u8]| open(with_end(end)).is_err_and(|finding| finding.kind == ProblemKind::TooLarge);
        assert!(is_too_large(&end(9, 300 << 20)));
        assert!(is_too_large(&large_end(9, 300 << 20)));
        assert!(is_too_large(&large_end(10_000_000, 9)));
        // An end in a comment does not hide the one that counts.
        assert!(is_too_large(&[end(9, 300 << 20), end(0, 0)].concat()));
        // Damaged.
        assert!(!is_too_large(&end(9, 100 << 20)));
    }
}
