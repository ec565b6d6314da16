//! What pages call themselves: `A1`, `xii`.
//!
//! A file states it for stretches of pages, in a tree of numbers (ISO 32000-2, 7.9.7 and 12.4.2). Each
//! stretch has a style, a prefix and a first number.

use std::collections::BTreeMap;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, String as Text};

use super::text::text_string;

/// Maximum number of stretches that are read. A paper has one for each of its parts.
const MAX_STRETCHES: usize = 10_000;
/// Maximum depth of the tree, and maximum number of its nodes.
const MAX_DEPTH: usize = 8;
const MAX_NODES: usize = 1_000;
/// Maximum number of letters of a number in letters or in Roman figures. A larger one is shown in figures.
const MAX_LETTERS: u32 = 20;
const MAX_ROMAN: u32 = 4999;

/// How the pages of a stretch are numbered.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Style {
    Figures,
    Roman,
    SmallRoman,
    Letters,
    SmallLetters,
    /// Only the prefix is shown.
    Nothing,
}

#[derive(Debug, Clone, PartialEq)]
struct Stretch {
    style: Style,
    prefix: String,
    first: u32,
}

/// The labels of the pages of a file.
#[derive(Debug, Default)]
pub(super) struct Labels(BTreeMap<u32, Stretch>);

impl Labels {
    /// Reads the labels that a file states.
    pub(super) fn of(pdf: &Pdf) -> Self {
        let mut labels = Self::default();
        let xref = pdf.xref();
        let root = xref.get::<Dict<'_>>(xref.root_id());
        if let Some(tree) = root.and_then(|root| root.get::<Dict<'_>>(&b"PageLabels"[..])) {
            labels.add(&tree, 0, &mut 0);
        }
        labels
    }

    fn add(&mut self, node: &Dict<'_>, depth: usize, n_nodes: &mut usize) {
        *n_nodes += 1;
        if depth > MAX_DEPTH || *n_nodes > MAX_NODES {
            return;
        }
        if let Some(pairs) = node.get::<Array<'_>>(&b"Nums"[..]) {
            let mut objects = pairs.iter::<Object<'_>>();
            while let (Some(key), Some(stretch)) = (objects.next(), objects.next()) {
                let page = match key {
                    Object::Number(number) => u32::try_from(number.as_i64()).ok(),
                    _ => None,
                };
                if let (Some(page), Object::Dict(stretch)) = (page, stretch)
                    && self.0.len() < MAX_STRETCHES
                {
                    self.0.insert(page, Stretch::of(&stretch));
                }
            }
        }
        if let Some(kids) = node.get::<Array<'_>>(&b"Kids"[..]) {
            kids.iter::<Dict<'_>>().take(MAX_NODES).for_each(|kid| self.add(&kid, depth + 1, n_nodes));
        }
    }

    /// Returns what page `number`, from 1, calls itself; `None` if the file does not say it.
    pub(super) fn label(&self, number: u32) -> Option<String> {
        let page = number.checked_sub(1)?;
        let (start, stretch) = self.0.range(..=page).next_back()?;
        let shown = stretch.style.shown(stretch.first.saturating_add(page - start));
        Some(format!("{}{shown}", stretch.prefix)).filter(|label| !label.trim().is_empty())
    }
}

impl Stretch {
    fn of(dict: &Dict<'_>) -> Self {
        let style = match dict.get::<Name<'_>>(&b"S"[..]).as_ref().map(AsRef::as_ref) {
            Some(b"D") => Style::Figures,
            Some(b"R") => Style::Roman,
            Some(b"r") => Style::SmallRoman,
            Some(b"A") => Style::Letters,
            Some(b"a") => Style::SmallLetters,
            _ => Style::Nothing,
        };
        let prefix = dict.get::<Text<'_>>(&b"P"[..]).map(|text| text_string(text.as_bytes())).unwrap_or_default();
        let first = dict.get::<i32>(&b"St"[..]).and_then(|first| u32::try_from(first).ok()).unwrap_or(1);
        Self { style, prefix, first }
    }
}

impl Style {
    fn shown(self, number: u32) -> String {
        match self {
            Style::Nothing => String::new(),
            Style::Roman if (1..=MAX_ROMAN).contains(&number) => roman(number),
            Style::SmallRoman if (1..=MAX_ROMAN).contains(&number) => roman(number).to_lowercase(),
            Style::Letters if (1..=MAX_LETTERS * 26).contains(&number) => letters(number),
            Style::SmallLetters if (1..=MAX_LETTERS * 26).contains(&number) => letters(number).to_lowercase(),
            _ => number.to_string(),
        }
    }
}

/// Returns `A` to `Z`, then `AA` to `ZZ`, and so on.
fn letters(number: u32) -> String {
    let (rounds, letter) = ((number - 1) / 26, (number - 1) % 26);
    let letter = char::from(b'A' + letter as u8);
    std::iter::repeat_n(letter, rounds as usize + 1).collect()
}

fn roman(mut number: u32) -> String {
    const FIGURES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut shown = String::new();
    for (value, figure) in FIGURES {
        while number >= value {
            shown.push_str(figure);
            number -= value;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_in_their_style() {
        assert_eq!([1, 4, 9, 14, 40, 1999].map(roman), ["I", "IV", "IX", "XIV", "XL", "MCMXCIX"]);
        assert_eq!([1, 26, 27, 52, 53].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
        assert_eq!((Style::SmallRoman.shown(12), Style::Roman.shown(0)), ("xii".to_owned(), "0".to_owned()));
    }

    #[test]
    fn a_stretch_reaches_up_to_the_next() {
        let stretch = |style, prefix: &str, first| Stretch { style, prefix: prefix.to_owned(), first };
        let labels = Labels(BTreeMap::from([
            (0, stretch(Style::Figures, "A", 1)),
            (4, stretch(Style::Figures, "B", 1)),
            (6, stretch(Style::Nothing, "Poster", 1)),
            (7, stretch(Style::Nothing, "", 1)),
        ]));
        let of = |number| labels.label(number).unwrap_or_default();
        assert_eq!([1, 4, 5, 6, 7, 8].map(of), ["A1", "A4", "B1", "B2", "Poster", ""]);
        assert_eq!((labels.label(0), Labels::default().label(3)), (None, None));
    }
}
