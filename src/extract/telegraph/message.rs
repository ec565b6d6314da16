//! The parts of a message, and what both forms state in the same way.

use crate::article::{Draft, Hold, NewsTime, TimeOrigin};
use crate::error::ProblemKind;
use crate::extract::Finding;
use crate::extract::date::{self, Customs};
use crate::extract::status;

/// Begins the text.
pub(super) const START_OF_TEXT: char = '\u{2}';

/// Ends the text.
const END_OF_TEXT: char = '\u{3}';

/// Ends a message.
const END_OF_TRANSMISSION: char = '\u{4}';

/// The parts of a message.
pub(super) struct Message<'t> {
    pub(super) header: &'t str,
    pub(super) text: &'t str,
    /// What follows the text: the time.
    pub(super) tail: &'t str,
}

impl Message<'_> {
    /// Cuts what follows the sign of the beginning; `None` if no text begins in it.
    pub(super) fn of(message: &str) -> Option<Message<'_>> {
        let (header, rest) = message.split_once(START_OF_TEXT)?;
        let (text, tail) =
            rest.split_once(END_OF_TEXT).unwrap_or_else(|| rest.split_once(END_OF_TRANSMISSION).unwrap_or((rest, "")));
        Some(Message { header, text, tail })
    }
}

/// Returns the time that these parts state, and adds a finding if there is no such time. `zone` is
/// the name behind it. A year has two digits; the first wires in these forms are of the 1970s.
pub(super) fn time((year, month, day): (u8, u8, u8), time: &str, zone: &str, findings: &mut Vec<Finding>) -> Option<NewsTime> {
    let century = if year >= 70 { 1900 } else { 2000 };
    let (hour, minute) = time.split_at_checked(2)?;
    let is_utc = ["GMT", "UTC", "UT", "Z"].iter().any(|name| zone.eq_ignore_ascii_case(name));
    let iso = format!("{:04}-{month:02}-{day:02}T{hour}:{minute}:00{}", century + u16::from(year), if is_utc { "Z" } else { "" });
    let read = NewsTime::parse(&iso, TimeOrigin::Field);
    let in_zone = || date::of_field(&format!("{iso} {}", zone.to_uppercase()), TimeOrigin::Field, &Customs::default()).time;
    if !is_utc && let Some(time) = in_zone().filter(|time| time.offset_seconds.is_some()) {
        return Some(time);
    }
    if read.is_none() {
        findings.push(unread(&iso));
    } else if !is_utc && !zone.is_empty() {
        let message = format!("the time zone `{zone}` is not known; the time is read without it");
        findings.push(Finding { byte: None, kind: ProblemKind::Date, message });
    }
    read
}

/// The finding for a time that cannot be read.
pub(super) fn unread(stated: &str) -> Finding {
    let shown: String = stated.trim().chars().take(60).collect();
    Finding { byte: None, kind: ProblemKind::Date, message: format!("`{shown}` is not a date that can be read") }
}

/// Returns the lines of a text without control characters.
pub(super) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(|line| line.chars().filter(|c| *c == '\t' || !c.is_control()).collect::<String>().trim_end().to_owned())
}

/// Returns the names in a line that says to be a byline; `None` if it does not.
pub(super) fn byline(line: &str) -> Option<Vec<String>> {
    const PREFIXES: [&str; 10] = ["By ", "BY ", "Von ", "VON ", "Par ", "PAR ", "Por ", "POR ", "Di ", "DI "];
    let line = line.trim();
    let is_byline = PREFIXES.iter().any(|prefix| {
        line.strip_prefix(prefix).is_some_and(|rest| rest.trim_start().starts_with(char::is_uppercase) || rest.contains(' '))
    });
    is_byline.then(|| crate::extract::byline::people(line)).filter(|people| !people.is_empty())
}

/// Returns what the lines above the headline say of an embargo: its end if it can be read, and nothing if it is stated without one. `None` if
/// no line states an embargo.
pub(super) fn embargo<'l>(lines: impl Iterator<Item = &'l str>) -> Option<Option<NewsTime>> {
    const BEGINNINGS: [&str; 14] = [
        "sperrfrist",
        "achtung: sperrfrist",
        "achtung, sperrfrist",
        "embargo:",
        "embargo until",
        "embargo jusqu",
        "embargo hasta",
        "sous embargo",
        "embargoed",
        "hold for release",
        "for release",
        "not for release before",
        "not for publication before",
        "strictly embargoed",
    ];
    let stated = lines.map(|line| line.trim_start_matches(|c: char| !c.is_alphabetic())).find(|line| {
        let lower = line.to_lowercase();
        BEGINNINGS.iter().any(|beginning| lower.starts_with(beginning)) && !lower.contains("immediate")
    })?;
    Some(date::in_text(stated, TimeOrigin::Text, &Customs::default()).time)
}

/// Notes an embargo in a draft. One whose end cannot be read counts as one that does not end.
pub(super) fn note_embargo(draft: &mut Draft, stated: Option<Option<NewsTime>>) {
    if let Some(until) = stated {
        status::note(draft, Some(Hold::Embargoed), until, Vec::new());
    }
}

/// Returns what both forms state in the same way.
pub(super) fn draft(title: Option<String>, body: String, bylines: Vec<String>, published: Option<NewsTime>) -> Draft {
    Draft { title: title.filter(|title| !title.is_empty()), body, bylines, published, ..Draft::default() }
}
