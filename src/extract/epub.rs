//! EPUB: the chapters of a book or the articles of an edition, in the order in which they are read.
//!
//! The package says which parts are read, and in which order; the list of contents has their headlines. Every word of a chapter is
//! text, so nothing is weighed as on a page of the web, except the bars with links that Calibre adds to each article of a newspaper.

use std::collections::{HashMap, HashSet};

use memchr::memmem;

use super::date::{self, Customs};
use super::line::{clean, fold, without_title};
use super::xml::tree::{Element, parse};
use super::{Finding, byline, html, text};
use crate::article::{Draft, Language, NewsTime, TimeOrigin};
use crate::error::ProblemKind;

/// Maximum number of chapters.
const MAX_CHAPTERS: usize = 10_000;

/// Maximum length in bytes of the start tag of a bar that Calibre added.
const MAX_TAG_BYTES: usize = 1_000;

/// What the package of a book states.
#[derive(Debug, Default)]
pub struct Edition {
    /// The names of the chapters in the archive, in order, each once.
    pub chapters: Vec<String>,
    /// The name of the list of contents.
    pub contents: Option<String>,
    /// The headlines of chapters, by their names.
    labels: HashMap<String, String>,
    title: Option<String>,
    publisher: Option<String>,
    bylines: Vec<String>,
    published: Option<NewsTime>,
    language: Option<Language>,
}

/// Returns the name of the package that a container states first.
pub fn package_name(container: &str) -> Option<String> {
    let root = parse(container).0?;
    let name = root.all("rootfile").into_iter().find_map(|file| file.attribute("full-path"));
    name.map(str::to_owned)
}

/// Reads a package. `name` is its own name, relative to which it names its parts.
pub fn edition(package: &str, name: &str) -> (Edition, Vec<Finding>) {
    let (root, damage) = parse(package);
    let mut findings: Vec<Finding> = damage.into_iter().collect();
    let mut edition = Edition::default();
    let Some(root) = root else { return (edition, findings) };
    if let Some(metadata) = root.child("metadata") {
        edition.describe(metadata, &mut findings);
    }
    let items: HashMap<&str, &Element> = root
        .child("manifest")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|item| Some((item.attribute("id")?, item)))
        .collect();
    let has_property =
        |item: &Element, name: &str| item.attribute("properties").is_some_and(|all| all.split(' ').any(|one| one == name));
    let name_of = |item: &Element| resolved(name, item.attribute("href")?);
    let spine = root.child("spine");
    let ncx = spine.and_then(|spine| items.get(spine.attribute("toc")?)).and_then(|item| name_of(item));
    let nav =
        root.child("manifest").into_iter().flat_map(Element::elements).find(|item| has_property(item, "nav")).and_then(name_of);
    // Pages that older books name as their cover and their contents.
    let is_guide = |kind: &str| matches!(kind, "toc" | "cover");
    let references = root.child("guide").into_iter().flat_map(Element::elements);
    let mut left_out: HashSet<String> =
        references.filter(|one| one.attribute("type").is_some_and(is_guide)).filter_map(name_of).collect();
    left_out.extend(nav.clone());
    for reference in spine.into_iter().flat_map(Element::elements) {
        let item = reference.attribute("idref").and_then(|id| items.get(id));
        let is_read = |item: &&&Element| {
            reference.attribute("linear") != Some("no")
                && item.attribute("media-type").is_none_or(|kind| kind.contains("html") || kind.contains("dtbook"))
        };
        let Some(chapter) = item.filter(is_read).and_then(|item| name_of(item)) else { continue };
        if !left_out.insert(chapter.clone()) {
            continue;
        }
        if edition.chapters.len() == MAX_CHAPTERS {
            let message = format!("more than {MAX_CHAPTERS} chapters; the others are not read");
            findings.push(Finding { byte: None, kind: ProblemKind::TooLarge, message });
            break;
        }
        edition.chapters.push(chapter);
    }
    edition.contents = ncx.or(nav);
    (edition, findings)
}

