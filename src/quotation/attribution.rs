//! Who is said to have said it: the cue and the source of one quote.
//!
//! The places are tried in the order in which newspapers use them: right after the quote (`,” said Ana Ruiz`, `,” she said`), before it
//! in its sentence (`Ana Ruiz said: “`), elsewhere in its sentence (`“poor,” according to Ana Ruiz`), and for a quote that stands alone,
//! in the quote or sentence before. There is no parser behind this: a subject is found by walking from its verb over words that can
//! stand in a noun phrase, with the classes of the lexicon. All walks are bounded, so the work is linear in the text.

use super::lexicon::{Class, WordOrder};
use super::words::{Row, WordKind};
use crate::span::Span;

/// The reporting words of a quote and who is named with them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Attribution {
    /// The reporting words.
    pub(super) cue: Option<Span>,
    /// The words that name the source.
    pub(super) source: Option<Phrase>,
    /// How the attribution was found.
    pub(super) relation: Relation,
}

/// Where an attribution stands to its quote, from the closest to none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// Right after it, or right before it.
    Adjacent,
    /// Before it in its sentence, this many words away.
    Before { n_words: usize },
    /// Later in its sentence.
    Later,
    /// It goes on from the quote before.
    Continued,
    /// In the sentence before.
    SentenceBefore,
    /// Only the sentence's subject, without reporting words.
    SubjectOnly,
    /// None found.
    #[default]
    None,
}

/// A run of words, by their first and last index in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Longest noun phrase, and longest insertion between a subject and its verb, in words.
const MAX_PHRASE_WORDS: usize = 16;
const MAX_INSERTION_WORDS: usize = 30;

/// A weak cue reports only what stands this close behind it, in words.
const MAX_WEAK_WORDS: usize = 8;

/// Returns the attribution of the quote at `at` in the row. `previous` is the quote before it, with its place, in the same body.
pub(super) fn attribute(row: &Row<'_>, at: usize, previous: Option<(usize, &Attribution)>) -> Attribution {
    let content = match row.kind(at) {
        WordKind::Quoted(marked_idx) => row.content(marked_idx),
        _ => "",
    };
    let ends_with_stop = content.ends_with('.') && !row.is_comma(at + 1);
    let ends_open = row.is_comma(at + 1) || content.ends_with([',', '?', '!', '…', '—', '–', '-']);
    let after = if ends_with_stop && row.kind(at + 1) != WordKind::Small { None } else { after(row, at) };
    if let Some(found) = after.filter(|_| ends_open) {
        return found;
    }
    let start = row.sentence_start(at);
    before(row, start, at)
        .or(after)
        .or_else(|| if ends_with_stop { None } else { later(row, at) })
        .or_else(|| continued(row, start, at, previous))
        .or_else(|| sentence_before(row, start, at))
        .unwrap_or_default()
}

/// Finds `” said X`, `” X said`, `” according to X` right after a quote.
fn after(row: &Row<'_>, at: usize) -> Option<Attribution> {
    let mut first = at + 1;
    while matches!(row.kind(first), WordKind::Punctuation(',' | '–' | '—' | '-')) {
        first += 1;
    }
    let end = row.sentence_end(first);
    let according_len = row.according_len(first);
    if according_len > 0 {
        let source = phrase_from(row, first + according_len, end)?;
        return Some(found(row, first, first + according_len - 1, Some(source), Relation::Adjacent));
    }
    let mut cue = first;
    while cue < end && row.is_any(cue, &[Class::Auxiliary, Class::Adverb]) && !row.is_any(cue, &[Class::Pronoun, Class::Cue]) {
        cue += 1;
    }
    if row.is_any(cue, &[Class::Cue, Class::Inverted]) {
        let source = phrase_from(row, cue + 1, end)?;
        return Some(found(row, cue, cue, Some(source), Relation::Adjacent));
    }
    if row.is_any(first, &[Class::Boundary, Class::Preposition, Class::Participle, Class::Relative]) {
        return None;
    }
    let is_verb = |at: &usize| row.is_any(*at, &[Class::Cue, Class::Weak]) && !is_noun(row, *at) && *at > first;
    let cue = (first..end.min(first + MAX_INSERTION_WORDS)).take_while(|at| !is_quoted(row, *at)).find(is_verb);
    let cue = cue.or_else(|| past_tense_after_name(row, first, end))?;
    let source = subject_of(row, first, cue)?;
    // Another clause between the quote and the subject: `“…,” which angered the man who said`.
    let is_direct = (first..source.first).all(|at| !row.is_any(at, &[Class::Boundary, Class::Relative]));
    is_direct.then(|| found(row, cue, cue, Some(source), Relation::Adjacent))
}

