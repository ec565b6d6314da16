//! Telling the language of a text.

use whatlang::{Detector, Lang};

use crate::article::Language;

/// How much of a text is looked at, in bytes: enough for a sure answer, and detection stays a small part of indexing.
const SAMPLE_BYTES: usize = 2048;

/// Below this many letters a text is too short to tell.
const MIN_LETTERS: usize = 60;

/// Returns the language `text` is written in: the detected one where that is sure, else the `stated` one. None where neither is known.
///
/// Detection comes first because sites state the language of their templates: a German article on a page that says `en` is German. It
/// counts as sure when the detector says so and the text holds some of the language's most frequent words; tables of figures, which
/// `whatlang` takes for French as readily as for English, hold none.
pub fn detect(text: &str, stated: Option<&Language>) -> Option<Language> {
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let n_letters = sample.chars().filter(|letter| letter.is_alphabetic()).take(MIN_LETTERS).count();
    let found = (n_letters >= MIN_LETTERS).then(|| Detector::new().detect(sample)).flatten();
    let detected = found.filter(whatlang::Info::is_reliable).and_then(|info| Language::from_tag(two_letters(info.lang())));
    detected.filter(|language| holds_frequent_words(sample, language.code())).or_else(|| stated.cloned())
}

/// Returns whether at least two of the words of `sample` are among the most frequent of the language; true for languages that
/// [`FREQUENT_WORDS`] does not list.
fn holds_frequent_words(sample: &str, code: &str) -> bool {
    let Some((_, frequent)) = FREQUENT_WORDS.iter().find(|(listed, _)| *listed == code) else { return true };
    let mut n_frequent = 0;
    super::tokens(sample, |token| n_frequent += usize::from(frequent.split(' ').any(|word| word == token.exact)));
    n_frequent >= 2
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

/// The ISO 639-1 code of a detected language, or its ISO 639-3 code where it has none.
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
