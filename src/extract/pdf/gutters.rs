//! The white stripes between columns.
//!
//! Each word looks for its neighbour to the right. The gap between them is a gutter if a white
//! stripe goes through it that several lines keep free on both sides. A stripe between the cells of
//! a table is none: tables are read row by row.

use std::cell::Cell;

use super::glyphs::Area;
use super::words::Word;

/// Narrowest gutter that is looked at, in sizes of the font.
const MIN_GUTTER: f32 = 0.45;
/// How much narrower than at its beginning a stripe gets.
const MAX_NARROWING: f32 = 0.4;
/// Widest gap in a line, beyond which it is two lines, in sizes of the font.
const MAX_GAP: f32 = 3.0;
/// Width of a gutter, in sizes of the font, and number of lines on each side that make it one.
const SUPPORTS: [(f32, usize); 4] = [(2.2, 2), (1.1, 3), (0.7, 5), (0.45, 9)];
/// Width of a gutter and number of lines if lines begin at it at one place to a hair, which those in set text do not do by chance.
const FLUSH_SUPPORT: (f32, usize) = (0.7, 3);
/// The same if that is a place where lines of the page begin.
const EDGE_SUPPORT: (f32, usize) = (0.7, 3);
/// Number of lines up to which a gutter must have lines that begin or end at one place.
const MAX_RAGGED: usize = 5;
/// Farthest distance between ends of lines that are at one place, in sizes of the font.
const HAIR: f32 = 0.015;
/// Number of words of the page that begin, or end, at one place where it is the edge of a column.
const MIN_AT_EDGE: usize = 4;
/// Number of lines of a gutter that is no chance.
const MIN_LONG: usize = 9;
/// Pairs of words that do not stand as the file says, 1 in so many, up to which its order is that of columns.
const MAX_OUT_OF_ORDER: usize = 12;
/// Average number of words of the lines on one side up to which the stripe may be one of a table.
const MAX_CELL_WORDS: f32 = 2.3;
/// Widest space in a cell, in sizes of the font.
const MAX_SPACE: f32 = 1.8;
/// Share of the widest line that the lines of set text fill on average.
const MIN_FILL: f32 = 0.74;
/// Farthest distance between the base lines of two cells of one row, in sizes of the font.
const MAX_ROW_SLANT: f32 = 0.12;

/// Maximum number of words that are compared for a page. A page of a paper takes some millions.
const MAX_STEPS: u64 = 200_000_000;
/// Maximum number of bands of a page.
const MAX_BANDS: f32 = 2000.0;

/// For each word, the number of its neighbours, and what is between.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    /// The next word to the right in the same line.
    pub right: Option<u32>,
    pub left: Option<u32>,
    /// Whether a gutter is between the word and the next.
    pub is_cut: bool,
    /// Whether the gap is one between cells of a table.
    pub is_cell: bool,
}

