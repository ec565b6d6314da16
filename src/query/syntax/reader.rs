//! Reads the tokens of a query by the rules of a service: lists of operands and operators, with parentheses, fields and functions.

use super::join::{self, Joint, Operand, join};
use super::service::{FieldForm, Forms, Function, Operator, Service, Space};
use super::token::{Kind, Token};
use super::word::{self, MAX_ANY_WORDS, Part, Special};
use crate::query::chars::{Typed, shown};
use crate::query::display::nesting;
use crate::query::parse::parse as own;
use crate::query::{MAX_DEPTH, MAX_LEAVES, Nearness, Query, QueryProblem, Reach, Today};
use crate::span::Span;

pub(super) type Result<T> = std::result::Result<T, QueryProblem>;

/// Where a list ends besides the end of the text and a closing parenthesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    Close,
    /// Before an operator that joins articles.
    Boolean,
    /// Before any operator.
    Operator,
}

pub(super) struct Reader<'t> {
    pub(super) service: &'static Service,
    pub(super) typed: &'t Typed<'t>,
    pub(super) today: Today,
    pub(super) tokens: Vec<Token>,
    /// The next token.
    pub(super) at: usize,
    /// How many parentheses are open.
    depth: usize,
    n_leaves: usize,
    pub(super) is_in_field: bool,
    has_told_forms: bool,
    has_told_distance: bool,
    pub(super) notes: Vec<QueryProblem>,
}

