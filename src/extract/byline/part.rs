//! One part of a byline: what is left of it without times, places and roles.

use super::words::{
    AGENCIES, BEFORE_PLACES, BUTTONS, CONNECTORS, DAYS, List, MONTHS, NEVER_NAMES, NOBODY, ORGANISATIONS, PAPERS, PARTICLES,
    PLACES, PLACES_BEGIN, PLACES_END, ROLE_ADJECTIVES, ROLE_ENDINGS, ROLES, UNITS,
};
use crate::extract::line::fold;

/// Maximum number of words in a name: "Maria João de Almeida e Silva" has six.
const MAX_WORDS: usize = 6;

/// Returns the name in a part; `None` if it names nobody. `is_first` says whether no person stands before it.
pub(super) fn name(part: &str, is_first: bool) -> Option<String> {
    const OPENINGS: [&str; 9] = ["by", "von", "par", "por", "door", "af", "av", "da", "di"];
    let mut part = part.trim_matches(is_edge);
    if let Some((_, rest)) = part.split_once(' ').filter(|(first, _)| OPENINGS.contains(&fold(first).as_str())) {
        part = rest;
    }
    let words: Vec<&str> = part.split_whitespace().filter(|word| word.contains(char::is_alphanumeric) || *word == "&").collect();
    let words = without_button(without_roles(without_place(without_report(without_times(&words))), is_first));
    let name = words.join(" ");
    let name = name.trim_matches(is_edge);
    is_name(name).then(|| name.to_owned())
}

/// Returns whether a text that names nobody is a time, a count, a button or an account, and no group of people such as "Staff writers".
pub(super) fn is_no_group(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_account = |word: &str| matches!(fold(word).as_str(), "admin" | "administrator" | "webmaster");
    without_times(&words).is_empty() || words.iter().any(|word| is_number(word) || is_account(word)) || BUTTONS.has(&fold(text))
}

/// Marks around names.
pub(super) fn is_edge(c: char) -> bool {
    c.is_whitespace() || ",.:;-–—|*~_&\"“”„'‘’《》【】".contains(c)
}

fn is_name(name: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(fold).collect();
    // Three words, of which one at most has a capital, are a phrase: "This post was".
    let is_small = |word: &str| is_lower(word) && !is_particle(word);
    let is_phrase =
        || words.len() > 2 && name.split(' ').any(is_small) && name.split(' ').filter(|word| is_capital(word)).count() < 2;
    let is_any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_headline = || words.len() > 3 && name.split_whitespace().any(is_number);
    let all = fold(name);
    name.contains(char::is_alphabetic)
        && name.chars().count() > 1
        && words.len() <= MAX_WORDS
        && !name.contains(['{', '}', '<', '>', '%', '=', '\\', '$', '#', '^', '`', '?'])
        && !is_phrase()
        && !is_headline()
        && !is_template(name)
        && !words.iter().all(|word| NOBODY.has(word))
        && !is_any(&["admin", "administrator", "webmaster"])
        && !(words.len() > 1
            && ["about", "view", "see", "more", "read", "alle", "mehr", "all", "for", "courtesy"].contains(&words[0].as_str()))
        && !(words.len() == 1 && all.len() > 2 && DAYS.has(&all))
        && !BUTTONS.has(&all)
}

/// `page.head.author`: what a template left unfilled.
fn is_template(name: &str) -> bool {
    name.split('.').count() > 3 && name.chars().all(|c| c.is_ascii_lowercase() || c == '.' || c == '_')
}

/// Returns the first words that are no times, counts or buttons, and without the small words between.
fn without_times<'s, 't>(words: &'s [&'t str]) -> &'s [&'t str] {
    let is_time = times(words);
    let is_small = |idx: usize| is_lower(words[idx]) && CONNECTORS.has(&fold(words[idx]));
    let mut at = 0;
    while at < words.len() {
        // What a time leads over to: "2023 in Natural Language Processing".
        if at > 0 && matches!(words[at], "in" | "from" | "under" | "filed") {
            return &[];
        }
        let end = (at..words.len()).find(|idx| is_time[*idx]).unwrap_or(words.len());
        let is_cut = end < words.len();
        let start = (at..end).find(|idx| at == 0 || !is_small(*idx)).unwrap_or(end);
        let end_of_name = (start..end).rev().find(|idx| !is_cut || !is_small(*idx)).map_or(start, |last| last + 1);
        // "Hace 2 horas" holds no name.
        let has_name = words[start..end_of_name].iter().any(|word| !is_cut && at == 0 || !CONNECTORS.has(&fold(word)));
        if start < end_of_name && has_name {
            return &words[start..end_of_name];
        }
        at = end + 1;
    }
    &[]
}