impl Edition {
    fn describe(&mut self, metadata: &Element, findings: &mut Vec<Finding>) {
        let all = |name: &str| -> Vec<&Element> { metadata.all(name) };
        let first = |name: &str| all(name).first().map(|element| clean(&element.text())).filter(|text| !text.is_empty());
        let is_calibre = |text: &str| fold(text).starts_with("calibre");
        self.title = first("title");
        self.language = first("language").and_then(|tag| Language::from_tag(&tag));
        self.publisher = first("publisher").filter(|name| !is_calibre(name));
        // A newspaper that Calibre downloaded is named in the title: `The Post [Fri, 03 May 2024]`.
        if first("publisher").is_some() && self.publisher.is_none() {
            self.publisher = self.title.as_deref().map(|title| title.split(" [").next().unwrap_or(title).trim().to_owned());
        }
        let names: Vec<String> = all("creator").iter().map(|creator| creator.text()).filter(|name| !is_calibre(name)).collect();
        self.bylines = byline::people_stated(names.iter().map(String::as_str), &mut Vec::new());
        let customs = Customs::new(self.language.as_ref().map(Language::code));
        // The year 101 stands for no date.
        let dates = all("date").into_iter().filter(|date| !date.text().trim().starts_with("0101-"));
        let (published, other): (Vec<_>, Vec<_>) =
            dates.partition(|date| date.attribute("opf:event").is_none_or(|event| event == "publication"));
        let texts: Vec<String> = published.iter().chain(&other).map(|date| date.text()).collect();
        self.published =
            date::first(texts.iter().map(|text| (date::of_field(text, TimeOrigin::Field, &customs), text)), findings);
    }

    /// Reads the headlines in the list of contents, of either form.
    pub fn read_contents(&mut self, contents: &str) {
        let (Some(root), Some(name)) = (parse(contents).0, self.contents.clone()) else { return };
        let mut label = |target: Option<&str>, text: String| {
            let text = clean(&text);
            if let Some(chapter) = target.and_then(|target| resolved(&name, target)).filter(|_| !text.is_empty()) {
                // A chapter's first entry is its own, further ones are of its parts.
                self.labels.entry(chapter).or_insert(text);
            }
        };
        let mut open = vec![&root];
        while let Some(element) = open.pop() {
            match element.name.as_str() {
                "navPoint" => {
                    let target = element.child("content").and_then(|content| content.attribute("src"));
                    label(target, element.child("navLabel").map(Element::text).unwrap_or_default());
                }
                "a" => label(element.attribute("href"), element.text()),
                _ => {}
            }
            let children: Vec<&Element> = element.elements().collect();
            open.extend(children.into_iter().rev());
        }
    }

    /// Reads a chapter. `None` if it has no text, or is only a list of others.
    pub fn chapter(&self, name: &str, page: &str) -> Option<(Draft, Vec<Finding>)> {
        // The lists of articles and of sections that Calibre adds.
        if ["calibre_feed_list", "calibre_article_list"]
            .iter()
            .any(|class| memmem::find(page.as_bytes(), class.as_bytes()).is_some())
        {
            return None;
        }
        let (page, source) = without_bars(page);
        let body = html::text_of_piece(&page);
        if body.trim().is_empty() {
            return None;
        }
        let (of_page, mut findings) = html::extract(&page);
        findings.retain(|finding| finding.kind != ProblemKind::NoArticle);
        // Books often give all their pages their own title.
        let is_own = |title: &String| self.title.as_deref().is_none_or(|of_book| fold(of_book) != fold(title));
        let title = self.labels.get(name).cloned().or(of_page.title.filter(is_own));
        let mut body = without_title(body, title.as_deref());
        let mut draft = Draft::default();
        // A byline and a date, as below the headline of a plain text.
        while let Some((_, rest)) = body.split_once("\n\n").filter(|(line, _)| text::is_credit(line, &mut draft)) {
            body = rest.to_owned();
        }
        let bylines = [draft.bylines, of_page.bylines, self.bylines.clone()].into_iter().find(|people| !people.is_empty());
        let draft = Draft {
            record_id: Some(name.to_owned()),
            title,
            body,
            bylines: bylines.unwrap_or_default(),
            publisher: of_page.publisher.or_else(|| self.publisher.clone()),
            section: of_page.section,
            language: of_page.language.or_else(|| self.language.clone()),
            published: draft.published.or(of_page.published).or(self.published),
            modified: of_page.modified,
            url: of_page.url.or(source),
            ..Draft::default()
        };
        Some((draft, findings))
    }
}

/// Returns a page without the bars that Calibre adds, and the address of the article that they state.
fn without_bars(page: &str) -> (String, Option<String>) {
    const CLASS: &str = "calibre_navbar";
    let mut kept = String::with_capacity(page.len());
    let mut source = None;
    let mut rest = page;
    while let Some(start) = memmem::find(rest.as_bytes(), b"<div") {
        // Looking further would take time quadratic in the length of the page.
        let near = &rest[start..rest.floor_char_boundary(start + MAX_TAG_BYTES)];
        let tag = near.split_once('>').map_or("", |(tag, _)| tag);
        if !tag.contains(CLASS) {
            kept.push_str(&rest[..start + 4]);
            rest = &rest[start + 4..];
            continue;
        }
        // A bar that does not end is the page.
        let Some(len) = len_of_div(&rest[start..]) else { break };
        let bar = &rest[start..start + len];
        if bar.contains("downloaded") {
            let link = bar.rsplit("href=\"").next().and_then(|rest| rest.split('"').next());
            source = source.or(link.filter(|link| link.starts_with("http")).map(clean));
        }
        kept.push_str(&rest[..start]);
        rest = &rest[start + len..];
    }
    kept.push_str(rest);
    (kept, source)
}

