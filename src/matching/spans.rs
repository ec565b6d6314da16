//! How words stand to each other, over sorted positions: the algebra of words, phrases, alternatives and proximity.
//!
//! A *witness* is one way in which a pattern is fulfilled: one position for each of its words, no position twice. Whether a pattern
//! stands, and which words take part, is defined by its witnesses alone. What is reported are *matches*: for each word that takes part,
//! the tightest witness through it, so that there are never more matches than words.
//!
//! Whether there is a witness at all is asked first, of every candidate ([`Matcher::exists`]). Matches are asked for only
//! where they are counted or shown.

use super::collected::{Collected, collect};
use super::phrase::phrase;
use super::places::{Extents, Places};
use super::positions::{FieldPositions, PositionMatch, one_word, sorted};
use super::proximity::{MANY_ORDERS, Proximity};
use super::search::Search;
use super::solve;
use super::span_pattern::{SpanPattern, TermPattern};

/// A [`SpanPattern`], compiled.
#[derive(Debug, Clone)]
pub struct Matcher {
    spans: SpanPattern,
    /// The index of its first word in the whole pattern.
    first_term: usize,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    /// Everywhere that a word is.
    Word,
    /// Everywhere that a phrase is.
    Phrase,
    /// Everywhere that a phrase is, with other words in between.
    Slop(Box<Near>),
    /// Everywhere that one of these is.
    Any(Vec<Matcher>),
    /// Where words are near each other, or not near others.
    Near(Box<Near>),
}

/// Two are equal if their patterns are.
impl PartialEq for Matcher {
    fn eq(&self, other: &Matcher) -> bool {
        self.first_term == other.first_term && self.spans == other.spans
    }
}

/// A proximity, and what must not be near.
#[derive(Debug, Clone)]
struct Near {
    proximity: Proximity,
    excluded: Vec<Matcher>,
}

impl Near {
    fn places<'p>(&'p self, positions: &'p FieldPositions<'p>) -> Places<'p> {
        let excluded = self.excluded.iter().map(|what| what.extents(positions)).collect();
        Places::new(&self.proximity.of, positions, excluded)
    }

    /// Returns how to search for each choice.
    fn searches<'p>(&'p self, places: &'p Places<'p>) -> Vec<Search<'p>> {
        self.proximity.choices.iter().map(|choice| Search::new(choice, places)).collect()
    }

    /// Returns whether the smallest windows are looked at before it is asked for all choices and orders at once.
    fn asks_windows(&self) -> bool {
        let Proximity { choices, n_orders, .. } = &self.proximity;
        self.proximity.windows_come_first() || (choices.len() == 1 && n_orders.is_none_or(|n| n < MANY_ORDERS))
    }

    fn exists(&self, places: &Places<'_>) -> bool {
        let Proximity { shape, choices, n_orders, .. } = &self.proximity;
        let told = if self.asks_windows() { told(&self.searches(places), places) } else { None };
        let told = told.or_else(|| if self.proximity.has_many_orders() { solve::exists(shape, places) } else { None });
        if n_orders.is_none() && told.is_none() {
            places.leave_open();
            return false;
        }
        told.unwrap_or_else(|| choices.iter().any(|choice| Search::new(choice, places).exists(places)))
    }

    /// Returns tight stretches of the text in which the words stand as they should, if there are many orders: the smallest windows of which
    /// that is so; if there are none, the matches that contain no others.
    fn stretches(&self, positions: &FieldPositions<'_>) -> Option<Vec<(u32, u32)>> {
        let proximity = &self.proximity;
        if !proximity.has_many_orders() {
            return None;
        }
        let places = self.places(positions);
        if self.asks_windows() {
            let searches = self.searches(&places);
            let mut found = Vec::new();
            let mut is_open = false;
            searches.iter().for_each(|search| is_open |= search.add_told(&places, &mut found).is_none());
            if !(found.is_empty() && is_open) {
                return Some(Extents::of(found, Vec::new()).tightest);
            }
        }
        let stretches = solve::tightest(&proximity.shape, &places);
        if stretches.is_none() {
            places.leave_open();
        }
        Some(stretches.unwrap_or_default())
    }

    /// Returns what the tightest matches are converted to, if there are any. Once there are `enough`, others may be missing.
    fn collect<T>(
        &self,
        positions: &FieldPositions<'_>,
        enough: usize,
        collected: impl Fn(&Collected<'_>) -> T,
        solved: impl Fn(Vec<PositionMatch>) -> T,
    ) -> Option<T> {
        let mut places = self.places(positions);
        let proximity = &self.proximity;
        if proximity.n_orders.is_none() {
            if let [choice] = proximity.choices.as_slice() {
                let searches = [Search::new(choice, &places)];
                let told = searches[0].told(&places);
                if told == Some(false) {
                    return None;
                }
                // Where some windows stand, other matches need not be searched for.
                let tightest = collect(&places, if told.is_some() { &searches } else { &[] }, enough);
                if !tightest.is_empty() {
                    return Some(collected(&tightest));
                }
            }
            let matches = solve::matches(&proximity.shape, &places);
            if matches.is_none() {
                places.leave_open();
            }
            return matches.filter(|matches| !matches.is_empty()).map(solved);
        }
        if proximity.has_many_orders() {
            if proximity.windows_come_first() {
                let searches = self.searches(&places);
                match told(&searches, &places) {
                    Some(true) => return Some(collected(&collect(&places, &searches, enough))),
                    Some(false) => return None,
                    None => {}
                }
            }
            let stretches = solve::stretches(&proximity.shape, &places);
            if stretches.is_empty() {
                return None;
            }
            places.narrow(&stretches);
        }
        let searches = self.searches(&places);
        // Most candidates that do not match are soon known.
        searches.iter().any(|search| search.exists(&places)).then(|| collected(&collect(&places, &searches, enough)))
    }
}

