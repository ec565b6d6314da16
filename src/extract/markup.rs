//! Markup in the fields of records: whether a text is HTML, and its text.
//!
//! A field called `content` holds HTML with one tool and plain text with another, so the text
//! itself decides. It is HTML if it has an element with its end tag, a tag with attributes, or line
//! breaks. A plain text that holds `<`, or names a tag, is not changed.

use super::html::elements::Name;
use super::html::text_of_piece;

/// Returns whether `text` is a whole page, and not a piece of one.
pub(super) fn is_page(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    ["<!doctype html", "<html"].iter().any(|begin| start.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin)))
}

/// Returns the text of a field that may be HTML, with an empty line between paragraphs; `None` if it
/// is plain text.
pub(super) fn text_if_markup(text: &str) -> Option<String> {
    if is_markup(text) {
        return Some(text_of(text));
    }
    // Some exports escape their markup once more.
    if memchr::memchr(b'<', text.as_bytes()).is_none() && text.contains("&lt;") {
        let decoded = html_escape::decode_html_entities(text);
        return is_markup(&decoded).then(|| text_of(&decoded));
    }
    // Markup without tags: its entities stand inside words, `AT&amp;T`, or for marks beside them, `&ldquo;Rain&rdquo;`.
    has_entities(text).then(|| html_escape::decode_html_entities(text).replace('\u{a0}', " "))
}

/// Returns whether a text without tags is written with entities. One that stands alone may be what the text is about.
fn has_entities(text: &str) -> bool {
    const MAX_NAME_BYTES: usize = 10;
    let mut rest = text;
    let mut before = ' ';
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        before = rest[..at].chars().next_back().unwrap_or(before);
        rest = &rest[at + 1..];
        // Searching the whole rest would take time quadratic in the length of the text.
        let end = rest.bytes().take(MAX_NAME_BYTES + 1).position(|byte| byte == b';');
        let name = end.map(|end| (&rest[..end], rest[end + 1..].chars().next()));
        if let Some((name, after)) = name {
            let is_number = name
                .strip_prefix('#')
                .is_some_and(|digits| digits.trim_start_matches(['x', 'X']).bytes().all(|b| b.is_ascii_hexdigit()));
            let is_name =
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !matches!(name, "lt" | "gt");
            let is_letter = |c: char| c.is_alphabetic();
            let is_beside = is_letter(before) || after.is_some_and(is_letter);
            let is_known = is_number && name.len() > 2
                || is_name && html_escape::decode_html_entities(&format!("&{name};")).as_ref() != format!("&{name};");
            // `&amp;` is half of an entity that a text may show: `&amp;lt;`.
            let is_inside = if name == "amp" { is_letter(before) && after.is_some_and(is_letter) } else { is_beside };
            if is_known && is_inside {
                return true;
            }
        }
        before = '&';
    }
    false
}

/// Returns the text of a piece of HTML. Editors of some sites write paragraphs as empty lines, and
/// tags only inside them, so empty lines separate paragraphs here too.
pub(super) fn text_of(html: &str) -> String {
    if !Tags::of(html).any(|tag| is_block(tag.name)) {
        return without_tags(html);
    }
    let mut spaced = String::with_capacity(html.len() + 64);
    let mut is_after_blank = true;
    for line in html.split_inclusive('\n') {
        let is_blank = line.trim().is_empty();
        if is_blank && !is_after_blank {
            spaced.push_str("<p>");
        }
        is_after_blank = is_blank;
        spaced.push_str(line);
    }
    text_of_piece(&spaced)
}

/// Returns whether a text has tags that end lines or paragraphs.
pub(super) fn has_lines(text: &str) -> bool {
    Tags::of(text).any(|tag| is_block(tag.name) || tag.name.is("br"))
}

/// Returns whether an element sets its text apart from what stands around it.
fn is_block(name: Name<'_>) -> bool {
    name.is_block() && !is_code(name) || name.is("hr")
}

