//! The words that set articles apart.

use std::io::{self, Write};

use serde::Serialize;

use super::count::rounded;
use super::header::AnswerHeader;
use super::note::{Note, notes};
use super::{Kind, Line, write_line};
use crate::query::QueryProblem;
use crate::search::{self, Keywords};

/// A word, in how many of the articles that were read it occurs, and in how many of all articles.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Keyword<'k> {
    word: &'k str,
    written: &'k str,
    articles: u64,
    share: f64,
    all: u64,
    share_of_all: f64,
    score: f64,
    asked: bool,
}

impl Kind for Keyword<'_> {
    const KIND: &'static str = "keyword";
}

pub(crate) type KeywordLine<'k> = Line<Keyword<'k>>;

/// How many articles match, how many of them were read, and how many there are in all.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct KeywordsSummary<'k> {
    #[serde(flatten)]
    answer: AnswerHeader<'k>,
    read: u64,
    all: u64,
}

impl Kind for KeywordsSummary<'_> {
    const KIND: &'static str = "summary";
}

pub(crate) type KeywordsSummaryLine<'k> = Line<KeywordsSummary<'k>>;

/// Keywords as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct KeywordsPage<'k> {
    keywords: Vec<KeywordLine<'k>>,
    summary: KeywordsSummaryLine<'k>,
    notes: Vec<Note<'k>>,
}

impl Kind for KeywordsPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type KeywordsPageLine<'k> = Line<KeywordsPage<'k>>;

/// Writes keywords: an object for each, then a summary.
pub fn write_keywords(out: &mut dyn Write, keywords: &Keywords) -> io::Result<()> {
    objects(keywords).try_for_each(|keyword| write_line(out, keyword))?;
    write_line(out, summary(keywords))
}

/// Writes keywords as one object: the keywords and the summary of [`write_keywords`], and the notes about the query. Places in `query_text`
/// are code points.
pub fn write_page(out: &mut dyn Write, keywords: &Keywords, query_text: &str, problems: &[QueryProblem]) -> io::Result<()> {
    let page = KeywordsPage {
        keywords: objects(keywords).map(Line::new).collect(),
        summary: Line::new(summary(keywords)),
        notes: notes(query_text, problems),
    };
    write_line(out, page)
}

fn objects(keywords: &Keywords) -> impl Iterator<Item = Keyword<'_>> {
    keywords.words.iter().map(|keyword| {
        let [share, share_of_all] = [keywords.share_of_hits(keyword), keywords.share_of_all(keyword)].map(rounded);
        let search::Keyword { written, word, n_hits, n_articles, score, is_asked } = keyword;
        Keyword {
            word,
            written,
            articles: *n_hits,
            share,
            all: *n_articles,
            share_of_all,
            score: (score * 1e3).round() / 1e3,
            asked: *is_asked,
        }
    })
}

fn summary(keywords: &Keywords) -> KeywordsSummary<'_> {
    KeywordsSummary { answer: AnswerHeader::of(&keywords.answer), read: keywords.n_read, all: keywords.n_all }
}
