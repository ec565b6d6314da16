//! Stems: the part of a word that its inflected forms share.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::rc::Rc;

use frostem::Algorithm;
use rustc_hash::FxBuildHasher;

use smallvec::{SmallVec, smallvec};

use super::script::Script;
use super::token::Capitals;
use super::{Token, accent, english, figure, light, russian};
use crate::article::Language;

/// Reduces exact forms to stems in one language, and remembers a bounded number of results.
///
/// A stem is a term of its own kind: the language's code, `:`, and the stem (`en:flood`). So a
/// German stem never meets an English one. In a language without a stemmer the stem is the exact
/// form, after `:` alone. A text of unknown language is stemmed as English: such texts are short or
/// full of figures, and English leaves the words of other languages mostly unchanged.
///
/// A word in another script than the language's is reduced as its script allows: a text that is too short to have a language has a script.
pub struct Stemmer {
    way: Way,
    script: Script,
    /// The letters with accents of the language.
    accents: &'static str,
    prefix: String,
    memory: RefCell<Memory>,
}

/// How the words of a language are reduced.
enum Way {
    English,
    Russian,
    Light(light::Rules),
    Snowball(frostem::Stemmer),
    /// The Snowball stemmer of a language in which `å` is also written `aa`, and `ø` `oe`.
    Nordic(frostem::Stemmer),
    AsWritten,
}

#[derive(Debug, Default)]
struct Memory {
    /// Each word in the slot of its hash, where it replaces another; empty before the first word.
    slots: Vec<Remembered>,
    /// Buffer for the current term.
    term: String,
}

/// Number of words that a stemmer remembers, in 1 MiB. News use few words often: some ten thousand
/// cover nearly all of a text. OCR noise replaces words and is replaced by them; it cannot make the
/// memory grow.
const MEMORY_WORDS: usize = 32_768;

/// A word and how its stem differs from it. It takes half a line of the processor's cache, because
/// most of the cost of a known word is the wait for that line.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(32))]
struct Remembered {
    word: [u8; 24],
    /// 0 if the slot is empty.
    word_len: u8,
    /// The number of bytes of the word with which the stem begins.
    kept_len: u8,
    /// The rest of the stem.
    ending: [u8; 5],
    ending_len: u8,
}

impl Remembered {
    /// Returns the stem of `word` in its two parts, if the slot holds that word.
    fn stem_of<'w>(&'w self, word: &'w str) -> Option<(&'w str, &'w str)> {
        if word.is_empty() || self.word.get(..usize::from(self.word_len)) != Some(word.as_bytes()) {
            return None;
        }
        let ending = self.ending.get(..usize::from(self.ending_len))?;
        Some((word.get(..usize::from(self.kept_len))?, std::str::from_utf8(ending).ok()?))
    }

    /// Replaces the content of the slot. A long word is noise or rare, and is not remembered.
    fn remember(&mut self, word: &str, stem: &str) {
        let n_same = word.bytes().zip(stem.bytes()).take_while(|(of_word, of_stem)| of_word == of_stem).count();
        let kept_len = word.floor_char_boundary(n_same);
        let ending = &stem.as_bytes()[kept_len..];
        if word.len() <= self.word.len() && ending.len() <= self.ending.len() {
            self.word[..word.len()].copy_from_slice(word.as_bytes());
            self.ending[..ending.len()].copy_from_slice(ending);
            (self.word_len, self.kept_len, self.ending_len) = (word.len() as u8, kept_len as u8, ending.len() as u8);
        }
    }
}

impl Stemmer {
    /// Returns the stemmer for `language`.
    pub fn new(language: Option<&Language>) -> Stemmer {
        let code = language.map_or("en", Language::code);
        let way = Way::of(code);
        let script = Script::of_language(code);
        let code = if matches!(way, Way::AsWritten) { "" } else { code };
        Stemmer { way, script, accents: accent::letters(code), prefix: format!("{code}:"), memory: RefCell::default() }
    }

    /// Returns this thread's stemmer for `language`, with its memory of earlier texts.
    pub fn of_thread(language: Option<&Language>) -> Rc<Stemmer> {
        thread_local! {
            static STEMMERS: RefCell<HashMap<Option<Language>, Rc<Stemmer>>> = RefCell::default();
        }
        STEMMERS.with_borrow_mut(|stemmers| {
            Rc::clone(stemmers.entry(language.cloned()).or_insert_with(|| Rc::new(Stemmer::new(language))))
        })
    }

    /// Returns the part of its stem terms before the `:`, which is the language's code or empty.
    pub fn code(&self) -> &str {
        self.prefix.strip_suffix(':').unwrap_or(&self.prefix)
    }

