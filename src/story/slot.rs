//! The names and figures of a text, each with the words around it: what tells two fillings of one
//! form apart.
//!
//! Forecasts, quake reports, obituaries and market reports have most of their words in common, and
//! other names and figures at the same places. Copies have the same ones. So a name or figure is
//! kept as the *filling* of a *place*: the two words before it, how many names and figures stand
//! between, and the word after it. Two texts are compared where they have the same place. What a
//! copy cuts or adds makes no place differ.
//!
//! As in a sketch, the places are samples: the first bits of a place's hash choose one of 32 bins,
//! and the smallest hash of each bin stays. A bin is a byte, half of it for the place and half for
//! the filling. A place with several fillings in one text says nothing and is empty. Names and
//! figures have bins of their own: where every noun has a capital letter, only figures tell.

/// Number of bins of each kind.
const N_BINS: usize = 32;

/// Number of integers that hold the bins of a kind, eight bins each.
const N_OF_KIND: usize = N_BINS / 8;

/// Number of integers that hold all bins: first those of names, then those of figures.
pub(super) const N_NUMBERS: usize = 2 * N_OF_KIND;

/// Maximum number of names and figures in a row that count. A list of names is no form, and one
/// name more would move all that follow.
const MAX_IN_A_ROW: usize = 4;

/// The bits of a number that hold places; the others hold fillings.
const PLACES: u64 = 0xf0f0_f0f0_f0f0_f0f0;

/// The sampled names and figures of a text. They order by their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slots(pub(super) [u64; N_NUMBERS]);

/// What fills a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word with a capital letter that begins no sentence.
    Name,
    /// A word that begins with a digit.
    Figure,
}

/// The places that two texts have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    pub(super) n_places: u32,
    /// Those that are filled differently.
    pub(super) n_different: u32,
}

impl Slots {
    /// Compares the places of names, and those of figures.
    pub(super) fn compare(&self, other: &Slots) -> [Comparison; 2] {
        let mut compared = [Comparison::default(); 2];
        for (idx, (mine, theirs)) in self.0.into_iter().zip(other.0).enumerate() {
            let changed = mine ^ theirs;
            let same_place = nonzero_bytes(mine & PLACES) & !nonzero_bytes(changed & PLACES);
            let compared = &mut compared[idx / N_OF_KIND];
            compared.n_places += same_place.count_ones();
            compared.n_different += (same_place & nonzero_bytes(changed & !PLACES)).count_ones();
        }
        compared
    }
}

/// Returns a number with the high bit set for each byte that is not zero.
pub(super) fn nonzero_bytes(number: u64) -> u64 {
    const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    (((number & LOW_BITS) + LOW_BITS) | number) & !LOW_BITS
}

/// The last step of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): each bit of the result depends on all of the number.
#[inline]
pub(super) fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The smallest place of a bin, and its filling.
#[derive(Debug, Clone, Copy)]
struct Bin {
    place: u64,
    filling: u64,
    has_several_fillings: bool,
}

impl Bin {
    const EMPTY: Bin = Bin { place: u64::MAX, filling: 0, has_several_fillings: false };

    fn add(&mut self, place: u64, filling: u64) {
        if place < self.place {
            *self = Bin { place, filling, has_several_fillings: false };
        } else if place == self.place && filling != self.filling {
            self.has_several_fillings = true;
        }
    }

    /// Returns the byte to keep; 0 is an empty bin.
    fn byte(&self) -> u8 {
        // The first bits of all places in a bin are equal and small.
        let place = 1 + (self.place % 15) as u8;
        let is_empty = self.place == u64::MAX || self.has_several_fillings;
        if is_empty { 0 } else { (place << 4) | (mixed(self.filling) & 0xf) as u8 }
    }
}

/// Collects the names and figures of a text.
#[derive(Debug)]
pub(super) struct SlotsBuilder {
    bins: [[Bin; N_BINS]; 2],
    /// The last two words that are neither name nor figure, the later one first.
    before: [u64; 2],
    /// The names and figures since.
    in_a_row: [(Kind, u64); MAX_IN_A_ROW],
    n_in_a_row: usize,
}

