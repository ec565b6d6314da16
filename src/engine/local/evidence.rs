//! Where hits match: for the few articles that are shown, the matcher runs again on the positions
//! of the postings.

use tantivy::{DocId, SegmentReader};

use super::places::WordPlaces;
use super::plan::Planner;
use super::spans::{FieldSpans, SegmentSpans};
use crate::analysis::tokens;
use crate::article::Article;
use crate::error::Result;
use crate::hit::Matches;
use crate::matching::{Pattern, PositionMatch, Source, TextPattern, field_tokens, matches_in};
use crate::query::TextField;
use crate::span::Span;

/// Finds where the documents of one segment match.
pub(super) struct Evidence<'p> {
    pattern: &'p Pattern,
    /// The parts of the pattern by field, as far as a document of the segment can match them.
    legs: Vec<(FieldSpans, SegmentSpans)>,
}

impl<'p> Evidence<'p> {
    /// Opens the postings of a segment for a pattern.
    pub(super) fn open(planner: &Planner<'_>, pattern: &'p Pattern, segment: &SegmentReader) -> Result<Evidence<'p>> {
        let mut texts = Vec::new();
        text_patterns(pattern, &mut texts);
        let mut legs: Vec<(FieldSpans, SegmentSpans)> = Vec::new();
        for text in texts {
            for field in &text.fields {
                if !legs.iter().any(|(leg, _)| leg.is_of(*field, &text.spans)) {
                    let Some(spans) = planner.field_spans(*field, text)? else { continue };
                    if let Some(opened) = spans.open(segment, planner.watch(text))? {
                        legs.push((spans, opened));
                    }
                }
            }
        }
        Ok(Evidence { pattern, legs })
    }

    /// Returns where a document matches. `places` are those of its body. Documents must be asked
    /// for in ascending order.
    pub(super) fn matches(&mut self, doc: DocId, article: &Article, places: WordPlaces) -> Result<Option<Matches>> {
        let mut source = Postings { article, doc, places, legs: &mut self.legs, cut: None };
        matches_in(self.pattern, &mut source)
    }
}

fn text_patterns<'p>(pattern: &'p Pattern, texts: &mut Vec<&'p TextPattern>) {
    match pattern {
        Pattern::Text(text) => texts.push(text),
        Pattern::All(patterns) | Pattern::AtLeast(_, patterns) => {
            patterns.iter().for_each(|pattern| text_patterns(pattern, texts));
        }
        Pattern::Not(pattern) => text_patterns(pattern, texts),
        Pattern::Filter(_) => {}
    }
}

/// One document, as its postings describe it.
struct Postings<'e> {
    article: &'e Article,
    doc: DocId,
    places: WordPlaces,
    legs: &'e mut [(FieldSpans, SegmentSpans)],
    /// The words by position of the field that was asked for last, other than the body.
    cut: Option<(TextField, Vec<(u32, Span)>)>,
}

impl Source for Postings<'_> {
    fn article(&self) -> &Article {
        self.article
    }

    fn n_body_words(&mut self) -> Result<u64> {
        let mut n_words = 0;
        tokens(&self.article.body, |_| n_words += 1);
        Ok(n_words)
    }

    fn find(&mut self, field: TextField, text: &TextPattern) -> Result<Vec<PositionMatch>> {
        let leg = self.legs.iter_mut().find(|(leg, _)| leg.is_of(field, &text.spans));
        let Some((_, opened)) = leg else { return Ok(Vec::new()) };
        Ok(if opened.candidate(self.doc) == self.doc { opened.find(self.doc) } else { Vec::new() })
    }

    fn span_at(&mut self, field: TextField, position: u32) -> Result<Option<Span>> {
        if matches!(field, TextField::Body | TextField::Lead) {
            return Ok(self.places.span_at(&self.article.body, position));
        }
        if self.cut.as_ref().is_none_or(|(cut, _)| *cut != field) {
            let mut words = Vec::new();
            let mut cut = |field| field_tokens(self.article, field, |token| words.push((token.position, token.span)));
            cut(field);
            if field == TextField::Said {
                cut(TextField::Speaker);
                words.sort_unstable();
            }
            self.cut = Some((field, words));
        }
        let words = self.cut.as_ref().map_or(&[][..], |(_, words)| words.as_slice());
        Ok(words.binary_search_by_key(&position, |(position, _)| *position).ok().map(|found| words[found].1))
    }
}
