//! DOCX: the text as its reader sees it.
//!
//! Left out are deleted and moved words where they were, hidden text, the codes of fields, comments, headers and footers, and a table
//! of contents that the program made. A text box stands twice, in a new and an old form; one is read, after the paragraph that
//! it is anchored in. Notes follow the text. Names of elements are compared without their prefixes, which writers choose.

use std::collections::{HashMap, HashSet};

use super::document::articles;
use super::document::block::{Block, Document, Line, Piece, Properties, Role, flat};
use super::xml::tree::{Element, parse_without};
use crate::error::ProblemKind;
use crate::extract::{Extracted, Finding};

/// The parts of a document that are read, as XML.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// The text.
    pub document: String,
    /// The styles, which say what is a heading.
    pub styles: Option<String>,
    /// The notes at the foot of pages.
    pub footnotes: Option<String>,
    /// The notes at the end.
    pub endnotes: Option<String>,
    /// Title, author and dates.
    pub core: Option<String>,
}

/// Maximum number of styles that one is based on. Word allows 11.
const MAX_BASES: usize = 16;

/// Maximum nesting depth of fields. Word allows 20.
const MAX_FIELDS: usize = 64;

/// Elements without text of the document.
const SKIPPED: [&str; 20] = [
    "pPr",
    "rPr",
    "sectPr",
    "tblPr",
    "tblGrid",
    "trPr",
    "tcPr",
    "sdtPr",
    "sdtEndPr",
    "ffData",
    "fldData",
    "instrText",
    "delText",
    "delInstrText",
    "del",
    "moveFrom",
    "rt",
    "docPr",
    "txPr",
    "imagedata",
];

/// Empty elements that say something about the text.
const KEPT_EMPTY: [&str; 20] = [
    "b",
    "tab",
    "ptab",
    "br",
    "cr",
    "noBreakHyphen",
    "sym",
    "pStyle",
    "outlineLvl",
    "vanish",
    "footnoteReference",
    "endnoteReference",
    "fldChar",
    "del",
    "moveFrom",
    "altChunk",
    "subDoc",
    "docPartGallery",
    "name",
    "basedOn",
];

/// Returns the articles of a document, and what is wrong with it. An export of a news service has several.
pub fn extract(parts: &Parts) -> Extracted {
    let (root, damage) = parse(&parts.document);
    let mut reader = Reader { roles: roles(parts), ..Reader::default() };
    if let Some(body) = root.as_ref().and_then(|root| root.all("body").into_iter().next()) {
        reader.blocks_in(body);
        reader.end_paragraph(Role::Text);
    }
    for (part, name) in [(&parts.footnotes, "footnote"), (&parts.endnotes, "endnote")] {
        reader.add_notes(part.as_deref(), name);
    }
    let stated = parts.core.as_deref().map(Properties::of_core).unwrap_or_default();
    let mut findings: Vec<Finding> = damage.into_iter().collect();
    if reader.has_embedded {
        let message = "the document takes in another document, which is not read".to_owned();
        findings.push(Finding { byte: None, kind: ProblemKind::Field, message });
    }
    articles(Document { pieces: reader.pieces, stated, findings })
}

fn parse(xml: &str) -> (Option<Element>, Option<Finding>) {
    parse_without(xml, |name| !KEPT_EMPTY.contains(&name))
}

/// Returns the roles of the styles of paragraphs, by their ids. Ids are in the language of the program that wrote them; the names of
/// its own styles are always English.
fn roles(parts: &Parts) -> HashMap<String, Role> {
    // Most documents name no style but the default.
    let xml = parts.styles.as_deref().filter(|_| parts.document.contains("pStyle"));
    let Some(root) = xml.and_then(|xml| parse(xml).0) else { return HashMap::new() };
    // What each style says itself, and the style that it is based on.
    let of_style = |style: &Element| {
        let name = style.child("name").and_then(value).and_then(Role::of_style);
        (name.or_else(|| style.child("pPr").and_then(outline)), style.child("basedOn").and_then(value).map(str::to_owned))
    };
    let styles: HashMap<&str, (Option<Role>, Option<String>)> =
        root.elements().filter_map(|style| Some((style.attribute_of_any_prefix("styleId")?, of_style(style)))).collect();
    let role = |id: &str| {
        let mut style = styles.get(id)?;
        for _ in 0..MAX_BASES {
            if style.0.is_some() {
                break;
            }
            style = styles.get(style.1.as_deref()?)?;
        }
        style.0
    };
    styles.keys().filter_map(|id| Some(((*id).to_owned(), role(id)?))).collect()
}

/// Returns the role of a paragraph by the level that its properties give it.
fn outline(properties: &Element) -> Option<Role> {
    let level: u8 = value(properties.child("outlineLvl")?)?.parse().ok()?;
    Some(if level < 9 { Role::Heading } else { Role::Text })
}

