//! Finding and scoring the articles that match: a [`Plan`] for each part of a pattern, and a scorer
//! for each plan in each segment.
//!
//! Tantivy gives postings, lengths and conditions. Which articles match and how well is decided
//! here. Tantivy's own boolean and phrase queries are not used. They do not say which words a
//! phrase matched, and their slop has another meaning. Their unions of unions, one for the fields
//! of each word, took longer than everything else.

use std::cell::Cell;
use std::sync::Arc;

use smallvec::SmallVec;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError};

use super::bm25::Bm25;
use super::candidates::{go_to, goes_on};
use super::spans::{FieldSpans, Matched, SegmentSpans};
use super::union::{self, UnionWord, n_below};
use crate::deadline::{Deadline, Pace, Watch};
use crate::hit::{ScorePart, ScoreReason};

/// How to find and score the articles that a pattern matches.
#[derive(Debug)]
pub(super) enum Plan {
    /// The words match at `min_matches` places or more, in all fields together.
    Text {
        /// The fields in which the words occur. Not empty.
        legs: Vec<Leg>,
        /// Minimum number of places.
        min_matches: usize,
        /// The clause of the query that this part comes from.
        clause: Arc<str>,
    },
    /// All of `needed` match and none of `excluded`. `needed` is not empty.
    All {
        /// Parts that must match.
        needed: Vec<Plan>,
        /// Parts that must not match.
        excluded: Vec<Plan>,
    },
    /// At least this many parts match, and at least one.
    AtLeast(usize, Vec<Plan>),
    /// A condition that adds nothing to the score.
    Condition(Box<dyn Query>),
    /// No article.
    Nothing,
}

impl Plan {
    /// Returns whether it matches wherever its words occur in one of its fields.
    fn is_plain_text(&self) -> bool {
        matches!(self, Plan::Text { min_matches: 1, .. } | Plan::Nothing)
    }
}

/// One field of a [`Plan::Text`].
#[derive(Debug, Clone)]
pub(super) struct Leg {
    pub(super) spans: FieldSpans,
    pub(super) bm25: Bm25,
    /// The field whose lengths count.
    pub(super) lengths: Field,
    /// Whether it is one word that most bodies hold.
    pub(super) is_common: bool,
}

/// A plan as a Tantivy query.
#[derive(Debug, Clone)]
pub(super) struct PlanQuery {
    plan: Arc<Plan>,
    deadline: Deadline,
}

impl PlanQuery {
    /// Returns the query that runs a plan. When the time is over, it finds nothing further, so
    /// [`PlanQuery::deadline`] must be checked afterwards.
    pub(super) fn new(plan: Arc<Plan>, deadline: &Deadline) -> PlanQuery {
        PlanQuery { plan, deadline: deadline.clone() }
    }

    /// Returns when it ends.
    pub(super) fn deadline(&self) -> &Deadline {
        &self.deadline
    }
}

/// Returns what each clause adds to the score of a document. Empty if it does not match.
pub(super) fn score_parts(plan: &Plan, searcher: &Searcher, address: DocAddress) -> tantivy::Result<Vec<ScorePart>> {
    let mut conditions = Vec::new();
    add_conditions(plan, EnableScoring::disabled_from_searcher(searcher), &mut conditions)?;
    let segment = searcher.segment_reader(address.segment_ord);
    let opening = Opening { is_scored: false, deadline: Deadline::none() };
    let mut matching = Matching::open(plan, segment, &mut conditions.iter(), &opening)?;
    let mut parts = Vec::new();
    if matching.seek(address.doc_id) == address.doc_id {
        matching.add_parts(&mut parts);
    }
    Ok(parts)
}

impl Query for PlanQuery {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut conditions = Vec::new();
        let is_scored = enable_scoring.is_scoring_enabled();
        add_conditions(&self.plan, enable_scoring, &mut conditions)?;
        let (plan, deadline) = (Arc::clone(&self.plan), self.deadline.clone());
        Ok(Box::new(PlanWeight { plan, conditions, opening: Opening { is_scored, deadline } }))
    }
}

