//! The bytes at which some words of a body begin. The others are found by counting from there.
//!
//! Postings say that a word is the two hundredth of the body. To mark it, its bytes must be found.
//! Splitting the whole body into words again would make snippets slow. So the byte of every
//! [`STEP`]th word is stored with the article, in one or two bytes each.

use std::ops::ControlFlow;

use super::varint::{self, Numbers};
use crate::analysis::tokens_from;
use crate::span::Span;

/// Every how many words the byte is stored.
const STEP: u32 = 32;

/// The bytes at which every [`STEP`]th word of a text begins.
#[derive(Debug, Default)]
pub(super) struct WordPlaces {
    bytes: Vec<usize>,
}

impl WordPlaces {
    /// Adds the next word.
    pub(super) fn push(&mut self, position: u32, span: Span) {
        if position.is_multiple_of(STEP) {
            self.bytes.push(span.start);
        }
    }

    /// Returns the places as they are stored: the distance of each from the one before.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut encoded = Vec::with_capacity(self.bytes.len() * 2);
        let mut last = 0;
        for byte in &self.bytes {
            varint::push(&mut encoded, (byte - last) as u64);
            last = *byte;
        }
        encoded
    }

    /// Reads what [`WordPlaces::encode`] wrote.
    pub(super) fn decode(encoded: &[u8]) -> WordPlaces {
        let mut last = 0_usize;
        let place = |distance: u64| {
            last = last.saturating_add(usize::try_from(distance).unwrap_or(usize::MAX));
            last
        };
        let mut bytes = Vec::with_capacity(encoded.len());
        bytes.extend(Numbers::new(encoded).map(place));
        WordPlaces { bytes }
    }

    /// Returns the span of the word at `position` of `text`. `None` if there is no such word.
    pub(super) fn span_at(&self, text: &str, position: u32) -> Option<Span> {
        let known = position / STEP;
        let byte = *self.bytes.get(known as usize)?;
        let mut span = None;
        tokens_from(text, byte, known * STEP, |token| {
            if token.position < position {
                return ControlFlow::Continue(());
            }
            span = Some(token.span);
            ControlFlow::Break(())
        });
        span
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::tokens;

    proptest! {
        #[test]
        fn every_word_is_found_again(text in "([a-c1’.,]{1,4}(-\n|[ \n東-]{1,3})){0,120}") {
            let mut places = WordPlaces::default();
            let mut spans = Vec::new();
            tokens(&text, |token| {
                places.push(token.position, token.span);
                spans.push(token.span);
            });
            let places = WordPlaces::decode(&places.encode());
            for (position, span) in spans.iter().enumerate() {
                prop_assert_eq!(places.span_at(&text, position as u32), Some(*span));
            }
            prop_assert_eq!(places.span_at(&text, spans.len() as u32), None);
        }
    }
}
