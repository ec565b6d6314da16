//! EPUB: the chapters of a book or the articles of an edition, in the order in which they are read.
//!
//! The package says which parts are read, and in which order; the list of contents has their headlines, and shows where a part holds
//! several articles. Every word of a chapter is text, so nothing is weighed as on a page of the web, except the bars with links that
//! Calibre adds to each article of a newspaper.

use std::collections::{HashMap, HashSet};

use memchr::memmem;

use super::address::decoded;
use super::date::{self, Customs};
use super::html::events::{Event, events};
use super::line::{clean, fold, without_title};
use super::xml::tree::{Element, parse};
use super::{Finding, byline, html, relationships, text};
use crate::article::{Draft, Language, NewsTime, TimeOrigin};
use crate::error::ProblemKind;

/// Maximum number of chapters.
const MAX_CHAPTERS: usize = 10_000;

/// Maximum length in bytes of the start tag of a bar that Calibre added.
const MAX_TAG_BYTES: usize = 1_000;

/// An entry of the list of contents.
#[derive(Debug)]
struct Entry {
    /// The element of the chapter at which it points; `None` if it is the whole chapter.
    fragment: Option<String>,
    label: String,
}

/// What the package of a book states.
#[derive(Debug, Default)]
pub struct Edition {
    /// The names of the chapters in the archive, in order, each once.
    pub chapters: Vec<String>,
    /// The name of the list of contents.
    pub contents: Option<String>,
    /// The entries for each chapter, by its name, in their order.
    entries: HashMap<String, Vec<Entry>>,
    title: Option<String>,
    publisher: Option<String>,
    /// Whether it is a newspaper that Calibre downloaded.
    is_downloaded: bool,
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

/// Returns the names of the parts that a list of encrypted parts states.
pub fn encrypted(list: &str) -> HashSet<String> {
    let Some(root) = parse(list).0 else { return HashSet::new() };
    root.all("CipherReference").into_iter().filter_map(|part| resolved("", part.attribute("URI")?)).collect()
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
    // What stands beside the text, such as notes, comes last.
    let mut beside = Vec::new();
    for reference in spine.into_iter().flat_map(Element::elements) {
        let item = reference.attribute("idref").and_then(|id| items.get(id));
        let is_read =
            |item: &&&Element| item.attribute("media-type").is_none_or(|kind| kind.contains("html") || kind.contains("dtbook"));
        let Some(chapter) = item.filter(is_read).and_then(|item| name_of(item)) else { continue };
        if !left_out.insert(chapter.clone()) {
            continue;
        }
        if edition.chapters.len() + beside.len() == MAX_CHAPTERS {
            let message = format!("more than {MAX_CHAPTERS} chapters; the others are not read");
            findings.push(Finding { byte: None, kind: ProblemKind::TooLarge, message });
            break;
        }
        let is_beside = reference.attribute("linear") == Some("no");
        if is_beside { beside.push(chapter) } else { edition.chapters.push(chapter) }
    }
    edition.chapters.append(&mut beside);
    // Newer books keep a list of the old form for old programs, often an empty one.
    edition.contents = nav.or(ncx);
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
        let customs = Customs::new(self.language.as_ref().map(Language::code));
        // A newspaper that Calibre downloaded is named in the title, often with its day: `The Post [Fri, 03 May 2024]`. Calibre states
        // itself as a contributor of other books too.
        let is_by = |name: &str| all(name).iter().any(|one| is_calibre(&one.text()));
        let title = self.title.clone().unwrap_or_default();
        let (paper, day) =
            paper_and_day(&title).filter(|_| is_by("contributor") || is_by("creator")).unwrap_or((title.as_str(), ""));
        self.is_downloaded = is_by("publisher") || is_by("creator") || !day.is_empty();
        if self.is_downloaded && self.publisher.is_none() {
            self.publisher = Some(paper.to_owned()).filter(|paper| !paper.is_empty());
        }
        let names: Vec<String> = all("creator").iter().map(|creator| creator.text()).filter(|name| !is_calibre(name)).collect();
        self.bylines = byline::people_stated(names.iter().map(String::as_str), &mut Vec::new());
        // The year 101 stands for no date.
        let dates = all("date").into_iter().filter(|date| !date.text().trim().starts_with("0101-"));
        let (published, other): (Vec<_>, Vec<_>) =
            dates.partition(|date| date.attribute("opf:event").is_none_or(|event| event == "publication"));
        let texts: Vec<String> = published.iter().chain(&other).map(|date| date.text()).collect();
        let stated = date::first(texts.iter().map(|text| (date::of_field(text, TimeOrigin::Field, &customs), text)), findings);
        // The date is when it was downloaded, in UTC; before morning, that is the day before.
        let of_title = date::of_field(day, TimeOrigin::Field, &customs).time;
        let is_same_day = |stated: &NewsTime, of_title: &NewsTime| stated.to_string().get(..10) == of_title.to_string().get(..10);
        self.published = match (stated, of_title) {
            (Some(stated), Some(of_title)) if !is_same_day(&stated, &of_title) => Some(of_title),
            (stated, of_title) => stated.or(of_title),
        };
    }