/// Returns the neighbours of each word. `rules` are upright lines that are drawn on the page.
pub(super) fn sides(words: &[Word], rules: &[Area]) -> Vec<Side> {
    let index = Bands::new(words);
    let mut sides = neighbours(words, &index);
    let edges = Edges::new(words);
    let rank = ranks(words);
    // Numbers of lines beside long gutters of a file that is written column by column, and row by row.
    let (mut n_of_columns, mut n_of_rows) = (0, 0);
    let mut known: Vec<Option<bool>> = vec![None; words.len()];
    // A narrow gap shows where the gutter is. One beside a short line is wider than that.
    let gap_of = |at: &usize| sides[*at].right.map_or(f32::MAX, |right| words[right as usize].x0 - words[*at].x1);
    let mut order: Vec<usize> = (0..words.len()).filter(|at| gap_of(at) > 0.0).collect();
    order.sort_by(|a, b| gap_of(a).total_cmp(&gap_of(b)));
    for at in order {
        if index.is_over() {
            break;
        }
        let Some(right) = sides[at].right else { continue };
        let (left, right) = (&words[at], &words[right as usize]);
        let size = left.size.min(right.size);
        let gap = right.x0 - left.x1;
        let is_ruled = has_rule(rules, left, right);
        if known[at].is_some() || (gap < MIN_GUTTER * size && !is_ruled) {
            continue;
        }
        let stripe = index.stripe(words, left, right, MIN_GUTTER * size.min(12.0) * if is_ruled { 0.2 } else { 1.0 });
        let (on_left, on_right) = index.beside(words, &sides, &stripe);
        let width = stripe.width() / size.min(14.0);
        let n_lines = on_left.len().min(on_right.len());
        let n_blocked = index.n_blocked(words, &stripe, size);
        let is_river = match n_lines {
            0..=2 => n_blocked >= 1,
            3..=5 => n_blocked == 2,
            _ => false,
        };
        let n_ends = on_left.iter().filter(|word| stripe.x0 - words[**word as usize].x1 <= HAIR * size).count();
        let n_starts = on_right.iter().filter(|word| words[**word as usize].x0 - stripe.x1 <= HAIR * size).count();
        let is_edge = edges.n_starts(stripe.x1, HAIR * size) >= MIN_AT_EDGE;
        let has_edge = is_edge || edges.n_ends(stripe.x0, HAIR * size) >= MIN_AT_EDGE;
        let is_ragged = n_lines <= MAX_RAGGED && n_ends.max(n_starts) < 2 && !has_edge;
        let supports = |(least, n_least): (f32, usize), n_lines: usize| width >= least && n_lines >= n_least;
        let is_gutter = is_ruled && n_lines >= 2
            || !is_river && !is_ragged && SUPPORTS.iter().any(|support| supports(*support, n_lines))
            || n_starts * 4 >= on_right.len() * 3 && supports(FLUSH_SUPPORT, n_starts.min(n_lines))
            || is_edge && n_starts >= 2 && supports(EDGE_SUPPORT, n_lines);
        if !is_gutter {
            known[at] = Some(false);
            // One line alone: two headlines side by side, or what stands at both ends of a line.
            sides[at].is_cut = gap > MAX_GAP * size && !is_river;
            continue;
        }
        let is_table = !is_ruled && is_table(words, &sides, &on_left, &on_right, &stripe);
        let rows = rows_of_numbers(words, &sides, on_left.clone());
        for (number, is_row) in rows {
            let side = &mut sides[number as usize];
            let Some(next) = side.right else { continue };
            let (word, next) = (&words[number as usize], &words[next as usize]);
            // A space of large print is no gutter, though a gutter goes on below it.
            // A rule between columns does not reach into the table above them.
            let is_ruled = has_rule(rules, word, next);
            let is_wide = next.x0 - word.x1 >= MIN_GUTTER * word.size.min(next.size) || is_ruled;
            if is_wide && word.x1 <= stripe.x0 + 0.1 && next.x0 >= stripe.x1 - 0.1 {
                let is_cell = is_table || is_row && !is_ruled;
                known[number as usize] = Some(!is_cell);
                (side.is_cut, side.is_cell) = (!is_cell, is_cell);
            }
        }
        if known[at].is_none() {
            known[at] = Some(!is_table);
            (sides[at].is_cut, sides[at].is_cell) = (!is_table, is_table);
        }
        if n_lines >= MIN_LONG {
            let n_following = on_left.iter().filter(|number| follows(&rank, &sides, **number as usize)).count();
            if n_following * MAX_OUT_OF_ORDER <= on_left.len() {
                n_of_columns += on_left.len();
            } else if !is_table {
                n_of_rows += on_left.len();
            }
        }
    }
    if n_of_columns > 2 * n_of_rows {
        follow_file(words, &mut sides, &rank);
    }
    sides
}

/// Returns the place of each word in the file.
fn ranks(words: &[Word]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|number| words[*number].order);
    let mut rank = vec![0; words.len()];
    order.iter().enumerate().for_each(|(at, number)| rank[*number] = at);
    rank
}

/// Returns whether a word and the next in its line stand side by side in the file too.
fn follows(rank: &[usize], sides: &[Side], at: usize) -> bool {
    sides[at].right.is_some_and(|right| rank[at].abs_diff(rank[right as usize]) == 1)
}

/// Corrects what was cut by the order of the file, if that is the order of columns: then the words of a line follow each other, and
/// those on both sides of a gutter do not.
fn follow_file(words: &[Word], sides: &mut [Side], rank: &[usize]) {
    let is_joined = |at: &usize| sides[*at].right.is_some() && !sides[*at].is_cut && !sides[*at].is_cell;
    let n_joined = (0..words.len()).filter(is_joined).count();
    let n_parted = (0..words.len()).filter(is_joined).filter(|at| !follows(rank, sides, *at)).count();
    if n_parted * MAX_OUT_OF_ORDER > n_joined {
        return;
    }
    for at in 0..words.len() {
        let Some(right) = sides[at].right.map(|right| &words[right as usize]) else { continue };
        let (gap, size) = (right.x0 - words[at].x1, words[at].size.min(right.size));
        if !follows(rank, sides, at) {
            if gap > MIN_GUTTER * size {
                (sides[at].is_cut, sides[at].is_cell) = (true, false);
            }
        } else if gap < MAX_GAP * size {
            sides[at].is_cut = false;
        }
    }
}

