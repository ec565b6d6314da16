//! Words that a hyphen makes of two: `take-over` is also `takeover`.

use crate::span::Span;

/// Joins words over hyphens.
#[derive(Default)]
pub(super) struct Hyphens {
    /// The exact form of the last word before a hyphen; empty if it makes no compound.
    before: String,
    /// Where that hyphen ends; 0 before the first.
    end: usize,
    compound: String,
}

impl Hyphens {
    /// Returns the compound that ends with the word at `span`. Must be called with every word, in order.
    #[inline]
    pub(super) fn compound(&mut self, bytes: &[u8], span: Span, exact: &str) -> Option<&str> {
        if self.end == 0 && bytes.get(span.end) != Some(&b'-') {
            return None;
        }
        let is_joined = self.end == span.start && self.end > 0;
        let joins_next = bytes.get(span.end) == Some(&b'-')
            && bytes.get(span.end + 1).is_some_and(|next| next.is_ascii_alphanumeric() || !next.is_ascii());
        if joins_next {
            self.end = span.end + 1;
            self.before.clear();
            // `24-hour` and `2010-11` are two words each, and `state-of-the-art` is four.
            if !is_joined && !exact.bytes().any(|byte| byte.is_ascii_digit()) {
                self.before.push_str(exact);
            }
            return None;
        }
        self.end = 0;
        if !is_joined || self.before.is_empty() {
            return None;
        }
        self.compound.clear();
        self.compound.push_str(&self.before);
        self.compound.push_str(exact);
        Some(&self.compound)
    }
}
