//! The article's text as paragraphs.
//!
//! The blocks that are the article (`prose`) become a flat list of paragraphs, which `html2text`
//! renders. It knows only the older block elements and is recursive, so it gets neither sections
//! nor depth.

use super::blocks::{Blocks, LINE_BREAK};
use super::prose;
use super::scene::Stated;
use super::tags::{BLOCKS, LINES, Piece, is_any, pieces};
use crate::extract::line::in_one_line;

/// Returns the article's text, with an empty line between paragraphs; empty if the page has none.
///
/// The text in the page's JSON-LD is used if the found text lacks most of it. That happens on pages
/// that hide their paragraphs or build them by script.
pub(super) fn body(page: &Blocks, stated: &Stated<'_>) -> String {
    let mut flat = Flat::default();
    for block in prose::article(page, stated) {
        for (idx, line) in block.text.trim_matches(is_space).split(LINE_BREAK).enumerate() {
            if idx > 0 {
                flat.push_line_break();
            }
            flat.push_text(line);
        }
        flat.end_paragraph();
    }
    let found = render(&flat.into_html());
    let stated = stated.body.map(stated_paragraphs).unwrap_or_default();
    if holds_most_of(&found, &stated) { found } else { stated }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == LINE_BREAK
}

/// Returns whether `found` has at least three fifths of the length of `other`.
fn holds_most_of(found: &str, other: &str) -> bool {
    found.len() * 5 >= other.len() * 3
}

/// Returns the body of the JSON-LD without markup.
fn stated_paragraphs(stated: &str) -> String {
    let decoded = html_escape::decode_html_entities(stated);
    let mut flat = Flat::default();
    for line in decoded.lines() {
        for (_, piece) in pieces(line) {
            match piece {
                Piece::Text(text) => flat.push_text(&html_escape::decode_html_entities(text)),
                Piece::Start { name, .. } | Piece::End { name }
                    if is_any(name, &BLOCKS) || is_any(name, &LINES) || name == "br" =>
                {
                    flat.end_paragraph();
                }
                _ => {}
            }
        }
        flat.end_paragraph();
    }
    render(&flat.into_html())
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
