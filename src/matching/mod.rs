//! The one matcher: decides whether an article matches a query, and which words of it did.
//!
//! A query is compiled once into a [`Pattern`]: fields, terms and how the terms must stand to each other, with nothing left to look up.
//! The conditions on how terms stand ([`SpanPattern::find`]) are computed over sorted lists of token positions, and only there. Two
//! sources give the lists: the local engine's postings, to decide whether an article is a hit at all and then, for those that are shown,
//! where ([`matches_in`]); and an article's own text ([`find`]), where there are no postings. Because both run the same code over the same
//! tokens, what is marked is what matched.

mod field;
mod matches;
mod pattern;
mod phrase;
mod spans;
mod text;
mod word;

pub use field::{
    Begins, BreakFinder, QuoteFinder, QuoteStart, VALUE_GAP, field_tokens, lead_end, quote_start, quote_starts, quoted_position,
    speakers,
};
pub use matches::{Source, matches_in};
pub use pattern::{Form, Pattern, Role, SpanPattern, TermPattern, TextPattern};
pub use phrase::phrase;
pub use spans::{FieldPositions, PositionMatch};
pub use text::{QuoteMatch, find, find_quotes, is_written};
pub use word::{fits_wildcards, is_misspelt};

#[cfg(test)]
pub(crate) mod tests;
