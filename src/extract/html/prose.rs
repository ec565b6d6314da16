//! Which blocks of a page are its article.
//!
//! Each block is judged twice. The first look weighs the block alone: its length, links,
//! punctuation, phrases, the classes around it, how much of the page's prose is around it, how near
//! it is to the headline. The second look weighs the same features again, together with what the
//! first look found around the block and relative to the best block of the page. So a page in a
//! style of its own is compared with itself. Both looks are logistic regressions; their weights are
//! in `weights`.

use std::collections::HashSet;

use super::blocks::{Block, Blocks};
use super::scene::{MIN_PROSE_CHARS, Scene, Stated};
use super::surroundings::Around;
use super::weights::{FIRST, SECOND};
use super::windows::Shares;

/// Returns the blocks that are the article, in order.
pub(super) fn article<'b>(page: &'b Blocks, stated: &Stated<'_>) -> Vec<&'b Block> {
    let scene = Scene::new(page, stated);
    let likely = look_twice(&scene);
    let best = likely.iter().copied().fold(f32::MIN, f32::max);
    // If no block is likely, the least unlikely are taken: a page is read because it holds an
    // article.
    let threshold = best.min(0.0);
    let mut told: HashSet<u64> = HashSet::new();
    let mut chosen = Vec::new();
    for (idx, block) in page.blocks.iter().enumerate() {
        if scene.folded[idx] == scene.title {
            // A short text directly above the headline is the section or a label.
            if chosen.len() <= MAX_ABOVE_TITLE && chosen.iter().all(|above: &&Block| above.n_chars < MIN_PROSE_CHARS) {
                chosen.clear();
            }
            continue;
        }
        if likely[idx] < threshold {
            continue;
        }
        // Pages contain a text twice: for two screen sizes, or once more for machines.
        let repeats = Shares::of(&scene.folded[idx], |window| !told.insert(window));
        if block.n_chars < MIN_PROSE_CHARS || !repeats.is_most() {
            chosen.push(block);
        }
    }
    chosen
}

/// Maximum number of labels above the headline. After more blocks, it is a link to the article
/// itself.
const MAX_ABOVE_TITLE: usize = 3;

/// Returns for each block how likely it belongs to the article, as the logarithm of the odds.
fn look_twice(scene: &Scene<'_>) -> Vec<f32> {
    let mut row = Vec::new();
    let mut first = Vec::with_capacity(scene.page.blocks.len());
    for idx in 0..scene.page.blocks.len() {
        scene.first_look(idx, &mut row);
        first.push(weighed(&row, FIRST.iter()));
    }
    let around = Around::new(scene, &first);
    let mut second = Vec::with_capacity(first.len());
    let mut surroundings = Vec::new();
    for idx in 0..first.len() {
        scene.first_look(idx, &mut row);
        around.second_look(idx, &row, &mut surroundings);
        second.push(weighed(&surroundings, SECOND.iter()) + weighed(&row[1..], SECOND[surroundings.len()..].iter()));
    }
    second
}

fn weighed<'w>(row: &[f32], weights: impl Iterator<Item = &'w (&'static str, f32)>) -> f32 {
    row.iter().zip(weights).map(|(value, (_, weight))| value * weight).sum()
}

#[cfg(test)]
mod tests {
    use dom_query::Document;

    use super::super::scene::first_names;
    use super::super::surroundings::SECOND_NAMES;
    use super::*;

    #[test]
    fn every_feature_has_its_weight() {
        let first = first_names();
        assert_eq!(FIRST.map(|(name, _)| name).to_vec(), first);
        let second: Vec<&str> = SECOND_NAMES.into_iter().chain(first[1..].iter().map(String::as_str)).collect();
        assert_eq!(SECOND.map(|(name, _)| name).to_vec(), second);
        let page = Blocks::of(&Document::from("<h1>Rain</h1><p>It rained on the town for three days.</p>"));
        let scene = Scene::new(&page, &Stated { title: Some("Rain"), ..Stated::default() });
        let mut row = Vec::new();
        scene.first_look(1, &mut row);
        assert_eq!(row.len(), first.len());
        let mut surroundings = Vec::new();
        Around::new(&scene, &[0.0, 0.0]).second_look(1, &row, &mut surroundings);
        assert_eq!(surroundings.len(), SECOND_NAMES.len());
    }

    #[track_caller]
    fn check(html: &str, stated: &Stated<'_>, expected: &[&str]) {
        let page = Blocks::of(&Document::from(html));
        let texts: Vec<&str> = article(&page, stated).iter().map(|block| block.text.trim()).collect();
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
