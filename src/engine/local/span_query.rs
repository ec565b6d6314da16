//! A Tantivy query for words that stand to each other in a way: candidates from postings, the verdict from the one matcher.
//!
//! For each document that holds all the terms, their positions are read from the postings and given to [`phrase`]. Tantivy's own phrase
//! query is not used: its slop has another meaning, and the words it matches cannot be known.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use crate::matching::phrase;

/// A phrase of terms of one field.
#[derive(Debug, Clone)]
pub(super) struct SpanQuery {
    terms: Arc<[Term]>,
    slop: u32,
}

impl SpanQuery {
    /// Returns the query for `terms` in this order with at most `slop` words in between. `terms` are of one field and not empty.
    pub(super) fn new(terms: Vec<Term>, slop: u32) -> SpanQuery {
        SpanQuery { terms: terms.into(), slop }
    }
}

impl Query for SpanQuery {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match enable_scoring {
            EnableScoring::Enabled { statistics_provider, .. } => Some(Bm25Weight::for_terms(statistics_provider, &self.terms)?),
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SpanWeight { query: self.clone(), bm25 }))
    }
}

struct SpanWeight {
    query: SpanQuery,
    bm25: Option<Bm25Weight>,
}

impl SpanWeight {
    fn span_scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<SpanScorer>> {
        let terms = &self.query.terms;
        let Some(field) = terms.first().map(Term::field) else { return Ok(None) };
        let inverted_index = reader.inverted_index(field)?;
        let mut postings = Vec::with_capacity(terms.len());
        for term in terms.iter() {
            match inverted_index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)? {
                Some(term_postings) => postings.push(term_postings),
                None => return Ok(None),
            }
        }
        let bm25 = self.bm25.as_ref().map(|bm25| bm25.boost_by(boost));
        let fieldnorms = match &bm25 {
            Some(_) => reader.get_fieldnorms_reader(field)?,
            None => FieldNormReader::constant(reader.max_doc(), 1),
        };
        Ok(Some(SpanScorer::new(postings, self.query.slop, bm25, fieldnorms)))
    }
}

impl Weight for SpanWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.span_scorer(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let missing = || TantivyError::InvalidArgument(format!("document {doc} does not match"));
        let mut scorer = self.span_scorer(reader, 1.0)?.ok_or_else(missing)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(missing());
        }
        Ok(Explanation::new("phrase", scorer.score()))
    }
}

/// Goes through the documents in which the terms stand as asked.
struct SpanScorer {
    /// In the order of the phrase.
    postings: Vec<SegmentPostings>,
    /// Indices into `postings`, rarest first: the order in which candidates are looked for.
    by_rarity: Vec<usize>,
    slop: u32,
    bm25: Option<Bm25Weight>,
    fieldnorms: FieldNormReader,
    positions: Vec<Vec<u32>>,
    n_matches: u32,
}

impl SpanScorer {
    fn new(postings: Vec<SegmentPostings>, slop: u32, bm25: Option<Bm25Weight>, fieldnorms: FieldNormReader) -> SpanScorer {
        let mut by_rarity: Vec<usize> = (0..postings.len()).collect();
        by_rarity.sort_by_key(|term_idx| postings[*term_idx].doc_freq());
        let positions = vec![Vec::new(); postings.len()];
        let mut scorer = SpanScorer { postings, by_rarity, slop, bm25, fieldnorms, positions, n_matches: 0 };
        let first = scorer.doc();
        scorer.settle(first);
        scorer
    }

    /// Goes to the first document from `candidate` on, where the rarest term stands, in which the terms stand as asked.
    fn settle(&mut self, mut candidate: DocId) -> DocId {
        while candidate != TERMINATED {
            candidate = match self.seek_others(candidate) {
                None if self.matches_here() => return candidate,
                None => self.postings[self.by_rarity[0]].advance(),
                Some(later) => self.postings[self.by_rarity[0]].seek(later),
            };
        }
        TERMINATED
    }

    /// Brings all other terms to `candidate`; returns a later document where one of them is not in it.
    fn seek_others(&mut self, candidate: DocId) -> Option<DocId> {
        for term_idx in &self.by_rarity[1..] {
            let postings = &mut self.postings[*term_idx];
            let doc = if postings.doc() < candidate { postings.seek(candidate) } else { postings.doc() };
            if doc > candidate {
                return Some(doc);
            }
        }
        None
    }

    fn matches_here(&mut self) -> bool {
        for (postings, positions) in self.postings.iter_mut().zip(&mut self.positions) {
            postings.positions(positions);
        }
        let lists: smallvec::SmallVec<[&[u32]; 8]> = self.positions.iter().map(Vec::as_slice).collect();
        self.n_matches = phrase(&lists, self.slop).len() as u32;
        self.n_matches > 0
    }
}

impl DocSet for SpanScorer {
    fn advance(&mut self) -> DocId {
        let next = self.postings[self.by_rarity[0]].advance();
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        let next = self.postings[self.by_rarity[0]].seek(target);
        self.settle(next)
    }

    fn doc(&self) -> DocId {
        self.postings[self.by_rarity[0]].doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings[self.by_rarity[0]].size_hint()
    }
}

impl Scorer for SpanScorer {
    fn score(&mut self) -> Score {
        let fieldnorm_id = self.fieldnorms.fieldnorm_id(self.doc());
        self.bm25.as_ref().map_or(1.0, |bm25| bm25.score(fieldnorm_id, self.n_matches))
    }
}
