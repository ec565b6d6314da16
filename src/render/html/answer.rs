//! The hits of a search as a page.

use std::io::{self, Write};

use super::escape::escape;
use super::page::{language, write_about, write_marked, write_page, write_snippet, write_title};
use crate::render::marked::marks::{unnumbered, within};
use crate::render::words::answer::{loosened, totals};
use crate::render::words::article::{TitleLine, text_note};
use crate::render::words::matches::{more_rows, shown_of_all};
use crate::render::words::story;
use crate::search::{Answer, ShownHit};
use crate::snippet::{CONTEXT_CHARS, context, rows};

/// Writes an answer as a page.
pub fn write_answer(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_answer_with(out, answer, |out, shown| {
        write_snippet(out, &shown.hit.article, &shown.snippet, |idx| unnumbered(&shown.snippet.fragments[idx].marks))?;
        if let Some(note) = text_note(&shown.hit.article) {
            write_about(out, note)?;
        }
        match shown_of_all(&shown.snippet) {
            Some(shown) => write_about(out, &shown),
            None => Ok(()),
        }
    })
}

/// Writes an answer as a page, with a row for every match of its hits.
pub fn write_concordance(out: &mut dyn Write, answer: &Answer) -> io::Result<()> {
    write_answer_with(out, answer, |out, shown| {
        writeln!(out, "<table{}>", language(&shown.hit.article))?;
        for row in rows(&shown.hit.article, &shown.hit.matches) {
            let extent = row.found.extent;
            let [before, after] = context(row.text, row.found, CONTEXT_CHARS).map(|span| span.slice(row.text));
            write!(out, "<tr><td class=\"about\">{}</td><td class=\"before\">{}</td><td>", row.label(), escape(before))?;
            write_marked(out, extent.slice(row.text), &within(&unnumbered(&row.found.marks), extent))?;
            writeln!(out, "{}</td></tr>", escape(after))?;
        }
        writeln!(out, "</table>")?;
        match more_rows(&shown.hit.matches) {
            Some(more) => write_about(out, &more),
            None => Ok(()),
        }
    })
}

fn write_answer_with(
    out: &mut dyn Write,
    answer: &Answer,
    mut write_body: impl FnMut(&mut dyn Write, &ShownHit) -> io::Result<()>,
) -> io::Result<()> {
    write_page(out, &answer.understood, |out| {
        writeln!(out, "<h1>{}</h1>", escape(&answer.understood))?;
        for line in loosened(answer).into_iter().chain([totals(answer)]) {
            writeln!(out, "<p>{}</p>", escape(&line))?;
        }
        writeln!(out, "<ol>")?;
        for shown in &answer.hits {
            let article = &shown.hit.article;
            write!(out, "<li value=\"{}\">", shown.hit.rank)?;
            write_title(out, "h2", article, &unnumbered(&shown.title_marks))?;
            write_about(out, &TitleLine::of(article).line())?;
            write_body(out, shown)?;
            write_copies(out, shown)?;
            writeln!(out, "</li>")?;
        }
        writeln!(out, "</ol>")
    })
}

fn write_copies(out: &mut dyn Write, shown: &ShownHit) -> io::Result<()> {
    let Some(story) = &shown.story else { return Ok(()) };
    let Some(heading) = story::heading(story) else { return Ok(()) };
    writeln!(out, "<p>{heading}</p>\n<ul>")?;
    for copy in story.copies.iter().take(story::COPIES_LISTED) {
        writeln!(out, "<li class=\"about\">{}</li>", escape(&story::line(copy, &shown.hit.article)))?;
    }
    writeln!(out, "</ul>")?;
    match story::more(story) {
        Some(more) => write_about(out, &more),
        None => Ok(()),
    }
}
