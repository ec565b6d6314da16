//! Right-to-left text, from the order in which it stands on the page.
//!
//! A file holds Hebrew and Arabic as they are seen, from left to right. [`visual_text`] gives a word
//! so, and [`logical`] turns the words of a line, and the letters in them, into the order of reading:
//! the rules of Unicode for both directions, backwards.

use unicode_normalization::char::is_combining_mark;

/// The text of a glyph, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit<'t> {
    pub text: &'t str,
    pub x0: f32,
    pub x1: f32,
}

/// Between the units of a word that is read from the right: a ligature keeps its letters in order.
const UNIT_END: char = '\u{1f}';

/// Returns the text of a word from left to right. One that is read from the right has a mark
/// after each unit, for [`logical`].
pub(super) fn visual_text(units: &mut Vec<Unit<'_>>) -> String {
    let is_rtl = units.iter().any(|unit| unit.text.chars().any(is_rtl_letter));
    if !is_rtl {
        let is_ordered =
            units.windows(2).all(|pair| pair[0].x0 <= pair[1].x0 + 0.01 || is_mark(pair[1].text) || is_mark(pair[0].text));
        if !is_ordered {
            units.sort_by(|a, b| (a.x0 + a.x1).total_cmp(&(b.x0 + b.x1)));
        }
        return units.iter().map(|unit| unit.text).collect();
    }
    let (marks, mut bases): (Vec<Unit<'_>>, Vec<Unit<'_>>) = units.iter().partition(|unit| is_mark(unit.text));
    bases.sort_by(|a, b| (a.x0 + a.x1).total_cmp(&(b.x0 + b.x1)));
    let mut texts: Vec<String> = bases.iter().map(|base| base.text.to_owned()).collect();
    for mark in marks {
        let middle = (mark.x0 + mark.x1) / 2.0;
        let distance = |base: &Unit<'_>| ((base.x0 + base.x1) / 2.0 - middle).abs();
        let nearest = (0..bases.len()).min_by(|a, b| distance(&bases[*a]).total_cmp(&distance(&bases[*b])));
        if let Some(text) = nearest.and_then(|nearest| texts.get_mut(nearest)) {
            text.push_str(mark.text);
        }
    }
    let mut text = String::new();
    for part in texts {
        text.push_str(&part);
        text.push(UNIT_END);
    }
    text
}

/// Adds the rest of a word that the file holds apart.
pub(super) fn append(word: &mut String, rest: &str) {
    let apart = |text: &str| text.chars().flat_map(|letter| [letter, UNIT_END]).collect::<String>();
    match (word.contains(UNIT_END), rest.contains(UNIT_END)) {
        (true, false) => word.push_str(&apart(rest)),
        (false, true) => *word = apart(word) + rest,
        _ => word.push_str(rest),
    }
}

fn is_mark(text: &str) -> bool {
    text.chars().all(is_combining_mark)
}

