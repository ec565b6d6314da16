//! Bare words: which punctuation is removed, which shapes have a meaning, and which are no words.
//!
//! A word keeps its inner signs; the analysis decides which tokens it holds. Shapes that cannot be
//! honoured are errors, so that nobody gets the answer to another question.

use super::chars::{Typed, is_dash, is_punctuation, is_single_mark, is_space, is_word_char, shown};
use super::connector;
use super::{Query, QueryProblem};
use crate::span::Span;

/// Returns the word from `start` up to `end`, without the punctuation around it, and the problems
/// found.
///
/// The first character is no punctuation except `?` and `!`, and there is at least one letter or
/// digit.
pub(super) fn read(typed: &Typed<'_>, start: usize, end: usize) -> Result<(Query, Vec<QueryProblem>), QueryProblem> {
    let text = typed.text(start, end);
    let is_outer: fn(char) -> bool = match (is_url(&text), text.contains(is_space)) {
        (true, _) => is_punctuation,
        // The last point of initials belongs to them.
        (false, true) => |c| is_punctuation(c) && !matches!(c, '?' | '!' | '.'),
        (false, false) => |c| is_punctuation(c) && !matches!(c, '?' | '!'),
    };
    let end = end - typed.between(start, end).rev().take_while(|c| is_outer(*c)).count();
    let word = Word { typed, start, end, text: typed.text(start, end), notes: Vec::new() };
    word.read()
}

struct Word<'t> {
    typed: &'t Typed<'t>,
    start: usize,
    end: usize,
    text: String,
    notes: Vec<QueryProblem>,
}

