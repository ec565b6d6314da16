//! Raw HTML as a flat sequence of tags and text, read in one pass without a tree.
//!
//! This is not a parser. It knows just enough of the tokenizer's rules (comments, quoted
//! attributes, elements whose content is raw text) to count how deep a tree builder would nest, and
//! to strip the tags of a page that is too deep or too large for a tree. Where it cannot know what
//! a tree builder would do, it counts too much rather than too little.

/// A piece of raw HTML. Comments, doctypes and processing instructions are left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// Text between tags, entities not decoded.
    Text(&'h str),
    /// The raw text content of the last started element: a script, a style, a title.
    RawText(&'h str),
    /// A start tag, with its name as written.
    Start { name: &'h str, is_self_closing: bool },
    /// An end tag, with its name as written.
    End { name: &'h str },
}

/// Returns the pieces of `html`, each with the byte where it begins. Takes time linear in its
/// length.
pub(super) fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, at: 0, n_foreign: 0, raw: None, never_ends: [false; RAW_TEXT.len()] }
}

/// Returns the byte of the first start tag inside more than `max_depth` open elements; `None` if
/// there is none, or if looking for it takes too long, which building the tree then shows.
///
/// Elements whose end tag is optional (`p`, `li`, `td`) are not counted, because pages omit it
/// hundreds of times without nesting. They can nest only through other, counted elements, so the
/// tree is at most about five times as deep as counted.
pub(super) fn too_deep_at(html: &str, max_depth: usize) -> Option<usize> {
    let mut open: Vec<&str> = Vec::new();
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
                if is_closed || is_any(name, &VOID) || is_any(name, &END_OPTIONAL) {
                    continue;
                }
                if name.eq_ignore_ascii_case("a") {
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
fn close(open: &mut Vec<&str>, name: &str) {
    let is_single = is_any(name, &FORMATTING) || name.eq_ignore_ascii_case("form");
    let is_block = is_any(name, &BLOCKS);
    for position in (0..open.len()).rev() {
        let candidate = open[position];
        if candidate.eq_ignore_ascii_case(name) {
            if is_single {
                // `<b><div></b>` leaves the `div` open.
                open.remove(position);
            } else {
                open.truncate(position);
            }
            return;
        }
        let is_barrier = is_any(candidate, &SCOPES) || (!is_block && !is_single && is_any(candidate, &BLOCKS));
        if is_barrier {
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
    /// The members of [`RAW_TEXT`] without an end tag in the rest of the page, so that the page is
    /// searched once and not at every start tag.
    never_ends: [bool; RAW_TEXT.len()],
}

impl<'h> Pieces<'h> {
    fn is_foreign(&self) -> bool {
        self.n_foreign > 0
    }

    fn rest(&self) -> &'h str {
        self.html.get(self.at..).unwrap_or("")
    }

    /// Moves past the next `needle`, or to the end.
    fn skip_past(&mut self, needle: &str) {
        self.at = self.rest().find(needle).map_or(self.html.len(), |found| self.at + found + needle.len());
    }

    fn skip_comment(&mut self) {
        self.at += "<!--".len();
        match self.rest() {
            rest if rest.starts_with('>') => self.at += 1,
            rest if rest.starts_with("->") => self.at += 2,
            _ => self.skip_past("-->"),
        }
    }

    fn tag(&mut self) -> Piece<'h> {
        let is_end = self.rest().starts_with("</");
        self.at += if is_end { 2 } else { 1 };
        let rest = self.rest();
        let len_name = rest.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(rest.len());
        let name = &rest[..len_name];
        self.at += len_name;
        let is_self_closing = self.skip_attributes();
        if is_end {
            if is_any(name, &FOREIGN) {
                self.n_foreign = self.n_foreign.saturating_sub(1);
            }
            return Piece::End { name };
        }
        if is_any(name, &FOREIGN) && !is_self_closing {
            self.n_foreign += 1;
        } else if self.is_foreign() && leaves_foreign(name) {
            self.n_foreign = 0;
        }
        if !self.is_foreign() {
            self.raw = self.raw_text_end(name);
        }
        Piece::Start { name, is_self_closing }
    }

    /// Moves past the `>` of a tag; returns whether a `/` precedes it.
    fn skip_attributes(&mut self) -> bool {
        let bytes = self.html.as_bytes();
        let mut is_after_slash = false;
        while let Some(byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'>' => return is_after_slash,
                b'=' => self.skip_attribute_value(),
                _ => {}
            }
            is_after_slash = *byte == b'/';
        }
        false
    }

    fn skip_attribute_value(&mut self) {
        let bytes = self.html.as_bytes();
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        match bytes.get(self.at) {
            Some(b'"') => {
                self.at += 1;
                self.skip_past("\"");
            }
            Some(b'\'') => {
                self.at += 1;
                self.skip_past("'");
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
    fn raw_text_end(&mut self, name: &str) -> Option<usize> {
        let kind = RAW_TEXT.iter().position(|raw| name.eq_ignore_ascii_case(raw))?;
        if self.never_ends[kind] {
            return None;
        }
        let mut from = self.at;
        while let Some(found) = self.html.get(from..)?.find("</") {
            let end = from + found;
            from = end + 2;
            let after = self.html.as_bytes().get(from..).unwrap_or(&[]);
            if after.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
                && after.get(name.len()).is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
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
            if rest.is_empty() {
                return None;
            }
            let mut following = rest.bytes().skip(1);
            let is_tag = match (rest.starts_with('<'), following.next()) {
                (true, Some(b'/')) => following.next().is_some_and(|byte| byte.is_ascii_alphabetic()),
                (true, Some(byte)) => byte.is_ascii_alphabetic(),
                _ => false,
            };
            if is_tag {
                return Some((start, self.tag()));
            }
            if rest.starts_with("<!--") {
                self.skip_comment();
            } else if rest.starts_with("<!") || rest.starts_with("<?") || rest.starts_with("</") {
                self.skip_past(">");
            } else {
                // A `<` that begins no tag is text.
                let len = rest.bytes().skip(1).position(|byte| byte == b'<').map_or(rest.len(), |found| found + 1);
                self.at += len;
                return Some((start, Piece::Text(&rest[..len])));
            }
        }
    }
}

/// Returns whether `name` is one of `elements`, in any case.
pub(super) fn is_any(name: &str, elements: &[&str]) -> bool {
    elements.iter().any(|element| name.eq_ignore_ascii_case(element))
}

/// Returns whether a start tag of `name` ends the `svg` or `math` around it.
fn leaves_foreign(name: &str) -> bool {
    const ALSO: [&str; 4] = ["span", "sub", "sup", "var"];
    let is_shared = is_any(name, &["a", "font"]);
    !is_shared && [&BLOCKS[..], &FORMATTING, &VOID, &END_OPTIONAL, &ALSO].iter().any(|elements| is_any(name, elements))
}

/// Elements without content.
const VOID: [&str; 20] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen", "link",
    "meta", "param", "source", "spacer", "track", "wbr",
];

/// Elements whose end tag is optional.
const END_OPTIONAL: [&str; 20] = [
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rb", "rp", "rt", "rtc", "tbody",
    "td", "tfoot", "th", "tr",
];

/// Elements whose end tag leaves open what was opened inside them, as browsers do with
/// `<b><div></b>`.
const FORMATTING: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Elements whose content is not markup.
const RAW_TEXT: [&str; 8] = ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

/// Elements of other languages inside HTML.
const FOREIGN: [&str; 2] = ["svg", "math"];

/// Elements that no end tag outside reaches into.
const SCOPES: [&str; 5] = ["applet", "marquee", "object", "table", "template"];

/// Elements that begin and end a line of their own, apart from those in [`END_OPTIONAL`].
pub(super) const BLOCKS: [&str; 45] = [
    "address",
    "applet",
    "article",
    "aside",
    "blockquote",
    "button",
    "center",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "listing",
    "main",
    "marquee",
    "menu",
    "nav",
    "object",
    "ol",
    "plaintext",
    "pre",
    "search",
    "section",
    "select",
    "summary",
    "table",
    "template",
    "ul",
    "xmp",
    "iframe",
    "noscript",
];

/// Elements that begin and end a line of their own, and whose end tag is optional.
pub(super) const LINES: [&str; 14] =
    ["body", "caption", "dd", "dt", "head", "html", "li", "option", "p", "tbody", "td", "tfoot", "th", "tr"];

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
            Piece::Start { name: "Br", is_self_closing: true },
            Piece::Text("d"),
            Piece::End { name: "p" },
            Piece::Text("e"),
        ];
        assert_eq!(found, expected);
    }
}
