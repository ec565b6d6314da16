//! The query language: the tree a query is, and the text it is typed as.
//!
//! A [`Query`] knows no schema and no engine. It prints itself ([`std::fmt::Display`]) as canonical query text, which parses to the same
//! tree. "Understood as" shows that text. [`parse`] turns typed text into a tree and a list of [`QueryProblem`]s. Apart from punctuation
//! around words, nothing that was typed is dropped or changed without a problem. What the language cannot express is an error, never a
//! different search. [`help`] describes the language with examples.
//!
//! # Grammar
//!
//! ```text
//! query   = any
//! any     = all { "OR" all }
//! all     = words { "AND" words }
//! words   = clause { clause }                    side by side: all must match; loosened if no article holds them all
//! clause  = "NOT" clause | "-" one               excluded
//!         | "+" one                              needed even when the rest is loosened
//!         | near
//! near    = one { [ "not" ] connector one }      from left to right; each side a word, phrase, list of alternatives or near
//! one     = word | phrase | group | function | filter
//!         | field ":" ( word | phrase | group | function )
//! group   = "(" any ")"
//! phrase  = MARK text MARK [ "~" number ]        ~n allows n other words in between; `*` and an inner `?` are wildcards
//! word    = TOKEN                                by stem
//!         | "=" TOKEN                            as written, the same as a phrase of one word
//!         | TOKEN with "*" or "?"                `*` any letters or none, `?` exactly one; `!` at the end is `*`
//!         | TOKEN "~" ( "1" | "2" )              as written, with one or two slips allowed
//! function = "caps" group | "allcaps" group | "nocaps" group                 by the case of the letters
//!         | "atleast" number group               at least this many times in an article
//!         | "hlead" group                        in the headline or the lead
//! connector = "w/" reach | "pre/" reach          near in either order, near in this order; in any case
//! reach   = number | "s" | "p"                   words apart (1: next to each other), in one sentence, in one paragraph
//! field   = "title" | "body" | "lead" | "quotes" | "said" | "by" | "byline" | "publisher" | "section"
//! filter  = "lang:" code | "url:" text | "path:" text                     values may stand in quotation marks
//!         | ( "publisher:=" | "section:=" ) MARK text MARK                   the whole name, as written
//!         | "words:" ( [ ">" | ">=" | "<" | "<=" ] number | [ number ] ".." [ number ] )
//!         | "version:" ( "latest" | "first" | "all" )                         of articles with one URL; latest is the default
//!         | "date:" ( day | [ from ] ".." [ from ] | ( ">" | ">=" | "<" | "<=" ) from ) | ( "since:" | "until:" ) from
//! day     = year [ "-" month [ "-" day ] | "-W" week ] | "today" | "yesterday"
//! from    = day | number ( "d" | "w" | "m" | "y" )                           this long before today
//! ```
//!
//! A MARK is any kind of double quotation mark. `"` and the curly marks close each other; guillemets and corner brackets close their own
//! kind. A single mark opens a phrase only at the start of a clause, and only if a single mark at the end of a word closes it. So
//! `don't`, `O’Brien` and `'tis` are words. Between marks everything is text. White space of every kind separates. Zero-width characters
//! and direction marks are ignored. A field cannot stand inside another field's parentheses.
//!
//! `said:` and `by:` ask about the same quote if they stand side by side or are joined by `AND`; exclusions among them too
//! (`said:flood -by:ruiz`).
//!
//! The spellings of other services are read too: connectors (`/5`, `+5` between clauses, `near5`, `adj5`, `/s`, `SAME`), fields
//! (`hd=flood`, `headline(flood)`, `wc>800`) and `econom!`. [`help::SPELLINGS`] lists them.
//!
//! Operators are upper case: `and`, `or` and `not` between words are words, but the `not` of a connector is `not` in any case. A colon
//! makes a field only if a name stands before it, a value follows directly, and the name does not begin with a digit. So `10:30` is a
//! word.

mod chars;
mod connector;
mod date;
mod display;
mod field;
mod function;
pub mod help;
mod nearest;
mod parse;
mod problem;
mod word;

use crate::article::{Day, Language, PartialDate};
use crate::span::Span;

pub use chars::is_printable;
pub use nearest::nearest;
pub use parse::{MAX_DEPTH, MAX_LEAVES, MAX_LEN_BYTES, parse};

