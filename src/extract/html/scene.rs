//! A page in the first look: measurements made once for the page, and the features of each block
//! alone (`prose`).

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::blocks::{Block, Blocks, Kind, LINE_BREAK, N_LABELS, ROLES, label};
use super::labels::{self, CLASSES, PHRASES};
use super::linked_data::Update;
use super::windows::{MAX_WINDOWS, Shares, hash, max_windows, windows};
use crate::extract::line::fold;

/// Statements of the page that help to find the article.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stated<'p> {
    /// The headline.
    pub(super) title: Option<&'p str>,
    /// The page's own description.
    pub(super) description: Option<&'p str>,
    /// The article's text in the JSON-LD.
    pub(super) body: Option<&'p str>,
    /// Who wrote it.
    pub(super) bylines: &'p [String],
    /// The updates of a live blog in the JSON-LD.
    pub(super) updates: &'p [Update],
}

/// Minimum length of prose, in letters and digits. A shorter block may be a caption, a label or a
/// button.
pub(super) const MIN_PROSE_CHARS: usize = 60;

/// A page and its measurements.
pub(super) struct Scene<'b> {
    pub(super) page: &'b Blocks,
    /// The blocks' letters and digits, in lower case.
    pub(super) folded: Vec<String>,
    pub(super) title: String,
    /// Who wrote the article, folded.
    pub(super) bylines: Vec<String>,
    description: String,
    /// Windows of the stated body.
    stated: FxHashSet<u64>,
    /// The groups of phrases in each block.
    pub(super) phrases: Vec<u32>,
    /// How often each folded text occurs on the page.
    n_times: FxHashMap<u64, usize>,
    /// Whether all of a block's text occurred earlier on the page.
    repeats: Vec<bool>,
    /// The letters of prose below each element, and in all.
    below: Vec<f32>,
    total: f32,
    /// The letters of prose before each block.
    before: Vec<f32>,
    /// The letters of prose in blocks with the same holder, and with the same parent.
    by_holder: FxHashMap<u64, f32>,
    by_parent: FxHashMap<u64, f32>,
    /// The labels of each element, and those of all elements around it. An element with much of the
    /// page's prose has few, because it is the page.
    own_labels: Vec<u32>,
    all_labels: Vec<u32>,
    /// The block of the headline.
    pub(super) title_at: Option<usize>,
    /// For each element, the innermost element around both it and the headline, and the number of
    /// elements between.
    common: Vec<(usize, usize)>,
    /// The labels of elements that are set apart from the text around them.
    apart: u32,
}

