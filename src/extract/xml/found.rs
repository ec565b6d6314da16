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

    /// Adds an item that is no article, and why.
    pub(super) fn refuse(&mut self, finding: Finding) {
        let number = self.articles.len() as u64 + 1;
        self.articles.push((number, Err(finding)));
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

/// Returns the name of an agency: the first one in the element, or its attribute `literal`. A host
/// name such as `ansa.it` is no name.
pub(super) fn agency(element: &Element) -> Option<String> {
    let literal = || element.attribute("literal").map(str::to_owned);
    line(element.child("name")).or_else(literal).filter(|name| !is_host(name))
}

/// Returns whether a name is that of a computer.
pub(super) fn is_host(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ending.len() >= 2 && !name.contains(char::is_whitespace) && ending.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Returns the text of an element on one line.
pub(super) fn line(element: Option<&Element>) -> Option<String> {
    Some(clean(&element?.text())).filter(|line| !line.is_empty())
}
