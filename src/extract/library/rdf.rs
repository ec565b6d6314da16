//! Zotero RDF. An item links to its attachments, which stand beside it, and names the paper that it is a part of inside it or beside it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::entry::{LibraryEntry, MAX_ENTRIES, of_record};
use crate::extract::xml::tree::{Element, parse};

/// Maximum number of parts around an item: its section, its paper.
const MAX_PARTS: usize = 4;

/// Returns whether a text is Zotero RDF, by its first element.
pub(super) fn is_one(text: &str) -> bool {
    const HEAD_BYTES: usize = 2048;
    text[..text.floor_char_boundary(HEAD_BYTES)].contains("http://www.zotero.org/namespaces/export#")
}

/// Returns the items of an export that have files; `None` if a text is no Zotero RDF. A damaged one is read to its damage.
pub(super) fn entries(text: &str) -> Option<Vec<LibraryEntry>> {
    if !is_one(text) {
        return None;
    }
    let root = parse(text).0?;
    let about: HashMap<&str, &Element> =
        root.elements().filter_map(|element| Some((element.attribute("rdf:about")?, element))).collect();
    let is_item = |element: &&Element| !["Attachment", "Memo", "Collection"].contains(&element.name.as_str());
    let items = root.elements().filter(is_item).take(MAX_ENTRIES);
    Some((1..).zip(items).map(|(number, item)| of_element(number, item, &about)).collect())
}

fn of_element(number: u64, item: &Element, about: &HashMap<&str, &Element>) -> LibraryEntry {
    let text = |element: &Element, name: &str| {
        element.child(name).map(|child| child.text().trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut record = Map::new();
    for (name, key) in [("title", "title"), ("date", "date"), ("language", "language")] {
        record.extend(text(item, name).map(|value| (key.to_owned(), Value::String(value))));
    }
    let mut part = item;
    for _ in 0..MAX_PARTS {
        let Some(link) = part.child("isPartOf") else { break };
        let beside = link.attribute("rdf:resource").and_then(|name| about.get(name).copied());
        let Some(inner) = beside.or_else(|| link.elements().next()) else { break };
        let key = if inner.name == "Part" { "section" } else { "publisher" };
        if let Some(title) = text(inner, "title").filter(|_| !record.contains_key(key) && inner.name != "Series") {
            record.insert(key.to_owned(), title.into());
        }
        part = inner;
    }
    let people = item.child("authors").map(|authors| authors.all("Person")).unwrap_or_default();
    let authors = people.iter().map(|person| {
        let name = |name: &str| text(person, name).unwrap_or_default();
        // The name of the element changed.
        let given = Some(name("givenName")).filter(|name| !name.is_empty()).unwrap_or_else(|| name("givenname"));
        serde_json::json!({"family": name("surname"), "given": given})
    });
    record.insert("authors".to_owned(), authors.collect());
    let uri = item.elements().filter(|child| child.name == "identifier").find_map(|child| child.descend(&["URI", "value"]));
    let url = uri.map(|uri| uri.text().trim().to_owned()).or_else(|| item.attribute("rdf:about").map(str::to_owned));
    record.extend(url.filter(|url| url.starts_with("http")).map(|url| ("url".to_owned(), url.into())));
    let links = item.elements().filter(|child| child.name == "link").filter_map(|link| link.attribute("rdf:resource"));
    let files = links.filter_map(|name| about.get(name)).filter_map(|attachment| path(attachment));
    of_record(number, &record, files.collect())
}

/// Returns the path of an attachment, which was an element of another name before 2022.
fn path(attachment: &Element) -> Option<String> {
    let is_path = |child: &&Element| matches!(child.name.as_str(), "path" | "resource");
    attachment.elements().filter(is_path).find_map(|child| child.attribute("rdf:resource").map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_its_paper_and_its_files() {
        for (path, people, paper) in [
            (
                "z:path",
                "givenName",
                "<dcterms:isPartOf><bib:Newspaper><dc:title>The Tarn Post</dc:title></bib:Newspaper></dcterms:isPartOf>",
            ),
            ("rdf:resource", "givenname", "<dcterms:isPartOf rdf:resource=\"urn:issn:1\"/>"),
        ] {
            let text = format!(
                "<rdf:RDF xmlns:z=\"http://www.zotero.org/namespaces/export#\"><bib:Article rdf:about=\"https://post.example/rain\">\
                 <z:itemType>newspaperArticle</z:itemType><dcterms:isPartOf><bib:Part>{paper}<dc:title>Weather</dc:title></bib:Part></dcterms:isPartOf>\
                 <bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Ruiz</foaf:surname><foaf:{people}>Ana</foaf:{people}></foaf:Person>\
                 </rdf:li></rdf:Seq></bib:authors><link:link rdf:resource=\"#item_12\"/><dc:title>Rain on Tarn</dc:title><dc:date>May 3, 2024</dc:date>\
                 <dcterms:isReferencedBy rdf:resource=\"#item_13\"/></bib:Article>\
                 <bib:Memo rdf:about=\"#item_13\"><rdf:value>My note.</rdf:value></bib:Memo>\
                 <z:Attachment rdf:about=\"#item_12\"><{path} rdf:resource=\"files/12/rain &amp; sun.html\"/><dc:title>Snapshot</dc:title></z:Attachment>\
                 <bib:Newspaper rdf:about=\"urn:issn:1\"><dc:title>The Tarn Post</dc:title></bib:Newspaper></rdf:RDF>"
            );
            let found = entries(&text).unwrap();
            let reference = &found[0].reference;
            assert_eq!(found[0].files, ["files/12/rain & sun.html"]);
            assert_eq!((reference.title(), reference.bylines.as_slice()), (Some("Rain on Tarn"), &["Ana Ruiz".to_owned()][..]));
            assert_eq!((reference.publisher.as_deref(), reference.section.as_deref()), (Some("The Tarn Post"), Some("Weather")));
            assert_eq!(reference.published.map(|time| time.to_string()).as_deref(), Some("2024-05-03"));
            assert_eq!(reference.url.as_deref(), Some("https://post.example/rain"));
        }
        assert_eq!(entries("<rdf:RDF/>"), None);
    }
}
