//! The algebra of spans beside trying everything, over random texts and patterns.
//!
//! 1. A pattern matches exactly if there is a witness.
//! 2. Each match is a witness, and the words of all matches are those of all witnesses.
//! 3. Through each word the tightest match is as tight, and as early, as the tightest witness.
//! 4. Matches are counted as they are found.
//! 5. The stretches that count for the score begin where a witness does, and there is one if there is a witness.
//!
//! The third does not hold if there are more orders than are tried: then only some matches are listed, but at least one.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use proptest::prelude::*;

use super::positions::FieldPositions;
use super::span_pattern::{Compounds, Form, Role, SpanPattern, TermPattern};
use super::spans::Matcher;
use crate::deadline::{Deadline, Watch};
use crate::query::{Nearness, Reach};

/// Words of the texts.
const LETTERS: [char; 4] = ['a', 'b', 'c', 'd'];

/// Choices of a generator.
struct Choices(u64);

impl Choices {
    fn below(&mut self, n: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % u64::from(n)) as u32
    }

    /// A word, or one of two: words of a query can stand for the same word of a text.
    fn term(&mut self) -> TermPattern {
        let letter = |choices: &mut Choices| LETTERS[choices.below(4) as usize];
        let mut exact = letter(self).to_string();
        if self.below(5) == 0 {
            exact.push(letter(self));
        }
        TermPattern { exact, form: Form::Exact, accents: None, compounds: Compounds::None, case: None, role: Role::Text }
    }

    fn terms(&mut self) -> Vec<TermPattern> {
        (0..2 + self.below(2)).map(|_| self.term()).collect()
    }

    fn leaf(&mut self) -> SpanPattern {
        match self.below(8) {
            0 => SpanPattern::Phrase { terms: self.terms(), slop: 0 },
            1 => SpanPattern::Phrase { terms: self.terms(), slop: 1 + self.below(3) },
            _ => SpanPattern::Term(self.term()),
        }
    }

    fn reach(&mut self, longest: u32) -> Reach {
        match self.below(6) {
            0 => Reach::Sentence,
            1 => Reach::Paragraph,
            2 => Reach::Quote,
            _ => Reach::Words(1 + self.below(longest)),
        }
    }

    fn pattern(&mut self, depth: u32, longest: u32) -> SpanPattern {
        if depth == 0 || self.below(4) == 0 {
            return self.leaf();
        }
        let kind = self.below(10);
        if kind == 0 {
            return SpanPattern::Or((0..2).map(|_| self.pattern(depth - 1, longest)).collect());
        }
        let reach = self.reach(longest);
        let nearness = Nearness { reach, is_ordered: self.below(3) == 0 && reach != Reach::Quote };
        let [left, right] = [(); 2].map(|()| Box::new(self.pattern(depth - 1, longest)));
        match kind {
            1 | 2 => SpanPattern::NotNear { left, right, nearness },
            _ => SpanPattern::Near { left, right, nearness },
        }
    }

    /// A pattern of so many words.
    fn pattern_of(&mut self, n_words: RangeInclusive<usize>, depth: u32, longest: u32) -> SpanPattern {
        loop {
            let pattern = self.pattern(depth, longest);
            if n_words.contains(&pattern.n_terms()) {
                return pattern;
            }
        }
    }

    /// Six to eight words near each other, one after the other.
    fn chain(&mut self) -> SpanPattern {
        let n = 5 + self.below(3);
        let first = SpanPattern::Term(self.term());
        let is_alike = self.below(2) == 0;
        let alike = self.reach(9);
        (0..n).fold(first, |left, _| {
            let reach = if is_alike { alike } else { self.reach(9) };
            let right = Box::new(SpanPattern::Term(self.term()));
            SpanPattern::Near { left: Box::new(left), right, nearness: Nearness { reach, is_ordered: false } }
        })
    }

    /// Several words in any order, often the same.
    fn crowd(&mut self) -> SpanPattern {
        let n = 2 + self.below(5);
        let reach = if self.below(3) == 0 { Reach::Words(1_000) } else { Reach::Sentence };
        let first = SpanPattern::Term(self.term());
        let is_same = self.below(3) == 0;
        (0..n).fold(first.clone(), |left, _| {
            let right = Box::new(if is_same { first.clone() } else { SpanPattern::Term(self.term()) });
            SpanPattern::Near { left: Box::new(left), right, nearness: Nearness { reach, is_ordered: false } }
        })
    }
}

