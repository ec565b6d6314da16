//! Feeds: the hits of a search, newest first, for feed readers.

pub mod item;
pub mod json;
pub mod xml;
