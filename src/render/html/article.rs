//! A whole article, or one match of it, as a page.

use std::io::{self, Write};

use super::escape::escape;
use super::page::{language, write_about, write_marked, write_page, write_snippet, write_title};
use crate::analysis::paragraphs;
use crate::article::Article;
use crate::hit::Matches;
use crate::render::marked::marks::{numbered, unnumbered, with_notes, within};
use crate::render::marked::speakers::Speakers;
use crate::render::words::article::{TitleLine, details};
use crate::render::words::matches::{all_matches, ways_on, which};
use crate::snippet::Picked;

/// Writes a whole article as a page, with the speaker's letter after each quote. If it was searched, its matches are marked and numbered.
pub fn write_article(out: &mut dyn Write, article: &Article, matches: Option<&Matches>) -> io::Result<()> {
    write_page(out, &article.title.text, |out| {
        let title_marks = matches.map(Matches::title_marks).unwrap_or_default();
        write_title(out, "h1", article, &unnumbered(&title_marks))?;
        for (label, value) in details(article) {
            writeln!(out, "<p class=\"about\">{label}: {}</p>", escape(&value))?;
        }
        if let Some(matches) = matches {
            write_about(out, &all_matches(matches))?;
        }
        let speakers = Speakers::of(article);
        if let Some(legend) = speakers.legend() {
            write_about(out, &format!("speakers: {legend}"))?;
        }
        let marks = matches.map(|matches| numbered(&matches.body)).unwrap_or_default();
        let marks = with_notes(marks, &speakers.notes());
        writeln!(out, "<div class=\"body\"{}>", language(article))?;
        for paragraph in paragraphs(&article.body) {
            write!(out, "<p>")?;
            write_marked(out, paragraph.slice(&article.body), &within(&marks, paragraph))?;
            writeln!(out, "</p>")?;
        }
        writeln!(out, "</div>")
    })
}

/// Writes the passage around one match as a page.
pub fn write_picked(out: &mut dyn Write, picked: &Picked<'_>) -> io::Result<()> {
    let Picked { article, matches, passage, .. } = picked;
    write_page(out, &article.title.text, |out| {
        write_title(out, "h1", article, &unnumbered(&matches.title_marks()))?;
        write_about(out, &TitleLine::of(article).line())?;
        writeln!(out, "<p>{}</p>", which(picked))?;
        let marks = numbered(&matches.body);
        write_snippet(out, article, passage, |idx| within(&marks, passage.fragments[idx].span))?;
        match ways_on(picked) {
            Some(ways) => writeln!(out, "<p>{ways}</p>"),
            None => Ok(()),
        }
    })
}
