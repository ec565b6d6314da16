//! All stories of an index.
//!
//! Equal sketches are one. Bands of three bins find candidates: two sketches that share half of
//! their bins share one of 42 bands in 99.6 % of cases (locality-sensitive hashing: Indyk and
//! Motwani, STOC 1998). Candidates are joined, the most similar first. Two groups are joined only
//! if their articles are similar on average; otherwise one article with parts of two stories would
//! merge them. Two texts whose names and figures differ fill one form, and are not similar at all.

use std::collections::{HashMap, HashSet};

use smallvec::{SmallVec, smallvec};

use super::sketch::Sketch;

/// Minimum similarity of articles of one story: they share half of all word pairs that either of
/// them has. In two texts of equal length that is two thirds of each.
const MIN_RESEMBLANCE: f32 = 0.5;

/// Number of bands of three bins; two bins are left over.
const N_BANDS: usize = 42;
const BINS_PER_BAND: usize = 3;

/// Maximum number of neighbours compared with each sketch of a band. A band can be large because of
/// frequent words alone, and sketches that really are similar also meet in other bands.
const MAX_NEIGHBOURS: usize = 32;

/// Maximum number of articles compared for a group; larger groups are sampled.
const MAX_COMPARED: usize = 16;

/// The articles that have near-copies, grouped. An article is given by its
/// [`ordinal`](crate::article::ArticleId::ordinal).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stories {
    /// Each ascending, of at least two articles.
    stories: Vec<Vec<u64>>,
    /// The story of each of these articles.
    of: HashMap<u64, u32>,
}

impl Stories {
    /// Groups articles into stories. Each article is given once, in any order.
    pub fn new(articles: Vec<(u64, Sketch)>) -> Stories {
        let nodes = Nodes::new(articles);
        let groups = joined(&nodes.sketches, &pairs(&nodes.sketches));
        let mut stories: Vec<Vec<u64>> = Vec::new();
        for group in groups {
            let mut story: Vec<u64> = group.iter().flat_map(|node| nodes.articles[*node as usize].iter().copied()).collect();
            if story.len() > 1 {
                story.sort_unstable();
                stories.push(story);
            }
        }
        stories.sort_unstable();
        let numbered = stories.iter().zip(0..);
        let of = numbered.flat_map(|(story, number)| story.iter().map(move |ordinal| (*ordinal, number))).collect();
        Stories { stories, of }
    }

    /// Returns the articles of an article's story, including itself, ascending; `None` if it has no
    /// near-copies.
    pub fn of(&self, ordinal: u64) -> Option<&[u64]> {
        self.stories.get(*self.of.get(&ordinal)? as usize).map(Vec::as_slice)
    }

    /// Returns a number that only the articles of this story have.
    pub fn number(&self, ordinal: u64) -> u64 {
        self.of(ordinal).map_or(ordinal, |story| story[0])
    }

    /// Returns every story of several articles, ordered by their first article.
    pub fn iter(&self) -> impl Iterator<Item = &[u64]> {
        self.stories.iter().map(Vec::as_slice)
    }
}

/// The different sketches, in order, with the articles that have each.
struct Nodes {
    sketches: Vec<Sketch>,
    articles: Vec<SmallVec<[u64; 1]>>,
}

impl Nodes {
    fn new(mut articles: Vec<(u64, Sketch)>) -> Nodes {
        articles.sort_unstable_by_key(|(ordinal, sketch)| (*sketch, *ordinal));
        let mut nodes = Nodes { sketches: Vec::new(), articles: Vec::new() };
        for of_sketch in articles.chunk_by(|(_, one), (_, other)| one == other) {
            nodes.sketches.extend(of_sketch.first().map(|(_, sketch)| *sketch));
            nodes.articles.push(of_sketch.iter().map(|(ordinal, _)| *ordinal).collect());
        }
        nodes
    }
}

/// Two similar sketches, by number.
#[derive(Debug, Clone, Copy)]
struct Pair {
    resemblance: f32,
    one: u32,
    other: u32,
}

