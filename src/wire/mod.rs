//! Answers as JSON, for programs: one object a line, each with its version and its kind.
//!
//! Only [`Line`] writes `format_version` and `kind`. Each file holds the objects of one noun, and the functions that write
//! them. Fields that several objects share are one struct, flattened into each (`header`). All offsets are Unicode code points.
//!
//! The command line, the HTTP API, the tools for language models and exports build on these types. Whoever renames or removes a field
//! raises `FORMAT_VERSION`.

pub mod alerts;
pub mod article;
pub mod batch;
pub mod check;
pub mod concordance;
pub mod copying;
pub mod count;
pub(crate) mod csl;
mod difference;
pub mod expect;
pub mod explain;
pub mod export;
pub mod first;
pub(crate) mod header;
pub mod history;
pub mod hit;
mod json;
#[cfg(feature = "feeds")]
pub(crate) mod json_feed;
pub mod keywords;
pub mod like;
mod line;
pub(crate) mod locator;
pub mod measures;
mod note;
pub mod quote;
pub mod replay;
pub mod run;
pub(crate) mod snippet;
pub mod speaker;
pub mod spread;
pub mod stats;
pub mod status;
mod story;
pub mod suggest;
pub mod verify;

pub use self::json::{is_command, object_bytes, write_object};
pub use self::line::{Kind, Line, write_line};
