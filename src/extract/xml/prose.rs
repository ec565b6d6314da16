//! Text in news markup. NITF and XHTML are similar enough for one rule.

use super::tree::{Element, Node};
use crate::extract::line::in_one_line;

/// Elements that are not the article's text: pictures with their captions, code, and NITF's
/// statements about the text.
const LEFT_OUT: [&str; 9] = ["media", "figure", "script", "style", "aside", "body.head", "head", "iframe", "note"];

/// Elements inside a line.
const INLINE: [&str; 39] = [
    "a",
    "abbr",
    "acronym",
    "alt-code",
    "b",
    "chron",
    "city",
    "classifier",
    "code",
    "copyrite",
    "country",
    "em",
    "event",
    "font",
    "frac",
    "function",
    "i",
    "lang",
    "location",
    "mark",
    "money",
    "name.given",
    "name.family",
    "num",
    "object.title",
    "org",
    "person",
    "postaddr",
    "pronounce",
    "q",
    "region",
    "s",
    "small",
    "span",
    "state",
    "strong",
    "sub",
    "sup",
    "virtloc",
];

/// Returns the text of an element, with an empty line between paragraphs.
pub(super) fn paragraphs(element: &Element) -> String {
    let mut prose = Prose::default();
    prose.add(element);
    prose.end_paragraph();
    prose.text
}

#[derive(Default)]
struct Prose {
    text: String,
    lines: Vec<String>,
    line: String,
}

impl Prose {
    fn add(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(piece) => self.line.push_str(piece),
                Node::Element(child) => {
                    let name = child.name.to_ascii_lowercase();
                    if name == "br" {
                        self.end_line();
                    } else if INLINE.contains(&name.as_str()) {
                        self.add(child);
                    } else if !LEFT_OUT.contains(&name.as_str()) {
                        self.end_paragraph();
                        self.add(child);
                        self.end_paragraph();
                    }
                }
            }
        }
    }

    fn end_line(&mut self) {
        let line = in_one_line(&std::mem::take(&mut self.line));
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    fn end_paragraph(&mut self) {
        self.end_line();
        if self.lines.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(&self.lines.join("\n"));
        self.lines.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse;
    use super::*;

    #[test]
    fn paragraphs_are_told_from_parts_of_a_line() {
        let xml = "<body><hl2>Rain</hl2>\n<p>It <em>rained</em>\n on <person>Ana</person>.<br/>Twice.</p><media><p>A cloud</p></media>And more</body>";
        let root = parse(xml).0.unwrap();
        assert_eq!(paragraphs(&root), "Rain\n\nIt rained on Ana.\nTwice.\n\nAnd more");
    }
}
