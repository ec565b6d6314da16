//! An article as a record of a reference manager.

use crate::article::Article;
use crate::hit::Matches;
use crate::render::text::style::clean;

/// An article with the hash of its file.
pub(crate) struct Record<'a> {
    pub(crate) article: &'a Article,
    pub(crate) sha256: Option<&'a str>,
    /// The pages or times of the matches: `page 3, page 4`. References have no field of their own for the place of a quotation.
    pub(crate) found_at: Option<String>,
}

/// Returns the pages or times of the first matches of an article; `None` if its source has neither.
pub(crate) fn found_at(article: &Article, matches: &Matches) -> Option<String> {
    const MAX_SHOWN: usize = 5;
    let mut names: Vec<String> = Vec::new();
    for found in &matches.body {
        let name = article.locators.at(found.extent.start).map(ToString::to_string);
        names.extend(name.filter(|name| !names.contains(name)));
        if names.len() > MAX_SHOWN {
            names[MAX_SHOWN] = "…".to_owned();
            break;
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

impl Record<'_> {
    /// Returns the file of the article and its hash on one line, for formats without a field for them. The line does not begin with a word and a
    /// colon, because CSL processors would read that as a field name.
    pub(crate) fn source(&self) -> String {
        let sha256 = self.sha256.map(|sha256| format!(", SHA-256 {sha256}")).unwrap_or_default();
        let found_at = self.found_at.as_ref().map(|places| format!("; matches at {places}")).unwrap_or_default();
        one_line(&format!("Read from {}{sha256}{found_at}", self.article.place))
    }

    /// Returns the pages that the article stands on: `A4`, or the first and the last with `between` between them if no page is
    /// missing, or a list.
    pub(crate) fn pages(&self, between: &str) -> Option<String> {
        const MAX_LISTED: usize = 20;
        let pages = self.article.locators.pages();
        let is_run = pages.windows(2).all(|pair| pair[0].number.checked_add(1) == Some(pair[1].number));
        match pages[..] {
            [] => None,
            [only] => Some(only.name()),
            [first, .., last] if is_run => Some(format!("{}{between}{}", first.name(), last.name())),
            _ => Some(pages.iter().take(MAX_LISTED).map(|page| page.name()).collect::<Vec<_>>().join(", ")),
        }
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
