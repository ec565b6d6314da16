//! Whether two texts are the same, judged by windows of sixteen characters. A text that was copied
//! and slightly changed keeps most of them.

use std::hash::{Hash, Hasher};

/// How many windows of a text another text contains.
#[derive(Debug, Default)]
pub(super) struct Shares {
    pub(super) n: usize,
    pub(super) n_held: usize,
}

impl Shares {
    /// Counts the windows of `text`, and those for which `is_held` returns true.
    pub(super) fn of(text: &str, mut is_held: impl FnMut(u64) -> bool) -> Shares {
        let mut shares = Shares::default();
        for window in windows(text) {
            shares.n += 1;
            shares.n_held += usize::from(is_held(window));
        }
        shares
    }
}

/// Maximum number of windows of a page that are remembered. The longest live blogs have a million
/// characters; eight million windows took 130 MB and most of the time of their page.
pub(super) const MAX_WINDOWS: usize = 1 << 20;

/// Returns a hash of each run of [`WINDOW_CHARS`] characters of `text`; of the first
/// [`MAX_WINDOWS`] runs if there are more.
pub(super) fn windows(text: &str) -> impl Iterator<Item = u64> {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let leaving_factor = (0..WINDOW_CHARS).fold(1_u64, |power, _| power.wrapping_mul(FACTOR));
    let mut leaving = text.chars();
    let mut hash = 0_u64;
    let hashes = text.chars().enumerate().filter_map(move |(idx, c)| {
        hash = hash.wrapping_mul(FACTOR).wrapping_add(u64::from(c) + 1);
        if idx >= WINDOW_CHARS {
            let gone = u64::from(leaving.next()?) + 1;
            hash = hash.wrapping_sub(gone.wrapping_mul(leaving_factor));
        }
        (idx + 1 >= WINDOW_CHARS).then_some(hash)
    });
    hashes.take(MAX_WINDOWS)
}

/// Returns the maximum number of windows in `text`.
pub(super) fn max_windows(text: &str) -> usize {
    (text.len() + 1).saturating_sub(WINDOW_CHARS)
}

/// About three words, which is enough to recognise a text.
const WINDOW_CHARS: usize = 16;

/// Returns a hash of the whole of `text`.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_told_apart_by_their_characters_alone() {
        let of = |text: &str| windows(text).collect::<Vec<u64>>();
        assert_eq!(of("xxabcdefghijklmnop")[2], of("abcdefghijklmnop")[0]);
        assert_ne!(of("abcdefghijklmnop"), of("abcdefghijklmnoq"));
        assert!(of("short").is_empty());
    }

    #[test]
    fn a_text_has_a_bounded_number_of_windows() {
        assert_eq!(windows(&"x".repeat(MAX_WINDOWS + WINDOW_CHARS - 1)).count(), MAX_WINDOWS);
        assert_eq!(windows(&"x".repeat(MAX_WINDOWS + WINDOW_CHARS)).count(), MAX_WINDOWS);
    }
}
