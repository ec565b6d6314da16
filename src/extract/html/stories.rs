//! Blocks of a page that are certainly not its article's: layers that lie over the page, and other articles below or beside it.
//!
//! Sites load the next article below the one that was asked for, and a saved page holds both. Pages mark an article with an `article`
//! element, with its address, or with one more headline in the form of the first. A block in another article is removed before anything
//! is measured, because it is prose like the article's own.

use super::blocks::{Block, Blocks, Kind, label};
use crate::extract::line::fold;

/// Minimum length of the text of an article, in letters and digits of its paragraphs. A shorter one is a teaser, which is left to the
/// weights.
const MIN_STORY_CHARS: f32 = 200.0;

/// The same for one whose headline is a main one, in an `article` element of its own.
const MIN_MARKED_CHARS: f32 = 100.0;

/// Minimum length of a paragraph in letters and digits.
const MIN_PARAGRAPH_CHARS: usize = 60;

/// Removes the blocks of layers and of other articles than the one with the headline `title`. Returns the share of the page's letters that
/// are in layers, removed or not.
pub(super) fn keep_own(page: &mut Blocks, title: Option<&str>) -> f32 {
    let title = title.map(fold).unwrap_or_default();
    let title_at = page.blocks.iter().position(|block| is_title(page, block, &title));
    let (mut is_gone, share) = in_layers(page, title_at);
    if let Some(title_at) = title_at {
        in_other_stories(page, title_at, &title, &mut is_gone);
    }
    if is_gone.iter().any(|is_gone| *is_gone) {
        page.remove(&is_gone);
    }
    share
}

fn is_title(page: &Blocks, block: &Block, title: &str) -> bool {
    page.elements[block.holder].kind == Kind::MainHeading && !title.is_empty() && fold(&block.text) == title
}

/// Returns for each block whether it is in a layer that is to go, and the share of the letters in all layers. An element around the
/// headline is no layer; one with most of the page is a wall, which stays so that its text is seen.
fn in_layers(page: &Blocks, title_at: Option<usize>) -> (Vec<bool>, f32) {
    const MOST: f32 = 0.9;
    if !page.elements.iter().any(|element| element.is_layer) {
        return (vec![false; page.blocks.len()], 0.0);
    }
    let around_title = around(page, title_at.map(|at| page.blocks[at].holder));
    let sums = page.sums(|block| block.n_chars as f32);
    let is_layer = |idx: usize| page.elements[idx].is_layer && !around_title[idx];
    let all = page.inside(|idx, _| is_layer(idx));
    let n_chars: f32 = page.blocks.iter().filter(|block| all[block.holder]).map(|block| block.n_chars as f32).sum();
    let going = page.inside(|idx, _| is_layer(idx) && sums[idx] < MOST * sums[0]);
    (page.blocks.iter().map(|block| going[block.holder]).collect(), n_chars / sums[0].max(1.0))
}

/// Returns for each element whether it is `inner` or around it.
fn around(page: &Blocks, inner: Option<usize>) -> Vec<bool> {
    let mut around = vec![false; page.elements.len()];
    let mut at = inner.unwrap_or(0);
    while at != 0 {
        around[at] = true;
        at = page.elements[at].parent;
    }
    around[0] = true;
    around
}

