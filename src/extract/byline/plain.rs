//! The text of a byline as it is read: on one line, without addresses, links and what stands in brackets.

use super::glued;
use super::words::{IN_LABELS, PICTURES};
use crate::extract::line::{clean, fold};

/// Returns the byline on one line, without addresses, and without what stands in brackets: `[[Ida Marlow]]` and `[Ida Marlow]` as a whole are
/// kept.
pub(super) fn plain(byline: &str) -> String {
    let byline = clean(byline);
    let linked = without_links(&byline);
    let inside = |open: char, close: char| linked.trim().strip_prefix(open)?.strip_suffix(close);
    let whole = inside('[', ']').or_else(|| inside('(', ')')).filter(|inside| !inside.contains(['(', ')', '[', ']']));
    let text = whole.map_or_else(|| without_parentheses(&linked), str::to_owned);
    let mut spaced = String::with_capacity(text.len());
    // A colon ends a label even if no space follows, but not in times.
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        spaced.push(if c == '：' { ':' } else { c });
        if matches!(c, ':' | '：') && chars.peek().is_some_and(|next| !next.is_ascii_digit() && *next != '/') {
            spaced.push(' ');
        }
    }
    let mut words: Vec<&str> = Vec::new();
    let mut all = spaced.split_whitespace().filter(|word| !is_address(word)).peekable();
    while let Some(word) = all.next() {
        let is_before_number = all.peek().is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        let mut rest = word;
        while !rest.is_empty() {
            let (one, glued) = rest.split_at(glued::at(rest, words.is_empty(), is_before_number));
            words.push(one);
            rest = glued;
        }
    }
    words.join(" ")
}

fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.starts_with("www.")
}

/// Returns `text` with the names of wiki links: `[[people/ida|Ida Marlow]]` is `Ida Marlow`.
fn without_links(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (idx, piece) in text.split("[[").enumerate() {
        match piece.split_once("]]").filter(|_| idx > 0) {
            Some((link, after)) => {
                kept.push_str(link.rsplit('|').next().unwrap_or(link));
                kept.push_str(after);
            }
            None => kept.push_str(piece),
        }
    }
    kept
}

/// Stands behind a name after which brackets say that it is that of somebody who took the pictures: `Jory Pask (Fotos)`.
pub(super) const OF_OTHER_WORK: char = '\u{1e}';

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    let mut inside = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => {
                depth = depth.saturating_sub(1);
                let work: Vec<String> = inside.split_whitespace().map(fold).collect();
                let is_pictures = !work.is_empty() && work.iter().all(|word| PICTURES.has(word) || IN_LABELS.has(word));
                if depth == 0 && is_pictures {
                    kept.truncate(kept.trim_end().len());
                    kept.push(OF_OTHER_WORK);
                }
                inside.clear();
            }
            _ if depth == 0 => kept.push(c),
            _ => inside.push(c),
        }
    }
    kept
}
