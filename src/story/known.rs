//! Pairs of similar sketches, as they are kept from one run to the next.

use super::sketch::Sketch;

/// The first bytes; the last one is the version. Another way to find pairs needs another version.
const MAGIC: [u8; 8] = *b"pqpairs\x01";

/// Bytes of a header: magic, number of bits of a cell, number of pairs.
const HEADER_BYTES: usize = 24;

/// Bytes of a pair.
const PAIR_BYTES: usize = 28;

/// Number of bands of three bins; two bins are left over.
pub(super) const N_BANDS: usize = 42;

/// Number of sketches of a cell, on average.
const PER_CELL: usize = 32;

/// Bounds of the number of bits of a cell. The larger one makes 11 MB of sums.
const MIN_CELL_BITS: u32 = 4;
const MAX_CELL_BITS: u32 = 15;

/// The pairs of similar sketches of an archive, and what tells which of them still hold for another state of it.
///
/// The sketches of each band are spread over *cells*, and those with the same bins share one. A cell has the sum of the hashes of its
/// sketches. With the same sum it holds the same sketches, so the pairs found in it hold. What came or went need not be known.
///
/// The bytes hold, as little-endian numbers: a header; the sum of each cell, band after band; and for each pair the hashes of its two
/// sketches, the bands in which they were found, and their resemblance.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownPairs {
    pub(super) cells: Cells,
    /// Ordered by hashes.
    pub(super) pairs: Vec<KnownPair>,
}

/// Two similar sketches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct KnownPair {
    /// The hashes of both. Two different sketches of ten million have the same hash in three of a million archives.
    pub(super) hashes: [u64; 2],
    /// A bit for each band in which they are neighbours.
    pub(super) bands: u64,
    pub(super) resemblance: f32,
}

/// The sums of the cells of all bands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Cells {
    n_bits: u32,
    /// None if nothing is known.
    sums: Vec<u64>,
}

impl Cells {
    /// Returns empty cells for this number of sketches; as many as `known` has, if that is about right.
    pub(super) fn new(n_sketches: usize, known: &Cells) -> Cells {
        let fitting = (n_sketches / PER_CELL).max(1).ilog2().clamp(MIN_CELL_BITS, MAX_CELL_BITS);
        let n_bits = if known.n_bits.abs_diff(fitting) <= 1 { known.n_bits } else { fitting };
        Cells { n_bits, sums: vec![0; N_BANDS << n_bits] }
    }

    pub(super) fn len(&self) -> usize {
        self.sums.len()
    }

    /// Returns the place of the cell of these bins of a band.
    pub(super) fn place(&self, band: usize, bins: u32) -> usize {
        // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
        (band << self.n_bits) | (bins.wrapping_mul(0x9e37_79b1) >> (u32::BITS - self.n_bits)) as usize
    }

    /// Returns the band of a cell.
    pub(super) fn band(&self, place: usize) -> usize {
        place >> self.n_bits
    }

    /// Adds a sketch to the cell at `place`.
    pub(super) fn add(&mut self, place: usize, hash: u64) {
        self.sums[place] = self.sums[place].wrapping_add(hash);
    }

    /// Returns for each cell whether it does not hold what it held.
    pub(super) fn changed(&self, known: &Cells) -> Vec<bool> {
        match known.len() == self.len() {
            true => self.sums.iter().zip(&known.sums).map(|(sum, known)| sum != known).collect(),
            false => vec![true; self.len()],
        }
    }
}

impl KnownPairs {
    /// Returns bytes from which the pairs can be read again.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + self.cells.len() * 8 + self.pairs.len() * PAIR_BYTES);
        bytes.extend(MAGIC);
        bytes.extend(u64::from(self.cells.n_bits).to_le_bytes());
        bytes.extend((self.pairs.len() as u64).to_le_bytes());
        self.cells.sums.iter().for_each(|sum| bytes.extend(sum.to_le_bytes()));
        for KnownPair { hashes: [one, other], bands, resemblance } in &self.pairs {
            for number in [one, other, bands] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend(resemblance.to_le_bytes());
        }
        bytes
    }

    /// Returns the pairs of these bytes; `None` if another version wrote them.
    pub fn from_bytes(bytes: &[u8]) -> Option<KnownPairs> {
        let (magic, rest) = bytes.split_first_chunk()?;
        let (n_bits, rest) = rest.split_first_chunk()?;
        let (n_pairs, rest) = rest.split_first_chunk()?;
        let n_bits = u32::try_from(u64::from_le_bytes(*n_bits)).ok().filter(|n_bits| *n_bits <= MAX_CELL_BITS)?;
        let n_pairs = usize::try_from(u64::from_le_bytes(*n_pairs)).ok()?;
        let n_cell_bytes = (N_BANDS << n_bits) * 8;
        let is_whole = rest.len().checked_sub(n_cell_bytes)? == n_pairs.checked_mul(PAIR_BYTES)?;
        (*magic == MAGIC && is_whole).then_some(())?;
        let (sums, pairs) = rest.split_at(n_cell_bytes);
        let sums = sums.as_chunks().0.iter().map(|sum| u64::from_le_bytes(*sum)).collect();
        let pair = |bytes: &[u8; PAIR_BYTES]| {
            let (numbers, resemblance) = bytes.split_last_chunk()?;
            let [one, other, bands] = *numbers.as_chunks().0 else { return None };
            let [one, other, bands] = [one, other, bands].map(u64::from_le_bytes);
            Some(KnownPair { hashes: [one, other], bands, resemblance: f32::from_le_bytes(*resemblance) })
        };
        let pairs = pairs.as_chunks().0.iter().map(pair).collect::<Option<_>>()?;
        Some(KnownPairs { cells: Cells { n_bits, sums }, pairs })
    }
}

/// Returns the hash of a sketch by which it is known again.
pub(super) fn hash(sketch: &Sketch) -> u64 {
    sketch.numbers().fold(0, |hash: u64, number| super::slot::mixed(hash.rotate_left(23) ^ number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back() {
        let pair = KnownPair { hashes: [7, u64::MAX], bands: 5, resemblance: 0.75 };
        let mut cells = Cells::new(1_000, &Cells::default());
        cells.add(cells.place(41, 0xff_ff_ff), 9);
        let known = KnownPairs { cells, pairs: vec![pair, KnownPair { hashes: [8, 9], ..pair }] };
        let bytes = known.bytes();
        assert_eq!(KnownPairs::from_bytes(&bytes).as_ref(), Some(&known));
        for n_bytes in (0..bytes.len()).step_by(7) {
            assert_eq!(KnownPairs::from_bytes(&bytes[..n_bytes]), None, "{n_bytes}");
        }
        for place in 0..HEADER_BYTES {
            let mut damaged = bytes.clone();
            damaged[place] ^= 0xff;
            assert_eq!(KnownPairs::from_bytes(&damaged), None, "{place}");
        }
    }

    #[test]
    fn cells_stay_as_many_while_an_archive_grows_a_little() {
        let n_bits = |n_sketches: usize, known: &Cells| Cells::new(n_sketches, known).n_bits;
        let of_thousand = Cells::new(1_000, &Cells::default());
        assert_eq!((n_bits(0, &Cells::default()), of_thousand.n_bits, n_bits(1 << 40, &of_thousand)), (4, 4, 15));
        let cells = Cells::new(100_000, &of_thousand);
        assert_eq!([60_000, 150_000, 500_000].map(|n_sketches| n_bits(n_sketches, &cells)), [11, 11, 13]);
    }
}
