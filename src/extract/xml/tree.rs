//! A tree of XML elements, read leniently.
//!
//! HTML entities and numeric characters are resolved. Entities that the text declares itself are
//! not, so none can grow. Depth and number of elements are bounded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::ProblemKind;
use crate::extract::Finding;

/// Maximum nesting depth, the same as for pages.
const MAX_DEPTH: usize = 512;

/// Maximum number of elements. Feeds have some thousands; this many take about 100 MB.
const MAX_ELEMENTS: usize = 500_000;

/// Maximum number of attributes; no element of news has more.
const MAX_ATTRIBUTES: usize = 32;

/// An element and its content.
#[derive(Debug, Default)]
pub(in crate::extract) struct Element {
    /// The part before the colon of its name: `content` in `content:encoded`. Empty if there is
    /// none.
    pub(in crate::extract) prefix: String,
    /// Its name without the prefix.
    pub(in crate::extract) name: String,
    attributes: Vec<(String, String)>,
    pub(in crate::extract) children: Vec<Node>,
    /// Whether its end was read. An element cut in the middle is no article.
    pub(in crate::extract) is_whole: bool,
}

#[derive(Debug)]
pub(in crate::extract) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    fn new(start: &BytesStart<'_>) -> Element {
        let full = start.name().0.to_owned();
        let (prefix, name) = full.split_once(':').unwrap_or(("", &full));
        let mut attributes = Vec::new();
        for attribute in start.html_attributes().with_checks(false).flatten().take(MAX_ATTRIBUTES) {
            let value = html_escape::decode_html_entities(&*attribute.value).into_owned();
            attributes.push((attribute.key.0.to_owned(), value));
        }
        Element { prefix: prefix.to_owned(), name: name.to_owned(), attributes, ..Element::default() }
    }

    /// Returns the value of an attribute by its full name: `xml:lang`.
    pub(in crate::extract) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Returns the value of an attribute by its name without a prefix.
    pub(in crate::extract) fn attribute_of_any_prefix(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| local(key) == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    pub(in crate::extract) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Returns the first child of that name, with any prefix and in any letter case.
    pub(in crate::extract) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name.eq_ignore_ascii_case(name))
    }

    /// Returns the element at the end of a path of names.
    pub(in crate::extract) fn descend(&self, names: &[&str]) -> Option<&Element> {
        names.iter().try_fold(self, |element, name| element.child(name))
    }

    /// Returns all elements of that name at and below this one, except those inside another of that
    /// name.
    pub(in crate::extract) fn all(&self, name: &str) -> Vec<&Element> {
        if self.name.eq_ignore_ascii_case(name) {
            return vec![self];
        }
        self.elements().flat_map(|element| element.all(name)).collect()
    }

    /// Returns all text at and below this element.
    pub(in crate::extract) fn text(&self) -> String {
        let mut text = String::new();
        self.add_text(&mut text);
        text
    }

    fn add_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Element(element) => element.add_text(text),
                Node::Text(piece) => text.push_str(piece),
            }
        }
    }

    fn push_text(&mut self, piece: &str) {
        match self.children.last_mut() {
            Some(Node::Text(text)) => text.push_str(piece),
            _ => self.children.push(Node::Text(piece.to_owned())),
        }
    }
}

/// Parses XML. Returns the outermost element, if there is one, and what was wrong where reading
/// stopped.
pub(in crate::extract) fn parse(text: &str) -> (Option<Element>, Option<Finding>) {
    parse_without(text, |_| false)
}

