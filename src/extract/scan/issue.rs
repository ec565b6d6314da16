//! Articles from pages: those that a METS describes, and one for each page if nothing says which blocks are an article.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::form::pages;
use super::mets;
use super::mets::{Area, Issue, Unit};
use super::page::{Body, PageText, Piece};
use crate::article::{Draft, Language, NewsTime, Page, TimeOrigin};
use crate::error::ProblemKind;
use crate::extract::line::in_one_line;
use crate::extract::xml::tree::parse;
use crate::extract::{Finding, Numbered};

/// Maximum number of words of a title or a section that is put together from headings. Longer ones are texts that were taken for headings.
const MAX_TITLE_WORDS: usize = 60;

/// Maximum length in bytes of the part of a title that headings are compared with. Longer titles are cut later.
const MAX_COMPARED_BYTES: usize = 1024;

/// Minimum number of words of a page outside of its articles that are kept. Fewer are page numbers and running heads.
const MIN_OTHER_WORDS: usize = 30;

/// How many times the words of the pages all articles may hold. Articles share a heading at most.
const MAX_REPEATS: usize = 4;

/// The section of what stands in no article.
const OTHER: &str = "Other text";

/// Reads the articles of an issue: its METS, and the names of its pages as the METS has them with their texts.
///
/// The second part of the result is empty.
pub(super) fn extract(text: &str, texts: &[(String, String)]) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let (root, damage) = parse(text);
    let issue = root.as_ref().map(mets::issue).unwrap_or_default();
    let mut reading = Reading::new(&issue, texts);
    let of_file: HashMap<&str, &PageText> =
        issue.files.iter().filter_map(|(id, href)| Some((id.as_str(), reading.pages.get(href.as_str())?.first()?))).collect();
    let mut places: HashMap<&str, Page> = HashMap::new();
    for (idx, page) in issue.pages.iter().enumerate() {
        let label = page.label.as_deref().or_else(|| of_file.get(page.file.as_str())?.label.as_deref());
        places.entry(page.file.as_str()).or_insert_with(|| Page::new(u32::try_from(idx + 1).unwrap_or(u32::MAX), label));
    }
    let whole_pages = sole_claims(&issue.units);
    let sheet = Sheet { of_file: &of_file, places: &places, whole_pages };
    let n_words: usize = of_file.values().map(|page| page.words.len()).sum();
    let mut room = n_words.saturating_mul(MAX_REPEATS);
    let mut taken = Taken::default();
    let mut articles: Vec<Draft> = Vec::new();
    let published = issue.dates.iter().find_map(|stated| date(stated));
    let of_issue = Draft {
        publisher: issue.title.clone(),
        published,
        language: issue.language.as_deref().and_then(Language::from_tag),
        ..Draft::default()
    };
    sheet.pieces(&issue.masthead).iter().for_each(|piece| taken.add(piece));
    for unit in &issue.units {
        let [section, heading, pieces] = [&unit.section_areas, &unit.heading, &unit.areas].map(|areas| sheet.pieces(areas));
        let n_words: usize = heading.iter().chain(&pieces).map(|piece| piece.words.len()).sum();
        let Some(left) = room.checked_sub(n_words) else {
            reading.findings.push(too_large("the articles hold the same words many times; the rest of them is left out"));
            break;
        };
        room = left;
        section.iter().chain(&heading).chain(&pieces).for_each(|piece| taken.add(piece));
        articles.extend(article(unit, &section, &heading, &pieces, &of_issue));
    }
    let has_articles = !articles.is_empty();
    let mut seen: HashSet<&str> = HashSet::new();
    // Two files of a METS may have one name.
    let mut is_new = |file: &str| issue.files.get(file).is_some_and(|href| seen.insert(href.as_str()));
    for named in issue.pages.iter().filter(|named| is_new(&named.file)) {
        let (Some(page), Some(place)) = (of_file.get(named.file.as_str()), places.get(named.file.as_str())) else { continue };
        let title = issue.title.as_ref().map(|title| format!("{title}, page {}", place.name()));
        let Some(other) = other_text(page, place, &taken, has_articles) else { continue };
        let draft = Draft {
            title: title.map(|title| if has_articles { format!("{title}: other text") } else { title }),
            section: has_articles.then(|| OTHER.to_owned()),
            ..of_issue.clone()
        };
        articles.push(with_body(draft, other));
    }
    if issue.is_too_large {
        reading.findings.push(too_large("the issue has more than 300,000 areas; the rest is left out"));
    }
    let mut numbered: Vec<Numbered> = (1..).zip(articles.into_iter().map(Ok)).collect();
    for finding in damage.into_iter().chain(reading.findings) {
        numbered.push((numbered.len() as u64 + 1, Err(finding)));
    }
    (numbered, Vec::new())
}

