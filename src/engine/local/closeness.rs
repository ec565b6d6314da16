//! Ranking the best candidates by where the words are in them.
//!
//! BM25 counts words. But an article says early what it is about, and words that are together in a
//! query belong together in the article. So the scores of the first [`N_REFINED`] hits get two more
//! parts. The first, for each clause: how early it occurs in the body, times the share of the query
//! that is early. The second, for each two adjacent words of the query: how often they are adjacent
//! in a field, and how often near each other. The second is the sequential dependence model of
//! Metzler & Croft, "A Markov Random Field Model for Term Dependencies" (2005), with BM25's
//! saturation in place of a language model's. Words of most articles take no part.
//! Neither part is ever negative, so the other hits stay behind the refined ones.
//!
//! All queries share one setting, measured in `docs/src/design/measurements.md`; similar settings
//! do nearly as well.

use tantivy::{DocId, Searcher};

use super::collect::Ranked;
use super::scorer::{Leg, Plan};
use super::spans::SegmentSpans;
use crate::deadline::{Deadline, Watch};
use crate::error::Result;
use crate::hit::{ScorePart, ScoreReason};
use crate::query::TextField;

/// Number of hits refined, however few are shown, so that the order does not depend on the page.
pub(super) const N_REFINED: usize = 150;

/// Maximum number of clauses of a query that are considered.
const MAX_CLAUSES: usize = 32;

/// Weight of early occurrences of all clauses, relative to their full weight in BM25.
const EARLY: f32 = 0.6;

/// The number of words into the body after which an occurrence counts half.
const HALF_WAY: f32 = 30.0;

/// Weight of adjacent words, besides that of words near each other.
const ADJACENT: f32 = 0.2;

/// Weight of words near each other.
const NEAR: f32 = 0.25;

/// Words less than this far apart are near each other.
const WINDOW: u32 = 8;

/// Sorts the first [`N_REFINED`] of `ranked` by their refined scores.
pub(super) fn refine(plan: &Plan, searcher: &Searcher, ranked: &mut [Ranked], deadline: &Deadline) -> Result<()> {
    let n_refined = ranked.len().min(N_REFINED);
    let refined = &mut ranked[..n_refined];
    let mut in_order: Vec<usize> = (0..refined.len()).collect();
    in_order.sort_unstable_by_key(|hit_idx| refined[*hit_idx].address);
    let mut opened: Option<(u32, Segment<'_>)> = None;
    for hit_idx in in_order {
        deadline.check()?;
        let address = refined[hit_idx].address;
        let mut segment = match opened.take().filter(|(segment_ord, _)| *segment_ord == address.segment_ord) {
            Some((_, segment)) => segment,
            None => Segment::open(plan, searcher, address.segment_ord, deadline)?,
        };
        let mut more = 0.0;
        segment.each_part(address.doc_id, |part| more += part.score);
        refined[hit_idx] = refined[hit_idx].plus(more);
        opened = Some((address.segment_ord, segment));
    }
    deadline.check()?;
    refined.sort_unstable_by(|a, b| b.cmp(a));
    Ok(())
}

/// Returns the parts that a refined document's score has besides BM25.
pub(super) fn parts(plan: &Plan, searcher: &Searcher, segment_ord: u32, doc: DocId) -> Result<Vec<ScorePart>> {
    let mut parts = Vec::new();
    Segment::open(plan, searcher, segment_ord, &Deadline::none())?.each_part(doc, |part| parts.push(part.named()));
    Ok(parts)
}

/// A part of a score, by number; it is described only when asked for.
struct Part<'p> {
    clause: &'p str,
    /// Empty if the part belongs to one clause alone.
    next_clause: &'p str,
    field: TextField,
    reason: ScoreReason,
    score: f32,
}

impl Part<'_> {
    fn named(self) -> ScorePart {
        let clause = [self.clause, self.next_clause].join(" ").trim_end().to_owned();
        ScorePart { clause, field: self.field, reason: self.reason, score: self.score }
    }
}

/// The clauses of a query in one segment.
struct Segment<'p> {
    clauses: Vec<Clause<'p>>,
    /// The full weight in bodies of all clauses. It does not depend on the segment.
    full: f32,
}

/// A clause, in each searched field in which it occurs.
struct Clause<'p> {
    text: &'p str,
    legs: Vec<OpenLeg<'p>>,
}

struct OpenLeg<'p> {
    leg: &'p Leg,
    spans: SegmentSpans,
    lengths: tantivy::fieldnorm::FieldNormReader,
    /// Positions of the first words of its occurrences in the current document, ascending.
    starts: Vec<u32>,
}

