//! Texts that a page states in JSON-LD or in scripts, as paragraphs.

use super::tags::{Piece, pieces};
use crate::extract::line::in_one_line;

/// Returns the paragraphs of a text that may have markup, without it.
pub(super) fn paragraphs_of(text: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut open = String::new();
    let mut end = |open: &mut String| {
        let paragraph = in_one_line(open);
        if paragraph.contains(char::is_alphanumeric) {
            paragraphs.push(paragraph);
        }
        open.clear();
    };
    // A text without its own tags may have escaped ones.
    let decoded = if text.contains('<') { text.into() } else { html_escape::decode_html_entities(text) };
    for line in decoded.lines() {
        for (_, piece) in pieces(line) {
            match piece {
                Piece::Text(text) => open.push_str(&html_escape::decode_html_entities(&html_escape::decode_html_entities(text))),
                Piece::Start { name, .. } | Piece::End { name } if name.is_block() || name.is("br") => end(&mut open),
                _ => {}
            }
        }
        end(&mut open);
    }
    paragraphs
}

/// Returns a text that consists of the same text twice, once.
pub(super) fn once(text: &str) -> &str {
    const HEAD_CHARS: usize = 40;
    let Some((head_end, _)) = text.char_indices().nth(HEAD_CHARS) else { return text };
    let Some(second) = text[head_end..].find(&text[..head_end]).map(|found| head_end + found) else { return text };
    if text[..second].trim_end() == text[second..].trim_end() { text[..second].trim_end() } else { text }
}

/// Returns whether `found` has at least three fifths of the length of `other`.
pub(super) fn holds_most_of(found: &str, other: &str) -> bool {
    found.len() * 5 >= other.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_end_at_blocks_and_lines() {
        assert_eq!(paragraphs_of("<p>One <b>two</b></p>three<br>four"), ["One two", "three", "four"]);
        assert_eq!(paragraphs_of("One\n\n—\ntwo &amp;amp; three"), ["One", "two & three"]);
        assert_eq!(paragraphs_of("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;"), ["One", "two"]);
    }

    #[test]
    fn a_text_that_is_there_twice_is_taken_once() {
        let text = "The ferry to the islands stops on Friday for the winter, the harbour office said.";
        assert_eq!(once(&format!("{text} {text}")), text);
        assert_eq!(once(&format!("{text}{text}")), text);
        let more = format!("{text} {text} More.");
        assert_eq!(once(&more), more);
        assert_eq!(once("Short. Short."), "Short. Short.");
    }
}
