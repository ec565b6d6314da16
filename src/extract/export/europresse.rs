//! Pages of Europresse, in both of its forms.
//!
//! New: one `article` for each, whose elements name by their classes what they hold:
//! `DocPublicationName`, `DocHeader` (section, day, page), `titreArticleVisu`, `docAuthors`,
//! `docOcurrContainer` (the text). Its footer is a certificate with the day of the print, which is no
//! date of the article.
//!
//! Old: the same classes on `span`s, one article after another in tables; the text stands between
//! the headline and the rights.

use super::articles::Articles;
use super::prose::Prose;
use super::record::{Field, Record};
use crate::extract::html::elements::Name;
use crate::extract::html::events::{Event, Tag, decoded, events};
use crate::extract::line::in_one_line;

/// Returns whether a page says that it comes from Europresse.
pub(super) fn is_one(html: &str) -> bool {
    memchr::memmem::find(html.as_bytes(), b"DocPublicationName").is_some()
        && memchr::memmem::find(html.as_bytes(), b"DocHeader").is_some()
}

pub(super) fn read(html: &str, articles: &mut Articles) {
    let mut open: Option<Page> = None;
    let mut is_new_form = false;
    for event in events(html) {
        let begins = match &event {
            Event::Start(tag) if tag.name.is("article") => {
                is_new_form = true;
                true
            }
            Event::Start(tag) => !is_new_form && slot_of(tag) == Some(Slot::Publisher),
            Event::End(_) | Event::Text(_) => false,
        };
        if begins && let Some(page) = open.replace(Page::new(is_new_form)) {
            // Without its end tag, an article ends where the next begins.
            articles.add(&page.record(), false);
        }
        let Some(page) = &mut open else { continue };
        page.see(&event);
        if is_new_form && matches!(&event, Event::End(name) if name.is("article")) {
            articles.add(&std::mem::take(&mut open).map(Page::record).unwrap_or_default(), false);
        }
    }
    if let Some(page) = open {
        articles.add(&page.record(), is_new_form);
    }
}

/// What an element holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Publisher,
    Header,
    Title,
    Authors,
    /// The text, as the new form marks it.
    Text,
    /// The part of an article of the new form that holds the text and what belongs to it.
    Section,
    /// Pictures, notes, rights and the certificate.
    Aside,
}

fn slot_of(tag: &Tag<'_>) -> Option<Slot> {
    if tag.name.is("aside") || tag.name.is("footer") {
        return Some(Slot::Aside);
    }
    let by_class = tag.classes().find_map(|class| match class {
        "DocPublicationName" => Some(Slot::Publisher),
        "DocHeader" => Some(Slot::Header),
        "docAuthors" => Some(Slot::Authors),
        "docOcurrContainer" => Some(Slot::Text),
        "titreArticleVisu" | "TitreArticleVisu" => Some(Slot::Title),
        _ => None,
    });
    by_class.or_else(|| tag.name.is("section").then_some(Slot::Section))
}

/// An article while its page passes by.
#[derive(Debug)]
struct Page<'h> {
    is_new_form: bool,
    /// The element that holds what is being read, and how many of its name are open in it.
    slot: Option<(Slot, Name<'h>, usize)>,
    /// Whether the slot lies in the section.
    is_in_section: bool,
    is_after_header: bool,
    prose: Prose,
    publisher: String,
    header: String,
    title: String,
    authors: Option<String>,
    text: Vec<String>,
    /// What else the section holds, in the old form all that follows the headline.
    rest: Prose,
    /// In the old form, whether a line ended just now that may be the byline.
    byline: Byline,
    id: String,
}

/// The byline of the old form is a line of its own that ends with `<br>` before the first paragraph.
#[derive(Debug, PartialEq, Eq)]
enum Byline {
    Possible(String),
    Ended(String),
    Settled,
}

