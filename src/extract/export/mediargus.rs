//! Texts of Mediargus, an archive of the Flemish press until about 2014.
//!
//! A list comes first, and the articles follow in its order. The paper stands in the list alone:
//!
//! ```text
//! 1. Headline
//!
//! De Kustbode, vrijdag 3 mei 2013, p. 23, 853w.
//!
//! The beginning of the text
//!
//!
//! 03-05-2013, p.23
//!
//! an edition; may be missing
//!
//! Headline
//!
//! Text
//!
//!  © Kustgroep
//! ```

use super::articles::Articles;
use super::block::paragraphs;
use super::record::{Field, Record};
use crate::extract::line::{fold, in_one_line};

/// What Mediargus writes for a headline that is missing.
const NO_TITLE: &str = "Artikel zonder titel";

/// Returns whether a text has the list of Mediargus, and an article below it.
pub(super) fn is_text(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b", p. ").is_some()
        && text.lines().any(|line| paper(line).is_some())
        && text.lines().any(|line| day(line).is_some())
}

/// Reads the articles of a text.
pub(super) fn read(text: &str, articles: &mut Articles) {
    let mut listed = Vec::new();
    let mut last = "";
    let mut open: Option<(usize, String)> = None;
    let mut byte = 0;
    for line in text.split_inclusive('\n') {
        if let Some(day) = day(line) {
            if let Some((from, day)) = open.replace((byte + line.len(), day)) {
                add(&text[from..byte], &day, &listed, articles, false);
            }
        } else if open.is_none()
            && let Some(paper) = paper(line)
        {
            listed.push((title(last), paper));
        }
        if !line.trim().is_empty() {
            last = line;
        }
        byte += line.len();
    }
    if let Some((from, day)) = open {
        add(&text[from..], &day, &listed, articles, true);
        articles.expect(listed.len());
    }
}

/// Returns the headline of a line of the list: `1. Headline`.
fn title(line: &str) -> &str {
    line.split_once(". ").map_or(line, |(_, title)| title).trim()
}

/// Returns the paper of a line of the list: `De Kustbode, vrijdag 3 mei 2013, p. 23, 853w.`
fn paper(line: &str) -> Option<&str> {
    const MAX_BYTES: usize = 300;
    let line = if line.len() > MAX_BYTES { return None } else { line.trim() };
    let (rest, words) = line.strip_suffix("w.")?.rsplit_once(", ")?;
    let (rest, page) = rest.rsplit_once(", p. ")?;
    let (paper, day) = rest.rsplit_once(", ")?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_day = day.split(' ').count() == 4 && day.rsplit(' ').next().is_some_and(|year| year.len() == 4 && is_number(year));
    (is_number(words) && !page.is_empty() && is_day && !paper.is_empty()).then_some(paper)
}

/// Returns the day of the line above an article: `03-05-2013, p.23`.
fn day(line: &str) -> Option<String> {
    const MAX_BYTES: usize = 60;
    let (day, _) = line.trim_end().split_once(", p.").filter(|_| line.len() <= MAX_BYTES)?;
    let parts: Vec<&str> = day.split('-').collect();
    let [day, month, year] = parts[..] else { return None };
    let fits = |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
    (fits(day, 2) && fits(month, 2) && fits(year, 4)).then(|| format!("{year}-{month}-{day}"))
}

/// Adds the article of a text. `listed` holds headlines and papers in the order of the articles.
fn add(text: &str, day: &str, listed: &[(&str, &str)], articles: &mut Articles, is_last: bool) {
    const MAX_ABOVE: usize = 3;
    let mut record = Record::default();
    let mut text: Vec<String> =
        paragraphs(text).map(|lines| lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n")).collect();
    let rights = text.iter().rposition(|paragraph| paragraph.starts_with('©'));
    text.truncate(rights.unwrap_or(text.len()));
    record.add(Field::Date, day);
    let entry = listed.get(articles.found.len());
    let folded = entry.map_or(String::new(), |(title, _)| fold(title));
    let place = text.iter().take(MAX_ABOVE).position(|paragraph| fold(paragraph) == folded);
    // A list that does not fit states nothing of this article.
    if let Some((_, paper)) = entry.filter(|_| place.is_some()) {
        record.add(Field::Publisher, *paper);
    }
    let mut text = text.into_iter().skip(place.unwrap_or(0));
    record.add(Field::Title, text.next().map(|title| in_one_line(&title)).filter(|title| title != NO_TITLE).unwrap_or_default());
    record.add(Field::Body, text.collect::<Vec<_>>().join("\n\n"));
    articles.add(&record, is_last && rights.is_none());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_list_and_of_articles_are_told_apart() {
        assert_eq!(paper("De Kust, de bode, vrijdag 3 mei 2013, p. 23, 853w.\n"), Some("De Kust, de bode"));
        assert_eq!(paper("Zij las De Kustbode, vrijdag, p. 23, 853w."), None);
        assert_eq!(day("03-05-2013, p.23\r\n").as_deref(), Some("2013-05-03"));
        assert_eq!(day("De 03-05-2013, p.23"), None);
    }
}
