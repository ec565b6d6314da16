//! Where words of a body stand in what it was read from: on which page and where on it, or at which time.
//!
//! A locator holds from its byte of the body on, up to the next one. So a text of any length has one
//! for each page, block or sentence, and most articles have none at all. Boxes are shares of the
//! page, which needs no unit, no resolution and no size of the page.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a printed or recorded source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Locator {
    /// On a page, and in a box of it if that is known.
    Page(Page, Option<PageBox>),
    /// At a time of a recording, in milliseconds from its beginning.
    Time(u64),
}

impl Locator {
    /// Returns the page; `None` for a time.
    pub fn page(&self) -> Option<&Page> {
        match self {
            Locator::Page(page, _) => Some(page),
            Locator::Time(_) => None,
        }
    }

    /// Returns the part of an address behind `#` that opens this place: `page=3` (RFC 8118) or `t=724`
    /// (W3C Media Fragments).
    pub fn fragment(&self) -> String {
        match self {
            Locator::Page(page, _) => format!("page={}", page.number),
            Locator::Time(milliseconds) => format!("t={}", milliseconds / 1000),
        }
    }
}

/// Shows `page A4`, `12:04` or `1:02:03`.
impl fmt::Display for Locator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Locator::Page(page, _) => write!(f, "page {}", page.name()),
            Locator::Time(milliseconds) => {
                let seconds = milliseconds / 1000;
                let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
                match hours {
                    0 => write!(f, "{minutes}:{seconds:02}"),
                    _ => write!(f, "{hours}:{minutes:02}:{seconds:02}"),
                }
            }
        }
    }
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Its number in the file or the issue, from 1.
    pub number: u32,
    /// What is printed on it, if that is not the number: `A4`, `xii`. One line of at most 40 characters.
    label: Option<String>,
}

impl Page {
    /// Returns page `number`, counted from 1. `label` is what the page calls itself; it is cut if it is very long.
    pub fn new(number: u32, label: Option<&str>) -> Page {
        const MAX_LABEL_CHARS: usize = 40;
        let words = label.unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let label: String = words.chars().filter(|letter| !letter.is_control()).take(MAX_LABEL_CHARS).collect();
        Page { number, label: Some(label).filter(|label| !label.is_empty() && *label != number.to_string()) }
    }

    /// Returns what the page calls itself, otherwise its number.
    pub fn name(&self) -> String {
        self.label.clone().unwrap_or_else(|| self.number.to_string())
    }
}

/// A box on a page, in ten-thousandths of the page's width and height, from its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageBox {
    x: u16,
    y: u16,
    width: u16,
    height: u16,
}

impl PageBox {
    const WHOLE: u16 = 10_000;

    /// Returns the box whose upper left corner is at `x`, `y` of a page of a size, all in one unit. What lies outside of the
    /// page is cut off. `None` if nothing is left.
    pub fn new([x, y, width, height]: [f64; 4], page_width: f64, page_height: f64) -> Option<PageBox> {
        let share = |value: f64, whole: f64| (value / whole * f64::from(PageBox::WHOLE)).round();
        let is_page = page_width > 0.0 && page_height > 0.0;
        let numbers = [share(x, page_width), share(y, page_height), share(x + width, page_width), share(y + height, page_height)];
        if !is_page || numbers.iter().any(|number| !number.is_finite()) {
            return None;
        }
        let [left, top, right, bottom] = numbers.map(|number| number.clamp(0.0, f64::from(PageBox::WHOLE)) as u16);
        let (width, height) = (right.checked_sub(left)?, bottom.checked_sub(top)?);
        (width > 0 && height > 0).then_some(PageBox { x: left, y: top, width, height })
    }

    /// Returns x, y, width and height as shares of the page, from 0 to 1.
    pub fn shares(self) -> [f64; 4] {
        [self.x, self.y, self.width, self.height].map(|share| f64::from(share) / f64::from(PageBox::WHOLE))
    }

    /// Returns the smallest box that holds both.
    pub fn union(self, other: PageBox) -> PageBox {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = (self.x + self.width).max(other.x + other.width);
        let bottom = (self.y + self.height).max(other.y + other.height);
        PageBox { x, y, width: right - x, height: bottom - y }
    }
}

/// The locators of a body, each with the byte from which on it holds; ascending.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "Packed", try_from = "Packed")]
pub struct Locators(Vec<(usize, Locator)>);

impl Locators {
    /// Maximum number of locators. A daily paper has some thousand blocks, an hour of speech as many sentences.
    pub const MAX: usize = 100_000;

