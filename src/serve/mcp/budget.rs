//! The length of an answer: models pay for every word they get.
//!
//! An answer is a head and items. Items that do not fit are left out from the end, whole, and the
//! answer says so. Only the first is cut until it fits, so that paging always advances. Texts are
//! cut between words, and each cut is marked.

use axum::http::StatusCode;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::serve::fault::Fault;

/// The default budget.
const DEFAULT_TOKENS: usize = 2_000;

/// The minimum budget; some answers do not fit in less.
const MIN_TOKENS: usize = 400;

const MAX_TOKENS: usize = 20_000;

/// Assumed number of bytes of JSON in a token. English prose has four or five bytes a token, JSON
/// with numbers and ids about three. Scripts that need more tokens for a letter also need more
/// bytes for it. So the estimate is rather too high than too low.
const BYTES_PER_TOKEN: usize = 3;

/// Maximum length of an item's text in bytes, whatever the budget.
const MAX_TEXT_BYTES: usize = 1_500;

/// Minimum length of a cut text in bytes; a shorter one is useless.
const MIN_TEXT_BYTES: usize = 24;

/// The maximum length of an answer. It is sent twice, as text and as data; clients pass one of them
/// on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    pub(super) bytes: usize,
}

/// An item of an answer.
pub(super) trait Item: Serialize {
    /// Cuts each text to about this many bytes, and lists that belong to it to as many entries as
    /// that text would have.
    fn cut(&mut self, max_bytes: usize);
}

impl Budget {
    pub(super) fn of(max_tokens: Option<usize>) -> Result<Budget, Fault> {
        match max_tokens.unwrap_or(DEFAULT_TOKENS) {
            tokens @ MIN_TOKENS..=MAX_TOKENS => Ok(Budget { bytes: tokens * BYTES_PER_TOKEN }),
            _ => {
                let detail = format!("`max_tokens` is from {MIN_TOKENS} to {MAX_TOKENS}");
                Err(Fault::new(StatusCode::BAD_REQUEST, detail))
            }
        }
    }

    /// Makes an answer of as many items as fit. `answer` receives the maximum length of a text in
    /// the head, the items, and whether some were left out.
    pub(super) fn fitted<I: Item, A: Serialize>(self, items: Vec<I>, answer: impl Fn(usize, Vec<I>, bool) -> A) -> A {
        let n_items = items.len();
        let max_head_text = self.longest_text(self.bytes / 3, |max_bytes| len_bytes(&answer(max_bytes, Vec::new(), true)));
        let mut room = self.bytes.saturating_sub(len_bytes(&answer(max_head_text, Vec::new(), true)));
        let mut kept: Vec<I> = Vec::new();
        for mut item in items {
            let mut max_text = MAX_TEXT_BYTES.min(self.bytes / 4);
            item.cut(max_text);
            while kept.is_empty() && len_bytes(&item) >= room && max_text > MIN_TEXT_BYTES {
                max_text /= 2;
                item.cut(max_text);
            }
            // One for the comma.
            let len = len_bytes(&item) + 1;
            if len > room {
                break;
            }
            room -= len;
            kept.push(item);
        }
        let is_truncated = kept.len() < n_items;
        answer(max_head_text, kept, is_truncated)
    }

    /// Returns the maximum length of each text so that the result has at most `max_bytes`, or the
    /// minimum length.
    pub(super) fn longest_text(self, max_bytes: usize, len_with: impl Fn(usize) -> usize) -> usize {
        let mut max_text = MAX_TEXT_BYTES.min(self.bytes / 4);
        while len_with(max_text) > max_bytes && max_text > MIN_TEXT_BYTES {
            max_text /= 2;
        }
        max_text
    }
}

/// Returns the length of a value as JSON, in bytes.
pub(super) fn len_bytes(value: &impl Serialize) -> usize {
    serde_json::to_vec(value).map_or(0, |json| json.len())
}

/// Returns the byte up to which a text has at most this many bytes as JSON. It is between two
/// words; if the first word alone is longer, between two characters.
pub(super) fn end_within(text: &str, max_bytes: usize) -> usize {
    if text.len() <= max_bytes / 6 {
        return text.len();
    }
    let mut end = 0;
    let mut room = max_bytes;
    for word in text.split_word_bounds() {
        let len: usize = word.chars().map(len_escaped).sum();
        if len > room {
            break;
        }
        room -= len;
        end += word.len();
    }
    if end > 0 || text.is_empty() {
        return end;
    }
    for letter in text.chars() {
        if len_escaped(letter) > room {
            break;
        }
        room -= len_escaped(letter);
        end += letter.len_utf8();
    }
    end
}

/// Returns the length of a character in a JSON string, in bytes.
fn len_escaped(letter: char) -> usize {
    match letter {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        letter => letter.len_utf8(),
    }
}

/// Cuts a text to this many bytes, and returns whether anything was cut.
pub(super) fn cut(text: &mut String, max_bytes: usize) -> bool {
    let end = end_within(text, max_bytes);
    let is_cut = end < text.len();
    text.truncate(end);
    if is_cut {
        text.truncate(text.trim_end().len());
    }
    is_cut
}

/// Returns a text of at most this many bytes, which ends in an ellipsis if it was cut.
pub(super) fn shortened(text: &str, max_bytes: usize) -> String {
    let mut text = text.to_owned();
    if cut(&mut text, max_bytes) {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, Serialize)]
    struct Line {
        text: String,
    }

    impl Item for Line {
        fn cut(&mut self, max_bytes: usize) {
            cut(&mut self.text, max_bytes);
        }
    }

    #[derive(Debug, Serialize)]
    struct Page {
        head: String,
        is_truncated: bool,
        lines: Vec<Line>,
    }

    proptest! {
        #[test]
        fn answers_fit_and_the_first_item_is_there(
            head in "\\PC{0,3000}",
            lines in proptest::collection::vec("[\\PC\u{1}\n\"]{0,900}", 1..40),
            tokens in MIN_TOKENS..3_000_usize,
        ) {
            let budget = Budget::of(Some(tokens)).unwrap();
            let items: Vec<Line> = lines.into_iter().map(|text| Line { text }).collect();
            let page = budget.fitted(items.clone(), |max_bytes, lines, is_truncated| {
                Page { head: shortened(&head, max_bytes), is_truncated, lines }
            });
            prop_assert!(len_bytes(&page) <= tokens * BYTES_PER_TOKEN);
            prop_assert!(!page.lines.is_empty());
            prop_assert_eq!(page.is_truncated, page.lines.len() < items.len());
        }

        #[test]
        fn cut_texts_are_beginnings_that_fit(text in "[\\PC\u{1}\n\"\\\\ ]{0,80}", max_bytes in 8_usize..200) {
            let end = end_within(&text, max_bytes);
            prop_assert!(len_bytes(&&text[..end]) <= max_bytes + 2);
            prop_assert!(end > 0 || text.is_empty());
        }
    }

    #[test]
    fn texts_are_cut_between_words() {
        let mut text = "The flood came late".to_owned();
        assert!(cut(&mut text, 12));
        assert_eq!(text, "The flood");
        assert_eq!(shortened("The flood came late", 12), "The flood…");
        assert_eq!(shortened("東京都東京都", 7), "東京…");
        assert_eq!(shortened("late", 100), "late");
    }
}
