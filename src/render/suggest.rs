//! Queries that somebody may be about to type, as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::json::write_line;
use crate::search::Suggestion;

/// Writes suggestions as one object.
pub fn write_json(out: &mut dyn Write, suggestions: &[Suggestion]) -> io::Result<()> {
    let object = |suggestion: &'_ Suggestion| SuggestionObject {
        text: suggestion.text.clone(),
        word: suggestion.word.clone(),
        articles: suggestion.n_articles,
    };
    let suggestions = suggestions.iter().map(object).collect();
    write_line(out, &SuggestionsObject { format_version: FORMAT_VERSION, kind: "suggestions", suggestions })
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Suggestions))]
pub(crate) struct SuggestionsObject {
    format_version: u32,
    kind: &'static str,
    suggestions: Vec<SuggestionObject>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Suggestion))]
struct SuggestionObject {
    text: String,
    word: String,
    articles: u64,
}
