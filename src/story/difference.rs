//! The differences between two texts.

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, patience};

use crate::analysis::tokens;
use crate::span::Span;

/// Maximum number of words in a compared text. More would take seconds.
const MAX_WORDS: usize = 20_000;

/// Maximum number of equal words between two changes that still count as one change. The word "the"
/// inside a new paragraph was not kept from the old one.
const MAX_CHANCE_WORDS: usize = 2;

/// How a copy differs from another text of the same story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The number of words in both texts, in the same order.
    pub n_common: usize,
    /// The number of words in the copy.
    pub n_words: usize,
    /// The changes, in the order of the texts.
    pub edits: Vec<Edit>,
}

/// A change at one place of a text: words were cut, added, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    /// The words that the copy lacks, in the other text.
    pub cut: Option<TextStretch>,
    /// The words that the copy has instead, or in addition.
    pub added: Option<TextStretch>,
}

/// Consecutive words of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextStretch {
    /// Their span.
    pub span: Span,
    /// Their number.
    pub n_words: usize,
}

impl Difference {
    /// Returns what was added, in order.
    pub fn added(&self) -> impl Iterator<Item = TextStretch> {
        self.edits.iter().filter_map(|edit| edit.added)
    }

    /// Returns what was cut, in order.
    pub fn cut(&self) -> impl Iterator<Item = TextStretch> {
        self.edits.iter().filter_map(|edit| edit.cut)
    }

    /// Returns the number of added words.
    pub fn n_added(&self) -> usize {
        self.added().map(|stretch| stretch.n_words).sum()
    }

    /// Returns the number of cut words.
    pub fn n_cut(&self) -> usize {
        self.cut().map(|stretch| stretch.n_words).sum()
    }

    /// Returns whether both texts have the same words. Case, accents and punctuation may differ.
    pub fn is_none(&self) -> bool {
        self.edits.is_empty()
    }

    /// Returns the share of the longer text's words that are in both.
    pub fn share(&self) -> f64 {
        let n_other = self.n_words + self.n_cut() - self.n_added();
        let n_longer = self.n_words.max(n_other);
        if n_longer == 0 { 1.0 } else { self.n_common as f64 / n_longer as f64 }
    }
}

/// Compares a copy with another text, word by word, folded. `None` if a text is too long to
/// compare.
pub fn difference(other: &str, copy: &str) -> Option<Difference> {
    let (other, copy) = (words(other), words(copy));
    if other.len().max(copy.len()) > MAX_WORDS {
        return None;
    }
    let [in_other, in_copy] = [&other, &copy].map(|words| words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>());
    let mut changes: Vec<(std::ops::Range<usize>, std::ops::Range<usize>)> = Vec::new();
    // Not `capture_diff_slices`: it compiles all algorithms to choose one at run time.
    let mut steps = Compact::new(Replace::new(Capture::new()), &*in_other, &*in_copy);
    let Ok(()) = patience::diff(&mut steps, &*in_other, 0..in_other.len(), &*in_copy, 0..in_copy.len());
    let steps = steps.into_inner().into_inner().into_ops();
    for change in steps.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
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
        let span = Span::new(first.1.start, last.1.end);
        (!range.is_empty()).then_some(TextStretch { span, n_words: range.len() })
    };
    let edit = |(old, new): (std::ops::Range<usize>, std::ops::Range<usize>)| Edit {
        cut: stretch(&other, old),
        added: stretch(&copy, new),
    };
    let edits: Vec<Edit> = changes.into_iter().map(edit).collect();
    let mut difference = Difference { n_common: 0, n_words: copy.len(), edits };
    difference.n_common = copy.len() - difference.n_added();
    Some(difference)
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
        let shown = |stretch: TextStretch, text: &str| format!("{}: {}", stretch.n_words, stretch.span.slice(text));
        assert_eq!(found.added().map(|stretch| shown(stretch, copy)).collect::<Vec<_>>(), added, "{found:?}");
        assert_eq!(found.cut().map(|stretch| shown(stretch, other)).collect::<Vec<_>>(), cut, "{found:?}");
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
