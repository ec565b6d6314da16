//! What is said of the copies of an article.

use super::article::About;
use crate::article::Article;
use crate::render::text::style::{count, spaces_collapsed};
use crate::search::{Copy, Story};
use crate::story::Stretch;

/// So many copies of an article are listed; all that were compared are in the JSON output.
pub(crate) const COPIES_LISTED: usize = 5;

/// So much of what was added or cut is shown.
const MAX_SHOWN_CHARS: usize = 80;

/// Returns how many copies there are, in words; None where there is none.
pub(crate) fn heading(story: &Story) -> Option<String> {
    let not_matching = match story.n_not_matching {
        0 => String::new(),
        1 => "1 that does not match".to_owned(),
        n => format!("{n} that do not match"),
    };
    match (story.n_copies, story.n_not_matching) {
        (0, 0) => None,
        (0, _) => Some(format!("printed also in {not_matching}")),
        (n, 0) => Some(format!("printed also in {}", count(n as u64, "article"))),
        (n, _) => Some(format!("printed also in {}, and {not_matching}", count(n as u64, "article"))),
    }
}

/// Returns how many copies are not listed, in words.
pub(crate) fn more(story: &Story) -> Option<String> {
    let n_more = story.n_copies - story.copies.len().min(COPIES_LISTED);
    (n_more > 0).then(|| format!("and {n_more} more"))
}

/// Returns what a copy is known by, its headline where that is another one, and how its text differs. Text as it is in the articles, but on
/// one line.
pub(crate) fn line(copy: &Copy, lead: &Article) -> String {
    let mut parts = vec![About::new(&copy.article).line()];
    if copy.article.title.text != lead.title.text {
        parts.push(format!("as “{}”", spaces_collapsed(&copy.article.title.text)));
    }
    parts.push(changes(copy, lead));
    parts.join("; ")
}

/// Returns what a copy added and cut, in words.
pub(crate) fn changes(copy: &Copy, lead: &Article) -> String {
    let Some(difference) = &copy.difference else { return "too long to be compared".to_owned() };
    // Of what was cut or added the longest stretch is shown.
    let longer = |one: Stretch, other: Stretch| if other.n_words > one.n_words { other } else { one };
    let counted = |verb: &str, longest: Option<Stretch>, n_words: usize, text: &str| {
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
