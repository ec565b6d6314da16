//! Markdown (CommonMark, and what programs are known to add to it): marked words are bold, and no other word of an article becomes markup.
//!
//! A bare address in an article may still become a link where a program makes links of addresses; it leads where it says.

pub mod answer;
pub mod article;
pub mod escape;
pub(crate) mod export;
mod marked;