fn value(element: &Element) -> Option<&str> {
    element.attribute_of_any_prefix("val")
}

/// Returns whether a property that is on or off is there, and not off.
fn is_on(properties: Option<&Element>, name: &str) -> bool {
    let property = properties.and_then(|properties| properties.child(name));
    property.is_some_and(|property| !matches!(value(property), Some("0" | "false" | "off")))
}

#[derive(Default)]
struct Reader {
    roles: HashMap<String, Role>,
    pieces: Vec<Piece>,
    /// The paragraph so far.
    line: Line,
    /// Whether the run that is read is bold.
    is_bold: bool,
    /// The text boxes that are anchored in it.
    boxes: Vec<Block>,
    /// The open fields: whether the text is still their code.
    fields: Vec<bool>,
    n_codes: usize,
    /// The notes that the text refers to, in order.
    notes: Vec<(String, String)>,
    has_embedded: bool,
}

impl Reader {
    /// Adds the paragraphs and tables inside an element.
    fn blocks_in(&mut self, element: &Element) {
        for child in element.elements() {
            match child.name.as_str() {
                "p" => self.add_paragraph(child),
                "tbl" => self.add_table(child),
                "AlternateContent" => chosen(child).into_iter().for_each(|chosen| self.blocks_in(chosen)),
                "sdt" if is_contents(child) => {}
                "altChunk" | "subDoc" => self.has_embedded = true,
                "r" | "t" => self.add_inline(child),
                name if SKIPPED.contains(&name) => {}
                _ => self.blocks_in(child),
            }
        }
    }

    fn add_paragraph(&mut self, paragraph: &Element) {
        let properties = paragraph.child("pPr");
        let style = properties.and_then(|properties| value(properties.child("pStyle")?));
        let of_style = style.and_then(|style| self.roles.get(style).copied().or_else(|| Role::of_style(style)));
        let role = properties.and_then(outline).or(of_style).unwrap_or_default();
        self.add_inline(paragraph);
        // A field whose result never comes would take the rest of the document with it.
        self.fields.retain(|is_code| !is_code);
        self.n_codes = 0;
        // If the end of the paragraph is deleted, the next one continues it.
        let mark = properties.and_then(|properties| properties.child("rPr"));
        if mark.is_some_and(|mark| mark.child("del").or_else(|| mark.child("moveFrom")).is_some()) {
            return;
        }
        self.end_paragraph(role);
    }

    fn end_paragraph(&mut self, role: Role) {
        self.pieces.extend(self.line.take(role).into_iter().chain(self.boxes.drain(..)).map(Piece::Paragraph));
    }

    /// Adds the text inside a paragraph.
    fn add_inline(&mut self, element: &Element) {
        if element.name == "t" {
            return self.add_text(element);
        }
        if element.name == "r" {
            let properties = element.child("rPr");
            if is_on(properties, "vanish") {
                return;
            }
            self.is_bold = is_on(properties, "b");
        }
        for child in element.elements() {
            match child.name.as_str() {
                "t" => self.add_text(child),
                "tab" | "ptab" => self.line.push_space(' '),
                "br" | "cr" => self.line.push_space('\n'),
                "noBreakHyphen" => self.add_char('\u{2011}'),
                "sym" => symbol(child).into_iter().for_each(|c| self.add_char(c)),
                "fldChar" => self.note_field(child.attribute_of_any_prefix("fldCharType").unwrap_or_default()),
                "footnoteReference" | "endnoteReference" => {
                    let kind = child.name.trim_end_matches("Reference").to_owned();
                    self.notes.extend(child.attribute_of_any_prefix("id").map(|id| (kind, id.to_owned())));
                }
                "txbxContent" | "txBody" => {
                    let boxed = self.set_apart(|reader| reader.blocks_in(child));
                    self.boxes.extend(boxed);
                }
                "p" => {
                    let boxed = self.set_apart(|reader| reader.add_paragraph(child));
                    self.boxes.extend(boxed);
                }
                "AlternateContent" => chosen(child).into_iter().for_each(|chosen| self.add_inline(chosen)),
                name if SKIPPED.contains(&name) => {}
                _ => self.add_inline(child),
            }
        }
    }

    fn add_text(&mut self, element: &Element) {
        if self.n_codes > 0 {
            return;
        }
        let text = element.text();
        // Word ignores spaces at the ends unless they are marked as kept.
        let is_kept = element.attribute("xml:space") == Some("preserve");
        self.line.push_str(if is_kept { &text } else { text.trim_matches([' ', '\t', '\n', '\r']) }, self.is_bold);
    }

    fn add_char(&mut self, c: char) {
        if self.n_codes == 0 {
            self.line.push_str(c.encode_utf8(&mut [0; 4]), self.is_bold);
        }
    }