fn add_conditions(plan: &Plan, enable_scoring: EnableScoring<'_>, conditions: &mut Vec<Box<dyn Weight>>) -> tantivy::Result<()> {
    match plan {
        Plan::Text { .. } | Plan::Nothing => Ok(()),
        Plan::All { needed, excluded } => {
            needed.iter().chain(excluded).try_for_each(|plan| add_conditions(plan, enable_scoring, conditions))
        }
        Plan::AtLeast(_, plans) => plans.iter().try_for_each(|plan| add_conditions(plan, enable_scoring, conditions)),
        Plan::Condition(query) => {
            conditions.push(query.weight(enable_scoring)?);
            Ok(())
        }
    }
}

/// A plan, with its conditions in the order in which they occur in it.
struct PlanWeight {
    plan: Arc<Plan>,
    conditions: Vec<Box<dyn Weight>>,
    opening: Opening,
}

/// For what a plan is opened.
struct Opening {
    /// Whether the score of each document is asked for, and so how often it matches.
    is_scored: bool,
    deadline: Deadline,
}

impl PlanWeight {
    fn open(&self, segment: &SegmentReader) -> tantivy::Result<Matching> {
        Matching::open(&self.plan, segment, &mut self.conditions.iter(), &self.opening)
    }
}

impl Weight for PlanWeight {
    fn scorer(&self, segment: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(segment)?))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut matching = self.open(segment)?;
        if matching.doc() > doc || matching.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("all parts that hold", matching.score()))
    }

    fn for_each(&self, segment: &SegmentReader, callback: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        self.open(segment)?.each(true, callback);
        Ok(())
    }

    fn for_each_pruning(
        &self,
        threshold: Score,
        segment: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        self.open(segment)?.each_above(threshold, callback);
        Ok(())
    }

    fn for_each_no_score(&self, segment: &SegmentReader, callback: &mut dyn FnMut(&[DocId])) -> tantivy::Result<()> {
        let mut docs = Vec::with_capacity(COLLECT_BLOCK_BUFFER_LEN);
        self.open(segment)?.each(false, &mut |doc, _| {
            docs.push(doc);
            if docs.len() == COLLECT_BLOCK_BUFFER_LEN {
                callback(&docs);
                docs.clear();
            }
        });
        callback(&docs);
        Ok(())
    }
}

/// The documents of a segment that a plan matches. It is always at one of them, first at the first.
enum Matching {
    Text(TextMatching),
    All { needed: Vec<Matching>, excluded: Vec<Matching>, doc: DocId },
    AtLeast { n: usize, parts: Vec<Matching>, doc: DocId },
    Condition(Box<dyn Scorer>),
}

