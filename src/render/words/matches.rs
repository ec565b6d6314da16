//! The matches of an article, in words.

use crate::hit::Matches;
use crate::render::text::style::count_matches;
use crate::snippet::{MAX_ROWS, Picked, Snippet};

/// Returns how many matches a snippet shows; `None` if it shows all.
pub(crate) fn shown_of_all(snippet: &Snippet) -> Option<String> {
    let Snippet { n_matches, n_shown, .. } = snippet;
    (n_shown < n_matches).then(|| format!("{n_shown} of {n_matches} matches"))
}

/// Returns how many matches there are. Those of the title are counted apart, because they have no numbers.
pub fn all_matches(matches: &Matches) -> String {
    let in_body = count_matches(matches.body.len());
    if matches.title.is_empty() { in_body } else { format!("{in_body}, {} in the title", matches.title.len()) }
}

/// Returns which match was picked.
pub(crate) fn which(picked: &Picked<'_>) -> String {
    format!("match {} of {}", picked.number(), picked.matches.body.len())
}

/// Returns the numbers of the matches before and after a picked one; `None` if it is the only one.
pub(crate) fn ways_on(picked: &Picked<'_>) -> Option<String> {
    let previous = picked.previous().map(|number| format!("previous: {number}"));
    let next = picked.next().map(|number| format!("next: {number}"));
    let ways: Vec<String> = previous.into_iter().chain(next).collect();
    (!ways.is_empty()).then(|| ways.join(" · "))
}

/// Returns that an article has more matches than rows; `None` if it has not.
pub(crate) fn more_rows(matches: &Matches) -> Option<String> {
    (matches.len() > MAX_ROWS).then(|| format!("{MAX_ROWS} of {} matches", matches.len()))
}
