//! Messages about a query, in parts.

use crate::engine::Snapshot;
use crate::query::QueryProblem;
use crate::search::open_note;

/// A part of a message. Text to type is between backticks there.
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) is_code: bool,
}

pub(super) fn pieces(message: &str) -> Vec<Piece> {
    let parts = message.split('`').enumerate().map(|(idx, text)| Piece { text: text.to_owned(), is_code: idx % 2 == 1 });
    parts.filter(|piece| !piece.text.is_empty()).collect()
}

/// A note about a query.
pub(super) struct NoteView {
    pub(super) shown: String,
    pub(super) message: Vec<Piece>,
    pub(super) hint: Option<Vec<Piece>>,
}

impl NoteView {
    /// Returns the notes about what was typed, and about what the answer of `snapshot` left open.
    pub(super) fn all(notes: &[QueryProblem], snapshot: &dyn Snapshot, typed: &str) -> Vec<NoteView> {
        let open = open_note(snapshot, typed);
        notes.iter().chain(&open).map(|note| NoteView::of(note, typed)).collect()
    }

    fn of(note: &QueryProblem, typed: &str) -> NoteView {
        NoteView {
            shown: note.show(typed),
            message: pieces(&note.message),
            hint: note.hint.as_ref().map(|hint| pieces(&hint.to_string())),
        }
    }
}
