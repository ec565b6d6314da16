//! Markdown: the text without its marks, and the fields of the front matter.

mod front_matter;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use self::front_matter::{Fields, front_matter};
use super::byline;
use super::date::{self, Customs};
use super::html::text_of_piece;
use super::line::in_one_line;
use super::{Finding, address};
use crate::analysis::line_ends;
use crate::article::{Draft, Language, NewsTime, TimeOrigin};
use crate::error::ProblemKind;

/// The keys of the front matter that state when the article was published, in the order in which
/// they count.
const PUBLISHED: [&str; 9] = [
    "date",
    "published",
    "pubdate",
    "publishdate",
    "datepublished",
    "publisheddate",
    "publishedat",
    "publicationdate",
    "publishedtime",
];

/// Reads one article, and what is wrong with it. The title is that of the front matter, or else the
/// first heading if nothing stands before it.
pub fn extract(text: &str) -> (Draft, Vec<Finding>) {
    let (fields, rest) = front_matter(text);
    let mut findings = Vec::new();
    let line = |keys: &[&str]| fields.values(keys).first().map(|value| in_one_line(value)).filter(|value| !value.is_empty());
    let (heading, body) = prose(rest);
    let stated = line(&["title", "headline"]);
    // A heading that repeats the front matter's title is not text.
    let is_title = heading.as_ref().is_some_and(|heading| stated.as_ref().is_none_or(|stated| stated == heading));
    let body = match (&heading, is_title) {
        (Some(heading), false) => format!("{heading}\n\n{body}").trim_end().to_owned(),
        _ => body,
    };
    let summary = line(&["description", "summary", "excerpt"]).filter(|_| body.is_empty());
    let (publisher, url) = publisher_and_url(&fields, &mut findings);
    let customs = Customs::new(line(&["language", "lang"]).as_deref());
    let published = time(&fields, &PUBLISHED, &customs, &mut findings);
    let is_clipped = is_clipped(&fields);
    if published.is_none() && findings.is_empty() && !is_clipped {
        findings.extend(unread_date(&fields, &customs));
    }
    let changed = ["modified", "lastmod", "updated", "lastmodified", "datemodified", "updatedat"];
    let modified = time(&fields, &changed, &customs, &mut findings);
    let bylines = fields.values(&["author", "authors", "byline", "creator"]).iter().map(String::as_str);
    let bylines = byline::people_stated(bylines, &mut findings);
    let draft = Draft {
        record_id: line(&["id", "guid"]),
        title: stated.or(heading),
        is_summary: summary.is_some(),
        body: summary.unwrap_or(body),
        bylines,
        publisher,
        section: line(&["section", "category"]),
        language: line(&["language", "lang"]).and_then(|tag| Language::from_tag(&tag)),
        published,
        // A note is changed by its reader.
        modified: modified.filter(|_| !is_clipped),
        url,
        ..Draft::default()
    };
    (draft, findings)
}

/// Returns the time of the first of these keys that can be read. Adds a finding if there are some and
/// none can be read.
fn time(fields: &Fields, keys: &[&str], customs: &Customs, findings: &mut Vec<Finding>) -> Option<NewsTime> {
    let stated = keys.iter().filter_map(|key| fields.values(&[key]).first());
    date::first(stated.map(|text| (date::of_field(text, TimeOrigin::Field, customs), text)), findings)
}

/// Returns a finding for a date under a key that is not known.
fn unread_date(fields: &Fields, customs: &Customs) -> Option<Finding> {
    const TIME: [&str; 10] = ["date", "publ", "datum", "fecha", "created", "issued", "day", "posted", "released", "time"];
    let is_date = |text: &str| date::of_field(text, TimeOrigin::Field, customs).time.is_some();
    let (key, text) = fields.first_values().find(|(key, text)| TIME.iter().any(|word| key.contains(word)) && is_date(text))?;
    let message = format!("`{text}` under `{key}` may be the date of the article, but this key is not known");
    Some(Finding { byte: None, kind: ProblemKind::Date, message })
}

/// Returns whether a program for notes saved the article, with times of its own.
fn is_clipped(fields: &Fields) -> bool {
    let is_saved = !fields.values(&["created", "saved", "datesaved", "savedat", "clipped", "dateadded"]).is_empty();
    is_saved && fields.values(&["source", "url"]).first().is_some_and(|source| address::is_address(source))
}

