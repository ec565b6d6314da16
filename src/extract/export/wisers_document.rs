//! Documents of Wisers: DOCX and RTF.
//!
//! ```text
//! Total number of document(s) : 2
//! ~~~~~~~~~~ #1 ~~~~~~~~~~
//! | 2024-05-03 | The Wold Courier | B04 |section |column |By Ana Roe |
//! General News in Wold | Newspaper | Word Count: 118words | …        not in those of the mainland
//! Image Size: … / Keyword Matched: …                                may be missing
//! Headline
//! Text
//! DOCUMENT ID: 202405030296340
//! Notice
//! ```

use super::articles::Articles;
use super::item::{Item, prose};
use super::record::{Field, Record};
use super::wisers::{add_text, count, id, is_day};
use crate::extract::line::in_one_line;

/// Returns whether a document is an export of this form.
pub(super) fn is_one(items: &[Item<'_>]) -> bool {
    items.iter().any(|item| is_mark(*item)) && items.iter().any(|item| id(item.text()).is_some())
}

/// Reads the articles of an export.
pub(super) fn read(items: &[Item<'_>], articles: &mut Articles) {
    let first = items.iter().position(|item| is_mark(*item)).unwrap_or(items.len());
    let (cover, rest) = items.split_at(first);
    let n_articles = rest.iter().filter(|item| is_mark(**item)).count();
    let parts = rest.split(|item| is_mark(*item)).skip(1);
    parts.enumerate().for_each(|(at, part)| add(part, articles, at + 1 == n_articles));
    if let Some(n_articles) = cover.iter().find_map(|item| count(item.text())) {
        articles.expect(n_articles);
    }
}

/// Returns whether a paragraph stands above an article: `~~~~~~~~~~ #1 ~~~~~~~~~~`.
fn is_mark(item: Item<'_>) -> bool {
    const SIGNS: &str = "~~~~~~~~~~";
    let text = item.text();
    let inside = text.strip_prefix(SIGNS).and_then(|rest| rest.strip_suffix(SIGNS)).map(|rest| rest.trim_matches(['~', ' ']));
    let number = inside.and_then(|inside| inside.strip_prefix('#'));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Adds the article of some paragraphs.
fn add(items: &[Item<'_>], articles: &mut Articles, is_last: bool) {
    let mut record = Record::default();
    let end = items.iter().position(|item| id(item.text()).is_some());
    record.add(Field::Id, end.and_then(|end| id(items[end].text())).unwrap_or(""));
    let mut rest = &items[..end.unwrap_or(items.len())];
    if let [first, below @ ..] = rest
        && first.text().trim_start().starts_with('|')
    {
        rest = below;
        let n_notes = below.iter().take_while(|item| is_note(item.text())).count();
        rest = rest.get(n_notes..).unwrap_or_default();
        read_head(first.text(), n_notes > 0, &mut record);
    }
    let n_marks = rest.iter().take_while(|item| is_keywords(item.text())).count();
    rest = &rest[n_marks..];
    if let [title, text @ ..] = rest {
        record.add(Field::Title, in_one_line(title.text()));
        add_text(prose(text).split("\n\n").map(str::to_owned).collect(), &mut record);
    }
    articles.add(&record, is_last && end.is_none());
}

/// Returns whether a paragraph below the first states counts and sizes.
fn is_note(text: &str) -> bool {
    ["Word Count:", "字數:", "字数:", "Image Size:", "Ad-Value:", "Circulation / Reach:"].iter().any(|label| text.contains(label))
        && text.contains(" | ")
        || text.starts_with("Image Size:")
}

fn is_keywords(text: &str) -> bool {
    ["Keyword Matched:", "關鍵字:", "关键字:", "關鍵詞:", "关键词:"].iter().any(|label| text.starts_with(label))
}

/// Reads the fields of the first paragraph. `has_labels` says that a byline has a label, as it does unless the export is one of the mainland.
fn read_head(text: &str, has_labels: bool, record: &mut Record) {
    let mut fields: Vec<&str> = text.trim().trim_start_matches('|').split('|').map(str::trim).collect();
    if fields.last() == Some(&"") {
        fields.pop();
    }
    let field = |at: usize| fields.get(at).map_or("", |field| *field);
    record.add(Field::Date, if is_day(field(0)) { field(0) } else { "" });
    record.add(Field::Publisher, field(1));
    record.add(Field::Section, field(3));
    match fields.get(4..).unwrap_or_default() {
        [.., last] if last.starts_with("By ") || !has_labels => record.add(Field::Byline, *last),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_both_sites_are_read() {
        let check = |text: &str, has_labels: bool, expected: [Option<&str>; 3]| {
            let mut record = Record::default();
            read_head(text, has_labels, &mut record);
            let draft = record.draft().0;
            let byline = draft.bylines.first().map(String::as_str);
            assert_eq!([draft.publisher.as_deref(), draft.section.as_deref(), byline], expected, "for {text}");
        };
        check("| 2024-05-03 | Wold Courier | B04 |Harbour |", true, [Some("Wold Courier"), Some("Harbour"), None]);
        check(
            "| 2024-05-03 | Wold Courier | B04 |Harbour |Column |By Ana Roe |",
            true,
            [Some("Wold Courier"), Some("Harbour"), Some("Ana Roe")],
        );
        check("| 2024-06-24 | 港湾 APP |  | 港湾-国际 | 安娜 |", false, [Some("港湾 APP"), Some("港湾-国际"), Some("安娜")]);
    }
}
