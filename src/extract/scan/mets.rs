//! METS: the structure of a newspaper issue, and what its descriptions (MODS, Dublin Core) say of the issue and its articles.
//!
//! The logical map names the articles; each points to areas of the pages by the ids of their blocks or words, itself or by links to
//! the physical map. The physical map gives the order of the pages, and what they call themselves.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::extract::line::in_one_line;
use crate::extract::xml::events::{Ends, Step, each_step};
use crate::extract::xml::tree::Element;

/// Maximum number of files of an issue that are read. Issues have up to some hundred pages.
const MAX_FILES: usize = 5_000;

/// Maximum number of areas of all articles of an issue; a daily paper has some thousand.
const MAX_AREAS: usize = 300_000;

/// The files with text that a METS names, or the table of contents of Olive XML, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedFiles {
    /// One for each page; in Olive XML, one for each article.
    pub pages: Vec<String>,
    /// Other readings of the same pages.
    pub others: Vec<String>,
    /// Whether it says which parts of the pages are articles.
    pub has_articles: bool,
    /// The archive that may hold the pages instead of their folder.
    pub archive: Option<&'static str>,
}

/// Returns the files with text that a METS names. Reads what is there of a damaged one.
pub(super) fn named_files(text: &str) -> NamedFiles {
    let mut files: Vec<NamedFile> = Vec::new();
    let mut has_articles = false;
    let mut referred: HashSet<String> = HashSet::new();
    let (mut group, mut use_of_group, mut file_id) = (0, String::new(), String::new());
    // What is wrong with it is said when it is read.
    let _ = each_step(text, Ends::Optional, |step| {
        let Step::Begin(tag) = step else { return Ok(()) };
        let name = tag.name();
        if !["fileGrp", "file", "FLocat", "area", "div"].contains(&name.as_str()) {
            return Ok(());
        }
        let attributes = tag.attributes();
        let value = |name: &str| attributes.get(name).map(str::to_owned);
        match name.as_str() {
            "fileGrp" => {
                group += 1;
                use_of_group = [value("use"), value("id")].into_iter().flatten().collect::<Vec<_>>().join(" ");
            }
            "file" => file_id = value("id").unwrap_or_default(),
            "FLocat" if files.len() < MAX_FILES => {
                let href = value("href").unwrap_or_default();
                if may_be_page(&href) {
                    files.push(NamedFile { id: file_id.clone(), href, group, rank: rank(&use_of_group) });
                }
            }
            "area" if value("begin").is_some() && referred.len() < MAX_FILES => referred.extend(value("fileid")),
            "div" if !has_articles => has_articles = value("type").is_some_and(|kind| Kind::of(&kind) == Kind::Unit),
            _ => {}
        }
        Ok(())
    });
    let of_areas: HashSet<usize> = files.iter().filter(|file| referred.contains(&file.id)).map(|file| file.group).collect();
    let best = files.iter().map(|file| (file.rank, file.group)).max().map(|(_, group)| group);
    let is_page = |file: &NamedFile| if of_areas.is_empty() { Some(file.group) == best } else { of_areas.contains(&file.group) };
    let (pages, others): (Vec<NamedFile>, Vec<NamedFile>) = files.into_iter().partition(is_page);
    let hrefs = |files: Vec<NamedFile>| files.into_iter().map(|file| file.href).collect();
    NamedFiles { pages: hrefs(pages), others: hrefs(others), has_articles, archive: None }
}

struct NamedFile {
    id: String,
    href: String,
    group: usize,
    rank: usize,
}

/// Returns whether the name of a file may be that of a page with text.
fn may_be_page(href: &str) -> bool {
    let lower = href.to_ascii_lowercase();
    let stem = lower.strip_suffix(".gz").unwrap_or(&lower);
    [".xml", ".alto", ".hocr", ".html", ".htm"].iter().any(|ending| stem.ends_with(ending))
}

/// Returns how likely a group of files is the text of the pages, by its name.
fn rank(use_of_group: &str) -> usize {
    const NAMES: [&str; 6] = ["page", "text", "ocr", "hocr", "alto", "fulltext"];
    let lower = use_of_group.to_ascii_lowercase();
    NAMES.iter().rposition(|name| lower.contains(name)).map_or(0, |place| place + 1)
}

/// What a part of the logical map is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An article, or what stands in its place: an advertisement, a notice.
    Unit,
    /// A heading of one.
    Heading,
    /// A section with articles.
    Section,
    /// The title of the paper, with its price and its motto.
    Masthead,
    Other,
}

