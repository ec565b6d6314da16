//! One state of an index, and all questions it answers.

use std::path::PathBuf;
use std::sync::Arc;

use super::ledger::{Ledger, RunRecord};
use super::words::Words;
use crate::article::Article;
use crate::choice::Facet;
use crate::deadline::Deadline;
use crate::error::Result;
use crate::hit::{Coverage, Facets, Hit, Hits, Labels, ScorePart, SearchRequest, ValuesWanted};
use crate::query::Query;
use crate::story::Stories;

/// One state of an index, shared by all who ask about it. Several threads may use one at the same
/// time.
///
/// A snapshot of a local index never changes. A cluster keeps no old states, so its snapshot sees
/// later commits in part; its [`state`](Snapshot::state) tells which state it was taken from. What
/// takes long to compute is computed when it is first asked for, and then kept.
pub trait Snapshot: Send + Sync {
    /// Returns a number that identifies the state. Snapshots with the same number give the same
    /// answers.
    fn state(&self) -> u64;

    /// Returns the same state, which answers until `deadline` and then fails with
    /// [`TakesTooLong`](crate::error::Error::TakesTooLong).
    fn within(&self, deadline: Deadline) -> Arc<dyn Snapshot>;

    /// Returns until when it answers. Who works long on what it answers checks it too.
    fn deadline(&self) -> &Deadline;

    /// Returns how much the index holds.
    fn stats(&self) -> Result<Stats>;

    /// Returns the articles that match.
    fn search(&self, request: &SearchRequest) -> Result<Hits>;

    /// Returns the parts that the score of a hit of this request is the sum of, the largest first.
    fn explain(&self, request: &SearchRequest, hit: &Hit) -> Result<Vec<ScorePart>>;

    /// Calls `each` with every article that matches. An error of `each` ends the reading and is
    /// returned.
    fn each_match(
        &self,
        query: &Query,
        coverage: Coverage,
        order: ReadOrder,
        each: &mut dyn FnMut(Article) -> Result<()>,
    ) -> Result<()>;

    /// Counts the articles that match by day, and by values of these facets.
    fn facets(&self, query: &Query, coverage: Coverage, facets: &[Facet], wanted: ValuesWanted<'_>) -> Result<Facets>;

    /// Counts all articles, in all and by day. Only the latest version of an article counts. The facets
    /// have no values.
    fn everything(&self) -> Result<&Facets>;

    /// Returns the stories that all articles belong to.
    fn stories(&self) -> Result<&Stories>;

    /// Calls `each` with the labels of every article that matches and has near-copies, ordered by
    /// id: its day, and its values of these facets. It does not matter whether the copies match. An
    /// error of `each` ends the reading and is returned.
    fn each_copy(
        &self,
        query: &Query,
        coverage: Coverage,
        facets: &[Facet],
        each: &mut dyn FnMut(Labels) -> Result<()>,
    ) -> Result<()>;

    /// Returns at most `limit` articles that `name` refers to, ordered by id. These are the
    /// articles whose id is `name`. If there are none, those whose record's own id, file path or
    /// place (`PATH:RECORD`) is `name`. If there are none either, those whose id begins with
    /// `name`.
    fn articles(&self, name: &str, limit: usize) -> Result<Vec<Article>>;

    /// Returns the articles with these [ordinals](crate::article::ArticleId::ordinal), ordered by
    /// id.
    fn articles_at(&self, ordinals: &[u64]) -> Result<Vec<Article>>;

    /// Returns the articles with this canonical URL, the first version first.
    fn versions_of(&self, url: &str) -> Result<Vec<Article>>;

    /// Returns the words of the index.
    fn words(&self) -> &dyn Words;

    /// Returns the files that the index was made from.
    fn ledger(&self) -> &dyn Ledger;
}

/// In which order [`Snapshot::each_match`] reads articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadOrder {
    /// As they are stored, which is fastest.
    Stored,
    /// By id. Takes half as long again, because articles are not stored in that order.
    ById,
}

/// How much an index holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// Where it is.
    pub location: PathBuf,
    /// Number of articles.
    pub n_articles: u64,
    /// Number of quotes.
    pub n_quotes: u64,
    /// Number of files read.
    pub n_files: u64,
    /// The space it takes.
    pub size_bytes: u64,
    /// Number of parts it consists of; fewer are faster.
    pub n_segments: usize,
    /// The number of its generation. A rebuild makes the next one.
    pub generation: u64,
    /// The engine and the version of its format, as in
    /// [`Error::IndexFormat`](crate::error::Error::IndexFormat).
    pub format: String,
    /// The last run.
    pub last_run: Option<RunRecord>,
}
