//! A page as a row of words, and stretches of such pages as the body of an article.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::article::{Locator, Locators, Page, PageBox};
use crate::error::ProblemKind;

/// Maximum number of words of a page, and of its elements with an id. The largest pages of newspapers have 20,000 words.
pub(super) const MAX_WORDS: usize = 500_000;

/// Nesting of the elements of a page.
const MAX_DEPTH: usize = 512;

/// Fails with what is said of a file whose elements nest too deep, or that has too many words.
pub(super) fn bounded(depth: usize, n_words: usize) -> Result<(), (ProblemKind, &'static str)> {
    match () {
        () if depth > MAX_DEPTH => Err((ProblemKind::Syntax, "elements nest deeper than 512; the rest is not read")),
        () if n_words > MAX_WORDS => Err((ProblemKind::TooLarge, "more than 500,000 words on pages; the rest is not read")),
        () => Ok(()),
    }
}

/// Lines that share a box. A box for each line would make an index a third larger; a column's box would help nobody.
const LINES_OF_BOX: u32 = 5;

/// A box in the page's own unit: left, top, right, bottom.
pub(super) type Edges = [f64; 4];

/// A word of a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) hyphen: Hyphen,
    /// The number of its line and of its block on the page.
    pub(super) line: u32,
    pub(super) block: u32,
    pub(super) edges: Option<Edges>,
    /// How sure the recognition is of it, from 0 to 1.
    pub(super) confidence: Option<f32>,
}

/// Whether a line end parts a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Hyphen {
    #[default]
    None,
    /// This is its first part; and the whole word, if it is stated.
    First(Option<String>),
    /// This is its second part; and the whole word, if it is stated.
    Second(Option<String>),
}

/// The words of a page in the order of its file, and where its elements are among them.
#[derive(Debug, Clone, Default)]
pub(super) struct PageText {
    /// Its number among the pages of its file or issue, from 1.
    pub(super) number: Option<u32>,
    /// What is printed on it: `A4`.
    pub(super) label: Option<String>,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) language: Option<String>,
    pub(super) words: Vec<Word>,
    /// The words of each element, by its id.
    pub(super) elements: HashMap<String, Range<usize>>,
    /// The words of its blocks, in reading order.
    pub(super) blocks: Vec<Range<usize>>,
    /// The words of stretches that are marked as articles.
    pub(super) articles: Vec<Range<usize>>,
    /// The elements by id in the order in which they are read, if the page states it.
    pub(super) reading_order: Vec<String>,
}

impl PageText {
    /// Brings the blocks into the order that the page states. `next` holds the block after a block, by their ids.
    pub(super) fn put_in_order(&mut self, ids: &[String], next: &HashMap<String, String>) {
        self.add_loose_words();
        let mut order =
            Order { is_taken: vec![false; self.words.len()], blocks: Vec::with_capacity(self.blocks.len()), n_steps: 0 };
        for id in &self.reading_order {
            let Some(element) = self.elements.get(id) else { continue };
            let first = self.blocks.partition_point(|block| block.start < element.start);
            let inside = self.blocks[first..].iter().take_while(|block| block.end <= element.end);
            for block in inside {
                if order.is_tired() {
                    break;
                }
                order.take(block);
            }
        }
        if self.reading_order.is_empty() && !next.is_empty() {
            let followed: HashSet<&String> = next.values().collect();
            // Blocks that no other leads to begin a chain. A chain that bites its tail ends where it was.
            for first in ids.iter().filter(|id| !followed.contains(id)) {
                let mut at = Some(first);
                while let Some(id) = at {
                    let is_known = self.elements.get(id).is_some_and(|range| !order.take(range) && !range.is_empty());
                    at = next.get(id).filter(|_| !is_known && !order.is_tired());
                }
            }
        }
        for block in &self.blocks {
            order.take(block);
        }
        self.blocks = order.blocks;
    }

    /// Makes blocks of words that are in none.
    fn add_loose_words(&mut self) {
        self.blocks.sort_by_key(|block| (block.start, block.end));
        let mut at = 0;
        let mut loose = Vec::new();
        for block in &self.blocks {
            if at < block.start {
                loose.push(at..block.start);
            }
            at = at.max(block.end);
        }
        if at < self.words.len() {
            loose.push(at..self.words.len());
        }
        self.blocks.append(&mut loose);
        self.blocks.sort_by_key(|block| (block.start, block.end));
    }

    /// Returns the words from an element on to the end of another, or of the first alone.
    pub(super) fn area(&self, begin: Option<&str>, end: Option<&str>) -> Option<Range<usize>> {
        let Some(begin) = begin else { return Some(0..self.words.len()) };
        let first = self.elements.get(begin)?;
        let last = end.and_then(|end| self.elements.get(end)).unwrap_or(first);
        Some(first.start..last.end.max(first.start))
    }
}

