//! Cuts the typed text into words, phrases, parentheses and operators, by the rules of a service.

use super::service::{Operator, Service};
use crate::query::QueryProblem;
use crate::query::chars::{Typed, is_close, is_mark, is_open, is_space};

/// A part of the typed text, from one place up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    /// Text in quotation marks, the marks included.
    Phrase,
    /// Anything between white space, parentheses and marks that is no operator.
    Run,
    Operator(Operator),
    /// `/F50/`: among the first words.
    FirstWords(u32),
}

/// Returns the tokens of a text. A quotation mark that is never closed is an error.
pub(super) fn tokens(typed: &Typed<'_>, service: &Service) -> Result<Vec<Token>, QueryProblem> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = typed.get(at) {
        let start = at;
        if is_space(c) {
            at += 1;
            continue;
        }
        if is_open(c) || (service.has_brackets && c == '[') {
            at += 1;
            tokens.push(Token { kind: Kind::Open, start, end: at });
        } else if is_close(c) || (service.has_brackets && c == ']') {
            at += 1;
            tokens.push(Token { kind: Kind::Close, start, end: at });
        } else if is_mark(c) {
            let Some(close) = typed.mark_close(at) else {
                let problem = QueryProblem::error(typed.span(at, at + 1), "this quotation mark is never closed");
                return Err(problem.hint("type the same mark at the end of the phrase, or leave it out"));
            };
            at = close + 1;
            tokens.push(Token { kind: Kind::Phrase, start, end: at });
        } else {
            at = run_end(typed, service, start);
            push_run(typed, service, start, at, &mut tokens);
        }
    }
    Ok(joined(tokens))
}

fn run_end(typed: &Typed<'_>, service: &Service, start: usize) -> usize {
    typed.find(start, |c| {
        is_space(c) || is_open(c) || is_close(c) || is_mark(c) || (service.has_brackets && matches!(c, '[' | ']'))
    })
}

/// Pushes the words and operators of a run. `/N5/` and `/F50/` need no space around them.
fn push_run(typed: &Typed<'_>, service: &Service, start: usize, end: usize, tokens: &mut Vec<Token>) {
    let mut at = start;
    if service.signs.has_first_words {
        let mut place = start;
        while place < end {
            let Some((kind, close)) = slashed(typed, service, place, end) else {
                place += 1;
                continue;
            };
            push_word(typed, service, at, place, tokens);
            tokens.push(Token { kind, start: place, end: close });
            (at, place) = (close, close);
        }
    }
    push_word(typed, service, at, end, tokens);
}

/// Returns the operator between two slashes at a place, and its end.
fn slashed(typed: &Typed<'_>, service: &Service, start: usize, end: usize) -> Option<(Kind, usize)> {
    const MAX_CHARS: usize = 12;
    if !typed.is(start, |c| c == '/') {
        return None;
    }
    let close = typed.find_before(start + 1, end.min(start + MAX_CHARS), |c| c == '/');
    if close >= end || !typed.is(close, |c| c == '/') {
        return None;
    }
    let text = typed.text(start, close + 1).to_ascii_lowercase();
    let number = text.strip_prefix("/f").and_then(|rest| rest.strip_suffix('/'));
    let first_words = number.filter(|n| !n.is_empty() && n.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(number) = first_words {
        return Some((Kind::FirstWords(number.parse().unwrap_or(u32::MAX)), close + 1));
    }
    service.operator(&text).map(|operator| (Kind::Operator(operator), close + 1))
}

fn push_word(typed: &Typed<'_>, service: &Service, start: usize, end: usize, tokens: &mut Vec<Token>) {
    if start < end {
        let kind = service.operator(&typed.text(start, end)).map_or(Kind::Run, Kind::Operator);
        tokens.push(Token { kind, start, end });
    }
}

/// Joins operators of two words: `and not`, `but not`, `not w/5`.
fn joined(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let before = joined.last_mut().and_then(|last| match last.kind {
            Kind::Operator(operator) => Some((last, operator)),
            _ => None,
        });
        let both = before.and_then(|(last, before)| {
            let Kind::Operator(operator) = token.kind else { return None };
            let both = match (before, operator) {
                (Operator::And | Operator::But, Operator::Not) => Operator::AndNot,
                (Operator::Not, Operator::Near { nearness, .. }) => Operator::Near { is_not: true, nearness },
                _ => return None,
            };
            Some((last, both))
        });
        match both {
            Some((last, operator)) => (last.kind, last.end) = (Kind::Operator(operator), token.end),
            None => joined.push(token),
        }
    }
    for token in &mut joined {
        if token.kind == Kind::Operator(Operator::But) {
            token.kind = Kind::Run;
        }
    }
    joined
}
