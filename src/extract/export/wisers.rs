//! Pages of Wisers (WiseNews, WiseSearch), in English and in Chinese.
//!
//! A list comes first, with `[publisher] day TAB page TAB section TAB column TAB byline` for each article. Behind an anchor `body.ID.N`, each
//! article has tables:
//!
//! ```text
//! 1 .The Wold Courier | folder | Circulation / Reach: 300,000 | 2024-05-03
//! Newspaper | B04 |section |column |By Ana Roe
//! Word Count: …                 in Chinese: section, `1 . publisher` in large letters, and byline with day
//! Headline                      in large letters
//! Text
//! DOCUMENT ID: 202405030296340
//! Source: Wisers electronic service. …
//! ```

use rustc_hash::FxHashMap;

use super::articles::Articles;
use super::prose::Prose;
use super::record::{Field, Record};
use crate::extract::html::events::{Event, Tag, decoded, events};
use crate::extract::line::in_one_line;

/// The labels of an article's id.
const IDS: [&str; 3] = ["DOCUMENT ID", "文章编号", "文章編號"];

/// Returns whether a page is one of Wisers.
pub(super) fn is_page(html: &str) -> bool {
    let has = |words: &str| memchr::memmem::find(html.as_bytes(), words.as_bytes()).is_some();
    has("#toc.") && (has("Wisers") || has("慧科")) && IDS.iter().any(|label| has(label))
}

/// Reads the articles of a page.
pub(super) fn read(html: &str, articles: &mut Articles) {
    let mut listed: FxHashMap<&str, Entry> = FxHashMap::default();
    let (mut link, mut n_stated) = ("", None);
    let mut open: Option<Page> = None;
    for event in events(html) {
        let anchor = |name: &str, start: &str| match &event {
            Event::Start(tag) if tag.name.is("a") => tag.attribute(name).and_then(|name| name.strip_prefix(start)),
            _ => None,
        };
        if let Some(key) = anchor("name", "body.") {
            if let Some(page) = open.replace(Page { entry: listed.remove(key).unwrap_or_default(), ..Page::default() }) {
                page.add_to(articles, false);
            }
        } else if let Some(page) = &mut open {
            page.see(&event);
        } else if let Some(key) = anchor("href", "#body.") {
            link = key;
        } else if let Event::Text(text) = event {
            let text = decoded(text);
            n_stated = n_stated.or_else(|| count(&text));
            if let Some(entry) = Entry::of(&text) {
                listed.entry(link).or_insert(entry);
            }
        }
    }
    if let Some(page) = open {
        page.add_to(articles, true);
    }
    if let Some(n_articles) = n_stated {
        articles.expect(n_articles);
    }
}

/// Returns how many articles there are, from a line such as `Total number of document(s): 7` or `文章总数: 1 篇`.
pub(super) fn count(line: &str) -> Option<usize> {
    const MAX_BYTES: usize = 100;
    const LABELS: [&str; 5] = ["Total number of document(s)", "文章总数", "文章總數", "下载文章总数", "下載文章總數"];
    let line = line.trim();
    let rest = LABELS.iter().find_map(|label| line.strip_prefix(label)).filter(|_| line.len() <= MAX_BYTES)?;
    let digits = rest.trim_start_matches([':', '：', ' ', '\u{a0}']);
    let n_digits = digits.bytes().take_while(u8::is_ascii_digit).count();
    digits[..n_digits].parse().ok()
}

/// Returns the id of an article, from a line such as `DOCUMENT ID: 202405030296340` or `文章编号: [202406040419105]`.
pub(super) fn id(line: &str) -> Option<&str> {
    const MIN_DIGITS: usize = 8;
    let line = line.trim_start();
    let rest = IDS.iter().find_map(|label| line.strip_prefix(label))?.trim_start_matches([':', '：', ' ', '[']);
    let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    (n_digits >= MIN_DIGITS).then(|| &rest[..n_digits])
}

/// Returns whether a text begins with a day: `2024-05-03`.
pub(super) fn is_day(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00";
    let fits = |(byte, form): (u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == *form };
    text.len() >= FORM.len() && text.bytes().zip(FORM).all(fits)
}

