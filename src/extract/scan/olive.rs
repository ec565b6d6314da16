//! Olive XML: an issue of a digitised newspaper as a table of contents (`TOC.xml`) and a file for each article.
//!
//! The table names sections, their pages, and on each page the articles, advertisements and pictures in reading order. An article over
//! several pages is several files, each of which names the next one; they are joined. A file alone is an article too.
//!
//! Boxes are at the resolution of the images (`IMAGES_RESOLUTION`), the size of a page at that of its small picture
//! (`PAGE_THUMBNAIL_RESOLUTION`), which the table alone states. So boxes on a page are known for an issue only.

use std::collections::{HashMap, HashSet};

use super::form::root_of;
use super::issue::{add_beside_title, date, in_a_line, with_body};
use super::mets::{NamedFiles, is_title};
use super::olive_entity::{Entity, Kind, Links, Stretch, links, page_size, read};
use super::page::{Body, PageText, Piece};
use crate::article::{Draft, Language, NewsTime, Page, TimeOrigin};
use crate::error::ProblemKind;
use crate::extract::line::{clean, in_one_line};
use crate::extract::xml::events::{Ends, Step, Tag, each_step};
use crate::extract::{Finding, Numbered};

/// The first element of a table of contents, in lower case.
pub(super) const TABLE: &str = "xmd_toc";
/// The first element of the file of an article, in lower case.
pub(super) const ENTITY: &str = "xmd-entity";

/// Maximum number of articles, advertisements and pictures of an issue. A thick paper has some hundred.
const MAX_ENTITIES: usize = 5_000;

/// Maximum length in bytes of what the table states for many articles: the paper, the day, a section.
const MAX_FIELD_BYTES: usize = 1024;

/// Maximum number of ids in a message.
const MAX_SHOWN: usize = 5;

/// The folder with the files of the articles, beside the table, and the archive that may hold them instead.
const FOLDER: &str = "Document";
const ARCHIVE: &str = "Document.zip";

/// Returns the files of articles that a table of contents names.
pub(super) fn named_files(text: &str) -> NamedFiles {
    let mut seen = HashSet::new();
    // What is wrong with it is said when it is read.
    let (table, _) = table(text);
    let pages = table.entries.into_iter().map(|entry| entry.href).filter(|href| seen.insert(href.clone())).collect();
    NamedFiles { pages, others: table.pdfs, has_articles: true, archive: Some(ARCHIVE) }
}

/// Reads the articles of an issue: its table of contents, and the names of the files with their texts. Files that the table does not name
/// are articles behind the others.
///
/// The second part of the result is empty.
pub(super) fn issue(text: &str, texts: &[(String, String)]) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let (table, damage) = table(text);
    let mut findings: Vec<Finding> = damage.into_iter().collect();
    let parts = parts(&table, texts, &mut findings);
    let mut numbered: Vec<Numbered> = Vec::new();
    for chain in chains(&parts) {
        let of_chain: Vec<&Part<'_>> = chain.into_iter().filter_map(|idx| parts.get(idx)).collect();
        if let Some(draft) = article(&of_chain, &table, &mut findings) {
            numbered.push((numbered.len() as u64 + 1, Ok(draft)));
        }
    }
    for finding in findings {
        numbered.push((numbered.len() as u64 + 1, Err(finding)));
    }
    (numbered, Vec::new())
}

/// Reads a file that is alone.
///
/// The second part of the result is empty.
pub(super) fn alone(text: &str) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let part = Part { href: "", text, entry: None, links: Links::default() };
    let mut findings = Vec::new();
    let draft = article(&[&part], &Table::default(), &mut findings);
    if draft.is_none() && findings.is_empty() {
        let (kind, message) = match read(text).0.kind {
            Kind::Article => (ProblemKind::Empty, "the article has no words"),
            Kind::Advertisement => (ProblemKind::NoArticle, "not an article: an advertisement without words"),
            Kind::Picture => (ProblemKind::NoArticle, "not an article: a picture without words"),
        };
        findings.push(Finding { byte: None, kind, message: message.to_owned() });
    }
    let articles = draft.into_iter().map(Ok).chain(findings.into_iter().map(Err));
    ((1..).zip(articles).collect(), Vec::new())
}

