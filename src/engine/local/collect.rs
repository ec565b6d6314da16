//! Collecting hits in an order that does not depend on how the index is split into segments.

use crate::choice::{Count, Sort};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::schema::{ID_ORDINAL, SECONDS};
use super::statistics::Statistics;
use crate::hit::MAX_COUNTED;
use crate::story::Stories;

/// Collects the first `n` hits in some order, and counts hits.
pub(super) struct FirstHits {
    pub(super) sort: Sort,
    pub(super) n: usize,
    pub(super) count: Count,
    pub(super) statistics: Arc<Statistics>,
}

/// What [`FirstHits`] collects: the number of documents that match, and the first of them, in
/// order.
pub(super) type Collected = (usize, Vec<Ranked>);

/// A document with its rank. The largest comes first: by the key of the sort, then the one with the
/// smaller id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ranked {
    key: i64,
    id: Reverse<u64>,
    pub(super) address: DocAddress,
    score_bits: u32,
}

impl Ranked {
    /// Returns the same document with `more` added to the score that it is sorted by.
    pub(super) fn plus(&self, more: Score) -> Ranked {
        let score = rounded(self.score() + more);
        Ranked { key: key_of(score), score_bits: score.to_bits(), ..*self }
    }

    pub(super) fn score(&self) -> Score {
        Score::from_bits(self.score_bits)
    }
}

impl Collector for FirstHits {
    type Fruit = Collected;
    type Child = SegmentFirstHits;

