//! Noun phrases: where a subject stands in the row, and where it begins and ends.
//!
//! There is no parser. A phrase is found by walking from its verb, or from the beginning of its
//! sentence, over words that can be part of a noun phrase, with the classes of the lexicon. All
//! walks are bounded, so the work is linear in the text.

use super::lexicon::{Class, WordOrder};
use super::words::{Row, WordKind};

/// A run of words, by their first and last index in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Longest noun phrase, and longest insertion between a subject and its verb, in words.
const MAX_PHRASE_WORDS: usize = 16;
const MAX_INSERTION_WORDS: usize = 30;

pub(super) fn is_quoted(row: &Row<'_>, at: usize) -> bool {
    matches!(row.kind(at), WordKind::Quoted(_))
}

/// Returns whether a word with the form of a verb is a noun here: "a report", "his claims", "in
/// charge", "the Washington Post".
pub(super) fn is_noun(row: &Row<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    if row.kind(at) == WordKind::Capital && row.is_word(before) {
        return true;
    }
    let is_of_a_noun = row.is(before, Class::Determiner) && !row.is(before, Class::Relative);
    let is_after_preposition = row.is(before, Class::Preposition) && !row.is(before, Class::Infinitive);
    let is_possessed = row.kind(before) == WordKind::Capital && row.is_possessive(before);
    let is_gerund = row.is(at, Class::Participle) && row.is(before, Class::Preposition);
    (is_of_a_noun || is_after_preposition || is_possessed) && !is_gerund && row.lexicon.word_order == WordOrder::SubjectFirst
}

/// Returns the subject before the verb at `verb`, at `start` or later.
pub(super) fn subject_of(row: &Row<'_>, start: usize, verb: usize) -> Option<Phrase> {
    let mut last = verb.checked_sub(1).filter(|last| *last >= start)?;
    loop {
        let is_pronoun = row.is(last, Class::Pronoun) && !row.is(last, Class::Adverb);
        let is_between = row.is_any(last, &[Class::Auxiliary, Class::Adverb, Class::Day])
            || row.kind(last) == WordKind::Small && row.has_ending(last, "ly")
            || row.is(last, Class::Preposition) && row.is_any(last + 1, &[Class::Adverb, Class::Day]);
        if is_pronoun || !is_between {
            break;
        }
        last = last.checked_sub(1).filter(|last| *last >= start)?;
    }
    match row.kind(last) {
        WordKind::Punctuation(',' | ')' | '–' | '—' | '-') => {
            let end = before_insertion(row, start, last)?;
            let first = phrase_start(row, start, end)?;
            Some(Phrase { first, last: if row.kind(last) == WordKind::Punctuation(')') { last } else { last - 1 } })
        }
        _ if row.is(last, Class::Pronoun) && !row.is(last, Class::Relative) => Some(Phrase { first: last, last }),
        _ if row.is(last, Class::Relative) => {
            let mut end = last.checked_sub(1).filter(|end| *end >= start)?;
            if row.is_comma(end) {
                end = end.checked_sub(1).filter(|end| *end >= start)?;
            }
            phrase_start(row, start, end).map(|first| Phrase { first, last: end })
        }
        _ => {
            let first = phrase_start(row, start, last)?;
            Some(before_relative(row, start, first).unwrap_or(Phrase { first, last }))
        }
    }
}

/// Returns the noun phrase to which the relative pronoun at `relative` refers: `the mayor` in `the
/// mayor, who said`.
pub(super) fn antecedent(row: &Row<'_>, relative: usize) -> Option<Phrase> {
    let start = row.sentence_start(relative);
    let comma = usize::from(relative > 0 && row.is_comma(relative - 1));
    let last = relative.checked_sub(1 + comma).filter(|last| *last >= start)?;
    phrase_start(row, start, last).map(|first| Phrase { first, last })
}

/// Returns the subject of the relative clause whose object begins at `object`: `an aide` in `an aide who heard the talk said`.
fn before_relative(row: &Row<'_>, start: usize, object: usize) -> Option<Phrase> {
    let earliest = start.max(object.saturating_sub(4));
    let relative = (earliest..object).rev().take_while(|at| row.is_word(*at)).find(|at| row.is(*at, Class::Relative))?;
    let is_clause = relative + 1 < object && !row.is(relative, Class::Determiner);
    let last = relative.checked_sub(1).filter(|last| *last >= start && is_clause)?;
    phrase_start(row, start, last).map(|first| Phrase { first, last })
}

