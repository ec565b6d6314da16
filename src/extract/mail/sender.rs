//! Who sent a mail: a person, or an organisation.
//!
//! Two words with capitals may be either: `Ana Ruiz`, `Morning Bell`. The address tells more: a person's has a part of the name before the
//! `@`, that of an organisation has the name behind it, or a word such as `press` before it.

use crate::extract::byline::{is_full_name, names_organisation, people};
use crate::extract::line::{fold, in_one_line};

/// The sender of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Sender {
    /// A person, perhaps for an organisation.
    Person { name: String, organization: Option<String> },
    /// A list, a paper, an office.
    Organization(String),
    /// Only an address is stated.
    #[default]
    Unknown,
}

/// Words before the `@` of an address that is no person's.
const ROLES: [&str; 43] = [
    "press",
    "presse",
    "prensa",
    "imprensa",
    "stampa",
    "pers",
    "media",
    "medien",
    "news",
    "newsletter",
    "newsletters",
    "news-letter",
    "info",
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "nepasrepondre",
    "contact",
    "kontakt",
    "contacto",
    "hello",
    "hallo",
    "mail",
    "email",
    "office",
    "service",
    "redaktion",
    "editor",
    "editors",
    "editorial",
    "pr",
    "comms",
    "communications",
    "communication",
    "kommunikation",
    "alerts",
    "alert",
    "updates",
    "digest",
    "list",
    "bounce",
    "team",
];

/// Reads the sender of a mail, as stated in its header: `Ana Ruiz <ana@post.example>`, `ana@post.example (Ana Ruiz)`.
pub(super) fn read(stated: &str) -> Sender {
    let (name, address) = name_and_address(&in_one_line(stated));
    let Some(name) = name else { return Sender::Unknown };
    // Lists put their name behind that of who wrote.
    for joint in [" via ", " at ", " from ", " @ ", " | ", " – ", " — ", " - ", " / ", " bei ", " von ", " (", ", "] {
        if let Some((person, organization)) = name.split_once(joint) {
            let organization = organization.trim_matches([' ', ')', '"', '\'']);
            let is_person = is_full_name(person) && !names_organisation(person) && people(person).len() == 1;
            // `Ruiz, Ana` is one name.
            if is_person && organization.contains(char::is_alphabetic) {
                return Sender::Person { name: person.to_owned(), organization: Some(organization.to_owned()) };
            }
        }
    }
    if is_person(&name, &address) { Sender::Person { name, organization: None } } else { Sender::Organization(name) }
}

fn is_person(name: &str, address: &str) -> bool {
    let found = people(name);
    let [person] = &found[..] else { return false };
    if !is_full_name(person) || names_organisation(name) || fold(name).starts_with("the") && name.starts_with("The ") {
        return false;
    }
    let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let (local, domain) = (local.to_lowercase(), fold(domain));
    let words = || person.split(' ').map(fold).filter(|word| word.len() > 2);
    let is_in_local = words().any(|word| fold(&local).contains(&word));
    if is_in_local {
        return true;
    }
    let is_role = local.split(['.', '+', '_']).any(|part| ROLES.contains(&part)) || ROLES.contains(&local.as_str());
    !is_role && !domain.contains(&fold(name))
}

/// Returns the name and the address of the first sender.
fn name_and_address(stated: &str) -> (Option<String>, String) {
    let name = |name: &str| {
        let name = name.trim().trim_matches(['\'', '"']).trim();
        let is_name = name.contains(char::is_alphabetic) && !name.contains('@');
        is_name.then(|| name.to_owned())
    };
    if let Some((before, rest)) = stated.split_once('<') {
        let address = rest.split('>').next().unwrap_or(rest).trim().to_owned();
        let before = match before.trim().strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => before.trim().to_owned(),
        };
        return (name(&before), address);
    }
    match stated.split_once('(') {
        Some((address, comment)) => (name(comment.trim_end_matches(')')), address.trim().to_owned()),
        None if stated.contains('@') => (None, stated.to_owned()),
        None => (name(stated), String::new()),
    }
}

fn unquoted(quoted: &str) -> String {
    quoted.trim_end().trim_end_matches('"').replace("\\\"", "\"").replace("\\\\", "\\")
}

/// Returns the name of a list: `Press releases <press.tarn.example>`, or a word before the first point of its id. `None` if it is only for
/// machines, as those of services for newsletters are.
pub(super) fn list_name(stated: &str) -> Option<String> {
    const MAX_CHARS: usize = 100;
    let stated = in_one_line(stated);
    let (phrase, id) = stated.split_once('<').unwrap_or(("", &stated));
    let phrase = phrase.trim().trim_matches('"').trim();
    let is_for_people = |name: &str| {
        let n_digits = name.chars().filter(char::is_ascii_digit).count();
        name.chars().count() <= MAX_CHARS && name.contains(char::is_alphabetic) && n_digits * 4 < name.chars().count()
    };
    if !phrase.is_empty() {
        return is_for_people(phrase).then(|| phrase.to_owned());
    }
    let label = id.trim_end_matches('>').split('.').next()?.trim();
    let is_word = label.len() > 2 && label.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '_'));
    is_word.then(|| label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_from_organisations() {
        let person = |name: &str, of: Option<&str>| Sender::Person { name: name.to_owned(), organization: of.map(str::to_owned) };
        let organization = |name: &str| Sender::Organization(name.to_owned());
        for (stated, expected) in [
            ("Ana Ruiz <ana.ruiz@post.example>", person("Ana Ruiz", None)),
            ("Ana Ruiz <a.r@post.example>", person("Ana Ruiz", None)),
            ("ana@post.example (Ana Ruiz)", person("Ana Ruiz", None)),
            ("\"Ruiz, Ana\" <ruiz@post.example>", person("Ruiz, Ana", None)),
            ("Ana Ruiz at The Post <mail@post.example>", person("Ana Ruiz", Some("The Post"))),
            ("Ana Ruiz via Tarn-News <tarn-news@lists.example>", person("Ana Ruiz", Some("Tarn-News"))),
            ("Ana Ruiz, The Post <x@post.example>", person("Ana Ruiz", Some("The Post"))),
            ("Morning Bell <crew@morningbell.example>", organization("Morning Bell")),
            ("Tarn Council <council@tarn.example>", organization("Tarn Council")),
            ("Press Office <press@tarn.example>", organization("Press Office")),
            ("The Post <ana@post.example>", organization("The Post")),
            ("Reuters <a@b.example>", organization("Reuters")),
            ("news@post.example", Sender::Unknown),
            ("<news@post.example>", Sender::Unknown),
            ("", Sender::Unknown),
        ] {
            assert_eq!(read(stated), expected, "for {stated}");
        }
    }

    #[test]
    fn lists_have_names_for_people_or_none() {
        for (stated, expected) in [
            ("Press releases <press.tarn.example>", Some("Press releases")),
            ("<tarn-news.tarn.example>", Some("tarn-news")),
            ("0a1b2c3dmc list <0a1b2c3d.12345.list-id.example>", None),
            ("<1234.xt.local>", None),
        ] {
            assert_eq!(list_name(stated).as_deref(), expected, "for {stated}");
        }
    }
}
