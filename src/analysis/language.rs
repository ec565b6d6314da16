//! Language detection.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use whatlang::{Detector, Lang};

use crate::article::Language;

/// Maximum length of the sample, in bytes. It is enough for a sure answer and keeps detection a
/// small part of indexing.
const SAMPLE_BYTES: usize = 2048;

/// Minimum number of letters. A shorter text is too short to judge.
const MIN_LETTERS: usize = 60;

/// Returns the language of `text`: the detected one if detection is sure, otherwise the `stated`
/// one. `None` if neither is known.
///
/// Detection comes first because sites state the language of their templates: a German article on a
/// page that says `en` is German. The most frequent words of a language nearly always decide, and
/// cheaply. If they do not, `whatlang` is asked. Its answer counts only if the text holds some of
/// that language's frequent words, because it takes tables of figures for French as readily as for
/// English.
pub fn detect(text: &str, stated: Option<&Language>) -> Option<Language> {
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let counts = count_frequent_words(sample);
    if let Some(code) = clear_leader(&counts) {
        return Language::from_tag(code);
    }
    let n_letters = sample.chars().filter(|letter| letter.is_alphabetic()).take(MIN_LETTERS).count();
    let found = (n_letters >= MIN_LETTERS).then(|| Detector::new().detect(sample)).flatten();
    let detected = found.filter(whatlang::Info::is_reliable).and_then(|info| Language::from_tag(two_letters(info.lang())));
    let is_borne_out = |language: &Language| {
        let listed = FREQUENT_WORDS.iter().position(|(code, _)| *code == language.code());
        listed.is_none_or(|language_idx| counts[language_idx] >= 2)
    };
    detected.filter(is_borne_out).or_else(|| stated.cloned())
}

/// For each language of [`FREQUENT_WORDS`], the number of words of a text that are among its most
/// frequent.
type Counts = [u32; FREQUENT_WORDS.len()];

fn count_frequent_words(sample: &str) -> Counts {
    /// For each word, the languages in which it is frequent, as bits.
    static LANGUAGES_OF: LazyLock<FxHashMap<u64, u16>> = LazyLock::new(|| {
        let mut languages_of = FxHashMap::default();
        for (language_idx, (_, words)) in FREQUENT_WORDS.iter().enumerate() {
            words.split(' ').for_each(|word| *languages_of.entry(packed(word)).or_default() |= 1 << language_idx);
        }
        languages_of
    });
    let languages_of = &*LANGUAGES_OF;
    let mut counts = Counts::default();
    super::tokens(sample, |token| {
        let is_short = token.exact.len() <= MAX_FREQUENT_WORD_BYTES;
        let mut languages = is_short.then(|| languages_of.get(&packed(token.exact)).copied()).flatten().unwrap_or(0);
        // Nearly all words are of one or two languages.
        while languages != 0 {
            counts[languages.trailing_zeros() as usize] += 1;
            languages &= languages - 1;
        }
    });
    counts
}

/// Returns a word of at most eight bytes as a number, which is faster to look up.
fn packed(word: &str) -> u64 {
    word.bytes().fold(0, |packed, byte| packed << 8 | u64::from(byte))
}

/// Returns the language with many more frequent words than any other.
fn clear_leader(counts: &Counts) -> Option<&'static str> {
    const MANY: u32 = 8;
    let (leader, most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let next = counts.iter().enumerate().filter(|(idx, _)| *idx != leader).map(|(_, count)| *count).max()?;
    (*most >= MANY && *most >= 2 * next).then_some(FREQUENT_WORDS[leader].0)
}

/// The most frequent words of languages in Latin letters, folded. Words of one letter and those that are also English are left out.
const FREQUENT_WORDS: [(&str, &str); 16] = [
    ("af", "die van het en is nie dat wat sy vir"),
    ("ca", "el la els les que per amb una del va"),
    ("da", "og det er til en af den for ikke der"),
    ("de", "der die und das den von zu ist mit sich auf des"),
    ("en", "the of and to in that for is on it was with at by from said he be has"),
    ("es", "el la los las que de del en una por para con"),
    ("fi", "ja on ei se etta oli han mutta kun myos"),
    ("fr", "le la les des du une et que est dans pour qui au"),
    ("hu", "az es hogy nem egy is meg volt ez"),
    ("it", "il di che la del per una della con non sono"),
    ("nl", "de het een van en dat is op te zijn voor met"),
    ("no", "og det er til en av den som for ikke"),
    ("pt", "de que os as do da em um uma para com nao"),
    ("ro", "si in de la cu pe care nu din este"),
    ("sv", "och det att en som ar av for inte den"),
    ("tr", "ve bir bu da de icin ile olarak cok daha"),
];

/// The length of the longest word of [`FREQUENT_WORDS`], in bytes.
const MAX_FREQUENT_WORD_BYTES: usize = 6;

/// The ISO 639-1 code of a detected language, or its ISO 639-3 code if it has none.
fn two_letters(lang: Lang) -> &'static str {
    match lang {
        Lang::Ara => "ar",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Nld => "nl",
        Lang::Nob => "no",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tha => "th",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, stated: Option<&str>, expected: Option<&str>) {
        let stated = stated.and_then(Language::from_tag);
        assert_eq!(detect(text, stated.as_ref()).as_ref().map(Language::code), expected);
    }

    const GERMAN: &str =
        "Der Stadtrat hat am Montag beschlossen, die alte Brücke über den Fluss bis zum Herbst zu sperren und zu erneuern.";

    #[test]
    fn sure_detection_wins_over_the_template() {
        check(GERMAN, Some("en"), Some("de"));
    }

    #[test]
    fn frequent_words_are_short() {
        assert!(FREQUENT_WORDS.iter().flat_map(|(_, words)| words.split(' ')).all(|word| word.len() <= MAX_FREQUENT_WORD_BYTES));
    }

    #[test]
    fn figures_are_no_language() {
        let table = "Shr loss 6.48 dls vs profit 23 cts Net loss 110.6 mln vs profit 4.1 mln Revs 74.0 mln vs 152.0 mln Year Shr loss 6.52 dlrs";
        check(table, None, None);
        check(table, Some("en"), Some("en"));
    }

    #[test]
    fn short_text_keeps_what_was_stated() {
        check("Ja, ja.", Some("nl"), Some("nl"));
        check("Ja, ja.", None, None);
        check("", None, None);
    }
}