/// Where words begin and end, ascending.
struct Edges {
    starts: Vec<f32>,
    ends: Vec<f32>,
}

impl Edges {
    fn new(words: &[Word]) -> Self {
        let sorted = |place: fn(&Word) -> f32| {
            let mut places: Vec<f32> = words.iter().map(place).collect();
            places.sort_by(f32::total_cmp);
            places
        };
        Self { starts: sorted(|word| word.x0), ends: sorted(|word| word.x1) }
    }

    fn n_starts(&self, x: f32, within: f32) -> usize {
        Self::n_near(&self.starts, x, within)
    }

    fn n_ends(&self, x: f32, within: f32) -> usize {
        Self::n_near(&self.ends, x, within)
    }

    fn n_near(places: &[f32], x: f32, within: f32) -> usize {
        places.partition_point(|place| *place <= x + within) - places.partition_point(|place| *place < x - within)
    }
}

/// Returns whether a rule stands between two words of a line.
fn has_rule(rules: &[Area], left: &Word, right: &Word) -> bool {
    rules.iter().any(|rule| rule.x0 >= left.x1 - 0.5 && rule.x1 <= right.x0 + 0.5 && rule.y0 < left.y && rule.y1 > left.top())
}

/// Returns whether the stripe parts cells: lines on both sides stand at one height, and those of one
/// side are short.
fn is_table(words: &[Word], sides: &[Side], on_left: &[u32], on_right: &[u32], stripe: &Area) -> bool {
    // Set text fills its columns.
    let fills = |list: &[u32], distance: &dyn Fn(&Word) -> f32| {
        list.iter().filter(|number| distance(&words[**number as usize]) < 0.6 * words[**number as usize].size).count() * 2
            >= list.len()
    };
    if fills(on_left, &|word| stripe.x0 - word.x1)
        && fills(on_right, &|word| word.x0 - stripe.x1)
        && on_left.len().min(on_right.len()) >= 4
    {
        return false;
    }
    let n_level = on_left
        .iter()
        .filter(|number| {
            let word = &words[**number as usize];
            sides[**number as usize]
                .right
                .is_some_and(|right| (words[right as usize].y - word.y).abs() <= MAX_ROW_SLANT * word.size)
        })
        .count();
    if n_level * 10 < on_left.len().min(on_right.len()) * 8 {
        return false;
    }
    let left = Cells::new(words, sides, on_left, |side| side.left);
    let right = Cells::new(words, sides, on_right, |side| side.right);
    left.n_words.min(right.n_words) <= MAX_CELL_WORDS && left.fill.min(right.fill) < MIN_FILL
}

/// What stands beside a stripe.
struct Cells {
    /// Average number of words of a line, up to a wide gap.
    n_words: f32,
    /// Average share of the widest line.
    fill: f32,
}

impl Cells {
    fn new(words: &[Word], sides: &[Side], from: &[u32], next: impl Fn(&Side) -> Option<u32>) -> Self {
        let mut n_words = 0;
        let mut widths: Vec<f32> = Vec::new();
        for number in from {
            let mut at = *number as usize;
            let (mut x0, mut x1) = (words[at].x0, words[at].x1);
            n_words += 1;
            while let Some(other) = next(&sides[at]) {
                let other = other as usize;
                let (a, b) = if words[at].x0 < words[other].x0 { (at, other) } else { (other, at) };
                if words[b].x0 - words[a].x1 > MAX_SPACE * words[a].size || sides[a].is_cut {
                    break;
                }
                n_words += 1;
                (x0, x1) = (x0.min(words[other].x0), x1.max(words[other].x1));
                at = other;
            }
            widths.push(x1 - x0);
        }
        let widest = widths.iter().copied().fold(0.1, f32::max);
        let n_lines = from.len().max(1) as f32;
        Self { n_words: n_words as f32 / n_lines, fill: widths.iter().sum::<f32>() / n_lines / widest }
    }
}

/// Number of lines around one, with itself, that say whether it is a row of a table with numbers.
const ROWS: usize = 5;

