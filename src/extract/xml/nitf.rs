//! NITF, the form in which agencies sent articles before NewsML-G2, and still do inside it.

use super::found::{line, time};
use super::prose::paragraphs;
use super::tree::Element;
use crate::article::{Draft, Language};
use crate::extract::Finding;
use crate::extract::byline::people;

/// Returns the statements of an `<nitf>` element about its article.
pub(super) fn draft(nitf: &Element) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let docdata = |names: &[&str]| nitf.descend(&["head", "docdata"]).and_then(|docdata| docdata.descend(names));
    let pubdata = nitf.descend(&["head", "pubdata"]);
    let top = nitf.descend(&["body", "body.head"]);
    let content = nitf.descend(&["body", "body.content"]);
    let norm = |name: &str| docdata(&[name]).and_then(|date| date.attribute("norm"));
    let bylines = top.map_or(Vec::new(), |top| top.elements().filter(|element| element.name == "byline").collect());
    let headline = top.and_then(|top| top.child("hedline"));
    let draft = Draft {
        record_id: docdata(&["doc-id"]).and_then(|id| id.attribute("id-string")).map(str::to_owned),
        title: headline
            .and_then(|headline| line(headline.child("hl1").or(Some(headline))))
            .or_else(|| line(nitf.descend(&["head", "title"]))),
        body: content.map(paragraphs).unwrap_or_default(),
        bylines: bylines.into_iter().flat_map(byline).collect(),
        publisher: pubdata.and_then(|pubdata| pubdata.attribute("name")).map(str::to_owned),
        section: pubdata.and_then(|pubdata| pubdata.attribute("position.section")).map(str::to_owned),
        language: nitf.attribute("xml:lang").and_then(Language::from_tag),
        published: time(
            [norm("date.issue"), pubdata.and_then(|pubdata| pubdata.attribute("date.publication")), norm("date.release")],
            &mut findings,
        ),
        ..Draft::default()
    };
    (draft, findings)
}

/// Marked people are the authors; without marks, the line is parsed.
fn byline(byline: &Element) -> Vec<String> {
    let marked: Vec<String> = byline.all("person").into_iter().filter_map(|person| line(Some(person))).collect();
    if marked.is_empty() { people(&line(Some(byline)).unwrap_or_default()) } else { marked }
}

#[cfg(test)]
mod tests {
    use super::super::extract;

    #[test]
    fn nitf_is_read() {
        let (articles, findings) = extract(
            r#"<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd"><nitf xml:lang="en"><head><title>rain slug</title><docdata>
            <doc-id id-string="n1"/><date.issue norm="20240325T100000Z"/></docdata><pubdata name="The Post" position.section="City"/></head>
            <body><body.head><hedline><hl1>Rain on the town</hl1><hl2>Again</hl2></hedline><byline>By <person>Ana Ruiz</person>
            <byttl>Staff</byttl></byline><dateline>LOWER TARN</dateline></body.head>
            <body.content><p>It rained, said <person>Bo Li</person>.</p><media><media-caption>A cloud</media-caption></media><p>Again.</p>
            </body.content></body></nitf>"#,
        );
        let draft = articles[0].1.as_ref().unwrap();
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Rain on the town"), "It rained, said Bo Li.\n\nAgain."));
        assert_eq!((draft.record_id.as_deref(), &draft.bylines[..]), (Some("n1"), &["Ana Ruiz".to_owned()][..]));
        assert_eq!((draft.publisher.as_deref(), draft.section.as_deref()), (Some("The Post"), Some("City")));
        assert_eq!(draft.published.map(|time| time.to_string()).as_deref(), Some("2024-03-25T10:00:00Z"));
        assert_eq!(findings, []);
    }
}
