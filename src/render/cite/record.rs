//! An article as a record of a reference manager.

use crate::article::Article;
use crate::render::text::style::clean;

/// What is told of an article.
pub(crate) struct Record<'a> {
    pub(crate) article: &'a Article,
    pub(crate) sha256: Option<&'a str>,
}

impl Record<'_> {
    /// Returns where the article was read, and the hash of that file, in a line for formats without a place for either. No word before a colon
    /// begins it: processors of CSL take that for the name of a field.
    pub(crate) fn source(&self) -> String {
        let sha256 = self.sha256.map(|sha256| format!(", SHA-256 {sha256}")).unwrap_or_default();
        one_line(&format!("Read from {}{sha256}", self.article.place))
    }

    pub(crate) fn language(&self) -> Option<&str> {
        self.article.language.as_ref().map(|language| language.code())
    }

    /// Returns the year, month and day of publication.
    pub(crate) fn date(&self) -> Option<(i16, i8, i8)> {
        self.article.published.as_ref()?.date()
    }
}

/// Returns a text in one line without control characters. White space becomes one space, that which ends lines for some programs too
/// (U+2028).
pub(crate) fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
