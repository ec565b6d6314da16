//! What many queries find, as one table.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::csv::cell;
use super::json::{code_points, write_line};
use crate::article::{Article, Day};
use crate::choice::{Period, TableForm};
use crate::hit::{FieldMatch, Matches};
use crate::search::Tally;
use crate::span::Span;

/// So much of the words from the first of a match to its last is written.
const MAX_MATCH_BYTES: usize = 500;

/// What became of one query.
#[derive(Debug, Clone)]
pub enum Outcome<'o> {
    /// It was run.
    Found(&'o Tally),
    /// It cannot be run; why.
    Refused(&'o str),
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
struct TallyLine<'t> {
    format_version: u32,
    kind: &'static str,
    query: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<&'t str>,
    articles: Option<u64>,
    stories: Option<u64>,
    loosened: bool,
    undated: Option<u64>,
    first: Option<String>,
    last: Option<String>,
    top_publisher: Option<&'t str>,
    top_publisher_articles: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'t str>,
}

/// Writes the names of the columns of counts; nothing where the form has none.
pub fn write_tally_head(out: &mut dyn Write, form: TableForm) -> io::Result<()> {
    match form {
        TableForm::Csv => {
            writeln!(
                out,
                "query,understood,articles,stories,loosened,undated,first,last,top_publisher,top_publisher_articles,error\r"
            )
        }
        TableForm::Json => Ok(()),
    }
}

/// Writes what became of a query.
pub fn write_tally(out: &mut dyn Write, form: TableForm, query: &str, outcome: &Outcome<'_>) -> io::Result<()> {
    let line = tally_line(query, outcome);
    if form == TableForm::Json {
        return write_line(out, &line);
    }
    let number = |n: Option<u64>| n.map_or(String::new(), |n| n.to_string());
    let row = [
        cell(query),
        cell(line.understood.unwrap_or("")),
        number(line.articles),
        number(line.stories),
        line.loosened.to_string(),
        number(line.undated),
        line.first.unwrap_or_default(),
        line.last.unwrap_or_default(),
        cell(line.top_publisher.unwrap_or("")),
        number(line.top_publisher_articles),
        cell(line.error.unwrap_or("")),
    ];
    write!(out, "{}\r\n", row.join(","))
}

/// Writes what became of queries as one object.
pub fn write_page<'o>(out: &mut dyn Write, outcomes: impl Iterator<Item = (&'o str, Outcome<'o>)>) -> io::Result<()> {
    let queries = outcomes.map(|(query, outcome)| tally_line(query, &outcome)).collect();
    write_line(out, &TalliesPage { format_version: FORMAT_VERSION, kind: "page", queries })
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct TalliesPage<'t> {
    format_version: u32,
    kind: &'static str,
    queries: Vec<TallyLine<'t>>,
}

fn tally_line<'t>(query: &'t str, outcome: &Outcome<'t>) -> TallyLine<'t> {
    let (tally, error) = match *outcome {
        Outcome::Found(tally) => (Some(tally), None),
        Outcome::Refused(error) => (None, Some(error)),
    };
    let day = |day: Option<Day>| day.map(|day| Period::Day.label(day));
    let top = tally.and_then(|tally| tally.top_publisher.as_ref());
    TallyLine {
        format_version: FORMAT_VERSION,
        kind: "tally",
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
    }
}

#[derive(Serialize)]
struct MatchLine<'m> {
    format_version: u32,
    kind: &'static str,
    query: &'m str,
    id: &'m str,
    path: &'m str,
    record: Option<u64>,
    published: Option<String>,
    publisher: Option<&'m str>,
    title: &'m str,
    field: &'static str,
    /// In code points.
    start: usize,
    end: usize,
    text: &'m str,
}

/// Writes the names of the columns of matches; nothing where the form has none.
pub fn write_match_head(out: &mut dyn Write, form: TableForm) -> io::Result<()> {
    match form {
        TableForm::Csv => writeln!(out, "query,id,path,record,published,publisher,title,field,start,end,text\r"),
        TableForm::Json => Ok(()),
    }
}

/// Writes every place where an article matches, in the title and then in the body; places are in Unicode code points.
pub fn write_matches(out: &mut dyn Write, form: TableForm, query: &str, article: &Article, matches: &Matches) -> io::Result<()> {
    for (field, text, found) in [("title", &article.title.text, &matches.title), ("body", &article.body, &matches.body)] {
        write_matches_in(out, form, query, article, (field, text), found)?;
    }
    Ok(())
}

/// Writes the matches in one field, given with its name.
fn write_matches_in(
    out: &mut dyn Write,
    form: TableForm,
    query: &str,
    article: &Article,
    (field, text): (&'static str, &str),
    found: &[FieldMatch],
) -> io::Result<()> {
    let extents: Vec<Span> = found.iter().map(|found| found.extent).collect();
    for (extent, [start, end]) in extents.iter().zip(code_points(text, &extents)) {
        let written = extent.slice(text);
        let written = Span::new(0, written.floor_char_boundary(MAX_MATCH_BYTES)).slice(written);
        let line = MatchLine {
            format_version: FORMAT_VERSION,
            kind: "match",
            query,
            id: article.id.as_str(),
            path: &article.place.path,
            record: article.place.record,
            published: article.published.as_ref().map(ToString::to_string),
            publisher: article.publisher.as_deref(),
            title: &article.title.text,
            field,
            start,
            end,
            text: written,
        };
        if form == TableForm::Json {
            write_line(out, &line)?;
            continue;
        }
        let row = [
            cell(query),
            cell(line.id),
            cell(line.path),
            line.record.map_or(String::new(), |record| record.to_string()),
            line.published.unwrap_or_default(),
            cell(line.publisher.unwrap_or("")),
            cell(line.title),
            field.to_owned(),
            start.to_string(),
            end.to_string(),
            cell(written),
        ];
        write!(out, "{}\r\n", row.join(","))?;
    }
    Ok(())
}
