//! Text in news markup. NITF and XHTML are similar enough for one rule.

use super::tree::{Element, Node};
use crate::extract::line::in_lines;

/// Elements that are not the article's text: pictures with their captions, code, what stands above
/// and below the text, and NITF's statements about it.
const LEFT_OUT: [&str; 12] =
    ["media", "figure", "script", "style", "aside", "body.head", "head", "iframe", "note", "header", "footer", "nav"];

/// Classes of paragraphs and lists in which agencies repeat what they also state as data, or write
/// to editors.
const LEFT_OUT_CLASSES: [&str; 12] = [
    "slugline",
    "keyword",
    "keywords",
    "byline",
    "headline",
    "publicationdate",
    "genre",
    "embargoed",
    "notepad",
    "ednote",
    "closingline",
    "copyright",
];

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

/// Elements whose content is one paragraph. Agencies mark names in it with elements of their own.
const PARAGRAPHS: [&str; 12] = ["p", "li", "hl1", "hl2", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd"];

/// Elements that end the line even there.
const BLOCKS: [&str; 14] =
    ["p", "div", "section", "article", "ul", "ol", "li", "dl", "table", "blockquote", "bq", "block", "pre", "hr"];

/// Returns the text of an element, with an empty line between paragraphs.
pub(super) fn paragraphs(element: &Element) -> String {
    paragraphs_without(element, &[])
}

/// Returns the text of an element without some of the elements in it.
pub(super) fn paragraphs_without(element: &Element, left_out: &[&Element]) -> String {
    let mut prose = Prose { left_out, ..Prose::default() };
    prose.add(element);
    prose.end_paragraph();
    prose.text
}

#[derive(Default)]
struct Prose<'e> {
    left_out: &'e [&'e Element],
    text: String,
    lines: Vec<String>,
    line: String,
}

impl Prose<'_> {
    fn add(&mut self, element: &Element) {
        let name = element.name.to_ascii_lowercase();
        // Text that stands in no paragraph has lines of its own.
        let is_in_lines =
            name == "pre" || (matches!(name.as_str(), "body" | "body.content" | "block") && element.elements().next().is_none());
        for node in &element.children {
            match node {
                Node::Text(piece) if name == "body" && !is_in_lines && is_routing(piece) => {}
                Node::Text(piece) if is_in_lines => self.add_lines(piece, name == "pre"),
                Node::Text(piece) => self.line.push_str(piece),
                Node::Element(child) => self.add_child(child, &name),
            }
        }
    }

    fn add_child(&mut self, child: &Element, parent: &str) {
        let name = child.name.to_ascii_lowercase();
        match name.as_str() {
            "br" => self.end_line(),
            "td" | "th" => {
                self.line.push(' ');
                self.add(child);
                self.line.push(' ');
            }
            "tr" => {
                self.end_line();
                self.add(child);
                self.end_line();
            }
            name if INLINE.contains(&name) => self.add(child),
            name if LEFT_OUT.contains(&name) || self.is_left_out(child) => self.end_paragraph(),
            name if PARAGRAPHS.contains(&parent) && !BLOCKS.contains(&name) => self.add(child),
            _ => {
                self.end_paragraph();
                self.add(child);
                self.end_paragraph();
            }
        }
    }

    fn is_left_out(&self, child: &Element) -> bool {
        let is_told = |class: &str| LEFT_OUT_CLASSES.iter().any(|name| class.eq_ignore_ascii_case(name));
        self.left_out.iter().any(|element| std::ptr::eq(*element, child))
            || child.attribute("class").is_some_and(|classes| classes.split_whitespace().any(is_told))
    }

    /// Adds text whose empty lines separate paragraphs. Other line ends are those of the article in
    /// preformatted text alone.
    fn add_lines(&mut self, text: &str, is_preformatted: bool) {
        for line in text.split_inclusive('\n') {
            if line.trim().is_empty() {
                self.end_paragraph();
                continue;
            }
            self.line.push_str(line);
            if is_preformatted && line.ends_with('\n') {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let line = in_lines(&std::mem::take(&mut self.line));
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

/// Returns whether text beside the paragraphs is for machines: `51 77 03 CRO01 GEST`.
fn is_routing(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && !text.contains(char::is_lowercase)
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

    #[track_caller]
    fn check(xml: &str, expected: &str) {
        assert_eq!(paragraphs(&parse(xml).0.unwrap()), expected, "for {xml}");
    }

    #[test]
    fn what_an_agency_states_as_data_is_no_text() {
        check(
            "<body><header><ul class='slugline'><li>Shipping</li></ul><h1>Rain</h1></header><section class='main'><p>It rained.</p></section></body>",
            "It rained.",
        );
        check(
            "<body><ul class='x KEYWORDS'><li>Rain</li></ul><p class='byline'>By Ana</p><p>It rained.</p><footer>x</footer></body>",
            "It rained.",
        );
        check("<body><p>It rained.</p>51 77 03 CRO01 GEST</body>", "It rained.");
        check(
            "<body><p>It rained on <Company>Tarn Ltd</Company> and <x:place>Wold</x:place>.</p></body>",
            "It rained on Tarn Ltd and Wold.",
        );
        check(
            "<body><p><span class='dateline'>Tarn <span class='credit'>(cw)</span> - </span>It rained.</p></body>",
            "Tarn (cw) - It rained.",
        );
    }

    #[test]
    fn tables_and_lines_keep_their_rows() {
        check(
            "<body><table><tr><td>Tarn</td><td>2</td></tr><tr><td>Wold</td><td>1</td></tr></table><p>End</p></body>",
            "Tarn 2\nWold 1\n\nEnd",
        );
        check("<body><pre>Tarn  2\nWold 1\n\nEnd</pre></body>", "Tarn 2\nWold 1\n\nEnd");
        check("<body>It rained\n again.\n\n   It stopped.</body>", "It rained again.\n\nIt stopped.");
    }
}
