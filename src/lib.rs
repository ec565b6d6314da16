//! pullquote: full-text search over news articles.
//!
//! The library is the whole program except the command line. It reads article files ([`ingest`]),
//! keeps them in an index ([`engine`]), and answers queries ([`search`]) with snippets in which
//! exactly the matches are marked. `ARCHITECTURE.md` has the map of the rooms.

pub mod analysis;
pub mod article;
pub mod checkpoint;
pub mod choice;
pub mod deadline;
pub mod engine;
pub mod error;
pub mod eval;
pub mod extract;
pub mod file;
pub mod hit;
pub mod ingest;
pub mod matching;
pub mod query;
pub mod quotation;
pub mod quote;
pub mod render;
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
pub mod snippet;
pub mod span;
pub mod story;
pub mod watchlist;
#[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "the shapes of whole pages are for the server"))]
pub mod wire;
