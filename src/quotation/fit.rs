//! What the fitting of weights needs to see: everything that [`find`](super::find) weighs in a body, and with which result.
//!
//! Read by `tools/fit/src/bin/quote_decisions.rs`, from which `scripts/fit-quotes` makes `weights.txt`.

use super::attribution::{Attribution, Weighed};
use super::candidate::Candidate;
use super::insertion;
use super::lexicon::Lexicon;
use super::marks::{self, Marked};
use super::nickname;
use super::phrase::Phrase;
use super::weights::{Evidence, FEATURES};
use super::words::Row;

pub use super::weights::Weights;

use crate::article::Language;
use crate::span::Span;

/// What was weighed for one marked stretch of a body.
#[derive(Debug)]
pub struct Decision {
    /// What stands in the marks.
    pub content: Span,
    /// Whether it was taken for speech.
    pub is_speech: bool,
    /// The attributions that it may have.
    pub candidates: Vec<Weighable>,
    /// The number of the one that was chosen, from 0; `None` if none was likely enough.
    pub chosen: Option<usize>,
    /// The answers that speak for no attribution.
    pub none: Vec<u16>,
    /// The answers that speak for and against speech.
    pub speech: Vec<u16>,
}

/// An attribution that a quote may have.
#[derive(Debug)]
pub struct Weighable {
    /// The words that name the source.
    pub source: Span,
    /// The reporting words.
    pub cue: Option<Span>,
    /// The answers that speak for and against it.
    pub answers: Vec<u16>,
}

impl Decision {
    pub(super) fn new(
        row: &Row<'_>,
        marked: &Marked,
        weighed: &Weighed,
        speech: &Evidence,
        attribution: &Attribution,
        is_speech: bool,
    ) -> Decision {
        let span = |phrase: Phrase| row.span(phrase.first, phrase.last);
        let option = |(candidate, evidence): &(Candidate, Evidence)| Weighable {
            source: span(candidate.source),
            cue: candidate.cue.map(span),
            answers: evidence.answers().to_vec(),
        };
        let is_chosen = |chosen: Candidate| weighed.candidates.iter().position(|(candidate, _)| *candidate == chosen);
        Decision {
            content: marked.content,
            is_speech,
            candidates: weighed.candidates.iter().map(option).collect(),
            chosen: attribution.candidate.and_then(is_chosen),
            none: weighed.none.answers().to_vec(),
            speech: speech.answers().to_vec(),
        }
    }
}

/// Returns the questions by name, each with its number of answers. Answers are counted through all questions in this order.
pub fn questions() -> &'static [(&'static str, usize)] {
    FEATURES
}

/// Returns what is weighed in a body with these weights, in the order of the text: everything in marks, be it speech or not, save for quotes with a signature. Nothing where
/// the language has no lexicon.
pub fn decisions(body: &str, language: &Language, weights: &Weights) -> Vec<Decision> {
    let paragraphs = marks::paragraphs(body);
    let nicknames = nickname::nicknames(body);
    let marked = nickname::without(&nicknames, marks::marked(body, &paragraphs));
    let mut weighed = Vec::new();
    if let Some(lexicon) = Lexicon::of(language.code()) {
        let marked = insertion::apart(body, marked, lexicon);
        let row = Row::new(body, &paragraphs, &marked, &nicknames, lexicon);
        super::speech(&row, weights, Some(&mut weighed));
    }
    weighed
}