pub(super) fn is_rtl_letter(letter: char) -> bool {
    matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && !matches!(letter, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{640}')
        && !is_combining_mark(letter)
}

fn is_ltr_letter(letter: char) -> bool {
    letter.is_alphabetic() && !is_rtl_letter(letter)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Direction {
    Left,
    Right,
    Number,
    Neutral,
}

/// Returns the text of a line in the order of reading, from its words from left to right. `is_rtl`
/// is the direction of its block.
pub(super) fn logical(words: &[&str], is_rtl: bool) -> String {
    if !is_rtl && !words.iter().any(|word| word.chars().any(is_rtl_letter)) {
        return words.join(" ");
    }
    let mut units: Vec<(String, Direction)> = Vec::new();
    for (n, word) in words.iter().enumerate() {
        if n > 0 {
            units.push((" ".to_owned(), Direction::Neutral));
        }
        if word.contains(UNIT_END) {
            units.extend(word.split_terminator(UNIT_END).map(|part| (part.to_owned(), direction(part))));
        } else {
            let mut parts: Vec<String> = Vec::new();
            for letter in word.chars() {
                match parts.last_mut() {
                    Some(last) if is_combining_mark(letter) => last.push(letter),
                    _ => parts.push(letter.to_string()),
                }
            }
            units.extend(parts.into_iter().map(|part| {
                let direction = direction(&part);
                (part, direction)
            }));
        }
    }
    join_numbers(&mut units);
    let base = if is_rtl { Direction::Right } else { Direction::Left };
    resolve(&mut units, base);

    // What is read against the base is turned within itself; in a line from the right, all is.
    let mut ordered: Vec<&(String, Direction)> = units.iter().collect();
    if is_rtl {
        ordered.reverse();
        turn_runs(&mut ordered, |direction| matches!(direction, Direction::Left | Direction::Number));
    } else {
        turn_runs(&mut ordered, |direction| direction == Direction::Right);
    }
    let text: String = ordered.iter().map(|unit| unit.0.as_str()).collect();
    if is_rtl { mirrored(&text) } else { text }
}

fn direction(part: &str) -> Direction {
    match part.chars().next() {
        Some(letter) if is_rtl_letter(letter) => Direction::Right,
        Some(letter) if letter.is_numeric() => Direction::Number,
        Some(letter) if is_ltr_letter(letter) => Direction::Left,
        _ => Direction::Neutral,
    }
}

/// Makes signs inside and at numbers part of them: `2,027`, `12:30`, `38%`, `-5`.
fn join_numbers(units: &mut [(String, Direction)]) {
    for at in 0..units.len() {
        let sign = units[at].0.chars().next().unwrap_or(' ');
        let is_number = |at: Option<usize>| at.and_then(|at| units.get(at)).is_some_and(|unit| unit.1 == Direction::Number);
        let (before, after) = (is_number(at.checked_sub(1)), is_number(Some(at + 1)));
        let joins = match sign {
            '.' | ',' | ':' | '/' | '\u{66b}' | '\u{66c}' | '-' | '–' => before && after,
            '%' | '٪' | '$' | '€' | '£' | '₪' | '°' | '+' => before || after,
            _ => false,
        };
        if joins {
            units[at].1 = Direction::Number;
        }
    }
}

/// Gives neutral signs the direction of both their sides if they agree, else that of the line.
fn resolve(units: &mut [(String, Direction)], base: Direction) {
    let mut at = 0;
    while at < units.len() {
        if units[at].1 != Direction::Neutral {
            at += 1;
            continue;
        }
        let end = (at..units.len()).find(|end| units[*end].1 != Direction::Neutral).unwrap_or(units.len());
        let side = |unit: Option<&(String, Direction)>| match unit.map(|unit| unit.1) {
            // A number goes with the text around it.
            Some(Direction::Number) | None => base,
            Some(direction) => direction,
        };
        let (before, after) = (side(at.checked_sub(1).and_then(|at| units.get(at))), side(units.get(end)));
        let direction = if before == after { before } else { base };
        units[at..end].iter_mut().for_each(|unit| unit.1 = direction);
        at = end;
    }
}

fn turn_runs(units: &mut [&(String, Direction)], is_turned: impl Fn(Direction) -> bool) {
    let mut at = 0;
    while at < units.len() {
        if !is_turned(units[at].1) {
            at += 1;
            continue;
        }
        let end = (at..units.len()).find(|end| !is_turned(units[*end].1)).unwrap_or(units.len());
        units[at..end].reverse();
        at = end;
    }
}

/// Turns brackets, if the line has a closing one before any opening one: some files hold them as
/// they are seen.
fn mirrored(text: &str) -> String {
    let first = text.chars().find(|sign| "()[]{}«»".contains(*sign));
    if !first.is_some_and(|sign| ")]}".contains(sign)) {
        return text.to_owned();
    }
    let turned = |sign| match sign {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        _ => sign,
    };
    text.chars().map(turned).collect()
}

/// Returns whether most letters of the words are read from the right.
pub(super) fn is_rtl<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let (mut right, mut left) = (0_usize, 0_usize);
    for letter in words.flat_map(str::chars) {
        right += usize::from(is_rtl_letter(letter));
        left += usize::from(is_ltr_letter(letter));
    }
    right > left
}
