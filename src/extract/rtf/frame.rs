//! A text and its paragraphs, while it is read: the document itself, a note, or a text box.

use crate::extract::document::{self, Block, Role};

/// A text apart from the one around: the document itself, a note, or a text box.
#[derive(Debug, Default)]
pub(super) struct Frame {
    /// The depth of the group that is the text.
    pub(super) depth: usize,
    pub(super) is_note: bool,
    pub(super) line: String,
    pub(super) boxes: Vec<Block>,
    pub(super) blocks: Vec<Block>,
    pub(super) cell: Vec<Block>,
    pub(super) cells: Vec<Vec<Block>>,
    pub(super) rows: Vec<String>,
}

impl Frame {
    pub(super) fn end_paragraph(&mut self, role: Role, is_in_table: bool) {
        let text = document::lines(&std::mem::take(&mut self.line));
        if !is_in_table {
            self.end_row();
            document::end_table(&mut self.rows, &mut self.blocks);
        }
        let blocks = if is_in_table { &mut self.cell } else { &mut self.blocks };
        if !text.is_empty() {
            blocks.push(Block { text, role });
        }
        blocks.append(&mut self.boxes);
    }

    pub(super) fn end_row(&mut self) {
        // A row that ends early.
        if !self.cell.is_empty() {
            self.cells.push(std::mem::take(&mut self.cell));
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            document::add_row(cells, &mut self.rows, &mut self.blocks);
        }
    }
}