    /// A field has a code and then a result: `begin`, the code, `separate`, the result, `end`.
    fn note_field(&mut self, what: &str) {
        match what {
            "begin" if self.fields.len() < MAX_FIELDS => {
                self.fields.push(true);
                self.n_codes += 1;
            }
            "separate" => {
                if let Some(is_code) = self.fields.last_mut().filter(|is_code| **is_code) {
                    *is_code = false;
                    self.n_codes = self.n_codes.saturating_sub(1);
                }
            }
            "end" if self.fields.pop() == Some(true) => self.n_codes = self.n_codes.saturating_sub(1),
            _ => {}
        }
    }

    /// Returns the paragraphs that `add` adds, apart from the ones around.
    fn set_apart(&mut self, add: impl FnOnce(&mut Reader)) -> Vec<Block> {
        let (line, pieces, boxes) =
            (std::mem::take(&mut self.line), std::mem::take(&mut self.pieces), std::mem::take(&mut self.boxes));
        let (fields, n_codes, is_bold) = (std::mem::take(&mut self.fields), std::mem::take(&mut self.n_codes), self.is_bold);
        add(self);
        self.end_paragraph(Role::Text);
        (self.line, self.boxes, self.fields, self.n_codes, self.is_bold) = (line, boxes, fields, n_codes, is_bold);
        flat(std::mem::replace(&mut self.pieces, pieces))
    }

    /// Adds a table row by row.
    fn add_table(&mut self, table: &Element) {
        self.end_paragraph(Role::Text);
        let mut rows = Vec::new();
        parts_of(table, "tr", &mut rows);
        for row in rows {
            let properties = row.child("trPr");
            if properties.is_some_and(|properties| properties.child("del").is_some()) || is_on(properties, "hidden") {
                continue;
            }
            let mut cells = Vec::new();
            parts_of(row, "tc", &mut cells);
            let cells = cells.into_iter().map(|cell| self.set_apart(|reader| reader.blocks_in(cell))).collect();
            self.pieces.push(Piece::Row(cells));
        }
    }

    /// Adds the notes of a part that the text refers to, in that order.
    fn add_notes(&mut self, part: Option<&str>, name: &str) {
        let wanted: Vec<String> = self.notes.iter().filter(|(kind, _)| kind == name).map(|(_, id)| id.clone()).collect();
        let Some(root) = part.filter(|_| !wanted.is_empty()).and_then(|part| parse(part).0) else { return };
        let notes: HashMap<&str, &Element> =
            root.elements().filter_map(|note| Some((note.attribute_of_any_prefix("id")?, note))).collect();
        let mut seen = HashSet::new();
        for id in wanted {
            if let Some(note) = notes.get(id.as_str()).filter(|_| seen.insert(id.clone())) {
                self.blocks_in(note);
                self.end_paragraph(Role::Text);
            }
        }
    }
}

/// Returns the form of a text that is read, of several that say the same: the newest.
fn chosen(alternatives: &Element) -> Option<&Element> {
    alternatives.child("Choice").or_else(|| alternatives.child("Fallback"))
}

/// Collects the rows of a table or the cells of a row; controls and insertions may stand around them.
fn parts_of<'e>(element: &'e Element, name: &str, parts: &mut Vec<&'e Element>) {
    for child in element.elements() {
        match child.name.as_str() {
            found if found == name => parts.push(child),
            found if SKIPPED.contains(&found) => {}
            _ => parts_of(child, name, parts),
        }
    }
}

/// Returns whether a control holds a table of contents that the program made.
fn is_contents(control: &Element) -> bool {
    let gallery = control.descend(&["sdtPr", "docPartObj", "docPartGallery"]);
    gallery.and_then(value).is_some_and(|name| name.eq_ignore_ascii_case("Table of Contents"))
}

