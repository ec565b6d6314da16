//! From decoded text to the statements of a record about its articles, one file for each format.
//!
//! Every function here takes text and returns [`Draft`]s and [`Finding`]s; nothing is read from
//! disk and nothing fails. What a format does not state stays empty in the draft.

pub(crate) mod address;
mod byline;
pub mod captions;
mod date;
mod document;
pub mod docx;
pub mod enex;
pub mod epub;
pub mod export;
pub mod html;
pub mod json;
pub mod library;
pub(crate) mod line;
pub mod mail;
pub mod markdown;
mod markup;
pub mod odt;
pub(crate) mod origin;
pub mod pdf;
pub mod pptx;
pub mod relationships;
pub mod rtf;
pub mod scan;
mod status;
pub mod table;
pub mod telegraph;
pub mod text;
mod wrapped;
pub mod xml;

pub(crate) use self::byline::credited;
use crate::article::Draft;
use crate::error::ProblemKind;

/// The version of extraction, including the search for quotes. It rises whenever the same files
/// would give other articles. The ledger keeps it with every file, so that `index` can count the
/// files that an improvement has not reached yet.
pub const VERSION: u32 = 9;

/// What is wrong with a record, before its file is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The byte in the record, if it is known.
    pub byte: Option<u64>,
    /// Which kind of problem.
    pub kind: ProblemKind,
    /// What was found, in words.
    pub message: String,
}

/// The number of an article in a text that may hold several, from 1; and the article, or why it
/// could not be read.
pub type Numbered = (u64, Result<Draft, Finding>);

/// The articles of a text that may hold several, and findings about those that were read, under their numbers.
pub type Extracted = (Vec<Numbered>, Vec<(u64, Finding)>);
