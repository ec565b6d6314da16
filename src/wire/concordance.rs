//! Matches one by one, each with the text around it.

use std::io::{self, Write};

use serde::Serialize;

use super::header::ArticlePlace;
use super::hit::HitsSummary;
use super::locator::Locator;
use super::snippet::Snippet;
use super::{Kind, write_line};
use crate::article::Article;
use crate::hit::Matches;
use crate::query::TextField;
use crate::search::Answer;
use crate::snippet::{CONTEXT_CHARS, Picked, Row, context, rows};
use crate::span::{CodePointTable, Span, code_points};

/// A match in a title or a body, with the text around it.
#[derive(Debug, Serialize)]
struct MatchInContext<'a> {
    #[serde(flatten)]
    article: ArticlePlace<'a>,
    field: &'static str,
    number: usize,
    of: usize,
    start: usize,
    end: usize,
    #[serde(flatten)]
    locator: Locator,
    text: &'a str,
    highlights: Vec<[usize; 2]>,
    before: &'a str,
    after: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    around: Option<Around<'a>>,
}

impl Kind for MatchInContext<'_> {
    const KIND: &'static str = "match";
}

/// The passage around a picked match, and the numbers of the matches before and after it.
#[derive(Debug, Serialize)]
struct Around<'a> {
    previous: Option<usize>,
    next: Option<usize>,
    passage: Snippet<'a>,
}

impl<'a> MatchInContext<'a> {
    fn of(row: &Row<'a>, article: &'a Article, matches: &Matches, body_places: &CodePointTable<'_>) -> MatchInContext<'a> {
        let extent = row.found.extent;
        let is_in_body = row.field == TextField::Body;
        let [start, end] = if is_in_body { body_places.span(extent) } else { CodePointTable::new(row.text).span(extent) };
        let marks: Vec<Span> = row.found.marks.iter().map(|mark| mark.minus(extent.start)).collect();
        let [before, after] = context(row.text, row.found, CONTEXT_CHARS).map(|span| span.slice(row.text));
        MatchInContext {
            article: ArticlePlace::of(article),
            field: row.field.name(),
            number: row.number,
            of: if is_in_body { matches.body.len() } else { matches.title.len() },
            start,
            end,
            locator: Locator::of(article.locators.at(extent.start).filter(|_| is_in_body)),
            text: extent.slice(row.text),
            highlights: code_points(extent.slice(row.text), &marks),
            before,
            after,
            around: None,
        }
    }
}

/// Writes an answer match by match: an object for each match of the hits, then a summary.
pub fn write_concordance(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    let mut n_shown = 0;
    for shown in &answer.hits {
        let (article, matches) = (&shown.hit.article, &shown.hit.matches);
        let places = CodePointTable::new(&article.body);
        for row in rows(article, matches) {
            write_line(out, MatchInContext::of(&row, article, matches, &places))?;
            n_shown += 1;
        }
    }
    write_line(out, HitsSummary::with_matches(answer, n_shown))
}

/// Writes a picked match with the passage around it, as one object. Writes nothing if there is no such match.
pub fn write_picked(out: &mut dyn Write, picked: &Picked<'_>) -> io::Result<()> {
    let Picked { article, matches, match_idx, passage } = picked;
    let Some(found) = matches.body.get(*match_idx) else { return Ok(()) };
    let row = Row { field: TextField::Body, number: picked.number(), text: &article.body, found };
    let around = Around { previous: picked.previous(), next: picked.next(), passage: Snippet::of(&article.body, passage) };
    let line = MatchInContext::of(&row, article, matches, &CodePointTable::new(&article.body));
    write_line(out, MatchInContext { around: Some(around), ..line })
}
