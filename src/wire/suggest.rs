//! Completions of a query that is being typed.

use std::io::{self, Write};

use serde::Serialize;

use super::{Kind, Line, write_line};
use crate::search;

/// Completions of the last word of a query, the most frequent first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Suggestions<'s> {
    suggestions: Vec<Suggestion<'s>>,
}

impl Kind for Suggestions<'_> {
    const KIND: &'static str = "suggestions";
}

pub(crate) type SuggestionsLine<'s> = Line<Suggestions<'s>>;

/// The completed query, the completed word, and how many articles hold the word.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Suggestion<'s> {
    text: &'s str,
    word: &'s str,
    articles: u64,
}

/// Writes suggestions, as one object.
pub fn write_suggestions(out: &mut dyn Write, suggestions: &[search::Suggestion]) -> io::Result<()> {
    fn object(suggestion: &search::Suggestion) -> Suggestion<'_> {
        Suggestion { text: &suggestion.text, word: &suggestion.word, articles: suggestion.n_articles }
    }
    write_line(out, Suggestions { suggestions: suggestions.iter().map(object).collect() })
}