impl<'b> Scene<'b> {
    pub(super) fn new(page: &'b Blocks, stated: &Stated<'b>) -> Scene<'b> {
        let folded: Vec<String> = page.blocks.iter().map(|block| fold(&block.text)).collect();
        let title = stated.title.map(fold).unwrap_or_default();
        let mut stated_windows = FxHashSet::default();
        for window in windows(&stated.body.map(fold).unwrap_or_default()) {
            stated_windows.insert(window);
        }
        let mut n_times: FxHashMap<u64, usize> = FxHashMap::default();
        let n_windows: usize = folded.iter().map(|text| max_windows(text)).sum();
        let mut seen = FxHashSet::with_capacity_and_hasher(n_windows.min(MAX_WINDOWS), FxBuildHasher);
        let mut repeats = Vec::with_capacity(folded.len());
        for text in &folded {
            *n_times.entry(hash(text)).or_default() += 1;
            let shares =
                Shares::of(text, |window| if seen.len() < MAX_WINDOWS { !seen.insert(window) } else { seen.contains(&window) });
            repeats.push(shares.n > 0 && shares.n_held == shares.n);
        }
        let below = page.sums(prose);
        let mut before = Vec::with_capacity(folded.len());
        let mut total = 0.0;
        let (mut by_holder, mut by_parent) = (FxHashMap::default(), FxHashMap::default());
        for block in &page.blocks {
            let n_chars = prose(block);
            before.push(total);
            total += n_chars;
            *by_holder.entry(page.signatures(block).0).or_default() += n_chars;
            *by_parent.entry(page.signatures(block).1).or_default() += n_chars;
        }
        let total = total.max(1.0);
        let is_heading = |wanted: Kind| {
            let mut blocks = page.blocks.iter().zip(&folded);
            blocks.position(|(block, text)| page.elements[block.holder].kind == wanted && *text == title)
        };
        let title_at = is_heading(Kind::MainHeading).or_else(|| is_heading(Kind::Heading));
        let title_at =
            title_at.or_else(|| page.blocks.iter().position(|block| page.elements[block.holder].kind == Kind::MainHeading));
        let mut scene = Scene {
            page,
            description: stated.description.map(fold).unwrap_or_default(),
            folded,
            phrases: page.blocks.iter().map(|block| labels::of_phrases(&block.text)).collect(),
            title,
            bylines: stated.bylines.iter().map(|byline| fold(byline)).collect(),
            stated: stated_windows,
            n_times,
            repeats,
            below,
            total,
            before,
            by_holder,
            by_parent,
            own_labels: Vec::new(),
            all_labels: Vec::new(),
            title_at,
            common: Vec::new(),
            apart: ["pullquote", "aside", "figure"].into_iter().fold(0, |bits, name| bits | label(name)),
        };
        scene.label();
        scene
    }

    /// Sets the labels of all elements, and where their paths to the top meet the headline's.
    fn label(&mut self) {
        const MUCH: f32 = 0.4;
        let of_much = label("body") | label("article") | label("main") | label("articleBody");
        let elements = &self.page.elements;
        let mut is_around_title = vec![false; elements.len()];
        is_around_title[0] = true;
        let mut at = self.title_at.map_or(0, |title_at| self.page.blocks[title_at].holder);
        while at != 0 {
            is_around_title[at] = true;
            at = elements[at].parent;
        }
        for (idx, element) in elements.iter().enumerate() {
            let own = if self.below[idx] > MUCH * self.total { element.labels & of_much } else { element.labels };
            self.own_labels.push(if idx == 0 { 0 } else { own });
            self.all_labels.push(self.own_labels[idx] | self.all_labels.get(element.parent).copied().unwrap_or(0));
            let common = match self.common.get(element.parent) {
                Some((common, n_between)) if !is_around_title[idx] => (*common, n_between + 1),
                _ => (idx, 0),
            };
            self.common.push(common);
        }
    }

    /// Returns whether a block is set apart from the text around it: a quotation, an aside, or labelled as a passage pulled out.
    pub(super) fn is_set_apart(&self, block: &Block) -> bool {
        self.page.elements[block.holder].kind == Kind::Quotation || self.near_labels(block) & self.apart != 0
    }

    /// Returns the labels of the three elements around a block.
    pub(super) fn near_labels(&self, block: &Block) -> u32 {
        let (mut near, mut at) = (0, block.element);
        for _ in 0..3 {
            near |= self.own_labels[at];
            at = self.page.elements[at].parent;
        }
        near
    }

    /// Writes the features of a block to `row`, in the order of [`first_names`].
    pub(super) fn first_look(&self, idx: usize, row: &mut Vec<f32>) {
        let (blocks, elements) = (&self.page.blocks, &self.page.elements);
        let block = &blocks[idx];
        let n_chars = block.n_chars;
        row.clear();
        row.extend([1.0, logarithm(n_chars)]);
        row.extend([10, 25, 60, 120].map(|most| flag(n_chars < most)));
        row.extend([link_share(block), flag(link_share(block) > 0.9), flag(block.n_link_chars == 0)]);
        let text = block.text.trim();
        let last =
            text.trim_end_matches(['"', '”', '»', '“', '\'', '’', ')', ' ', '」', LINE_BREAK]).chars().next_back().unwrap_or(' ');
        row.extend([flag(".!?。…！？".contains(last)), flag(last == ':'), flag(text.ends_with("...") || last == '…')]);
        let (mut n_letters, mut n_capitals) = (0, 0);
        for c in text.chars() {
            n_letters += usize::from(c.is_alphabetic());
            n_capitals += usize::from(c.is_uppercase());
        }
        row.extend([
            flag(text.chars().next().is_some_and(char::is_lowercase)),
            flag(n_letters > 3 && n_capitals * 10 > n_letters * 7),
        ]);
        row.extend([flag(n_chars < 60 && holds_year(text)), flag(n_chars < 60 && holds_clock(text))]);
        row.push((text.matches([',', '，', '、']).count() as f32 * 40.0 / n_chars.max(20) as f32).min(2.0));
        row.extend([flag(text.contains(LINE_BREAK)), flag(text.contains('|'))]);
        let phrases = self.phrases[idx];
        push_bits(row, phrases, PHRASES.len());
        push_bits(row, if n_chars < 80 { phrases } else { 0 }, PHRASES.len());
        row.extend(Kind::ALL.map(|kind| flag(elements[block.holder].kind == kind)));
        push_bits(row, self.near_labels(block), N_LABELS);
        let parent = |element: usize| elements[element].parent;
        push_bits(row, self.all_labels[parent(parent(parent(block.element)))], N_LABELS);
        self.push_texts(idx, row);
        self.push_places(idx, row);
    }

    /// Adds what the block's text has in common with other texts of the page.
    fn push_texts(&self, idx: usize, row: &mut Vec<f32>) {
        let text = &self.folded[idx];
        let (title, n_times) = (&self.title, self.n_times.get(&hash(text)).copied().unwrap_or(0));
        let is_part = text != title
            && text.len() > 15
            && (title.contains(text.as_str())
                || (!title.is_empty() && title.len() * 2 > text.len() && text.contains(title.as_str())));
        let head = text.char_indices().nth(40).map_or(text.as_str(), |(end, _)| &text[..end]);
        let is_described = text.chars().nth(29).is_some() && self.description.contains(head);
        let in_stated =
            if self.stated.is_empty() { Shares::default() } else { Shares::of(text, |window| self.stated.contains(&window)) };
        row.extend([flag(text == title), flag(is_part), flag(is_described)]);
        row.extend([flag(in_stated.n_held * 2 > in_stated.n), flag(in_stated.n > 0 && in_stated.n_held * 2 <= in_stated.n)]);
        row.extend([flag(n_times > 1), flag(n_times > 2), flag(self.repeats[idx])]);
    }

    /// Adds where the block stands.
    fn push_places(&self, idx: usize, row: &mut Vec<f32>) {
        let (blocks, elements) = (&self.page.blocks, &self.page.elements);
        let block = &blocks[idx];
        let parent = |element: usize| elements[element].parent;
        row.extend([idx as f32 / blocks.len() as f32, flag(self.title_at.is_some_and(|title_at| idx < title_at))]);
        let around = [parent(block.holder), parent(parent(block.holder)), parent(parent(parent(block.holder)))];
        row.extend(around.map(|element| self.below[element] / self.total));
        let (holder, above) = self.page.signatures(block);
        let share = |map: &FxHashMap<u64, f32>, key: u64| map.get(&key).copied().unwrap_or(0.0) / self.total;
        row.extend([share(&self.by_holder, holder), share(&self.by_parent, above)]);
        let neighbours = [idx.checked_sub(1).and_then(|idx| blocks.get(idx)), blocks.get(idx + 1)];
        row.extend(neighbours.map(|other| other.map_or(0.0, |other| logarithm(other.n_chars))));
        row.extend(neighbours.map(|other| other.map_or(0.0, link_share)));
        row.extend(neighbours.map(|other| flag(other.is_some_and(|other| elements[other.holder].kind == Kind::Paragraph))));
        let is_beside = |other: &Block| parent(other.holder) == around[0] || other.holder == block.holder;
        row.extend(neighbours.map(|other| flag(other.is_some_and(is_beside))));
        row.push((self.below[around[0]] - prose(block)) / self.total);
        row.push(flag(self.below[block.holder] > 3.0 * prose(block) + 200.0));
        row.push(flag(self.title_at.is_none()));
        let (common, n_between) = self.common[block.holder];
        match self.title_at {
            Some(title_at) => row.extend([
                self.below[common] / self.total,
                (n_between as f32 / 8.0).min(1.5),
                ((self.before[idx] - self.before[title_at]) / self.total).max(-1.0),
                flag(n_between <= 2),
            ]),
            None => row.extend([0.0; 4]),
        }
    }
}

