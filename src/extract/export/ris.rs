//! RIS: references of any service, a line a field. Newspaper databases put texts or abstracts into
//! `N2` and `AB`.
//!
//! ```text
//! TY  - NEWS
//! T1  - Ferry stays in harbour
//! AU  - Corvath, Ines
//! JF  - The Wold Courier
//! DA  - 2024/05/03/
//! N2  - The text; a line without a tag continues it.
//! ER  -
//! ```

use super::articles::Articles;
use super::record::{Field, Record};
use crate::article::Draft;

/// Returns whether a text is a list of references.
pub(super) fn is_one(text: &str) -> bool {
    let first = text.lines().map(|line| line.trim_start_matches('\u{feff}')).find(|line| !line.trim().is_empty()).unwrap_or("");
    tag(first).is_some_and(|(tag, _)| tag == "TY")
}

/// Returns the tag of a line and its value: `TY  - NEWS`.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = line.split_at_checked(2)?;
    let is_tag = tag.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let value = rest.strip_prefix("  -")?;
    (is_tag && tag.starts_with(|c: char| c.is_ascii_uppercase())).then(|| (tag, value.trim()))
}

pub(super) fn read(text: &str, articles: &mut Articles) {
    all(text).for_each(|(reference, is_cut)| articles.add(&reference.record(), is_cut));
}

/// Returns what each reference states, with its number and the paths of its files. Programs for references link PDF files, pages and others
/// under a tag each; addresses are no files.
pub(in crate::extract) fn references(text: &str) -> impl Iterator<Item = (u64, Draft, Vec<String>)> {
    (1..).zip(all(text)).map(|(number, (reference, _))| {
        let links = reference.values.iter().filter(|(tag, _)| matches!(tag.as_str(), "L1" | "L2" | "L4"));
        let files = links.flat_map(|(_, value)| value.lines()).map(str::trim).filter(|path| !path.is_empty());
        let files = files.filter(|path| !path.starts_with("http")).map(str::to_owned).collect();
        (number, reference.record().draft().0, files)
    })
}

/// Returns the references of a text, each with whether the text ends inside it.
fn all(text: &str) -> impl Iterator<Item = (Reference, bool)> {
    let mut lines = text.lines();
    let mut open: Option<Reference> = None;
    std::iter::from_fn(move || {
        for line in lines.by_ref() {
            let line = line.trim_start_matches('\u{feff}');
            match (tag(line), &mut open) {
                (Some(("TY", _)), _) => {
                    if let Some(before) = open.replace(Reference::default()) {
                        return Some((before, false));
                    }
                }
                (Some(("ER", _)), _) => {
                    if let Some(ended) = open.take() {
                        return Some((ended, false));
                    }
                }
                (Some((tag, value)), Some(reference)) => reference.values.push((tag.to_owned(), value.to_owned())),
                (None, Some(reference)) => reference.go_on(line),
                (Some(_) | None, None) => {}
            }
        }
        open.take().map(|cut| (cut, true))
    })
}

/// The values of a reference, by their tags.
#[derive(Debug, Default)]
struct Reference {
    values: Vec<(String, String)>,
}

impl Reference {
    /// Adds a line without a tag to the value before it. An empty line separates paragraphs.
    fn go_on(&mut self, line: &str) {
        if let Some((_, value)) = self.values.last_mut() {
            value.push('\n');
            value.push_str(line.trim());
        }
    }

    /// Returns the values under the first of these tags that has any.
    fn first(&self, tags: &[&str]) -> Vec<&str> {
        let of = |tag: &str| -> Vec<&str> {
            let values = self.values.iter().filter(|(of, value)| of == tag && !value.trim().is_empty());
            values.map(|(_, value)| value.as_str()).collect()
        };
        tags.iter().map(|tag| of(tag)).find(|values| !values.is_empty()).unwrap_or_default()
    }

    fn record(&self) -> Record {
        let mut record = Record::default();
        let mut add = |field, tags: &[&str]| {
            for value in self.first(tags) {
                record.add(field, if field == Field::Date { day(value) } else { value.to_owned() });
            }
        };
        add(Field::Title, &["T1", "TI", "CT"]);
        add(Field::Byline, &["AU", "A1"]);
        add(Field::Publisher, &["JF", "JO", "T2", "J2", "JA", "PB"]);
        add(Field::Date, &["DA", "Y1", "PY"]);
        add(Field::Section, &["SE"]);
        add(Field::Language, &["LA"]);
        add(Field::Id, &["AN", "ID"]);
        add(Field::Url, &["UR", "L2"]);
        // Both are for abstracts; services that give texts put them into the second.
        let (n2, ab) = (self.first(&["N2"]), self.first(&["AB"]));
        let is_text = |values: &[&str]| values.iter().any(|value| value.contains("\n\n") || value.len() >= MIN_TEXT_BYTES);
        for value in if n2.is_empty() { &ab } else { &n2 } {
            let is_text = is_text(if n2.is_empty() { &ab } else { &n2 });
            record.add(if is_text { Field::Body } else { Field::Summary }, clean_lines(value));
        }
        record
    }
}

/// A longer abstract is a text.
const MIN_TEXT_BYTES: usize = 1500;

/// Returns a text without the white space around its lines.
fn clean_lines(value: &str) -> String {
    value.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

/// Returns a day without the marks of parts that are missing: `2024/05/03/`, `2024/05/03/Spring`.
fn day(value: &str) -> String {
    let parts: Vec<&str> = value.split('/').map(str::trim).collect();
    match parts[..] {
        [year, month, day, ..] if !month.is_empty() && !day.is_empty() => format!("{year}-{month}-{day}"),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_have_their_fields() {
        let text = "TY  - NEWS\nT1  - Ferry stays\nAU  - Corvath, Ines\nAU  - Roe, Ana\nJF  - The Wold Courier\nDA  - 2024/05/03/\n\
                    N2  - It stays.\n\n\"Long,\" she said.\nAN  - 77\nUR  - https://x.example/1\nER  - \n\nTY  - NEWS\nTI  - Goats\nAB  - They ate.\n";
        assert!(is_one(text) && !is_one("TY - x") && !is_one("It rained."));
        let mut articles = Articles::default();
        read(text, &mut articles);
        let first = articles.found[0].1.as_ref().unwrap();
        assert_eq!((first.title.as_deref(), first.body.as_str()), (Some("Ferry stays"), "It stays.\n\n\"Long,\" she said."));
        assert_eq!((first.bylines.join("; "), first.record_id.as_deref()), ("Ines Corvath; Ana Roe".to_owned(), Some("77")));
        assert_eq!(first.published.map(|time| time.to_string()).as_deref(), Some("2024-05-03"));
        let second = articles.found[1].1.as_ref().unwrap();
        assert_eq!((second.body.as_str(), second.is_summary, articles.findings.len()), ("They ate.", true, 1));
    }
}
