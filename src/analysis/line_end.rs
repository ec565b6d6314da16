//! Words that a line end parts: `infor-` and `mation`.
//!
//! Old papers part words at line ends, and the readers of their pages keep the lines. Such a word is
//! one token, and its span holds both parts, the hyphen and the line end. Nothing is rewritten.
//!
//! A hyphen at a line end can also be that of a compound: `well-` and `known`. The text itself
//! decides: if it has `well-known` elsewhere, and `wellknown` nowhere, the hyphen stays, and the
//! parts are two words. Only a stretch of the text is asked, so that a word can be read anew from
//! the middle of a long text.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use unicode_normalization::char::is_combining_mark;

use super::fold::fold;
use crate::span::Span;

/// Length in bytes of the stretches of a text that decide about their hyphens.
const STRETCH_BYTES: usize = 64 << 10;

/// Maximum number of white space characters at a line end, with an empty line and the sign of a new
/// page.
const MAX_GAP_CHARS: usize = 24;

/// Finds the rest of words that line ends part. One for each text.
#[derive(Debug, Default)]
pub(super) struct LineEnds {
    /// The stretch that was read last.
    stretch: Option<usize>,
    /// The hashes of its compounds whose hyphen stays, ascending.
    compounds: Vec<u64>,
}

impl LineEnds {
    /// Returns where the rest of the word begins whose last part stands from `start` to `end`. `None`
    /// if no line end parts the word there.
    pub(super) fn rest(&mut self, text: &str, start: usize, end: usize) -> Option<usize> {
        let part = text.get(start..end)?;
        let is_soft = part.ends_with(SOFT_HYPHEN);
        let hyphen = if is_soft { SOFT_HYPHEN } else { text[end..].chars().next().filter(|sign| is_hyphen(*sign))? };
        let part = part.trim_end_matches(SOFT_HYPHEN);
        let rest = after_line_end(text, if is_soft { end } else { end + hyphen.len_utf8() })?;
        if !part.ends_with(char::is_alphabetic) {
            return None;
        }
        // The other signs stand for nothing else at a line end.
        let is_parted = hyphen != '-' || !(is_in_chain(text, start, part, rest) || self.is_compound(text, end, part, rest));
        is_parted.then_some(rest)
    }

    /// Returns whether the stretch of the text that holds `end` has the two parts as a compound
    /// elsewhere.
    fn is_compound(&mut self, text: &str, end: usize, part: &str, rest: usize) -> bool {
        let stretch = end / STRETCH_BYTES;
        if self.stretch != Some(stretch) {
            let from = text.floor_char_boundary(stretch * STRETCH_BYTES);
            let to = text.floor_char_boundary((stretch + 1) * STRETCH_BYTES);
            (self.stretch, self.compounds) = (Some(stretch), compounds(&text[from..to]));
        }
        !self.compounds.is_empty() && self.compounds.binary_search(&hash_of(&[part, first_word(&text[rest..])])).is_ok()
    }
}

/// Returns the white space between the parts of each word that a line end parts, in order. Compounds
/// are not told from other words.
pub fn line_ends(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for line_end in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let before = text[..line_end].trim_end();
        let is_part = before
            .strip_suffix(|sign| sign == SOFT_HYPHEN || is_hyphen(sign))
            .is_some_and(|part| part.ends_with(char::is_alphabetic));
        if is_part && found.last().is_none_or(|last| last.end < before.len()) {
            found.extend(after_line_end(text, before.len()).map(|rest| Span::new(before.len(), rest)));
        }
    }
    found
}

/// A text with each word in one piece that a line end parts.
#[derive(Debug)]
pub struct Joined {
    /// The text.
    pub text: String,
    /// Where it was joined, ascending, and how many bytes were left out up to there.
    joints: Vec<(usize, usize)>,
}

impl Joined {
    /// Joins the words of a text. `None` if no line end parts a word. Compounds are not told from other words.
    pub fn of(text: &str) -> Option<Joined> {
        let gaps = line_ends(text);
        if gaps.is_empty() {
            return None;
        }
        let mut joined = Joined { text: String::with_capacity(text.len()), joints: Vec::with_capacity(gaps.len()) };
        let mut at = 0;
        for gap in gaps {
            let part = &text[at..gap.start];
            joined.text.push_str(part.char_indices().next_back().map_or(part, |(hyphen, _)| &part[..hyphen]));
            joined.joints.push((joined.text.len(), gap.end - joined.text.len()));
            at = gap.end;
        }
        joined.text.push_str(&text[at..]);
        Some(joined)
    }