/// Returns the character of a symbol; `None` if only a font for symbols knows it.
fn symbol(element: &Element) -> Option<char> {
    let code = u32::from_str_radix(element.attribute_of_any_prefix("char")?, 16).ok()?;
    char::from_u32(code).filter(|c| !matches!(c, '\u{e000}'..='\u{f8ff}') && !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Draft;

    fn parts(body: &str) -> Parts {
        let document =
            format!("<?xml version='1.0'?><w:document xmlns:w='x' xmlns:mc='y'><w:body>{body}<w:sectPr/></w:body></w:document>");
        Parts { document, ..Parts::default() }
    }

    /// The article of a document that is one, and what is wrong with it.
    fn extract(parts: &Parts) -> (Draft, Vec<(u64, Finding)>) {
        let (mut articles, findings) = super::extract(parts);
        (articles.swap_remove(0).1.unwrap(), findings)
    }

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let (draft, findings) = extract(&parts(body));
        assert_eq!((draft.body.as_str(), findings), (expected, Vec::new()), "for {body}");
    }

    #[test]
    fn tracked_changes_are_read_as_accepted() {
        check(
            "<w:p><w:r><w:t xml:space='preserve'>It </w:t></w:r><w:del><w:r><w:delText>snowed</w:delText></w:r></w:del>\
             <w:ins><w:r><w:t>rained</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>",
            "It rained.",
        );
        check(
            "<w:p><w:moveFrom><w:r><w:t>Gone.</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>Here.</w:t></w:r></w:moveTo></w:p>",
            "Here.",
        );
        check(
            "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t xml:space='preserve'>It rained </w:t></w:r></w:p>\
             <w:p><w:r><w:t>twice.</w:t></w:r></w:p>",
            "It rained twice.",
        );
    }

    #[test]
    fn what_is_not_shown_is_no_text() {
        check(
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden.</w:t></w:r><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>Seen.</w:t></w:r></w:p>",
            "Seen.",
        );
        let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>");
        let (begin, separate, end) = (field("begin"), field("separate"), field("end"));
        check(
            &format!(
                "<w:p>{begin}<w:r><w:instrText>IF</w:instrText></w:r>{begin}{separate}<w:r><w:t>code</w:t></w:r>{end}{separate}\
                 <w:r><w:t>Result.</w:t></w:r>{end}</w:p>"
            ),
            "Result.",
        );
        check(&format!("<w:p>{begin}<w:r><w:t>lost</w:t></w:r></w:p><w:p><w:r><w:t>Kept.</w:t></w:r></w:p>"), "Kept.");
        check(
            "<w:p><w:r><w:t>cross</w:t><w:noBreakHyphen/><w:t>party</w:t><w:tab/><w:t>vote</w:t><w:br/><w:t>today.</w:t></w:r></w:p>",
            "cross\u{2011}party vote\ntoday.",
        );
    }

    #[test]
    fn a_text_box_stands_once_after_its_paragraph() {
        let boxed = |text: &str| format!("<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>");
        check(
            &format!(
                "<w:p><w:r><w:t xml:space='preserve'>It </w:t></w:r><w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>\
                 </mc:AlternateContent></w:r><w:r><w:t>rained.</w:t></w:r></w:p>",
                boxed("A box."),
                boxed("A box.")
            ),
            "It rained.\n\nA box.",
        );
    }

    #[test]
    fn tables_are_read_by_rows() {
        let cell = |text: &str| format!("<w:tc><w:tcPr/><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|text| cell(text)).collect::<String>());
        check(&format!("<w:tbl>{}{}</w:tbl>", row(&["Tarn", "2"]), row(&["Wold", "1"])), "Tarn 2\nWold 1");
        let prose = "It rained on the town for three days. ".repeat(5);
        check(&format!("<w:tbl>{}</w:tbl>", row(&["Side.", prose.trim()])), &format!("Side.\n\n{}", prose.trim()));
        check(&format!("<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>{}</w:tbl>", cell("Gone"), row(&["Tarn", "2"])), "Tarn 2");
    }

    #[test]
    fn notes_follow_the_text() {
        let reference = |kind: &str, id: u8| format!("<w:r><w:{kind}Reference w:id='{id}'/></w:r>");
        let mut parts = parts(&format!(
            "<w:p><w:r><w:t>One.</w:t></w:r>{}{}{}</w:p>",
            reference("endnote", 2),
            reference("footnote", 3),
            reference("footnote", 2)
        ));
        let note =
            |kind: &str, id: u8, text: &str| format!("<w:{kind} w:id='{id}'><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>");
        parts.footnotes = Some(format!(
            "<w:footnotes>{}{}{}</w:footnotes>",
            note("footnote", 0, "-"),
            note("footnote", 2, "B."),
            note("footnote", 3, "A.")
        ));
        parts.endnotes = Some(format!("<w:endnotes>{}</w:endnotes>", note("endnote", 2, "C.")));
        assert_eq!(extract(&parts).0.body, "One.\n\nA.\n\nB.\n\nC.");
    }

    #[test]
    fn styles_of_other_languages_are_headings() {
        let mut parts = parts(
            "<w:p><w:pPr><w:pStyle w:val='Eigene'/></w:pPr><w:r><w:t>Regen</w:t></w:r></w:p><w:p><w:r><w:t>Es regnet.</w:t></w:r></w:p>",
        );
        parts.styles = Some(
            "<w:styles><w:style w:styleId='Titel'><w:name w:val='Title'/></w:style>\
             <w:style w:styleId='Eigene'><w:name w:val='Eigene'/><w:basedOn w:val='Titel'/></w:style></w:styles>"
                .to_owned(),
        );
        let (draft, _) = extract(&parts);
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Regen"), "Es regnet."));
    }
}
