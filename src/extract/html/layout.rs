//! Where a block stands on the page: in which list, below which heading, among what kind of blocks (`prose`).

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::blocks::{Block, Blocks, Kind, LINE_BREAK, label};
use super::labels::PHRASES;
use super::scene::{MIN_PROSE_CHARS, Scene, flag, holds_clock, holds_year, link_share, prose};

/// Measurements of a page's lists, headings and neighbourhoods.
pub(super) struct Layout {
    /// Whether each block ends a sentence, and whether it ends with a colon.
    ends: Vec<bool>,
    colons: Vec<bool>,
    /// For each element, the innermost and the outermost list or table around it, or 0, and the number of them.
    lists: Vec<(usize, usize, u32)>,
    levels: Vec<u32>,
    /// Sums of the blocks below each element.
    chars: Vec<f32>,
    links: Vec<f32>,
    blocks: Vec<f32>,
    sentences: Vec<f32>,
    prose: Vec<f32>,
    /// The first block in each list.
    firsts: Vec<usize>,
    /// The last heading before each block.
    headings: Vec<Option<usize>>,
    /// The number of short blocks with a day or a clock below each element, and of headings that are links.
    stamps: Vec<f32>,
    linked_headings: Vec<f32>,
    /// The number of elements like each one: with blocks, and with equal names and classes of it and its parent. Whether it is the first.
    alike: Vec<(f32, bool)>,
    /// The long words of the blocks, and where those of each block end.
    words: Vec<u32>,
    word_ends: Vec<usize>,
    /// The share of the headline's long words in each block.
    of_title: Vec<f32>,
    /// The sums over all blocks before each: of letters, letters in links, letters of prose, ends of sentences.
    running: Vec<[f32; 4]>,
}

/// Sizes of the neighbourhoods of a block, in blocks before and after it.
const NEIGHBOURHOODS: [usize; 3] = [2, 5, 12];

/// The number of elements around a block that are compared with others.
const N_LEVELS: usize = 5;

/// A heading that is farther away counts as this far, in blocks.
const FAR: usize = 40;

impl Layout {
    pub(super) fn new(scene: &Scene<'_>) -> Layout {
        let page = scene.page;
        let elements = &page.elements;
        let ends: Vec<bool> = page.blocks.iter().map(|block| ends_sentence(&block.text)).collect();
        let colons = page.blocks.iter().map(|block| matches!(last(&block.text), ':' | '：')).collect();
        let list = label("list") | label("table");
        let mut lists = vec![(0, 0, 0); elements.len()];
        let mut levels = vec![0; elements.len()];
        for (idx, element) in elements.iter().enumerate().skip(1) {
            let (inner, outer, n) = lists[element.parent];
            levels[idx] = levels[element.parent] + 1;
            let is_list = element.labels & list != 0;
            lists[idx] = if is_list { (idx, if outer == 0 { idx } else { outer }, n + 1) } else { (inner, outer, n) };
        }
        let mut firsts = vec![usize::MAX; elements.len()];
        let (mut headings, mut heading) = (Vec::with_capacity(page.blocks.len()), None);
        let (mut running, mut sums) = (vec![[0.0; 4]], [0.0; 4]);
        for (idx, block) in page.blocks.iter().enumerate() {
            let list = lists[block.holder].0;
            firsts[list] = firsts[list].min(idx);
            headings.push(heading);
            if is_heading(page, block) {
                heading = Some(idx);
            }
            let is_prose = block.n_chars >= MIN_PROSE_CHARS && link_share(block) < 0.4;
            let chars = block.n_chars as f32;
            let own = [chars, block.n_link_chars as f32, if is_prose { chars } else { 0.0 }, flag(ends[idx])];
            sums = std::array::from_fn(|place| sums[place] + own[place]);
            running.push(sums);
        }
        let number = |is_counted: &dyn Fn(usize) -> bool| {
            let mut sums = vec![0.0_f32; elements.len()];
            for (idx, block) in page.blocks.iter().enumerate() {
                sums[block.holder] += flag(is_counted(idx));
            }
            for idx in (1..elements.len()).rev() {
                let below = sums[idx];
                sums[elements[idx].parent] += below;
            }
            sums
        };
        let stamp = PHRASES.iter().position(|(name, _)| *name == "stamp").unwrap_or_default();
        let is_stamp = |idx: usize| {
            let block = &page.blocks[idx];
            block.n_chars < 60 && (scene.phrases[idx] >> stamp & 1 == 1 || holds_year(&block.text) || holds_clock(&block.text))
        };
        let is_linked_heading =
            |idx: usize| elements[page.blocks[idx].holder].kind == Kind::Heading && link_share(&page.blocks[idx]) > 0.8;
        let blocks = page.sums(|_| 1.0);
        let mut counts: FxHashMap<u64, (f32, usize)> = FxHashMap::default();
        let key = |idx: usize| elements[idx].signature.wrapping_mul(31).wrapping_add(elements[elements[idx].parent].signature);
        for idx in (0..elements.len()).filter(|idx| blocks[*idx] > 0.0) {
            counts.entry(key(idx)).or_insert((0.0, idx)).0 += 1.0;
        }
        let alike = (0..elements.len()).map(|idx| counts.get(&key(idx)).map_or((0.0, false), |(n, first)| (*n, *first == idx)));
        let alike: Vec<(f32, bool)> = alike.collect();
        let title: FxHashSet<u32> = long_words(scene.stated_title).collect();
        let (mut words, mut word_ends, mut of_title) = (Vec::new(), Vec::new(), Vec::new());
        for block in &page.blocks {
            let start = words.len();
            words.extend(long_words(&block.text));
            word_ends.push(words.len());
            let mut held: Vec<u32> = words[start..].iter().copied().filter(|word| title.contains(word)).collect();
            held.sort_unstable();
            held.dedup();
            of_title.push(held.len() as f32 / title.len().max(1) as f32);
        }
        Layout {
            stamps: number(&is_stamp),
            linked_headings: number(&is_linked_heading),
            sentences: number(&|idx| ends[idx]),
            alike,
            words,
            word_ends,
            of_title,
            colons,
            lists,
            levels,
            chars: page.sums(|block| block.n_chars as f32),
            links: page.sums(|block| block.n_link_chars as f32),
            blocks,
            prose: page.sums(prose),
            firsts,
            headings,
            running,
            ends,
        }
    }