/// Returns whether one of some choices stands, if windows tell.
fn told(searches: &[Search<'_>], places: &Places<'_>) -> Option<bool> {
    let mut told = Some(false);
    for search in searches {
        match search.told(places) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => told = None,
        }
    }
    told
}

impl Matcher {
    /// Compiles a pattern.
    pub fn new(spans: &SpanPattern) -> Matcher {
        Matcher::part(spans, &spans.terms(), 0)
    }

    /// Compiles a part of a pattern with these terms, whose first term has the index `first_term`.
    pub(super) fn part(spans: &SpanPattern, terms: &[&TermPattern], first_term: usize) -> Matcher {
        let near = || {
            let (proximity, excluded) = Proximity::new((spans, first_term), terms);
            let excluded = excluded.into_iter().map(|(what, first_term)| Matcher::part(what, terms, first_term)).collect();
            Box::new(Near { proximity, excluded })
        };
        let kind = match spans {
            SpanPattern::Term(_) => Kind::Word,
            SpanPattern::Phrase { slop: 0, .. } => Kind::Phrase,
            // It has one order.
            SpanPattern::Phrase { .. } => Kind::Slop(near()),
            SpanPattern::Or(parts) => {
                let mut first = first_term;
                let compile = |part: &SpanPattern| {
                    let matcher = Matcher::part(part, terms, first);
                    first += part.n_terms();
                    matcher
                };
                Kind::Any(parts.iter().map(compile).collect())
            }
            SpanPattern::Near { .. } | SpanPattern::NotNear { .. } => Kind::Near(near()),
        };
        Matcher { spans: spans.clone(), first_term, kind }
    }

    /// Returns whether [`Matcher::find`] lists a match through each word that takes part. Of a proximity of too many orders, only matches are
    /// listed that contain no others.
    pub fn lists_all(&self) -> bool {
        match &self.kind {
            Kind::Any(parts) => parts.iter().all(Matcher::lists_all),
            Kind::Near(near) => near.proximity.n_orders.is_some(),
            Kind::Word | Kind::Phrase | Kind::Slop(_) => true,
        }
    }

    /// Returns whether the pattern matches anywhere.
    pub fn exists(&self, positions: &FieldPositions<'_>) -> bool {
        match &self.kind {
            Kind::Word => !positions.terms[self.first_term].is_empty(),
            Kind::Phrase | Kind::Slop(_) => !self.phrases(positions).is_empty(),
            Kind::Any(parts) => parts.iter().any(|part| part.exists(positions)),
            Kind::Near(near) => near.exists(&near.places(positions)),
        }
    }

    /// Returns the matches of the pattern, in order, without repeats.
    pub fn find(&self, positions: &FieldPositions<'_>) -> Vec<PositionMatch> {
        match &self.kind {
            Kind::Word => {
                let list = positions.terms[self.first_term];
                list.iter().map(|position| one_word(*position, self.first_term as u32)).collect()
            }
            Kind::Phrase | Kind::Slop(_) => {
                let mut found = self.phrases(positions);
                let first_term = self.first_term as u32;
                found.iter_mut().flat_map(|found| &mut found.terms).for_each(|(_, term)| *term += first_term);
                found
            }
            Kind::Any(parts) => sorted(parts.iter().flat_map(|part| part.find(positions)).collect()),
            Kind::Near(near) => {
                near.collect(positions, usize::MAX, |tightest| tightest.matches(), |found| found).unwrap_or_default()
            }
        }
    }

