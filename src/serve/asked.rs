//! What requests of every kind have in common: a query, an order, and where in an answer to begin.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::http::StatusCode;

use super::cursor::Cursor;
use super::fault::Fault;
use super::state::ServerState;
use crate::analysis::tokens;
use crate::article::Article;
use crate::choice::{MatchWords, Syntax};
use crate::engine::Snapshot;
use crate::error::Error;
use crate::hit::{Coverage, Matches};
use crate::matching::{Pattern, find};
use crate::query::{Query, QueryProblem, parse_as};
use crate::search::{self, Keywords, KeywordsConfig, OwnWords, in_quotes, narrowed};

/// Maximum number of hits on a page.
const MAX_LIMIT: usize = 100;

/// Maximum depth of paging: all hits before a page have to be sorted.
const MAX_DEPTH: usize = 10_000;

/// Default number of hits on a page.
const DEFAULT_LIMIT: usize = 10;

/// Maximum number of articles read for keywords.
const MAX_READ: u64 = 2_000;

/// Maximum length of a query in bytes.
const MAX_QUERY_BYTES: usize = 4 << 10;

/// Maximum length of a name in bytes.
const MAX_NAME_BYTES: usize = 512;

/// Returns the query that a text means by the rules of a service, and the notes about it.
pub(super) fn understood(text: &str, syntax: Syntax, today: i64) -> Result<(Query, Vec<QueryProblem>), Fault> {
    check_length("query", text)?;
    let (query, problems) = parse_as(text, syntax, today);
    match (query, problems.last()) {
        (Some(query), _) => Ok((query, problems)),
        (None, Some(problem)) => Err(Fault::of_query(problem, text)),
        (None, None) => Err(bad("the query cannot be run")),
    }
}

/// Returns the query for quotes with these words, by this speaker; for all quotes if neither is
/// given. Notes are about `text` alone.
pub(super) fn understood_of_quotes(
    text: Option<&str>,
    by: Option<&str>,
    syntax: Syntax,
    today: i64,
) -> Result<(Query, Vec<QueryProblem>), Fault> {
    let text = text.unwrap_or("");
    // The places of notes are in `text`, so it is parsed alone first.
    let (text, notes) = match text.trim() {
        "" => (String::new(), Vec::new()),
        _ => {
            let (query, notes) = understood(text, syntax, today)?;
            // A name stands beside our own language.
            let is_own = syntax == Syntax::Pullquote;
            (if is_own { text.to_owned() } else { query.to_string() }, notes)
        }
    };
    if let Some(name) = by {
        check_name(name)?;
    }
    let query = match narrowed(&text, &[("by", by)]).as_str() {
        "" => Query::everything(),
        text => in_quotes(understood(text, Syntax::Pullquote, today)?.0),
    };
    Ok((query, notes))
}

/// Refuses a text that is too long.
pub(super) fn check_length(what: &str, text: &str) -> Result<(), Fault> {
    if text.len() > MAX_QUERY_BYTES {
        return Err(bad(format!("the {what} is longer than {MAX_QUERY_BYTES} bytes")));
    }
    Ok(())
}

/// Refuses a name without a letter, which names nobody.
pub(super) fn check_name(name: &str) -> Result<(), Fault> {
    if name.len() > MAX_NAME_BYTES {
        return Err(bad(format!("the name in `by` is longer than {MAX_NAME_BYTES} bytes")));
    }
    if n_words(name) == 0 {
        return Err(bad("there is no name in `by`"));
    }
    Ok(())
}

pub(super) fn n_words(text: &str) -> usize {
    let mut n_words = 0;
    tokens(text, |_| n_words += 1);
    n_words
}

pub(super) fn bad(detail: impl Into<String>) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, detail)
}

/// Returns the number of hits to return.
pub(super) fn limit(asked: Option<usize>) -> Result<usize, Fault> {
    match asked.unwrap_or(DEFAULT_LIMIT) {
        limit if limit > MAX_LIMIT => Err(bad(format!("`limit` is at most {MAX_LIMIT}"))),
        limit => Ok(limit),
    }
}

/// Returns the number of hits to return, at least one: an empty page could never be followed by
/// another.
pub(super) fn page_limit(asked: Option<usize>) -> Result<usize, Fault> {
    match asked {
        Some(0) => Err(bad("`limit` is at least 1")),
        asked => limit(asked),
    }
}

/// Where a page begins.
pub(super) struct PageStart {
    pub(super) snapshot: Arc<dyn Snapshot>,
    request: u64,
    /// The number of hits before it.
    pub(super) offset: usize,
}

impl PageStart {
    /// Finds the state of the index named by a cursor; without a cursor, the newest. `request` is
    /// the [`fingerprint`](super::cursor::fingerprint) of the request.
    pub(super) fn of(server: &ServerState, cursor: Option<&str>, request: u64) -> Result<PageStart, Fault> {
        let (snapshot, offset) = match cursor {
            None => (Some(server.newest()), 0),
            Some(text) => {
                let is_of_request = |cursor: &Cursor| cursor.request == request && (cursor.offset as usize) < MAX_DEPTH;
                let wrong = || bad("the cursor is not of this search");
                let cursor = Cursor::parse(text).filter(is_of_request);
                let cursor = cursor.ok_or_else(|| wrong().hint("give the `next` of the page before, and the same query"))?;
                (server.of_state(cursor.state), cursor.offset as usize)
            }
        };
        let gone = || Fault::new(StatusCode::GONE, "the index has changed since the first page");
        let snapshot = snapshot.ok_or_else(|| gone().hint("begin again without `cursor`"))?;
        Ok(PageStart { snapshot, request, offset })
    }

    /// Returns the cursor of the page after these `n_shown` hits, if `total` is larger than the
    /// hits so far.
    pub(super) fn next(&self, n_shown: usize, total: usize) -> Option<String> {
        let end = self.offset + n_shown;
        let cursor = Cursor { state: self.snapshot.state(), request: self.request, offset: end as u32 };
        (end < total.min(MAX_DEPTH)).then(|| cursor.to_string())
    }
}

/// Returns the article that `id` refers to.
pub(super) fn article(snapshot: &dyn Snapshot, id: &str) -> Result<Article, Fault> {
    let mut articles = snapshot.articles(id, 2)?;
    let article = articles.pop().ok_or_else(|| Error::ArticleMissing { id: id.to_owned() })?;
    if let Some(other) = articles.pop() {
        let examples = vec![other.id.to_string(), article.id.to_string()];
        return Err(Error::ArticleAmbiguous { id: id.to_owned(), examples, has_more: false }.into());
    }
    Ok(article)
}

/// Returns the words that distinguish what a query finds.
pub(super) fn keywords(snapshot: &dyn Snapshot, query: Query, match_words: MatchWords, limit: usize) -> Result<Keywords, Fault> {
    let config = KeywordsConfig { query, match_words, limit, max_read: MAX_READ, own_words: OwnWords::LeftOut };
    Ok(search::keywords(snapshot, &config, &mut |_| ControlFlow::Continue(()))?)
}

/// Returns where an article matches; if it holds only some of the words, the places of those.
pub(super) fn matches(query: &Query, article: &Article) -> Matches {
    let coverages = [Coverage::All, Coverage::AtLeast(1)];
    coverages.iter().find_map(|coverage| find(&Pattern::new(query, *coverage), article)).unwrap_or_default()
}