/// Returns the names of the features of the first look, in their order.
pub(super) fn first_names() -> Vec<String> {
    const LENGTHS: [&str; 6] = ["always", "length", "under 10", "under 25", "under 60", "under 120"];
    const SIGNS: [&str; 13] = [
        "links",
        "only links",
        "no links",
        "ends a sentence",
        "ends with colon",
        "ends with ellipsis",
        "begins small",
        "capitals",
        "short with year",
        "short with clock",
        "commas",
        "line break",
        "bar",
    ];
    const TEXTS: [&str; 8] = ["title", "part of title", "description", "stated", "not stated", "twice", "three times", "repeats"];
    const PLACES: [&str; 22] = [
        "place",
        "before title",
        "share of parent",
        "share of second",
        "share of third",
        "share of such holders",
        "share of such parents",
        "previous length",
        "next length",
        "previous links",
        "next links",
        "previous paragraph",
        "next paragraph",
        "beside previous",
        "beside next",
        "rest of parent",
        "large holder",
        "no title",
        "share of title",
        "levels to title",
        "since title",
        "near title",
    ];
    let mut names: Vec<String> = LENGTHS.iter().chain(&SIGNS).map(|name| (*name).to_owned()).collect();
    names.extend(PHRASES.iter().map(|(name, _)| format!("says {name}")));
    names.extend(PHRASES.iter().map(|(name, _)| format!("says only {name}")));
    names.extend(Kind::ALL.iter().map(|kind| format!("{kind:?}")));
    for place in ["near", "far"] {
        names.extend(CLASSES.iter().map(|(name, _)| *name).chain(ROLES).map(|name| format!("{place} {name}")));
    }
    names.extend(TEXTS.iter().chain(&PLACES).map(|name| (*name).to_owned()));
    names
}

