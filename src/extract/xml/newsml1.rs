//! NewsML 1.0 to 1.2: agencies' items before NewsML-G2.
//!
//! An item is a tree of components. A component may state a headline, and may hold other components
//! or contents. Here an article is a component with a headline, with the texts in it that belong to
//! no deeper headline. Pictures and captions are left out.

use super::found::{Found, is_host, line, time};
use super::nitf;
use super::prose::paragraphs;
use super::tree::Element;
use crate::article::{Draft, Language};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::byline;
use crate::extract::line::without_title;
use crate::extract::{status, wrapped};

/// Maximum number of revisions of an item that its withdrawal takes back by their ids.
const MAX_REVISIONS: u32 = 100;

/// Maximum depth of components. The standard's own examples have four.
const MAX_COMPONENT_DEPTH: usize = 32;

/// Parts of the names of roles whose texts are not the article's.
const OTHER_ROLES: [&str; 5] = ["caption", "picture", "photo", "graphic", "thumbnail"];

pub(super) fn read(root: &Element, found: &mut Found) {
    let envelope = root.child("NewsEnvelope");
    for item in root.elements().filter(|element| element.name.eq_ignore_ascii_case("NewsItem") && element.is_whole) {
        read_item(item, envelope, found);
    }
    // Some wrap NITF in other ways.
    if found.articles.is_empty() {
        root.all("nitf").into_iter().for_each(|nitf| found.add(nitf::draft(nitf)));
    }
}

fn read_item(item: &Element, envelope: Option<&Element>, found: &mut Found) {
    let mut findings = Vec::new();
    let stated = stated(item, envelope, &mut findings);
    let mut texts = Texts::default();
    if let Some(component) = item.child("NewsComponent") {
        texts.add(component, &Context::default(), 0);
    }
    let kept = joined(texts.found);
    if let Some(finding) = no_text(item, &stated).filter(|_| kept.is_empty() && stated.withdrawal.is_none()) {
        return found.refuse(finding);
    }
    if kept.is_empty() {
        return found.add((stated, findings));
    }
    // The item's own id is that of its first article; the others have none.
    for (idx, Text { context, draft }) in kept.into_iter().enumerate() {
        let title = context.title.or_else(|| stated.title.clone()).or(draft.title);
        let mut unnamed = Vec::new();
        let own = byline::people_stated(context.bylines.iter().map(String::as_str), &mut unnamed);
        unnamed.retain(|finding| !findings.contains(finding));
        findings.append(&mut unnamed);
        let or = |own: Vec<String>, other: &[String]| if own.is_empty() { other.to_vec() } else { own };
        let mut article = Draft {
            record_id: stated.record_id.clone().filter(|_| idx == 0),
            body: without_copyright(without_title(draft.body, title.as_deref()), context.copyright.as_deref()),
            title,
            bylines: or(own, &or(draft.bylines, &stated.bylines)),
            publisher: stated.publisher.clone().or(context.publisher).or(draft.publisher),
            language: context.language.or_else(|| stated.language.clone()).or(draft.language),
            published: stated.published.or(draft.published),
            section: draft.section,
            ..stated.clone()
        };
        let own = stated.record_id.iter().flat_map(|id| revisions(id, None)).collect();
        status::note_taken_back(&mut article, others_named(item), own, &mut findings);
        found.add((article, std::mem::take(&mut findings)));
    }
}

/// Returns the ids of the items that a notice names.
fn others_named(item: &Element) -> Vec<String> {
    let links = item.child("NewsManagement").into_iter().flat_map(Element::elements);
    let links = links.filter(|element| matches!(element.name.as_str(), "AssociatedWith" | "DerivedFrom"));
    links.filter_map(|link| link.attribute("NewsItem")).map(str::to_owned).collect()
}

/// Returns why an item without a text is no article; `None` if its headline is one.
fn no_text(item: &Element, stated: &Draft) -> Option<Finding> {
    let media = item.all("MediaType").into_iter().filter_map(formal_name).find(|media| !media.eq_ignore_ascii_case("text"));
    match media {
        Some(media) => {
            let message = format!("the item is no text: {}", media.to_lowercase());
            Some(Finding { byte: None, kind: ProblemKind::NoArticle, message })
        }
        None if stated.title.is_some() => None,
        None => {
            let message = "the item has neither a headline nor a text".to_owned();
            Some(Finding { byte: None, kind: ProblemKind::Empty, message })
        }
    }
}

