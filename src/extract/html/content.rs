//! The article's text as paragraphs.
//!
//! The blocks that are the article (`prose`) become a flat list of paragraphs, which `html2text`
//! renders. It knows only the older block elements and is recursive, so it gets neither sections
//! nor depth.

use super::blocks::{Blocks, LINE_BREAK};
use super::live;
use super::paragraphs::{holds_most_of, once, paragraphs_of};
use super::prose;
use super::scene::Stated;
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
/// that hide their paragraphs or build them by script. `in_scripts` is called if the found text is short.
pub(super) fn text<'p>(page: &'p Blocks, stated: &Stated<'p>, in_scripts: impl FnOnce() -> Vec<String>) -> Text {
    let chosen = prose::article(page, stated);
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
    let config = html2text::config::with_decorator(html2text::render::TrivialDecorator::new());
    let rendered = config.allow_width_overflow().string_from_read(flat.as_bytes(), NO_WRAPPING).unwrap_or_default();
    let mut text = String::with_capacity(rendered.len());
    let mut is_new_paragraph = false;
    for line in rendered.lines() {
        let line = in_one_line(line);
        if line.is_empty() {
            is_new_paragraph = true;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if is_new_paragraph { "\n\n" } else { "\n" });
        }
        text.push_str(&line);
        is_new_paragraph = false;
    }
    text
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
        html_escape::encode_text_to_string(text, &mut self.paragraph);
    }

    fn push_line_break(&mut self) {
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
