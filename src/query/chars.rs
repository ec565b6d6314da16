//! The typed text as the parser sees it: its visible characters, where each stands, and what each
//! may be.
//!
//! Invisible characters are left out, so no rule needs to know of zero-width spaces in pasted text.
//! Places are indices into the visible characters; [`Typed::span`] turns them into bytes of the
//! typed text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::span::Span;

/// The typed text and its visible characters.
pub(super) struct Typed<'t> {
    text: &'t str,
    chars: Vec<Char>,
    /// The last single mark that may close a phrase. An opening mark behind it has no partner to
    /// look for, which keeps the search linear.
    last_single_close: Option<usize>,
}

struct Char {
    c: char,
    span: Span,
}

impl<'t> Typed<'t> {
    /// Reads the visible characters of `text`, each in its composed form (a Kelvin sign is a K).
    pub(super) fn new(text: &'t str) -> Typed<'t> {
        let mut chars = Vec::with_capacity(text.len());
        for (start, c) in text.char_indices().filter(|(_, c)| !is_invisible(*c)) {
            let span = Span::new(start, start + c.len_utf8());
            chars.extend(std::iter::once(c).nfc().map(|c| Char { c, span }));
        }
        // The mark within a Hebrew abbreviation (`צה"ל`) is no mark of a phrase.
        for at in 1..chars.len().saturating_sub(1) {
            if matches!(chars[at].c, '"' | '”') && is_hebrew(chars[at - 1].c) && is_hebrew(chars[at + 1].c) {
                chars[at].c = '״';
            }
        }
        let mut typed = Typed { text, chars, last_single_close: None };
        typed.last_single_close = (0..typed.len()).rev().find(|at| typed.is_single_close(*at));
        typed
    }

    /// Returns the number of visible characters, which is also the place of the end.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Returns the character at a place; `None` at the end.
    pub(super) fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|char| char.c)
    }

    /// Returns whether the character at a place passes `asked`.
    pub(super) fn is(&self, at: usize, asked: impl Fn(char) -> bool) -> bool {
        self.get(at).is_some_and(asked)
    }

    /// Returns the bytes from `start` up to `end`; empty at the end of the text if `start` is the
    /// end.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let Some(first) = self.chars.get(start) else { return Span::new(self.text.len(), self.text.len()) };
        let last = end.checked_sub(1).and_then(|last| self.chars.get(last));
        Span::new(first.span.start, last.map_or(first.span.start, |last| last.span.end))
    }

    /// Returns the typed text from `start` up to `end`, character for character.
    pub(super) fn raw(&self, start: usize, end: usize) -> &'t str {
        self.text.get(self.span(start, end).start..self.span(start, end).end).unwrap_or("")
    }

    /// Returns the typed text between two marks, character for character.
    pub(super) fn raw_between(&self, open: usize, close: usize) -> &'t str {
        self.text.get(self.span(open, open + 1).end..self.span(close, close + 1).start).unwrap_or("")
    }

    /// Returns the visible characters from `start` up to `end`, composed (NFC).
    pub(super) fn text(&self, start: usize, end: usize) -> String {
        self.between(start, end).nfc().collect()
    }

    /// Returns the visible characters from `start` up to `end`.
    pub(super) fn between(&self, start: usize, end: usize) -> impl DoubleEndedIterator<Item = char> + Clone + '_ {
        self.chars.get(start..end).unwrap_or(&[]).iter().map(|char| char.c)
    }

    /// Returns the first place from `start` on whose character passes `asked`; the end if there is
    /// none.
    pub(super) fn find(&self, start: usize, asked: impl Fn(char) -> bool) -> usize {
        (start..self.len()).find(|at| self.is(*at, &asked)).unwrap_or(self.len())
    }

    /// Returns the first place from `start` on and before `end` whose character passes `asked`;
    /// `end` if there is none.
    pub(super) fn find_before(&self, start: usize, end: usize, asked: impl Fn(char) -> bool) -> usize {
        (start..end).find(|at| self.is(*at, &asked)).unwrap_or(end)
    }

    /// Returns the end of the run of characters that begins at `start` and holds no white space, parenthesis or double mark. A space within
    /// initials (`J. K.`), and one that groups the digits of a number (`1 000`), does not end it, as it ends no word of an article.
    pub(super) fn token_end(&self, start: usize) -> usize {
        let mut end = self.run_end(start);
        while self.is_joined_by_space(start, end) {
            end = self.run_end(end + 1);
        }
        end
    }

    fn run_end(&self, start: usize) -> usize {
        self.find(start, |c| is_space(c) || is_open(c) || is_close(c) || is_mark(c))
    }

    fn is_joined_by_space(&self, start: usize, space: usize) -> bool {
        let is_point = |at| self.is(at, |c| c == '.');
        let is_initial = |at| self.is(at, char::is_uppercase) && is_point(at + 1);
        let is_digit = |at| self.is(at, |c| c.is_ascii_digit());
        match self.get(space) {
            Some(' ' | '\u{a0}') if space >= start + 2 && is_initial(space - 2) => {
                let before = (space > start + 2).then(|| space - 3);
                is_initial(space + 1) && before.is_none_or(|at| is_point(at) || self.is(at, is_space))
            }
            Some('\u{a0}' | '\u{202f}' | '\u{2009}') => {
                let is_number = |c: char| c.is_ascii_digit() || is_space(c);
                (space + 1..=space + 3).all(is_digit) && !is_digit(space + 4) && self.between(start, space).all(is_number)
            }
            _ => false,
        }
    }

    /// Returns whether there is a letter or digit from `start` up to `end`.
    pub(super) fn holds_word(&self, start: usize, end: usize) -> bool {
        self.between(start, end).any(char::is_alphanumeric)
    }

    /// Returns the place of the mark that closes the double mark at `open`.
    pub(super) fn mark_close(&self, open: usize) -> Option<usize> {
        let closers = Some(closers(self.get(open)?)).filter(|closers| !closers.is_empty())?;
        Some(self.find(open + 1, |c| closers.contains(&c))).filter(|close| *close < self.len())
    }

    /// Returns the place of the mark that closes the single mark at `open`. `None` if there is no
    /// single mark, or if it opens nothing: the `'` of `'tis` and of `'90s`.
    pub(super) fn single_close(&self, open: usize) -> Option<usize> {
        if !self.is(open, is_single_mark) || !self.is(open + 1, |c| !is_space(c)) || self.last_single_close? <= open {
            return None;
        }
        (open + 1..self.len()).find(|at| self.is_single_close(*at))
    }

    /// A single mark closes where a word ends: “the bosses’ pay” looks the same as the end of a phrase, but `O’Brien` can.
    fn is_single_close(&self, at: usize) -> bool {
        let ends_word = |c| is_space(c) || is_close(c) || matches!(c, '~' | ',' | '.' | ';' | ':' | '?' | '!');
        let is_behind_text = at.checked_sub(1).is_some_and(|before| self.is(before, |c| !is_space(c)));
        is_behind_text && self.is(at, is_single_mark) && self.get(at + 1).is_none_or(ends_word)
    }
}