/// Which articles match.
///
/// Lists hold at least one query (the parser unwraps lists of one). `Not` and `Required` stand
/// anywhere except inside proximity, `AtLeast` and `Case`. Those hold what [`Query::is_span`]
/// describes. Filters never mark text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// One bare word, matched by stem. It may hold several tokens (`wi-fi`, `10:30`), which then
    /// must stand next to each other.
    Word(String),
    /// A word with wildcards, matched as written: `*` stands for any letters or none, `?` for exactly one.
    Wildcard(String),
    /// A word matched as written, with some slips allowed.
    Fuzzy {
        /// The word.
        text: String,
        /// Maximum number of letters inserted, removed, changed, or swapped with their neighbour: 1
        /// or 2.
        edits: u8,
    },
    /// Words in quotation marks, matched as written (case and accents aside), in this order. They may hold wildcards.
    Phrase {
        /// What stood between the marks.
        text: String,
        /// Maximum number of other words between the first and the last, in all; at most
        /// [`MAX_DISTANCE`].
        slop: u32,
    },
    /// The inner words, written in this letter case.
    Case(LetterCase, Box<Query>),
    /// Both sides, near each other in one field. Each word of the query stands for a word of its own.
    Near {
        /// One side; the first, where order counts.
        left: Box<Query>,
        /// The other.
        right: Box<Query>,
        /// How near.
        nearness: Nearness,
    },
    /// The left side, if the right side is not near it.
    NotNear {
        /// What must be present.
        left: Box<Query>,
        /// What must neither be near it nor overlap it.
        right: Box<Query>,
        /// How near.
        nearness: Nearness,
    },
    /// The inner query, at this many places or more of an article, headline and body counted
    /// together.
    AtLeast {
        /// The minimum number of places.
        n: u32,
        /// What must stand at each place.
        query: Box<Query>,
    },
    /// Clauses side by side: all must match, but a search may be loosened if no article holds them
    /// all.
    Words(Vec<Query>),
    /// All must match.
    And(Vec<Query>),
    /// At least one must match.
    Or(Vec<Query>),
    /// Must not match. Alone, it matches every article that the inner query does not.
    Not(Box<Query>),
    /// Needed even if the clauses beside it are loosened.
    Required(Box<Query>),
    /// The inner query, in one field only.
    Within(TextField, Box<Query>),
    /// The inner query, in the headline or the lead.
    Hlead(Box<Query>),
    /// A condition on something other than words of the text.
    Filter(Filter),
}

impl Query {
    /// Returns the query that every article matches: each has zero words or more.
    pub fn everything() -> Query {
        Query::Filter(Filter::Words { min: Some(0), max: None })
    }

    /// Returns whether a loosened search may drop this clause. That holds for words, phrases and
    /// groups of them that stand side by side, but not for anything asked of one field.
    pub fn is_optional(&self) -> bool {
        !matches!(
            self,
            Query::Not(_) | Query::Required(_) | Query::Within(..) | Query::Hlead(_) | Query::AtLeast { .. } | Query::Filter(_)
        )
    }

    /// Returns whether this describes where words stand in one field. Only such a query can be a
    /// side of a proximity operator, or stand in `atleast3(…)` and `caps(…)`: words, phrases,
    /// proximity, and alternatives of them.
    pub fn is_span(&self) -> bool {
        match self {
            Query::Word(_) | Query::Wildcard(_) | Query::Fuzzy { .. } | Query::Phrase { .. } => true,
            Query::Case(_, inner) => inner.is_span(),
            Query::Near { left, right, .. } | Query::NotNear { left, right, .. } => left.is_span() && right.is_span(),
            Query::Or(list) => list.iter().all(Query::is_span),
            Query::AtLeast { .. }
            | Query::Words(_)
            | Query::And(_)
            | Query::Not(_)
            | Query::Required(_)
            | Query::Within(..)
            | Query::Hlead(_)
            | Query::Filter(_) => false,
        }
    }
}

/// How near two things must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nearness {
    /// How far apart they may be.
    pub reach: Reach,
    /// Whether the left one must stand before the right one.
    pub is_ordered: bool,
}