impl Word<'_> {
    fn read(mut self) -> Result<(Query, Vec<QueryProblem>), QueryProblem> {
        if is_url(&self.text) {
            return Ok(self.plain());
        }
        self.refuse_operator()?;
        let has_wildcard = self.text.contains(['*', '?', '!']);
        let tilde = self.place(|c| c == '~');
        match fuzzy(&self.text) {
            Some(_) if has_wildcard => return Err(self.wildcard_and_fuzzy(tilde.unwrap_or(self.start))),
            Some((word, edits)) => {
                let query = self.fuzzy(word, edits)?;
                return Ok((query, self.notes));
            }
            None => {}
        }
        if !has_wildcard {
            return Ok(self.plain());
        }
        if let Some(tilde) = tilde {
            return Err(self.wildcard_and_fuzzy(tilde));
        }
        self.truncate()?;
        if let Some(misplaced) = misplaced_wildcard(self.typed, self.start, self.end, &['*', '?', '!']) {
            return Err(misplaced);
        }
        self.note_question();
        self.note_lost_signs(&['*', '?']);
        Ok((Query::Wildcard(self.text), self.notes))
    }

    fn plain(mut self) -> (Query, Vec<QueryProblem>) {
        self.note_lost_signs(&[]);
        (Query::Word(self.text), self.notes)
    }

    /// Fails if the word is an operator, or a word and a connector with no space between.
    fn refuse_operator(&self) -> Result<(), QueryProblem> {
        let text = &self.text;
        let quoted = || phrase_hint("to search for the word itself, put it in quotation marks", text);
        if matches!(text.as_str(), "AND" | "OR" | "NOT") || connector::parse(text).is_some() {
            return Err(misplaced_operator(text, self.typed.span(self.start, self.end)));
        }
        if matches!(text.as_str(), "ANDNOT" | "BUTNOT") {
            let hint = format!("type `AND NOT`; {}", quoted());
            return Err(self.error(format!("`{text}` is no operator")).hint(hint));
        }
        if text.strip_prefix('~').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            let problem = self.error(format!("`{}` stands directly behind a word or phrase", shown(text)));
            return Err(problem.hint("type `crocus~1` or `\"white house\"~3`, without a space"));
        }
        let Some((before, rest)) = connector::split_glued(text) else { return Ok(()) };
        let next = self.typed.find(self.end, |c| !is_space(c));
        let next = self.typed.text(next, self.typed.token_end(next));
        let after = if next.is_empty() { "dam" } else { &next };
        let hint = format!("type `{} w/{rest} {}`", shown(before), shown(after));
        let hint = format!("{hint}; {}", phrase_hint("to search for the text itself, put it in quotation marks", text));
        Err(self.error(format!("no space stands before `/{rest}`")).hint(hint))
    }

    /// Reads the `!` by which Lexis and Westlaw truncate a word as `*`.
    fn truncate(&mut self) -> Result<(), QueryProblem> {
        let Some(place) = self.place(|c| c == '!') else { return Ok(()) };
        let is_behind_word = place.checked_sub(1).is_some_and(|before| self.typed.is(before, is_word_char));
        if place + 1 != self.end || !is_behind_word {
            let problem =
                QueryProblem::error(self.typed.span(place, place + 1), "`!` stands at the end of a word, and only once");
            let hint = "type `*` for any letters, as in `col*r`, or leave the `!` out";
            return Err(problem.hint(format!("{hint}; {}", phrase_hint("punctuation can stand in a phrase", &self.text))));
        }
        let typed = std::mem::take(&mut self.text);
        self.text = format!("{}*", &typed[..typed.len() - 1]);
        let note = self.note(format!("`{}` is read as `{}`", shown(&typed), shown(&self.text)));
        self.notes.push(note.hint("`*` stands for any letters; for the word alone, leave the `!` out"));
        Ok(())
    }

    /// A word's last `?` is a question mark as often as a wildcard.
    fn note_question(&mut self) {
        let letters = match self.text.chars().rev().take_while(|c| *c == '?').count() {
            0 => return,
            1 => "one more letter".to_owned(),
            n => format!("{n} more letters"),
        };
        let note = self.note(format!("`{}` finds words with exactly {letters}", shown(&self.text)));
        self.notes.push(note.hint("for the word alone, leave the `?` out"));
    }

    fn note_lost_signs(&mut self, kept: &[char]) {
        if let Some(searched) = lost_signs(&self.text, kept) {
            let message = format!("`{}` is searched as `{}`: signs are not indexed", shown(&self.text), shown(&searched));
            self.notes.push(self.note(message));
        }
    }

    fn fuzzy(&self, word: &str, edits: &str) -> Result<Query, QueryProblem> {
        let tilde = self.place(|c| c == '~').unwrap_or(self.start);
        let is_one_word = word.starts_with(is_word_char) && word.chars().all(|c| is_word_char(c) || is_single_mark(c));
        if !is_one_word {
            let problem = self.error(format!("`{}` is not one word, and `~` takes one", shown(word)));
            return Err(problem.hint(phrase_hint("leave the `~` out, or search for a phrase", word)));
        }
        let (edits, min_letters) = match edits {
            "1" => (1, 3),
            "2" => (2, 5),
            _ => {
                let problem = QueryProblem::error(self.typed.span(tilde, self.end), "`~` after a word takes the number 1 or 2");
                return Err(problem.hint(format!("type `{}~1` to allow one slip", shown(word))));
            }
        };
        let n_letters = word.chars().filter(|c| c.is_alphanumeric()).count();
        if n_letters < min_letters {
            let message = format!("`{word}` is too short for `~{edits}`: almost any word of its length would do");
            let problem = self.error(message);
            return Err(problem.hint(match n_letters {
                3.. => format!("type `{word}~1`"),
                _ => format!("leave the `~{edits}` out; words of 3 letters take `~1`, words of 5 letters `~2`"),
            }));
        }
        Ok(Query::Fuzzy { text: word.to_owned(), edits })
    }

    fn wildcard_and_fuzzy(&self, tilde: usize) -> QueryProblem {
        let problem = QueryProblem::error(self.typed.span(tilde, self.end), "a word has wildcards or a `~`, not both");
        problem.hint("type `crocus~1` for a word with a slip, or `croc*` for any ending")
    }

    fn place(&self, asked: impl Fn(char) -> bool) -> Option<usize> {
        (self.start..self.end).find(|at| self.typed.is(*at, &asked))
    }

    fn error(&self, message: String) -> QueryProblem {
        QueryProblem::error(self.typed.span(self.start, self.end), message)
    }

    fn note(&self, message: String) -> QueryProblem {
        QueryProblem::note(self.typed.span(self.start, self.end), message)
    }
}

