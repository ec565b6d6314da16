//! ODT: the text as its reader sees it.
//!
//! Deleted words stand in a list of changes before the text, and are left out with hidden text, comments and indexes that the program
//! made. Notes and text boxes stand inside the paragraph: a box follows its paragraph, notes follow the text.

use std::collections::{HashMap, HashSet};

use super::document::articles;
use super::document::block::{Block, Document, Line, Piece, Properties, Role, flat};
use super::xml::tree::{Element, Node, parse_without};
use crate::extract::{Extracted, Finding};

/// Maximum number of spaces that one element stands for.
const MAX_SPACES: usize = 64;

/// Maximum number of styles that one is based on.
const MAX_BASES: usize = 16;

/// Elements without text of the document.
const SKIPPED: [&str; 24] = [
    "tracked-changes",
    "annotation",
    "annotation-end",
    "note-citation",
    "ruby-text",
    "forms",
    "hidden-text",
    "hidden-paragraph",
    "script",
    "table-of-content",
    "alphabetical-index",
    "illustration-index",
    "table-index",
    "object-index",
    "user-index",
    "bibliography",
    "variable-decls",
    "sequence-decls",
    "user-field-decls",
    "dde-connection-decls",
    "event-listeners",
    "image",
    "covered-table-cell",
    "object",
];

/// Empty elements that say something about the text.
const KEPT_EMPTY: [&str; 6] = ["s", "tab", "line-break", "style", "text-properties", "table-cell"];

/// Returns the article of a document, and what is wrong with it. `content` and `meta` are its parts of these names, as XML. A document
/// may be a presentation, whose slides are read in order, each with its notes.
pub fn extract(content: &str, meta: Option<&str>) -> Extracted {
    let (root, damage) = parse(content);
    let mut reader = Reader::default();
    if let Some(root) = &root {
        reader.styles = Styles::of(root);
        let body = root.child("body");
        if let Some(text) = body.and_then(|body| body.child("text").or_else(|| body.child("presentation"))) {
            reader.blocks_in(text);
            reader.end_paragraph(Role::Text);
        }
    }
    let notes = std::mem::take(&mut reader.notes);
    reader.pieces.extend(notes.into_iter().map(Piece::Paragraph));
    let meta = meta.and_then(|meta| parse(meta).0);
    let meta = meta.as_ref().and_then(|root| root.child("meta"));
    let stated = |name: &str| meta?.child(name).map(Element::text);
    let stated = Properties {
        title: stated("title"),
        published: None,
        // The creator is who changed it last.
        author: stated("initial-creator").or_else(|| stated("creator")),
        created: stated("creation-date"),
        modified: stated("date"),
        language: stated("language"),
    };
    articles(Document { pieces: reader.pieces, stated, findings: damage.into_iter().collect() })
}

fn parse(xml: &str) -> (Option<Element>, Option<Finding>) {
    parse_without(xml, |name| !KEPT_EMPTY.contains(&name))
}

/// The styles of a text that matter.
#[derive(Debug, Default)]
struct Styles {
    /// The style that each is based on.
    bases: HashMap<String, String>,
    hidden: HashSet<String>,
}

impl Styles {
    fn of(root: &Element) -> Styles {
        let mut styles = Styles::default();
        for style in root.child("automatic-styles").into_iter().flat_map(Element::elements) {
            let Some(name) = style.attribute("style:name") else { continue };
            if let Some(base) = style.attribute("style:parent-style-name") {
                styles.bases.insert(name.to_owned(), base.to_owned());
            }
            let properties = style.child("text-properties");
            if properties.and_then(|properties| properties.attribute("text:display")) == Some("none") {
                styles.hidden.insert(name.to_owned());
            }
        }
        styles
    }

    /// Returns the role of a paragraph in this style. The program's own styles have English names.
    fn role<'s>(&'s self, mut name: &'s str) -> Role {
        for _ in 0..MAX_BASES {
            match name {
                "Title" | "Headline" => return Role::Title,
                "Heading" => return Role::Heading,
                _ if name.starts_with("Heading_20_") => return Role::Heading,
                _ => {}
            }
            match self.bases.get(name) {
                Some(base) => name = base,
                None => break,
            }
        }
        Role::Text
    }
}

