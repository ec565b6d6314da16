//! Matching looks at the clock inside one article too, whatever takes long there.
//!
//! How often it looks is counted; no time is measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::positions::FieldPositions;
use super::spans::Matcher;
use super::{Pattern, TextPattern};
use crate::checkpoint::{Checkpoint, under};
use crate::deadline::{Deadline, Watch};
use crate::hit::Coverage;
use crate::query::parse;

/// Number of words of the text.
const N_WORDS: u32 = 2_000_000;

/// Number of looks after which the search is given up.
const N_LOOKS: usize = 3;

/// Gives up after so many looks.
#[derive(Default)]
struct Impatient(AtomicUsize);

impl Checkpoint for Impatient {
    fn passes(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed) + 1 < N_LOOKS
    }
}

/// Asks about a text in which every word of the query is at every `n`th position, `n` being the number of its words.
fn check(query: &str) {
    let Pattern::Text(TextPattern { spans, .. }) = Pattern::new(&parse(query, 0).0.unwrap(), Coverage::All) else {
        panic!("{query} is more than a proximity")
    };
    let n = spans.terms().len() as u32;
    let lists: Vec<Vec<u32>> = (0..n).map(|nth| (nth..N_WORDS).step_by(n as usize).collect()).collect();
    let lists: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
    let sentences: Vec<u32> = (0..N_WORDS).step_by(40).collect();
    let matcher = Matcher::new(&spans);
    type Question = fn(&Matcher, &FieldPositions<'_>) -> bool;
    let questions: [(&str, Question); 4] = [
        ("count", |matcher, positions| matcher.count(positions) > 0),
        ("frequency", |matcher, positions| matcher.frequency(positions) > 0),
        ("count_up_to", |matcher, positions| matcher.count_up_to(5, positions) > 0),
        ("find", |matcher, positions| !matcher.find(positions).is_empty()),
    ];
    for (name, question) in questions {
        let impatient = Arc::new(Impatient::default());
        let watch = Watch::new(&Deadline::none(), query);
        let positions = FieldPositions { terms: &lists, sentences: &sentences, paragraphs: &[], quotes: &[], watch: &watch };
        under(Arc::clone(&impatient) as Arc<dyn Checkpoint>, || question(&matcher, &positions));
        assert_eq!(impatient.0.load(Ordering::Relaxed), N_LOOKS, "{name} of {query} went on, or never looked");
    }
}

#[test]
fn sweeps_are_given_up() {
    check("a w/5 b");
    check("(a pre/1 b) w/50 c");
}

#[test]
fn windows_are_given_up() {
    check("a w/s b w/s c");
    check("a w/5 b w/5 c w/5 d w/5 e");
}

#[test]
fn charts_are_given_up() {
    check("(a w/9 b) w/7 (c w/5 (d OR (e w/3 f))) pre/9 g");
    check("a w/50 b w/50 c w/50 d w/50 e w/50 f w/50 g");
}

#[test]
fn exclusions_are_given_up() {
    check("a not w/5 (b w/9 c w/9 d w/9 e)");
}