/// Returns whether an element holds no text but code, or another page.
fn is_code(name: Name<'_>) -> bool {
    ["script", "style", "iframe"].iter().any(|code| name.is(code))
}

fn is_markup(text: &str) -> bool {
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return false;
    }
    let mut open: Vec<Name<'_>> = Vec::new();
    for tag in Tags::of(text) {
        let ends_line = ["br", "p", "hr"].iter().any(|line| tag.name.is(line));
        let is_line = ends_line && !is_mentioned(&text[..tag.start], &text[tag.end..]);
        // Code alone is what an article on code quotes.
        if is_code(tag.name) {
            continue;
        }
        let is_open = open.iter().any(|open| tag.is_of(*open));
        if tag.has_attributes || is_line || tag.is_end && is_open {
            return true;
        }
        if !tag.is_end && !is_open {
            open.push(tag.name);
        }
    }
    false
}

/// Returns whether a tag is a word of a sentence, by what stands around it: spaces, or marks.
fn is_mentioned(before: &str, after: &str) -> bool {
    before.ends_with(['"', '“', '„', '\'', '‘', '`', '(', '«']) || (before.ends_with(' ') && after.starts_with([' ', ',', '.']))
}

/// Returns the text between tags of a piece without blocks, with its own line ends.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut at = 0;
    let mut hidden: Option<Name<'_>> = None;
    let mut push = |piece: &str, is_hidden: bool| {
        if !is_hidden {
            html_escape::decode_html_entities_to_string(piece, &mut text);
        }
    };
    for tag in Tags::of(html) {
        push(&html[at..tag.start], hidden.is_some());
        at = tag.end;
        match hidden {
            Some(open) if tag.is_end && tag.is_of(open) => hidden = None,
            None if !tag.is_end && is_code(tag.name) => hidden = Some(tag.name),
            _ => {}
        }
        if tag.name.is("br") {
            push("\n", hidden.is_some());
        }
    }
    push(&html[at..], hidden.is_some());
    text.trim().to_owned()
}

/// A tag of an element that texts are written with, or a comment, whose name is empty.
struct Tag<'t> {
    start: usize,
    end: usize,
    name: Name<'t>,
    is_end: bool,
    has_attributes: bool,
}

impl Tag<'_> {
    fn is_of(&self, name: Name<'_>) -> bool {
        self.name.is(name.written())
    }
}

/// The tags of a text that may be no markup, in order. Takes time linear in its length.
///
/// The tags of a page are read otherwise (`html::tags`): there, all that looks like a tag is one.
struct Tags<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tags<'t> {
    fn of(text: &'t str) -> Tags<'t> {
        Tags { text, at: 0 }
    }

    /// Returns the tag that begins at `start`, where a `<` stands.
    fn tag_at(&self, start: usize) -> Option<Tag<'t>> {
        // The longest tags hold addresses and descriptions of pictures.
        const MAX_BYTES: usize = 8 << 10;
        let rest = &self.text.as_bytes()[start..];
        let rest = &rest[..rest.len().min(MAX_BYTES)];
        if rest.starts_with(b"<!--") {
            let len = memchr::memmem::find(rest, b"-->")? + 3;
            return Some(Tag { start, end: start + len, name: Name::new(""), is_end: false, has_attributes: true });
        }
        let is_end = rest.get(1) == Some(&b'/');
        let from = if is_end { 2 } else { 1 };
        let len_name = rest[from..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).take(11).count();
        let name = Name::new(&self.text[start + from..start + from + len_name]);
        if !name.is_of_text() {
            return None;
        }
        let after = &rest[from + len_name..];
        let len_after = len_of_attributes(after)?;
        let attributes = after[..len_after].trim_ascii().trim_ascii_end();
        if !attributes.is_empty() && !after[0].is_ascii_whitespace() && attributes != b"/" {
            return None;
        }
        let has_attributes = memchr::memchr(b'=', attributes).is_some();
        if !attributes.is_empty() && attributes != b"/" && !has_attributes {
            // `a < b and c > d` has no attributes between its signs.
            return None;
        }
        Some(Tag { start, end: start + from + len_name + len_after + 1, name, is_end, has_attributes })
    }
}