/// Does the same without empty elements of some names, which do not count. Word processors write several for each word, about its
/// looks. `is_left_out` is asked with the name without its prefix.
pub(in crate::extract) fn parse_without(text: &str, is_left_out: fn(&str) -> bool) -> (Option<Element>, Option<Finding>) {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Open = Open::default();
    let mut n_elements = 0;
    let damage = loop {
        let byte = reader.buffer_position();
        let finding = |kind, message: &str| Some(Finding { byte: Some(byte), kind, message: message.to_owned() });
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                n_elements += 1;
                if open.elements.len() >= MAX_DEPTH {
                    break finding(ProblemKind::Syntax, "elements nest deeper than 512; the rest is not read");
                }
                open.elements.push(Element::new(&start));
            }
            Ok(Event::Empty(start)) if is_left_out(local(start.name().0)) => {}
            Ok(Event::Empty(start)) => {
                n_elements += 1;
                open.close(Element { is_whole: true, ..Element::new(&start) });
            }
            Ok(Event::End(end)) => open.end(end.name().0),
            Ok(Event::Text(piece)) => open.push_text(&piece.into_inner()),
            Ok(Event::CData(piece)) => open.push_text(&piece.into_inner()),
            Ok(Event::GeneralRef(name)) => open.push_text(&resolved(&name.into_inner())),
            Ok(Event::Eof) if open.elements.is_empty() => break None,
            Ok(Event::Eof) => break finding(ProblemKind::Syntax, "the XML ends early"),
            Ok(_) => {}
            Err(error) => break finding(ProblemKind::Syntax, &format!("not valid XML: {error}")),
        }
        if n_elements > MAX_ELEMENTS {
            break finding(ProblemKind::TooLarge, "more than 500,000 elements; the rest is not read");
        }
    };
    while let Some(element) = open.elements.pop() {
        open.close(element);
    }
    let no_root = || Finding { byte: None, kind: ProblemKind::Syntax, message: "the file holds no XML element".to_owned() };
    let damage = damage.or_else(|| open.root.is_none().then(no_root));
    (open.root, damage)
}

/// Returns a name without its prefix.
fn local(full_name: &str) -> &str {
    full_name.split_once(':').map_or(full_name, |(_, name)| name)
}

/// The open elements, and the outermost one once its end was read.
#[derive(Debug, Default)]
struct Open {
    elements: Vec<Element>,
    root: Option<Element>,
}

impl Open {
    fn close(&mut self, element: Element) {
        match self.elements.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => {
                self.root.get_or_insert(element);
            }
        }
    }

    /// Closes the innermost open element of that name, and everything open inside it. An end tag
    /// without a start tag is skipped.
    fn end(&mut self, full_name: &str) {
        let name = local(full_name);
        let Some(place) = self.elements.iter().rposition(|element| element.name == name) else { return };
        while self.elements.len() > place {
            let Some(element) = self.elements.pop() else { return };
            self.close(Element { is_whole: true, ..element });
        }
    }

    fn push_text(&mut self, piece: &str) {
        if let Some(element) = self.elements.last_mut() {
            element.push_text(piece);
        }
    }
}

/// Returns the text of an entity; one unknown to HTML stays as it is.
fn resolved(name: &str) -> String {
    let written = format!("&{name};");
    html_escape::decode_html_entities(&written).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(xml: &str, text: &str, n_findings: usize) {
        let (root, damage) = parse(xml);
        assert_eq!((root.map(|root| root.text()).as_deref(), damage.iter().count()), (Some(text), n_findings), "for {xml}");
    }

    #[test]
    fn xml_is_read_leniently() {
        check("<a>AT&T &amp; &nbsp;&#8217;&eacute;&nothing;</a>", "AT&T & \u{a0}’é&nothing;", 0);
        check("<a>one<b>two</c> three</a>", "onetwo three", 0);
        check("junk<a><![CDATA[<b>]]></a>junk", "<b>", 0);
        check("<a>one<b>two", "onetwo", 1);
    }

    #[test]
    fn declared_entities_do_not_grow() {
        let lol = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;</a>";
        check(lol, "&c;", 0);
    }

    #[test]
    fn depth_is_bounded() {
        let (root, damage) = parse(&"<a>".repeat(100_000));
        assert!(root.is_some());
        assert_eq!(damage.map(|finding| (finding.byte, finding.kind)), Some((Some(MAX_DEPTH as u64 * 3), ProblemKind::Syntax)));
    }
}
