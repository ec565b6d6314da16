//! Answers for people: text for a terminal, HTML, Markdown, comma-separated values, pictures and feeds; and articles as records for other
//! programs ([`export`]). JSON is written by [`wire`](crate::wire).
//!
//! Everything is written to a writer that is passed in. Article text is untrusted: a terminal gets no control characters from it
//! ([`text::style::clean`]), and nothing of it becomes markup in HTML or Markdown ([`html`], [`markdown`]).

pub(crate) mod cite;
pub mod csv;
pub mod export;
#[cfg(feature = "feeds")]
pub mod feed;
pub mod html;
pub mod markdown;
pub mod marked;
pub mod picture;
pub mod text;
pub mod warc;
pub mod words;
