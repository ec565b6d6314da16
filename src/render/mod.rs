//! Putting answers into words: for a terminal, and as JSON.
//!
//! Everything is written to a writer that is passed in. Article text is untrusted: on its way to a terminal it loses control characters
//! ([`terminal::clean`]), in JSON they are escaped.

pub mod explain;
pub mod json;
pub mod terminal;

/// The version of every JSON object that is written; raised whenever one changes in a way that could break a reader.
pub const FORMAT_VERSION: u32 = 1;
