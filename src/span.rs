//! Byte ranges on character boundaries.
//!
//! Every place in a text that pullquote remembers (a quote, a token, a highlight) is a [`Span`]: a
//! half-open range of bytes between characters. The conversion to code points, the unit of JSON
//! output, is here too, so that no other room counts characters by itself.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes, `start..end`, in some text. Both ends lie on character boundaries of that text.
///
/// Spans order by start, then by end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Returns the span `start..end`. An `end` before `start` gives the empty span at `start`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end: end.max(start) }
    }

    /// Returns whether the span covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns whether every byte of `other` lies in this span.
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the part of `text` under the span; the empty string if the span does not fit the text.
    ///
    /// ```
    /// use pullquote::span::Span;
    /// assert_eq!(Span::new(3, 4).slice("“a”"), "a");
    /// ```
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Returns the span moved right by `by` bytes, for a text that starts at byte `by` of a larger
    /// one.
    pub fn plus(self, by: usize) -> Span {
        Span::new(self.start + by, self.end + by)
    }

    /// Returns the span moved left by `by` bytes, for a text cut out of a larger one at byte `by`.
    pub fn minus(self, by: usize) -> Span {
        Span::new(self.start.saturating_sub(by), self.end.saturating_sub(by))
    }
}

/// Joins overlapping and touching spans, so that the result is sorted and disjoint. Idempotent.
///
/// ```
/// use pullquote::span::{Span, merge};
/// assert_eq!(merge(vec![Span::new(4, 6), Span::new(0, 2), Span::new(1, 3)]), [Span::new(0, 3), Span::new(4, 6)]);
/// ```
pub fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Counts code points up to byte places of one text; cheap for places near the last one.
///
/// JSON output gives offsets in Unicode code points; inside the program they are bytes.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    code_points: usize,
}

impl<'t> CodePoints<'t> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'t str) -> CodePoints<'t> {
        CodePoints { text, byte: 0, code_points: 0 }
    }

    /// Returns the number of code points before byte `byte`. Takes time linear in the distance from
    /// the last place, forwards or backwards.
    pub fn before(&mut self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let (first, last) = (self.byte.min(byte), self.byte.max(byte));
        // Every byte that is not a continuation byte begins a code point.
        let between = self.text.as_bytes()[first..last].iter().filter(|byte| (**byte as i8) >= -0x40).count();
        self.code_points = if byte < self.byte { self.code_points - between } else { self.code_points + between };
        self.byte = byte;
        self.code_points
    }

    /// Returns the span as `[start, end)` in code points.
    pub fn span(&mut self, span: Span) -> [usize; 2] {
        let start = self.before(span.start);
        [start, self.before(span.end)]
    }
}

/// Returns spans of a text as `[start, end)` in code points. Cheap for spans that are sorted.
pub fn code_points(text: &str, spans: &[Span]) -> Vec<[usize; 2]> {
    let mut places = CodePoints::new(text);
    spans.iter().map(|span| places.span(*span)).collect()
}

/// Counts code points up to byte places of one text, cheaply for places in any order.
///
/// Overlapping matches have such places. [`CodePoints`] is cheaper if each place is near the one before.
#[derive(Debug)]
pub struct CodePointTable<'t> {
    text: &'t str,
    /// How many code points lie before each block of bytes.
    before_block: Vec<usize>,
}

impl<'t> CodePointTable<'t> {
    const BLOCK_BYTES: usize = 256;

    /// Counts `text` once.
    pub fn new(text: &'t str) -> CodePointTable<'t> {
        let mut places = CodePoints::new(text);
        let before_block = (0..=text.len()).step_by(Self::BLOCK_BYTES).map(|byte| places.before(byte)).collect();
        CodePointTable { text, before_block }
    }

    fn before(&self, byte: usize) -> usize {
        let block = byte / Self::BLOCK_BYTES;
        let rest = &self.text.as_bytes()[block * Self::BLOCK_BYTES..byte];
        // Every byte that is not a continuation byte begins a code point.
        self.before_block[block] + rest.iter().filter(|byte| (**byte as i8) >= -0x40).count()
    }

    /// Returns a span of the text as `[start, end)` in code points.
    pub fn span(&self, span: Span) -> [usize; 2] {
        [self.before(span.start), self.before(span.end)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slice_of_a_span_off_a_boundary_is_empty() {
        assert_eq!(Span::new(1, 3).slice("“a”"), "");
        assert_eq!(Span::new(3, 4).slice("“a”"), "a");
    }

    #[test]
    fn touching_spans_merge() {
        assert_eq!(merge(vec![Span::new(2, 4), Span::new(0, 2)]), [Span::new(0, 4)]);
    }

    #[test]
    fn code_points_count_characters_not_bytes() {
        let mut places = CodePoints::new("“ja” – né");
        assert_eq!(places.span(Span::new(3, 5)), [1, 3]);
        assert_eq!(places.before(0), 0);
        assert_eq!(places.before(1000), 9);
    }

    #[test]
    fn minus_never_goes_below_zero() {
        assert_eq!(Span::new(5, 9).minus(5), Span::new(0, 4));
        assert_eq!(Span::new(5, 9).minus(7), Span::new(0, 2));
    }
    #[test]
    fn table_counts_code_points_in_any_order() {
        let text = "é東a👩‍👧 ".repeat(100);
        let table = CodePointTable::new(&text);
        for (at, _) in text.char_indices().rev() {
            assert_eq!(table.before(at), CodePoints::new(&text).before(at));
        }
        assert_eq!(table.before(text.len()), text.chars().count());
    }
}
