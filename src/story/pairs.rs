//! Which sketches resemble each other.
//!
//! Bands of three bins find candidates: two sketches that share half of
//! their bins share one of 42 bands in 99.6 % of cases (locality-sensitive hashing: Indyk and
//! Motwani, STOC 1998). Those with the same bins of a band are a *bucket*. Two texts whose names and figures differ fill one form, and are not similar at all.

use std::num::NonZero;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use rustc_hash::FxHashMap;

use super::known::{Cells, KnownPair, KnownPairs, N_BANDS, hash};
use super::nodes::{NO_NODE, Nodes, Sketches};
use super::sketch::{N_BINS, N_PAIR_NUMBERS, bins, equal_bins};

/// Minimum similarity of articles of one story: they share half of all word pairs that either of
/// them has. In two texts of equal length that is two thirds of each.
pub(super) const MIN_RESEMBLANCE: f32 = 0.5;

const BINS_PER_BAND: usize = 3;

/// Maximum number of neighbours compared with each sketch of a band. A band can be large because of
/// frequent words alone, and sketches that really are similar also meet in other bands.
const MAX_NEIGHBOURS: usize = 32;

/// Number of integers of a sketch, eight bins each, that are compared before all of it.
const N_SAMPLED: usize = 2;

/// Maximum number of filled bins of a sample for each equal one. Of sketches that share half of their bins, one sample of a hundred
/// has more, and they meet in five bands. In archives, most that meet in a band share only frequent words, and one sample of fourteen has as few.
const MAX_FILLED_OF_EQUAL: u32 = 5;

/// Where the band begins in the place of a node in a bucket: after the node and three bins.
const BAND_SHIFT: u32 = u32::BITS + 8 * BINS_PER_BAND as u32;

/// Maximum number of bands for which only their bins are read; for more, whole sketches are.
const MAX_BANDS_APART: usize = 4;

/// Maximum number of places that are read at once by a thread, 16 MB. One large bucket may have more.
const MAX_PLACES: usize = if cfg!(test) { 1 << 12 } else { 1 << 21 };

/// Number of sketches compared with their neighbours between two questions whether to go on: some milliseconds.
pub(super) const N_STEPS: usize = 1 << 12;

/// Maximum number of threads that compare. Each takes up to 32 MB, and its pairs.
const MAX_THREADS: usize = 4;

/// Minimum number of nodes for each of several threads.
const MIN_NODES_OF_THREAD: usize = 1 << 12;

/// Two similar sketches, by node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) resemblance: f32,
    /// The smaller number of the two nodes.
    pub(super) one: u32,
    pub(super) other: u32,
    /// A bit for each band in which they are neighbours.
    bands: u64,
}

/// Returns the similar pairs, the most similar first, and the same to be kept. Compares only what shares a cell with a sketch that came or
/// went since `known`. `None` as soon as `goes_on` returns `false`.
pub(super) fn pairs(
    sketches: &impl Sketches,
    nodes: &Nodes,
    known: &KnownPairs,
    goes_on: &mut dyn FnMut() -> bool,
) -> Option<(Vec<Pair>, KnownPairs)> {
    let (changes, cells, node_of) = Changes::new(sketches, nodes, known, goes_on)?;
    let mut pairs = new_pairs(sketches, nodes, &cells, &changes, goes_on)?;
    let (mut kept, mut bins_of_kept) = (None, [0; N_BINS]);
    for pair in &known.pairs {
        let [Some(one), Some(other)] = pair.hashes.map(|hash| node_of.get(&hash).copied().filter(|node| *node != NO_NODE)) else {
            continue;
        };
        // Pairs of one sketch follow each other.
        if kept.replace(one) != Some(one) {
            bins_of_kept = nodes.sketch(sketches, one).bins();
        }
        let is_unchanged = |band: &usize| !changes.is_changed[cells.place(*band, bins_of(&bins_of_kept, *band))];
        let bands = (0..N_BANDS).filter(|band| pair.bands & (1 << band) != 0).filter(is_unchanged);
        let bands = bands.fold(0, |bands, band| bands | (1 << band));
        if bands != 0 {
            pairs.push(Pair { resemblance: pair.resemblance, one: one.min(other), other: one.max(other), bands });
        }
    }
    deduplicate(&mut pairs);
    pairs.sort_unstable_by(|a, b| b.resemblance.total_cmp(&a.resemblance).then_with(|| (a.one, a.other).cmp(&(b.one, b.other))));
    let hash_of = |node: u32| hash(&nodes.sketch(sketches, node));
    let known = |pair: &Pair| KnownPair {
        hashes: [hash_of(pair.one), hash_of(pair.other)],
        bands: pair.bands,
        resemblance: pair.resemblance,
    };
    let mut known: Vec<KnownPair> = pairs.iter().map(known).collect();
    known.sort_unstable_by_key(|pair| pair.hashes);
    Some((pairs, KnownPairs { cells, pairs: known }))
}

