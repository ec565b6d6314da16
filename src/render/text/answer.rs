//! The hits of a search.

use std::io::{self, Write};

use super::screen::{Screen, Theme, write_fragments, write_heading};
use super::style::clean;
use crate::render::marked::marks::unnumbered;
use crate::render::words::answer::totals;
use crate::render::words::article::text_note;
use crate::render::words::matches::shown_of_all;
use crate::render::words::story;
use crate::search::{Answer, ShownHit};

/// Writes the hits of an answer.
pub fn write_answer(out: &mut dyn Write, answer: &Answer, screen: &Screen<'_>) -> io::Result<()> {
    answer.hits.iter().try_for_each(|shown| write_hit(out, shown, None, screen))
}

/// Writes a hit, with a note below it if there is one.
pub(super) fn write_hit(out: &mut dyn Write, shown: &ShownHit, note: Option<&str>, screen: &Screen<'_>) -> io::Result<()> {
    let Theme { title, faint, .. } = screen.theme;
    let rank = format!("{}. ", shown.hit.rank);
    let indent = " ".repeat(rank.len());
    let snippet = &shown.snippet;
    let locator = snippet.fragments.first().and_then(|fragment| fragment.locator.as_ref());
    write!(out, "{title}{rank}{title:#}")?;
    write_heading(out, &shown.hit.article, &unnumbered(&shown.title_marks), locator, &indent, screen)?;
    if !snippet.fragments.is_empty() {
        let marks = |fragment: usize| unnumbered(&snippet.fragments[fragment].marks);
        write!(out, "{indent}")?;
        write_fragments(out, snippet, marks, screen.theme)?;
    }
    let notes: Vec<String> =
        [note, text_note(&shown.hit.article)].into_iter().flatten().map(str::to_owned).chain(shown_of_all(snippet)).collect();
    if !notes.is_empty() {
        writeln!(out, "{indent}{faint}{}{faint:#}", notes.join(" · "))?;
    }
    if let Some(story) = &shown.story
        && let Some(heading) = story::heading(story)
    {
        writeln!(out, "{indent}{heading}")?;
        for copy in story.copies.iter().take(story::COPIES_LISTED) {
            writeln!(out, "{indent}{faint}- {}{faint:#}", clean(&story::line(copy, &shown.hit.article)))?;
        }
        if let Some(more) = story::more(story) {
            writeln!(out, "{indent}{faint}{more}{faint:#}")?;
        }
    }
    writeln!(out)
}

/// Returns the line that says how many articles match and how long it took.
pub fn summary(answer: &Answer) -> String {
    format!("{} ({:.1} ms)", totals(answer), answer.took.as_secs_f64() * 1e3)
}