    /// Calls `with` with the stem term of a word of a text. Names are not inflected: `Banks` is no bank, and `Bergen` no `berg`.
    pub fn stem_token<R>(&self, token: &Token<'_>, with: impl FnOnce(&str) -> R) -> R {
        // Looking a word up costs less than looking at the words around it.
        let name = if token.capitals() == Capitals::None { None } else { self.name(token.exact) };
        match name.filter(|_| self.is_name_in_text(token)) {
            Some(name) => with(&format!("{}{name}", self.prefix)),
            None => self.stem(token.exact, with),
        }
    }

    /// Returns the stem term of a word as a name. `None` if it is inflected like others even if it is capitalised.
    pub fn name_term(&self, exact: &str) -> Option<String> {
        self.name(exact).map(|name| format!("{}{name}", self.prefix))
    }

    /// Returns the stem terms that a word of a query stands for: its own, and that of the name if it can be one.
    pub fn stems_of(&self, exact: &str) -> SmallVec<[String; 2]> {
        let mut stems: SmallVec<[String; 2]> = smallvec![self.stem_of(exact)];
        stems.extend(self.name_term(exact).filter(|term| stems[0] != *term));
        stems
    }

    /// Returns whether its capital says that a word of a text is a name, if it can be one. Few Russian sentences begin with a plural in the
    /// genitive, and many with a name.
    pub fn is_name_in_text(&self, token: &Token<'_>) -> bool {
        match self.way {
            Way::Russian => token.capitals() == Capitals::Some,
            _ => token.is_name(),
        }
    }

    /// Returns the stem of a word that is capitalised within a sentence. `None` if it is inflected like others: in English unless it is a
    /// listed name, in German, where nouns have capitals, and in languages whose names have cases.
    fn name<'w>(&self, exact: &'w str) -> Option<&'w str> {
        match self.code() {
            "en" => english::is_name_if_capitalised(exact).then_some(exact),
            // Their possessives have no apostrophe.
            "da" | "no" | "sv" => {
                Some(exact.strip_suffix('s').filter(|name| name.len() > 4 && !name.ends_with('s')).unwrap_or(exact))
            }
            "ca" | "es" | "fr" | "it" | "nl" | "pt" => Some(exact),
            "ru" => russian::surname(exact),
            _ => None,
        }
    }

    /// Returns whether a word that is typed with a capital stands for the name alone in this language.
    pub fn is_name(&self, exact: &str) -> bool {
        matches!(self.way, Way::English) && english::is_name_if_typed_so(exact)
    }

    /// Returns whether accents that are typed count in texts of this language.
    pub fn has_accents(&self) -> bool {
        !self.accents.is_empty()
    }

    /// Returns what is to be known of the accents of a word of a text. `None` if it has none, or if they do not count.
    pub fn accents_of<'t>(&self, token: &Token<'t>) -> Option<Cow<'t, str>> {
        accent::of_text(token, self.accents)
    }

    /// Returns whether a word of a text with these accents may stand for a typed word that is equal without accents.
    pub fn accents_agree(&self, typed: &str, of_text: Option<&str>) -> bool {
        !accent::count(typed, self.accents) || accent::agree(typed, of_text)
    }

    /// Calls `with` with the stem term of a folded word, and remembers the term. Meant for the
    /// words of texts.
    pub fn stem<R>(&self, exact: &str, with: impl FnOnce(&str) -> R) -> R {
        let Memory { slots, term } = &mut *self.memory.borrow_mut();
        if slots.is_empty() {
            slots.resize(MEMORY_WORDS, Remembered::default());
        }
        term.clear();
        term.push_str(&self.prefix);
        let slot = &mut slots[FxBuildHasher.hash_one(exact) as usize % MEMORY_WORDS];
        if let Some((kept, ending)) = slot.stem_of(exact) {
            term.push_str(kept);
            term.push_str(ending);
        } else {
            let stem = self.reduced(exact);
            slot.remember(exact, &stem);
            term.push_str(&stem);
        }
        with(term)
    }

    /// Returns the stem term of a folded word. It neither reads nor fills the memory, which does
    /// not pay for the few words of a query.
    pub fn stem_of(&self, exact: &str) -> String {
        format!("{}{}", self.prefix, self.reduced(exact))
    }

    fn reduced<'w>(&self, exact: &'w str) -> Cow<'w, str> {
        let Some(first) = exact.chars().next() else { return Cow::Borrowed(exact) };
        if first.is_ascii_digit() {
            return figure::stem(exact, self.code());
        }
        let script = if first.is_ascii() { Script::Latin } else { Script::of_letter(first) };
        // Serbian is written in both.
        let is_own = script == self.script || (script == Script::Cyrillic && matches!(self.code(), "sr" | "hr" | "bs"));
        if is_own || script == Script::Other {
            self.way.reduced(exact)
        } else {
            of_script(script).map_or(Cow::Borrowed(exact), |way| way.reduced(exact))
        }
    }
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stemmer").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Way {
    fn of(code: &str) -> Way {
        match code {
            "en" => return Way::English,
            "ru" => return Way::Russian,
            _ => {}
        }
        match (light::rules(code), algorithm_of(code)) {
            (Some(rules), _) => Way::Light(rules),
            (None, Some(algorithm)) if matches!(code, "da" | "no" | "sv") => Way::Nordic(frostem::Stemmer::new(algorithm)),
            (None, Some(algorithm)) => Way::Snowball(frostem::Stemmer::new(algorithm)),
            (None, None) => Way::AsWritten,
        }
    }

    fn reduced<'w>(&self, exact: &'w str) -> Cow<'w, str> {
        match self {
            Way::English => english::stem(exact),
            Way::Russian => russian::stem(exact),
            Way::Light(rules) => rules.stem(exact),
            Way::Snowball(algorithm) => algorithm.stem(exact),
            Way::Nordic(algorithm) => match exact.contains("aa") || exact.contains("oe") {
                true => Cow::Owned(algorithm.stem(&exact.replace("aa", "a").replace("oe", "o")).into_owned()),
                false => algorithm.stem(exact),
            },
            Way::AsWritten => Cow::Borrowed(exact),
        }
    }
}

