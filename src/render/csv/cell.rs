//! Cells of comma-separated values (RFC 4180) that are safe to open in a spreadsheet.

use crate::render::text::style::clean;

/// Returns a text as a cell, always in quotation marks. A text that a spreadsheet would take for a formula gets an apostrophe first. Some
/// spreadsheets skip spaces and invisible characters, and accept full-width signs.
pub(crate) fn cell(text: &str) -> String {
    let text = clean(text);
    let is_skipped =
        |letter: char| letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fffd}');
    let is_formula = text.trim_start_matches(is_skipped).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas_and_end_where_they_should() {
        assert_eq!(cell("Ana \"A\" Ruiz, MP"), "\"Ana \"\"A\"\" Ruiz, MP\"");
        assert_eq!(cell("=SUM(A1)\n"), "\"'=SUM(A1) \"");
        assert_eq!(cell("\t=SUM(A1)"), "\"' =SUM(A1)\"");
        assert_eq!(cell("\u{feff}＝1"), "\"'\u{feff}＝1\"");
        assert_eq!(cell("a-b=c"), "\"a-b=c\"");
    }
}
