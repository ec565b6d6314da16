//! Grouping articles into stories by their sketches.
//!
//! Equal sketches are one *node*. Nodes that resemble each other are joined, the most similar first. Two groups are joined only
//! if their articles are similar on average; otherwise one article with parts of two stories would
//! merge them.

use std::collections::HashSet;

use smallvec::{SmallVec, smallvec};

use super::known::KnownPairs;
use super::nodes::{Nodes, Sketches};
use super::pairs::{MIN_RESEMBLANCE, N_STEPS, Pair, pairs};
use super::sketch::Sketch;
use super::stories::Stories;

/// Maximum number of articles compared for a group; larger groups are sampled.
const MAX_COMPARED: usize = 16;

/// Groups articles into stories. Each article is given once; the order of rows does not matter.
/// Returns the pairs too, with which the stories of a state that differs a little are found faster. `known` are those of any
/// state; the stories are the same with it and without it. Returns `None` as soon as `goes_on` returns `false`.
pub fn grouped(sketches: &impl Sketches, known: &KnownPairs, goes_on: &mut dyn FnMut() -> bool) -> Option<(Stories, KnownPairs)> {
    let nodes = Nodes::new(sketches);
    let (pairs, known) = pairs(sketches, &nodes, known, goes_on)?;
    let mut paired: Vec<u32> = pairs.iter().flat_map(|pair| [pair.one, pair.other]).collect();
    paired.sort_unstable();
    paired.dedup();
    let group_of = joined(sketches, &nodes, &paired, &pairs, goes_on)?;
    // Few articles belong to a story of several.
    let mut is_grouped = vec![false; nodes.row.len()];
    paired.iter().chain(nodes.several()).for_each(|node| is_grouped[*node as usize] = true);
    let mut members: Vec<(u64, u64)> = Vec::new();
    sketches.each(&mut |row, ordinal| {
        let node = nodes.of_row[row as usize];
        if is_grouped[node as usize] {
            let group = match paired.binary_search(&node) {
                Ok(place) => u64::from(group_of[place]),
                Err(_) => (1 << u32::BITS) | u64::from(node),
            };
            members.push((group, ordinal));
        }
    });
    members.sort_unstable();
    let stories = members.chunk_by(|(one, _), (other, _)| one == other).filter(|story| story.len() > 1);
    Some((Stories::new(stories.map(|story| story.iter().map(|(_, ordinal)| *ordinal).collect()).collect()), known))
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
    use std::collections::BTreeSet;

    use super::super::sketch::tests::{sketch, text};
    use super::super::slot::mixed;
    use super::*;

    fn anew(articles: &Vec<(u64, Sketch)>) -> (Stories, KnownPairs) {
        grouped(articles, &KnownPairs::default(), &mut || true).unwrap()
    }

    fn stories(texts: &[String]) -> Vec<Vec<u64>> {
        let articles: Vec<(u64, Sketch)> =
            texts.iter().zip(10..).filter_map(|(text, ordinal)| Some((ordinal, sketch(text)?))).collect();
        anew(&articles).0.iter().collect()
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
        let stories = anew(&articles).0;
        assert_eq!(stories, anew(&turned).0);
        assert_eq!(stories.iter().count(), 40);
        assert_eq!(stories.iter().nth(1), Some(vec![5, 6, 7, 8, 9]));
    }

    #[test]
    fn many_that_share_a_band_are_still_brought_together() {
        let of_number = |n: u64| (n, sketch(&format!("{} {}", text(1, 300), text(100 + n, 20))).unwrap());
        let stories = anew(&(0..500).map(of_number).collect()).0;
        assert_eq!(stories.iter().map(|story| story.len()).collect::<Vec<_>>(), [500]);
    }

    /// Stories brought up to date over many states are those of the last state, whatever came and went, and so are the pairs that are kept.
    #[test]
    fn stories_brought_up_to_date_are_those_found_anew() {
        // Copies of twenty texts: of some, more than are compared with each other. Some are equal.
        let of_number = |n: u64| (n, sketch(&format!("{} {}", text(n % 20, 60), text(100 + n / 2, n % 7 * 5))).unwrap());
        let mut dice = 0;
        let mut number_below = |end: u64| {
            dice += 1;
            mixed(dice) % end
        };
        let mut known = KnownPairs::default();
        let mut held: BTreeSet<u64> = BTreeSet::new();
        let mut n_pairs = Vec::new();
        for turn in 0..24 {
            let n_changed = [900, 1, 3, 40, 0, 250][turn % 6];
            for _ in 0..n_changed {
                let number = number_below(1_500);
                if turn == 0 || !held.remove(&number) {
                    held.insert(number);
                }
            }
            // The order of rows is another each time, as after a merge.
            let mut articles: Vec<(u64, Sketch)> = held.iter().copied().map(of_number).collect();
            articles.sort_by_key(|(number, _)| mixed(number + turn as u64));
            let (stories, updated) = grouped(&articles, &known, &mut || true).unwrap();
            let (expected, found_anew) = anew(&articles);
            assert_eq!(stories, expected, "turn {turn}");
            assert!(updated.pairs == found_anew.pairs, "turn {turn}");
            n_pairs.push(updated.pairs.len());
            known = KnownPairs::from_bytes(&updated.bytes()).unwrap();
        }
        assert!(n_pairs.iter().all(|n_pairs| *n_pairs > 2_000), "{n_pairs:?}");
    }

    #[test]
    fn none_are_none() {
        assert_eq!(anew(&Vec::new()).0, Stories::default());
    }
}
