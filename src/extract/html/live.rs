//! Live blogs: each update is a passage with its own time.
//!
//! Pages state the updates of a live blog in JSON-LD, with time, headline and text. Each becomes paragraphs: the time on a line of its own,
//! the headline, the text. The page's text is used for what stands above the updates, and if it holds many more of them than JSON-LD.

use std::collections::HashMap;

use super::linked_data::Update;
use super::paragraphs::{holds_most_of, paragraphs_of};
use crate::article::TimeOrigin;
use crate::extract::date::{self, Customs};
use crate::extract::line::fold;

/// Returns the text of a live blog: `found`, the text of the page, with the time of each update above it; `None` without updates.
pub(super) fn body(found: &str, updates: &[Update]) -> Option<String> {
    if updates.is_empty() {
        return None;
    }
    let updates: Vec<Passage> = updates.iter().map(Passage::of).collect();
    let stated: Vec<&str> = updates.iter().flat_map(|update| update.lines()).collect();
    let stated = stated.join("\n\n");
    // The update that begins with each paragraph.
    let mut beginnings: HashMap<String, usize> = HashMap::new();
    for (idx, update) in updates.iter().enumerate() {
        for line in update.headline.iter().chain(update.paragraphs.first()) {
            beginnings.entry(beginning(line)).or_insert(idx);
        }
    }
    let is_long = holds_most_of(&stated, found);
    let mut body: Vec<&str> = Vec::new();
    let mut last = None;
    for paragraph in found.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
        let update = beginnings.get(&beginning(paragraph)).copied();
        if let Some(update) = update {
            if is_long {
                break;
            }
            if last != Some(update) {
                body.extend(updates[update].time.as_deref());
            }
            last = Some(update);
        }
        body.push(paragraph);
    }
    if is_long {
        // Without an update in it, the page's text is what stands above them, unless it is most of it.
        let n_bytes: usize = body.iter().map(|paragraph| paragraph.len()).sum();
        if n_bytes * 2 > stated.len() && last.is_none() && body.len() > MAX_INTRODUCTION {
            body.truncate(MAX_INTRODUCTION);
        }
        body.push(&stated);
    }
    Some(body.join("\n\n"))
}

/// Maximum number of paragraphs above the updates if none of them is found on the page.
const MAX_INTRODUCTION: usize = 12;

/// An update as it is written into the body.
struct Passage {
    time: Option<String>,
    headline: Option<String>,
    paragraphs: Vec<String>,
}

impl Passage {
    fn of(update: &Update) -> Passage {
        let mut paragraphs = update.body.as_deref().map(paragraphs_of).unwrap_or_default();
        let headline = update.headline.as_deref().map(|headline| paragraphs_of(headline).join(" "));
        if headline.as_deref().is_some_and(|headline| paragraphs.first().is_some_and(|first| fold(first) == fold(headline))) {
            paragraphs.remove(0);
        }
        Passage { time: update.published.as_deref().and_then(time_line), headline, paragraphs }
    }

    fn lines(&self) -> impl Iterator<Item = &str> {
        self.time.iter().chain(&self.headline).chain(&self.paragraphs).map(String::as_str)
    }
}

/// Returns a stated time as a line: `2024-05-03 14:05 +02:00`, without a zone if it states none.
fn time_line(stated: &str) -> Option<String> {
    let time = date::of_field(stated, TimeOrigin::Field, &Customs::default()).time?.to_string();
    let Some((day, clock)) = time.split_once('T') else { return Some(time) };
    let minutes = clock.get(..5)?;
    let zone = clock.find(['Z', '+', '-']).map_or("", |at| &clock[at..]);
    let zone = if zone == "Z" { "UTC" } else { zone };
    Some(format!("{day} {minutes} {zone}").trim_end().to_owned())
}

/// Returns the first letters of a paragraph, by which it is recognised.
fn beginning(paragraph: &str) -> String {
    const CHARS: usize = 60;
    fold(paragraph).chars().take(CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(time: &str, headline: &str, body: &str) -> Update {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Update { headline: some(headline), published: some(time), body: some(body) }
    }

    #[test]
    fn each_update_has_its_time_above_it() {
        let updates = [
            update("2024-05-03T14:05:00+02:00", "The ferry sails", "<p>The ferry left at two.</p><p>It was full.</p>"),
            update("2024-05-03T11:30:00Z", "", "Fog lifts.\nThe sound is clear."),
            update("", "Doors open", ""),
        ];
        let stated = "2024-05-03 14:05 +02:00\n\nThe ferry sails\n\nThe ferry left at two.\n\nIt was full.\n\n2024-05-03 11:30 UTC\n\nFog lifts.\n\nThe sound is clear.\n\nDoors open";
        assert_eq!(body("", &updates), Some(stated.to_owned()));
        assert_eq!(
            body("What we know.\n\nThe ferry sails\n\nThe ferry left at two.", &updates),
            Some(format!("What we know.\n\n{stated}"))
        );
        assert_eq!(body("What we know.", &[]), None);
    }

    #[test]
    fn the_page_may_hold_more_updates_than_are_stated() {
        let more = "It rained on the town for three days, said the mayor, and the river rose, as it does each spring. ".repeat(4);
        let found = format!("What we know.\n\nThe ferry sails\n\nThe ferry left at two.\n\nRain falls\n\n{more}");
        let updates = [update("2024-05-03T14:05", "The ferry sails", "")];
        let expected = found.replacen("The ferry sails", "2024-05-03 14:05\n\nThe ferry sails", 1);
        assert_eq!(body(&found, &updates), Some(expected));
    }
}
