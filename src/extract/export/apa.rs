//! Pages of APA DeFacto-Campus, an archive of the Austrian press, as its print window shows them:
//!
//! ```text
//! <div class="eintrag">
//!   <pre>"Winterthaler Post" vom 03.05.2024      Seite: 1
//!   Ressort: SEITE 1</pre>
//!   line above the headline      may be missing
//!   <h3>Headline</h3>
//!   line below the headline      may be missing
//!   <p>Text</p>
//! ```

use super::articles::Articles;
use super::prose::Prose;
use super::record::{Field, Record};
use crate::extract::html::events::{Event, decoded, events};

/// Returns whether a page is one of DeFacto.
pub(super) fn is_page(html: &str) -> bool {
    let has = |words: &str| memchr::memmem::find(html.as_bytes(), words.as_bytes()).is_some();
    has("DeFacto") && has("\"eintrag\"") && has("<pre")
}

/// Reads the articles of a page.
pub(super) fn read(html: &str, articles: &mut Articles) {
    let mut open: Option<Page> = None;
    for event in events(html) {
        let is_begin = matches!(&event, Event::Start(tag) if tag.name.is("div") && tag.classes().any(|class| class == "eintrag"));
        if is_begin && let Some(page) = open.replace(Page::default()) {
            // Without its end tag, an article ends where the next begins.
            articles.add(&page.record(), false);
        }
        let Some(page) = &mut open else { continue };
        page.see(&event);
        if page.n_divs == 0 {
            articles.add(&std::mem::take(&mut open).map(Page::record).unwrap_or_default(), false);
        }
    }
    if let Some(page) = open {
        articles.add(&page.record(), true);
    }
}

/// The first line of an article.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head<'t> {
    pub(super) paper: &'t str,
    /// The day, perhaps with a time.
    pub(super) day: &'t str,
}

impl<'t> Head<'t> {
    /// Reads a line such as `"Der Bote" Nr. 104-KM vom 04.05.2024      Seite: 10`; `None` if it has another form.
    pub(super) fn of(line: &'t str) -> Option<Head<'t>> {
        const MAX_BYTES: usize = 400;
        let line = line.trim();
        let (paper, rest) = line.strip_prefix('"').filter(|_| line.len() <= MAX_BYTES)?.split_once('"')?;
        let (number, rest) = ["vom ", "gefunden am "].iter().find_map(|words| rest.split_once(words))?;
        let is_number = number.trim().is_empty() || number.trim().starts_with("Nr.") && number.len() <= 20;
        let digits = |text: &str, form: &str| {
            let mut fits =
                text.chars().zip(form.chars()).map(|(c, form)| if form == '0' { c.is_ascii_digit() } else { c == form });
            text.len() >= form.len() && fits.all(|fits| fits)
        };
        if paper.trim().is_empty() || !is_number || !digits(rest, "00.00.0000") {
            return None;
        }
        let n_bytes = if digits(&rest["00.00.0000".len()..], " 00:00") { "00.00.0000 00:00".len() } else { "00.00.0000".len() };
        Some(Head { paper: paper.trim(), day: &rest[..n_bytes] })
    }
}

/// Returns the section of a line such as `Ressort: SEITE 1`.
pub(super) fn section(line: &str) -> Option<&str> {
    line.trim().strip_prefix("Ressort:").map(str::trim)
}

/// An article while its page passes by.
#[derive(Debug, Default)]
struct Page {
    n_divs: usize,
    is_in_head: bool,
    is_in_title: bool,
    head: String,
    title: Prose,
    text: Prose,
}

impl Page {
    fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) if tag.name.is("div") => self.n_divs += 1,
            Event::End(name) if name.is("div") => self.n_divs = self.n_divs.saturating_sub(1),
            Event::Start(tag) if tag.name.is("pre") => self.is_in_head = true,
            Event::End(name) if name.is("pre") => self.is_in_head = false,
            Event::Start(tag) if tag.name.is("h3") => self.is_in_title = true,
            Event::End(name) if name.is("h3") => self.is_in_title = false,
            Event::Text(text) if self.is_in_head => return self.head.push_str(&decoded(text)),
            _ => {}
        }
        if self.is_in_title { self.title.add(event) } else { self.text.add(event) }
    }

    fn record(mut self) -> Record {
        let mut record = Record::default();
        if let Some(head) = self.head.lines().find_map(Head::of) {
            record.add(Field::Publisher, head.paper);
            record.add(Field::Date, head.day);
        }
        record.add(Field::Section, self.head.lines().find_map(section).unwrap_or(""));
        record.add(Field::Title, self.title.take());
        record.add(Field::Body, self.text.take());
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_and_days_are_read() {
        let check = |line: &str, expected: Option<(&str, &str)>| {
            assert_eq!(Head::of(line).map(|head| (head.paper, head.day)), expected, "for {line}");
        };
        check("\"Der Bote\" vom 02.04.2013      Seite: 1", Some(("Der Bote", "02.04.2013")));
        check(" \"Der Bote\" Nr. 14/2013 vom 02.04.2013 Seite L2", Some(("Der Bote", "02.04.2013")));
        check("\"bote.example\" gefunden am 28.12.2017 10:36 Uhr", Some(("bote.example", "28.12.2017 10:36")));
        check("\"Der Bote\", sagte sie, kam vom Berg", None);
        check("\"Der Bote\" schrieb vom 02.04.2013 an", None);
        check("Der Bote vom 02.04.2013", None);
    }
}
