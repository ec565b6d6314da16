//! What the fitting of weights needs to see: everything that is weighed in choosing a page's headline.
//!
//! Read by `tools/fit/src/bin/headline_candidates.rs`, from which `scripts/fit-headlines` makes the weights.

use dom_query::Document;

use super::headline::{WEIGHTS, answers, candidates};
use super::metadata::Statements;

/// A headline that a page may have.
#[derive(Debug)]
pub struct Candidate {
    /// The headline, without the site's name.
    pub text: String,
    /// The answers to the questions, in their order.
    pub answers: Vec<bool>,
}

/// Returns what is asked of each candidate.
pub fn questions() -> Vec<&'static str> {
    WEIGHTS.iter().map(|(question, _)| *question).collect()
}

/// Returns the headlines that a page may have. The page is to be one that [`extract`](super::extract) builds a tree of.
pub fn headlines(html: &str) -> Vec<Candidate> {
    Statements::of(&Document::from(html)).with_titles(|titles| {
        let all = candidates(titles);
        let candidate = |idx: usize| Candidate { text: all[idx].text.to_owned(), answers: answers(&all, idx).to_vec() };
        (0..all.len()).map(candidate).collect()
    })
}