    /// Reads the list of contents, of either form.
    pub fn read_contents(&mut self, contents: &str) {
        let (Some(root), Some(name)) = (parse(contents).0, self.contents.clone()) else { return };
        let mut left_out = HashSet::new();
        let mut open = vec![&root];
        while let Some(element) = open.pop() {
            match element.name.as_str() {
                "navPoint" => {
                    let target = element.child("content").and_then(|content| content.attribute("src"));
                    self.add_entry(&name, target, &element.child("navLabel").map(Element::text).unwrap_or_default());
                }
                // The numbers of printed pages, and pages such as the cover, are no articles.
                "nav" if element.attribute("epub:type").is_some_and(|kind| kind != "toc") => {
                    let is_aside = |link: &&&Element| matches!(link.attribute("epub:type"), Some("toc" | "cover"));
                    let links = element.all("a");
                    left_out.extend(links.iter().filter(is_aside).filter_map(|link| resolved(&name, link.attribute("href")?)));
                    continue;
                }
                "a" => self.add_entry(&name, element.attribute("href"), &element.text()),
                _ => {}
            }
            let children: Vec<&Element> = element.elements().collect();
            open.extend(children.into_iter().rev());
        }
        self.chapters.retain(|chapter| !left_out.contains(chapter));
    }

    fn add_entry(&mut self, contents: &str, target: Option<&str>, label: &str) {
        let label = clean(label);
        let Some(target) = target.filter(|_| !label.is_empty()) else { return };
        let fragment = target.split_once('#').map(|(_, fragment)| decoded(fragment)).filter(|fragment| !fragment.is_empty());
        if let Some(chapter) = resolved(contents, target) {
            self.entries.entry(chapter).or_default().push(Entry { fragment, label });
        }
    }

    /// Returns whether a chapter continues another: Calibre cuts long ones in `page_split_000.html`, `page_split_001.html`.
    pub fn continues(&self, chapter: &str, before: &str) -> bool {
        let stem = |name: &str| name.split_once("_split_").map(|(stem, _)| stem.to_owned());
        !self.entries.contains_key(chapter) && stem(chapter).is_some_and(|of_chapter| stem(before) == Some(of_chapter))
    }

    /// Reads the articles of a chapter: one, or one for each entry of the list of contents that points into it. A chapter without text, or
    /// that is only a list of others, has none.
    pub fn articles(&self, name: &str, page: &str) -> Vec<(Draft, Vec<Finding>)> {
        // The lists of articles and of sections that Calibre adds.
        const LISTS: [&str; 3] = ["calibre_feed_list", "calibre_article_list", "calibre_feed_title"];
        if LISTS.iter().any(|class| memmem::find(page.as_bytes(), class.as_bytes()).is_some()) {
            return Vec::new();
        }
        let (page, source) = without_bars(page);
        if self.is_downloaded && is_list(&page) {
            return Vec::new();
        }
        let entries = self.entries.get(name).map_or(&[][..], Vec::as_slice);
        let cuts = if entries.len() > 1 { places(&page, entries) } else { Vec::new() };
        if cuts.is_empty() {
            let label = entries.first().map(|entry| entry.label.clone());
            return self.article(name.to_owned(), &page, label, source).into_iter().collect();
        }
        let of_whole = entries.iter().find(|entry| entry.fragment.is_none()).map(|entry| entry.label.clone());
        let front = self.article(name.to_owned(), &page[..cuts[0].0], of_whole, None);
        let ends = cuts.iter().skip(1).map(|(byte, _)| *byte).chain([page.len()]);
        let parts = cuts.iter().zip(ends).filter_map(|((begins, entry), ends)| {
            let id = format!("{name}#{}", entry.fragment.as_deref().unwrap_or_default());
            self.article(id, &page[*begins..ends], Some(entry.label.clone()), None)
        });
        // A heading above the first article is no article.
        let is_heading = |draft: &Draft| draft.title.as_deref().is_some_and(|title| fold(title) == fold(&draft.body));
        front.filter(|(draft, _)| !is_heading(draft)).into_iter().chain(parts).collect()
    }

