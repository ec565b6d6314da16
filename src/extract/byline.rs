//! From a printed or stated byline to the people in it.
//!
//! A byline is cut at its labels ("Foto:", "edited by"), then at commas and conjunctions. What is left of a part without times, places and
//! roles (`part`) is a name if it does not consist of words that name nobody (`words`).

mod glued;
mod part;
mod plain;
mod segments;
mod stated;
mod words;

use self::part::{is_agency, is_edge, is_no_group, is_no_person, is_particle, is_place_name, name};
use self::plain::{OF_OTHER_WORK, plain};
use self::segments::{Work, is_label, segments, work_of};
pub(crate) use self::stated::credited;
pub(super) use self::stated::people_stated;
use self::words::{AND, BY, ORGANISATIONS, PAPERS, PERHAPS_AND};
use super::Finding;
use super::line::{clean, fold};
use crate::error::ProblemKind;

/// Maximum length of a byline in bytes; the rest of a longer one is not read. A hundred names have half of it.
const MAX_BYLINE_BYTES: usize = 4 << 10;

/// Maximum number of people who wrote an article.
const MAX_PEOPLE: usize = 500;

/// Returns the people and agencies in a byline, in order: `By Ana Ruiz and Bo Li, Reuters` gives
/// three.
///
/// Left out are times, counts, roles, places, URLs, mail addresses and `@handles`, the paper after a person, and who took the pictures
/// or edited the text.
pub(super) fn people(byline: &str) -> Vec<String> {
    people_of(byline, &|_| false)
}

/// As [`people`]; a name after a person's is left out if it is one of the paper's.
pub(super) fn people_of(byline: &str, is_paper: &dyn Fn(&str) -> bool) -> Vec<String> {
    let byline = plain(beginning(byline));
    if let Some(people) = inverted(&byline) {
        return people;
    }
    let mut people: Vec<String> = Vec::new();
    for (joint, chunk) in chunks(&byline) {
        for (work, segment) in segments(chunk) {
            if work == Work::Other {
                continue;
            }
            let parts = parts(&segment, joint);
            for (idx, (joint, part)) in parts.iter().enumerate() {
                let is_listed = *joint != Joint::Comma || parts.get(idx + 1).is_some_and(|(next, _)| *next == Joint::And);
                add(&mut people, part, is_listed, is_paper);
            }
        }
    }
    // "PORT ELLERY — Ida Marlow"
    if people.len() > 1 && is_place_name(&people[0]) {
        people.remove(0);
    }
    people
}

/// Returns the part of a byline that is read.
fn beginning(byline: &str) -> &str {
    &byline[..byline.floor_char_boundary(MAX_BYLINE_BYTES)]
}

/// Returns the people in a byline, or else the byline as stated, for groups such as "Staff writers". Empty if it is a time, a count or a
/// button.
pub(super) fn people_or_group(byline: &str) -> Vec<String> {
    let people = people(byline);
    if !people.is_empty() || is_no_group(byline) { people } else { vec![clean(byline)] }
}

/// Returns why a byline is left out: it states something and names nobody. `None` if it names somebody, is empty or is an address.
pub(super) fn finding(byline: &str) -> Option<Finding> {
    let text = plain(beginning(byline));
    let is_statement = text.contains(char::is_alphanumeric) && people(byline).is_empty();
    let shown: String = clean(byline).chars().take(MAX_SHOWN_CHARS).collect();
    let message = || format!("the byline `{shown}` names nobody");
    is_statement.then(|| Finding { byte: None, kind: ProblemKind::Byline, message: message() })
}

/// Returns whether a word before a name says that it is the writer's: "By", "Von:".
pub(super) fn is_by(word: &str) -> bool {
    BY.has(&fold(word))
}

/// Returns whether a name has several words, all of them with capitals but for particles; or is as short as names of people are in scripts
/// without capitals.
pub(super) fn is_full_name(name: &str) -> bool {
    let mut words = name.split(' ');
    if !name.contains(|c: char| c.is_uppercase() || c.is_lowercase()) {
        return (2..=8).contains(&name.chars().count()) && name.chars().all(|c| c.is_alphabetic() || c == ' ');
    }
    name.contains(' ') && words.all(|word| !word.starts_with(char::is_lowercase) || is_particle(word))
}

