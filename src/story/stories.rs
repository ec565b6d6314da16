//! All stories of an archive.
//!
//! Sketches that are equal are one. Which others may resemble each other is told by bands of three bins: two sketches with half of their bins in
//! common share one of 42 bands in 996 cases of a thousand (locality-sensitive hashing: Indyk and Motwani, STOC 1998). Those
//! that do are joined, the most alike first, and two groups only where their articles resemble each other in the mean: otherwise
//! one article with parts of two stories would make them one.

use std::collections::{HashMap, HashSet};

use smallvec::{SmallVec, smallvec};

use super::sketch::Sketch;

/// Articles of one story resemble each other at least so much: of all pairs of words that either of two texts has, they share half. Of two
/// texts of equal length that is two thirds of each.
const MIN_RESEMBLANCE: f32 = 0.5;

/// Three bins a band; two bins are left over.
const N_BANDS: usize = 42;
const BINS_PER_BAND: usize = 3;

/// In a band of more sketches than this, each is compared with so many that follow it in their order alone: frequent words bring many
/// together that have nothing else in common, and what has is brought together by other bands too.
const MAX_NEIGHBOURS: usize = 32;

/// Of large groups so many articles stand for all when they are compared.
const MAX_COMPARED: usize = 16;

/// The articles that have near-copies, and which those are. An article is given by its
/// [`ordinal`](crate::article::ArticleId::ordinal).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stories {
    /// Each rising, of two articles at least.
    stories: Vec<Vec<u64>>,
    /// The story of each article in them.
    of: HashMap<u64, u32>,
}

impl Stories {
    /// Makes the stories of articles, each once, in whatever order they come.
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

    /// Returns the articles of an article's story, itself among them, rising; None where it has no near-copies.
    pub fn of(&self, ordinal: u64) -> Option<&[u64]> {
        self.stories.get(*self.of.get(&ordinal)? as usize).map(Vec::as_slice)
    }

    /// Returns a number that the articles of a story share and no others have.
    pub fn number(&self, ordinal: u64) -> u64 {
        self.of(ordinal).map_or(ordinal, |story| story[0])
    }

    /// Returns every story of several articles, in the order of their first ones.
    pub fn iter(&self) -> impl Iterator<Item = &[u64]> {
        self.stories.iter().map(Vec::as_slice)
    }
}

/// Different sketches, in order, and the articles that have each.
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

/// Two sketches, by their numbers, that resemble each other.
#[derive(Debug, Clone, Copy)]
struct Pair {
    resemblance: f32,
    one: u32,
    other: u32,
}

/// Returns the pairs that resemble each other, the most alike first.
fn pairs(sketches: &[Sketch]) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut n_unique = 1 << 20;
    // The bins of the band, and behind them the number of the sketch: numbers are sorted faster than pairs.
    let mut in_band: Vec<u64> = Vec::with_capacity(sketches.len());
    for band in 0..N_BANDS {
        in_band.clear();
        for (sketch, node) in sketches.iter().zip(0u64..) {
            let key = sketch.bins(band * BINS_PER_BAND, BINS_PER_BAND);
            // Bins that are empty are common to all short texts.
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
                    let resemblance = sketches[one as usize].resemblance(&sketches[other as usize]);
                    if resemblance >= MIN_RESEMBLANCE {
                        pairs.push(Pair { resemblance, one, other });
                    }
                }
            }
        }
        // What is alike is together in many bands.
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

/// Sketches that belong together, by their numbers. Most are alone.
type Group = SmallVec<[u32; 2]>;

/// Joins what resembles each other. Returns all groups, also those of one.
fn joined(sketches: &[Sketch], pairs: &[Pair]) -> Vec<Group> {
    let mut groups: Vec<Group> = (0..sketches.len() as u32).map(|node| smallvec![node]).collect();
    let mut group_of: Vec<u32> = (0..sketches.len() as u32).collect();
    // Groups that were compared, with their sizes, and not joined.
    let mut refused: HashSet<(u32, u32, usize, usize)> = HashSet::new();
    for Pair { one, other, .. } in pairs {
        let (one, other) = (group_of[*one as usize], group_of[*other as usize]);
        if one == other {
            continue;
        }
        let [size, other_size] = [one, other].map(|group| groups[group as usize].len());
        // The larger stays; of equal ones the first.
        let (into, from) = if (size, other) >= (other_size, one) { (one, other) } else { (other, one) };
        let compared = (into, from, size.max(other_size), size.min(other_size));
        if refused.contains(&compared) {
            continue;
        }
        if mean_resemblance(sketches, &groups[into as usize], &groups[from as usize]) < MIN_RESEMBLANCE {
            refused.insert(compared);
            continue;
        }
        let moved = std::mem::take(&mut groups[from as usize]);
        moved.iter().for_each(|node| group_of[*node as usize] = into);
        groups[into as usize].extend(moved);
    }
    groups
}

fn mean_resemblance(sketches: &[Sketch], group: &[u32], other: &[u32]) -> f32 {
    // Evenly spread over the group.
    let some = |group: &[u32]| -> Vec<u32> {
        let n = group.len().min(MAX_COMPARED);
        (0..n).map(|idx| group[idx * group.len() / n]).collect()
    };
    let (group, other) = (some(group), some(other));
    let of_pair = |one: u32, other: u32| sketches[one as usize].resemblance(&sketches[other as usize]);
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
