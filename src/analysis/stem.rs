//! Stems: the part of a word that its inflected forms share.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use frostem::Algorithm;

use crate::article::Language;

/// Reduces exact forms to stems in one language, with a bounded memory of what it has done.
///
/// A stem is a term of its own kind: the language's code, `:`, and the stem (`en:flood`), so that a German stem never meets an English
/// one. A language without a stemmer has the exact form as stem, under `:` alone. A text whose language is not known is stemmed as English:
/// what cannot be told is short or full of figures, and English leaves the words of other languages mostly as they are.
pub struct Stemmer {
    algorithm: Option<frostem::Stemmer>,
    prefix: String,
    memory: RefCell<HashMap<String, String>>,
}

/// How many words a stemmer remembers. News use few words often: some ten thousand cover nearly all of a text. The memory is emptied
/// when it is full, so OCR noise cannot make it grow.
const MEMORY_WORDS: usize = 32_768;

impl Stemmer {
    /// Returns the stemmer for `language`.
    pub fn new(language: Option<&Language>) -> Stemmer {
        let code = language.map_or("en", Language::code);
        let algorithm = algorithm_of(code);
        let code = if algorithm.is_some() { code } else { "" };
        Stemmer { algorithm: algorithm.map(frostem::Stemmer::new), prefix: format!("{code}:"), memory: RefCell::default() }
    }

    /// Returns this thread's stemmer for `language`, with what it remembers from earlier texts.
    pub fn of_thread(language: Option<&Language>) -> Rc<Stemmer> {
        thread_local! {
            static STEMMERS: RefCell<HashMap<Option<Language>, Rc<Stemmer>>> = RefCell::default();
        }
        STEMMERS.with_borrow_mut(|stemmers| {
            Rc::clone(stemmers.entry(language.cloned()).or_insert_with(|| Rc::new(Stemmer::new(language))))
        })
    }

    /// Returns what stands before the `:` of its stem terms: the language's code, or nothing.
    pub fn code(&self) -> &str {
        self.prefix.strip_suffix(':').unwrap_or(&self.prefix)
    }

    /// Calls `with` with the stem term of a folded word.
    pub fn stem<R>(&self, exact: &str, with: impl FnOnce(&str) -> R) -> R {
        let mut memory = self.memory.borrow_mut();
        if let Some(stem) = memory.get(exact) {
            return with(stem);
        }
        if memory.len() >= MEMORY_WORDS {
            memory.clear();
        }
        let mut term = self.prefix.clone();
        match &self.algorithm {
            Some(stemmer) => term.push_str(&stemmer.stem(exact)),
            None => term.push_str(exact),
        }
        let result = with(&term);
        memory.insert(exact.to_owned(), term);
        result
    }

    /// Returns the stem term of a folded word.
    pub fn stem_of(&self, exact: &str) -> String {
        self.stem(exact, str::to_owned)
    }
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stemmer").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

fn algorithm_of(code: &str) -> Option<Algorithm> {
    Some(match code {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
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
    fn memory_changes_nothing() {
        let stemmer = Stemmer::new(Language::from_tag("en").as_ref());
        assert_eq!(stemmer.stem_of("raising"), stemmer.stem_of("raising"));
    }
}
