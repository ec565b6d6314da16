//! Every match on its own line, in the middle of the text around it.

use std::io::{self, Write};

use std::ops::RangeInclusive;

use super::columns::{columns, first_columns, last_columns};
use super::screen::{Screen, Theme, linked};
use super::style::spaces_collapsed;
use crate::render::marked::marks::{Part, parts, unnumbered, within};
use crate::render::words::matches::more_rows;
use crate::search::{Answer, ShownHit};
use crate::snippet::{Row, context, rows};

/// Characters of an article's id that are shown. They distinguish a trillion articles, and `show` accepts them.
const SHORT_ID: usize = 8;

/// Minimum and maximum columns of a line, whatever the terminal.
const COLUMNS: RangeInclusive<usize> = 40..=1000;

/// Writes every match of the hits on a line, in fixed columns: the beginning of the article's id, the match's number, and the match with the
/// text before and after it. If an article has too many matches, a line says so.
pub fn write_concordance(out: &mut dyn Write, answer: &Answer, screen: &Screen<'_>) -> io::Result<()> {
    let labels = answer.hits.iter().flat_map(|shown| rows(&shown.hit.article, &shown.hit.matches)).map(|row| row.label().len());
    let label_columns = labels.max().unwrap_or(0);
    for shown in &answer.hits {
        let faint = screen.theme.faint;
        let id = short_id(shown, screen);
        for row in rows(&shown.hit.article, &shown.hit.matches) {
            write!(out, "{faint}{id}  {:>label_columns$}{faint:#}  ", row.label())?;
            let taken = SHORT_ID + label_columns + 4;
            let line_columns = screen.columns.clamp(*COLUMNS.start(), *COLUMNS.end());
            write_row(out, &row, line_columns.saturating_sub(taken), screen)?;
        }
        if let Some(more) = more_rows(&shown.hit.matches) {
            writeln!(out, "{faint}{id}  {more}{faint:#}")?;
        }
    }
    Ok(())
}

fn short_id(shown: &ShownHit, screen: &Screen<'_>) -> String {
    let article = &shown.hit.article;
    let id: String = article.id.as_str().chars().take(SHORT_ID).collect();
    linked((screen.url_of)(&article.place).as_deref(), &id)
}

fn write_row(out: &mut dyn Write, row: &Row<'_>, line_columns: usize, screen: &Screen<'_>) -> io::Result<()> {
    // Collapsing white space makes the text shorter, so this requests more than fits.
    let [before, after] = context(row.text, row.found, 2 * line_columns).map(|span| spaces_collapsed(span.slice(row.text)));
    let before_columns = line_columns * 2 / 5;
    let before = last_columns(&before, before_columns);
    write!(out, "{}{before}", " ".repeat(before_columns - columns(before)))?;
    let mut room = line_columns - before_columns;
    let text = row.found.extent.slice(row.text);
    let marks = within(&unnumbered(&row.found.marks), row.found.extent);
    for part in parts(text, &marks) {
        let (text, style, around) = match part {
            Part::Plain(text) | Part::Note(text) => (text, Theme::PLAIN.mark, ""),
            Part::Marked(text, _) => (text, screen.theme.mark, screen.theme.around_mark),
        };
        let text = spaces_collapsed(text);
        let around_columns = 2 * columns(around);
        if columns(&text) + around_columns > room {
            let text = first_columns(&text, room.saturating_sub(around_columns + 1));
            return writeln!(out, "{style}{around}{text}{around}{style:#}…");
        }
        room -= columns(&text) + around_columns;
        write!(out, "{style}{around}{text}{around}{style:#}")?;
    }
    writeln!(out, "{}", first_columns(&after, room).trim_end())
}
