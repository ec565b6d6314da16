//! Phrases over sorted positions.

use smallvec::SmallVec;

use super::positions::{PositionMatch, one_word};

/// Finds a phrase: one position of each list, in the order of the lists and ascending, with at most `slop` other positions between the first
/// and the last in all.
///
/// Lists are sorted without repeats. Returns the matches in order, each stretch from a first to a last word once. The `words` of the matches
/// are exactly the positions that take part in some way of reading the phrase; their `terms` are the indices of the lists. Takes time linear in
/// the lists' lengths for `slop` 0, otherwise that times the number of lists.
///
/// ```
/// use pullquote::matching::phrase;
/// let (white, house) = ([3, 9, 20], [4, 12]);
/// let stretches = |slop| phrase(&[&white, &house], slop).iter().map(|m| (m.start, m.end)).collect::<Vec<_>>();
/// assert_eq!(stretches(0), [(3, 4)]);
/// assert_eq!(stretches(2), [(3, 4), (9, 12)]);
/// ```
pub fn phrase(lists: &[&[u32]], slop: u32) -> Vec<PositionMatch> {
    if slop == 0 { adjacent(lists) } else { sloppy(lists, slop) }
}

/// Each list's positions must follow directly after those of the list before.
fn adjacent(lists: &[&[u32]]) -> Vec<PositionMatch> {
    let Some((rarest, list)) = lists.iter().enumerate().min_by_key(|(_, list)| list.len()) else { return Vec::new() };
    let mut cursors: SmallVec<[usize; 8]> = SmallVec::from_elem(0, lists.len());
    let mut matches = Vec::new();
    for position in list.iter() {
        let Some(start) = position.checked_sub(rarest as u32) else { continue };
        let stands = lists.iter().zip(&mut cursors).zip(start..).all(|((list, cursor), wanted)| {
            *cursor += list[*cursor..].iter().take_while(|position| **position < wanted).count();
            list.get(*cursor) == Some(&wanted)
        });
        if stands {
            let end = start + lists.len() as u32 - 1;
            matches.push(PositionMatch { start, end, words: (start..=end).collect(), terms: (start..=end).zip(0..).collect() });
        }
    }
    matches
}

/// For every position of every list, finds the tightest stretch through it from both sides: the
/// latest first word from which it can be reached, and the earliest last word that can be reached
/// from it. The position takes part exactly if that stretch is tight enough.
fn sloppy(lists: &[&[u32]], slop: u32) -> Vec<PositionMatch> {
    let latest_starts = chain(lists.iter().copied(), Direction::Forward);
    let mut earliest_ends = chain(lists.iter().rev().copied(), Direction::Backward);
    earliest_ends.reverse();

    let max_distance = u64::from(slop) + lists.len() as u64 - 1;
    let mut taking_part: Vec<(u32, u32, u32, u32)> = Vec::new();
    for (((list, starts), ends), term) in lists.iter().zip(&latest_starts).zip(&earliest_ends).zip(0..) {
        for ((position, start), end) in list.iter().zip(starts).zip(ends) {
            if let (Some(start), Some(end)) = (start, end)
                && u64::from(end - start) <= max_distance
            {
                taking_part.push((*start, *end, *position, term));
            }
        }
    }
    taking_part.sort_unstable();

    let mut matches: Vec<PositionMatch> = Vec::new();
    for (start, end, position, term) in taking_part {
        match matches.last_mut() {
            Some(last) if (last.start, last.end) == (start, end) => {
                if last.words.last() != Some(&position) {
                    last.words.push(position);
                }
                last.terms.push((position, term));
            }
            _ => matches.push(PositionMatch { start, end, ..one_word(position, term) }),
        }
    }
    matches
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    /// Words so far, from the phrase's first.
    Forward,
    /// Words still to come, from the phrase's last.
    Backward,
}

/// For every position of every list, in the given order: the nearest position of the outermost list
/// that an ascending (for `Backward`, descending) run through all lists in between connects to it.
/// `None` if there is no such run.
fn chain<'l>(lists: impl Iterator<Item = &'l [u32]>, direction: Direction) -> Vec<Vec<Option<u32>>> {
    let mut reached: Vec<Vec<Option<u32>>> = Vec::new();
    let mut previous: &[u32] = &[];
    for list in lists {
        let outermost = match reached.last() {
            None => list.iter().copied().map(Some).collect(),
            Some(outer) => {
                let mut nearest = vec![None; list.len()];
                let mut at = 0;
                match direction {
                    Direction::Forward => {
                        for (position, nearest) in list.iter().zip(&mut nearest) {
                            at += previous[at..].iter().take_while(|before| *before < position).count();
                            *nearest = at.checked_sub(1).and_then(|last| outer[last]);
                        }
                    }
                    Direction::Backward => {
                        for (position, nearest) in list.iter().zip(&mut nearest) {
                            at += previous[at..].iter().take_while(|after| *after <= position).count();
                            *nearest = outer.get(at).copied().flatten();
                        }
                    }
                }
                nearest
            }
        };
        reached.push(outermost);
        previous = list;
    }
    reached
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Tries every choice of one position from each list. Returns the stretches, and every position
    /// that takes part.
    fn brute_force(lists: &[Vec<u32>], slop: u32) -> (BTreeSet<(u32, u32)>, BTreeSet<u32>) {
        let mut runs: Vec<Vec<u32>> = vec![Vec::new()];
        for list in lists {
            let mut longer = Vec::new();
            for run in &runs {
                let follows = |position: &&u32| run.last().is_none_or(|last| last < *position);
                longer.extend(list.iter().filter(follows).map(|position| [run.as_slice(), &[*position]].concat()));
            }
            runs = longer;
        }
        runs.retain(|run| run[run.len() - 1] - run[0] < slop + run.len() as u32);
        let stretches = runs.iter().map(|run| (run[0], run[run.len() - 1])).collect();
        (stretches, runs.into_iter().flatten().collect())
    }

    fn positions() -> impl Strategy<Value = Vec<u32>> {
        proptest::collection::btree_set(0..20u32, 0..8).prop_map(|set| set.into_iter().collect())
    }

    proptest! {
        #[test]
        fn finds_what_trying_everything_finds(lists in proptest::collection::vec(positions(), 1..4), slop in 0..5u32) {
            let borrowed: Vec<&[u32]> = lists.iter().map(Vec::as_slice).collect();
            let found = phrase(&borrowed, slop);
            let (stretches, taking_part) = brute_force(&lists, slop);
            prop_assert_eq!(found.iter().flat_map(|m| m.words.iter().copied()).collect::<BTreeSet<_>>(), taking_part.clone());
            prop_assert!(found.iter().all(|m| stretches.contains(&(m.start, m.end))));
            prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn repeated_word_needs_two_places() {
        assert_eq!(phrase(&[&[1], &[1]], 0), []);
        assert_eq!(phrase(&[&[1], &[1]], 3), []);
        assert_eq!(phrase(&[&[1, 2], &[1, 2]], 0).len(), 1);
    }

    #[test]
    fn words_in_between_do_not_take_part() {
        let found = phrase(&[&[0], &[3]], 2);
        assert_eq!(found[0].words.as_slice(), [0, 3]);
    }
}
