//! What verifying a quotation found, for a terminal and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::FORMAT_VERSION;
use super::json::write_line;
use super::terminal::{Screen, clean, count, spaces_collapsed, write_heading};
use crate::search::{Difference, Finding, Verdict, Verification};

/// Writes what was found: the verdict and what stands there, with `[-words asked-]` and `{+words found+}` where it differs, then the article.
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
        None => "not found: no quote in the index is like it".to_owned(),
        Some(Verdict::Exact) => format!("found word for word; {places}"),
        Some(Verdict::OtherSpeaker) => format!("found word for word, but not said by that speaker; {places}"),
        Some(Verdict::InText) => format!("found word for word, but not as a quotation; {places}"),
        Some(Verdict::Near) => format!("not found word for word; nearly in {places}"),
    }
}

fn write_finding(out: &mut dyn Write, finding: &Finding, screen: &Screen<'_>) -> io::Result<()> {
    let title = screen.theme.title;
    let text: Vec<String> = finding
        .differences
        .iter()
        .map(|difference| match difference {
            Difference::Same(text) => spaces_collapsed(text),
            Difference::Added(text) => format!("{{+{}+}}", spaces_collapsed(text)),
            Difference::Missing(text) => format!("[-{}-]", spaces_collapsed(text)),
        })
        .collect();
    writeln!(out, "{:<14}“{}”", finding.verdict.name(), text.join(" "))?;
    let indent = " ".repeat(14);
    if let Some(speaker) = &finding.speaker {
        writeln!(out, "{indent}{title}— {}{title:#}", clean(speaker))?;
    }
    write!(out, "{indent}")?;
    write_heading(out, &finding.article, &[], &indent, screen)
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Finding))]
struct FindingLine<'a> {
    format_version: u32,
    kind: &'static str,
    verdict: &'static str,
    differences: Vec<DifferenceObject<'a>>,
    /// In the article's body, in code points.
    start: usize,
    end: usize,
    speaker: Option<&'a str>,
    id: &'a str,
    path: &'a str,
    record: Option<u64>,
    title: &'a str,
    published: Option<String>,
    publisher: Option<&'a str>,
    url: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = Difference))]
enum DifferenceObject<'a> {
    Same(&'a str),
    Added(&'a str),
    Missing(&'a str),
}

impl DifferenceObject<'_> {
    fn of(difference: &Difference) -> DifferenceObject<'_> {
        match difference {
            Difference::Same(text) => DifferenceObject::Same(text),
            Difference::Added(text) => DifferenceObject::Added(text),
            Difference::Missing(text) => DifferenceObject::Missing(text),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema), schema(as = FindingsSummary))]
struct Summary {
    format_version: u32,
    kind: &'static str,
    verdict: &'static str,
    total: usize,
    shown: usize,
}

/// Writes the same as JSON, one object for each place, then a summary whose verdict is the best, or `not-found`.
pub fn write_json(out: &mut dyn Write, verification: &Verification) -> io::Result<()> {
    verification.findings.iter().try_for_each(|finding| write_line(out, &finding_line(finding)))?;
    write_line(out, &summary(verification))
}

/// Writes the findings and the summary of [`write_json`] as one object.
pub fn write_page(out: &mut dyn Write, verification: &Verification) -> io::Result<()> {
    let findings = verification.findings.iter().map(finding_line).collect();
    write_line(out, &FindingsPage { format_version: FORMAT_VERSION, kind: "page", findings, summary: summary(verification) })
}

#[derive(Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct FindingsPage<'a> {
    format_version: u32,
    kind: &'static str,
    findings: Vec<FindingLine<'a>>,
    summary: Summary,
}

fn summary(verification: &Verification) -> Summary {
    Summary {
        format_version: FORMAT_VERSION,
        kind: "summary",
        verdict: verification.verdict().map_or("not-found", Verdict::name),
        total: verification.total,
        shown: verification.findings.len(),
    }
}

fn finding_line(finding: &Finding) -> FindingLine<'_> {
    let Finding { verdict, differences, place: [start, end], speaker, article } = finding;
    FindingLine {
        format_version: FORMAT_VERSION,
        kind: "finding",
        verdict: verdict.name(),
        differences: differences.iter().map(DifferenceObject::of).collect(),
        start: *start,
        end: *end,
        speaker: speaker.as_deref(),
        id: article.id.as_str(),
        path: &article.place.path,
        record: article.place.record,
        title: &article.title.text,
        published: article.published.map(|time| time.to_string()),
        publisher: article.publisher.as_deref(),
        url: article.url.as_deref(),
    }
}
