//! Markdown (CommonMark and its common extensions). Marked words are bold, and no other word of an article becomes markup.
//!
//! Some programs turn a bare address in an article into a link; it leads where it says.

pub mod answer;
pub mod article;
pub mod escape;
pub(crate) mod export;
mod marked;
