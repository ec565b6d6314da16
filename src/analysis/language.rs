//! Language detection.
//!
//! The script decides first: Greek letters are Greek. For Latin, Cyrillic and Arabic letters, the
//! models of `model` say how probable the text is in each language. A language counts only if it
//! is much more probable than any other: no language is better than a wrong one. Languages that
//! are nearly the same are found together, and told apart by the marks of `family`.

mod family;
mod model;
mod script;

use whatlang::{Detector, Lang};

use self::family::{Family, Siblings};
use self::model::{Models, Scores};
use self::script::Script;
use crate::article::Language;

/// Maximum length of a text that is read as a whole, in bytes.
const SHORT_BYTES: usize = 480;

/// Length of each stretch that is read of a longer text, in bytes. The first mostly decides, so that
/// detection is a small part of indexing.
const STRETCH_BYTES: usize = 80;

/// Minimum number of letters of a text whose language is detected.
const MIN_LETTERS: usize = 12;

/// Returns the language of `text`: the `stated` one, unless the text contradicts it; otherwise the
/// detected one. `None` if neither is known.
///
/// Sites state the language of their templates: a German article on a page that says `en` is
/// German. So a text in another script, or clearly in another language, has the detected one. A
/// language that is nearly the same is no contradiction: texts in Serbian and Croatian differ in
/// few words.
pub fn detect(text: &str, stated: Option<&Language>) -> Option<Language> {
    let stretches = stretches(text);
    let Some(script) = script_of(&stretches) else { return stated.cloned() };
    let scripts = stated.map_or(&[][..], |stated| Script::of_language(stated.code()));
    let is_possible = scripts.is_empty() || scripts.contains(&script);
    let stated = stated.filter(|_| is_possible);
    match Models::of(script) {
        Some(models) => by_model(models, text, &stretches, stated),
        None => stated.cloned().or_else(|| by_script(script, text)),
    }
}

/// Returns the parts of a text that are read: all of a short one. The middle comes first, because
/// menus and notices stand around a text.
fn stretches(text: &str) -> Vec<&str> {
    if text.len() <= SHORT_BYTES {
        return vec![text];
    }
    let stretch = |start: usize| {
        let rest = &text[text.ceil_char_boundary(start)..];
        // A word that was cut in two is none.
        let rest = if start == 0 { rest } else { rest.split_once(char::is_whitespace).map_or(rest, |(_, rest)| rest) };
        &rest[..rest.floor_char_boundary(STRETCH_BYTES)]
    };
    // The twelfths of the text at which they begin. Pages full of noise need many.
    [4, 0, 8, 6, 10, 2, 5, 1, 9, 7, 11, 3].map(|twelfth| stretch(text.len() / 12 * twelfth)).to_vec()
}

fn script_of(stretches: &[&str]) -> Option<Script> {
    stretches.iter().find_map(|stretch| Script::of(stretch))
}

/// Returns the language of a text in a script that is that of one language, or that has no models.
fn by_script(script: Script, text: &str) -> Option<Language> {
    let code = script.only_language().or_else(|| whatlang_code(text))?;
    Language::from_tag(code)
}

fn by_model(models: &Models, text: &str, stretches: &[&str], stated: Option<&Language>) -> Option<Language> {
    let mut scores = models.start();
    let mut siblings = None;
    let mut found = None;
    for (idx, stretch) in stretches.iter().enumerate() {
        models.add(stretch, &mut scores);
        found = Found::new(models, &scores);
        let Some(found) = &found else { continue };
        siblings = found.family.map(|family| Siblings::read(siblings.take(), family, models, &stretches[..=idx]));
        let is_distinct = siblings.as_ref().is_none_or(|siblings| siblings.is_certain(&scores));
        let is_stated = stated.is_none_or(|stated| found.is_nearly(stated));
        if is_distinct && is_stated && found.is_certain(&scores) {
            break;
        }
    }
    let found = found.filter(|found| found.is_sure(&scores));
    let Some(stated) = stated else {
        let unmodelled = || whatlang_code(text).and_then(Language::from_tag).filter(|code| !models.languages().contains(code));
        let Some(found) = found else { return unmodelled() };
        let is_long = scores.n_letters >= LONG_LETTERS;
        return siblings.map_or(Some(found.language.clone()), |siblings| siblings.language(&scores, is_long));
    };
    let contradicts = |found: &Found<'_>| {
        let ahead = models.places_of(stated).map(|idx| found.score - scores.total(idx)).min_by(f32::total_cmp);
        ahead.is_some_and(|ahead| ahead >= MIN_CONTRADICTION && ahead >= scores.n_letters as f32 * MIN_CONTRADICTION_PER_LETTER)
            && !found.is_nearly(stated)
    };
    Some(found.filter(contradicts).map_or(stated, |found| found.language).clone())
}

