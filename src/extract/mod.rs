//! From decoded text to what a record states of its articles, one file a format.
//!
//! Every function here takes text and gives [`Draft`]s and [`Finding`]s; nothing is read and nothing fails. What
//! a format does not state is left open in the draft.

mod byline;
pub mod html;
pub mod json;
pub(crate) mod line;
pub mod markdown;
pub mod text;
pub mod xml;

use crate::article::Draft;
use crate::error::ProblemKind;

/// The version of extraction, finding of quotes included: it rises whenever the same files would give other articles. The ledger keeps it
/// with every file, so that it can be told which files an improvement has not reached yet.
pub const VERSION: u32 = 3;

/// What is wrong with a record, before it is known which file it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The byte in the record, where it is known.
    pub byte: Option<u64>,
    /// Which kind of problem.
    pub kind: ProblemKind,
    /// What was found, in words.
    pub message: String,
}

/// An article of a text that may hold several, or why there is none, under its number in the text, from 1.
pub type Numbered = (u64, Result<Draft, Finding>);
