//! Grouping articles into stories by their sketches.
//!
//! Equal sketches are one *node*. Bands of three bins find candidates: two sketches that share half of
//! their bins share one of 42 bands in 99.6 % of cases (locality-sensitive hashing: Indyk and
//! Motwani, STOC 1998). Candidates are joined, the most similar first. Two groups are joined only
//! if their articles are similar on average; otherwise one article with parts of two stories would
//! merge them. Two texts whose names and figures differ fill one form, and are not similar at all.
//!
//! Sketches are read where they are, and only numbers of rows and nodes are kept: 24 bytes an article, and up to 20 for each thread.

use std::collections::HashSet;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use smallvec::{SmallVec, smallvec};

use super::sketch::{N_PAIR_NUMBERS, Sketch, bins, equal_bins};
use super::stories::Stories;

/// Minimum similarity of articles of one story: they share half of all word pairs that either of
/// them has. In two texts of equal length that is two thirds of each.
const MIN_RESEMBLANCE: f32 = 0.5;

/// Number of bands of three bins; two bins are left over.
const N_BANDS: usize = 42;
const BINS_PER_BAND: usize = 3;

/// Maximum number of neighbours compared with each sketch of a band. A band can be large because of
/// frequent words alone, and sketches that really are similar also meet in other bands.
const MAX_NEIGHBOURS: usize = 32;

/// Number of integers of a sketch, eight bins each, that are compared before all of it.
const N_SAMPLED: usize = 2;

/// Maximum number of filled bins of a sample for each equal one. Of sketches that share half of their bins, one sample of a hundred
/// has more, and they meet in five bands. In archives, most that meet in a band share only frequent words, and one sample of fourteen has as few.
const MAX_FILLED_OF_EQUAL: u32 = 5;

/// Maximum number of articles compared for a group; larger groups are sampled.
const MAX_COMPARED: usize = 16;

/// Number of sketches compared with their neighbours between two questions whether to go on: some milliseconds.
const N_STEPS: usize = 1 << 12;

/// Maximum number of threads that compare. Each takes up to 20 bytes an article.
const MAX_THREADS: usize = 4;

/// Minimum number of nodes for each of several threads.
const MIN_NODES_OF_THREAD: usize = 1 << 12;

/// The node of a row without an article that counts.
const NO_NODE: u32 = u32::MAX;

/// The sketches of articles, in rows. Some rows may hold none that counts.
pub trait Sketches: Sync {
    /// Returns the number of rows, at most 2^32 - 1.
    fn n_rows(&self) -> u32;

    /// Calls `each` with every row that counts and the
    /// [`ordinal`](crate::article::ArticleId::ordinal) of its article, in the order of rows.
    fn each(&self, each: &mut dyn FnMut(u32, u64));

    /// Returns the number at `idx` of the sketch in a row; see [`Sketch::numbers`].
    fn number(&self, row: u32, idx: usize) -> u64;

    /// Returns the sketch in a row.
    fn sketch(&self, row: u32) -> Sketch;
}

impl Sketches for Vec<(u64, Sketch)> {
    fn n_rows(&self) -> u32 {
        self.len() as u32
    }

    fn each(&self, each: &mut dyn FnMut(u32, u64)) {
        self.iter().zip(0..).for_each(|((ordinal, _), row)| each(row, *ordinal));
    }

    fn number(&self, row: u32, idx: usize) -> u64 {
        self[row as usize].1.number(idx)
    }

    fn sketch(&self, row: u32) -> Sketch {
        self[row as usize].1
    }
}