/// Returns an article for each page, or for each stretch of it that is marked as one.
pub(super) fn of_pages(pages: &[PageText], damage: Option<Finding>) -> (Vec<Numbered>, Vec<(u64, Finding)>) {
    let mut articles: Vec<Numbered> = Vec::new();
    for (idx, page) in pages.iter().enumerate() {
        let number = page.number.unwrap_or(u32::try_from(idx + 1).unwrap_or(u32::MAX));
        let place = Page::new(number, page.label.as_deref());
        let language = page.language.as_deref().and_then(Language::from_tag);
        let draft = Draft { language, ..Draft::default() };
        let mut taken = Taken::default();
        for words in &page.articles {
            let piece = Piece { page, place: &place, words: words.clone(), goes_on: false };
            taken.add(&piece);
            let mut body = Body::default();
            body.add(&piece);
            articles.push((articles.len() as u64 + 1, Ok(with_body(draft.clone(), body))));
        }
        if let Some(other) = other_text(page, &place, &taken, !page.articles.is_empty()) {
            let section = (!page.articles.is_empty()).then(|| OTHER.to_owned());
            articles.push((articles.len() as u64 + 1, Ok(with_body(Draft { section, ..draft.clone() }, other))));
        }
    }
    let number = articles.len() as u64 + 1;
    articles.extend(damage.map(|finding| (number, Err(finding))));
    (articles, Vec::new())
}

pub(super) fn with_body(draft: Draft, body: Body) -> Draft {
    Draft { ocr_confidence: body.percent(), locators: body.locators, body: body.text, ..draft }
}

fn too_large(message: &str) -> Finding {
    Finding { byte: None, kind: ProblemKind::TooLarge, message: message.to_owned() }
}

/// The pages of an issue by the names of their files, and what was wrong with them.
struct Reading<'t> {
    pages: HashMap<&'t str, Vec<PageText>>,
    findings: Vec<Finding>,
}

impl<'t> Reading<'t> {
    fn new(issue: &Issue, texts: &'t [(String, String)]) -> Reading<'t> {
        let named: HashSet<&str> = issue.files.values().map(String::as_str).collect();
        let mut reading = Reading { pages: HashMap::new(), findings: Vec::new() };
        for (href, text) in texts.iter().filter(|(href, _)| named.contains(href.as_str())) {
            if reading.pages.contains_key(href.as_str()) {
                continue;
            }
            let (pages, damage) = pages(text);
            // Its byte would be one of another file.
            let findings =
                damage.map(|finding| Finding { byte: None, message: format!("{href}: {}", finding.message), ..finding });
            reading.findings.extend(findings);
            reading.pages.insert(href, pages);
        }
        reading
    }
}

/// The pages of an issue by the ids of their files.
struct Sheet<'p> {
    of_file: &'p HashMap<&'p str, &'p PageText>,
    places: &'p HashMap<&'p str, Page>,
    /// Files that one article alone claims whole.
    whole_pages: HashSet<String>,
}

impl<'p> Sheet<'p> {
    /// Returns the words of areas. An area of a page that is not there has none.
    fn pieces(&self, areas: &[Area]) -> Vec<Piece<'p>> {
        let piece = |area: &Area| {
            let page = *self.of_file.get(area.file.as_str())?;
            let place = self.places.get(area.file.as_str())?;
            let is_whole = area.begin.is_none();
            if is_whole && !self.whole_pages.contains(&area.file) {
                return None;
            }
            let words = page.area(area.begin.as_deref(), area.end.as_deref())?;
            (!words.is_empty()).then_some(Piece { page, place, words, goes_on: area.goes_on })
        };
        areas.iter().filter_map(piece).collect()
    }
}

/// Returns the files that exactly one article points to as a whole. If two do, it says nothing about either.
fn sole_claims(units: &[Unit]) -> HashSet<String> {
    let mut n_claims: HashMap<&str, usize> = HashMap::new();
    for unit in units {
        let files: HashSet<&str> = unit.areas.iter().map(|area| area.file.as_str()).collect();
        files.into_iter().for_each(|file| *n_claims.entry(file).or_default() += 1);
    }
    n_claims.into_iter().filter(|(_, n)| *n == 1).map(|(file, _)| file.to_owned()).collect()
}

/// The words that articles have, by page.
#[derive(Debug, Default)]
struct Taken {
    of_page: HashMap<u32, Vec<Range<usize>>>,
}

impl Taken {
    fn add(&mut self, piece: &Piece<'_>) {
        self.of_page.entry(piece.place.number).or_default().push(piece.words.clone());
    }

