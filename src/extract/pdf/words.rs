//! Words, from glyphs.
//!
//! Programs write the glyphs of a word one after the other, so the order in the file says which
//! glyphs can be one word. Whether a gap between two of them parts words, the gaps of their line
//! say: letters can be set apart, and a font can state widths that are wrong.

use rustc_hash::FxHashMap as HashMap;

use super::bidi;
use super::glyphs::Glyph;

/// Least gap between words, in sizes of the font.
const WORD_GAP: f32 = 0.17;
/// The same in a line whose file has spaces between words.
const WORD_GAP_BESIDE_SPACES: f32 = 0.28;
/// How much wider than the gaps between letters one between words is, in sizes of the font.
const BEYOND_LETTER_GAP: f32 = 0.14;
/// Maximum number of glyphs of a word. A longer one is none, and is cut.
const MAX_WORD_GLYPHS: usize = 256;
/// Heights above and below the base line that letters reach, in sizes of the font.
pub(super) const ASCENT: f32 = 0.72;
pub(super) const DESCENT: f32 = 0.22;

/// A word on a page turned so that it is level.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    pub size: f32,
    pub font: u32,
    /// Place of its first glyph in the file.
    pub order: usize,
    pub is_artifact: bool,
}

impl Word {
    pub(super) fn top(&self) -> f32 {
        self.y - ASCENT * self.size
    }

    pub(super) fn bottom(&self) -> f32 {
        self.y + DESCENT * self.size
    }
}

/// Returns the words of those glyphs that are turned so.
pub(super) fn words(glyphs: &[Glyph], texts: &[String], turn: u8) -> Vec<Word> {
    let mut words = Vec::new();
    let mut run: Vec<(usize, Glyph)> = Vec::new();
    for (order, glyph) in glyphs.iter().enumerate() {
        if glyph.turn != turn || glyph.size <= 0.0 {
            continue;
        }
        if let Some((_, last)) = run.last()
            && !follows(last, glyph)
        {
            add_run(&mut words, &run, texts);
            run.clear();
        }
        run.push((order, *glyph));
    }
    add_run(&mut words, &run, texts);
    drop_repeated(&mut words);
    words
}

/// Drops words that are drawn again at nearly the same place, to look bold or to throw a shadow.
fn drop_repeated(words: &mut Vec<Word>) {
    const CELL: f32 = 8.0;
    const MAX_SHIFT: f32 = 0.25;
    const MAX_OTHERS: usize = 32;
    let mut places: HashMap<(i32, i32), Vec<usize>> = HashMap::default();
    let mut is_repeated = vec![false; words.len()];
    for (number, word) in words.iter().enumerate() {
        let (column, row) = ((word.x0 / CELL) as i32, (word.y / CELL) as i32);
        is_repeated[number] = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (column + x, row + y))).any(|place| {
            places.get(&place).is_some_and(|others| {
                others.iter().rev().take(MAX_OTHERS).any(|other| {
                    let other = &words[*other];
                    (other.x0 - word.x0).abs().max((other.y - word.y).abs()) < MAX_SHIFT * word.size && other.text == word.text
                })
            })
        });
        if !is_repeated[number] {
            places.entry((column, row)).or_default().push(number);
        }
    }
    let mut is_repeated = is_repeated.into_iter();
    words.retain(|_| !is_repeated.next().unwrap_or(false));
}

/// Returns whether a glyph can belong to the line of the one before it in the file.
fn follows(last: &Glyph, next: &Glyph) -> bool {
    let size = last.size.max(next.size);
    let small = last.size.min(next.size);
    // A mark above or below a letter has a base line of its own in some files.
    if (last.y - next.y).abs() > 0.35 * size || small < 0.5 * size || last.is_artifact != next.is_artifact {
        return false;
    }
    let right = next.x0 - last.x1;
    let left = last.x0 - next.x1;
    (right > -0.6 * size && right < 1.5 * size) || (left > -0.3 * size && left < 1.5 * size)
}

fn gap(last: &Glyph, next: &Glyph) -> f32 {
    let right = next.x0 - last.x1;
    if next.x0 + next.x1 < last.x0 + last.x1 && right < -0.3 * last.size { last.x0 - next.x1 } else { right }
}

fn add_run(words: &mut Vec<Word>, run: &[(usize, Glyph)], texts: &[String]) {
    if run.is_empty() {
        return;
    }
    let text_of = |glyph: &Glyph| texts.get(glyph.text as usize).map_or("", String::as_str);
    let is_space = |glyph: &Glyph| text_of(glyph).trim().is_empty() && !text_of(glyph).is_empty();
    let mut gaps: Vec<f32> = run
        .windows(2)
        .filter(|pair| !is_space(&pair[0].1) && !is_space(&pair[1].1))
        .map(|pair| gap(&pair[0].1, &pair[1].1) / pair[0].1.size.max(pair[1].1.size))
        .collect();
    let n_spaces = run.iter().filter(|(_, glyph)| is_space(glyph)).count();
    let middle = gaps.len() / 2;
    let median = if gaps.is_empty() { 0.0 } else { *gaps.select_nth_unstable_by(middle, f32::total_cmp).1 };
    let least = if n_spaces * 15 >= run.len() { WORD_GAP_BESIDE_SPACES } else { WORD_GAP };
    // A run of few glyphs does not tell.
    let least = if gaps.len() >= 4 { least.max(median + BEYOND_LETTER_GAP) } else { least };

    let mut from = 0;
    for at in 0..=run.len() {
        let ends = match run.get(at) {
            None => true,
            Some((_, glyph)) if is_space(glyph) => true,
            Some((_, glyph)) => at > from && gap(&run[at - 1].1, glyph) > least * glyph.size.max(run[at - 1].1.size),
        };
        if !ends {
            continue;
        }
        run[from..at].chunks(MAX_WORD_GLYPHS).for_each(|glyphs| add_word(words, glyphs, texts));
        from = at + usize::from(run.get(at).is_some_and(|(_, glyph)| is_space(glyph)));
    }
}

fn add_word(words: &mut Vec<Word>, glyphs: &[(usize, Glyph)], texts: &[String]) {
    let Some((order, first)) = glyphs.first() else { return };
    let mut units: Vec<bidi::Unit<'_>> = glyphs
        .iter()
        .filter_map(|(_, glyph)| Some(bidi::Unit { text: texts.get(glyph.text as usize)?, x0: glyph.x0, x1: glyph.x1 }))
        .collect();
    if units.is_empty() {
        return;
    }
    let text = bidi::visual_text(&mut units);
    let (mut x0, mut x1, mut size) = (f32::MAX, f32::MIN, 0.0_f32);
    for (_, glyph) in glyphs {
        (x0, x1, size) = (x0.min(glyph.x0), x1.max(glyph.x1 - glyph.spacing.max(0.0)), size.max(glyph.size));
    }
    // The base line of the largest glyph: a small one may be raised.
    let y = glyphs.iter().find(|(_, glyph)| glyph.size >= size * 0.99).map_or(first.y, |(_, glyph)| glyph.y);
    words.push(Word { text, x0, x1: x1.max(x0), y, size, font: first.font, order: *order, is_artifact: first.is_artifact });
}
