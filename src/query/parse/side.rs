//! What may stand on a side of a connector and inside `caps(…)` and `atleast3(…)`, and what to type
//! instead of everything else.

use super::parser::Result;
use crate::query::chars::shown as shorten;
use crate::query::connector::Connector;
use crate::query::function::Function;
use crate::query::{Query, QueryProblem};
use crate::span::Span;

/// Where words must stand, and what is typed around them.
#[derive(Clone, Copy)]
pub(super) enum Place<'q> {
    /// Before a connector; holds what follows it.
    Left(Connector, &'q Query),
    /// Behind a connector; holds what precedes it.
    Right(Connector, &'q Query),
    /// In a function's parentheses.
    Inside(Function),
}

/// Fails if a query does not say where words stand in one field.
pub(super) fn check(query: &Query, span: Span, place: Place<'_>) -> Result<()> {
    let Some(found) = place.refused(query) else { return Ok(()) };
    let problem = QueryProblem::error(span, format!("{} cannot stand inside `{}`", name(found), place.name()));
    let hint = if std::ptr::eq(found, query) { place.instead(query) } else { None };
    Err(problem
        .hint(hint.unwrap_or_else(|| "words, phrases, `OR` and proximity can; put the rest beside it with `AND`".to_owned())))
}

/// Returns the error for a sign before the left side of a connector, which is ambiguous.
pub(super) fn signed(span: Span, sign: char, left: Query, connector: Connector, right: Query) -> QueryProblem {
    let problem = QueryProblem::error(span, format!("`{sign}` stands before one side of `{connector}`"));
    if !left.is_span() || !right.is_span() {
        return problem.hint(format!("type `{sign}(flood {connector} dam)` for both sides together"));
    }
    let other = (sign == '-' && !connector.is_not && !connector.nearness.is_ordered)
        .then(|| joined(right.clone(), Connector { is_not: true, ..connector }, left.clone()));
    let both = shown(&joined(left, connector, right));
    let other = other.map_or(String::new(), |other| format!(", or `{}`", shown(&other)));
    problem.hint(format!("type `{sign}({both})` for both sides together{other}"))
}

/// Returns both sides, joined.
pub(super) fn joined(left: Query, connector: Connector, right: Query) -> Query {
    let Connector { is_not, nearness } = connector;
    let (left, right) = (Box::new(left), Box::new(right));
    if is_not { Query::NotNear { left, right, nearness } } else { Query::Near { left, right, nearness } }
}

impl Place<'_> {
    fn name(&self) -> String {
        match self {
            Place::Left(connector, _) | Place::Right(connector, _) => connector.to_string(),
            Place::Inside(function) => function.shown(),
        }
    }

    /// Returns the first part of a query that cannot stand here.
    fn refused<'a>(&self, query: &'a Query) -> Option<&'a Query> {
        match query {
            Query::Word(_) | Query::Wildcard(_) | Query::Fuzzy { .. } | Query::Phrase { .. } => None,
            Query::Case(..) if matches!(self, Place::Inside(Function::Case(_))) => Some(query),
            Query::Case(_, inner) => self.refused(inner),
            Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => {
                self.refused(left).or_else(|| self.refused(right))
            }
            Query::Or(list) => list.iter().find_map(|query| self.refused(query)),
            Query::AtLeast { .. }
            | Query::Words(_)
            | Query::And(_)
            | Query::Not(_)
            | Query::Required(_)
            | Query::Within(..)
            | Query::Hlead(_)
            | Query::Filter(_) => Some(query),
        }
    }

    /// Returns query text with the same meaning that can be run, if there is one.
    fn instead(&self, query: &Query) -> Option<String> {
        match query {
            Query::And(list) => self.each(list, " AND "),
            Query::Words(list) => match words(list) {
                Some(text) => self.around(&Query::Phrase { text, slop: 0 }).map(|query| type_it(&query)),
                None => self.each(list, " "),
            },
            Query::Not(inner) => self.without(inner).map(|query| type_it(&query)),
            Query::Required(inner) => self.around(inner).map(|query| type_it(&query)),
            Query::Within(field, inner) => match self.other() {
                Some(Query::Within(other, _)) if other != field => {
                    Some("words of two fields are never near each other: put `AND` between them".to_owned())
                }
                _ => self.around(inner).map(|query| type_it(&Query::Within(*field, Box::new(query)))),
            },
            Query::Hlead(inner) => self.around(inner).map(|query| type_it(&Query::Hlead(Box::new(query)))),
            Query::AtLeast { .. } if matches!(self, Place::Inside(Function::AtLeast(_))) => {
                Some("leave one of the two out".to_owned())
            }
            Query::AtLeast { n, query } => {
                self.around(query).map(|query| type_it(&Query::AtLeast { n: *n, query: Box::new(query) }))
            }
            Query::Filter(filter) => Some(format!("put `{filter}` beside it, with a space or `AND` in between")),
            Query::Case(..) => Some("leave one of the two out".to_owned()),
            _ => None,
        }
    }

    fn other(&self) -> Option<&Query> {
        match self {
            Place::Left(_, other) | Place::Right(_, other) => Some(other),
            Place::Inside(_) => None,
        }
    }

    /// Returns the whole clause with `inner` in this place, if it can stand here.
    fn around(&self, inner: &Query) -> Option<Query> {
        if self.refused(inner).is_some() {
            return None;
        }
        let other = match self.other() {
            Some(Query::Within(_, other) | Query::Required(other)) => Some(&**other),
            other => other,
        };
        if other.is_some_and(|other| !other.is_span()) {
            return None;
        }
        let inner = inner.clone();
        match self {
            Place::Left(connector, _) => other.map(|other| joined(inner, *connector, other.clone())),
            Place::Right(connector, _) => other.map(|other| joined(other.clone(), *connector, inner)),
            Place::Inside(function) => Some(function.around(inner)),
        }
    }

    /// Returns the clause repeated around each query of the list.
    fn each(&self, list: &[Query], operator: &str) -> Option<String> {
        let each = list.iter().map(|query| {
            let query = self.around(query)?;
            let is_near = matches!(query, Query::Near { .. } | Query::NotNear { .. });
            Some(if is_near { format!("({query})") } else { query.to_string() })
        });
        Some(format!("type `{}`", shorten(&each.collect::<Option<Vec<_>>>()?.join(operator))))
    }

    /// Returns the clause with the exclusion moved to where it can stand.
    fn without(&self, excluded: &Query) -> Option<Query> {
        let not = |connector: &Connector| Connector { is_not: true, ..*connector };
        match self {
            _ if !excluded.is_span() || self.other().is_some_and(|other| !other.is_span()) => None,
            Place::Inside(_) => self.around(excluded).map(|query| Query::Not(Box::new(query))),
            Place::Left(connector, _) if connector.is_not || connector.nearness.is_ordered => None,
            Place::Right(connector, _) if connector.is_not => None,
            Place::Left(connector, other) | Place::Right(connector, other) => {
                Some(joined((*other).clone(), not(connector), excluded.clone()))
            }
        }
    }
}

/// Names the refused query, for messages.
fn name(query: &Query) -> String {
    match query {
        Query::And(_) => "`AND`".to_owned(),
        Query::Words(_) => "a list of words without an operator".to_owned(),
        Query::Not(_) => "an exclusion (`-` or `NOT`)".to_owned(),
        Query::Required(_) => "`+`".to_owned(),
        Query::Within(field, _) => format!("`{}:`", field.name()),
        Query::Hlead(_) => "`hlead(…)`".to_owned(),
        Query::AtLeast { n, .. } => format!("`atleast{n}(…)`"),
        Query::Case(case, _) => format!("`{}(…)`", case.name()),
        query => format!("`{}`", shown(query)),
    }
}

/// Returns the text of words side by side; `None` if anything else is among them.
fn words(list: &[Query]) -> Option<String> {
    let words = list.iter().map(|query| match query {
        Query::Word(text) => Some(text.as_str()),
        _ => None,
    });
    Some(words.collect::<Option<Vec<_>>>()?.join(" "))
}

fn type_it(query: &Query) -> String {
    format!("type `{}`", shown(query))
}

fn shown(query: &Query) -> String {
    shorten(&query.to_string())
}