/// Returns for each word whose line ends at a stripe whether numbers stand beside the stripe in its
/// row, and in most rows next to it.
fn rows_of_numbers(words: &[Word], sides: &[Side], mut on_left: Vec<u32>) -> Vec<(u32, bool)> {
    on_left.sort_by(|a, b| words[*a as usize].y.total_cmp(&words[*b as usize].y));
    let is_number = |word: &Word| word.text.contains(|sign: char| sign.is_numeric()) && !word.text.contains(char::is_alphabetic);
    let are_numbers: Vec<bool> = on_left
        .iter()
        .map(|number| {
            let word = &words[*number as usize];
            let next = sides[*number as usize].right.map(|right| &words[right as usize]);
            next.is_some_and(|next| (next.y - word.y).abs() <= MAX_ROW_SLANT * word.size && (is_number(word) || is_number(next)))
        })
        .collect();
    let n_rows = on_left.len();
    let is_row = |at: usize| {
        let from = at.saturating_sub(ROWS / 2).min(n_rows.saturating_sub(ROWS));
        let near = &are_numbers[from..(from + ROWS).min(n_rows)];
        near.len() >= 2 && near.iter().filter(|is_number| **is_number).count() * 10 >= near.len() * 6
    };
    on_left.iter().enumerate().map(|(at, number)| (*number, are_numbers[at] && is_row(at))).collect()
}

/// Words by their height on the page.
struct Bands {
    top: f32,
    step: f32,
    bands: Vec<Vec<u32>>,
    /// Number of words that were compared.
    n_steps: Cell<u64>,
}

impl Bands {
    fn new(words: &[Word]) -> Self {
        let top = words.iter().map(Word::top).fold(f32::MAX, f32::min);
        let bottom = words.iter().map(Word::bottom).fold(f32::MIN, f32::max);
        let mut sizes: Vec<f32> = words.iter().map(|word| word.size).collect();
        sizes.sort_by(f32::total_cmp);
        let step = sizes.get(sizes.len() / 2).copied().unwrap_or(10.0).max(2.0) / 2.0;
        let step = step.max((bottom - top) / MAX_BANDS);
        let n_bands = ((bottom - top) / step).clamp(0.0, MAX_BANDS) as usize + 1;
        let mut bands = vec![Vec::new(); n_bands];
        let mut this = Self { top, step, bands: Vec::new(), n_steps: Cell::new(0) };
        for (number, word) in words.iter().enumerate() {
            let (first, last) = (this.band(word.top(), n_bands), this.band(word.bottom(), n_bands));
            for band in bands.iter_mut().take(last + 1).skip(first) {
                band.push(number as u32);
            }
        }
        this.bands = bands;
        this
    }

    /// Returns the words of a band, and counts them.
    fn words(&self, band: usize) -> &[u32] {
        let words = self.bands.get(band).map_or(&[][..], Vec::as_slice);
        self.n_steps.set(self.n_steps.get() + words.len() as u64 + 1);
        words
    }

    fn is_over(&self) -> bool {
        self.n_steps.get() > MAX_STEPS
    }

    fn band(&self, y: f32, n_bands: usize) -> usize {
        (((y - self.top) / self.step).max(0.0) as usize).min(n_bands - 1)
    }

    /// Returns the white stripe through the gap between two words: as high as it stays `least` wide.
    fn stripe(&self, words: &[Word], left: &Word, right: &Word, least: f32) -> Area {
        let n_bands = self.bands.len();
        let mut area = Area { x0: left.x1, x1: right.x0, y0: left.top(), y1: left.bottom() };
        let middle = self.band(left.y - 0.25 * left.size, n_bands);
        // The stripe of a wide gap does not go on through a narrow one.
        let least = least.max(MAX_NARROWING * area.width());
        for is_up in [true, false] {
            let mut band = middle;
            loop {
                let (mut x0, mut x1) = (area.x0, area.x1);
                for number in self.words(band) {
                    let word = &words[*number as usize];
                    if word.x1 <= x0 || word.x0 >= x1 {
                        continue;
                    }
                    // What stands in the stripe leaves the wider part of it.
                    if word.x0 - x0 >= x1 - word.x1 { x1 = word.x0 } else { x0 = word.x1 }
                }
                if x1 - x0 < least {
                    break;
                }
                (area.x0, area.x1) = (x0, x1);
                let y = self.top + band as f32 * self.step;
                if is_up {
                    area.y0 = area.y0.min(y);
                } else {
                    area.y1 = area.y1.max(y + self.step);
                }
                let next = if is_up { band.checked_sub(1) } else { (band + 1 < n_bands).then_some(band + 1) };
                let Some(next) = next else { break };
                band = next;
            }
        }
        area
    }

