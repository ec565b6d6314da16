//! The one matcher: decides whether an article matches a query, and which of its words did.
//!
//! A query is compiled once into a [`Pattern`]: fields, terms and how the terms must stand to each
//! other. The conditions on positions ([`Matcher`]) are computed over sorted lists of
//! token positions, and only there. The lists have two sources. The local engine's postings decide
//! whether an article is a hit, and then where it matches ([`matches_in`]). An article's own text
//! is used if there are no postings ([`find`]). Both run the same code over the same tokens, so
//! exactly what matched is marked.

mod chart;
mod collected;
mod field;
mod matches;
mod order;
mod pattern;
mod phrase;
mod places;
mod positions;
mod proximity;
mod rivals;
mod search;
mod shape;
mod solve;
mod span_pattern;
mod spans;
mod sweep;
mod text;
mod tree;
mod trial;
mod units;
mod window;
mod word;

pub use field::{
    Begins, BreakFinder, QuoteFinder, QuoteStart, VALUE_GAP, field_tokens, lead_end, quote_start, quote_starts, quoted_position,
    speakers,
};
pub use matches::{Source, matches_in};
pub(crate) use pattern::joined_at_hyphens;
pub use pattern::{Pattern, TextPattern};
pub use phrase::phrase;
pub use positions::{FieldPositions, PositionMatch};
pub use span_pattern::{Compounds, Form, Role, SpanPattern, TermPattern};
pub use spans::Matcher;
pub use text::{QuoteMatch, find, find_quotes, find_within, is_written};
pub use word::{fits_wildcards, is_misspelt};

#[cfg(test)]
mod interrupts;
#[cfg(test)]
mod oracle;
#[cfg(test)]
pub(crate) mod tests;