/// Returns the publisher and the address. A source that is an address is the address of the article,
/// and no publisher.
fn publisher_and_url(fields: &Fields, findings: &mut Vec<Finding>) -> (Option<String>, Option<String>) {
    let urls = ["originalurl", "url", "canonical", "canonicalurl", "link", "sourceurl"];
    let mut url = urls.iter().flat_map(|key| fields.values(&[key])).find(|url| url.starts_with("http")).cloned();
    for name in ["publisher", "source", "site", "sitename", "publication"].iter().flat_map(|key| fields.values(&[key]).first()) {
        // A link in Markdown: `[The Post](https://post.example/a)`.
        let link = name.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(')')).and_then(|rest| rest.split_once("]("));
        if let Some((_, target)) = link.filter(|(_, target)| address::is_address(target)) {
            url = url.or_else(|| Some(target.to_owned()));
        }
        let name = in_one_line(link.map_or(name.as_str(), |(shown, _)| shown));
        if !address::is_address(&name) {
            return (Some(name), url);
        }
        match &url {
            None if name.starts_with("http") => url = Some(name),
            Some(url) if address::is_same(url, &name) => {}
            _ => findings.push(address::no_publisher(&name)),
        }
    }
    (None, url)
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
            Event::SoftBreak => block.push(if ends_in_a_part(&block) { '\n' } else { ' ' }),
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

/// Returns whether a line ends with a part of a word. Its line end stays, because it tells the word
/// from two.
fn ends_in_a_part(line: &str) -> bool {
    !line_ends(&format!("{}\nx", &line[line.ceil_char_boundary(line.len().saturating_sub(16))..])).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(markdown: &str, title: Option<&str>, body: &str) {
        let (draft, findings) = extract(markdown);
        assert_eq!(findings, []);
        assert_eq!((draft.title.as_deref(), draft.body.as_str()), (title, body));
    }

    #[test]
    fn marks_are_taken_off() {
        check(
            "# Rain\n\nIt *rained* on\nthe [town](https://x.example), **said** `she`.\n\n- one\n- two\n\n> “Again.”\n\n![cloud](a.jpg)\n",
            Some("Rain"),
            "It rained on the town, said she.\n\none\n\ntwo\n\n“Again.”",
        );
        check("The infor-\nmation was *com-\nplete*.", None, "The infor-\nmation was com-\nplete.");
        check("It rained.\n\n## Again\n\nIt did.", None, "It rained.\n\nAgain\n\nIt did.");
        check("<p>It <b>rained</b>.</p>\n\nAgain.", None, "It rained.\n\nAgain.");
    }

    #[test]
    fn front_matter_of_both_kinds_is_read() {
        let yaml = "---\ntitle: \"Rain: again\"\ndate: 2024-03-25\nauthors:\n  - Ana Ruiz\n  - 'Bo Li'\nlang: en\nmenu:\n  main: x\n---\n\n# Rain: again\n\nIt rained.";
        let toml =
            "+++\ntitle = 'Rain: again'\ndate = 2024-03-25\nauthors = [\"Ana Ruiz\", \"Bo Li\"]\nlang = \"en\"\n+++\nIt rained.";
        for markdown in [yaml, toml] {
            let (draft, _) = extract(markdown);
            assert_eq!((draft.title.as_deref(), draft.body.as_str()), (Some("Rain: again"), "It rained."), "{markdown}");
            assert_eq!(
                (&draft.bylines[..], draft.language.as_ref().map(Language::code)),
                (&["Ana Ruiz".to_owned(), "Bo Li".to_owned()][..], Some("en"))
            );
            assert_eq!(draft.published.map(|time| time.to_string()).as_deref(), Some("2024-03-25"));
        }
    }

    #[test]
    fn what_a_program_for_notes_saved_is_read() {
        let (draft, findings) = extract(
            "---\ntitle: Rain\nsource: https://post.example/rain\nauthor:\n  - \"[[Ana Ruiz]]\"\n  - \"[[Bo Li]]\"\npublished: 2024-03-25\ncreated: 2024-04-01\nupdated: 2024-04-02\n---\nIt rained.",
        );
        assert_eq!((draft.url.as_deref(), draft.publisher), (Some("https://post.example/rain"), None));
        assert_eq!(draft.bylines, ["Ana Ruiz", "Bo Li"]);
        assert_eq!(draft.published.map(|time| time.to_string()).as_deref(), Some("2024-03-25"));
        assert_eq!((draft.modified, findings.len()), (None, 0));
    }

    #[test]
    fn what_is_left_out_is_said() {
        let said = |front: &str| {
            extract(&format!("---\n{front}\n---\nIt rained.")).1.into_iter().map(|finding| finding.kind).collect::<Vec<_>>()
        };
        assert_eq!(said("date: soon"), [ProblemKind::Date]);
        assert_eq!(said("created: 2024-03-25"), [ProblemKind::Date]);
        assert_eq!(said("date: None\nsource: https://post.example/a"), []);
        assert_eq!(said("url: https://post.example/a\nsource: https://post.example"), [ProblemKind::Publisher]);
    }

    #[test]
    fn a_rule_of_dashes_is_no_front_matter() {
        check("---\nIt rained.\n", None, "It rained.");
    }
}
