//! Notes about a query.

use serde::Serialize;

use crate::query::QueryProblem;
use crate::span::CodePoints;

/// A note about a query, with its place in the query's text.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Note<'a> {
    start: usize,
    end: usize,
    message: &'a str,
    hint: Option<String>,
}

/// Returns the notes about a query. Places are code points of `query_text`.
pub(crate) fn notes<'a>(query_text: &str, problems: &'a [QueryProblem]) -> Vec<Note<'a>> {
    let mut places = CodePoints::new(query_text);
    let note = |problem: &'a QueryProblem| {
        let [start, end] = places.span(problem.span);
        Note { start, end, message: &problem.message, hint: problem.hint.as_ref().map(ToString::to_string) }
    };
    problems.iter().map(note).collect()
}