impl Matching {
    fn open<'w>(
        plan: &Plan,
        segment: &SegmentReader,
        conditions: &mut impl Iterator<Item = &'w Box<dyn Weight>>,
        opening: &Opening,
    ) -> tantivy::Result<Matching> {
        let mut open = |plans: &[Plan]| {
            plans.iter().map(|plan| Matching::open(plan, segment, &mut *conditions, opening)).collect::<tantivy::Result<Vec<_>>>()
        };
        let mut matching = match plan {
            Plan::Text { legs, min_matches, clause } => {
                Matching::Text(TextMatching::open([(clause, legs.as_slice())], *min_matches, segment, opening)?)
            }
            // The usual case is any of several words: one union of all their fields replaces a
            // union of unions.
            Plan::AtLeast(1, plans) if plans.iter().all(Plan::is_plain_text) => {
                let clauses = plans.iter().filter_map(|plan| match plan {
                    Plan::Text { legs, clause, .. } => Some((clause, legs.as_slice())),
                    _ => None,
                });
                Matching::Text(TextMatching::open(clauses, 1, segment, opening)?)
            }
            Plan::All { needed, excluded } => {
                let (mut needed, excluded) = (open(needed)?, open(excluded)?);
                needed.sort_by_key(Matching::cost);
                Matching::All { needed, excluded, doc: 0 }
            }
            Plan::AtLeast(n, plans) => Matching::AtLeast { n: *n, parts: open(plans)?, doc: 0 },
            Plan::Condition(_) => Matching::Condition(match conditions.next() {
                Some(weight) => weight.scorer(segment, 0.0)?,
                None => Box::new(EmptyScorer),
            }),
            Plan::Nothing => Matching::Condition(Box::new(EmptyScorer)),
        };
        matching.settle(0);
        Ok(matching)
    }

    /// Calls `found` with each document from the current one on, and with its score if it is asked for.
    fn each(mut self, is_scored: bool, found: &mut dyn FnMut(DocId, Score)) {
        match self {
            Matching::Text(text) if text.is_any_word() => union::each(text.into_words(), is_scored, found),
            Matching::All { needed, mut excluded, .. } if matches!(&*needed, [Matching::Text(text)] if text.is_any_word()) => {
                let words = needed.into_iter().filter_map(Matching::into_text).flat_map(TextMatching::into_words);
                union::each(words.collect(), is_scored, |doc, score| {
                    if excluded.iter_mut().all(|part| part.seek(doc) != doc) {
                        found(doc, score);
                    }
                });
            }
            _ => {
                let mut doc = self.doc();
                while doc != TERMINATED {
                    found(doc, if is_scored { self.score() } else { 0.0 });
                    doc = self.advance();
                }
            }
        }
    }

    /// Calls `found` with each document from the current one on that scores more than `threshold`, and takes the next threshold from it.
    fn each_above(mut self, mut threshold: Score, found: &mut dyn FnMut(DocId, Score) -> Score) {
        match self {
            Matching::Text(text) if text.is_any_word() => union::each_above(text.into_words(), threshold, found),
            Matching::All { needed, mut excluded, .. } if matches!(&*needed, [Matching::Text(text)] if text.is_any_word()) => {
                let words = needed.into_iter().filter_map(Matching::into_text).flat_map(TextMatching::into_words);
                union::each_above(words.collect(), threshold, &mut |doc, score| {
                    if excluded.iter_mut().all(|part| part.seek(doc) != doc) {
                        threshold = found(doc, score);
                    }
                    threshold
                });
            }
            _ => {
                let mut doc = self.doc();
                self.ask_for(threshold);
                while doc != TERMINATED {
                    let score = self.score();
                    if score > threshold {
                        threshold = found(doc, score);
                        self.ask_for(threshold);
                    }
                    doc = self.advance();
                }
            }
        }
    }

    /// Lets documents be skipped that score no more than `threshold`. What a part must add is what the others may lack.
    fn ask_for(&mut self, threshold: Score) {
        match self {
            Matching::Text(text) => text.ask_for(threshold),
            Matching::All { needed: parts, .. } | Matching::AtLeast { parts, .. } => {
                let all: Score = parts.iter().map(Matching::max_score).sum();
                parts.iter_mut().for_each(|part| part.ask_for(threshold - (all - part.max_score())));
            }
            Matching::Condition(_) => {}
        }
    }

    /// Returns a score that no document exceeds.
    fn max_score(&self) -> Score {
        match self {
            Matching::Text(text) => text.max_score(),
            Matching::All { needed: parts, .. } | Matching::AtLeast { parts, .. } => parts.iter().map(Matching::max_score).sum(),
            Matching::Condition(_) => 0.0,
        }
    }

    fn into_text(self) -> Option<TextMatching> {
        if let Matching::Text(text) = self { Some(text) } else { None }
    }

    /// Returns about how many documents must be examined.
    fn cost(&self) -> u64 {
        match self {
            Matching::Text(text) => text.cost(),
            Matching::All { needed, .. } => needed.iter().map(Matching::cost).min().unwrap_or(0),
            Matching::AtLeast { parts, .. } => parts.iter().map(Matching::cost).sum(),
            Matching::Condition(scorer) => scorer.cost(),
        }
    }

    /// Appends what each clause adds to the score of the current document.
    fn add_parts(&self, parts: &mut Vec<ScorePart>) {
        match self {
            Matching::Text(text) => parts.extend(text.here().map(LegMatching::part)),
            Matching::All { needed, .. } => needed.iter().for_each(|part| part.add_parts(parts)),
            Matching::AtLeast { parts: among, doc, .. } => {
                among.iter().filter(|part| part.doc() == *doc).for_each(|part| part.add_parts(parts));
            }
            Matching::Condition(_) => {}
        }
    }

    /// Goes to the first document from `target` on that matches. No part may be past `target`, and
    /// none is past that document afterwards.
    fn settle(&mut self, target: DocId) -> DocId {
        match self {
            Matching::Text(text) => text.doc,
            Matching::All { needed, excluded, doc } => {
                *doc = next_in_all(needed, target);
                while *doc != TERMINATED && excluded.iter_mut().any(|part| part.seek(*doc) == *doc) {
                    *doc = next_in_all(needed, *doc + 1);
                }
                *doc
            }
            Matching::AtLeast { n, parts, doc } => {
                *doc = next_in_any(parts, target);
                while *doc != TERMINATED && parts.iter().filter(|part| part.doc() == *doc).count() < *n {
                    let next = next_in_any(parts, *doc + 1);
                    *doc = if goes_on(*doc, next) { next } else { TERMINATED };
                }
                *doc
            }
            Matching::Condition(scorer) => scorer.doc(),
        }
    }
}

