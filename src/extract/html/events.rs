//! A page as a sequence of tags with their attributes and texts, for formats that state by classes
//! what each element holds.

use std::borrow::Cow;

use super::elements::Name;
use super::tags::{Piece, pieces};

/// A tag or a text of a page.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract) enum Event<'h> {
    /// Text between tags, entities not decoded.
    Text(&'h str),
    /// A start tag, with its attributes.
    Start(Tag<'h>),
    /// An end tag.
    End(Name<'h>),
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract) struct Tag<'h> {
    pub(in crate::extract) name: Name<'h>,
    /// The tag as written, with its angle brackets.
    written: &'h str,
}

impl<'h> Tag<'h> {
    /// Returns the value of an attribute, entities not decoded. The name counts in lower or upper
    /// case.
    pub(in crate::extract) fn attribute(&self, name: &str) -> Option<&'h str> {
        let mut rest = self.written.get(1 + self.name.written().len()..)?;
        while let Some((before, after)) = rest.split_once('=') {
            let key = before.rsplit(|c: char| c.is_ascii_whitespace()).find(|word| !word.is_empty()).unwrap_or("");
            let after = after.trim_ascii_start();
            let (value, behind) = match after.chars().next() {
                Some(mark @ ('"' | '\'')) => after[1..].split_once(mark).unwrap_or((&after[1..], "")),
                _ => {
                    let end = after.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(after.len());
                    after.split_at(end)
                }
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(value.trim());
            }
            rest = behind;
        }
        None
    }

    /// Returns the classes of the element.
    pub(in crate::extract) fn classes(&self) -> impl Iterator<Item = &'h str> + use<'h> {
        self.attribute("class").unwrap_or("").split_ascii_whitespace()
    }
}

/// Returns the tags and texts of a page, in order. Scripts, styles and titles are left out. Takes
/// time linear in its length.
pub(in crate::extract) fn events(html: &str) -> impl Iterator<Item = Event<'_>> {
    let mut pieces = pieces(html);
    std::iter::from_fn(move || {
        loop {
            let (start, piece) = pieces.next()?;
            return Some(match piece {
                Piece::RawText(_) => continue,
                Piece::Text(text) => Event::Text(text),
                Piece::Start { name, .. } => Event::Start(Tag { name, written: html.get(start..pieces.at()).unwrap_or("") }),
                Piece::End { name } => Event::End(name),
            });
        }
    })
}

/// Returns a text with its entities decoded, without zero characters.
pub(in crate::extract) fn decoded(text: &str) -> Cow<'_, str> {
    match html_escape::decode_html_entities(text) {
        text if text.contains('\0') => Cow::Owned(text.replace('\0', "")),
        text => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        let shown = events(html).map(|event| match event {
            Event::Text(text) => text.to_owned(),
            Event::Start(tag) => format!("<{} {:?}>", tag.name.written(), tag.attribute("class")),
            Event::End(name) => format!("</{}>", name.written()),
        });
        shown.collect()
    }

    #[test]
    fn attributes_are_read_however_they_are_written() {
        assert_eq!(shown("<p class=a>x</p>"), "<p Some(\"a\")>x</p>");
        assert_eq!(shown("<P id='1>2' CLASS = \"a b\">x"), "<P Some(\"a b\")>x");
        assert_eq!(shown("<p data-class=b hidden class='a'/>"), "<p Some(\"a\")>");
        assert_eq!(shown("<p><style>p{}</style><p class"), "<p None><style None></style><p None>");
        assert_eq!(shown("<p class=\"a"), "<p Some(\"a\")>");
    }
}
