//! Sums of decision trees: which blocks are the article is decided by two of them (`prose`).
//!
//! The file `content_trees.txt` holds both. A line `look NAME` begins a sum, `features` names what it weighs, in order, and each further
//! line is a tree: its nodes before their branches, the branch for "no more than the threshold" first. A node is `feature<threshold`, a
//! leaf `=value`.

use std::sync::LazyLock;

/// The trees of the first look at a block.
pub(super) static FIRST: LazyLock<Trees> = LazyLock::new(|| Trees::parse(TEXT, "first"));

/// The trees of the second look.
pub(super) static SECOND: LazyLock<Trees> = LazyLock::new(|| Trees::parse(TEXT, "second"));

const TEXT: &str = include_str!("content_trees.txt");

/// A sum of trees.
#[derive(Debug, Default)]
pub(super) struct Trees {
    /// The names of what is weighed.
    pub(super) features: Vec<&'static str>,
    nodes: Vec<Node>,
    /// The first node of each tree.
    roots: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// The threshold of a node, the value of a leaf.
    number: f32,
    /// The place of the feature; [`LEAF`] for a leaf.
    feature: u16,
    /// The distance to the node of the second branch; the first one follows directly.
    second: u16,
}

const LEAF: u16 = u16::MAX;

impl Trees {
    /// Reads the sum called `name`; empty if the text does not hold it in the form above, which a test rules out.
    fn parse(text: &'static str, name: &str) -> Trees {
        let mut trees = Trees::default();
        let mut is_wanted = false;
        for line in text.lines() {
            if let Some(found) = line.strip_prefix("look ") {
                is_wanted = found == name;
            } else if let Some(names) = line.strip_prefix("features ").filter(|_| is_wanted) {
                trees.features = names.split(", ").collect();
            } else if is_wanted && !line.starts_with('#') && trees.add(line).is_none() {
                return Trees::default();
            }
        }
        trees
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let root = self.nodes.len();
        // The nodes whose second branch has not begun.
        let mut open: Vec<usize> = Vec::new();
        for word in line.split_ascii_whitespace() {
            if let Some(value) = word.strip_prefix('=') {
                self.nodes.push(Node { number: value.parse().ok()?, feature: LEAF, second: 0 });
                if let Some(node) = open.pop() {
                    self.nodes[node].second = u16::try_from(self.nodes.len() - node).ok()?;
                }
            } else {
                let (feature, threshold) = word.split_once('<')?;
                let feature: u16 = feature.parse().ok()?;
                if usize::from(feature) >= self.features.len() {
                    return None;
                }
                open.push(self.nodes.len());
                self.nodes.push(Node { number: threshold.parse().ok()?, feature, second: 0 });
            }
        }
        if self.nodes.len() > root {
            self.roots.push(u32::try_from(root).ok()?);
        }
        open.is_empty().then_some(())
    }

    /// Returns the sum of the trees for a block with the features `row`.
    pub(super) fn weigh(&self, row: &[f32]) -> f32 {
        let of_tree = |root: &u32| {
            let mut at = *root as usize;
            loop {
                let node = self.nodes[at];
                if node.feature == LEAF {
                    return node.number;
                }
                let value = row.get(usize::from(node.feature)).copied().unwrap_or_default();
                at += if value <= node.number { 1 } else { usize::from(node.second) };
            }
        };
        self.roots.iter().map(of_tree).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_read_and_summed() {
        let text = "# About\nlook first\nfeatures long, linked\n0<0.5 =1 1<0.5 =2 =3\n=0.25\nlook second\nfeatures odds\n=7\n";
        let trees = Trees::parse(text, "first");
        assert_eq!(trees.features, ["long", "linked"]);
        assert_eq!([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]].map(|row| trees.weigh(&row)), [1.25, 2.25, 3.25]);
        assert_eq!(Trees::parse(text, "second").weigh(&[0.0]), 7.0);
        assert!(Trees::parse("look first\nfeatures one\n1<0 =1 =2", "first").roots.is_empty());
    }

    #[test]
    fn the_file_holds_both_looks() {
        assert!(FIRST.roots.len() > 10 && SECOND.roots.len() > 10);
    }
}
