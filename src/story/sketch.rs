//! A small fingerprint of a text that estimates how similar two texts are.
//!
//! The text is taken as the set of its pairs of neighbouring words, each cut to its first three
//! letters. So most scanner errors, and word endings, do not count. The share that two sets have in
//! common (the Jaccard index) is estimated from samples: each pair has a hash, its first bits
//! choose one of 128 bins, and the smallest hash of each bin is kept, cut to a byte. The share of
//! bins with equal bytes is the share the texts have in common, apart from one chance hit in 255.
//!
//! One permutation hashing: Li, Owen and Zhang, "One Permutation Hashing", NIPS 2012. Cutting
//! hashes short: Li and König, "b-Bit Minwise Hashing", WWW 2010. Pairs of word beginnings were
//! measured against pairs of whole words and triples, on press releases with planted copies: if 70
//! % of the words are left, the share of scanned copies found rose from 73 to 99 %.

use super::slot::{self, Kind, Slots, SlotsBuilder, mixed, nonzero_bytes};
use crate::analysis::{Capitals, Token};

/// Number of bins in a sketch.
pub(super) const N_BINS: usize = 128;

/// Number of integers that hold a sketch, eight bins each.
pub(super) const N_PAIR_NUMBERS: usize = N_BINS / 8;

/// Number of integers of a sketch: sixteen for what texts share, the others for names and figures.
pub const N_NUMBERS: usize = N_PAIR_NUMBERS + slot::N_NUMBERS;

/// Number of letters of a word that count.
const N_LETTERS: usize = 3;

/// Minimum number of filled bins. A text with fewer says too little: a line such as "No comment was
/// available" is no copy.
const MIN_FILLED: u32 = 8;

/// Minimum number of names and figures that differ between two fillings of one form. Fewer change
/// when a report is brought up to date.
const MIN_DIFFERENT: u32 = 4;

/// Maximum share of names and figures that differ between copies.
const MAX_DIFFERENT: f32 = 0.3;

/// The same for figures alone.
const MAX_DIFFERENT_FIGURES: f32 = 0.5;

/// Maximum ratio of the share of names and figures that differ to the share of all words that do,
/// for texts with many errors: an error in a figure always counts, one at the end of a word never.
const MAX_EXCESS: f32 = 3.0;

/// The fingerprint of a text. Sketches order by their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sketch {
    pairs: [u64; N_PAIR_NUMBERS],
    slots: Slots,
}

impl Sketch {
    /// Returns the numbers to store.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        self.pairs.into_iter().chain(self.slots.0)
    }

    /// Returns the sketch of these numbers.
    pub fn from_numbers(numbers: [u64; N_NUMBERS]) -> Sketch {
        let number = |first: usize| move |idx: usize| numbers[first + idx];
        Sketch { pairs: std::array::from_fn(number(0)), slots: Slots(std::array::from_fn(number(N_PAIR_NUMBERS))) }
    }

    /// Returns one of its numbers, by its place.
    pub(super) fn number(&self, idx: usize) -> u64 {
        if idx < N_PAIR_NUMBERS { self.pairs[idx] } else { self.slots.0[idx - N_PAIR_NUMBERS] }
    }

    /// Returns the bins of what texts share; empty ones are 0.
    pub(super) fn bins(&self) -> [u8; N_BINS] {
        let mut bins = [0; N_BINS];
        for (bytes, number) in bins.as_chunks_mut().0.iter_mut().zip(self.pairs) {
            *bytes = number.to_le_bytes();
        }
        bins
    }

    /// Returns an estimate of how much the texts share of everything in either of them: 0 nothing,
    /// 1 all.
    pub fn resemblance(&self, other: &Sketch) -> f32 {
        const BY_CHANCE: f32 = 1.0 / 255.0;
        let (n_equal, n_filled) = equal_bins(&self.pairs, &other.pairs);
        let equal = n_equal as f32 / n_filled.max(1) as f32;
        ((equal - BY_CHANCE) / (1.0 - BY_CHANCE)).max(0.0)
    }

    /// Returns the resemblance of two texts that may be copies: 0 if their names and figures show
    /// that they fill one form differently.
    pub(super) fn likeness(&self, other: &Sketch) -> f32 {
        let resemblance = self.resemblance(other);
        if self.fills_otherwise(other, resemblance) { 0.0 } else { resemblance }
    }

    /// Returns whether names and figures show that two texts of this resemblance fill one form
    /// differently.
    pub(super) fn fills_otherwise(&self, other: &Sketch, resemblance: f32) -> bool {
        let [names, figures] = self.slots.compare(&other.slots);
        let is_over = |n_different: u32, n_places: u32, max_share: f32| {
            n_different >= MIN_DIFFERENT && n_different as f32 > max_share * n_places as f32
        };
        // A pair of neighbours stays the same if both words do.
        let changed_words = 1.0 - (2.0 * resemblance / (1.0 + resemblance)).sqrt();
        let max_share = MAX_DIFFERENT.max(MAX_EXCESS * changed_words);
        is_over(names.n_different + figures.n_different, names.n_places + figures.n_places, max_share)
            || is_over(figures.n_different, figures.n_places, MAX_DIFFERENT_FIGURES)
    }
}