/// The most probable language of a text.
struct Found<'m> {
    language: &'m Language,
    /// The languages that are nearly the same.
    family: Option<&'static Family>,
    /// The next most probable outside the family.
    next: &'m Language,
    score: f32,
    /// The logarithm of how much more probable it is than any other.
    ahead: f32,
    /// The weight of its frequent words, and that of any other language.
    words: f32,
    words_of_others: f32,
    /// The logarithm of the text's probability by its letters alone.
    letters: f32,
}

/// Number of letters from which on a text is hardly ever mistaken.
const LONG_LETTERS: usize = 90;

/// How much more probable a language is if nothing further need be read.
const CERTAIN: f32 = 25.0;

/// How much more probable another language must be than a stated one, as a logarithm: in all, and
/// for each letter.
const MIN_CONTRADICTION: f32 = 30.0;
const MIN_CONTRADICTION_PER_LETTER: f32 = 0.3;

/// The logarithm of the probability of a letter in a headline that is in none of the languages.
const FOREIGN: f32 = -3.4;

/// The same in a sentence.
const FOREIGN_LONG: f32 = -3.05;

/// The weight of frequent words for each letter, if nothing further need be read.
const CERTAIN_WORDS: f32 = 0.05;

/// Number of letters of a text in which frequent words are never few.
const VERY_LONG_LETTERS: usize = 300;