impl<'p> Segment<'p> {
    fn open(plan: &'p Plan, searcher: &Searcher, segment_ord: u32, deadline: &Deadline) -> Result<Segment<'p>> {
        let segment = searcher.segment_reader(segment_ord);
        let mut texts = Vec::new();
        text_plans(plan, &mut texts);
        // The words on either side of `of the` are neighbours.
        let is_common = |legs: &[Leg]| legs.first().map(|leg| leg.is_common);
        if texts.iter().any(|(_, legs)| is_common(legs) == Some(false)) {
            texts.retain(|(_, legs)| is_common(legs) != Some(true));
        }
        let mut clauses = Vec::new();
        let mut full = 0.0;
        for (text, legs) in texts.into_iter().take(MAX_CLAUSES) {
            full += legs.iter().find(|leg| leg.spans.field == TextField::Body).map_or(0.0, |leg| leg.bm25.full());
            let mut opened = Vec::new();
            for leg in legs.iter().filter(|leg| matches!(leg.spans.field, TextField::Title | TextField::Body)) {
                if let Some(spans) = leg.spans.open(segment, Watch::new(deadline, text))? {
                    let lengths = segment.get_fieldnorms_reader(leg.lengths)?;
                    opened.push(OpenLeg { leg, spans, lengths, starts: Vec::new() });
                }
            }
            clauses.push(Clause { text, legs: opened });
        }
        Ok(Segment { clauses, full })
    }

    /// Calls `each` with the parts of a document's score. Documents must be asked for in ascending
    /// order.
    fn each_part(&mut self, doc: DocId, mut each: impl FnMut(Part<'p>)) {
        for clause in &mut self.clauses {
            clause.legs.iter_mut().for_each(|leg| leg.spans.starts(doc, &mut leg.starts));
        }
        // How much of the query is early, from 0 to 1. An article that names one of many words first
        // is hardly more about them.
        let share = self.clauses.iter().filter_map(Clause::early).map(|(_, weight)| weight).sum::<f32>() / self.full;
        for clause in &self.clauses {
            if let Some((n_before, weight)) = clause.early() {
                let reason = ScoreReason::Early { n_before };
                let score = EARLY * weight * share;
                each(Part { clause: clause.text, next_clause: "", field: TextField::Body, reason, score });
            }
        }
        for pair in self.clauses.windows(2) {
            let [first, second] = pair else { continue };
            for left in &first.legs {
                let right = second.legs.iter().find(|right| right.leg.spans.field == left.leg.spans.field);
                if let Some((reason, score)) = right.and_then(|right| left.close_to(right, doc)) {
                    let field = left.leg.spans.field;
                    each(Part { clause: first.text, next_clause: second.text, field, reason, score });
                }
            }
        }
    }
}

impl Clause<'_> {
    /// Returns the number of words before its first occurrence in the current body, and its full
    /// weight, less if it is late. `None` if the body does not hold it.
    fn early(&self) -> Option<(u32, f32)> {
        let leg = self.legs.iter().find(|leg| leg.leg.spans.field == TextField::Body)?;
        let n_before = *leg.starts.first()?;
        Some((n_before, leg.leg.bm25.full() * HALF_WAY / (HALF_WAY + n_before as f32)))
    }
}

impl OpenLeg<'_> {
    /// Returns what it adds that this word and the next are close to each other. `None` if they are
    /// not.
    fn close_to(&self, right: &OpenLeg<'_>, doc: DocId) -> Option<(ScoreReason, f32)> {
        let (left_spans, right_spans) = (&self.leg.spans, &right.leg.spans);
        if !left_spans.is_one_word() || !right_spans.is_one_word() || left_spans.has_same_words(right_spans) {
            return None;
        }
        let n_adjacent = self.starts.iter().filter(|start| right.starts.binary_search(&(**start + 1)).is_ok()).count();
        let n_near = n_near(&self.starts, &right.starts);
        if n_adjacent + n_near == 0 {
            return None;
        }
        let (left, right) = (&self.leg.bm25, &right.leg.bm25);
        let length = self.lengths.fieldnorm_id(doc);
        let share = |n: usize| left.saturated(length, n as u32);
        let score = left.boost * (left.full() + right.full()) / 2.0 * (ADJACENT * share(n_adjacent) + NEAR * share(n_near));
        Some((ScoreReason::Close { n_adjacent, n_near }, score))
    }
}

/// Returns the clauses that say where words are, except excluded ones, in order.
fn text_plans<'p>(plan: &'p Plan, texts: &mut Vec<(&'p str, &'p [Leg])>) {
    match plan {
        Plan::Text { legs, clause, .. } => texts.push((clause, legs)),
        Plan::All { needed: plans, .. } | Plan::AtLeast(_, plans) => plans.iter().for_each(|plan| text_plans(plan, texts)),
        // Words that no article holds still separate their neighbours.
        Plan::Nothing => texts.push(("", &[])),
        Plan::Condition(_) => {}
    }
}

/// Returns how many pairs of a position from each list are less than [`WINDOW`] apart. Each
/// position belongs to at most one pair.
fn n_near(a: &[u32], b: &[u32]) -> usize {
    let (mut a, mut b, mut n_near) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        if left.abs_diff(**right) < WINDOW {
            n_near += 1;
            a.next();
            b.next();
        } else if left < right {
            a.next();
        } else {
            b.next();
        }
    }
    n_near
}

#[cfg(test)]
mod tests {
    use super::n_near;

    #[test]
    fn each_place_is_near_one_other_at_most() {
        assert_eq!(n_near(&[1, 2, 3], &[4]), 1);
        assert_eq!(n_near(&[1, 50], &[7, 51, 52]), 2);
        assert_eq!(n_near(&[1], &[9]), 0);
    }
}
