//! Text that the trees did not choose although it stands with what they chose, or is all that a page has: taken after all.
//!
//! The trees know pages like those they were fitted to. A page that is longer, or built otherwise, can lose most of its text, and lost
//! text is worse than a paragraph too many. So long runs of paragraphs beside chosen ones are taken, and the text of a tiny page.

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
    // The blocks of each run that is open: one for each element.
    let mut runs: Vec<(Vec<usize>, usize)> = vec![(Vec::new(), 0); elements.len()];
    let end = |(run, n_chars): &mut (Vec<usize>, usize), taken: &mut [bool]| {
        if *n_chars >= MIN_RUN_CHARS {
            run.iter().for_each(|idx| taken[*idx] = true);
        }
        run.clear();
        *n_chars = 0;
    };
    for (idx, block) in blocks.iter().enumerate() {
        let around = [block.holder, parent(block.holder), parent(parent(block.holder))];
        let Some(at) = around.into_iter().find(|element| is_holder(*element)) else { continue };
        if taken[idx] {
            end(&mut runs[at], taken);
        } else if likely[idx] > lowest
            && is_own(block)
            && block.n_link_chars * 2 < block.n_chars.max(1)
            && scene.folded[idx] != scene.title
        {
            runs[at].0.push(idx);
            runs[at].1 += of_prose(block);
        }
    }
    runs.iter_mut().for_each(|run| end(run, taken));
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
