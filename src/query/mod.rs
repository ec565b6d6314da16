//! The query language: the tree a query is, and the text it is typed as.
//!
//! A [`Query`] knows no schema and no engine. It prints itself ([`std::fmt::Display`]) as canonical query text, which parses to the same
//! tree; that text is what "understood as" shows. [`parse`] turns typed text into a tree and a list of [`QueryProblem`]s: apart from
//! punctuation around words, nothing typed is ever dropped or changed without one. What cannot be honoured is an error, never a
//! different search; the forms that other services know and this one does not (`econom*`, `w/5`, `hlead(…)`) are all recognised for that.
//!
//! # Grammar
//!
//! ```text
//! query   = any
//! any     = all { "OR" all }
//! all     = words { "AND" words }
//! words   = clause { clause }                    side by side: all must match, loosened when nothing holds them all
//! clause  = ( "-" | "NOT" ) clause               excluded
//!         | "+" clause                           needed even when the rest is loosened
//!         | field ":" ( word | phrase | group )
//!         | word | phrase | group | filter
//! group   = "(" any ")"
//! phrase  = MARK text MARK [ "~" number ]        ~n allows n other words in between
//! field   = "title" | "body" | "quotes" | "byline" | "publisher" | "section"
//! filter  = "lang:" code | "url:" text | "path:" text                     values may stand in quotation marks
//!         | "words:" ( [ ">" | ">=" | "<" | "<=" ] number | [ number ] ".." [ number ] )
//!         | "date:" ( day | [ day ] ".." [ day ] ) | ( "since:" | "until:" ) ( day | number ( "d" | "w" ) )
//! day     = year [ "-" month [ "-" day ] ]       "7d" and "2w" count days and weeks before today
//! ```
//!
//! A MARK is any kind of double quotation mark; `"` and the curly ones close each other, guillemets and corner brackets close their own
//! kind. A single mark opens a phrase only at the start of a clause and only where a single mark at the end of a word closes it, so that
//! `don't`, `O’Brien` and `'tis` are words. Between marks everything is text. White space of every kind separates; zero-width characters
//! and direction marks count as not there. A field does not stand inside another field's parentheses.
//!
//! Operators are upper case: `and`, `or` and `not` between words are words. A colon makes a field only where a name stands before it and
//! a value directly after it, and the name does not begin with a digit; `10:30` is a word.

mod chars;
mod display;
mod field;
mod parse;
mod problem;
mod word;

use crate::article::{Day, Language, PartialDate};
use crate::span::Span;

pub use parse::{MAX_DEPTH, MAX_LEAVES, MAX_LEN_BYTES, parse};

/// Which articles match.
///
/// Lists hold at least one query (the parser unwraps lists of one). `Not` and `Required` stand anywhere; filters never mark text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// One bare word, matched by stem. It may hold several tokens (`wi-fi`, `10:30`), which then must stand next to each other.
    Word(String),
    /// Words in quotation marks, matched as written (case and accents aside), in this order.
    Phrase {
        /// What stood between the marks.
        text: String,
        /// How many other words may stand between the first and the last, in all.
        slop: u32,
    },
    /// Clauses side by side: all must match, but a search may be loosened when no article holds them all.
    Words(Vec<Query>),
    /// All must match.
    And(Vec<Query>),
    /// At least one must match.
    Or(Vec<Query>),
    /// Must not match. Alone, it matches every article that the inner query does not.
    Not(Box<Query>),
    /// Needed even when the clauses beside it are loosened.
    Required(Box<Query>),
    /// The inner query, in one field only.
    Within(TextField, Box<Query>),
    /// A condition on something other than words of the text.
    Filter(Filter),
}

impl Query {
    /// Returns whether a search may do without this clause when it loosens the clauses that stand side by side: words, phrases and groups
    /// of them, but nothing that was asked of one field.
    pub fn is_optional(&self) -> bool {
        !matches!(self, Query::Not(_) | Query::Required(_) | Query::Within(..) | Query::Filter(_))
    }
}

/// A field of an article that holds words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextField {
    /// The headline.
    Title,
    /// The text.
    Body,
    /// What is quoted in the body.
    Quotes,
    /// The authors.
    Byline,
    /// Who published it.
    Publisher,
    /// The part of the paper.
    Section,
}

impl TextField {
    /// All text fields, in the order in which they are shown.
    pub const ALL: [TextField; 6] =
        [TextField::Title, TextField::Body, TextField::Quotes, TextField::Byline, TextField::Publisher, TextField::Section];

    /// The name typed before the colon.
    pub fn name(self) -> &'static str {
        match self {
            TextField::Title => "title",
            TextField::Body => "body",
            TextField::Quotes => "quotes",
            TextField::Byline => "byline",
            TextField::Publisher => "publisher",
            TextField::Section => "section",
        }
    }
}

/// A condition on something other than words of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Written in this language.
    Language(Language),
    /// The canonical URL, exactly.
    Url(String),
    /// The path of the file or of a folder above it, as shown in hits.
    Path(String),
    /// Published on a day from the first to the last, both included; articles without a date do not match. At least one end is given.
    Published {
        /// From this day (its first, for a month or a year).
        from: Option<PartialDate>,
        /// To this day (its last, for a month or a year).
        to: Option<PartialDate>,
    },
    /// The body's length in words (tokens), both ends included. At least one end is given.
    Words {
        /// At least so many.
        min: Option<u64>,
        /// At most so many.
        max: Option<u64>,
    },
}

/// Something to tell about a typed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryProblem {
    /// The bytes of the typed query it is about; empty at the end of the text.
    pub span: Span,
    /// Whether the query can be run.
    pub severity: Severity,
    /// What was found and what was expected: lower case, no full stop, literals in backticks.
    pub message: String,
    /// What to type instead, where that can be said.
    pub hint: Option<String>,
}

/// Whether a query with this problem can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It runs as understood; the reader is told how.
    Note,
    /// It is not run.
    Error,
}

/// What a relative date such as `since:7d` counts from: the reader's calendar day.
pub type Today = Day;
