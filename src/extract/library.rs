//! Libraries of programs that save articles for readers: what each entry states, and which files belong to it.
//!
//! The files are saved pages and documents. An export of the library lies beside them: Zotero RDF, JSON of Better BibTeX, Zotero's CSV, CSL-JSON
//! or RIS; Omnivore writes JSON. All become [`LibraryEntry`]s, and what an entry states fills what its file leaves open.

mod entry;
mod rdf;

use serde_json::{Map, Value};

pub use self::entry::{LibraryEntry, Precedence, Reference};
use self::entry::{MAX_ENTRIES, entry, of_record};
use super::export::references;
use super::json::{self, folded};
use super::table::{self, Header, TableKind};

/// An export of a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// Its entries.
    pub entries: Vec<LibraryEntry>,
    /// Whether entries may hold texts, so that the export is read for articles too.
    pub has_texts: bool,
}

/// Reads an export of a library; `None` if a text is none.
pub fn read(text: &str) -> Option<Library> {
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    let library = |entries, has_texts| Some(Library { entries, has_texts });
    match start.as_bytes().first()? {
        b'<' => library(rdf::entries(text)?, false),
        b'{' | b'[' => of_json(text),
        b'T' if start.starts_with("TY  -") => {
            let entries = references(text).take(MAX_ENTRIES);
            let entries = entries.map(|(number, draft, files)| entry(number, draft, files));
            library(entries.collect(), true)
        }
        _ if Header::of(text, None).kind() == TableKind::Library => {
            let rows = table::records(text, MAX_ENTRIES);
            library((1..).zip(rows).map(|(number, row)| of_row(number, &row)).collect(), false)
        }
        _ => None,
    }
}

/// Returns whether a text that begins so may be an export of a library, so that it is worth reading.
pub fn may_be(head: &str) -> bool {
    let start = head.trim_start_matches('\u{feff}').trim_start();
    let has = |key: &str| start.contains(&format!("\"{key}\""));
    match start.as_bytes().first() {
        Some(b'<') => rdf::is_one(start),
        Some(b'{') => has("itemType") || has("translatorID"),
        Some(b'[') => has("id") && has("type") || has("slug") && has("savedAt"),
        Some(b'T') if start.starts_with("TY  -") => true,
        Some(_) => Header::of(head, None).kind() == TableKind::Library,
        None => false,
    }
}

/// Returns what a JSON text that begins so is, if it is a library without texts.
pub fn no_article(head: &str) -> Option<&'static str> {
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    let is_list = head.trim_start_matches('\u{feff}').trim_start().starts_with('[');
    match () {
        () if !is_list && has("translatorID") && has("itemType") => Some("a bibliography"),
        () if is_list && has("slug") && has("savedAt") && has("readingProgress") && !has("content") => Some("links"),
        () => None,
    }
}

fn text<'o>(object: &'o Map<String, Value>, key: &str) -> Option<&'o str> {
    object.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn of_json(text: &str) -> Option<Library> {
    let value: Value = if json::is_too_large(text) { None } else { serde_json::from_str(text).ok() }?;
    let items = match &value {
        Value::Object(object) => object.get("items")?.as_array()?,
        Value::Array(items) => items,
        _ => return None,
    };
    let objects = || (1..).zip(items).filter_map(|(number, item)| Some((number, item.as_object()?))).take(MAX_ENTRIES);
    let all_have =
        |keys: [&str; 2]| objects().next().is_some() && objects().all(|(_, item)| keys.iter().all(|key| item.contains_key(*key)));
    let (entries, has_texts): (Vec<LibraryEntry>, bool) = match () {
        () if value.is_object() && objects().any(|(_, item)| item.contains_key("itemType")) => {
            (objects().map(|(number, item)| of_item(number, item)).collect(), false)
        }
        () if value.is_object() => return None,
        () if all_have(["slug", "savedAt"]) => {
            let file = |item| text_of(item, "slug").map(|slug| format!("content/{slug}.html"));
            (objects().map(|(number, item)| of_record(number, item, file(item).into_iter().collect())).collect(), false)
        }
        // CSL-JSON names no files.
        () if all_have(["id", "type"]) && objects().all(|(_, item)| item.get("author").is_none_or(Value::is_array)) => {
            (objects().map(|(number, item)| of_record(number, item, Vec::new())).collect(), true)
        }
        () => return None,
    };
    Some(Library { entries, has_texts })
}

