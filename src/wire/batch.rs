//! What many queries find.

use std::io::{self, Write};

use serde::Serialize;

use super::header::{ArticleName, ArticlePlace};
use super::locator::Locator;
use super::note::{Note, notes};
use super::{Kind, Line, write_line};
use crate::article::{Article, Day};
use crate::choice::Period;
use crate::hit::{FieldMatch, Matches};
use crate::query::{Query, QueryProblem, Severity};
use crate::search;
use crate::span::{Span, code_points};

/// Maximum bytes of a match's text.
const MAX_MATCH_BYTES: usize = 500;

/// The outcome of one query.
#[derive(Debug, Clone)]
pub enum Outcome<'o> {
    /// It was run.
    Found(&'o search::Tally),
    /// It cannot be run, for this reason.
    Refused(&'o str),
}

/// How many articles a query finds.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = TallyLine))]
pub(crate) struct Tally<'t> {
    query: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) understood: Option<&'t str>,
    pub(crate) articles: Option<u64>,
    pub(crate) stories: Option<u64>,
    pub(crate) loosened: bool,
    pub(crate) undated: Option<u64>,
    pub(crate) first: Option<String>,
    pub(crate) last: Option<String>,
    pub(crate) top_publisher: Option<&'t str>,
    pub(crate) top_publisher_articles: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<&'t str>,
    /// What may not be meant so; left out if there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<Note<'t>>,
}

impl Kind for Tally<'_> {
    const KIND: &'static str = "tally";
}

pub(crate) type TallyLine<'t> = Line<Tally<'t>>;

impl<'t> Tally<'t> {
    pub(crate) fn of(query: &'t str, outcome: &Outcome<'t>, problems: &'t [QueryProblem]) -> Tally<'t> {
        let (tally, error) = match *outcome {
            Outcome::Found(tally) => (Some(tally), None),
            Outcome::Refused(error) => (None, Some(error)),
        };
        let day = |day: Option<Day>| day.map(|day| Period::Day.label(day));
        let top = tally.and_then(|tally| tally.top_publisher.as_ref());
        Tally {
            query,
            understood: tally.map(|tally| tally.understood.as_str()),
            articles: tally.map(|tally| tally.n_articles),
            stories: tally.map(|tally| tally.n_stories),
            loosened: tally.is_some_and(|tally| tally.is_loosened),
            undated: tally.map(|tally| tally.n_undated),
            first: day(tally.and_then(|tally| tally.first)),
            last: day(tally.and_then(|tally| tally.last)),
            top_publisher: top.map(|(name, _)| name.as_str()),
            top_publisher_articles: top.map(|(_, n)| *n),
            error,
            notes: notes(query, told(problems)),
        }
    }
}

/// Returns the notes among problems: an error is a row's own column.
fn told(problems: &[QueryProblem]) -> &[QueryProblem] {
    match problems.split_last() {
        Some((last, before)) if last.severity == Severity::Error => before,
        _ => problems,
    }
}

/// What a query of another service means here.
#[derive(Debug, Serialize)]
pub(crate) struct Translation<'t> {
    query: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) understood: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    notes: Vec<Note<'t>>,
}

impl Kind for Translation<'_> {
    const KIND: &'static str = "translation";
}

impl<'t> Translation<'t> {
    pub(crate) fn of(text: &'t str, query: Option<&Query>, problems: &'t [QueryProblem]) -> Translation<'t> {
        let error = problems.last().filter(|_| query.is_none()).map(|problem| problem.at_column(text));
        Translation { query: text, understood: query.map(Query::to_string), error, notes: notes(text, told(problems)) }
    }
}

/// Writes what a query means, as an object.
pub fn write_translation(out: &mut dyn Write, text: &str, query: Option<&Query>, problems: &[QueryProblem]) -> io::Result<()> {
    write_line(out, Translation::of(text, query, problems))
}

/// Returns the notes about a query in one line.
pub(crate) fn notes_line(text: &str, problems: &[QueryProblem]) -> String {
    told(problems).iter().map(|problem| problem.in_a_line(text)).collect::<Vec<_>>().join("; ")
}

/// What many queries find, as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct TalliesPage<'t> {
    queries: Vec<TallyLine<'t>>,
}

impl Kind for TalliesPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type TalliesPageLine<'t> = Line<TalliesPage<'t>>;

/// Writes the outcome of a query.
pub fn write_tally(out: &mut dyn Write, query: &str, outcome: &Outcome<'_>, problems: &[QueryProblem]) -> io::Result<()> {
    write_line(out, Tally::of(query, outcome, problems))
}

/// Writes the outcomes of queries as one object.
pub fn write_page<'o>(
    out: &mut dyn Write,
    outcomes: impl Iterator<Item = (&'o str, Outcome<'o>, &'o [QueryProblem])>,
) -> io::Result<()> {
    let queries = outcomes.map(|(query, outcome, problems)| Line::new(Tally::of(query, &outcome, problems))).collect();
    write_line(out, TalliesPage { queries })
}

/// A place where an article matches one of the queries. Places are code points.
#[derive(Debug, Serialize)]
pub(crate) struct QueryMatch<'m> {
    query: &'m str,
    #[serde(flatten)]
    pub(crate) place: ArticlePlace<'m>,
    #[serde(flatten)]
    pub(crate) name: ArticleName<'m>,
    pub(crate) field: &'static str,
    pub(crate) start: usize,
    pub(crate) end: usize,
    #[serde(flatten)]
    pub(crate) locator: Locator,
    pub(crate) text: &'m str,
}

impl Kind for QueryMatch<'_> {
    const KIND: &'static str = "match";
}

/// Returns every place where an article matches, in the title and then in the body.
pub(crate) fn query_matches<'m>(query: &'m str, article: &'m Article, matches: &Matches) -> Vec<QueryMatch<'m>> {
    let in_field = |field: &'static str, text: &'m str, found: &[FieldMatch]| -> Vec<QueryMatch<'m>> {
        let extents: Vec<Span> = found.iter().map(|found| found.extent).collect();
        let places = code_points(text, &extents);
        let object = |(extent, [start, end]): (&Span, [usize; 2])| {
            let text = extent.slice(text);
            QueryMatch {
                query,
                place: ArticlePlace::of(article),
                name: ArticleName::of(article),
                field,
                start,
                end,
                locator: Locator::of(article.locators.at(extent.start).filter(|_| field == "body")),
                text: Span::new(0, text.floor_char_boundary(MAX_MATCH_BYTES)).slice(text),
            }
        };
        extents.iter().zip(places).map(object).collect()
    };
    let mut all = in_field("title", &article.title.text, &matches.title);
    all.extend(in_field("body", &article.body, &matches.body));
    all
}

/// Writes every place where an article matches, in the title and then in the body.
pub fn write_matches(out: &mut dyn Write, query: &str, article: &Article, matches: &Matches) -> io::Result<()> {
    query_matches(query, article, matches).into_iter().try_for_each(|found| write_line(out, found))
}
