//! The words that set articles apart: a table for a terminal, and comma-separated values.

use std::io::{self, Write};

use super::columns::columns;
use super::count::fitted;
use super::csv::cell;
use super::percent;
use super::terminal::{Theme, clean, count};
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
