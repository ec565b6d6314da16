//! What an XML text states, collected article by article.

use super::tree::Element;
use crate::article::{Draft, NewsTime, TimeOrigin};
use crate::extract::date::{self, Customs};
use crate::extract::line::clean;
use crate::extract::{Finding, Numbered};

/// The articles and findings so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) articles: Vec<Numbered>,
    pub(super) findings: Vec<(u64, Finding)>,
}

impl Found {
    pub(super) fn add(&mut self, (draft, findings): (Draft, Vec<Finding>)) {
        let number = self.articles.len() as u64 + 1;
        self.findings.extend(findings.into_iter().map(|finding| (number, finding)));
        self.articles.push((number, Ok(draft)));
    }
}

/// Returns the time that one of these texts states: the first that can be read. If none can, adds a finding
/// about the first that states something.
pub(super) fn time<'t>(stated: impl IntoIterator<Item = Option<&'t str>>, findings: &mut Vec<Finding>) -> Option<NewsTime> {
    time_by(stated, &Customs::default(), findings)
}

/// Returns the same by the customs of the text around it.
pub(super) fn time_by<'t>(
    stated: impl IntoIterator<Item = Option<&'t str>>,
    customs: &Customs,
    findings: &mut Vec<Finding>,
) -> Option<NewsTime> {
    date::first(stated.into_iter().flatten().map(|text| (date::of_field(text, TimeOrigin::Field, customs), text)), findings)
}

/// Returns the text of an element on one line.
pub(super) fn line(element: Option<&Element>) -> Option<String> {
    Some(clean(&element?.text())).filter(|line| !line.is_empty())
}
