//! Which blocks of a page are its article.
//!
//! Each block is judged twice. The first look weighs the block alone: its length, links,
//! punctuation, phrases, the classes around it, how much of the page's prose is around it, how near
//! it is to the headline. The second look weighs the same features again, together with what the
//! first look found around the block and relative to the best block of the page. So a page in a
//! style of its own is compared with itself. Both looks are sums of weighed features, and the second of decision trees too (`weights`).

use rustc_hash::FxHashSet;

use super::blocks::{Block, Blocks, Element, Kind, label};
use super::layout::{Layout, ends_sentence};
use super::leftovers;
use super::scene::{MIN_PROSE_CHARS, Scene, Stated, first_names};
use super::siblings;
use super::surroundings::{self, Around};
use super::weights::{FIRST, SECOND};
use super::windows::{MAX_WINDOWS, hash, windows};

/// The blocks that are the article.
#[derive(Debug)]
pub(super) struct Chosen<'b> {
    /// The blocks in order.
    pub(super) blocks: Vec<&'b Block>,
    /// Whether none of them is more likely than not the article's.
    pub(super) is_doubtful: bool,
}

/// Returns the blocks that are the article. `weigh` returns the odds of each block; it is [`look_twice`] save while weights are fitted.
pub(super) fn article<'b>(page: &'b Blocks, stated: &Stated<'b>, weigh: impl FnOnce(&Scene<'_>) -> Vec<f32>) -> Chosen<'b> {
    let scene = Scene::new(page, stated);
    let likely = weigh(&scene);
    let of_text = likely.iter().zip(&scene.folded).filter(|(_, folded)| **folded != scene.title);
    let best = of_text.map(|(odds, _)| *odds).fold(f32::MIN, f32::max);
    // If no block is likely, the least unlikely are taken, unless they are as unlikely as menus: a page is read because it holds an
    // article.
    let threshold = best.clamp(VERY_UNLIKELY, 0.0);
    let mut taken = taken(&scene, &likely, threshold);
    let is_small = page.blocks.iter().map(|block| block.n_chars).sum::<usize>() <= MAX_SMALL_PAGE_CHARS;
    let is_tiny = (best < 0.0 || is_small) && siblings::take_tiny_page(&scene, &mut taken);
    // A few links are a menu, however likely they look.
    if is_small && page.blocks.iter().all(|block| block.n_link_chars == block.n_chars) {
        taken.fill(false);
    }
    let mut told = Told::default();
    let mut chosen: Vec<usize> = Vec::new();
    for (idx, block) in page.blocks.iter().enumerate() {
        if scene.folded[idx] == scene.title {
            // A short text directly above the headline is the section or a label.
            if chosen.len() <= MAX_ABOVE_TITLE && chosen.iter().all(|above| page.blocks[*above].n_chars < MIN_PROSE_CHARS) {
                chosen.clear();
            }
            continue;
        }
        if !taken[idx] {
            continue;
        }
        // Pages contain a text twice: for two screen sizes, or once more for machines.
        if block.n_chars < MIN_PROSE_CHARS || !told.has(&scene.folded[idx]) {
            told.add(&scene.folded[idx]);
            chosen.push(idx);
        }
    }
    leftovers::remove(&scene, &mut chosen);
    Chosen { blocks: chosen.into_iter().map(|idx| &page.blocks[idx]).collect(), is_doubtful: best < 0.0 && !is_tiny }
}

/// Maximum length in letters and digits of all text of a page of which no part is left out.
const MAX_SMALL_PAGE_CHARS: usize = 120;

/// Returns which blocks are likely enough. A paragraph that follows one of them directly is taken with it unless it is very unlikely: the
/// last ones of an article may stand in other elements.
fn taken(scene: &Scene<'_>, likely: &[f32], threshold: f32) -> Vec<bool> {
    let others = siblings::beside();
    let is_sentence = |idx: usize| {
        let block = &scene.page.blocks[idx];
        block.n_chars >= MIN_PROSE_CHARS && block.n_link_chars * 5 < block.n_chars && ends_sentence(&block.text)
    };
    let mut taken: Vec<bool> = likely.iter().map(|odds| *odds >= threshold).collect();
    for idx in 1..taken.len() {
        let follows = !taken[idx] && taken[idx - 1] && likely[idx] > VERY_UNLIKELY && is_sentence(idx) && is_sentence(idx - 1);
        taken[idx] |= follows && scene.near_labels(&scene.page.blocks[idx]) & others == 0;
    }
    siblings::take_runs(scene, likely, VERY_UNLIKELY, &mut taken);
    take_tables(scene, others, &mut taken);
    siblings::drop_comments(scene, &mut taken);
    taken
}

