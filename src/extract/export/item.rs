//! The paragraphs and rows of an export that is a document.

use crate::extract::document::block::{Block, Piece, line_of};

/// A paragraph or a row of an export.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item<'p> {
    Text(&'p Block),
    Row(&'p [Vec<Block>]),
}

impl<'p> Item<'p> {
    pub(super) fn of(piece: &'p Piece) -> Item<'p> {
        match piece {
            Piece::Paragraph(block) => Item::Text(block),
            Piece::Row(cells) => Item::Row(cells),
        }
    }

    /// Returns the text of a paragraph; nothing for a row.
    pub(super) fn text(self) -> &'p str {
        match self {
            Item::Text(block) => &block.text,
            Item::Row(_) => "",
        }
    }

    pub(super) fn is_bold(self) -> bool {
        matches!(self, Item::Text(block) if block.is_bold)
    }

    /// Returns the text of a paragraph or of a row.
    pub(super) fn prose(self) -> String {
        match self {
            Item::Text(block) => block.text.clone(),
            Item::Row(cells) => line_of(cells),
        }
    }
}

/// Returns the paragraphs of some items as one text. Rows that follow each other are lines.
pub(super) fn prose(items: &[Item<'_>]) -> String {
    let mut text = String::new();
    let mut was_row = false;
    for item in items {
        let piece = item.prose();
        let is_row = matches!(item, Item::Row(_));
        if !text.is_empty() && !piece.is_empty() {
            text.push_str(if is_row && was_row { "\n" } else { "\n\n" });
        }
        text.push_str(&piece);
        was_row = is_row;
    }
    text
}

/// Returns whether a paragraph is an address alone.
pub(super) fn is_address(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(char::is_whitespace)
}
