//! Lines, blocks, and the order in which they are read.
//!
//! Words that no gutter parts make a line; lines below each other make a block. A block is read
//! before another if it stands above it in the same column, or to the left of it with nothing
//! between them that goes over both columns, as a headline does (Breuel, "High performance document
//! layout analysis", 2003).

use super::bidi;
use super::glyphs::Area;
use super::gutters::{Side, sides};
use super::words::Word;

/// Farthest distance between the base lines of a block, in sizes of the font.
pub(super) const MAX_LEADING: f32 = 1.9;
/// How much larger than the text a heading is at least.
const HEADING: f32 = 1.18;
/// Maximum number of rules of a page, each way, that are looked at.
const MAX_RULES: usize = 200;
/// Maximum number of words of a page that are put in order. A page of a large paper has 10,000.
const MAX_WORDS: usize = 15_000;
/// Maximum number of lines of a heading.
const MAX_HEADING_LINES: usize = 6;
/// Maximum number of blocks of a page that are ordered by looking at all pairs.
const MAX_ORDERED_BLOCKS: usize = 400;

/// A line on a page.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub text: String,
    pub area: Area,
    /// The base line.
    pub y: f32,
    pub size: f32,
    pub n_words: usize,
    pub is_rtl: bool,
    /// Whether it has cells of a table.
    pub has_cells: bool,
}

/// Lines that stand below each other in a column.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub lines: Vec<Line>,
    pub area: Area,
    pub size: f32,
    /// The area on the page as it is.
    pub page_area: Area,
}

impl Block {
    /// Returns whether it is a heading, beside text of that size.
    pub(super) fn is_heading(&self, text_size: f32) -> bool {
        self.size >= HEADING * text_size && self.lines.len() <= MAX_HEADING_LINES
    }
}

/// Returns the blocks of the words in the order of reading.
pub(super) fn blocks(words: Vec<Word>, shapes: &[Area], text_size: f32) -> Vec<Block> {
    if words.len() > MAX_WORDS {
        return in_order_of_file(&words);
    }
    let rules: Vec<Area> = shapes
        .iter()
        .filter(|shape| shape.width() <= 2.5 && shape.height() >= 3.0 * text_size)
        .take(MAX_RULES)
        .copied()
        .collect();
    let across: Vec<Area> = shapes
        .iter()
        .filter(|shape| shape.height() <= 2.5 && shape.width() >= 12.0 * text_size)
        .take(MAX_RULES)
        .copied()
        .collect();
    let boxes = boxes(&words, shapes, text_size);
    let mut groups: Vec<Vec<Word>> = vec![Vec::new(); boxes.len() + 1];
    for word in words {
        let (x, y) = ((word.x0 + word.x1) / 2.0, word.y - 0.3 * word.size);
        let inside = (0..boxes.len())
            .filter(|number| {
                let area = &boxes[*number];
                x > area.x0 && x < area.x1 && y > area.y0 && y < area.y1
            })
            .min_by(|a, b| (boxes[*a].width() * boxes[*a].height()).total_cmp(&(boxes[*b].width() * boxes[*b].height())));
        groups[inside.map_or(0, |number| number + 1)].push(word);
    }
    let mut found = Vec::new();
    for words in groups {
        found.extend(ordered(stacked(lines(&words, &rules)), &across, text_size));
    }
    found
}

/// Returns one block with the lines that the file writes one after the other.
fn in_order_of_file(words: &[Word]) -> Vec<Block> {
    let is_rtl = bidi::is_rtl(words.iter().map(|word| word.text.as_str()));
    let follows = |last: &Word, next: &Word| (last.y - next.y).abs() <= 0.3 * last.size && next.x0 >= last.x0;
    let lines: Vec<Line> =
        words.chunk_by(follows).map(|words| line_of(&words.iter().collect::<Vec<_>>(), is_rtl, false)).collect();
    lines
        .first()
        .map(|first| first.area)
        .map(|first| {
            let area = lines.iter().fold(first, |area, line| area.joined(&line.area));
            Block { area, size: lines[0].size, page_area: area, lines }
        })
        .into_iter()
        .collect()
}

