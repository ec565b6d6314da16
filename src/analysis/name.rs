//! Whether a capital says that a word is a name.
//!
//! Capitals of headlines and of beginnings say nothing. So a word counts as a name only within a line that is otherwise in small letters.

use crate::span::Span;

/// How many words on each side are looked at.
const N_NEAR: usize = 4;

/// Words of four letters or more that have small letters in headlines.
const SMALL_IN_HEADLINES: [&str; 16] = [
    "amid", "from", "into", "like", "near", "onto", "over", "past", "than", "till", "unto", "upon", "with", "after", "about",
    "under",
];

/// Returns whether the word at `span`, which has a capital letter, stands within a sentence in small letters: behind a small letter or a
/// comma, before a sign or another small letter, and with a longer word in small letters near it.
pub(super) fn is_within_sentence(text: &str, span: Span) -> bool {
    let (before, after) = (&text.as_bytes()[..span.start], &text.as_bytes()[span.end..]);
    let last = before.strip_suffix(b" ").and_then(|before| before.last());
    let is_behind_small = last.is_some_and(|byte| matches!(byte, b'a'..=b'z' | b',' | 0x80..));
    let is_before_small = match after {
        [b' ', next, ..] => matches!(next, b'a'..=b'z' | b'(' | b'0'..=b'9' | 0x80..),
        [sign, ..] => *sign != b'\n' && *sign != b'\r',
        [] => false,
    };
    is_behind_small
        && is_before_small
        && (words_before(before).take(N_NEAR).any(is_small) || words_after(after).take(N_NEAR).any(is_small))
}

fn is_small(word: &[u8]) -> bool {
    word.len() >= 4
        && word.iter().all(|byte| !byte.is_ascii_uppercase())
        && !SMALL_IN_HEADLINES.iter().any(|small| small.as_bytes() == word)
}

fn is_letter(byte: &u8) -> bool {
    byte.is_ascii_alphabetic() || !byte.is_ascii()
}

/// Returns the words of the line before, the nearest first.
fn words_before(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.iter().rposition(|byte| is_letter(byte) || *byte == b'\n').filter(|at| rest[*at] != b'\n')? + 1;
        let start = rest[..end].iter().rposition(|byte| !is_letter(byte)).map_or(0, |at| at + 1);
        let word = &rest[start..end];
        rest = &rest[..start];
        Some(word)
    })
}

/// Returns the words of the line behind, the nearest first.
fn words_after(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.iter().position(|byte| is_letter(byte) || *byte == b'\n').filter(|at| rest[*at] != b'\n')?;
        let end = rest[start..].iter().position(|byte| !is_letter(byte)).map_or(rest.len(), |length| start + length);
        let word = &rest[start..end];
        rest = &rest[end..];
        Some(word)
    })
}