/// Marks the blocks of other articles.
fn in_other_stories(page: &Blocks, title_at: usize, title: &str, is_gone: &mut [bool]) {
    let (elements, blocks) = (&page.elements, &page.blocks);
    let around_title = around(page, Some(blocks[title_at].holder));
    let paragraphs = page.sums(paragraph_chars);
    let mut headings = vec![None; elements.len()];
    for (idx, block) in blocks.iter().enumerate() {
        if !matches!(elements[block.holder].kind, Kind::MainHeading | Kind::Heading) || fold(&block.text) == title {
            continue;
        }
        // The first heading of each element around it.
        let mut at = block.holder;
        while headings[at].is_none() {
            headings[at] = Some(idx);
            at = elements[at].parent;
        }
    }
    let own_address =
        (1..elements.len()).filter(|idx| around_title[*idx]).map(|idx| elements[idx].address).find(|address| *address != 0);
    let article = label("article");
    let is_other = |idx: usize| {
        if around_title[idx] || paragraphs[idx] < MIN_MARKED_CHARS {
            return false;
        }
        let Some(heading) = headings[idx] else { return false };
        let is_addressed = own_address.is_some_and(|own| elements[idx].address != 0 && elements[idx].address != own);
        let is_linked = blocks[heading].n_link_chars * 10 > blocks[heading].n_chars * 8;
        let is_main = elements[blocks[heading].holder].kind == Kind::MainHeading;
        let is_article = elements[idx].labels & article != 0;
        (paragraphs[idx] >= MIN_STORY_CHARS && (is_addressed || is_article && is_linked)) || is_article && is_main
    };
    let others: Vec<bool> = (0..elements.len()).map(is_other).collect();
    if others.iter().any(|is_other| *is_other) {
        let inside = page.inside(|idx, _| others[idx]);
        let of_others: f32 = blocks.iter().filter(|block| inside[block.holder]).map(paragraph_chars).sum();
        let below = &blocks[title_at..];
        let own = below.iter().filter(|block| !inside[block.holder]).map(paragraph_chars).sum::<f32>();
        let first = below.iter().take_while(|block| !inside[block.holder]).map(paragraph_chars).sum::<f32>();
        // An article of which only the headline is outside is the page's own. So the text follows the headline, or is the longer one.
        if first >= MIN_STORY_CHARS || own >= of_others.max(MIN_STORY_CHARS) {
            for (is_gone, block) in is_gone.iter_mut().zip(blocks) {
                *is_gone |= inside[block.holder];
            }
        }
    }
    if let Some(end) = next_headline(page, title_at, title, &around_title) {
        is_gone[end..].iter_mut().for_each(|is_gone| *is_gone = true);
    }
}

/// Returns the first block of the next article: its headline has the form of the first headline, and is a link or has the class of a
/// headline. Headings inside the article have neither.
fn next_headline(page: &Blocks, title_at: usize, title: &str, around_title: &[bool]) -> Option<usize> {
    let (elements, blocks) = (&page.elements, &page.blocks);
    let title_holder = blocks[title_at].holder;
    let is_headline_class = elements[title_holder].labels & (label("title") | label("summary")) != 0;
    let (mut n_chars, mut next) = (0.0, None);
    for (idx, block) in blocks.iter().enumerate().skip(title_at + 1) {
        let holder = &elements[block.holder];
        if holder.kind == Kind::MainHeading && n_chars >= MIN_STORY_CHARS && fold(&block.text) != title {
            let is_linked = block.n_link_chars * 10 > block.n_chars * 8;
            let like = &elements[title_holder];
            let is_alike = is_headline_class && (holder.signature, holder.labels) == (like.signature, like.labels);
            if is_linked || is_alike {
                next = Some(idx);
                break;
            }
        }
        n_chars += paragraph_chars(block);
    }
    let next = next?;
    // Its label and its picture stand above it, in the largest element without the first headline.
    let mut outer = blocks[next].holder;
    while !around_title[elements[outer].parent] {
        outer = elements[outer].parent;
    }
    let inside = page.inside(|idx, _| idx == outer);
    let first = blocks.iter().position(|block| inside[block.holder]).unwrap_or(next);
    let before: f32 = blocks[title_at..first.max(title_at)].iter().map(paragraph_chars).sum();
    Some(if first > title_at && before >= MIN_STORY_CHARS { first } else { next })
}

fn paragraph_chars(block: &Block) -> f32 {
    let is_paragraph = block.n_chars >= MIN_PARAGRAPH_CHARS && block.n_link_chars * 2 < block.n_chars;
    if is_paragraph { block.n_chars as f32 } else { 0.0 }
}
