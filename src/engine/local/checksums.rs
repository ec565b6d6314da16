//! Checksums of the files of a generation, compared as the files are read.
//!
//! A flipped byte in a list of deleted documents or of postings changes answers, and nothing else would
//! notice. Tantivy keeps one checksum for each file, so checking it means to read the whole file. So
//! each file ends with checksums of its blocks, and a block is checked when something in it is read
//! for the first time:
//!
//! ```text
//! file as Tantivy writes it | CRC-32 of each block | length without this end | mark
//! ```
//!
//! Numbers are little-endian; a length has 8 bytes. Small files that are replaced as a whole are JSON, and
//! their checksum is white space behind it.

use std::fmt;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

use crate::error::Error;

/// Bytes in a block. Smaller blocks make more checksums, larger ones check more than was asked for.
const BLOCK_BYTES: usize = 16 << 10;

/// The last bytes of a file with checksums.
const MARK: [u8; 8] = *b"pq-sums1";

/// Bytes of the length and the mark.
const END_BYTES: usize = 16;

/// A file of the index that differs from what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{file}` is not as it was written")]
pub(super) struct DamagedFile {
    /// The directory of the index.
    pub(super) index: PathBuf,
    /// The file's path below it.
    pub(super) file: String,
}

impl From<DamagedFile> for io::Error {
    fn from(damaged: DamagedFile) -> io::Error {
        io::Error::new(ErrorKind::InvalidData, damaged)
    }
}

impl From<DamagedFile> for Error {
    fn from(damaged: DamagedFile) -> Error {
        Error::IndexDamaged { reason: damaged.to_string(), path: damaged.index }
    }
}

/// The checksums of a file that is being written.
#[derive(Debug, Default)]
pub(super) struct Sums {
    block: crc32fast::Hasher,
    n_in_block: usize,
    n_bytes: u64,
    sums: Vec<u8>,
}

impl Sums {
    /// Adds the next bytes of the file.
    pub(super) fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK_BYTES - self.n_in_block));
            self.block.update(now);
            self.n_in_block += now.len();
            self.n_bytes += now.len() as u64;
            if self.n_in_block == BLOCK_BYTES {
                self.end_block();
            }
            bytes = later;
        }
    }

    /// Returns what is written behind the file.
    pub(super) fn end(&mut self) -> Vec<u8> {
        if self.n_in_block > 0 {
            self.end_block();
        }
        let mut end = std::mem::take(&mut self.sums);
        end.extend_from_slice(&self.n_bytes.to_le_bytes());
        end.extend_from_slice(&MARK);
        end
    }

    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.sums.extend_from_slice(&block.finalize().to_le_bytes());
        self.n_in_block = 0;
    }
}

/// A file with checksums. Reading a part whose blocks are not as they were written fails.
pub(super) struct CheckedFile {
    /// The file with its checksums.
    whole: OwnedBytes,
    /// Its length without them.
    len: usize,
    /// A bit for each block that was compared.
    checked: Box<[AtomicU64]>,
    /// What to report if it is damaged.
    damaged: DamagedFile,
}

