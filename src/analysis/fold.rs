//! Folding: reduces spellings of the same written word to one form.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Returns `word` with case, accents (of Latin and Greek letters), width, ligatures and apostrophes removed or unified. Idempotent.
///
/// Accents of other scripts are kept if they make another letter: Russian `й` is not `и`. What readers of a script leave out or mix when
/// they type is folded: `ё`, the points of Arabic and Hebrew and the forms of their letters, the nukta and the nasal signs of Hindi, and
/// traditional Chinese characters. None of it waits for a language to be detected.
///
/// ```
/// use pullquote::analysis::fold;
/// assert_eq!(fold("ÉTAT"), "etat");
/// assert_eq!(fold("Straße"), "strasse");
/// assert_eq!(fold("O’Brien"), "o'brien");
/// assert_eq!(fold("Чайковский"), "чайковский");
/// assert_eq!(fold("Горбачёв"), "горбачев");
/// assert_eq!(fold("臺"), "台");
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
    let mut is_apart = false;
    let start = folded.len();
    let mut base = ' ';
    for letter in word.chars().flat_map(char::to_lowercase) {
        decompose_compatible(letter, |part| {
            if is_combining_mark(part) {
                if let Some(mark) = kept_mark(base, part) {
                    is_apart = true;
                    folded.push(mark);
                }
            } else if !is_ignored(part) {
                // Syllables of Korean fall into letters.
                is_apart |= matches!(part, '\u{1100}'..='\u{11ff}');
                base = part;
                push_letter(part, folded);
            }
        });
    }
    if is_apart {
        let composed: String = folded[start..].nfc().collect();
        folded.truncate(start);
        folded.push_str(&composed);
    }
    if folded[start..].contains(VIRAMA) {
        unify_nasals(folded, start);
    }
}

/// Returns the mark that stays on a letter; `None` if the mark is left out.
fn kept_mark(base: char, mark: char) -> Option<char> {
    match mark {
        // Vowels and forms of Arabic letters, points of Hebrew, and the nukta.
        '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' => None,
        '\u{591}'..='\u{5c7}' | '\u{93c}' => None,
        // Both write a nasal vowel.
        '\u{901}' => Some('\u{902}'),
        // `ё` is usually written `е`. A stress is written in dictionaries only.
        '\u{308}' if base == 'е' => None,
        '\u{300}' | '\u{301}' if matches!(base, 'а' | 'е' | 'и' | 'і' | 'ї' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'є') => {
            None
        }
        _ if is_latin_or_greek(base) => None,
        mark => Some(mark),
    }
}

/// Returns the Latin letters with accents behind the first letter of a word in small letters.
pub(super) fn accented(word: &str) -> impl Iterator<Item = char> + '_ {
    word.chars().skip(1).filter(|letter| matches!(letter, '\u{df}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}'))
}

/// The Devanagari sign for no vowel.
const VIRAMA: char = '\u{94d}';

/// Writes a nasal before a consonant of its class as a sign on the vowel before: `हिन्दी` is `हिंदी`.
fn unify_nasals(folded: &mut String, start: usize) {
    let letters: Vec<char> = folded[start..].chars().collect();
    folded.truncate(start);
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let is_before = |class: std::ops::RangeInclusive<char>| {
            at > 0 && letters.get(at + 1) == Some(&VIRAMA) && letters.get(at + 2).is_some_and(|next| class.contains(next))
        };
        let is_nasal = match letter {
            '\u{919}' => is_before('\u{915}'..='\u{918}'),
            '\u{91e}' => is_before('\u{91a}'..='\u{91d}'),
            '\u{923}' => is_before('\u{91f}'..='\u{922}'),
            '\u{928}' => is_before('\u{924}'..='\u{927}'),
            '\u{92e}' => is_before('\u{92a}'..='\u{92d}'),
            _ => false,
        };
        folded.push(if is_nasal { '\u{902}' } else { *letter });
        at += if is_nasal { 2 } else { 1 };
    }
}

/// Returns the simplified form of a Chinese character.
fn simplified(letter: char) -> char {
    static FORMS: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
        let lines = include_str!("han.txt").lines().filter(|line| !line.starts_with('#'));
        let mut letters = lines.flat_map(str::chars);
        std::iter::from_fn(|| Some((letters.next()?, letters.next()?))).collect()
    });
    FORMS.get(&letter).copied().unwrap_or(letter)
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
        '’' | '‘' | 'ʼ' | '＇' | '׳' => folded.push('\''),
        // The marks of Hebrew abbreviations, and the line that stretches Arabic words.
        '"' | '״' | '”' | 'ـ' => {}
        'ٱ' => folded.push('ا'),
        'ى' | 'ی' => folded.push('ي'),
        'ک' => folded.push('ك'),
        'ة' | 'ہ' | 'ە' => folded.push('ه'),
        '\u{660}'..='\u{669}' => folded.push(digit(letter, 0x660)),
        '\u{6f0}'..='\u{6f9}' => folded.push(digit(letter, 0x6f0)),
        '\u{966}'..='\u{96f}' => folded.push(digit(letter, 0x966)),
        '\u{3400}'..='\u{9fff}' => folded.push(simplified(letter)),
        // A compatibility decomposition can bring capitals back ("℡" is "TEL").
        _ => folded.extend(letter.to_lowercase()),
    }
}

fn digit(letter: char, zero: u32) -> char {
    char::from_digit(u32::from(letter).saturating_sub(zero), 10).unwrap_or(letter)
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

    #[track_caller]
    fn check(words: &[&str]) {
        for word in words {
            assert_eq!(fold(word), fold(words[0]), "{word}");
            assert_eq!(fold(&fold(word)), fold(word), "{word}");
        }
    }

    #[test]
    fn what_readers_of_a_script_leave_out_is_folded() {
        check(&["Горбачёв", "Горбачев", "Горбачёв".to_uppercase().as_str(), "горбаче\u{308}в"]);
        check(&["замок", "за\u{301}мок"]);
        check(&["كتاب", "كِتَاب", "كـتـاب", "کتاب"]);
        check(&["أحمد", "احمد", "ٱحمد"]);
        check(&["مدرسة", "مدرسه"]);
        check(&["مستشفى", "مستشفي", "مستشفی"]);
        check(&["הגשר", "הַגֶּשֶׁר"]);
        check(&["צהל", "צה\"ל", "צה״ל", "צה”ל"]);
        check(&["ג'ורג", "ג׳ורג"]);
        check(&["می\u{200c}شود", "میشود"]);
        check(&["हिन्दी", "हिंदी"]);
        check(&["ज़मीन", "जमीन", "\u{95b}मीन"]);
        check(&["चाँद", "चांद"]);
        check(&["ガ", "ｶﾞ"]);
        check(&["習", "习"]);
        check(&["臺", "台"]);
        check(&["Đà Nẵng", "da nang"]);
        check(&["١٩٩٠", "1990", "۱۹۹۰", "१९९०"]);
    }

    #[test]
    fn letters_of_their_own_stay() {
        for (word, other) in [("й", "и"), ("ї", "і"), ("ѓ", "г"), ("ў", "у"), ("ガ", "カ"), ("कि", "की")] {
            assert_ne!(fold(word), fold(other), "{word}, {other}");
        }
    }

    #[test]
    fn invisible_characters_are_dropped() {
        assert_eq!(fold("Sicher\u{ad}heit"), "sicherheit");
    }
}
