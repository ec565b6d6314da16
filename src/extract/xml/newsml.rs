//! NewsML-G2: single news items, or several in a message.

use super::found::{Found, agency, line, time};
use super::nitf;
use super::prose::paragraphs;
use super::tree::Element;
use crate::article::{Draft, Hold, Language};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::byline;
use crate::extract::line::without_title;
use crate::extract::status;
use crate::extract::wrapped;

pub(super) fn read(root: &Element, found: &mut Found) {
    let items = root.all("newsItem");
    if items.is_empty() {
        let message = "the package names news items and holds none".to_owned();
        found.articles.push((1, Err(Finding { byte: None, kind: ProblemKind::Empty, message })));
    }
    for item in items.into_iter().filter(|item| item.is_whole) {
        let (draft, findings) = draft(item);
        match class(item).filter(|_| draft.body.is_empty() && draft.withdrawal.is_none()) {
            Some(class) => found.refuse(Finding {
                byte: None,
                kind: ProblemKind::NoArticle,
                message: format!("the item is no text: {class}"),
            }),
            None => found.add((draft, findings)),
        }
    }
}

/// Returns what an item is if it is no text: `picture`, `video`.
fn class(item: &Element) -> Option<&str> {
    let class = item.descend(&["itemMeta", "itemClass"])?;
    let class = class.attribute("qcode").or_else(|| class.attribute("uri"))?.rsplit([':', '/']).next()?;
    let is_other = matches!(class, "picture" | "video" | "audio" | "graphic" | "graphics" | "animation" | "composite");
    is_other.then_some(class)
}

fn draft(item: &Element) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let meta = |names: &[&str]| item.child("itemMeta").and_then(|meta| meta.descend(names));
    let content_meta = |names: &[&str]| item.child("contentMeta").and_then(|meta| meta.descend(names));
    let inner = inner(item);
    let text_of = |element: Option<&Element>| element.map(Element::text);
    let stated = [meta(&["firstCreated"]), content_meta(&["contentCreated"]), meta(&["versionCreated"])].map(text_of);
    let modified = [meta(&["versionCreated"]), content_meta(&["contentModified"])].map(text_of);
    let language = item.attribute("xml:lang").or_else(|| content_meta(&["language"])?.attribute("tag"));
    let title = item.child("contentMeta").and_then(headline).or(inner.title);
    let mut draft = Draft {
        record_id: item.attribute("guid").map(str::to_owned),
        body: without_title(inner.body, title.as_deref()),
        title,
        bylines: bylines(item, &mut findings).filter(|people| !people.is_empty()).unwrap_or(inner.bylines),
        publisher: meta(&["provider"])
            .and_then(agency)
            .or(inner.publisher)
            .or_else(|| agency(item.descend(&["rightsInfo", "copyrightHolder"])?)),
        section: inner.section,
        language: language.and_then(Language::from_tag).or(inner.language),
        published: time(stated.iter().map(Option::as_deref), &mut findings).or(inner.published),
        modified: time(modified.iter().map(Option::as_deref), &mut findings),
        url: inner.url,
        ..Draft::default()
    };
    let of_attribute =
        |status: &Element| ["qcode", "uri", "literal"].iter().find_map(|name| status.attribute(name).map(str::to_owned));
    let status = meta(&["pubStatus"]).map(|status| of_attribute(status).unwrap_or_else(|| status.text()));
    // An empty element states an embargo without an end.
    let stated = text_of(meta(&["embargoed"]));
    let embargo = time([stated.as_deref()], &mut findings).or(inner.embargo);
    let hold =
        status.as_deref().and_then(status::hold).or(stated.map(|_| Hold::Embargoed)).or(inner.withdrawal.map(|inner| inner.hold));
    let own: Vec<String> = draft.record_id.iter().cloned().collect();
    status::note(&mut draft, hold, embargo, own.clone());
    let links = item.child("itemMeta").into_iter().flat_map(Element::elements).filter(|element| element.name == "link");
    let is_earlier = |link: &&Element| {
        let relation = link.attribute("rel").unwrap_or_default().to_ascii_lowercase();
        ["previousversion", "evolvedfrom", "derivedfrom", "replaces", "kills"].iter().any(|name| relation.ends_with(name))
    };
    let others = links.filter(is_earlier).filter_map(|link| link.attribute("residref")).map(str::to_owned).collect();
    status::note_taken_back(&mut draft, others, own, &mut findings);
    (draft, findings)
}

/// Returns the first headline that is not said to be another one, such as a short one.
fn headline(meta: &Element) -> Option<String> {
    let headlines = || meta.elements().filter(|element| element.name == "headline");
    let is_main = |headline: &&Element| headline.attribute("role").is_none_or(|role| role.to_ascii_lowercase().ends_with("main"));
    headlines().filter(is_main).chain(headlines()).find_map(|headline| line(Some(headline)))
}

/// Returns what the content itself states: the first of NITF, XHTML or plain text with any content.
fn inner(item: &Element) -> Draft {
    let Some(set) = item.child("contentSet") else { return Draft::default() };
    let drafts = set.elements().map(|content| match content.name.as_str() {
        "inlineXML" => match content.all("nitf").first() {
            Some(nitf) => nitf::draft(nitf).0,
            None => Draft { body: paragraphs(content), ..Draft::default() },
        },
        "inlineData" => Draft { body: wrapped::text_or_markup(&content.text()), ..Draft::default() },
        _ => Draft::default(),
    });
    drafts.into_iter().find(|draft| !draft.body.is_empty()).unwrap_or_default()
}

/// Returns the authors of the printed byline, or else the creators. The name with which somebody
/// logs into an editing system is no author's name.
fn bylines(item: &Element, findings: &mut Vec<Finding>) -> Option<Vec<String>> {
    let meta = item.child("contentMeta")?;
    let printed: Vec<String> = meta.elements().filter(|element| element.name == "by").filter_map(|by| line(Some(by))).collect();
    let printed = byline::people_stated(printed.iter().map(String::as_str), findings);
    if !printed.is_empty() {
        return Some(printed);
    }
    let creators = meta.elements().filter(|element| element.name == "creator");
    Some(creators.filter_map(|creator| line(creator.child("name"))).filter(|name| !is_login(name)).collect())
}

/// `degenhardt.sandra` is one; `VRG` are somebody's initials.
fn is_login(name: &str) -> bool {
    const MAX_INITIALS: usize = 4;
    let is_word = name.is_ascii() && !name.contains(char::is_whitespace);
    let is_of_one_case = !name.contains(char::is_uppercase) || !name.contains(char::is_lowercase) && name.len() <= MAX_INITIALS;
    is_word && (name.contains(['.', '_', '@']) || is_of_one_case)
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
