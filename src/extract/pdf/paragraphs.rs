//! Paragraphs, from the blocks of all pages.

use rustc_hash::FxHashSet as HashSet;

use super::glyphs::Area;
use super::layout::{Block, Line, MAX_LEADING};
use crate::extract::line::joins_without_space;

/// Narrowest indent of a first line, in sizes of the font.
const MIN_INDENT: f32 = 0.7;
/// How much farther than usual two lines are apart that belong to two paragraphs.
const MORE_LEADING: f32 = 1.22;
/// Words after a hyphen that is no part of a parted word: `Nord- und Südsee`.
const LINKS: [&str; 18] =
    ["und", "oder", "bzw", "bis", "sowie", "and", "or", "to", "nor", "et", "ou", "en", "of", "och", "og", "eller", "y", "e"];

/// A paragraph, or a headline.
#[derive(Debug, Clone)]
pub(super) struct Paragraph {
    pub text: String,
    /// The parts of the text: where each begins in it, in bytes, and where it stands.
    pub parts: Vec<Part>,
    /// Size of the font.
    pub size: f32,
    pub is_heading: bool,
}

/// A part of a paragraph that stands at one place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    /// Where it begins in the text, in bytes.
    pub at: usize,
    /// Number of the page, from 1.
    pub page: u32,
    /// The area on the page.
    pub area: Area,
}

/// Returns the paragraphs of the blocks, which are in the order of reading.
pub(super) fn paragraphs(pages: &[Vec<Block>], sizes: &[f32]) -> Vec<Paragraph> {
    let known = known_words(pages);
    let mut all: Vec<Paragraph> = Vec::new();
    // The paragraph that the last line belongs to, and the line, with the edges of its column.
    let mut last: Option<(usize, Line, bool)> = None;
    // The same of the last block that ends within a sentence. A caption or a box may come before it goes on.
    let mut open: Option<(usize, Line)> = None;
    for (page, (blocks, text_size)) in pages.iter().zip(sizes).enumerate() {
        for block in blocks {
            let leading = usual_leading(block);
            let is_heading = block.is_heading(*text_size);
            for (at, line) in block.lines.iter().enumerate() {
                let before = at.checked_sub(1).map(|before| &block.lines[before]);
                let target = match (before, &last) {
                    (Some(before), Some((number, ..))) => {
                        (is_heading || !begins_paragraph(block, before, line, leading)).then_some(*number)
                    }
                    (None, Some((number, edge, was_heading)))
                        if !was_heading && !is_heading && goes_on(edge, line, all.get(*number)) =>
                    {
                        Some(*number)
                    }
                    (None, _) if !is_heading && line.text.starts_with(char::is_lowercase) => {
                        open.take().filter(|(number, edge)| goes_on(edge, line, all.get(*number))).map(|(number, _)| number)
                    }
                    _ => None,
                };
                let number = match target.and_then(|number| Some((number, all.get_mut(number)?))) {
                    Some((number, paragraph)) => {
                        let from = join(paragraph, &line.text, &known);
                        if at == 0 {
                            paragraph.parts.push(Part { at: from, page: page as u32 + 1, area: block.page_area });
                        }
                        number
                    }
                    None => {
                        all.push(Paragraph {
                            text: line.text.clone(),
                            parts: vec![Part { at: 0, page: page as u32 + 1, area: block.page_area }],
                            size: line.size,
                            is_heading,
                        });
                        all.len() - 1
                    }
                };
                // Where the edges of the column are, for the line after it.
                let mut edge = line.clone();
                (edge.area.x0, edge.area.x1) = (block.area.x0, line.area.x1.min(block.area.x1));
                edge.has_cells |= line.area.x1 < block.area.x1 - 2.5 * line.size;
                if at + 1 == block.lines.len() && !is_heading && !ends_sentence(&line.text) && block.lines.len() > 1 {
                    open = Some((number, edge.clone()));
                }
                last = Some((number, edge, is_heading));
            }
        }
    }
    for paragraph in &mut all {
        clean(paragraph);
    }
    all.retain(|paragraph| !paragraph.text.trim().is_empty());
    all
}

fn usual_leading(block: &Block) -> f32 {
    let mut leadings: Vec<f32> = block.lines.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
    let middle = leadings.len() / 2;
    if leadings.is_empty() { f32::MAX } else { *leadings.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

fn begins_paragraph(block: &Block, before: &Line, line: &Line, leading: f32) -> bool {
    if before.has_cells || line.has_cells || line.y - before.y > MORE_LEADING * leading + 0.5 {
        return true;
    }
    let indent = |line: &Line| if line.is_rtl { block.area.x1 - line.area.x1 } else { line.area.x0 - block.area.x0 };
    let rest = |line: &Line| if line.is_rtl { line.area.x0 - block.area.x0 } else { block.area.x1 - line.area.x1 };
    if indent(line) > MIN_INDENT * line.size
        && indent(line) < 5.0 * line.size
        && indent(before) < 0.5 * MIN_INDENT * line.size
        && block.lines.len() > 2
    {
        return true;
    }
    if before.text.ends_with(['-', '\u{ad}', '\u{2010}']) && line.text.starts_with(char::is_lowercase) {
        return false;
    }
    // The next word had room.
    let first = line.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    let share = first as f32 / line.text.chars().count().max(1) as f32;
    if rest(before) > 1.2 * share * line.area.width() + (0.1 * block.area.width()).max(1.5 * line.size) && block.lines.len() > 3 {
        return true;
    }
    rest(before) > (0.12 * block.area.width()).max(2.5 * line.size)
        && ends_sentence(&before.text)
        && !line.text.starts_with(char::is_lowercase)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '»', '“', '…', '’', '؟', '۔', ')', ';'])
}