/// Returns the boxes that hold a story of their own, by height and side.
fn boxes(words: &[Word], shapes: &[Area], text_size: f32) -> Vec<Area> {
    let mut boxes: Vec<Area> = Vec::new();
    for shape in shapes {
        if shape.height() < 4.0 * text_size || shape.width() < 8.0 * text_size {
            continue;
        }
        let is_known = |known: &Area| {
            (known.x0 - shape.x0).abs() < 6.0
                && (known.x1 - shape.x1).abs() < 6.0
                && (known.y0 - shape.y0).abs() < 6.0
                && (known.y1 - shape.y1).abs() < 6.0
        };
        if !boxes.iter().any(is_known) && boxes.len() < 200 {
            boxes.push(*shape);
        }
    }
    let touches = |a: &Area, b: &Area| {
        let (is_beside, is_level) =
            ((a.x1 - b.x0).abs() < 2.0 || (a.x0 - b.x1).abs() < 2.0, a.y0 < b.y1 - 2.0 && b.y0 < a.y1 - 2.0);
        let (is_below, is_over) =
            ((a.y1 - b.y0).abs() < 2.0 || (a.y0 - b.y1).abs() < 2.0, a.x0 < b.x1 - 2.0 && b.x0 < a.x1 - 2.0);
        (is_beside && is_level) || (is_below && is_over)
    };
    let all = boxes.clone();
    boxes.retain(|shape| {
        let inside: Vec<&Word> = words
            .iter()
            .filter(|word| word.x0 >= shape.x0 - 1.0 && word.x1 <= shape.x1 + 1.0 && word.y >= shape.y0 && word.y <= shape.y1)
            .collect();
        let crossing = words.iter().any(|word| {
            word.y > shape.y0
                && word.y - 0.3 * word.size < shape.y1
                && ((word.x0 < shape.x0 - 1.0 && word.x1 > shape.x0 + 1.0)
                    || (word.x0 < shape.x1 - 1.0 && word.x1 > shape.x1 + 1.0))
        });
        let mut heights: Vec<i32> = inside.iter().map(|word| word.y as i32).collect();
        heights.sort_unstable();
        heights.dedup_by(|a, b| (*a - *b).abs() < 3);
        heights.len() >= 3
            && inside.len() >= 8
            && inside.len() * 10 < words.len() * 7
            && !crossing
            && !all.iter().any(|other| other != shape && touches(other, shape))
    });
    boxes.sort_by(|a, b| (a.y0, a.x0).partial_cmp(&(b.y0, b.x0)).unwrap_or(std::cmp::Ordering::Equal));
    boxes
}

/// Returns the lines of the words.
fn lines(words: &[Word], rules: &[Area]) -> Vec<Line> {
    if words.is_empty() {
        return Vec::new();
    }
    let sides = sides(words, rules);
    let is_rtl = bidi::is_rtl(words.iter().map(|word| word.text.as_str()));
    let mut lines = Vec::new();
    for first in 0..words.len() {
        if sides[first].left.is_some_and(|left| !sides[left as usize].is_cut) {
            continue;
        }
        lines.push(line(words, &sides, first, is_rtl));
    }
    lines
}

fn line(words: &[Word], sides: &[Side], first: usize, is_rtl: bool) -> Line {
    let mut numbers = vec![first];
    let mut has_cells = false;
    let mut at = first;
    while let Some(next) = sides[at].right.filter(|_| !sides[at].is_cut) {
        has_cells |= sides[at].is_cell;
        at = next as usize;
        // Each word has one on its left, so this ends.
        numbers.push(at);
    }
    let words: Vec<&Word> = numbers.into_iter().map(|number| &words[number]).collect();
    line_of(&words, is_rtl, has_cells)
}

