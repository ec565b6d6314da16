//! Russian inflection: cases of nouns, adjectives and participles, forms of verbs, and surnames.
//!
//! The endings are those of the Snowball stemmer (<https://snowballstem.org/algorithms/russian/stemmer.html>). Left out are its steps that
//! undo derivation and doubled letters, which join `странный` and `страна`. Surnames in `-ов` and `-ев` look like plurals in the genitive:
//! written with a capital, `Волков` is no `волк`.

use std::borrow::Cow;

const AFTER_A: [char; 2] = ['а', 'я'];

const GERUND_AFTER_A: [&str; 3] = ["вшись", "вши", "в"];
const GERUND: [&str; 6] = ["ившись", "ывшись", "ивши", "ывши", "ив", "ыв"];
const ADJECTIVE: [&str; 26] = [
    "ими", "ыми", "его", "ого", "ему", "ому", "ее", "ие", "ые", "ое", "ей", "ий", "ый", "ой", "ем", "им", "ым", "ом", "их", "ых",
    "ую", "юю", "ая", "яя", "ою", "ею",
];
const PARTICIPLE_AFTER_A: [&str; 5] = ["ем", "нн", "вш", "ющ", "щ"];
const PARTICIPLE: [&str; 3] = ["ивш", "ывш", "ующ"];
const VERB_AFTER_A: [&str; 17] =
    ["ете", "йте", "ешь", "нно", "ла", "на", "ли", "ем", "ло", "но", "ет", "ют", "ны", "ть", "й", "л", "н"];
const VERB: [&str; 28] = [
    "ейте", "уйте", "ила", "ыла", "ена", "ите", "или", "ыли", "ило", "ыло", "ено", "ует", "уют", "ены", "ить", "ыть", "ишь",
    "ей", "уй", "ил", "ыл", "им", "ым", "ен", "ят", "ит", "ыт", "ую",
];
const NOUN: [&str; 36] = [
    "иями", "иях", "ием", "иям", "ией", "ами", "еями", "ями", "ев", "ов", "ье", "ия", "ья", "ие", "ьи", "ии", "еи", "ией", "ей",
    "ой", "ий", "ям", "ем", "ам", "ом", "ах", "ях", "ию", "ью", "а", "е", "и", "й", "о", "у", "ы",
];
const NOUN_SHORT: [&str; 3] = ["ь", "ю", "я"];

/// Endings of surnames in `-ов` and `-ев`, the longest first.
const OF_SURNAMES: [&str; 9] = ["ыми", "ой", "ым", "ом", "ых", "а", "у", "е", "ы"];

/// Returns the stem of a folded word.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    let Some((vowel, letter)) = word.char_indices().find(|(_, letter)| is_vowel(*letter)) else { return Cow::Borrowed(word) };
    // What stands behind the first vowel can be an ending.
    let start = vowel + letter.len_utf8();
    let without = |word: &str, endings: &[&str]| ending(word, start, endings, false);
    let after_a = |word: &str, endings: &[&str]| ending(word, start, endings, true);
    let end = longest([after_a(word, &GERUND_AFTER_A), without(word, &GERUND)]).unwrap_or_else(|| {
        let active = without(word, &["ся", "сь"]).map_or(word, |end| &word[..end]);
        if let Some(end) = without(active, &ADJECTIVE) {
            let rest = &active[..end];
            return longest([after_a(rest, &PARTICIPLE_AFTER_A), without(rest, &PARTICIPLE)]).unwrap_or(end);
        }
        longest([after_a(active, &VERB_AFTER_A), without(active, &VERB)])
            .or_else(|| longest([without(active, &NOUN), without(active, &NOUN_SHORT)]))
            .unwrap_or(active.len())
    });
    let stem = &word[..end];
    let stem = without(stem, &["и"]).map_or(stem, |end| &stem[..end]);
    Cow::Borrowed(without(stem, &["ь"]).map_or(stem, |end| &stem[..end]))
}

/// Returns a surname in `-ов` or `-ев` in the nominative. `None` if a folded word cannot be one.
pub(super) fn surname(word: &str) -> Option<&str> {
    let is_name = |name: &str| (name.ends_with("ов") || name.ends_with("ев")) && name.chars().nth(3).is_some();
    let of_case = |ending: &&str| word.strip_suffix(*ending).filter(|name| is_name(name));
    Some(word).filter(|word| is_name(word)).or_else(|| OF_SURNAMES.iter().find_map(of_case))
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}

/// Returns where the longest of some endings begins, if it is behind `start`, and behind `а` or `я` if it has to.
fn ending(word: &str, start: usize, endings: &[&str], is_after_a: bool) -> Option<usize> {
    let fits = |ending: &&str| {
        let end = word.len().checked_sub(ending.len())?;
        let is_behind = end >= start && word.ends_with(*ending);
        (is_behind && (!is_after_a || (end > start && word[..end].ends_with(AFTER_A)))).then_some(end)
    };
    endings.iter().filter_map(fits).min()
}

/// Returns the beginning of the longer ending.
fn longest(ends: [Option<usize>; 2]) -> Option<usize> {
    ends.into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fold;

    #[track_caller]
    fn check(forms: &str) {
        let stems: Vec<String> = forms.split(' ').map(|form| stem(&fold(form)).into_owned()).collect();
        assert!(stems.windows(2).all(|pair| pair[0] == pair[1]), "{forms}: {stems:?}");
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        check("президент президента президентом президенты президентов");
        check("выборы выборов выборах");
        check("страна страны стране странами");
        check("странный странная странного");
        check("война войны войной");
        check("область области областью");
        check("правительство правительства");
        check("российский российская российских");
        check("Путин Путина Путину Путиным");
        check("Зеленский Зеленского Зеленским");
        check("заявил заявила заявили заявить");
        check("новый новая новые");
        check("дело дела делами");
        check("партия партии партией партию");
    }

    #[test]
    fn other_words_stay_apart() {
        for (word, other) in [("странный", "страна"), ("газета", "газ"), ("Сталин", "сталь"), ("водка", "вода")]
        {
            assert_ne!(stem(word), stem(other), "{word}, {other}");
        }
    }

    #[test]
    fn surnames_have_cases() {
        for form in ["волков", "волкова", "волкову", "волковым", "волкове", "волковой", "волковых"]
        {
            assert_eq!(surname(form), Some("волков"), "{form}");
        }
        assert_eq!(surname("львов"), Some("львов"));
        assert_eq!(surname("путин"), None);
        assert_eq!(surname("нов"), None);
    }
}
