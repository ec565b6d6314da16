//! Names with a value directly behind them: fields, filters, and the codes of other services for
//! them (`hd=flood`, `wc>800`).

use super::holder::Holder;
use super::parser::{Parser, Result};
use super::quote;
use crate::query::chars::{is_close, is_mark, is_open, is_space, shown};
use crate::query::display::is_writable;
use crate::query::field::{self, FilterName, Name};
use crate::query::function::Function;
use crate::query::word::{self, phrase_hint};
use crate::query::{Query, QueryProblem, TextField};
use crate::span::Span;

impl Parser<'_> {
    /// Reads a name and its value; `None` if the token turns out to be a word.
    pub(super) fn named(&mut self, start: usize, end: usize) -> Result<Option<Query>> {
        let joint = self.typed.find_before(start, end, |c| matches!(c, ':' | '=' | '<' | '>'));
        let name = self.typed.text(start, joint);
        if !word::is_name(&name) {
            return Ok(None);
        }
        match self.typed.get(joint).filter(|_| joint < end) {
            Some(':') => self.with_colon(&name, start, joint, end),
            Some(sign) => self.with_code(&name, sign, start, joint, end),
            None => Ok(None),
        }
    }

    fn with_colon(&mut self, name: &str, start: usize, colon: usize, end: usize) -> Result<Option<Query>> {
        if self.typed.is(colon + 1, |c| c == '/') && self.typed.is(colon + 2, |c| c == '/') {
            return Ok(None);
        }
        let is_before_clause = self.typed.is(end, |c| is_mark(c) || is_open(c));
        let known = Name::parse(name);
        if let Some(known) = known
            && colon + 1 == end
            && !is_before_clause
        {
            let message = format!("`{}:` without a value directly after it is searched as a word", known.name());
            let note = QueryProblem::note(self.typed.span(start, end), message);
            self.notes.push(note.hint(format!("to search the field, type `{}`", known.example())));
            return Ok(None);
        }
        if known.is_none() && !is_before_clause && !self.typed.holds_word(colon + 1, end) {
            return Ok(None);
        }
        let Some(known) = known else {
            return Err(field::no_field(name, &self.typed.text(start, end), self.typed.span(start, colon)));
        };
        self.value(known, self.typed.span(start, colon + 1), colon + 1).map(Some)
    }

    /// Reads a code of another service. Our own names with its sign are errors, because
    /// `title=flood` would be searched as two words.
    fn with_code(&mut self, name: &str, sign: char, start: usize, joint: usize, end: usize) -> Result<Option<Query>> {
        let span = self.typed.span(start, joint + 1);
        let code = Name::of_code(name).filter(|code| sign == '=' || *code == Some(Name::Filter(FilterName::Words)));
        let Some(code) = code else {
            let known = Name::parse(name).filter(|_| joint + 1 < end || self.typed.is(end, |c| is_mark(c) || is_open(c)));
            let Some(known) = known else { return Ok(None) };
            let value_start = if sign == '=' { joint + 1 } else { joint };
            let value = self.typed.text(value_start, end);
            let value = if value.is_empty() { "…" } else { &value };
            let problem = QueryProblem::error(span, format!("a colon stands behind the name of a field, and no `{sign}`"));
            return Err(problem.hint(format!("type `{}:{}`", known.name(), shown(value))));
        };
        let Some(known) = code else {
            let problem = QueryProblem::error(span, format!("there is no field `{}=`", shown(name)));
            let text = self.typed.text(start, end);
            return Err(problem.hint(phrase_hint("to search for the text itself, put it in quotation marks", &text)));
        };
        let value_start = if sign == '=' { joint + 1 } else { joint };
        if joint + 1 == end && !self.typed.is(end, |c| is_mark(c) || is_open(c)) {
            let problem = QueryProblem::error(span, format!("`{name}{sign}` needs a value directly behind it"));
            return Err(problem.hint(format!("type `{}`", known.example())));
        }
        self.value(known, span, value_start).map(Some)
    }

    /// Reads the value that begins at a place.
    fn value(&mut self, name: Name, span: Span, at: usize) -> Result<Query> {
        if let Some(outer) = self.holder {
            return Err(outer.refuse(name, span));
        }
        self.at = at;
        match name {
            Name::Text(field) => {
                let is_whole = self.typed.is(at, |c| c == '=') && self.typed.is(at + 1, is_mark);
                match FilterName::of_name(field).filter(|_| is_whole) {
                    Some(filter) => {
                        self.at += 1;
                        self.filter(filter)
                    }
                    None => self.within(name, field, span),
                }
            }
            Name::Hlead => {
                let inner = self.inner(name, Holder::Function(Function::Hlead), span)?;
                Ok(Query::Hlead(Box::new(inner)))
            }
            Name::Filter(filter) => self.filter(filter),
        }
    }

    fn within(&mut self, name: Name, field: TextField, span: Span) -> Result<Query> {
        let at = self.at;
        let inner = self.inner(name, Holder::Field(field), span)?;
        quote::check(field, &inner, self.typed.span(at, self.at))?;
        Ok(Query::Within(field, Box::new(inner)))
    }

    /// Reads the word, phrase, group or function behind the name of a field.
    fn inner(&mut self, name: Name, holder: Holder, span: Span) -> Result<Query> {
        let (start, end) = (self.at, self.typed.token_end(self.at));
        if self.is_sign(start) {
            let sign = self.typed.text(start, start + 1);
            let problem = QueryProblem::error(self.typed.span(start, start + 1), format!("`{sign}` stands before the field"));
            let value = self.typed.text(start + 1, end);
            return Err(problem.hint(match name {
                Name::Hlead => format!("type `{sign}hlead({})`", shown(&value)),
                name => format!("type `{sign}{}:{}`", name.name(), shown(&value)),
            }));
        }
        let nothing_behind = || {
            let problem = QueryProblem::error(span, format!("nothing to search for stands behind `{}:`", name.name()));
            problem.hint(format!("type a word directly after it, such as `{}`", name.example()))
        };
        let outer = self.holder.replace(holder);
        let inner = self.atom()?.ok_or_else(nothing_behind)?;
        self.holder = outer;
        Ok(inner)
    }

    fn filter(&mut self, name: FilterName) -> Result<Query> {
        let start = self.at;
        self.leaf(start)?;
        if self.typed.is(start, is_open) {
            let problem = QueryProblem::error(self.typed.span(start, start + 1), format!("`{}:` takes one value", name.name()));
            return Err(problem.hint(format!("type `{}`, and `OR` between several of them", name.example())));
        }
        let is_quoted = self.is_phrase_at(start);
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
        if name.is_verbatim() && !is_writable(&value, name.is_of_name()) {
            let problem = QueryProblem::error(span, "this value holds every kind of quotation mark and cannot be written back");
            return Err(problem.hint("search for a shorter value"));
        }
        let (filter, note) = field::filter(name, &value, span, self.today)?;
        self.notes.extend(note);
        Ok(Query::Filter(filter))
    }

    /// Returns the end of a URL or path: at white space, or at a parenthesis that closes none of
    /// its own (`…/wiki/Flood_(film)`).
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
}