/// Returns the first document from `target` on in which all parts match. The first part leads.
fn next_in_all(parts: &mut [Matching], target: DocId) -> DocId {
    let Some((first, others)) = parts.split_first_mut() else { return TERMINATED };
    let mut candidate = first.seek(target);
    'candidates: while candidate != TERMINATED {
        for other in others.iter_mut() {
            let doc = other.seek(candidate);
            if doc > candidate {
                if !goes_on(candidate, doc) {
                    return TERMINATED;
                }
                candidate = first.seek(doc);
                continue 'candidates;
            }
        }
        break;
    }
    candidate
}

/// Returns the first document from `target` on in which one of the parts matches.
fn next_in_any(parts: &mut [Matching], target: DocId) -> DocId {
    parts.iter_mut().map(|part| part.seek(target)).min().unwrap_or(TERMINATED)
}

impl DocSet for Matching {
    fn advance(&mut self) -> DocId {
        match self.doc() {
            TERMINATED => TERMINATED,
            doc => Some(self.seek(doc + 1)).filter(|next| goes_on(doc, *next)).unwrap_or(TERMINATED),
        }
    }

    /// Unlike Tantivy's own scorers, it may be asked for a document that it has passed; it then
    /// stays where it is.
    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        match self {
            Matching::Text(text) => text.seek(target),
            Matching::Condition(scorer) => scorer.seek(target),
            Matching::All { .. } | Matching::AtLeast { .. } => self.settle(target),
        }
    }

    fn doc(&self) -> DocId {
        match self {
            Matching::Text(text) => text.doc,
            Matching::All { doc, .. } | Matching::AtLeast { doc, .. } => *doc,
            Matching::Condition(scorer) => scorer.doc(),
        }
    }

    fn size_hint(&self) -> u32 {
        self.cost().try_into().unwrap_or(u32::MAX)
    }
}

impl Scorer for Matching {
    fn score(&mut self) -> Score {
        match self {
            Matching::Text(text) => text.score(),
            Matching::All { needed, .. } => needed.iter_mut().map(Matching::score).sum(),
            Matching::AtLeast { parts, doc, .. } => parts.iter_mut().filter(|part| part.doc() == *doc).map(Matching::score).sum(),
            Matching::Condition(_) => 0.0,
        }
    }
}

/// The documents in which the words of one clause, or of one of several, match.
struct TextMatching {
    legs: Vec<LegMatching>,
    min_matches: usize,
    doc: DocId,
}

/// The part of one field.
struct LegMatching {
    leg: Leg,
    clause: Arc<str>,
    places: Places,
    lengths: FieldNormReader,
    /// The current document, which matches.
    doc: DocId,
    /// How often the words match. Unused for a single word, whose postings know it.
    matched: Cell<Matched>,
    pace: Pace,
    /// Whether documents are looked for in which it matches. If not, it is looked up in those that others find.
    leads: bool,
    /// Documents in which it adds no more than this to the score need not be found.
    asked: Score,
}