/// A table of contents.
#[derive(Debug, Clone, Default)]
struct Table {
    publication: Option<String>,
    language: Option<String>,
    base: Option<String>,
    date: Option<String>,
    /// Points on an inch, of the boxes and of the small pictures of the pages.
    resolution: Option<f64>,
    small_resolution: Option<f64>,
    entries: Vec<Entry>,
    /// The same pages as PDF: the issue, and each page.
    pdfs: Vec<String>,
}

/// A line of the table.
#[derive(Debug, Clone, Default)]
struct Entry {
    href: String,
    kind: Kind,
    links: Links,
    section: Option<String>,
    page_number: Option<u32>,
    page_label: Option<String>,
    page_size: Option<(f64, f64)>,
}

impl Entry {
    /// Returns the name for messages.
    fn name(&self) -> &str {
        self.links.id.as_deref().unwrap_or(&self.href)
    }
}

/// Reads a table of contents, and what was wrong where reading stopped.
fn table(text: &str) -> (Table, Option<Finding>) {
    let mut table = Table::default();
    // What stands around the entries: the section and the page.
    let mut around = Entry::default();
    let damage = each_step(text, Ends::Stated, |step| {
        if let Step::Begin(tag) = step {
            if tag.name() == "Entity" && table.entries.len() >= MAX_ENTITIES {
                return Err((
                    ProblemKind::TooLarge,
                    "the table of contents names more than 5,000 articles; the rest is not read",
                ));
            }
            add_to_table(&tag, &mut table, &mut around);
        }
        Ok(())
    });
    (table, damage)
}

fn add_to_table(tag: &Tag<'_>, table: &mut Table, around: &mut Entry) {
    let name = tag.name();
    if !["Xmd_toc", "Meta", "Link", "Section", "Page", "Entity"].contains(&name.as_str()) {
        return;
    }
    let attributes = tag.attributes();
    let value = |name: &str| {
        let stated = clean(attributes.get(name)?);
        Some(stated[..stated.floor_char_boundary(MAX_FIELD_BYTES)].to_owned()).filter(|stated| !stated.is_empty())
    };
    match name.as_str() {
        "Xmd_toc" => {
            (table.publication, table.language) = (value("publication"), value("language"));
            table.date = value("issue_date");
        }
        "Meta" => {
            table.base = table.base.take().or_else(|| value("base_href"));
            table.resolution = table.resolution.or_else(|| attributes.number("images_resolution"));
            table.small_resolution = table.small_resolution.or_else(|| attributes.number("page_thumbnail_resolution"));
        }
        "Link" if table.pdfs.len() < MAX_ENTITIES => {
            table.pdfs.extend(value("source").filter(|source| source.to_ascii_lowercase().ends_with(".pdf")));
        }
        "Section" => around.section = value("name"),
        "Page" => {
            around.page_number = attributes.get("page_no").and_then(|number| number.parse().ok());
            around.page_label = value("page_label");
            around.page_size = page_size(&attributes);
            if let Some(number) = around.page_number.filter(|_| table.pdfs.len() < MAX_ENTITIES) {
                table.pdfs.push(format!("Res/PDF/Pg{number:04}_s_{number:04}.pdf"));
            }
        }
        "Entity" => {
            // `/1/Ar00100` is the file `Document/1/Ar00100.xml`.
            let Some(href) = attributes.get("href") else { return };
            let href = format!("{FOLDER}/{}.xml", href.trim_start_matches('/'));
            let kind = Kind::of(attributes.get("entity_type"));
            table.entries.push(Entry { href, kind, links: Links::of(&attributes), ..around.clone() });
        }
        _ => {}
    }
}

/// A file of an issue.
#[derive(Debug)]
struct Part<'t> {
    href: &'t str,
    text: &'t str,
    entry: Option<&'t Entry>,
    links: Links,
}