/// Returns 1 for true and 0 for false.
pub(super) fn flag(is_so: bool) -> f32 {
    f32::from(u8::from(is_so))
}

fn push_bits(row: &mut Vec<f32>, bits: u32, n_bits: usize) {
    row.extend((0..n_bits).map(|bit| flag(bits >> bit & 1 == 1)));
}

fn logarithm(n_chars: usize) -> f32 {
    (1.0 + n_chars as f32).ln() / 5.0
}

pub(super) fn link_share(block: &Block) -> f32 {
    block.n_link_chars as f32 / block.n_chars.max(1) as f32
}

/// Returns the letters of a block that looks like a paragraph, without those in links; 0 for others.
pub(super) fn prose(block: &Block) -> f32 {
    let is_prose = block.n_chars >= MIN_PROSE_CHARS && link_share(block) < 0.4;
    if is_prose { (block.n_chars - block.n_link_chars) as f32 } else { 0.0 }
}

pub(super) fn holds_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
}

/// Returns whether a text holds a time such as `10:30`, `10.30` or `10h30`.
pub(super) fn holds_clock(text: &str) -> bool {
    let is_clock =
        |part: &[u8]| matches!(part, [a, b':' | b'.' | b'h', c, d] if [a, c, d].iter().all(|byte| byte.is_ascii_digit()));
    text.as_bytes().windows(4).any(is_clock)
}
