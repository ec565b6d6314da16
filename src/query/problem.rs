//! Problems of a typed query, and the line with the caret that shows where.

use std::fmt;

use unicode_width::UnicodeWidthChar;

use super::chars::{is_invisible, is_space};
use crate::choice::Syntax;
use crate::span::{CodePoints, Span};

/// Maximum columns of a long query shown around the place.
const MAX_COLUMNS: usize = 100;

/// Columns shown before the place.
const COLUMNS_BEFORE: usize = 40;

/// A note or an error about a typed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryProblem {
    /// The bytes of the typed query it is about; empty at the end of the text.
    pub span: Span,
    /// Whether the query can be run.
    pub severity: Severity,
    /// What was found and what was expected: lower case, no full stop, literals in backticks.
    pub message: String,
    /// What to do instead, if that is known.
    pub hint: Option<QueryHint>,
}

/// What to do about a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryHint {
    /// Advice in words: what to type.
    Advice(String),
    /// To choose the syntax of another service.
    Syntax {
        /// The service's.
        syntax: Syntax,
        /// What the query means by its rules, in our own language. `None` if that is long or not known.
        meaning: Option<String>,
    },
}

impl QueryHint {
    /// Returns the hint, with how this program names a syntax that can be chosen.
    pub fn naming(&self, name: impl FnOnce(Syntax) -> String) -> String {
        match self {
            QueryHint::Advice(advice) => advice.clone(),
            QueryHint::Syntax { syntax, meaning: Some(query) } => format!("{} reads the query as `{query}`", name(*syntax)),
            QueryHint::Syntax { syntax, meaning: None } => format!("{} reads the query as that service does", name(*syntax)),
        }
    }
}

impl fmt::Display for QueryHint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.naming(|syntax| format!("the syntax `{}`", syntax.name())))
    }
}

/// Whether a query with this problem can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It runs as understood, and the message says how.
    Note,
    /// It is not run.
    Error,
}

impl QueryProblem {
    /// Returns the typed query in one line of at most about 100 columns, and under it a line with carets below the place:
    ///
    /// ```
    /// use pullquote::query::parse;
    /// let (_, problems) = parse("flood AND (dam OR", 0);
    /// assert_eq!(problems[0].show("flood AND (dam OR"), "flood AND (dam OR\n               ^^");
    /// ```
    ///
    /// White space and control characters are shown as one space each, invisible characters not at all; wide characters fill two columns,
    /// as terminals draw them. `query_text` is the text the problem came from.
    pub fn show(&self, query_text: &str) -> String {
        let cells = cells(query_text);
        let column_of = |byte: usize| cells.iter().take_while(|cell| cell.byte < byte).map(|cell| cell.width).sum::<usize>();
        let (start, end, n_columns) = (column_of(self.span.start), column_of(self.span.end), column_of(usize::MAX));
        let is_cut = n_columns > MAX_COLUMNS;
        let first = if is_cut { start.saturating_sub(COLUMNS_BEFORE).min(n_columns - MAX_COLUMNS) } else { 0 };

        let (mut line, mut column, mut shown_start, mut shown_end) = (String::new(), 0, None, 0);
        let mut n_shown = 0;
        for cell in &cells {
            if column >= first && column + cell.width <= first + MAX_COLUMNS {
                shown_start.get_or_insert(column);
                line.push(cell.c);
                n_shown += cell.width;
                shown_end = column + cell.width;
            }
            column += cell.width;
        }
        let shown_start = shown_start.unwrap_or(0);
        let mut indent = start.saturating_sub(shown_start).min(n_shown);
        if shown_start > 0 {
            line.insert(0, '…');
            indent += 1;
        }
        if shown_end < n_columns {
            line.push('…');
        }
        let n_carets = end.min(shown_end).saturating_sub(start).max(1);
        format!("{line}\n{}{}", " ".repeat(indent), "^".repeat(n_carets))
    }

    /// Returns the problem on one line, with the column where it begins: `column 16: nothing stands
    /// after …`. Columns count code points from 1.
    pub fn at_column(&self, query_text: &str) -> String {
        let [start, _] = CodePoints::new(query_text).span(self.span);
        format!("column {}: {}", start + 1, self.message)
    }

