//! Nicknames in marks inside a name: William “Bill” Tanner, Rosa “La Reina” Marquez. Nobody says them, and they end no name.

use super::marks::{Marked, is_mark};
use crate::span::Span;

/// Maximum number of words, and of bytes, of a nickname.
const MAX_WORDS: usize = 3;
const MAX_BYTES: usize = 40;

/// Returns the nicknames of a body with their marks, in order: some capitalised words in marks, with a capitalised word right before them and
/// another right behind.
pub(super) fn nicknames(body: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (start, mark) in body.char_indices().filter(|(_, c)| is_mark(*c)) {
        let before = &body[..start];
        let inside = start + mark.len_utf8();
        // A nickname is short, so this is a bounded look.
        let limit = body.floor_char_boundary((inside + MAX_BYTES).min(body.len()));
        let Some((length, closing)) = body[inside..limit].char_indices().find(|(_, c)| is_mark(*c)) else { continue };
        let (content, end) = (&body[inside..inside + length], inside + length + closing.len_utf8());
        let follows_name = before.strip_suffix(' ').is_some_and(ends_with_name);
        let precedes_name = body[end..].strip_prefix(' ').is_some_and(|after| after.starts_with(char::is_uppercase));
        let words = content.trim_matches([' ', '\u{a0}', '\u{202f}']).split(' ');
        let is_name = |word: &str| {
            word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.'))
        };
        let is_nickname = words.clone().count() <= MAX_WORDS && words.clone().all(is_name) && !content.ends_with('.');
        let is_free = found.last().is_none_or(|last| last.end <= start);
        if follows_name && precedes_name && is_nickname && is_free && !content.contains('\n') {
            found.push(Span::new(start, end));
        }
    }
    found
}

/// Returns the stretches in marks that are no nicknames.
pub(super) fn without(nicknames: &[Span], mut marked: Vec<Marked>) -> Vec<Marked> {
    marked.retain(|stretch| nicknames.binary_search_by_key(&stretch.outer.start, |nickname| nickname.start).is_err());
    marked
}

/// Returns whether a text ends with a capitalised word of several letters, or an initial.
fn ends_with_name(text: &str) -> bool {
    let word = text.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '’' | '\'' | '.'))).next().unwrap_or("");
    word.starts_with(char::is_uppercase)
}