#[derive(Default)]
struct Reader {
    styles: Styles,
    pieces: Vec<Piece>,
    /// The paragraph so far.
    line: Line,
    /// The text boxes that are anchored in it.
    boxes: Vec<Block>,
    notes: Vec<Block>,
}

impl Reader {
    /// Adds the paragraphs, lists and tables inside an element.
    fn blocks_in(&mut self, element: &Element) {
        for child in element.elements() {
            match child.name.as_str() {
                "p" | "h" => self.add_paragraph(child),
                "table" => self.add_table(child),
                // The title of a slide.
                "frame" if child.attribute("presentation:class") == Some("title") => {
                    let title = self.set_apart(|reader| reader.blocks_in(child));
                    self.pieces.extend(title.into_iter().map(|block| Piece::Paragraph(Block { role: Role::Title, ..block })));
                }
                // The heading of a list of contents is a part of it.
                name if SKIPPED.contains(&name) || is_hidden(child) => {}
                _ => self.blocks_in(child),
            }
        }
    }

    fn add_paragraph(&mut self, paragraph: &Element) {
        if is_hidden(paragraph) {
            return;
        }
        let of_style = paragraph.attribute("text:style-name").map_or(Role::Text, |name| self.styles.role(name));
        let role = if paragraph.name == "h" && of_style == Role::Text { Role::Heading } else { of_style };
        self.add_inline(paragraph);
        self.end_paragraph(role);
    }

    fn end_paragraph(&mut self, role: Role) {
        self.pieces.extend(self.line.take(role).into_iter().chain(self.boxes.drain(..)).map(Piece::Paragraph));
    }

    /// Adds the text inside a paragraph. Its line ends are spaces.
    fn add_inline(&mut self, element: &Element) {
        if element.attribute("text:style-name").is_some_and(|name| self.styles.hidden.contains(name)) {
            return;
        }
        for node in &element.children {
            let child = match node {
                Node::Text(text) => {
                    self.line.push_str(&text.replace('\n', " "), false);
                    continue;
                }
                Node::Element(child) => child,
            };
            match child.name.as_str() {
                "s" => {
                    let n = child.attribute("text:c").and_then(|n| n.parse().ok()).unwrap_or(1);
                    (0..n.min(MAX_SPACES)).for_each(|_| self.line.push_space(' '));
                }
                "tab" => self.line.push_space(' '),
                "line-break" => self.line.push_space('\n'),
                "note" => {
                    let note = self.set_apart(|reader| reader.blocks_in(child));
                    self.notes.extend(note);
                }
                "text-box" => {
                    let boxed = self.set_apart(|reader| reader.blocks_in(child));
                    self.boxes.extend(boxed);
                }
                // A shape holds paragraphs itself.
                "p" | "h" => {
                    let boxed = self.set_apart(|reader| reader.add_paragraph(child));
                    self.boxes.extend(boxed);
                }
                name if SKIPPED.contains(&name) || is_hidden(child) => {}
                _ => self.add_inline(child),
            }
        }
    }

    /// Returns the paragraphs that `add` adds, apart from the ones around.
    fn set_apart(&mut self, add: impl FnOnce(&mut Reader)) -> Vec<Block> {
        let (line, pieces, boxes) =
            (std::mem::take(&mut self.line), std::mem::take(&mut self.pieces), std::mem::take(&mut self.boxes));
        add(self);
        self.end_paragraph(Role::Text);
        (self.line, self.boxes) = (line, boxes);
        flat(std::mem::replace(&mut self.pieces, pieces))
    }

    fn add_table(&mut self, table: &Element) {
        let mut rows = Vec::new();
        rows_of(table, &mut rows);
        for row in rows {
            let is_cell = |cell: &&Element| cell.name == "table-cell";
            let cells = row.elements().filter(is_cell).map(|cell| self.set_apart(|reader| reader.blocks_in(cell))).collect();
            self.pieces.push(Piece::Row(cells));
        }
    }
}

/// Returns whether an element is not shown.
fn is_hidden(element: &Element) -> bool {
    // The title and description of a picture.
    element.prefix == "svg"
        || element.attribute("text:display") == Some("none")
        || element.attribute("text:is-hidden") == Some("true")
}