    /// Returns the same with the hint in parentheses.
    pub fn in_a_line(&self, query_text: &str) -> String {
        match &self.hint {
            Some(hint) => format!("{} ({hint})", self.at_column(query_text)),
            None => self.at_column(query_text),
        }
    }

    pub(super) fn note(span: Span, message: impl Into<String>) -> QueryProblem {
        QueryProblem { span, severity: Severity::Note, message: message.into(), hint: None }
    }

    pub(super) fn error(span: Span, message: impl Into<String>) -> QueryProblem {
        QueryProblem { span, severity: Severity::Error, message: message.into(), hint: None }
    }

    pub(super) fn hint(self, advice: impl Into<String>) -> QueryProblem {
        QueryProblem { hint: Some(QueryHint::Advice(advice.into())), ..self }
    }
}

/// One character as drawn.
struct Cell {
    byte: usize,
    c: char,
    width: usize,
}

fn cells(text: &str) -> Vec<Cell> {
    let drawn = text.char_indices().filter(|(_, c)| !is_invisible(*c));
    drawn
        .map(|(byte, c)| match is_space(c) {
            true => Cell { byte, c: ' ', width: 1 },
            false => Cell { byte, c, width: c.width().unwrap_or(0) },
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows a problem at the first `place` in `text`, or at the end where `place` is empty.
    fn check(text: &str, place: &str, lines: [&str; 2]) {
        let start = if place.is_empty() { text.len() } else { text.find(place).unwrap() };
        let shown = QueryProblem::error(Span::new(start, start + place.len()), "").show(text);
        assert_eq!(shown, lines.join("\n"), "for {text}");
    }

    #[test]
    fn carets_stand_under_the_place() {
        check("a OR OR b", "OR b", ["a OR OR b", "     ^^^^"]);
        check("„Müßiggang” foo:bar", "foo", ["„Müßiggang” foo:bar", "            ^^^"]);
    }

    #[test]
    fn the_end_has_a_caret_too() {
        check("a AND", "", ["a AND", "     ^"]);
        check("", "", ["", "^"]);
    }

    #[test]
    fn wide_characters_fill_two_columns() {
        check("東京 foo:bar", "foo", ["東京 foo:bar", "     ^^^"]);
        check("東京 AND", "京", ["東京 AND", "  ^^"]);
    }

    #[test]
    fn marks_on_letters_fill_no_column() {
        check("cafe\u{301} foo", "foo", ["cafe\u{301} foo", "     ^^^"]);
    }

    #[test]
    fn the_line_is_one_line_without_invisible_characters() {
        check("a\tb\r\nc\u{200B}d \u{1B}[31m x", "x", ["a b  cd  [31m x", "              ^"]);
    }

    #[test]
    fn long_queries_are_cut_around_the_place() {
        let text = format!("{}foo:bar{}", "a ".repeat(100), " b".repeat(100));
        let shown = QueryProblem::error(Span::new(200, 203), "").show(&text);
        let (line, carets) = shown.split_once('\n').unwrap();
        assert!(line.starts_with("…a a ") && line.ends_with(" b …"), "{line}");
        assert_eq!(line.chars().count(), MAX_COLUMNS + 2);
        assert_eq!(line.chars().skip(carets.find('^').unwrap()).take(3).collect::<String>(), "foo");
        assert_eq!(carets.trim_start(), "^^^");
    }

    #[test]
    fn carets_never_run_out_of_the_line() {
        let text = "x".repeat(5000);
        let shown = QueryProblem::error(Span::new(10, 5000), "").show(&text);
        let (line, carets) = shown.split_once('\n').unwrap();
        assert_eq!(line.chars().count(), MAX_COLUMNS + 1);
        assert_eq!(carets.len(), MAX_COLUMNS);
    }

    #[test]
    fn a_span_of_another_text_does_no_harm() {
        let shown = QueryProblem::error(Span::new(900, 1000), "").show("ab");
        assert_eq!(shown, "ab\n  ^");
    }
}