/// A text: its words with their positions, and where stretches begin.
struct Text {
    words: Vec<(u32, char)>,
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
    quotes: Vec<u32>,
}

impl Text {
    fn random(choices: &mut Choices) -> Text {
        let mut text = Text { words: Vec::new(), sentences: Vec::new(), paragraphs: Vec::new(), quotes: Vec::new() };
        let mut position = choices.below(3);
        for nth in 0..1 + choices.below(16) {
            position += 1 + if choices.below(6) == 0 { choices.below(8) } else { 0 };
            let begins = if nth == 0 { 0 } else { choices.below(16) };
            for (starts, most) in [(&mut text.sentences, 3), (&mut text.paragraphs, 1), (&mut text.quotes, 0)] {
                if begins <= most {
                    starts.push(position);
                }
            }
            text.words.push((position, LETTERS[choices.below(4) as usize]));
        }
        text
    }

    fn positions(&self, term: &TermPattern) -> Vec<u32> {
        let fits = |(_, letter): &&(u32, char)| term.exact.contains(*letter);
        self.words.iter().filter(fits).map(|(position, _)| *position).collect()
    }

    /// Returns all witnesses.
    fn witnesses(&self, pattern: &SpanPattern) -> BTreeSet<BTreeSet<u32>> {
        match pattern {
            SpanPattern::Term(term) => self.runs(std::slice::from_ref(term), 0),
            SpanPattern::Phrase { terms, slop } => self.runs(terms, *slop),
            SpanPattern::Or(parts) => parts.iter().flat_map(|part| self.witnesses(part)).collect(),
            SpanPattern::Near { left, right, nearness } => {
                let rights = self.witnesses(right);
                let pairs = self.witnesses(left).into_iter().flat_map(|left| {
                    let near = rights.iter().filter(|right| left.is_disjoint(right) && self.is_near(&left, right, *nearness));
                    near.map(|right| &left | right).collect::<Vec<_>>()
                });
                pairs.collect()
            }
            SpanPattern::NotNear { left, right, nearness } => {
                let rights = self.witnesses(right);
                let is_alone = |left: &BTreeSet<u32>| {
                    !rights.iter().any(|right| overlap(left, right) || self.is_near(left, right, *nearness))
                };
                self.witnesses(left).into_iter().filter(is_alone).collect()
            }
        }
    }

    fn runs(&self, terms: &[TermPattern], slop: u32) -> BTreeSet<BTreeSet<u32>> {
        let mut runs: Vec<Vec<u32>> = vec![Vec::new()];
        for term in terms {
            let list = self.positions(term);
            let longer = runs.iter().flat_map(|run| {
                let behind = list.iter().filter(|position| run.last().is_none_or(|last| last < *position));
                behind.map(|position| [run.as_slice(), &[*position]].concat()).collect::<Vec<_>>()
            });
            runs = longer.collect();
        }
        let is_near = |run: &Vec<u32>| run[run.len() - 1] - run[0] < slop + run.len() as u32;
        runs.into_iter().filter(is_near).map(|run| run.into_iter().collect()).collect()
    }

    fn is_near(&self, left: &BTreeSet<u32>, right: &BTreeSet<u32>, nearness: Nearness) -> bool {
        let (left_ends, right_ends) = (ends(left), ends(right));
        if nearness.is_ordered && left_ends.1 >= right_ends.0 {
            return false;
        }
        let is_one = |starts: &[u32]| {
            let n_begun = |position: &u32| starts.iter().filter(|start| *start <= position).count();
            left.union(right).map(n_begun).collect::<BTreeSet<_>>().len() == 1
        };
        match nearness.reach {
            Reach::Words(n) => {
                right_ends.0.saturating_sub(left_ends.1).max(left_ends.0.saturating_sub(right_ends.1)) <= n
                    || overlap(left, right)
            }
            Reach::Sentence => is_one(&self.sentences),
            Reach::Paragraph => is_one(&self.paragraphs),
            Reach::Quote => is_one(&self.quotes),
        }
    }
}

fn ends(words: &BTreeSet<u32>) -> (u32, u32) {
    (*words.first().unwrap(), *words.last().unwrap())
}