/// Returns the files of an issue in their order: that of the table, and then those that it does not name.
fn parts<'t>(table: &'t Table, texts: &'t [(String, String)], findings: &mut Vec<Finding>) -> Vec<Part<'t>> {
    let of_href: HashMap<&str, &str> = texts.iter().map(|(href, text)| (href.as_str(), text.as_str())).collect();
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut taken: HashSet<&str> = HashSet::new();
    let mut missing: Vec<&str> = Vec::new();
    for entry in &table.entries {
        if !taken.insert(entry.href.as_str()) {
            continue;
        }
        match of_href.get(entry.href.as_str()) {
            Some(text) if root_of(text) == Some(ENTITY) => {
                let own = links(text);
                let links = Links {
                    id: entry.links.id.clone().or(own.id),
                    to: entry.links.to.clone().or(own.to),
                    from: entry.links.from.clone().or(own.from),
                };
                parts.push(Part { href: &entry.href, text, entry: Some(entry), links });
            }
            Some(_) => findings.push(Finding {
                byte: None,
                kind: ProblemKind::Syntax,
                message: format!("{}: not an article of Olive XML", entry.href),
            }),
            // Pictures are often left out.
            None if entry.kind != Kind::Picture => missing.push(entry.name()),
            None => {}
        }
    }
    if !missing.is_empty() {
        let shown = missing.iter().take(MAX_SHOWN).map(|name| in_one_line(name)).collect::<Vec<_>>().join(", ");
        let rest = if missing.len() > MAX_SHOWN { ", …" } else { "" };
        let n = missing.len();
        let message =
            format!("articles that the table of contents names and that are not there, or cannot be read: {n} ({shown}{rest})");
        findings.push(Finding { byte: None, kind: ProblemKind::Empty, message });
    }
    let others = texts.iter().filter(|(href, text)| !taken.contains(href.as_str()) && root_of(text) == Some(ENTITY));
    parts.extend(others.map(|(href, text)| Part { href, text, entry: None, links: links(text) }));
    parts
}

