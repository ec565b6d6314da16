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
/// read; only an article without either is what its file holds. And only its headline and text are
/// its words.
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
/// else a record's id that no other publisher would choose, else its place.
fn item(article: &Article) -> u64 {
    let is_unmistakable = |id: &str| id.len() >= 8 && id.contains([':', '/', '-']);
    let names: &[&str] = match (&article.url, &article.publisher, &article.record_id) {
        (Some(url), _, _) => &["url", url],
        (None, Some(publisher), Some(id)) => &["of", publisher, id],
        (None, None, Some(id)) if is_unmistakable(id) => &["id", id],
        _ => return short_id(&article.id),
    };
    let mut hasher = Sha256::new();
    names.iter().for_each(|name| add_part(&mut hasher, name));
    first_bits(hasher, SeenArticle::BYTES)
}

/// Adds a part with its length, so that two parts cannot run together.
fn add_part(hasher: &mut Sha256, part: &str) {
    hasher.update((part.len() as u64).to_le_bytes());
    hasher.update(part.as_bytes());
}

fn first_bits(hasher: Sha256, n_bytes: usize) -> u64 {
    hasher.finalize().iter().take(n_bytes).fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
}
