//! Articles like another: the words that were searched for, then the hits.

use std::io::{self, Write};

use serde::Serialize;

use super::header::ArticlePlace;
use super::hit::{HitLine, HitsSummary, HitsSummaryLine, hits, write_answer};
use super::note::{Note, notes};
use super::{Kind, Line, write_line};
use crate::article::Article;
use crate::query::QueryProblem;
use crate::search::{self, Like};

/// The article that the hits are like.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct LikeWhat<'a> {
    #[serde(flatten)]
    place: ArticlePlace<'a>,
    title: &'a str,
    words: Vec<LikeWord<'a>>,
}

impl Kind for LikeWhat<'_> {
    const KIND: &'static str = "like";
}

/// A word that was searched for: how often the article has it, and how many articles hold it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct LikeWord<'a> {
    word: &'a str,
    times: u64,
    articles: u64,
}

impl<'a> LikeWhat<'a> {
    fn of(article: &'a Article, like: &'a Like) -> LikeWhat<'a> {
        let word = |word: &'a search::LikeWord| LikeWord { word: &word.word, times: word.n_times, articles: word.n_articles };
        LikeWhat { place: ArticlePlace::of(article), title: &article.title.text, words: like.words.iter().map(word).collect() }
    }
}

/// Articles like another, as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct LikePage<'a> {
    like: LikeWhat<'a>,
    hits: Vec<HitLine<'a>>,
    summary: HitsSummaryLine<'a>,
    notes: Vec<Note<'a>>,
}

impl Kind for LikePage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type LikePageLine<'a> = Line<LikePage<'a>>;

/// Writes the article and the words that were searched for as an object, then the hits and the summary of a search.
pub fn write_like(out: &mut dyn Write, article: &Article, like: &Like) -> io::Result<()> {
    write_line(out, LikeWhat::of(article, like))?;
    write_answer(out, &like.answer)
}

/// Writes what [`write_like`] writes as one object, with the notes about the query that narrows the search. Places in `query_text` are code
/// points.
pub fn write_page(
    out: &mut dyn Write,
    article: &Article,
    like: &Like,
    query_text: &str,
    problems: &[QueryProblem],
) -> io::Result<()> {
    let page = LikePage {
        like: LikeWhat::of(article, like),
        hits: hits(&like.answer),
        summary: Line::new(HitsSummary::of(&like.answer)),
        notes: notes(query_text, problems),
    };
    write_line(out, page)
}