/// Returns whether a name has a word of the names of organisations, papers or companies.
pub(super) fn names_organisation(name: &str) -> bool {
    const COMPANIES: [&str; 14] =
        ["gmbh", "ltd", "inc", "llc", "plc", "ag", "press", "media", "trust", "company", "corp", "list", "newsletter", "news"];
    let words: Vec<String> = name.split_whitespace().map(fold).collect();
    words.iter().any(|word| ORGANISATIONS.has(word) || COMPANIES.contains(&word.as_str()))
        || words.last().is_some_and(|last| PAPERS.has(last))
}

/// Returns whether a text is the label of those who wrote: "Written by", "Verfasst von".
pub(super) fn is_writing(label: &str) -> bool {
    let words: Vec<&str> = label.split_whitespace().collect();
    !words.is_empty() && words.iter().all(|word| is_label(&fold(word))) && work_of(&words) == Work::Writing
}

/// Maximum length in characters of a byline in a message.
const MAX_SHOWN_CHARS: usize = 60;

/// Adds to `all` each of `more` that it does not hold yet; case and punctuation do not count.
pub(super) fn add_missing(all: &mut Vec<String>, more: Vec<String>) {
    for person in more {
        // Each is compared with all others.
        if all.len() < MAX_PEOPLE && !all.iter().any(|known| fold(known) == fold(&person)) {
            all.push(person);
        }
    }
}

/// Adds the name in `part`, if there is one. `is_listed` says that it stands in a list of people, not just after a comma.
fn add(people: &mut Vec<String>, part: &str, is_listed: bool, is_paper: &dyn Fn(&str) -> bool) {
    if is_suffix(part)
        && let Some(person) = people.last_mut()
    {
        person.push_str(", ");
        person.push_str(part.trim_matches(is_edge));
        return;
    }
    if part.contains(OF_OTHER_WORK) {
        return;
    }
    let Some(name) = name(part, people.is_empty()) else { return };
    let is_behind =
        people.last().is_some_and(|before| !is_listed && !is_agency(&name) && (is_no_person(&name, before) || is_paper(&name)));
    if !is_behind && !people.contains(&name) {
        people.push(name);
    }
}

/// "Jr." and degrees belong to the name before the comma.
fn is_suffix(part: &str) -> bool {
    ["jr", "sr", "ii", "iii", "iv", "md", "phd", "dr", "esq", "llm"].contains(&fold(part).as_str())
}

/// How a part is joined to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// It is the next of a list, or the first.
    List,
    /// By a comma, a dash or a bar: it may be a place or a paper.
    Comma,
    /// By a conjunction.
    And,
}

/// Returns the byline cut where a new statement begins.
fn chunks(byline: &str) -> impl Iterator<Item = (Joint, &str)> {
    let bars = byline.split(['|', '｜', '•', '·', '●']).enumerate();
    bars.flat_map(|(idx, bar)| {
        let lists = bar.split([';', '；']).enumerate();
        lists.map(move |(list, chunk)| (if idx > 0 && list == 0 { Joint::Comma } else { Joint::List }, chunk))
    })
}

/// Returns the text cut at commas, dashes and conjunctions.
fn parts(text: &str, first: Joint) -> Vec<(Joint, String)> {
    let text =
        [" - ", " – ", " — ", "／", "/", "，", "、", "،"].iter().fold(text.to_owned(), |text, mark| text.replace(mark, ", "));
    let mut parts = Vec::new();
    for (idx, part) in text.split(',').enumerate() {
        let joint = if idx == 0 { first } else { Joint::Comma };
        let words: Vec<&str> = part.split_whitespace().collect();
        let mut start = 0;
        let mut joint = joint;
        for at in 0..words.len() {
            if is_conjunction(&words, start, at) {
                parts.push((joint, words[start..at].join(" ")));
                (joint, start) = (Joint::And, at + 1);
            }
        }
        parts.push((joint, words[start..].join(" ")));
    }
    parts.retain(|(_, part)| !part.is_empty());
    parts
}

