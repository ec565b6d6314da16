//! One match of an article, picked by its number.

use super::Snippet;
use crate::article::Article;
use crate::hit::Matches;

/// One match of an article's body, picked by its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Picked<'a> {
    /// The article.
    pub article: &'a Article,
    /// All of its matches.
    pub matches: &'a Matches,
    /// Which match of the body, from 0.
    pub match_idx: usize,
    /// The passage around it.
    pub passage: Snippet,
}

impl Picked<'_> {
    /// Returns its number, from 1.
    pub fn number(&self) -> usize {
        self.match_idx + 1
    }

    /// Returns the number of the match before it.
    pub fn previous(&self) -> Option<usize> {
        (self.match_idx > 0).then_some(self.match_idx)
    }

    /// Returns the number of the match after it.
    pub fn next(&self) -> Option<usize> {
        (self.number() < self.matches.body.len()).then_some(self.number() + 1)
    }
}
