//! Text that the weights did not choose although it stands with what they chose, or is all that a page has: taken after all.
//!
//! The weights know pages like those they were fitted to. A page that is longer, or built otherwise, can lose most of its text, and lost
//! text is worse than a paragraph too many. So long runs of paragraphs beside chosen ones are taken, and the text of a tiny page. Only
//! comments are dropped, because a run of them looks like a text.

use super::blocks::{Block, Kind, label};
use super::scene::{MIN_PROSE_CHARS, Scene};

/// Returns the labels of elements whose text stands beside an article and is not a part of it.
pub(super) fn beside() -> u32 {
    const BESIDE: [&str; 16] = [
        "caption",
        "author",
        "related",
        "social",
        "comment",
        "advert",
        "subscribe",
        "consent",
        "navigation",
        "hidden",
        "embed",
        "infobox",
        "aside",
        "footer",
        "form",
        "figure",
    ];
    BESIDE.iter().fold(0, |bits, name| bits | label(name))
}

/// Takes the runs of paragraphs that were not taken, in elements that hold many paragraphs, some of them taken. If hardly any text of the
/// page was taken, the element with the most paragraphs counts as such a one. A block with odds below `lowest` stays out.
pub(super) fn take_runs(scene: &Scene<'_>, likely: &[f32], lowest: f32, taken: &mut [bool]) {
    let (elements, blocks) = (&scene.page.elements, &scene.page.blocks);
    let others = beside();
    let is_own = |block: &Block| scene.near_labels(block) & others == 0;
    let of_prose = |block: &Block| if is_prose(block) { block.n_chars } else { 0 };
    let parent = |element: usize| elements[element].parent;
    // The number of paragraphs, their letters, and the letters of those that are taken, in each element.
    let mut sums = vec![(0_usize, 0_usize, 0_usize); elements.len()];
    let mut n_taken = 0;
    for (block, is_taken) in blocks.iter().zip(taken.iter()) {
        let n_chars = of_prose(block);
        n_taken += if *is_taken { n_chars } else { 0 };
        if n_chars > 0 && is_own(block) {
            let sum = &mut sums[parent(block.holder)];
            *sum = (sum.0 + 1, sum.1 + n_chars, sum.2 + if *is_taken { n_chars } else { 0 });
        }
    }
    let most = sums.iter().map(|(_, n_chars, _)| *n_chars).max().unwrap_or_default();
    let is_holder = |element: usize| {
        let (n, n_chars, n_taken_here) = sums[element];
        let is_lost = n_chars == most && n_taken * MIN_LOST < n_chars;
        element != 0 && n >= MIN_PARAGRAPHS && (n_taken_here * MIN_SHARE >= n_chars || is_lost)
    };
    // The run that is open in each element.
    let mut runs: Vec<Run> = vec![Run::default(); elements.len()];
    for (idx, block) in blocks.iter().enumerate() {
        let around = [block.holder, parent(block.holder), parent(parent(block.holder))];
        let Some(at) = around.into_iter().find(|element| is_holder(*element)) else { continue };
        // Single lines of a listing may have been taken.
        let is_line = !is_prose(block) && !matches!(elements[block.holder].kind, Kind::MainHeading | Kind::Heading);
        if taken[idx] && !(is_line && runs[at].is_after_taken) {
            runs[at].end(true, taken);
            runs[at].is_after_taken = true;
        } else if likely[idx] > lowest && is_own(block) && !is_linked(block) && scene.folded[idx] != scene.title {
            runs[at].blocks.push(idx);
            runs[at].n_chars += of_prose(block);
            runs[at].is_plain &= likely[idx] > LOWEST_OF_LINES && scene.phrases[idx] == 0 && block.n_link_chars == 0;
        }
    }
    runs.iter_mut().for_each(|run| run.end(false, taken));
}

/// Blocks of an element, one after the other, that were not taken.
#[derive(Debug, Clone)]
struct Run {
    blocks: Vec<usize>,
    /// The letters and digits of its paragraphs.
    n_chars: usize,
    /// Whether a taken block of the element stands before it.
    is_after_taken: bool,
    /// Whether each block is a line without links that says nothing of notices.
    is_plain: bool,
}

