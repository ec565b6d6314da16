//! Times as pages write them, and days in URLs.

use crate::article::{NewsTime, Precision, TimeOrigin};

/// Returns the time that `text` states: in a form that [`NewsTime::parse`] reads, as a count of
/// seconds or milliseconds, as a day before other text (`2024-03-25T10:00 Uhr`), or as
/// `25.03.2024`. `None` for the placeholders of templates.
pub(super) fn stated(text: &str, origin: TimeOrigin) -> Option<NewsTime> {
    let text = text.trim();
    let time = NewsTime::parse(text, origin)
        .or_else(|| unix(text, origin))
        .or_else(|| NewsTime::parse(text.get(..10)?, origin).filter(|time| time.precision == Precision::Day))
        .or_else(|| dotted(text, origin))?;
    (time.seconds != 0 && time.seconds > EARLIEST).then_some(time)
}

/// Returns the time that an element shows to readers: as in [`stated`], or else the first day
/// written out in it, as in `Posted on Monday, March 25th, 2024 by Ana Ruiz` or `25 de marzo de
/// 2024`.
///
/// Days between slashes are read if only one reading is a valid day: `25/03/2024`, but not
/// `03/04/2024`.
pub(super) fn shown(text: &str, origin: TimeOrigin) -> Option<NewsTime> {
    const FILLERS: [&str; 5] = ["de", "of", "del", "den", "d"];
    stated(text, origin).or_else(|| {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !FILLERS.contains(word));
        let words: Vec<&str> = words.collect();
        words.windows(3).find_map(|window| {
            let [first, second, third] = *window else { return None };
            let (year, month, day) = match (month(first), month(second)) {
                (_, Some(month)) if is_year_of_press(third) => (third, month, number(first)?),
                (Some(month), _) if is_year_of_press(third) => (third, month, number(second)?),
                _ if is_year_of_press(first) => (first, number(second)?, number(third)?),
                _ if is_year_of_press(third) => match (number(first)?, number(second)?) {
                    (day, month) if month <= 12 && (day > 12 || text.contains('.')) => (third, month, day),
                    (month, day) if day > 12 => (third, month, day),
                    _ => return None,
                },
                _ => return None,
            };
            day_of(year, month, &day.to_string(), origin)
        })
    })
}

/// Returns the day in the path of `url`: `/2024/03/25/`, `/2024-03-25-`, `-20240325.`, `/2024/mar/25/`.
pub(crate) fn in_url(url: &str) -> Option<NewsTime> {
    let path = url.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let in_three = parts.windows(3).find_map(|window| {
        let [year, month, day] = window else { return None };
        let is_number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let month = match MONTHS.iter().position(|name| month.eq_ignore_ascii_case(name)) {
            Some(idx) => idx + 1,
            None if is_number(month) => month.parse().ok()?,
            None => return None,
        };
        (is_year(year) && is_number(day)).then(|| day_of(year, month, day, TimeOrigin::Url))?
    });
    in_three.or_else(|| {
        let compact = parts.iter().filter(|part| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit()));
        compact.filter(|part| is_year(&part[..4])).find_map(|part| NewsTime::parse(part, TimeOrigin::Url))
    })
}

/// The year 1600; there were no newspapers before.
const EARLIEST: i64 = -11_676_096_000;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// In a URL, a number counts as a year only if the web existed then.
fn is_year(part: &str) -> bool {
    part.len() == 4 && part.parse().is_ok_and(|year: u16| (1990..2100).contains(&year))
}

/// In a text, older years count too.
fn is_year_of_press(part: &str) -> bool {
    part.len() == 4 && part.parse().is_ok_and(|year: u16| (1600..2100).contains(&year))
}

/// Returns the month that a lower-case word names in one of the languages of western newspapers.
fn month(word: &str) -> Option<usize> {
    const BEGINNINGS: [&[&str]; 12] = [
        &["jan", "jän", "gen", "ene"],
        &["feb", "fév", "fev"],
        &["mar", "mär", "maa", "mrt"],
        &["apr", "abr", "avr"],
        &["may", "mai", "mei", "mag", "maj"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "aoû", "ago"],
        &["sep", "set"],
        &["oct", "okt", "out", "ott"],
        &["nov"],
        &["dec", "dez", "dic", "déc", "des"],
    ];
    BEGINNINGS.iter().position(|month| month.iter().any(|beginning| word.starts_with(beginning))).map(|idx| idx + 1)
}

