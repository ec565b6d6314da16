//! How a query was understood, where scores come from, and why nothing matches.

use std::io::{self, Write};

use super::style::{clean, count};
use crate::hit::{ScorePart, ScoreReason};
use crate::search::{ClauseCount, Diagnosis, Explanation, WordReading, WordWritten};

/// Writes an explanation: how many articles each clause finds, the whole query first, how words are read and written, then the parts of each hit's score.
pub fn write_explanation(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    let widest = explanation.clauses.iter().map(|clause| clause.n_articles).max().unwrap_or(0).to_string().len();
    for ClauseCount { depth, clause, n_articles } in &explanation.clauses {
        writeln!(out, "{n_articles:>widest$}  {}{}", "  ".repeat(*depth), clean(clause))?;
    }
    if !explanation.readings.is_empty() || !explanation.written.is_empty() {
        writeln!(out)?;
    }
    for WordReading { typed, read_as } in &explanation.readings {
        let read_as: Vec<String> = read_as.iter().map(|words| format!("`{words}`")).collect();
        writeln!(out, "`{}` is read as {}", clean(typed), clean(&read_as.join(" or ")))?;
    }
    for WordWritten { word, written } in &explanation.written {
        let written: Vec<String> = written.iter().map(|(text, n)| format!("`{text}` {}", times(*n))).collect();
        writeln!(out, "`{}` is written {}", clean(word), clean(&written.join(", ")))?;
    }
    for account in &explanation.scores {
        writeln!(out, "\n{}. {} scores {:.3}", account.rank, account.id, account.score)?;
        for part in &account.parts {
            writeln!(out, "  {:>7.3}  {}", part.score, clean(&part_in_words(part)))?;
        }
    }
    writeln!(out)
}

fn part_in_words(part: &ScorePart) -> String {
    let ScorePart { clause, field, reason, .. } = part;
    let field = field.name();
    match reason {
        ScoreReason::Matches { n_matches, rarity, length, average_length, weight } => {
            let length = count(u64::from(*length), "word");
            let weight = if *weight == 1.0 { String::new() } else { format!(", counted {weight} times") };
            let times = times(*n_matches);
            format!("`{clause}` {times} in {field} of {length} (mean {average_length:.0}), rarity {rarity:.2}{weight}")
        }
        ScoreReason::Early { n_before } => format!("`{clause}` early in {field}, behind {}", count(u64::from(*n_before), "word")),
        ScoreReason::Close { n_adjacent, n_near } => {
            format!("`{clause}` side by side {} in {field}, near each other {}", times(*n_adjacent), times(*n_near))
        }
    }
}

fn times(n: usize) -> String {
    if n == 1 { "once".to_owned() } else { format!("{n} times") }
}

/// Writes why nothing matches, and what would.
pub fn write_diagnosis(out: &mut dyn Write, diagnosis: &Diagnosis) -> io::Result<()> {
    for clause in &diagnosis.in_the_way {
        writeln!(out, "without `{}`: {}", clean(&clause.clause), count(clause.n_articles as u64, "article"))?;
    }
    for (word, similar) in &diagnosis.unknown_words {
        let similar: Vec<String> = similar.iter().map(|similar| format!("{} ({})", similar.word, similar.n_articles)).collect();
        let near = if similar.is_empty() { "and no similar word".to_owned() } else { similar.join(", ") };
        let joint = if similar.is_empty() { ", " } else { "; similar words: " };
        writeln!(out, "no article contains `{}`{joint}{}", clean(word), clean(&near))?;
    }
    if let Some((query, n_articles)) = &diagnosis.looser {
        writeln!(out, "looser: `{}` finds {}", clean(&query.to_string()), count(*n_articles as u64, "article"))?;
    }
    if diagnosis.is_cut_off {
        writeln!(out, "not all looser queries were tried: that would take too long")?;
    }
    Ok(())
}
