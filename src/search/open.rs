//! What an answer leaves open.

use crate::deadline;
use crate::engine::Snapshot;
use crate::query::{QueryHint, QueryProblem, Severity};
use crate::span::Span;

/// Returns the note about the first clause of which it stayed open whether some article matches, if there is one. `text` is that of the
/// query. It is known after the search, to the snapshot that answered.
pub fn open_note(snapshot: &dyn Snapshot, text: &str) -> Option<QueryProblem> {
    let message = deadline::open_note(snapshot.deadline().open_clause()?);
    let hint = Some(QueryHint::Advice(deadline::OPEN_HINT.to_owned()));
    Some(QueryProblem { span: Span::new(0, text.len()), severity: Severity::Note, message, hint })
}
