//! What is mistyped, told as everything else is: what is wrong, and what was meant.

use pullquote::query::nearest;

/// Something that cannot be done as it was asked for, with what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Mistyped {
    message: String,
    pub(crate) hint: String,
}

impl Mistyped {
    /// `typed` is none of the names that are known. Where none is near, `otherwise` says what to do.
    pub(crate) fn name<'n>(
        message: String,
        typed: &str,
        known: impl IntoIterator<Item = &'n str>,
        otherwise: impl FnOnce() -> String,
    ) -> Mistyped {
        let hint = nearest(typed, known).map_or_else(otherwise, |meant| format!("did you mean `{meant}`?"));
        Mistyped { message, hint }
    }
}
