//! Atom and RSS.

use std::collections::HashSet;

use askama::Template;

use super::item::Feed;
use crate::render::html::escape::escape;

#[derive(Template)]
#[template(path = "feed.atom.xml")]
struct Atom<'f> {
    feed: &'f Feed,
}

#[derive(Template)]
#[template(path = "feed.rss.xml")]
struct Rss<'f> {
    feed: &'f Feed,
}

/// Returns a feed as Atom (RFC 4287); `None` if the template fails.
pub fn atom(feed: &Feed) -> Option<String> {
    Atom { feed }.render().ok()
}

/// Returns a feed as RSS 2.0; `None` if the template fails.
pub fn rss(feed: &Feed) -> Option<String> {
    Rss { feed }.render().ok()
}

const ENTRY: &str = "<entry>";
const ENTRY_END: &str = "</entry>";

/// Returns a feed as Atom with its items, then those of an older version of it, at most `n_items` in all. An item that is in both is written as
/// it is now. `None` if `older` is not a feed with this id that this function returned.
pub fn atom_continued(feed: &Feed, older: &str, n_items: usize) -> Option<String> {
    let now = atom(feed)?;
    // A feed of the same id begins with the same text, except for its time and title. No text in it contains a tag.
    let is_ours = |text: &str| text.starts_with("<?xml") && text.contains(&format!("<id>{}</id>", escape(&feed.id)));
    if !is_ours(older) || !older.trim_end().ends_with("</feed>") {
        return None;
    }
    let ids: HashSet<&str> = entries(&now).filter_map(id_of).collect();
    let kept = entries(older).filter(|entry| id_of(entry).is_some_and(|id| !ids.contains(id)));
    let kept = kept.take(n_items.saturating_sub(feed.items.len()));
    let (before, after) = now.rsplit_once("</feed>")?;
    let mut text = before.to_owned();
    for entry in kept {
        text.extend([entry, "\n"]);
    }
    text.extend(["</feed>", after]);
    Some(text)
}

fn entries(atom: &str) -> impl Iterator<Item = &str> {
    atom.match_indices(ENTRY).filter_map(|(start, _)| {
        let entry = &atom[start..];
        Some(&entry[..entry.find(ENTRY_END)? + ENTRY_END.len()])
    })
}

fn id_of(entry: &str) -> Option<&str> {
    Some(entry.split_once("<id>")?.1.split_once("</id>")?.0)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::render::feed::item::Item;

    fn feed(titles: &[&str]) -> Feed {
        let item = |title: &&str| Item {
            id: format!("urn:x:{title}"),
            title: format!("{title} </entry><entry><id>"),
            link: "urn:x".to_owned(),
            published: None,
            updated: Timestamp::UNIX_EPOCH,
            authors: Vec::new(),
            category: Some("a & b".to_owned()),
            summary: "<mark>x</mark>".to_owned(),
        };
        let items = titles.iter().map(item).collect();
        Feed {
            title: "T".to_owned(),
            id: "urn:feed".to_owned(),
            home: None,
            address: None,
            updated: Timestamp::UNIX_EPOCH,
            items,
        }
    }

    fn ids(atom: &str) -> String {
        entries(atom).filter_map(id_of).map(|id| id.trim_start_matches("urn:x:")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn older_items_stay_after_new_ones() {
        let first = atom(&feed(&["a", "b"])).unwrap();
        assert_eq!(ids(&first), "a b");
        let second = atom_continued(&feed(&["c"]), &first, 10).unwrap();
        assert_eq!(ids(&second), "c a b");
        assert_eq!(ids(&atom_continued(&feed(&["a", "d"]), &second, 3).unwrap()), "a d c");
        assert_eq!(ids(&atom_continued(&feed(&[]), &second, 3).unwrap()), "c a b");
        let other = Feed { id: "urn:other".to_owned(), ..feed(&[]) };
        for foreign in [atom(&other).unwrap().as_str(), "", "my notes", &first[..first.len() - 9]] {
            assert_eq!(atom_continued(&feed(&["c"]), foreign, 10), None, "{foreign}");
        }
    }
}
