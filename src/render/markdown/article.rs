//! A whole article, or one match of it.

use std::io::{self, Write};

use super::escape::{escape, inline};
use super::marked::{marked, quoted, title};
use crate::analysis::paragraphs;
use crate::article::Article;
use crate::hit::Matches;
use crate::render::marked::marks::{numbered, unnumbered, with_notes, within};
use crate::render::marked::speakers::Speakers;
use crate::render::words::article::{TitleLine, details};
use crate::render::words::matches::{all_matches, ways_on, which};
use crate::snippet::Picked;

/// Writes a whole article, with the speaker's letter after each quote. If it was searched, its matches are marked and numbered.
pub fn write_article(out: &mut dyn Write, article: &Article, matches: Option<&Matches>) -> io::Result<()> {
    let title_marks = matches.map(Matches::title_marks).unwrap_or_default();
    writeln!(out, "# {}\n", title(article, &unnumbered(&title_marks)))?;
    for (label, value) in details(article) {
        writeln!(out, "- {label}: {}", inline(&value))?;
    }
    let speakers = Speakers::of(article);
    if let Some(legend) = speakers.legend() {
        writeln!(out, "- speakers: {}", inline(&legend))?;
    }
    if let Some(matches) = matches {
        writeln!(out, "\n{}", all_matches(matches))?;
    }
    let marks = matches.map(|matches| numbered(&matches.body)).unwrap_or_default();
    let marks = with_notes(marks, &speakers.notes());
    for paragraph in paragraphs(&article.body) {
        writeln!(out, "\n{}", marked(paragraph.slice(&article.body), &within(&marks, paragraph)))?;
    }
    Ok(())
}

/// Writes the passage around one match.
pub fn write_picked(out: &mut dyn Write, picked: &Picked<'_>) -> io::Result<()> {
    let Picked { article, matches, passage, .. } = picked;
    writeln!(out, "# {}\n", title(article, &unnumbered(&matches.title_marks())))?;
    writeln!(out, "{}\n\n{}", escape(&TitleLine::of(article).line()), which(picked))?;
    let marks = numbered(&matches.body);
    if let Some(passage) = quoted(passage, |idx| within(&marks, passage.fragments[idx].span)) {
        writeln!(out, "\n> {passage}")?;
    }
    match ways_on(picked) {
        Some(ways) => writeln!(out, "\n{ways}"),
        None => Ok(()),
    }
}
