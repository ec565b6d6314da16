//! PPTX: the text of the slides in their order, each followed by its notes.
//!
//! Hidden slides, numbers of slides, dates, headers and footers are left out.

use super::document::articles;
use super::document::block::{Block, Document, Line, Piece, Properties, Role, flat};
use super::xml::tree::{Element, parse_without};
use crate::extract::{Extracted, Finding};

/// A slide and its notes, as XML.
#[derive(Debug, Clone, Default)]
pub struct Slide {
    /// What is shown.
    pub slide: String,
    /// What its author says with it.
    pub notes: Option<String>,
}

/// Empty elements that say something about the text.
const KEPT_EMPTY: [&str; 2] = ["br", "ph"];

/// Returns the ids by which a presentation names its slides, in order.
pub fn slide_ids(presentation: &str) -> Vec<String> {
    let Some(root) = super::xml::tree::parse(presentation).0 else { return Vec::new() };
    let slides = root.child("sldIdLst").into_iter().flat_map(Element::elements);
    // The attribute `id` is a number; the one with a prefix names the relationship.
    slides.filter_map(|slide| Some(slide.attribute("r:id")?.to_owned())).collect()
}

/// Returns the article of a presentation, and what is wrong with it. `core` holds its properties.
pub fn extract(slides: &[Slide], core: Option<&str>) -> Extracted {
    let mut reader = Reader::default();
    let mut findings = Vec::new();
    for Slide { slide, notes } in slides {
        let (root, damage) = parse(slide);
        findings.extend(damage);
        let Some(root) = root.filter(|root| !matches!(root.attribute("show"), Some("0" | "false"))) else { continue };
        reader.shapes_in(&root, false);
        if let Some(notes) = notes {
            let (root, damage) = parse(notes);
            findings.extend(damage);
            root.iter().for_each(|root| reader.shapes_in(root, true));
        }
    }
    let stated = core.map(Properties::of_core).unwrap_or_default();
    articles(Document { pieces: reader.pieces, stated, findings })
}

fn parse(xml: &str) -> (Option<Element>, Option<Finding>) {
    parse_without(xml, |name| !KEPT_EMPTY.contains(&name))
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    line: Line,
    has_title: bool,
}

impl Reader {
    /// Adds the text of the shapes in an element; of notes, only their text and not the picture of the slide.
    fn shapes_in(&mut self, element: &Element, is_notes: bool) {
        for child in element.elements() {
            match child.name.as_str() {
                "sp" => self.add_shape(child, is_notes),
                "tbl" if !is_notes => self.add_table(child),
                "AlternateContent" => {
                    let chosen = child.child("Choice").or_else(|| child.child("Fallback"));
                    chosen.into_iter().for_each(|chosen| self.shapes_in(chosen, is_notes));
                }
                _ => self.shapes_in(child, is_notes),
            }
        }
    }

    fn add_shape(&mut self, shape: &Element, is_notes: bool) {
        let place = shape.descend(&["nvSpPr", "nvPr", "ph"]);
        let kind = place.map(|place| place.attribute("type").unwrap_or("body"));
        let role = match kind {
            Some("sldNum" | "dt" | "ftr" | "hdr" | "sldImg") => return,
            _ if is_notes && kind != Some("body") => return,
            Some("title" | "ctrTitle") if !std::mem::replace(&mut self.has_title, true) => Role::Title,
            _ => Role::Text,
        };
        shape.child("txBody").into_iter().for_each(|text| self.add_text(text, role));
    }

    fn add_text(&mut self, text: &Element, role: Role) {
        for paragraph in text.elements().filter(|element| element.name == "p") {
            for run in paragraph.elements() {
                match run.name.as_str() {
                    "br" => self.line.push_space('\n'),
                    _ => run.elements().filter(|part| part.name == "t").for_each(|part| self.line.push_str(&part.text(), false)),
                }
            }
            self.pieces.extend(self.line.take(role).map(Piece::Paragraph));
        }
    }

    fn add_table(&mut self, table: &Element) {
        for row in table.elements().filter(|element| element.name == "tr") {
            let cells = row.elements().filter(|element| element.name == "tc");
            let cells = cells.map(|cell| {
                let before = std::mem::take(&mut self.pieces);
                cell.child("txBody").into_iter().for_each(|text| self.add_text(text, Role::Text));
                let cell: Vec<Block> = flat(std::mem::replace(&mut self.pieces, before));
                cell
            });
            let cells: Vec<Vec<Block>> = cells.collect();
            self.pieces.push(Piece::Row(cells));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(kind: &str, text: &str) -> String {
        format!(
            "<p:sp><p:nvSpPr><p:nvPr><p:ph type='{kind}'/></p:nvPr></p:nvSpPr><p:txBody><a:bodyPr/><a:p><a:r><a:rPr/><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
        )
    }

    fn slide(attributes: &str, shapes: &str) -> String {
        format!("<p:sld {attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
    }

    #[test]
    fn slides_are_followed_by_their_notes() {
        let notes = format!(
            "<p:notes><p:cSld><p:spTree>{}{}</p:spTree></p:cSld></p:notes>",
            shape("sldImg", "x"),
            shape("body", "Say it.")
        );
        let table = "<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Tarn</a:t></a:r></a:p></a:txBody></a:tc>\
                     <a:tc><a:txBody><a:p><a:r><a:t>2</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic></p:graphicFrame>";
        let slides = [
            Slide { slide: slide("", &(shape("ctrTitle", "Rain falls") + &shape("sldNum", "1"))), notes: Some(notes) },
            Slide { slide: slide("show='0'", &shape("body", "Hidden.")), notes: None },
            Slide { slide: slide("", &(shape("title", "Where") + table)), notes: None },
        ];
        let (mut articles, findings) = extract(&slides, None);
        let draft = articles.swap_remove(0).1.unwrap();
        assert_eq!(
            (draft.title.as_deref(), draft.body.as_str(), findings.len()),
            (Some("Rain falls"), "Say it.\n\nWhere\n\nTarn 2", 0)
        );
    }

    #[test]
    fn slides_stand_in_the_order_of_the_presentation() {
        let xml = "<p:presentation><p:sldIdLst><p:sldId id='257' r:id='rId3'/><p:sldId id='256' r:id='rId2'/></p:sldIdLst></p:presentation>";
        assert_eq!(slide_ids(xml), ["rId3", "rId2"]);
    }
}
