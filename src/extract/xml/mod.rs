//! XML that holds articles: feeds (RSS 0.9 to 2.0, Atom), NITF, and NewsML-G2.
//!
//! One lenient tree (`tree`) serves them all, because much XML on the web is broken: undeclared
//! entities, end tags that do not match, control characters. Each form has a file of its own.

mod feed;
mod newsml;
mod nitf;
mod prose;
mod tree;

use self::tree::{Element, parse};
use super::{Finding, Numbered};
use crate::article::{Draft, NewsTime, TimeOrigin};
use crate::error::ProblemKind;

/// Reads the articles of an XML text. If the text is damaged from some place on, the articles
/// before it are returned with a finding.
///
/// The second part of the result holds findings about articles that were read, under their numbers.
pub fn extract(text: &str) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let (root, damage) = parse(text);
    let mut found = Found::default();
    if let Some(root) = &root {
        match root.name.to_ascii_lowercase().as_str() {
            "rss" | "feed" | "rdf" => feed::read(root, &mut found),
            "nitf" => found.add(nitf::draft(root)),
            "newsitem" | "newsmessage" | "packageitem" => newsml::read(root, &mut found),
            // NewsML 1 wraps NITF.
            "newsml" => root.all("nitf").iter().for_each(|nitf| found.add(nitf::draft(nitf))),
            _ => {
                let message = format!("no feed and no article: the outermost element is `{}`", root.name);
                found.articles.push((1, Err(Finding { byte: None, kind: ProblemKind::Syntax, message })));
            }
        }
    }
    let number = found.articles.len() as u64 + 1;
    found.articles.extend(damage.map(|finding| (number, Err(finding))));
    (found.articles, found.findings)
}

/// The articles and findings so far.
#[derive(Debug, Default)]
struct Found {
    articles: Vec<Numbered>,
    findings: Vec<(u64, Finding)>,
}

impl Found {
    fn add(&mut self, (draft, findings): (Draft, Vec<Finding>)) {
        let number = self.articles.len() as u64 + 1;
        self.findings.extend(findings.into_iter().map(|finding| (number, finding)));
        self.articles.push((number, Ok(draft)));
    }
}

/// Returns the time in the first of these texts that is present; adds a finding if it cannot be
/// read.
fn time<'t>(stated: impl IntoIterator<Item = Option<&'t str>>, findings: &mut Vec<Finding>) -> Option<NewsTime> {
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
fn line(element: Option<&Element>) -> Option<String> {
    Some(super::line::clean(&element?.text())).filter(|line| !line.is_empty())
}
