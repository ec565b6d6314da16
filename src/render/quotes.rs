//! Quotes and who spoke them, for a terminal and as comma-separated values.

use std::io::{self, Write};

use super::csv::cell;
use super::terminal::{Screen, clean, count, spaces_collapsed, write_heading, write_on_one_line};
use crate::search::{FoundQuote, QuoteAnswer, QuoteTotals, SpeakerCount};
use crate::wire::speaker::Speakers;

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

/// Writes quotes: the words, then who spoke, then the article.
pub fn write_terminal(out: &mut dyn Write, answer: &QuoteAnswer, screen: &Screen<'_>) -> io::Result<()> {
    answer.quotes.iter().try_for_each(|found| write_quote(out, found, screen))
}

fn write_quote(out: &mut dyn Write, found: &FoundQuote, screen: &Screen<'_>) -> io::Result<()> {
    let title = screen.theme.title;
    let rank = format!("{}. ", found.rank);
    let indent = " ".repeat(rank.len());
    write!(out, "{title}{rank}{title:#}“")?;
    write_on_one_line(out, &found.text, &found.marks, screen.theme)?;
    writeln!(out, "”")?;
    if let Some(spoke) = who_spoke(found) {
        writeln!(out, "{indent}{title}— {}{title:#}", clean(&spoke))?;
    }
    write!(out, "{indent}")?;
    write_heading(out, &found.article, &[], &indent, screen)?;
    writeln!(out)
}

/// The speaker, with how the text names them where that is something else: `Vladimir Putin (he)`.
fn who_spoke(found: &FoundQuote) -> Option<String> {
    match (&found.quote.speaker, &found.source) {
        (Some(speaker), Some(source)) if speaker != source => Some(format!("{speaker} ({})", spaces_collapsed(source))),
        (Some(name), _) | (None, Some(name)) => Some(name.clone()),
        (None, None) => None,
    }
}

/// Writes who is quoted how often, one speaker a line.
pub fn write_speakers(out: &mut dyn Write, speakers: &Speakers<'_>) -> io::Result<()> {
    let (totals, n_speakers) = (speakers.totals, speakers.n_speakers);
    writeln!(out, "{:>7}  {:>6}  {:>8}  speaker", "quotes", "words", "articles")?;
    for speaker in speakers.shown {
        let SpeakerCount { n_quotes, n_articles, .. } = speaker;
        let share = speakers.percent(speaker);
        writeln!(out, "{n_quotes:>7}  {share:>5.1}%  {n_articles:>8}  {}", clean(&speaker.speaker))?;
    }
    let unknown = totals.n_quotes - totals.n_attributed;
    let all =
        format!("{} by {}, {unknown} by nobody known", count(totals.n_quotes, "quote"), count(n_speakers as u64, "speaker"));
    writeln!(out, "{all}; {} in {}", count(totals.n_words, "word"), count(totals.n_articles, "article"))
}

/// Writes the same as comma-separated values (RFC 4180), with a first line of names.
pub fn write_speakers_csv(out: &mut dyn Write, speakers: &Speakers<'_>) -> io::Result<()> {
    write!(out, "speaker,quotes,words,word_share,articles\r\n")?;
    for speaker in speakers.shown {
        let SpeakerCount { n_quotes, n_words, n_articles, .. } = speaker;
        let share = speakers.percent(speaker) / 100.0;
        write!(out, "{},{n_quotes},{n_words},{share:.6},{n_articles}\r\n", cell(&speaker.speaker))?;
    }
    Ok(())
}
