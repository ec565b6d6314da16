//! How a story spread, day by day.

use std::io::{self, Write};

use super::answer::write_answer;
use super::screen::Screen;
use super::style::{clean, count, stories};
use crate::choice::Period;
use crate::search::Spread;

/// Writes the first article, then each day with its publishers. New publishers come first, with a plus.
pub fn write_terminal(out: &mut dyn Write, spread: &Spread, screen: &Screen<'_>) -> io::Result<()> {
    write_answer(out, &spread.first, screen)?;
    for day in &spread.days {
        let new = day.new_publishers.iter().map(|name| format!("+{}", clean(name)));
        let known = day.known_publishers.iter().map(|name| clean(name).into_owned());
        let unnamed = (day.n_unnamed > 0).then(|| format!("{} without a publisher", day.n_unnamed));
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
