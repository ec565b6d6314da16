//! Conditions as services type them: dates and lengths.

use super::service::{DayOrder, Service};
use crate::query::chars::shown;
use crate::query::date;
use crate::query::{Filter, Query, QueryProblem, Today};
use crate::span::Span;

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Is,
    After,
    From,
    Before,
    To,
}

impl Comparison {
    /// Returns the comparison that a word or sign means.
    pub(super) fn parse(text: &str) -> Option<Comparison> {
        Some(match text.to_ascii_lowercase().as_str() {
            "=" | "is" | "on" => Comparison::Is,
            ">" | "aft" | "after" | "gtr" => Comparison::After,
            ">=" | "geq" | "from" => Comparison::From,
            "<" | "bef" | "before" | "lss" => Comparison::Before,
            "<=" | "leq" | "to" => Comparison::To,
            _ => return None,
        })
    }

    fn sign(self) -> &'static str {
        match self {
            Comparison::Is => "",
            Comparison::After => ">",
            Comparison::From => ">=",
            Comparison::Before => "<",
            Comparison::To => "<=",
        }
    }
}

/// Reads the words of a condition on the date: `aft 1/2/2024`, `from 20240101 to 20240301`, `geq 2023 and leq 2024`. Returns the query, and notes.
pub(super) fn of_date(
    service: &Service,
    words: &[String],
    span: Span,
    today: Today,
) -> Result<(Query, Vec<QueryProblem>), QueryProblem> {
    let wrong = |message: String| {
        QueryProblem::error(span, message).hint("type the date as year, month and day: `20240325`, `2024-03` or `2024`")
    };
    let mut notes = Vec::new();
    let mut filters: Vec<(Comparison, Filter)> = Vec::new();
    let mut comparison = Comparison::Is;
    let mut rest = words;
    while let [word, tail @ ..] = rest {
        rest = tail;
        if matches!(word.to_ascii_lowercase().as_str(), "and" | "&") {
            continue;
        }
        if let Some(compared) = Comparison::parse(word) {
            comparison = compared;
            continue;
        }
        // `>=2020` and `20200101-20201231`
        let n_signs = word.bytes().take_while(|byte| matches!(byte, b'<' | b'>' | b'=')).count();
        let (sign, value) = word.split_at(n_signs);
        let value = if n_signs > 0 {
            comparison = Comparison::parse(sign).ok_or_else(|| wrong(format!("`{sign}` is no comparison")))?;
            value
        } else {
            word.as_str()
        };
        let is_day = |text: &str| matches!(text.len(), 4 | 6 | 8) && text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some((from, to)) = value.split_once('-').filter(|(from, to)| is_day(from) && is_day(to) && from.len() == to.len())
        {
            filters.push((Comparison::From, of_one(service, from, Comparison::From, today, &mut notes, span).map_err(wrong)?));
            filters.push((Comparison::To, of_one(service, to, Comparison::To, today, &mut notes, span).map_err(wrong)?));
            continue;
        }
        // `jan 5, 2024`
        let (value, used) = with_month_name(value, rest);
        rest = &rest[used..];
        filters.push((comparison, of_one(service, &value, comparison, today, &mut notes, span).map_err(wrong)?));
        comparison = Comparison::Is;
    }
    if filters.is_empty() {
        return Err(wrong("a condition on the date needs a date".to_owned()));
    }
    if filters.len() > 1 && filters.iter().all(|(comparison, _)| *comparison == Comparison::Is) {
        return Ok((Query::Or(filters.into_iter().map(|(_, filter)| Query::Filter(filter)).collect()), notes));
    }
    together(filters.into_iter().map(|(_, filter)| filter)).map(|query| (query, notes)).map_err(wrong)
}

/// Returns the condition that all these dates make together.
fn together(filters: impl Iterator<Item = Filter>) -> Result<Query, String> {
    let (mut first, mut last) = (None, None);
    for filter in filters {
        let Filter::Published { from, to } = filter else { continue };
        first = first.or(from);
        last = to.or(last);
    }
    if let (Some(from), Some(to)) = (first, last)
        && from.first_day() > to.last_day()
    {
        return Err(format!("{from} is after {to}"));
    }
    Ok(Query::Filter(Filter::Published { from: first, to: last }))
}