/// Returns whether the word at `at` joins two people; the first begins at `start`.
fn is_conjunction(words: &[&str], start: usize, at: usize) -> bool {
    let word = if words[at] == "&" { "&".to_owned() } else { fold(words[at]) };
    let (before, after) = (at - start, words.len() - at - 1);
    // "DI IDA MARLOW E JORY PASK", but "IDA E MARLOW".
    let are_capitals =
        before > 1 && after > 1 && !words.iter().any(|word| word.contains(char::is_lowercase)) && !words[at].contains('.');
    let is_initial = words[at].contains(|c: char| c.is_uppercase() || c == '.') && word.chars().count() == 1 && !are_capitals;
    let is_organisation = || words[start..at].iter().any(|word| ORGANISATIONS.has(&fold(word)));
    // The words of the next person end at the next conjunction.
    let is_of_two = || {
        !is_initial
            && (before > 1) == (after > 1)
            && (before > 1 || !matches!(word.as_str(), "&" | "a" | "en" | "i"))
            && before > 0
            && after > 0
            && words[at + 1].starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())
    };
    AND.has(&word) && !is_organisation() || PERHAPS_AND.has(&word) && is_of_two() && !is_organisation()
}

/// Returns the people in `Ruiz, Ana`, `RUIZ, Ana` and `Ruiz, Ana; Li, Bo`; `None` if any does not have this form.
fn inverted(byline: &str) -> Option<Vec<String>> {
    // Several in this form are names even if they are short.
    let min_chars = if byline.contains(';') { 2 } else { MIN_CAPITALS };
    byline.split(';').map(|one| inverted_name(one.trim(), min_chars)).collect()
}

/// Minimum length in characters of a family name in capitals. A shorter word is a station's name: `RTBF, Bruxelles`.
const MIN_CAPITALS: usize = 5;

