//! Who may have spoken: the cues and sources around one quote.
//!
//! Every reporting word near a quote is combined with every subject it may have. The subjects of
//! sentences without a reporting word are candidates too, and so is the attribution of the quote
//! before. [`attribution`](super::attribution) chooses among them by weights. A quote has at most
//! [`MAX_CANDIDATES`], the nearest on each side, so the work is linear in the text.

use smallvec::SmallVec;

use super::lexicon::{Class, WordOrder};
use super::phrase::{Phrase, is_noun, is_past_tense, is_quoted, main_subject, phrase_from, subject_of};
use super::words::{Row, WordKind};

/// A cue and a source that may belong to a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The reporting words.
    pub(super) cue: Option<Phrase>,
    /// The words that name the source.
    pub(super) source: Phrase,
    /// How the two were found.
    pub(super) form: Form,
}

impl Candidate {
    /// Returns whether the cue is right beside the quote at `at`, or behind it with only the source
    /// between.
    pub(super) fn is_adjacent(&self, at: usize) -> bool {
        let is_beside =
            |cue: Phrase| cue.last < at && at <= cue.last + 2 || cue.first > at && cue.first.min(self.source.first) <= at + 2;
        self.form != Form::Continued && self.cue.is_some_and(is_beside)
    }
}

/// How a cue and its source stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `Ruiz said`.
    SubjectFirst,
    /// `said Ruiz`.
    VerbFirst,
    /// `according to Ruiz`.
    According,
    /// `Ruiz smiled and said`, `Ruiz left, saying`.
    Borrowed,
    /// The subject of a sentence, without reporting words.
    SubjectOnly,
    /// A noun phrase of the quote's sentence, also without reporting words.
    Phrase,
    /// The attribution of the quote before.
    Continued,
}

impl Form {
    pub(super) const N: usize = Form::Continued as usize + 1;
}

pub(super) type Candidates = SmallVec<[Candidate; 24]>;

/// Maximum distance between a cue and its quote, in words.
const MAX_WORDS_AWAY: usize = 70;

/// Maximum number of reporting words considered on each side of a quote.
const MAX_CUES: usize = 7;

/// Maximum number of noun phrases without a cue.
const MAX_PHRASES: usize = 4;

/// Maximum number of earlier reporting words of its sentence from which a cue may borrow the
/// subject.
const MAX_BORROWED: usize = 3;

/// Number of sentences considered before the quote's own, and after the quote.
const MAX_SENTENCES_BEFORE: usize = 2;
const MAX_SENTENCES_AFTER: usize = 2;

/// Returns the possible attributions of the quote at `at`. `previous` is that of the quote before.
pub(super) fn candidates(row: &Row<'_>, at: usize, previous: Option<Candidate>) -> Candidates {
    let mut found = Candidates::new();
    after(row, at, &mut found);
    before(row, at, &mut found);
    if let Some(previous) = previous {
        found.push(Candidate { form: Form::Continued, ..previous });
    }
    found
}

/// Adds the attributions that stand behind a quote, nearest first.
fn after(row: &Row<'_>, at: usize, found: &mut Candidates) {
    let mut start = at + 1;
    let mut n_cues = 0;
    for _ in 0..MAX_SENTENCES_AFTER {
        let end = row.sentence_end(start);
        for cue in start..end.min(at + MAX_WORDS_AWAY) {
            if may_report(row, cue, start) {
                add(row, start, cue, end, found);
                n_cues += 1;
            }
            if n_cues == MAX_CUES {
                return;
            }
        }
        if row.kind(end) == WordKind::ParagraphEnd || row.kind(end + 1) == WordKind::ParagraphEnd {
            return;
        }
        start = end + 1;
    }
}

/// Adds the attributions that stand before a quote, nearest first.
fn before(row: &Row<'_>, at: usize, found: &mut Candidates) {
    let mut end = at;
    let mut n_cues = 0;
    let mut n_paragraphs = 0;
    for n_sentences in 0..=MAX_SENTENCES_BEFORE {
        let start = row.sentence_start(end);
        for cue in (start.max(at.saturating_sub(MAX_WORDS_AWAY))..end).rev() {
            if n_cues < MAX_CUES && may_report(row, cue, start) {
                add(row, start, cue, end, found);
                n_cues += 1;
            }
        }
        if n_sentences < 2
            && let Some(source) = main_subject(row, start, end)
            && !found.iter().any(|known| known.form == Form::SubjectFirst && known.source.first == source.first)
        {
            push(found, Candidate { cue: None, source, form: Form::SubjectOnly });
        }
        if n_sentences == 0 {
            phrases(row, start, at, found);
        }
        let Some(mut last) = start.checked_sub(1) else { return };
        if row.kind(last) == WordKind::ParagraphEnd {
            n_paragraphs += 1;
            last = last.saturating_sub(1);
        }
        if n_paragraphs > 1 || last == 0 {
            return;
        }
        end = last;
    }
}

