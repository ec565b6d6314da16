//! How many articles have each value, as bars.

use std::io::{self, Write};

use super::columns::{columns, fitted};
use super::screen::Theme;
use super::style::{clean, count, percent};
use crate::search::{Counts, FacetCounts, Stretch, ValueCount};

/// A row of a table.
struct Row {
    label: String,
    n_matching: u64,
    n_stories: u64,
    n_all: u64,
    share: Option<f64>,
}

/// Writes a table for each facet, then the timeline: how many articles match, how many there are in all, and the share. Bars show how many
/// match, and fill the rest of the line.
pub fn write_terminal(out: &mut dyn Write, counts: &Counts, theme: Theme, n_columns: usize) -> io::Result<()> {
    let mut is_first = true;
    let mut write_next = |out: &mut dyn Write, name: &str, rows: &[Row]| {
        if !std::mem::take(&mut is_first) {
            writeln!(out)?;
        }
        write_table(out, name, rows, theme, n_columns)
    };
    for FacetCounts { facet, n_values, values } in &counts.facets {
        let row = |counted: &ValueCount| Row {
            label: clean(&counted.value).into_owned(),
            n_matching: counted.n_matching,
            n_stories: counted.n_stories,
            n_all: counted.n_all,
            share: counted.share(),
        };
        write_next(out, facet.name(), &values.iter().map(row).collect::<Vec<_>>())?;
        match n_values - values.len() {
            0 if values.is_empty() => writeln!(out, "none has one")?,
            0 => {}
            n_more => writeln!(out, "{n_more} more")?,
        }
    }
    let Some(over_time) = &counts.over_time else { return Ok(()) };
    let row = |(stretch, n_stories): (&Stretch, &u64)| Row {
        label: over_time.period.label(stretch.first_day),
        n_matching: stretch.n_matching,
        n_stories: *n_stories,
        n_all: stretch.n_all,
        share: stretch.share(),
    };
    write_next(out, over_time.period.name(), &over_time.stretches.iter().zip(&over_time.n_stories).map(row).collect::<Vec<_>>())?;
    if over_time.n_before > 0 {
        writeln!(out, "{} before", count(over_time.n_before, "article"))?;
    }
    match over_time.n_undated {
        0 => Ok(()),
        n_undated => writeln!(out, "{} without a date, of {}", count(n_undated, "article"), over_time.n_all_undated),
    }
}

const HEADINGS: [&str; 4] = ["articles", "stories", "of all", "share"];

fn write_table(out: &mut dyn Write, name: &str, rows: &[Row], theme: Theme, n_columns: usize) -> io::Result<()> {
    let widest = rows.iter().map(|row| columns(&row.label)).max().unwrap_or(0).max(name.len());
    let label_width = widest.min((n_columns / 4).max(12));
    let largest = |number: fn(&Row) -> u64| rows.iter().map(number).max().unwrap_or(0);
    let width_of = |largest: u64, heading: &str| largest.to_string().len().max(heading.len());
    let (most, most_of_all) = (largest(|row| row.n_matching), largest(|row| row.n_all));
    let (n_width, all_width) = (width_of(most, HEADINGS[0]), width_of(most_of_all, HEADINGS[2]));
    let stories_width = width_of(largest(|row| row.n_stories), HEADINGS[1]);
    let share_width = "100.0%".len();
    let bar_width = n_columns.saturating_sub(label_width + n_width + stories_width + all_width + share_width + 5 * 2);
    let [n, stories, all, share] = HEADINGS;
    let title = theme.title;
    write!(out, "{title}{name:<label_width$}  {n:>n_width$}  {stories:>stories_width$}  {all:>all_width$}")?;
    writeln!(out, "  {share:>share_width$}{title:#}")?;
    for Row { label, n_matching, n_stories, n_all, share } in rows {
        let label = fitted(label, label_width);
        let share = share.map_or_else(|| "-".to_owned(), percent);
        let bar = bar(*n_matching, most, bar_width);
        let gap = if bar.is_empty() { "" } else { "  " };
        write!(out, "{label}  {n_matching:>n_width$}  {n_stories:>stories_width$}  {n_all:>all_width$}")?;
        writeln!(out, "  {share:>share_width$}{gap}{bar}")?;
    }
    Ok(())
}

/// Returns a bar of block characters, exact to an eighth of one. A bar that is not zero is always visible.
fn bar(n: u64, most: u64, width: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if n == 0 || width == 0 {
        return String::new();
    }
    let n_eighths = ((n as f64 / most as f64 * width as f64 * 8.0).round() as usize).max(1);
    "█".repeat(n_eighths / 8) + PARTS[n_eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_they_should_be() {
        let of = |n: u64| bar(n, 80, 10);
        assert_eq!([of(80), of(40), of(5), of(3), of(0)], ["██████████", "█████", "▋", "▍", ""]);
        assert_eq!(bar(1, 1_000_000, 10), "▏");
        assert_eq!(bar(1, 1, 0), "");
    }
}
