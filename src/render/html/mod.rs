//! HTML: complete pages without scripts, which load nothing from elsewhere.

pub mod answer;
pub mod article;
pub mod escape;
mod page;