/// Takes the whole of each table and each listing of a program that stands among taken text. Cells and lines are too short to be judged
/// alone.
fn take_tables(scene: &Scene<'_>, others: u32, taken: &mut [bool]) {
    const MIN_TEXT: f32 = 200.0;
    let (page, table) = (scene.page, label("table"));
    let elements = &page.elements;
    let is_table = |element: &Element| element.labels & table != 0 || element.kind == Kind::Verbatim;
    if !elements.iter().any(is_table) {
        return;
    }
    let chars = page.sums(|block| block.n_chars as f32);
    let links = page.sums(|block| block.n_link_chars as f32);
    // Letters of taken text outside of cells, by the element around it.
    let mut texts = vec![0.0_f32; elements.len()];
    // Old pages are laid out as a table around everything.
    let mut holds_table = vec![false; elements.len()];
    for idx in (1..elements.len()).rev() {
        let is_held = holds_table[idx] || is_table(&elements[idx]);
        holds_table[elements[idx].parent] |= is_held;
    }
    for (block, _) in page.blocks.iter().zip(taken.iter()).filter(|(_, taken)| **taken) {
        if elements[block.holder].kind != Kind::Cell && block.n_chars >= MIN_PROSE_CHARS {
            texts[elements[block.holder].parent] += block.n_chars as f32;
        }
    }
    let is_among_text = |idx: usize| {
        let around = [elements[idx].parent, elements[elements[idx].parent].parent];
        around.iter().any(|element| texts[*element] >= MIN_TEXT)
    };
    let is_whole = |idx: usize| {
        is_table(&elements[idx])
            && !holds_table[idx]
            && elements[idx].labels & others == 0
            && links[idx] * 4.0 < chars[idx]
            && is_among_text(idx)
    };
    let whole = page.inside(|idx, _| idx > 0 && is_whole(idx));
    for (taken, block) in taken.iter_mut().zip(&page.blocks) {
        *taken |= whole[block.holder];
    }
}

/// The texts that were taken.
#[derive(Default)]
struct Told {
    texts: FxHashSet<u64>,
    windows: FxHashSet<u64>,
    all: String,
    n_searches: usize,
}

impl Told {
    /// Maximum number of searches through all texts, so that a page of many similar blocks takes no quadratic time.
    const MAX_SEARCHES: usize = 200;

    /// Returns whether the text was taken before, alone or inside others. A text that differs in a word was not.
    fn has(&mut self, text: &str) -> bool {
        if self.texts.contains(&hash(text)) {
            return true;
        }
        let mut windows = windows(text).peekable();
        let is_empty = windows.peek().is_none();
        if is_empty || self.n_searches >= Told::MAX_SEARCHES || !windows.all(|window| self.windows.contains(&window)) {
            return false;
        }
        self.n_searches += 1;
        self.all.contains(text)
    }

    fn add(&mut self, text: &str) {
        self.texts.insert(hash(text));
        // What is past the limit is found by its hash alone.
        self.windows.extend(windows(text).take(MAX_WINDOWS - self.windows.len().min(MAX_WINDOWS)));
        self.all.push_str(text);
    }
}

/// Odds of blocks that are hardly ever the article's.
const VERY_UNLIKELY: f32 = -3.0;

/// Maximum number of labels above the headline. After more blocks, it is a link to the article
/// itself.
const MAX_ABOVE_TITLE: usize = 3;

/// Returns for each block how likely it belongs to the article, as the logarithm of the odds.
pub(super) fn look_twice(scene: &Scene<'_>) -> Vec<f32> {
    let layout = Layout::new(scene.page);
    let mut rows = Rows::default();
    let first: Vec<f32> = first_rows(scene, |row| {
        rows.keep(row);
        FIRST.weigh(row)
    });
    let around = Around::new(scene, &layout, &first);
    let mut row = Vec::new();
    let blocks = 0..first.len();
    blocks
        .map(|idx| {
            if first[idx] < HOPELESS {
                return first[idx];
            }
            if !rows.copy(idx, &mut row) {
                scene.first_look(idx, &mut row);
            }
            around.second_look(idx, &mut row);
            SECOND.weigh(&row)
        })
        .collect()
}

