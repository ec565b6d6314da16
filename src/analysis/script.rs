//! The scripts of words.

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
