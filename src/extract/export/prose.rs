//! The text of elements, collected while a page passes by.

use crate::extract::html::events::{Event, decoded};
use crate::extract::line::in_one_line;

/// A text that grows tag by tag. Paragraphs are separated by empty lines.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: String,
    lines: Vec<String>,
    line: String,
    /// Whether a cell of a table is open: its paragraphs are no paragraphs of the text.
    is_in_cell: bool,
}

impl Prose {
    /// Adds what a tag or text adds.
    pub(super) fn add(&mut self, event: &Event<'_>) {
        let name = match event {
            Event::Text(text) => return self.line.push_str(&decoded(text)),
            Event::Start(tag) => tag.name,
            Event::End(name) => *name,
        };
        let is_start = matches!(event, Event::Start(_));
        if name.is("td") || name.is("th") {
            self.is_in_cell = is_start;
            self.line.push(' ');
        } else if name.is("tr") {
            self.is_in_cell = false;
            self.end_line();
        } else if name.is("table") {
            self.is_in_cell = false;
            self.end_paragraph();
        } else if self.is_in_cell && (name.is_block() || name.is("br")) {
            self.line.push(' ');
        } else if name.is("br") && is_start {
            // A line that holds only spaces separates paragraphs.
            if self.line.trim().is_empty() { self.end_paragraph() } else { self.end_line() }
        } else if name.is_block() {
            self.end_paragraph();
        }
    }

    /// Returns whether it holds no text.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.lines.is_empty() && self.line.trim().is_empty()
    }

    /// Returns the text, and leaves it empty.
    pub(super) fn take(&mut self) -> String {
        self.end_paragraph();
        self.is_in_cell = false;
        std::mem::take(&mut self.text)
    }

    fn end_line(&mut self) {
        let line = in_one_line(&self.line);
        self.line.clear();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::html::events::events;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        let mut prose = Prose::default();
        events(html).for_each(|event| prose.add(&event));
        assert_eq!(prose.take(), expected, "for {html}");
    }

    #[test]
    fn lines_and_paragraphs_are_told_apart() {
        check("<p>It <b>rained</b>\n&amp; shone.</p><p>Again.", "It rained & shone.\n\nAgain.");
        check("A list:<br>&nbsp;<br>One<br>Two", "A list:\n\nOne\nTwo");
        check("One<p></p>Two<div>Three</div>", "One\n\nTwo\n\nThree");
    }

    #[test]
    fn rows_of_a_table_are_lines() {
        let row = |name: &str, n: &str| format!("<tr><td><p>{name}</p></td><td><p>{n}</p></td></tr>");
        check(&format!("It:<table>{}{}</table>End", row("Tarn", "2"), row("Wold", "1")), "It:\n\nTarn 2\nWold 1\n\nEnd");
    }
}