impl<'m> Found<'m> {
    fn new(models: &'m Models, scores: &Scores) -> Option<Found<'m>> {
        let total = |idx: usize| scores.total(idx);
        let languages = models.languages();
        let best = (0..languages.len()).max_by(|a, b| total(*a).total_cmp(&total(*b)))?;
        let language = &languages[best];
        let is_sibling = |family: &Family, other: &Language| other != language && family.languages.contains(other);
        let family = Family::of(language).filter(|family| languages.iter().any(|other| is_sibling(family, other)));
        let is_in_family = |other: &Language| family.is_some_and(|family| family.languages.contains(other));
        let is_of = |idx: &usize| languages[*idx] == *language || is_in_family(&languages[*idx]);
        let next = (0..languages.len()).filter(|idx| !is_of(idx)).max_by(|a, b| total(*a).total_cmp(&total(*b)))?;
        let words = |is_wanted: bool| {
            let wanted = (0..languages.len()).filter(|idx| is_of(idx) == is_wanted);
            wanted.fold(0.0, |most: f32, idx| most.max(scores.words[idx]))
        };
        Some(Found {
            language,
            family,
            score: total(best),
            next: &languages[next],
            ahead: total(best) - total(next),
            words: words(true),
            words_of_others: words(false),
            letters: scores.letters(best),
        })
    }

    /// Returns whether another language is nearly the same.
    fn is_nearly(&self, other: &Language) -> bool {
        self.language == other || are_related(self.language.code(), other.code())
    }

    fn is_certain(&self, scores: &Scores) -> bool {
        self.ahead >= CERTAIN && self.words >= CERTAIN_WORDS * scores.n_letters as f32 && self.is_sure(scores)
    }

    /// Returns whether the language is clear. The numbers were chosen so that of 840 headlines, each
    /// unknown to the models it was tried with, none had a wrong language.
    fn is_sure(&self, scores: &Scores) -> bool {
        /// The frequent words of another language may weigh this much more.
        const MAX_WORDS_BEHIND: f32 = 0.3;
        const FAR_AHEAD_WITHOUT_WORDS: f32 = 12.0;
        /// The same in Cyrillic letters, whose languages have more letters in common.
        const FAR_AHEAD_IN_CYRILLIC: f32 = 16.0;
        const MIN_WORDS: usize = 2;
        const MIN_WEIGHT_PER_LETTER: f32 = 0.02;
        let n_letters = scores.n_letters;
        let is_long = n_letters >= LONG_LETTERS;
        let (min_ahead, far_ahead, foreign) = match (is_long, are_related(self.language.code(), self.next.code())) {
            (true, false) => (4.0, 12.0, FOREIGN_LONG),
            (true, true) => (6.0, 12.0, FOREIGN_LONG),
            (false, false) => (9.0, 20.0, FOREIGN),
            (false, true) => (12.0, 20.0, FOREIGN),
        };
        let are_words_few = n_letters >= VERY_LONG_LETTERS && self.words < MIN_WEIGHT_PER_LETTER * n_letters as f32;
        let is_cyrillic = Script::of_language(self.language.code()).contains(&Script::Cyrillic);
        let far_ahead_without_words = if is_cyrillic { FAR_AHEAD_IN_CYRILLIC } else { FAR_AHEAD_WITHOUT_WORDS };
        let has_words = if self.words > 0.0 {
            self.words + MAX_WORDS_BEHIND >= self.words_of_others || self.ahead >= far_ahead
        } else {
            self.words_of_others <= MAX_WORDS_BEHIND && self.ahead >= far_ahead_without_words
        };
        n_letters >= MIN_LETTERS
            && scores.n_words >= MIN_WORDS
            && self.ahead >= min_ahead
            && has_words
            && !are_words_few
            && (self.letters >= foreign * n_letters as f32
                || self.words >= CERTAIN_WORDS * n_letters as f32 && n_letters >= VERY_LONG_LETTERS)
    }
}

/// Groups of languages that are nearly the same in print.
const RELATED: [&str; 10] = [
    "da no sv fo",
    "hr sr bs sh mk",
    "cs sk",
    "es pt gl ca oc an ast",
    "id ms",
    "nl af",
    "ru uk be bg mk",
    "is fo",
    "fi et",
    "de lb",
];

fn are_related(code: &str, other: &str) -> bool {
    RELATED.iter().any(|group| [code, other].iter().all(|code| group.split(' ').any(|known| known == *code)))
}

/// Returns what `whatlang` says of a text in a language without a model, if it is sure.
fn whatlang_code(text: &str) -> Option<&'static str> {
    const SAMPLE_BYTES: usize = 1024;
    const MIN_LETTERS: usize = 60;
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    let n_letters = sample.chars().filter(|letter| letter.is_alphabetic()).take(MIN_LETTERS).count();
    let found = (n_letters >= MIN_LETTERS).then(|| Detector::new().detect(sample)).flatten();
    found.filter(whatlang::Info::is_reliable).map(|info| two_letters(info.lang()))
}

