//! Where words stand in the source: on which page and where on it, or at which time.

use serde::Serialize;

use crate::article::{self, Article, Locators};
use crate::span::CodePoints;

/// A page with a box on it, or a time. Nothing is written for a source that has neither.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema, schemars::JsonSchema))]
pub(crate) struct Locator {
    /// The page as it calls itself, otherwise its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) page: Option<String>,
    /// The number of the page in the file or the issue, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_number: Option<u32>,
    /// A box on the page: x, y, width and height as shares of the page, from its upper left corner.
    #[serde(rename = "box", default, skip_serializing_if = "Option::is_none")]
    page_box: Option<[f64; 4]>,
    /// The time in the recording, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) time: Option<f64>,
}

impl Locator {
    pub(crate) fn of(locator: Option<&article::Locator>) -> Locator {
        match locator {
            None => Locator::default(),
            Some(article::Locator::Page(page, page_box)) => Locator {
                page: Some(page.name()),
                page_number: Some(page.number),
                page_box: page_box.map(article::PageBox::shares),
                time: None,
            },
            Some(article::Locator::Time(milliseconds)) => {
                Locator { time: Some(*milliseconds as f64 / 1000.0), ..Locator::default() }
            }
        }
    }
}

/// A locator of an article, and the code point of its body from which on it holds.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct LocatorOfArticle {
    start: usize,
    #[serde(flatten)]
    locator: Locator,
}

/// Returns the locators of an article; `None` if it has none.
pub(crate) fn locators_of(article: &Article) -> Option<Vec<LocatorOfArticle>> {
    let mut places = CodePoints::new(&article.body);
    let object = |(byte, locator)| LocatorOfArticle { start: places.before(byte), locator: Locator::of(Some(locator)) };
    (!article.locators.is_empty()).then(|| article.locators.iter().map(object).collect())
}

/// Returns the locators of bytes of a body; `None` if the source has neither pages nor times.
pub(crate) fn locators_at(locators: &Locators, bytes: impl Iterator<Item = usize>) -> Option<Vec<Locator>> {
    (!locators.is_empty()).then(|| bytes.map(|byte| Locator::of(locators.at(byte))).collect())
}