/// Returns the last word before the insertion that ends at `last`: `Ruiz` in `Ruiz, the minister from Lund, said`.
fn before_insertion(row: &Row<'_>, start: usize, last: usize) -> Option<usize> {
    let close = row.kind(last);
    let earliest = start.max(last.saturating_sub(MAX_INSERTION_WORDS));
    let opens = |at: &usize| match (row.kind(*at), close) {
        (WordKind::Punctuation('('), WordKind::Punctuation(')')) => true,
        (open, close) => open == close && close != WordKind::Punctuation(')'),
    };
    // `Ruiz (D-Lund), noting …, said`: the name stands before the bracket.
    let before_bracket = |at: usize| {
        let bracket = (earliest.max(at.saturating_sub(6))..at).rev().find(|open| row.kind(*open) == WordKind::Punctuation('('));
        bracket.filter(|_| row.kind(at) == WordKind::Punctuation(')')).and_then(|bracket| bracket.checked_sub(1)).unwrap_or(at)
    };
    let places = (earliest..last).rev().take_while(|at| !is_quoted(row, *at)).filter(opens).filter(|at| *at > start);
    let ends: Vec<usize> = places.map(|at| before_bracket(at - 1)).filter(|end| *end >= start && row.is_word(*end)).collect();
    ends.iter().find(|end| row.kind(**end) == WordKind::Capital).or_else(|| ends.first()).copied()
}

/// Returns whether a word in no lexicon looks like a verb.
pub(super) fn is_past_tense(row: &Row<'_>, at: usize) -> bool {
    row.kind(at) == WordKind::Small && row.has_ending(at, "ed") && !row.text(at).contains('-')
}

/// Returns the first word of the noun phrase that ends with `last`; `None` if no noun phrase can
/// end there.
fn phrase_start(row: &Row<'_>, start: usize, last: usize) -> Option<usize> {
    let ends_none = [Class::Boundary, Class::Preposition, Class::Determiner, Class::Auxiliary, Class::Participle];
    if !row.is_word(last) || row.is_any(last, &ends_none) && row.kind(last) == WordKind::Small {
        return None;
    }
    let earliest = start.max(last.saturating_sub(MAX_PHRASE_WORDS));
    let joins_names = |at: usize| {
        row.is(at, Class::Boundary)
            && row.text(at).len() <= 3
            && at > earliest
            && row.kind(at - 1) == WordKind::Capital
            && row.kind(at + 1) == WordKind::Capital
    };
    let mut first = last;
    while first > earliest {
        let before = first - 1;
        // `a spokesman for the harbour`: the preposition stays within, though it may also begin a clause.
        let breaks = row.is_any(before, &[Class::Auxiliary, Class::Pronoun, Class::Relative, Class::Boundary])
            && !row.is_any(before, &[Class::Determiner, Class::Joining])
            || (row.is_any(before, &[Class::Cue, Class::Weak, Class::Participle]) || is_past_tense(row, before))
                && !is_noun(row, before);
        if !row.is_word(before) || breaks && !joins_names(before) {
            break;
        }
        first = before;
    }
    while first < last && row.is_any(first, &[Class::Adverb, Class::Boundary]) {
        first += 1;
    }
    if !row.is(first, Class::Preposition) {
        return Some(first);
    }
    // `On Monday Ana Ruiz`, `In its statement the council`: the phrase that stands last.
    let mut first = last;
    while first > earliest && !row.is(first, Class::Determiner) {
        let before = first - 1;
        if !row.is_word(before) || row.is_any(before, &[Class::Preposition, Class::Day]) {
            break;
        }
        first = before;
    }
    Some(first)
}

