//! Which sketches resemble each other.
//!
//! Bands of three bins find candidates: two sketches that share half of
//! their bins share one of 42 bands in 99.6 % of cases (locality-sensitive hashing: Indyk and
//! Motwani, STOC 1998). Two texts whose names and figures differ fill one form, and are not similar at all.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::nodes::{NO_NODE, Nodes, Sketches};
use super::sketch::{N_PAIR_NUMBERS, bins, equal_bins};

/// Minimum similarity of articles of one story: they share half of all word pairs that either of
/// them has. In two texts of equal length that is two thirds of each.
pub(super) const MIN_RESEMBLANCE: f32 = 0.5;

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

/// Number of sketches compared with their neighbours between two questions whether to go on: some milliseconds.
pub(super) const N_STEPS: usize = 1 << 12;

/// Maximum number of threads that compare. Each takes up to 20 bytes an article.
const MAX_THREADS: usize = 4;

/// Minimum number of nodes for each of several threads.
const MIN_NODES_OF_THREAD: usize = 1 << 12;

/// Two similar sketches, by node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) resemblance: f32,
    pub(super) one: u32,
    pub(super) other: u32,
}

/// Returns the similar pairs, the most similar first.
pub(super) fn pairs(sketches: &impl Sketches, nodes: &Nodes, goes_on: &mut dyn FnMut() -> bool) -> Option<Vec<Pair>> {
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
            samples.extend(bucket.iter().map(|place| (*place as u32, sample(sketches, nodes.row[*place as u32 as usize], band))));
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

/// Returns numbers of the sketch in a row that are compared before all of it. Another band has others.
fn sample(sketches: &impl Sketches, row: u32, band: usize) -> [u64; N_SAMPLED] {
    std::array::from_fn(|nth| sketches.number(row, (band + nth * N_PAIR_NUMBERS / N_SAMPLED) % N_PAIR_NUMBERS))
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

#[cfg(test)]
mod tests {
    use super::super::grouping::grouped;
    use super::super::sketch::Sketch;
    use super::super::sketch::tests::{sketch, text};
    use super::*;

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
}
