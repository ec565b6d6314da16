//! A query, compiled for matching.

use crate::analysis::tokens;
use crate::hit::Coverage;
use crate::query::{Filter, Query, TextField};

/// What an article must hold. Compiled from a [`Query`] by [`Pattern::new`].
#[derive(Debug, Clone, PartialEq)]
pub enum Pattern {
    /// The words stand in at least one of the fields.
    Text(Vec<TextField>, SpanPattern),
    /// All of these hold. Empty: every article.
    All(Vec<Pattern>),
    /// At least so many of these hold. One of none: no article.
    AtLeast(usize, Vec<Pattern>),
    /// This does not hold.
    Not(Box<Pattern>),
    /// A condition on something other than words.
    Filter(Filter),
}

/// Words of one field, and how they stand to each other.
#[derive(Debug, Clone, PartialEq)]
pub enum SpanPattern {
    /// One word.
    Term(TermPattern),
    /// Words in this order, with at most `slop` others between the first and the last. Two at least.
    Phrase {
        /// The words.
        terms: Vec<TermPattern>,
        /// How many other words may stand in between, in all.
        slop: u32,
    },
}

impl SpanPattern {
    /// Returns the words, in order.
    pub fn terms(&self) -> &[TermPattern] {
        match self {
            SpanPattern::Term(term) => std::slice::from_ref(term),
            SpanPattern::Phrase { terms, .. } => terms,
        }
    }
}

/// A word to look up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TermPattern {
    /// The folded word.
    pub exact: String,
    /// Which form of an article's words it is compared with.
    pub form: Form,
}

/// A form of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// As written, case and accents aside.
    Exact,
    /// The stem, in the article's language.
    Stem,
}

/// The fields that are searched where the query names none.
const DEFAULT_FIELDS: [TextField; 2] = [TextField::Title, TextField::Body];

impl Pattern {
    /// Compiles a query. `coverage` applies to the outermost side-by-side clauses only.
    pub fn new(query: &Query, coverage: Coverage) -> Pattern {
        match query {
            Query::Words(clauses) => words(clauses, coverage),
            _ => compile(query, &DEFAULT_FIELDS),
        }
    }

    /// Returns the words that may be marked: those that no `Not` stands around.
    pub fn marked_terms(&self) -> Vec<&TermPattern> {
        match self {
            Pattern::Text(_, spans) => spans.terms().iter().collect(),
            Pattern::All(patterns) | Pattern::AtLeast(_, patterns) => patterns.iter().flat_map(Pattern::marked_terms).collect(),
            Pattern::Not(_) | Pattern::Filter(_) => Vec::new(),
        }
    }
}

fn words(clauses: &[Query], coverage: Coverage) -> Pattern {
    let compile_default = |clause: &Query| compile(clause, &DEFAULT_FIELDS);
    let Coverage::AtLeast(n) = coverage else { return Pattern::All(clauses.iter().map(compile_default).collect()) };
    let (optional, needed): (Vec<&Query>, Vec<&Query>) = clauses.iter().partition(|clause| clause.is_optional());
    let mut all = vec![Pattern::AtLeast(n, optional.into_iter().map(compile_default).collect())];
    all.extend(needed.into_iter().map(compile_default));
    Pattern::All(all)
}

fn compile(query: &Query, fields: &[TextField]) -> Pattern {
    let each = |queries: &[Query]| queries.iter().map(|query| compile(query, fields)).collect();
    match query {
        Query::Word(text) => text_pattern(text, 0, form_in(fields), fields),
        Query::Phrase { text, slop } => text_pattern(text, *slop, Form::Exact, fields),
        Query::Words(queries) | Query::And(queries) => Pattern::All(each(queries)),
        Query::Or(queries) => Pattern::AtLeast(1, each(queries)),
        Query::Not(query) => Pattern::Not(Box::new(compile(query, fields))),
        Query::Required(query) => compile(query, fields),
        Query::Within(field, query) => compile(query, &[*field]),
        Query::Filter(filter) => Pattern::Filter(filter.clone()),
    }
}

/// Names are not inflected, so the fields that hold names match words as written.
fn form_in(fields: &[TextField]) -> Form {
    match fields {
        [TextField::Byline | TextField::Publisher | TextField::Section] => Form::Exact,
        _ => Form::Stem,
    }
}

fn text_pattern(text: &str, slop: u32, form: Form, fields: &[TextField]) -> Pattern {
    let mut terms = Vec::new();
    tokens(text, |token| terms.push(TermPattern { exact: token.exact.to_owned(), form }));
    match terms.pop() {
        // Only signs: the parser has said so; nothing can match.
        None => Pattern::AtLeast(1, Vec::new()),
        Some(term) if terms.is_empty() => Pattern::Text(fields.to_vec(), SpanPattern::Term(term)),
        Some(last) => {
            terms.push(last);
            Pattern::Text(fields.to_vec(), SpanPattern::Phrase { terms, slop })
        }
    }
}
