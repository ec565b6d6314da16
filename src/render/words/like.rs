//! Articles like another, in words.

use crate::search::Like;

/// Returns the words that were searched for, on one line.
pub fn words(like: &Like) -> String {
    like.words.iter().map(|word| word.word.as_str()).collect::<Vec<_>>().join(" ")
}
