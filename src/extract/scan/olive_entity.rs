//! One file of Olive XML (`XMD-entity`): an article, an advertisement or a picture, with its words.
//!
//! `Meta` states the headline, the section and the day. Words stand in `Primitive`s, the blocks of the page: those of the headline in
//! `HedLine_hl1`, the others in `Content`, in the order of `SEQ_NO`. `L` begins a line, and with `P` a paragraph; a block whose first
//! line has no `P` goes on with the paragraph before.
//!
//! `W` is a word, and with `NS` the next one follows without a space: `1`, `er`. Some words are in pieces, `Q` and at last `q`, with one
//! `QID`, also over lines and blocks; then `QW` holds the whole word, which is taken in place of the first piece. `Application_Data` is
//! of the program that made the file.

use std::ops::Range;

use super::page::{self, Edges, PageText, Word, union};
use crate::extract::Finding;
use crate::extract::line::clean;
use crate::extract::xml::events::{Attributes, Ends, Step, Tag, each_step};

/// What a file of Olive XML is, as it states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Article,
    Advertisement,
    Picture,
}

impl Kind {
    pub(super) fn of(stated: Option<&str>) -> Kind {
        match stated.unwrap_or_default().to_ascii_lowercase().as_str() {
            "ad" => Kind::Advertisement,
            "picture" => Kind::Picture,
            _ => Kind::Article,
        }
    }
}

/// A file of Olive XML.
#[derive(Debug, Clone, Default)]
pub(super) struct Entity {
    pub(super) kind: Kind,
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) section: Option<String>,
    pub(super) publication: Option<String>,
    pub(super) language: Option<String>,
    /// The day as a path (`TRN/1904/01/17`), and as stated (`17/01/1904`).
    pub(super) base: Option<String>,
    pub(super) date: Option<String>,
    pub(super) page_number: Option<u32>,
    pub(super) page_label: Option<String>,
    /// The width and the height of its page, in another unit than its boxes.
    pub(super) page_size: Option<(f64, f64)>,
    /// Points of its boxes on an inch.
    pub(super) resolution: Option<f64>,
    /// Its box.
    pub(super) edges: Option<Edges>,
    /// Its words: those of the headline, then the others.
    pub(super) page: PageText,
    pub(super) heading: Vec<Stretch>,
    pub(super) content: Vec<Stretch>,
}

/// The words of a block.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub(super) words: Range<usize>,
    /// Whether the paragraph before goes on in it.
    pub(super) goes_on: bool,
}

/// The ids by which a file is known, and which files it goes on in and comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Links {
    pub(super) id: Option<String>,
    pub(super) to: Option<String>,
    pub(super) from: Option<String>,
}

impl Links {
    pub(super) fn of(attributes: &Attributes) -> Links {
        let value = |name: &str| attributes.get(name).map(str::to_owned);
        Links { id: value("id"), to: value("continuation_to"), from: value("continuation_from") }
    }
}

/// Returns the links of a file, which its first element states.
pub(super) fn links(text: &str) -> Links {
    let mut links = Links::default();
    let _ = each_step(text, Ends::Optional, |step| {
        let Step::Begin(tag) = step else { return Ok(()) };
        links = Links::of(&tag.attributes());
        Err((crate::error::ProblemKind::Syntax, "enough is known"))
    });
    links
}

/// Reads the edges of a box: `132 2579 400 2615`.
pub(super) fn edges(attributes: &Attributes) -> Option<Edges> {
    let numbers = attributes.get("box")?.split_whitespace().map_while(|number| number.parse().ok());
    <[f64; 4]>::try_from(numbers.take(5).collect::<Vec<f64>>()).ok().filter(|edges| edges.iter().all(|edge| edge.is_finite()))
}

/// Returns the size that a page states.
pub(super) fn page_size(attributes: &Attributes) -> Option<(f64, f64)> {
    attributes.number("page_width").zip(attributes.number("page_height"))
}

/// Reads a file, and what was wrong where reading stopped.
pub(super) fn read(text: &str) -> (Entity, Option<Finding>) {
    let mut file = File::default();
    let damage = each_step(text, Ends::Stated, |step| {
        match step {
            Step::Begin(tag) => file.begin(&tag),
            Step::End(_) => file.end(),
            Step::Text(text) => file.text(text),
        }
        page::bounded(file.open.len(), file.tokens.len())
    });
    while !file.open.is_empty() {
        file.end();
    }
    (file.entity(), damage)
}

/// What an open element is for the words in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Heading,
    /// Nothing in it is read.
    Skipped,
    Block,
    Word,
    /// A piece of a word.
    Piece,
    /// A word whose pieces stand before it.
    Whole,
    Other,
}