/// Returns what the item states of all of its articles.
fn stated(item: &Element, envelope: Option<&Element>, findings: &mut Vec<Finding>) -> Draft {
    let management = |names: &[&str]| item.child("NewsManagement").and_then(|management| management.descend(names));
    let identifier = item.descend(&["Identification", "NewsIdentifier"]);
    let of_identifier = |name: &str| line(identifier.and_then(|identifier| identifier.child(name)));
    let component = item.child("NewsComponent");
    let lines = component.map(Lines::of).unwrap_or_default();
    let text_of = |element: Option<&Element>| element.map(Element::text);
    let times = [
        text_of(management(&["FirstCreated"])),
        text_of(management(&["ThisRevisionCreated"])),
        text_of(envelope.and_then(|envelope| envelope.child("DateAndTime"))),
        of_identifier("DateId"),
    ];
    let mut draft = Draft {
        record_id: of_identifier("PublicIdentifier").or_else(|| of_identifier("NewsItemId")),
        title: lines.title,
        bylines: byline::people_stated(lines.bylines.iter().map(String::as_str), findings),
        publisher: component.and_then(publisher),
        language: item.attribute("xml:lang").and_then(Language::from_tag).or_else(|| language(component?)),
        published: time(times.iter().map(Option::as_deref), findings),
        modified: time([times[1].as_deref()], findings),
        ..Draft::default()
    };
    let hold = management(&["Status"]).and_then(formal_name).and_then(status::hold);
    // The standard states the end of an embargo as the time at which the item becomes usable.
    let until = management(&["StatusWillChange", "DateAndTime"])
        .filter(|_| hold == Some(crate::article::Hold::Embargoed))
        .map(Element::text);
    let embargo = time([until.as_deref()], findings);
    let ids = draft.record_id.as_deref().map_or(Vec::new(), |id| revisions(id, of_identifier("RevisionId").as_deref()));
    status::note(&mut draft, hold, embargo, ids);
    draft
}

/// Returns the ids of all revisions of an item up to its own; they differ in the number at the end:
/// `urn:newsml:post.example:20240503:rain:3`.
fn revisions(id: &str, revision: Option<&str>) -> Vec<String> {
    let mut ids = vec![id.to_owned()];
    if let Some((item, own)) = id.rsplit_once(':')
        && let digits = own.trim_end_matches(|c: char| c.is_ascii_alphabetic())
        && revision.is_none_or(|revision| revision == digits)
        && let Ok(own) = digits.parse::<u32>()
    {
        ids.extend((own.saturating_sub(MAX_REVISIONS)..own).map(|number| format!("{item}:{number}")));
    }
    ids
}

fn formal_name(element: &Element) -> Option<&str> {
    element.attribute("FormalName")
}

fn publisher(component: &Element) -> Option<String> {
    let metadata = component.child("AdministrativeMetadata")?;
    let party = |name: &str| metadata.descend(&[name, "Party"]).and_then(formal_name).filter(|name| !is_host(name));
    party("Provider").or_else(|| party("Source")).map(str::to_owned)
}

fn language(component: &Element) -> Option<Language> {
    component.descend(&["DescriptiveMetadata", "Language"]).and_then(formal_name).and_then(Language::from_tag)
}

/// The lines above a text.
#[derive(Debug, Default)]
struct Lines {
    title: Option<String>,
    /// As printed.
    bylines: Vec<String>,
    copyright: Option<String>,
}

impl Lines {
    fn of(component: &Element) -> Lines {
        let Some(lines) = component.child("NewsLines") else { return Lines::default() };
        Lines {
            title: line(lines.child("HeadLine")),
            bylines: lines
                .elements()
                .filter(|line| line.name.eq_ignore_ascii_case("ByLine"))
                .filter_map(|by| line(Some(by)))
                .collect(),
            copyright: line(lines.child("CopyrightLine")),
        }
    }
}

/// What the components around a text state.
#[derive(Debug, Clone, Default)]
struct Context {
    /// The number of the component with a headline around it.
    headline: usize,
    title: Option<String>,
    /// As printed.
    bylines: Vec<String>,
    copyright: Option<String>,
    publisher: Option<String>,
    language: Option<Language>,
}

/// A text with what stands around it.
struct Text {
    context: Context,
    draft: Draft,
}

/// The texts found so far.
#[derive(Default)]
struct Texts {
    found: Vec<Text>,
    n_headlines: usize,
}

impl Texts {
    /// Adds the texts of a component. Of equivalent components, only the first with a text counts.
    fn add(&mut self, component: &Element, around: &Context, depth: usize) {
        let role = component.child("Role").and_then(formal_name).map(str::to_ascii_lowercase).unwrap_or_default();
        if depth > MAX_COMPONENT_DEPTH || OTHER_ROLES.iter().any(|other| role.contains(other)) {
            return;
        }
        let context = self.context(component, around);
        let n_before = self.found.len();
        // The contents of one component are the same thing in several forms.
        let contents = component.elements().filter(|element| element.name.eq_ignore_ascii_case("ContentItem"));
        if let Some(draft) = contents.filter(is_text).map(content).find(|draft| !draft.body.is_empty()) {
            self.found.push(Text { context: context.clone(), draft });
        }
        let has_equivalents = component.attribute("EquivalentsList").is_some_and(|is| is.eq_ignore_ascii_case("yes"));
        for inner in component.elements().filter(|element| element.name.eq_ignore_ascii_case("NewsComponent")) {
            if !(has_equivalents && self.found.len() > n_before) {
                self.add(inner, &context, depth + 1);
            }
        }
    }

