//! Timelines as pictures.

mod chart;
#[cfg(feature = "pictures")]
pub mod png;
pub mod svg;
