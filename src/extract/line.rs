//! Short texts from markup: on one line, without entities.

use crate::analysis::line_ends;

/// Returns `text` without entities and invisible characters, its whitespace collapsed.
///
/// Entities are decoded twice: publishers often escape text that their templates escape again, and
/// no headline means `&amp;` literally.
pub(super) fn clean(text: &str) -> String {
    let once = html_escape::decode_html_entities(text);
    let twice = html_escape::decode_html_entities(&once);
    in_one_line(&twice)
}

/// Returns whether a letter is one of Chinese or Japanese, whose lines are joined without a space.
pub(crate) fn joins_without_space(letter: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&letter) || ('\u{ff00}'..='\u{ffef}').contains(&letter)
}

/// Returns `text` without invisible characters, its whitespace collapsed.
pub(crate) fn in_one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let before = line.len();
        if before > 0 {
            line.push(' ');
        }
        let start = line.len();
        word.split(is_invisible).for_each(|part| line.push_str(part));
        if line.len() == start {
            line.truncate(before);
        }
    }
    line
}

/// Like [`in_one_line`], but keeps the line ends that part words. They tell such a word from two:
/// `infor-` and `mation` on the next line.
pub(super) fn in_lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    let mut at = 0;
    for gap in line_ends(text) {
        lines.push_str(&in_one_line(&text[at..gap.start]));
        lines.push('\n');
        at = gap.end;
    }
    lines.push_str(&in_one_line(&text[at..]));
    lines
}

/// Returns the letters and digits of `text` in lower case. Two spellings of one headline or name
/// give the same result.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                folded.push(c.to_ascii_lowercase());
            }
        } else if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}

/// Returns a name without the marks of a link to a note: `[[people/Ana Ruiz|Ana Ruiz]]` and
/// `[[Ana Ruiz]]` are `Ana Ruiz`, as programs for notes write them.
pub(super) fn without_link_marks(name: &str) -> &str {
    let Some(inside) = name.trim().strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) else { return name };
    let shown = inside.rsplit_once('|').or_else(|| inside.rsplit_once('/')).map_or(inside, |(_, shown)| shown);
    shown.trim()
}

/// Returns whether a text stands for no value, as programs write it: empty, or `None` of Python.
pub(super) fn is_absent(text: &str) -> bool {
    const ABSENT: [&str; 10] = ["None", "null", "NULL", "nan", "NaN", "NaT", "<NA>", "N/A", "n/a", "undefined"];
    let text = text.trim();
    text.is_empty() || ABSENT.contains(&text)
}

/// Returns a body without its first paragraph if that repeats the title.
pub(super) fn without_title(body: String, title: Option<&str>) -> String {
    let first = body.split("\n\n").next().unwrap_or("");
    match title {
        Some(title) if first.len() < body.len() && fold(first) == fold(title) => body[first.len()..].trim_start().to_owned(),
        _ => body,
    }
}

/// Returns whether a character only hints at line breaks or is left over from a byte order mark.
/// Nobody types such characters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_escaped_text_is_cleaned() {
        assert_eq!(clean(" Q&amp;amp;A:\u{a0}was\n\tist&#8217;s? "), "Q&A: was ist’s?");
        assert_eq!(clean("Bundes\u{ad}tag"), "Bundestag");
    }

    #[test]
    fn a_paragraph_that_repeats_the_title_is_no_text() {
        let body = || "Rain!\n\nIt rained.".to_owned();
        assert_eq!(without_title(body(), Some("Rain")), "It rained.");
        assert_eq!(without_title(body(), Some("Sun")), body());
        assert_eq!(without_title("Rain".to_owned(), Some("Rain")), "Rain");
    }

    #[test]
    fn folding_keeps_letters_and_digits() {
        assert_eq!(fold("“Öl” – 20 Minuten"), "öl20minuten");
    }
}
