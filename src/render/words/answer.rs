//! An answer as a whole, in words.

use crate::hit::Coverage;
use crate::render::text::style::{count, stories};
use crate::search::Answer;

/// Returns how many words the hits contain if no article contains all; `None` if one does.
pub fn loosened(answer: &Answer) -> Option<String> {
    let Coverage::AtLeast(n) = answer.coverage else { return None };
    answer.is_loosened().then(|| format!("no article contains all {} words; these contain {n} of them", answer.n_words))
}

/// Returns how many articles match, and which of them are shown.
pub fn totals(answer: &Answer) -> String {
    let mut total = count(answer.total as u64, "article");
    if answer.is_at_least {
        total = format!("at least {total}");
    }
    if let Some(n_stories) = answer.n_stories {
        total = format!("{total} in {}", stories(n_stories));
    }
    let first = answer.hits.first().map_or(0, |shown| shown.hit.rank);
    let last = answer.hits.last().map_or(0, |shown| shown.hit.rank);
    let n_in_all = answer.n_stories.unwrap_or(answer.total as u64);
    let shown =
        if (answer.hits.len() as u64) < n_in_all && last > 0 { format!(", {first} to {last} shown") } else { String::new() };
    format!("{total}{shown}")
}
