//! NITF, the form in which agencies sent articles before NewsML-G2, and still do inside it. Also the
//! form of archives, such as the corpus of the New York Times.

use super::found::{line, time};
use super::prose::{paragraphs, paragraphs_without};
use super::tree::{Element, Node};
use crate::article::{Draft, Hold, Language};
use crate::extract::Finding;
use crate::extract::byline::people;
use crate::extract::line::{clean, fold, without_title};
use crate::extract::status;

/// Returns the statements of an `<nitf>` element about its article.
pub(super) fn draft(nitf: &Element) -> (Draft, Vec<Finding>) {
    let mut findings = Vec::new();
    let head = nitf.child("head");
    let docdata = head.and_then(|head| head.child("docdata"));
    let of_docdata = |name: &str| docdata.and_then(|docdata| docdata.child(name));
    let pubdata = head.and_then(|head| head.child("pubdata"));
    let of_pubdata = |name: &str| pubdata.and_then(|pubdata| pubdata.attribute(name));
    let top = nitf.descend(&["body", "body.head"]);
    let norm = |name: &str| of_docdata(name).and_then(|date| date.attribute("norm"));
    let printed = head.and_then(printed_day);
    // The day of the story stands with its place.
    let story = top.and_then(|top| top.descend(&["dateline", "story.date"]));
    let of_story = story.and_then(|date| date.attribute("norm").map(str::to_owned));
    let issued = of_docdata("date.issue").map(Element::text).filter(|text| !text.trim().is_empty());
    let stated = [
        norm("date.issue"),
        issued.as_deref(),
        of_pubdata("date.publication"),
        norm("date.release"),
        printed.as_deref(),
        of_story.as_deref(),
    ];
    let headline = top.and_then(|top| top.child("hedline"));
    let holder = || of_docdata("doc.copyright").and_then(|copyright| copyright.attribute("holder"));
    let mut draft = Draft {
        record_id: of_docdata("doc-id").and_then(|id| id.attribute("id-string")).map(str::to_owned),
        title: headline
            .and_then(|headline| line(headline.child("hl1").or(Some(headline))))
            .or_else(|| line(nitf.descend(&["head", "title"]))),
        body: nitf.descend(&["body", "body.content"]).map(body).unwrap_or_default(),
        bylines: top.map(bylines).unwrap_or_default(),
        publisher: of_pubdata("name")
            .map(str::to_owned)
            .or_else(|| line(top?.child("distributor")))
            .or_else(|| Some(holder()?.to_owned())),
        section: of_pubdata("position.section").map(str::to_owned),
        language: nitf.attribute("xml:lang").and_then(Language::from_tag),
        published: time(stated, &mut findings),
        url: of_pubdata("ex-ref").filter(|url| url.starts_with("http")).map(str::to_owned),
        ..Draft::default()
    };
    draft.body = without_title(draft.body, draft.title.as_deref());
    if let Some(docdata) = docdata {
        note_status(&mut draft, docdata, &mut findings);
    }
    (draft, findings)
}

/// Notes the status of the item. If it is taken back, so is an earlier document that it names.
fn note_status(draft: &mut Draft, docdata: &Element, findings: &mut Vec<Finding>) {
    let hold = docdata.attribute("management-status").and_then(status::hold);
    let release = docdata.child("date.release").and_then(|date| date.attribute("norm"));
    let embargo = if hold == Some(Hold::Embargoed) { time([release], findings) } else { None };
    let earlier = docdata.attribute("management-doc-idref");
    let (own, others) = (draft.record_id.iter().cloned(), earlier.map(str::to_owned).into_iter());
    let (own, others): (Vec<String>, Vec<String>) = (own.collect(), others.collect());
    status::note(draft, hold, embargo, [own.clone(), others.clone()].concat());
    status::note_taken_back(draft, others, own, findings);
}