/// Returns how many bins are equal, and how many are filled in one or the other, of some numbers of two sketches.
pub(super) fn equal_bins(one: &[u64], other: &[u64]) -> (u32, u32) {
    one.iter().zip(other).fold((0, 0), |(n_equal, n_filled), (one, other)| {
        let filled = nonzero_bytes(one | other);
        let equal = filled & !nonzero_bytes(one ^ other);
        (n_equal + equal.count_ones(), n_filled + filled.count_ones())
    })
}

/// Returns the bytes of `n` bins from `first` on, at most eight, as one number; empty bins are 0. The numbers of a sketch are given by their
/// place.
#[inline]
pub(super) fn bins(number: impl Fn(usize) -> u64, first: usize, n: usize) -> u64 {
    let bin = |idx: usize| (number(idx / 8) >> (8 * (idx % 8))) & 0xff;
    (first..first + n).fold(0, |bins, idx| (bins << 8) | bin(idx))
}

/// Builds the sketch of a text from its words.
#[derive(Debug)]
pub struct SketchBuilder {
    smallest: [u64; N_BINS],
    last_word: Option<u64>,
    slots: SlotsBuilder,
}

impl Default for SketchBuilder {
    fn default() -> SketchBuilder {
        SketchBuilder { smallest: [u64::MAX; N_BINS], last_word: None, slots: SlotsBuilder::default() }
    }
}

impl SketchBuilder {
    /// Adds the next word of the text. `begins_sentence` tells whether a capital letter makes it no
    /// name.
    pub fn push(&mut self, token: &Token<'_>, begins_sentence: bool) {
        let word = token.exact;
        let hash = fnv(beginning(word));
        if let Some(last) = self.last_word.replace(hash) {
            let pair = mixed(last.rotate_left(23) ^ hash);
            let bin = &mut self.smallest[(pair >> (u64::BITS - N_BINS.ilog2())) as usize];
            *bin = pair.min(*bin);
        }
        if word.starts_with(char::is_numeric) {
            self.slots.push_filling(Kind::Figure, fnv(word.as_bytes()));
        } else if token.capitals() != Capitals::None && !begins_sentence {
            self.slots.push_filling(Kind::Name, hash);
        } else {
            self.slots.push_word(hash);
        }
    }

    /// Returns the sketch; `None` if the text is too short for one.
    pub fn finish(self) -> Option<Sketch> {
        // The last bits of the smallest hash carry more information than its first.
        let byte = |smallest: &u64| if *smallest == u64::MAX { 0 } else { 1 + (*smallest % 255) as u8 };
        let bytes: Vec<u8> = self.smallest.iter().map(byte).collect();
        let n_filled = bytes.iter().filter(|byte| **byte != 0).count() as u32;
        let mut pairs = [0; N_PAIR_NUMBERS];
        for (number, bytes) in pairs.iter_mut().zip(bytes.as_chunks().0) {
            *number = u64::from_le_bytes(*bytes);
        }
        (n_filled >= MIN_FILLED).then(|| Sketch { pairs, slots: self.slots.finish() })
    }
}