    fn context(&mut self, component: &Element, around: &Context) -> Context {
        let lines = Lines::of(component);
        let is_titled = lines.title.is_some();
        self.n_headlines += usize::from(is_titled);
        Context {
            headline: if is_titled { self.n_headlines } else { around.headline },
            title: lines.title.or_else(|| around.title.clone()),
            bylines: if lines.bylines.is_empty() && !is_titled { around.bylines.clone() } else { lines.bylines },
            copyright: lines.copyright.or_else(|| around.copyright.clone()),
            publisher: publisher(component).or_else(|| around.publisher.clone()),
            language: language(component).or_else(|| around.language.clone()),
        }
    }
}

/// Returns whether a content may be a text. What is no text may say so in three places.
fn is_text(content: &&Element) -> bool {
    let stated = |name: &str| content.child(name).and_then(formal_name).map(str::to_ascii_lowercase).unwrap_or_default();
    let (media, form) = (stated("MediaType"), format!("{} {}", stated("Format"), stated("MimeType")));
    let is_other = ["css", "script", "xsl", "image/", "video/", "audio/"].iter().any(|other| form.contains(other));
    (media.is_empty() || media.contains("text")) && !is_other
}

/// Returns what a content states: NITF, markup, markup in disguise, or plain text.
fn content(content: &Element) -> Draft {
    let Some(data) = content.child("DataContent").or_else(|| content.descend(&["Encoding", "DataContent"])) else {
        return Draft::default();
    };
    match data.all("nitf").first() {
        Some(nitf) => nitf::draft(nitf).0,
        None if data.elements().next().is_some() => Draft { body: paragraphs(data), ..Draft::default() },
        None => Draft { body: wrapped::text_or_markup(&data.text()), ..Draft::default() },
    }
}

/// Joins the texts under one headline.
fn joined(texts: Vec<Text>) -> Vec<Text> {
    let mut kept: Vec<Text> = Vec::new();
    for text in texts {
        match kept.last_mut().filter(|last| last.context.headline == text.context.headline) {
            Some(last) => {
                last.draft.body.push_str("\n\n");
                last.draft.body.push_str(&text.draft.body);
            }
            None => kept.push(text),
        }
    }
    kept
}

