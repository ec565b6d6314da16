//! What an XML text states, collected article by article.

use super::tree::Element;
use crate::article::{Draft, NewsTime, TimeOrigin};
use crate::error::ProblemKind;
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

/// Returns the time that one of these texts states, the first that is not empty; adds a finding if it cannot be read.
pub(super) fn time<'t>(stated: impl IntoIterator<Item = Option<&'t str>>, findings: &mut Vec<Finding>) -> Option<NewsTime> {
    let text = stated.into_iter().flatten().map(str::trim).find(|text| !text.is_empty())?;
    let time = NewsTime::parse(text, TimeOrigin::Field);
    if time.is_none() {
        let shown: String = text.chars().take(60).collect();
        let message = format!("`{shown}` is not a date that can be read");
        findings.push(Finding { byte: None, kind: ProblemKind::Field, message });
    }
    time
}

/// Returns the text of an element on one line.
pub(super) fn line(element: Option<&Element>) -> Option<String> {
    Some(clean(&element?.text())).filter(|line| !line.is_empty())
}
