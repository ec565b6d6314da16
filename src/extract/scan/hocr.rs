//! hOCR: text recognition as a page of HTML, with places in the attribute `title`.

use super::page::{self, Edges, Hyphen, PageText, Word};
use crate::extract::Finding;
use crate::extract::xml::events::{Ends, Step, Tag, each_step};

/// Elements of HTML without an end.
const VOID: [&str; 7] = ["meta", "link", "br", "hr", "img", "input", "base"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Block,
    Line,
    Word,
    Other,
}

/// Reads the pages of a file, and what was wrong where reading stopped.
pub(super) fn pages(text: &str) -> (Vec<PageText>, Option<Finding>) {
    let mut file = File::default();
    let damage = each_step(text, Ends::Optional, |step| {
        match step {
            Step::Begin(tag) => file.begin(&tag),
            Step::End(name) => file.end(name),
            Step::Text(text) => file.text(text),
        }
        page::bounded(file.open.len(), file.n_words)
    });
    file.end_page();
    (file.pages, damage)
}

#[derive(Debug)]
struct Open {
    name: String,
    kind: Kind,
    first: usize,
    edges: Option<Edges>,
}

#[derive(Debug, Default)]
struct File {
    open: Vec<Open>,
    pages: Vec<PageText>,
    page: Option<PageText>,
    /// The text of the word, or of the line outside of words, so far.
    pending: String,
    confidence: Option<f32>,
    n_words: usize,
    line: u32,
    block: u32,
}

impl File {
    fn begin(&mut self, tag: &Tag<'_>) {
        let name = tag.full_name().to_ascii_lowercase();
        // They have no end.
        if VOID.contains(&name.as_str()) {
            return;
        }
        let attributes = tag.attributes();
        let of = |name: &str| attributes.get(name).unwrap_or_default().to_owned();
        let (class, title, language) = (of("class"), of("title"), attributes.get("lang").map(str::to_owned));
        let is = |names: &[&str]| class.split_whitespace().any(|class| names.contains(&class));
        let kind = match () {
            () if is(&["ocr_page"]) => Kind::Page,
            () if is(&["ocrx_word", "ocr_word"]) => Kind::Word,
            () if is(&["ocr_line", "ocrx_line", "ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat", "ocr_pageno"]) => {
                Kind::Line
            }
            () if is(&["ocr_carea", "ocr_par", "ocrx_block", "ocr_column", "ocr_title", "ocr_section"]) => Kind::Block,
            () => Kind::Other,
        };
        let numbers = |key: &str| -> Option<Vec<f64>> {
            let property = title.split(';').map(str::trim).find_map(|property| property.strip_prefix(key))?;
            property.starts_with(' ').then(|| property.split_whitespace().map_while(|number| number.parse().ok()).collect())
        };
        let edges = numbers("bbox").and_then(|numbers| <[f64; 4]>::try_from(numbers).ok());
        match kind {
            Kind::Page => {
                self.end_page();
                let [_, _, width, height] = edges.unwrap_or_default();
                // Counted from 0.
                let number = numbers("ppageno").and_then(|numbers| numbers.first().copied());
                let number = number.filter(|number| (0.0..f64::from(u32::MAX)).contains(number)).map(|number| number as u32 + 1);
                self.page = Some(PageText { number, width, height, language, ..PageText::default() });
            }
            Kind::Block => {
                self.flush();
                self.block += 1;
                self.line += 1;
                if let Some(page) = self.page.as_mut().filter(|page| page.language.is_none()) {
                    page.language = language;
                }
            }
            Kind::Line => {
                self.flush();
                self.line += 1;
            }
            Kind::Word => {
                self.flush();
                self.confidence = numbers("x_wconf").and_then(|numbers| Some(*numbers.first()? as f32 / 100.0));
            }
            Kind::Other => {}
        }
        let first = self.page.as_ref().map_or(0, |page| page.words.len());
        self.open.push(Open { name, kind, first, edges });
    }

    fn end(&mut self, name: &str) {
        let name = name.to_ascii_lowercase();
        let Some(place) = self.open.iter().rposition(|open| open.name == name) else { return };
        while self.open.len() > place {
            if self.open.last().is_some_and(|open| open.kind != Kind::Other) {
                self.flush();
            }
            let Some(Open { kind, first, .. }) = self.open.pop() else { return };
            if let Some(page) = self.page.as_mut().filter(|_| kind == Kind::Block) {
                let is_inner = page.blocks.last().is_none_or(|last| last.start < first || last.end <= first);
                let range = first..page.words.len();
                if is_inner && !range.is_empty() {
                    page.blocks.push(range);
                }
            }
            if kind == Kind::Page {
                self.end_page();
            }
        }
    }

    fn text(&mut self, text: &str) {
        let is_inside = self.open.iter().rev().any(|open| matches!(open.kind, Kind::Word | Kind::Line));
        if is_inside {
            self.pending.push_str(text);
        }
    }

    /// Makes words of the text so far.
    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        let confidence = self.confidence.take();
        let edges = self.open.iter().rev().find(|open| matches!(open.kind, Kind::Word | Kind::Line)).and_then(|open| open.edges);
        let Some(page) = &mut self.page else { return };
        for text in pending.split_whitespace() {
            let text = text.to_owned();
            page.words.push(Word { text, hyphen: Hyphen::None, line: self.line, block: self.block, edges, confidence });
            self.n_words += 1;
        }
    }

    fn end_page(&mut self) {
        self.flush();
        if let Some(mut page) = self.page.take() {
            page.put_in_order(&[], &std::collections::HashMap::new());
            self.pages.push(page);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_that_are_none_are_not_kept() {
        let number = |stated: &str| {
            let page = format!(
                "<div class='ocr_page' title='bbox 0 0 9 9; ppageno {stated}'><span class='ocr_line' title='bbox 1 1 2 2'>Fog</span></div>"
            );
            pages(&page).0.first().and_then(|page| page.number)
        };
        assert_eq!(["0", "7"].map(number), [Some(1), Some(8)]);
        assert_eq!(["-1", "4294967295", "1e300", "nan", "x"].map(number), [None; 5]);
    }
}
