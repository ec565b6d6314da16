//! Joins operands by operators of different strength: the strongest operator first.
//!
//! Services do not only rank their operators. Of two proximities the one with the smaller number may come first, wherever it stands. So a flat list is
//! joined operator by operator, always the next one by level, number and place.

use super::service::{Kind, Operator, Service};
use crate::query::{MAX_DISTANCE, Nearness, Query, QueryProblem, Reach, TextField};
use crate::span::Span;

/// What operators join.
pub(super) struct Operand {
    pub(super) query: Query,
    pub(super) span: Span,
    /// The kind of the operators that made it, if nothing else has been put around it.
    made_by: Option<Kind>,
    /// What stands in one field, if a segment operator made it.
    same_field: Vec<Query>,
}

/// An operator between two operands of a list.
pub(super) struct Joint {
    pub(super) operator: Operator,
    pub(super) span: Span,
    /// Whether it is a mere space, which is stronger than every operator.
    pub(super) is_space: bool,
}

impl Operand {
    pub(super) fn new(query: Query, span: Span) -> Operand {
        Operand { query, span, made_by: None, same_field: Vec::new() }
    }
}

/// Joins operands by the operators between them; there is one operator less. Returns what they mean, and notes. `is_in_field` says that all of it stands
/// in one field.
pub(super) fn join(
    service: &Service,
    mut operands: Vec<Operand>,
    mut joints: Vec<Joint>,
    is_in_field: bool,
) -> Result<(Operand, Vec<QueryProblem>), QueryProblem> {
    let mut notes = doubts(service, &joints)?;
    while let Some(next) = (0..joints.len()).min_by_key(|place| order(service, &joints[*place], *place)) {
        let joint = joints.remove(next);
        let right = operands.remove(next + 1);
        let left = std::mem::replace(&mut operands[next], Operand::new(Query::everything(), joint.span));
        operands[next] = joined(service, left, &joint, right, is_in_field, &mut notes)?;
    }
    let nothing = || Operand::new(Query::everything(), Span::new(0, 0));
    Ok((operands.pop().unwrap_or_else(nothing), notes))
}

/// Returns by what operators are ordered: the smallest is worked out first.
fn order(service: &Service, joint: &Joint, place: usize) -> (usize, u32, usize, usize) {
    if joint.is_space {
        return (0, 0, 0, place);
    }
    let level = service.level(joint.operator);
    match joint.operator {
        Operator::Near { nearness: Nearness { reach: Reach::Words(n), .. }, .. } if service.is_smallest_first => {
            // All operators with a number share the first of their levels.
            let numbered = [Kind::Ordered, Kind::Near].map(|kind| service.levels.iter().position(|kinds| kinds.contains(&kind)));
            (1 + numbered.into_iter().flatten().min().unwrap_or(level), n, level, place)
        }
        Operator::Near { .. } | Operator::Segment if service.is_smallest_first => {
            // Sentences are smaller than paragraphs, and both are larger than any number.
            let size = match joint.operator.kind() {
                Some(Kind::OrderedSentence | Kind::Sentence) => 1,
                Some(Kind::OrderedParagraph | Kind::Paragraph) => 2,
                _ => 3,
            };
            (1 + level, u32::MAX, size, place)
        }
        _ => (1 + level, 0, 0, place),
    }
}

/// Returns the notes about operators whose order is not certain, each once; an error if the query would be another one.
fn doubts(service: &Service, joints: &[Joint]) -> Result<Vec<QueryProblem>, QueryProblem> {
    let mut notes = Vec::new();
    for doubt in service.doubts {
        let find = |kind: Kind| joints.iter().find(|joint| !joint.is_space && joint.operator.kind() == Some(kind));
        let [Some(one), Some(other)] = doubt.kinds.map(find) else { continue };
        let later = if one.span.start > other.span.start { one } else { other };
        if doubt.is_refused {
            let message =
                format!("{} without parentheses: the help of {} does not say which is first", doubt.message, service.name);
            return Err(QueryProblem::error(later.span, message).hint("put parentheses around what belongs together"));
        }
        let message = format!("{} has {}", service.name, doubt.message);
        notes.push(QueryProblem::note(later.span, message).hint("put parentheses around what belongs together"));
    }
    Ok(notes)
}