impl Kind {
    fn of(stated: &str) -> Kind {
        const UNITS: &str = "article artikel advertisement advertissement advert advertentie ad deathnotice obituary familybericht \
                             familiebericht familynotice birthnotice marriagenotice notice announcement letter review editorial poem \
                             serial feuilleton news newsarticle newsitem contentitem weather weatherforecast";
        const HEADINGS: &str = "heading headline title subtitle subheadline overline kicker";
        const MASTHEADS: &str = "titlesection masthead publishingstmt motto";
        let name = plain_name(stated);
        let is_in = |list: &str| list.split_ascii_whitespace().any(|listed| listed == name);
        match () {
            () if is_in(UNITS) => Kind::Unit,
            () if is_in(HEADINGS) => Kind::Heading,
            () if is_in(MASTHEADS) => Kind::Masthead,
            () if name == "section" => Kind::Section,
            () => Kind::Other,
        }
    }
}

/// Returns the name of a kind without prefix and signs: `deathnotice` of `np:DEATH_NOTICE`.
fn plain_name(stated: &str) -> String {
    let local = stated.rsplit(':').next().unwrap_or_default();
    local.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the section that a kind of unit is by itself.
fn section_of(stated: &str) -> Option<&'static str> {
    let name = plain_name(stated);
    match name.as_str() {
        "ad" => Some("Advertisement"),
        name if name.starts_with("adver") => Some("Advertisement"),
        "deathnotice" | "obituary" => Some("Death notice"),
        "familybericht" | "familiebericht" | "familynotice" | "birthnotice" | "marriagenotice" => Some("Family notice"),
        _ => None,
    }
}

/// A stretch of a page that a map points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Area {
    /// The id of the file.
    pub(super) file: String,
    /// The ids of its first and last element; the whole page without.
    pub(super) begin: Option<String>,
    pub(super) end: Option<String>,
    /// Whether it goes on with the paragraph before.
    pub(super) goes_on: bool,
}

/// An article of an issue.
#[derive(Debug, Clone, Default)]
pub(super) struct Unit {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) bylines: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) section: Option<String>,
    /// Areas of the heading of its section.
    pub(super) section_areas: Rc<Vec<Area>>,
    pub(super) heading: Vec<Area>,
    pub(super) areas: Vec<Area>,
}

/// A page of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedPage {
    pub(super) file: String,
    pub(super) label: Option<String>,
}

/// An issue as its METS describes it.
#[derive(Debug, Clone, Default)]
pub(super) struct Issue {
    /// The title of the newspaper.
    pub(super) title: Option<String>,
    /// The day, as stated.
    pub(super) dates: Vec<String>,
    pub(super) language: Option<String>,
    /// The files by their ids.
    pub(super) files: HashMap<String, String>,
    /// The pages in the order of the physical map.
    pub(super) pages: Vec<NamedPage>,
    pub(super) units: Vec<Unit>,
    /// Whether it has more areas than are read.
    pub(super) is_too_large: bool,
    n_areas: usize,
    /// Areas of no article.
    pub(super) masthead: Vec<Area>,
}

