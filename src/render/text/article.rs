//! A whole article, or one match of it.

use std::io::{self, Write};

use anstyle::Style;

use super::screen::{Screen, Theme, linked, write_fragments, write_heading, write_marked};
use super::style::{clean, clean_lines, one_line};
use crate::article::{Article, TitleOrigin};
use crate::hit::Matches;
use crate::render::marked::marks::{numbered, unnumbered, with_notes, within};
use crate::render::marked::speakers::Speakers;
use crate::render::words::article::details;
use crate::render::words::matches::{all_matches, ways_on, which};
use crate::snippet::Picked;
use crate::span::Span;

/// Writes a whole article, with the speaker's letter after each quote. If it was searched, its matches are marked and numbered.
pub fn write_article(out: &mut dyn Write, article: &Article, matches: Option<&Matches>, screen: &Screen<'_>) -> io::Result<()> {
    let Theme { title, faint, .. } = screen.theme;
    let title_marks = unnumbered(&matches.map(Matches::title_marks).unwrap_or_default());
    write_marked(out, &article.title.text, &title_marks, title, screen.theme, one_line)?;
    if article.title.origin == TitleOrigin::Derived {
        write!(out, " {faint}(title derived from the text){faint:#}")?;
    }
    writeln!(out)?;
    for (label, value) in details(article) {
        let url = (label == "file").then(|| (screen.url_of)(&article.place)).flatten();
        writeln!(out, "{faint}{label:<9} {}{faint:#}", linked(url.as_deref(), &clean(&value)))?;
    }
    if let Some(matches) = matches {
        writeln!(out, "{faint}{}{faint:#}", all_matches(matches))?;
    }
    let speakers = Speakers::of(article);
    if let Some(legend) = speakers.legend() {
        writeln!(out, "{faint}{:<9} {}{faint:#}", "speakers", clean(&legend))?;
    }
    writeln!(out)?;
    let marks = matches.map(|matches| numbered(&matches.body)).unwrap_or_default();
    let marks = with_notes(marks, &speakers.notes());
    // Each speaker's words have their own colour; the text around them has none.
    let mut at = 0;
    let style_of = |idx: usize| screen.theme.speakers.get(idx % screen.theme.speakers.len().max(1)).copied().unwrap_or_default();
    for (said, speaker_idx) in speakers.said {
        let around = Span::new(at, said.start);
        write_marked(out, around.slice(&article.body), &within(&marks, around), Style::new(), screen.theme, clean_lines)?;
        write_marked(out, said.slice(&article.body), &within(&marks, said), style_of(speaker_idx), screen.theme, clean_lines)?;
        at = said.end;
    }
    let rest = Span::new(at, article.body.len());
    write_marked(out, rest.slice(&article.body), &within(&marks, rest), Style::new(), screen.theme, clean_lines)?;
    writeln!(out)
}

/// Writes the passage around one match, and the numbers of the matches before and after it.
pub fn write_picked(out: &mut dyn Write, picked: &Picked<'_>, screen: &Screen<'_>) -> io::Result<()> {
    let faint = screen.theme.faint;
    let locator = picked.passage.fragments.first().and_then(|fragment| fragment.locator.as_ref());
    write_heading(out, picked.article, &unnumbered(&picked.matches.title_marks()), locator, "", screen)?;
    writeln!(out, "{faint}{}{faint:#}\n", which(picked))?;
    let marks = numbered(&picked.matches.body);
    let of_fragment = |fragment: usize| within(&marks, picked.passage.fragments[fragment].span);
    write_fragments(out, &picked.passage, of_fragment, screen.theme)?;
    match ways_on(picked) {
        Some(ways) => writeln!(out, "\n{faint}{ways}{faint:#}"),
        None => Ok(()),
    }
}