/// Returns what stands behind the number of an article: `1 .The Wold Courier`, `2. 大港报`.
pub(super) fn numbered(text: &str) -> Option<&str> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[n_digits..].trim_start().strip_prefix('.')?;
    ((1..=6).contains(&n_digits)).then(|| rest.trim())
}

/// Adds the paragraphs of a text, and the address that stands above or below them. What follows an address below is a notice of Wisers, and
/// what follows `####` are captions.
pub(super) fn add_text(paragraphs: Vec<String>, record: &mut Record) {
    const ABOVE: &str = "文字快照";
    const BELOW: [&str; 6] = ["原文连接", "原文連接", "原文链接", "原文連結", "免责声明", "免責聲明"];
    let mut text: Vec<String> = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        let is_below = BELOW.iter().any(|label| paragraph.starts_with(label));
        if is_below || text.is_empty() && paragraph.starts_with(ABOVE) {
            let address = paragraph.split_once(['：', ':']).map_or("", |(_, address)| address.trim());
            record.add(Field::Url, if address.starts_with("http") { address } else { "" });
            if !text.is_empty() {
                break;
            }
        } else if !paragraph.trim().is_empty() {
            text.push(paragraph);
        }
    }
    record.add(Field::Body, without_captions(text).join("\n\n"));
}

/// Returns the paragraphs without `####`, and without what stands behind it if that is short.
fn without_captions(mut text: Vec<String>) -> Vec<String> {
    const MARK: &str = "####";
    const MAX_CHARS: usize = 400;
    let Some(mark) = text.iter().position(|paragraph| paragraph.trim_end().ends_with(MARK)) else { return text };
    let n_chars = |text: &[String]| text.iter().map(|paragraph| paragraph.chars().count()).sum::<usize>();
    let n_behind = n_chars(&text[mark + 1..]);
    if n_behind <= MAX_CHARS && n_behind < n_chars(&text[..=mark]) {
        text.truncate(mark + 1);
    }
    for paragraph in &mut text {
        let len = paragraph.trim_end().trim_end_matches('#').trim_end().len();
        if paragraph.trim_end().ends_with(MARK) {
            paragraph.truncate(len);
        }
    }
    text.retain(|paragraph| !paragraph.is_empty());
    text
}

/// An article in the list.
#[derive(Debug, Default)]
struct Entry {
    source: String,
    day: String,
    section: String,
    byline: String,
}

impl Entry {
    /// Reads a line of the list; `None` if it is none.
    fn of(line: &str) -> Option<Entry> {
        let (source, rest) = line.trim_start().strip_prefix('[')?.split_once("] ")?;
        let fields: Vec<&str> = rest.trim_end_matches(['\n', '\r', ' ']).split('\t').map(str::trim).collect();
        let field = |at: usize| fields.get(at).map_or("", |field| *field).to_owned();
        is_day(fields.first()?).then(|| Entry { source: source.to_owned(), day: field(0), section: field(2), byline: field(4) })
    }
}

/// An article while its page passes by.
#[derive(Debug, Default)]
struct Page {
    entry: Entry,
    /// The cells of its tables, and if they have large letters.
    cells: Vec<(String, bool)>,
    prose: Prose,
    is_large: bool,
}

impl Page {
    fn see(&mut self, event: &Event<'_>) {
        let is_edge = match event {
            Event::Start(Tag { name, .. }) | Event::End(name) => ["td", "th", "tr", "table"].iter().any(|edge| name.is(edge)),
            Event::Text(_) => false,
        };
        if is_edge {
            return self.end_cell();
        }
        if let Event::Start(tag) = event
            && tag.name.is("font")
        {
            self.is_large |= tag.attribute("size").is_some_and(|size| size.trim_end_matches(',') == "5");
        }
        self.prose.add(event);
    }

    fn end_cell(&mut self) {
        let text = self.prose.take();
        // An empty cell has an entity without its end.
        if !text.is_empty() && text != "&nbsp" {
            self.cells.push((text, self.is_large));
        }
        self.is_large = false;
    }