/// Finds a verb that no lexicon holds: `,” Ruiz deadpanned.` Only right after a name or pronoun.
fn past_tense_after_name(row: &Row<'_>, first: usize, end: usize) -> Option<usize> {
    let verb = (first..end.min(first + 4)).find(|at| row.kind(*at) == WordKind::Small && !row.is(*at, Class::Pronoun))?;
    let follows_name = verb > first && (row.kind(verb - 1) == WordKind::Capital || row.is(verb - 1, Class::Pronoun));
    let is_past_tense = row.has_ending(verb, "ed");
    (follows_name && is_past_tense).then_some(verb)
}

/// Finds `X said: “`, `X said that “`, `According to X, “` in the words `start..at` before a quote.
fn before(row: &Row<'_>, start: usize, at: usize) -> Option<Attribution> {
    for cue in (start..at).rev() {
        let n_words = at - cue;
        let relation = if n_words <= 2 { Relation::Adjacent } else { Relation::Before { n_words } };
        let according_len = row.according_len(cue);
        if according_len > 0 && !is_noun(row, cue) {
            let source = phrase_from(row, cue + according_len, at);
            return Some(found(row, cue, cue + according_len - 1, source, relation));
        }
        let is_infinitive = cue > start && row.is(cue - 1, Class::Preposition);
        let is_close = n_words <= MAX_WEAK_WORDS && !is_infinitive;
        let reports = row.is_any(cue, &[Class::Cue, Class::Participle]) || row.is(cue, Class::Weak) && is_close;
        if reports && !is_noun(row, cue) {
            let source = source_of(row, start, cue, at);
            return Some(found(row, cue, cue, source, relation));
        }
    }
    if row.kind(at.saturating_sub(1)) == WordKind::Punctuation(':') {
        let source = main_subject(row, start, at);
        return source.map(|source| Attribution { cue: None, source: Some(source), relation: Relation::Adjacent });
    }
    None
}

/// Finds `“…” for all, X said` and `“…” for all, according to X` in the rest of a quote's sentence.
fn later(row: &Row<'_>, at: usize) -> Option<Attribution> {
    let end = row.sentence_end(at + 1);
    for cue in at + 1..end {
        let according_len = row.according_len(cue);
        if according_len > 0 {
            let source = phrase_from(row, cue + according_len, end)?;
            return Some(found(row, cue, cue + according_len - 1, Some(source), Relation::Later));
        }
        if !row.is(cue, Class::Cue) || is_noun(row, cue) {
            continue;
        }
        let source = subject_of(row, at + 1, cue).filter(|source| row.is_comma(source.first.saturating_sub(1)));
        if let Some(source) = source {
            return Some(found(row, cue, cue, Some(source), Relation::Later));
        }
    }
    None
}

/// Takes the attribution over from the quote before, in `“…,” Ruiz said. “…”` and for a paragraph that is one quote.
fn continued(row: &Row<'_>, start: usize, at: usize, previous: Option<(usize, &Attribution)>) -> Option<Attribution> {
    let (previous_at, attribution) = previous?;
    let source = attribution.source?;
    // A quote over several paragraphs ends in the paragraph of the word after it.
    let n_paragraphs_back = row.paragraph(at) - row.paragraph(previous_at + 1);
    let begins_paragraph = at.checked_sub(1).is_none_or(|before| row.kind(before) == WordKind::ParagraphEnd);
    let is_alone = begins_paragraph && row.kind(at + 1) == WordKind::ParagraphEnd;
    // `“…,” Ruiz said. Her deputy said the law was old. “…”`: the sentence between has its own source.
    let between = row.sentence_start(start.saturating_sub(1));
    let has_own = start == at && between > previous_at && (between..start).any(|at| row.is(at, Class::Cue) && !is_noun(row, at));
    let goes_on = !has_own && (n_paragraphs_back == 0 && start == at || n_paragraphs_back == 1 && is_alone);
    if goes_on {
        return Some(Attribution { cue: attribution.cue, source: Some(source), relation: Relation::Continued });
    }
    None
}

/// Looks for a cue, then for a subject, in the sentence before a quote, or for the subject of the quote's own sentence.
fn sentence_before(row: &Row<'_>, start: usize, at: usize) -> Option<Attribution> {
    if start < at {
        let source = main_subject(row, start, at)?;
        return Some(Attribution { cue: None, source: Some(source), relation: Relation::SubjectOnly });
    }
    let mut end = start.checked_sub(1)?;
    if row.kind(end) == WordKind::ParagraphEnd {
        end = end.checked_sub(1)?;
    }
    let earlier_start = row.sentence_start(end);
    let cue = (earlier_start..end).find(|cue| row.is(*cue, Class::Cue) && !is_noun(row, *cue));
    if let Some(cue) = cue
        && let Some(source) = source_of(row, earlier_start, cue, end)
    {
        return Some(found(row, cue, cue, Some(source), Relation::SentenceBefore));
    }
    let source = main_subject(row, earlier_start, end)?;
    Some(Attribution { cue: None, source: Some(source), relation: Relation::SentenceBefore })
}