/// Returns the similar pairs, the most similar first.
fn pairs(sketches: &[Sketch]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut n_unique = 1 << 20;
    // The bins of the band, followed by the number of the sketch: integers sort faster than pairs.
    let mut in_band: Vec<u64> = Vec::with_capacity(sketches.len());
    for band in 0..N_BANDS {
        in_band.clear();
        for (sketch, node) in sketches.iter().zip(0u64..) {
            let key = sketch.bins(band * BINS_PER_BAND, BINS_PER_BAND);
            // All short texts share empty bins.
            if key != 0 {
                in_band.push((key << u32::BITS) | node);
            }
        }
        in_band.sort_unstable();
        for bucket in in_band.chunk_by(|one, other| one >> u32::BITS == other >> u32::BITS) {
            for (idx, one) in bucket.iter().enumerate() {
                let rest = &bucket[idx + 1..];
                let rest = if bucket.len() > MAX_NEIGHBOURS { &rest[..rest.len().min(MAX_NEIGHBOURS)] } else { rest };
                for other in rest {
                    // The lower half is the number.
                    let (one, other) = (*one as u32, *other as u32);
                    let (sketch, other_sketch) = (&sketches[one as usize], &sketches[other as usize]);
                    let resemblance = sketch.resemblance(other_sketch);
                    if resemblance >= MIN_RESEMBLANCE && !sketch.fills_otherwise(other_sketch, resemblance) {
                        pairs.push(Pair { resemblance, one, other });
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
    pairs.sort_unstable_by(|a, b| b.resemblance.total_cmp(&a.resemblance).then_with(|| (a.one, a.other).cmp(&(b.one, b.other))));
    pairs
}

fn deduplicate(pairs: &mut Vec<Pair>) {
    pairs.sort_unstable_by_key(|pair| (pair.one, pair.other));
    pairs.dedup_by_key(|pair| (pair.one, pair.other));
}

/// Sketches that belong together, by number. Most groups hold one.
type Group = SmallVec<[u32; 2]>;

/// Joins similar sketches. Returns all groups, including those of one.
fn joined(sketches: &[Sketch], pairs: &[Pair]) -> Vec<Group> {
    let mut groups: Vec<Group> = (0..sketches.len() as u32).map(|node| smallvec![node]).collect();
    let mut group_of: Vec<u32> = (0..sketches.len() as u32).collect();
    // Pairs of groups that were compared and not joined, with their sizes.
    let mut refused: HashSet<(u32, u32, usize, usize)> = HashSet::new();
    for Pair { one, other, .. } in pairs {
        let (one, other) = (group_of[*one as usize], group_of[*other as usize]);
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
        if mean_likeness(sketches, &groups[into as usize], &groups[from as usize]) < MIN_RESEMBLANCE {
            refused.insert(compared);
            continue;
        }
        let moved = std::mem::take(&mut groups[from as usize]);
        moved.iter().for_each(|node| group_of[*node as usize] = into);
        groups[into as usize].extend(moved);
    }
    groups
}

fn mean_likeness(sketches: &[Sketch], group: &[u32], other: &[u32]) -> f32 {
    // Spread evenly over the group.
    let some = |group: &[u32]| -> Vec<u32> {
        let n = group.len().min(MAX_COMPARED);
        (0..n).map(|idx| group[idx * group.len() / n]).collect()
    };
    let (group, other) = (some(group), some(other));
    let of_pair = |one: u32, other: u32| sketches[one as usize].likeness(&sketches[other as usize]);
    let sum: f32 = group.iter().flat_map(|one| other.iter().map(move |other| of_pair(*one, *other))).sum();
    sum / (group.len() * other.len()) as f32
}

#[cfg(test)]
mod tests {
    use super::super::sketch::tests::{sketch, text};
    use super::*;

    fn stories(texts: &[String]) -> Vec<Vec<u64>> {
        let articles = texts.iter().zip(10..).filter_map(|(text, ordinal)| Some((ordinal, sketch(text)?))).collect();
        Stories::new(articles).iter().map(<[u64]>::to_vec).collect()
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
        let stories = Stories::new(articles);
        assert_eq!(stories, Stories::new(turned));
        assert_eq!(stories.iter().count(), 40);
        assert_eq!(stories.of(7), Some(&[5, 6, 7, 8, 9][..]));
        assert_eq!((stories.number(7), stories.number(5), stories.number(999)), (5, 5, 999));
    }

    #[test]
    fn many_that_share_a_band_are_still_brought_together() {
        let of_number = |n: u64| (n, sketch(&format!("{} {}", text(1, 300), text(100 + n, 20))).unwrap());
        let stories = Stories::new((0..500).map(of_number).collect());
        assert_eq!(stories.iter().map(<[u64]>::len).collect::<Vec<_>>(), [500]);
    }

    #[test]
    fn none_are_none() {
        assert_eq!(Stories::new(Vec::new()), Stories::default());
        assert_eq!(Stories::default().of(1), None);
    }
}