fn line_of(words: &[&Word], is_rtl: bool, has_cells: bool) -> Line {
    let mut area = Area { x0: f32::MAX, y0: f32::MAX, x1: f32::MIN, y1: f32::MIN };
    let mut parts: Vec<String> = Vec::new();
    let (mut widest, mut size, mut y) = (0.0, 0.0_f32, 0.0);
    let mut last: Option<&Word> = None;
    for word in words {
        area = area.joined(&Area { x0: word.x0, x1: word.x1, y0: word.top(), y1: word.bottom() });
        if word.x1 - word.x0 >= widest {
            (widest, size, y) = (word.x1 - word.x0, word.size, word.y);
        }
        match (last, parts.last_mut()) {
            // Parts of a word in two fonts.
            (Some(last), Some(part)) if touches(last, word) => bidi::append(part, &word.text),
            _ => parts.push(word.text.clone()),
        }
        last = Some(word);
    }
    let words: Vec<&str> = parts.iter().map(String::as_str).collect();
    Line { text: bidi::logical(&words, is_rtl), area, y, size, n_words: words.len(), is_rtl, has_cells }
}

/// Returns whether no space is between two words that the file holds apart.
fn touches(last: &Word, next: &Word) -> bool {
    let size = last.size.max(next.size);
    next.x0 - last.x1 < 0.06 * size
        && last.order.abs_diff(next.order) > 0
        && !last.text.is_empty()
        && (last.font != next.font || last.size != next.size || next.x0 - last.x1 < 0.02 * size)
}

/// Returns the blocks that the lines make.
fn stacked(mut lines: Vec<Line>) -> Vec<Block> {
    lines.sort_by(|a, b| (a.y, a.area.x0).partial_cmp(&(b.y, b.area.x0)).unwrap_or(std::cmp::Ordering::Equal));
    // For each line the one below, if each is the only one for the other.
    let mut below: Vec<Option<usize>> = vec![None; lines.len()];
    let mut n_above = vec![0_usize; lines.len()];
    let mut n_below = vec![0_usize; lines.len()];
    for (at, line) in lines.iter().enumerate() {
        let mut floor = f32::MAX;
        for (other, next) in lines.iter().enumerate().skip(at + 1) {
            if next.y - line.y > MAX_LEADING * line.size.max(next.size) || next.area.y0 > floor {
                break;
            }
            let overlap = line.area.x1.min(next.area.x1) - line.area.x0.max(next.area.x0);
            if overlap <= 0.2 * line.size.min(next.size) || next.y - line.y < 0.4 * line.size.min(next.size) {
                continue;
            }
            floor = floor.min(next.y + 0.1 * next.size);
            n_below[at] += 1;
            n_above[other] += 1;
            if below[at].is_none() {
                below[at] = Some(other);
            }
        }
    }
    let mut is_taken = vec![false; lines.len()];
    let mut blocks = Vec::new();
    for first in 0..lines.len() {
        if is_taken[first] {
            continue;
        }
        let mut numbers = vec![first];
        is_taken[first] = true;
        let mut at = first;
        while let Some(next) = below[at].filter(|next| n_below[at] == 1 && n_above[*next] == 1 && !is_taken[*next]) {
            let (a, b) = (lines[at].size, lines[next].size);
            if a.max(b) > 1.12 * a.min(b) {
                break;
            }
            is_taken[next] = true;
            numbers.push(next);
            at = next;
        }
        let lines: Vec<Line> = numbers.iter().map(|number| lines[*number].clone()).collect();
        let area = lines.iter().skip(1).fold(lines[0].area, |area, line| area.joined(&line.area));
        let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
        blocks.push(Block { lines, area, size, page_area: area });
    }
    blocks
}

/// Orders blocks as they are read.
fn ordered(blocks: Vec<Block>, across: &[Area], text_size: f32) -> Vec<Block> {
    let is_rtl = blocks.iter().flat_map(|block| &block.lines).filter(|line| line.is_rtl).count() * 2
        > blocks.iter().map(|block| block.lines.len()).sum::<usize>();
    let areas: Vec<Area> = blocks.iter().map(|block| reach(block, &blocks, text_size)).collect();
    let n_blocks = blocks.len();
    let order: Vec<usize> = if n_blocks > MAX_ORDERED_BLOCKS { by_height(&areas) } else { sorted(&areas, across, is_rtl) };
    let mut blocks: Vec<Option<Block>> = blocks.into_iter().map(Some).collect();
    order.into_iter().filter_map(|number| blocks[number].take()).collect()
}

