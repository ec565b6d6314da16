//! Keywords, in words.

use crate::render::text::style::count;
use crate::search::Keywords;

/// Returns how many articles were read; `None` if all were.
pub fn sampled(keywords: &Keywords) -> Option<String> {
    let total = keywords.answer.total as u64;
    keywords.is_sampled().then(|| format!("read {} of {}, the first ones by id", keywords.n_read, count(total, "article")))
}
