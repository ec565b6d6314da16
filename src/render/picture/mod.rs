//! Timelines as pictures.

mod chart;
#[cfg(feature = "pictures")]
pub mod png;
pub mod svg;
#[cfg(feature = "pictures")]
mod truetype;
