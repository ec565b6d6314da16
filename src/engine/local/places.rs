//! The bytes at which some words of a body begin. The others are found by counting from there.
//!
//! Postings say that a word is the two hundredth of the body. To mark it, its bytes must be found.
//! Splitting the whole body into words again would make snippets slow. So the byte of every
//! [`STEP`]th word is stored with the article, in one or two bytes each.

use std::ops::ControlFlow;

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

    /// Returns the places as they are stored: the distance of each from the one before, seven bits
    /// in a byte, with the highest bit set if more follow.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut encoded = Vec::with_capacity(self.bytes.len() * 2);
        let mut last = 0;
        for byte in &self.bytes {
            let mut distance = byte - last;
            while distance >= 0x80 {
                encoded.push((distance & 0x7f) as u8 | 0x80);
                distance >>= 7;
            }
            encoded.push(distance as u8);
            last = *byte;
        }
        encoded
    }

    /// Reads what [`WordPlaces::encode`] wrote.
    pub(super) fn decode(encoded: &[u8]) -> WordPlaces {
        let mut bytes = Vec::with_capacity(encoded.len());
        let (mut last, mut distance, mut shift) = (0_usize, 0_usize, 0_u32);
        for byte in encoded {
            distance |= usize::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            shift += 7;
            if byte & 0x80 == 0 {
                last = last.saturating_add(distance);
                bytes.push(last);
                (distance, shift) = (0, 0);
            }
        }
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
