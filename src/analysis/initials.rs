//! Initials and degrees that are one word with their points and without: `U.S.`, `J. K.`, `Ph.D.`.

use super::script::{is_unspaced, is_word};

/// Degrees that are written with points and without, before the first point and behind it.
const DEGREES: [(&str, &str); 18] = [
    ("Ph", "D"),
    ("M", "Sc"),
    ("B", "Sc"),
    ("D", "Sc"),
    ("Sc", "D"),
    ("Ed", "D"),
    ("D", "Phil"),
    ("M", "Phil"),
    ("LL", "B"),
    ("LL", "M"),
    ("LL", "D"),
    ("Psy", "D"),
    ("Pharm", "D"),
    ("M", "Ed"),
    ("B", "Ed"),
    ("Th", "D"),
    ("M", "Div"),
    ("D", "Min"),
];

/// Signs that are no letters of initials and degrees.
pub(super) const SIGNS: [char; 3] = ['.', ' ', '\u{a0}'];

/// Returns the end of the initials or the degree that begin at `start` with the run of letters up to `first_end`. `None` if there are none.
/// `run_end` returns the end of the run of word characters that begins at a byte.
pub(super) fn end(text: &str, start: usize, first_end: usize, run_end: impl Fn(usize) -> usize) -> Option<usize> {
    if !text[first_end..].starts_with('.') {
        return None;
    }
    acronym_end(text, start, first_end, run_end).or_else(|| degree_end(text, start, first_end))
}

/// Returns the end of a degree: `Ph.D.`, `Ph. D.`.
fn degree_end(text: &str, start: usize, first_end: usize) -> Option<usize> {
    let first = text.get(start..first_end)?;
    let rest = text[first_end..].strip_prefix('.')?;
    let rest = rest.strip_prefix([' ', '\u{a0}']).unwrap_or(rest);
    let (_, last) = DEGREES.iter().find(|(before, behind)| *before == first && rest.starts_with(behind))?;
    let behind = rest.strip_prefix(last)?;
    let after = behind.strip_prefix('.').unwrap_or(behind);
    let is_whole = !after.starts_with(char::is_alphanumeric) && (behind.len() > after.len() || !behind.starts_with(is_word));
    is_whole.then_some(text.len() - after.len())
}

/// Returns the end of an acronym: at least two single letters, each followed by a point (`U.S.`, `U.S`, `e.g.`). Between capitals there may
/// be spaces (`J. K.`).
fn acronym_end(text: &str, start: usize, first_end: usize, run_end: impl Fn(usize) -> usize) -> Option<usize> {
    let letter_at = |at: usize| text.get(at..)?.chars().next();
    let single = |at: usize| {
        let letter = letter_at(at).filter(|letter| letter.is_alphabetic() && !is_unspaced(*letter))?;
        let end = at + letter.len_utf8();
        (run_end(at) == end).then_some(end)
    };
    if single(start)? != first_end {
        return None;
    }
    let mut end = first_end;
    let mut n_letters = 1;
    while text[end..].starts_with('.') {
        let next = single(end + 1).or_else(|| {
            let space = letter_at(end + 1).filter(|space| matches!(space, ' ' | '\u{a0}'))?;
            let at = end + 1 + space.len_utf8();
            let is_initial = |at| letter_at(at).is_some_and(char::is_uppercase);
            let before = text[..end].chars().next_back().is_some_and(char::is_uppercase);
            single(at).filter(|next| before && is_initial(at) && text[*next..].starts_with('.'))
        });
        let Some(next) = next else { break };
        end = next;
        n_letters += 1;
    }
    let point = usize::from(text[end..].starts_with('.'));
    (n_letters >= 2).then_some(end + point)
}