/// Returns the day of publication that archives state in three parts, in ISO form.
fn printed_day(head: &Element) -> Option<String> {
    let part = |name: &str| {
        let meta = head.elements().find(|meta| meta.name == "meta" && meta.attribute("name") == Some(name))?;
        meta.attribute("content")?.parse::<u16>().ok()
    };
    let (year, month, day) = (part("publication_year")?, part("publication_month")?, part("publication_day_of_month")?);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Returns the text. An archive may hold its first paragraphs twice: as a block of their own, and at
/// the beginning of the full text. Only the block that holds all of them counts.
fn body(content: &Element) -> String {
    let blocks: Vec<&Element> = content.elements().filter(|element| element.name.eq_ignore_ascii_case("block")).collect();
    let class = |block: &Element| block.attribute("class").map(str::to_ascii_lowercase).unwrap_or_default();
    let has_full_text = blocks.iter().any(|block| class(block) == "full_text");
    if blocks.len() < 2 {
        return paragraphs(content);
    }
    let texts: Vec<String> = blocks.iter().map(|block| paragraphs(block)).collect();
    let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
    let longest = (0..folded.len()).max_by_key(|idx| folded[*idx].len()).unwrap_or(0);
    let is_repeated = |idx: usize| {
        let is_lead = has_full_text && class(blocks[idx]).ends_with("lead_paragraph");
        idx != longest && !folded[idx].is_empty() && (is_lead || folded[longest].starts_with(&folded[idx]))
    };
    let left_out: Vec<&Element> = (0..blocks.len()).filter(|idx| is_repeated(*idx)).map(|idx| blocks[idx]).collect();
    paragraphs_without(content, &left_out)
}

/// Returns the authors of all bylines, each once. A byline that repeats another in the form of a
/// catalogue counts only if it stands alone.
fn bylines(top: &Element) -> Vec<String> {
    let stated: Vec<&Element> = top.elements().filter(|element| element.name.eq_ignore_ascii_case("byline")).collect();
    let is_catalogued = |byline: &&Element| byline.attribute("class").is_some_and(|class| class.starts_with("normalized"));
    let has_printed = stated.iter().any(|byline| !is_catalogued(byline) && !of_byline(byline).is_empty());
    let mut people: Vec<String> = Vec::new();
    for person in stated.into_iter().filter(|byline| !(has_printed && is_catalogued(byline))).flat_map(of_byline) {
        if !people.iter().any(|known| names(known) == names(&person)) {
            people.push(person);
        }
    }
    people
}

/// Returns the names in a byline in the order of letters: `Ruiz, Ana` and `ANA RUIZ` are the same.
fn names(person: &str) -> Vec<String> {
    let mut names: Vec<String> = person.split_whitespace().map(fold).filter(|name| !name.is_empty()).collect();
    names.sort();
    names
}

/// Marked people are the authors; without marks, the line is parsed. What somebody is counts only if
/// there is nothing else, and the initials of those who sent the text do not.
fn of_byline(byline: &Element) -> Vec<String> {
    let marked: Vec<String> = byline.all("person").into_iter().filter_map(|person| line(Some(person))).collect();
    if !marked.is_empty() {
        return marked;
    }
    let printed: Vec<String> = byline
        .children
        .iter()
        .filter_map(|node| match node {
            Node::Text(text) => Some(text.clone()),
            Node::Element(part) => (!part.name.eq_ignore_ascii_case("byttl")).then(|| part.text()),
        })
        .collect();
    let printed = clean(&printed.join(" "));
    let stated = if printed.is_empty() { line(Some(byline)).unwrap_or_default() } else { printed };
    people(&stated).into_iter().filter(|person| !is_initials(person)).collect()
}

/// `gr` and `bp` are.
fn is_initials(person: &str) -> bool {
    person.len() <= 3 && person.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::extract;

    #[track_caller]
    fn check(head: &str, content: &str, bylines: &[&str], body: &str) {
        let xml = format!(
            "<nitf><body><body.head><hedline><hl1>Rain</hl1></hedline>{head}</body.head><body.content>{content}</body.content></body></nitf>"
        );
        let draft = extract(&xml).0[0].1.clone().unwrap();
        assert_eq!(
            (draft.bylines, draft.body.as_str()),
            (bylines.iter().map(|person| (*person).to_owned()).collect::<Vec<_>>(), body),
            "for {head} {content}"
        );
    }

    #[test]
    fn each_author_counts_once() {
        let printed = "<byline class='print_byline'>By ANA RUIZ</byline>";
        for other in ["<byline class='normalized_byline'>Ruiz, Ana</byline>", "<byline>Ana Ruiz</byline>", ""] {
            check(&format!("{printed}{other}"), "<p>It rained.</p>", &["ANA RUIZ"], "It rained.");
        }
        check("<byline class='normalized_byline'>Ruiz, Ana</byline>", "<p>It rained.</p>", &["Ana Ruiz"], "It rained.");
        check("<byline>By ANA RUIZ<byttl>Business Writer</byttl></byline>", "<p>It rained.</p>", &["ANA RUIZ"], "It rained.");
        check("<byline>gr/bp</byline>", "<p>It rained.</p>", &[], "It rained.");
    }

    #[test]
    fn a_beginning_that_stands_twice_counts_once() {
        let full = "<p>It rained.</p><p>Again.</p>";
        check(
            "",
            &format!("<block class='lead_paragraph'><p>It rained.</p></block><block class='full_text'>{full}</block>"),
            &[],
            "It rained.\n\nAgain.",
        );
        check(
            "",
            &format!("<block class='lead_paragraph'><p>LEAD: It rained.</p></block><block class='full_text'>{full}</block>"),
            &[],
            "It rained.\n\nAgain.",
        );
        check(
            "",
            &format!("<block><p>It rained.</p></block><media><p>A cloud</p></media><block>{full}</block>"),
            &[],
            "It rained.\n\nAgain.",
        );
        check("", "<block><p>It rained.</p></block><block><p>Again.</p></block>", &[], "It rained.\n\nAgain.");
        check("", &format!("<p>Rain</p>{full}"), &[], "It rained.\n\nAgain.");
    }

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
