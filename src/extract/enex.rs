//! A note of Evernote: its text in a language like HTML (ENML), inside XML.

use super::html::text_of_letter;
use super::line::{clean, is_absent};
use super::xml::tree::{Element, parse};
use super::{Finding, byline};
use crate::article::{Draft, NewsTime, TimeOrigin};

/// Returns the article that a note is, and what is wrong with it. The day on which a page was clipped is no date of the page.
pub fn extract(note: &str) -> (Draft, Vec<Finding>) {
    let (root, damage) = parse(note);
    let mut findings: Vec<Finding> = damage.into_iter().collect();
    let Some(note) = root else { return (Draft::default(), findings) };
    let text =
        |path: &[&str]| note.descend(path).map(Element::text).map(|text| text.trim().to_owned()).filter(|text| !is_absent(text));
    let url = text(&["note-attributes", "source-url"]).filter(|url| url.starts_with("http"));
    let bylines = text(&["note-attributes", "author"]).map(|author| byline::people_stated([author.as_str()], &mut findings));
    let day = |name: &str| text(&[name]).and_then(|stated| NewsTime::parse(&with_marks(&stated), TimeOrigin::Field));
    let content = note.child("content").map(Element::text).unwrap_or_default();
    let draft = Draft {
        record_id: text(&["guid"]),
        title: text(&["title"]).map(|title| clean(&title)),
        body: text_of_letter(&without_secrets(&content), true),
        bylines: bylines.unwrap_or_default(),
        published: if url.is_none() { day("created") } else { None },
        modified: if url.is_none() { day("updated") } else { None },
        url,
        ..Draft::default()
    };
    (draft, findings)
}

/// Returns `20240304T091500Z` with the marks that times usually have.
fn with_marks(stated: &str) -> String {
    match (stated.get(..4), stated.get(4..6), stated.get(6..11), stated.get(11..13), stated.get(13..)) {
        (Some(year), Some(month), Some(day), Some(minute), Some(rest)) if stated.is_ascii() && stated.len() == 16 => {
            format!("{year}-{month}-{day}:{minute}:{rest}")
        }
        _ => stated.to_owned(),
    }
}

/// Leaves out what is encrypted.
fn without_secrets(enml: &str) -> String {
    let mut text = String::with_capacity(enml.len());
    let mut rest = enml;
    while let Some(at) = rest.find("<en-crypt") {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = rest.find("</en-crypt>").map_or("", |end| &rest[end + "</en-crypt>".len()..]);
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_an_article() {
        let note = "<note><title>Rain &amp; wind</title><content><![CDATA[<?xml version=\"1.0\"?><!DOCTYPE en-note SYSTEM \"x.dtd\">\
                    <en-note><div>It&nbsp;rained.</div><div>It <b>poured</b>.<en-crypt hint=\"x\">abc</en-crypt></div></en-note>]]></content>\
                    <created>20240304T091500Z</created><note-attributes><author>Ana Ruiz</author></note-attributes></note>";
        let (draft, findings) = extract(note);
        assert_eq!(findings, []);
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Rain & wind"), "It rained.\n\nIt poured."));
        assert_eq!(
            (draft.bylines.join(", "), draft.published.map(|time| time.to_string()).as_deref()),
            ("Ana Ruiz".to_owned(), Some("2024-03-04T09:15:00Z"))
        );
        let clipped = note.replace("<author>", "<source-url>https://post.example/rain</source-url><author>");
        let (draft, _) = extract(&clipped);
        assert_eq!((draft.url.as_deref(), draft.published), (Some("https://post.example/rain"), None));
    }
}
