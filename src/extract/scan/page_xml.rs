//! PAGE XML: regions, lines and words of a page, with their outlines.
//!
//! The text of a region is that of its words; if it has none, that of its lines; if it has none, its own. Of several readings
//! (`TextEquiv`), the one with the lowest index is taken.

use std::collections::HashMap;

use super::page::{Edges, Hyphen, MAX_WORDS, PageText, Word};
use crate::extract::xml::tree::Element;

/// Reads the pages of a document.
pub(super) fn pages(root: &Element) -> Vec<PageText> {
    root.elements().filter(|element| element.name == "Page").map(page).collect()
}

fn page(element: &Element) -> PageText {
    let size = |name: &str| element.attribute(name).and_then(|size| size.parse().ok()).unwrap_or(0.0);
    let mut reading = Reading {
        page: PageText {
            width: size("imageWidth"),
            height: size("imageHeight"),
            language: element.attribute("primaryLanguage").map(str::to_owned),
            ..PageText::default()
        },
        line: 0,
        block: 0,
    };
    if let Some(order) = element.child("ReadingOrder") {
        add_order(order, &mut reading.page.reading_order);
    }
    for region in element.elements() {
        reading.add_region(region);
    }
    reading.page.put_in_order(&[], &HashMap::new());
    reading.page
}

/// Adds the ids of regions in their order.
fn add_order(group: &Element, ids: &mut Vec<String>) {
    let mut members: Vec<&Element> = group.elements().collect();
    members.sort_by_key(|member| member.attribute("index").and_then(|index| index.parse::<u64>().ok()));
    for member in members {
        ids.extend(member.attribute("regionRef").map(str::to_owned));
        add_order(member, ids);
    }
}

struct Reading {
    page: PageText,
    line: u32,
    block: u32,
}

impl Reading {
    fn add_region(&mut self, region: &Element) {
        if !region.name.ends_with("Region") {
            return;
        }
        let first = self.page.words.len();
        self.block += 1;
        self.line += 1;
        let lines = region.elements().filter(|element| element.name == "TextLine");
        lines.for_each(|line| self.add_line(line));
        if self.page.words.len() == first {
            self.add_text(region, outline(region));
        }
        let range = first..self.page.words.len();
        if !range.is_empty() {
            self.page.blocks.push(range);
        }
        // Regions inside of it, such as the cells of a table.
        region.elements().for_each(|inner| self.add_region(inner));
        if let Some(id) = region.attribute("id") {
            self.page.elements.insert(id.to_owned(), first..self.page.words.len());
        }
    }

    fn add_line(&mut self, line: &Element) {
        self.line += 1;
        let first = self.page.words.len();
        for word in line.elements().filter(|element| element.name == "Word") {
            self.add_text(word, outline(word));
        }
        if self.page.words.len() == first {
            self.add_text(line, outline(line));
        }
        if let Some(id) = line.attribute("id") {
            self.page.elements.insert(id.to_owned(), first..self.page.words.len());
        }
    }

    /// Adds the words of an element's own text.
    fn add_text(&mut self, element: &Element, edges: Option<Edges>) {
        let readings = element.elements().filter(|child| child.name == "TextEquiv");
        let best = readings.min_by_key(|reading| reading.attribute("index").and_then(|index| index.parse::<u64>().ok()));
        let Some(reading) = best else { return };
        let Some(unicode) = reading.child("Unicode") else { return };
        let confidence = reading.attribute("conf").and_then(|confidence| confidence.parse().ok());
        let text = unicode.text();
        for (line_idx, line) in text.lines().enumerate() {
            self.line += u32::from(line_idx > 0);
            for text in line.split_whitespace() {
                if self.page.words.len() < MAX_WORDS {
                    let (line, block) = (self.line, self.block);
                    self.page.words.push(Word { text: text.to_owned(), hyphen: Hyphen::None, line, block, edges, confidence });
                }
            }
        }
    }
}

/// Returns the box around the outline of an element: `points="1,2 3,4"`.
fn outline(element: &Element) -> Option<Edges> {
    const MAX_POINTS: usize = 10_000;
    let points = element.child("Coords")?.attribute("points")?.split_whitespace().take(MAX_POINTS);
    let points = points.filter_map(|point| {
        let (x, y) = point.split_once(',')?;
        Some((x.parse::<f64>().ok()?, y.parse::<f64>().ok()?))
    });
    points.fold(None, |edges, (x, y)| super::page::union(edges, Some([x, y, x, y])))
}