/// Returns the number of bytes before the `>` that ends a tag; `None` if another tag begins first.
fn len_of_attributes(bytes: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (idx, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(idx),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

impl<'t> Iterator for Tags<'t> {
    type Item = Tag<'t>;

    fn next(&mut self) -> Option<Tag<'t>> {
        while let Some(found) = memchr::memchr(b'<', &self.text.as_bytes()[self.at..]) {
            let start = self.at + found;
            match self.tag_at(start) {
                Some(tag) => {
                    self.at = tag.end;
                    return Some(tag);
                }
                None => self.at = start + 1,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(text_if_markup(text).as_deref(), expected, "for {text}");
    }

    #[test]
    fn markup_becomes_text_with_its_paragraphs() {
        check(
            "<div><p>AT&amp;T paid.</p><p>“<a href=\"https://x.example/div\">nothing</a>”</p></div>",
            Some("AT&T paid.\n\n“nothing”"),
        );
        check("It rained.<br/>Twice.<br><br>Again.", Some("It rained.\nTwice.\n\nAgain."));
        check("&lt;p&gt;It rained.&lt;/p&gt;&lt;p&gt;Again.&lt;/p&gt;", Some("It rained.\n\nAgain."));
        check("<ul><li>One</li><li>Two</li></ul><script>let a = '<p>';</script>", Some("One\n\nTwo"));
    }

    #[test]
    fn empty_lines_are_paragraphs_beside_tags() {
        check("It <b>rained</b>.\n\nAgain &ndash; twice.", Some("It rained.\n\nAgain – twice."));
        check(
            "It rained.\n\n<h2>Later</h2>\nIt <em>rained</em>\nagain.\n\nAnd again.",
            Some("It rained.\n\nLater\n\nIt rained again.\n\nAnd again."),
        );
        check("See <a href=”https://x.example/a” target=”_blank”>the\nmap</a>.\n\nEnd.", Some("See the\nmap.\n\nEnd."));
        check("<!-- wp:paragraph -->\n<p>It rained.</p>\n<!-- /wp:paragraph -->", Some("It rained."));
    }

    #[test]
    fn entities_without_tags_are_markup() {
        check(
            "Tarn&#8217;s AT&amp;T paid &ldquo;nothing&rdquo;.\n\nAgain&nbsp;&mdash; yes.",
            Some("Tarn’s AT&T paid “nothing”.\n\nAgain — yes."),
        );
        check("caf&eacute; &amp; bar", Some("café & bar"));
        for text in ["Write &amp; for it.", "The entity &eacute; is a letter.", "R&D;B&B", "a&b;c", "&#; x&#x;y", "?a=1&amp;b=2"]
        {
            check(text, None);
        }
    }

    #[test]
    fn plain_text_with_signs_is_plain() {
        for text in [
            "R&D < 5 & x > 3; a<b and b>c",
            "I <3 rain.\n\nWe write &amp; for it, and \"<p>\" is a tag.",
            "Use the <br> tag, not <p> alone.",
            "The <b> tag is old; <i> too.",
            "if i < n and n > 0: <Ana Ruiz> <ana@x.example> <https://x.example/>",
            "It was <script>alert(1)</script> that the letter held.",
            "<p",
            "</p",
            "a <i and b> c",
            "&lt;3 and &amp;lt;",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn many_signs_take_linear_time() {
        let text = "<a \"".repeat(200_000);
        check(&text, None);
        assert!(is_page(" \n<!DOCTYPE html><p>") && is_page("<HTML lang=en>") && !is_page("<htm") && !is_page("é"));
    }
}
