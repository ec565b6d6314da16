//! Signatures: a line below a quote, or the rest of its line, that begins with a dash and names who spoke.
//!
//! ```text
//! “Nobody told me the bridge was closed.”
//! — Marta Quill, bus driver
//! ```
//!
//! Collections of quotes, letters and pages with a `cite` are printed so. A signature belongs to the quote above it alone.

use super::lexicon::Class;
use super::phrase::{Phrase, is_noun};
use super::speech::MAX_FEW_WORDS;
use super::words::{Row, WordKind};

/// Maximum number of words of the name, and of the whole line.
const MAX_NAME_WORDS: usize = 6;
const MAX_LINE_WORDS: usize = 24;

/// Returns the words of the signature of the quote at `at`: the name and its description, without the dash.
pub(super) fn signature(row: &Row<'_>, at: usize) -> Option<Phrase> {
    let is_below = row.kind(at + 1) == WordKind::ParagraphEnd;
    let dash = at + 1 + usize::from(is_below);
    let is_dash = |at: &usize| matches!(row.kind(*at), WordKind::Punctuation('—' | '–' | '―' | '-' | '‒'));
    let n_dashes = (dash..dash + 3).take_while(is_dash).count();
    let first = dash + n_dashes;
    let WordKind::Quoted(marked_idx) = row.kind(at) else { return None };
    let content = row.content(marked_idx);
    let is_sentence = content.ends_with(['.', '!', '?', '…']);
    // `“Imagine” – John Lennon` is a title and its author.
    let stands_apart = match is_below || row.is_new_line(dash) {
        true => is_sentence || content.split_whitespace().count() > MAX_FEW_WORDS,
        false => is_sentence && row.is_new_line(at),
    };
    if n_dashes == 0 || !stands_apart || row.is_new_line(first) {
        return None;
    }
    let in_line = |at: &usize| row.kind(*at) != WordKind::ParagraphEnd && (*at == first || !row.is_new_line(*at));
    let n_words = (first..first + MAX_LINE_WORDS + 1).take_while(in_line).count();
    let end = first + n_words;
    // The line ends here, and holds neither a quote nor a report of its own.
    let speaks = |at: usize| {
        matches!(row.kind(at), WordKind::Quoted(_))
            || row.kind(at) == WordKind::Small && row.is_any(at, &[Class::Cue, Class::Say, Class::Auxiliary]) && !is_noun(row, at)
    };
    // Several such lines are a list.
    let next = end + usize::from(row.kind(end) == WordKind::ParagraphEnd);
    if n_words > MAX_LINE_WORDS || (first..end).any(speaks) || is_dash(&next) {
        return None;
    }
    let function =
        [Class::Boundary, Class::Preposition, Class::Determiner, Class::Pronoun, Class::Adverb, Class::Auxiliary, Class::Day];
    let is_capital = |at: usize| row.kind(at) == WordKind::Capital && !row.is_any(at, &function);
    let is_of_name = |at: &usize| is_capital(*at) || row.is(*at, Class::Particle) && is_capital(*at + 1);
    let n_names = (first..end).take_while(is_of_name).count();
    let after = first + n_names;
    let ends_name = after == end
        || matches!(row.kind(after), WordKind::Punctuation(',' | '(' | ';' | '/' | '|') | WordKind::Punctuation('—' | '–'));
    // `– Große Freude.`: where every noun has a capital letter, an exclamation looks like a name.
    let is_long_enough = if row.lexicon.has_capital_nouns { n_names > 1 } else { n_names > 0 };
    let is_name = is_long_enough && n_names <= MAX_NAME_WORDS && is_capital(first) && ends_name;
    let last = (first..end).rev().find(|at| row.is_word(*at))?;
    is_name.then_some(Phrase { first, last })
}
