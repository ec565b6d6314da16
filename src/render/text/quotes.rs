//! Quotes with their speakers.

use std::io::{self, Write};

use super::screen::{Screen, in_parentheses, write_heading, write_on_one_line};
use super::style::{clean, count, spaces_collapsed};
use crate::search::{FoundQuote, QuoteAnswer, QuoteTotals};

/// Returns the line that says how many quotes there are.
pub fn summary(answer: &QuoteAnswer) -> String {
    let QuoteTotals { n_quotes, n_articles, .. } = answer.totals;
    let total = format!("{} in {}", count(n_quotes, "quote"), count(n_articles, "article"));
    let first = answer.quotes.first().map_or(0, |quote| quote.rank);
    let last = answer.quotes.last().map_or(0, |quote| quote.rank);
    let shown =
        if (answer.quotes.len() as u64) < n_quotes && last > 0 { format!(", {first} to {last} shown") } else { String::new() };
    format!("{total}{shown} ({:.1} ms)", answer.took.as_secs_f64() * 1e3)
}

/// Writes quotes, each with its speaker and its article.
pub fn write_terminal(out: &mut dyn Write, answer: &QuoteAnswer, screen: &Screen<'_>) -> io::Result<()> {
    answer.quotes.iter().try_for_each(|found| write_quote(out, found, screen))
}

fn write_quote(out: &mut dyn Write, found: &FoundQuote, screen: &Screen<'_>) -> io::Result<()> {
    let title = screen.theme.title;
    let rank = format!("{}. ", found.rank);
    let indent = " ".repeat(rank.len());
    write!(out, "{title}{rank}{title:#}“")?;
    write_on_one_line(out, &found.text, &found.marks, screen.theme)?;
    let place = found.locator.as_ref().map(|locator| format!(" {}", in_parentheses(locator, screen.theme)));
    writeln!(out, "”{}", place.unwrap_or_default())?;
    if let Some(spoke) = who_spoke(found) {
        writeln!(out, "{indent}{title}— {}{title:#}", clean(&spoke))?;
    }
    write!(out, "{indent}")?;
    write_heading(out, &found.article, &[], found.locator.as_ref(), &indent, screen)?;
    writeln!(out)
}

/// Returns the speaker, with the words that the text uses if they differ: `Vladimir Putin (he)`.
fn who_spoke(found: &FoundQuote) -> Option<String> {
    match (&found.quote.speaker, &found.source) {
        (Some(speaker), Some(source)) if speaker != source => Some(format!("{speaker} ({})", spaces_collapsed(source))),
        (Some(name), _) | (None, Some(name)) => Some(name.clone()),
        (None, None) => None,
    }
}
