//! Raw HTML as a flat sequence of tags and text, read in one pass without a tree.
//!
//! This is not a parser. It knows just enough of the tokenizer's rules (comments, quoted
//! attributes, elements whose content is raw text) to count how deep a tree builder would nest, and
//! to strip the tags of a page that is too deep or too large for a tree. Where it cannot know what
//! a tree builder would do, it counts too much rather than too little.

use memchr::{memchr, memchr2, memmem};

use super::elements::{BLOCK, END_OPTIONAL, FOREIGN, FORMATTING, LEAVES_FOREIGN, Name, RAW_TEXT, RAW_TEXTS, SCOPE, VOID};

/// A piece of raw HTML. Comments, doctypes and processing instructions are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// Text between tags, entities not decoded.
    Text(&'h str),
    /// The raw text content of the last started element: a script, a style, a title.
    RawText(&'h str),
    /// A start tag.
    Start { name: Name<'h>, is_self_closing: bool },
    /// An end tag.
    End { name: Name<'h> },
}

/// Returns the pieces of `html`, each with the byte where it begins. Takes time linear in its
/// length.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0, n_foreign: 0, raw: None, never_ends: [false; RAW_TEXTS.len()] }
}

/// Returns the byte of the first start tag inside more than `max_depth` open elements; `None` if
/// there is none, or if looking for it takes too long, which building the tree then shows.
///
/// Elements whose end tag is optional (`p`, `li`, `td`) are not counted, because pages omit it
/// hundreds of times without nesting. They can nest only through other, counted elements, so the
/// tree is at most about five times as deep as counted.
pub(super) fn too_deep_at(html: &str, max_depth: usize) -> Option<usize> {
    let mut open: Vec<Name<'_>> = Vec::new();
    let mut n_steps = 0;
    let mut pieces = pieces(html);
    while let Some((byte, piece)) = pieces.next() {
        // Each end tag may look at all open elements.
        n_steps += open.len();
        if n_steps > MAX_LOOKS {
            return None;
        }
        match piece {
            Piece::Text(_) | Piece::RawText(_) => {}
            Piece::Start { name, is_self_closing } => {
                let is_closed = is_self_closing && pieces.is_foreign();
                if is_closed || name.is_any(VOID | END_OPTIONAL) {
                    continue;
                }
                if name.is("a") {
                    // A link ends the one before it.
                    close(&mut open, name);
                }
                open.push(name);
                if open.len() > max_depth {
                    return Some(byte);
                }
            }
            Piece::End { name } => close(&mut open, name),
        }
    }
    None
}

/// Maximum number of open elements at all tags together. A page of 10,000 tags has some 200,000.
const MAX_LOOKS: usize = 20_000_000;

/// Removes the elements that the end tag `name` closes at least.
fn close(open: &mut Vec<Name<'_>>, name: Name<'_>) {
    let is_single = name.is_any(FORMATTING) || name.is("form");
    let barriers = if is_single || name.is_any(BLOCK) { SCOPE } else { SCOPE | BLOCK };
    for position in (0..open.len()).rev() {
        let candidate = open[position];
        if candidate.is(name.written()) {
            if is_single {
                // `<b><div></b>` leaves the `div` open.
                open.remove(position);
            } else {
                open.truncate(position);
            }
            return;
        }
        if candidate.is_any(barriers) {
            return;
        }
    }
}

/// An iterator over [`Piece`]s, see [`pieces`].
pub(super) struct Pieces<'h> {
    html: &'h str,
    at: usize,
    /// Open `svg` and `math` elements. In them `/>` closes, and no element holds raw text.
    n_foreign: usize,
    /// The byte where the raw text of the started element ends.
    raw: Option<usize>,
    /// The members of [`RAW_TEXTS`] without an end tag in the rest of the page, so that the page is
    /// searched once and not at every start tag.
    never_ends: [bool; RAW_TEXTS.len()],
}

impl<'h> Pieces<'h> {
    fn is_foreign(&self) -> bool {
        self.n_foreign > 0
    }

    /// Returns the byte behind the last piece.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'h str {
        self.html.get(self.at..).unwrap_or("")
    }

    /// Moves past the next `byte`, or to the end.
    fn skip_past(&mut self, byte: u8) {
        self.at = memchr(byte, self.rest().as_bytes()).map_or(self.html.len(), |found| self.at + found + 1);
    }

    fn skip_comment(&mut self) {
        self.at += "<!--".len();
        match self.rest() {
            rest if rest.starts_with('>') => self.at += 1,
            rest if rest.starts_with("->") => self.at += 2,
            rest => self.at = memmem::find(rest.as_bytes(), b"-->").map_or(self.html.len(), |found| self.at + found + 3),
        }
    }

    fn tag(&mut self) -> Piece<'h> {
        let is_end = self.rest().starts_with("</");
        self.at += if is_end { 2 } else { 1 };
        let rest = self.rest();
        let ends_name = |byte: u8| byte.is_ascii_whitespace() || byte == b'/' || byte == b'>';
        let len_name = rest.bytes().position(ends_name).unwrap_or(rest.len());
        let name = Name::new(&rest[..len_name]);
        self.at += len_name;
        let is_self_closing = self.skip_attributes();
        if is_end {
            if name.is_any(FOREIGN) {
                self.n_foreign = self.n_foreign.saturating_sub(1);
            }
            return Piece::End { name };
        }
        if name.is_any(FOREIGN) && !is_self_closing {
            self.n_foreign += 1;
        } else if self.is_foreign() && name.is_any(LEAVES_FOREIGN) {
            self.n_foreign = 0;
        }
        if !self.is_foreign() && name.is_any(RAW_TEXT) {
            self.raw = self.raw_text_end(name);
        }
        Piece::Start { name, is_self_closing }
    }

    /// Moves past the `>` of a tag; returns whether a `/` precedes it.
    fn skip_attributes(&mut self) -> bool {
        let bytes = self.html.as_bytes();
        loop {
            let rest = bytes.get(self.at..).unwrap_or(&[]);
            let Some(found) = memchr2(b'>', b'=', rest) else {
                self.at = bytes.len();
                return false;
            };
            self.at += found + 1;
            if rest[found] == b'>' {
                return rest[..found].ends_with(b"/");
            }
            self.skip_attribute_value();
        }
    }

    fn skip_attribute_value(&mut self) {
        let bytes = self.html.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        match bytes.get(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                self.skip_past(*quote);
            }
            _ => {
                while bytes.get(self.at).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'>') {
                    self.at += 1;
                }
            }
        }
    }

    /// Returns where the raw text after the start tag of `name` ends; `None` if `name` holds no raw
    /// text or the text never ends.
    fn raw_text_end(&mut self, name: Name<'_>) -> Option<usize> {
        let kind = RAW_TEXTS.iter().position(|raw| name.is(raw))?;
        if self.never_ends[kind] {
            return None;
        }
        let len_name = name.written().len();
        let mut from = self.at;
        while let Some(found) = memmem::find(self.html.as_bytes().get(from..)?, b"</") {
            let end = from + found;
            from = end + 2;
            let after = self.html.as_bytes().get(from..).unwrap_or(&[]);
            if after.get(..len_name).is_some_and(|word| word.eq_ignore_ascii_case(name.written().as_bytes()))
                && after.get(len_name).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
            {
                return Some(end);
            }
        }
        self.never_ends[kind] = true;
        None
    }
}