/// A word or a piece of one.
#[derive(Debug, Default)]
struct Token {
    text: String,
    edges: Option<Edges>,
    line: u32,
    paragraph: u32,
    /// Whether no space stands behind it.
    is_glued: bool,
}

/// A block: where its tokens begin, and what is stated of it.
#[derive(Debug)]
struct Block {
    first: usize,
    sequence: Option<u32>,
    is_heading: bool,
    goes_on: bool,
    has_lines: bool,
}

#[derive(Debug, Default)]
struct File {
    stated: Entity,
    open: Vec<Inside>,
    n_headings: usize,
    n_skipped: usize,
    blocks: Vec<Block>,
    /// Whether the last block is open.
    is_in_block: bool,
    tokens: Vec<Token>,
    line: u32,
    paragraph: u32,
    /// The token that is open, and its `QID`.
    token: Token,
    qid: Option<String>,
    /// The `QID` of the word whose pieces are read, and the numbers of their tokens.
    pieces: Option<(String, Vec<usize>)>,
}

impl File {
    fn begin(&mut self, tag: &Tag<'_>) {
        let name = tag.name();
        let inside = match name.as_str() {
            "HedLine_hl1" => Inside::Heading,
            "Application_Data" | "DataFiles" => Inside::Skipped,
            "Primitive" => Inside::Block,
            "W" => Inside::Word,
            "Q" | "q" => Inside::Piece,
            "QW" => Inside::Whole,
            _ => Inside::Other,
        };
        self.n_headings += usize::from(inside == Inside::Heading);
        self.n_skipped += usize::from(inside == Inside::Skipped);
        self.open.push(inside);
        match name.as_str() {
            "XMD-entity" => self.add_root(&tag.attributes()),
            "Meta" if self.n_skipped == 0 => self.add_meta(&tag.attributes()),
            "Primitive" => {
                let sequence = tag.attributes().get("seq_no").and_then(|number| number.parse().ok());
                self.begin_block(sequence);
            }
            "L" => self.begin_line(tag.attributes().get("p").is_some()),
            "W" | "Q" | "q" | "QW" => {
                let attributes = tag.attributes();
                let is_glued = attributes.get("ns").is_some_and(|stated| stated.eq_ignore_ascii_case("y"));
                self.token = Token { edges: edges(&attributes), is_glued, ..Token::default() };
                self.qid = attributes.get("qid").map(str::to_owned);
            }
            _ => {}
        }
    }

    fn add_root(&mut self, attributes: &Attributes) {
        let value = |name: &str| attributes.get(name).map(str::to_owned);
        self.stated.kind = Kind::of(attributes.get("entity_type"));
        self.stated.id = value("id");
        self.stated.language = value("language");
        self.stated.page_number = attributes.get("page_no").and_then(|number| number.parse().ok());
        self.stated.edges = edges(attributes);
    }

    fn add_meta(&mut self, attributes: &Attributes) {
        let value = |name: &str| attributes.get(name).map(str::to_owned);
        self.stated.name = attributes.get("name").map(clean);
        self.stated.section = attributes.get("section").map(clean);
        self.stated.publication = attributes.get("publication").map(clean);
        self.stated.base = value("base_href");
        self.stated.date = value("issue_date");
        self.stated.page_label = value("page_label");
        self.stated.page_size = page_size(attributes);
        self.stated.resolution = attributes.number("images_resolution");
    }

    fn begin_block(&mut self, sequence: Option<u32>) {
        self.line += 1;
        self.paragraph += 1;
        self.is_in_block = true;
        let is_heading = self.n_headings > 0;
        self.blocks.push(Block { first: self.tokens.len(), sequence, is_heading, goes_on: false, has_lines: false });
    }

    fn begin_line(&mut self, is_paragraph: bool) {
        self.line += 1;
        let n_tokens = self.tokens.len();
        match self.blocks.last_mut().filter(|_| self.is_in_block) {
            Some(block) if !block.has_lines && block.first == n_tokens => block.goes_on = !is_paragraph,
            _ => self.paragraph += u32::from(is_paragraph),
        }
        if let Some(block) = self.blocks.last_mut() {
            block.has_lines = true;
        }
    }