/// Returns for each word whether it belongs to a time, a count or a button.
fn times(words: &[&str]) -> Vec<bool> {
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let is_in = |list: &List, idx: usize| list.has(&folded[idx]);
    let is_number: Vec<bool> = words.iter().map(|word| is_number(word)).collect();
    let all = 0..words.len();
    let mut is_time: Vec<bool> = all.clone().map(|idx| is_in(&NEVER_NAMES, idx) || words[idx].starts_with('©')).collect();
    let beside =
        |marks: &[bool], idx: usize| idx.checked_sub(1).is_some_and(|idx| marks[idx]) || marks.get(idx + 1) == Some(&true);
    for idx in all.clone() {
        // "15 de abril".
        let is_of = idx > 1 && matches!(folded[idx - 1].as_str(), "de" | "of") && is_number[idx - 2];
        is_time[idx] |= is_in(&MONTHS, idx) && (is_of || beside(&is_number, idx));
    }
    let is_after_small = |idx: usize| idx.checked_sub(1).is_some_and(|idx| is_lower(words[idx]) && is_in(&CONNECTORS, idx));
    for idx in all.clone() {
        // "Ida Marlow środa, 25 lutego".
        let is_last = idx > 1 && idx + 1 == words.len() && is_lower(words[idx]);
        let is_alone = words.len() == 1 || is_after_small(idx) || is_last;
        is_time[idx] |= is_in(&DAYS, idx)
            && (beside(&is_time, idx) || beside(&is_number, idx) || (is_alone && folded[idx].chars().count() > 4));
    }
    let has_units_alone = all.clone().all(|idx| is_in(&UNITS, idx) || is_number[idx]);
    for idx in all.clone().chain(all.clone().rev()) {
        is_time[idx] |= is_in(&UNITS, idx) && (has_units_alone || beside(&is_time, idx) || beside(&is_number, idx));
    }
    let has_time = is_time.contains(&true);
    let are_all = is_number.iter().all(|is_number| *is_number);
    // "98 Buck Social" and "France 24" are names.
    all.map(|idx| is_time[idx] || is_number[idx] && (has_time || are_all || folded[idx].len() > 3)).collect()
}

/// `12`, `12th`, `2016`, `4:30pm`, `04-ago-2021`, `2019年04月28日`: digits for the most part, or with a known ending.
fn is_number(word: &str) -> bool {
    const ENDINGS: [&str; 17] =
        ["st", "nd", "rd", "th", "er", "am", "pm", "h", "min", "k", "m", "d", "w", "y", "uhr", "mins", "hrs"];
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit() || ".:,/-–".contains(c));
    let n_digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.starts_with(|c: char| c.is_ascii_digit())
        && (ENDINGS.contains(&letters.to_ascii_lowercase().as_str())
            || n_digits * 2 >= word.chars().count()
            || word.ends_with(['日', '分', '前']))
}

/// Returns the words before a place with the word for a report: `王小明 北京报道`.
fn without_report<'s, 't>(words: &'s [&'t str]) -> &'s [&'t str] {
    let is_report = |word: &&str| ["報導", "报道", "報道"].iter().any(|report| word.ends_with(report));
    words.iter().position(is_report).map_or(words, |idx| &words[..idx])
}

/// Returns the words without the text of a button behind them: `Ida Marlow View profile`. None is left of a button alone.
fn without_button<'s, 't>(words: &'s [&'t str]) -> &'s [&'t str] {
    const MAX_WORDS: usize = 4;
    let is_button = |start: &usize| {
        words.len() - start <= MAX_WORDS && words.len() - start > 1 && BUTTONS.has(&fold(&words[*start..].concat()))
    };
    (0..words.len()).find(is_button).map_or(words, |start| &words[..start])
}