impl<'h> Iterator for Pieces<'h> {
    type Item = (usize, Piece<'h>);

    fn next(&mut self) -> Option<(usize, Piece<'h>)> {
        loop {
            let start = self.at;
            if let Some(end) = self.raw.take()
                && end > start
            {
                self.at = end;
                return Some((start, Piece::RawText(&self.html[start..end])));
            }
            let rest = self.rest();
            let is_tag = match rest.as_bytes() {
                [] => return None,
                [b'<', b'/', letter, ..] | [b'<', letter, ..] => letter.is_ascii_alphabetic(),
                _ => false,
            };
            if is_tag {
                return Some((start, self.tag()));
            }
            if rest.starts_with("<!--") {
                self.skip_comment();
            } else if rest.starts_with("<!") || rest.starts_with("<?") || rest.starts_with("</") {
                self.skip_past(b'>');
            } else {
                // A `<` that begins no tag is text.
                let len = memchr(b'<', &rest.as_bytes()[1..]).map_or(rest.len(), |found| found + 1);
                self.at += len;
                return Some((start, Piece::Text(&rest[..len])));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, depth: usize) {
        assert_eq!(too_deep_at(html, depth), None, "deeper than {depth}: {html}");
        if let Some(less) = depth.checked_sub(1) {
            assert!(too_deep_at(html, less).is_some(), "not as deep as {depth}: {html}");
        }
    }

    #[test]
    fn closed_elements_do_not_add_up() {
        check("<div>a</div><div>b</div>", 1);
        check("<div><span>a</span></div>", 2);
        check("<img><br/><p>a<p>b<ul><li>c<li>d</ul>", 1);
        check("<a>x<a>y<a>z", 1);
    }

    #[test]
    fn end_tags_that_close_nothing_do_not_hide_depth() {
        check("<div></x><div></x><div></x>", 3);
        check("<b><div></b><b><div></b>", 3);
        check("<span><div></span><span><div></span>", 4);
        check("<div><table></div><div>", 3);
        check("<form><div></form><form><div></form>", 3);
        check("<div/><div/>", 2);
    }

    #[test]
    fn markup_in_comments_scripts_and_attributes_is_not_counted() {
        check("<!-- <div><div> --><div>", 1);
        check("<script>'<div><div>'</SCRIPT ><div>", 1);
        check("<div title='<div>' data-x=\"<div>\" y=<div>", 1);
        check("<svg><path/><path/><title>t</title></svg><div></div>", 2);
    }

    #[test]
    fn an_unclosed_script_hides_nothing() {
        check("<script><div><div>", 3);
        check("<svg><style><div><div></style>", 4);
    }

    #[test]
    fn pieces_keep_text_and_leave_out_comments() {
        let found: Vec<Piece<'_>> = pieces("a < b<!-- c --><Br/>d</p x='>'>e").map(|(_, piece)| piece).collect();
        let expected = [
            Piece::Text("a "),
            Piece::Text("< b"),
            Piece::Start { name: Name::new("Br"), is_self_closing: true },
            Piece::Text("d"),
            Piece::End { name: Name::new("p") },
            Piece::Text("e"),
        ];
        assert_eq!(found, expected);
    }
}