    /// Once enough are counted, what cannot be among the first is skipped.
    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Collected> {
        let mut hits = self.for_segment(segment, reader)?;
        let is_alive = |doc: DocId| reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
        if self.count == Count::Exact || self.sort != Sort::Relevance {
            let mut collect = |doc, score| {
                if is_alive(doc) {
                    hits.collect(doc, score);
                }
            };
            match self.requires_scoring() {
                true => weight.for_each(reader, &mut collect)?,
                false => weight.for_each_no_score(reader, &mut |docs| docs.iter().for_each(|doc| collect(*doc, 0.0)))?,
            }
        } else {
            weight.for_each_pruning(hits.threshold(), reader, &mut |doc, score| {
                if is_alive(doc) {
                    hits.collect(doc, score);
                }
                hits.threshold()
            })?;
        }
        Ok(hits.harvest())
    }

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentFirstHits> {
        let fast_fields = reader.fast_fields();
        Ok(SegmentFirstHits {
            sort: self.sort,
            n: self.n,
            segment,
            ids: match self.statistics.id_ordinals.get(segment as usize) {
                Some(ids) => ids.clone(),
                None => fast_fields.u64(ID_ORDINAL)?,
            },
            seconds: if self.sort == Sort::Relevance { None } else { Some(fast_fields.i64(SECONDS)?) },
            total: 0,
            first: BinaryHeap::with_capacity(self.n.min(1024)),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<Collected>) -> tantivy::Result<Collected> {
        let total = segments.iter().map(|(total, _)| total).sum();
        let mut first: Vec<Ranked> = segments.into_iter().flat_map(|(_, first)| first).collect();
        first.sort_unstable_by(|a, b| b.cmp(a));
        first.truncate(self.n);
        Ok((total, first))
    }
}

pub(super) struct SegmentFirstHits {
    sort: Sort,
    n: usize,
    segment: SegmentOrdinal,
    ids: Column<u64>,
    /// `None` if hits are sorted by relevance.
    seconds: Option<Column<i64>>,
    total: usize,
    /// The first `n` so far, the last of them on top.
    first: BinaryHeap<Reverse<Ranked>>,
}

impl SegmentFirstHits {
    /// Returns a score that a document must exceed to be counted or to be among the first.
    fn threshold(&self) -> Score {
        match self.first.peek() {
            Some(Reverse(last)) if self.first.len() >= self.n && self.total > MAX_COUNTED => below(last.score()),
            _ => -1.0,
        }
    }

    fn key(&self, doc: DocId, score: Score) -> i64 {
        let seconds = || self.seconds.as_ref().and_then(|seconds| seconds.first(doc));
        match self.sort {
            Sort::Relevance => key_of(score),
            Sort::Newest => seconds().unwrap_or(i64::MIN),
            Sort::Oldest => seconds().map_or(i64::MIN, |seconds| -seconds),
        }
    }
}

impl SegmentCollector for SegmentFirstHits {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        let score = rounded(score);
        let key = self.key(doc, score);
        let is_full = self.first.len() >= self.n;
        if is_full && self.first.peek().is_none_or(|Reverse(last)| key < last.key) {
            return;
        }
        let ranked = Ranked {
            key,
            id: Reverse(self.ids.first(doc).unwrap_or(u64::MAX)),
            address: DocAddress::new(self.segment, doc),
            score_bits: score.to_bits(),
        };
        self.first.push(Reverse(ranked));
        if is_full {
            self.first.pop();
        }
    }

    fn harvest(self) -> Collected {
        (self.total, self.first.into_iter().map(|Reverse(ranked)| ranked).collect())
    }
}

/// The ordinal of a hit's id, and its address.
pub(super) type ById = (u64, DocAddress);

/// Maximum number of hits collected by id at once, in 16 bytes each, with room for four times as
/// many. If there are more, the query runs again for those after the last, which takes a small part
/// of the time that reading their articles takes.
pub(super) const MAX_BY_ID: usize = 1 << 18;

/// Collects the first `n` hits after one of them, ordered by id. Segments are searched one after
/// the other, and each drops what comes after all that earlier segments found. So the memory does
/// not depend on the number of hits or segments.
pub(super) struct NextById {
    pub(super) after: Option<ById>,
    pub(super) n: usize,
    pub(super) statistics: Arc<Statistics>,
    /// What the segments found so far, in order.
    found: Arc<Mutex<Vec<ById>>>,
}

impl NextById {
    pub(super) fn new(after: Option<ById>, n: usize, statistics: Arc<Statistics>) -> NextById {
        NextById { after, n, statistics, found: Arc::default() }
    }
}

impl Collector for NextById {
    type Fruit = Vec<ById>;
    type Child = SegmentById;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentById> {
        let known = self.statistics.id_ordinals.get(segment as usize);
        let ids = known.cloned().map_or_else(|| reader.fast_fields().u64(ID_ORDINAL), Ok)?;
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let last = if found.len() < self.n { None } else { found.last().copied() };
        Ok(SegmentById { segment, ids, after: self.after, last, n: self.n, own: Vec::new(), found: Arc::clone(&self.found) })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, _: Vec<()>) -> tantivy::Result<Vec<ById>> {
        Ok(std::mem::take(&mut *self.found.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

pub(super) struct SegmentById {
    segment: SegmentOrdinal,
    ids: Column<u64>,
    after: Option<ById>,
    /// The last hit found so far, if there are enough. Hits after it are not wanted.
    last: Option<ById>,
    n: usize,
    /// What this segment holds, unordered; at most twice as many as are wanted.
    own: Vec<ById>,
    found: Arc<Mutex<Vec<ById>>>,
}

impl SegmentCollector for SegmentById {
    type Fruit = ();

    fn collect(&mut self, doc: DocId, _: Score) {
        let hit = (self.ids.first(doc).unwrap_or(u64::MAX), DocAddress::new(self.segment, doc));
        if self.after.is_some_and(|after| hit <= after) || self.last.is_some_and(|last| hit > last) {
            return;
        }
        self.own.push(hit);
        if self.own.len() >= self.n * 2 {
            self.last = first_of(&mut self.own, self.n);
        }
    }

    fn harvest(mut self) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        first_of(&mut self.own, self.n);
        found.append(&mut self.own);
        first_of(&mut found, self.n);
        found.sort_unstable();
    }
}

/// Collects the hits that have near-copies, ordered by id. They are a small part of most archives, so
/// they are chosen before they are sorted.
pub(super) struct MatchingCopies<'s> {
    pub(super) stories: &'s Stories,
    pub(super) statistics: Arc<Statistics>,
}

impl Collector for MatchingCopies<'_> {
    type Fruit = Vec<ById>;
    type Child = SegmentCopies;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentCopies> {
        let known = self.statistics.id_ordinals.get(segment as usize);
        let ids = known.cloned().map_or_else(|| reader.fast_fields().u64(ID_ORDINAL), Ok)?;
        Ok(SegmentCopies { segment, ids, stories: self.stories.clone(), found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<ById>>) -> tantivy::Result<Vec<ById>> {
        let mut found = segments.concat();
        found.sort_unstable();
        Ok(found)
    }
}

pub(super) struct SegmentCopies {
    segment: SegmentOrdinal,
    ids: Column<u64>,
    stories: Stories,
    found: Vec<ById>,
}

impl SegmentCollector for SegmentCopies {
    type Fruit = Vec<ById>;

    fn collect(&mut self, doc: DocId, _: Score) {
        if let Some(ordinal) = self.ids.first(doc).filter(|ordinal| self.stories.has_copies(*ordinal)) {
            self.found.push((ordinal, DocAddress::new(self.segment, doc)));
        }
    }

    fn harvest(self) -> Vec<ById> {
        self.found
    }
}

/// Keeps the first `n`, unordered, and returns the last of them. `None` if there are fewer.
fn first_of(hits: &mut Vec<ById>, n: usize) -> Option<ById> {
    if n == 0 || hits.len() < n {
        return None;
    }
    let (_, last, _) = hits.select_nth_unstable(n - 1);
    let last = *last;
    hits.truncate(n);
    Some(last)
}

/// Positive floats are ordered as their bits are.
fn key_of(score: Score) -> i64 {
    i64::from(score.to_bits())
}

/// Returns the largest score that is less than `score` when both are rounded. `score` is rounded.
fn below(score: Score) -> Score {
    score.to_bits().checked_sub(HALF + 1).map_or(-1.0, Score::from_bits)
}

/// Drops the last bits of a score. A score is a sum of floats, and the order in which they are
/// added depends on which words are rarer in a segment. Articles that match equally well must tie
/// in whichever segments they are, so that their ids decide.
fn rounded(score: Score) -> Score {
    Score::from_bits((score.max(0.0).to_bits() + HALF) & !((1 << DROPPED_BITS) - 1))
}

const DROPPED_BITS: u32 = 8;
const HALF: u32 = 1 << (DROPPED_BITS - 1);