    fn add_to(mut self, articles: &mut Articles, is_last: bool) {
        self.end_cell();
        let mut record = Record::default();
        let end = self.cells.iter().position(|(text, _)| id(text).is_some());
        record.add(Field::Id, end.and_then(|end| id(&self.cells[end].0)).unwrap_or(""));
        let is_notice =
            |text: &str| ["Source: Wisers", "本内容经慧科", "本內容經慧科"].iter().any(|start| text.starts_with(start));
        let notice = self.cells.iter().position(|(text, _)| is_notice(text));
        let (above, _) = self.cells.split_at(end.or(notice).unwrap_or(self.cells.len()));
        let title = above.iter().rposition(|(text, is_large)| *is_large && numbered(text).is_none());
        let (head, text) = above.split_at(title.unwrap_or(above.len()));
        record.add(Field::Publisher, self.entry.source);
        record.add(Field::Date, self.entry.day);
        record.add(Field::Section, self.entry.section);
        record.add(Field::Byline, self.entry.byline);
        read_head(head, &mut record);
        let (title, text) = text.split_at(text.len().min(1));
        record.add(Field::Title, title.first().map_or("", |(title, _)| title.as_str()));
        add_text(text.iter().flat_map(|(text, _)| text.split("\n\n").map(str::to_owned)).collect(), &mut record);
        articles.add(&record, is_last && end.is_none());
    }
}

/// Reads what stands above the headline.
fn read_head(cells: &[(String, bool)], record: &mut Record) {
    let Some(at) = cells.iter().position(|(text, _)| numbered(text).is_some()) else { return };
    let (text, is_large) = &cells[at];
    let mut lines = text.lines();
    let first = lines.next().and_then(numbered).unwrap_or("");
    if !is_large {
        let fields: Vec<&str> = first.split('|').map(str::trim).collect();
        record.add(Field::Publisher, *fields.first().unwrap_or(&""));
        record.add(Field::Date, *fields.last().filter(|day| is_day(day)).unwrap_or(&""));
        let second: Vec<&str> = lines.next().unwrap_or("").split('|').map(str::trim).collect();
        record.add(Field::Section, *second.get(2).unwrap_or(&""));
        record.add(Field::Byline, *second.iter().skip(3).find(|field| field.starts_with("By ")).unwrap_or(&""));
        return;
    }
    // A cell on each side.
    record.add(Field::Publisher, first);
    if let Some((section, _)) = at.checked_sub(1).and_then(|before| cells.get(before)) {
        record.add(Field::Section, in_one_line(section));
    }
    for line in cells.get(at + 1).map_or("", |(behind, _)| behind.as_str()).lines() {
        record.add(if is_day(line) { Field::Date } else { Field::Byline }, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_numbers_are_known() {
        assert_eq!(count(" Total number of document(s) : 12 "), Some(12));
        assert_eq!(count("文章总数: 3 篇"), Some(3));
        assert_eq!(count("Total number of people: 3"), None);
        assert_eq!(id("文章編號: [201302105303346]"), Some("201302105303346"));
        assert_eq!(id("DOCUMENT ID: none"), None);
        assert_eq!(numbered("1 .\u{a0}\u{a0}港湾 APP"), Some("港湾 APP"));
        assert_eq!(numbered("2024 was wet."), None);
        assert!(is_day("2024-05-03 10:30") && !is_day("2024-5-3") && !is_day("二〇二四年五月三日"));
    }

    #[test]
    fn captions_behind_their_mark_are_no_text() {
        let check = |paragraphs: &[&str], expected: &[&str]| {
            assert_eq!(without_captions(paragraphs.iter().map(|text| (*text).to_owned()).collect()), expected);
        };
        check(&["渡輪停航。", "####", "碼頭。"], &["渡輪停航。"]);
        check(&["渡輪停航。#### ", "碼頭。"], &["渡輪停航。"]);
        check(&["渡輪。", "####", "公司正等候新閥門。"], &["渡輪。", "公司正等候新閥門。"]);
        check(&["#### 渡輪。"], &["#### 渡輪。"]);
    }
}