/// What came or went.
struct Changes {
    /// For each cell, whether it holds other sketches than before.
    is_changed: Vec<bool>,
    /// The number of sketches in changed cells, by band.
    n_in_changed: [usize; N_BANDS],
}

impl Changes {
    /// Compares the cells with those that are known. Returns the cells too, and the nodes of the hashes that are known.
    fn new(
        sketches: &impl Sketches,
        nodes: &Nodes,
        known: &KnownPairs,
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Option<(Changes, Cells, FxHashMap<u64, u32>)> {
        let mut cells = Cells::new(nodes.row.len(), &known.cells);
        let mut n_of_cell = vec![0_u32; cells.len()];
        let mut node_of: FxHashMap<u64, u32> =
            known.pairs.iter().flat_map(|pair| pair.hashes).map(|hash| (hash, NO_NODE)).collect();
        for (nth, (row, node)) in nodes.rows().enumerate() {
            if nth.is_multiple_of(N_STEPS) {
                goes_on().then_some(())?;
            }
            let sketch = sketches.sketch(row);
            let hash = hash(&sketch);
            if let Some(known) = node_of.get_mut(&hash) {
                *known = node;
            }
            let all_bins = sketch.bins();
            for band in 0..N_BANDS {
                let bins = bins_of(&all_bins, band);
                if bins != 0 {
                    let place = cells.place(band, bins);
                    cells.add(place, hash);
                    n_of_cell[place] += 1;
                }
            }
        }
        let is_changed = cells.changed(&known.cells);
        let mut n_in_changed = [0; N_BANDS];
        for (place, n) in n_of_cell.into_iter().enumerate().filter(|(place, _)| is_changed[*place]) {
            n_in_changed[cells.band(place)] += n as usize;
        }
        Some((Changes { is_changed, n_in_changed }, cells, node_of))
    }

    /// Returns what is read at once, in order.
    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for (band, n) in self.n_in_changed.into_iter().enumerate() {
            match groups.last_mut() {
                Some(group) if group.n_places + n <= MAX_PLACES => {
                    group.bands.end += 1;
                    group.n_places += n;
                }
                _ => {
                    let n_parts = n.div_ceil(MAX_PLACES).max(1);
                    let part = |part| Group { bands: band..band + 1, part, n_parts: n_parts as u32, n_places: n / n_parts };
                    groups.extend((0..n_parts as u32).map(part));
                }
            }
        }
        groups
    }
}

/// Places of nodes that are read at once: of some bands, or a part of the places of one.
#[derive(Debug, Clone, PartialEq)]
struct Group {
    bands: Range<usize>,
    /// The remainder of the bins of its places when divided by the number of parts.
    part: u32,
    n_parts: u32,
    /// About how many places it has.
    n_places: usize,
}

/// Returns the similar pairs that meet in changed cells.
fn new_pairs(
    sketches: &impl Sketches,
    nodes: &Nodes,
    cells: &Cells,
    changes: &Changes,
    goes_on: &mut dyn FnMut() -> bool,
) -> Option<Vec<Pair>> {
    let groups = changes.groups();
    let n_processors = thread::available_parallelism().map_or(1, NonZero::get);
    let n_threads = n_processors.min(nodes.row.len() / MIN_NODES_OF_THREAD).min(groups.len()).clamp(1, MAX_THREADS);
    let is_over = AtomicBool::new(false);
    // One thread asks whether to go on, and tells the others.
    let mut asks = || {
        let goes_on = goes_on();
        is_over.fetch_or(!goes_on, Ordering::Relaxed);
        goes_on
    };
    let (groups, is_over) = (&groups, &is_over);
    let of_thread = move |thread: usize, goes_on: &mut dyn FnMut() -> bool| {
        let groups = groups.iter().skip(thread).step_by(n_threads).cloned();
        pairs_of(sketches, nodes, groups, &|place| changes.is_changed[place], cells, goes_on)
    };
    let found: Vec<Option<Vec<Pair>>> = thread::scope(|scope| {
        let of_other = move |thread| of_thread(thread, &mut || !is_over.load(Ordering::Relaxed));
        let others: Vec<_> = (1..n_threads).map(|thread| scope.spawn(move || of_other(thread))).collect();
        let own = of_thread(0, &mut asks);
        let others = others.into_iter().map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(own).chain(others).collect()
    });
    Some(found.into_iter().collect::<Option<Vec<_>>>()?.concat())
}

