//! Comma-separated values (RFC 4180), with a first line of names.

pub mod batch;
mod cell;
pub mod count;
pub(crate) mod export;
pub mod keywords;
pub mod replay;
pub mod speakers;
pub mod spread;
