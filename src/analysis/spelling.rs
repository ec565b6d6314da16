//! Spellings of one form of a word: `harbour` and `harbor`, `organised` and `organized`, `Müller` and `Mueller`.
//!
//! Stems join spellings and inflected forms. A phrase asks for words as written, and so for this form alone, but not for one way to spell it.

use super::english;

/// Another spelling of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherSpelling {
    /// The exact form.
    pub exact: String,
    /// The codes of the languages in which it is the same word; empty if it is in all.
    languages: &'static [&'static str],
}

impl OtherSpelling {
    /// Returns whether it is the same word in an article whose language has this code.
    pub fn is_of(&self, code: &str) -> bool {
        self.languages.is_empty() || self.languages.contains(&code)
    }

    /// Returns whether it is the same word in some languages alone.
    pub fn is_of_some(&self) -> bool {
        !self.languages.is_empty()
    }
}

/// Returns the other spellings of a folded word. `typed` is the word with its accents, if it has any.
pub fn spellings(exact: &str, typed: Option<&str>) -> Vec<OtherSpelling> {
    let of = |exact: String, languages| OtherSpelling { exact, languages };
    let mut found: Vec<OtherSpelling> = english::spellings(exact).into_iter().map(|other| of(other, &[])).collect();
    // `blue` and `does` have no umlaut.
    let is_english = english::is_known(exact);
    let plain = |pairs: &[(&str, &str)]| match is_english {
        true => exact.to_owned(),
        false => pairs.iter().fold(exact.to_owned(), |word, (two, one)| word.replace(two, one)),
    };
    let german = two_letters(exact, typed, &[('ä', "ae"), ('ö', "oe"), ('ü', "ue")]).unwrap_or_else(|| {
        // Nor have `neue` and `Quelle`.
        let has_diphthong = exact.contains("eue") || exact.contains("que");
        plain(if has_diphthong { &[("ae", "a"), ("oe", "o")] } else { &[("ae", "a"), ("oe", "o"), ("ue", "u")] })
    });
    let nordic =
        two_letters(exact, typed, &[('å', "aa"), ('ø', "oe"), ('ö', "oe")]).unwrap_or_else(|| plain(&[("aa", "a"), ("oe", "o")]));
    found.extend((german != exact).then(|| of(german, &["de"])));
    found.extend((nordic != exact).then(|| of(nordic, &["da", "no", "sv"])));
    found
}

/// Returns a word with two letters for each of some letters with accents. `None` if it was typed without them.
fn two_letters(exact: &str, typed: Option<&str>, letters: &[(char, &str)]) -> Option<String> {
    let typed = typed.filter(|typed| typed.contains(|letter| letters.iter().any(|(accented, _)| *accented == letter)))?;
    // Folding makes one letter of each that is replaced here.
    if typed.chars().count() != exact.chars().count() {
        return None;
    }
    let mut word = String::with_capacity(exact.len() + 2);
    for (plain, letter) in exact.chars().zip(typed.chars()) {
        match letters.iter().find(|(accented, _)| *accented == letter) {
            Some((_, two)) => word.push_str(two),
            None => word.push(plain),
        }
    }
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(exact: &str, typed: Option<&str>, expected: &[&str]) {
        let found: Vec<String> = spellings(exact, typed).into_iter().map(|spelling| spelling.exact).collect();
        assert_eq!(found, expected, "{exact}");
    }

    #[test]
    fn a_form_has_the_spellings_of_its_word() {
        check("harbor", None, &["harbour"]);
        check("harbours", None, &["harbors"]);
        check("organised", None, &["organized"]);
        check("organizing", None, &["organising"]);
        check("travelled", None, &["traveled"]);
        check("organizations", None, &["organisations"]);
        check("bombings", None, &[]);
        check("flood", None, &[]);
        check("floods", None, &[]);
        check("wives", None, &[]);
    }

    #[test]
    fn umlauts_may_be_written_as_two_letters() {
        check("mueller", None, &["muller"]);
        check("muller", Some("müller"), &["mueller"]);
        check("aarhus", None, &["arhus"]);
        check("neue", None, &[]);
        check("blue", None, &[]);
    }
}
