//! Bare words: which punctuation comes off, and which shapes are no words.
//!
//! A word keeps its inner signs; which tokens it holds is for the analysis to say. Shapes that other search services give a meaning
//! (wildcards, fuzzy words, proximity) are errors here, so that nobody gets the answer to another question.

use super::QueryProblem;
use super::chars::{Typed, is_dash, is_punctuation, is_single_mark, is_space, is_word_char, shown};

/// Returns the text of the word that stands from one place up to another, without the punctuation around it, and what to tell about it.
///
/// The first character is no punctuation, and there is at least one letter or digit.
pub(super) fn read(typed: &Typed<'_>, start: usize, end: usize) -> Result<(String, Vec<QueryProblem>), QueryProblem> {
    let n_trailing = typed.between(start, end).rev().take_while(|c| is_punctuation(*c)).count();
    let (trailing, end) = (end - n_trailing..end, end - n_trailing);
    let (word, span) = (typed.text(start, end), typed.span(start, end));
    let mut notes = Vec::new();
    if !is_url(&word) {
        if typed.between(trailing.start, trailing.end).any(|c| c == '!') || word.contains(['*', '?', '!']) {
            return Err(wildcard(typed, start, trailing.end));
        }
        if let Some(problem) = unsupported(typed, &word, start, end) {
            return Err(problem);
        }
        if let Some(place) = trailing.clone().find(|at| typed.is(*at, |c| c == '?')) {
            let note = QueryProblem::note(typed.span(place, place + 1), "`?` at the end of a word is punctuation");
            notes.push(note.hint("it does not stand for a letter"));
        }
    }
    if matches!(word.as_str(), "AND" | "OR" | "NOT") {
        let problem = QueryProblem::error(span, format!("`{word}` is an operator and cannot stand here"));
        return Err(problem.hint(quote_it("to search for the word itself, put it in quotation marks", &word)));
    }
    notes.extend(lost_signs(&word).map(|searched| {
        let message = format!("`{}` is searched as `{}`: signs are not indexed", shown(&word), shown(&searched));
        QueryProblem::note(span, message)
    }));
    Ok((word, notes))
}

/// Returns the error for a wildcard between two places.
pub(super) fn wildcard(typed: &Typed<'_>, start: usize, end: usize) -> QueryProblem {
    let is_wildcard = |c| matches!(c, '*' | '?' | '!');
    let place = (start..end).find(|at| typed.is(*at, is_wildcard)).unwrap_or(start);
    let problem = QueryProblem::error(typed.span(place, place + 1), "wildcards are not supported yet");
    let token = typed.text(start, end);
    if !typed.holds_word(start, end) {
        return problem.hint("type the whole word");
    }
    problem.hint(quote_it("type the whole word, or put it in quotation marks", &token))
}

/// Returns the error for a token that has a meaning elsewhere, at the places it fills in the text.
fn unsupported(typed: &Typed<'_>, word: &str, start: usize, end: usize) -> Option<QueryProblem> {
    let what = if word.starts_with('=') {
        "exact forms (`=word`) are"
    } else if is_fuzzy(word) {
        "fuzzy words (`word~`) are"
    } else if is_proximity(word) {
        "proximity (`w/5`, `pre/5`, `near5`) is"
    } else if is_vendor_field(word) {
        "fields with `=` are"
    } else {
        return None;
    };
    let problem = QueryProblem::error(typed.span(start, end), format!("{what} not supported yet"));
    Some(problem.hint(quote_it("to search for the text itself, put it in quotation marks", word)))
}

/// Returns a hint with the text in quotation marks.
pub(super) fn quote_it(advice: &str, text: &str) -> String {
    format!("{advice}: `\"{}\"`", shown(text))
}

/// Returns whether the word begins as `https://` does. Nothing in a URL is a wildcard.
fn is_url(word: &str) -> bool {
    word.split_once("://").is_some_and(|(name, _)| is_name(name))
}

/// Returns whether the text can be a field's name: a letter, then letters, digits, `_` and `-`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(|c| is_word_char(c) || matches!(c, '_' | '-'))
}

fn is_fuzzy(word: &str) -> bool {
    let before_digits = word.trim_end_matches(|c: char| c.is_ascii_digit());
    before_digits.strip_suffix('~').is_some_and(|word| word.contains(char::is_alphanumeric))
}

/// Returns whether the token is a proximity operator in one of the spellings in use: `w/5`, `w/s`, `pre/5`, `near5`, `adj5`, `/5`, `/p`.
pub(super) fn is_proximity(token: &str) -> bool {
    let token = token.to_ascii_lowercase();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_distance = |text: &str| is_number(text) || matches!(text, "s" | "p");
    let behind_slash = ["w/", "pre/", "near/", "adj/", "/"].iter().find_map(|operator| token.strip_prefix(operator));
    let behind_name = ["near", "adj"].iter().find_map(|operator| token.strip_prefix(operator));
    behind_slash.is_some_and(is_distance) || behind_name.is_some_and(is_number)
}

/// The field codes of Factiva and its kin, as in `hd=flood`.
const VENDOR_FIELDS: [&str; 15] = ["hd", "hlp", "lp", "tlp", "td", "by", "au", "la", "wc", "rst", "sn", "ns", "re", "co", "in"];

fn is_vendor_field(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| VENDOR_FIELDS.contains(&name.to_ascii_lowercase().as_str()))
}

/// Functions of other services, typed directly before a parenthesis: `atleast3(…)`, `hlead(…)`.
pub(super) fn is_function(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let at_least = name.strip_prefix("atleast").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    at_least || matches!(name.as_str(), "hlead" | "caps" | "allcaps" | "nocaps")
}

/// Returns what is left of a text without the signs that are not indexed; None where it has none.
///
/// `wi-fi`, `R&D`, `10:30` and `don't` lose nothing that a reader would miss; `C++`, `$5` and `50%` do.
pub(super) fn lost_signs(text: &str) -> Option<String> {
    let is_kept_inside = |c| matches!(c, '&' | '@' | '_');
    let mut searched = String::with_capacity(text.len());
    let mut has_lost = false;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_inside = is_word_char(before) && chars.peek().copied().is_some_and(is_word_char);
        let is_kept = is_word_char(c) || is_space(c) || is_harmless(c) || (is_inside && is_kept_inside(c));
        has_lost |= !is_kept;
        searched.push(if is_kept { c } else { ' ' });
        before = c;
    }
    has_lost.then(|| searched.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn is_harmless(c: char) -> bool {
    is_punctuation(c) || is_single_mark(c) || is_dash(c) || matches!(c, '(' | ')')
}