/// Returns the length of the element with which `html` begins, with its end tag.
fn len_of_div(html: &str) -> Option<usize> {
    let mut n_open = 0;
    for at in memmem::find_iter(html.as_bytes(), b"div") {
        if html[..at].ends_with('<') {
            n_open += 1;
        } else if html[..at].ends_with("</") {
            n_open -= 1;
            if n_open == 0 {
                return Some(at + html[at..].find('>')? + 1);
            }
        }
    }
    None
}

/// Returns the name of a part in the archive that another part, `base`, names by an address.
fn resolved(base: &str, address: &str) -> Option<String> {
    let path = address.split(['#', '?']).next().filter(|path| !path.is_empty() && !path.contains("://"))?;
    let path = decoded(path);
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = if path.starts_with('/') { path } else { format!("{folder}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns an address without its `%20`.
fn decoded(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let code = (*first == b'%').then(|| std::str::from_utf8(after.get(..2)?).ok()).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: &str = "<package><metadata xmlns:dc='d' xmlns:opf='o'><dc:title>The Post [Fri, 03 May 2024]</dc:title>\
        <dc:publisher>calibre</dc:publisher><dc:creator>calibre</dc:creator><dc:language>en</dc:language>\
        <dc:date opf:event='modification'>2025-01-01</dc:date><dc:date>2024-05-03T06:00:00+00:00</dc:date></metadata>\
        <manifest><item id='a' href='a%20one.xhtml' media-type='application/xhtml+xml'/><item id='b' href='../b.html' media-type='text/html'/>\
        <item id='n' href='nav.xhtml' properties='nav' media-type='application/xhtml+xml'/><item id='t' href='toc.ncx'/>\
        <item id='p' href='p.jpg' media-type='image/jpeg'/><item id='x' href='x.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine toc='t'><itemref idref='n'/><itemref idref='b'/><itemref idref='a'/><itemref idref='a'/><itemref idref='p'/>\
        <itemref idref='x' linear='no'/><itemref idref='none'/></spine></package>";

    #[test]
    fn chapters_stand_in_the_order_of_the_spine() {
        let (edition, findings) = edition(PACKAGE, "OPS/book.opf");
        assert_eq!((edition.chapters.join(" "), findings), ("b.html OPS/a one.xhtml".to_owned(), Vec::new()));
        assert_eq!((edition.contents.as_deref(), edition.publisher.as_deref()), (Some("OPS/toc.ncx"), Some("The Post")));
        assert_eq!(edition.published.unwrap().to_string(), "2024-05-03T06:00:00Z");
        assert_eq!(edition.bylines, [""; 0]);
    }

    #[test]
    fn a_chapter_has_its_headline_from_the_contents() {
        let (mut edition, _) = edition(PACKAGE, "OPS/book.opf");
        edition.read_contents(
            "<ncx><navMap><navPoint><navLabel><text>Rain &amp; wind</text></navLabel><content src='../b.html#x'/>\
             <navPoint><navLabel><text>Later</text></navLabel><content src='../b.html#y'/></navPoint></navPoint></navMap></ncx>",
        );
        let page = "<html><head><title>The Post</title></head><body><div class='calibre_navbar'>| <a href='../c.html'>Next</a></div>\
                    <h2>Rain &amp; wind</h2><p>It rained.</p><div class=\"calibre_navbar1\"><div>This article was downloaded by \
                    <b>calibre</b> from <a href=\"https://post.example/rain?a=1&amp;b=2\">x</a></div></div></body></html>";
        let (draft, findings) = edition.chapter("b.html", page).unwrap();
        assert_eq!((draft.title.as_deref(), draft.body.as_str(), findings), (Some("Rain & wind"), "It rained.", Vec::new()));
        assert_eq!(draft.url.as_deref(), Some("https://post.example/rain?a=1&b=2"));
        assert_eq!((draft.publisher.as_deref(), draft.record_id.as_deref()), (Some("The Post"), Some("b.html")));
    }

    #[test]
    fn pages_without_text_are_no_chapters() {
        let edition = Edition::default();
        assert!(edition.chapter("a", "<html><body><img src='cover.jpg' alt='Cover'/></body></html>").is_none());
        assert!(edition.chapter("a", "<ul class='calibre_article_list'><li>Rain</li></ul>").is_none());
    }

    #[test]
    fn bars_that_do_not_end_take_linear_time() {
        let page = "<div class='calibre_navbar'>".repeat(200_000);
        assert_eq!(without_bars(&page).0, page);
        assert_eq!(without_bars("<div><div>a</div></div>").0, "<div><div>a</div></div>");
    }
}
