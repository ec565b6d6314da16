//! Snippets: stretches of an article's body, with what matched in them.

use std::borrow::Cow;

use serde::Serialize;

use super::locator::Locator;
use crate::snippet;
use crate::span::{CodePoints, code_points};

/// Stands between two fragments in the text of a snippet.
const BETWEEN_FRAGMENTS: &str = " … ";

/// The whole snippet as one text with its highlights, and the fragments it is made of.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Snippet<'a> {
    text: String,
    highlights: Vec<[usize; 2]>,
    fragments: Vec<Fragment<'a>>,
}

impl<'a> Snippet<'a> {
    /// Converts a snippet of an article with this body.
    pub(crate) fn of(body: &str, snippet: &'a snippet::Snippet) -> Snippet<'a> {
        let mut text = String::new();
        let mut marks = Vec::new();
        for fragment in &snippet.fragments {
            if !text.is_empty() {
                text.push_str(BETWEEN_FRAGMENTS);
            }
            marks.extend(fragment.marks.iter().map(|mark| mark.plus(text.len())));
            text.push_str(&fragment.text);
        }
        Snippet { highlights: code_points(&text, &marks), text, fragments: fragments(body, snippet) }
    }
}

/// A stretch of an article's body, with what matched in it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema, schemars::JsonSchema))]
pub(crate) struct Fragment<'a> {
    /// Where it stands in the article's text, in code points.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) text: Cow<'a, str>,
    /// What matched: pairs of code points in `text`, the end not included.
    pub(crate) highlights: Vec<[usize; 2]>,
    #[serde(flatten)]
    pub(crate) locator: Locator,
}

impl Fragment<'_> {
    /// Returns the fragment with a text of its own, so that it outlives the article.
    pub(crate) fn into_owned(self) -> Fragment<'static> {
        let Fragment { text, start, end, highlights, locator } = self;
        Fragment { text: Cow::Owned(text.into_owned()), start, end, highlights, locator }
    }
}

/// Returns the fragments of a snippet of an article with this body.
pub(crate) fn fragments<'a>(body: &str, snippet: &'a snippet::Snippet) -> Vec<Fragment<'a>> {
    let mut places = CodePoints::new(body);
    let fragment = |fragment: &'a snippet::Fragment| {
        let [start, end] = places.span(fragment.span);
        let highlights = code_points(&fragment.text, &fragment.marks);
        let locator = Locator::of(fragment.locator.as_ref());
        Fragment { text: Cow::Borrowed(&fragment.text), start, end, highlights, locator }
    };
    snippet.fragments.iter().map(fragment).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn snippet_highlights_are_code_points_of_its_text() {
        let fragment = |text: &str, start: usize, mark: Span| snippet::Fragment {
            span: Span::new(start, start + text.len()),
            text: text.to_owned(),
            marks: vec![mark],
            locator: None,
            is_cut_before: false,
            is_cut_after: false,
        };
        let body = "é ab. x. ç ab.";
        let fragments = vec![fragment("é ab.", 0, Span::new(3, 5)), fragment("ç ab.", 10, Span::new(3, 5))];
        let cut = snippet::Snippet { fragments, n_matches: 2, n_shown: 2 };
        let object = Snippet::of(body, &cut);
        assert_eq!(object.text, "é ab. … ç ab.");
        assert_eq!(object.highlights, [[2, 4], [10, 12]]);
        assert_eq!((object.fragments[1].start, object.fragments[1].end), (9, 14));
    }
}