fn inverted_name(byline: &str, min_chars: usize) -> Option<String> {
    let (family, given) = byline.split_once(", ")?;
    let given = given.trim_end_matches(',');
    // Agencies and papers are single words too, but written in capitals or after a full name.
    let is_capitals = |name: &str| name.chars().filter(|c| c.is_uppercase()).count() > 1;
    let mut rest = given.split(' ').skip(1);
    let is_initial =
        |word: &str| word.trim_end_matches('.').chars().count() == 1 || matches!(word, "de" | "van" | "von" | "da" | "di");
    let is_given =
        !given.contains(',') && rest.all(is_initial) && given.split(' ').all(|word| !is_capitals(word) || word.contains('.'));
    let is_family = !family.contains(' ') && !is_agency(family) && family.starts_with(char::is_uppercase);
    // A name in capitals is a family's if the given name is not: `MARLOW, Ida`, but `BBC, London`.
    let is_family =
        is_family && (!is_capitals(family) || family.chars().count() >= min_chars || family.contains(char::is_lowercase));
    let is_other = |name: &str| {
        name.split(' ').any(|word| part::name(word, true).is_none() && word.trim_end_matches('.').chars().count() > 1)
    };
    (is_family && is_given && given.starts_with(char::is_uppercase) && !is_suffix(given) && !is_other(family) && !is_other(given))
        .then(|| format!("{given} {family}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(byline: &str, expected: &[&str]) {
        assert_eq!(people(byline), expected, "for {byline}");
    }

    #[test]
    fn groups_are_kept_as_stated_and_buttons_are_not() {
        for group in ["Staff writers", "Editorial Board"] {
            assert_eq!(people_or_group(group), [group]);
        }
        for other in ["5 min read", "Updated 3 hours ago", "Share", "2021-02-25", "admin", "Sign in"] {
            assert_eq!(people_or_group(other), [""; 0], "for {other}");
        }
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

    #[test]
    fn times_counts_and_buttons_are_left_out() {
        for byline in [
            "Ida Marlow - Aug 10, 2016 11:15 am UTC",
            "By Ida Marlow March 25, 2015",
            "Ida Marlow December 28",
            "Ida Marlow am 21. April 2020",
            "Ida Marlow on Friday, December 19, 2025",
            "Ida Marlow • 8h",
            "Ida Marlow 5 min read",
            "Ida Marlow · 3 Minuten Lesezeit",
            "By Ida Marlow | Updated 3 days ago",
            "Updated: 4:09 PM by Ida Marlow",
            "Ida Marlow 2019年04月28日 08時00分",
            "Piše: Ida Marlow prije 26 minuta",
            "Ida Marlow Stand: 05. Februar 2020",
            "Ida Marlow Follow",
            "Follow Ida Marlow on Twitter",
            "Ida Marlow, 12 Comments",
            "Ida Marlow 18.10.2019 16:06 Uhr",
            "Posted by Ida Marlow on 2021-02-25",
            "Posted on Monday by Ida Marlow",
        ] {
            check(byline, &["Ida Marlow"]);
        }
        for byline in [
            "February 25, 2021",
            "25. März 2024",
            "Donnerstag, 5. Mai",
            "5 min read",
            "Updated 3 days ago",
            "12 comments",
            "Share",
            "Follow",
            "Sign In",
            "vor 3 Stunden",
            "Hace 2 horas",
            "Il y a 3 jours",
            "9:00 Uhr",
            "2021-02-25T10:00:00Z",
            "Lesezeit: 5 Min.",
            "Last Updated: January 7, 2025",
            "undefined",
            "Staff",
            "Staff writer",
            "{{ author }}",
            "page.head.extra.author",
            "Tuesday",
            "Read more",
            "@ida",
            "ida@quay.example",
        ] {
            check(byline, &[]);
        }
        for name in
            ["98 Buck Social", "France 24", "April Glaser", "May Britt", "Doris Day", "3sat", "Sunday Okoro", "Piers Read"]
        {
            check(name, &[name]);
        }
    }

    #[test]
    fn places_and_roles_behind_a_name_are_left_out() {
        for byline in [
            "Von Ida Marlow, Port Ellery",
            "Ida Marlow in Port Ellery",
            "Ida Marlow, Lusby",
            "Par Ida Marlow à Genève",
            "Par Ida Marlow, envoyée spéciale à Genève",
            "Por Ida Marlow desde Buenos Aires",
            "Ida Marlow, New York",
            "Von unserer Korrespondentin Ida Marlow, Berlin",
            "Ida Marlow, Correspondent",
            "Ida Marlow, Middle East editor",
            "Ida Marlow, chief of staff",
            "Ida Marlow, Wirtschaftsredakteurin",
            "Ida Marlow Political Editor",
            "Staff writer Ida Marlow",
            "Ida Marlow Special to The Wold Courier",
            "Ida Marlow, Special to The Wold Courier",
            "Ida Marlow for The Wold Courier",
            "Ida Marlow, The Wold Courier",
            "Ida Marlow - Quay News",
            "Ida Marlow, KSF Media",
            "Ida Marlow | Quay News",
            "Ida Marlow, MS, RD",
            "Ida Marlow, Port Ellery, Korrespondentin",
            "PORT ELLERY — Ida Marlow",
            "di Ida Marlow, inviata a Genova",
            "By Ida Marlow Home Affairs Correspondent",
            "Ida Marlow - O Correio",
        ] {
            check(byline, &["Ida Marlow"]);
        }
        check("Ida Marlow in Port Ellery and Jory Pask in Lusby", &["Ida Marlow", "Jory Pask"]);
        check("AFP, MANILA", &["AFP"]);
        check("Center for Rope and Net Research", &["Center for Rope and Net Research"]);
        check("Institute of Physics", &["Institute of Physics"]);
        check("TOI Lifestyle Desk", &["TOI Lifestyle Desk"]);
    }

    #[test]
    fn labels_say_who_wrote() {
        for byline in [
            "Von Ida Marlow",
            "Par Ida Marlow",
            "Por Ida Marlow",
            "Di Ida Marlow",
            "Door Ida Marlow",
            "Af Ida Marlow",
            "Av Ida Marlow",
            "Text: Ida Marlow",
            "Text:Ida Marlow",
            "Text und Foto: Ida Marlow",
            "Words and pictures by Ida Marlow",
            "Author: Ida Marlow",
            "Written by: Ida Marlow",
            "Ein Gastbeitrag von Ida Marlow",
            "Propos recueillis par Ida Marlow",
            "Autorin: Ida Marlow",
            "By Ida Marlow; Photos by Jory Pask",
            "Text: Ida Marlow, Foto: Jory Pask",
            "By Ida Marlow, photographs by Jory Pask",
            "Foto: Jory Pask | Text: Ida Marlow",
            "Written by Ida Marlow Edited by Jory Pask",
            "Ida Marlow, reviewed by Jory Pask, MD",
            "Автор: Ida Marlow",
            "Autor: Ida Marlow, Źródło: PAP",
            "Teksti Ida Marlow",
            "Interview: Ida Marlow",
            "Reporter: Ida Marlow",
        ] {
            check(byline, &["Ida Marlow"]);
        }
        check("Foto: Jory Pask", &[]);
        check("Fotos von Jory Pask", &[]);
        check("Ida Marlow Foto Jory Pask", &["Ida Marlow"]);
        check("Ida Marlow (Text) und Jory Pask (Fotos)", &["Ida Marlow"]);
        check("Ida Marlow (photos by Jory Pask)", &["Ida Marlow"]);
        check("Ida Marlow (editor)", &["Ida Marlow"]);
        check("Photo by Jory Pask", &[]);
        check("著者：後藤大地", &["後藤大地"]);
        check("Ursula von der Leyen", &["Ursula von der Leyen"]);
    }

    #[test]
    fn lists_are_split_in_many_languages() {
        for byline in [
            "Ida Marlow and Jory Pask",
            "Ida Marlow & Jory Pask",
            "Ida Marlow e Jory Pask",
            "Ida Marlow y Jory Pask",
            "Ida Marlow en Jory Pask",
            "Ida Marlow et Jory Pask",
            "Ida Marlow i Jory Pask",
            "Ida Marlow, Jory Pask",
            "Ida Marlow; Jory Pask",
            "Marlow, Ida; Pask, Jory",
            "[[Ida Marlow]], [[people/jory|Jory Pask]]",
            "Ida Marlow / Jory Pask",
            "Ida Marlow · Jory Pask",
            "Ida Marlow, and Jory Pask",
        ] {
            check(byline, &["Ida Marlow", "Jory Pask"]);
        }
        check("배윤경 기자", &["배윤경"]);
        check("MARLOW, Ida; PASK, Jory", &["Ida MARLOW", "Jory PASK"]);
        check("배윤경, 이상현", &["배윤경", "이상현"]);
        check("Maria João de Almeida e Silva", &["Maria João de Almeida e Silva"]);
        check("José Ortega y Gasset", &["José Ortega y Gasset"]);
        check("[田中宏昌，ITmedia]", &["田中宏昌", "ITmedia"]);
        check("MARLOW, Ida", &["Ida MARLOW"]);
        check("Marlow, I.", &["I. Marlow"]);
        check("[[Ida Marlow]]", &["Ida Marlow"]);
        check("IDA MARLOW", &["IDA MARLOW"]);
    }

    #[test]
    fn a_byline_that_names_nobody_is_a_finding() {
        let kind = |byline: &str| finding(byline).map(|finding| finding.kind);
        for byline in ["February 25, 2021", "Share", "5 min read", "Foto: Jory Pask"] {
            assert_eq!(kind(byline), Some(ProblemKind::Byline), "for {byline}");
        }
        for byline in ["", "Ida Marlow", "https://quay.example/ida", "@ida", "-"] {
            assert_eq!(kind(byline), None, "for {byline}");
        }
    }
}
