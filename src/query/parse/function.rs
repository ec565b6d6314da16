//! Functions, typed with a parenthesis directly behind the name: `caps(US)`, `atleast3(flood)`,
//! `hlead(flood)`, `title(flood)`.

use super::holder::Holder;
use super::parser::{Parser, Result};
use super::quote;
use super::side::{self, Place};
use crate::query::chars::{is_open, is_space, shown};
use crate::query::field::Name;
use crate::query::function::Function;
use crate::query::word::phrase_hint;
use crate::query::{MAX_TIMES, Query, QueryProblem};

impl Parser<'_> {
    /// Reads a function whose name is a token; `None` if the token turns out to be a word.
    pub(super) fn function(&mut self, start: usize, end: usize) -> Result<Option<Query>> {
        let name = self.typed.text(start, end);
        let is_open_at = |at: usize| self.typed.is(at, is_open);
        let Some(function) = Function::parse(&name) else {
            return if is_open_at(end) { self.refuse_filter(&name, start, end).map(|()| None) } else { Ok(None) };
        };
        let has_space = is_open_at(self.typed.find(end, |c| !is_space(c)));
        let span = self.typed.span(start, end);
        match function {
            Function::AtLeast(n) if is_open_at(end) && !(1..=MAX_TIMES).contains(&n) => Err(self.no_number(&name, start, end)),
            _ if is_open_at(end) => self.call(function, start, end).map(Some),
            Function::Field(field) if has_space => {
                let note = QueryProblem::note(span, format!("`{name}` is searched as a word: a space stands behind it"));
                self.notes.push(note.hint(format!("to search the field, type `{}:(…)`", field.name())));
                Ok(None)
            }
            Function::Case(_) | Function::Hlead if has_space => {
                let problem = QueryProblem::error(span, format!("a space stands between `{name}` and its parenthesis"));
                Err(problem.hint(instead_of(function, &name)))
            }
            _ => Ok(None),
        }
    }

    /// Fails if a word is `atleast3`, which means nothing without its parenthesis.
    pub(super) fn refuse_at_least(&self, word: &str, start: usize, end: usize) -> Result<()> {
        let Some(Function::AtLeast(n)) = Function::parse(word) else { return Ok(()) };
        if !(1..=MAX_TIMES).contains(&n) {
            return Err(self.no_number(word, start, end));
        }
        let message = format!("`{}` needs a parenthesis directly behind it", shown(word));
        Err(QueryProblem::error(self.typed.span(start, end), message).hint(instead_of(Function::AtLeast(n), word)))
    }

    /// Returns the error for `atleast(…)`, `atleast 3 (…)` and `atleast0(…)`.
    fn no_number(&self, name: &str, start: usize, end: usize) -> QueryProblem {
        let message = format!(
            "`{}` needs a number from 1 to {MAX_TIMES} directly behind it",
            shown(name.trim_end_matches(char::is_numeric))
        );
        let next = self.typed.find(end, |c| !is_space(c));
        let next = self.typed.text(next, self.typed.token_end(next)).parse().unwrap_or(0);
        QueryProblem::error(self.typed.span(start, end), message).hint(instead_of(Function::AtLeast(next), name))
    }

    fn call(&mut self, function: Function, start: usize, end: usize) -> Result<Query> {
        let name = match function {
            Function::Field(field) => Some(Name::Text(field)),
            Function::Hlead => Some(Name::Hlead),
            Function::Case(_) | Function::AtLeast(_) => None,
        };
        if let (Some(name), Some(holder)) = (name, self.holder) {
            return Err(holder.refuse(name, self.typed.span(start, end)));
        }
        self.at = end;
        let inner = self.group_inside(Holder::Function(function))?;
        if let Function::Field(field) = function {
            quote::check(field, &inner, self.typed.span(end, self.at))?;
        }
        if name.is_none() {
            side::check(&inner, self.typed.span(end, self.at), Place::Inside(function))?;
        }
        Ok(function.around(inner))
    }

    /// Reads a group in which no field may stand.
    pub(super) fn group_inside(&mut self, holder: Holder) -> Result<Query> {
        let outer = self.holder.replace(holder);
        let inner = self.group()?;
        self.holder = outer;
        Ok(inner)
    }

    /// Fails if the token before a parenthesis is the name of a filter, as in `lang(de)`.
    fn refuse_filter(&self, name: &str, start: usize, end: usize) -> Result<()> {
        let Some(Name::Filter(filter)) = Name::parse(name) else { return Ok(()) };
        let problem = QueryProblem::error(self.typed.span(start, end), format!("`{name}(…)` is no function"));
        Err(problem.hint(format!("type `{}`, or a space to search for the word", filter.example())))
    }
}

fn instead_of(function: Function, name: &str) -> String {
    let quoted = phrase_hint("to search for the word itself, put it in quotation marks", name);
    format!("type `{}`; {quoted}", function.example())
}
