//! Queries as other services read them: Nexis, Westlaw, Factiva, dtSearch, ProQuest and EBSCOhost.
//!
//! One reader serves them all. What differs stands in a table for each: operators and their order, what a space means, the signs for letters, fields,
//! and words that do not count. The result is a [`Query`] like any other. What a service does that this program cannot do exactly is a note with its
//! place, or an error if the query would find something else. [`foreign`] finds such operators in queries that are read as our own.

mod condition;
pub(super) mod foreign;
mod join;
mod named;
mod reader;
mod service;
mod tables;
mod token;
mod word;

use self::reader::{Reader, check_depth};
use self::service::Service;
use super::chars::{Typed, shown};
use super::parse::parse as own;
use super::{MAX_LEN_BYTES, Query, QueryProblem, Today};
use crate::choice::Syntax;
use crate::span::Span;

/// Returns the query that `text` means by the rules of a service, and the problems found, in the order of the text. The query is `None` exactly if the
/// last problem is an error. Returns `None` for our own language, which has no table.
pub(super) fn translate(text: &str, syntax: Syntax, today: Today) -> Option<(Option<Query>, Vec<QueryProblem>)> {
    tables::of(syntax).map(|service| by_table(text, service, today))
}

fn by_table(text: &str, service: &'static Service, today: Today) -> (Option<Query>, Vec<QueryProblem>) {
    if text.len() > MAX_LEN_BYTES {
        let span = Span::new(text.floor_char_boundary(MAX_LEN_BYTES), text.len());
        let problem = QueryProblem::error(span, format!("the query is longer than {MAX_LEN_BYTES} bytes"));
        return (None, vec![problem.hint("ask in several queries")]);
    }
    let typed = Typed::new(text);
    let tokens = match token::tokens(&typed, service) {
        Ok(tokens) => tokens,
        Err(problem) => return (None, vec![problem]),
    };
    let mut reader = Reader::new(service, &typed, tokens, today);
    let query = reader.query().and_then(|query| written(query, typed.span(0, typed.len()), today));
    let mut problems = reader.notes;
    problems.sort_by_key(|problem| problem.span);
    match query {
        Ok(query) => (Some(query), problems),
        Err(problem) => {
            problems.push(problem);
            (None, problems)
        }
    }
}

/// Checks that a query prints as text that parses to it.
fn written(query: Query, span: Span, today: Today) -> Result<Query, QueryProblem> {
    check_depth(&query, span)?;
    let text = query.to_string();
    let (again, problems) = own(&text, today);
    if again.as_ref() == Some(&query) {
        return Ok(query);
    }
    let why = problems.last().map_or_else(String::new, |problem| format!(": {}", problem.message));
    Err(QueryProblem::error(span, format!("`{}` cannot be searched{why}", shown(&text))))
}

#[cfg(test)]
mod tests;