    /// Adds a locator that holds from byte `byte` on. The bytes must not descend; one before the last counts as the last. A
    /// locator that says the same as the last, or comes when there are [`Locators::MAX`], is dropped.
    pub fn push(&mut self, byte: usize, locator: Locator) {
        let last = self.0.last().map_or(0, |(last, _)| *last);
        let byte = byte.max(last);
        // Nothing stands between two locators of one byte.
        if self.0.last().is_some_and(|(last, _)| *last == byte) {
            self.0.pop();
        }
        if self.0.len() < Locators::MAX && self.0.last().is_none_or(|(_, last)| *last != locator) {
            self.0.push((byte, locator));
        }
    }

    /// Returns the locator of the character at a byte of the body; `None` if it is unknown.
    pub fn at(&self, byte: usize) -> Option<&Locator> {
        let n_before = self.0.partition_point(|(start, _)| *start <= byte);
        self.0[..n_before].last().map(|(_, locator)| locator)
    }

    /// Returns the locators with their bytes.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Locator)> {
        self.0.iter().map(|(byte, locator)| (*byte, locator))
    }

    /// Returns whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Drops what belongs to bytes from `len_bytes` on.
    pub fn truncate(&mut self, len_bytes: usize) {
        let n_kept = self.0.partition_point(|(byte, _)| *byte < len_bytes);
        self.0.truncate(n_kept);
    }

    /// Returns the locators of a text made from this one by an edit. `place` returns where a byte of the old text is in the new
    /// one; it must not descend.
    pub fn moved(&self, mut place: impl FnMut(usize) -> usize) -> Locators {
        let mut moved = Locators::default();
        self.0.iter().for_each(|(byte, locator)| moved.push(place(*byte), locator.clone()));
        moved
    }

    /// Returns the pages of the body in its order, each once.
    pub fn pages(&self) -> Vec<&Page> {
        let mut pages: Vec<&Page> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for page in self.0.iter().filter_map(|(_, locator)| locator.page()) {
            if seen.insert(page.number) {
                pages.push(page);
            }
        }
        pages
    }
}

/// What is stored: every page once, and numbers. An article without locators stores nothing.
#[derive(Serialize, Deserialize)]
struct Packed {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pages: Vec<Page>,
    /// Bytes after the locator before, the index of the page, and the box if there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<Vec<u64>>,
    /// Bytes after the locator before, and milliseconds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    times: Vec<[u64; 2]>,
}

impl From<Locators> for Packed {
    fn from(locators: Locators) -> Packed {
        let mut packed = Packed { pages: Vec::new(), places: Vec::new(), times: Vec::new() };
        let (mut last_place, mut last_time) = (0, 0);
        let mut idx_of_page = std::collections::HashMap::new();
        for (byte, locator) in locators.0 {
            match locator {
                Locator::Page(page, page_box) => {
                    let known = idx_of_page.get(&page.number).copied().filter(|idx| packed.pages.get(*idx) == Some(&page));
                    let page_idx = known.unwrap_or_else(|| {
                        idx_of_page.insert(page.number, packed.pages.len());
                        packed.pages.push(page);
                        packed.pages.len() - 1
                    });
                    let mut numbers = vec![(byte - last_place) as u64, page_idx as u64];
                    if let Some(PageBox { x, y, width, height }) = page_box {
                        numbers.extend([x, y, width, height].map(u64::from));
                    }
                    packed.places.push(numbers);
                    last_place = byte;
                }
                Locator::Time(milliseconds) => {
                    packed.times.push([(byte - last_time) as u64, milliseconds]);
                    last_time = byte;
                }
            }
        }
        packed
    }
}

impl TryFrom<Packed> for Locators {
    type Error = &'static str;

    fn try_from(packed: Packed) -> Result<Locators, &'static str> {
        const DAMAGED: &str = "a locator is damaged";
        let after = |last: &mut usize, by: u64| {
            *last = usize::try_from(by).ok().and_then(|by| last.checked_add(by)).ok_or(DAMAGED)?;
            Ok::<usize, &'static str>(*last)
        };
        let mut all = Vec::with_capacity(packed.places.len() + packed.times.len());
        let mut last = 0;
        for numbers in &packed.places {
            let [by, page_idx, rest @ ..] = &numbers[..] else { return Err(DAMAGED) };
            let page = usize::try_from(*page_idx).ok().and_then(|idx| packed.pages.get(idx)).ok_or(DAMAGED)?;
            let share = |number: u64| u16::try_from(number).ok().filter(|share| *share <= PageBox::WHOLE).ok_or(DAMAGED);
            let page_box = match rest {
                [] => None,
                [x, y, width, height] => {
                    Some(PageBox { x: share(*x)?, y: share(*y)?, width: share(*width)?, height: share(*height)? })
                }
                _ => return Err(DAMAGED),
            };
            all.push((after(&mut last, *by)?, Locator::Page(page.clone(), page_box)));
        }
        last = 0;
        for [by, milliseconds] in packed.times {
            all.push((after(&mut last, by)?, Locator::Time(milliseconds)));
        }
        all.sort_by_key(|(byte, _)| *byte);
        Ok(Locators(all))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page(number: u32, label: Option<&str>) -> Locator {
        Locator::Page(Page::new(number, label), None)
    }

