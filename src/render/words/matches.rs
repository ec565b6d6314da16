//! What is said of the matches of an article.

use crate::hit::Matches;
use crate::render::text::style::count_matches;
use crate::snippet::{MAX_ROWS, Picked, Snippet};

/// Returns how many matches a snippet shows, where it does not show all.
pub(crate) fn shown_of_all(snippet: &Snippet) -> Option<String> {
    let Snippet { n_matches, n_shown, .. } = snippet;
    (n_shown < n_matches).then(|| format!("{n_shown} of {n_matches} matches"))
}

/// Returns how many matches there are, those of the title apart, because they have no numbers.
pub fn all_matches(matches: &Matches) -> String {
    let in_body = count_matches(matches.body.len());
    if matches.title.is_empty() { in_body } else { format!("{in_body}, {} in the title", matches.title.len()) }
}

/// Returns the line that says which match was picked.
pub(crate) fn which(picked: &Picked<'_>) -> String {
    format!("match {} of {}", picked.number(), picked.matches.body.len())
}

/// Returns the line that leads on from a picked match; None where it is the only one.
pub(crate) fn ways_on(picked: &Picked<'_>) -> Option<String> {
    let previous = picked.previous().map(|number| format!("previous: {number}"));
    let next = picked.next().map(|number| format!("next: {number}"));
    let ways: Vec<String> = previous.into_iter().chain(next).collect();
    (!ways.is_empty()).then(|| ways.join(" · "))
}

/// Returns the line that says that an article has more matches than lines.
pub(crate) fn more_rows(matches: &Matches) -> Option<String> {
    (matches.len() > MAX_ROWS).then(|| format!("{MAX_ROWS} of {} matches", matches.len()))
}
