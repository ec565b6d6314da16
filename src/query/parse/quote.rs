//! What may stand in `said:` and `by:`, which ask about one quote.

use super::parser::Result;
use crate::query::{Query, QueryProblem, TextField};
use crate::span::Span;

/// Fails if a field about one quote is given a query that one quote cannot answer. Every field may
/// be given; `span` is the value's place.
pub(super) fn check(field: TextField, inner: &Query, span: Span) -> Result<()> {
    let refused = match field {
        TextField::Said => refused(inner, false),
        TextField::Speaker => refused(inner, true),
        _ => None,
    };
    let Some(refused) = refused else { return Ok(()) };
    let name = field.name();
    let (what, hint) = match refused {
        Query::AtLeast { .. } => (
            "`atleast…(…)`",
            format!("leave it out, or use `quotes:`, which counts in all quotes of an article: `quotes:{refused}`"),
        ),
        Query::Case(..) => ("a condition on capitals", format!("leave it out; `{name}:` does not look at capitals")),
        _ => (
            "an exclusion alone",
            format!(
                "put what is excluded beside what must be there, such as `{name}:(flood -dam)`, or before the field: `-{name}:dam`"
            ),
        ),
    };
    Err(QueryProblem::error(span, format!("{what} cannot stand inside `{name}:`")).hint(hint))
}

/// Returns the first part that cannot be honoured.
fn refused(query: &Query, is_name: bool) -> Option<&Query> {
    match query {
        Query::Words(list) | Query::And(list) => {
            let is_exclusion = |query: &&Query| matches!(query, Query::Not(_));
            let all_are_exclusions = list.iter().all(|query| is_exclusion(&query));
            list.first()
                .filter(|_| all_are_exclusions)
                .or_else(|| list.iter().find_map(|query| refused(without_exclusion(query), is_name)))
        }
        Query::Or(list) => list.iter().find_map(|query| refused(query, is_name)),
        Query::Required(inner) => refused(inner, is_name),
        Query::Not(_) | Query::AtLeast { .. } => Some(query),
        Query::Case(..) if is_name => Some(query),
        Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => {
            refused(left, is_name).or_else(|| refused(right, is_name))
        }
        Query::Word(_) | Query::Wildcard(_) | Query::Fuzzy { .. } | Query::Phrase { .. } | Query::Case(..) => None,
        // The parser lets none of these into a field.
        Query::Within(..) | Query::Hlead(_) | Query::Filter(_) => None,
    }
}

fn without_exclusion(query: &Query) -> &Query {
    if let Query::Not(inner) = query { inner } else { query }
}
