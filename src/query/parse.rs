//! Typed text to [`Query`]: precedence, parentheses, phrases and fields.
//!
//! One pass from left to right, one function per line of the grammar. The first error ends it: what stands behind an unclosed mark or
//! parenthesis cannot be judged. Every place is looked at a bounded number of times, so time is linear in the text, and nesting is
//! bounded, so no text overflows the stack.

mod token;

use unicode_normalization::UnicodeNormalization;

use super::chars::{Typed, is_close, is_mark, is_open, is_punctuation, is_space, shown};
use super::word::{self, quote_it};
use super::{Query, QueryProblem, TextField, Today};
use crate::span::Span;

/// How deep parentheses and signs may nest.
pub const MAX_DEPTH: usize = 64;

/// How many words, phrases and filters a query may hold.
pub const MAX_LEAVES: usize = 1_024;

/// How long the typed text may be.
pub const MAX_LEN_BYTES: usize = 64 * 1_024;

/// Returns the query that `text` means, and what to tell about it in the order of the text.
///
/// The query is None exactly when one problem, the last, is of [`Severity::Error`](super::Severity); an empty text is such an error. Relative dates
/// (`since:7d`) count from `today`, and the tree holds the day they mean.
///
/// ```
/// use pullquote::query::parse;
/// let (query, problems) = parse("“white house” or moscow -title:war", 0);
/// assert_eq!(query.map(|query| query.to_string()).as_deref(), Some("\"white house\" or moscow -title:war"));
/// assert_eq!(problems[0].message, "`or` is searched as a word");
/// ```
pub fn parse(text: &str, today: Today) -> (Option<Query>, Vec<QueryProblem>) {
    if text.len() > MAX_LEN_BYTES {
        let span = Span::new(text.floor_char_boundary(MAX_LEN_BYTES), text.len());
        let problem = QueryProblem::error(span, format!("the query is longer than {MAX_LEN_BYTES} bytes"));
        return (None, vec![problem.hint("ask in several queries")]);
    }
    let typed = Typed::new(text);
    let mut parser = Parser {
        typed: &typed,
        today,
        at: 0,
        depth: 0,
        n_leaves: 0,
        field: None,
        last_clause: None,
        has_noted_lower_case: false,
        notes: Vec::new(),
    };
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

type Result<T> = std::result::Result<T, QueryProblem>;

struct Parser<'t> {
    typed: &'t Typed<'t>,
    today: Today,
    /// The place that is read next.
    at: usize,
    depth: usize,
    n_leaves: usize,
    /// The field whose parentheses are open.
    field: Option<TextField>,
    /// Where the last clause ended.
    last_clause: Option<LastClause>,
    has_noted_lower_case: bool,
    /// Nothing but notes; an error ends the parse.
    notes: Vec<QueryProblem>,
}

#[derive(Clone, Copy)]
struct LastClause {
    end: usize,
    is_word: bool,
}

/// An operator word in the text.
#[derive(Clone, Copy)]
struct Operator {
    name: &'static str,
    start: usize,
}

/// What can stand before a list of clauses, for the message when the list is empty.
#[derive(Clone, Copy)]
struct Before {
    parenthesis: Option<usize>,
    operator: Option<Operator>,
}

