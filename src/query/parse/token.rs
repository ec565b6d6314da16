//! Tokens, the runs of characters between white space, parentheses and double marks: words, and
//! text that is left out.

use super::parser::{Parser, Result};
use crate::query::chars::{is_close, is_dash, is_mark, is_open, is_punctuation, is_space, shown};
use crate::query::connector;
use crate::query::word;
use crate::query::{Query, QueryProblem};
use crate::span::Span;

impl Parser<'_> {
    /// Reads a run of characters without white space, parentheses and double marks: a word, a name
    /// with its value, a function's name with its parentheses, or nothing to search.
    pub(super) fn token(&mut self) -> Result<Option<Query>> {
        let (start, end) = (self.at, self.typed.token_end(self.at));
        let is_exact_phrase =
            self.typed.is(start, |c| c == '=') && start + 1 == end && self.typed.is(end, |c| is_mark(c) || is_open(c));
        if !self.typed.holds_word(start, end) && !is_exact_phrase {
            return self.left_out(start, end).map(|()| None);
        }
        let token = self.typed.text(start, end);
        if connector::parse(&token).is_some() {
            return Err(word::misplaced_operator(&token, self.typed.span(start, end)));
        }
        let start = self.word_start(start, end)?;
        if self.typed.is(start, |c| c == '=') {
            return self.exact(start).map(Some);
        }
        if let Some(query) = self.named(start, end)? {
            return Ok(Some(query));
        }
        if let Some(query) = self.function(start, end)? {
            return Ok(Some(query));
        }
        self.word(start, end).map(Some)
    }

    fn word(&mut self, start: usize, end: usize) -> Result<Query> {
        self.leaf(start)?;
        self.at = end;
        let (query, notes) = word::read(self.typed, start, end)?;
        if let Query::Word(text) = &query {
            self.refuse_at_least(text, start, end)?;
        }
        self.notes.extend(notes);
        self.leaves.push((query.clone(), self.typed.span(start, end)));
        Ok(query)
    }

    /// Reads what follows `=`: a word as written. Phrases and words with wildcards are searched as
    /// written anyway.
    fn exact(&mut self, start: usize) -> Result<Query> {
        self.at = start + 1;
        if self.is_phrase_at(self.at) {
            return self.phrase();
        }
        let end = self.typed.token_end(self.at);
        let is_word = self.typed.is(self.at, |c| !is_open(c) && !matches!(c, '=' | '+') && !is_punctuation(c) || c == '?');
        if !is_word || self.typed.is(end, is_open) {
            let problem = QueryProblem::error(self.typed.span(start, start + 1), "`=` stands directly before one word");
            return Err(problem.hint("type `=rates` to find the word as written, and `OR` between several of them"));
        }
        let word_start = self.at;
        if self.named(word_start, end)?.is_some() {
            let problem = QueryProblem::error(self.typed.span(start, start + 1), "`=` stands before the field");
            return Err(problem.hint("type it behind the colon, such as `title:=rates`"));
        }
        Ok(match self.word(word_start, end)? {
            Query::Word(text) => Query::Phrase { text, slop: 0 },
            query => query,
        })
    }

    /// Skips a token without letter or digit. It is noted if it stands alone; a comma after a
    /// phrase needs no note.
    fn left_out(&mut self, start: usize, end: usize) -> Result<()> {
        self.leaf(start)?;
        let text = self.typed.text(start, end);
        let span = self.typed.span(start, end);
        let is_before_clause = self.typed.is(end, |c| is_mark(c) || is_open(c));
        let is_behind_text = start.checked_sub(1).is_some_and(|before| self.typed.is(before, |c| !is_space(c) && !is_open(c)));
        if text.contains('*') || (text.contains('?') && !is_behind_text) || (is_before_clause && text.ends_with(['!', '?'])) {
            let wildcards = if text.contains(['*', '?']) { &['*', '?'][..] } else { &['!'] };
            word::misplaced_wildcard(self.typed, start, end, wildcards).map_or(Ok(()), Err)?;
        }
        if matches!(text.as_str(), "|" | "||") {
            return Err(QueryProblem::error(span, format!("`{text}` is no operator")).hint("type `OR`"));
        }
        if is_before_clause && !is_behind_text && text.contains(|c| is_dash(c) || matches!(c, '-' | '+')) {
            return Err(no_minus(span, &text));
        }
        let is_alone = !is_behind_text && self.typed.get(end).is_none_or(|c| is_space(c) || is_close(c));
        if is_alone || !text.chars().all(is_punctuation) {
            let note = QueryProblem::note(span, format!("`{}` is left out: it holds no letter or digit", shown(&text)));
            self.notes.push(match text.as_str() {
                "-" => note.hint("to exclude a word, put the `-` directly before it"),
                "+" => note.hint("to require a word, put the `+` directly before it"),
                "=" => note.hint("to find a word as written, put the `=` directly before it"),
                "&" | "&&" => note.hint("type `AND` to mean the operator"),
                _ => note,
            });
        }
        self.at = end;
        Ok(())
    }

    /// Returns the place of the first character of a token that is not punctuation.
    fn word_start(&mut self, start: usize, end: usize) -> Result<usize> {
        let is_before_word = |c| (is_punctuation(c) && !matches!(c, '?' | '!')) || c == '+';
        let word_start = self.typed.find_before(start, end, |c| !is_before_word(c));
        let before = self.typed.text(start, word_start);
        let span = self.typed.span(start, word_start);
        if before.contains(['-', '+']) {
            return Err(no_minus(span, &before));
        }
        if before.contains(is_dash) {
            let note = QueryProblem::note(span, format!("`{before}` is a dash, not a minus sign, and is left out"));
            self.notes.push(note.hint("type `-` directly before a word to exclude it"));
        }
        Ok(word_start)
    }
}

/// Returns the error for a `-` or `+` among other signs, and for a dash directly before a phrase or a parenthesis.
fn no_minus(span: Span, text: &str) -> QueryProblem {
    let problem = QueryProblem::error(span, format!("`{}` is no sign for a clause", shown(text)));
    problem.hint("type `-` or `+` directly before a clause, with a space before it, or leave it out")
}
