//! HTML: whole pages that stand on their own, without scripts and without anything that is loaded from elsewhere.

pub mod answer;
pub mod article;
pub mod escape;
mod page;
