//! The words that set articles apart, as a table.

use std::io::{self, Write};

use super::columns::{columns, fitted};
use super::screen::Theme;
use super::style::{clean, percent};
use crate::search::Keywords;

/// Marks a word that is in the query.
const ASKED: &str = "asked for";

/// Writes a row for each word: how many of the articles that were read contain it, as a number and as a share, the share of all articles that
/// contain it, and the score.
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
