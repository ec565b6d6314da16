//! The scripts of words, and which characters words have.

/// A script whose words are folded or reduced in ways of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Arabic,
    Armenian,
    Cyrillic,
    Devanagari,
    Greek,
    Hangul,
    Hebrew,
    Latin,
    Tamil,
    /// Any other.
    Other,
}

impl Script {
    /// Returns the script of a letter.
    pub(super) fn of_letter(letter: char) -> Script {
        match letter {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
            '\u{400}'..='\u{52f}' => Script::Cyrillic,
            '\u{530}'..='\u{58f}' => Script::Armenian,
            '\u{590}'..='\u{5ff}' => Script::Hebrew,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => Script::Arabic,
            '\u{900}'..='\u{97f}' => Script::Devanagari,
            '\u{b80}'..='\u{bff}' => Script::Tamil,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
            _ => Script::Other,
        }
    }

    /// Returns the script in which a language is written, by its code. Serbian has two, which become one in [`super::light`].
    pub(super) fn of_language(code: &str) -> Script {
        match code {
            "ar" | "fa" | "ur" => Script::Arabic,
            "hy" => Script::Armenian,
            "ru" | "uk" | "bg" | "be" | "mk" => Script::Cyrillic,
            "hi" | "ne" => Script::Devanagari,
            "el" => Script::Greek,
            "ko" => Script::Hangul,
            "he" | "yi" => Script::Hebrew,
            "ta" => Script::Tamil,
            _ => Script::Latin,
        }
    }
}

/// Returns whether words of the letter's script are written without spaces, so that each character is a token.
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}'       // Thai, Lao
        | '\u{1000}'..='\u{109f}'     // Myanmar
        | '\u{1780}'..='\u{17ff}'     // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' // Kana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' // Han
        | '\u{ff66}'..='\u{ff9f}'     // Kana of half width
        | '\u{20000}'..='\u{3ffff}')
}

/// Returns whether a character is part of words.
pub(super) fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter)
}
