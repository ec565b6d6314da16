//! The terms of words: how an exact form, a stem, a compound and a shape stand in the index.
//!
//! The analysis is ours; Tantivy's tokenizers are not used. No exact form and no stem contains a space or a control character.

use crate::analysis::Stemmer;

/// The names of the tokenizers in the schema. Nothing is registered under them, because Tantivy cuts no text into words.
pub(super) const TOKENIZER: &str = "analysed";
pub(super) const PLACED_TOKENIZER: &str = "placed";

/// The terms of the shape of a field. Each is one letter.
pub(super) mod shape {
    /// A sentence begins at this word.
    pub(crate) const SENTENCE: &str = "s";
    /// A paragraph begins at this word.
    pub(crate) const PARAGRAPH: &str = "p";
    /// This word has a capital letter.
    pub(crate) const CAPITAL: &str = "c";
    /// This word is in capitals throughout.
    pub(crate) const ALL_CAPITALS: &str = "a";
    /// This word is the first of a quote.
    pub(crate) const QUOTE_FIRST: &str = "q";
    /// This word is the last of a quote.
    pub(crate) const QUOTE_LAST: &str = "e";
}

/// Ends the exact form in the term of a word that is its own stem; the language's code follows.
const OWN_STEM: char = '\u{1}';

/// Returns the term of a word that is its own stem in the language of this code.
///
/// Two in three words of English news are their own stems. They have one term, which finds them in
/// either form, instead of one for each form. Postings with positions are most of an index, and
/// making them is most of indexing. Other words have their exact form as a term, and another for
/// the stem.
pub(super) fn own_stem_term(word: &str, code: &str) -> String {
    format!("{word}{OWN_STEM}{code}")
}

/// Begins what follows [`OWN_STEM`] in the term of a word that is not its own stem, in languages in which typed accents count.
const INFLECTED: char = '+';

/// Returns whether the term of a word is of an article in the language of this code, and the accents that the word has there. `None` if it
/// says nothing of accents.
pub(super) fn accents_of(term: &str) -> Option<(&str, Option<&str>)> {
    let (_, mark) = term.split_once(OWN_STEM)?;
    let (code, accents) = mark.split_once(OWN_STEM).map_or((mark, None), |(code, accents)| (code, Some(accents)));
    Some((code.strip_prefix(INFLECTED).unwrap_or(code), accents))
}

/// Returns a bound after the terms of a word that is its own stem in one language: with each of the accents that it has.
pub(super) fn after_own_stem(term: &str) -> String {
    after_word(term)
}

/// Comes between the language's code and the stem of a compound.
const COMPOUND: char = '-';

/// Adds the term of a compound, which stands where its last word stands, given the stem term of the language. It holds the compound as
/// written, because phrases ask for that.
pub(super) fn push_compound(terms: &mut String, stem_term: &str, code: &str, compound: &str) {
    let stem = &stem_term[code.len() + 1..];
    terms.push_str(code);
    terms.push(COMPOUND);
    terms.push_str(stem);
    if stem != compound {
        terms.push(OWN_STEM);
        terms.push_str(compound);
    }
}

/// Returns the term of a compound.
pub(super) fn compound_term(stem_term: &str, code: &str, compound: &str) -> String {
    let mut term = String::new();
    push_compound(&mut term, stem_term, code, compound);
    term
}

/// Returns the first term of the compounds with a stem, and a bound after all of them.
pub(super) fn compounds_with_stem(stem_term: &str, code: &str) -> (String, String) {
    let first = compound_term(stem_term, code, &stem_term[code.len() + 1..]);
    let behind = after_word(&first);
    (first, behind)
}

/// Returns a bound after all terms of a word by exact form, and before those of every later word.
pub(super) fn after_word(word: &str) -> String {
    const AFTER_MARK: char = '\u{2}';
    format!("{word}{AFTER_MARK}")
}

/// Returns the word of a term by exact form.
pub(super) fn word_of(term: &str) -> &str {
    term.split_once(OWN_STEM).map_or(term, |(word, _)| word)
}

/// The byte that ends the word in a term by exact form, if the word is its own stem.
pub(super) const END_OF_WORD: u8 = OWN_STEM as u8;

/// Returns the terms of a word of a text: by exact form, and by stem unless the word is its own stem.
pub(super) fn terms_of<'s>(
    exact: &str,
    stem_term: &'s str,
    accents: Option<&str>,
    stemmer: &Stemmer,
) -> (String, Option<&'s str>) {
    let code = stemmer.code();
    let is_own_stem = stem_term.get(code.len() + 1..) == Some(exact);
    let mut term = exact.to_owned();
    if is_own_stem || stemmer.has_accents() {
        term.push(OWN_STEM);
        if !is_own_stem {
            term.push(INFLECTED);
        }
        term.push_str(code);
    }
    if let Some(accents) = accents {
        term.push(OWN_STEM);
        term.push_str(accents);
    }
    (term, (!is_own_stem).then_some(stem_term))
}
