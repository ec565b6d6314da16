//! The way into the query language: typed text, and whose rules it is read by.

use super::parse::{self, MAX_LEN_BYTES};
use super::syntax::{self, foreign};
use super::{Query, QueryProblem, Severity, Today};
use crate::choice::Syntax;

/// Returns the query that `text` means, and the problems found, in the order of the text.
///
/// The query is `None` exactly if one problem, the last, is of [`Severity::Error`]. An empty text is such an error. Relative dates (`since:7d`) count from
/// `today`, and the tree holds the day they mean. What other services read as an operator is noted.
///
/// ```
/// use pullquote::query::parse;
/// let (query, problems) = parse("“white house” or moscow -title:war", 0);
/// assert_eq!(query.map(|query| query.to_string()).as_deref(), Some("\"white house\" or moscow -title:war"));
/// assert_eq!(problems[0].message, "`or` is searched as a word");
/// ```
pub fn parse(text: &str, today: Today) -> (Option<Query>, Vec<QueryProblem>) {
    let (query, mut problems) = parse::parse(text, today);
    if text.len() > MAX_LEN_BYTES {
        return (query, problems);
    }
    let error = problems.pop_if(|problem| problem.severity == Severity::Error);
    for note in foreign::notes(text, today) {
        // The advice on the sign replaces the mere remark that it is left out.
        problems.retain(|problem| problem.span != note.span);
        problems.push(note);
    }
    problems.sort_by_key(|problem| problem.span);
    problems.extend(error);
    (query, problems)
}

/// Returns the query that `text` means by the rules of a service, and the problems found, in the order of the text. It is [`parse`] for our own language.
///
/// ```
/// use pullquote::choice::Syntax;
/// use pullquote::query::parse_as;
/// let (query, _) = parse_as("alder & birch cedar % dogwood", Syntax::Westlaw, 0);
/// assert_eq!(query.map(|query| query.to_string()).as_deref(), Some("(alder AND (birch OR cedar)) AND -dogwood"));
/// ```
pub fn parse_as(text: &str, syntax: Syntax, today: Today) -> (Option<Query>, Vec<QueryProblem>) {
    syntax::translate(text, syntax, today).unwrap_or_else(|| parse(text, today))
}
