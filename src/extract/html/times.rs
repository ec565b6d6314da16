//! Days in URLs.

use crate::article::{NewsTime, TimeOrigin};

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

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// In a URL, a number counts as a year only if the web existed then.
fn is_year(part: &str) -> bool {
    part.len() == 4 && part.parse().is_ok_and(|year: u16| (1990..2100).contains(&year))
}

fn day_of(year: &str, month: usize, day: &str, origin: TimeOrigin) -> Option<NewsTime> {
    NewsTime::parse(&format!("{year}-{month:02}-{day:0>2}"), origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_url(url: &str, shown: &str) {
        assert_eq!(in_url(url).map_or(String::new(), |time| time.to_string()), shown, "for {url}");
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
