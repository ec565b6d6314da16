//! A stated date cut into numbers, words and marks.

use crate::analysis::fold;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Whether it follows the piece before it without white space.
    pub(super) is_glued: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits of any script: their value, and how many they are.
    Number(u64, usize),
    /// Letters, folded, and whether all of them are capitals.
    Word(String, bool),
    Mark(char),
}

/// Maximum number of pieces. A stated date has some twenty.
const MAX_TOKENS: usize = 64;

/// Returns the pieces of `text`; `None` if there are more than a date has.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = text.chars().peekable();
    let mut is_glued = false;
    while let Some(c) = chars.next() {
        if c.is_whitespace() || c.is_control() {
            is_glued = false;
            continue;
        }
        // Marks of writing direction, and what only hints at line breaks.
        if matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}') {
            continue;
        }
        if tokens.len() == MAX_TOKENS {
            return None;
        }
        let kind = if let Some(digit) = digit(c) {
            let (mut value, mut n_digits) = (u64::from(digit), 1);
            while let Some(digit) = chars.peek().copied().and_then(self::digit) {
                value = value.saturating_mul(10).saturating_add(u64::from(digit));
                n_digits += 1;
                chars.next();
            }
            Kind::Number(value, n_digits)
        } else if c.is_alphabetic() {
            let mut word = String::from(c);
            // A Han character is a word by itself: `年`.
            while let Some(next) = chars.peek().copied().filter(|next| is_letter(*next) && !is_han(*next) && !is_han(c)) {
                word.push(next);
                chars.next();
            }
            let is_capitals = word.chars().all(char::is_uppercase);
            // Folding takes Korean syllables apart.
            let is_korean = word.chars().any(|c| matches!(c, '\u{ac00}'..='\u{d7af}'));
            Kind::Word(if is_korean { word } else { fold(&word) }, is_capitals)
        } else {
            Kind::Mark(match c {
                '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
                '’' | 'ʼ' | '`' => '\'',
                '／' | '⁄' => '/',
                '：' => ':',
                '．' => '.',
                '，' | '،' | '、' => ',',
                other => other,
            })
        };
        tokens.push(Token { kind, is_glued });
        is_glued = true;
    }
    // Thailand counts the years from the death of the Buddha.
    const BUDDHIST: std::ops::RangeInclusive<u64> = 2443..=2643;
    if text.contains(|c: char| matches!(c, '\u{e01}'..='\u{e4e}')) {
        for token in &mut tokens {
            if let Kind::Number(year, 4) = &mut token.kind
                && BUDDHIST.contains(year)
            {
                *year -= 543;
            }
        }
    }
    Some(tokens)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Vowel signs of Indic scripts and points of Hebrew are parts of words.
fn is_letter(c: char) -> bool {
    (c.is_alphabetic() && digit(c).is_none()) || unicode_normalization::char::is_combining_mark(c)
}

/// Returns the value of a digit of any script in which newspapers write dates.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{9e6}'..='\u{9ef}' => '\u{9e6}',
        '\u{e50}'..='\u{e59}' => '\u{e50}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

/// Pieces of a date, asked by their place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pieces<'t>(pub(super) &'t [Token]);

impl<'t> Pieces<'t> {
    pub(super) fn len(self) -> usize {
        self.0.len()
    }

    /// Returns the value of the number at `at` and its count of digits.
    pub(super) fn number(self, at: usize) -> Option<(u64, usize)> {
        match self.0.get(at)?.kind {
            Kind::Number(value, n_digits) => Some((value, n_digits)),
            _ => None,
        }
    }

    /// Returns the value of the number at `at` if it has at most two digits.
    pub(super) fn small(self, at: usize) -> Option<u8> {
        self.number(at).filter(|(_, n_digits)| *n_digits <= 2).and_then(|(value, _)| u8::try_from(value).ok())
    }

    /// Returns the year at `at`, in four digits.
    pub(super) fn year(self, at: usize) -> Option<i16> {
        let (value, n_digits) = self.number(at)?;
        (n_digits == 4).then(|| i16::try_from(value).ok())?
    }

    pub(super) fn word(self, at: usize) -> Option<&'t str> {
        match &self.0.get(at)?.kind {
            Kind::Word(word, _) => Some(word),
            _ => None,
        }
    }

    /// Returns whether the piece at `at` is a word in capitals.
    pub(super) fn is_capitals(self, at: usize) -> bool {
        matches!(self.0.get(at), Some(Token { kind: Kind::Word(_, true), .. }))
    }

    pub(super) fn mark(self, at: usize) -> Option<char> {
        match self.0.get(at)?.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(super) fn is_mark(self, at: usize, mark: char) -> bool {
        self.mark(at) == Some(mark)
    }

    pub(super) fn is_word(self, at: usize, words: &[&str]) -> bool {
        self.word(at).is_some_and(|word| words.contains(&word))
    }

    pub(super) fn is_glued(self, at: usize) -> bool {
        self.0.get(at).is_some_and(|token| token.is_glued)
    }
}
