//! A search request of a reader, and its answer.

use std::time::Duration;

use crate::article::Article;
use crate::choice::{Count, MatchWords, Sort};
use crate::hit::{Coverage, Hit};
use crate::query::Query;
use crate::snippet::{Snippet, SnippetConfig, snippet};
use crate::span::Span;
use crate::story::Difference;

/// A search as a reader requests it.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchConfig {
    /// Which articles match.
    pub query: Query,
    /// How many of the words side by side must match.
    pub match_words: MatchWords,
    /// The order of the hits.
    pub sort: Sort,
    /// How far hits are counted.
    pub count: Count,
    /// Number of hits to skip.
    pub offset: usize,
    /// Number of hits to show.
    pub limit: usize,
    /// The size of snippets.
    pub snippet: SnippetConfig,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The query as understood, in canonical form.
    pub understood: String,
    /// The requested rule for words side by side.
    pub match_words: MatchWords,
    /// How many of the words side by side had to match.
    pub coverage: Coverage,
    /// Number of words side by side that may be loosened.
    pub n_words: usize,
    /// Number of matching articles.
    pub total: usize,
    /// Whether more may match; see [`Hits`](crate::hit::Hits).
    pub is_at_least: bool,
    /// Number of stories; `None` if near-copies are not grouped.
    pub n_stories: Option<u64>,
    /// The requested page.
    pub hits: Vec<ShownHit>,
    /// The time it took, including snippets.
    pub took: Duration,
}

impl Answer {
    /// Returns whether fewer than all words had to match, because no article holds all of them.
    pub fn is_loosened(&self) -> bool {
        self.match_words == MatchWords::Best && matches!(self.coverage, Coverage::AtLeast(n) if n < self.n_words)
    }
}

/// A hit with its snippet.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownHit {
    /// The hit.
    pub hit: Hit,
    /// The spans to mark in the title; sorted, disjoint.
    pub title_marks: Vec<Span>,
    /// The part of the body to show.
    pub snippet: Snippet,
    /// The other articles of its story, if near-copies are grouped.
    pub story: Option<Story>,
}

/// Returns a hit with its snippet. `rarity` is that of [`Hits`](crate::hit::Hits).
pub fn shown(hit: Hit, rarity: &[f32], config: SnippetConfig) -> ShownHit {
    let snippet = snippet(&hit.article, &hit.matches, rarity, config);
    ShownHit { title_marks: hit.matches.title_marks(), snippet, story: None, hit }
}

/// Maximum number of copies of an article that are read and compared with it. Further ones are counted, and the longest of a story is the
/// longest of those that are read, the first by id.
pub const MAX_COPIES: usize = 200;

/// The other articles of a story.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Number of copies that match.
    pub n_copies: usize,
    /// Number of copies that do not match.
    pub n_not_matching: usize,
    /// Those that match, at most [`MAX_COPIES`]: first published first, those without a date last, equal ones by id.
    pub copies: Vec<NearCopy>,
}

/// A near-copy of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct NearCopy {
    /// The copy.
    pub article: Article,
    /// How its body differs from that of the article it is a copy of; `None` if they are too long to be compared.
    pub difference: Option<Difference>,
}
