//! The labels in a byline: "Text:", "Foto von", "edited by".

use super::words::{BY, BY_ANYWHERE, IN_LABELS, List, NEVER_NAMES, OTHER_ALONE, OTHER_WORK, ROLES, WRITING};
use crate::extract::line::fold;

/// What the people after a label did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Writing,
    /// Pictures, editing, translation.
    Other,
}

/// Returns the text cut at its labels: `Text: Ida Marlow, Foto: Jory Pask` has two.
pub(super) fn segments(chunk: &str) -> Vec<(Work, String)> {
    let words: Vec<&str> = chunk.split_whitespace().collect();
    let mut segments = Vec::new();
    let mut work = Work::Writing;
    let mut start = 0;
    for (idx, word) in words.iter().enumerate() {
        let folded = fold(word);
        let is_by = BY_ANYWHERE.has(&folded) && idx + 1 < words.len();
        // "Text" is one word of the label in "Text und Foto:", "von" the last in "Ein Gastbeitrag von".
        let is_last = words.get(idx + 1).is_some_and(|next| !IN_LABELS.has(&fold(next)));
        let is_first = is_last && BY.has(&folded) && words[start..idx].iter().all(|word| is_label(&fold(word)));
        // "Foto Jory Pask", but "Foto von Jory Pask" is one label.
        let is_alone = OTHER_ALONE.has(&folded) && words.get(idx + 1).is_none_or(|next| !is_label(&fold(next)));
        let ends_label = is_by || word.ends_with(':') || is_first || is_alone;
        if !ends_label {
            continue;
        }
        // The label's words stand before "by", or end with the colon.
        let end = idx + 1;
        let is_of_label = |idx: &usize| *idx + 1 == end && (is_by || folded.is_empty()) || is_label(&fold(words[*idx]));
        let label = (start..end).rev().take_while(is_of_label).last().unwrap_or(end);
        // One unknown word before a colon is a label too; two are a name.
        let label = if label == end && end - start == 1 { start } else { label };
        if start < label {
            segments.push((work, words[start..label].join(" ")));
        }
        if label < end {
            work = work_of(&words[label..end]);
        }
        start = end;
    }
    segments.push((work, words[start..].join(" ")));
    segments
}

pub(super) fn is_label(word: &str) -> bool {
    [&BY, &WRITING, &OTHER_WORK, &IN_LABELS, &ROLES, &NEVER_NAMES].iter().any(|list| list.has(word))
}

pub(super) fn work_of(label: &[&str]) -> Work {
    let folded: Vec<String> = label.iter().map(|word| fold(word)).collect();
    let has = |list: &List| folded.iter().any(|word| list.has(word));
    let updated = folded.iter().any(|word| NEVER_NAMES.has(word) && !WRITING.has(word));
    if !has(&WRITING) && (has(&OTHER_WORK) || updated) { Work::Other } else { Work::Writing }
}
