//! Notes about a query.

use schemars::JsonSchema;
use serde::Serialize;

use super::budget::shortened;
use crate::query::{QueryProblem, Severity};
use crate::span::CodePoints;

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Note {
    /// `error` if the query cannot be run, otherwise `note`.
    kind: &'static str,
    message: String,
    /// What to type instead.
    hint: Option<String>,
    /// Where in the query, counted in code points from 1.
    column: usize,
    /// Number of code points that it is about.
    columns: usize,
}

/// Maximum number of notes.
const MAX_NOTES: usize = 8;

/// Returns the notes about a query, in messages of about this many bytes.
pub(super) fn notes(problems: &[QueryProblem], text: &str, max_bytes: usize) -> Vec<Note> {
    let mut places = CodePoints::new(text);
    let note = |problem: &QueryProblem| {
        let [start, end] = places.span(problem.span);
        Note {
            kind: match problem.severity {
                Severity::Note => "note",
                Severity::Error => "error",
            },
            message: shortened(&problem.message, max_bytes),
            hint: problem.hint.as_ref().map(|hint| shortened(&hint.to_string(), max_bytes)),
            column: start + 1,
            columns: (end - start).max(1),
        }
    };
    // An error comes last, and matters most.
    let n_told = MAX_NOTES.min((max_bytes / 24).max(1));
    let last = &problems[problems.len().saturating_sub(n_told)..];
    last.iter().map(note).collect()
}