    #[test]
    fn places_have_the_names_that_readers_use() {
        let check = |locator: Locator, name: &str, fragment: &str| {
            assert_eq!((locator.to_string(), locator.fragment()), (name.to_owned(), fragment.to_owned()));
        };
        check(page(3, None), "page 3", "page=3");
        check(page(3, Some(" 3\n")), "page 3", "page=3");
        check(page(4, Some("A4")), "page A4", "page=4");
        check(Locator::Time(724_900), "12:04", "t=724");
        check(Locator::Time(3_723_000), "1:02:03", "t=3723");
        check(Locator::Time(359_999_000 + 1_000), "100:00:00", "t=360000");
    }

    #[test]
    fn boxes_are_shares_of_the_page() {
        let of = |numbers, width, height| PageBox::new(numbers, width, height).map(PageBox::shares);
        assert_eq!(of([100.0, 50.0, 300.0, 25.0], 1000.0, 100.0), Some([0.1, 0.5, 0.3, 0.25]));
        // What lies outside is cut off.
        assert_eq!(of([-10.0, 90.0, 60.0, 30.0], 100.0, 100.0), Some([0.0, 0.9, 0.5, 0.1]));
        assert_eq!(of([0.0, 0.0, 1.0, 1.0], 0.0, 100.0), None);
        assert_eq!(of([f64::NAN, 0.0, 1.0, 1.0], 10.0, 10.0), None);
        assert_eq!(of([5.0, 5.0, -1.0, 1.0], 10.0, 10.0), None);
        let [left, right] = [[0.0, 0.0, 10.0, 10.0], [50.0, 40.0, 10.0, 20.0]].map(|b| PageBox::new(b, 100.0, 100.0).unwrap());
        assert_eq!(left.union(right).shares(), [0.0, 0.0, 0.6, 0.6]);
    }

    #[test]
    fn a_locator_holds_up_to_the_next() {
        let mut locators = Locators::default();
        for (byte, number) in [(4, 1), (9, 1), (12, 2), (12, 3), (20, 1)] {
            locators.push(byte, page(number, None));
        }
        let number = |byte| locators.at(byte).and_then(Locator::page).map(|page| page.number);
        assert_eq!(
            [0, 3, 4, 11, 12, 19, 20, 999].map(number),
            [None, None, Some(1), Some(1), Some(3), Some(3), Some(1), Some(1)]
        );
        assert_eq!(locators.pages().iter().map(|page| page.number).collect::<Vec<_>>(), [1, 3]);
        // A cut between the first two words of four bytes.
        let moved = locators.moved(|byte| byte - 4);
        assert_eq!(moved.at(8), locators.at(12));
        let mut cut = locators.clone();
        cut.truncate(12);
        assert_eq!(cut.at(50), locators.at(4));
    }

    #[test]
    fn damage_is_an_error() {
        for json in
            ["{\"places\":[[1]]}", "{\"places\":[[1,0]]}", "{\"pages\":[{\"number\":1,\"label\":null}],\"places\":[[1,0,1,2]]}"]
        {
            serde_json::from_str::<Locators>(json).unwrap_err();
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_comes_back(
            steps in proptest::collection::vec((0_usize..50, 1_u32..4, proptest::option::of("[A-C]"), proptest::option::of(0.0..90.0_f64)), 0..40),
            times in proptest::collection::vec((0_usize..50, 0_u64..1_000_000), 0..20),
        ) {
            let mut of_pages = Locators::default();
            let mut byte = 0;
            for (step, number, label, x) in steps {
                byte += step;
                let page_box = x.and_then(|x| PageBox::new([x, x, 10.0, 5.0], 100.0, 100.0));
                of_pages.push(byte, Locator::Page(Page::new(number, label.as_deref()), page_box));
            }
            let mut of_times = Locators::default();
            byte = 0;
            for (step, milliseconds) in times {
                byte += step;
                of_times.push(byte, Locator::Time(milliseconds));
            }
            for locators in [of_pages, of_times] {
                let json = serde_json::to_string(&locators).unwrap();
                prop_assert_eq!(serde_json::from_str::<Locators>(&json).unwrap(), locators);
            }
        }
    }
}