/// Returns the area of a block; that of a heading with the white beside it, for it heads what is
/// below that too.
fn reach(block: &Block, blocks: &[Block], text_size: f32) -> Area {
    let mut area = block.area;
    if !block.is_heading(text_size) {
        return area;
    }
    let (mut left, mut right) = (f32::MAX, f32::MIN);
    for other in blocks {
        (left, right) = (left.min(other.area.x0), right.max(other.area.x1));
    }
    for other in blocks {
        if std::ptr::eq(other, block) || other.area.y0 >= area.y1 || other.area.y1 <= area.y0 {
            continue;
        }
        if other.area.x0 >= block.area.x1 {
            right = right.min(other.area.x0 - 0.1);
        }
        if other.area.x1 <= block.area.x0 {
            left = left.max(other.area.x1 + 0.1);
        }
    }
    (area.x0, area.x1) = (left.min(area.x0), right.max(area.x1));
    area
}

fn by_height(areas: &[Area]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..areas.len()).collect();
    order.sort_by(|a, b| {
        (areas[*a].y0, areas[*a].x0).partial_cmp(&(areas[*b].y0, areas[*b].x0)).unwrap_or(std::cmp::Ordering::Equal)
    });
    order
}

/// Sorts so that what must be read before something is.
fn sorted(areas: &[Area], across: &[Area], is_rtl: bool) -> Vec<usize> {
    let n_areas = areas.len();
    let over = |a: &Area, b: &Area| a.x1.min(b.x1) - a.x0.max(b.x0) > 0.5;
    // Something that goes over both, and stands between them in height, parts the page there.
    let are_parted = |a: usize, b: usize| {
        let (first, second) = (&areas[a], &areas[b]);
        let parts = |area: &Area| {
            let middle = (area.y0 + area.y1) / 2.0;
            over(area, first)
                && over(area, second)
                && ((middle >= second.y1 - 0.5 && middle <= first.y0 + 0.5)
                    || (middle >= first.y1 - 0.5 && middle <= second.y0 + 0.5))
        };
        across.iter().any(&parts) || (0..n_areas).any(|other| other != a && other != b && parts(&areas[other]))
    };
    let precedes = |a: usize, b: usize| {
        let (first, second) = (&areas[a], &areas[b]);
        if over(first, second) || are_parted(a, b) {
            return first.y0 + first.y1 < second.y0 + second.y1;
        }
        if is_rtl { first.x0 >= second.x1 - 0.5 } else { first.x1 <= second.x0 + 0.5 }
    };
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); n_areas];
    let mut n_before = vec![0_usize; n_areas];
    for (a, later) in after.iter_mut().enumerate() {
        later.extend((0..n_areas).filter(|b| *b != a && precedes(a, *b)));
        later.iter().for_each(|b| n_before[*b] += 1);
    }
    let mut is_placed = vec![false; n_areas];
    let mut order = Vec::with_capacity(n_areas);
    for _ in 0..n_areas {
        let key = |number: &usize| {
            let area = &areas[*number];
            let side = if is_rtl { -area.x1 } else { area.x0 };
            (n_before[*number], area.y0, side)
        };
        // In a circle, that with the fewest before it.
        let next = (0..n_areas)
            .filter(|number| !is_placed[*number])
            .min_by(|a, b| key(a).partial_cmp(&key(b)).unwrap_or(std::cmp::Ordering::Equal));
        let Some(next) = next else { break };
        is_placed[next] = true;
        order.push(next);
        for other in &after[next] {
            n_before[*other] = n_before[*other].saturating_sub(1);
        }
    }
    order
}