/// The blocks of a page that are in order so far.
struct Order {
    /// For each word whether a block that begins with it was taken.
    is_taken: Vec<bool>,
    blocks: Vec<Range<usize>>,
    n_steps: usize,
}

impl Order {
    /// Adds a block, and returns whether it is new.
    fn take(&mut self, block: &Range<usize>) -> bool {
        self.n_steps += 1;
        let is_taken = self.is_taken.get_mut(block.start).filter(|is_taken| !**is_taken && !block.is_empty());
        let is_new = is_taken.map(|is_taken| *is_taken = true).is_some();
        if is_new {
            self.blocks.push(block.clone());
        }
        is_new
    }

    /// Returns whether a chain is longer than any page has blocks.
    fn is_tired(&self) -> bool {
        self.n_steps > 4 * MAX_WORDS
    }
}

/// A stretch of words of a page.
#[derive(Debug, Clone)]
pub(super) struct Piece<'p> {
    pub(super) page: &'p PageText,
    pub(super) place: &'p Page,
    pub(super) words: Range<usize>,
    /// Whether the paragraph before goes on in it.
    pub(super) goes_on: bool,
}

/// The text of pieces, in their order.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) text: String,
    pub(super) locators: Locators,
    /// The sum of the confidences of its words, and how many state one.
    confidence: (f64, u64),
}

impl Body {
    /// Returns the mean confidence of the words, in percent; `None` if none is stated.
    pub(super) fn percent(&self) -> Option<u8> {
        let (sum, n) = self.confidence;
        (n > 0).then(|| (sum / n as f64 * 100.0).round().clamp(0.0, 100.0) as u8)
    }

    /// Adds a piece as a paragraph, or as several if it holds several blocks.
    pub(super) fn add(&mut self, piece: &Piece<'_>) {
        let page = piece.page;
        let words = page.words.get(piece.words.clone()).unwrap_or_default();
        let mut last: Option<&Word> = None;
        // Where the box that is growing begins, its edges and its lines.
        let mut begun: Option<(usize, Option<Edges>, u32)> = None;
        let mut is_first_before = false;
        for word in words {
            let text = match &word.hyphen {
                Hyphen::First(Some(whole)) => whole.as_str(),
                // Already there, on the line or in the block before.
                Hyphen::Second(Some(whole)) if is_first_before || last.is_none() && self.text.ends_with(whole.as_str()) => {
                    is_first_before = false;
                    last = Some(word);
                    self.count(word);
                    if let Some((_, edges, _)) = &mut begun {
                        *edges = union(*edges, word.edges);
                    }
                    continue;
                }
                Hyphen::Second(Some(whole)) if last.is_none() => whole.as_str(),
                _ => word.text.as_str(),
            };
            is_first_before = matches!(&word.hyphen, Hyphen::First(Some(_)));
            let is_new_block = last.is_some_and(|last| last.block != word.block);
            let is_new_line = last.is_none_or(|last| last.line != word.line);
            let between = match () {
                () if self.text.is_empty() => "",
                () if is_new_block || last.is_none() && !piece.goes_on => "\n\n",
                () if is_new_line => "\n",
                () => " ",
            };
            let is_full = begun.is_none_or(|(_, _, n_lines)| is_new_block || is_new_line && n_lines >= LINES_OF_BOX);
            if is_full {
                self.locate(piece, begun.take());
            }
            self.text.push_str(between);
            let (_, edges, n_lines) = begun.get_or_insert((self.text.len(), None, 0));
            *edges = union(*edges, word.edges);
            *n_lines += u32::from(is_new_line);
            self.text.push_str(text);
            if word.hyphen == Hyphen::First(None) && !text.ends_with(['-', '\u{ad}', '\u{2010}', '¬', '=', '⸗']) {
                self.text.push('-');
            }
            self.count(word);
            last = Some(word);
        }
        self.locate(piece, begun);
    }

    fn count(&mut self, word: &Word) {
        if let Some(confidence) = word.confidence.filter(|confidence| (0.0..=1.0).contains(confidence)) {
            self.confidence.0 += f64::from(confidence);
            self.confidence.1 += 1;
        }
    }

    fn locate(&mut self, piece: &Piece<'_>, begun: Option<(usize, Option<Edges>, u32)>) {
        let Some((byte, edges, _)) = begun else { return };
        let page_box = edges.and_then(|[left, top, right, bottom]| {
            PageBox::new([left, top, right - left, bottom - top], piece.page.width, piece.page.height)
        });
        self.locators.push(byte, Locator::Page(piece.place.clone(), page_box));
    }
}

pub(super) fn union(one: Option<Edges>, other: Option<Edges>) -> Option<Edges> {
    match (one, other) {
        (Some([a, b, c, d]), Some([e, f, g, h])) => Some([a.min(e), b.min(f), c.max(g), d.max(h)]),
        (one, other) => one.or(other),
    }
}
