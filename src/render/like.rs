//! What is like an article: the words that it was found by, and the hits as those of any search.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::json::{self, HitLine, Note, Summary, notes, write_line};
use crate::article::Article;
use crate::query::QueryProblem;
use crate::search::{Like, LikeWord};

/// Returns the words that were asked for, in one line.
pub fn words(like: &Like) -> String {
    like.words.iter().map(|word| word.word.as_str()).collect::<Vec<_>>().join(" ")
}

/// Writes the article and the words that were asked for as an object, then the hits and a summary as those of a search.
pub fn write_json(out: &mut dyn Write, article: &Article, like: &Like) -> io::Result<()> {
    let Asked { id, path, record, title, words } = Asked::of(article, like);
    let line = AskedLine { format_version: FORMAT_VERSION, kind: "like", id, path, record, title, words };
    write_line(out, &line)?;
    json::write_answer(out, &like.answer)
}

/// Writes all of it as one object. Places of `notes` are code points of `query_text`, by which it was narrowed.
pub fn write_page(
    out: &mut dyn Write,
    article: &Article,
    like: &Like,
    query_text: &str,
    notes: &[QueryProblem],
) -> io::Result<()> {
    let page = LikePage {
        format_version: FORMAT_VERSION,
        kind: "page",
        like: Asked::of(article, like),
        hits: like.answer.hits.iter().map(json::hit).collect(),
        summary: json::summary(&like.answer),
        notes: self::notes(query_text, notes),
    };
    write_line(out, &page)
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct LikePage<'a> {
    format_version: u32,
    kind: &'static str,
    like: Asked<'a>,
    hits: Vec<HitLine<'a>>,
    summary: Summary<'a>,
    notes: Vec<Note<'a>>,
}

#[derive(Serialize)]
struct AskedLine<'a> {
    format_version: u32,
    kind: &'static str,
    id: &'a str,
    path: &'a str,
    record: Option<u64>,
    title: &'a str,
    words: Vec<WordObject<'a>>,
}

/// What the hits are like.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = LikeWhat))]
struct Asked<'a> {
    id: &'a str,
    path: &'a str,
    record: Option<u64>,
    title: &'a str,
    words: Vec<WordObject<'a>>,
}

/// A word that was asked for: how often the article has it, and how many articles hold it.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = LikeWord))]
struct WordObject<'a> {
    word: &'a str,
    times: u64,
    articles: u64,
}

impl<'a> Asked<'a> {
    fn of(article: &'a Article, like: &'a Like) -> Asked<'a> {
        let word = |word: &'a LikeWord| WordObject { word: &word.word, times: word.n_times, articles: word.n_articles };
        Asked {
            id: article.id.as_str(),
            path: &article.place.path,
            record: article.place.record,
            title: &article.title.text,
            words: like.words.iter().map(word).collect(),
        }
    }
}
