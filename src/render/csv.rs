//! Comma-separated values (RFC 4180), fit for spreadsheets: a cell ends where it should, and nothing of an article becomes a formula.

use super::terminal::clean;

/// Returns a text as a cell, in one line. What a spreadsheet would take for a formula gets an apostrophe before it.
pub(super) fn cell(text: &str) -> String {
    let text = clean(text);
    // The wide forms begin formulas where East Asian languages are set; some programs pass over spaces before the sign.
    let is_formula = text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas_and_end_where_they_should() {
        let check = |text: &str, expected: &str| assert_eq!(cell(text), expected);
        check("Ana \"A\" Ruiz, MP", "\"Ana \"\"A\"\" Ruiz, MP\"");
        check("=SUM(A1)\n", "\"'=SUM(A1) \"");
        check("\t=1+1", "\"' =1+1\"");
        check("\r@x", "\"' @x\"");
        check("＝1", "\"'＝1\"");
        check("a = b", "\"a = b\"");
    }
}
