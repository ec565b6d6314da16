//! How a text differs from another.

use serde::Serialize;

use crate::span::CodePoints;
use crate::story;

/// How a text differs from an earlier one. Places of `added` are those of the text, places of `cut` those of the other. All four are null
/// if there is nothing to compare, or if the texts are too long.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct TextDifference<'a> {
    words: Option<usize>,
    words_in_common: Option<usize>,
    added: Option<Vec<TextStretch<'a>>>,
    cut: Option<Vec<TextStretch<'a>>>,
}

impl<'a> TextDifference<'a> {
    /// Converts the difference between the bodies `before` and `after`.
    pub(crate) fn of(difference: Option<&story::Difference>, before: &'a str, after: &'a str) -> TextDifference<'a> {
        TextDifference {
            words: difference.map(|difference| difference.n_words),
            words_in_common: difference.map(|difference| difference.n_common),
            added: difference.map(|difference| stretches(after, difference.added())),
            cut: difference.map(|difference| stretches(before, difference.cut())),
        }
    }
}

/// A stretch of a body.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct TextStretch<'a> {
    start: usize,
    end: usize,
    words: usize,
    text: &'a str,
}

fn stretches(body: &str, stretches: impl Iterator<Item = story::TextStretch>) -> Vec<TextStretch<'_>> {
    let mut places = CodePoints::new(body);
    let object = |story::TextStretch { span, n_words }: story::TextStretch| {
        let [start, end] = places.span(span);
        TextStretch { start, end, words: n_words, text: span.slice(body) }
    };
    stretches.map(object).collect()
}
