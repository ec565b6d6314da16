//! Comparing one word with a wildcard pattern or a fuzzy word.

/// Returns whether `word` fits `pattern`: `*` stands for any letters or none, `?` for exactly one. Takes time linear in the word times the
/// pattern at worst.
///
/// ```
/// use pullquote::matching::fits_wildcards;
/// assert!(fits_wildcards("wom?n", "women") && fits_wildcards("econom*", "economy"));
/// assert!(!fits_wildcards("wom?n", "womn"));
/// ```
pub fn fits_wildcards(pattern: &str, word: &str) -> bool {
    let (mut rest, mut word) = (pattern, word);
    // Where to retry if what follows the last `*` does not fit: the `*` then takes one letter more.
    let mut retry: Option<(&str, &str)> = None;
    loop {
        let mut rest_chars = rest.chars();
        let mut word_chars = word.chars();
        match (rest_chars.next(), word_chars.next()) {
            (Some('*'), _) => {
                rest = rest_chars.as_str();
                if rest.is_empty() {
                    return true;
                }
                retry = Some((rest, word));
                continue;
            }
            (Some(wanted), Some(letter)) if wanted == '?' || wanted == letter => {
                (rest, word) = (rest_chars.as_str(), word_chars.as_str());
                continue;
            }
            (None, None) => return true,
            _ => {}
        }
        let Some((after_star, from)) = retry else { return false };
        let mut from = from.chars();
        if from.next().is_none() {
            return false;
        }
        (rest, word) = (after_star, from.as_str());
        retry = Some((after_star, from.as_str()));
    }
}

/// Returns whether inserting, removing, changing, or swapping with their neighbour at most `max_edits` letters turns one word into the other,
/// no letter twice (the optimal string alignment distance).
///
/// ```
/// use pullquote::matching::is_misspelt;
/// assert!(is_misspelt("crocus", "corcus", 1) && !is_misspelt("crocus", "croc", 1));
/// ```
pub fn is_misspelt(word: &str, other: &str, max_edits: u8) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
    let max_edits = usize::from(max_edits);
    if a.len().abs_diff(b.len()) > max_edits {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let changed = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            next[j] = changed.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                next[j] = next[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()] <= max_edits
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn by_recursion(pattern: &[char], word: &[char]) -> bool {
        match pattern.split_first() {
            None => word.is_empty(),
            Some(('*', rest)) => (0..=word.len()).any(|n| by_recursion(rest, &word[n..])),
            Some((wanted, rest)) => {
                word.split_first().is_some_and(|(letter, word)| (*wanted == '?' || wanted == letter) && by_recursion(rest, word))
            }
        }
    }

    proptest! {
        #[test]
        fn wildcards_agree_with_trying_everything(pattern in "[aé*?]{0,6}", word in "[aéb]{0,8}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(fits_wildcards(&pattern, &word), by_recursion(&chars(&pattern), &chars(&word)));
        }
    }

    #[test]
    fn swapped_letters_are_one_slip() {
        assert!(is_misspelt("crocus", "corcus", 1));
        assert!(is_misspelt("crocus", "crokus", 1) && is_misspelt("crocus", "crocu", 1) && is_misspelt("crocus", "crocuss", 1));
        assert!(!is_misspelt("crocus", "corcsu", 1) && is_misspelt("crocus", "corcsu", 2));
    }
}
