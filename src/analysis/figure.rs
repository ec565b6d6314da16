//! Figures: numbers in the ways in which languages write them.
//!
//! Whatever the language, a number is one word. Its exact form leaves out the signs that only group digits: commas, apostrophes and spaces
//! that do not break. A point or comma before decimals stays. One point before three digits groups them in German and not in English, so
//! it is the stem that decides.

use std::borrow::Cow;

use super::fold::fold_into;

/// A number in a text.
pub(super) struct Figure {
    /// Where it ends, with the unit that is written to it: `4.5bn`.
    pub(super) end: usize,
    /// Where the sign before its decimals stands, from its first digit.
    pub(super) decimals: Option<usize>,
}

/// Returns the number of several parts that begins with the run of word characters up to `run_end`. `None` if it is no number, or that run
/// alone.
pub(super) fn at(text: &str, start: usize, run_end: usize) -> Option<Figure> {
    let first = &text[start..run_end];
    if !is_digits(first) || ends_in_part(&text[..start]) {
        return None;
    }
    if let Some(end) = decade_end(text, run_end) {
        return Some(Figure { end, decimals: None });
    }
    let groups_end = groups_end(text, start, run_end);
    let (end, decimals) = match decimals_end(text, groups_end) {
        Some(end) => (end, Some(groups_end - start)),
        None => (groups_end, None),
    };
    if end == run_end {
        return None;
    }
    Some(Figure { end: unit_end(text, end), decimals })
}

/// Appends the exact form of a number to `exact`.
pub(super) fn push(written: &str, decimals: Option<usize>, exact: &mut String) {
    let (whole, rest) = written.split_at_checked(decimals.unwrap_or(written.len())).unwrap_or((written, ""));
    let is_kept = |letter: &char| letter.is_alphanumeric();
    let mut kept: String = whole.chars().filter(is_kept).collect();
    kept.extend(rest.chars().next());
    kept.extend(rest.chars().skip(1).filter(is_kept));
    fold_into(&kept, exact);
}

/// Returns the stem of a number's exact form in a language: with a point before decimals, and without one before thousands.
pub(super) fn stem<'w>(exact: &'w str, language: &str) -> Cow<'w, str> {
    let Some(at) = exact.find(['.', ',']).filter(|_| has_decimal_comma(language)) else { return Cow::Borrowed(exact) };
    let (whole, rest) = exact.split_at(at);
    let behind = &rest[1..];
    let n_digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    if rest.starts_with('.') && n_digits == 3 && whole.len() <= 3 && !whole.starts_with('0') {
        return Cow::Owned(format!("{whole}{behind}"));
    }
    Cow::Owned(format!("{whole}.{behind}"))
}

/// Returns whether a language writes a comma before decimals.
fn has_decimal_comma(language: &str) -> bool {
    const LANGUAGES: [&str; 41] = [
        "af", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu", "hy", "id",
        "is", "it", "ka", "kk", "lt", "lv", "mk", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
        "vi",
    ];
    LANGUAGES.contains(&language)
}

/// Returns whether a text ends in a digit and a sign. What follows is then a later part of a date, a version or a list.
fn ends_in_part(before: &str) -> bool {
    before.strip_suffix(['.', ',']).is_some_and(|before| before.ends_with(|letter: char| letter.is_ascii_digit()))
}

/// Returns the end of a decade whose `s` stands behind an apostrophe: `1990’s`.
fn decade_end(text: &str, digits_end: usize) -> Option<usize> {
    let rest = text[digits_end..].strip_prefix(['\'', '’'])?;
    let after = rest.strip_prefix('s')?;
    (!after.starts_with(char::is_alphanumeric)).then_some(text.len() - after.len())
}

/// Returns the end of the groups of three digits behind the first digits. One sign groups all. One group behind a point may be decimals, so
/// it takes two, or a comma behind it.
fn groups_end(text: &str, start: usize, digits_end: usize) -> usize {
    let Some(sign) = text[digits_end..].chars().next() else { return digits_end };
    let n_first = digits_end - start;
    let is_grouping = match sign {
        ',' => true,
        '.' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}' => n_first <= 3,
        _ => false,
    };
    if !is_grouping {
        return digits_end;
    }
    let (mut end, mut n_groups) = (digits_end, 0);
    // Of a number in lakhs and crores, all groups but the last have two digits: `1,00,000`.
    if let Some(lakhs_end) = lakhs_end(text, digits_end).filter(|_| sign == ',' && n_first <= 2) {
        return lakhs_end;
    }
    while let Some(rest) = text[end..].strip_prefix(sign)
        && n_digits(rest) == 3
    {
        end += sign.len_utf8() + 3;
        n_groups += 1;
    }
    let is_part = text[end..].strip_prefix(sign).is_some_and(|rest| n_digits(rest) > 0);
    let are_decimals = sign == '.' && n_groups < 2 && !text[end..].starts_with(',');
    if is_part || are_decimals { digits_end } else { end }
}

fn lakhs_end(text: &str, digits_end: usize) -> Option<usize> {
    let mut end = digits_end;
    while let Some(rest) = text[end..].strip_prefix(',') {
        match n_digits(rest) {
            2 => end += 3,
            3 if end > digits_end => return Some(end + 4),
            _ => return None,
        }
    }
    None
}

/// Returns the end of the decimals behind a point or comma at `at`. Behind a comma there are one or two: three are a group.
fn decimals_end(text: &str, at: usize) -> Option<usize> {
    let sign = text[at..].chars().next().filter(|sign| matches!(sign, '.' | ','))?;
    let rest = &text[at + 1..];
    let n = n_digits(rest);
    let is_number = if sign == '.' { n > 0 } else { n == 1 || n == 2 };
    let behind = &rest[n..];
    // `1.5.2024`, `10.0.0.1` and `1,2,3` are several words.
    let is_last = behind.strip_prefix(['.', ',']).is_none_or(|behind| n_digits(behind) == 0);
    (is_number && is_last).then_some(at + 1 + n)
}

/// Returns the end of the letters behind a number.
fn unit_end(text: &str, end: usize) -> usize {
    end + text[end..].bytes().take_while(u8::is_ascii_alphanumeric).count()
}

fn n_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn is_digits(run: &str) -> bool {
    run.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_group_digits_in_their_own_way() {
        assert_eq!(stem("1.000", "de"), "1000");
        assert_eq!(stem("1.000", "en"), "1.000");
        assert_eq!(stem("4,5", "de"), "4.5");
        assert_eq!(stem("4,5", "en"), "4,5");
        assert_eq!(stem("4.5bn", "de"), "4.5bn");
        assert_eq!(stem("0.125", "fr"), "0.125");
        assert_eq!(stem("1.500m", "sv"), "1500m");
    }
}
