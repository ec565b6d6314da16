//! What is kept of a file and of an article that was seen: some bits of hashes.

use sha2::{Digest, Sha256};

use crate::article::{Article, ArticleId};
use crate::engine::FileRecord;

/// 48 bits that stand for a file as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FileKey(pub(super) u64);

/// What is kept of an article: 40 bits of what it is, and 40 that stand for its words.
///
/// A feed that is saved each hour holds the same items again, in files of other names and sometimes
/// with another date. So an article is what its address or its publisher's id names, wherever it was
/// read; without either, it is what its publisher and headline name. Only an article without these is
/// what its file holds. And only its headline and text are its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SeenArticle {
    pub(super) item: u64,
    pub(super) words: u64,
}

impl FileKey {
    pub(super) const BYTES: usize = 6;

    /// Returns the key of a file; `None` if it was not read to its end, so that more may come of it.
    pub(super) fn of(record: &FileRecord) -> Option<FileKey> {
        if record.sha256.is_empty() || record.resume.is_some() {
            return None;
        }
        let mut hasher = Sha256::new();
        add_part(&mut hasher, &record.path);
        add_part(&mut hasher, &record.sha256);
        // Read by another version of the program, the same file may give other articles.
        hasher.update(record.extraction.to_le_bytes());
        hasher.update(record.n_articles.to_le_bytes());
        Some(FileKey(first_bits(hasher, FileKey::BYTES)))
    }
}

impl SeenArticle {
    pub(super) const BYTES: usize = 5;

    pub(super) fn of(article: &Article) -> SeenArticle {
        let mut words = Sha256::new();
        add_part(&mut words, &article.title.text);
        add_part(&mut words, &article.body);
        SeenArticle { item: item(article), words: first_bits(words, SeenArticle::BYTES) }
    }
}

/// Returns the first 40 bits of an id.
pub(super) fn short_id(id: &ArticleId) -> u64 {
    // An ordinal has 60.
    id.ordinal() >> 20
}

/// Returns the bits for what an article is: its address, else its publisher with the record's own id,
/// else a record's id that no other publisher would choose, else its publisher with its headline, else
/// its place.
fn item(article: &Article) -> u64 {
    let address = article.url.as_deref().map(without_tracking);
    let is_unmistakable = |id: &str| id.len() >= 8 && id.contains([':', '/', '-']);
    let title = &article.title.text;
    let names: &[&str] = match (&address, &article.publisher, &article.record_id) {
        (Some(url), _, _) => &["url", url],
        (None, Some(publisher), Some(id)) => &["of", publisher, id],
        (None, None, Some(id)) if is_unmistakable(id) => &["id", id],
        (None, Some(publisher), None) if !title.is_empty() => &["titled", publisher, title],
        _ => return short_id(&article.id),
    };
    let mut hasher = Sha256::new();
    names.iter().for_each(|name| add_part(&mut hasher, name));
    first_bits(hasher, SeenArticle::BYTES)
}

/// Returns an address without its scheme, fragment and last slash, and without what feeds add to count their readers.
fn without_tracking(url: &str) -> String {
    const NAMES: [&str; 11] =
        ["utm_", "at_medium", "at_campaign", "at_custom", "xtor", "fbclid", "gclid", "ns_", "mc_cid", "mc_eid", "cmpid"];
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or(rest);
    let (page, query) = rest.split_once('?').unwrap_or((rest, ""));
    let is_tracking = |part: &str| NAMES.iter().any(|name| part.to_ascii_lowercase().starts_with(name));
    let kept: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !is_tracking(part)).collect();
    let page = page.trim_end_matches('/');
    if kept.is_empty() { page.to_owned() } else { format!("{page}?{}", kept.join("&")) }
}

/// Adds a part with its length, so that two parts cannot run together.
fn add_part(hasher: &mut Sha256, part: &str) {
    hasher.update((part.len() as u64).to_le_bytes());
    hasher.update(part.as_bytes());
}

fn first_bits(hasher: Sha256, n_bytes: usize) -> u64 {
    hasher.finalize().iter().take(n_bytes).fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts_readers_is_no_part_of_an_address() {
        let page = "post.example/a";
        for url in [
            "https://post.example/a",
            "http://post.example/a/",
            "https://post.example/a#xtor=RSS-1",
            "https://post.example/a?utm_source=rss&utm_medium=feed",
            "https://post.example/a/?at_medium=RSS#top",
        ] {
            assert_eq!(without_tracking(url), page, "{url}");
        }
        assert_eq!(without_tracking("https://post.example/a?id=3&utm_source=rss&page=2"), "post.example/a?id=3&page=2");
    }
}