/// Returns the first letters of a word.
fn beginning(word: &str) -> &[u8] {
    match word.as_bytes().first_chunk::<N_LETTERS>() {
        Some(letters) if letters.is_ascii() => letters,
        _ => &word.as_bytes()[..word.char_indices().nth(N_LETTERS).map_or(word.len(), |(end, _)| end)],
    }
}

/// FNV-1a (Fowler, Noll and Vo), which is fast for a few bytes.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::analysis::tokens;

    pub(crate) fn sketch(text: &str) -> Option<Sketch> {
        let mut builder = SketchBuilder::default();
        tokens(text, |token| builder.push(&token, false));
        builder.finish()
    }

    /// Generates a text whose words no other seed has.
    pub(crate) fn text(seed: u64, n_words: u64) -> String {
        let word = |n: u64| format!("{:03x}", mixed(seed * 1_000_003 + n) % 4096);
        (0..n_words).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_resemble_each_other_as_much_as_they_have_in_common() {
        for n_common in [0, 100, 250, 400, 500] {
            let mut errors = Vec::new();
            for seed in 0..20 {
                let common = text(3 * seed, n_common);
                let rest = |seed| text(seed, 500 - n_common);
                let (one, other) = (format!("{common} {}", rest(3 * seed + 1)), format!("{common} {}", rest(3 * seed + 2)));
                let resemblance = sketch(&one).unwrap().resemblance(&sketch(&other).unwrap());
                errors.push(resemblance - n_common as f32 / (1000 - n_common) as f32);
            }
            let mean = errors.iter().sum::<f32>() / errors.len() as f32;
            assert!(mean.abs() < 0.03, "{n_common}: {mean}");
            // Three times the error that the number of bins makes likely.
            assert!(errors.iter().all(|error| error.abs() < 0.14), "{n_common}: {errors:?}");
        }
    }

    #[test]
    fn endings_and_slips_behind_the_third_letter_do_not_count() {
        let one = sketch("the committees were voting against several amendments on tuesday evening in haste");
        assert!(one.is_some());
        assert_eq!(sketch("the comnnittee were votine againft severol amendment on tuefday eve in hast"), one);
    }

    #[test]
    fn another_filling_of_a_form_is_not_like_it() {
        let form = |[place, next, size, miles, depth, hour]: [&str; 6]| {
            format!(
                "a quake of {size} points was reported at {hour} by the survey {miles} miles from {place}. it occurred at a \
                 depth of {depth} miles and was felt in {next} too. did you feel this quake? consider reporting what you felt to \
                 the survey. find out what to do before and during a quake."
            )
        };
        let of = |text: &str| sketch(text).unwrap();
        let one = form(["Velmar", "Oston", "4.5", "12", "8", "3:10"]);
        let other = of(&form(["Torbaton", "Halgaley", "5.1", "31", "14", "11:45"]));
        assert!(of(&one).resemblance(&other) > 0.5);
        assert_eq!(of(&one).likeness(&other), 0.0);
        // Brought up to date, and cut.
        let later = of(&form(["Velmar", "Oston", "4.7", "12", "9", "3:10"]));
        assert!(of(&one).likeness(&later) > 0.5);
        assert!(of(&one).likeness(&of(&one[..one.find(" find out").unwrap()])) > 0.5);
    }

    #[test]
    fn short_texts_have_none_and_numbers_come_back() {
        assert_eq!(sketch("no comment was available"), None);
        assert_eq!(sketch(""), None);
        let sketch = sketch(&text(1, 100)).unwrap();
        let numbers: Vec<u64> = sketch.numbers().collect();
        assert_eq!(Sketch::from_numbers(numbers.try_into().unwrap()), sketch);
    }
}