/// Returns the number of a day or month, without an ordinal's ending: `25th`, `1er`.
fn number(word: &str) -> Option<usize> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    ((1..=2).contains(&digits.len()) && word.len() - digits.len() <= 2).then(|| digits.parse().ok())?
}

fn day_of(year: &str, month: usize, day: &str, origin: TimeOrigin) -> Option<NewsTime> {
    NewsTime::parse(&format!("{year}-{month:02}-{day:0>2}"), origin)
}

fn unix(text: &str, origin: TimeOrigin) -> Option<NewsTime> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = is_number.then(|| text.parse().ok())??;
    match text.len() {
        10 => NewsTime::from_unix(number, origin),
        13 => NewsTime::from_unix(number / 1000, origin),
        _ => None,
    }
}

/// `25.03.2024` and `25.3.2024, 10:00 Uhr`: with dots, the day comes first wherever it is written.
fn dotted(text: &str, origin: TimeOrigin) -> Option<NewsTime> {
    let mut parts = text.splitn(3, '.');
    let (day, month, rest) = (parts.next()?.trim(), parts.next()?.trim(), parts.next()?.trim());
    let year = rest.get(..4).filter(|_| !rest[4..].starts_with(|c: char| c.is_ascii_digit()))?;
    let are_numbers = [day, month, year].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    (are_numbers && day.len() <= 2).then(|| day_of(year, month.parse().ok()?, day, origin))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str) {
        let time = stated(text, TimeOrigin::Meta);
        assert_eq!(time.map_or(String::new(), |time| time.to_string()), shown, "for {text}");
    }

    #[track_caller]
    fn check_url(url: &str, shown: &str) {
        assert_eq!(in_url(url).map_or(String::new(), |time| time.to_string()), shown, "for {url}");
    }

    #[test]
    fn times_are_read_as_pages_write_them() {
        check(" 2024-03-25T10:00:00+01:00 ", "2024-03-25T10:00:00+01:00");
        check("1711360800", "2024-03-25T10:00:00Z");
        check("1711360800000", "2024-03-25T10:00:00Z");
        check("2024-03-25 um 10 Uhr", "2024-03-25");
        check("25.3.2024, 10:00 Uhr", "2024-03-25");
        check("25.03.2024", "2024-03-25");
    }

    #[test]
    fn days_are_found_in_what_readers_see() {
        for text in [
            "Posted on Monday, March 25th, 2024 by Ana Ruiz",
            "25 de marzo de 2024",
            "Stand: 25. März 2024, 10:00",
            "le 25/03/2024 à 10h",
            "03/25/2024",
            "Montag, 25.03.2024 | 10:00",
        ] {
            assert_eq!(
                shown(text, TimeOrigin::Element).map_or(String::new(), |time| time.to_string()),
                "2024-03-25",
                "for {text}"
            );
        }
        for text in ["03/04/2024", "2 weeks ago", "Seite 3 von 12 2024", "May we 2024"] {
            assert_eq!(shown(text, TimeOrigin::Element), None, "for {text}");
        }
    }

    #[test]
    fn placeholders_are_no_times() {
        for text in
            ["", "0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "0000000000", "25.03.20245", "..", "é.é.éééé", "31.02.2024"]
        {
            check(text, "");
        }
    }

    #[test]
    fn days_are_found_in_urls() {
        check_url("https://post.example/world/2024/03/25/rain.html", "2024-03-25");
        check_url("https://post.example/world/2024/mar/5/rain", "2024-03-05");
        check_url("https://post.example/rain-20240325.html?x=20200101", "2024-03-25");
        check_url("https://post.example/2024/03/rain-5", "");
        check_url("https://post.example/rain-98765432", "");
    }
}