impl Parser<'_> {
    fn query(&mut self) -> Result<Query> {
        let query = self.any(None)?;
        // Lists end at the end of the text or before a closing parenthesis.
        if self.at < self.typed.len() { Err(self.never_opened()) } else { Ok(query) }
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
        let mut list = Vec::new();
        let mut lower_case_operator: Option<(Span, &'static str)> = None;
        while self.is_clause_ahead() {
            let start = self.at;
            let Some(clause) = self.clause()? else { continue };
            if let Some((span, name)) = lower_case_operator.take() {
                self.note_lower_case(span, name);
            }
            lower_case_operator = match &clause {
                Query::Word(text) if text == "not" => Some((self.typed.span(start, self.at), "not")),
                Query::Word(text) if text == "and" && !list.is_empty() => Some((self.typed.span(start, self.at), "and")),
                Query::Word(text) if text == "or" && !list.is_empty() => Some((self.typed.span(start, self.at), "or")),
                _ => None,
            };
            list.push(clause);
        }
        if list.is_empty() { Err(self.nothing_here(before)) } else { Ok(unwrap_one(list, Query::Words)) }
    }

    /// Once for a query: who writes "to be or not to be" need not be told twice.
    fn note_lower_case(&mut self, span: Span, name: &str) {
        if !self.has_noted_lower_case {
            let note = QueryProblem::note(span, format!("`{name}` is searched as a word"));
            self.notes.push(note.hint(format!("type `{}` to mean the operator", name.to_uppercase())));
            self.has_noted_lower_case = true;
        }
    }

    /// Returns the next clause; None where what stands there is left out, which is noted unless it is mere punctuation.
    fn clause(&mut self) -> Result<Option<Query>> {
        let touched = self.last_clause.filter(|last| last.end == self.at);
        let start = self.at;
        if let Some(operator) = self.operator("NOT") {
            return self.excluded(operator).map(Some);
        }
        if touched.is_some() && self.typed.is(start, |c| c == '~') {
            let problem = QueryProblem::error(self.typed.span(start, start + 1), "`~` and a number stand after a phrase");
            return Err(problem.hint("type `\"white house\"~3` to allow 3 other words in between"));
        }
        let clause = if self.is_sign(start) { self.signed(touched.is_some())? } else { self.atom()? };
        let is_word = matches!(clause, Some(Query::Word(_))) && !self.typed.is(start, is_open);
        if clause.is_some() && touched.is_some_and(|last| last.is_word || is_word) {
            let span = self.typed.span(start, start + 1);
            self.notes.push(QueryProblem::note(span, "a clause begins here without a space; it is read as if there were one"));
        }
        self.last_clause = clause.as_ref().map(|_| LastClause { end: self.at, is_word });
        Ok(clause)
    }

    fn excluded(&mut self, operator: Operator) -> Result<Query> {
        let nothing_after = |parser: &Parser<'_>| parser.operator_error(operator, "nothing stands after");
        self.deeper(operator.start)?;
        if !self.is_clause_ahead() {
            return Err(nothing_after(self));
        }
        let inner = self.clause()?.ok_or_else(|| nothing_after(self))?;
        self.depth -= 1;
        Ok(Query::Not(Box::new(inner)))
    }

    /// A clause that begins with `-` or `+`.
    fn signed(&mut self, is_touching: bool) -> Result<Option<Query>> {
        let start = self.at;
        let sign = if self.typed.is(start, |c| c == '-') { '-' } else { '+' };
        let span = self.typed.span(start, start + 1);
        if is_touching {
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
        let number = token.trim_end_matches(is_punctuation);
        if sign == '+' && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
            let problem = QueryProblem::error(self.typed.span(start, end), "proximity (`+5`) is not supported yet");
            return Err(problem.hint(format!("to require the number, type `+({number})`")));
        }
        self.deeper(start)?;
        let nothing_behind = || QueryProblem::error(span, format!("nothing to search for stands behind `{sign}`"));
        let inner = Box::new(self.atom()?.ok_or_else(nothing_behind)?);
        self.depth -= 1;
        Ok(Some(if sign == '-' { Query::Not(inner) } else { Query::Required(inner) }))
    }

    fn atom(&mut self) -> Result<Option<Query>> {
        if self.typed.is(self.at, is_open) {
            return self.group().map(Some);
        }
        if self.typed.is(self.at, is_mark) || self.typed.single_close(self.at).is_some() {
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

    fn phrase(&mut self) -> Result<Query> {
        let open = self.at;
        self.leaf(open)?;
        let close = self.closing_mark(open)?;
        self.at = close + 1;
        let words: String = self.typed.between(open + 1, close).map(|c| if is_mark(c) { ' ' } else { c }).collect();
        let words: String = words.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        let text: String = words.nfc().collect();
        let span = self.typed.span(open, close + 1);
        if !text.contains(char::is_alphanumeric) {
            let problem = QueryProblem::error(span, "no letter or digit stands between these marks");
            return Err(problem.hint("type the words of the phrase between them, such as `\"white house\"`"));
        }
        if let Some(word) = text.split(' ').find(|word| word.contains(char::is_alphanumeric) && word::lost_signs(word).is_some())
        {
            let searched = word::lost_signs(word).unwrap_or_default();
            let message = format!("`{}` is searched as `{}`: signs are not indexed", shown(word), shown(&searched));
            self.notes.push(QueryProblem::note(span, message));
        }
        Ok(Query::Phrase { text, slop: self.slop()? })
    }

    /// Reads the `~3` after a phrase; 0 where there is none.
    fn slop(&mut self) -> Result<u32> {
        if !self.typed.is(self.at, |c| c == '~') {
            return Ok(0);
        }
        let (start, end) = (self.at, self.typed.find(self.at + 1, |c| !c.is_ascii_digit()));
        self.at = end;
        let token_end = self.typed.token_end(start);
        let is_number_alone = !self.typed.holds_word(end, token_end);
        let slop = self.typed.text(start + 1, end).parse().ok().filter(|_| is_number_alone);
        slop.ok_or_else(|| {
            let problem = QueryProblem::error(self.typed.span(start, token_end), "`~` after a phrase needs a number of words");
            problem.hint("type `\"white house\"~3` to allow 3 other words in between")
        })
    }

    fn closing_mark(&self, open: usize) -> Result<usize> {
        let close = self.typed.mark_close(open).or_else(|| self.typed.single_close(open));
        close.ok_or_else(|| {
            let rest = self.typed.text(open + 1, self.typed.len());
            let problem = QueryProblem::error(self.typed.span(open, open + 1), "this quotation mark is never closed");
            problem.hint(match rest.trim() {
                "" => "leave the mark out, or type a phrase such as `\"white house\"`".to_owned(),
                rest => quote_it("close it", rest),
            })
        })
    }

    /// Passes over white space and returns whether a clause begins behind it.
    fn is_clause_ahead(&mut self) -> bool {
        self.skip_space();
        self.typed.is(self.at, |c| !is_close(c)) && !self.is_operator("AND") && !self.is_operator("OR")
    }

    /// Passes over the operator, if it stands here.
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

    fn deeper(&mut self, at: usize) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let problem =
                QueryProblem::error(self.typed.span(at, at + 1), format!("the query nests deeper than {MAX_DEPTH} levels"));
            return Err(problem.hint("leave out parentheses that are not needed"));
        }
        Ok(())
    }

    fn leaf(&mut self, at: usize) -> Result<()> {
        self.n_leaves += 1;
        if self.n_leaves > MAX_LEAVES {
            let problem = QueryProblem::error(self.typed.span(at, at + 1), format!("the query has more than {MAX_LEAVES} words"));
            return Err(problem.hint("ask in several queries"));
        }
        Ok(())
    }

    /// Returns why no clause stands here.
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
        problem.hint(quote_it("to search for the word itself, put it in quotation marks", name))
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
