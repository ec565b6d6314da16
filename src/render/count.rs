//! How many articles there are of what: bars for a terminal, and comma-separated values.

use std::io::{self, Write};

use super::columns::{columns, first_columns};
use super::csv::cell;
use super::percent;
use super::terminal::{Theme, clean, count};
use crate::search::{Counts, FacetCounts, OverTime, Stretch, ValueCount};

/// A line of a table.
struct Row {
    label: String,
    n_matching: u64,
    n_stories: u64,
    n_all: u64,
    share: Option<f64>,
}

/// Writes a table for each facet, then the timeline: how many articles match, how many there are in all, and the share. Bars show how many
/// match, and take what is left of the width.
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

/// Returns a text that takes exactly so many columns.
pub(super) fn fitted(text: &str, width: usize) -> String {
    let text =
        if columns(text) > width { format!("{}…", first_columns(text, width.saturating_sub(1))) } else { text.to_owned() };
    let padding = width.saturating_sub(columns(&text));
    text + &" ".repeat(padding)
}

/// Returns a bar of block characters, exact to an eighth of one. What is there is seen, however little it is.
fn bar(n: u64, most: u64, width: usize) -> String {
    const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    if n == 0 || width == 0 {
        return String::new();
    }
    let n_eighths = ((n as f64 / most as f64 * width as f64 * 8.0).round() as usize).max(1);
    "█".repeat(n_eighths / 8) + PARTS[n_eighths % 8]
}

/// Writes all counts in one table, with a first line of names. The first column says what the value is one of: of `publisher`, or of `month`;
/// articles `before` the timeline and those that are `undated` have no value. A share of nothing is empty.
pub fn write_csv(out: &mut dyn Write, counts: &Counts) -> io::Result<()> {
    write!(out, "by,value,articles,all,share,stories\r\n")?;
    let share = |share: Option<f64>| share.map(|share| format!("{share:.6}")).unwrap_or_default();
    for FacetCounts { facet, values, .. } in &counts.facets {
        for counted in values {
            let ValueCount { value, n_matching, n_stories, n_all } = counted;
            let (by, value, share) = (facet.name(), cell(value), share(counted.share()));
            write!(out, "{by},{value},{n_matching},{n_all},{share},{n_stories}\r\n")?;
        }
    }
    let Some(over_time) = &counts.over_time else { return Ok(()) };
    let OverTime { period, stretches, n_stories, n_before, n_undated, n_all_undated, .. } = over_time;
    for (stretch, n_stories) in stretches.iter().zip(n_stories) {
        let (label, Stretch { n_matching, n_all, .. }) = (cell(&period.label(stretch.first_day)), stretch);
        write!(out, "{},{label},{n_matching},{n_all},{},{n_stories}\r\n", period.name(), share(stretch.share()))?;
    }
    if *n_before > 0 {
        write!(out, "before,,{n_before},,,\r\n")?;
    }
    let undated_share = (*n_all_undated > 0).then(|| *n_undated as f64 / *n_all_undated as f64);
    write!(out, "undated,,{n_undated},{n_all_undated},{},\r\n", share(undated_share))
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

    #[test]
    fn labels_take_the_columns_that_they_have() {
        assert_eq!([fitted("ab", 4), fitted("abcde", 4), fitted("東京新聞", 5)], ["ab  ", "abc…", "東京…"]);
        assert_eq!(fitted("東京新聞", 4), "東… ");
    }
}