/// Returns the similar pairs that meet in these groups of bands and in changed cells, each once.
fn pairs_of(
    sketches: &impl Sketches,
    nodes: &Nodes,
    groups: impl Iterator<Item = Group>,
    is_changed: &impl Fn(usize) -> bool,
    cells: &Cells,
    goes_on: &mut dyn FnMut() -> bool,
) -> Option<Vec<Pair>> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut n_unique = 1 << 20;
    let mut buckets = Buckets::new(nodes.row.len().min(MAX_PLACES));
    let mut samples: Vec<(u32, [u64; N_SAMPLED])> = Vec::new();
    let mut n_steps = 0;
    for group in groups {
        goes_on().then_some(())?;
        let places = buckets.read(sketches, nodes, &group, |band, bins| is_changed(cells.place(band, bins)));
        for bucket in places.chunk_by(|one, other| one >> u32::BITS == other >> u32::BITS) {
            if bucket.len() < 2 {
                continue;
            }
            let band = (bucket[0] >> BAND_SHIFT) as usize;
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
                        pairs.push(Pair { resemblance, one: *one, other: *other, bands: 1 << band });
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
    pairs.dedup_by(|pair, before| {
        let is_same = (pair.one, pair.other) == (before.one, before.other);
        before.bands |= if is_same { pair.bands } else { 0 };
        is_same
    });
}

/// Returns the bins of a band as one number, as [`bins`] does.
fn bins_of(all: &[u8; N_BINS], band: usize) -> u32 {
    all[band * BINS_PER_BAND..][..BINS_PER_BAND].iter().fold(0, |bins, bin| (bins << 8) | u32::from(*bin))
}

/// The nodes that share the bins of a band with another.
struct Buckets {
    /// How many nodes have bins of this hash, counted to two.
    n_nodes: Vec<u8>,
    /// The band, its bins and the node: integers sort faster than tuples.
    places: Vec<u64>,
}

impl Buckets {
    fn new(n_places: usize) -> Buckets {
        // Few that differ share a hash.
        let n_hashes = (4 * n_places).next_power_of_two().clamp(1 << 8, 1 << (8 * BINS_PER_BAND));
        Buckets { n_nodes: vec![0; n_hashes], places: Vec::new() }
    }

    /// Returns the nodes of a group in the order of bands and bins. Leaves out those of cells that did not change, and as many of
    /// those that share their bins with none as is easy.
    fn read(
        &mut self,
        sketches: &impl Sketches,
        nodes: &Nodes,
        group: &Group,
        is_changed: impl Fn(usize, u32) -> bool,
    ) -> &[u64] {
        let Buckets { n_nodes, places } = self;
        n_nodes.fill(0);
        places.clear();
        // Grown by doubling, they would take twice the memory.
        places.reserve_exact(group.n_places);
        // Fibonacci hashing, as for cells.
        let n_bits = n_nodes.len().ilog2();
        let hash = |place: u64| (((place >> u32::BITS) as u32).wrapping_mul(0x9e37_79b1) >> (u32::BITS - n_bits)) as usize;
        let mut add = |node: u32, band: usize, bins: u32| {
            // All short texts share empty bins.
            if bins != 0 && bins % group.n_parts == group.part && is_changed(band, bins) {
                let place = ((band as u64) << BAND_SHIFT) | (u64::from(bins) << u32::BITS) | u64::from(node);
                let n_nodes = &mut n_nodes[hash(place)];
                *n_nodes = (*n_nodes + 1).min(2);
                places.push(place);
            }
        };
        for (row, node) in nodes.rows() {
            if group.bands.len() > MAX_BANDS_APART {
                let all_bins = sketches.sketch(row).bins();
                group.bands.clone().for_each(|band| add(node, band, bins_of(&all_bins, band)));
            } else {
                let of_band = |band| bins(|idx| sketches.number(row, idx), band * BINS_PER_BAND, BINS_PER_BAND) as u32;
                group.bands.clone().for_each(|band| add(node, band, of_band(band)));
            }
        }
        places.retain(|place| n_nodes[hash(*place)] > 1);
        places.sort_unstable();
        places
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
        let none = KnownPairs::default();
        let cells = Cells::new(nodes.row.len(), &none.cells);
        let bands = (0..N_BANDS).map(|band| Group { bands: band..band + 1, part: 0, n_parts: 1, n_places: 0 });
        let of_one = places(pairs_of(&articles, &nodes, bands, &|_| true, &cells, &mut || true).unwrap());
        assert!(of_one.len() > 2 * MIN_NODES_OF_THREAD, "{}", of_one.len());
        assert_eq!(places(pairs(&articles, &nodes, &none, &mut || true).unwrap().0), of_one);
        assert!(grouped(&articles, &none, &mut || false).is_none());
        let (changes, ..) = Changes::new(&articles, &nodes, &none, &mut || true).unwrap();
        assert!(changes.groups().iter().all(|group| group.n_parts == 2), "{:?}", changes.groups());
    }
}