impl<'h> Page<'h> {
    fn new(is_new_form: bool) -> Page<'h> {
        Page {
            is_new_form,
            slot: None,
            is_in_section: false,
            is_after_header: false,
            prose: Prose::default(),
            publisher: String::new(),
            header: String::new(),
            title: String::new(),
            authors: None,
            text: Vec::new(),
            rest: Prose::default(),
            byline: Byline::Possible(String::new()),
            id: String::new(),
        }
    }

    fn see(&mut self, event: &Event<'h>) {
        if let Event::Text(text) = event {
            self.note_id(text);
        }
        match (&self.slot, event) {
            (Some((slot, name, depth)), Event::Start(tag)) if tag.name.is(name.written()) => {
                // A text that is marked inside the section counts alone.
                let inner = slot_of(tag).filter(|inner| *slot == Slot::Section && *inner != Slot::Section);
                if inner.is_none() {
                    self.slot = Some((*slot, *name, depth + 1));
                }
            }
            (Some((_, name, depth)), Event::End(end)) if end.is(name.written()) => {
                match depth {
                    0 => self.end_slot(),
                    _ => self.slot = self.slot.map(|(slot, name, depth)| (slot, name, depth - 1)),
                }
                return;
            }
            _ => {}
        }
        if let Event::Start(tag) = event
            && let Some(slot) = slot_of(tag)
            && self.slot.is_none_or(|(open, ..)| open == Slot::Section || slot == Slot::Aside)
        {
            if let Some((open, ..)) = self.slot {
                self.end_slot();
                self.is_in_section = open == Slot::Section && slot != Slot::Aside;
            }
            self.slot = Some((slot, tag.name, 0));
            return;
        }
        match self.slot {
            Some((Slot::Aside, ..)) => {}
            Some((Slot::Section, ..)) => self.rest.add(event),
            Some(_) => self.prose.add(event),
            None if self.is_new_form && self.is_in_section => self.rest.add(event),
            None if self.is_new_form => self.see_in_header(event),
            None if !self.title.is_empty() => self.see_old_text(event),
            None => {}
        }
    }

    /// In the new form, the first text behind the headline is the byline if no element says so.
    fn see_in_header(&mut self, event: &Event<'_>) {
        if matches!(event, Event::End(name) if name.is("header")) {
            self.is_after_header = true;
        }
        if self.title.is_empty() || self.is_after_header {
            return;
        }
        self.prose.add(event);
        match event {
            // A paragraph there is a second headline.
            Event::End(name) if name.is("p") => drop(self.prose.take()),
            Event::End(name) if name.is("div") && !self.prose.is_empty() => {
                let line = self.prose.take();
                self.authors.get_or_insert(line);
            }
            _ => {}
        }
    }

    fn see_old_text(&mut self, event: &Event<'_>) {
        match (&mut self.byline, event) {
            (Byline::Possible(line), Event::Text(text)) if line.len() <= MAX_BYLINE_BYTES => {
                line.push_str(&decoded(text));
            }
            (Byline::Possible(line), Event::Start(tag)) if tag.name.is("br") && !line.trim().is_empty() => {
                self.byline = Byline::Ended(std::mem::take(line));
            }
            (Byline::Ended(line), Event::Start(tag))
                if tag.name.is("p") && line.split_whitespace().count() <= MAX_BYLINE_WORDS =>
            {
                self.authors = Some(in_one_line(line));
                self.rest.take();
                self.byline = Byline::Settled;
            }
            (Byline::Possible(line), Event::Start(tag)) if tag.name.is_block() && !line.trim().is_empty() => {
                self.byline = Byline::Settled;
            }
            (Byline::Ended(_), Event::Text(text)) if !text.trim().is_empty() => self.byline = Byline::Settled,
            _ => {}
        }
        self.rest.add(event);
    }

    /// Keeps the number of the document: `news·20060315·LM·0q1503_1256056`.
    fn note_id(&mut self, text: &str) {
        let Some(at) = text.find("news·").or_else(|| text.find("news&middot;").or_else(|| text.find("news&#183;"))) else {
            return;
        };
        let text = decoded(&text[at..text.floor_char_boundary(at + MAX_ID_BYTES)]).into_owned();
        let number = text.split(|c: char| c.is_whitespace() || matches!(c, '<' | ',' | ';')).next().unwrap_or("");
        if number.matches('·').count() >= 3 {
            number.clone_into(&mut self.id);
        }
    }

    fn end_slot(&mut self) {
        let Some((slot, ..)) = self.slot.take() else { return };
        let text = self.prose.take();
        match slot {
            Slot::Publisher if self.publisher.is_empty() => self.publisher = text,
            Slot::Header => self.header = format!("{} {text}", self.header),
            Slot::Title if self.title.is_empty() => self.title = text,
            Slot::Authors => self.authors = Some(text),
            Slot::Text => self.text.push(text),
            Slot::Publisher | Slot::Title | Slot::Section | Slot::Aside => {}
        }
        // What is not marked in the section is its text too if nothing is.
        self.is_in_section &= slot != Slot::Section;
    }

    fn record(mut self) -> Record {
        self.end_slot();
        let mut record = Record::default();
        record.add(Field::Publisher, publisher(&self.publisher));
        let header = in_one_line(&self.header);
        record.add(Field::Section, section(&header).unwrap_or(""));
        record.add(Field::DateLine, header);
        record.add(Field::Title, self.title);
        record.add(Field::Byline, self.authors.unwrap_or_default());
        let text = self.text.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n");
        let rest = self.rest.take();
        let body = match self.is_new_form {
            true if text.is_empty() => rest,
            true => text,
            false => old_text(&rest),
        };
        record.add(Field::Body, body);
        record.add(Field::Id, self.id);
        record
    }
}

