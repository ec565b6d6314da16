//! Folding: reduces spellings of the same written word to one form.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Returns `word` with case, accents (of Latin and Greek letters), width, ligatures and apostrophes removed or unified. Idempotent.
///
/// Accents of other scripts are kept if they make another letter: Russian `й` is not `и`.
///
/// ```
/// use pullquote::analysis::fold;
/// assert_eq!(fold("ÉTAT"), "etat");
/// assert_eq!(fold("Straße"), "strasse");
/// assert_eq!(fold("O’Brien"), "o'brien");
/// assert_eq!(fold("Чайковский"), "чайковский");
/// ```
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// Appends the folded form of `word` to `folded`.
pub(super) fn fold_into(word: &str, folded: &mut String) {
    if word.is_ascii() {
        folded.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    let mut has_other_marks = false;
    let start = folded.len();
    let mut base_sheds_marks = false;
    for letter in word.chars().flat_map(char::to_lowercase) {
        decompose_compatible(letter, |part| {
            if is_combining_mark(part) {
                if !base_sheds_marks {
                    has_other_marks = true;
                    folded.push(part);
                }
            } else if !is_ignored(part) {
                base_sheds_marks = is_latin_or_greek(part);
                push_letter(part, folded);
            }
        });
    }
    if has_other_marks {
        let composed: String = folded[start..].nfc().collect();
        folded.truncate(start);
        folded.push_str(&composed);
    }
}

/// Letters that Unicode does not decompose, but that readers type as plain letters.
fn push_letter(letter: char, folded: &mut String) {
    match letter {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ħ' => folded.push('h'),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        '’' | '‘' | 'ʼ' | '＇' => folded.push('\''),
        // A compatibility decomposition can bring capitals back ("℡" is "TEL").
        _ => folded.extend(letter.to_lowercase()),
    }
}

fn is_latin_or_greek(letter: char) -> bool {
    matches!(letter, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' | '\u{1e00}'..='\u{1fff}')
}

/// Characters inside words that no reader sees: soft hyphens, joiners, direction marks.
pub(super) fn is_ignored(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_twice_changes_nothing() {
        for word in ["İstanbul", "ǅ", "ﬁnance", "Ĳsselmeer", "ΌΣΟΣ", "е\u{301}", "שָׁלוֹם", "ㄱ", "Ⅷ", "½", "ẞ"]
        {
            assert_eq!(fold(&fold(word)), fold(word), "for {word}");
        }
    }

    #[test]
    fn accents_composed_or_not_are_one() {
        assert_eq!(fold("caf\u{e9}"), fold("cafe\u{301}"));
        assert_eq!(fold("caf\u{e9}"), "cafe");
        assert_eq!(fold("и\u{306}"), "й");
    }

    #[test]
    fn invisible_characters_are_dropped() {
        assert_eq!(fold("Sicher\u{ad}heit"), "sicherheit");
    }
}