    /// The long words of a block.
    pub(super) fn words(&self, idx: usize) -> &[u32] {
        let start = idx.checked_sub(1).map_or(0, |before| self.word_ends[before]);
        &self.words[start..self.word_ends[idx]]
    }

    /// The last heading before a block.
    pub(super) fn heading(&self, idx: usize) -> Option<usize> {
        self.headings[idx]
    }

    /// Adds the features of a block to `row`, in the order of [`names`]; `phrases` are the groups of phrases in each block.
    pub(super) fn push(&self, page: &Blocks, phrases: &[u32], idx: usize, row: &mut Vec<f32>) {
        let (blocks, elements) = (&page.blocks, &page.elements);
        let block = &blocks[idx];
        let parent = |element: usize| elements[element].parent;
        let (list, outer, n_lists) = self.lists[block.holder];
        let parents = [parent(block.holder), parent(parent(block.holder)), parent(parent(parent(block.holder)))];
        for group in [list, outer, parents[0], parents[1], parents[2]] {
            let (n, chars) = (self.blocks[group].max(1.0), self.chars[group].max(1.0));
            let values = [n.ln_1p().min(6.0), (chars / n).ln_1p(), self.links[group] / chars, self.sentences[group] / n];
            row.extend(values.map(|value| if group == 0 { 0.0 } else { value }));
            row.push(if group == 0 { 0.0 } else { self.prose[group] / self.prose[0].max(1.0) });
        }
        row.push(flag(list != 0));
        let before = if list == 0 { None } else { self.firsts[list].checked_sub(1) };
        row.push(flag(before.is_some_and(|before| self.colons[before])));
        row.push(flag(before.is_some_and(|before| prose(&blocks[before]) > 0.0)));
        row.push(flag(before.is_some_and(|before| is_heading(page, &blocks[before]))));
        row.extend([n_lists as f32, (self.levels[block.holder] as f32).min(30.0)]);
        let heading = self.headings[idx];
        row.push(heading.map_or(FAR, |heading| (idx - heading).min(FAR)) as f32);
        row.extend((0..PHRASES.len()).map(|bit| flag(heading.is_some_and(|heading| phrases[heading] >> bit & 1 == 1))));
        row.push(heading.map_or(0.0, |heading| link_share(&blocks[heading])));
        row.push(flag(heading.is_some_and(|heading| parent(blocks[heading].holder) == parents[0])));
        for size in NEIGHBOURHOODS {
            let [chars, links, prose, ends] = self.between(idx.saturating_sub(size), (idx + size + 1).min(blocks.len()));
            row.extend([links / chars.max(1.0), prose / chars.max(1.0), ends / (2 * size + 1) as f32]);
        }
        row.extend([(blocks.len() as f32).ln_1p(), self.prose[0].ln_1p(), self.links[0] / self.chars[0].max(1.0)]);
        for other in [idx.checked_sub(2), Some(idx + 2)] {
            let other = other.and_then(|other| blocks.get(other));
            row.push(other.map_or(0.0, |other| (other.n_chars as f32).ln_1p()));
            row.extend(
                [Kind::Paragraph, Kind::Heading, Kind::Item]
                    .map(|kind| flag(other.is_some_and(|other| elements[other.holder].kind == kind))),
            );
        }
        for other in [idx.checked_sub(1), Some(idx + 1)] {
            let other = other.filter(|other| *other < blocks.len());
            row.push(flag(other.is_some_and(|other| self.ends[other])));
            let is_kind = |kind: Kind| other.is_some_and(|other| elements[blocks[other].holder].kind == kind);
            row.extend([Kind::Heading, Kind::Item, Kind::Cell].map(|kind| flag(is_kind(kind))));
            row.push(flag(other.is_some_and(|other| self.colons[other])));
        }
        self.push_repeats(page, idx, row);
    }

