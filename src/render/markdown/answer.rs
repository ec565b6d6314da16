//! The hits of a search as a numbered list.

use std::io::{self, Write};

use super::escape::escape;
use super::marked::{marked, quoted, title};
use crate::render::marked::marks::{unnumbered, within};
use crate::render::words::answer::{loosened, totals};
use crate::render::words::article::{TitleLine, text_note};
use crate::render::words::matches::{more_rows, shown_of_all};
use crate::render::words::story;
use crate::search::{Answer, ShownHit};
use crate::snippet::{CONTEXT_CHARS, context, rows};
use crate::span::Span;

/// Writes an answer as a numbered list.
pub fn write_answer(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_answer_with(out, answer, |out, shown, indent| {
        let marks = |idx: usize| unnumbered(&shown.snippet.fragments[idx].marks);
        if let Some(snippet) = quoted(&shown.snippet, marks) {
            writeln!(out, "\n{indent}> {snippet}")?;
        }
        if let Some(note) = text_note(&shown.hit.article) {
            writeln!(out, "\n{indent}{note}")?;
        }
        match shown_of_all(&shown.snippet) {
            Some(shown) => writeln!(out, "\n{indent}{shown}"),
            None => Ok(()),
        }
    })
}

/// Writes an answer with every match of its hits in a list.
pub fn write_concordance(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_answer_with(out, answer, |out, shown, indent| {
        writeln!(out)?;
        for row in rows(&shown.hit.article, &shown.hit.matches) {
            let [before, after] = context(row.text, row.found, CONTEXT_CHARS);
            let around = Span::new(before.start, after.end);
            let text = marked(around.slice(row.text), &within(&unnumbered(&row.found.marks), around));
            writeln!(out, "{indent}- {}: {text}", row.label())?;
        }
        match more_rows(&shown.hit.matches) {
            Some(more) => writeln!(out, "\n{indent}{more}"),
            None => Ok(()),
        }
    })
}

fn write_answer_with(
    out: &mut dyn Write,
    answer: &Answer,
    mut write_body: impl FnMut(&mut dyn Write, &ShownHit, &str) -> io::Result<()>,
) -> io::Result<()> {
    writeln!(out, "# {}", escape(&answer.understood))?;
    for line in loosened(answer).into_iter().chain([totals(answer)]) {
        writeln!(out, "\n{line}")?;
    }
    for shown in &answer.hits {
        let article = &shown.hit.article;
        let rank = format!("{}. ", shown.hit.rank);
        let indent = " ".repeat(rank.len());
        writeln!(out, "\n{rank}{}\n", title(article, &unnumbered(&shown.title_marks)))?;
        writeln!(out, "{indent}{}", escape(&TitleLine::of(article).line()))?;
        write_body(out, shown, &indent)?;
        if let Some(story) = &shown.story
            && let Some(heading) = story::heading(story)
        {
            writeln!(out, "\n{indent}{heading}\n")?;
            for copy in story.copies.iter().take(story::COPIES_LISTED) {
                writeln!(out, "{indent}- {}", escape(&story::line(copy, article)))?;
            }
            if let Some(more) = story::more(story) {
                writeln!(out, "\n{indent}{more}")?;
            }
        }
    }
    Ok(())
}