    fn text(&mut self, text: &str) {
        if matches!(self.open.last(), Some(Inside::Word | Inside::Piece | Inside::Whole)) {
            self.token.text.push_str(text);
        }
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Inside::Heading) => self.n_headings -= 1,
            Some(Inside::Skipped) => self.n_skipped -= 1,
            Some(Inside::Block) => self.is_in_block = false,
            Some(kind @ (Inside::Word | Inside::Piece | Inside::Whole)) => self.end_token(kind),
            Some(Inside::Other) | None => {}
        }
    }

    fn end_token(&mut self, kind: Inside) {
        let mut token = std::mem::take(&mut self.token);
        let qid = self.qid.take().unwrap_or_default();
        token.text = token.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.n_skipped > 0 || token.text.is_empty() {
            return;
        }
        (token.line, token.paragraph) = (self.line, self.paragraph);
        let pieces = self.pieces.take();
        match (kind, pieces) {
            (Inside::Whole, Some((id, pieces))) if id == qid => self.join(&pieces, &token.text),
            (Inside::Piece, Some((id, mut pieces))) if id == qid => {
                self.add_piece(&mut pieces, token);
                self.pieces = Some((id, pieces));
            }
            (Inside::Piece, _) => {
                let mut pieces = Vec::new();
                self.add_piece(&mut pieces, token);
                self.pieces = Some((qid, pieces));
            }
            (_, _) => self.add(token),
        }
    }

    fn add(&mut self, token: Token) {
        if !self.is_in_block {
            // Words of a file that is damaged.
            self.begin_block(None);
        }
        self.tokens.push(token);
    }

    /// Adds a piece of a word. Those of one line are one token.
    fn add_piece(&mut self, pieces: &mut Vec<usize>, piece: Token) {
        let last = pieces.last().and_then(|last| self.tokens.get_mut(*last)).filter(|last| last.line == piece.line);
        match last {
            Some(last) => {
                last.text.push_str(&piece.text);
                last.edges = union(last.edges, piece.edges);
                last.is_glued = piece.is_glued;
            }
            None => {
                pieces.push(self.tokens.len());
                self.add(piece);
            }
        }
    }

    /// Puts a whole word in the place of its pieces.
    fn join(&mut self, pieces: &[usize], whole: &str) {
        let is_glued = pieces.last().and_then(|last| self.tokens.get(*last)).is_some_and(|last| last.is_glued);
        for (idx, piece) in pieces.iter().enumerate() {
            let Some(token) = self.tokens.get_mut(*piece) else { continue };
            if idx == 0 {
                whole.clone_into(&mut token.text);
                token.is_glued = is_glued;
            } else {
                token.text.clear();
            }
        }
    }

    /// Returns what was read, with the words in their order.
    fn entity(mut self) -> Entity {
        let ends: Vec<usize> = self.blocks.iter().skip(1).map(|block| block.first).chain([self.tokens.len()]).collect();
        let mut blocks: Vec<(Block, usize)> = std::mem::take(&mut self.blocks).into_iter().zip(ends).collect();
        // A block without a number keeps its place behind the one before.
        let mut last = 0;
        for (block, _) in &mut blocks {
            last = block.sequence.unwrap_or(last);
            block.sequence = Some(last);
        }
        blocks.sort_by_key(|(block, _)| (!block.is_heading, block.sequence));
        let mut entity = self.stated;
        // Whether no space stands behind the block before, and whether that is one of the headline.
        let mut before = None;
        for (block, end) in blocks {
            let first = entity.page.words.len();
            let goes_on = block.goes_on && before == Some(block.is_heading);
            let is_glued = add_words(&mut entity.page.words, self.tokens.get_mut(block.first..end).unwrap_or_default(), goes_on);
            before = is_glued.then_some(block.is_heading);
            let words = first..entity.page.words.len();
            if !words.is_empty() {
                let stretch = Stretch { words, goes_on: block.goes_on };
                if block.is_heading { &mut entity.heading } else { &mut entity.content }.push(stretch);
            }
        }
        entity
    }
}

/// Adds the words of a block, those without a space between them as one. `goes_on` says whether none stands before the first. Returns whether
/// none stands behind the last.
fn add_words(words: &mut Vec<Word>, tokens: &mut [Token], goes_on: bool) -> bool {
    let mut is_glued = goes_on;
    let mut paragraph = tokens.first().map(|first| first.paragraph);
    for token in tokens.iter_mut().filter(|token| !token.text.is_empty()) {
        let text = std::mem::take(&mut token.text);
        match words.last_mut().filter(|_| is_glued && paragraph == Some(token.paragraph)) {
            Some(last) => {
                last.text.push_str(&text);
                if last.line == token.line {
                    last.edges = union(last.edges, token.edges);
                }
            }
            None => {
                words.push(Word { text, line: token.line, block: token.paragraph, edges: token.edges, ..Word::default() });
            }
        }
        (is_glued, paragraph) = (token.is_glued, Some(token.paragraph));
    }
    is_glued
}