impl Default for SlotsBuilder {
    fn default() -> SlotsBuilder {
        SlotsBuilder { bins: [[Bin::EMPTY; N_BINS]; 2], before: [0; 2], in_a_row: [(Kind::Name, 0); MAX_IN_A_ROW], n_in_a_row: 0 }
    }
}

impl SlotsBuilder {
    /// Adds a name or figure, by its hash.
    pub(super) fn push_filling(&mut self, kind: Kind, hash: u64) {
        if let Some(next) = self.in_a_row.get_mut(self.n_in_a_row) {
            *next = (kind, hash);
            self.n_in_a_row += 1;
        }
    }

    /// Adds another word, by its hash.
    pub(super) fn push_word(&mut self, hash: u64) {
        self.end_row(hash);
        self.before = [hash, self.before[0]];
    }

    fn end_row(&mut self, after: u64) {
        let around = self.before[0].rotate_left(17) ^ self.before[1].rotate_left(31) ^ after;
        for ((kind, filling), nth) in self.in_a_row[..self.n_in_a_row].iter().zip(1u64..) {
            let place = mixed(around.wrapping_add(nth));
            let idx = (place >> (u64::BITS - N_BINS.ilog2())) as usize;
            self.bins[*kind as usize][idx].add(place, *filling);
        }
        self.n_in_a_row = 0;
    }

    pub(super) fn finish(mut self) -> Slots {
        self.end_row(0);
        let bytes: Vec<u8> = self.bins.as_flattened().iter().map(Bin::byte).collect();
        let mut numbers = [0; N_NUMBERS];
        for (number, bytes) in numbers.iter_mut().zip(bytes.as_chunks().0) {
            *number = u64::from_le_bytes(*bytes);
        }
        Slots(numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Capitals, tokens};

    fn slots(text: &str) -> Slots {
        let mut builder = SlotsBuilder::default();
        tokens(text, |token| {
            let hash = token.exact.bytes().fold(7, |hash, byte| mixed(hash ^ u64::from(byte)));
            match token.capitals() {
                _ if token.exact.starts_with(char::is_numeric) => builder.push_filling(Kind::Figure, hash),
                Capitals::None => builder.push_word(hash),
                _ => builder.push_filling(Kind::Name, hash),
            }
        });
        builder.finish()
    }

    fn check(one: &str, other: &str, names: (u32, u32), figures: (u32, u32)) {
        let of = |(n_places, n_different)| Comparison { n_places, n_different };
        assert_eq!(slots(one).compare(&slots(other)), [of(names), of(figures)], "{one:?} and {other:?}");
    }

    #[test]
    fn names_and_figures_at_the_same_places_are_compared() {
        let text = "at noon a quake of 4.5 points was felt near Velmar, 12 miles from the coast";
        check(text, text, (1, 0), (2, 0));
        check(text, "at noon a quake of 5.1 points was felt near Torbaton, 12 miles from the coast", (1, 1), (2, 1));
        check(text, "a quake of 4.5 points was felt near Velmar", (0, 0), (1, 0));
        check(text, "the market fell by 4.5 points on news from Velmar and 12 other towns", (0, 0), (0, 0));
    }

    #[test]
    fn a_place_with_two_fillings_says_nothing() {
        check("he went to Velmar and he went to Velmar and he", "then he went to Velmar and left", (1, 0), (0, 0));
        check("he went to Velmar and he went to Oston and he", "then he went to Velmar and left", (0, 0), (0, 0));
    }

    #[test]
    fn long_rows_are_cut() {
        check("won by 1 2 3 4 5 6 points", "won by 1 2 3 4 7 8 points", (0, 0), (4, 0));
        check("", "won by 1 point", (0, 0), (0, 0));
    }

    #[test]
    fn bytes_that_are_not_zero_are_seen() {
        for number in [0, 1, 0x80, u64::MAX, 0x0100_0000_0000_0000, 0x00ff_0080_0001_7f00] {
            let expected = number.to_le_bytes().map(|byte| if byte == 0 { 0 } else { 0x80 });
            assert_eq!(nonzero_bytes(number), u64::from_le_bytes(expected), "{number:x}");
        }
    }
}
