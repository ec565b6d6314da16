//! What a parse knows at a place of the text: how far it is, what is open, and what it has noted.

use std::ops::Range;

use super::holder::Holder;
use crate::query::chars::Typed;
use crate::query::connector::Connector;
use crate::query::{Query, QueryProblem, Today};
use crate::span::Span;

/// Maximum depth of parentheses and signs.
pub const MAX_DEPTH: usize = 64;

/// Maximum number of words, phrases and filters in a query.
pub const MAX_LEAVES: usize = 1_024;

pub(super) type Result<T> = std::result::Result<T, QueryProblem>;

/// Places in the typed text, from one up to another.
pub(super) type Places = Range<usize>;

pub(super) struct Parser<'t> {
    pub(super) typed: &'t Typed<'t>,
    pub(super) today: Today,
    /// The next place to read.
    pub(super) at: usize,
    pub(super) depth: usize,
    pub(super) n_leaves: usize,
    /// The field or function whose parentheses are open.
    pub(super) holder: Option<Holder>,
    /// Where the last word, phrase, group, field or filter ended, unless something was left out
    /// behind it.
    pub(super) last_one: Option<LastOne>,
    pub(super) has_noted_operator_word: bool,
    /// Notes only; an error ends the parse.
    pub(super) notes: Vec<QueryProblem>,
    /// The words and phrases that were read, with their places.
    pub(super) leaves: Vec<(Query, Span)>,
}

#[derive(Clone, Copy)]
pub(super) struct LastOne {
    pub(super) end: usize,
    /// Whether it ends with neither a parenthesis nor a mark.
    pub(super) ends_bare: bool,
}

/// A clause as read.
pub(super) struct Clause {
    pub(super) query: Query,
    pub(super) places: Places,
    /// The connectors it is made with.
    pub(super) chain: Option<Chain>,
}

/// The connectors of a clause, if the words beside it may be meant as part of its sides.
pub(super) struct Chain {
    pub(super) first: Link,
    pub(super) last: Link,
}

/// A connector and what stands directly on both sides of it.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) left: Side,
    pub(super) connector: Connector,
    pub(super) right: Side,
}

#[derive(Clone)]
pub(super) struct Side {
    pub(super) places: Places,
    /// The side itself, if it is a bare word.
    pub(super) word: Option<String>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(typed: &'t Typed<'t>, today: Today) -> Parser<'t> {
        Parser {
            typed,
            today,
            at: 0,
            depth: 0,
            n_leaves: 0,
            holder: None,
            last_one: None,
            has_noted_operator_word: false,
            notes: Vec::new(),
            leaves: Vec::new(),
        }
    }

    /// Enters a parenthesis or a sign at a place. Fails if too many are open.
    pub(super) fn deeper(&mut self, at: usize) -> Result<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH { Err(self.too_deep(at..at + 1)) } else { Ok(()) }
    }

    pub(super) fn too_deep(&self, places: Places) -> QueryProblem {
        let problem = QueryProblem::error(self.span(&places), format!("the query nests deeper than {MAX_DEPTH} levels"));
        problem.hint("leave out parentheses that are not needed, or ask in several queries")
    }

    /// Counts a word, phrase or filter at a place. Fails if the query has too many.
    pub(super) fn leaf(&mut self, at: usize) -> Result<()> {
        self.n_leaves += 1;
        if self.n_leaves > MAX_LEAVES {
            let problem = QueryProblem::error(self.typed.span(at, at + 1), format!("the query has more than {MAX_LEAVES} words"));
            return Err(problem.hint("ask in several queries"));
        }
        Ok(())
    }

    pub(super) fn span(&self, places: &Places) -> Span {
        self.typed.span(places.start, places.end)
    }
}

impl Clause {
    /// Returns the bare word at the beginning.
    pub(super) fn first_word(&self) -> Option<&str> {
        match (&self.chain, &self.query) {
            (Some(chain), _) => chain.first.left.word.as_deref(),
            (None, Query::Word(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns the bare word at the end.
    pub(super) fn last_word(&self) -> Option<&str> {
        match &self.chain {
            Some(chain) => chain.last.right.word.as_deref(),
            None => self.first_word(),
        }
    }
}
