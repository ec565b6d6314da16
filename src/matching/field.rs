//! The words of each field of an article, in their positions: what is indexed and what is matched are both this.

use crate::analysis::{Token, tokens};
use crate::article::Article;
use crate::query::TextField;

/// Positions left empty between two values of a field (two bylines, two quotes), so that no phrase runs from one into the next.
pub const VALUE_GAP: u32 = 1024;

/// Calls `each` with every word of a field of `article`, positions rising through the field's values. Spans of [`TextField::Quotes`] are
/// into the body, all others into their value.
pub fn field_tokens(article: &Article, field: TextField, mut each: impl FnMut(Token<'_>)) {
    let mut values = Values { first_position: 0, each: &mut each };
    match field {
        TextField::Title => values.push(&article.title.text, 0),
        TextField::Body => values.push(&article.body, 0),
        TextField::Quotes => {
            article.quotes.iter().for_each(|quote| values.push(quote.content.slice(&article.body), quote.content.start));
        }
        TextField::Byline => article.bylines.iter().for_each(|byline| values.push(byline, 0)),
        TextField::Publisher => article.publisher.iter().for_each(|publisher| values.push(publisher, 0)),
        TextField::Section => article.section.iter().for_each(|section| values.push(section, 0)),
    }
}

struct Values<'e, E> {
    first_position: u32,
    each: &'e mut E,
}

impl<E: FnMut(Token<'_>)> Values<'_, E> {
    fn push(&mut self, value: &str, at_byte: usize) {
        let mut n_tokens = 0;
        tokens(value, |token| {
            n_tokens = token.position + 1;
            (self.each)(Token { position: self.first_position + token.position, span: token.span.plus(at_byte), ..token });
        });
        self.first_position += n_tokens + VALUE_GAP;
    }
}
