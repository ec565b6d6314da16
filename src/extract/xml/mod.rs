//! XML that holds articles: feeds (RSS 0.9 to 2.0, Atom), NITF, NewsML 1, NewsML-G2, RCV1 and TEI.
//!
//! One lenient tree (`tree`) serves them all, because much XML on the web is broken: undeclared
//! entities, end tags that do not match, control characters. Each form has a file of its own.

pub(super) mod events;
mod feed;
mod found;
mod newsml;
mod newsml1;
mod nitf;
mod prose;
mod rcv1;
mod tei;
pub(super) mod tree;

use self::found::Found;
use self::tree::parse;
use super::{Finding, Numbered};
use crate::article::Draft;
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
            "newsitem" if rcv1::is_one(root) => found.add(rcv1::draft(root)),
            "newsitem" | "newsmessage" | "packageitem" => newsml::read(root, &mut found),
            name if tei::is_root(name) => tei::read(root, &mut found),
            "newsml" => newsml1::read(root, &mut found),
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

/// Reads the one article of a text in NITF; `None` if it is none.
pub(super) fn nitf(text: &str) -> Option<(Draft, Vec<Finding>)> {
    let root = parse(text).0?;
    Some(nitf::draft(root.all("nitf").first()?))
}