    /// Returns the span in the text as it was.
    pub fn span_before(&self, span: Span) -> Span {
        let n_left_out = |n_joints: usize| n_joints.checked_sub(1).map_or(0, |last| self.joints[last].1);
        let start = span.start + n_left_out(self.joints.partition_point(|(at, _)| *at <= span.start));
        let end = span.end + n_left_out(self.joints.partition_point(|(at, _)| *at < span.end));
        Span::new(start.min(end), end)
    }
}

/// Minimum length in bytes of a word that can be a compound written as one.
const MIN_COMPOUND_BYTES: usize = 2;

const SOFT_HYPHEN: char = '\u{ad}';

/// Returns whether a sign at a line end can part a word. `¬` and `=` are the hyphens of some readers
/// of pages and of old German print.
pub(super) fn is_hyphen(sign: char) -> bool {
    matches!(sign, '-' | '\u{2010}' | '¬' | '=' | '⸗')
}

/// Returns where the next line begins, if only white space comes before its end, and it goes on with
/// a small letter.
fn after_line_end(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let mut is_next_line = false;
    for (offset, letter) in rest.char_indices().take(MAX_GAP_CHARS) {
        if !letter.is_whitespace() {
            return (is_next_line && letter.is_lowercase()).then_some(at + offset);
        }
        is_next_line |= letter == '\n';
    }
    None
}

/// Small words inside compounds of three words: `brother-in-law`, `out-of-date`.
const LINKS: [&str; 14] = ["in", "of", "to", "the", "at", "by", "and", "de", "du", "la", "en", "sur", "und", "von"];

/// Returns whether the hyphen is one of several in a compound, or parts a single capital from its
/// word, as in `U-boat`.
fn is_in_chain(text: &str, start: usize, part: &str, rest: usize) -> bool {
    let is_link = |word: &str| LINKS.iter().any(|link| link.eq_ignore_ascii_case(word));
    let next = first_word(&text[rest..]);
    let after = text[rest + next.len()..].strip_prefix('-');
    let before = text[..start].strip_suffix('-');
    let mut letters = part.chars();
    (is_link(next) && after.is_some_and(|after| after.starts_with(char::is_alphanumeric)))
        || (is_link(part) && before.is_some_and(|before| before.ends_with(char::is_alphanumeric)))
        || (letters.next().is_some_and(char::is_uppercase) && letters.next().is_none())
}

/// Returns the hashes of the compounds that a line end parts in a text, and that the text has also
/// within a line, but nowhere as one word. Ascending.
fn compounds(text: &str) -> Vec<u64> {
    let (mut within, mut parted) = (Vec::new(), Vec::new());
    for hyphen in memchr::memchr_iter(b'-', text.as_bytes()) {
        let part = last_word(&text[..hyphen]);
        let next = hyphen + 1;
        if part.is_empty() {
            continue;
        }
        let word = first_word(&text[next..]);
        if !word.is_empty() {
            within.push(hash_of(&[part, word]));
        } else if let Some(rest) = after_line_end(text, next) {
            parted.push(hash_of(&[part, first_word(&text[rest..])]));
        }
    }
    parted.sort_unstable();
    within.retain(|compound| parted.binary_search(compound).is_ok());
    within.sort_unstable();
    within.dedup();
    if !within.is_empty() {
        let mut whole: Vec<u64> = Vec::new();
        let mut add = |word: &str| {
            let hash = hash_of(&[word]);
            if within.binary_search(&hash).is_ok() {
                whole.push(hash);
            }
        };
        // Most words are of ASCII letters, of which no character has to be looked up.
        for word in text.as_bytes().split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric()) {
            match std::str::from_utf8(word) {
                Ok(word) if word.len() < MIN_COMPOUND_BYTES => {}
                Ok(word) if word.is_ascii() => add(word),
                Ok(word) => word.split(|letter| !is_letter(letter)).filter(|word| !word.is_empty()).for_each(&mut add),
                Err(_) => {}
            }
        }
        whole.sort_unstable();
        within.retain(|compound| whole.binary_search(compound).is_err());
    }
    within
}

fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == SOFT_HYPHEN || is_combining_mark(letter)
}

fn first_word(text: &str) -> &str {
    &text[..text.find(|letter| !is_letter(letter)).unwrap_or(text.len())]
}

fn last_word(text: &str) -> &str {
    text.rsplit(|letter| !is_letter(letter)).next().unwrap_or("")
}

/// Returns a number for the word that the parts make. Other words hardly ever have the same.
fn hash_of(parts: &[&str]) -> u64 {
    let mut hasher = FxHasher::default();
    for part in parts {
        if part.is_ascii() {
            part.bytes().for_each(|byte| hasher.write_u8(byte.to_ascii_lowercase()));
        } else {
            fold(part).bytes().for_each(|byte| hasher.write_u8(byte));
        }
    }
    hasher.finish()
}