impl CheckedFile {
    /// Returns the file whose bytes are `whole`. Nothing but its length is checked. `damaged` is the
    /// error if it is not as it was written.
    pub(super) fn new(whole: OwnedBytes, damaged: DamagedFile) -> Result<CheckedFile, DamagedFile> {
        let Some(len) = len_without_sums(&whole) else { return Err(damaged) };
        let n_blocks = len.div_ceil(BLOCK_BYTES);
        let checked = (0..n_blocks.div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(CheckedFile { whole, len, checked, damaged })
    }

    /// Compares all blocks, also those that were compared before.
    pub(super) fn check(&self) -> Result<(), DamagedFile> {
        let is_whole = (0..self.len.div_ceil(BLOCK_BYTES)).all(|block| self.is_as_written(block));
        if is_whole { Ok(()) } else { Err(self.damaged.clone()) }
    }

    /// Compares the blocks of a range that were not compared before.
    fn check_range(&self, range: &Range<usize>) -> Result<(), DamagedFile> {
        for block in range.start / BLOCK_BYTES..range.end.div_ceil(BLOCK_BYTES) {
            let (checked, bit) = (&self.checked[block / 64], 1 << (block % 64));
            if checked.load(Ordering::Relaxed) & bit == 0 {
                if !self.is_as_written(block) {
                    return Err(self.damaged.clone());
                }
                checked.fetch_or(bit, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    fn is_as_written(&self, block: usize) -> bool {
        let start = block * BLOCK_BYTES;
        let bytes = &self.whole[start..(start + BLOCK_BYTES).min(self.len)];
        let sum = self.len + 4 * block;
        crc32fast::hash(bytes).to_le_bytes() == self.whole[sum..sum + 4]
    }
}

/// Returns the length of a file without its checksums. `None` if it does not have as many as it should.
fn len_without_sums(whole: &[u8]) -> Option<usize> {
    let end = whole.get(whole.len().checked_sub(END_BYTES)?..)?;
    let (len, mark) = end.split_first_chunk::<8>()?;
    let len = usize::try_from(u64::from_le_bytes(*len)).ok().filter(|len| *len <= whole.len())?;
    (mark == MARK && whole.len() == len + 4 * len.div_ceil(BLOCK_BYTES) + END_BYTES).then_some(len)
}

impl fmt::Debug for CheckedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckedFile").field("file", &self.damaged.file).field("len", &self.len).finish_non_exhaustive()
    }
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.len {
            return Err(self.damaged.clone().into());
        }
        self.check_range(&range)?;
        Ok(self.whole.slice(range))
    }
}

/// Returns JSON with its checksum behind it: a line of 32 spaces and tabs, one for each bit. So it is
/// still JSON, for this program and others.
pub(super) fn sealed(json: &[u8]) -> Vec<u8> {
    let sum = crc32fast::hash(json);
    let bits = (0..32).map(|bit| if sum >> bit & 1 == 1 { b'\t' } else { b' ' });
    json.iter().copied().chain([b'\n']).chain(bits).collect()
}

/// Returns the JSON without its checksum. `None` if it is not as it was written.
pub(super) fn unsealed(mut sealed_json: Vec<u8>) -> Option<Vec<u8>> {
    let len = sealed_json.len().checked_sub(33)?;
    let is_whole = sealed(&sealed_json[..len]) == sealed_json;
    sealed_json.truncate(len);
    is_whole.then_some(sealed_json)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damaged() -> DamagedFile {
        DamagedFile { index: PathBuf::from("index"), file: "generation-1/a.idx".to_owned() }
    }

    /// Returns a file of `n_bytes`, written in parts.
    fn written(n_bytes: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = (0..n_bytes).map(|number| (number * 31 % 251) as u8).collect();
        let mut sums = Sums::default();
        bytes.chunks(7_001).for_each(|part| sums.add(part));
        bytes.append(&mut sums.end());
        bytes
    }

    fn file(bytes: Vec<u8>) -> Result<CheckedFile, DamagedFile> {
        CheckedFile::new(OwnedBytes::new(bytes), damaged())
    }

    #[test]
    fn a_whole_file_reads_as_it_was_written() {
        for n_bytes in [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 70 * BLOCK_BYTES + 5] {
            let bytes = written(n_bytes);
            let file = file(bytes.clone()).unwrap();
            assert_eq!(file.len(), n_bytes);
            assert_eq!(file.read_bytes(0..n_bytes).unwrap().as_slice(), &bytes[..n_bytes]);
            assert_eq!(file.read_bytes(n_bytes..n_bytes).unwrap().len(), 0);
            assert!(file.read_bytes(0..n_bytes + 1).is_err() && file.check().is_ok());
        }
    }

    #[test]
    fn a_flipped_bit_is_found_where_it_is_read() {
        let n_bytes = 3 * BLOCK_BYTES + 10;
        for at in [0, BLOCK_BYTES, 3 * BLOCK_BYTES + 9] {
            let mut bytes = written(n_bytes);
            bytes[at] ^= 0x10;
            let file = file(bytes).unwrap();
            for block in 0..4 {
                let start = block * BLOCK_BYTES;
                let is_read = file.read_bytes(start..start + 1).is_ok();
                assert_eq!(is_read, at / BLOCK_BYTES != block, "byte {at}, block {block}");
            }
            assert!(file.read_bytes(0..n_bytes).is_err());
            assert_eq!(file.check(), Err(damaged()));
        }
        // Of the checksums.
        let mut bytes = written(n_bytes);
        bytes[n_bytes + 5] ^= 1;
        let file = file(bytes).unwrap();
        assert!(file.read_bytes(0..1).is_ok() && file.read_bytes(BLOCK_BYTES..BLOCK_BYTES + 1).is_err());
    }

    #[test]
    fn a_file_that_was_cut_or_extended_is_damaged() {
        let bytes = written(BLOCK_BYTES + 100);
        for n_left in [0, 1, END_BYTES, bytes.len() - 1] {
            assert_eq!(file(bytes[..n_left].to_vec()).err(), Some(damaged()), "{n_left}");
        }
        assert!(file([&bytes[..], b"\0"].concat()).is_err() && file([b"\0", &bytes[..]].concat()).is_err());
        let mut far = bytes;
        let at = far.len() - END_BYTES;
        far[at..at + 8].copy_from_slice(&u64::MAX.to_le_bytes());
        assert!(file(far).is_err());
    }

    #[test]
    fn a_seal_is_white_space() {
        let json = br#"{"a":[1,2]}"#;
        let sealed = sealed(json);
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&sealed).unwrap()["a"][1], 2);
        assert_eq!(unsealed(sealed.clone()).as_deref(), Some(&json[..]));
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert_eq!(unsealed(flipped), None, "{at}");
            assert_eq!(unsealed(sealed[..at].to_vec()), None, "{at}");
        }
    }
}