/// Returns whether a sentence goes on in the first line of the next block.
fn goes_on(before: &Line, line: &Line, paragraph: Option<&Paragraph>) -> bool {
    let Some(paragraph) = paragraph else { return false };
    let is_alike = before.size.max(line.size) <= 1.06 * before.size.min(line.size) && before.is_rtl == line.is_rtl;
    if !is_alike || line.has_cells || ends_sentence(&paragraph.text) {
        return false;
    }
    // Below white in the same column something new begins: the text below a line with the day.
    let is_over = before.area.x0 < line.area.x1 && line.area.x0 < before.area.x1;
    let is_apart = is_over && line.y - before.y > MAX_LEADING * before.size;
    // `has_cells` of the line before says here too that it ends early.
    let is_small = line.text.starts_with(|letter: char| letter.is_lowercase() || letter.is_numeric());
    is_small || paragraph.text.ends_with(['-', '\u{ad}', '\u{2010}', ',']) || (!before.has_cells && !is_apart && line.n_words > 2)
}

/// The words of the text that no line end parts, folded.
fn known_words(pages: &[Vec<Block>]) -> HashSet<String> {
    let mut known = HashSet::default();
    for line in pages.iter().flatten().flat_map(|block| &block.lines) {
        let n_words = line.n_words;
        for (number, word) in line.text.split_whitespace().enumerate() {
            if number + 1 < n_words || !word.ends_with(['-', '\u{ad}', '\u{2010}']) {
                known.insert(bare(word));
            }
        }
    }
    known
}

fn bare(word: &str) -> String {
    word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase()
}

/// Maximum length in bytes of the part of a word before a hyphen that is looked at.
const MAX_PART_BYTES: usize = 256;

/// Adds a line to a paragraph, and returns where it begins. A hyphen at the line end goes, if
/// it parts a word for sure. One that may part it stays, with the line end: whoever cuts the text into
/// words decides.
fn join(paragraph: &mut Paragraph, line: &str, known: &HashSet<String>) -> usize {
    let text = &mut paragraph.text;
    let before = text.trim_end().len();
    text.truncate(before);
    let first = line.split_whitespace().next().unwrap_or("");
    let is_small = first.starts_with(char::is_lowercase);
    let hyphen = text.chars().next_back().filter(|sign| matches!(sign, '-' | '\u{ad}' | '\u{2010}'));
    match hyphen {
        Some(hyphen) if text[..text.len() - hyphen.len_utf8()].ends_with(char::is_alphanumeric) => {
            let stem = &text[..text.len() - hyphen.len_utf8()];
            // Looking further back would take time quadratic in the length of the text.
            let near = &stem[stem.floor_char_boundary(stem.len().saturating_sub(MAX_PART_BYTES))..];
            let part = near.rsplit(char::is_whitespace).next().unwrap_or("").to_owned();
            let is_link = LINKS.contains(&bare(first).as_str());
            let joined = bare(&format!("{part}{first}"));
            if hyphen == '\u{ad}'
                || (hyphen == '\u{2010}' && is_small && !is_link)
                || (hyphen == '-' && is_small && known.contains(&joined))
            {
                text.truncate(text.len() - hyphen.len_utf8());
            } else if is_link && is_small {
                text.push(' ');
            } else if hyphen == '-' && is_small && !known.contains(&bare(&format!("{part}-{first}"))) {
                text.push('\n');
            }
        }
        _ if text.is_empty() => {}
        _ if text.ends_with(joins_without_space) && first.starts_with(joins_without_space) => {}
        _ => text.push(' '),
    }
    let from = text.len();
    text.push_str(line);
    from
}

/// Takes out hyphens that no line end shows any more.
fn clean(paragraph: &mut Paragraph) {
    if !paragraph.text.contains('\u{ad}') {
        return;
    }
    let mut plain = String::with_capacity(paragraph.text.len());
    let mut parts = paragraph.parts.iter_mut().peekable();
    for (at, letter) in paragraph.text.char_indices() {
        while let Some(part) = parts.next_if(|part| part.at <= at) {
            part.at = plain.len();
        }
        if letter != '\u{ad}' {
            plain.push(letter);
        }
    }
    for part in parts {
        part.at = plain.len();
    }
    paragraph.text = plain;
}
