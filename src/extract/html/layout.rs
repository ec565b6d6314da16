//! The headings and the long words of a page: what a block stands below, and what it is about (`surroundings`).

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::blocks::{Blocks, Kind, LINE_BREAK};

/// The headings and the long words of a page.
pub(super) struct Layout {
    /// The last heading before each block.
    headings: Vec<Option<usize>>,
    /// The long words of the blocks, and where those of each block end.
    words: Vec<u32>,
    word_ends: Vec<usize>,
}

impl Layout {
    pub(super) fn new(page: &Blocks) -> Layout {
        let mut layout = Layout { headings: Vec::with_capacity(page.blocks.len()), words: Vec::new(), word_ends: Vec::new() };
        let mut heading = None;
        for (idx, block) in page.blocks.iter().enumerate() {
            layout.headings.push(heading);
            if matches!(page.elements[block.holder].kind, Kind::MainHeading | Kind::Heading) {
                heading = Some(idx);
            }
            layout.words.extend(long_words(&block.text));
            layout.word_ends.push(layout.words.len());
        }
        layout
    }

    /// The long words of a block.
    pub(super) fn words(&self, idx: usize) -> &[u32] {
        let start = idx.checked_sub(1).map_or(0, |before| self.word_ends[before]);
        &self.words[start..self.word_ends[idx]]
    }

    /// The last heading before a block.
    pub(super) fn heading(&self, idx: usize) -> Option<usize> {
        self.headings[idx]
    }
}

/// Returns the last character of a text before closing marks and space.
fn last(text: &str) -> char {
    let is_closing = |c: char| c.is_whitespace() || matches!(c, '"' | '”' | '»' | '“' | '\'' | '’' | ')' | '」' | LINE_BREAK);
    text.trim_end_matches(is_closing).chars().next_back().unwrap_or(' ')
}

/// Returns whether a text ends a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    ".!?。…！？".contains(last(text))
}

/// Returns hashes of the words of `text` that are long enough to have a meaning.
fn long_words(text: &str) -> impl Iterator<Item = u32> {
    const MIN_BYTES: usize = 6;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= MIN_BYTES);
    words.map(|word| {
        let mut hasher = FxHasher::default();
        if word.is_ascii() {
            // The lower-case bit; other signs do not occur in words.
            for bytes in word.as_bytes().chunks(8) {
                hasher.write_u64(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(byte | 0x20)));
            }
        } else {
            word.chars().flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(u32::from(c)));
        }
        (hasher.finish() >> 32) as u32
    })
}
