//! The surroundings of a block, judged by the results of the first look (`prose`).

use std::collections::HashMap;

use super::blocks::{Block, Kind};
use super::scene::{Scene, flag};
use super::weights::SECOND;

/// The results of the first look, and what follows from them for neighbouring blocks.
pub(super) struct Around<'s> {
    scene: &'s Scene<'s>,
    /// The logarithm of the odds of each block.
    odds: Vec<f32>,
    /// The position of the middle of the page's likely text.
    centre: f32,
    /// For each group of blocks, the mean likelihood of its letters and its share of all likely
    /// text.
    parents: HashMap<u64, Group>,
    seconds: HashMap<u64, Group>,
    holders: HashMap<u64, Group>,
    such_parents: HashMap<u64, Group>,
    /// Whether each element is inside the smallest one with three quarters of the likely text.
    is_in_root: Vec<bool>,
    /// Whether each element is inside the smallest one around the headline with a quarter of the
    /// likely text.
    is_with_title: Vec<bool>,
    /// The distance to likely prose before and after, in blocks.
    gaps: Vec<(f32, f32)>,
    total: f32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Group {
    likely: f32,
    n_chars: f32,
}

impl<'s> Around<'s> {
    /// `first` holds the log odds that the first look gave the blocks.
    pub(super) fn new(scene: &'s Scene<'s>, first: &[f32]) -> Around<'s> {
        let page = scene.page;
        let likelihood = |odds: f32| 1.0 / (1.0 + (-odds.clamp(-30.0, 30.0)).exp());
        // The second look was fitted with these odds, of a likelihood that is never quite 0 or 1.
        let odds: Vec<f32> =
            first.iter().map(|odds| ((likelihood(*odds) + 1e-4) / (1.0 - likelihood(*odds) + 1e-4)).ln()).collect();
        let own = |block: &Block| if block.n_chars >= 40 { (block.n_chars - block.n_link_chars) as f32 } else { 0.0 };
        let mut by_odds: Vec<usize> = (0..odds.len()).collect();
        by_odds.sort_by(|a, b| odds[*b].total_cmp(&odds[*a]).then(a.cmp(b)));
        let weight = |idx: usize| likelihood(first[idx]) * own(&page.blocks[idx]) + 1e-6;
        let half = (0..odds.len()).map(weight).sum::<f32>() / 2.0;
        let mut sum = 0.0;
        let middle = by_odds.iter().find(|idx| {
            sum += weight(**idx);
            sum >= half
        });
        let centre = middle.or(by_odds.last()).map_or(0.0, |idx| odds[*idx]);
        let shift = if centre < 1.5 { 1.5 - centre } else { 0.0 };
        let likely: Vec<f32> = odds.iter().map(|odds| likelihood(odds + shift)).collect();
        let mut around = Around {
            scene,
            centre,
            parents: HashMap::new(),
            seconds: HashMap::new(),
            holders: HashMap::new(),
            such_parents: HashMap::new(),
            is_in_root: Vec::new(),
            is_with_title: Vec::new(),
            gaps: Vec::new(),
            total: 1.0,
            odds,
        };
        let mut mass = vec![0.0_f32; page.elements.len()];
        for (block, likely) in page.blocks.iter().zip(&likely) {
            mass[block.holder] += likely * own(block);
            let (keys, such) = (page.around(block), page.signatures(block));
            let groups = [&mut around.parents, &mut around.seconds, &mut around.holders, &mut around.such_parents];
            for (groups, key) in groups.into_iter().zip([keys.0, keys.1, such.0, such.1]) {
                let group = groups.entry(key).or_default();
                group.likely += likely * block.n_chars as f32;
                group.n_chars += block.n_chars as f32 + 1.0;
            }
        }
        around.total = mass.iter().sum::<f32>().max(1.0);
        around.find_root(mass);
        let is_strong = |idx: usize| likely[idx] > 0.6 && page.blocks[idx].n_chars >= 60;
        around.gaps = gaps(page.blocks.len(), is_strong);
        around
    }

    fn find_root(&mut self, mut mass: Vec<f32>) {
        let elements = &self.scene.page.elements;
        for idx in (1..elements.len()).rev() {
            let below = mass[idx];
            mass[elements[idx].parent] += below;
        }
        let root = mass.iter().rposition(|mass| *mass >= 0.75 * self.total).unwrap_or(0);
        let mut place = self.scene.title_at.map_or(0, |title_at| self.scene.page.blocks[title_at].holder);
        while place != 0 && mass[place] < (0.25 * self.total).max(MIN_LETTERS_WITH_TITLE) {
            place = elements[place].parent;
        }
        let is_within = |place: usize| {
            let mut is_within = vec![false; elements.len()];
            for (idx, element) in elements.iter().enumerate().skip(1) {
                is_within[idx] = idx == place || is_within[element.parent];
            }
            is_within
        };
        self.is_in_root = is_within(root);
        self.is_with_title = if place == 0 { self.is_in_root.clone() } else { is_within(place) };
    }

    /// Writes the features of a block's surroundings to `row`, in the order of [`SECOND_NAMES`];
    /// `first` are its features of the first look.
    pub(super) fn second_look(&self, idx: usize, first: &[f32], row: &mut Vec<f32>) {
        let page = self.scene.page;
        let block = &page.blocks[idx];
        let odds = self.odds[idx];
        let neighbour =
            |idx: Option<usize>| idx.and_then(|idx| self.odds.get(idx)).copied().unwrap_or(-3.0).clamp(-4.0, 4.0) / 4.0;
        let relative = odds - self.centre;
        let shift = if self.centre < 1.5 { 1.5 - self.centre } else { 0.0 };
        let likely = 1.0 / (1.0 + (-(odds + shift).clamp(-30.0, 30.0)).exp());
        let (keys, such) = (page.around(block), page.signatures(block));
        let group = |groups: &HashMap<u64, Group>, key: u64| groups.get(&key).copied().unwrap_or_default();
        let groups = [
            group(&self.parents, keys.0),
            group(&self.seconds, keys.1),
            group(&self.holders, such.0),
            group(&self.such_parents, such.1),
        ];
        let (before, after) = (neighbour(idx.checked_sub(1)), neighbour(Some(idx + 1)));
        let is_heading = self.is_heading(block);
        let is_short = block.n_chars < 60;
        row.clear();
        row.extend([1.0, odds.clamp(-6.0, 6.0) / 3.0, likely]);
        row.extend(groups.map(|group| group.likely / group.n_chars.max(1.0)));
        row.extend([before, after, self.gaps[idx].0, self.gaps[idx].1, if is_heading { after } else { 0.0 }]);
        row.extend([groups[2], groups[0], groups[1]].map(|group| group.likely / self.total));
        row.extend([flag(is_short), if is_short { odds.clamp(-6.0, 6.0) / 3.0 } else { 0.0 }]);
        row.extend([self.centre.clamp(-4.0, 4.0) / 4.0, relative.clamp(-6.0, 3.0) / 3.0, relative.clamp(-2.0, 0.0)]);
        let (is_in_root, is_with_title) = (self.is_in_root[block.holder], self.is_with_title[block.holder]);
        row.extend([flag(is_in_root), flag(is_with_title), flag(is_in_root && is_with_title)]);
        debug_assert!(row.len() + first.len() - 1 == SECOND.len());
    }

    fn is_heading(&self, block: &Block) -> bool {
        self.scene.page.elements[block.holder].kind == Kind::Heading
    }
}