/// Returns the words before "in Port Ellery", "for The Post", "Special to The Post".
fn without_place<'s, 't>(words: &'s [&'t str]) -> &'s [&'t str] {
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let has_organisation = |before: &[String]| before.iter().any(|word| ORGANISATIONS.has(word));
    let is_cut = |idx: &usize| {
        let idx = *idx;
        let word = folded[idx].as_str();
        let Some(next) = words.get(idx + 1) else { return false };
        if matches!(word, "special" | "exclusive") {
            return matches!(folded[idx + 1].as_str(), "to" | "for");
        }
        let goes_on = next.starts_with(|c: char| !c.is_lowercase()) || folded[idx + 1] == "the";
        // One word before "of" is the beginning of a name: "Voice of the Valley".
        let is_name = matches!(word, "of" | "for" | "für") && idx < 2;
        idx > 0 && is_lower(words[idx]) && BEFORE_PLACES.has(word) && goes_on && !is_name && !has_organisation(&folded[..idx])
    };
    (0..words.len()).find(is_cut).map_or(words, |idx| &words[..idx])
}

/// Returns the words without a role: `Ida Marlow Political Editor`, `Korrespondentin Ida Marlow`.
fn without_roles<'s, 't>(words: &'s [&'t str], is_first: bool) -> &'s [&'t str] {
    let Some(first) = words.iter().position(|word| is_role(word)) else { return words };
    let last = words.iter().rposition(|word| is_role(word)).unwrap_or(first);
    // After a person, words before a role belong to it: "Ida Marlow, Middle East Editor".
    if !is_first {
        return &[];
    }
    let is_of_role = |word: &str| is_lower(word) || ROLE_ADJECTIVES.has(&fold(word));
    let before = words[..first].iter().rposition(|word| !is_of_role(word)).map_or(0, |last| last + 1);
    let after = &words[last + 1..];
    // A name in a script without capitals is one word.
    let is_name = |words: &[&str]| words.len() > 1 || words.first().is_some_and(|word| !is_lower(word) && !is_capital(word));
    if is_name(&words[..before]) {
        &words[..before]
    } else if is_name(after) && !is_lower(after[0]) {
        after
    } else {
        &[]
    }
}

fn is_role(word: &str) -> bool {
    let is_one = |word: &str| {
        let word = fold(word);
        ROLES.has(&word) || ROLE_ENDINGS.has_end_of(&word)
    };
    word.split('-').any(is_one)
}

pub(super) fn is_agency(name: &str) -> bool {
    AGENCIES.has(&fold(name))
}

/// Returns whether a name of several words is a place's: `Port Ellery`, `Mexico City`.
pub(super) fn is_place_name(name: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(fold).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    words.len() > 1 && (PLACES_BEGIN.has(first) || PLACES_END.has(last)) || PLACES.has(&fold(name))
}

/// Returns whether a name after a person's is rather a place, a paper or a degree.
pub(super) fn is_no_person(name: &str, before: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(fold).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return true };
    let is_in = |list: &List, word: &str| list.has(word);
    let is_cased = |text: &str| text.contains(char::is_lowercase) || text.contains(char::is_uppercase);
    let is_capitals = |text: &str| text.contains(char::is_uppercase) && !text.contains(char::is_lowercase);
    // "Ida Marlow, Lusby", "Ida Marlow, PhD"; but "Maria, Katerina".
    let is_place = words.len() == 1 && is_cased(name) && (before.contains(' ') || is_agency(before));
    let is_place = is_place || is_place_name(name);
    let opening = name.split_whitespace().next().unwrap_or("");
    // "CNN Business", "KSF Media".
    let is_acronym = is_capitals(opening) && opening.chars().filter(|c| c.is_alphabetic()).count() > 2 && !is_capitals(before);
    let is_paper = ["the", "o", "a", "die", "der", "das", "il"].contains(&first.as_str())
        || is_in(&PAPERS, last)
        || is_acronym
        || name.contains(".com");
    // A person's name has no small words but a few, and is no part of a sentence.
    let is_phrase = is_capital(before) && name.split(' ').any(|word| is_lower(word) && !is_in(&PARTICLES, &fold(word)));
    is_place
        || is_paper
        || is_phrase
        || name.contains([',', '&'])
        || words.len() > 5
        || name.ends_with("’s")
        || name.ends_with("'s")
}

fn is_capital(text: &str) -> bool {
    text.contains(char::is_uppercase)
}

/// Returns whether a word in small letters belongs to names.
pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.has(&fold(word))
}

fn is_lower(word: &str) -> bool {
    !word.contains(char::is_uppercase) && word.contains(char::is_lowercase)
}
