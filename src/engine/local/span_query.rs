//! A Tantivy query for words that stand to each other in a way, in some fields: candidates from postings, the verdict from the one matcher.
//!
//! Tantivy's own phrase query is not used: its slop has another meaning, and the words it matches cannot be known.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError};

use super::bm25::Bm25;
use super::spans::{FieldSpans, SegmentSpans};

/// Words that stand as asked at so many places, in the fields taken together.
#[derive(Debug, Clone)]
pub(super) struct SpanQuery {
    legs: Arc<[Leg]>,
    min_matches: usize,
}

/// One field of a [`SpanQuery`].
#[derive(Debug, Clone)]
pub(super) struct Leg {
    pub(super) spans: FieldSpans,
    pub(super) bm25: Bm25,
    /// The field whose lengths are counted.
    pub(super) lengths: Field,
}

impl SpanQuery {
    /// Returns the query for `min_matches` places in all fields of `legs` together.
    pub(super) fn new(legs: Vec<Leg>, min_matches: usize) -> SpanQuery {
        SpanQuery { legs: legs.into(), min_matches }
    }

    fn span_scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Option<SpanScorer>> {
        let mut legs = Vec::with_capacity(self.legs.len());
        for leg in self.legs.iter() {
            if let Some(spans) = leg.spans.open(segment)? {
                let lengths = segment.get_fieldnorms_reader(leg.lengths)?;
                legs.push(LegScorer { spans, bm25: leg.bm25.clone().boosted(boost), lengths, doc: 0, n_matches: 0 });
            }
        }
        if legs.is_empty() {
            return Ok(None);
        }
        legs.iter_mut().for_each(|leg| leg.settle(0));
        let mut scorer = SpanScorer { legs, min_matches: self.min_matches, doc: 0 };
        scorer.settle();
        Ok(Some(scorer))
    }
}

impl Query for SpanQuery {
    fn weight(&self, _enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for SpanQuery {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.span_scorer(segment, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let missing = || TantivyError::InvalidArgument(format!("document {doc} does not match"));
        let mut scorer = self.span_scorer(segment, 1.0)?.ok_or_else(missing)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(missing());
        }
        Ok(Explanation::new("words that stand as asked", scorer.score()))
    }
}

/// Goes through the documents in which the words stand as asked.
struct SpanScorer {
    legs: Vec<LegScorer>,
    min_matches: usize,
    doc: DocId,
}

/// One field's part in a [`SpanScorer`].
struct LegScorer {
    spans: SegmentSpans,
    bm25: Bm25,
    lengths: FieldNormReader,
    /// The document it stands at, which matches.
    doc: DocId,
    n_matches: usize,
}

impl LegScorer {
    /// Goes to the first document from `target` on in which the words stand as asked.
    fn settle(&mut self, target: DocId) {
        self.doc = self.spans.candidate(target);
        while self.doc != TERMINATED {
            self.n_matches = self.spans.find(self.doc).len();
            if self.n_matches > 0 {
                return;
            }
            self.doc = self.spans.candidate(self.doc + 1);
        }
    }
}

impl SpanScorer {
    /// Goes to the first document, from where the legs stand, that has enough places, and returns it.
    fn settle(&mut self) -> DocId {
        loop {
            self.doc = self.legs.iter().map(|leg| leg.doc).min().unwrap_or(TERMINATED);
            let n_matches: usize = self.here().map(|leg| leg.n_matches).sum();
            if self.doc == TERMINATED || n_matches >= self.min_matches {
                return self.doc;
            }
            let passed = self.doc;
            self.legs.iter_mut().filter(|leg| leg.doc == passed).for_each(|leg| leg.settle(passed + 1));
        }
    }

    fn here(&self) -> impl Iterator<Item = &LegScorer> {
        self.legs.iter().filter(|leg| leg.doc == self.doc)
    }
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.seek(self.doc + 1)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target == TERMINATED {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        let behind = self.legs.iter_mut().filter(|leg| leg.doc < target);
        behind.for_each(|leg| leg.settle(target));
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.legs.iter().map(|leg| leg.spans.cost()).sum::<u64>().try_into().unwrap_or(u32::MAX)
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        let score = |leg: &LegScorer| leg.bm25.score(leg.lengths.fieldnorm_id(leg.doc), leg.n_matches as u32);
        self.here().map(score).sum()
    }
}
