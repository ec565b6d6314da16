//! NewsML-G2: single news items, or several in a message.

use super::found::{Found, line, time};
use super::nitf;
use super::prose::paragraphs;
use super::tree::Element;
use crate::article::{Draft, Language};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::byline::people;

pub(super) fn read(root: &Element, found: &mut Found) {
    let items = root.all("newsItem");
    if items.is_empty() {
        let message = "the package names news items and holds none".to_owned();
        found.articles.push((1, Err(Finding { byte: None, kind: ProblemKind::Empty, message })));
    }
    items.into_iter().filter(|item| item.is_whole).for_each(|item| found.add(draft(item)));
}

fn draft(item: &Element) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let meta = |names: &[&str]| item.child("itemMeta").and_then(|meta| meta.descend(names));
    let content_meta = |names: &[&str]| item.child("contentMeta").and_then(|meta| meta.descend(names));
    let inner = inner(item);
    let stated = [meta(&["firstCreated"]), content_meta(&["contentCreated"]), meta(&["versionCreated"])]
        .map(|time| time.map(Element::text));
    let modified = meta(&["versionCreated"]).map(Element::text);
    let language = item.attribute("xml:lang").or_else(|| content_meta(&["language"])?.attribute("tag"));
    let draft = Draft {
        record_id: item.attribute("guid").map(str::to_owned),
        title: line(content_meta(&["headline"])).or(inner.title),
        body: inner.body,
        bylines: bylines(item).filter(|people| !people.is_empty()).unwrap_or(inner.bylines),
        publisher: meta(&["provider"]).and_then(|provider| line(provider.child("name"))).or(inner.publisher),
        section: inner.section,
        language: language.and_then(Language::from_tag).or(inner.language),
        published: time(stated.iter().map(Option::as_deref), &mut findings).or(inner.published),
        modified: time([modified.as_deref()], &mut findings),
        ..Draft::default()
    };
    (draft, findings)
}

/// Returns what the content itself states: the first of NITF, XHTML or plain text with any content.
fn inner(item: &Element) -> Draft {
    let Some(set) = item.child("contentSet") else { return Draft::default() };
    let drafts = set.elements().map(|content| match content.name.as_str() {
        "inlineXML" => match content.all("nitf").first() {
            Some(nitf) => nitf::draft(nitf).0,
            None => Draft { body: paragraphs(content), ..Draft::default() },
        },
        "inlineData" => Draft { body: content.text().trim().to_owned(), ..Draft::default() },
        _ => Draft::default(),
    });
    drafts.into_iter().find(|draft| !draft.body.is_empty()).unwrap_or_default()
}

fn bylines(item: &Element) -> Option<Vec<String>> {
    let meta = item.child("contentMeta")?;
    if let Some(by) = line(meta.child("by")) {
        return Some(people(&by));
    }
    let creators = meta.elements().filter(|element| element.name == "creator");
    Some(creators.filter_map(|creator| line(creator.child("name"))).collect())
}

#[cfg(test)]
mod tests {
    use super::super::extract;

    const ITEM: &str = r#"<newsItem guid="urn:newsml:post.example:1" version="2" xml:lang="en"><itemMeta><provider><name>The Post</name></provider>
        <firstCreated>2024-03-25T10:00:00Z</firstCreated><versionCreated>2024-03-25T11:00:00Z</versionCreated></itemMeta>
        <contentMeta><headline>Rain on the town</headline><by>By Ana Ruiz</by></contentMeta>"#;

    #[test]
    fn items_of_a_message_are_articles_each() {
        let html = "<inlineXML><html xmlns='x'><head><title>t</title></head><body><p>It rained.</p><p>Again.</p></body></html></inlineXML>";
        let nitf = "<inlineXML><nitf><body><body.head><byline>By Bo Li</byline></body.head><body.content><p>It shone.</p></body.content></body></nitf></inlineXML>";
        let xml = format!(
            "<newsMessage><itemSet>{ITEM}<contentSet>{html}</contentSet></newsItem>\
             <newsItem guid='2'><contentSet>{nitf}</contentSet></newsItem></itemSet></newsMessage>"
        );
        let (articles, findings) = extract(&xml);
        let drafts: Vec<_> = articles.into_iter().map(|(_, draft)| draft.unwrap()).collect();
        assert_eq!((drafts[0].title.as_deref(), drafts[0].body.as_str()), (Some("Rain on the town"), "It rained.\n\nAgain."));
        assert_eq!(drafts[0].record_id.as_deref(), Some("urn:newsml:post.example:1"));
        assert_eq!((drafts[0].publisher.as_deref(), &drafts[0].bylines[..]), (Some("The Post"), &["Ana Ruiz".to_owned()][..]));
        let times = [drafts[0].published, drafts[0].modified].map(|time| time.unwrap().to_string());
        assert_eq!(times, ["2024-03-25T10:00:00Z", "2024-03-25T11:00:00Z"]);
        assert_eq!((drafts[1].body.as_str(), &drafts[1].bylines[..]), ("It shone.", &["Bo Li".to_owned()][..]));
        assert_eq!(findings, []);
    }

    #[test]
    fn a_package_without_items_says_so() {
        let (articles, _) =
            extract("<packageItem guid='p'><groupSet><group><itemRef residref='1'/></group></groupSet></packageItem>");
        assert_eq!(articles[0].1.as_ref().unwrap_err().message, "the package names news items and holds none");
    }
}
