//! Where a quotation was found.

use std::io::{self, Write};

use super::screen::{Screen, in_parentheses, write_heading};
use super::style::{clean, count, spaces_collapsed};
use crate::search::{Occurrence, Verdict, Verification, WordDifference};

/// Writes what was found: the verdict, the words with their differences as `[-asked-]` and `{+found+}`, then the article.
pub fn write_terminal(out: &mut dyn Write, verification: &Verification, screen: &Screen<'_>) -> io::Result<()> {
    writeln!(out, "{}", answer(verification))?;
    for finding in &verification.findings {
        writeln!(out)?;
        write_finding(out, finding, screen)?;
    }
    Ok(())
}

fn answer(verification: &Verification) -> String {
    let places = count(verification.total as u64, "place");
    match verification.verdict() {
        None => "not found: no similar quote in the index".to_owned(),
        Some(Verdict::Exact) => format!("found word for word; {places}"),
        Some(Verdict::UnknownSpeaker) => format!("found word for word; by whom is not known; {places}"),
        Some(Verdict::OtherSpeaker) => format!("found word for word, but not said by that speaker; {places}"),
        Some(Verdict::InText) => format!("found word for word, but not as a quotation; {places}"),
        Some(Verdict::Near) => format!("not found word for word; similar in {places}"),
    }
}

fn write_finding(out: &mut dyn Write, finding: &Occurrence, screen: &Screen<'_>) -> io::Result<()> {
    let title = screen.theme.title;
    let text: Vec<String> = finding
        .differences
        .iter()
        .map(|difference| match difference {
            WordDifference::Same(text) => spaces_collapsed(text),
            WordDifference::Added(text) => format!("{{+{}+}}", spaces_collapsed(text)),
            WordDifference::Missing(text) => format!("[-{}-]", spaces_collapsed(text)),
        })
        .collect();
    let place = finding.locator.as_ref().map(|locator| format!(" {}", in_parentheses(locator, screen.theme)));
    writeln!(out, "{:<14}“{}”{}", finding.verdict.name(), text.join(" "), place.unwrap_or_default())?;
    let indent = " ".repeat(14);
    if let Some(speaker) = &finding.speaker {
        writeln!(out, "{indent}{title}— {}{title:#}", clean(speaker))?;
    }
    write!(out, "{indent}")?;
    write_heading(out, &finding.article, &[], finding.locator.as_ref(), &indent, screen)
}
