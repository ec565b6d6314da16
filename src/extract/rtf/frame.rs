//! A text and its paragraphs, while it is read.

use crate::extract::document::block::{Block, Line, Piece, Role};

/// A text apart from the one around: the document itself, a note, or a text box.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// The depth of the group that is the text.
    pub(super) depth: usize,
    pub(super) is_note: bool,
    pub(super) line: Line,
    /// The text boxes that are anchored in the paragraph.
    pub(super) boxes: Vec<Block>,
    pub(super) pieces: Vec<Piece>,
    cell: Vec<Block>,
    cells: Vec<Vec<Block>>,
}

impl Frame {
    /// Returns a text that is the rest of a group at a depth.
    pub(super) fn apart(depth: usize, is_note: bool) -> Frame {
        Frame { depth, is_note, ..Frame::default() }
    }

    pub(super) fn end_paragraph(&mut self, role: Role, is_in_table: bool) {
        let ended = self.line.take(role).into_iter().chain(self.boxes.drain(..));
        if is_in_table {
            self.cell.extend(ended);
            return;
        }
        let ended: Vec<Block> = ended.collect();
        // Some writers end the table of a row before the row.
        if !ended.is_empty() {
            self.end_row();
            self.pieces.extend(ended.into_iter().map(Piece::Paragraph));
        }
    }

    pub(super) fn end_cell(&mut self, role: Role) {
        self.end_paragraph(role, true);
        self.cells.push(std::mem::take(&mut self.cell));
    }

    pub(super) fn end_row(&mut self) {
        // A row that ends early.
        if !self.cell.is_empty() {
            self.cells.push(std::mem::take(&mut self.cell));
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            self.pieces.push(Piece::Row(cells));
        }
    }
}
