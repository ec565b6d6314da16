//! The pieces that a document of a word processor is read as, in reading order.

use crate::extract::Finding;
use crate::extract::line::in_one_line;
use crate::extract::xml::tree::{Element, parse};

/// Maximum length in characters of a cell of a table whose rows are lines. Longer cells hold the text of a document that is laid out
/// as a table.
const MAX_CELL_CHARS: usize = 120;

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::extract) enum Role {
    #[default]
    Text,
    Heading,
    Title,
    /// An entry of a table of contents that the program made. It is no text.
    Contents,
}

impl Role {
    /// Returns the role of a style by its English name; `None` if that says nothing.
    pub(in crate::extract) fn of_style(name: &str) -> Option<Role> {
        let name = name.trim().to_lowercase();
        match name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end() {
            "title" | "headline" => Some(Role::Title),
            "heading" => Some(Role::Heading),
            "toc" | "toc heading" => Some(Role::Contents),
            "subtitle" | "normal" => Some(Role::Text),
            _ => None,
        }
    }
}

/// A paragraph. Its lines are separated by `\n`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::extract) struct Block {
    pub(in crate::extract) text: String,
    pub(in crate::extract) role: Role,
    /// Whether all of it is bold.
    pub(in crate::extract) is_bold: bool,
}

/// A paragraph, or a row of a table as the paragraphs of each cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract) enum Piece {
    Paragraph(Block),
    Row(Vec<Vec<Block>>),
}

/// A paragraph while it is read.
#[derive(Debug, Default)]
pub(in crate::extract) struct Line {
    text: String,
    has_bold: bool,
    has_plain: bool,
}

impl Line {
    /// Adds text, bold or not.
    pub(in crate::extract) fn push_str(&mut self, text: &str, is_bold: bool) {
        self.text.push_str(text);
        if !text.trim().is_empty() {
            self.has_bold |= is_bold;
            self.has_plain |= !is_bold;
        }
    }

    /// Adds white space.
    pub(in crate::extract) fn push_space(&mut self, space: char) {
        self.text.push(space);
    }

    /// Returns the paragraph without empty lines and spaces around, and leaves an empty line; `None` if it has no text.
    pub(in crate::extract) fn take(&mut self, role: Role) -> Option<Block> {
        let line = std::mem::take(self);
        let lines = line.text.split('\n').map(in_one_line).filter(|line| !line.is_empty());
        let text = lines.collect::<Vec<_>>().join("\n");
        (!text.is_empty()).then_some(Block { text, role, is_bold: line.has_bold && !line.has_plain })
    }
}

/// What the properties of a document state, verbatim.
#[derive(Debug, Default)]
pub(in crate::extract) struct Properties {
    pub(in crate::extract) title: Option<String>,
    pub(in crate::extract) author: Option<String>,
    /// The day of publication.
    pub(in crate::extract) published: Option<String>,
    /// When the file was made, which may be the day of printing or of saving.
    pub(in crate::extract) created: Option<String>,
    pub(in crate::extract) modified: Option<String>,
    pub(in crate::extract) language: Option<String>,
}

impl Properties {
    /// Reads the core properties of a package of Office: its part `docProps/core.xml`.
    pub(in crate::extract) fn of_core(xml: &str) -> Self {
        let core = parse(xml).0;
        let stated = |name: &str| core.as_ref()?.child(name).map(Element::text);
        Self {
            title: stated("title"),
            author: stated("creator"),
            published: None,
            created: stated("created"),
            modified: stated("modified"),
            language: stated("language"),
        }
    }
}

/// What is read of a document.
#[derive(Debug, Default)]
pub(in crate::extract) struct Document {
    pub(in crate::extract) pieces: Vec<Piece>,
    pub(in crate::extract) stated: Properties,
    pub(in crate::extract) findings: Vec<Finding>,
}

/// Returns the paragraphs of some pieces. Rows of short cells are the lines of one paragraph; longer cells keep their paragraphs.
pub(in crate::extract) fn flat(pieces: Vec<Piece>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rows: Vec<String> = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Row(cells) if is_line(&cells) => rows.extend(Some(line_of(&cells)).filter(|line| !line.is_empty())),
            Piece::Row(cells) => {
                end_table(&mut rows, &mut blocks);
                blocks.extend(cells.into_iter().flatten());
            }
            Piece::Paragraph(block) => {
                end_table(&mut rows, &mut blocks);
                blocks.push(block);
            }
        }
    }
    end_table(&mut rows, &mut blocks);
    blocks.retain(|block| block.role != Role::Contents);
    blocks
}

/// Returns whether the cells of a row are short enough for a line.
pub(in crate::extract) fn is_line(cells: &[Vec<Block>]) -> bool {
    let is_short = |cell: &Vec<Block>| match &cell[..] {
        [] => true,
        [block] => block.role == Role::Text && block.text.chars().nth(MAX_CELL_CHARS).is_none(),
        _ => false,
    };
    cells.len() > 1 && cells.iter().all(is_short)
}

/// Returns a row as a line.
pub(in crate::extract) fn line_of(cells: &[Vec<Block>]) -> String {
    cells.iter().flatten().map(|block| in_one_line(&block.text)).collect::<Vec<_>>().join(" ")
}

fn end_table(rows: &mut Vec<String>, blocks: &mut Vec<Block>) {
    if !rows.is_empty() {
        blocks.push(Block { text: std::mem::take(rows).join("\n"), ..Block::default() });
    }
}
