//! The surroundings of a block, judged by the results of the first look (`prose`).

use rustc_hash::FxHashMap;

use super::blocks::{Block, Kind};
use super::layout::Layout;
use super::scene::{Scene, flag};

/// The results of the first look, and what follows from them for neighbouring blocks.
pub(super) struct Around<'s> {
    scene: &'s Scene<'s>,
    layout: &'s Layout,
    /// The logarithm of the odds of each block, and its likelihood beside the page's best text.
    odds: Vec<f32>,
    likely: Vec<f32>,
    /// The odds in the middle of the page's likely text.
    centre: f32,
    /// The likely letters below each element, and among blocks with the same names and classes around them.
    below: Vec<Group>,
    alike: [FxHashMap<u64, Group>; 2],
    /// The likely letters of the blocks below each heading; first those above all headings.
    sections: Vec<Group>,
    /// How often each long word occurs in likely prose.
    words: FxHashMap<u32, u32>,
    /// The sums over all blocks before each.
    running: Vec<Group>,
    /// Whether each element is inside the smallest one with three quarters of the likely text.
    is_in_root: Vec<bool>,
    /// Whether each element is inside the smallest one around the headline with a quarter of the
    /// likely text.
    is_with_title: Vec<bool>,
    /// The nearest likely prose before and after each block: the distance in blocks, and the number of elements to leave to have it inside.
    gaps: [Vec<(f32, f32)>; 2],
    total: f32,
}

/// Letters of blocks.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    likely: f32,
    chars: f32,
    /// Those in blocks as long as prose, outside links.
    mass: f32,
}

impl Group {
    fn add(&mut self, other: Group) {
        *self = Group { likely: self.likely + other.likely, chars: self.chars + other.chars, mass: self.mass + other.mass };
    }

    fn without(self, other: Group) -> Group {
        Group { likely: self.likely - other.likely, chars: self.chars - other.chars, mass: self.mass - other.mass }
    }

    fn share(self) -> f32 {
        if self.chars < 1.0 { 0.0 } else { self.likely / self.chars }
    }
}

/// The number of elements around a block that are looked at.
const N_LEVELS: usize = 6;

/// Maximum number of a block's words that are compared.
const MAX_WORDS: usize = 40;

/// Sizes of the neighbourhoods of a block, in blocks before and after it.
const NEIGHBOURHOODS: [usize; 2] = [4, 10];

