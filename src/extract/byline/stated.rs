//! Bylines that a format states in its fields, and credits at the end of a text.

use super::{finding, is_full_name, is_writing, people};
use crate::extract::Finding;
use crate::extract::line::{clean, is_absent};

/// Returns the people in all `stated` bylines, each once, in order. If they name nobody, adds to `findings` why the first is left out.
pub(in crate::extract) fn people_stated<'s>(
    stated: impl IntoIterator<Item = &'s str>,
    findings: &mut Vec<Finding>,
) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut left_out = None;
    for byline in stated {
        let people = people(byline);
        if people.is_empty() {
            left_out = left_out.or_else(|| finding(byline).filter(|_| !is_absent(byline)));
        }
        for person in people {
            if !all.contains(&person) {
                all.push(person);
            }
        }
    }
    findings.extend(left_out.filter(|_| all.is_empty()));
    all
}

/// Maximum length in bytes of a credit at the end of a text.
const MAX_CREDIT_BYTES: usize = 300;

/// Maximum number of paragraphs at the end of a text that are looked at: the credit, a trademark and a link.
const MAX_PARAGRAPHS: usize = 3;

/// Returns the people whom a credit at the end of a text names as its writers: `(Reporting by Ana Ruiz in Lusby; Editing by Bo Li)`. Empty if
/// there is none.
pub(crate) fn credited(body: &str) -> Vec<String> {
    let last = body.rsplit('\n').map(str::trim).filter(|line| !line.is_empty()).take(MAX_PARAGRAPHS);
    last.filter(|line| line.len() <= MAX_CREDIT_BYTES).map(writers).find(|people| !people.is_empty()).unwrap_or_default()
}

fn writers(line: &str) -> Vec<String> {
    const MAX_LABEL_WORDS: usize = 4;
    let line = clean(line);
    let line = line.strip_prefix(['(', '[']).map_or(line.as_str(), |line| line.trim_end_matches([')', ']', '.']));
    let words: Vec<&str> = line.split(' ').collect();
    let ends_label = |word: &&str| word.ends_with(':') || super::is_by(word);
    let Some(last) = words.iter().take(MAX_LABEL_WORDS).position(ends_label) else { return Vec::new() };
    // "By" alone begins sentences too.
    let is_credit = (last > 0 || words[last].ends_with(':')) && is_writing(&words[..=last].join(" "));
    let people = if is_credit { people(line) } else { Vec::new() };
    if people.iter().all(|person| is_full_name(person)) { people } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_at_the_end_name_the_writers() {
        for (credit, expected) in [
            ("(Reporting by Ana Ruiz in Lusby and Cem Öz; Editing by Bo Li)", vec!["Ana Ruiz", "Cem Öz"]),
            ("Reporting by Ana Ruiz; Writing by Cem Öz; Editing by Bo Li.", vec!["Ana Ruiz", "Cem Öz"]),
            ("Additional reporting by Ana Ruiz", vec!["Ana Ruiz"]),
            ("Text: Ana Ruiz, Foto: Bo Li", vec!["Ana Ruiz"]),
            ("Geschrieben von Ana Ruiz", vec!["Ana Ruiz"]),
            ("Propos recueillis par Ana Ruiz", vec!["Ana Ruiz"]),
            ("(Editing by Bo Li)", vec![]),
            ("By the end of the year Ana Ruiz had left.", vec![]),
            ("The report by Ana Ruiz says otherwise.", vec![]),
            ("It rained.", vec![]),
        ] {
            assert_eq!(credited(&format!("It rained on the town.\n\n{credit}")), expected, "for {credit}");
            assert_eq!(credited(&format!("It rained.\n\n{credit}\n\nOur Standards: The Principles.")), expected, "for {credit}");
        }
        assert_eq!(credited(""), [""; 0]);
    }

    #[test]
    fn what_names_nobody_is_said_once() {
        let read = |bylines: &[&str]| {
            let mut findings = Vec::new();
            (people_stated(bylines.iter().copied(), &mut findings), findings.len())
        };
        assert_eq!(read(&["5 min read", "Ana Ruiz", "Ana Ruiz"]), (vec!["Ana Ruiz".to_owned()], 0));
        assert_eq!(read(&["5 min read", "Share"]), (Vec::new(), 1));
        assert_eq!(read(&[]), (Vec::new(), 0));
    }
}
