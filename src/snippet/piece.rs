//! The part of a body that becomes a fragment.

use crate::span::Span;

/// A part of the body that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) is_cut_before: bool,
    pub(super) is_cut_after: bool,
}

impl Piece {
    /// The part `span` of `sentences`.
    pub(super) fn of(span: Span, sentences: Span) -> Piece {
        Piece { span, is_cut_before: span.start > sentences.start, is_cut_after: span.end < sentences.end }
    }
}