fn text_of(object: &Map<String, Value>, key: &str) -> Option<String> {
    text(object, key).map(str::to_owned)
}

/// An item as Zotero keeps it, which Better BibTeX exports.
fn of_item(number: u64, item: &Map<String, Value>) -> LibraryEntry {
    let mut record = Map::new();
    for (from, to) in [("title", "title"), ("date", "date"), ("language", "language"), ("section", "section"), ("url", "url")] {
        record.extend(item.get(from).map(|value| (to.to_owned(), value.clone())));
    }
    const PUBLISHERS: [&str; 6] = ["publicationTitle", "websiteTitle", "blogTitle", "programTitle", "publisher", "institution"];
    let publisher = PUBLISHERS.iter().find_map(|key| text(item, key));
    record.extend(publisher.map(|name| ("publisher".to_owned(), name.into())));
    let creators = item.get("creators").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let authors = creators.filter(|creator| text(creator, "creatorType").is_none_or(|kind| kind == "author"));
    record.insert("authors".to_owned(), authors.cloned().map(Value::Object).collect());
    let attachments = item.get("attachments").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let files = attachments.filter_map(|attachment| text_of(attachment, "path").or_else(|| text_of(attachment, "localPath")));
    of_record(number, &record, files.collect())
}

/// A row of Zotero's CSV.
fn of_row(number: u64, row: &Map<String, Value>) -> LibraryEntry {
    let cell = |name: &str| row.iter().find(|(column, _)| folded(column) == name).and_then(|(_, value)| value.as_str());
    let mut record = Map::new();
    for (column, key) in [
        ("title", "title"),
        ("date", "date"),
        ("language", "language"),
        ("section", "section"),
        ("url", "url"),
        ("publicationtitle", "publisher"),
    ] {
        record.extend(cell(column).map(|text| (key.to_owned(), text.into())));
    }
    let authors = cell("author").unwrap_or("").split("; ").filter(|name| !name.trim().is_empty()).map(|name| {
        let (family, given) = name.split_once(", ").unwrap_or((name, ""));
        serde_json::json!({"family": family, "given": given})
    });
    record.insert("authors".to_owned(), authors.collect());
    let files = cell("fileattachments").unwrap_or("").split("; ").map(str::trim).filter(|path| !path.is_empty());
    of_record(number, &record, files.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Draft;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &[&str])]) {
        let library = read(text).unwrap();
        let shown = |entry: &LibraryEntry| {
            let Reference { title, bylines, publisher, published, url, .. } = entry.reference.clone();
            let published = published.map_or(String::new(), |time| time.to_string());
            let parts = [
                title.unwrap_or_default(),
                bylines.join(", "),
                publisher.unwrap_or_default(),
                published,
                url.unwrap_or_default(),
            ];
            (parts.join(" | "), entry.files.clone())
        };
        let shown: Vec<(String, Vec<String>)> = library.entries.iter().map(shown).collect();
        let shown: Vec<(&str, Vec<&str>)> =
            shown.iter().map(|(parts, files)| (parts.as_str(), files.iter().map(String::as_str).collect())).collect();
        let expected: Vec<(&str, Vec<&str>)> = expected.iter().map(|(parts, files)| (*parts, files.to_vec())).collect();
        assert_eq!(shown, expected);
    }

    const RAIN: &str = "Rain on Tarn | Ana Ruiz, Bo Li | The Tarn Post | 2024-05-03 | https://post.example/rain";

    #[test]
    fn items_of_better_bibtex() {
        let text = r#"{"config": {"id": "36a3b0b5", "label": "BetterBibTeX JSON"}, "items": [{"itemType": "newspaperArticle", "title": "Rain on Tarn",
            "creators": [{"creatorType": "author", "firstName": "Ana", "lastName": "Ruiz"}, {"creatorType": "author", "name": "Bo Li"},
            {"creatorType": "editor", "name": "Cy Poe"}], "publicationTitle": "The Tarn Post", "date": "2024-05-03",
            "url": "https://post.example/rain", "attachments": [{"path": "files/12/rain.html", "title": "Snapshot"}]}]}"#;
        check(text, &[(RAIN, &["files/12/rain.html"])]);
    }

    #[test]
    fn rows_of_zotero() {
        let text = "\u{feff}\"Key\",\"Item Type\",\"Author\",\"Title\",\"Publication Title\",\"Url\",\"Date\",\"File Attachments\"\n\
                    \"K\",\"newspaperArticle\",\"Ruiz, Ana; Li, Bo\",\"Rain on Tarn\",\"The Tarn Post\",\"https://post.example/rain\",\"2024-05-03\",\
                    \"/data/a/Zotero/storage/AB12CD34/rain.html; C:\\Zotero\\storage\\XY12CD34\\a.pdf\"\n";
        check(text, &[(RAIN, &["/data/a/Zotero/storage/AB12CD34/rain.html", "C:\\Zotero\\storage\\XY12CD34\\a.pdf"])]);
    }

    #[test]
    fn references_and_lists() {
        let ris = "TY  - NEWS\nTI  - Rain on Tarn\nAU  - Ruiz, Ana\nAU  - Li, Bo\nT2  - The Tarn Post\nDA  - 2024/05/03/\nUR  - https://post.example/rain\n\
                   L1  - files/12/rain.pdf\nL2  - https://post.example/rain\nER  - \n";
        check(ris, &[(RAIN, &["files/12/rain.pdf"])]);
        let csl = r#"[{"id": "a", "type": "article-newspaper", "title": "Rain on Tarn", "container-title": "The Tarn Post", "URL": "https://post.example/rain",
            "author": [{"family": "Ruiz", "given": "Ana"}, {"family": "Li", "given": "Bo"}], "issued": {"date-parts": [["2024", 5, 3]]}}]"#;
        check(csl, &[(RAIN, &[])]);
        let omnivore = r#"[{"id": "a", "slug": "rain-on-tarn", "title": "Rain on Tarn", "description": "", "author": "Ana Ruiz", "url": "https://post.example/rain",
            "state": "Active", "readingProgress": 0, "labels": [], "savedAt": "2024-06-01T00:00:00Z", "updatedAt": "2024-06-02T00:00:00Z",
            "publishedAt": "2024-05-03T08:00:00Z"}]"#;
        check(
            omnivore,
            &[("Rain on Tarn | Ana Ruiz |  | 2024-05-03T08:00:00Z | https://post.example/rain", &["content/rain-on-tarn.html"])],
        );
        assert_eq!(no_article(omnivore), Some("links"));
        for other in
            ["[{\"title\": \"Rain\"}]", "{\"items\": [{\"title\": \"Rain\"}]}", "<rss/>", "It rained.", "title,text\n", ""]
        {
            assert_eq!(read(other), None, "{other}");
            assert_eq!(no_article(other), None, "{other}");
        }
    }

    #[test]
    fn what_counts_depends_on_the_file() {
        let reference =
            Reference { title: Some("Rain".to_owned()), url: Some("https://a.example".to_owned()), ..Reference::default() };
        let own = || Draft { title: Some("Sun".to_owned()), publisher: Some("The Post".to_owned()), ..Draft::default() };
        let (mut page, mut pdf) = (own(), own());
        reference.fill(&mut page, Precedence::File);
        reference.fill(&mut pdf, Precedence::Library);
        assert_eq!((page.title.as_deref(), page.url.as_deref()), (Some("Sun"), Some("https://a.example")));
        assert_eq!((pdf.title.as_deref(), pdf.publisher.as_deref()), (Some("Rain"), Some("The Post")));
    }
}
