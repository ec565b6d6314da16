//! From a printed or stated byline to the people in it.

use super::line::{clean, fold};

/// Returns the people and agencies in a byline, in order: `By Ana Ruiz and Bo Li, Reuters` gives
/// three.
///
/// Roles, places of publication, URLs, mail addresses and `@handles` are left out.
pub(super) fn people(byline: &str) -> Vec<String> {
    let byline = without_parentheses(&clean(byline));
    let words: Vec<&str> = byline.split_whitespace().filter(|word| !is_address(word)).collect();
    let byline = words.join(" ");
    let byline = without_prefix(&byline);
    let mut people: Vec<String> = Vec::new();
    for part in parts(byline) {
        let part = without_prefix(part.trim_matches(|c: char| c.is_whitespace() || ",.:;-–—|*".contains(c)));
        if is_suffix(part)
            && let Some(person) = people.last_mut()
        {
            person.push_str(", ");
            person.push_str(part);
        } else if is_name(part) {
            people.push(part.to_owned());
        }
    }
    if let [family, given] = &people[..]
        && is_inverted(byline, family, given)
    {
        return vec![format!("{given} {family}")];
    }
    people
}

/// Adds to `all` each of `more` that it does not hold yet; case and punctuation do not count.
pub(super) fn add_missing(all: &mut Vec<String>, more: Vec<String>) {
    for person in more {
        if !all.iter().any(|known| fold(known) == fold(&person)) {
            all.push(person);
        }
    }
}

/// Words before a name, in the languages of the measured pages.
const PREFIXES: [&str; 24] = [
    "by",
    "by:",
    "von",
    "von:",
    "par",
    "par:",
    "por",
    "por:",
    "di",
    "da",
    "door",
    "door:",
    "af",
    "av",
    "text:",
    "text",
    "author:",
    "autor:",
    "autorin:",
    "written by",
    "story by",
    "posted by",
    "published by",
    "from",
];

fn without_prefix(text: &str) -> &str {
    let text = text.trim();
    let prefixes = PREFIXES.iter().filter_map(|prefix| {
        let (head, rest) = text.split_at_checked(prefix.len())?;
        let is_word = rest.is_empty() || rest.starts_with(char::is_whitespace) || prefix.ends_with(':');
        (head.eq_ignore_ascii_case(prefix) && is_word).then_some(rest.trim_start())
    });
    prefixes.min_by_key(|rest| rest.len()).unwrap_or(text)
}

fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.starts_with("www.")
}

fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Returns the byline cut at its conjunctions and punctuation.
fn parts(byline: &str) -> Vec<&str> {
    const CONJUNCTIONS: [&str; 7] = [" and ", " und ", " et ", " y ", " with ", " og ", " och "];
    let mut parts: Vec<&str> = byline.split([',', ';', '|', '/', '&', '•', '·', '\n']).collect();
    for conjunction in CONJUNCTIONS {
        parts = parts.into_iter().flat_map(|part| split_ignoring_case(part, conjunction)).collect();
    }
    parts
}

fn split_ignoring_case<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let lower = text.to_ascii_lowercase();
    let mut parts = Vec::new();
    let mut start = 0;
    for (found, _) in lower.match_indices(separator) {
        parts.push(&text[start..found]);
        start = found + separator.len();
    }
    parts.push(&text[start..]);
    parts
}

/// "Jr." and degrees belong to the name before the comma.
fn is_suffix(part: &str) -> bool {
    ["jr", "sr", "ii", "iii", "iv", "md", "phd", "dr", "esq", "llm"].contains(&fold(part).as_str())
}

/// Maximum number of words in a name: "Maria João de Almeida e Silva" has six.
const MAX_WORDS: usize = 6;

fn is_name(part: &str) -> bool {
    const ROLES: [&str; 21] = [
        "editor",
        "reporter",
        "correspondent",
        "writer",
        "columnist",
        "journalist",
        "contributor",
        "producer",
        "director",
        "professor",
        "updated",
        "published",
        "redakteur",
        "redakteurin",
        "korrespondent",
        "korrespondentin",
        "chief",
        "analyst",
        "admin",
        "author",
        "photographer",
    ];
    let words: Vec<String> = part.split_whitespace().map(fold).collect();
    let has_letters = part.chars().any(char::is_alphabetic);
    let has_role = words.iter().any(|word| ROLES.contains(&word.as_str()));
    has_letters && part.chars().count() > 1 && words.len() <= MAX_WORDS && !has_role
}

/// `Ruiz, Ana`: the whole byline is two words with one comma between them.
fn is_inverted(byline: &str, family: &str, given: &str) -> bool {
    let is_word = |name: &str| !name.contains(char::is_whitespace);
    // Agencies and papers are single words too, but written in capitals or after a full name.
    let is_capitals = |name: &str| name.chars().filter(|c| c.is_uppercase()).count() > 1;
    byline == format!("{family}, {given}") && is_word(family) && is_word(given) && !is_capitals(family) && !is_capitals(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(byline: &str, expected: &[&str]) {
        assert_eq!(people(byline), expected, "for {byline}");
    }

    #[test]
    fn bylines_are_split_into_people() {
        check("By Ana Ruiz", &["Ana Ruiz"]);
        check("BY ANA RUIZ AND BO LI", &["ANA RUIZ", "BO LI"]);
        check("Von Ana Ruiz, Bo Li und Cem Öz", &["Ana Ruiz", "Bo Li", "Cem Öz"]);
        check("Ana Ruiz, Reuters", &["Ana Ruiz", "Reuters"]);
        check("Sammy Davis, Jr.", &["Sammy Davis, Jr"]);
        check("Ruiz, Ana", &["Ana Ruiz"]);
        check("Byron Anders", &["Byron Anders"]);
    }

    #[test]
    fn what_is_no_name_is_left_out() {
        check("Ana Ruiz, Political Editor", &["Ana Ruiz"]);
        check("Ana Ruiz (Reuters) @anaruiz", &["Ana Ruiz"]);
        check("Ana Ruiz, @anaruiz", &["Ana Ruiz"]);
        check("https://www.facebook.com/post", &[]);
        check("", &[]);
        check("By", &[]);
    }
}
