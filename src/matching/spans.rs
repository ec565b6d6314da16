//! How words stand to each other, over sorted positions: the algebra of words, phrases, alternatives and proximity.
//!
//! A *witness* is one way in which a pattern is fulfilled: one position for each of its words, no position twice. Whether a pattern
//! stands, and which words take part, is defined by its witnesses alone. What is reported are *matches*: for each word that takes part,
//! the tightest witness through it, so that there are never more matches than words.
//!
//! Whether there is a witness at all is asked first, of every candidate ([`Matcher::exists`]). Matches are asked for only
//! where they are counted or shown.

use super::collected::collect;
use super::phrase::phrase;
use super::places::{Extents, Places};
use super::positions::{FieldPositions, PositionMatch, indices, one_word, sorted};
use super::proximity::Proximity;
use super::search::Search;
use super::span_pattern::{SpanPattern, TermPattern};
use super::ways::{tightest, ways};

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
    /// The same, if there are too many alternatives.
    Ways,
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
}

impl Matcher {
    /// Compiles a pattern.
    pub fn new(spans: &SpanPattern) -> Matcher {
        Matcher::part(spans, &spans.terms(), 0)
    }

    /// Compiles a part of a pattern with these terms, whose first term has the index `first_term`.
    pub(super) fn part(spans: &SpanPattern, terms: &[&TermPattern], first_term: usize) -> Matcher {
        let near = || {
            let (proximity, excluded) = Proximity::new((spans, first_term), terms)?;
            let excluded = excluded.into_iter().map(|(what, first_term)| Matcher::part(what, terms, first_term)).collect();
            Some(Box::new(Near { proximity, excluded }))
        };
        let kind = match spans {
            SpanPattern::Term(_) => Kind::Word,
            SpanPattern::Phrase { slop: 0, .. } => Kind::Phrase,
            // It has one order.
            SpanPattern::Phrase { .. } => near().map_or(Kind::Ways, Kind::Slop),
            SpanPattern::Or(parts) => {
                let mut first = first_term;
                let compile = |part: &SpanPattern| {
                    let matcher = Matcher::part(part, terms, first);
                    first += part.n_terms();
                    matcher
                };
                Kind::Any(parts.iter().map(compile).collect())
            }
            SpanPattern::Near { .. } | SpanPattern::NotNear { .. } => near().map_or(Kind::Ways, Kind::Near),
        };
        Matcher { spans: spans.clone(), first_term, kind }
    }

    /// Returns whether the pattern matches anywhere.
    pub fn exists(&self, positions: &FieldPositions<'_>) -> bool {
        match &self.kind {
            Kind::Word => !positions.terms[self.first_term].is_empty(),
            Kind::Phrase | Kind::Slop(_) => !self.phrases(positions).is_empty(),
            Kind::Any(parts) => parts.iter().any(|part| part.exists(positions)),
            Kind::Near(near) => {
                let places = near.places(positions);
                let mut is_unknown = false;
                for choice in &near.proximity.choices {
                    match Search::new(choice, &places).exists(&places) {
                        Some(true) => return true,
                        Some(false) => {}
                        None => is_unknown = true,
                    }
                }
                is_unknown && !self.ways(positions).is_empty()
            }
            Kind::Ways => !self.ways(positions).is_empty(),
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
                found.iter_mut().for_each(|found| found.terms = indices(self.first_term, self.spans.n_terms()));
                found
            }
            Kind::Any(parts) => sorted(parts.iter().flat_map(|part| part.find(positions)).collect()),
            Kind::Near(near) => {
                let places = near.places(positions);
                let searches = near.searches(&places);
                let (collected, open) = collect(&places, &searches);
                self.all_matches(positions, collected.matches(), open)
            }
            Kind::Ways => tightest(&self.ways(positions)),
        }
    }

    /// Returns where the matches begin that [`Matcher::find`] returns, ascending, without repeats.
    pub fn starts(&self, positions: &FieldPositions<'_>) -> Vec<u32> {
        if let Kind::Near(near) = &self.kind {
            let places = near.places(positions);
            let searches = near.searches(&places);
            if let (collected, None) = collect(&places, &searches) {
                return collected.starts();
            }
        }
        let mut starts: Vec<u32> = self.find(positions).into_iter().map(|found| found.start).collect();
        starts.dedup();
        starts
    }

    /// Counts the matches that [`Matcher::find`] returns.
    pub fn count(&self, positions: &FieldPositions<'_>) -> usize {
        if let Kind::Near(near) = &self.kind {
            let places = near.places(positions);
            let searches = near.searches(&places);
            // Most candidates that do not match are soon known.
            if searches.iter().all(|search| search.exists(&places) == Some(false)) {
                return 0;
            }
            return match collect(&places, &searches) {
                (collected, None) => collected.n_matches(),
                (collected, open) => self.all_matches(positions, collected.matches(), open).len(),
            };
        }
        if matches!(self.kind, Kind::Any(_)) && !self.exists(positions) {
            return 0;
        }
        self.find(positions).len()
    }

    /// Returns the matches found, and those of the ways that some positions take part in.
    fn all_matches(
        &self,
        positions: &FieldPositions<'_>,
        found: Vec<PositionMatch>,
        open: Option<Vec<u32>>,
    ) -> Vec<PositionMatch> {
        let Some(open) = open else { return found };
        sorted([found, self.ways_through(positions, &open)].concat())
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
                for search in near.searches(&places) {
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
                        Search::Ways { .. } => return self.add_ways(positions, tight, wide),
                    }
                }
            }
            Kind::Ways => self.add_ways(positions, tight, wide),
        }
    }

    fn phrases(&self, positions: &FieldPositions<'_>) -> Vec<PositionMatch> {
        let SpanPattern::Phrase { terms, slop } = &self.spans else { return Vec::new() };
        phrase(&positions.terms[self.first_term..self.first_term + terms.len()], *slop)
    }

    fn ways(&self, positions: &FieldPositions<'_>) -> Vec<PositionMatch> {
        ways(&self.spans, positions, self.first_term)
    }

    /// Returns the tightest of the ways that some positions take part in.
    fn ways_through(&self, positions: &FieldPositions<'_>, open: &[u32]) -> Vec<PositionMatch> {
        let mut found = tightest(&self.ways(positions));
        found.retain(|way| way.words.iter().any(|word| open.binary_search(word).is_ok()));
        found
    }

    fn add_ways(&self, positions: &FieldPositions<'_>, tight: &mut Vec<(u32, u32)>, wide: &mut Vec<(u32, u32)>) {
        for way in self.ways(positions) {
            tight.push((way.start, way.end));
            wide.push((way.start, way.end));
        }
    }
}
