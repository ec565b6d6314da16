//! Typed text to [`Query`]: precedence, signs and parentheses. The parts of a clause have files of
//! their own.
//!
//! One pass from left to right, one function per line of the grammar. The first error ends it: what
//! follows an unclosed mark or parenthesis cannot be judged. Every place is read a bounded number
//! of times, so time is linear in the text. Nesting is bounded, so no text overflows the stack.

mod function;
mod holder;
mod named;
mod near;
mod parser;
mod phrase;
mod quote;
mod side;
mod token;

use self::parser::{Clause, LastOne, Parser, Result};
pub use self::parser::{MAX_DEPTH, MAX_LEAVES};
use super::chars::{Typed, is_close, is_mark, is_open, is_punctuation, is_space};
use super::display::nesting;
use super::word::phrase_hint;
use super::{Query, QueryProblem, Today, connector};
use crate::span::Span;

/// Maximum length of the typed text.
pub const MAX_LEN_BYTES: usize = 64 * 1_024;

/// Returns the query that `text` means in our own language, and the problems found, in the order of the text. The query is `None` exactly if one problem,
/// the last, is an error.
pub(super) fn parse(text: &str, today: Today) -> (Option<Query>, Vec<QueryProblem>) {
    if text.len() > MAX_LEN_BYTES {
        let span = Span::new(text.floor_char_boundary(MAX_LEN_BYTES), text.len());
        let problem = QueryProblem::error(span, format!("the query is longer than {MAX_LEN_BYTES} bytes"));
        return (None, vec![problem.hint("ask in several queries")]);
    }
    let typed = Typed::new(text);
    let mut parser = Parser::new(&typed, today);
    let query = parser.query();
    let mut problems = parser.notes;
    problems.sort_by_key(|note| note.span);
    match query {
        Ok(query) => (Some(query), problems),
        Err(problem) => {
            problems.push(problem);
            (None, problems)
        }
    }
}

/// Returns each word and phrase of a text with its place, in the order of the text, as far as the
/// text can be read.
///
/// The tree holds no places, because it prints itself. An engine that cannot look up a word names
/// the word; this function says where it stands.
pub fn word_places(text: &str, today: Today) -> Vec<(Query, Span)> {
    let typed = Typed::new(text);
    let mut parser = Parser::new(&typed, today);
    // The words before an error have places too.
    drop(parser.query());
    parser.leaves
}

/// An operator word in the text.
#[derive(Clone, Copy)]
struct Operator {
    name: &'static str,
    start: usize,
}

/// What can stand before a list of clauses; used in the message if the list is empty.
#[derive(Clone, Copy)]
struct Before {
    parenthesis: Option<usize>,
    operator: Option<Operator>,
}

