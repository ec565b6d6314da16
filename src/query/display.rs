//! Canonical query text: what a query was understood as. It reads back to the same tree, and operators of different strength stand in parentheses, so that
//! nobody needs to know which is stronger.

use std::fmt::{Display, Formatter, Result, Write};

use super::chars::{PRINTED_MARKS, fits_between, is_close, is_invisible, is_mark, is_open, is_single_mark, is_space};
use super::connector::parse_plus;
use super::function::Function;
use super::{Filter, Nearness, Query, Reach};

/// What a query is as text. What is neither one thing nor has a sign stands in parentheses inside a list.
#[derive(PartialEq, Eq)]
enum Binding {
    List,
    Sign,
    Near,
    One,
}

fn binding(query: &Query) -> Binding {
    match query {
        Query::Or(_) | Query::And(_) | Query::Words(_) => Binding::List,
        Query::Not(_) | Query::Required(_) => Binding::Sign,
        Query::Near { .. } | Query::NotNear { .. } => Binding::Near,
        Query::Word(_)
        | Query::Wildcard(_)
        | Query::Fuzzy { .. }
        | Query::Phrase { .. }
        | Query::Case(..)
        | Query::AtLeast { .. }
        | Query::Within(..)
        | Query::Hlead(_)
        | Query::Filter(_) => Binding::One,
    }
}

/// Writes canonical query text. [`parse`](super::parse) turns it into the same tree, if `parse`
/// could have made the tree at all.
impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Query::Word(text) | Query::Wildcard(text) => f.write_str(text),
            Query::Fuzzy { text, edits } => write!(f, "{text}~{edits}"),
            Query::Phrase { text, slop: 0 } => write!(f, "\"{text}\""),
            Query::Phrase { text, slop } => write!(f, "\"{text}\"~{slop}"),
            Query::Case(case, inner) => write!(f, "{}({inner})", case.name()),
            Query::AtLeast { n, query } => write!(f, "atleast{n}({query})"),
            Query::Hlead(inner) => write!(f, "hlead({inner})"),
            Query::Near { left, right, nearness } => write_near(f, left, "", *nearness, right),
            Query::NotNear { left, right, nearness } => write_near(f, left, "not ", *nearness, right),
            Query::Words(list) => write_words(f, list),
            Query::And(list) => write_list(f, list, " AND "),
            Query::Or(list) => write_list(f, list, " OR "),
            Query::Not(inner) if binding(inner) == Binding::Sign => write!(f, "NOT {inner}"),
            Query::Not(inner) => {
                f.write_char('-')?;
                write_inner(f, inner, binding(inner) == Binding::One)
            }
            Query::Required(inner) => {
                f.write_char('+')?;
                write_inner(f, inner, binding(inner) == Binding::One && !is_reach(inner))
            }
            Query::Within(field, inner) => {
                write!(f, "{}:", field.name())?;
                write_inner(f, inner, binding(inner) == Binding::One)
            }
            Query::Filter(filter) => filter.fmt(f),
        }
    }
}

fn write_list(f: &mut Formatter<'_>, list: &[Query], operator: &str) -> Result {
    for (place, query) in list.iter().enumerate() {
        if place > 0 {
            f.write_str(operator)?;
        }
        write_inner(f, query, is_closed(query))?;
    }
    Ok(())
}

/// Returns whether a query stands in a list without parentheses.
fn is_closed(query: &Query) -> bool {
    matches!(binding(query), Binding::Sign | Binding::One)
}

fn write_words(f: &mut Formatter<'_>, list: &[Query]) -> Result {
    for (place, (query, stands_bare)) in list.iter().zip(bare_in_words(list)).enumerate() {
        if place > 0 {
            f.write_char(' ')?;
        }
        write_inner(f, query, stands_bare)?;
    }
    Ok(())
}

/// Returns which clauses side by side stand without parentheses. Proximity needs them, so that
/// nobody takes a neighbouring word for part of its sides. So does a clause that ends in a
/// function's name before a parenthesis that does not belong to it.
fn bare_in_words(list: &[Query]) -> Vec<bool> {
    let mut bare = vec![false; list.len()];
    let mut is_before_parenthesis = false;
    for (query, stands_bare) in list.iter().zip(&mut bare).rev() {
        *stands_bare = is_closed(query) && !(is_before_parenthesis && ends_in_function_name(query));
        is_before_parenthesis = !*stands_bare;
    }
    bare
}

fn ends_in_function_name(query: &Query) -> bool {
    match query {
        Query::Word(text) => Function::is_name(text),
        Query::Not(inner) | Query::Required(inner) | Query::Within(_, inner) => ends_in_function_name(inner),
        _ => false,
    }
}

/// Sides that are proximity themselves get parentheses, so that nobody needs to know that the text
/// is read from left to right.
fn write_near(f: &mut Formatter<'_>, left: &Query, not: &str, nearness: Nearness, right: &Query) -> Result {
    write_inner(f, left, stands_bare_in_near(left))?;
    write!(f, " {not}{nearness} ")?;
    write_inner(f, right, stands_bare_in_near(right))
}

/// The word `not` beside a connector would become part of it.
fn stands_bare_in_near(query: &Query) -> bool {
    let is_not = matches!(query, Query::Word(text) if text.eq_ignore_ascii_case("not"));
    binding(query) == Binding::One && !is_not
}

