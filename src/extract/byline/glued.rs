//! Words that a page shows apart and whose text has no space between: `Ida MarlowAug 10`, `ByIda Marlow`, `MarlowTwitter`.

use super::words::{BY_ANYWHERE, MONTHS, NEVER_NAMES};
use crate::extract::line::fold;

/// Returns the byte at which a second word begins in `word`; its length if it is one. `is_first` says whether it is the first of a byline,
/// `before_number` whether a number follows, without which a month is part of a name.
pub(super) fn at(word: &str, is_first: bool, before_number: bool) -> usize {
    let mut before = ' ';
    for (place, c) in word.char_indices() {
        let (name, rest) = word.split_at(place);
        let is_capital = before.is_lowercase() && c.is_uppercase();
        let is_button = || {
            // Two may follow: "TwitterFacebook".
            let end = rest.char_indices().skip(1).find(|(_, c)| c.is_uppercase()).map_or(rest.len(), |(end, _)| end);
            let next = fold(&rest[..end]);
            before_number && MONTHS.has(&next) || NEVER_NAMES.has(&next)
        };
        let is_label = || is_first && BY_ANYWHERE.has(&fold(name)) && rest.chars().skip(1).all(char::is_lowercase);
        if is_capital && (is_label() || is_button()) || before.is_alphabetic() && c.is_ascii_digit() && is_time(rest) {
            return place;
        }
        before = c;
    }
    word.len()
}

/// Returns whether a text begins as times do: `10.08.2016`, `2016-08-10`, `3:33`.
fn is_time(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    let rest = text.get(first..).unwrap_or("");
    (1..=4).contains(&first) && rest.starts_with(['.', '-', '/', ':']) && digits(&rest[1..]) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glued_words_are_told_apart() {
        let check = |word: &str, is_first: bool, before_number: bool, expected: &str| {
            assert_eq!(&word[..at(word, is_first, before_number)], expected, "for {word}");
        };
        for (word, is_first, expected) in [
            ("MarlowTwitterFacebook", false, "Marlow"),
            ("Marlow10.08.2016", false, "Marlow"),
            ("Marlow3:33PM", false, "Marlow"),
            ("ByIda", true, "By"),
            ("ByIda", false, "ByIda"),
            ("McMarlow", false, "McMarlow"),
            ("ByMcMarlow", true, "ByMcMarlow"),
            ("3sat", true, "3sat"),
            ("Agent007", true, "Agent007"),
            ("Web2.0", true, "Web"),
        ] {
            check(word, is_first, false, expected);
        }
        check("MarlowAug", false, true, "Marlow");
        check("DeMay", false, false, "DeMay");
    }
}