    /// Reads an article of a page. `None` if it has no text.
    fn article(&self, id: String, page: &str, label: Option<String>, source: Option<String>) -> Option<(Draft, Vec<Finding>)> {
        let body = html::text_of_piece(page);
        if body.trim().is_empty() {
            return None;
        }
        let (of_page, mut findings) = html::extract(page);
        findings.retain(|finding| finding.kind != ProblemKind::NoArticle);
        // Books often give all their pages their own title.
        let of_book = [self.title.as_deref(), self.publisher.as_deref()];
        let is_own = |title: &String| of_book.iter().flatten().all(|of_book| fold(of_book) != fold(title));
        let title = label.or(of_page.title.filter(is_own));
        let mut body = without_title(body, title.as_deref());
        let mut draft = Draft::default();
        // A byline and a date, as below the headline of a plain text.
        while let Some((_, rest)) = body.split_once("\n\n").filter(|(line, _)| text::is_credit(line, &mut draft)) {
            body = rest.to_owned();
        }
        let bylines = [draft.bylines, of_page.bylines, self.bylines.clone()].into_iter().find(|people| !people.is_empty());
        let draft = Draft {
            record_id: Some(id),
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

/// Returns whether nearly all of a page is links: a list of sections or of articles.
fn is_list(page: &str) -> bool {
    let (mut n_linked, mut n_all, mut n_links, mut is_in_link) = (0, 0, 0, false);
    for event in events(page) {
        match event {
            Event::Start(tag) if tag.name.is("a") => {
                is_in_link = true;
                n_links += 1;
            }
            Event::End(name) if name.is("a") => is_in_link = false,
            Event::Text(text) => {
                let n_letters = text.chars().filter(|c| c.is_alphanumeric()).count();
                n_all += n_letters;
                n_linked += if is_in_link { n_letters } else { 0 };
            }
            _ => {}
        }
    }
    n_links >= 2 && n_linked * 4 >= n_all * 3
}

/// Returns the name and the day in the title of a downloaded newspaper.
fn paper_and_day(title: &str) -> Option<(&str, &str)> {
    let (paper, day) = title.strip_suffix(']')?.rsplit_once('[')?;
    Some((paper.trim(), day.trim()))
}

/// Returns the places of the elements in a page at which entries point, in the order of the page.
fn places<'e>(page: &str, entries: &'e [Entry]) -> Vec<(usize, &'e Entry)> {
    let mut wanted: HashMap<&str, &Entry> =
        entries.iter().rev().filter_map(|entry| Some((entry.fragment.as_deref()?, entry))).collect();
    let mut places: Vec<(usize, &Entry)> = Vec::new();
    for at in memmem::find_iter(page.as_bytes(), b"=") {
        let before = page[..at].trim_end();
        let is_id = [" id", "\nid", "\tid", " name", "\nname", "\txml:id", " xml:id"].iter().any(|name| before.ends_with(name));
        if !is_id || wanted.is_empty() {
            continue;
        }
        let value = page[at + 1..].trim_start();
        let Some(quote) = value.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { continue };
        let Some((id, _)) = value[1..].split_once(quote).filter(|(id, _)| id.len() <= MAX_TAG_BYTES) else { continue };
        let Some(entry) = wanted.remove(id) else { continue };
        let near = page.floor_char_boundary(at.saturating_sub(MAX_TAG_BYTES));
        let Some(begins) = page[near..at].rfind('<').map(|begins| near + begins) else { continue };
        if places.last().is_none_or(|(last, _)| *last < begins) {
            places.push((begins, entry));
        }
    }
    places
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
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(relationships::resolved(&decoded(path), folder))
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
        assert_eq!((edition.chapters.join(" "), findings), ("b.html OPS/a one.xhtml OPS/x.xhtml".to_owned(), Vec::new()));
        assert_eq!((edition.contents.as_deref(), edition.publisher.as_deref()), (Some("OPS/nav.xhtml"), Some("The Post")));
        assert_eq!(edition.published.unwrap().to_string(), "2024-05-03T06:00:00Z");
        assert_eq!(edition.bylines, [""; 0]);
    }

    #[test]
    fn a_chapter_has_its_headline_from_the_contents() {
        let (mut edition, _) = edition(PACKAGE, "OPS/book.opf");
        edition.read_contents(
            "<ncx><navMap><navPoint><navLabel><text>Rain &amp; wind</text></navLabel><content src='../b.html#x'/></navPoint></navMap></ncx>",
        );
        let page = "<html><head><title>The Post</title></head><body><div class='calibre_navbar'>| <a href='../c.html'>Next</a></div>\
                    <h2>Rain &amp; wind</h2><p>It rained.</p><div class=\"calibre_navbar1\"><div>This article was downloaded by \
                    <b>calibre</b> from <a href=\"https://post.example/rain?a=1&amp;b=2\">x</a></div></div></body></html>";
        let (draft, findings) = edition.articles("b.html", page).swap_remove(0);
        assert_eq!((draft.title.as_deref(), draft.body.as_str(), findings), (Some("Rain & wind"), "It rained.", Vec::new()));
        assert_eq!(draft.url.as_deref(), Some("https://post.example/rain?a=1&b=2"));
        assert_eq!((draft.publisher.as_deref(), draft.record_id.as_deref()), (Some("The Post"), Some("b.html")));
    }

    #[test]
    fn entries_that_point_into_a_chapter_are_articles() {
        let (mut edition, _) = edition(PACKAGE, "OPS/book.opf");
        edition.read_contents(
            "<html><body><nav epub:type='toc'><ol><li><a href='../b.html'>Local</a><ol><li><a href='../b.html#x'>Rain</a></li>\
             <li><a href='../b.html#y'>Sun</a></li><li><a href='../b.html#none'>None</a></li></ol></li></ol></nav>\
             <nav epub:type='page-list'><ol><li><a href='../b.html#p1'>1</a></li></ol></nav></body></html>",
        );
        let page = "<html><body><h1>Local</h1><section id='x'><h2>Rain</h2><p>It rained.</p></section><h2><a id=\"y\"></a>Sun</h2>\
                    <p>It <span id='p1'></span>shone.</p></body></html>";
        let articles = edition
            .articles("b.html", page)
            .into_iter()
            .map(|(draft, _)| (draft.record_id.unwrap(), draft.title.unwrap(), draft.body));
        let expected = [("b.html#x", "Rain", "It rained."), ("b.html#y", "Sun", "It shone.")];
        assert_eq!(
            articles.collect::<Vec<_>>(),
            expected.map(|(id, title, body)| (id.to_owned(), title.to_owned(), body.to_owned()))
        );
    }

    #[test]
    fn the_day_of_an_edition_is_that_of_its_title() {
        let package = PACKAGE.replace("2024-05-03T06:00:00+00:00", "2024-05-02T22:00:00+00:00");
        assert_eq!(edition(&package, "OPS/book.opf").0.published.unwrap().to_string(), "2024-05-03");
    }

    #[test]
    fn parts_of_a_chapter_continue_it() {
        let edition = Edition::default();
        assert!(edition.continues("a_split_001.html", "a_split_000.html"));
        assert!(!edition.continues("b_split_000.html", "a_split_000.html") && !edition.continues("a.html", "a.html"));
    }

    #[test]
    fn pages_without_text_are_no_chapters() {
        let edition = Edition::default();
        assert!(edition.articles("a", "<html><body><img src='cover.jpg' alt='Cover'/></body></html>").is_empty());
        assert!(edition.articles("a", "<ul class='calibre_article_list'><li>Rain</li></ul>").is_empty());
        assert!(is_list("<p>2024</p><ul><li><a href='a'>Rain falls</a></li><li><a href='b'>Sun shines</a></li></ul>"));
        assert!(!is_list("<p>It rained on <a href='a'>Tarn</a> and <a href='b'>Wold</a> again.</p>"));
    }

    #[test]
    fn bars_that_do_not_end_take_linear_time() {
        let page = "<div class='calibre_navbar'>".repeat(200_000);
        assert_eq!(without_bars(&page).0, page);
        assert_eq!(without_bars("<div><div>a</div></div>").0, "<div><div>a</div></div>");
    }
}