/// The ISO 639-1 code of a detected language.
fn two_letters(lang: Lang) -> &'static str {
    match lang {
        Lang::Afr => "af",
        Lang::Aka => "ak",
        Lang::Amh => "am",
        Lang::Ara => "ar",
        Lang::Aze => "az",
        Lang::Bel => "be",
        Lang::Ben => "bn",
        Lang::Bul => "bg",
        Lang::Cat => "ca",
        Lang::Ces => "cs",
        Lang::Cmn => "zh",
        Lang::Cym => "cy",
        Lang::Dan => "da",
        Lang::Deu => "de",
        Lang::Ell => "el",
        Lang::Eng => "en",
        Lang::Epo => "eo",
        Lang::Est => "et",
        Lang::Fin => "fi",
        Lang::Fra => "fr",
        Lang::Guj => "gu",
        Lang::Heb => "he",
        Lang::Hin => "hi",
        Lang::Hrv => "hr",
        Lang::Hun => "hu",
        Lang::Hye => "hy",
        Lang::Ind => "id",
        Lang::Ita => "it",
        Lang::Jav => "jv",
        Lang::Jpn => "ja",
        Lang::Kan => "kn",
        Lang::Kat => "ka",
        Lang::Khm => "km",
        Lang::Kor => "ko",
        Lang::Lat => "la",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Mal => "ml",
        Lang::Mar => "mr",
        Lang::Mkd => "mk",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Nld => "nl",
        Lang::Nob => "no",
        Lang::Ori => "or",
        Lang::Pan => "pa",
        Lang::Pes => "fa",
        Lang::Pol => "pl",
        Lang::Por => "pt",
        Lang::Ron => "ro",
        Lang::Rus => "ru",
        Lang::Sin => "si",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Sna => "sn",
        Lang::Spa => "es",
        Lang::Srp => "sr",
        Lang::Swe => "sv",
        Lang::Tam => "ta",
        Lang::Tel => "te",
        Lang::Tgl => "tl",
        Lang::Tha => "th",
        Lang::Tuk => "tk",
        Lang::Tur => "tr",
        Lang::Ukr => "uk",
        Lang::Urd => "ur",
        Lang::Uzb => "uz",
        Lang::Vie => "vi",
        Lang::Yid => "yi",
        Lang::Zul => "zu",
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
    fn figures_and_names_have_no_other_language() {
        let table = "Shr loss 6.48 dls vs profit 23 cts Net loss 110.6 mln vs profit 4.1 mln Revs 74.0 mln vs 152.0 mln Year Shr loss 6.52 dlrs";
        check(table, None, None);
        check(table, Some("en"), Some("en"));
        check("Müller 3, Kowalski 2, Hernández 1, Novák 0", None, None);
        check("xx XX ki tr4 lkjsdf wpoeiu zxcv qwer asdf jklw rtyu", None, None);
    }

    #[test]
    fn headlines_have_a_language() {
        check("Der Streik bei der Bahn beginnt am Montag", None, Some("de"));
        check("Statsråden vil ikke svare på spørsmål om saken", None, Some("no"));
        check("Statsråden vil ikkje svare på spørsmål om saka", None, Some("no"));
        check("Ministeren blev spurgt om sagen, men afviser at svare", None, Some("da"));
        check("Vláda nechce zvyšovat daně ani příští rok", None, Some("cs"));
        check("Уряд не хоче підвищувати податки", None, Some("uk"));
        check("Правительство не хочет повышать налоги", None, Some("ru"));
        check("Η κυβέρνηση δεν θέλει να αυξήσει τους φόρους", None, Some("el"));
        check("首相は増税を望んでいない", None, Some("ja"));
        check("정부는 세금 인상을 원하지 않는다", None, Some("ko"));
    }

    #[test]
    fn languages_that_are_nearly_the_same_are_told_apart_by_their_marks() {
        check("Vlakovi prema Rijeci kasne zbog snijega koji pada od jučer", None, Some("hr"));
        check("Vozovi prema Nišu kasne zbog snega koji pada od juče", None, Some("sr"));
        check("Uposlenici općine dobili su historijski arhiv hiljadu porodica", None, Some("bs"));
        check("Skolen åpner igjen etter at taket ble reparert", None, Some("no"));
        check("Skolen åbner igen, efter at taget blev repareret", None, Some("da"));
        check("Škola se otevře, jakmile bude střecha opravena", None, Some("cs"));
        check("Škola sa otvorí, keď bude strecha opravená", None, Some("sk"));
    }

    #[test]
    fn nearly_the_same_language_without_marks_is_none() {
        check("Policija traga za vozačem kamiona koji je napustio mjesto", None, Some("hr"));
        check("Policija traga za vozačem kamiona koji je pobjegao preko reke", None, None);
        check("Zašto su stanovi u glavnom gradu sve skuplji?", None, None);
    }

    #[test]
    fn what_is_stated_counts_unless_the_text_contradicts_it() {
        let croatian = "Nitko nije ozlijeđen u požaru koji je izbio u srijedu navečer u skladištu tvrtke.";
        check(croatian, None, Some("hr"));
        check(croatian, Some("sr"), Some("sr"));
        check(croatian, Some("bs"), Some("bs"));
        check("Влада не жели да повећа порезе следеће године", Some("hr"), Some("sr"));
        check("Le gouvernement ne veut pas augmenter les impôts", Some("de"), Some("fr"));
        check("Pause.", Some("fr"), Some("fr"));
        check(GERMAN, Some("xx"), Some("xx"));
        check("Влада не жели да повећа порезе следеће године", Some("de"), Some("sr"));
    }

    #[test]
    fn every_model_has_sentences() {
        for script in [Script::Latin, Script::Cyrillic, Script::Arabic] {
            let models = Models::of(script).unwrap();
            assert!(models.languages().iter().all(|language| Script::of_language(language.code()).contains(&script)));
        }
    }

    #[test]
    fn short_text_keeps_what_was_stated() {
        check("Ja, ja.", Some("nl"), Some("nl"));
        check("Ja, ja.", None, None);
        check("", None, None);
    }
}
