//! ALTO, versions 1 to 4: blocks, lines and words (`String`) of a page, with their places.
//!
//! A word that a line end parts is two `String`s; both may state the whole word (`SUBS_CONTENT`). `HYP` is the hyphen and no word.
//! The order is that of the file, or of `IDNEXT`, or since 4.3 of `ReadingOrder`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::page::{self, Edges, Hyphen, PageText, Word};
use crate::extract::Finding;
use crate::extract::xml::events::{Ends, Step, Tag, each_step};

/// Reads the pages of a file, and what was wrong where reading stopped.
pub(super) fn pages(text: &str) -> (Vec<PageText>, Option<Finding>) {
    let mut file = File::default();
    let damage = each_step(text, Ends::Stated, |step| {
        match step {
            Step::Begin(tag) => file.begin(&tag),
            Step::End(_) => file.end(),
            Step::Text(_) => {}
        }
        page::bounded(file.open.len(), file.n_words)
    });
    while !file.open.is_empty() {
        file.end();
    }
    file.end_page();
    (file.pages, damage)
}

/// An open element.
#[derive(Debug)]
struct Open {
    kind: Kind,
    id: Option<String>,
    /// The number of words before it.
    first: usize,
    next: Option<String>,
    is_article: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Block,
    Composed,
    Other,
}

#[derive(Debug, Default)]
struct File {
    open: Vec<Open>,
    pages: Vec<PageText>,
    page: Option<PageText>,
    /// The ids of the blocks of the page in the order of the file, and the ids of those after them.
    ids: Vec<String>,
    next: HashMap<String, String>,
    n_words: usize,
    line: u32,
    block: u32,
    /// The place of each element in the reading order, by its id.
    reading_order: HashMap<String, usize>,
    /// Tags that mark articles.
    article_tags: HashSet<String>,
}

impl File {
    fn begin(&mut self, tag: &Tag<'_>) {
        let (name, attributes) = (tag.name(), tag.attributes());
        let (value, number) = (|name: &str| attributes.get(name), |name: &str| attributes.number(name));
        let says_article = |name: &str| value(name).is_some_and(|value| value.to_ascii_lowercase().contains("article"));
        let mut kind = Kind::Other;
        match name.as_str() {
            "Page" => {
                self.end_page();
                self.page = Some(PageText {
                    number: value("physical_img_nr").and_then(|number| number.parse().ok()),
                    label: value("printed_img_nr").map(str::to_owned),
                    width: number("width").unwrap_or(0.0),
                    height: number("height").unwrap_or(0.0),
                    ..PageText::default()
                });
            }
            "PrintSpace" => {
                // Some pages do not state their own size.
                if let Some(page) = self.page.as_mut().filter(|page| page.width <= 0.0 || page.height <= 0.0) {
                    page.width = number("hpos").unwrap_or(0.0) + number("width").unwrap_or(0.0);
                    page.height = number("vpos").unwrap_or(0.0) + number("height").unwrap_or(0.0);
                }
            }
            "ComposedBlock" => kind = Kind::Composed,
            "TextBlock" => {
                kind = Kind::Block;
                self.block += 1;
                self.line += 1;
                self.ids.extend(value("id").map(str::to_owned));
                if let Some(page) = self.page.as_mut().filter(|page| page.language.is_none()) {
                    page.language = value("lang").or_else(|| value("language")).map(str::to_owned);
                }
            }
            "TextLine" => self.line += 1,
            "String" => {
                if let Some(content) = value("content") {
                    let edges: Option<Edges> = number("hpos").zip(number("vpos")).map(|(left, top)| {
                        [left, top, left + number("width").unwrap_or(0.0), top + number("height").unwrap_or(0.0)]
                    });
                    let whole = value("subs_content").map(str::to_owned);
                    let hyphen = match value("subs_type") {
                        Some("HypPart1") => Hyphen::First(whole),
                        Some("HypPart2") => Hyphen::Second(whole),
                        _ => Hyphen::None,
                    };
                    let (line, block) = (self.line, self.block);
                    let confidence = number("wc").map(|confidence| confidence as f32);
                    let word = Word { text: content.to_owned(), hyphen, line, block, edges, confidence };
                    self.push(word, value("id"));
                }
            }
            "HYP" => {
                let line = self.line;
                let words = self.page.iter_mut().flat_map(|page| page.words.last_mut());
                for word in words.filter(|word| word.line == line && word.hyphen == Hyphen::None) {
                    word.hyphen = Hyphen::First(None);
                }
            }
            "ElementRef" => {
                let place = self.reading_order.len();
                if let Some(id) = value("ref") {
                    self.reading_order.entry(id.to_owned()).or_insert(place);
                }
            }
            "LayoutTag" | "StructureTag" | "OtherTag" if says_article("label") || says_article("type") => {
                self.article_tags.extend(value("id").map(str::to_owned));
            }
            _ => {}
        }
        let mut tags = value("tagrefs").unwrap_or_default().split_whitespace();
        let is_article = kind != Kind::Other && (says_article("type") || tags.any(|tag| self.article_tags.contains(tag)));
        let id = value("id").filter(|_| !matches!(name.as_str(), "String" | "SP" | "HYP" | "Glyph")).map(str::to_owned);
        let first = self.page.as_ref().map_or(0, |page| page.words.len());
        self.open.push(Open { kind, id, first, next: value("idnext").map(str::to_owned), is_article });
    }

    fn push(&mut self, word: Word, id: Option<&str>) {
        let Some(page) = &mut self.page else { return };
        if let Some(id) = id {
            page.elements.insert(id.to_owned(), page.words.len()..page.words.len() + 1);
        }
        page.words.push(word);
        self.n_words += 1;
    }

    fn end(&mut self) {
        let Some(Open { kind, id, first, next, is_article }) = self.open.pop() else { return };
        let Some(page) = &mut self.page else { return };
        let range: Range<usize> = first.min(page.words.len())..page.words.len();
        // Of blocks inside each other, the inner one counts.
        if kind == Kind::Block && !range.is_empty() && page.blocks.last().is_none_or(|last| last.end <= range.start) {
            page.blocks.push(range.clone());
        }
        if is_article && !range.is_empty() {
            // The outer of two.
            while page.articles.last().is_some_and(|inner| range.start <= inner.start) {
                page.articles.pop();
            }
            page.articles.push(range.clone());
        }
        if let Some(id) = id {
            if let Some(next) = next.filter(|_| kind != Kind::Other) {
                self.next.insert(id.clone(), next);
            }
            page.elements.insert(id, range);
        }
    }

    fn end_page(&mut self) {
        let (ids, next) = (std::mem::take(&mut self.ids), std::mem::take(&mut self.next));
        if let Some(mut page) = self.page.take() {
            let places = page.elements.keys().filter_map(|id| Some((*self.reading_order.get(id)?, id.clone())));
            let mut places: Vec<(usize, String)> = places.collect();
            places.sort_unstable();
            page.reading_order = places.into_iter().map(|(_, id)| id).collect();
            page.put_in_order(&ids, &next);
            self.pages.push(page);
        }
    }
}