/// How far apart things may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// At most this many words apart, counted from the last word of the one to the first of the
    /// other; 1 is next to each other. At least 1, at most [`MAX_DISTANCE`].
    Words(u32),
    /// In the same sentence.
    Sentence,
    /// In the same paragraph.
    Paragraph,
    /// In the same quote, its speaker included. It cannot be typed: it is how [`TextField::Said`]
    /// and [`TextField::Speaker`] side by side are matched.
    Quote,
}

impl Reach {
    /// Returns whether the reach is a stretch of the text and not a number of words.
    pub fn is_break(self) -> bool {
        !matches!(self, Reach::Words(_))
    }
}

/// Maximum distance between words in a query.
pub const MAX_DISTANCE: u32 = 1_000;

/// Maximum count in `atleast`.
pub const MAX_TIMES: u32 = 1_000;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterCase {
    /// With a capital somewhere: `caps(apple)` finds Apple, APPLE and eApple.
    Caps,
    /// In capitals throughout: `allcaps(us)` finds US and U.S.
    AllCaps,
    /// Without a capital: `nocaps(us)` finds us.
    NoCaps,
}

impl LetterCase {
    /// All, in the order in which they are shown.
    pub const ALL: [LetterCase; 3] = [LetterCase::Caps, LetterCase::AllCaps, LetterCase::NoCaps];

    /// The name typed before the parenthesis.
    pub fn name(self) -> &'static str {
        match self {
            LetterCase::Caps => "caps",
            LetterCase::AllCaps => "allcaps",
            LetterCase::NoCaps => "nocaps",
        }
    }
}

/// A field of an article that holds words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextField {
    /// The headline.
    Title,
    /// The text.
    Body,
    /// The beginning of the text.
    Lead,
    /// What is quoted in the body.
    Quotes,
    /// What is quoted in the body; all of it must stand in one quote.
    Said,
    /// Who spoke a quote: the name of the speaker, and how the text names the speaker there.
    Speaker,
    /// The authors.
    Byline,
    /// Who published it.
    Publisher,
    /// The part of the paper.
    Section,
}

impl TextField {
    /// All text fields, in the order in which they are shown.
    pub const ALL: [TextField; 9] = [
        TextField::Title,
        TextField::Body,
        TextField::Lead,
        TextField::Quotes,
        TextField::Said,
        TextField::Speaker,
        TextField::Byline,
        TextField::Publisher,
        TextField::Section,
    ];

    /// The name typed before the colon.
    pub fn name(self) -> &'static str {
        match self {
            TextField::Title => "title",
            TextField::Body => "body",
            TextField::Lead => "lead",
            TextField::Quotes => "quotes",
            TextField::Said => "said",
            TextField::Speaker => "by",
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
    /// The publisher's whole name, as written.
    Publisher(String),
    /// The section's whole name, as written.
    Section(String),
    /// Published on a day from the first to the last, both included; articles without a date do not match. At least one end is given.
    Published {
        /// From this day (its first, for a month or a year).
        from: Option<PartialDate>,
        /// To this day (its last, for a month or a year).
        to: Option<PartialDate>,
    },
    /// The body's length in words (tokens), both ends included. At least one end is given.
    Words {
        /// The minimum length.
        min: Option<u64>,
        /// The maximum length.
        max: Option<u64>,
    },
    /// Of several articles with one canonical URL, the chosen version. A query without this filter
    /// finds the latest version alone.
    Version(Version),
}

/// Which of several articles with one canonical URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// The last one.
    Latest,
    /// The first one.
    First,
    /// Each of them.
    All,
}

impl Version {
    /// All versions.
    pub const EVERY: [Version; 3] = [Version::Latest, Version::First, Version::All];

    /// Returns its name in queries: `latest`.
    pub fn name(self) -> &'static str {
        match self {
            Version::Latest => "latest",
            Version::First => "first",
            Version::All => "all",
        }
    }
}

/// A remark on a typed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryProblem {
    /// The bytes of the typed query it is about; empty at the end of the text.
    pub span: Span,
    /// Whether the query can be run.
    pub severity: Severity,
    /// What was found and what was expected: lower case, no full stop, literals in backticks.
    pub message: String,
    /// What to type instead; `None` if there is no advice.
    pub hint: Option<String>,
}

/// Whether a query with this problem can be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It runs as understood; the note says how.
    Note,
    /// It is not run.
    Error,
}

/// The day that relative dates such as `since:7d` count from: the reader's calendar day.
pub type Today = Day;
