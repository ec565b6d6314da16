//! Which known name was meant by an unknown one. It corrects slips of the hand and knows no
//! synonyms.

/// Returns the known name from which a slip made `name`: one letter added, removed, changed or
/// swapped with the next; two slips in names of five letters and more. The fewest slips win, then
/// the first name. Case does not count.
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // Nobody types a name this long, but a program may send one.
    const MAX_LEN: usize = 64;
    let name = (name.len() <= MAX_LEN).then(|| name.to_lowercase())?;
    let max_slips = |known: &str| if known.len() < 5 { 1 } else { 2 };
    let slips = known.into_iter().map(|known| (slips(&name, &known.to_lowercase()), known));
    slips.filter(|(slips, known)| *slips <= max_slips(known)).min_by_key(|(slips, _)| *slips).map(|(_, known)| known)
}

/// Returns how many letters must be inserted, removed, changed or swapped with the next to turn `a`
/// into `b`, no letter twice (the optimal string alignment distance).
fn slips(a: &str, b: &str) -> usize {
    let [a, b] = [a, b].map(|word| word.chars().collect::<Vec<char>>());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in b.iter().enumerate() {
            let mut least = (above[j] + usize::from(letter != other)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_told_from_another_word() {
        let known = ["search", "quotes", "title", "url", "lang", "csv"];
        let check = |typed: &str, meant: Option<&str>| assert_eq!(nearest(typed, known), meant, "{typed}");
        check("serach", Some("search"));
        check("Quote", Some("quotes"));
        check("titel", Some("title"));
        check("lagn", Some("lang"));
        check("ulr", Some("url"));
        check("vsc", None);
        check("find", None);
        check("", None);
        check(&"s".repeat(1000), None);
    }

    #[test]
    fn the_fewest_slips_win_and_the_first_of_equals() {
        assert_eq!(nearest("texts", ["tests", "text"]), Some("tests"));
        assert_eq!(nearest("body", ["by", "body"]), Some("body"));
    }

    #[test]
    fn slips_are_counted() {
        for (a, b, expected) in [("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("é", "e", 1)] {
            assert_eq!((slips(a, b), slips(b, a)), (expected, expected), "{a} {b}");
        }
    }
}