    /// Returns how many ends of the stripe, of two, the next line of the text closes.
    fn n_blocked(&self, words: &[Word], stripe: &Area, size: f32) -> usize {
        let n_bands = self.bands.len();
        let closes = |from: f32, to: f32| {
            (self.band(from, n_bands)..=self.band(to, n_bands)).flat_map(|band| self.words(band)).any(|number| {
                let word = &words[*number as usize];
                word.x0 < stripe.x1 - 0.1
                    && word.x1 > stripe.x0 + 0.1
                    && word.size.max(size) <= 1.15 * word.size.min(size)
                    && (word.bottom() <= stripe.y0 + 0.6 * size || word.top() >= stripe.y1 - 0.6 * size)
            })
        };
        usize::from(closes(stripe.y0 - 0.6 * size, stripe.y0)) + usize::from(closes(stripe.y1, stripe.y1 + 0.6 * size))
    }

    /// Returns the words whose lines end at the stripe, and those whose lines begin there.
    fn beside(&self, words: &[Word], sides: &[Side], stripe: &Area) -> (Vec<u32>, Vec<u32>) {
        let n_bands = self.bands.len();
        let (first, last) = (self.band(stripe.y0, n_bands), self.band(stripe.y1, n_bands));
        let (mut on_left, mut on_right) = (Vec::new(), Vec::new());
        for band in first..=last {
            for number in self.words(band) {
                let word = &words[*number as usize];
                if word.y < stripe.y0 || word.y > stripe.y1 {
                    continue;
                }
                let side = &sides[*number as usize];
                if word.x1 <= stripe.x0 + 0.1 && side.right.is_none_or(|right| words[right as usize].x0 >= stripe.x1 - 0.1) {
                    on_left.push(*number);
                }
                if word.x0 >= stripe.x1 - 0.1 && side.left.is_none_or(|left| words[left as usize].x1 <= stripe.x0 + 0.1) {
                    on_right.push(*number);
                }
            }
        }
        for list in [&mut on_left, &mut on_right] {
            list.sort_unstable();
            list.dedup();
        }
        (on_left, on_right)
    }
}

/// Finds for each word the next to its right at the same height.
fn neighbours(words: &[Word], index: &Bands) -> Vec<Side> {
    let n_bands = index.bands.len();
    let mut sides = vec![Side { right: None, left: None, is_cut: false, is_cell: false }; words.len()];
    for (number, word) in words.iter().enumerate() {
        if index.is_over() {
            break;
        }
        let mut best: Option<(f32, f32, u32)> = None;
        let (first, last) = (index.band(word.top(), n_bands), index.band(word.bottom(), n_bands));
        for band in first..=last {
            for other in index.words(band) {
                let next = &words[*other as usize];
                let size = word.size.min(next.size);
                let overlap = (word.bottom().min(next.bottom()) - word.top().max(next.top())) / size;
                if *other as usize == number
                    || overlap < 0.35
                    || next.x0 + next.x1 <= word.x0 + word.x1
                    || next.x0 < word.x1 - 0.35 * size
                {
                    continue;
                }
                let slant = (next.y - word.y).abs();
                if best.is_none_or(|(x, y, _)| (next.x0, slant) < (x - 0.01, y) || (next.x0 < x + 0.01 && slant < y)) {
                    best = Some((next.x0, slant, *other));
                }
            }
        }
        sides[number].right = best.map(|best| best.2);
    }
    // A word that two point to belongs to the nearer.
    let mut nearest: Vec<Option<(f32, u32)>> = vec![None; words.len()];
    for number in 0..words.len() {
        let Some(right) = sides[number].right else { continue };
        let next = &words[right as usize];
        let distance = (next.x0 - words[number].x1).max(0.0) + 3.0 * (next.y - words[number].y).abs();
        if nearest[right as usize].is_none_or(|(best, _)| distance < best) {
            nearest[right as usize] = Some((distance, number as u32));
        }
    }
    for number in 0..words.len() {
        let Some(right) = sides[number].right else { continue };
        if nearest[right as usize].is_some_and(|(_, left)| left as usize == number) {
            sides[right as usize].left = Some(number as u32);
        } else {
            sides[number].right = None;
        }
    }
    sides
}