    /// Returns for each word of a page whether it is taken.
    fn marks(&self, place: &Page, n_words: usize) -> Vec<bool> {
        let mut changes = vec![0_i64; n_words + 1];
        for words in self.of_page.get(&place.number).into_iter().flatten() {
            changes[words.start.min(n_words)] += 1;
            changes[words.end.min(n_words)] -= 1;
        }
        let mut n_claims = 0;
        let mark = |change: &i64| {
            n_claims += change;
            n_claims > 0
        };
        changes[..n_words].iter().map(mark).collect()
    }
}

/// Returns the text of a page that no article has. `None` if there is none, or if it is short beside articles.
fn other_text(page: &PageText, place: &Page, taken: &Taken, has_articles: bool) -> Option<Body> {
    let is_taken = taken.marks(place, page.words.len());
    let n_left = is_taken.iter().filter(|is_taken| !**is_taken).count();
    if n_left < if has_articles { MIN_OTHER_WORDS } else { 1 } {
        return None;
    }
    let mut body = Body::default();
    for block in &page.blocks {
        let mut start = block.start;
        while start < block.end {
            let end = (start..block.end).find(|word| is_taken[*word] != is_taken[start]).unwrap_or(block.end);
            if !is_taken[start] {
                body.add(&Piece { page, place, words: start..end, goes_on: false });
            }
            start = end;
        }
    }
    Some(body)
}

/// Returns an article; `None` if none of its words is there.
fn article(unit: &Unit, section: &[Piece<'_>], heading: &[Piece<'_>], pieces: &[Piece<'_>], of_issue: &Draft) -> Option<Draft> {
    if heading.is_empty() && pieces.is_empty() {
        return None;
    }
    let title = unit.title.clone().or_else(|| in_a_line(heading));
    let mut body = Body::default();
    add_beside_title(title.as_deref(), heading, &mut body);
    pieces.iter().for_each(|piece| body.add(piece));
    let draft = Draft {
        record_id: unit.id.clone(),
        title,
        bylines: unit.bylines.clone(),
        section: unit.section.clone().or_else(|| in_a_line(section)),
        language: unit.language.as_deref().and_then(Language::from_tag).or_else(|| of_issue.language.clone()),
        ..of_issue.clone()
    };
    Some(with_body(draft, body))
}

/// Returns the words of a heading in one line; `None` if they are too many for one, or none.
pub(super) fn in_a_line(heading: &[Piece<'_>]) -> Option<String> {
    let n_words: usize = heading.iter().map(|piece| piece.words.len()).sum();
    if n_words > MAX_TITLE_WORDS {
        return None;
    }
    let mut body = Body::default();
    heading.iter().for_each(|piece| body.add(piece));
    Some(in_one_line(&body.text.replace("-\n", ""))).filter(|text| !text.is_empty())
}

/// Adds the parts of a heading that the title does not say already.
pub(super) fn add_beside_title(title: Option<&str>, heading: &[Piece<'_>], body: &mut Body) {
    let letters =
        |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let title = title.unwrap_or_default();
    let in_title = letters(&title[..title.floor_char_boundary(MAX_COMPARED_BYTES)]);
    let is_beside =
        |piece: &&Piece<'_>| in_a_line(std::slice::from_ref(*piece)).is_none_or(|text| !in_title.contains(&letters(&text)));
    heading.iter().filter(is_beside).for_each(|piece| body.add(piece));
}

/// Reads the day of an issue: `1904-01-17`, `17.01.1904`, `19040117`, or one in a name.
pub(super) fn date(stated: &str) -> Option<NewsTime> {
    let stated = stated.trim();
    let in_order = |parts: &[&str]| match parts {
        [day, month, year] if year.len() == 4 && day.len() <= 2 && month.len() <= 2 => {
            Some(format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => None,
    };
    let is_compact = stated.len() == 8 && stated.bytes().all(|byte| byte.is_ascii_digit());
    let text = match () {
        () if is_compact => format!("{}-{}-{}", &stated[..4], &stated[4..6], &stated[6..]),
        () => in_order(&stated.split(['.', '/']).map(str::trim).collect::<Vec<_>>()).unwrap_or_else(|| stated.to_owned()),
    };
    // `Tern Gazette 1904-01-17_01`.
    let of_name = || {
        let days = stated.split_whitespace().filter_map(|word| word.get(..10));
        let is_day =
            |word: &&str| word.split('-').map(str::len).eq([4, 2, 2]) && word.starts_with(|first: char| first.is_ascii_digit());
        days.filter(is_day).find_map(|day| NewsTime::parse(day, TimeOrigin::Field))
    };
    NewsTime::parse(&text, TimeOrigin::Field).or_else(of_name)
}
