//! Text whose lines end where a teleprinter's line ended: after 69 letters or so.
//!
//! An empty line or an indented one begins a paragraph. Lines of a table stay lines.

use super::html::text_of_piece;
use super::markup::has_lines;
use crate::analysis::line_ends;

/// Stands before a row of a table, where the format tells one.
pub(super) const ROW: char = '\u{8}';

/// Returns the text without its line ends, with an empty line between paragraphs. Lines that look
/// like rows of a table are not joined, and lines without a letter or digit are left out.
pub(super) fn paragraphs<'t>(lines: impl IntoIterator<Item = &'t str>) -> String {
    let mut text = String::new();
    let mut last = Row::None;
    for line in lines {
        let row = Row::of(line);
        let words = line.trim_start_matches(ROW).split_whitespace();
        if row == Row::None {
            last = row;
            continue;
        }
        let separator = match (last, row) {
            _ if text.is_empty() => "",
            (Row::None, _) => "\n\n",
            (_, Row::Table) | (Row::Table, _) => "\n",
            (_, Row::Indented) => "\n\n",
            _ if is_parted(&text, line) => "\n",
            _ => " ",
        };
        text.push_str(separator);
        words.enumerate().for_each(|(idx, word)| {
            if idx > 0 {
                text.push(' ');
            }
            text.push_str(word);
        });
        last = row;
    }
    text
}

/// Returns whether the line end between `text` and `line` parts a word.
fn is_parted(text: &str, line: &str) -> bool {
    let last = &text[text.ceil_char_boundary(text.len().saturating_sub(16))..];
    let next = line.trim_start().chars().next();
    next.is_some_and(|next| !line_ends(&format!("{last}\n{next}")).is_empty())
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    /// Nothing, or signs alone: `* * *`.
    None,
    /// The first line of a paragraph.
    Indented,
    /// A row of a table, or an item of a list.
    Table,
    Text,
}

impl Row {
    fn of(line: &str) -> Row {
        let inner = line.trim();
        if !inner.contains(char::is_alphanumeric) {
            return Row::None;
        }
        let is_list = ["- ", "* ", "• "].iter().any(|sign| inner.starts_with(sign));
        let n_cells = inner.split("  ").filter(|cell| !cell.trim().is_empty()).count();
        let n_fields = inner.split(';').count();
        // Three spaces within a line set columns apart; two may follow a full stop.
        let is_table = n_fields > 3 || inner.contains("   ") && n_cells > 1;
        match () {
            () if is_list || is_table || line.starts_with(ROW) => Row::Table,
            () if line.starts_with("  ") || line.starts_with('\t') => Row::Indented,
            () => Row::Text,
        }
    }
}

/// Returns the text of a body that is said to be plain. Some agencies put markup there; then it is
/// the text of that, with an empty line between paragraphs. Other text stays as it is.
pub(super) fn text_or_markup(text: &str) -> String {
    if !has_lines(text) {
        return if is_indented_text(text) { paragraphs(text.trim_end().lines()) } else { text.trim().to_owned() };
    }
    // Lines in the markup may be those of a teleprinter: only the first of a paragraph is indented.
    let is_indented = |line: &str| line.starts_with("  ") || line.starts_with('\t');
    let is_text = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('<');
    let (mut n_indented, mut n_others) = (0_usize, 0_usize);
    text.lines().filter(is_text).for_each(|line| if is_indented(line) { n_indented += 1 } else { n_others += 1 });
    if n_indented == 0 || n_others == 0 {
        return text_of_piece(text);
    }
    let marked: Vec<String> =
        text.lines().map(|line| if is_indented(line) { format!("<br>{line}") } else { line.to_owned() }).collect();
    text_of_piece(&marked.join("\n"))
}

/// Returns whether a plain text without empty lines has paragraphs that begin with an indented line: either other lines are not indented and
/// none is longer than a teleprinter's, or each line ends like a sentence.
fn is_indented_text(text: &str) -> bool {
    const MAX_CHARS: usize = 80;
    const ENDS: [char; 10] = ['.', '!', '?', '”', '"', '’', '»', '“', ':', ')'];
    let lines: Vec<&str> = text.trim_end().lines().skip_while(|line| line.trim().is_empty()).collect();
    let is_indented = |line: &&&str| line.starts_with("  ") || line.starts_with('\t');
    // The first line may have lost its indent with the spaces around the text.
    let n_indented = lines.iter().skip(1).filter(is_indented).count();
    if lines.len() < 2 || n_indented == 0 || lines.iter().any(|line| line.trim().is_empty()) {
        return false;
    }
    match n_indented + 1 < lines.len() {
        true => lines.iter().all(|line| line.chars().count() <= MAX_CHARS),
        false => lines.iter().all(|line| line.trim_end().ends_with(ENDS)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_paragraph_are_joined() {
        let check = |text: &str, expected: &str| assert_eq!(paragraphs(text.lines()), expected, "for {text}");
        check("   Tarn (cw) - It\nrained.\n   Again.", "Tarn (cw) - It rained.\n\nAgain.");
        check("It\nrained.\n\nAgain.", "It rained.\n\nAgain.");
        check("The infor-\nmation of Ana-\nMaria.", "The infor-\nmation of Ana- Maria.");
        check("\tIt rained.\n\tAgain,\nsaid Ana.  She left.", "It rained.\n\nAgain, said Ana. She left.");
        check("* * *\nIt rained.\n___\n", "It rained.");
        check("Results:\nTarn      2\nWold      1\n\nEnd", "Results:\nTarn 2\nWold 1\n\nEnd");
        check("Tarn;2;1;4\nWold;1;0;2", "Tarn;2;1;4\nWold;1;0;2");
        check("", "");
    }

    #[test]
    fn markup_in_plain_text_is_markup() {
        let check = |text: &str, expected: &str| assert_eq!(text_or_markup(text), expected, "for {text}");
        check(
            "\n<p>\n      \n      (CW) - Tarn, May 3 - It\nrained.\n   \"Again,\"\nsaid Ana.\n    </p>",
            "(CW) - Tarn, May 3 - It rained.\n\n\"Again,\" said Ana.",
        );
        check("<P>It rained.</P><P>Again &amp; again.</P>", "It rained.\n\nAgain & again.");
        check("<div>\n  It rained\n  again.\n</div>", "It rained again.");
        check(" 3 < 5 and a<b & <x> \n", "3 < 5 and a<b & <x>");
        check("\n    It rained.\n    “Again,” said Ana.\n    End.\n", "It rained.\n\n“Again,” said Ana.\n\nEnd.");
        check(
            "   Tarn (cw) - It rained on\nthe town.\n   Again, said\nAna.",
            "Tarn (cw) - It rained on the town.\n\nAgain, said Ana.",
        );
        check("It rained\n    on the town.", "It rained\n    on the town.");
    }
}
