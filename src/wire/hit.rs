//! The hits of a search, and the summary of its answer.

use std::io::{self, Write};

use serde::Serialize;

use super::header::{AnswerHeader, ArticleRecord};
use super::note::{Note, notes};
use super::snippet::Snippet;
use super::story::Story;
use super::{Kind, Line, write_line};
use crate::query::QueryProblem;
use crate::search::{Answer, ShownHit};
use crate::span::code_points;

/// An article that matches.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Hit<'a> {
    rank: usize,
    score: f32,
    #[serde(flatten)]
    article: ArticleRecord<'a>,
    title_highlights: Vec<[usize; 2]>,
    matches: usize,
    matches_shown: usize,
    snippet: Snippet<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<Story<'a>>,
}

impl Kind for Hit<'_> {
    const KIND: &'static str = "hit";
}

pub(crate) type HitLine<'a> = Line<Hit<'a>>;

impl Hit<'_> {
    fn of(shown: &ShownHit) -> Hit<'_> {
        let article = &shown.hit.article;
        Hit {
            rank: shown.hit.rank,
            score: shown.hit.score,
            article: ArticleRecord::of(article),
            title_highlights: code_points(&article.title.text, &shown.title_marks),
            matches: shown.snippet.n_matches,
            matches_shown: shown.snippet.n_shown,
            snippet: Snippet::of(&article.body, &shown.snippet),
            story: shown.story.as_ref().map(|story| Story::of(story, article)),
        }
    }
}

/// Returns the hits of an answer.
pub(crate) fn hits(answer: &Answer) -> Vec<HitLine<'_>> {
    answer.hits.iter().map(|shown| Line::new(Hit::of(shown))).collect()
}

/// The end of an answer: how many articles match, and how many hits are shown.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct HitsSummary<'a> {
    #[serde(flatten)]
    answer: AnswerHeader<'a>,
    at_least: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stories: Option<u64>,
    shown: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches_shown: Option<usize>,
}

impl Kind for HitsSummary<'_> {
    const KIND: &'static str = "summary";
}

pub(crate) type HitsSummaryLine<'a> = Line<HitsSummary<'a>>;

impl HitsSummary<'_> {
    pub(crate) fn of(answer: &Answer) -> HitsSummary<'_> {
        HitsSummary {
            answer: AnswerHeader::of(answer),
            at_least: answer.is_at_least,
            stories: answer.n_stories,
            shown: answer.hits.len(),
            matches: None,
            matches_shown: None,
        }
    }

    /// Returns the summary of an answer that is written match by match. `n_shown` is how many matches are shown.
    pub(super) fn with_matches(answer: &Answer, n_shown: usize) -> HitsSummary<'_> {
        let n_matches = answer.hits.iter().map(|shown| shown.hit.matches.len()).sum();
        HitsSummary { matches: Some(n_matches), matches_shown: Some(n_shown), ..HitsSummary::of(answer) }
    }
}

/// An answer as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct HitsPage<'a> {
    hits: Vec<HitLine<'a>>,
    summary: HitsSummaryLine<'a>,
    notes: Vec<Note<'a>>,
    next: Option<&'a str>,
}

impl Kind for HitsPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type HitsPageLine<'a> = Line<HitsPage<'a>>;

/// Writes an answer: an object for each hit, then a summary.
pub fn write_answer(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_hits(out, answer)?;
    write_line(out, HitsSummary::of(answer))
}

/// Writes an object for each hit.
pub(super) fn write_hits(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    answer.hits.iter().try_for_each(|shown| write_line(out, Hit::of(shown)))
}

/// Writes an answer as one object: the hits and the summary of [`write_answer`], the notes about the query, and the cursor of the next page
/// if there is one. Places in `query_text` are code points.
pub fn write_page(
    out: &mut dyn Write,
    answer: &Answer,
    query_text: &str,
    problems: &[QueryProblem],
    next: Option<&str>,
) -> io::Result<()> {
    let (hits, summary) = (hits(answer), Line::new(HitsSummary::of(answer)));
    write_line(out, HitsPage { hits, summary, notes: notes(query_text, problems), next })
}