impl<'s> Around<'s> {
    /// `first` holds the log odds that the first look gave the blocks.
    pub(super) fn new(scene: &'s Scene<'s>, layout: &'s Layout, first: &[f32]) -> Around<'s> {
        let page = scene.page;
        let likelihood = |odds: f32| 1.0 / (1.0 + (-odds.clamp(-30.0, 30.0)).exp());
        let odds = first.to_vec();
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
        let shift = (1.5 - centre).max(0.0);
        let likely: Vec<f32> = odds.iter().map(|odds| likelihood(odds + shift)).collect();
        let mut below = vec![Group::default(); page.elements.len()];
        let mut alike = [FxHashMap::default(), FxHashMap::default()];
        let mut sections = vec![Group::default(); page.blocks.len() + 1];
        let (mut running, mut sum) = (vec![Group::default()], Group::default());
        for (idx, block) in page.blocks.iter().enumerate() {
            let group = own_group(block, likely[idx]);
            below[block.holder].add(group);
            let (two, three) = page.signatures(block);
            for (groups, key) in alike.iter_mut().zip([two, three]) {
                groups.entry(key).or_insert_with(Group::default).add(group);
            }
            sections[layout.heading(idx).map_or(0, |heading| heading + 1)].add(group);
            sum.add(group);
            running.push(sum);
        }
        for idx in (1..page.elements.len()).rev() {
            let group = below[idx];
            below[page.elements[idx].parent].add(group);
        }
        let total = below[0].mass.max(1.0);
        let mut around = Around {
            scene,
            layout,
            centre,
            below,
            alike,
            sections,
            running,
            words: FxHashMap::default(),
            is_in_root: Vec::new(),
            is_with_title: Vec::new(),
            gaps: [Vec::new(), Vec::new()],
            total,
            odds,
            likely,
        };
        around.find_root();
        around.find_gaps();
        for idx in 0..page.blocks.len() {
            if around.is_strong(idx) {
                layout.words(idx).iter().for_each(|word| *around.words.entry(*word).or_default() += 1);
            }
        }
        around
    }

    fn find_root(&mut self) {
        let elements = &self.scene.page.elements;
        let root = self.below.iter().rposition(|group| group.mass >= 0.75 * self.total).unwrap_or(0);
        let mut place = self.scene.title_at.map_or(0, |title_at| self.scene.page.blocks[title_at].holder);
        while place != 0 && self.below[place].mass < (0.25 * self.total).max(MIN_LETTERS_WITH_TITLE) {
            place = elements[place].parent;
        }
        self.is_in_root = self.scene.page.inside(|idx, _| root != 0 && idx == root);
        self.is_with_title = if place == 0 { self.is_in_root.clone() } else { self.scene.page.inside(|idx, _| idx == place) };
    }

    fn find_gaps(&mut self) {
        const FAR: f32 = 40.0;
        const MAX_LEVELS: usize = 12;
        let page = self.scene.page;
        // The elements inside each one follow it.
        let mut ends: Vec<usize> = (1..=page.elements.len()).collect();
        for idx in (1..page.elements.len()).rev() {
            let parent = page.elements[idx].parent;
            ends[parent] = ends[parent].max(ends[idx]);
        }
        let levels = |from: usize, to: usize| {
            let mut at = from;
            (0..MAX_LEVELS)
                .position(|_| {
                    let is_inside = at == 0 || (at <= to && to < ends[at]);
                    at = page.elements[at].parent;
                    is_inside
                })
                .unwrap_or(MAX_LEVELS)
        };
        let gaps = |order: &mut dyn Iterator<Item = usize>| {
            let mut gaps = vec![(FAR, MAX_LEVELS as f32); page.blocks.len()];
            let mut last: Option<usize> = None;
            for idx in order {
                if let Some(last) = last {
                    let n_levels = levels(page.blocks[idx].holder, page.blocks[last].holder);
                    gaps[idx] = ((idx.abs_diff(last) as f32).min(FAR), n_levels as f32);
                }
                if self.is_strong(idx) {
                    last = Some(idx);
                }
            }
            gaps
        };
        let found = [gaps(&mut (0..page.blocks.len())), gaps(&mut (0..page.blocks.len()).rev())];
        self.gaps = found;
    }

    /// Whether a block is likely prose.
    fn is_strong(&self, idx: usize) -> bool {
        self.likely[idx] > 0.6 && self.scene.page.blocks[idx].n_chars >= 60
    }

    /// Returns the share of a block's long words that occur in likely prose elsewhere; a half if it has few.
    fn shared_words(&self, idx: usize) -> f32 {
        const MIN_WORDS: usize = 4;
        let words = self.layout.words(idx);
        if words.len() < MIN_WORDS {
            return 0.5;
        }
        let own = u32::from(self.is_strong(idx));
        let is_shared = |word: &&u32| {
            let n_own = if own == 0 { 0 } else { words.iter().take(MAX_WORDS).filter(|other| other == word).count() as u32 };
            self.words.get(*word).copied().unwrap_or_default() > n_own
        };
        words.iter().take(MAX_WORDS).filter(is_shared).count() as f32 / words.len().min(MAX_WORDS) as f32
    }

    /// Adds the features of a block's surroundings to `row`, in the order of [`names`].
    pub(super) fn second_look(&self, idx: usize, row: &mut Vec<f32>) {
        let page = self.scene.page;
        let block = &page.blocks[idx];
        let n_blocks = page.blocks.len();
        let own = own_group(block, self.likely[idx]);
        let odds = |idx: Option<usize>| idx.and_then(|idx| self.odds.get(idx)).map_or(-5.0, |odds| odds.clamp(-5.0, 5.0));
        row.extend([self.odds[idx].clamp(-6.0, 6.0), self.centre, (self.odds[idx] - self.centre).clamp(-8.0, 4.0)]);
        let mut at = block.holder;
        for _ in 0..N_LEVELS {
            let group = self.below[at];
            row.extend([group.share(), group.mass / self.total, group.without(own).share()]);
            at = page.elements[at].parent;
        }
        let (two, three) = page.signatures(block);
        for (groups, key) in self.alike.iter().zip([two, three]) {
            let group = groups.get(&key).copied().unwrap_or_default();
            row.extend([group.share(), group.without(own).share(), group.likely / self.below[0].likely.max(1.0)]);
        }
        row.extend([3, 2, 1].map(|distance| odds(idx.checked_sub(distance))));
        row.extend([1, 2, 3].map(|distance| odds(Some(idx + distance))));
        let (before, after) = (self.running[idx].mass, self.total - self.running[idx + 1].mass);
        row.extend([before / self.total, after / self.total]);
        for size in NEIGHBOURHOODS {
            let (start, end) = (idx.saturating_sub(size), (idx + size + 1).min(n_blocks));
            let between = |start: usize, end: usize| self.running[end].without(self.running[start]).share();
            row.extend([between(start, end), between(start, idx), between(idx + 1, end)]);
        }
        row.extend(self.gaps.iter().flat_map(|gaps| [gaps[idx].0, gaps[idx].1]));
        let heading = self.layout.heading(idx);
        let (section, below) = (self.sections[heading.map_or(0, |heading| heading + 1)], self.sections[idx + 1]);
        row.extend([section.share(), section.without(own).share(), below.share(), below.chars.ln_1p()]);
        row.push(heading.map_or(0.0, |heading| self.odds[heading].clamp(-5.0, 5.0)));
        let (is_in_root, is_with_title) = (self.is_in_root[block.holder], self.is_with_title[block.holder]);
        let is_heading = matches!(page.elements[block.holder].kind, Kind::Heading | Kind::MainHeading);
        row.extend([flag(is_in_root), flag(is_with_title), flag(is_in_root && is_with_title), flag(is_heading)]);
        row.push(self.shared_words(idx));
    }
}

fn own_group(block: &Block, likely: f32) -> Group {
    let mass = if block.n_chars >= 40 { likely * (block.n_chars - block.n_link_chars) as f32 } else { 0.0 };
    Group { likely: likely * block.n_chars as f32, chars: block.n_chars as f32, mass }
}

/// Minimum number of letters together with the headline. Fewer are a standfirst.
const MIN_LETTERS_WITH_TITLE: f32 = 300.0;

/// Returns the names of the features that the second look adds, in their order.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = ["odds", "centre", "above centre"].map(str::to_owned).to_vec();
    for level in 0..N_LEVELS {
        names.extend(["likely in", "mass of", "others likely in"].map(|name| format!("{name} level {level}")));
    }
    for alike in ["two", "three"] {
        names.extend(["likely among", "others likely among", "mass among"].map(|name| format!("{name} {alike} alike")));
    }
    names.extend(["third", "second", "first"].map(|place| format!("odds {place} before")));
    names.extend(["first", "second", "third"].map(|place| format!("odds {place} after")));
    names.extend(["mass before", "mass after"].map(str::to_owned));
    for size in NEIGHBOURHOODS {
        names.extend(["within", "before within", "after within"].map(|name| format!("likely {name} {size}")));
    }
    let gaps = ["gap before", "levels before", "gap after", "levels after"];
    let sections =
        ["likely in section", "others likely in section", "likely below heading", "length below heading", "odds of heading"];
    let places = ["in root", "with title", "in root with title", "is heading", "shared words"];
    names.extend(gaps.iter().chain(&sections).chain(&places).map(|name| (*name).to_owned()));
    names
}
