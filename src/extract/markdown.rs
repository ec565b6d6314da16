//! Markdown: the text without its marks, and the fields of the front matter.
//!
//! Front matter stands between two lines of `---` (YAML) or `+++` (TOML). Simple keys of both are
//! read: `key: value`, `key = value`, lists in brackets, and in YAML lists of lines that begin with
//! `-`. Deeper nesting is skipped.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::byline::people;
use super::html::text_of_piece;
use super::line::in_one_line;
use crate::article::{Draft, Language, NewsTime, TimeOrigin};

/// Reads one article. The title is that of the front matter, or else the first heading if nothing
/// stands before it.
pub fn extract(text: &str) -> Draft {
    let (fields, rest) = front_matter(text);
    let field = |keys: &[&str]| keys.iter().find_map(|key| fields.iter().find(|(name, _)| name == key)).map(|(_, values)| values);
    let line = |keys: &[&str]| field(keys)?.first().map(|value| in_one_line(value)).filter(|value| !value.is_empty());
    let time = |keys: &[&str]| NewsTime::parse(field(keys)?.first()?, TimeOrigin::Field);
    let (heading, body) = prose(rest);
    let stated = line(&["title", "headline"]);
    // A heading that repeats the front matter's title is not text.
    let is_title = heading.as_ref().is_some_and(|heading| stated.as_ref().is_none_or(|stated| stated == heading));
    let body = match (&heading, is_title) {
        (Some(heading), false) => format!("{heading}\n\n{body}").trim_end().to_owned(),
        _ => body,
    };
    let bylines = field(&["author", "authors", "byline"]).map_or(&[][..], Vec::as_slice);
    Draft {
        record_id: line(&["id", "guid"]),
        title: stated.or(heading),
        body,
        bylines: bylines.iter().flat_map(|byline| people(byline)).collect(),
        publisher: line(&["publisher", "source"]),
        section: line(&["section", "category"]),
        language: line(&["language", "lang"]).and_then(|tag| Language::from_tag(&tag)),
        published: time(&["date", "published", "pubdate", "publishdate"]),
        modified: time(&["modified", "lastmod", "updated"]),
        url: line(&["url", "canonical", "link"]).filter(|url| url.starts_with("http")),
        ..Draft::default()
    }
}

type Fields = Vec<(String, Vec<String>)>;

/// Returns the keys of the front matter, in lower case, with their values, and the text behind it.
fn front_matter(text: &str) -> (Fields, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let Some(rule) = ["---", "+++"].into_iter().find(|rule| text.lines().next().is_some_and(|line| line.trim_end() == *rule))
    else {
        return (Vec::new(), text);
    };
    let mut fields: Fields = Vec::new();
    let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        if line.trim_end() == rule {
            return (fields, &text[at..]);
        }
        let item = line.trim_start().strip_prefix("- ");
        if let (Some(item), Some((_, values))) = (item, fields.last_mut()) {
            values.push(unquoted(item).to_owned());
        } else if !line.starts_with([' ', '\t', '#'])
            && let Some((key, value)) = line.split_once(if rule == "---" { ':' } else { '=' })
        {
            fields.push((unquoted(key).to_lowercase(), values(value.trim())));
        }
    }
    // Without a closing line it is no front matter.
    (Vec::new(), text)
}

fn values(value: &str) -> Vec<String> {
    let list = value.strip_prefix('[').and_then(|list| list.strip_suffix(']'));
    let values: Vec<&str> = list.map_or_else(|| vec![value], |list| list.split(',').collect());
    values.into_iter().map(unquoted).filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inside = |mark: char| text.strip_prefix(mark)?.strip_suffix(mark);
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

/// Returns the heading before all text, and the text, with an empty line between paragraphs.
fn prose(markdown: &str) -> (Option<String>, String) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut heading = None;
    let mut blocks: Vec<String> = Vec::new();
    let mut block = String::new();
    let mut html = String::new();
    // The alternative text of an image describes a picture and is not text of the article.
    let mut n_images = 0;
    for event in Parser::new_ext(markdown, options) {
        let is_block_end = matches!(
            event,
            Event::Start(Tag::List(_))
                | Event::End(
                    TagEnd::Paragraph
                        | TagEnd::Heading(_)
                        | TagEnd::Item
                        | TagEnd::CodeBlock
                        | TagEnd::HtmlBlock
                        | TagEnd::TableRow
                        | TagEnd::TableHead
                )
        );
        let is_heading = matches!(event, Event::End(TagEnd::Heading(_)));
        match event {
            Event::Start(Tag::Image { .. }) => n_images += 1,
            Event::End(TagEnd::Image) => n_images -= 1,
            Event::Text(text) | Event::Code(text) if n_images == 0 => block.push_str(&text),
            Event::SoftBreak => block.push(' '),
            Event::HardBreak => block.push('\n'),
            Event::Html(piece) => html.push_str(&piece),
            Event::End(TagEnd::HtmlBlock) => block.push_str(&text_of_piece(&std::mem::take(&mut html))),
            Event::End(TagEnd::TableCell) => block.push(' '),
            _ => {}
        }
        if is_block_end && !block.trim().is_empty() {
            let text = std::mem::take(&mut block).trim().to_owned();
            match is_heading && blocks.is_empty() && heading.is_none() {
                true => heading = Some(in_one_line(&text)),
                false => blocks.push(text),
            }
        }
    }
    (heading, blocks.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, title: Option<&str>, body: &str) {
        let draft = extract(markdown);
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (title, body));
    }

    #[test]
    fn marks_are_taken_off() {
        check(
            "# Rain\n\nIt *rained* on\nthe [town](https://x.example), **said** `she`.\n\n- one\n- two\n\n> “Again.”\n\n![cloud](a.jpg)\n",
            Some("Rain"),
            "It rained on the town, said she.\n\none\n\ntwo\n\n“Again.”",
        );
        check("It rained.\n\n## Again\n\nIt did.", None, "It rained.\n\nAgain\n\nIt did.");
        check("<p>It <b>rained</b>.</p>\n\nAgain.", None, "It rained.\n\nAgain.");
    }

    #[test]
    fn front_matter_of_both_kinds_is_read() {
        let yaml = "---\ntitle: \"Rain: again\"\ndate: 2024-03-25\nauthors:\n  - Ana Ruiz\n  - 'Bo Li'\nlang: en\nmenu:\n  main: x\n---\n\n# Rain: again\n\nIt rained.";
        let toml =
            "+++\ntitle = 'Rain: again'\ndate = 2024-03-25\nauthors = [\"Ana Ruiz\", \"Bo Li\"]\nlang = \"en\"\n+++\nIt rained.";
        for markdown in [yaml, toml] {
            let draft = extract(markdown);
            assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Rain: again"), "It rained."), "{markdown}");
            assert_eq!(
                (&draft.bylines[..], draft.language.as_ref().map(Language::code)),
                (&["Ana Ruiz".to_owned(), "Bo Li".to_owned()][..], Some("en"))
            );
            assert_eq!(draft.published.map(|time| time.to_string()).as_deref(), Some("2024-03-25"));
        }
    }

    #[test]
    fn a_rule_of_dashes_is_no_front_matter() {
        check("---\nIt rained.\n", None, "It rained.");
    }
}