/// Returns the text without a notice of the copyright at its end.
fn without_copyright(mut text: String, stated: Option<&str>) -> String {
    let last = text.rsplit("\n\n").next().unwrap_or("");
    let is_notice = last.starts_with('©') || last.to_lowercase().starts_with("(c) ") || stated == Some(last);
    if is_notice && last.len() < text.len() {
        let kept = text[..text.len() - last.len()].trim_end().len();
        text.truncate(kept);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::extract;
    use super::*;

    /// An item with this status and these components.
    fn item(status: &str, components: &str) -> String {
        format!(
            "<NewsML Version='1.2'><NewsEnvelope><DateAndTime>20240503T135006Z</DateAndTime></NewsEnvelope><NewsItem xml:lang='en'><Identification>\
             <NewsIdentifier><ProviderId>wire.example</ProviderId><DateId>20240503</DateId><NewsItemId>RAIN</NewsItemId><RevisionId PreviousRevision='1' Update='N'>2</RevisionId>\
             <PublicIdentifier>urn:newsml:wire.example:20240503:RAIN:2</PublicIdentifier></NewsIdentifier></Identification><NewsManagement>\
             <FirstCreated>20240503T134951+0000</FirstCreated><ThisRevisionCreated>20240503T135000+0200</ThisRevisionCreated>{status}</NewsManagement>\
             {components}</NewsItem></NewsML>"
        )
    }

    fn component(lines: &str, content: &str) -> String {
        format!(
            "<NewsComponent><NewsLines>{lines}</NewsLines><AdministrativeMetadata><Provider><Party FormalName='Coastline Wire'/></Provider></AdministrativeMetadata>\
             <ContentItem><MediaType FormalName='Text'/><DataContent>{content}</DataContent></ContentItem></NewsComponent>"
        )
    }

    fn drafts(xml: &str) -> Vec<Draft> {
        extract(xml).0.into_iter().filter_map(|(_, draft)| draft.ok()).collect()
    }

    const LINES: &str = "<HeadLine>Rain on the town</HeadLine><ByLine>By Ana Ruiz</ByLine><CopyrightLine>CW 2024</CopyrightLine>";

    #[test]
    fn each_form_of_content_is_read() {
        let status = "<Status FormalName='Usable'/>";
        for content in [
            "<nitf><body><body.content><p>It rained.</p><p>Again.</p></body.content></body></nitf>",
            "<p>It rained.</p><p>Again.</p>",
            "<![CDATA[<P>It rained.</P><P>Again.</P><P>© CW</P>]]>",
            "It rained.\n\nAgain.\n\nCW 2024",
            "<html><head><title>x</title></head><body><h1>Rain on the town</h1><p>It rained.</p><p>Again.</p></body></html>",
        ] {
            let drafts = drafts(&item(status, &component(LINES, content)));
            assert_eq!((drafts.len(), drafts[0].body.as_str()), (1, "It rained.\n\nAgain."), "for {content}");
            assert_eq!(
                (drafts[0].title.as_deref(), &drafts[0].bylines[..]),
                (Some("Rain on the town"), &["Ana Ruiz".to_owned()][..])
            );
            assert_eq!(drafts[0].record_id.as_deref(), Some("urn:newsml:wire.example:20240503:RAIN:2"));
            let times = [drafts[0].published, drafts[0].modified].map(|time| time.unwrap().to_string());
            assert_eq!(times, ["2024-05-03T13:49:51Z", "2024-05-03T13:50:00+02:00"]);
            assert_eq!(
                (drafts[0].publisher.as_deref(), drafts[0].language.as_ref().map(Language::code)),
                (Some("Coastline Wire"), Some("en"))
            );
        }
    }

    #[test]
    fn components_are_articles_parts_or_pictures() {
        let part = |role: &str, lines: &str, text: &str| {
            format!(
                "<NewsComponent><Role FormalName='{role}'/><NewsLines>{lines}</NewsLines><ContentItem><MediaType FormalName='Text'/><DataContent><p>{text}</p></DataContent></ContentItem></NewsComponent>"
            )
        };
        let photo = "<NewsComponent><Role FormalName='Picture'/><NewsLines><HeadLine>Cloud</HeadLine></NewsLines><ContentItem Href='a.jpg'><MediaType FormalName='Photo'/></ContentItem></NewsComponent>";
        let package = format!(
            "<NewsComponent EquivalentsList='no'><NewsLines>{LINES}</NewsLines>{}{}{photo}{}{}</NewsComponent>",
            part("Main", "", "It rained."),
            part("Main", "", "Again."),
            part("Caption", "", "A cloud."),
            part("Related", "<HeadLine>Sun on the hill</HeadLine>", "It shone."),
        );
        let drafts = drafts(&item("", &package));
        let shown: Vec<_> = drafts
            .iter()
            .map(|draft| (draft.title.as_deref().unwrap(), draft.body.as_str(), draft.record_id.is_some()))
            .collect();
        assert_eq!(shown, [("Rain on the town", "It rained.\n\nAgain.", true), ("Sun on the hill", "It shone.", false)]);
    }

    #[test]
    fn equivalent_components_count_once() {
        let forms = "<NewsComponent EquivalentsList='yes'><NewsLines><HeadLine>Rain</HeadLine></NewsLines>\
            <NewsComponent><ContentItem><DataContent><p>It rained.</p></DataContent></ContentItem></NewsComponent>\
            <NewsComponent><ContentItem><DataContent>It rained.</DataContent></ContentItem></NewsComponent></NewsComponent>";
        assert_eq!(drafts(&item("", forms)).iter().map(|draft| draft.body.as_str()).collect::<Vec<_>>(), ["It rained."]);
    }

    #[test]
    fn a_status_is_honoured() {
        let with = |status: &str| drafts(&item(status, &component(LINES, "<p>It rained.</p>")))[0].clone();
        let canceled = with("<Status FormalName='Canceled'/>").withdrawal.unwrap();
        assert_eq!(canceled.ids.iter().filter(|id| id.ends_with(":1") || id.ends_with(":2")).count(), 2);
        assert!(with("<Status FormalName='Withheld'/>").withdrawal.is_some());
        assert!(with("<Status FormalName='Embargoed'/>").withdrawal.is_some());
        let embargoed = with(
            "<Status FormalName='Embargoed'/><StatusWillChange><FutureStatus FormalName='Usable'/><DateAndTime>20310504T060000Z</DateAndTime></StatusWillChange>",
        );
        assert_eq!(
            (embargoed.withdrawal, embargoed.embargo.map(|time| time.to_string()).as_deref()),
            (None, Some("2031-05-04T06:00:00Z"))
        );
    }

    #[test]
    fn an_item_without_a_text_says_so() {
        let photo = "<NewsComponent><ContentItem Href='a.jpg'><MediaType FormalName='Photo'/></ContentItem></NewsComponent>";
        let (articles, _) = extract(&item("", photo));
        assert_eq!(articles[0].1.as_ref().unwrap_err().message, "the item is no text: photo");
    }
}
