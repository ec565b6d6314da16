//! Watchlists: searches saved under names, and what each finds among new articles.
//!
//! A list is a plain file that people edit ([`parse_watchlist`]). Ids and contents tell what is new
//! compared with what was seen of an index ([`Seen`], [`look()`]). New articles are searched in an
//! index of their own in memory ([`run_alerts`]). Nothing here touches a file: the caller reads and
//! writes.

mod alerts;
mod backlog;
mod file;
mod fingerprint;
mod look;
mod seen;

use crate::choice::{Syntax, WordsNeeded};
use crate::query::{Query, QueryProblem, is_printable};

pub use self::alerts::{Alert, AlertConfig, AlertReport, AlertSink, Delivery, SearchAlerts, run_alerts};
pub use self::backlog::AlertReason;
pub use self::file::{MAX_FILE_BYTES, WatchlistFault, parse_watchlist, with_search, without_search};
pub use self::look::{Look, NewFile, look};
pub use self::seen::{Seen, SeenFault};

/// Maximum length of a name in characters, so that it fits on a line.
pub const MAX_NAME_CHARS: usize = 100;

/// A saved search.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedSearch {
    /// Its name, unique in its list.
    pub name: SearchName,
    /// The query as it was typed.
    pub query_text: String,
    /// The query. Days such as `since:7d` count from the day on which it was read.
    pub query: Query,
    /// Whose rules the query was read by.
    pub syntax: Syntax,
    /// What may not be meant so, with places in the text.
    pub problems: Vec<QueryProblem>,
    /// A note by its owner.
    pub note: Option<String>,
    /// How many of the words side by side must match.
    pub words: WordsNeeded,
}

/// The name of a saved search: one line of up to [`MAX_NAME_CHARS`] visible characters, without white space at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchName(String);

/// Why a text is not a valid name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// It is empty.
    #[error("the name is empty")]
    Empty,
    /// It is too long.
    #[error("the name is longer than {MAX_NAME_CHARS} characters")]
    TooLong,
    /// It has characters that do not print as they are.
    #[error("the name holds characters that cannot be seen, or white space at an end")]
    Unprintable,
}

impl SearchName {
    /// Parses a name.
    pub fn parse(text: &str) -> Result<SearchName, NameFault> {
        if text.is_empty() {
            return Err(NameFault::Empty);
        }
        if text.chars().count() > MAX_NAME_CHARS {
            return Err(NameFault::TooLong);
        }
        if text.trim() != text || !is_printable(text) {
            return Err(NameFault::Unprintable);
        }
        Ok(SearchName(text.to_owned()))
    }

    /// Returns the name's characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SearchName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_seen_as_they_are() {
        let check =
            |text: &str, expected: Result<(), NameFault>| assert_eq!(SearchName::parse(text).map(drop), expected, "{text:?}");
        check("harbour bridge", Ok(()));
        check("Überflutung 洪水 (2024) – “Wend”", Ok(()));
        check("", Err(NameFault::Empty));
        check(&"é".repeat(100), Ok(()));
        check(&"é".repeat(101), Err(NameFault::TooLong));
        for text in [" a", "a ", "a\nb", "a\tb", "\u{1b}[31m", "a\u{202e}b", "a\u{200b}b", "a\u{2028}b"] {
            check(text, Err(NameFault::Unprintable));
        }
    }
}