/// Zero-width and direction characters, soft hyphens and variation selectors. They come with pasted
/// text and are never meant.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
        || matches!(c, '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Returns whether a text prints on one line as it is: no control characters, line ends, invisible
/// characters or changes of direction.
pub fn is_printable(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// White space of every kind, including no-break spaces and control characters.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

pub(super) fn is_open(c: char) -> bool {
    matches!(c, '(' | '\u{FF08}')
}

pub(super) fn is_close(c: char) -> bool {
    matches!(c, ')' | '\u{FF09}')
}

/// Double quotation marks, which stand for a phrase wherever they are.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '\u{FF02}' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』')
}

/// Single quotation marks, which are apostrophes more often than not.
pub(super) fn is_single_mark(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‚' | '‛' | '\u{FF07}')
}

/// The marks that close a phrase. `“` closes too, as in „Wort“; `„` never does.
fn closers(open: char) -> &'static [char] {
    match open {
        '"' | '“' | '”' | '„' | '‟' | '\u{FF02}' => &['"', '“', '”', '‟', '\u{FF02}'],
        '«' | '»' => &['«', '»'],
        '‹' | '›' => &['‹', '›'],
        '「' => &['」'],
        '『' => &['』'],
        _ => &[],
    }
}

/// Pairs of marks to print a text in, each with the mark that must not stand in that text.
pub(super) const PRINTED_MARKS: [(char, char); 5] = [('"', '"'), ('«', '»'), ('‹', '›'), ('「', '」'), ('『', '』')];

/// Returns whether a text between a pair of [`PRINTED_MARKS`] is read back whole.
pub(super) fn fits_between(text: &str, open: char) -> bool {
    !text.contains(closers(open))
}

/// Letters, digits and the marks on them.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}' | '\u{5d0}'..='\u{5ea}')
}

/// Hyphens and dashes other than `-`, which word processors put in its place.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Punctuation that surrounds words in running text. It is removed from their ends silently, unlike
/// signs (`$`, `%`, `#`).
pub(super) fn is_punctuation(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | '-' | '/' | '[' | ']' | '{' | '}' | '`' | '´' | '…' | '·' | '¡' | '¿')
        || is_single_mark(c)
        || is_dash(c)
        || matches!(c, '\u{2026}' | '\u{2027}' | '\u{2032}'..='\u{2037}' | '\u{203C}'..='\u{203D}' | '\u{2047}'..='\u{2049}')
        || matches!(c, '\u{37E}' | '\u{387}' | '\u{55A}'..='\u{55F}' | '\u{589}' | '\u{58A}' | '\u{5BE}' | '\u{5F3}' | '\u{5F4}')
        || matches!(c, '\u{60C}' | '\u{61B}' | '\u{61F}' | '\u{6D4}' | '\u{964}' | '\u{965}' | '\u{1362}'..='\u{1368}')
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{300B}' | '\u{3010}' | '\u{3011}' | '\u{3014}'..='\u{301F}')
        || matches!(
            c,
            '\u{30FB}' | '\u{FF01}' | '\u{FF0C}' | '\u{FF0E}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF1F}' | '\u{FF61}'..='\u{FF65}'
        )
}

/// Returns `text`, shortened for a message.
pub(super) fn shown(text: &str) -> String {
    const MAX_CHARS: usize = 60;
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
