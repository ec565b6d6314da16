//! Tokens, the runs of characters between white space, parentheses and double marks: words, fields and filters, and what is left out.

use super::{Parser, Result};
use crate::query::chars::{is_close, is_dash, is_mark, is_open, is_punctuation, is_space, shown};
use crate::query::display::is_writable;
use crate::query::field::{self, FilterName, Name};
use crate::query::word::{self, quote_it};
use crate::query::{Query, QueryProblem, TextField};
use crate::span::Span;

impl Parser<'_> {
    /// Reads a run of characters without white space, parentheses and double marks: a word, a name with its value, or nothing to search.
    pub(super) fn token(&mut self) -> Result<Option<Query>> {
        let (start, end) = (self.at, self.typed.token_end(self.at));
        if !self.typed.holds_word(start, end) {
            return self.left_out(start, end).map(|()| None);
        }
        let token = self.typed.text(start, end);
        if word::is_proximity(token.trim_end_matches(is_punctuation)) {
            let problem = QueryProblem::error(self.typed.span(start, end), "proximity (`w/5`, `/5`, `/s`) is not supported yet");
            return Err(problem.hint(quote_it("to search for the text itself, put it in quotation marks", &token)));
        }
        let start = self.word_start(start, end)?;
        if let Some(query) = self.named(start, end)? {
            return Ok(Some(query));
        }
        let token = self.typed.text(start, end);
        if self.typed.is(end, is_open) {
            self.no_function(&token, start, end)?;
        }
        if self.typed.is(end, is_mark) && token.ends_with('=') {
            let problem = QueryProblem::error(self.typed.span(start, end), "fields with `=` are not supported yet");
            return Err(problem.hint("type a field and a colon, such as `title:\"white house\"`"));
        }
        self.leaf(start)?;
        self.at = end;
        let (text, notes) = word::read(self.typed, start, end)?;
        self.notes.extend(notes);
        Ok(Some(Query::Word(text)))
    }

    /// Passes over a token without letter or digit. It is noted where it stands alone; a comma after a phrase is not worth a word.
    fn left_out(&mut self, start: usize, end: usize) -> Result<()> {
        self.leaf(start)?;
        let text = self.typed.text(start, end);
        let span = self.typed.span(start, end);
        let is_before_clause = self.typed.is(end, |c| is_mark(c) || is_open(c));
        if text.contains('*') || (is_before_clause && text.ends_with('!')) {
            return Err(word::wildcard(self.typed, start, end));
        }
        if matches!(text.as_str(), "|" | "||") {
            return Err(QueryProblem::error(span, format!("`{text}` is no operator")).hint("type `OR`"));
        }
        if is_before_clause && text.ends_with('=') {
            return Err(QueryProblem::error(span, "exact forms are not supported yet").hint("leave the `=` out"));
        }
        let is_behind_text = start.checked_sub(1).is_some_and(|before| self.typed.is(before, |c| !is_space(c) && !is_open(c)));
        if is_before_clause && !is_behind_text && text.contains(|c| is_dash(c) || matches!(c, '-' | '+')) {
            return Err(no_minus(span, &text));
        }
        let is_alone = !is_behind_text && self.typed.get(end).is_none_or(|c| is_space(c) || is_close(c));
        if is_alone || !text.chars().all(is_punctuation) {
            let note = QueryProblem::note(span, format!("`{}` is left out: it holds no letter or digit", shown(&text)));
            self.notes.push(match text.as_str() {
                "-" => note.hint("to exclude a word, put the `-` directly before it"),
                "+" => note.hint("to require a word, put the `+` directly before it"),
                "&" | "&&" => note.hint("type `AND` to mean the operator"),
                _ => note,
            });
        }
        self.at = end;
        Ok(())
    }

    /// Returns the place of the first character of a token that is no punctuation.
    fn word_start(&mut self, start: usize, end: usize) -> Result<usize> {
        let is_before_word = |c| (is_punctuation(c) && !matches!(c, '?' | '!')) || c == '+';
        let word_start = self.typed.find(start, |c| !is_before_word(c)).min(end);
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

    /// Reads `name:value`; None where the token is a word after all.
    fn named(&mut self, start: usize, end: usize) -> Result<Option<Query>> {
        let Some(colon) = (start..end).find(|at| self.typed.is(*at, |c| c == ':')) else { return Ok(None) };
        let name = self.typed.text(start, colon);
        let has_slashes = self.typed.is(colon + 1, |c| c == '/') && self.typed.is(colon + 2, |c| c == '/');
        if has_slashes || !word::is_name(&name) {
            return Ok(None);
        }
        let is_before_clause = self.typed.is(end, |c| is_mark(c) || is_open(c));
        let known = Name::parse(&name);
        if let Some(known) = known
            && colon + 1 == end
            && !is_before_clause
        {
            let message = format!("`{}:` without a value directly after it is searched as a word", known.name());
            let example = match known {
                Name::Text(field) => format!("{}:flood", field.name()),
                Name::Filter(filter) => filter.example().to_owned(),
            };
            let note = QueryProblem::note(self.typed.span(start, end), message);
            self.notes.push(note.hint(format!("to search the field, type `{example}`")));
            return Ok(None);
        }
        if known.is_none() && !is_before_clause && !self.typed.holds_word(colon + 1, end) {
            return Ok(None);
        }
        let span = self.typed.span(start, colon + 1);
        let Some(known) = known else {
            return Err(field::no_field(&name, &self.typed.text(start, end), self.typed.span(start, colon)));
        };
        if let Some(outer) = self.field {
            let problem = QueryProblem::error(span, format!("`{}:` stands inside `{}:`", known.name(), outer.name()));
            return Err(problem.hint("close the parentheses of the one field before the other begins"));
        }
        self.at = colon + 1;
        match known {
            Name::Text(field) => self.within(field, span).map(Some),
            Name::Filter(filter) => self.filter(filter).map(Some),
        }
    }

    fn within(&mut self, field: TextField, span: Span) -> Result<Query> {
        let name = field.name();
        let (start, end) = (self.at, self.typed.token_end(self.at));
        if self.is_sign(start) {
            let sign = self.typed.text(start, start + 1);
            let problem = QueryProblem::error(self.typed.span(start, start + 1), format!("`{sign}` stands before the field"));
            return Err(problem.hint(format!("type `{sign}{name}:{}`", shown(&self.typed.text(start + 1, end)))));
        }
        self.field = Some(field);
        let nothing_behind = || {
            let problem = QueryProblem::error(span, format!("nothing to search for stands behind `{name}:`"));
            problem.hint(format!("type a word directly after it, such as `{name}:flood`"))
        };
        let inner = self.atom()?.ok_or_else(nothing_behind)?;
        self.field = None;
        Ok(Query::Within(field, Box::new(inner)))
    }

    fn filter(&mut self, name: FilterName) -> Result<Query> {
        let start = self.at;
        self.leaf(start)?;
        if self.typed.is(start, is_open) {
            let problem = QueryProblem::error(self.typed.span(start, start + 1), format!("`{}:` takes one value", name.name()));
            return Err(problem.hint(format!("type `{}`, and `OR` between several of them", name.example())));
        }
        let is_quoted = self.typed.is(start, is_mark) || self.typed.single_close(start).is_some();
        let (value_start, value_end) = if is_quoted {
            let close = self.closing_mark(start)?;
            self.at = close + 1;
            (start + 1, close)
        } else if name.is_verbatim() {
            self.at = self.verbatim_end(start);
            (start, self.at)
        } else {
            self.at = self.typed.token_end(start);
            let n_trailing = self.typed.between(start, self.at).rev().take_while(|c| matches!(c, ',' | ';')).count();
            (start, self.at - n_trailing)
        };
        let value = match (name.is_verbatim(), is_quoted) {
            (true, true) => self.typed.raw_between(start, value_end).to_owned(),
            (true, false) => self.typed.raw(value_start, value_end).to_owned(),
            (false, _) => self.typed.text(value_start, value_end),
        };
        let span = if is_quoted { self.typed.span(start, self.at) } else { self.typed.span(value_start, value_end) };
        if value.trim().is_empty() {
            let problem = QueryProblem::error(span, format!("`{}:` needs a value", name.name()));
            return Err(problem.hint(format!("type `{}`", name.example())));
        }
        if name.is_verbatim() && !is_writable(&value) {
            let problem = QueryProblem::error(span, "this value holds every kind of quotation mark and cannot be written back");
            return Err(problem.hint("search for a shorter value"));
        }
        let (filter, note) = field::filter(name, &value, span, self.today)?;
        self.notes.extend(note);
        Ok(Query::Filter(filter))
    }

    /// Returns the end of a URL or path: white space, or a parenthesis that closes none of its own (`…/wiki/Flood_(film)`).
    fn verbatim_end(&self, start: usize) -> usize {
        let mut n_open = 0_usize;
        for at in start..self.typed.len() {
            match self.typed.get(at) {
                Some(c) if is_space(c) => return at,
                Some(c) if is_open(c) => n_open += 1,
                Some(c) if is_close(c) && n_open == 0 => return at,
                Some(c) if is_close(c) => n_open -= 1,
                _ => {}
            }
        }
        self.typed.len()
    }

    /// Fails where the token before a parenthesis would be a function or a field elsewhere.
    fn no_function(&self, token: &str, start: usize, end: usize) -> Result<()> {
        let span = self.typed.span(start, end);
        if word::is_function(token) {
            let problem = QueryProblem::error(span, format!("`{}(…)` is not supported yet", shown(token)));
            return Err(problem.hint("leave it and its parentheses out"));
        }
        if let Some(Name::Text(field)) = Name::parse(token) {
            let problem = QueryProblem::error(span, format!("`{token}(…)` is no field"));
            return Err(
                problem.hint(format!("type `{}:(…)` to search the field, or a space to search for the word", field.name()))
            );
        }
        Ok(())
    }
}

/// Returns the error for a `-` or `+` among other signs, and for a dash directly before a phrase or a parenthesis.
fn no_minus(span: Span, text: &str) -> QueryProblem {
    let problem = QueryProblem::error(span, format!("`{}` is no sign for a clause", shown(text)));
    problem.hint("type `-` or `+` directly before a clause, with a space before it, or leave it out")
}
