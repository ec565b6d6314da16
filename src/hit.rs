//! What is asked of an engine, and what it answers.

use crate::article::Article;
use crate::query::Query;

/// A search: which articles, in which order, and which of them to give back.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchRequest {
    /// Which articles match.
    pub query: Query,
    /// How many of the query's side-by-side clauses must match.
    pub coverage: Coverage,
    /// In which order.
    pub sort: Sort,
    /// How many hits to skip.
    pub offset: usize,
    /// How many hits to give back at most.
    pub limit: usize,
}

/// How many of the clauses that stand side by side in a query must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// All of them.
    All,
    /// At least so many of those that are not excluded, required or filters.
    AtLeast(usize),
}

/// The order of hits. Equal ones are in the order of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best first.
    #[default]
    Relevance,
    /// Latest published first; those without a date last.
    Newest,
    /// First published first; those without a date last.
    Oldest,
}

/// The answer to a [`SearchRequest`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// How many articles match, exactly.
    pub total: usize,
    /// The page that was asked for, in order.
    pub page: Vec<Hit>,
}

/// An article in an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its place in the whole order, from 1.
    pub rank: usize,
    /// How well it fits; larger is better. Comparable within one answer only.
    pub score: f32,
    /// The article as stored.
    pub article: Article,
}
