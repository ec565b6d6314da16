//! What is said of articles like another.

use crate::search::Like;

/// Returns the words that were searched for, in one line.
pub fn words(like: &Like) -> String {
    like.words.iter().map(|word| word.word.as_str()).collect::<Vec<_>>().join(" ")
}
