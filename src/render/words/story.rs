//! The copies of an article, in words.

use super::article::TitleLine;
use crate::article::Article;
use crate::render::text::style::{count, spaces_collapsed};
use crate::search::{NearCopy, Story};
use crate::story::TextStretch;

/// Maximum copies of an article that are listed. The JSON output has all that were compared.
pub(crate) const COPIES_LISTED: usize = 5;

/// Maximum characters shown of what was added or cut.
const MAX_SHOWN_CHARS: usize = 80;

/// Returns how many copies there are; `None` if there are none.
pub(crate) fn heading(story: &Story) -> Option<String> {
    let not_matching = match story.n_not_matching {
        0 => String::new(),
        1 => "1 that does not match".to_owned(),
        n => format!("{n} that do not match"),
    };
    match (story.n_copies, story.n_not_matching) {
        (0, 0) => None,
        (0, _) => Some(format!("also printed in {not_matching}")),
        (n, 0) => Some(format!("also printed in {}", count(n as u64, "article"))),
        (n, _) => Some(format!("also printed in {}, and {not_matching}", count(n as u64, "article"))),
    }
}

/// Returns how many copies are not listed; `None` if all are.
pub(crate) fn more(story: &Story) -> Option<String> {
    let n_more = story.n_copies - story.copies.len().min(COPIES_LISTED);
    (n_more > 0).then(|| format!("and {n_more} more"))
}

/// Returns the title line of a copy, its headline if it differs, and how its text differs. All is on one line.
pub(crate) fn line(copy: &NearCopy, lead: &Article) -> String {
    let mut parts = vec![TitleLine::of(&copy.article).line()];
    if copy.article.title.text != lead.title.text {
        parts.push(format!("as “{}”", spaces_collapsed(&copy.article.title.text)));
    }
    parts.push(changes(copy, lead));
    parts.join("; ")
}

/// Returns what a copy added and cut.
pub(crate) fn changes(copy: &NearCopy, lead: &Article) -> String {
    let Some(difference) = &copy.difference else { return "too long to be compared".to_owned() };
    // Only the longest stretch is shown, of what was cut and of what was added.
    let longer = |one: TextStretch, other: TextStretch| if other.n_words > one.n_words { other } else { one };
    let counted = |verb: &str, longest: Option<TextStretch>, n_words: usize, text: &str| {
        let words = count(n_words as u64, "word");
        Some(format!("{words} {verb}: “{}”", shortened(longest?.span.slice(text))))
    };
    let cut = counted("cut", difference.cut().reduce(longer), difference.n_cut(), &lead.body);
    let added = counted("added", difference.added().reduce(longer), difference.n_added(), &copy.article.body);
    let changes: Vec<String> = cut.into_iter().chain(added).collect();
    if changes.is_empty() { "the same words".to_owned() } else { changes.join("; ") }
}

fn shortened(text: &str) -> String {
    let text = spaces_collapsed(text);
    match text.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("{} …", text[..end].rsplit_once(' ').map_or(&text[..end], |(words, _)| words)),
        None => text,
    }
}