    /// Returns where the matches that [`Matcher::frequency`] counts begin, ascending, without repeats.
    pub fn starts(&self, positions: &FieldPositions<'_>) -> Vec<u32> {
        let of = |found: Vec<PositionMatch>| found.into_iter().map(|found| found.start).collect::<Vec<u32>>();
        let mut starts = match &self.kind {
            Kind::Near(near) => match near.stretches(positions) {
                Some(stretches) => stretches.into_iter().map(|(start, _)| start).collect(),
                None => near.collect(positions, usize::MAX, |tightest| tightest.starts(), of).unwrap_or_default(),
            },
            Kind::Any(parts) if self.has_many_orders() => {
                let mut starts: Vec<u32> = parts.iter().flat_map(|part| part.starts(positions)).collect();
                starts.sort_unstable();
                starts
            }
            _ => of(self.find(positions)),
        };
        starts.dedup();
        starts
    }

    /// Returns whether it is a proximity of many orders, or some alternatives are. Its matches take long to list.
    pub fn has_many_orders(&self) -> bool {
        match &self.kind {
            Kind::Any(parts) => parts.iter().any(Matcher::has_many_orders),
            Kind::Near(near) => near.proximity.has_many_orders(),
            Kind::Word | Kind::Phrase | Kind::Slop(_) => false,
        }
    }

    /// Returns how often the words stand as they should, for the score: so often as [`Matcher::find`] finds matches; in a proximity
    /// of many orders, in so many stretches that contain no others.
    pub fn frequency(&self, positions: &FieldPositions<'_>) -> usize {
        match &self.kind {
            Kind::Near(near) => near.stretches(positions).map_or_else(|| self.count(positions), |stretches| stretches.len()),
            Kind::Any(parts) if self.has_many_orders() => parts.iter().map(|part| part.frequency(positions)).sum(),
            _ => self.count(positions),
        }
    }

    /// Counts the matches that [`Matcher::find`] returns.
    pub fn count(&self, positions: &FieldPositions<'_>) -> usize {
        match &self.kind {
            Kind::Near(near) => {
                near.collect(positions, usize::MAX, |tightest| tightest.n_matches(), |found| found.len()).unwrap_or(0)
            }
            Kind::Any(_) if !self.exists(positions) => 0,
            _ => self.find(positions).len(),
        }
    }

    /// Counts the same, but stops once there are `enough`: then it returns a number from `enough` up to all.
    pub fn count_up_to(&self, enough: usize, positions: &FieldPositions<'_>) -> usize {
        match &self.kind {
            Kind::Near(near) => {
                near.collect(positions, enough, |tightest| tightest.n_matches(), |found| found.len()).unwrap_or(0)
            }
            // Alternatives may have matches in common.
            Kind::Any(parts) if self.has_many_orders() => {
                let most = parts.iter().map(|part| part.count_up_to(enough, positions)).find(|n| *n >= enough);
                most.unwrap_or_else(|| self.count(positions))
            }
            _ => self.count(positions),
        }
    }

    /// Returns the first and last positions of the tightest and the widest witnesses.
    pub(super) fn extents(&self, positions: &FieldPositions<'_>) -> Extents {
        let (mut tight, mut wide) = (Vec::new(), Vec::new());
        self.add_extents(positions, &mut tight, &mut wide);
        Extents::of(tight, wide)
    }

    fn add_extents(&self, positions: &FieldPositions<'_>, tight: &mut Vec<(u32, u32)>, wide: &mut Vec<(u32, u32)>) {
        let mut add_all = |found: Vec<PositionMatch>| {
            tight.extend(found.iter().map(|found| (found.start, found.end)));
            wide.extend(found.iter().map(|found| (found.start, found.end)));
        };
        match &self.kind {
            Kind::Word => add_all(self.find(positions)),
            Kind::Phrase => add_all(self.phrases(positions)),
            Kind::Any(parts) => parts.iter().for_each(|part| part.add_extents(positions, tight, wide)),
            Kind::Near(near) | Kind::Slop(near) => {
                let places = near.places(positions);
                let mut searches = near.searches(&places);
                let is_told = |search: &Search<'_>| matches!(search, Search::Windows(_));
                if near.proximity.n_orders.is_none() && (searches.is_empty() || !searches.iter().all(is_told)) {
                    searches.clear();
                    if !solve::add_extents(&near.proximity.shape, &places, tight, wide) {
                        places.leave_open();
                    }
                }
                for search in searches {
                    match search {
                        Search::Windows(windows) => {
                            let (mut windows_tight, mut windows_wide) = windows.extents();
                            tight.append(&mut windows_tight);
                            wide.append(&mut windows_wide);
                        }
                        Search::Sweeps { sweeps, .. } => {
                            for sweep in sweeps {
                                sweep.each_earliest(&mut |start, end| {
                                    tight.push((start, end));
                                    true
                                });
                                sweep.widest(&mut |start, end| wide.push((start, end)));
                            }
                        }
                        Search::Open { .. } => {}
                    }
                }
            }
        }
    }

    fn phrases(&self, positions: &FieldPositions<'_>) -> Vec<PositionMatch> {
        let SpanPattern::Phrase { terms, slop } = &self.spans else { return Vec::new() };
        phrase(&positions.terms[self.first_term..self.first_term + terms.len()], *slop)
    }
}
