//! Texts with their marks: which words matched, and who speaks.

pub(crate) mod marks;
pub mod runs;
pub(crate) mod speakers;
