//! How something spread: for a terminal and as comma-separated values.

use std::io::{self, Write};

use super::csv::cell;
use super::stories;
use super::terminal::{Screen, clean, count, write_answer};
use crate::choice::Period;
use crate::search::{Spread, SpreadDay};

/// Between names in one cell.
const BETWEEN: &str = "; ";

/// Writes the first article, and then each day with who printed it; who did so for the first time stands before the rest, with a plus.
pub fn write_terminal(out: &mut dyn Write, spread: &Spread, screen: &Screen<'_>) -> io::Result<()> {
    write_answer(out, &spread.first, screen)?;
    for day in &spread.days {
        let new = day.new_publishers.iter().map(|name| format!("+{}", clean(name)));
        let known = day.known_publishers.iter().map(|name| clean(name).into_owned());
        let unnamed = (day.n_unnamed > 0).then(|| format!("{} of nobody named", day.n_unnamed));
        let names: Vec<String> = new.chain(known).chain(unnamed).collect();
        let articles = match day.n_stories == day.n_articles {
            true => count(day.n_articles, "article"),
            false => format!("{} in {}", count(day.n_articles, "article"), stories(day.n_stories)),
        };
        writeln!(out, "{}  {articles:>12}  {}", Period::Day.label(day.day), names.join(", "))?;
    }
    if spread.n_undated > 0 {
        writeln!(out, "{} without a date", count(spread.n_undated, "article"))?;
    }
    Ok(())
}

/// Writes each day as a row.
pub fn write_csv(out: &mut dyn Write, spread: &Spread) -> io::Result<()> {
    write!(out, "day,articles,stories,new_publishers,known_publishers,unnamed\r\n")?;
    for day in &spread.days {
        let SpreadDay { day, n_articles, n_stories, new_publishers, known_publishers, n_unnamed } = day;
        let [new, known] = [new_publishers, known_publishers].map(|names| cell(&names.join(BETWEEN)));
        write!(out, "{},{n_articles},{n_stories},{new},{known},{n_unnamed}\r\n", Period::Day.label(*day))?;
    }
    Ok(())
}