impl Parser<'_> {
    fn query(&mut self) -> Result<Query> {
        let query = self.any(None)?;
        // Lists end at the end of the text or before a closing parenthesis.
        if self.at < self.typed.len() {
            return Err(self.never_opened());
        }
        // Chains and signs print with parentheses that nobody typed.
        if nesting(&query) > MAX_DEPTH { Err(self.too_deep(0..self.typed.len())) } else { Ok(query) }
    }

    fn any(&mut self, parenthesis: Option<usize>) -> Result<Query> {
        let mut list = vec![self.all(Before { parenthesis, operator: None })?];
        while let Some(operator) = self.operator("OR") {
            list.push(self.all(Before { parenthesis, operator: Some(operator) })?);
        }
        Ok(unwrap_one(list, Query::Or))
    }

    fn all(&mut self, before: Before) -> Result<Query> {
        let mut list = vec![self.words(before)?];
        while let Some(operator) = self.operator("AND") {
            list.push(self.words(Before { operator: Some(operator), ..before })?);
        }
        Ok(unwrap_one(list, Query::And))
    }

    fn words(&mut self, before: Before) -> Result<Query> {
        let mut clauses: Vec<Clause> = Vec::new();
        while self.is_clause_ahead() {
            let Some(clause) = self.clause()? else { continue };
            if let Some(last) = clauses.last() {
                self.note_operator_word(last, clauses.len() == 1, &clause);
            }
            clauses.push(clause);
        }
        if clauses.is_empty() {
            return Err(self.nothing_here(before));
        }
        self.note_neighbours(&clauses);
        Ok(unwrap_one(clauses.into_iter().map(|clause| clause.query).collect(), Query::Words))
    }

    /// Notes that a clause with another one behind it is a word that was probably meant as an
    /// operator. Noted once in a query: whoever writes "to be or not to be" needs one note.
    fn note_operator_word(&mut self, clause: &Clause, is_first: bool, next: &Clause) {
        let Query::Word(text) = &clause.query else { return };
        let meant = match text.as_str() {
            "not" => "NOT",
            "and" if !is_first => "AND",
            "or" if !is_first => "OR",
            "same" if !is_first => "w/p",
            "BUT" if matches!(next.query, Query::Not(_)) => "AND NOT",
            _ => return,
        };
        if !self.has_noted_operator_word {
            let note = QueryProblem::note(self.span(&clause.places), format!("`{text}` is searched as a word"));
            self.notes.push(note.hint(format!("type `{meant}` to mean the operator")));
            self.has_noted_operator_word = true;
        }
    }

    /// Returns the next clause. `None` if the text there is left out, which is noted unless it is
    /// mere punctuation.
    fn clause(&mut self) -> Result<Option<Clause>> {
        let start = self.at;
        if let Some(connector) = self.connector_at(start)? {
            return Err(self.connector_error(&connector, "nothing stands before"));
        }
        let (query, chain) = if let Some(operator) = self.operator("NOT") {
            (Some(self.excluded(operator)?), None)
        } else if self.is_sign(start) {
            (Some(self.signed()?), None)
        } else {
            self.near()?
        };
        Ok(query.map(|query| Clause { query, places: start..self.at, chain }))
    }

    fn excluded(&mut self, operator: Operator) -> Result<Query> {
        let nothing_after = |parser: &Parser<'_>| parser.operator_error(operator, "nothing stands after");
        self.deeper(operator.start)?;
        if !self.is_clause_ahead() {
            return Err(nothing_after(self));
        }
        let inner = self.clause()?.ok_or_else(|| nothing_after(self))?;
        self.depth -= 1;
        Ok(Query::Not(Box::new(inner.query)))
    }

    /// A clause that begins with `-` or `+`.
    fn signed(&mut self) -> Result<Query> {
        let start = self.at;
        let sign = if self.typed.is(start, |c| c == '-') { '-' } else { '+' };
        let span = self.typed.span(start, start + 1);
        if self.last_one.is_some_and(|last| last.end == start) {
            let problem = QueryProblem::error(span, format!("`{sign}` stands at the start of a clause, after a space"));
            return Err(problem.hint(format!("put a space before the `{sign}`, or leave it out")));
        }
        self.at += 1;
        if self.typed.is(self.at, |c| matches!(c, '-' | '+')) {
            let problem = QueryProblem::error(self.typed.span(start, start + 2), "a clause has one sign");
            return Err(problem.hint("type `-` to exclude what follows, or `+` to require it"));
        }
        let end = self.typed.token_end(self.at);
        let token = self.typed.text(self.at, end);
        let number = token.trim_end_matches(|c| is_punctuation(c) && !matches!(c, '?' | '!'));
        if sign == '+' && connector::parse_plus(number).is_some() {
            let message = format!("`+{number}` is an operator (`pre/{number}`) and stands between two clauses");
            let problem = QueryProblem::error(self.typed.span(start, end), message);
            return Err(problem.hint(format!("to require the text, type `+({number})`")));
        }
        self.deeper(start)?;
        let nothing_behind = || QueryProblem::error(span, format!("nothing to search for stands behind `{sign}`"));
        let inner = self.one()?.ok_or_else(nothing_behind)?;
        self.depth -= 1;
        if let Some(connector) = self.connector_ahead()? {
            self.at = connector.places.end;
            let (right, _) = self.right_side(&connector)?;
            return Err(side::signed(span, sign, inner, connector.connector, right));
        }
        let inner = Box::new(inner);
        Ok(if sign == '-' { Query::Not(inner) } else { Query::Required(inner) })
    }

    /// Returns one possible side of a connector, by its shape; `None` if the text there is left
    /// out.
    fn one(&mut self) -> Result<Option<Query>> {
        let touched = self.last_one.filter(|last| last.end == self.at);
        let start = self.at;
        if touched.is_some() && self.typed.is(start, |c| c == '~') {
            let problem =
                QueryProblem::error(self.typed.span(start, start + 1), "`~` and a number stand after a phrase or a word");
            return Err(problem.hint("type `\"white house\"~3` to allow 3 other words in between"));
        }
        let begins_bare = !self.typed.is(start, is_open) && !self.is_phrase_at(start);
        let query = self.atom()?;
        if query.is_some() && touched.is_some_and(|last| last.ends_bare || begins_bare) {
            let span = self.typed.span(start, start + 1);
            self.notes.push(QueryProblem::note(span, "a clause begins here without a space; it is read as if there were one"));
        }
        let is_behind_close = self.typed.is(self.at.saturating_sub(1), |c| is_close(c) || is_mark(c));
        self.last_one = query.as_ref().map(|_| LastOne { end: self.at, ends_bare: !is_behind_close });
        Ok(query)
    }

    fn atom(&mut self) -> Result<Option<Query>> {
        if self.typed.is(self.at, is_open) {
            return self.group().map(Some);
        }
        if self.is_phrase_at(self.at) {
            return self.phrase().map(Some);
        }
        self.token()
    }

    fn group(&mut self) -> Result<Query> {
        let open = self.at;
        self.deeper(open)?;
        self.at += 1;
        let query = self.any(Some(open))?;
        if !self.typed.is(self.at, is_close) {
            return Err(self.never_closed(open));
        }
        self.at += 1;
        self.depth -= 1;
        Ok(query)
    }

    /// Skips white space and returns whether a clause begins behind it.
    fn is_clause_ahead(&mut self) -> bool {
        self.skip_space();
        self.typed.is(self.at, |c| !is_close(c)) && !self.is_operator("AND") && !self.is_operator("OR")
    }

    /// Skips the operator, if it stands here.
    fn operator(&mut self, name: &'static str) -> Option<Operator> {
        self.skip_space();
        let start = self.at;
        let is_here = self.is_operator(name);
        is_here.then(|| {
            self.at += name.len();
            Operator { name, start }
        })
    }

    fn is_operator(&self, name: &str) -> bool {
        let end = self.at + name.len();
        let is_end = |c| is_space(c) || is_open(c) || is_close(c) || is_mark(c);
        self.typed.get(end).is_none_or(is_end) && self.typed.between(self.at, end).eq(name.chars())
    }

    /// A sign has something directly behind it; a lone `-` is a dash.
    fn is_sign(&self, at: usize) -> bool {
        let is_single_phrase = || self.typed.single_close(at + 1).is_some();
        self.typed.is(at, |c| matches!(c, '-' | '+')) && {
            let end = self.typed.token_end(at);
            self.typed.holds_word(at, end) || self.typed.is(end, |c| is_mark(c) || is_open(c)) || is_single_phrase()
        }
    }

    fn skip_space(&mut self) {
        self.at = self.typed.find(self.at, |c| !is_space(c));
    }

    /// Returns the error that says why no clause stands here.
    fn nothing_here(&self, before: Before) -> QueryProblem {
        let next = ["AND", "OR"].into_iter().find(|name| self.is_operator(name)).map(|name| Operator { name, start: self.at });
        match (before.operator, next, before.parenthesis) {
            (Some(operator), _, _) => self.operator_error(operator, "nothing stands after"),
            (None, Some(next), _) => self.operator_error(next, "nothing stands before"),
            (None, None, Some(open)) if self.typed.is(self.at, is_close) => {
                let problem =
                    QueryProblem::error(self.typed.span(open, self.at + 1), "nothing to search for in these parentheses");
                problem.hint("leave them out")
            }
            (None, None, Some(open)) => self.never_closed(open),
            (None, None, None) if self.at < self.typed.len() => self.never_opened(),
            (None, None, None) => {
                let message = if self.notes.is_empty() { "the query is empty" } else { "nothing is left to search for" };
                QueryProblem::error(self.typed.span(self.at, self.at), message)
                    .hint("type one or more words, such as `flood berlin`")
            }
        }
    }

    fn operator_error(&self, operator: Operator, what: &str) -> QueryProblem {
        let Operator { name, start } = operator;
        let problem = QueryProblem::error(self.typed.span(start, start + name.len()), format!("{what} `{name}`"));
        problem.hint(phrase_hint("to search for the word itself, put it in quotation marks", name))
    }

    fn never_closed(&self, open: usize) -> QueryProblem {
        let problem = QueryProblem::error(self.typed.span(open, open + 1), "this parenthesis is never closed");
        problem.hint("type `)` where it ends, or leave it out")
    }

    fn never_opened(&self) -> QueryProblem {
        let problem = QueryProblem::error(self.typed.span(self.at, self.at + 1), "this parenthesis was never opened");
        problem.hint("type `(` where it begins, or leave it out")
    }
}

fn unwrap_one(mut list: Vec<Query>, several: fn(Vec<Query>) -> Query) -> Query {
    match list.pop() {
        Some(only) if list.is_empty() => only,
        last => {
            list.extend(last);
            several(list)
        }
    }
}

#[cfg(test)]
mod tests;