fn overlap(left: &BTreeSet<u32>, right: &BTreeSet<u32>) -> bool {
    ends(left).0 <= ends(right).1 && ends(right).0 <= ends(left).1
}

/// The length and the start of the tightest of some witnesses that a word takes part in.
fn tightest<'w>(witnesses: impl Iterator<Item = &'w BTreeSet<u32>>, word: u32) -> Option<(u32, u32)> {
    witnesses.filter(|words| words.contains(&word)).map(|words| (ends(words).1 - ends(words).0, ends(words).0)).min()
}

/// Whether the tightest match through each word is listed.
#[derive(Clone, Copy, PartialEq)]
enum Listed {
    All,
    Some,
}

fn check(text: &Text, pattern: &SpanPattern, listed: Listed) -> Result<(), TestCaseError> {
    let witnesses = text.witnesses(pattern);
    let lists: Vec<Vec<u32>> = pattern.terms().into_iter().map(|term| text.positions(term)).collect();
    let lists: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
    let Text { sentences, paragraphs, quotes, .. } = text;
    let deadline = Deadline::none();
    let watch = Watch::new(&deadline, "");
    let positions = FieldPositions { terms: &lists, sentences, paragraphs, quotes, watch: &watch };
    let matcher = Matcher::new(pattern);
    prop_assert_eq!(matcher.exists(&positions), !witnesses.is_empty());
    let matches = matcher.find(&positions);
    prop_assert_eq!(matcher.count(&positions), matches.len());
    prop_assert!(matches.windows(2).all(|pair| pair[0] < pair[1]));
    prop_assert_eq!(matcher.frequency(&positions) > 0, !witnesses.is_empty());
    for enough in [1, 2, 3, 5, 9] {
        let n = matcher.count_up_to(enough, &positions);
        prop_assert!(n <= matches.len() && (n == matches.len() || n >= enough), "{} of {} up to {}", n, matches.len(), enough);
    }
    let starts = matcher.starts(&positions);
    prop_assert_eq!(starts.is_empty(), witnesses.is_empty());
    prop_assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
    prop_assert!(starts.iter().all(|start| witnesses.iter().any(|words| words.first() == Some(start))));
    prop_assert_eq!(deadline.open_clause(), None);
    let found: Vec<BTreeSet<u32>> = matches.iter().map(|found| found.words.iter().copied().collect()).collect();
    let taking_part: BTreeSet<u32> = witnesses.iter().flatten().copied().collect();
    if listed == Listed::Some {
        prop_assert_eq!(found.is_empty(), witnesses.is_empty());
    } else {
        prop_assert_eq!(found.iter().flatten().copied().collect::<BTreeSet<u32>>(), taking_part.clone());
    }
    if matches!(pattern, SpanPattern::Near { .. } | SpanPattern::NotNear { .. }) {
        prop_assert!(found.iter().all(|words| witnesses.contains(words)));
        for word in taking_part.into_iter().filter(|_| listed == Listed::All) {
            prop_assert_eq!(tightest(found.iter(), word), tightest(witnesses.iter(), word), "through {}", word);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn finds_what_trying_everything_finds(seed in 1..u64::MAX, depth in 1..=3_u32, longest in prop_oneof![2 => Just(5_u32), 1 => Just(30)]) {
        let mut choices = Choices(seed);
        let text = Text::random(&mut choices);
        // More than five words may be too many for trying all orders.
        let pattern = choices.pattern_of(1..=5, depth, longest);
        check(&text, &pattern, Listed::All)?;
    }

    #[test]
    fn finds_a_match_of_many_words_and_alternatives(seed in 1..u64::MAX, longest in prop_oneof![2 => Just(5_u32), 1 => Just(30)]) {
        let mut choices = Choices(seed);
        let text = Text::random(&mut choices);
        let pattern = choices.pattern_of(6..=9, 4, longest);
        check(&text, &pattern, Listed::Some)?;
    }

    #[test]
    fn finds_a_match_of_a_chain_that_repeats_its_words(seed in 1..u64::MAX) {
        let mut choices = Choices(seed);
        let text = Text::random(&mut choices);
        check(&text, &choices.chain(), Listed::Some)?;
    }

    #[test]
    fn finds_all_crowds_however_many_words_they_have(seed in 1..u64::MAX) {
        let mut choices = Choices(seed);
        let text = Text::random(&mut choices);
        check(&text, &choices.crowd(), Listed::All)?;
    }
}
