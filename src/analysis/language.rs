//! Telling the language of a text.

use whatlang::{Detector, Lang};

use crate::article::Language;

/// How much of a text is looked at, in bytes: enough for a sure answer, and detection stays a small part of indexing.
const SAMPLE_BYTES: usize = 2048;

/// Below this many letters a text is too short to tell.
const MIN_LETTERS: usize = 60;

/// Returns the language `text` is written in: the detected one where the detector is sure, else the `stated` one, else the detected one
/// if it is at all likely. None where nothing is known.
///
/// Detection comes first because sites state the language of their templates: a German article on a page that says `en` is German.
pub fn detect(text: &str, stated: Option<&Language>) -> Option<Language> {
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let n_letters = sample.chars().filter(|letter| letter.is_alphabetic()).take(MIN_LETTERS).count();
    let found = (n_letters >= MIN_LETTERS).then(|| Detector::new().detect(sample)).flatten();
    let detected = found.as_ref().and_then(|info| Language::from_tag(two_letters(info.lang())));
    match (found, stated) {
        (Some(info), _) if info.is_reliable() => detected,
        (_, Some(stated)) => Some(stated.clone()),
        (Some(info), None) if info.confidence() > 0.5 => detected,
        _ => None,
    }
}

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
    fn short_text_keeps_what_was_stated() {
        check("Ja, ja.", Some("nl"), Some("nl"));
        check("Ja, ja.", None, None);
        check("", None, None);
    }
}