/// The places of the words of a leg.
enum Places {
    /// Everywhere that one word occurs, by any of its terms.
    Word(Box<SmallVec<[SegmentPostings; 2]>>),
    /// Where the words match the pattern.
    Spans(Box<SegmentSpans>),
}

/// How much smaller than calculated a score is that a document must exceed, so that no rounding makes it too large.
const ROUNDED_DOWN: f32 = 0.9999;

/// Steps of a [`Pace`] for a document whose words are looked at, besides one for each position.
const N_STEPS: usize = 16;

impl LegMatching {
    fn open(leg: &Leg, clause: &Arc<str>, segment: &SegmentReader, opening: &Opening) -> tantivy::Result<Option<LegMatching>> {
        let places = if leg.spans.is_one_word() {
            let postings = leg.spans.open_word(segment)?;
            (!postings.is_empty()).then(|| Places::Word(Box::new(postings)))
        } else {
            let watch = Watch::new(&opening.deadline, Arc::clone(clause));
            let spans = leg.spans.open(segment, watch)?;
            spans.map(|spans| Places::Spans(Box::new(if opening.is_scored { spans.counting() } else { spans })))
        };
        let Some(places) = places else { return Ok(None) };
        let lengths = segment.get_fieldnorms_reader(leg.lengths)?;
        let (leg, clause) = (leg.clone(), Arc::clone(clause));
        let (matched, pace) = (Cell::new(Matched::Times(0)), Pace::new(&opening.deadline));
        let mut leg = LegMatching { leg, clause, places, lengths, doc: 0, matched, pace, leads: true, asked: -1.0 };
        leg.settle(0);
        Ok(Some(leg))
    }

    /// Goes to the first document from `target` on in which the words match.
    fn settle(&mut self, target: DocId) {
        self.doc = match &mut self.places {
            Places::Word(_) if self.pace.is_over(1, &self.clause) => TERMINATED,
            Places::Word(postings) => postings.iter_mut().map(|postings| go_to(postings, target)).min().unwrap_or(TERMINATED),
            Places::Spans(spans) => {
                let mut doc = spans.candidate(target);
                while doc != TERMINATED {
                    let max_score = || self.leg.bm25.score(self.lengths.fieldnorm_id(doc), spans.max_count(doc));
                    let is_asked = self.asked < 0.0 || max_score() > self.asked;
                    let matched = if is_asked { spans.look(doc) } else { Matched::Times(0) };
                    self.matched.set(matched);
                    if spans.is_over(N_STEPS) {
                        doc = TERMINATED;
                        break;
                    }
                    if matched != Matched::Times(0) {
                        break;
                    }
                    doc = spans.candidate(doc + 1);
                }
                doc
            }
        };
    }

    /// Returns how often the words match, for the score.
    fn frequency(&self) -> usize {
        match &self.places {
            Places::Word(postings) => {
                let here = postings.iter().filter(|postings| postings.doc() == self.doc);
                here.map(|postings| postings.term_freq() as usize).sum()
            }
            Places::Spans(spans) => {
                let n_matches = match self.matched.get() {
                    Matched::Times(n_matches) => n_matches,
                    Matched::Uncounted => spans.count(),
                };
                self.matched.set(Matched::Times(n_matches));
                n_matches
            }
        }
    }

    /// Returns a number that the matches do not exceed.
    fn max_matches(&self) -> usize {
        match &self.places {
            Places::Spans(spans) if spans.lists_slowly() => spans.max_matches(),
            _ => self.frequency(),
        }
    }

    /// Returns how many matches there are; once there are `enough`, perhaps not all.
    fn n_matches(&self, enough: usize) -> usize {
        match &self.places {
            Places::Spans(spans) if spans.lists_slowly() => spans.n_matches(enough),
            _ => self.frequency(),
        }
    }

    fn max_score(&self) -> Score {
        self.leg.bm25.max_score()
    }

    fn score(&self) -> Score {
        self.leg.bm25.score(self.lengths.fieldnorm_id(self.doc), self.frequency() as u32)
    }

    fn cost(&self) -> u64 {
        match &self.places {
            Places::Word(postings) => postings.iter().map(|postings| u64::from(postings.doc_freq())).sum(),
            Places::Spans(spans) => spans.cost(),
        }
    }

