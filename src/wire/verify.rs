//! Where a quotation was found.

use std::io::{self, Write};

use serde::Serialize;

use super::header::ArticleHeader;
use super::locator::Locator;
use super::{Kind, Line, write_line};
use crate::search::{self, Verdict, Verification};

/// A place where the quotation was found, and how it differs there.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct Finding<'a> {
    verdict: &'static str,
    differences: Vec<Difference<'a>>,
    /// In the article's body, in code points.
    start: usize,
    end: usize,
    #[serde(flatten)]
    locator: Locator,
    speaker: Option<&'a str>,
    #[serde(flatten)]
    article: ArticleHeader<'a>,
}

impl Kind for Finding<'_> {
    const KIND: &'static str = "finding";
}

pub(crate) type FindingLine<'a> = Line<Finding<'a>>;

impl Finding<'_> {
    fn of(finding: &search::Occurrence) -> Finding<'_> {
        let search::Occurrence { verdict, differences, place: [start, end], locator, speaker, article } = finding;
        Finding {
            verdict: verdict.name(),
            differences: differences.iter().map(Difference::of).collect(),
            start: *start,
            end: *end,
            locator: Locator::of(locator.as_ref()),
            speaker: speaker.as_deref(),
            article: ArticleHeader::of(article),
        }
    }
}

/// A stretch of words that is in both texts, only in the article, or only in the quotation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub(crate) enum Difference<'a> {
    Same(&'a str),
    Added(&'a str),
    Missing(&'a str),
}

impl Difference<'_> {
    fn of(difference: &search::WordDifference) -> Difference<'_> {
        match difference {
            search::WordDifference::Same(text) => Difference::Same(text),
            search::WordDifference::Added(text) => Difference::Added(text),
            search::WordDifference::Missing(text) => Difference::Missing(text),
        }
    }
}

/// The best verdict of all places, or `not-found`, and how many places there are.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct FindingsSummary {
    verdict: &'static str,
    total: usize,
    shown: usize,
}

impl Kind for FindingsSummary {
    const KIND: &'static str = "summary";
}

pub(crate) type FindingsSummaryLine = Line<FindingsSummary>;

impl FindingsSummary {
    fn of(verification: &Verification) -> FindingsSummary {
        FindingsSummary { verdict: verdict_name(verification), total: verification.total, shown: verification.findings.len() }
    }
}

/// Returns the name of the best verdict, or `not-found`.
pub(crate) fn verdict_name(verification: &Verification) -> &'static str {
    verification.verdict().map_or("not-found", Verdict::name)
}

/// Findings as one object.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "serve", derive(utoipa::ToSchema))]
pub(crate) struct FindingsPage<'a> {
    findings: Vec<FindingLine<'a>>,
    summary: FindingsSummaryLine,
}

impl Kind for FindingsPage<'_> {
    const KIND: &'static str = "page";
}

pub(crate) type FindingsPageLine<'a> = Line<FindingsPage<'a>>;

/// Writes what was found: an object for each place, then a summary.
pub fn write_verification(out: &mut dyn Write, verification: &Verification) -> io::Result<()> {
    verification.findings.iter().try_for_each(|finding| write_line(out, Finding::of(finding)))?;
    write_line(out, FindingsSummary::of(verification))
}

/// Writes the findings and the summary of [`write_verification`] as one object.
pub fn write_page(out: &mut dyn Write, verification: &Verification) -> io::Result<()> {
    let findings = verification.findings.iter().map(|finding| Line::new(Finding::of(finding))).collect();
    write_line(out, FindingsPage { findings, summary: Line::new(FindingsSummary::of(verification)) })
}