/// Returns how words of a script are reduced in a text that is not in a language of this script. `None` if they stay as they are.
fn of_script(script: Script) -> Option<Way> {
    Some(Way::of(match script {
        Script::Arabic => "ar",
        Script::Armenian => "hy",
        Script::Cyrillic => "ru",
        Script::Devanagari => "hi",
        Script::Greek => "el",
        Script::Hangul => "ko",
        Script::Tamil => "ta",
        Script::Hebrew | Script::Latin | Script::Other => return None,
    }))
}

fn algorithm_of(code: &str) -> Option<Algorithm> {
    Some(match code {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "da" => Algorithm::Danish,
        "el" => Algorithm::Greek,
        "et" => Algorithm::Estonian,
        "eo" => Algorithm::Esperanto,
        "eu" => Algorithm::Basque,
        "fi" => Algorithm::Finnish,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "lt" => Algorithm::Lithuanian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "no" => Algorithm::Norwegian,
        "ro" => Algorithm::Romanian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stem(tag: &str, word: &str) -> String {
        Stemmer::new(Language::from_tag(tag).as_ref()).stem_of(&super::super::fold(word))
    }

    #[test]
    fn inflected_forms_share_a_stem() {
        assert_eq!(stem("en", "floods"), stem("en", "Flooding"));
        assert_eq!(stem("de", "Wahlen"), stem("de", "Wahl"));
        assert_eq!(stem("fr", "élections"), stem("fr", "election"));
        assert_eq!(stem("da", "Århus"), stem("da", "Aarhus"));
        assert_eq!(stem("de", "Müller"), stem("de", "Mueller"));
        assert_eq!(stem("ru", "выборы"), stem("ru", "выборов"));
    }

    #[test]
    fn languages_do_not_meet() {
        assert_ne!(stem("de", "die"), stem("en", "die"));
    }

    #[test]
    fn language_without_a_stemmer_keeps_the_word() {
        assert_eq!(stem("xx", "Floods"), ":floods");
    }

    #[test]
    fn unknown_language_is_stemmed_as_english() {
        assert_eq!(Stemmer::new(None).stem_of("floods"), stem("en", "flood"));
    }

    #[test]
    fn a_word_of_another_script_is_reduced_as_its_script_allows() {
        assert_eq!(stem("en", "최고위원들은"), stem("en", "최고위원"));
        assert_eq!(stem("en", "выборы"), stem("en", "выборов"));
        assert_eq!(stem("sr", "Вучића"), stem("sr", "Vučić"));
        assert_eq!(stem("bg", "изборите"), ":изборите");
    }

    #[test]
    fn numbers_are_read_as_their_language_writes_them() {
        assert_eq!(stem("de", "1.000"), "de:1000");
        assert_eq!(stem("en", "1.000"), "en:1.000");
    }

    #[test]
    fn memory_changes_nothing() {
        let stemmer = Stemmer::new(Language::from_tag("en").as_ref());
        // Enough words that each slot is asked for several.
        let words: Vec<String> = (0..4 * MEMORY_WORDS).map(|n| format!("raising{n}ing")).collect();
        for word in words.iter().chain(&words) {
            stemmer.stem(word, |stem| assert_eq!(stem, stemmer.stem_of(word)));
        }
        for word in ["", "naïve", "ſ", "happily", "happily", "überraschungsangriffskriegen"] {
            assert_eq!(stemmer.stem(word, str::to_owned), stemmer.stem_of(word));
        }
    }
}
