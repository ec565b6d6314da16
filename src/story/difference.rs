//! What one text has that another has not.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::analysis::tokens;
use crate::span::Span;

/// Texts of more words are not compared: it would take seconds.
const MAX_WORDS: usize = 20_000;

/// So few equal words between two changes are part of one change: "the" in the middle of a new paragraph was not left standing.
const MAX_CHANCE_WORDS: usize = 2;

/// How a copy differs from another text of the same story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// How many words stand in both, in the same order.
    pub n_common: usize,
    /// How many words the copy has in all.
    pub n_words: usize,
    /// What the copy has more: stretches of it, rising, and how many words each has.
    pub added: Vec<(Span, usize)>,
    /// What it has not: stretches of the other text, rising, and how many words each has.
    pub cut: Vec<(Span, usize)>,
}

impl Difference {
    /// Returns how many words were added.
    pub fn n_added(&self) -> usize {
        self.added.iter().map(|(_, n_words)| n_words).sum()
    }

    /// Returns how many words were cut.
    pub fn n_cut(&self) -> usize {
        self.cut.iter().map(|(_, n_words)| n_words).sum()
    }

    /// Returns whether both have the same words. Case, accents and punctuation may differ.
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.cut.is_empty()
    }

    /// Returns the share of the longer text's words that stand in both.
    pub fn share(&self) -> f64 {
        let n_other = self.n_words + self.n_cut() - self.n_added();
        let n_longer = self.n_words.max(n_other);
        if n_longer == 0 { 1.0 } else { self.n_common as f64 / n_longer as f64 }
    }
}

/// Compares a copy with another text, word by word, folded. None where they are too long to be compared.
pub fn difference(other: &str, copy: &str) -> Option<Difference> {
    let (other, copy) = (words(other), words(copy));
    if other.len().max(copy.len()) > MAX_WORDS {
        return None;
    }
    let [in_other, in_copy] = [&other, &copy].map(|words| words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>());
    let mut changes: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> = Vec::new();
    for change in
        capture_diff_slices(Algorithm::Patience, &in_other, &in_copy).iter().filter(|op| !matches!(op, DiffOp::Equal { .. }))
    {
        let (old, new) = (change.old_range(), change.new_range());
        match changes.last_mut() {
            Some((last_old, last_new)) if old.start - last_old.end <= MAX_CHANCE_WORDS => {
                last_old.end = old.end;
                last_new.end = new.end;
            }
            _ => changes.push((old, new)),
        }
    }
    let stretch = |words: &[(String, Span)], range: std::ops::Range<usize>| {
        let (first, last) = (words.get(range.start)?, words.get(range.end.checked_sub(1)?)?);
        (!range.is_empty()).then(|| (Span::new(first.1.start, last.1.end), range.len()))
    };
    let added: Vec<_> = changes.iter().filter_map(|(_, new)| stretch(&copy, new.clone())).collect();
    let cut: Vec<_> = changes.iter().filter_map(|(old, _)| stretch(&other, old.clone())).collect();
    let n_added: usize = added.iter().map(|(_, n_words)| n_words).sum();
    Some(Difference { n_common: copy.len() - n_added, n_words: copy.len(), added, cut })
}

fn words(text: &str) -> Vec<(String, Span)> {
    let mut words = Vec::new();
    tokens(text, |token| words.push((token.exact.to_owned(), token.span)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(other: &str, copy: &str, added: &[&str], cut: &[&str]) {
        let found = difference(other, copy).unwrap();
        let texts = |spans: &[(Span, usize)], text: &str| -> Vec<String> {
            spans.iter().map(|(span, n)| format!("{n}: {}", span.slice(text))).collect()
        };
        assert_eq!(texts(&found.added, copy), added, "{found:?}");
        assert_eq!(texts(&found.cut, other), cut, "{found:?}");
    }

    #[test]
    fn what_was_added_and_cut_is_told() {
        let text = "The dam held on Monday. Engineers watched it all night. The river fell at dawn.";
        check(text, text, &[], &[]);
        check(text, "THE DAM HELD on Monday; engineers watched it, all night. The river fell at dawn", &[], &[]);
        check(text, "The dam held on Monday. The river fell at dawn.", &[], &["5: Engineers watched it all night"]);
        check(
            text,
            "The dam held on Monday. Engineers watched it all night. Nobody was hurt. The river fell at dawn.",
            &["3: Nobody was hurt"],
            &[],
        );
        check(text, "", &[], &["15: The dam held on Monday. Engineers watched it all night. The river fell at dawn"]);
        check("", "", &[], &[]);
    }

    #[test]
    fn words_that_are_equal_by_chance_do_not_break_a_change_up() {
        check(
            "It rained. The mayor of the town spoke for an hour. It stopped.",
            "It rained. A band from the coast played for some time. It stopped.",
            &["9: A band from the coast played for some time"],
            &["9: The mayor of the town spoke for an hour"],
        );
    }

    #[test]
    fn the_share_is_of_the_longer_text() {
        let found = difference("one two three four", "one two three four five six seven eight").unwrap();
        assert_eq!((found.n_common, found.n_added(), found.n_cut(), found.share()), (4, 4, 0, 0.5));
        assert_eq!(difference("", "").unwrap().share(), 1.0);
        assert_eq!(difference(&"word ".repeat(MAX_WORDS + 1), "word"), None);
    }
}