    fn part(&self) -> ScorePart {
        ScorePart {
            clause: self.clause.to_string(),
            field: self.leg.spans.field,
            reason: ScoreReason::Matches {
                n_matches: self.frequency(),
                rarity: self.leg.bm25.idf,
                length: FieldNormReader::id_to_fieldnorm(self.lengths.fieldnorm_id(self.doc)),
                average_length: self.leg.bm25.average_length,
                weight: self.leg.bm25.boost,
            },
            score: self.score(),
        }
    }
}

impl TextMatching {
    /// Opens clauses of which one must match, or one clause that must match at `min_matches`
    /// places.
    fn open<'p>(
        clauses: impl IntoIterator<Item = (&'p Arc<str>, &'p [Leg])>,
        min_matches: usize,
        segment: &SegmentReader,
        opening: &Opening,
    ) -> tantivy::Result<TextMatching> {
        let mut legs = Vec::new();
        for (clause, clause_legs) in clauses {
            for leg in clause_legs {
                legs.extend(LegMatching::open(leg, clause, segment, opening)?);
            }
        }
        let mut matching = TextMatching { legs, min_matches, doc: 0 };
        matching.settle();
        Ok(matching)
    }

    fn cost(&self) -> u64 {
        self.legs.iter().map(LegMatching::cost).sum()
    }

    /// Returns whether it matches wherever one of some words occurs.
    fn is_any_word(&self) -> bool {
        self.min_matches == 1 && self.legs.iter().all(|leg| matches!(leg.places, Places::Word(_)))
    }

    /// Returns its words, if [`TextMatching::is_any_word`].
    fn into_words(self) -> Vec<UnionWord> {
        let word = |leg: LegMatching| match leg.places {
            Places::Word(postings) => {
                let LegMatching { leg, clause, lengths, pace, .. } = leg;
                Some(UnionWord { bm25: leg.bm25, lengths, postings: *postings, clause, pace })
            }
            Places::Spans(_) => None,
        };
        self.legs.into_iter().filter_map(word).collect()
    }

    /// Goes to the first document with enough places, from the current ones of the legs on, and
    /// returns it.
    fn settle(&mut self) -> DocId {
        loop {
            self.doc = self.legs.iter().filter(|leg| leg.leads).map(|leg| leg.doc).min().unwrap_or(TERMINATED);
            let others = self.legs.iter_mut().filter(|leg| !leg.leads && leg.doc < self.doc);
            others.for_each(|leg| leg.settle(self.doc));
            if self.doc == TERMINATED || self.min_matches == 1 {
                return self.doc;
            }
            let passed = self.doc;
            let are_enough = |n_of: &dyn Fn(&LegMatching) -> usize| self.here().map(n_of).sum::<usize>() >= self.min_matches;
            if are_enough(&LegMatching::max_matches) && are_enough(&|leg| leg.n_matches(self.min_matches)) {
                return passed;
            }
            self.legs.iter_mut().filter(|leg| leg.doc == passed).for_each(|leg| leg.settle(passed + 1));
        }
    }

    fn here(&self) -> impl Iterator<Item = &LegMatching> {
        self.legs.iter().filter(|leg| leg.doc == self.doc)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.legs.iter_mut().filter(|leg| leg.leads && leg.doc < target).for_each(|leg| leg.settle(target));
        self.settle()
    }

    fn score(&self) -> Score {
        self.here().map(LegMatching::score).sum()
    }

    fn max_score(&self) -> Score {
        self.legs.iter().map(LegMatching::max_score).sum()
    }

    fn ask_for(&mut self, threshold: Score) {
        let threshold = threshold * ROUNDED_DOWN;
        self.legs.sort_by(|a, b| a.max_score().total_cmp(&b.max_score()));
        let (n_others, _) = n_below(self.legs.iter().map(LegMatching::max_score), threshold);
        let all = self.max_score();
        for (number, leg) in self.legs.iter_mut().enumerate() {
            leg.leads = number >= n_others;
            leg.asked = threshold - (all - leg.max_score());
        }
    }
}
