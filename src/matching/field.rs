//! The words of each field of an article, in their positions: what is indexed and what is matched are both this.

use crate::analysis::{Token, tokens};
use crate::article::{Article, TitleOrigin};
use crate::query::TextField;

/// Positions left empty between two values of a field (two bylines, two quotes), so that no phrase runs from one into the next.
pub const VALUE_GAP: u32 = 1024;

/// Calls `each` with every word of a field of `article`, positions rising through the field's values. Spans of [`TextField::Quotes`] are
/// into the body, all others into their value.
pub fn field_tokens(article: &Article, field: TextField, mut each: impl FnMut(Token<'_>)) {
    match field {
        // A derived title is part of the body; searching it too would count its words twice.
        TextField::Title => values((article.title.origin == TitleOrigin::Stated).then_some(article.title.text.as_str()), each),
        TextField::Body => tokens(&article.body, each),
        TextField::Quotes => quoted(article, &mut each),
        TextField::Byline => values(article.bylines.iter().map(String::as_str), each),
        TextField::Publisher => values(article.publisher.as_deref(), each),
        TextField::Section => values(article.section.as_deref(), each),
    }
}

fn values<'v>(values: impl IntoIterator<Item = &'v str>, mut each: impl FnMut(Token<'_>)) {
    let mut first_position = 0;
    for value in values {
        let mut n_tokens = 0;
        tokens(value, |token| {
            n_tokens = token.position + 1;
            each(Token { position: first_position + token.position, ..token });
        });
        first_position += n_tokens + VALUE_GAP;
    }
}

/// The words of the body that lie in a quote. They are cut where the body's words are, not anew: a quote that begins inside a word must
/// not make a word that the body does not hold.
fn quoted(article: &Article, each: &mut impl FnMut(Token<'_>)) {
    let mut quotes = article.quotes.iter().map(|quote| quote.content).peekable();
    let mut next_position = 0;
    if quotes.peek().is_none() {
        return;
    }
    tokens(&article.body, |token| {
        while quotes.next_if(|content| content.end < token.span.end).is_some() {
            next_position += VALUE_GAP;
        }
        if quotes.peek().is_some_and(|content| content.covers(token.span)) {
            each(Token { position: next_position, ..token });
            next_position += 1;
        }
    });
}