const MAX_BYLINE_WORDS: usize = 10;
const MAX_BYLINE_BYTES: usize = 400;
const MAX_ID_BYTES: usize = 200;

/// Returns the name of a paper without the number of the issue: `La Croix, no. 43018`.
fn publisher(stated: &str) -> &str {
    let line = stated.lines().next().unwrap_or("");
    [", no.", ", n°", ", nº", ", n.", ", Nr.", ", vol."]
        .iter()
        .fold(line, |line, mark| line.split(mark).next().unwrap_or(line))
        .trim()
}

/// Returns what stands before the day in `Politique, mercredi 15 mars 2006, p. 3`.
fn section(header: &str) -> Option<&str> {
    let (first, rest) = header.split_once(',')?;
    let first = first.trim();
    // In English the day of the week stands alone before a comma: `Wednesday, March 15, 2006`.
    let is_date = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    let is_weekday_alone = |text: &str| text.ends_with("day") && !text.contains(' ');
    (!is_date(first) && !is_weekday_alone(first) && is_date(rest)).then_some(first)
}

/// Returns the text of the old form: it ends at the rights or at the number of the document, which
/// stand in the last paragraphs.
fn old_text(rest: &str) -> String {
    const MAX_LAST: usize = 12;
    let paragraphs: Vec<&str> = rest.split("\n\n").collect();
    let from = paragraphs.len().saturating_sub(MAX_LAST);
    let is_end = |paragraph: &&str| {
        let paragraph = paragraph.trim_start();
        let is_right = ["©", "Copyright", "copyright", "(c) "].iter().any(|sign| paragraph.starts_with(sign));
        is_right && paragraph.len() < MAX_RIGHTS_BYTES || paragraph.contains("news·")
    };
    let end = paragraphs[from..].iter().position(is_end).map_or(paragraphs.len(), |end| from + end);
    paragraphs[..end].join("\n\n")
}

/// A longer paragraph does not state rights.
const MAX_RIGHTS_BYTES: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_a_section_or_none() {
        assert_eq!(section("Politique, mercredi 15 mars 2006, p. 3"), Some("Politique"));
        assert_eq!(section("dimanche 7 mai 2006"), None);
        assert_eq!(section("Wednesday, March 15, 2006, p. 3"), None);
        assert_eq!(section("jeudi 5 octobre 2013, p. 03"), None);
        assert_eq!((publisher("La Croix, no. 43018"), publisher("Mag\nx")), ("La Croix", "Mag"));
    }
}
