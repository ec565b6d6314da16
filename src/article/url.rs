//! How well the address of an article is known.

use serde::{Deserialize, Serialize};

/// How well an article's URL is known, from the least certain to the most.
///
/// A page can state any address as its own. So a version hides another only if its address is known
/// at least as well; see [`crate::story::versions`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UrlOrigin {
    /// The page alone states it, or a feed of another site.
    Page,
    /// The browser that saved the page noted it, or the page lies in a folder named for its host.
    Saved,
    /// The record states it, or the archive that holds the page. A page's link to another address of
    /// the same site counts as well.
    #[default]
    Record,
}

impl UrlOrigin {
    /// Returns whether nothing but the address itself needs to be stored.
    pub(super) fn is_record(&self) -> bool {
        *self == UrlOrigin::Record
    }
}
