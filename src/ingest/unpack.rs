//! Reading through compression: looking at first bytes without consuming them, and bounding the
//! expansion.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::format::{Compression, HEAD_BYTES};
use crate::file;

/// A reader whose first bytes are known.
pub(super) struct Peeked<R> {
    head: Cursor<Vec<u8>>,
    /// An error met while the head was read; returned when reading reaches its place.
    error: Option<io::Error>,
    rest: R,
}

impl<R: BufRead> Peeked<R> {
    pub(super) fn new(mut rest: R) -> Peeked<R> {
        let mut head = Vec::with_capacity(HEAD_BYTES);
        let error = (&mut rest).take(HEAD_BYTES as u64).read_to_end(&mut head).err();
        Peeked { head: Cursor::new(head), error, rest }
    }

    /// Returns the first bytes, up to [`HEAD_BYTES`].
    pub(super) fn head(&self) -> &[u8] {
        self.head.get_ref()
    }
}

impl<R: BufRead> BufRead for Peeked<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.head.position() < self.head.get_ref().len() as u64 {
            return self.head.fill_buf();
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, n: usize) {
        if self.head.position() < self.head.get_ref().len() as u64 { self.head.consume(n) } else { self.rest.consume(n) }
    }
}

impl<R: BufRead> Read for Peeked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

/// The maximum ratio of decompressed to compressed bytes, and the counts so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expansion<'c> {
    /// The number of bytes read from the file.
    pub(super) n_in: &'c Cell<u64>,
    /// The number of decompressed bytes.
    pub(super) n_out: &'c Cell<u64>,
    pub(super) max_ratio: u64,
}

impl Expansion<'_> {
    /// Number of decompressed bytes allowed whatever the ratio.
    const FREE_BYTES: u64 = 1 << 20;

    /// Counts decompressed bytes. Fails if there are too many.
    pub(super) fn add(&self, n: u64) -> io::Result<()> {
        self.n_out.set(self.n_out.get() + n);
        if self.n_out.get() <= Self::FREE_BYTES.max(self.n_in.get().saturating_mul(self.max_ratio)) {
            return Ok(());
        }
        let message = format!("it expands to more than {} times its size", self.max_ratio);
        Err(io::Error::new(ErrorKind::FileTooLarge, message))
    }
}

/// Counts the bytes read through it.
pub(super) struct Expanding<'c, R> {
    pub(super) inner: R,
    pub(super) expansion: Expansion<'c>,
}

impl<R: Read> Read for Expanding<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.expansion.add(n as u64)?;
        Ok(n)
    }
}

/// Returns a reader that decompresses.
pub(super) fn unpacked<'r>(
    packed: impl BufRead + 'r,
    compression: Compression,
    expansion: Expansion<'r>,
) -> io::Result<Box<dyn BufRead + 'r>> {
    let inner: Box<dyn Read + 'r> = match compression {
        Compression::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Compression::Zstd => Box::new(zstd::Decoder::with_buffer(packed)?),
    };
    Ok(Box::new(BufReader::with_capacity(1 << 16, Expanding { inner, expansion })))
}

/// Skips what was read before. The bytes are still read, because they belong to the file's hash.
pub(super) fn skip(reader: &mut impl BufRead, n_bytes: u64) -> std::io::Result<()> {
    std::io::copy(&mut reader.take(n_bytes), &mut std::io::sink()).map(drop)
}

/// Returns the first bytes of the file at `location`, decompressed.
pub(super) fn head(location: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file::open(location)?.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    Ok(unpacked_head(&head))
}

/// Returns the decompressed beginning of `head`.
pub(super) fn unpacked_head(head: &[u8]) -> Vec<u8> {
    let (n_in, n_out) = (Cell::new(0), Cell::new(0));
    let expansion = Expansion { n_in: &n_in, n_out: &n_out, max_ratio: 1 };
    let unpacked = Compression::of(head).map(|compression| unpacked(head, compression, expansion));
    match unpacked {
        None => head.to_vec(),
        // A head ends in the middle of compressed data; the part before is enough.
        Some(unpacked) => unpacked.map_or_else(|_| Vec::new(), |reader| Peeked::new(reader).head().to_vec()),
    }
}

/// A reader that can go back to a mark, to search for the next record if the one at the mark is
/// damaged.
pub(super) struct Rewind<R> {
    inner: R,
    /// The bytes since the mark, which may be read again, and before them bytes that are not
    /// cleared yet.
    kept: Vec<u8>,
    /// The places in `kept` of the mark, and of the next byte to read.
    mark: usize,
    at: usize,
    /// The offset of the first byte kept.
    start: u64,
    max_kept: usize,
}

impl<R: BufRead> Rewind<R> {
    /// `offset` is that of the first byte of `inner`. If more than `max_kept` bytes are read since
    /// the mark, the mark moves.
    pub(super) fn new(inner: R, offset: u64, max_kept: usize) -> Rewind<R> {
        Rewind { inner, kept: Vec::new(), mark: 0, at: 0, start: offset, max_kept }
    }

    pub(super) fn get_ref(&self) -> &R {
        &self.inner
    }

    /// Returns the offset of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.start + self.at as u64
    }

    /// Sets the mark here.
    pub(super) fn mark(&mut self) {
        self.mark = self.at;
    }

    /// Goes back to `offset`, or as far back as the mark.
    pub(super) fn go_back_to(&mut self, offset: u64) {
        self.at = (offset.saturating_sub(self.start) as usize).clamp(self.mark, self.at);
    }
}

impl<R: BufRead> BufRead for Rewind<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.kept.len() {
            if self.at - self.mark > self.max_kept {
                self.mark();
            }
            // Cleared only when new bytes are read, so that marks cost nothing.
            self.kept.drain(..self.mark);
            self.start += self.mark as u64;
            self.at -= self.mark;
            self.mark = 0;
            let more = self.inner.fill_buf()?;
            self.kept.extend_from_slice(more);
            let n = more.len();
            self.inner.consume(n);
        }
        Ok(&self.kept[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }
}

impl<R: BufRead> Read for Rewind<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_looked_at_is_read_all_the_same() {
        let bytes: Vec<u8> = (0..20_000).map(|n| n as u8).collect();
        let mut peeked = Peeked::new(bytes.as_slice());
        assert_eq!(peeked.head(), &bytes[..HEAD_BYTES]);
        let mut read = Vec::new();
        peeked.read_to_end(&mut read).unwrap();
        assert_eq!(read, bytes);
    }

    #[test]
    fn a_reader_goes_back_to_its_mark() {
        let mut rewind = Rewind::new(b"0123456789".as_slice(), 100, 1 << 10);
        let mut three = [0; 3];
        rewind.read_exact(&mut three).unwrap();
        rewind.mark();
        rewind.read_exact(&mut three).unwrap();
        assert_eq!((&three, rewind.offset()), (b"345", 106));
        rewind.go_back_to(104);
        rewind.read_exact(&mut three).unwrap();
        assert_eq!(&three, b"456");
        rewind.go_back_to(0);
        assert_eq!(rewind.offset(), 103);
    }
}