impl<'t> Reader<'t> {
    pub(super) fn new(service: &'static Service, typed: &'t Typed<'t>, tokens: Vec<Token>, today: Today) -> Reader<'t> {
        Reader {
            service,
            typed,
            today,
            tokens,
            at: 0,
            depth: 0,
            n_leaves: 0,
            is_in_field: false,
            has_told_forms: false,
            has_told_distance: false,
            notes: Vec::new(),
        }
    }

    /// Reads the whole text.
    pub(super) fn query(&mut self) -> Result<Query> {
        let query = self.list(Until::Close)?;
        match self.token(self.at) {
            Some(token) => {
                let problem = QueryProblem::error(self.span(token), "this parenthesis was never opened");
                Err(problem.hint("type `(` where it begins, or leave it out"))
            }
            None => Ok(query.query),
        }
    }

    pub(super) fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).copied()
    }

    pub(super) fn span(&self, token: Token) -> Span {
        self.typed.span(token.start, token.end)
    }

    pub(super) fn text(&self, token: Token) -> String {
        self.typed.text(token.start, token.end)
    }

    fn here(&self) -> Span {
        self.token(self.at).map_or_else(|| self.typed.span(self.typed.len(), self.typed.len()), |token| self.span(token))
    }

    /// Reads operands and operators, and joins them.
    pub(super) fn list(&mut self, until: Until) -> Result<Operand> {
        let (mut operands, mut joints): (Vec<Operand>, Vec<Joint>) = (Vec::new(), Vec::new());
        while let Some(token) = self.token(self.at) {
            let is_operand_next = operands.len() == joints.len();
            match token.kind {
                Kind::Close => break,
                Kind::Operator(operator) if until == Until::Operator || (until == Until::Boolean && operator.is_boolean()) => {
                    break;
                }
                Kind::Operator(Operator::Not | Operator::AndNot) if operands.is_empty() => {
                    self.at += 1;
                    operands.push(Operand::new(Query::everything(), self.span(token)));
                    joints.push(Joint { operator: Operator::AndNot, span: self.span(token), is_space: false });
                }
                Kind::Operator(Operator::Not) if is_operand_next => {
                    self.at += 1;
                    let operand = self.operand()?.ok_or_else(|| self.nothing(token, "after"))?;
                    let query = Query::Not(Box::new(operand.query));
                    operands.push(Operand::new(query, operand.span));
                }
                Kind::Operator(_) if is_operand_next => return Err(self.nothing(token, "before")),
                Kind::Operator(operator) => {
                    self.at += 1;
                    let operator = if operator == Operator::Not { Operator::AndNot } else { operator };
                    self.tell_distance(operator, token);
                    joints.push(Joint { operator, span: self.span(token), is_space: false });
                }
                Kind::FirstWords(n) => {
                    self.at += 1;
                    let is_boolean = |joint: &Joint| joint.operator.is_boolean();
                    let begin = joints.iter().rposition(is_boolean).map_or(0, |place| place + 1);
                    if is_operand_next {
                        return Err(self.nothing(token, "before"));
                    }
                    let operand = self.joined(operands.split_off(begin), joints.split_off(begin))?;
                    let query = join::first_words(operand.query, n, self.span(token), &mut self.notes)?;
                    operands.push(Operand::new(query, operand.span));
                }
                Kind::Open | Kind::Phrase | Kind::Run => {
                    let Some(operand) = self.operand()? else { continue };
                    if let (false, Some(before)) = (is_operand_next, operands.last()) {
                        let joint = self.space(before, &operand);
                        joints.push(joint);
                    }
                    operands.push(operand);
                }
            }
        }
        if operands.is_empty() && joints.is_empty() {
            let message = if self.tokens.is_empty() { "the query is empty" } else { "nothing to search for stands here" };
            return Err(QueryProblem::error(self.here(), message).hint("type one or more words, such as `flood`"));
        }
        match joints.last() {
            Some(joint) if joints.len() == operands.len() => {
                let problem = QueryProblem::error(joint.span, "nothing stands after this operator");
                Err(problem.hint("type a word behind it, or put it in quotation marks to search for it"))
            }
            _ => self.joined(operands, joints),
        }
    }

    fn joined(&mut self, operands: Vec<Operand>, joints: Vec<Joint>) -> Result<Operand> {
        let (operand, notes) = join(self.service, operands, joints, self.is_in_field)?;
        self.notes.extend(notes);
        Ok(operand)
    }

    fn nothing(&self, token: Token, which: &str) -> QueryProblem {
        let text = self.text(token);
        let problem = QueryProblem::error(self.span(token), format!("nothing stands {which} `{}`", shown(&text)));
        problem.hint(format!("to search for the word itself, put it in quotation marks: `\"{}\"`", shown(&text)))
    }

    /// Returns what a mere space between two operands means.
    fn space(&mut self, left: &Operand, right: &Operand) -> Joint {
        let span = Span::new(left.span.end.min(right.span.start), right.span.start.max(left.span.end));
        let is_of_places = left.query.is_span() && right.query.is_span();
        let near = |n: u32, is_ordered: bool| Operator::Near {
            is_not: false,
            nearness: Nearness { reach: Reach::Words(n), is_ordered },
        };
        let (operator, is_space) = match self.service.space {
            Space::Or => (Operator::Or, false),
            Space::And => (Operator::And, false),
            Space::Phrase if is_of_places => (near(1, true), true),
            Space::Five if is_of_places => (near(6, false), true),
            Space::Phrase | Space::Five => {
                let message = format!(
                    "no operator stands here; it is read as `and`, of which the help of {} says nothing",
                    self.service.name
                );
                self.notes.push(QueryProblem::note(right.span, message).hint("type `and` before it"));
                (Operator::And, false)
            }
        };
        if self.service.space == Space::Five && is_space && !self.has_told_distance {
            self.has_told_distance = true;
            let message = format!(
                "words side by side are near each other in {}, with at most 5 words between; an institution can set it otherwise",
                self.service.name
            );
            self.notes
                .push(QueryProblem::note(right.span, message).hint("type `AND` between them, or quotation marks around them"));
        }
        Joint { operator, span, is_space }
    }

    /// Tells once that words between are counted otherwise.
    fn tell_distance(&mut self, operator: Operator, token: Token) {
        let Operator::Near { nearness: Nearness { reach: Reach::Words(n), is_ordered }, .. } = operator else { return };
        let Some(message) = self.service.distance_note.filter(|_| !self.has_told_distance) else { return };
        self.has_told_distance = true;
        let wider = Nearness { reach: Reach::Words(n.saturating_mul(2)), is_ordered };
        self.notes.push(
            QueryProblem::note(self.span(token), message)
                .hint(format!("`{wider}` finds more, such as both with `of the` between")),
        );
    }

    /// Reads one operand. `None` if what stands there is left out.
    fn operand(&mut self) -> Result<Option<Operand>> {
        let Some(token) = self.token(self.at) else { return Ok(None) };
        match token.kind {
            Kind::Open => self.group().map(Some),
            Kind::Phrase => {
                self.at += 1;
                self.phrase(token).map(Some)
            }
            Kind::Run => match self.named()? {
                Some(operand) => Ok(Some(operand)),
                None => self.words(),
            },
            Kind::Close | Kind::Operator(_) | Kind::FirstWords(_) => Ok(None),
        }
    }

    /// Enters what is nested. Fails if too much is open.
    fn deeper(&mut self, span: Span) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(too_deep(span)) } else { Ok(()) }
    }

    /// Reads a list that is not in parentheses.
    pub(super) fn nested_list(&mut self, until: Until, span: Span) -> Result<Operand> {
        self.deeper(span)?;
        let inner = self.list(until)?;
        self.depth -= 1;
        Ok(inner)
    }

    /// Reads a parenthesis.
    pub(super) fn group(&mut self) -> Result<Operand> {
        let Some(open) = self.token(self.at) else {
            return Err(QueryProblem::error(self.here(), "a parenthesis is expected here"));
        };
        self.deeper(self.span(open))?;
        self.at += 1;
        let inner = self.list(Until::Close)?;
        let Some(close) = self.token(self.at).filter(|token| token.kind == Kind::Close) else {
            let problem = QueryProblem::error(self.span(open), "this parenthesis is never closed");
            return Err(problem.hint("type `)` where it ends, or leave it out"));
        };
        self.at += 1;
        self.depth -= 1;
        Ok(Operand::new(inner.query, self.typed.span(open.start, close.end)))
    }

    fn phrase(&mut self, token: Token) -> Result<Operand> {
        let mut parts = Vec::new();
        for (start, end) in word::places(self.typed, token.start + 1, token.end - 1) {
            self.part(start, end, true, &mut parts)?;
        }
        let Some(query) = word::phrase(&parts) else {
            return Err(QueryProblem::error(self.span(token), "no letter or digit stands between these marks"));
        };
        self.leaf(query, self.span(token))
    }

    /// Reads a word of a phrase.
    fn part(&mut self, start: usize, end: usize, is_quoted: bool, parts: &mut Vec<Part>) -> Result<()> {
        let n_any = parts.iter().filter(|part| matches!(part, Part::AnyWord)).count();
        if parts.len() >= MAX_LEAVES || n_any > MAX_ANY_WORDS {
            let message = format!("a phrase has at most {MAX_LEAVES} words, and {MAX_ANY_WORDS} of them may be any word");
            return Err(QueryProblem::error(self.typed.span(start, end), message).hint("search for a part of it"));
        }
        let signs = &self.service.signs;
        let text = self.typed.text(start, end);
        let is_any = (text == "%" && signs.percent_one_word) || (text == "*" && signs.star_one_word);
        if is_any {
            parts.push(Part::AnyWord);
            return Ok(());
        }
        let is_more = parts.iter().any(|part| matches!(part, Part::Word(_)));
        if self.service.is_skipped(&text) && (is_quoted || is_more) {
            let message = format!("any word may stand in the place of `{text}`, as in {}", self.service.name);
            self.notes.push(QueryProblem::note(self.typed.span(start, end), message));
            parts.push(Part::AnyWord);
            return Ok(());
        }
        let (patterns, notes) = word::patterns(self.service, self.typed, start, end)?;
        self.notes.extend(notes);
        match patterns.is_empty() {
            true => self.left_out(start, end),
            false => parts.push(Part::Word(patterns)),
        }
        Ok(())
    }

    fn left_out(&mut self, start: usize, end: usize) {
        let text = self.typed.text(start, end);
        let message =
            format!("`{}` is left out: it is no operator of {} and holds no letter or digit", shown(&text), self.service.name);
        self.notes.push(QueryProblem::note(self.typed.span(start, end), message));
    }

    /// Reads a word, or several if a space makes them a phrase.
    fn words(&mut self) -> Result<Option<Operand>> {
        let begin = self.at;
        let mut parts = Vec::new();
        let mut places: Option<(Token, Token)> = None;
        while let Some(token) = self.token(self.at).filter(|token| token.kind == Kind::Run) {
            if self.at > begin && (self.service.space != Space::Phrase || self.is_named()) {
                break;
            }
            if let Some(operand) = self.special(token, parts.is_empty())? {
                return Ok(Some(operand));
            }
            if self.is_special(token) {
                break;
            }
            self.at += 1;
            let end = self.weighed(token);
            self.part(token.start, end, false, &mut parts)?;
            places = Some((places.map_or(token, |(first, _)| first), token));
        }
        let Some((first, last)) = places else { return Ok(None) };
        let span = self.typed.span(first.start, last.end);
        let query = match parts.as_slice() {
            [Part::Word(patterns)] => self.single(patterns, span),
            parts => word::phrase(parts),
        };
        match query {
            Some(query) => self.leaf(query, span).map(Some),
            None => Ok(None),
        }
    }

    /// Returns the end of a word without the weight behind it.
    fn weighed(&mut self, token: Token) -> usize {
        if !self.service.signs.is_dtsearch {
            return token.end;
        }
        match word::of_dtsearch(self.typed, token.start, token.end) {
            Ok(Some(Special::Word(end, notes))) => {
                self.notes.extend(notes);
                end
            }
            _ => token.end,
        }
    }

    /// Returns whether a word has a sign by which it cannot be part of a phrase.
    fn is_special(&self, token: Token) -> bool {
        let is_hash = self.service.signs.hash_as_written && self.text(token).starts_with('#');
        let is_sign = || match word::of_dtsearch(self.typed, token.start, token.end) {
            Ok(found) => matches!(found, Some(Special::Query(..))),
            Err(_) => true,
        };
        is_hash || (self.service.signs.is_dtsearch && is_sign())
    }

    /// Reads a word with a sign of its own, if it is the first.
    fn special(&mut self, token: Token, is_first: bool) -> Result<Option<Operand>> {
        if !is_first || !self.is_special(token) {
            return Ok(None);
        }
        self.at += 1;
        if self.service.signs.is_dtsearch {
            return match word::of_dtsearch(self.typed, token.start, token.end)? {
                Some(Special::Query(query, notes)) => {
                    self.notes.extend(notes);
                    self.leaf(query, self.span(token)).map(Some)
                }
                _ => Ok(None),
            };
        }
        let (patterns, notes) = word::patterns(self.service, self.typed, token.start + 1, token.end)?;
        self.notes.extend(notes);
        if patterns.is_empty() {
            self.left_out(token.start, token.end);
            return Ok(None);
        }
        self.leaf(word::as_written(&patterns), self.span(token)).map(Some)
    }

    /// Returns the query for one word alone.
    fn single(&mut self, patterns: &[String], span: Span) -> Option<Query> {
        let [word] = patterns else { return Some(word::as_written(patterns)) };
        if word.contains(['*', '?']) {
            return Some(Query::Wildcard(word.clone()));
        }
        let Forms::Some(finds) = self.service.forms else { return Some(word::as_written(patterns)) };
        if !self.has_told_forms {
            self.has_told_forms = true;
            self.notes.push(word::of_forms(self.service, word, finds, span));
        }
        // What has another meaning here is searched as written.
        let plain = Query::Word(word.clone());
        Some(if own(word, self.today).0.as_ref() == Some(&plain) { plain } else { word::as_written(patterns) })
    }

    /// Checks that words can be searched, and counts them.
    pub(super) fn leaf(&mut self, query: Query, span: Span) -> Result<Operand> {
        self.n_leaves += n_leaves(&query);
        if self.n_leaves > MAX_LEAVES {
            let problem = QueryProblem::error(span, format!("more than {MAX_LEAVES} words, phrases and filters"));
            return Err(problem.hint("ask in several queries"));
        }
        check_depth(&query, span)?;
        let text = query.to_string();
        let (again, problems) = own(&text, self.today);
        if again.as_ref() != Some(&query) {
            let why = problems.last().map_or_else(String::new, |problem| format!(": {}", problem.message));
            return Err(QueryProblem::error(span, format!("`{}` cannot be searched{why}", shown(&text))));
        }
        // What `?` stands for was said by the service's sign.
        let is_lost = |problem: &QueryProblem| problem.message.contains("signs are not indexed");
        self.notes.extend(problems.into_iter().filter(is_lost).map(|problem| QueryProblem { span, ..problem }));
        Ok(Operand::new(query, span))
    }

    /// Puts a function around an operand.
    pub(super) fn call(&mut self, function: Function, number: u32, inner: Operand, span: Span) -> Result<Operand> {
        let refused = |what: &str| Err(QueryProblem::error(span, what.to_owned()));
        let query = match (function, inner.query) {
            (Function::Plural, _) => {
                return refused("there is no search for the plural alone here")
                    .map_err(|problem| problem.hint("put the plural itself in quotation marks"));
            }
            (Function::Singular, Query::Word(text)) => Query::Phrase { text, slop: 0 },
            (Function::Singular, query @ Query::Phrase { .. }) => query,
            (Function::Singular, _) => return refused("`singular` takes one word"),
            (Function::Case(_) | Function::AtLeast, query) if !query.is_span() => {
                return refused("only words, phrases, alternatives and proximities can stand inside");
            }
            (Function::Case(case), query) => Query::Case(case, Box::new(query)),
            (Function::AtLeast, query) => Query::AtLeast { n: number, query: Box::new(query) },
        };
        Ok(Operand::new(query, span))
    }

    /// Returns whether the token here begins a field, a function or a condition.
    pub(super) fn is_named(&self) -> bool {
        self.name_here().is_some()
    }

    pub(super) fn form(&self) -> FieldForm {
        self.service.field_form
    }
}

fn too_deep(span: Span) -> QueryProblem {
    QueryProblem::error(span, format!("the query is nested deeper than {MAX_DEPTH} levels")).hint("ask in several queries")
}

/// Fails if a query is nested too deeply to be printed and read again.
pub(super) fn check_depth(query: &Query, span: Span) -> Result<()> {
    if nesting(query) > MAX_DEPTH { Err(too_deep(span)) } else { Ok(()) }
}

fn n_leaves(query: &Query) -> usize {
    match query {
        Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => n_leaves(left) + n_leaves(right),
        Query::Or(list) => list.iter().map(n_leaves).sum(),
        _ => 1,
    }
}