fn joined(
    service: &Service,
    mut left: Operand,
    joint: &Joint,
    right: Operand,
    is_in_field: bool,
    notes: &mut Vec<QueryProblem>,
) -> Result<Operand, QueryProblem> {
    let span = Span::new(left.span.start.min(right.span.start), left.span.end.max(right.span.end));
    let kind = joint.operator.kind();
    let is_same = kind.is_some() && left.made_by == kind;
    let mut same_field = Vec::new();
    let query = match joint.operator {
        Operator::Or => match left.query {
            Query::Or(list) if is_same => Query::Or(with(list, right.query)),
            query => Query::Or(vec![query, right.query]),
        },
        Operator::And => match left.query {
            Query::And(list) if is_same => Query::And(with(list, right.query)),
            query => Query::And(vec![query, right.query]),
        },
        Operator::AndNot | Operator::Not | Operator::But => excluded(left.query, right.query),
        Operator::Optional => {
            let message =
                format!("what stands behind `AndAny` is optional in {}: it excludes nothing and is left out", service.name);
            notes.push(QueryProblem::note(right.span, message));
            left.query
        }
        Operator::Segment => {
            same_field = if is_same { std::mem::take(&mut left.same_field) } else { vec![left.query] };
            same_field.push(right.query);
            if is_in_field {
                Query::And(same_field.clone())
            } else {
                let message = format!(
                    "in {} both sides stand in one part of an article; here that is the headline or the text",
                    service.name
                );
                notes.push(QueryProblem::note(joint.span, message));
                segment(&same_field, joint.span)?
            }
        }
        Operator::Near { is_not, nearness } => {
            check_reach(nearness, joint.span)?;
            near(service, left.query, right.query, is_not, nearness, joint.span, notes)?
        }
    };
    Ok(Operand { query, span, made_by: kind, same_field })
}

fn with(mut list: Vec<Query>, last: Query) -> Vec<Query> {
    list.push(last);
    list
}

/// What is excluded from everything stands alone.
fn excluded(left: Query, right: Query) -> Query {
    let right = Query::Not(Box::new(right));
    match left {
        left if left == Query::everything() => right,
        Query::And(mut list) if matches!(list.last(), Some(Query::Not(_))) => {
            list.push(right);
            Query::And(list)
        }
        left => Query::And(vec![left, right]),
    }
}

/// Returns the query for all of these in the headline, or all in the text.
fn segment(queries: &[Query], span: Span) -> Result<Query, QueryProblem> {
    if queries.iter().any(holds_field) {
        let problem = QueryProblem::error(span, "one side stands in a part of the article already");
        return Err(problem.hint("put `and` between the two"));
    }
    let both = [TextField::Title, TextField::Body];
    Ok(Query::Or(both.map(|field| Query::Within(field, Box::new(Query::And(queries.to_vec())))).into()))
}

/// Returns whether a field or a filter is part of a query.
pub(super) fn holds_field(query: &Query) -> bool {
    match query {
        Query::Within(..) | Query::Hlead(_) | Query::Filter(_) => true,
        Query::Word(_) | Query::Wildcard(_) | Query::Fuzzy { .. } | Query::Phrase { .. } => false,
        Query::Case(_, inner) | Query::AtLeast { query: inner, .. } | Query::Not(inner) | Query::Required(inner) => {
            holds_field(inner)
        }
        Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => holds_field(left) || holds_field(right),
        Query::Words(list) | Query::And(list) | Query::Or(list) => list.iter().any(holds_field),
    }
}