/// Returns how deep parentheses and signs nest in the text of a query, as the parser counts them.
pub(super) fn nesting(query: &Query) -> usize {
    let in_parentheses = |inner: &Query, stands_bare: bool| nesting(inner) + usize::from(!stands_bare);
    match query {
        Query::Word(_) | Query::Wildcard(_) | Query::Fuzzy { .. } | Query::Phrase { .. } | Query::Filter(_) => 0,
        Query::Case(_, inner) | Query::AtLeast { query: inner, .. } | Query::Hlead(inner) => in_parentheses(inner, false),
        Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => {
            in_parentheses(left, stands_bare_in_near(left)).max(in_parentheses(right, stands_bare_in_near(right)))
        }
        Query::Words(list) => {
            let levels = list.iter().zip(bare_in_words(list)).map(|(inner, stands_bare)| in_parentheses(inner, stands_bare));
            levels.max().unwrap_or(0)
        }
        Query::And(list) | Query::Or(list) => list.iter().map(|inner| in_parentheses(inner, is_closed(inner))).max().unwrap_or(0),
        Query::Not(inner) => 1 + in_parentheses(inner, is_closed(inner)),
        Query::Required(inner) => 1 + in_parentheses(inner, binding(inner) == Binding::One && !is_reach(inner)),
        Query::Within(_, inner) => in_parentheses(inner, binding(inner) == Binding::One),
    }
}

/// Writes the connector: `w/5`, `pre/s`.
impl Display for Nearness {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(if self.is_ordered { "pre/" } else { "w/" })?;
        match self.reach {
            Reach::Words(n) => write!(f, "{n}"),
            Reach::Sentence => f.write_char('s'),
            Reach::Paragraph => f.write_char('p'),
            Reach::Quote => f.write_char('q'),
        }
    }
}

fn write_inner(f: &mut Formatter<'_>, inner: &Query, can_stand_bare: bool) -> Result {
    if can_stand_bare { write!(f, "{inner}") } else { write!(f, "({inner})") }
}

/// Some services write "within five words" as `+5` and "in one sentence" as `+s`.
fn is_reach(query: &Query) -> bool {
    matches!(query, Query::Word(text) if parse_plus(text).is_some())
}

/// Writes the filter as it is typed: `date:2024-03..2024-04`, `words:>=800`.
impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Filter::Language(language) => write!(f, "lang:{}", language.code()),
            Filter::Url(url) => write_value(f, "url", url),
            Filter::Path(path) => write_value(f, "path", path),
            Filter::Publisher(name) => write_name(f, "publisher", name),
            Filter::Section(name) => write_name(f, "section", name),
            Filter::Published { from: Some(from), to: Some(to) } if from == to => write!(f, "date:{from}"),
            Filter::Published { from: Some(from), to: Some(to) } => write!(f, "date:{from}..{to}"),
            Filter::Published { from: Some(from), to: None } => write!(f, "since:{from}"),
            Filter::Published { from: None, to: Some(to) } => write!(f, "until:{to}"),
            Filter::Published { from: None, to: None } => f.write_str("date:.."),
            Filter::Embargo { from: Some(from), to: Some(to) } if from == to => write!(f, "embargo:{from}"),
            Filter::Embargo { from, to } => {
                f.write_str("embargo:")?;
                from.map_or(Ok(()), |from| write!(f, "{from}"))?;
                f.write_str("..")?;
                to.map_or(Ok(()), |to| write!(f, "{to}"))
            }
            Filter::Words { min: Some(min), max: Some(max) } if min == max => write!(f, "words:{min}"),
            Filter::Words { min: Some(min), max: Some(max) } => write!(f, "words:{min}..{max}"),
            Filter::Words { min: Some(min), max: None } => write!(f, "words:>={min}"),
            Filter::Words { min: None, max: Some(max) } => write!(f, "words:<={max}"),
            Filter::Words { min: None, max: None } => f.write_str("words:.."),
            Filter::Version(version) => write!(f, "version:{}", version.name()),
        }
    }
}

fn write_value(f: &mut Formatter<'_>, name: &str, value: &str) -> Result {
    match printed_marks(value) {
        Some((open, close)) if !is_plain(value) => write!(f, "{name}:{open}{value}{close}"),
        _ => write!(f, "{name}:{value}"),
    }
}

fn write_name(f: &mut Formatter<'_>, field: &str, name: &str) -> Result {
    let (open, close) = printed_marks(name).unwrap_or(PRINTED_MARKS[0]);
    write!(f, "{field}:={open}{name}{close}")
}

/// Returns whether a verbatim value reads back after it is printed; some values always need marks.
pub(super) fn is_writable(value: &str, needs_marks: bool) -> bool {
    !needs_marks && is_plain(value) || printed_marks(value).is_some()
}

fn is_plain(value: &str) -> bool {
    let ends_value = |c| is_space(c) || is_invisible(c) || is_open(c) || is_close(c);
    // `path://` begins a URL.
    let is_begun_well = !value.starts_with(|c| is_mark(c) || is_single_mark(c)) && !value.starts_with("//");
    !value.is_empty() && !value.contains(ends_value) && is_begun_well
}

fn printed_marks(value: &str) -> Option<(char, char)> {
    PRINTED_MARKS.into_iter().find(|(open, _)| fits_between(value, *open))
}
