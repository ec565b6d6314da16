//! Text measured in columns of a terminal. Wide characters take two columns, and no grapheme is cut.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Returns how many columns `text` takes.
pub(crate) fn columns(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Returns the beginning of `text` that fits.
pub(crate) fn first_columns(text: &str, n: usize) -> &str {
    &text[..fitting(text.graphemes(true), n)]
}

/// Returns the end of `text` that fits.
pub(crate) fn last_columns(text: &str, n: usize) -> &str {
    &text[text.len() - fitting(text.graphemes(true).rev(), n)..]
}

/// Returns how many bytes the first graphemes take that fit into `n` columns.
fn fitting<'t>(graphemes: impl Iterator<Item = &'t str>, n: usize) -> usize {
    let mut taken = 0;
    let fits = |grapheme: &&str| {
        taken += grapheme.width();
        taken <= n
    };
    graphemes.take_while(fits).map(str::len).sum()
}

/// Returns a text cut or padded to exactly `width` columns.
pub(crate) fn fitted(text: &str, width: usize) -> String {
    let text =
        if columns(text) > width { format!("{}…", first_columns(text, width.saturating_sub(1))) } else { text.to_owned() };
    let padding = width.saturating_sub(columns(&text));
    text + &" ".repeat(padding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!((columns("abc"), columns("東京"), columns("e\u{301}"), columns("👩‍👧")), (3, 4, 1, 2));
        assert_eq!((first_columns("a東京", 4), first_columns("a東京", 5)), ("a東", "a東京"));
        assert_eq!((last_columns("東京a", 4), last_columns("東京a", 2)), ("京a", "a"));
    }

    #[test]
    fn graphemes_are_whole() {
        assert_eq!(first_columns("ne\u{301}e", 2), "ne\u{301}");
        assert_eq!(last_columns("👩‍👧b", 2), "b");
        assert_eq!(first_columns("abc", 0), "");
    }

    #[test]
    fn labels_take_the_columns_that_they_have() {
        assert_eq!([fitted("ab", 4), fitted("abcde", 4), fitted("東京新聞", 5)], ["ab  ", "abc…", "東京…"]);
        assert_eq!(fitted("東京新聞", 4), "東… ");
    }
}
