//! The article's text as paragraphs.
//!
//! The blocks that are the article (`prose`) become a flat list of paragraphs, which `html2text`
//! renders. It knows only the older block elements and is recursive, so it gets neither sections
//! nor depth.

use std::borrow::Cow;

use super::blocks::{Blocks, LINE_BREAK};
use super::live;
use super::paragraphs::{holds_most_of, once, paragraphs_of};
use super::prose;
use super::scene::{Scene, Stated};
use crate::analysis::line_ends;
use crate::extract::line::in_one_line;

/// The article's text, and whether the page is likely to hold an article.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// The paragraphs, with an empty line between them.
    pub(super) body: String,
    /// Whether the text was found in blocks that are less likely than not the article.
    pub(super) is_doubtful: bool,
    /// Whether JSON-LD or a script states the text.
    pub(super) is_stated: bool,
}

/// Returns the article's text; empty if the page has none.
///
/// The text in the page's JSON-LD, or else in the data of its scripts, is used if the found text lacks most of it. That happens on pages
/// that hide their paragraphs or build them by script. `in_scripts` is called if the found text is short; `weigh`
/// is that of [`prose::article`].
pub(super) fn text<'p>(
    page: &'p Blocks,
    stated: &Stated<'p>,
    weigh: impl FnOnce(&Scene<'_>) -> Vec<f32>,
    in_scripts: impl FnOnce() -> Vec<String>,
) -> Text {
    let chosen = prose::article(page, stated, weigh);
    let mut flat = Flat::default();
    for block in &chosen.blocks {
        for (idx, line) in block.text.trim_matches(is_space).split(LINE_BREAK).enumerate() {
            if idx > 0 {
                flat.push_line_break();
            }
            flat.push_text(line);
        }
        flat.end_paragraph();
    }
    let found = render(&flat.into_html());
    if let Some(body) = live::body(&found, stated.updates) {
        return Text { body, is_doubtful: false, is_stated: true };
    }
    let other = rendered(stated.body.map(paragraphs_of).unwrap_or_default().iter().map(|paragraph| once(paragraph)));
    if !holds_most_of(&found, &other) {
        return Text { body: other, is_doubtful: false, is_stated: true };
    }
    if found.len() < SHORT_BYTES {
        let other = rendered(in_scripts().iter().map(String::as_str));
        if !holds_most_of(&found, &other) {
            return Text { body: other, is_doubtful: false, is_stated: true };
        }
    }
    Text { body: found, is_doubtful: chosen.is_doubtful, is_stated: false }
}

/// Length in bytes below which a found text is compared with the data of the page's scripts.
const SHORT_BYTES: usize = 2000;

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == LINE_BREAK
}

/// Returns paragraphs as text, with an empty line between them.
fn rendered<'p>(paragraphs: impl Iterator<Item = &'p str>) -> String {
    paragraphs.collect::<Vec<&str>>().join("\n\n")
}

/// Returns paragraphs of HTML as text: a line for each `<br>`, an empty line between paragraphs,
/// whitespace collapsed, no decoration.
///
/// `flat` is a sequence of `<p>` elements that hold only text and `<br>`.
pub(super) fn render(flat: &str) -> String {
    if flat.len() > LONG_BYTES { render_long(flat) } else { render_short(flat) }
}

/// Length in bytes above which `html2text` is not used: it builds a tree, which takes 2 KB for each paragraph.
const LONG_BYTES: usize = 256 << 10;

fn render_short(flat: &str) -> String {
    let config = html2text::config::with_decorator(html2text::render::TrivialDecorator::new());
    let rendered = config.allow_width_overflow().string_from_read(flat.as_bytes(), NO_WRAPPING).unwrap_or_default();
    let mut lines = Lines::default();
    rendered.lines().for_each(|line| lines.push(&in_one_line(line)));
    lines.text
}

/// As [`render_short`], without a tree.
fn render_long(flat: &str) -> String {
    let mut lines = Lines::default();
    for paragraph in flat.split("<p>") {
        lines.push("");
        for line in paragraph.strip_suffix("</p>").unwrap_or(paragraph).split("<br>") {
            lines.push(&in_one_line(&unescaped(line)));
        }
    }
    lines.text
}

/// Returns the text that [`Flat::push_text`] was given. Three references stand in it, and no search
/// among the two thousand of HTML is needed: eight million `&amp;` took half a second.
fn unescaped(line: &str) -> Cow<'_, str> {
    const ESCAPED: [(&str, char); 3] = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')];
    let Some(mut at) = memchr::memchr(b'&', line.as_bytes()) else { return Cow::Borrowed(line) };
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    loop {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (len, sign) =
            ESCAPED.iter().find(|(name, _)| rest.starts_with(name)).map_or((1, '&'), |(name, sign)| (name.len(), *sign));
        text.push(sign);
        rest = &rest[len..];
        match memchr::memchr(b'&', rest.as_bytes()) {
            Some(next) => at = next,
            None => break,
        }
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Lines of text; empty ones separate paragraphs.
#[derive(Default)]
struct Lines {
    text: String,
    is_new_paragraph: bool,
}

impl Lines {
    fn push(&mut self, line: &str) {
        if line.is_empty() {
            self.is_new_paragraph = true;
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(if self.is_new_paragraph { "\n\n" } else { "\n" });
        }
        self.text.push_str(line);
        self.is_new_paragraph = false;
    }
}

/// Wider than any paragraph, so that paragraphs are not wrapped.
const NO_WRAPPING: usize = 1 << 30;

/// Paragraphs being written.
#[derive(Default)]
pub(super) struct Flat {
    html: String,
    paragraph: String,
}

impl Flat {
    /// Adds text to the open paragraph.
    pub(super) fn push_text(&mut self, text: &str) {
        let mut at = 0;
        // Other line ends of the file are spaces of the text.
        for gap in line_ends(text) {
            html_escape::encode_text_to_string(&text[at..gap.start], &mut self.paragraph);
            self.push_line_break();
            at = gap.end;
        }
        html_escape::encode_text_to_string(&text[at..], &mut self.paragraph);
    }

    pub(super) fn push_line_break(&mut self) {
        self.paragraph.push_str("<br>");
    }

    /// Ends the open paragraph, so that later text begins another. A paragraph without a letter or
    /// digit is dropped.
    pub(super) fn end_paragraph(&mut self) {
        if self.paragraph.contains(char::is_alphanumeric) {
            self.html.push_str("<p>");
            self.html.push_str(&self.paragraph);
            self.html.push_str("</p>");
        }
        self.paragraph.clear();
    }

    /// Returns all paragraphs as HTML for [`render`].
    pub(super) fn into_html(mut self) -> String {
        self.end_paragraph();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_rendered_as_short_ones() {
        let mut flat = Flat::default();
        for line in ["It rained  on\nthe town.", "5 < 6 & 7 &amp; é\u{a0}!", "&&lt;&gt;&copy;>&", "“It poured,” said\tAna."]
        {
            flat.push_text(line);
            flat.push_line_break();
            flat.push_text("Next line");
            flat.push_line_break();
            flat.push_line_break();
            flat.push_text(line);
            flat.end_paragraph();
        }
        let flat = flat.into_html();
        assert_eq!(render_long(&flat), render_short(&flat));
        assert_eq!(render_long(&flat).lines().next(), Some("It rained on the town."));
    }
}
