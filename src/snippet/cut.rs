//! Where a text may be cut: between words, at white space if possible, and never inside a grapheme.
//!
//! Scripts without spaces are cut between the words that Unicode separates (UAX #29). Only a single
//! word that is longer than the available room is cut inside.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::piece::Piece;
use crate::span::Span;

/// Cuts `sentences` to `max_chars` around `core`, which lies inside and is kept as far as there is
/// room.
pub(super) fn cut(body: &str, sentences: Span, core: Span, max_chars: usize) -> Piece {
    let core_chars = n_chars(body, core);
    if core_chars > max_chars {
        let end = char_end(body, core.start, max_chars);
        let end = match end_of_words(body, core.start, end) {
            // Only if not even the first word fits is a word cut.
            nothing if nothing <= core.start => grapheme_end(body, core.start, end),
            end => end,
        };
        return Piece::of(Span::new(core.start, end), sentences);
    }
    let spare = max_chars - core_chars;
    let before_chars = n_chars(body, Span::new(sentences.start, core.start));
    let after_chars = n_chars(body, Span::new(core.end, sentences.end));
    // A third of the spare room goes before the match, the rest after it; room that one side does
    // not need goes to the other.
    let take_before = before_chars.min((spare / 3).max(spare.saturating_sub(after_chars)));
    let take_after = after_chars.min(spare - take_before);
    let start = if take_before == before_chars {
        sentences.start
    } else {
        start_of_words(body, char_start(body, core.start, take_before), core.start)
    };
    let end = if take_after == after_chars {
        sentences.end
    } else {
        end_of_words(body, core.end, char_end(body, core.end, take_after))
    };
    Piece::of(Span::new(start, end), sentences)
}

/// Returns the place `n` characters before `from`.
pub(super) fn char_start(body: &str, from: usize, n: usize) -> usize {
    body[..from].char_indices().rev().take(n).last().map_or(from, |(at, _)| at)
}

/// Returns the place `n` characters after `from`.
pub(super) fn char_end(body: &str, from: usize, n: usize) -> usize {
    body[from..].char_indices().nth(n).map_or(body.len(), |(at, _)| from + at)
}

/// Returns the first beginning of a word from `at` on, at most `core`.
pub(super) fn start_of_words(body: &str, at: usize, core: usize) -> usize {
    let at = at.min(core);
    let rest = &body[at..core];
    if body[..at].chars().next_back().is_none_or(char::is_whitespace) {
        return core - rest.trim_start().len();
    }
    let edges = edges_around(body, at);
    let mut inside = edges.iter().filter(|edge| (at..=core).contains(&edge.at));
    if let Some(edge) = inside.clone().find(|edge| edge.is_between_letters) {
        return edge.at;
    }
    match rest.find(char::is_whitespace) {
        Some(space) => core - rest[space..].trim_start().len(),
        None => inside.next().map_or(core, |edge| edge.at),
    }
}

/// Returns the last end of a word up to `at`, at least `core`.
pub(super) fn end_of_words(body: &str, core: usize, at: usize) -> usize {
    let at = at.max(core);
    let window = &body[core..at];
    if body[at..].chars().next().is_none_or(char::is_whitespace) {
        return core + window.trim_end().len();
    }
    let edges = edges_around(body, at);
    let mut inside = edges.iter().rev().filter(|edge| (core..=at).contains(&edge.at));
    if let Some(edge) = inside.clone().find(|edge| edge.is_between_letters) {
        return edge.at;
    }
    match window.rfind(char::is_whitespace) {
        Some(space) => core + window[..space].trim_end().len(),
        None => inside.next().map_or(core, |edge| edge.at),
    }
}

/// Returns `span`, widened if it begins or ends inside a word. A match need not be a whole word to
/// a reader: the possessive of `Putin’s` is not part of it, and Thai vowels are matched apart from
/// their consonants.
pub(super) fn whole_words(body: &str, span: Span) -> Span {
    let starts = edges_around(body, span.start);
    let ends = edges_around(body, span.end);
    let start = starts.iter().rev().map(|edge| edge.at).find(|edge| *edge <= span.start);
    let end = ends.iter().map(|edge| edge.at).find(|edge| *edge >= span.end);
    let graphemes = whole_graphemes(body, span);
    Span::new(start.unwrap_or(graphemes.start), end.unwrap_or(graphemes.end))
}

/// Returns `span`, widened if it begins or ends inside a grapheme.
pub(super) fn whole_graphemes(body: &str, span: Span) -> Span {
    Span::new(grapheme_start(body, span.start), grapheme_after(body, span.end))
}

/// A place between two words or signs.
struct Edge {
    at: usize,
    /// Whether words meet here without a space, which happens only in scripts written without
    /// spaces.
    is_between_letters: bool,
}

/// Returns the edges in the stretch without white space around `at`, including its ends.
fn edges_around(body: &str, at: usize) -> Vec<Edge> {
    // No word is longer; a longer stretch has no edges.
    const MAX_WORD_CHARS: usize = 64;
    let before = body[..at].char_indices().rev().take(MAX_WORD_CHARS).take_while(|(_, letter)| !letter.is_whitespace());
    let start = grapheme_start(body, before.last().map_or(at, |(place, _)| place));
    let after = body[at..].char_indices().take(MAX_WORD_CHARS).take_while(|(_, letter)| !letter.is_whitespace());
    let end = grapheme_after(body, after.last().map_or(at, |(offset, letter)| at + offset + letter.len_utf8()));
    let stretch = &body[start..end];
    let places = stretch.split_word_bound_indices().map(|(offset, _)| start + offset).chain([end]);
    let edge = |at: usize| {
        let before = body[..at].chars().next_back();
        let after = body[at..].chars().next();
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let is_end = |letter: Option<char>| letter.is_none_or(char::is_whitespace);
        let is_edge = is_grapheme_boundary(body, at) && ((start < at && at < end) || is_end(before) || is_end(after));
        is_edge.then_some(Edge { at, is_between_letters: is_letter(before) && is_letter(after) })
    };
    places.filter_map(edge).collect()
}

