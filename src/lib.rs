//! pullquote: full-text search over news articles, as a library.

pub mod analysis;
pub mod article;
pub mod engine;
pub mod error;
pub mod hit;
pub mod matching;
pub mod query;
pub mod quote;
pub mod snippet;
pub mod span;