fn check_reach(nearness: Nearness, span: Span) -> Result<(), QueryProblem> {
    match nearness.reach {
        Reach::Words(0) => {
            Err(QueryProblem::error(span, "0 words apart is the same word").hint("type 1 for words next to each other"))
        }
        Reach::Words(n) if n > MAX_DISTANCE => {
            let problem = QueryProblem::error(span, format!("more than {MAX_DISTANCE} words apart cannot be asked"));
            Err(problem.hint("ask for the same paragraph, or put `and` between the two"))
        }
        _ => Ok(()),
    }
}

/// Returns both sides near each other. Several things on one side, all of which must be near, become as many proximities.
fn near(
    service: &Service,
    left: Query,
    right: Query,
    is_not: bool,
    nearness: Nearness,
    span: Span,
    notes: &mut Vec<QueryProblem>,
) -> Result<Query, QueryProblem> {
    if service.signs.is_dtsearch
        && let Some(query) = at_an_end(&left, &right, nearness, span, notes)?
    {
        return Ok(query);
    }
    if left.is_span() && right.is_span() {
        let (left, right) = (Box::new(left), Box::new(right));
        return Ok(if is_not { Query::NotNear { left, right, nearness } } else { Query::Near { left, right, nearness } });
    }
    let pair =
        |left: &Query, right: &Query| Query::Near { left: Box::new(left.clone()), right: Box::new(right.clone()), nearness };
    let all_are_spans = |list: &[Query]| list.iter().all(Query::is_span);
    let each = match (&left, &right) {
        (Query::And(list), other) if !is_not && all_are_spans(list) && other.is_span() => {
            list.iter().map(|one| pair(one, other)).collect()
        }
        (other, Query::And(list)) if !is_not && all_are_spans(list) && other.is_span() => {
            list.iter().map(|one| pair(other, one)).collect()
        }
        (Query::Within(field, one), Query::Within(other, another))
            if field == other && !is_not && one.is_span() && another.is_span() =>
        {
            return Ok(Query::Within(*field, Box::new(pair(one, another))));
        }
        _ => {
            let message = format!("only words, phrases, alternatives and proximities can stand beside `{nearness}`");
            return Err(QueryProblem::error(span, message).hint("put `and` between the two, or write it out"));
        }
    };
    let message = format!("each of the words joined by `and` must be near by itself; {} does not say what it does", service.name);
    notes.push(QueryProblem::note(span, message));
    Ok(Query::And(each))
}

/// Returns the query for words near the first word of an article: `flood w/5 xfirstword`.
fn at_an_end(
    left: &Query,
    right: &Query,
    nearness: Nearness,
    span: Span,
    notes: &mut Vec<QueryProblem>,
) -> Result<Option<Query>, QueryProblem> {
    let is = |query: &Query, name: &str| matches!(query, Query::Phrase { text, .. } if text.eq_ignore_ascii_case(name));
    if is(left, "xlastword") || is(right, "xlastword") {
        let problem = QueryProblem::error(span, "there is no search near the last word here");
        return Err(problem.hint("search the whole text: `body:flood`"));
    }
    let other = match (is(left, "xfirstword"), is(right, "xfirstword")) {
        (true, _) => right,
        (_, true) => left,
        _ => return Ok(None),
    };
    let Reach::Words(n) = nearness.reach else { return Ok(None) };
    first_words(other.clone(), n, span, notes).map(Some)
}

/// Returns the query for something among the first words. The lead is the nearest there is, and holds at least fifty words.
pub(super) fn first_words(query: Query, n: u32, span: Span, notes: &mut Vec<QueryProblem>) -> Result<Query, QueryProblem> {
    const LEAD: u32 = 50;
    if n > LEAD {
        let problem = QueryProblem::error(span, format!("there is no search in the first {n} words here"));
        return Err(problem.hint("search the lead, the first paragraphs with fifty words or more: `lead:flood`"));
    }
    if holds_field(&query) {
        let problem = QueryProblem::error(span, "what has a field cannot be searched in the first words");
        return Err(problem.hint("leave one of the two out"));
    }
    let message = format!("the first {n} words are read as the lead: the first paragraphs, with fifty words or more");
    notes.push(QueryProblem::note(span, message));
    Ok(Query::Within(TextField::Lead, Box::new(query)))
}