/// Returns the last grapheme boundary up to `at`, but at least one grapheme after `from`.
fn grapheme_end(body: &str, from: usize, at: usize) -> usize {
    let first = next_boundary(body, from).unwrap_or(body.len());
    if at <= first { first } else { grapheme_start(body, at) }
}

/// Returns the last grapheme boundary up to `at`.
fn grapheme_start(body: &str, at: usize) -> usize {
    if is_grapheme_boundary(body, at) {
        return at;
    }
    GraphemeCursor::new(at, body.len(), true).prev_boundary(body, 0).ok().flatten().unwrap_or(0)
}

/// Returns the first grapheme boundary from `at` on.
fn grapheme_after(body: &str, at: usize) -> usize {
    if is_grapheme_boundary(body, at) { at } else { next_boundary(body, at).unwrap_or(body.len()) }
}

fn next_boundary(body: &str, at: usize) -> Option<usize> {
    GraphemeCursor::new(at, body.len(), true).next_boundary(body, 0).ok().flatten()
}

fn is_grapheme_boundary(body: &str, at: usize) -> bool {
    GraphemeCursor::new(at, body.len(), true).is_boundary(body, 0).unwrap_or(true)
}

pub(super) fn n_chars(body: &str, span: Span) -> usize {
    span.slice(body).chars().count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Shows what is left of `text` after a cut to `max_chars` around the part in `[brackets]`.
    #[track_caller]
    fn check(text: &str, max_chars: usize, expected: &str) {
        let start = text.find('[').unwrap();
        let end = text.find(']').unwrap() - 1;
        let body = text.replace(['[', ']'], "");
        let piece = cut(&body, Span::new(0, body.len()), Span::new(start, end), max_chars);
        assert_eq!(piece.span.slice(&body), expected);
        assert_eq!((piece.is_cut_before, piece.is_cut_after), (piece.span.start > 0, piece.span.end < body.len()));
    }

    #[test]
    fn room_is_shared_around_the_core() {
        check("one two three [four] five six seven", 18, "four five six");
        check("one two three [four] five six seven", 100, "one two three four five six seven");
        check("[one] two three four", 9, "one two");
        check("one two three [four]", 11, "three four");
    }

    #[test]
    fn words_with_accents_are_whole() {
        check("an der Überschwemmungsgebietsgrenze [Flut] im Überschwemmungsgebiet", 20, "Flut im");
    }

    #[test]
    fn unspaced_scripts_are_cut_between_their_words() {
        check("東京都知事は[会見]で説明した", 6, "は会見で説明");
        check("Sie sagte 東京都知事は[会見]で説明した", 6, "は会見で説明");
    }

    #[test]
    fn a_core_without_room_is_cut_between_its_words() {
        check("a [white house or two] b", 12, "white house");
        check("a [whitehouse] b", 5, "white");
        check("a [👩‍👩‍👧b] c", 1, "👩‍👩‍👧");
    }

    #[test]
    fn matches_are_widened_to_words() {
        let check = |text: &str, part: &str, expected: &str| {
            let start = text.find(part).unwrap();
            assert_eq!(whole_words(text, Span::new(start, start + part.len())).slice(text), expected);
        };
        check("Mr Putin’s plan", "Putin", "Putin’s");
        check("the U.S.-led force", "U.S", "U.S");
        check("น้ำท่วม", "น", "น้ำ");
        check("a white house", "white house", "white house");
    }

    proptest! {
        #[test]
        fn cuts_keep_the_core_the_limit_and_every_grapheme(
            body in "([a-c]{1,4} |é|e\u{301}|東|👩‍👧|ก็|น้ำ|\r\n|🇩🇪|’|[.]){1,30}", places in any::<(usize, usize)>(), max_chars in 1..30usize,
        ) {
            let boundary = |place: usize| body.floor_char_boundary(place % (body.len() + 1));
            let (start, end) = (boundary(places.0), boundary(places.1));
            let core = whole_words(&body, Span::new(start.min(end), start.max(end)));
            prop_assert!(core.covers(Span::new(start.min(end), start.max(end))));
            let piece = cut(&body, Span::new(0, body.len()), core, max_chars);
            let graphemes: Vec<usize> = body.grapheme_indices(true).map(|(at, _)| at).chain([body.len()]).collect();
            prop_assert!(graphemes.contains(&piece.span.start) && graphemes.contains(&piece.span.end), "{piece:?}");
            if n_chars(&body, core) <= max_chars {
                prop_assert!(n_chars(&body, piece.span) <= max_chars);
                prop_assert!(piece.span.covers(core));
            } else {
                let first = next_boundary(&body, core.start).unwrap_or(body.len());
                let n_first = n_chars(&body, Span::new(core.start, first));
                prop_assert!(n_chars(&body, piece.span) <= max_chars.max(n_first));
            }
        }
    }
}
