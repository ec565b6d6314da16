//! A search as it is asked, and its answer.

use std::time::Duration;

use crate::article::Article;
use crate::choice::{MatchWords, Sort};
use crate::hit::{Coverage, Hit};
use crate::query::Query;
use crate::snippet::{Snippet, SnippetConfig, snippet};
use crate::span::Span;
use crate::story::Difference;

/// A search as a reader asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchConfig {
    /// Which articles match.
    pub query: Query,
    /// How many of the words side by side must match.
    pub match_words: MatchWords,
    /// In which order.
    pub sort: Sort,
    /// How many hits to skip.
    pub offset: usize,
    /// How many hits to show.
    pub limit: usize,
    /// The size of snippets.
    pub snippet: SnippetConfig,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The query as understood, in canonical form.
    pub understood: String,
    /// How many of the words that stand side by side were asked to match.
    pub match_words: MatchWords,
    /// How many of them had to match.
    pub coverage: Coverage,
    /// How many words stand side by side and may be loosened.
    pub n_words: usize,
    /// How many articles match.
    pub total: usize,
    /// How many stories these are; `None` if near-copies are not grouped.
    pub n_stories: Option<u64>,
    /// The page that was asked for.
    pub hits: Vec<Shown>,
    /// How long it took, snippets included.
    pub took: Duration,
}

impl Answer {
    /// Returns whether fewer words than all had to match, because no article holds all of them.
    pub fn is_loosened(&self) -> bool {
        self.match_words == MatchWords::Best && matches!(self.coverage, Coverage::AtLeast(n) if n < self.n_words)
    }
}

/// A hit as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The hit.
    pub hit: Hit,
    /// What to mark in the title; sorted, disjoint.
    pub title_marks: Vec<Span>,
    /// What to show of the body.
    pub snippet: Snippet,
    /// The other articles of its story, if near-copies are grouped.
    pub story: Option<Story>,
}

/// Returns a hit as it is shown. `rarity` is that of [`Hits`].
pub fn shown(hit: Hit, rarity: &[f32], config: SnippetConfig) -> Shown {
    let snippet = snippet(&hit.article, &hit.matches, rarity, config);
    Shown { title_marks: hit.matches.title_marks(), snippet, story: None, hit }
}

/// Maximum number of copies of an article that are read and compared with it. Further ones are counted, and the longest of a story is the
/// longest of those that are read, the first by id.
pub const MAX_COPIES: usize = 200;

/// The other articles of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// How many of them match.
    pub n_copies: usize,
    /// How many more there are that do not.
    pub n_not_matching: usize,
    /// Those that match, at most [`MAX_COPIES`]: first published first, those without a date last, equal ones by id.
    pub copies: Vec<Copy>,
}

/// A near-copy of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Copy {
    /// The copy.
    pub article: Article,
    /// How its body differs from that of the article it is a copy of; `None` if they are too long to be compared.
    pub difference: Option<Difference>,
}
