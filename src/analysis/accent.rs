//! Accents that are typed.
//!
//! Exact forms have no accents, so that readers need not type them. Who does type one, as in `marché`, does not mean `marche`. This counts in
//! languages in which the letter is one of their own: a German text writes `Erdogan` for `Erdoğan`. It does not count on the first letter,
//! because capitals are often written without (`Etat`), and it tells nothing of words in capitals. Who asks for a word as written, without
//! accents, means that too: `=ano` does not find `año`.

use std::borrow::Cow;

use super::fold::accented;
use super::token::{Capitals, Token};

/// What stands for the accents of a word in capitals, which are not known.
const UNKNOWN: &str = "?";

/// Returns the letters with accents of a language; empty if accents do not count.
pub(super) fn letters(language: &str) -> &'static str {
    match language {
        "ca" => "àçèéíïòóúü",
        "cs" | "sk" => "áäčďéěíĺľňóôŕřšťúůýž",
        "da" | "no" => "æåéø",
        "de" => "ßäöü",
        "es" => "áéíñóúü",
        "et" | "fi" | "sv" => "äåéõöü",
        "fr" => "àâæçèéêëîïôùûüÿœ",
        "hu" => "áéíóöúüőű",
        "it" => "àèéìòù",
        "lt" | "lv" => "āčėēęģįīķļņšūųž",
        "nl" => "èéëïöü",
        "pl" => "óąćęłńśźż",
        "pt" => "àáâãçéêíóôõúü",
        "ro" => "âîășşțţ",
        "tr" => "çöüğış",
        _ => "",
    }
}

/// Returns what is to be known of the accents of a word of a text, in a language with these letters.
pub(super) fn of_text<'t>(token: &Token<'t>, letters: &str) -> Option<Cow<'t, str>> {
    if letters.is_empty() {
        return None;
    }
    if token.written.is_ascii() {
        return (token.capitals() == Capitals::All).then_some(Cow::Borrowed(UNKNOWN));
    }
    let written = token.accents()?;
    let is_known = accented(&written).any(|letter| letters.contains(letter));
    is_known.then_some(Cow::Owned(written))
}

/// Returns whether typed accents count in a language with these letters.
pub(super) fn count(typed: &str, letters: &str) -> bool {
    !letters.is_empty() && accented(typed).all(|letter| letters.contains(letter))
}

/// Returns whether a word of a text is the typed one, given that they are equal without accents.
pub(super) fn agree(typed: &str, of_text: Option<&str>) -> bool {
    match of_text {
        Some(of_text) => of_text == typed || of_text == UNKNOWN,
        None => accented(typed).next().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tokens;

    fn typed(text: &str) -> Option<String> {
        let mut found = None;
        tokens(text, |token| found = token.accents());
        found
    }

    #[test]
    fn accents_behind_the_first_letter_are_kept() {
        assert_eq!(typed("Marché").as_deref(), Some("marché"));
        assert_eq!(typed("marche\u{301}").as_deref(), Some("marché"));
        assert_eq!(typed("État"), None);
        assert_eq!(typed("marche"), None);
    }

    #[test]
    fn a_word_without_accents_agrees_with_none() {
        assert!(agree("ano", None) && agree("año", Some("año")) && agree("ano", Some(UNKNOWN)) && agree("año", Some(UNKNOWN)));
        assert!(!agree("ano", Some("año")) && !agree("año", None));
    }

    #[test]
    fn accents_count_in_the_languages_of_their_letters() {
        assert!(count("marché", letters("fr")));
        assert!(!count("erdoğan", letters("de")));
        assert!(!count("marché", letters("en")));
    }
}
