//! RCV1, RCV2 and TRC2: the test collections of Reuters, a `newsitem` a file.

use super::found::{line, time};
use super::prose::paragraphs;
use super::tree::Element;
use crate::article::{Draft, Language};
use crate::extract::Finding;
use crate::extract::byline;

/// Returns whether an element is an item of these collections, and not of NewsML-G2.
pub(super) fn is_one(root: &Element) -> bool {
    root.attribute("itemid").is_some() && root.child("text").is_some()
}

pub(super) fn draft(root: &Element) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let published = time([root.attribute("date")], &mut findings);
    // `UK: Ferry stays in harbour.`
    let in_title = || {
        let title = line(root.child("title"))?;
        let headline =
            title.split_once(": ").filter(|(place, _)| !place.contains(char::is_lowercase)).map(|(_, rest)| rest.to_owned());
        Some(headline.unwrap_or(title))
    };
    let draft = Draft {
        record_id: root.attribute("itemid").map(str::to_owned),
        title: line(root.child("headline")).or_else(in_title),
        body: root.child("text").map(paragraphs).unwrap_or_default(),
        bylines: line(root.child("byline")).map(|stated| byline::people_or_group(&stated)).unwrap_or_default(),
        publisher: Some("Reuters".to_owned()),
        language: root.attribute("xml:lang").and_then(Language::from_tag),
        published,
        ..Draft::default()
    };
    (draft, findings)
}

#[cfg(test)]
mod tests {
    use super::super::tree::parse;
    use super::*;

    #[test]
    fn an_item_is_an_article() {
        let xml = "<newsitem itemid=\"2286\" id=\"root\" date=\"1996-08-20\" xml:lang=\"en\"><title>UK: Ferry stays.</title><headline>Ferry stays.</headline>\
                   <byline>Ana Roe</byline><dateline>TARN 1996-08-20</dateline><text><p>It stays.</p>\n<p>Again.</p></text>\
                   <copyright>(c) Reuters Limited 1996</copyright><metadata><codes class=\"bip:countries:1.0\"/></metadata></newsitem>";
        let root = parse(xml).0.unwrap();
        assert!(is_one(&root) && !is_one(&parse("<newsItem guid=\"x\"/>").0.unwrap()));
        let (draft, findings) = draft(&root);
        assert_eq!(
            (draft.title.as_deref(), draft.body.as_str(), findings.len()),
            (Some("Ferry stays."), "It stays.\n\nAgain.", 0)
        );
        assert_eq!((draft.record_id.as_deref(), draft.bylines.join(", ")), (Some("2286"), "Ana Roe".to_owned()));
        let untitled = parse(&xml.replace("<headline>Ferry stays.</headline>", "<headline/>")).0.unwrap();
        assert_eq!(super::draft(&untitled).0.title.as_deref(), Some("Ferry stays."));
    }
}