    /// Adds features of the elements around a block that repeat on the page, as comments and teasers do.
    fn push_repeats(&self, page: &Blocks, idx: usize, row: &mut Vec<f32>) {
        let mut at = page.blocks[idx].holder;
        for level in 0..N_LEVELS {
            let (n, is_first) = self.alike[at];
            row.extend([n.ln_1p(), flag(is_first)]);
            if level > 0 {
                let n_blocks = self.blocks[at].max(1.0);
                row.extend([self.stamps[at] / n_blocks, self.linked_headings[at] / n_blocks]);
            }
            at = page.elements[at].parent;
        }
        row.push(self.of_title[idx]);
    }

    /// The sums over the blocks from `start` to `end`.
    fn between(&self, start: usize, end: usize) -> [f32; 4] {
        std::array::from_fn(|place| self.running[end][place] - self.running[start][place])
    }
}

/// Returns the last character of a text before closing marks and space.
fn last(text: &str) -> char {
    let is_closing = |c: char| c.is_whitespace() || matches!(c, '"' | '”' | '»' | '“' | '\'' | '’' | ')' | '」' | LINE_BREAK);
    text.trim_end_matches(is_closing).chars().next_back().unwrap_or(' ')
}

/// Returns whether a text ends a sentence.
pub(super) fn ends_sentence(text: &str) -> bool {
    ".!?。…！？".contains(last(text))
}

/// Returns hashes of the words of `text` that are long enough to have a meaning.
fn long_words(text: &str) -> impl Iterator<Item = u32> {
    const MIN_BYTES: usize = 6;
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() >= MIN_BYTES);
    words.map(|word| {
        let mut hasher = FxHasher::default();
        if word.is_ascii() {
            // The lower-case bit; other signs do not occur in words.
            for bytes in word.as_bytes().chunks(8) {
                hasher.write_u64(bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(byte | 0x20)));
            }
        } else {
            word.chars().flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(u32::from(c)));
        }
        (hasher.finish() >> 32) as u32
    })
}

fn is_heading(page: &Blocks, block: &Block) -> bool {
    matches!(page.elements[block.holder].kind, Kind::MainHeading | Kind::Heading)
}

/// Returns the names of the features, in their order.
pub(super) fn names() -> Vec<String> {
    let mut names = Vec::new();
    for group in ["list", "outer list", "parent", "second", "third"] {
        names.extend(["blocks", "mean length", "links", "sentences", "prose"].map(|name| format!("{name} of {group}")));
    }
    let lists = ["in list", "list after colon", "list after prose", "list after heading", "lists", "level", "since heading"];
    names.extend(lists.map(str::to_owned));
    names.extend(PHRASES.iter().map(|(name, _)| format!("heading says {name}")));
    names.extend(["heading links", "heading beside"].map(str::to_owned));
    for size in NEIGHBOURHOODS {
        names.extend(["links", "prose", "sentences"].map(|name| format!("{name} within {size}")));
    }
    names.extend(["page blocks", "page prose", "page links"].map(str::to_owned));
    for place in ["second before", "second after"] {
        names.extend(["length", "paragraph", "heading", "item"].map(|name| format!("{place} {name}")));
    }
    for place in ["before", "after"] {
        names.extend(["sentence", "heading", "item", "cell", "colon"].map(|name| format!("{place} {name}")));
    }
    for level in 0..N_LEVELS {
        let more: &[&str] = if level > 0 { &["stamps in", "linked headings in"] } else { &[] };
        names.extend(["alike", "first of"].iter().chain(more).map(|name| format!("{name} level {level}")));
    }
    names.push("words of title".to_owned());
    names
}
