//! The query language: the tree a query is, and the text it is typed as.
//!
//! A [`Query`] knows no schema and no engine. It prints itself ([`std::fmt::Display`]) as canonical query text, which parses to the same
//! tree. "Understood as" shows that text. [`parse`] turns typed text into a tree and a list of [`QueryProblem`]s. Apart from punctuation
//! around words, nothing that was typed is dropped or changed without a problem. What the language cannot express is an error, never a
//! different search. [`help`] describes the language with examples. [`parse_as`] reads a query by the rules of another service.
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
//!         | "embargo:" ( day | [ from ] ".." [ from ] | ( ">" | ">=" | "<" | "<=" ) from )
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
mod read;
mod syntax;
mod tree;
mod word;

pub use chars::is_printable;
pub use nearest::nearest;
pub use parse::{MAX_DEPTH, MAX_LEAVES, MAX_LEN_BYTES, word_places};
pub use problem::{QueryHint, QueryProblem, Severity};
pub use read::{parse, parse_as};
pub use tree::{Filter, LetterCase, MAX_DISTANCE, MAX_TIMES, Nearness, Query, Reach, TextField, Today, Version};