/// Groups articles into stories. Each article is given once; the order of rows does not matter.
/// Returns `None` as soon as `goes_on` returns `false`.
pub fn grouped(sketches: &impl Sketches, goes_on: &mut dyn FnMut() -> bool) -> Option<Stories> {
    let nodes = Nodes::new(sketches);
    let pairs = pairs(sketches, &nodes, goes_on)?;
    let mut paired: Vec<u32> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
    paired.sort_unstable();
    paired.dedup();
    let group_of = joined(sketches, &nodes, &paired, &pairs, goes_on)?;
    let mut members: Vec<(u64, u64)> = Vec::new();
    sketches.each(&mut |row, ordinal| {
        let node = nodes.of_row[row as usize];
        if let Ok(place) = paired.binary_search(&node) {
            members.push((u64::from(group_of[place]), ordinal));
        } else if nodes.holds_several(node) {
            members.push(((1 << u32::BITS) | u64::from(node), ordinal));
        }
    });
    members.sort_unstable();
    let stories = members.chunk_by(|(one, _), (other, _)| one == other).filter(|story| story.len() > 1);
    Some(Stories::new(stories.map(|story| story.iter().map(|(_, ordinal)| *ordinal).collect()).collect()))
}

/// The different sketches, numbered in their order.
struct Nodes {
    /// The node of each row; [`NO_NODE`] if it does not count.
    of_row: Vec<u32>,
    /// A row of each node.
    row: Vec<u32>,
    /// Those of several articles, ascending.
    several: Vec<u32>,
}

impl Nodes {
    fn new(sketches: &impl Sketches) -> Nodes {
        // Most sketches differ in their first number.
        let mut rows: Vec<(u64, u32)> = Vec::with_capacity(sketches.n_rows() as usize);
        sketches.each(&mut |row, _| rows.push((sketches.number(row, 0), row)));
        rows.sort_unstable();
        for alike in rows.chunk_by_mut(|(one, _), (other, _)| one == other).filter(|alike| alike.len() > 1) {
            alike.sort_by_cached_key(|(_, row)| sketches.sketch(*row));
        }
        let mut nodes = Nodes { of_row: vec![NO_NODE; sketches.n_rows() as usize], row: Vec::new(), several: Vec::new() };
        let mut last = None;
        for (first, row) in rows {
            let node = match last {
                // Only rows with the same first number can hold the same sketch.
                Some((number, before)) if number == first && sketches.sketch(before) == sketches.sketch(row) => {
                    let node = nodes.row.len() as u32 - 1;
                    if nodes.several.last() != Some(&node) {
                        nodes.several.push(node);
                    }
                    node
                }
                _ => {
                    nodes.row.push(row);
                    nodes.row.len() as u32 - 1
                }
            };
            nodes.of_row[row as usize] = node;
            last = Some((first, row));
        }
        nodes
    }

    fn sketch(&self, sketches: &impl Sketches, node: u32) -> Sketch {
        sketches.sketch(self.row[node as usize])
    }

    /// Returns numbers of a node's sketch that are compared before all of it. Another band has others.
    fn sample(&self, sketches: &impl Sketches, node: u32, band: usize) -> [u64; N_SAMPLED] {
        let row = self.row[node as usize];
        std::array::from_fn(|nth| sketches.number(row, (band + nth * N_PAIR_NUMBERS / N_SAMPLED) % N_PAIR_NUMBERS))
    }

    fn holds_several(&self, node: u32) -> bool {
        self.several.binary_search(&node).is_ok()
    }
}

/// Two similar sketches, by node.
#[derive(Debug, Clone, Copy)]
struct Pair {
    resemblance: f32,
    one: u32,
    other: u32,
}