/// Odds of the first look that the second look does not turn. Most blocks of a page are menus and lists of links.
const HOPELESS: f32 = -4.0;

/// The features of the first blocks of a page, kept for the second look.
#[derive(Default)]
struct Rows {
    values: Vec<f32>,
    n_features: usize,
}

impl Rows {
    /// Maximum number of values kept, 16 MB. Few pages have more; theirs are measured again.
    const MAX_VALUES: usize = 4 << 20;

    fn keep(&mut self, row: &[f32]) {
        if self.values.len() + row.len() <= Rows::MAX_VALUES {
            self.values.extend_from_slice(row);
            self.n_features = row.len();
        }
    }

    /// Copies the features of a block to `row`; returns whether they were kept.
    fn copy(&self, idx: usize, row: &mut Vec<f32>) -> bool {
        let Some(kept) = self.values.get(idx * self.n_features..(idx + 1) * self.n_features) else { return false };
        row.clear();
        row.extend_from_slice(kept);
        self.n_features > 0
    }
}

/// Returns what `look` makes of the features of each block in the first look.
pub(super) fn first_rows<R>(scene: &Scene<'_>, mut look: impl FnMut(&[f32]) -> R) -> Vec<R> {
    let mut row = Vec::new();
    let blocks = 0..scene.page.blocks.len();
    blocks
        .map(|idx| {
            scene.first_look(idx, &mut row);
            look(&row)
        })
        .collect()
}

/// Returns the features of each block in the second look: those of the first, and those that follow from its results.
pub(super) fn second_rows(scene: &Scene<'_>, first: &[f32]) -> Vec<Vec<f32>> {
    let layout = Layout::new(scene.page);
    let around = Around::new(scene, &layout, first);
    let blocks = 0..scene.page.blocks.len();
    blocks
        .map(|idx| {
            let mut row = Vec::new();
            scene.first_look(idx, &mut row);
            around.second_look(idx, &mut row);
            row
        })
        .collect()
}

/// Returns the names of the features of the second look, in their order.
pub(super) fn second_names() -> Vec<String> {
    first_names().into_iter().chain(surroundings::names()).collect()
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::*;

    #[test]
    fn every_feature_has_its_weight() {
        assert_eq!(FIRST.features, first_names());
        assert_eq!(SECOND.features, second_names());
        let page = Blocks::of(&Document::from("<h1>Rain</h1><p>It rained on the town for three days.</p>"));
        let scene = Scene::new(&page, &Stated { title: Some("Rain"), ..Stated::default() });
        assert_eq!(first_rows(&scene, <[f32]>::len), [first_names().len(); 2]);
        let second = second_rows(&scene, &[0.0, 0.0]);
        assert!(second.iter().all(|row| row.len() == second_names().len()));
    }

    #[track_caller]
    fn check(html: &str, stated: &Stated<'_>, expected: &[&str]) {
        let page = Blocks::of(&Document::from(html));
        let texts: Vec<&str> = article(&page, stated, look_twice).blocks.iter().map(|block| block.text.trim()).collect();
        assert_eq!(texts, expected, "for {html}");
    }

    const FIRST_LINE: &str = "It rained on the town for three days, said the mayor, and the river rose, as it does each spring.";
    const SECOND_LINE: &str = "Nobody was hurt, but in the lower streets the cellars are full, and the school will stay closed.";

    #[test]
    fn a_text_is_told_once() {
        let twice = format!("<p>{FIRST_LINE}</p><p>{SECOND_LINE}</p>");
        check(&format!("<article>{twice}</article><div>{twice}</div>"), &Stated::default(), &[FIRST_LINE, SECOND_LINE]);
    }

    #[test]
    fn a_label_above_the_headline_is_no_text() {
        let html = format!("<article><p>World</p><p>Rain again</p><p>{FIRST_LINE}</p><p>{SECOND_LINE}</p></article>");
        check(&html, &Stated { title: Some("Rain again"), ..Stated::default() }, &[FIRST_LINE, SECOND_LINE]);
    }
}