impl Default for Run {
    fn default() -> Run {
        Run { blocks: Vec::new(), n_chars: 0, is_after_taken: false, is_plain: true }
    }
}

impl Run {
    /// Takes the blocks of the run if they are long, or many lines between taken ones, as those of a program are. Begins the next run.
    fn end(&mut self, is_before_taken: bool, taken: &mut [bool]) {
        let is_listing = self.is_plain && self.is_after_taken && is_before_taken && self.blocks.len() >= MIN_LINES;
        if self.n_chars >= MIN_RUN_CHARS || is_listing {
            self.blocks.iter().for_each(|idx| taken[*idx] = true);
        }
        self.blocks.clear();
        (self.n_chars, self.is_plain) = (0, true);
    }
}

/// Minimum number of lines of a listing, and the odds that none of them is below.
const MIN_LINES: usize = 4;
const LOWEST_OF_LINES: f32 = -1.5;

fn is_linked(block: &Block) -> bool {
    block.n_link_chars * 2 >= block.n_chars.max(1)
}

/// Minimum number of paragraphs of an element whose runs are taken.
const MIN_PARAGRAPHS: usize = 5;

/// Minimum length of a run in letters and digits of its paragraphs. What follows an article, such as a request or a note on its author, is
/// shorter.
const MIN_RUN_CHARS: usize = 1000;

/// At least one in this many letters of an element's paragraphs is taken.
const MIN_SHARE: usize = 5;

/// The text of a page is lost if less than one in this many letters of the longest element's paragraphs is taken.
const MIN_LOST: usize = 4;

fn is_prose(block: &Block) -> bool {
    block.n_chars >= MIN_PROSE_CHARS && block.n_link_chars * 4 < block.n_chars
}

/// Drops what was taken of comments, if enough text was taken elsewhere. Comments can be longer than the article, and then they look like
/// the page's text.
pub(super) fn drop_comments(scene: &Scene<'_>, taken: &mut [bool]) {
    const MIN_TEXT_CHARS: usize = 400;
    let (elements, blocks) = (&scene.page.elements, &scene.page.blocks);
    let Some(title_at) = scene.title_at else { return };
    let mut is_around_title = vec![false; elements.len()];
    let mut at = blocks[title_at].holder;
    while at != 0 {
        is_around_title[at] = true;
        at = elements[at].parent;
    }
    let comment = label("comment");
    let inside = scene.page.inside(|idx, _| idx > 0 && elements[idx].labels & comment != 0 && !is_around_title[idx]);
    let is_comment = |idx: usize| idx > title_at && inside[blocks[idx].holder];
    let text = |idx: &usize| taken[*idx] && *idx >= title_at && !is_comment(*idx);
    let n_chars: usize =
        (0..blocks.len()).filter(text).map(|idx| if is_prose(&blocks[idx]) { blocks[idx].n_chars } else { 0 }).sum();
    if n_chars >= MIN_TEXT_CHARS {
        (0..blocks.len()).filter(|idx| is_comment(*idx)).for_each(|idx| taken[idx] = false);
    }
}

/// Takes the text of a page that is too small to be judged: one of few blocks with hardly a link. Returns whether it is such a page. Texts
/// that say what notices say stay out.
pub(super) fn take_tiny_page(scene: &Scene<'_>, taken: &mut [bool]) -> bool {
    const MAX_BLOCKS: usize = 12;
    let (elements, blocks) = (&scene.page.elements, &scene.page.blocks);
    let sum = |of: fn(&Block) -> usize| blocks.iter().map(of).sum::<usize>();
    if blocks.len() > MAX_BLOCKS || sum(|block| block.n_link_chars) * 4 > sum(|block| block.n_chars) {
        return false;
    }
    let others = beside();
    let is_text = |idx: usize| {
        let block = &blocks[idx];
        let is_heading = matches!(elements[block.holder].kind, Kind::MainHeading) || scene.folded[idx] == scene.title;
        scene.phrases[idx] == 0
            && !is_heading
            && scene.near_labels(block) & others == 0
            && block.n_link_chars * 2 <= block.n_chars
    };
    let texts: Vec<usize> = (0..blocks.len()).filter(|idx| is_text(*idx)).collect();
    texts.iter().for_each(|idx| taken[*idx] = true);
    !texts.is_empty()
}
