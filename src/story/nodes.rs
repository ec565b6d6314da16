//! Sketches in rows, and the different ones among them.
//!
//! Sketches are read where they are; only numbers of rows and nodes are kept.

use super::sketch::Sketch;

/// The node of a row without an article that counts.
pub(super) const NO_NODE: u32 = u32::MAX;

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

/// The different sketches, numbered in their order.
pub(super) struct Nodes {
    /// The node of each row; [`NO_NODE`] if it does not count.
    pub(super) of_row: Vec<u32>,
    /// A row of each node.
    pub(super) row: Vec<u32>,
    /// Those of several articles, ascending.
    several: Vec<u32>,
}

impl Nodes {
    pub(super) fn new(sketches: &impl Sketches) -> Nodes {
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

    /// Returns the row of each node, and the node, in the order of rows: so sketches are read in the order in which they lie.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, u32)> {
        let rows = (0..).zip(self.of_row.iter().copied());
        rows.filter(|(row, node)| self.row.get(*node as usize) == Some(row))
    }

    pub(super) fn sketch(&self, sketches: &impl Sketches, node: u32) -> Sketch {
        sketches.sketch(self.row[node as usize])
    }

    /// Returns the nodes of several articles, ascending.
    pub(super) fn several(&self) -> &[u32] {
        &self.several
    }
}