/// Reads the structure of an issue.
pub(super) fn issue(root: &Element) -> Issue {
    let mut issue = Issue::default();
    for file in root.all("file") {
        let href = file.child("FLocat").and_then(|place| place.attribute("xlink:href").or_else(|| place.attribute("href")));
        if let (Some(id), Some(href)) = (file.attribute("ID"), href.filter(|href| may_be_page(href))) {
            issue.files.insert(id.to_owned(), href.to_owned());
        }
    }
    let mut context = Context { descriptions: HashMap::new(), areas: HashMap::new(), links: links(root) };
    for section in root.elements().filter(|element| element.name == "dmdSec") {
        if let Some(id) = section.attribute("ID") {
            context.descriptions.insert(id, Description::of(section));
        }
    }
    let maps: Vec<&Element> = root.elements().filter(|element| element.name == "structMap").collect();
    let is_physical = |map: &&Element| map.attribute("TYPE").is_some_and(|kind| kind.to_ascii_lowercase().contains("physical"));
    for map in maps.iter().filter(|map| is_physical(map)) {
        add_pages(map, &mut issue, &mut context);
    }
    let mut above: Vec<&Element> = Vec::new();
    for map in maps.iter().filter(|map| !is_physical(map)) {
        add_units(map, &Around::default(), &mut above, &mut issue, &context);
    }
    if issue.pages.is_empty() {
        // Without a physical map, or with one that names other files, the order is that of the files.
        let ids = root.all("file").into_iter().filter_map(|file| file.attribute("ID"));
        let pages = ids.filter(|id| issue.files.contains_key(*id)).map(|id| NamedPage { file: id.to_owned(), label: None });
        issue.pages = pages.collect();
    }
    // The innermost description of the issue comes first.
    let of_issue = above.iter().rev().flat_map(|div| context.described(div));
    let rest: Vec<&Description> = of_issue.collect();
    let is_paper = |title: &&String| !title.starts_with(|first: char| first.is_ascii_digit());
    issue.title = rest.iter().filter_map(|of| of.title.as_ref()).find(is_paper).cloned();
    issue.dates = rest.iter().flat_map(|of| of.dates.iter().cloned()).collect();
    issue.language = rest.iter().find_map(|of| of.language.clone());
    if issue.title.is_none() {
        issue.title = context.paper();
    }
    if issue.dates.is_empty() {
        let mut all: Vec<(&&str, &Description)> = context.descriptions.iter().collect();
        all.sort_by_key(|(id, _)| **id);
        issue.dates = all.iter().flat_map(|(_, of)| of.dates.iter().cloned()).take(1).collect();
    }
    let labels = above.iter().rev().filter_map(|div| div.attribute("LABEL")).chain(root.attribute("LABEL"));
    issue.dates.extend(labels.clone().map(str::to_owned));
    let title = issue.title.or_else(|| labels.filter_map(name_before_date).next());
    issue.title = title.map(|title| title.trim_end_matches(['.', ',', ';', ' ']).to_owned());
    issue
}

/// Returns the title of a paper that a label begins with: `Perth Amboy evening news, 1903-09-03, Last edition`. `None` if no date
/// follows.
fn name_before_date(label: &str) -> Option<String> {
    let begins_with_year = |word: &str| word.bytes().take(4).filter(u8::is_ascii_digit).count() == 4;
    let n_bytes = label.split(' ').take_while(|word| !begins_with_year(word)).map(|word| word.len() + 1).sum::<usize>();
    let name = label.get(..n_bytes)?.trim_end_matches([' ', ',', ';', ':', '.', '-', '–']);
    (!name.is_empty()).then(|| in_one_line(name))
}

/// What a description states.
#[derive(Debug, Default)]
struct Description {
    title: Option<String>,
    subtitle: Option<String>,
    is_of_paper: bool,
    bylines: Vec<String>,
    language: Option<String>,
    dates: Vec<String>,
}

impl Description {
    fn of(section: &Element) -> Description {
        let text = |element: &Element| Some(in_one_line(&element.text())).filter(|text| !text.is_empty());
        let first = |element: &Element, name: &str| element.all(name).into_iter().find_map(text);
        let mods = section.all("mods").into_iter().next();
        let Some(mods) = mods else {
            // Dublin Core.
            let dates = section.all("date").into_iter().filter_map(text).collect();
            let (title, language) = (first(section, "title"), first(section, "language"));
            return Description { title, language, dates, ..Description::default() };
        };
        let title_of = |of: &Element| {
            let info = of.child("titleInfo")?;
            let part = |name: &str| info.child(name).and_then(text);
            let title = [part("nonSort"), Some(part("title")?)].into_iter().flatten().collect::<Vec<_>>().join(" ");
            Some((title, part("subTitle")))
        };
        let host = mods.elements().find(|item| item.name == "relatedItem" && item.attribute("type") == Some("host"));
        let own = title_of(mods).filter(|(title, _)| !title.eq_ignore_ascii_case("untitled"));
        let (title, subtitle) = own.or_else(|| host.and_then(title_of)).unzip();
        let names = mods.elements().filter(|element| element.name == "name");
        let byline = |name: &Element| {
            let role = name.child("role").and_then(text).map(|role| role.to_ascii_lowercase());
            let is_author = role.is_none_or(|role| ["aut", "author", "creator", "cre"].contains(&role.as_str()));
            let parts: Vec<String> = name.elements().filter(|part| part.name == "namePart").filter_map(text).collect();
            Some(in_one_line(&parts.join(" "))).filter(|name| is_author && !name.is_empty())
        };
        let stated = ["dateIssued", "dateCreated", "date"];
        let dates = stated.iter().flat_map(|name| mods.all(name)).filter_map(text).collect();
        Description {
            is_of_paper: host.is_some() || mods.all("dateIssued").into_iter().next().is_some(),
            title,
            subtitle: subtitle.flatten(),
            bylines: names.filter_map(byline).collect(),
            language: first(mods, "languageTerm"),
            dates,
        }
    }
}

