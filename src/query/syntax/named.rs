//! Fields, conditions and functions, in the form of each service.

use super::condition::{self, Comparison};
use super::join::{Operand, holds_field};
use super::reader::{Reader, Result, Until};
use super::service::{FieldForm, Function, Target};
use super::token::{Kind, Token};
use crate::article::Language;
use crate::query::chars::shown;
use crate::query::field::{self, FilterName};
use crate::query::{MAX_TIMES, Query, QueryProblem};
use crate::span::Span;

/// What begins at a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// Fields with a parenthesis behind them.
    Fields(Vec<Target>),
    /// A function with its number.
    Function(Function, u32),
    /// A field with a sign behind its name, at this place of the text.
    Sign(Target, usize),
    /// A field with its value behind a space.
    Prefix(Target),
    /// A field with `contains` behind it.
    Contains(Target),
    /// A field with a word for a comparison behind it.
    Compared(Target),
    /// `atleast5` before a word.
    AtLeast(u32),
}

impl Reader<'_> {
    /// Returns what begins here; `None` if it is a word.
    pub(super) fn name_here(&self) -> Option<Name> {
        let token = self.token(self.at).filter(|token| token.kind == Kind::Run)?;
        let text = self.text(token);
        let next = self.token(self.at + 1);
        let is_open = next.is_some_and(|next| next.kind == Kind::Open);
        let is_open_here = is_open && next.is_some_and(|next| next.start == token.end);
        let next_text = || next.filter(|next| next.kind == Kind::Run).map(|next| self.text(next));
        let (name, number) = split_number(&text);
        if is_open_here
            && let Some((_, function)) = self.service.functions.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            return Some(Name::Function(*function, number));
        }
        if self.service.signs.at_least_is_prefix && name.eq_ignore_ascii_case("atleast") && number > 0 {
            return Some(Name::AtLeast(number));
        }
        match self.form() {
            FieldForm::Parenthesis
                if is_open_here || (is_open && self.service.field(&text).is_some() && text != text.to_lowercase()) =>
            {
                let targets: Option<Vec<Target>> = text.split(',').map(|name| self.service.field(name)).collect();
                // A word that touches a parenthesis is meant as a name, and would be another search as a word.
                let missing = || is_open_here.then(|| Name::Fields(vec![Target::Missing("none of this name is known")]));
                targets.map(Name::Fields).or_else(|| self.sign(token)).or_else(missing)
            }
            FieldForm::Parenthesis | FieldForm::Equals => self.sign(token).or_else(|| {
                let target = match self.service.field(&text) {
                    None if text.eq_ignore_ascii_case("date") && self.form() == FieldForm::Equals => Some(Target::Date),
                    target => target,
                };
                let target = target.filter(|target| matches!(target, Target::Date | Target::Length))?;
                let compared = next_text()?;
                let begins = |c: char| matches!(c, '<' | '>' | '=');
                let is_sign = compared.starts_with(begins) && self.service.operator(&compared).is_none();
                (is_sign || Comparison::parse(&compared).is_some()).then_some(Name::Compared(target))
            }),
            FieldForm::Prefix => {
                let has_value = next.is_some_and(|next| matches!(next.kind, Kind::Open | Kind::Phrase | Kind::Run));
                let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
                self.service.field(&text).filter(|_| has_value && is_code).map(Name::Prefix)
            }
            FieldForm::Contains => {
                let is_contains = next_text().is_some_and(|text| text.eq_ignore_ascii_case("contains"));
                let missing = Target::Missing("what the name says");
                is_contains.then(|| Name::Contains(self.service.field(&text).unwrap_or(missing)))
            }
        }
    }

    /// Returns the field with a sign behind it, as in `hd=flood` and `length>500`.
    fn sign(&self, token: Token) -> Option<Name> {
        let place = self.typed.find_before(token.start, token.end, |c| matches!(c, '=' | '<' | '>'));
        if place >= token.end {
            return None;
        }
        let name = self.typed.text(token.start, place);
        let target = self.service.field(&name)?;
        let is_condition = matches!(target, Target::Date | Target::Length);
        let is_sign = is_condition || (self.form() == FieldForm::Equals && self.typed.is(place, |c| c == '='));
        is_sign.then_some(Name::Sign(target, place))
    }

    /// Reads a field, a condition or a function, if one begins here.
    pub(super) fn named(&mut self) -> Result<Option<Operand>> {
        let (Some(name), Some(token)) = (self.name_here(), self.token(self.at)) else { return Ok(None) };
        let span = self.span(token);
        self.at += 1;
        match name {
            Name::Function(function, number) => {
                let number = self.times(function, number, span)?;
                let inner = self.group()?;
                let span = Span::new(span.start, inner.span.end);
                self.call(function, number, inner, span).map(Some)
            }
            Name::AtLeast(number) => {
                let number = self.times(Function::AtLeast, number, span)?;
                let inner = self.nested_list(Until::Boolean, span)?;
                self.call(Function::AtLeast, number, inner, span).map(Some)
            }
            Name::Fields(targets) => self.in_parentheses(&targets, token).map(Some),
            Name::Sign(target @ (Target::Date | Target::Length), place) => {
                let value = self.typed.text(place, token.end);
                self.condition(target, &[value], span).map(Some)
            }
            Name::Sign(target, place) => {
                if place + 1 < token.end {
                    // What stands behind the sign is a token of its own.
                    self.at -= 1;
                    if let Some(token) = self.tokens.get_mut(self.at) {
                        token.start = place + 1;
                    }
                }
                if let Target::Language = target {
                    return self.language_here(span).map(Some);
                }
                self.within(&[target], Until::Boolean, token).map(Some)
            }
            Name::Prefix(target) => match target {
                Target::Language => self.language_here(span).map(Some),
                Target::Date => {
                    let words = self.value_here();
                    self.condition(target, &words, span).map(Some)
                }
                target => self.within(&[target], Until::Operator, token).map(Some),
            },
            Name::Contains(target) => {
                self.at += 1;
                self.within(&[target], Until::Operator, token).map(Some)
            }
            Name::Compared(target) => {
                let words = self.compared();
                self.condition(target, &words, span).map(Some)
            }
        }
    }

    fn times(&self, function: Function, number: u32, span: Span) -> Result<u32> {
        match function {
            Function::AtLeast if !(1..=MAX_TIMES).contains(&number) => {
                let problem =
                    QueryProblem::error(span, format!("`atleast` needs a number from 1 to {MAX_TIMES} directly behind it"));
                Err(problem.hint("type `atleast3` before the word"))
            }
            _ => Ok(number),
        }
    }

    fn in_parentheses(&mut self, targets: &[Target], token: Token) -> Result<Operand> {
        match targets {
            [target @ (Target::Date | Target::Length)] => {
                let words = self.words_in_parentheses();
                self.condition(*target, &words, self.span(token))
            }
            [Target::Language] => {
                let words = self.words_in_parentheses();
                self.languages(&words, self.span(token))
            }
            targets => self.within(targets, Until::Close, token),
        }
    }

    /// Reads what stands behind the name of fields.
    fn within(&mut self, targets: &[Target], until: Until, token: Token) -> Result<Operand> {
        let span = self.span(token);
        if self.is_in_field {
            return Err(QueryProblem::error(span, "a field stands inside another field").hint("close the parentheses before it"));
        }
        for target in targets {
            let Target::Missing(what) = target else { continue };
            let name = self.text(token);
            let name = name.split_once('=').map_or(name.as_str(), |(name, _)| name);
            let message = format!("articles here have no field `{}` ({what})", shown(name));
            return Err(QueryProblem::error(span, message).hint("leave it out, or search the text for the words"));
        }
        self.is_in_field = true;
        let is_group = until != Until::Boolean && self.token(self.at).is_some_and(|token| token.kind == Kind::Open);
        let inner = if is_group { self.group()? } else { self.nested_list(until, span)? };
        self.is_in_field = false;
        if holds_field(&inner.query) {
            return Err(QueryProblem::error(inner.span, "a condition stands inside a field").hint("put it beside the field"));
        }
        let each = targets.iter().map(|target| match target {
            Target::Text(field) => Ok(Query::Within(*field, Box::new(inner.query.clone()))),
            Target::Hlead => Ok(Query::Hlead(Box::new(inner.query.clone()))),
            Target::Everywhere => Ok(inner.query.clone()),
            Target::Language | Target::Date | Target::Length | Target::Missing(_) => {
                Err(QueryProblem::error(span, "this field has one value, and no words").hint("type it alone"))
            }
        });
        let mut each = each.collect::<Result<Vec<Query>>>()?;
        let query = match each.pop() {
            Some(only) if each.is_empty() => only,
            last => {
                each.extend(last);
                Query::Or(each)
            }
        };
        Ok(Operand::new(query, Span::new(span.start, inner.span.end.max(span.end))))
    }

    /// Returns the words in the parenthesis that begins here; parentheses inside it change nothing.
    fn words_in_parentheses(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        let mut n_open = 0_usize;
        while let Some(token) = self.token(self.at) {
            self.at += 1;
            match token.kind {
                Kind::Open => n_open += 1,
                Kind::Close => n_open = n_open.saturating_sub(1),
                Kind::Phrase => words.push(self.typed.text(token.start + 1, token.end - 1)),
                Kind::Run | Kind::Operator(_) | Kind::FirstWords(_) => words.push(self.text(token)),
            }
            if n_open == 0 {
                break;
            }
        }
        words
    }

    /// Returns the words of a condition that is not in parentheses: a comparison and a date, and once more for the other end.
    fn compared(&mut self) -> Vec<String> {
        let mut words = Vec::new();
        while let Some(token) = self.token(self.at).filter(|token| token.kind == Kind::Run) {
            let text = self.text(token);
            let begins_like_date = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '<' | '>' | '='));
            let is_month = || words.last().is_some_and(|last: &String| Comparison::parse(last).is_some());
            if Comparison::parse(&text).is_none() && !begins_like_date && !is_month() {
                break;
            }
            words.push(text);
            self.at += 1;
        }
        words
    }

    /// Returns the value here: a word, a phrase, or what stands in parentheses.
    fn value_here(&mut self) -> Vec<String> {
        match self.token(self.at) {
            Some(token) if token.kind == Kind::Open => self.words_in_parentheses(),
            Some(token) if token.kind == Kind::Phrase => {
                self.at += 1;
                vec![self.typed.text(token.start + 1, token.end - 1)]
            }
            Some(token) if token.kind == Kind::Run => {
                self.at += 1;
                vec![self.text(token)]
            }
            _ => Vec::new(),
        }
    }

    fn language_here(&mut self, span: Span) -> Result<Operand> {
        let words = self.value_here();
        self.languages(&words, span)
    }

    fn languages(&mut self, words: &[String], span: Span) -> Result<Operand> {
        let mut filters = Vec::new();
        for word in words.iter().filter(|word| !word.eq_ignore_ascii_case("or")) {
            let named = Language::from_english_name(word);
            let code = named.as_ref().map_or(word.as_str(), Language::code);
            let (filter, note) = field::filter(FilterName::Language, code, span, self.today)?;
            self.notes.extend(note);
            filters.push(Query::Filter(filter));
        }
        match filters.pop() {
            None => Err(QueryProblem::error(span, "a condition on the language needs a language")),
            Some(only) if filters.is_empty() => self.leaf(only, span),
            Some(last) => {
                filters.push(last);
                self.leaf(Query::Or(filters), span)
            }
        }
    }

    fn condition(&mut self, target: Target, words: &[String], span: Span) -> Result<Operand> {
        if self.is_in_field {
            return Err(QueryProblem::error(span, "a condition stands inside a field").hint("put it beside the field"));
        }
        let query = match target {
            Target::Length => condition::of_length(words, span)?,
            _ => {
                let (query, notes) = condition::of_date(self.service, words, span, self.today)?;
                self.notes.extend(notes);
                query
            }
        };
        self.leaf(query, span)
    }
}

/// Returns the name of `atleast5` and its number; 0 if there is none.
fn split_number(text: &str) -> (&str, u32) {
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &text[name.len()..];
    (name, if number.is_empty() { 0 } else { number.parse().unwrap_or(u32::MAX) })
}