/// Returns the parts of each article by their numbers: a part, and those in which it goes on. Each part is in one article, and the articles
/// are in the order of their first parts.
fn chains(parts: &[Part<'_>]) -> Vec<Vec<usize>> {
    let mut of_id: HashMap<&str, usize> = HashMap::new();
    for (idx, part) in parts.iter().enumerate() {
        if let Some(id) = &part.links.id {
            of_id.entry(id).or_insert(idx);
        }
    }
    let place = |id: &Option<String>| id.as_deref().and_then(|id| of_id.get(id).copied());
    let mut next: Vec<Option<usize>> = parts.iter().map(|part| place(&part.links.to)).collect();
    for (idx, part) in parts.iter().enumerate() {
        if let Some(before) = place(&part.links.from).and_then(|before| next.get_mut(before)) {
            before.get_or_insert(idx);
        }
    }
    let goes_on: HashSet<usize> = next.iter().flatten().copied().collect();
    let mut is_taken = vec![false; parts.len()];
    let mut chains: Vec<Vec<usize>> = Vec::new();
    // At last those that go round in a circle.
    let firsts = (0..parts.len()).filter(|idx| !goes_on.contains(idx)).chain(0..parts.len());
    for first in firsts {
        let mut chain = Vec::new();
        let mut at = Some(first);
        while let Some(idx) = at.filter(|idx| !std::mem::replace(&mut is_taken[*idx], true)) {
            chain.push(idx);
            at = next[idx];
        }
        chains.extend((!chain.is_empty()).then_some(chain));
    }
    chains.sort_by_key(|chain| chain.first().copied());
    chains
}

/// Returns the article of its parts; `None` if it has no words.
fn article(parts: &[&Part<'_>], table: &Table, findings: &mut Vec<Finding>) -> Option<Draft> {
    let mut draft: Option<Draft> = None;
    let mut body = Body::default();
    // A name alone is not a headline that somebody printed.
    let mut has_words = false;
    for part in parts {
        let (mut entity, damage) = read(part.text);
        findings.extend(damage.map(|finding| match part.href {
            "" => finding,
            // Its byte would be one of another file.
            href => Finding { byte: None, message: format!("{href}: {}", finding.message), ..finding },
        }));
        complete(&mut entity, part.entry, table);
        let (width, height) = size(&entity, table);
        let page = PageText { width, height, ..std::mem::take(&mut entity.page) };
        has_words |= !page.words.is_empty();
        let place = Page::new(entity.page_number.unwrap_or(1), entity.page_label.as_deref());
        let piece =
            |stretch: &Stretch| Piece { page: &page, place: &place, words: stretch.words.clone(), goes_on: stretch.goes_on };
        let heading: Vec<Piece<'_>> = entity.heading.iter().map(piece).collect();
        let title = &draft.get_or_insert_with(|| of_entity(&entity, part, &heading)).title;
        add_beside_title(title.as_deref(), &heading, &mut body);
        entity.content.iter().map(piece).for_each(|piece| body.add(&piece));
    }
    draft.filter(|_| has_words).map(|draft| with_body(draft, body))
}

/// Adds what the table of contents states and the file does not.
fn complete(entity: &mut Entity, entry: Option<&Entry>, table: &Table) {
    let fill = |stated: &mut Option<String>, known: &Option<String>| {
        if stated.is_none() {
            stated.clone_from(known);
        }
    };
    fill(&mut entity.publication, &table.publication);
    fill(&mut entity.language, &table.language);
    fill(&mut entity.base, &table.base);
    fill(&mut entity.date, &table.date);
    entity.resolution = entity.resolution.or(table.resolution);
    if let Some(entry) = entry {
        fill(&mut entity.id, &entry.links.id);
        fill(&mut entity.section, &entry.section);
        fill(&mut entity.page_label, &entry.page_label);
        entity.page_number = entity.page_number.or(entry.page_number);
        entity.page_size = entity.page_size.or(entry.page_size);
    }
}

/// Returns the size of the page of a file in the unit of its boxes; zeros if it is not known.
fn size(entity: &Entity, table: &Table) -> (f64, f64) {
    /// What scans of a page may differ by.
    const SLACK: f64 = 1.02;
    let known = entity.page_size.zip(entity.resolution.zip(table.small_resolution));
    let size = known.filter(|(_, (fine, small))| *fine > 0.0 && *small > 0.0);
    let size = size.map(|((width, height), (fine, small))| (width * fine / small, height * fine / small));
    let is_inside = |(width, height): &(f64, f64)| {
        entity.edges.is_none_or(|[_, _, right, bottom]| right <= width * SLACK && bottom <= height * SLACK)
    };
    size.filter(is_inside).unwrap_or_default()
}

/// Returns what the first file of an article states.
fn of_entity(entity: &Entity, part: &Part<'_>, heading: &[Piece<'_>]) -> Draft {
    let kind = part.entry.map_or(entity.kind, |entry| entry.kind);
    let language = entity.language.as_deref();
    Draft {
        record_id: entity.id.clone(),
        title: in_a_line(heading).or_else(|| entity.name.clone().filter(|name| is_title(name))),
        section: match kind {
            Kind::Article => entity.section.clone().filter(|section| !section.eq_ignore_ascii_case("none")),
            Kind::Advertisement => Some("Advertisement".to_owned()),
            Kind::Picture => Some("Picture".to_owned()),
        },
        publisher: entity.publication.clone(),
        published: day(entity.base.as_deref(), entity.date.as_deref()),
        language: language.and_then(|name| Language::from_english_name(name).or_else(|| Language::from_tag(name))),
        ..Draft::default()
    }
}

/// Returns the day of an issue: the one in its path (`TRN/1904/01/17`), else the one stated (`17/01/1904`, the day first).
fn day(base: Option<&str>, stated: Option<&str>) -> Option<NewsTime> {
    let of_path = || {
        let mut parts = base?.trim_end_matches('/').rsplit('/');
        let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
        let is_day = [year, month, day].map(str::len) == [4, 2, 2];
        NewsTime::parse(&format!("{year}-{month}-{day}"), TimeOrigin::Field).filter(|_| is_day)
    };
    of_path().or_else(|| date(stated?))
}