struct Context<'m> {
    descriptions: HashMap<&'m str, Description>,
    /// The areas of parts of the physical map, by their ids.
    areas: HashMap<&'m str, Vec<Area>>,
    /// Where parts of the logical map stand in the physical one.
    links: HashMap<String, Vec<String>>,
}

impl Context<'_> {
    fn described<'c>(&'c self, div: &'c Element) -> impl Iterator<Item = &'c Description> {
        let ids = div.attribute("DMDID").unwrap_or_default().split_whitespace();
        ids.filter_map(|id| self.descriptions.get(id))
    }

    /// Returns the title of the description of a whole paper, the first by its id.
    fn paper(&self) -> Option<String> {
        let mut of_paper: Vec<(&&str, &Description)> = self.descriptions.iter().filter(|(_, of)| of.is_of_paper).collect();
        of_paper.sort_by_key(|(id, _)| **id);
        of_paper.into_iter().find_map(|(_, of)| of.title.clone())
    }
}

/// Returns the areas that a part of a map points to itself.
fn areas_of(div: &Element) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for pointer in div.elements().filter(|element| element.name == "fptr") {
        let inner = pointer.all("area");
        if let (true, Some(file)) = (inner.is_empty(), pointer.attribute("FILEID")) {
            areas.push(Area { file: file.to_owned(), begin: None, end: None, goes_on: false });
        }
        let of_pointer = areas.len();
        for area in inner {
            let Some(file) = area.attribute("FILEID") else { continue };
            let of = |name: &str| area.attribute(name).map(str::to_owned);
            // The areas of a pointer are one part: a paragraph over two columns.
            areas.push(Area { file: file.to_owned(), begin: of("BEGIN"), end: of("END"), goes_on: areas.len() > of_pointer });
        }
    }
    areas
}

/// Adds the pages below a part of the physical map.
fn add_pages<'m>(part: &'m Element, issue: &mut Issue, context: &mut Context<'m>) {
    for div in part.elements().filter(|element| element.name == "div") {
        let mut areas = areas_of(div);
        areas.retain(|area| issue.files.contains_key(&area.file));
        areas.iter_mut().for_each(|area| area.goes_on = false);
        let is_page = div.attribute("TYPE").map(plain_name).is_none_or(|kind| kind.contains("page") && kind != "pagearea");
        if let Some(area) = areas.iter().find(|_| is_page)
            && !issue.pages.iter().rev().take(2).any(|page| page.file == area.file)
        {
            let label = div.attribute("ORDERLABEL").or_else(|| div.attribute("LABEL")).map(str::to_owned);
            issue.pages.push(NamedPage { file: area.file.clone(), label });
        }
        if let Some(id) = div.attribute("ID") {
            context.areas.insert(id, areas);
        }
        add_pages(div, issue, context);
    }
}

/// What is around a part of the logical map.
#[derive(Debug, Clone, Default)]
struct Around {
    section: Option<String>,
    section_areas: Rc<Vec<Area>>,
}

/// Adds the articles below a part of the logical map. `above` gets the parts around them, which describe the issue.
fn add_units<'m>(part: &'m Element, around: &Around, above: &mut Vec<&'m Element>, issue: &mut Issue, context: &Context<'m>) {
    for div in part.elements().filter(|element| element.name == "div") {
        let stated = div.attribute("TYPE").unwrap_or_default();
        match Kind::of(stated) {
            Kind::Unit => add_unit(div, around, issue, context),
            Kind::Masthead => add_all_areas(div, &mut issue.masthead),
            kind => {
                let mut inner = around.clone();
                if kind == Kind::Section {
                    inner.section = div.attribute("LABEL").map(in_one_line).or_else(|| around.section.clone());
                    let mut areas = Vec::new();
                    for heading in div.elements().filter(|element| element.attribute("TYPE").map(Kind::of) == Some(Kind::Heading))
                    {
                        add_all_areas(heading, &mut areas);
                    }
                    inner.section_areas = Rc::new(areas);
                }
                let is_of_issue = ["newspaper", "volume", "issue", "supplement"].contains(&plain_name(stated).as_str());
                if is_of_issue || div.attribute("DMDID").is_some() && above.is_empty() {
                    above.push(div);
                }
                add_units(div, &inner, above, issue, context);
            }
        }
    }
}