/// Collects the rows of a table; groups of rows may stand around them.
fn rows_of<'e>(element: &'e Element, rows: &mut Vec<&'e Element>) {
    for child in element.elements() {
        match child.name.as_str() {
            "table-row" => rows.push(child),
            "table-rows" | "table-header-rows" | "table-row-group" => rows_of(child, rows),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Draft;

    const STYLES: &str = "<office:automatic-styles><style:style style:name='P1' style:parent-style-name='Title'/>\
                          <style:style style:name='T1'><style:text-properties text:display='none'/></style:style></office:automatic-styles>";

    fn content(text: &str) -> String {
        format!(
            "<office:document-content>{STYLES}<office:body><office:text>{text}</office:text></office:body></office:document-content>"
        )
    }

    /// The article of a document, and what is wrong with it.
    fn extract(content: &str, meta: Option<&str>) -> (Draft, Vec<(u64, Finding)>) {
        let (mut articles, findings) = super::extract(content, meta);
        (articles.swap_remove(0).1.unwrap(), findings)
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let (draft, findings) = extract(&content(text), None);
        assert_eq!((draft.body.as_str(), findings), (expected, Vec::new()), "for {text}");
    }

    #[test]
    fn deleted_and_hidden_words_are_no_text() {
        check(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>It snowed.</text:p></text:deletion></text:changed-region>\
             </text:tracked-changes><text:p>It <text:change-start/>rained<text:change-end/><text:change/>.</text:p>",
            "It rained.",
        );
        check("<text:p>It <text:span text:style-name='T1'>never </text:span>rained.</text:p>", "It rained.");
        check("<text:section text:display='none'><text:p>Hidden.</text:p></text:section><text:p>Seen.</text:p>", "Seen.");
        check(
            "<text:p>Seen<office:annotation><dc:creator>Ed</dc:creator><text:p>Check!</text:p></office:annotation>.</text:p>",
            "Seen.",
        );
        check(
            "<text:table-of-content><text:index-body><text:p>Rain 2</text:p></text:index-body></text:table-of-content><text:p>Seen.</text:p>",
            "Seen.",
        );
    }

    #[test]
    fn spaces_are_elements() {
        check(
            "<text:p>Tarn<text:s text:c='3'/>2<text:tab/>to\n  3.<text:line-break/>Full<text:soft-page-break/>time.</text:p>",
            "Tarn 2 to 3.\nFulltime.",
        );
        check("<text:p>a<text:s text:c='99999999999'/>b</text:p>", "a b");
        let spaces = "<text:s text:c='4000000'/>".repeat(1000);
        check(&format!("<text:p>a{spaces}b.</text:p>"), "a b.");
    }

    #[test]
    fn boxes_and_notes_stand_apart() {
        check(
            "<text:p>It <draw:frame><draw:text-box><text:p>A box.</text:p></draw:text-box></draw:frame>rained<text:note>\
             <text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>.</text:p>\
             <text:list><text:list-item><text:p>It stopped.</text:p></text:list-item></text:list>",
            "It rained.\n\nA box.\n\nIt stopped.\n\nA note.",
        );
    }

    #[test]
    fn tables_are_read_by_rows() {
        let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
        check(
            &format!(
                "<table:table><table:table-header-rows><table:table-row>{}{}</table:table-row></table:table-header-rows>\
                 <table:table-row>{}<table:covered-table-cell/>{}</table:table-row></table:table>",
                cell("Town"),
                cell("Rain"),
                cell("Tarn"),
                cell("2")
            ),
            "Town Rain\nTarn 2",
        );
    }

    #[test]
    fn titles_and_properties_are_read() {
        let meta = "<office:document-meta><office:meta><meta:initial-creator>Ana Ruiz</meta:initial-creator><dc:creator>Bo Li</dc:creator>\
                    <meta:creation-date>2024-05-03T09:00:00</meta:creation-date><dc:date>2024-05-03T10:00:00</dc:date>\
                    <dc:language>en-GB</dc:language></office:meta></office:document-meta>";
        let text = content("<text:h>Series</text:h><text:p text:style-name='P1'>Rain</text:p><text:p>It rained.</text:p>");
        let (draft, findings) = extract(&text, Some(meta));
        assert_eq!((draft.title.as_deref(), draft.body.as_str(), findings.len()), (Some("Rain"), "Series\n\nIt rained.", 0));
        assert_eq!((draft.bylines, draft.language.unwrap().code()), (vec!["Ana Ruiz".to_owned()], "en"));
        assert_eq!(draft.published.unwrap().to_string(), "2024-05-03T09:00:00");
    }
}
