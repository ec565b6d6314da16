//! Sums of weighed features and of decision trees: which blocks are the article is decided by two of them (`prose`).
//!
//! The file `content_weights.txt` holds both. A line `look NAME` begins a sum, and `features` names what it weighs, in order. A line `line`
//! holds a constant, and for each feature its weight and the bounds between which its value is weighed, `weight:least:most`; 0 for one
//! that weighs nothing. Each further line is a tree: its nodes before their branches, the branch for "no more than the threshold" first. A
//! node is `feature<threshold`, a leaf `=value`.
//!
//! Straight lines follow what is true of all sites; the bounds keep a rare feature from deciding alone. Weights add what depends on more
//! than one feature.

use std::sync::LazyLock;

/// The sum for the first look at a block.
pub(super) static FIRST: LazyLock<Weights> = LazyLock::new(|| Weights::parse(TEXT, "first"));

/// The sum for the second look.
pub(super) static SECOND: LazyLock<Weights> = LazyLock::new(|| Weights::parse(TEXT, "second"));

const TEXT: &str = include_str!("content_weights.txt");

/// A sum of lines and trees.
#[derive(Debug, Default)]
pub(super) struct Weights {
    /// The names of what is weighed.
    pub(super) features: Vec<&'static str>,
    constant: f32,
    lines: Vec<Line>,
    nodes: Vec<Node>,
    /// The first node of each tree.
    roots: Vec<u32>,
}

/// The weight of a feature.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    weight: f32,
    /// A value outside of these bounds counts as the nearer one.
    least: f32,
    most: f32,
}

impl Line {
    fn parse(word: &str) -> Option<Line> {
        let mut numbers = word.split(':').map(|number| number.parse::<f32>().ok().filter(|number| number.is_finite()));
        let weight = numbers.next()??;
        let (least, most) = match numbers.next() {
            Some(least) => (least?, numbers.next()??),
            None => (0.0, 0.0),
        };
        (least <= most && numbers.next().is_none()).then_some(Line { weight, least, most })
    }
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

impl Weights {
    /// Reads the sum called `name`; empty if the text does not hold it in the form above, which a test rules out.
    fn parse(text: &'static str, name: &str) -> Weights {
        let mut weights = Weights::default();
        let mut is_wanted = false;
        for line in text.lines() {
            if let Some(found) = line.strip_prefix("look ") {
                is_wanted = found == name;
            } else if let Some(names) = line.strip_prefix("features ").filter(|_| is_wanted) {
                weights.features = names.split(", ").collect();
            } else if is_wanted && !line.starts_with('#') {
                let added = match line.strip_prefix("line ") {
                    Some(line) => weights.add_lines(line),
                    None => weights.add_tree(line),
                };
                if added.is_none() {
                    return Weights::default();
                }
            }
        }
        weights
    }

    fn add_lines(&mut self, line: &str) -> Option<()> {
        let mut words = line.split_ascii_whitespace();
        self.constant = words.next()?.parse().ok()?;
        self.lines = words.map(Line::parse).collect::<Option<Vec<Line>>>()?;
        (self.lines.len() == self.features.len()).then_some(())
    }

    fn add_tree(&mut self, line: &str) -> Option<()> {
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

    /// Returns the sum for a block with the features `row`.
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
        let of_line = |(line, value): (&Line, &f32)| line.weight * value.clamp(line.least, line.most);
        self.constant + self.lines.iter().zip(row).map(of_line).sum::<f32>() + self.roots.iter().map(of_tree).sum::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_trees_are_read_and_summed() {
        let text = "# About\nlook first\nfeatures long, linked\n0<0.5 =1 1<0.5 =2 =3\n=0.25\nlook second\nfeatures odds, long\nline 4 2:-1:0.5 0\n=3\n";
        let weights = Weights::parse(text, "first");
        assert_eq!(weights.features, ["long", "linked"]);
        assert_eq!([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]].map(|row| weights.weigh(&row)), [1.25, 2.25, 3.25]);
        let lines = Weights::parse(text, "second");
        assert_eq!([[0.0, 9.0], [0.25, 9.0], [3.0, 9.0], [-3.0, 9.0]].map(|row| lines.weigh(&row)), [7.0, 7.5, 8.0, 5.0]);
    }

    #[test]
    fn what_is_not_in_the_form_is_not_read() {
        for line in ["1<0 =1 =2", "line 1", "line 1 2:3", "line 1 2:3:1", "line 1 2:0:1:3", "line x 0", "line 1 nan"] {
            let weights = Weights::parse(Box::leak(format!("look first\nfeatures one\n{line}").into_boxed_str()), "first");
            assert!(weights.features.is_empty(), "for {line}");
        }
    }

    #[test]
    fn the_file_holds_both_looks() {
        assert!(FIRST.lines.iter().filter(|line| line.weight != 0.0).count() > 100);
        assert!(SECOND.lines.len() > 100 && SECOND.roots.len() > 10);
    }
}