/// Returns the noun phrase that begins at `first`, with the description after its comma, before `end`.
pub(super) fn phrase_from(row: &Row<'_>, first: usize, end: usize) -> Option<Phrase> {
    let mut first = first;
    while first < end
        && row.is_any(first, &[Class::Adverb, Class::Day])
        && !row.is_any(first, &[Class::Pronoun, Class::Determiner])
    {
        first += 1;
    }
    if first >= end || !row.is_word(first) {
        return None;
    }
    // `heißt es in einer Erklärung der Partei`, `hieß es vom Minister`.
    if row.is(first, Class::It) && row.is(first + 1, Class::Preposition) && row.lexicon.word_order == WordOrder::VerbSecond {
        return phrase_from(row, first + 2, end);
    }
    if row.is(first, Class::Pronoun) && !row.is(first, Class::Determiner) {
        return Some(Phrase { first, last: first });
    }
    if row.is(first, Class::Object) {
        return None;
    }
    let begins_none = [Class::Boundary, Class::Preposition, Class::Participle, Class::Auxiliary];
    if row.is_any(first, &begins_none) && !row.is(first, Class::Determiner) && row.kind(first) == WordKind::Small {
        return None;
    }
    let mut last = first;
    while last + 1 < end && last - first < MAX_PHRASE_WORDS {
        let next = last + 1;
        let joins = row.is_any(next, &[Class::Joining, Class::Determiner])
            || row.is(next, Class::Boundary)
                && row.text(next).len() <= 3
                && row.kind(last) == WordKind::Capital
                && row.kind(next + 1) == WordKind::Capital;
        let stops =
            [Class::Boundary, Class::Preposition, Class::Auxiliary, Class::Adverb, Class::Day, Class::Pronoun, Class::Participle];
        if !row.is_word(next) || row.is_any(next, &stops) && !joins {
            break;
        }
        last = next;
    }
    while last > first && row.is_any(last, &[Class::Joining, Class::Determiner]) {
        last -= 1;
    }
    Some(Phrase { first, last: description_end(row, last, end) })
}

/// Returns the last word of the description that follows the name ending at `last`: `, a farmer from Lund` or `, 31, a farmer`.
fn description_end(row: &Row<'_>, last: usize, end: usize) -> usize {
    let mut last = last;
    while row.is_comma(last + 1) {
        let first = last + 2;
        let is_age = row.text(first).parse::<u8>().is_ok();
        let describes = row.is_any(first, &[Class::Determiner, Class::Relative]) || row.kind(first) == WordKind::Small;
        let goes_elsewhere =
            [Class::Participle, Class::Boundary, Class::Preposition, Class::Pronoun, Class::Adverb, Class::Auxiliary];
        let goes_on = row.is_any(first, &goes_elsewhere) && !row.is_any(first, &[Class::Determiner, Class::Relative]);
        if first >= end || !describes || goes_on || row.has_ending(first, "ing") {
            break;
        }
        let inside = (first..end.min(first + MAX_INSERTION_WORDS)).take_while(|at| row.is_word(*at)).count();
        if inside == 0 {
            break;
        }
        last = first + inside - 1;
        if !is_age {
            break;
        }
    }
    last
}

/// Returns the subject of the sentence that begins at `start`: a pronoun, a name, or a short noun phrase.
pub(super) fn main_subject(row: &Row<'_>, start: usize, end: usize) -> Option<Phrase> {
    let mut first = start;
    let is_before_subject = |at: usize| {
        !row.is_word(at)
            || row.is_any(at, &[Class::Boundary, Class::Adverb]) && !row.is_any(at, &[Class::Pronoun, Class::Determiner])
    };
    while first < end && is_before_subject(first) && !is_quoted(row, first) {
        first += 1;
    }
    let is_time = row.is(first, Class::Determiner) && row.is(first + 1, Class::Day);
    if row.is(first, Class::Preposition) || row.has_ending(first, "ing") || is_time {
        first = (first..end).find(|at| row.is_comma(*at))? + 1;
    }
    if first >= end || !row.is_word(first) {
        return None;
    }
    if row.is(first, Class::Pronoun) {
        return Some(Phrase { first, last: first });
    }
    let stops = [Class::Auxiliary, Class::Cue, Class::Weak, Class::Preposition, Class::Boundary, Class::Adverb, Class::Pronoun];
    let mut last = first;
    let mut has_name = row.kind(first) == WordKind::Capital && !row.is(first, Class::Determiner);
    while last + 1 < end && row.is_word(last + 1) && !row.is_any(last + 1, &stops) && last - first < MAX_PHRASE_WORDS {
        let is_capital = row.kind(last + 1) == WordKind::Capital;
        let is_possessive = row.is_possessive(last);
        if has_name && !is_capital && !is_possessive && !row.is(last + 1, Class::Title) {
            break;
        }
        has_name |= is_capital;
        last += 1;
    }
    if has_name {
        return Some(Phrase { first, last });
    }
    (row.is(first, Class::Determiner) && last > first).then(|| Phrase { first, last: first + 1 })
}