fn of_one(
    service: &Service,
    value: &str,
    comparison: Comparison,
    today: Today,
    notes: &mut Vec<QueryProblem>,
    span: Span,
) -> Result<Filter, String> {
    let (day, is_swappable) = iso(value).ok_or_else(|| format!("`{}` is no date", shown(value)))?;
    if is_swappable {
        match service.day_order {
            DayOrder::MonthFirst => {
                let message = format!("`{}` is read with the month first, as in the United States: {day}", shown(value));
                notes.push(QueryProblem::note(span, message));
            }
            DayOrder::Unknown => {
                return Err(format!("`{}` has the month first or the day, by a setting of {}", shown(value), service.name));
            }
        }
    }
    let (from, to) = date::range(&format!("{}{day}", comparison.sign()), today)?;
    Ok(Filter::Published { from, to })
}

/// Returns `5 jan 2024` as one text, if words are a date with the name of a month, and the number of words used of the rest.
fn with_month_name(value: &str, rest: &[String]) -> (String, usize) {
    let number = |text: &String| text.trim_end_matches(',').parse::<u32>().ok();
    let Some(month) = month(value) else { return (value.to_owned(), 0) };
    match rest {
        [day, year, ..] if number(day).is_some_and(|day| day <= 31) && number(year).is_some_and(|year| year > 999) => {
            let (day, year) = (number(day).unwrap_or(0), number(year).unwrap_or(0));
            (format!("{year:04}-{month:02}-{day:02}"), 2)
        }
        [year, ..] if number(year).is_some_and(|year| year > 999) => (format!("{:04}-{month:02}", number(year).unwrap_or(0)), 1),
        _ => (value.to_owned(), 0),
    }
}

fn month(name: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let first = name.get(..3)?;
    MONTHS.iter().position(|month| *month == first).map(|place| place + 1)
}

/// Returns a date as ISO 8601 has it, and whether day and month could be taken for each other.
fn iso(value: &str) -> Option<(String, bool)> {
    let numbers: Vec<&str> = value.split(['/', '-', '.']).collect();
    if !numbers.iter().all(|number| !number.is_empty() && number.len() <= 8 && number.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let two = |number: &str| number.parse::<u32>().ok().filter(|number| *number <= 31);
    Some(match numbers.as_slice() {
        [day] if day.len() == 8 => (format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]), false),
        [month] if month.len() == 6 => (format!("{}-{}", &month[..4], &month[4..]), false),
        [year] if year.len() == 4 => ((*year).to_owned(), false),
        [month, year] if year.len() == 4 => (format!("{year}-{:02}", two(month)?), false),
        [year, month] if year.len() == 4 => (format!("{year}-{:02}", two(month)?), false),
        [year, month, day] if year.len() == 4 => (format!("{year}-{:02}-{:02}", two(month)?, two(day)?), false),
        [one, other, year] if year.len() == 4 => {
            let (one, other) = (two(one)?, two(other)?);
            match one > 12 {
                true => (format!("{year}-{other:02}-{one:02}"), false),
                false => (format!("{year}-{one:02}-{other:02}"), other <= 12 && one != other),
            }
        }
        _ => return None,
    })
}

/// Reads the words of a condition on the length: `> 500`, `>500`.
pub(super) fn of_length(words: &[String], span: Span) -> Result<Query, QueryProblem> {
    let text: String =
        words.iter().map(|word| Comparison::parse(word).map_or_else(|| word.clone(), |it| it.sign().to_owned())).collect();
    let n_signs = text.bytes().take_while(|byte| matches!(byte, b'<' | b'>' | b'=')).count();
    let (sign, number) = text.split_at(n_signs);
    let wrong =
        || QueryProblem::error(span, format!("`{}` is no length", shown(&text))).hint("type a number of words behind `>` or `<`");
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let (min, max) = match sign {
        "" | "=" => (Some(number), Some(number)),
        ">" => (Some(number.checked_add(1).ok_or_else(wrong)?), None),
        ">=" => (Some(number), None),
        "<" => (None, Some(number.checked_sub(1).ok_or_else(wrong)?)),
        "<=" => (None, Some(number)),
        _ => return Err(wrong()),
    };
    Ok(Query::Filter(Filter::Words { min, max }))
}
