//! The script of a text.

/// A script in which newspapers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Greek,
    Hebrew,
    Armenian,
    Georgian,
    Devanagari,
    Bengali,
    Tamil,
    Thai,
    Hangul,
    Kana,
    Han,
    /// Any other.
    Other,
}

const N_SCRIPTS: usize = Script::Other as usize + 1;

impl Script {
    /// Returns the script of most letters of a text. Japanese is written in [`Script::Kana`] and
    /// [`Script::Han`]; some kana make it Japanese. `None` if the text has no letters.
    pub(super) fn of(text: &str) -> Option<Script> {
        let mut counts = [0_usize; N_SCRIPTS];
        text.chars().filter_map(Script::of_letter).for_each(|script| counts[script as usize] += 1);
        let most = counts.iter().copied().max().filter(|most| *most > 0)?;
        let of_japanese = counts[Script::Kana as usize] + counts[Script::Han as usize];
        if of_japanese >= most && counts[Script::Kana as usize] * 20 >= of_japanese {
            return Some(Script::Kana);
        }
        SCRIPTS.into_iter().find(|script| counts[*script as usize] == most)
    }

    fn of_letter(letter: char) -> Option<Script> {
        Some(match letter {
            'a'..='z' | 'A'..='Z' => Script::Latin,
            '\0'..='\u{bf}' => return None,
            _ if !letter.is_alphabetic() => return None,
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
            '\u{400}'..='\u{52f}' => Script::Cyrillic,
            '\u{530}'..='\u{58f}' => Script::Armenian,
            '\u{590}'..='\u{5ff}' => Script::Hebrew,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => Script::Arabic,
            '\u{900}'..='\u{97f}' => Script::Devanagari,
            '\u{980}'..='\u{9ff}' => Script::Bengali,
            '\u{b80}'..='\u{bff}' => Script::Tamil,
            '\u{e00}'..='\u{e7f}' => Script::Thai,
            '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Script::Georgian,
            '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => Script::Hangul,
            '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => Script::Kana,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => Script::Han,
            _ => Script::Other,
        })
    }

    /// Returns the code of the only language that is printed in the script. `None` if there are
    /// several.
    pub(super) fn only_language(self) -> Option<&'static str> {
        match self {
            Script::Greek => Some("el"),
            Script::Armenian => Some("hy"),
            Script::Georgian => Some("ka"),
            Script::Bengali => Some("bn"),
            Script::Tamil => Some("ta"),
            Script::Thai => Some("th"),
            Script::Hangul => Some("ko"),
            Script::Kana => Some("ja"),
            Script::Han => Some("zh"),
            _ => None,
        }
    }

    /// Returns the scripts in which a language is printed. `None` if they are not known.
    pub(super) fn of_language(code: &str) -> &'static [Script] {
        match code {
            "sr" | "bs" | "kk" | "uz" | "az" | "tg" | "mn" | "tt" | "ku" | "tk" => {
                &[Script::Latin, Script::Cyrillic, Script::Arabic]
            }
            "ru" | "uk" | "be" | "bg" | "mk" | "ky" => &[Script::Cyrillic],
            "ar" | "fa" | "ur" | "ps" | "sd" | "ug" => &[Script::Arabic],
            "el" => &[Script::Greek],
            "he" | "yi" => &[Script::Hebrew],
            "hy" => &[Script::Armenian],
            "ka" => &[Script::Georgian],
            "hi" | "mr" | "ne" => &[Script::Devanagari],
            "bn" => &[Script::Bengali],
            "ta" => &[Script::Tamil],
            "th" => &[Script::Thai],
            "ko" => &[Script::Hangul, Script::Han],
            "ja" => &[Script::Kana, Script::Han],
            "zh" => &[Script::Han],
            _ if IN_LATIN.split(' ').any(|known| known == code) => &[Script::Latin],
            _ => &[],
        }
    }
}

/// Languages that are printed in Latin letters alone.
const IN_LATIN: &str = "af ca cs cy da de en eo es et eu fi fo fr ga gl hr hu id is it la lb lt lv ms mt nl no pl pt rm ro sk sl sq sv sw tl tr vi zu";

const SCRIPTS: [Script; N_SCRIPTS] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Arabic,
    Script::Greek,
    Script::Hebrew,
    Script::Armenian,
    Script::Georgian,
    Script::Devanagari,
    Script::Bengali,
    Script::Tamil,
    Script::Thai,
    Script::Hangul,
    Script::Kana,
    Script::Han,
    Script::Other,
];
