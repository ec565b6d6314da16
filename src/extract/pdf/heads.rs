//! Running heads, feet, and page numbers.
//!
//! They come in the middle of a sentence that goes on on the next page, and a number in the middle of
//! the foot closes the gutter between two columns. So they are taken off before lines are made.

use rustc_hash::FxHashMap as HashMap;

use super::words::Word;

/// Number of rows at the top and at the foot of a page that can be heads.
const MAX_ROWS: usize = 3;
/// Share of the height of the page, from the edge, where heads are.
const MARGIN: f32 = 0.14;
/// Farthest distance of heads on several pages from the same height, in points.
const SAME_HEIGHT: f32 = 5.0;
/// Maximum number of words of a head that stands on one page alone.
const MAX_WORDS: usize = 14;
/// Least distance of a head from the text, in sizes of the font.
const MIN_DISTANCE: f32 = 1.3;

/// How much farther a head is from the text than the rows of the text from each other.
const MORE_DISTANCE: f32 = 1.2;

/// The words of a page that stand at one height.
#[derive(Debug)]
struct Row {
    text: String,
    y: f32,
    size: f32,
    words: Vec<usize>,
    is_top: bool,
    /// Distance to the next row towards the text.
    distance: f32,
    /// Distance of that row to the one behind it.
    distance_behind: f32,
    n_words: usize,
}

/// Number of pages at the beginning whose heads are kept for the day that they may name.
const N_KEPT: usize = 3;

/// Takes the heads off the pages. `heights` are those of the pages. Returns the heads of the first pages.
pub(super) fn take_off(pages: &mut [Vec<Word>], heights: &[f32], text_size: f32) -> Vec<String> {
    let mut heads = Vec::new();
    let rows: Vec<Vec<Row>> = pages.iter().zip(heights).map(|(words, height)| rows(words, *height)).collect();
    let mut places: HashMap<(bool, String), Vec<(usize, f32)>> = HashMap::default();
    for (page, rows) in rows.iter().enumerate() {
        for row in rows {
            places.entry((row.is_top, same_text(&row.text))).or_default().push((page, row.y));
        }
    }
    for (page, rows) in rows.iter().enumerate() {
        let mut is_off = vec![false; pages[page].len()];
        for is_top in [true, false] {
            for row in rows.iter().filter(|row| row.is_top == is_top) {
                let repeats = places
                    .get(&(is_top, same_text(&row.text)))
                    .is_some_and(|places| places.iter().any(|(other, y)| *other != page && (y - row.y).abs() <= SAME_HEIGHT));
                let is_head = (repeats && row.size <= 1.7 * text_size) || is_alone(row, text_size);
                if !is_head {
                    // What follows towards the text is text.
                    break;
                }
                row.words.iter().for_each(|number| is_off[*number] = true);
                if page < N_KEPT {
                    heads.push(row.text.clone());
                }
            }
        }
        if is_off.contains(&false) {
            let mut is_off = is_off.into_iter();
            pages[page].retain(|_| !is_off.next().unwrap_or(false));
        }
    }
    heads
}

/// Returns the outer rows of a page, those at the top downwards, then those at the foot upwards.
fn rows(words: &[Word], height: f32) -> Vec<Row> {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by(|a, b| words[*a].y.total_cmp(&words[*b].y));
    let mut all: Vec<Vec<usize>> = Vec::new();
    for number in order {
        match all.last_mut() {
            Some(row) if words[number].y - words[row[0]].y <= 0.4 * words[number].size.min(words[row[0]].size) => {
                row.push(number);
            }
            _ => all.push(vec![number]),
        }
    }
    let mut rows = Vec::new();
    let n_rows = all.len();
    for (at, numbers) in all.iter_mut().enumerate() {
        let is_top = at < MAX_ROWS;
        if !is_top && at + MAX_ROWS < n_rows {
            continue;
        }
        numbers.sort_by(|a, b| words[*a].x0.total_cmp(&words[*b].x0));
        rows.push((at, is_top));
    }
    let row = |at: usize, is_top: bool| -> Option<Row> {
        let numbers = &all[at];
        let y = words[numbers[0]].y;
        let is_margin = if is_top { y < MARGIN * height } else { y > (1.0 - MARGIN) * height };
        let next = if is_top { all.get(at + 1) } else { at.checked_sub(1).and_then(|at| all.get(at)) };
        let behind = if is_top { all.get(at + 2) } else { at.checked_sub(2).and_then(|at| all.get(at)) };
        let texts: Vec<String> = numbers.iter().map(|number| words[*number].text.replace('\u{1f}', "")).collect();
        is_margin.then(|| Row {
            text: texts.join(" "),
            y,
            size: numbers.iter().map(|number| words[*number].size).fold(0.0, f32::max),
            words: numbers.clone(),
            is_top,
            distance: next.map_or(f32::MAX, |next| (words[next[0]].y - y).abs()),
            distance_behind: next.zip(behind).map_or(0.0, |(next, behind)| (words[next[0]].y - words[behind[0]].y).abs()),
            n_words: numbers.len(),
        })
    };
    let mut found: Vec<Row> = rows.iter().filter(|(_, is_top)| *is_top).filter_map(|(at, _)| row(*at, true)).collect();
    found.extend(rows.iter().rev().filter(|(_, is_top)| !*is_top).filter_map(|(at, _)| row(*at, false)));
    found
}

/// Makes the heads of several pages equal: their numbers differ.
fn same_text(text: &str) -> String {
    let mut same = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        if !letter.is_numeric() {
            same.push(letter);
        } else if !same.ends_with('#') {
            same.push('#');
        }
    }
    same
}

/// Returns whether a row is a head though it stands on one page alone: set apart, not larger than
/// the text, and with a page number, or nothing else.
fn is_alone(row: &Row, text_size: f32) -> bool {
    if row.size > 1.12 * text_size || row.n_words > MAX_WORDS || row.distance < MIN_DISTANCE * text_size {
        return false;
    }
    let words: Vec<&str> = row.text.split_whitespace().collect();
    let is_number = |word: &&str| {
        let word = word.trim_matches(|sign: char| !sign.is_alphanumeric());
        !word.is_empty()
            && word.chars().count() <= 4
            && (word.chars().all(char::is_numeric) || (word.len() > 1 && word.chars().all(|sign| "ivxlc".contains(sign))))
    };
    // Rows of a list are as far from each other.
    let is_set_apart = row.distance >= 1.8 * text_size.max(row.size) && row.distance > MORE_DISTANCE * row.distance_behind;
    match &*words {
        [] => true,
        [one] => is_number(one),
        [first, .., last] => (is_number(first) || is_number(last)) && is_set_apart && !row.text.ends_with(['.', '!', '?']),
    }
}
