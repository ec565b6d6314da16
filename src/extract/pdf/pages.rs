//! From the pages of a file to its paragraphs.

use std::collections::BTreeMap;

use hayro_syntax::Pdf;

use super::fonts::{Fonts, Texts};
use super::glyphs::{Area, BYTES_OF_OPERATOR, PageContent, Reader, turned_back};
use super::layout::{self, Block};
use super::paragraphs::{Paragraph, paragraphs};
use super::words::{Word, words};
use super::{bounds, heads};

/// Maximum number of words of a file: about twenty books.
const MAX_WORDS: usize = 2_000_000;
/// Maximum number of operators of a file, with what unpacking counts as.
const MAX_FILE_OPERATORS: usize = 200_000_000;
/// Maximum number of pages.
const MAX_PAGES: usize = 10_000;
/// Least number of words of a page that tell the size of its text.
const MIN_PAGE_WORDS: usize = 80;
/// Share of the signs of a page without letters, from which on it is a finding: 1 in so many.
const MIN_UNMAPPED: usize = 20;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) paragraphs: Vec<Paragraph>,
    /// Running heads and feet of the first pages.
    pub(super) heads: Vec<String>,
    /// Pages, from 1, that show pictures and no text.
    pub(super) scanned: Vec<u32>,
    /// Pages with signs whose font does not tell their letters.
    pub(super) unmapped: Vec<u32>,
    /// Pages that were read in part, because of a bound.
    pub(super) cut: Vec<u32>,
    /// Width and height of each page.
    sizes: Vec<(f32, f32)>,
}

impl Reading {
    /// Returns width and height of a page, from 1.
    pub(super) fn size(&self, page: u32) -> (f32, f32) {
        self.sizes.get(page as usize - 1).copied().unwrap_or_default()
    }
}

/// Reads the pages.
pub(super) fn read(pdf: &Pdf) -> Reading {
    let mut reading = Reading::default();
    let mut fonts = Fonts::new();
    let mut texts = Texts::default();
    let mut pages: Vec<Sheet> = Vec::new();
    let (mut n_words, mut n_operators) = (0, 0_usize);
    for (number, page) in (1..).zip(pdf.pages().iter().take(MAX_PAGES)) {
        if n_words > MAX_WORDS || n_operators > MAX_FILE_OPERATORS {
            break;
        }
        let Some(data) = bounds::page_data(page) else {
            n_operators += bounds::MAX_CONTENT_BYTES / BYTES_OF_OPERATOR;
            reading.cut.push(number);
            reading.sizes.push(page.render_dimensions());
            pages.push(Sheet::default());
            continue;
        };
        let content = Reader::new(&mut fonts, &mut texts).page(page, &data);
        let sheet = Sheet::new(&content, &texts.list);
        n_operators += content.n_operators;
        n_words += sheet.words.iter().map(Vec::len).sum::<usize>();
        reading.cut.extend(content.is_cut.then_some(number));
        reading.unmapped.extend((content.n_unmapped * MIN_UNMAPPED > content.glyphs.len()).then_some(number));
        reading.scanned.extend((content.glyphs.is_empty() && content.n_images > 0).then_some(number));
        reading.sizes.push((content.width, content.height));
        pages.push(sheet);
    }
    if pages.len() < pdf.pages().len() {
        reading.cut.push(pages.len() as u32 + 1);
    }
    let text_size = usual_size(pages.iter());
    let size = |page: &Sheet| if page.main().len() < MIN_PAGE_WORDS { text_size } else { usual_size(std::iter::once(page)) };
    let sizes: Vec<f32> = pages.iter().map(size).collect();
    let heights: Vec<f32> = pages.iter().map(Sheet::level_height).collect();
    let mut main: Vec<Vec<Word>> = pages.iter_mut().map(|page| std::mem::take(&mut page.words[usize::from(page.turn)])).collect();
    reading.heads = heads::take_off(&mut main, &heights, text_size);
    let blocks: Vec<Vec<Block>> =
        pages.into_iter().zip(main).zip(&sizes).map(|((page, words), size)| page.blocks(words, *size)).collect();
    reading.paragraphs = paragraphs(&blocks, &sizes);
    reading
}

/// The words of a page.
#[derive(Debug, Default)]
struct Sheet {
    /// Those of each turn.
    words: [Vec<Word>; 4],
    shapes: Vec<Area>,
    /// The turn of most words.
    turn: u8,
    width: f32,
    height: f32,
}

impl Sheet {
    fn new(content: &PageContent, texts: &[String]) -> Self {
        let (width, height) = (content.width, content.height);
        let mut words: [Vec<Word>; 4] = [0, 1, 2, 3].map(|turn| words(&content.glyphs, texts, turn));
        let n_artifacts: usize = words.iter().flatten().filter(|word| word.is_artifact).count();
        // A file that marks all as artifacts marks nothing.
        if n_artifacts * 3 < words.iter().map(Vec::len).sum::<usize>() {
            words.iter_mut().for_each(|words| words.retain(|word| !word.is_artifact));
        }
        for (turn, words) in words.iter_mut().enumerate() {
            let (width, height) = if turn % 2 == 0 { (width, height) } else { (height, width) };
            // What is beside the page is not seen.
            words.retain(|word| word.x1 > 0.0 && word.x0 < width && word.y > 0.0 && word.top() < height);
        }
        let turn = (0..4).max_by_key(|turn| (words[*turn].len(), 4 - turn)).unwrap_or(0) as u8;
        Self { words, shapes: content.shapes.clone(), turn, width, height }
    }

    /// The words that stand as most do.
    fn main(&self) -> &[Word] {
        &self.words[usize::from(self.turn)]
    }

    /// Height of the page when its words are level.
    fn level_height(&self) -> f32 {
        if self.turn.is_multiple_of(2) { self.height } else { self.width }
    }

    /// Returns the blocks: those of most words, which are given, then those that are turned otherwise.
    fn blocks(mut self, main: Vec<Word>, text_size: f32) -> Vec<Block> {
        let mut all = Vec::new();
        let own = self.turn;
        self.words[usize::from(own)] = main;
        for turn in [own, (own + 1) % 4, (own + 2) % 4, (own + 3) % 4] {
            let shapes: &[Area] = if turn == 0 { &self.shapes } else { &[] };
            let mut blocks = layout::blocks(std::mem::take(&mut self.words[usize::from(turn)]), shapes, text_size);
            for block in &mut blocks {
                block.page_area = turned_back(turn, &block.area, self.width, self.height);
            }
            all.extend(blocks);
        }
        all
    }
}

/// Returns the size of the font in which most of the text is set.
fn usual_size<'p>(pages: impl Iterator<Item = &'p Sheet>) -> f32 {
    const STEPS: f32 = 4.0;
    let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
    for word in pages.flat_map(Sheet::main) {
        *sizes.entry((word.size * STEPS) as i32).or_default() += word.text.len();
    }
    sizes.iter().max_by_key(|(_, count)| **count).map_or(10.0, |(size, _)| *size as f32 / STEPS)
}