/// Returns the similar pairs, the most similar first.
fn pairs(sketches: &impl Sketches, nodes: &Nodes, goes_on: &mut dyn FnMut() -> bool) -> Option<Vec<Pair>> {
    let n_processors = thread::available_parallelism().map_or(1, NonZero::get);
    let n_threads = n_processors.min(nodes.row.len() / MIN_NODES_OF_THREAD).clamp(1, MAX_THREADS);
    let is_over = AtomicBool::new(false);
    // One thread asks whether to go on, and tells the others.
    let mut asks = || {
        let goes_on = goes_on();
        is_over.fetch_or(!goes_on, Ordering::Relaxed);
        goes_on
    };
    let bands = |first| (first..N_BANDS).step_by(n_threads);
    let found: Vec<Option<Vec<Pair>>> = thread::scope(|scope| {
        let is_over = &is_over;
        let of_others = move |first| pairs_of(sketches, nodes, bands(first), &mut || !is_over.load(Ordering::Relaxed));
        let others: Vec<_> = (1..n_threads).map(|first| scope.spawn(move || of_others(first))).collect();
        let own = pairs_of(sketches, nodes, bands(0), &mut asks);
        let others = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(own).chain(others).collect()
    });
    let mut pairs = found.into_iter().collect::<Option<Vec<_>>>()?.concat();
    deduplicate(&mut pairs);
    pairs.sort_unstable_by(|a, b| b.resemblance.total_cmp(&a.resemblance).then_with(|| (a.one, a.other).cmp(&(b.one, b.other))));
    Some(pairs)
}

/// Returns the similar pairs that meet in these bands, each once.
fn pairs_of(
    sketches: &impl Sketches,
    nodes: &Nodes,
    bands: impl Iterator<Item = usize>,
    goes_on: &mut dyn FnMut() -> bool,
) -> Option<Vec<Pair>> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut n_unique = 1 << 20;
    let mut band_of = Band::new(nodes.row.len());
    let mut samples: Vec<(u32, [u64; N_SAMPLED])> = Vec::new();
    let mut n_steps = 0;
    for band in bands {
        goes_on().then_some(())?;
        for bucket in band_of.read(sketches, nodes, band).chunk_by(|one, other| one >> u32::BITS == other >> u32::BITS) {
            if bucket.len() < 2 {
                continue;
            }
            n_steps += bucket.len();
            if n_steps >= N_STEPS {
                n_steps = 0;
                goes_on().then_some(())?;
            }
            let n_neighbours = if bucket.len() > MAX_NEIGHBOURS { MAX_NEIGHBOURS } else { bucket.len() };
            samples.clear();
            // The lower half is the node.
            samples.extend(bucket.iter().map(|place| (*place as u32, nodes.sample(sketches, *place as u32, band))));
            for (idx, (one, sample)) in samples.iter().enumerate() {
                let ahead = samples[idx + 1..].iter().take(n_neighbours);
                let mut sketch = None;
                for (other, _) in ahead.filter(|(_, other)| may_resemble(sample, other)) {
                    let sketch = sketch.get_or_insert_with(|| nodes.sketch(sketches, *one));
                    let other_sketch = nodes.sketch(sketches, *other);
                    let resemblance = sketch.resemblance(&other_sketch);
                    if resemblance >= MIN_RESEMBLANCE && !sketch.fills_otherwise(&other_sketch, resemblance) {
                        pairs.push(Pair { resemblance, one: *one, other: *other });
                    }
                }
            }
        }
        // Similar sketches meet in many bands.
        if pairs.len() > 2 * n_unique {
            deduplicate(&mut pairs);
            n_unique = n_unique.max(pairs.len());
        }
    }
    deduplicate(&mut pairs);
    Some(pairs)
}

/// Returns whether two sketches are worth comparing, by samples of them.
fn may_resemble(sample: &[u64; N_SAMPLED], other: &[u64; N_SAMPLED]) -> bool {
    let (n_equal, n_filled) = equal_bins(sample, other);
    n_equal * MAX_FILLED_OF_EQUAL >= n_filled
}

fn deduplicate(pairs: &mut Vec<Pair>) {
    pairs.sort_unstable_by_key(|pair| (pair.one, pair.other));
    pairs.dedup_by_key(|pair| (pair.one, pair.other));
}

/// The nodes that share the bins of a band with another.
struct Band {
    /// The bins of each row; 0 for rows that do not count.
    keys: Vec<u32>,
    /// How many rows have bins of this hash, counted to two.
    n_rows: Vec<u8>,
    /// The bins, followed by the node: integers sort faster than pairs.
    nodes: Vec<u64>,
}