/// Minimum number of letters together with the headline. Fewer are a standfirst.
const MIN_LETTERS_WITH_TITLE: f32 = 300.0;

/// Names of the features that the second look adds, in their order.
#[cfg(test)]
pub(super) const SECOND_NAMES: [&str; 23] = [
    "always",
    "odds",
    "likely",
    "likely in parent",
    "likely in second",
    "likely in such holders",
    "likely in such parents",
    "previous odds",
    "next odds",
    "gap before",
    "gap after",
    "heading of likely",
    "mass of such holders",
    "mass of parent",
    "mass of second",
    "short",
    "short odds",
    "centre",
    "above centre",
    "below centre",
    "in root",
    "with title",
    "in root with title",
];

/// Returns the distance of likely prose from each block, before and after it, in units of twenty
/// blocks and at most one.
fn gaps(n_blocks: usize, is_strong: impl Fn(usize) -> bool) -> Vec<(f32, f32)> {
    const FAR: usize = 20;
    let mut gaps = vec![(1.0, 1.0); n_blocks];
    let mut n_since = FAR;
    for (idx, gap) in gaps.iter_mut().enumerate() {
        n_since = (n_since + 1).min(FAR);
        gap.0 = n_since as f32 / FAR as f32;
        if is_strong(idx) {
            n_since = 0;
        }
    }
    let mut n_until = FAR;
    for (idx, gap) in gaps.iter_mut().enumerate().rev() {
        n_until = (n_until + 1).min(FAR);
        gap.1 = n_until as f32 / FAR as f32;
        if is_strong(idx) {
            n_until = 0;
        }
    }
    gaps
}