fn found(row: &Row<'_>, first: usize, last: usize, source: Option<Phrase>, relation: Relation) -> Attribution {
    Attribution { cue: Some(row.span(first, last)), source, relation }
}

fn is_quoted(row: &Row<'_>, at: usize) -> bool {
    matches!(row.kind(at), WordKind::Quoted(_))
}

/// Returns whether a word of the form of a verb is a noun here: "a report", "his claims", "in charge", "the Washington Post".
fn is_noun(row: &Row<'_>, at: usize) -> bool {
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

/// Returns the source of a cue that stands before its quote. `start` begins the sentence, `end` is the quote.
fn source_of(row: &Row<'_>, start: usize, cue: usize, end: usize) -> Option<Phrase> {
    let mut before = cue;
    while before > start && (row.is_comma(before - 1) || row.is_any(before - 1, &[Class::Auxiliary, Class::Adverb])) {
        before -= 1;
    }
    // `“…,” said X, “…”`, and in German also `Am Montag sagte X: „…“`.
    let borrows = row.is(cue, Class::Participle) && !row.is(cue, Class::Cue);
    let follows_quote = before > start && is_quoted(row, before - 1) && !borrows;
    let begins_otherwise = row.lexicon.word_order == WordOrder::VerbSecond
        && (before == start || row.is_any(clause_start(row, start, cue), &[Class::Preposition, Class::Adverb, Class::Boundary]));
    if (follows_quote || begins_otherwise)
        && let Some(source) = phrase_from(row, cue + 1, end)
    {
        return Some(source);
    }
    // `X hat am Montag erklärt: „…“`: the subject stands at the auxiliary.
    if row.lexicon.word_order == WordOrder::VerbSecond && !row.is_word(cue + 1) {
        let auxiliary = (start..cue).find(|at| row.is(*at, Class::Auxiliary));
        let source =
            auxiliary.and_then(|at| if begins_otherwise { phrase_from(row, at + 1, cue) } else { subject_of(row, start, at) });
        if source.is_some() {
            return source;
        }
    }
    let own = if borrows { None } else { subject_of(row, start, cue) };
    own.or_else(|| {
        // `X said …, adding “…”`, `X went on to say “…”`, `X smiled and said “…”`.
        let is_verb = |at: &usize| row.is_any(*at, &[Class::Cue, Class::Weak]) && !is_noun(row, *at);
        (start..cue).rev().filter(is_verb).find_map(|earlier| {
            let is_inverted = earlier > start && is_quoted(row, earlier - 1);
            if is_inverted { phrase_from(row, earlier + 1, cue) } else { subject_of(row, start, earlier) }
        })
    })
    .or_else(|| main_subject(row, start, cue))
}

/// Returns the first word of the clause that `at` stands in: the word after a comma, colon or quote.
fn clause_start(row: &Row<'_>, start: usize, at: usize) -> usize {
    (start..at).rev().find(|before| !row.is_word(*before)).map_or(start, |before| before + 1)
}

/// Returns the subject that stands before the verb at `verb`, at `start` or later.
fn subject_of(row: &Row<'_>, start: usize, verb: usize) -> Option<Phrase> {
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

/// Returns whether a word that no lexicon holds looks like a verb.
fn is_past_tense(row: &Row<'_>, at: usize) -> bool {
    row.kind(at) == WordKind::Small && row.has_ending(at, "ed") && !row.text(at).contains('-')
}

/// Returns the first word of the noun phrase that ends with `last`; None where no noun phrase can end there.
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
        let breaks = row.is_any(before, &[Class::Auxiliary, Class::Pronoun, Class::Relative, Class::Boundary])
            && !row.is(before, Class::Determiner)
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
    // `On Monday Ana Ruiz`: the phrase that stands last.
    let mut first = last;
    while first > earliest {
        let before = first - 1;
        if !row.is_word(before) || row.is_any(before, &[Class::Preposition, Class::Day]) {
            break;
        }
        first = before;
    }
    Some(first)
}

/// Returns the noun phrase that begins at `first`, with the description after its comma, before `end`.
fn phrase_from(row: &Row<'_>, first: usize, end: usize) -> Option<Phrase> {
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
fn main_subject(row: &Row<'_>, start: usize, end: usize) -> Option<Phrase> {
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
