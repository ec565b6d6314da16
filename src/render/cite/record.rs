//! An article as a record of a reference manager.

use crate::article::Article;
use crate::render::text::style::clean;

/// An article with the hash of its file.
pub(crate) struct Record<'a> {
    pub(crate) article: &'a Article,
    pub(crate) sha256: Option<&'a str>,
}

impl Record<'_> {
    /// Returns the file of the article and its hash on one line, for formats without a field for them. The line does not begin with a word and a
    /// colon, because CSL processors would read that as a field name.
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

/// Returns a text on one line without control characters. White space becomes one space, also the characters that end lines only for some
/// programs (U+2028).
pub(crate) fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