/// Returns the error for an operator where a word is expected.
pub(super) fn misplaced_operator(text: &str, span: Span) -> QueryProblem {
    let problem = QueryProblem::error(span, format!("`{}` is an operator and cannot stand here", shown(text)));
    problem.hint(phrase_hint("to search for the word itself, put it in quotation marks", text))
}

/// Returns the error for the first of the given wildcards between two places that touches no letter
/// or digit, and for `**`.
///
/// A wildcard touches what is in its own run of letters, digits, `*` and `?`: the `*` of `post-*`
/// does not belong to `post`.
pub(super) fn misplaced_wildcard(typed: &Typed<'_>, start: usize, end: usize, wildcards: &[char]) -> Option<QueryProblem> {
    let is_in_run = |c| is_word_char(c) || matches!(c, '*' | '?' | '!');
    let mut at = start;
    while at < end {
        let run_end = typed.find_before(at, end, |c| !is_in_run(c));
        let lone = (at..run_end).find(|at| typed.is(*at, |c| wildcards.contains(&c)));
        if let Some(place) = lone
            && !typed.holds_word(at, run_end)
        {
            let problem = QueryProblem::error(
                typed.span(place, run_end),
                format!("`{}` touches no letter or digit", typed.text(place, run_end)),
            );
            return Some(problem.hint("type a part of the word beside it, such as `econom*` or `wom?n`, or leave it out"));
        }
        let double = (at + 1..run_end).find(|at| typed.is(at - 1, |c| c == '*') && typed.is(*at, |c| c == '*'));
        if let Some(place) = double {
            let problem =
                QueryProblem::error(typed.span(place - 1, place + 1), "one `*` stands for any letters, so `**` says no more");
            return Some(problem.hint("type one `*`, or leave both out"));
        }
        at = run_end + 1;
    }
    None
}

/// Returns the word of `crocus~1`, and what follows the `~`.
fn fuzzy(text: &str) -> Option<(&str, &str)> {
    let (word, edits) = text.rsplit_once('~')?;
    let is_fuzzy = word.contains(char::is_alphanumeric) && edits.bytes().all(|byte| byte.is_ascii_digit());
    is_fuzzy.then_some((word, edits))
}

/// Returns a hint that shows the text as a phrase.
pub(super) fn phrase_hint(advice: &str, text: &str) -> String {
    format!("{advice}: `\"{}\"`", shown(text))
}

/// Returns whether the word begins like `https://`. Nothing in a URL is a wildcard.
pub(super) fn is_url(word: &str) -> bool {
    word.split_once("://").is_some_and(|(name, _)| is_name(name))
}

/// Returns whether the text can be a field's name: a letter, then letters, digits, `_` and `-`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && text.chars().all(|c| is_word_char(c) || matches!(c, '_' | '-'))
}

/// Returns a text without the signs that are not indexed, apart from the `kept` ones; `None` if it
/// has no such sign.
///
/// `wi-fi`, `R&D`, `10:30` and `don't` lose nothing that a reader would miss; `C++`, `$5` and `50%`
/// do.
pub(super) fn lost_signs(text: &str, kept: &[char]) -> Option<String> {
    let is_kept_inside = |c| matches!(c, '&' | '@' | '_');
    let mut searched = String::with_capacity(text.len());
    let mut has_lost = false;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_inside = is_word_char(before) && chars.peek().copied().is_some_and(is_word_char);
        let is_kept = is_word_char(c) || is_space(c) || is_harmless(c) || (is_inside && is_kept_inside(c)) || kept.contains(&c);
        has_lost |= !is_kept;
        searched.push(if is_kept { c } else { ' ' });
        before = c;
    }
    has_lost.then(|| searched.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn is_harmless(c: char) -> bool {
    is_punctuation(c) || is_single_mark(c) || is_dash(c) || matches!(c, '(' | ')')
}
