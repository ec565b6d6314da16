//! Proximity: clauses joined by connectors, from left to right.

use super::parser::{Chain, Clause, Link, MAX_DEPTH, Parser, Places, Result, Side};
use super::side::{self, Place, joined};
use crate::query::chars::{is_open, is_punctuation, is_space, shown};
use crate::query::connector::{self, Connector, Malformed};
use crate::query::word::phrase_hint;
use crate::query::{Nearness, Query, QueryProblem};

/// A connector in the text.
pub(super) struct TypedConnector {
    pub(super) connector: Connector,
    pub(super) places: Places,
}

impl Parser<'_> {
    /// Reads one clause: one thing, or several joined by connectors. `None` if it is left out.
    pub(super) fn near(&mut self) -> Result<(Option<Query>, Option<Chain>)> {
        let start = self.at;
        let Some(mut query) = self.one()? else { return Ok((None, None)) };
        let mut side = self.side(&query, start..self.at);
        let mut chain: Option<Chain> = None;
        let (mut is_mixed, mut n_links) = (false, 0);
        while let Some(typed) = self.connector_ahead()? {
            n_links += 1;
            if n_links > MAX_DEPTH {
                return Err(self.too_deep(typed.places));
            }
            self.at = typed.places.end;
            let connector = typed.connector;
            let left_places = start..side.places.end;
            let (right, right_places) = self.right_side(&typed)?;
            side::check(&query, self.span(&left_places), Place::Left(connector, &right))?;
            side::check(&right, self.span(&right_places), Place::Right(connector, &query))?;
            let right_side = self.side(&right, right_places);
            let link = Link { left: side, connector, right: right_side.clone() };
            side = right_side;
            query = joined(query, connector, right);
            chain = Some(match chain {
                None => Chain { first: link.clone(), last: link },
                Some(chain) => {
                    is_mixed |= chain.last.connector != connector;
                    Chain { last: link, ..chain }
                }
            });
        }
        if is_mixed {
            let message = format!("read from left to right as `{}`", shown(&query.to_string()));
            let note = QueryProblem::note(self.typed.span(start, self.at), message);
            self.notes.push(note.hint("put parentheses to mean otherwise"));
        }
        Ok((Some(query), chain))
    }

    fn side(&self, query: &Query, places: Places) -> Side {
        let word = match query {
            Query::Word(text) if !self.typed.is(places.start, is_open) => Some(text.clone()),
            _ => None,
        };
        Side { places, word }
    }

    /// Reads what follows a connector that was already read.
    pub(super) fn right_side(&mut self, connector: &TypedConnector) -> Result<(Query, Places)> {
        if let Some(next) = self.connector_ahead()? {
            let (one, other) = (self.shown_connector(connector), self.shown_connector(&next));
            let problem = QueryProblem::error(self.span(&next.places), format!("`{other}` stands directly behind `{one}`"));
            return Err(problem.hint("type one of them, or a word, phrase or group between them"));
        }
        if !self.is_clause_ahead() {
            return Err(self.connector_error(connector, "nothing stands after"));
        }
        let start = self.at;
        let query = match self.is_operator("NOT") || self.is_sign(start) {
            true => self.clause()?.map(|clause| clause.query),
            false => self.one()?,
        };
        let query = query.ok_or_else(|| self.connector_error(connector, "nothing stands after"))?;
        if matches!(&query, Query::Word(text) if text.eq_ignore_ascii_case("not")) && !self.typed.is(start, is_open) {
            let name = self.shown_connector(connector);
            let problem = QueryProblem::error(self.typed.span(start, self.at), format!("`not` stands behind `{name}`"));
            let quoted = phrase_hint("to search for the word, put it in quotation marks", "not");
            let hint = format!("type `not {name}` between both sides; {quoted}");
            return Err(problem.hint(hint));
        }
        Ok((query, start..self.at))
    }

    /// Returns the connector behind white space, without consuming it. The text before it can be
    /// its left side.
    pub(super) fn connector_ahead(&mut self) -> Result<Option<TypedConnector>> {
        let start = self.typed.find(self.at, |c| !is_space(c));
        if let Some(connector) = self.connector_at(start)? {
            return Ok(Some(connector));
        }
        let token = self.behind_not(start).unwrap_or(start);
        self.plus_at(start, token)
    }

    /// Returns the connector at a place, with the `not` before it. `+5` is not one of them: alone,
    /// it requires a number.
    pub(super) fn connector_at(&self, start: usize) -> Result<Option<TypedConnector>> {
        let is_connector = |at: usize| connector::parse(&self.typed.text(at, self.typed.token_end(at)));
        let behind_not = self.behind_not(start);
        let token = behind_not.unwrap_or(start);
        let Some(nearness) = is_connector(token) else { return Ok(None) };
        self.typed_connector(start, token, nearness).map(Some)
    }

    /// Returns the connector written as `+5`, if something follows it. It is noted, because a `+`
    /// usually requires.
    fn plus_at(&mut self, start: usize, token: usize) -> Result<Option<TypedConnector>> {
        if !self.typed.is(token, |c| c == '+') {
            return Ok(None);
        }
        let end = self.typed.token_end(token);
        let rest = self.typed.text(token + 1, end);
        let Some(nearness) = connector::parse_plus(&rest) else { return Ok(None) };
        let at = std::mem::replace(&mut self.at, end);
        let is_between = self.is_clause_ahead();
        self.at = at;
        if !is_between {
            return Ok(None);
        }
        let found = self.typed_connector(start, token, nearness)?;
        let message = format!("`+{rest}` is read as `{}`", found.connector.nearness);
        let note = QueryProblem::note(self.typed.span(token, end), message);
        self.notes.push(note.hint(format!("to require the text, type `+({rest})`")));
        Ok(Some(found))
    }

    fn typed_connector(
        &self,
        start: usize,
        token: usize,
        nearness: std::result::Result<Nearness, Malformed>,
    ) -> Result<TypedConnector> {
        let end = self.typed.token_end(token);
        let nearness = nearness.map_err(|Malformed { message, hint }| {
            let problem = QueryProblem::error(self.typed.span(token, end), message);
            let text = self.typed.text(token, end);
            problem.hint(format!("{hint}; {}", phrase_hint("to search for the text itself, put it in quotation marks", &text)))
        })?;
        Ok(TypedConnector { connector: Connector { is_not: token != start, nearness }, places: start..end })
    }

    /// Returns the place of the token behind a `not`, in any case.
    fn behind_not(&self, start: usize) -> Option<usize> {
        let end = start + "not".len();
        let is_not =
            self.typed.is(end, is_space) && self.typed.between(start, end).map(|c| c.to_ascii_lowercase()).eq("not".chars());
        is_not.then(|| self.typed.find(end, |c| !is_space(c)))
    }

    pub(super) fn connector_error(&self, connector: &TypedConnector, what: &str) -> QueryProblem {
        let name = self.shown_connector(connector);
        let problem = QueryProblem::error(self.span(&connector.places), format!("{what} `{name}`"));
        problem.hint(format!("type a word, phrase or group on both sides, such as `flood {} dam`", connector.connector))
    }

    /// Returns the connector as it was typed, without its white space.
    fn shown_connector(&self, connector: &TypedConnector) -> String {
        let typed = self.typed.text(connector.places.start, connector.places.end);
        typed.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Notes words side by side of which a connector joins only the nearest: `white house w/5
    /// moscow`.
    pub(super) fn note_neighbours(&mut self, clauses: &[Clause]) {
        let mut first = 0;
        while first < clauses.len() {
            let mut last = first;
            if clauses[first].last_word().is_some() {
                while let Some(next) = clauses.get(last + 1).filter(|next| next.first_word().is_some()) {
                    last += 1;
                    if next.chain.is_some() {
                        break;
                    }
                }
            }
            if last > first {
                self.note_run(&clauses[first..=last]);
            }
            first = last.max(first + 1);
        }
    }

    /// Notes a run of words side by side whose first or last belongs to a connector.
    fn note_run(&mut self, run: &[Clause]) {
        let [first, .., last] = run else { return };
        let (before, behind) = (first.chain.as_ref().map(|chain| &chain.last), last.chain.as_ref().map(|chain| &chain.first));
        let Some(link) = behind.or(before) else { return };
        let text = |side: &Side| shown(self.typed.text(side.places.start, side.places.end).trim_end_matches(is_punctuation));
        let words = std::iter::once(first.last_word()).chain(run.iter().skip(1).map(Clause::first_word));
        let words: Vec<&str> = words.flatten().collect();
        let before = before.map_or(String::new(), |link| format!("{} {} ", text(&link.left), link.connector));
        let behind = behind.map_or(String::new(), |link| format!(" {} {}", link.connector, text(&link.right)));
        let message = format!("`{}` joins only `{}` and `{}`", link.connector, text(&link.left), text(&link.right));
        let note = QueryProblem::note(self.typed.span(first.places.start, last.places.end), message);
        let hint = format!("to join all the words, type `{before}\"{}\"{behind}`", shown(&words.join(" ")));
        self.notes.push(note.hint(hint));
    }
}
