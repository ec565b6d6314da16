//! The matches of an article one by one.

use crate::article::Article;
use crate::hit::{FieldMatch, Matches};
use crate::query::TextField;

/// Maximum matches of an article that are listed one by one.
pub const MAX_ROWS: usize = 1000;

/// Characters shown before and after a match if no width is given.
pub const CONTEXT_CHARS: usize = 60;

/// A match in a list of matches.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The field that holds it.
    pub field: TextField,
    /// Its number in its field, from 1.
    pub number: usize,
    /// The field's text.
    pub text: &'a str,
    /// The match; its spans lie in `text`.
    pub found: &'a FieldMatch,
}

impl Row<'_> {
    /// Returns what to call it. A match of the body goes by its number, as when the whole article is shown.
    pub fn label(&self) -> String {
        if self.field == TextField::Body { self.number.to_string() } else { self.field.name().to_owned() }
    }
}

/// Returns the matches of an article, those of the title first; the first [`MAX_ROWS`] of very many.
pub fn rows<'a>(article: &'a Article, matches: &'a Matches) -> impl Iterator<Item = Row<'a>> {
    let of = |field: TextField, text: &'a str, found: &'a [FieldMatch]| {
        found.iter().enumerate().map(move |(idx, found)| Row { field, number: idx + 1, text, found })
    };
    let title = of(TextField::Title, &article.title.text, &matches.title);
    title.chain(of(TextField::Body, &article.body, &matches.body)).take(MAX_ROWS)
}
