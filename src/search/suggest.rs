//! Suggestions while a query is typed.

use crate::analysis::tokens;
use crate::choice::{Count, Sort};
use crate::engine::Snapshot;
use crate::error::Result;
use crate::hit::{Coverage, SearchRequest};
use crate::query::{Query, TextField};
use crate::span::Span;

/// A completed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The whole query.
    pub text: String,
    /// The suggested word in it, folded.
    pub word: String,
    /// Number of bodies that hold the word.
    pub n_articles: u64,
}

/// Fields with words of the text.
const FIELDS_OF_TEXT: [TextField; 6] =
    [TextField::Title, TextField::Body, TextField::Lead, TextField::Quotes, TextField::Said, TextField::Speaker];

/// Returns completions of the last word of a query's text, the most frequent words first. If no
/// body holds such a word, or the word is finished and no article holds it, returns similarly spelt
/// words. Words of filters (`lang:e`) are left alone.
pub fn suggest(snapshot: &dyn Snapshot, text: &str, limit: usize) -> Result<Vec<Suggestion>> {
    let mut last: Option<(String, Span)> = None;
    tokens(text, |token| last = Some((token.exact.to_owned(), token.span)));
    let Some((word, span)) = last.filter(|(_, span)| is_of_text(&text[..span.start])) else { return Ok(Vec::new()) };
    let is_ended = span.end < text.len();
    let mut words = if is_ended { Vec::new() } else { snapshot.words().beginning(&word, limit)? };
    if words.is_empty() && !(is_ended && is_known(snapshot, &word)?) {
        words = snapshot.words().similar(&word, limit)?;
    }
    let (before, after) = (&text[..span.start], &text[span.end..]);
    let suggestion = |found: crate::hit::SimilarWord| Suggestion {
        text: format!("{before}{}{after}", found.word),
        n_articles: found.n_articles,
        word: found.word,
    };
    Ok(words.into_iter().map(suggestion).collect())
}

/// Returns whether a word after this text is looked for in the text of articles.
fn is_of_text(before: &str) -> bool {
    let typed = before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or("");
    match typed.split_once(':') {
        Some((name, _)) => FIELDS_OF_TEXT.iter().any(|field| name.trim_start_matches(['-', '+']) == field.name()),
        None => true,
    }
}

fn is_known(snapshot: &dyn Snapshot, word: &str) -> Result<bool> {
    let query = Query::Phrase { text: word.to_owned(), slop: 0 };
    let request = SearchRequest { query, coverage: Coverage::All, sort: Sort::Newest, count: Count::Exact, offset: 0, limit: 0 };
    Ok(snapshot.search(&request)?.total > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::local::LocalIndex;
    use crate::engine::{Index, RunRecord, WriterOptions};
    use crate::matching::tests::article;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str, u64)]) {
        let index = LocalIndex::in_memory().unwrap();
        let writer = index.writer(&WriterOptions::default()).unwrap();
        for text in ["Floods hit the dam.", "The flooded dam floods.", "A flood; no floor.", "Ärger and flags."] {
            writer.add(&article(text)).unwrap();
            // Each in a segment of its own.
            writer.commit(&RunRecord::default()).unwrap();
        }
        let suggestions = suggest(&*index.snapshot(), text, 3).unwrap();
        let found: Vec<(&str, &str, u64)> =
            suggestions.iter().map(|found| (found.text.as_str(), found.word.as_str(), found.n_articles)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_last_word_goes_on_as_most_articles_have_it() {
        check("dam flo", &[("dam floods", "floods", 2), ("dam flood", "flood", 1), ("dam flooded", "flooded", 1)]);
        check("\"the FLOODE", &[("\"the flooded", "flooded", 1)]);
        check("(title:arg", &[("(title:arger", "arger", 1)]);
        check("lang:f", &[]);
        check("-url:https://flo", &[]);
        check("", &[]);
    }

    #[test]
    fn a_word_that_no_article_holds_becomes_one_written_much_like_it() {
        check("flopd", &[("flood", "flood", 1), ("floods", "floods", 2), ("floor", "floor", 1)]);
        check("flopd dam", &[("flopd dam", "dam", 2)]);
        check("floox ", &[("flood ", "flood", 1), ("floor ", "floor", 1), ("floods ", "floods", 2)]);
        check("floods ", &[]);
    }
}