impl Band {
    fn new(n_nodes: usize) -> Band {
        // Few that differ share a hash.
        let n_hashes = (4 * n_nodes).next_power_of_two().clamp(1 << 8, 1 << (8 * BINS_PER_BAND));
        Band { keys: Vec::new(), n_rows: vec![0; n_hashes], nodes: Vec::new() }
    }

    fn hash(&self, key: u32) -> usize {
        // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4).
        (key.wrapping_mul(0x9e37_79b1) >> (u32::BITS - self.n_rows.len().ilog2())) as usize
    }

    /// Returns the nodes of the band in the order of their bins, as many of those that share them with none left out as is easy.
    fn read(&mut self, sketches: &impl Sketches, nodes: &Nodes, band: usize) -> &[u64] {
        self.n_rows.fill(0);
        self.nodes.clear();
        self.keys.clear();
        for (row, node) in (0..).zip(&nodes.of_row) {
            // One row stands for its node. All short texts share empty bins.
            let key = match *node != NO_NODE && nodes.row[*node as usize] == row {
                true => bins(|idx| sketches.number(row, idx), band * BINS_PER_BAND, BINS_PER_BAND) as u32,
                false => 0,
            };
            self.keys.push(key);
            let hash = self.hash(key);
            self.n_rows[hash] = (self.n_rows[hash] + 1).min(2);
        }
        for (key, node) in self.keys.iter().zip(&nodes.of_row) {
            if *key != 0 && self.n_rows[self.hash(*key)] > 1 {
                self.nodes.push((u64::from(*key) << u32::BITS) | u64::from(*node));
            }
        }
        self.nodes.sort_unstable();
        &self.nodes
    }
}

/// Joins similar sketches. Returns the group of each paired node.
fn joined(
    sketches: &impl Sketches,
    nodes: &Nodes,
    paired: &[u32],
    pairs: &[Pair],
    goes_on: &mut dyn FnMut() -> bool,
) -> Option<Vec<u32>> {
    /// Places of paired nodes. Most groups are small.
    type Group = SmallVec<[u32; 2]>;
    let mut groups: Vec<Group> = (0..paired.len() as u32).map(|place| smallvec![place]).collect();
    let mut group_of: Vec<u32> = (0..paired.len() as u32).collect();
    let mean_likeness = |group: &[u32], other: &[u32]| {
        // Spread evenly over the group.
        let some = |group: &[u32]| -> SmallVec<[Sketch; MAX_COMPARED]> {
            let n = group.len().min(MAX_COMPARED);
            (0..n).map(|idx| nodes.sketch(sketches, paired[group[idx * group.len() / n] as usize])).collect()
        };
        let (group, other) = (some(group), some(other));
        let sum: f32 = group.iter().flat_map(|one| other.iter().map(move |other| one.likeness(other))).sum();
        sum / (group.len() * other.len()) as f32
    };
    // Pairs of groups that were compared and not joined, with their sizes.
    let mut refused: HashSet<(u32, u32, usize, usize)> = HashSet::new();
    for (Pair { one, other, .. }, nth) in pairs.iter().zip(1_usize..) {
        if nth.is_multiple_of(N_STEPS) {
            goes_on().then_some(())?;
        }
        let place = |node: &u32| paired.binary_search(node).unwrap_or_default();
        let (one, other) = (group_of[place(one)], group_of[place(other)]);
        if one == other {
            continue;
        }
        let [size, other_size] = [one, other].map(|group| groups[group as usize].len());
        // The larger group stays; of equal groups, the first.
        let (into, from) = if (size, other) >= (other_size, one) { (one, other) } else { (other, one) };
        let compared = (into, from, size.max(other_size), size.min(other_size));
        if refused.contains(&compared) {
            continue;
        }
        if mean_likeness(&groups[into as usize], &groups[from as usize]) < MIN_RESEMBLANCE {
            refused.insert(compared);
            continue;
        }
        let moved = std::mem::take(&mut groups[from as usize]);
        moved.iter().for_each(|place| group_of[*place as usize] = into);
        groups[into as usize].extend(moved);
    }
    Some(group_of)
}