/// Adds an article.
fn add_unit(div: &Element, around: &Around, issue: &mut Issue, context: &Context<'_>) {
    let stated = div.attribute("TYPE").unwrap_or_default();
    let place = issue.units.len();
    issue.units.push(Unit::default());
    let mut unit = Unit {
        id: div.attribute("ID").map(str::to_owned),
        section: section_of(stated).map(str::to_owned).or_else(|| around.section.clone()),
        section_areas: Rc::clone(&around.section_areas),
        ..Unit::default()
    };
    for described in context.described(div) {
        let whole = described.title.as_ref().map(|title| match &described.subtitle {
            Some(subtitle) => format!("{}: {subtitle}", title.trim_end_matches([':', ' '])),
            None => title.clone(),
        });
        unit.title = unit.title.or(whole);
        unit.language = unit.language.or_else(|| described.language.clone());
        if unit.bylines.is_empty() {
            unit.bylines.clone_from(&described.bylines);
        }
    }
    unit.title = unit.title.or_else(|| div.attribute("LABEL").filter(|label| is_title(label)).map(in_one_line));
    add_areas(div, false, &mut unit, around, issue, context);
    issue.units[place] = unit;
}

/// Returns whether a label is a title, not one that a program made (`Untitled Article`, `Adv. 55 Page 12`) or cut (`The may...`).
pub(super) fn is_title(label: &str) -> bool {
    let words: Vec<&str> = label.split_whitespace().collect();
    let is_place = matches!(words[..], [.., page, number] if page.eq_ignore_ascii_case("page") && number.bytes().all(|digit| digit.is_ascii_digit()));
    let is_missing = words.first().is_some_and(|first| first.eq_ignore_ascii_case("untitled"));
    !is_place && !is_missing && !label.ends_with("...")
}

/// Adds the areas of a part of an article. Articles inside of it are their own.
fn add_areas(div: &Element, is_heading: bool, unit: &mut Unit, around: &Around, issue: &mut Issue, context: &Context<'_>) {
    let mut own = areas_of(div);
    let links = div.attribute("ID").and_then(|id| context.links.get(id)).into_iter().flatten();
    let room = (MAX_AREAS + 1).saturating_sub(issue.n_areas);
    own.extend(links.filter_map(|id| context.areas.get(id.as_str())).flatten().take(room).cloned());
    issue.n_areas += own.len();
    if issue.n_areas > MAX_AREAS {
        issue.is_too_large = true;
        return;
    }
    let list = if is_heading { &mut unit.heading } else { &mut unit.areas };
    list.append(&mut own);
    for inner in div.elements().filter(|element| element.name == "div") {
        match inner.attribute("TYPE").map_or(Kind::Other, Kind::of) {
            Kind::Unit => add_unit(inner, around, issue, context),
            kind => add_areas(inner, is_heading || kind == Kind::Heading, unit, around, issue, context),
        }
    }
}

fn add_all_areas(div: &Element, areas: &mut Vec<Area>) {
    areas.append(&mut areas_of(div));
    div.elements().filter(|element| element.name == "div").for_each(|inner| add_all_areas(inner, areas));
}

/// Returns where parts of the logical map stand in the physical one.
fn links(root: &Element) -> HashMap<String, Vec<String>> {
    let mut links: HashMap<String, Vec<String>> = HashMap::new();
    let id = |href: Option<&str>| href.map(|href| href.trim_start_matches('#').to_owned());
    for part in root.elements().filter(|element| element.name == "structLink").flat_map(Element::elements) {
        match part.name.as_str() {
            "smLink" => {
                if let (Some(from), Some(to)) = (id(part.attribute("xlink:from")), id(part.attribute("xlink:to"))) {
                    links.entry(from).or_default().push(to);
                }
            }
            "smLinkGrp" => {
                let locators: HashMap<&str, String> = part
                    .elements()
                    .filter(|element| element.name == "smLocatorLink")
                    .filter_map(|locator| Some((locator.attribute("xlink:label")?, id(locator.attribute("xlink:href"))?)))
                    .collect();
                for arc in part.elements().filter(|element| element.name == "smArcLink") {
                    let end = |name: &str| arc.attribute(name).and_then(|label| locators.get(label)).cloned();
                    if let (Some(from), Some(to)) = (end("xlink:from"), end("xlink:to")) {
                        links.entry(from).or_default().push(to);
                    }
                }
            }
            _ => {}
        }
    }
    links
}