/// Adds the nearest noun phrases before the quote in its sentence that may be a subject.
fn phrases(row: &Row<'_>, start: usize, at: usize, found: &mut Candidates) {
    let begins = |first: &usize| {
        let begins_phrase = row.is_any(*first, &[Class::Determiner, Class::Pronoun]) || row.kind(*first) == WordKind::Capital;
        let goes_on = *first > start
            && (row.is_any(*first - 1, &[Class::Determiner, Class::Preposition]) || row.kind(*first - 1) == WordKind::Capital);
        begins_phrase && !goes_on && !row.is(*first, Class::Object)
    };
    let earliest = start.max(at.saturating_sub(MAX_WORDS_AWAY));
    for first in (earliest..at).rev().filter(begins).take(MAX_PHRASES) {
        if let Some(source) = phrase_from(row, first, at) {
            push(found, Candidate { cue: None, source, form: Form::Phrase });
        }
    }
}

/// Returns whether a word may be a cue: one of the lexicon, or in English a past tense right after
/// a name.
fn may_report(row: &Row<'_>, at: usize, start: usize) -> bool {
    row.is_any(at, &[Class::Cue, Class::Weak, Class::Participle, Class::Inverted, Class::According])
        || at > start
            && is_past_tense(row, at)
            && (row.kind(at - 1) == WordKind::Capital || row.is(at - 1, Class::Pronoun) || row.is_comma(at - 1))
}

/// Adds a cue with all its possible subjects in its sentence, `start..end`.
fn add(row: &Row<'_>, start: usize, cue: usize, end: usize, found: &mut Candidates) {
    let one = Some(Phrase { first: cue, last: cue });
    let according_len = row.according_len(cue);
    if according_len > 0 {
        if let Some(source) = phrase_from(row, cue + according_len, end) {
            let cue = Some(Phrase { first: cue, last: cue + according_len - 1 });
            push(found, Candidate { cue, source, form: Form::According });
        }
        return;
    }
    let clause = (start..cue).rev().find(|at| is_quoted(row, *at)).map_or(start, |quoted| quoted + 1);
    let subject = subject_of(row, clause, cue);
    if let Some(source) = subject {
        push(found, Candidate { cue: one, source, form: Form::SubjectFirst });
        // `the mayor, who said “…”`: the pronoun is a source too.
        let relative = (source.last + 1..cue).rev().take(4).find(|at| row.is(*at, Class::Relative));
        if let Some(relative) = relative {
            push(found, Candidate { cue: one, source: Phrase { first: relative, last: relative }, form: Form::SubjectFirst });
        }
    }
    let mut first = cue;
    while first > clause && row.is_any(first - 1, &[Class::Auxiliary, Class::Adverb]) {
        first -= 1;
    }
    let begins = first == start || !row.is_word(first - 1) || row.lexicon.word_order == WordOrder::VerbSecond;
    let inverted = if begins { phrase_from(row, cue + 1, end) } else { None };
    if let Some(source) = inverted {
        push(found, Candidate { cue: one, source, form: Form::VerbFirst });
    }
    // `X hat am Montag erklärt`, `Am Montag hat X erklärt`: the subject stands at the auxiliary.
    if row.lexicon.word_order == WordOrder::VerbSecond
        && let Some(auxiliary) = (clause..cue).rev().find(|at| row.is(*at, Class::Auxiliary))
    {
        let sources = [subject_of(row, clause, auxiliary), phrase_from(row, auxiliary + 1, cue)];
        for source in sources.into_iter().flatten() {
            push(found, Candidate { cue: one, source, form: Form::Borrowed });
        }
    }
    // `X said …, adding “…”`, `X went on to say “…”`, `“…,” said X, adding “…”`, `X smiled while Y spoke, saying “…”`.
    let mut n_verbs = 0;
    for earlier in (start..cue).rev().filter(|at| row.is_any(*at, &[Class::Cue, Class::Weak]) && !is_noun(row, *at)) {
        let is_inverted = earlier > start && is_quoted(row, earlier - 1);
        let source = if is_inverted { phrase_from(row, earlier + 1, cue) } else { subject_of(row, start, earlier) };
        if let Some(source) = source {
            push(found, Candidate { cue: one, source, form: Form::Borrowed });
        }
        n_verbs += 1;
        if n_verbs == MAX_BORROWED {
            break;
        }
    }
    for source in [main_subject(row, clause, cue), main_subject(row, start, cue)].into_iter().flatten() {
        push(found, Candidate { cue: one, source, form: Form::Borrowed });
    }
}

/// Adds a candidate, unless one with the same words is present.
fn push(found: &mut Candidates, candidate: Candidate) {
    if !found.iter().any(|known| known.cue == candidate.cue && known.source == candidate.source) {
        found.push(candidate);
    }
}
