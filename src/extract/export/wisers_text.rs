//! Texts of Wisers, in Chinese:
//!
//! ```text
//! 文章总数: 2 篇
//! 1. Publisher -  (Headline) 2024-06-04 section page column byline    absent ones leave their spaces
//! ---------…
//! Text                       addresses of pages may stand above and below
//! 文章编号: [202406040419105]
//! ---------…
//! Notice
//! ```

use super::articles::Articles;
use super::record::{Field, Record};
use super::wisers::{add_text, count, id, is_day, numbered};

/// Returns whether a text counts its articles as Wisers does, or has its ids and its name.
pub(super) fn is_text(text: &str) -> bool {
    let has = |words: &str| memchr::memmem::find(text.as_bytes(), words.as_bytes()).is_some();
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let is_counted = start.lines().next().is_some_and(|line| count(line).is_some());
    (is_counted || has("慧科")) && (has("文章编号") || has("文章編號")) && {
        let lines: Vec<&str> = text.lines().collect();
        (0..lines.len()).any(|at| begins(&lines, at))
    }
}

/// Reads the articles of a text.
pub(super) fn read(text: &str, articles: &mut Articles) {
    let lines: Vec<&str> = text.lines().collect();
    let mut from = None;
    let mut n_stated = None;
    for at in 0..lines.len() {
        if from.is_none() {
            n_stated = n_stated.or_else(|| count(lines[at].trim_start_matches('\u{feff}')));
        }
        if begins(&lines, at)
            && let Some(from) = from.replace(at)
        {
            add(&lines[from..at], articles, false);
        }
    }
    if let Some(from) = from {
        add(&lines[from..], articles, true);
    }
    if let Some(n_articles) = n_stated {
        articles.expect(n_articles);
    }
}

fn is_rule(line: &str) -> bool {
    const MIN_BYTES: usize = 60;
    let line = line.trim();
    line.len() >= MIN_BYTES && line.bytes().all(|byte| byte == b'-')
}

/// Returns whether an article begins at a line: the line has the form, and a line of dashes follows.
fn begins(lines: &[&str], at: usize) -> bool {
    const MAX_EMPTY: usize = 8;
    Head::of(lines[at]).is_some()
        && lines[at + 1..].iter().take(MAX_EMPTY).find(|line| !line.trim().is_empty()).is_some_and(|line| is_rule(line))
}

/// The first line of an article.
#[derive(Debug, PartialEq, Eq)]
struct Head<'t> {
    source: &'t str,
    title: &'t str,
    /// The day, perhaps with a time.
    day: &'t str,
    section: &'t str,
    byline: &'t str,
}

impl<'t> Head<'t> {
    /// Reads a line such as `1. Publisher -  (Headline) 2024-06-04 section page column byline`. A headline may have brackets of its own.
    fn of(line: &'t str) -> Option<Head<'t>> {
        const MAX_BYTES: usize = 2_000;
        const DAY_BYTES: usize = 10;
        if line.len() > MAX_BYTES {
            return None;
        }
        let (source, rest) = numbered(line.trim_start_matches([' ', '\t', '\u{feff}']))?.split_once(" -  (")?;
        let (end, _) = rest.rmatch_indices(") ").find(|(at, _)| is_day(&rest[at + 2..]))?;
        let behind = &rest[end + 2..];
        let time = behind[DAY_BYTES..].strip_prefix(' ').and_then(|time| time.split(' ').next()).filter(|time| is_time(time));
        let (day, fields) = behind.split_at(DAY_BYTES + time.map_or(0, |time| time.len() + 1));
        let fields = fields.strip_prefix(' ').unwrap_or("");
        let parts: Vec<&str> = fields.split(' ').collect();
        let is_page = |field: &str| {
            let digits = field.trim_start_matches(|c: char| c.is_ascii_uppercase());
            field.len() <= 5 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        // Of more fields, some have spaces; those before the page are the section.
        let section = match parts.iter().position(|field| is_page(field)) {
            Some(page) => &fields[..parts[..page].iter().map(|field| field.len() + 1).sum()],
            None => parts.first().copied().unwrap_or(""),
        };
        let byline = if let [_, _, _, byline] = parts[..] { byline } else { "" };
        Some(Head { source: source.trim(), title: rest[..end].trim(), day, section: section.trim(), byline })
    }
}

fn is_time(text: &str) -> bool {
    text.split_once(':').is_some_and(|(hour, minute)| {
        [hour, minute].iter().all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Adds the article that some lines hold.
fn add(lines: &[&str], articles: &mut Articles, is_last: bool) {
    let mut record = Record::default();
    let Some(head) = lines.first().and_then(|line| Head::of(line)) else { return };
    record.add(Field::Title, head.title);
    record.add(Field::Publisher, head.source);
    record.add(Field::Date, head.day);
    record.add(Field::Section, head.section);
    record.add(Field::Byline, head.byline);
    let end = lines.iter().position(|line| id(line).is_some());
    record.add(Field::Id, end.and_then(|end| id(lines[end])).unwrap_or(""));
    let text = &lines[..end.unwrap_or(lines.len())];
    let rule = text.iter().position(|line| is_rule(line)).map_or(1, |rule| rule + 1);
    let text = text.get(rule..).unwrap_or_default();
    let paragraphs = text
        .split(|line| line.trim().is_empty())
        .map(|lines| lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n"));
    add_text(paragraphs.filter(|paragraph| !paragraph.is_empty()).collect(), &mut record);
    articles.add(&record, is_last && end.is_none());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_behind_the_headline_is_the_anchor() {
        let check = |line: &str, expected: [&str; 5]| {
            let head = Head::of(line).map(|head| [head.source, head.title, head.day, head.section, head.byline]);
            assert_eq!(head, Some(expected), "for {line}");
        };
        check(
            "1. 港湾新闻 APP -  (渡轮停航) 2024-06-04 港湾-头条   海风网",
            ["港湾新闻 APP", "渡轮停航", "2024-06-04", "港湾-头条", "海风网"],
        );
        check(
            "    2. 大港报 -  (新码头(二期)动工 通过) 2024-06-04 经济 A16 财经头条 ",
            ["大港报", "新码头(二期)动工 通过", "2024-06-04", "经济", ""],
        );
        check(
            "3. 岛屿日报 -  (桥梁) 2024-06-04 10:30 经济 A10 一家之言 春港",
            ["岛屿日报", "桥梁", "2024-06-04 10:30", "经济", "春港"],
        );
        check(
            "3. 岛屿日报 -  (桥梁) 2024-06-04 经济 要闻 A10 一家之言 春港",
            ["岛屿日报", "桥梁", "2024-06-04", "经济 要闻", ""],
        );
        check("3. 岛屿日报 -  (桥梁) 2024-06-04", ["岛屿日报", "桥梁", "2024-06-04", "", ""]);
        for line in ["岛屿日报 -  (桥梁) 2024-06-04", "3. 岛屿日报 (桥梁) 2024-06-04", "3. 岛屿日报 -  (桥梁) 昨天"]
        {
            assert_eq!(Head::of(line), None, "for {line}");
        }
    }
}
