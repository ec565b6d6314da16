//! The words that set articles apart: a table for a terminal, JSON, and comma-separated values.

use std::io::{self, Write};

use serde::Serialize;

use super::columns::columns;
use super::count::{fitted, rounded};
use super::csv::cell;
use super::json::{Note, notes, write_line};
use super::terminal::{Theme, clean, count};
use super::{FORMAT_VERSION, percent};
use crate::hit::Coverage;
use crate::query::QueryProblem;
use crate::search::{Keyword, Keywords};

/// Stands behind a word that the query asks for.
const ASKED: &str = "asked for";

/// Returns the line that says that not all articles were read.
pub fn sampled(keywords: &Keywords) -> Option<String> {
    let total = keywords.answer.total as u64;
    keywords.is_sampled().then(|| format!("read were {} of {}, the first by id", keywords.n_read, count(total, "article")))
}

/// Writes a row for each word: how many of the articles that were read hold it, which share of them that is, which share of all articles hold
/// it, and the score.
pub fn write_terminal(out: &mut dyn Write, keywords: &Keywords, theme: Theme, n_columns: usize) -> io::Result<()> {
    const NAME: &str = "word";
    let words: Vec<String> = keywords.words.iter().map(|word| clean(&word.written).into_owned()).collect();
    let widest = words.iter().map(|word| columns(word)).max().unwrap_or(0).max(NAME.len());
    let width = widest.min((n_columns / 3).max(12));
    let title = theme.title;
    writeln!(out, "{title}{NAME:<width$}  {:>8}  {:>8}  {:>8}  {:>9}{title:#}", "articles", "share", "of all", "score")?;
    for (word, keyword) in words.iter().zip(&keywords.words) {
        let [share, of_all] = [keywords.share_of_hits(keyword), keywords.share_of_all(keyword)].map(percent);
        let asked = if keyword.is_asked { format!("  {ASKED}") } else { String::new() };
        writeln!(out, "{}  {:>8}  {share:>8}  {of_all:>8}  {:>9.1}{asked}", fitted(word, width), keyword.n_hits, keyword.score)?;
    }
    Ok(())
}

/// Writes a row for each word, with a first line of names.
pub fn write_csv(out: &mut dyn Write, keywords: &Keywords) -> io::Result<()> {
    write!(out, "word,written,articles,share,all,share_of_all,score,asked\r\n")?;
    for keyword in &keywords.words {
        let Keyword { written, word, n_hits, n_articles, score, is_asked } = keyword;
        let [share, of_all] = [keywords.share_of_hits(keyword), keywords.share_of_all(keyword)];
        let (word, written) = (cell(word), cell(written));
        write!(out, "{word},{written},{n_hits},{share:.6},{n_articles},{of_all:.6},{score:.3},{is_asked}\r\n")?;
    }
    Ok(())
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Keyword))]
struct KeywordLine<'k> {
    format_version: u32,
    kind: &'static str,
    word: &'k str,
    written: &'k str,
    articles: u64,
    share: f64,
    all: u64,
    share_of_all: f64,
    score: f64,
    asked: bool,
}

/// How many articles match, how many of them were read, and how many there are in all.
#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = KeywordsSummary))]
struct Summary<'k> {
    format_version: u32,
    kind: &'static str,
    total: usize,
    read: u64,
    all: u64,
    understood: &'k str,
    words: usize,
    words_needed: usize,
    loosened: bool,
    milliseconds: f64,
}

/// Writes each word as an object, and at last a summary.
pub fn write_json(out: &mut dyn Write, keywords: &Keywords) -> io::Result<()> {
    lines(keywords).iter().try_for_each(|line| write_line(out, line))?;
    write_line(out, &summary(keywords))
}

/// Writes all of it as one object, with what there is to note about the query. Places in `query_text` are code points.
pub fn write_page(out: &mut dyn Write, keywords: &Keywords, query_text: &str, notes: &[QueryProblem]) -> io::Result<()> {
    let page = KeywordsPage {
        format_version: FORMAT_VERSION,
        kind: "page",
        keywords: lines(keywords),
        summary: summary(keywords),
        notes: self::notes(query_text, notes),
    };
    write_line(out, &page)
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct KeywordsPage<'k> {
    format_version: u32,
    kind: &'static str,
    keywords: Vec<KeywordLine<'k>>,
    summary: Summary<'k>,
    notes: Vec<Note<'k>>,
}

fn lines(keywords: &Keywords) -> Vec<KeywordLine<'_>> {
    let line = |keyword| {
        let [share, share_of_all] = [keywords.share_of_hits(keyword), keywords.share_of_all(keyword)].map(rounded);
        let Keyword { written, word, n_hits, n_articles, score, is_asked } = keyword;
        KeywordLine {
            format_version: FORMAT_VERSION,
            kind: "keyword",
            word,
            written,
            articles: *n_hits,
            share,
            all: *n_articles,
            share_of_all,
            score: (score * 1e3).round() / 1e3,
            asked: *is_asked,
        }
    };
    keywords.words.iter().map(line).collect()
}

fn summary(keywords: &Keywords) -> Summary<'_> {
    let answer = &keywords.answer;
    Summary {
        format_version: FORMAT_VERSION,
        kind: "summary",
        total: answer.total,
        read: keywords.n_read,
        all: keywords.n_all,
        understood: &answer.understood,
        words: answer.n_words,
        words_needed: match answer.coverage {
            Coverage::All => answer.n_words,
            Coverage::AtLeast(n) => n,
        },
        loosened: answer.is_loosened(),
        milliseconds: (answer.took.as_secs_f64() * 1e6).round() / 1e3,
    }
}