#[cfg(test)]
mod tests {
    use super::super::sketch::tests::{sketch, text};
    use super::*;

    fn stories(texts: &[String]) -> Vec<Vec<u64>> {
        let articles: Vec<(u64, Sketch)> =
            texts.iter().zip(10..).filter_map(|(text, ordinal)| Some((ordinal, sketch(text)?))).collect();
        grouped(&articles, &mut || true).unwrap().iter().collect()
    }

    #[test]
    fn copies_are_one_story_and_others_none() {
        let words: Vec<String> = text(1, 400).split(' ').map(str::to_owned).collect();
        let cut = words[..300].join(" ");
        let longer = format!("{} {}", words.join(" "), text(2, 100));
        let texts = [text(3, 400), words.join(" "), text(4, 400), cut, text(3, 400), longer, "too short".into()];
        assert_eq!(stories(&texts), [vec![10, 14], vec![11, 13, 15]]);
    }

    #[test]
    fn a_digest_of_two_stories_does_not_make_them_one() {
        let [one, other] = [text(1, 300), text(2, 300)];
        let texts = [
            one.clone(),
            format!("{one} {}", text(3, 20)),
            other.clone(),
            format!("{other} {}", text(4, 20)),
            format!("{one} {other}"),
        ];
        let found = stories(&texts);
        assert!(found.iter().any(|story| story.starts_with(&[10, 11]) && !story.contains(&12)), "{found:?}");
        assert!(found.iter().any(|story| story.starts_with(&[12, 13])), "{found:?}");
    }

    #[test]
    fn the_order_of_articles_does_not_matter() {
        let of_number = |n: u64| (n, sketch(&format!("{} {}", text(n / 5, 300), text(100 + n, n % 5 * 30))).unwrap());
        let articles: Vec<(u64, Sketch)> = (0..200).map(of_number).collect();
        let mut turned = articles.clone();
        turned.reverse();
        turned.rotate_left(77);
        let stories = grouped(&articles, &mut || true).unwrap();
        assert_eq!(stories, grouped(&turned, &mut || true).unwrap());
        assert_eq!(stories.iter().count(), 40);
        assert_eq!(stories.iter().nth(1), Some(vec![5, 6, 7, 8, 9]));
    }

    #[test]
    fn many_that_share_a_band_are_still_brought_together() {
        let of_number = |n: u64| (n, sketch(&format!("{} {}", text(1, 300), text(100 + n, 20))).unwrap());
        let stories = grouped(&(0..500).map(of_number).collect::<Vec<_>>(), &mut || true).unwrap();
        assert_eq!(stories.iter().map(|story| story.len()).collect::<Vec<_>>(), [500]);
    }

    #[test]
    fn several_threads_find_the_same_pairs_as_one() {
        let of_number = |n: u64| (n, sketch(&format!("{} {}", text(n / 3, 40), text(1_000_000 + n, n % 3 * 4))).unwrap());
        let articles: Vec<(u64, Sketch)> = (0..3 * MIN_NODES_OF_THREAD as u64).map(of_number).collect();
        let nodes = Nodes::new(&articles);
        let places = |mut pairs: Vec<Pair>| {
            pairs.sort_unstable_by_key(|pair| (pair.one, pair.other));
            pairs.into_iter().map(|pair| (pair.one, pair.other)).collect::<Vec<_>>()
        };
        let of_one = places(pairs_of(&articles, &nodes, 0..N_BANDS, &mut || true).unwrap());
        assert!(of_one.len() > 2 * MIN_NODES_OF_THREAD, "{}", of_one.len());
        assert_eq!(places(pairs(&articles, &nodes, &mut || true).unwrap()), of_one);
        assert!(grouped(&articles, &mut || false).is_none());
    }

    #[test]
    fn none_are_none() {
        assert_eq!(grouped(&Vec::new(), &mut || true).unwrap(), Stories::default());
    }
}
