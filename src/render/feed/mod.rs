//! Feeds: what a search finds, newest first, for programs that follow what is new.

pub mod item;
pub mod json;
pub mod xml;
