//! What is kept of a file and of an article that was seen: some bits of hashes.

use sha2::{Digest, Sha256};

use crate::article::{Article, ArticleId};
use crate::engine::FileRecord;

/// 48 bits that stand for a file as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FileKey(pub(super) u64);

/// What is kept of an article: 40 bits of its id, and 40 that stand for what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct SeenArticle {
    pub(super) id: u64,
    pub(super) content: u64,
}

impl FileKey {
    pub(super) const BYTES: usize = 6;

    /// Returns the key of a file; `None` if it was not read to its end, so that more may come of it.
    pub(super) fn of(record: &FileRecord) -> Option<FileKey> {
        if record.sha256.is_empty() || record.resume.is_some() {
            return None;
        }
        let mut hasher = Sha256::new();
        for part in [record.path.as_bytes(), record.sha256.as_bytes()] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        // Read by another version of the program, the same file may give other articles.
        hasher.update(record.extraction.to_le_bytes());
        hasher.update(record.n_articles.to_le_bytes());
        Some(FileKey(first_bits(hasher, FileKey::BYTES)))
    }
}

impl SeenArticle {
    pub(super) const BYTES: usize = 5;

    pub(super) fn of(article: &Article) -> SeenArticle {
        let mut hasher = Sha256::new();
        let mut part = |text: Option<&str>| {
            hasher.update(text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            hasher.update(text.unwrap_or("").as_bytes());
        };
        part(Some(&article.title.text));
        part(Some(&article.body));
        part(article.publisher.as_deref());
        part(article.section.as_deref());
        part(article.language.as_ref().map(|language| language.code()));
        part(article.published.map(|time| time.to_string()).as_deref());
        part(article.url.as_deref());
        article.bylines.iter().for_each(|byline| part(Some(byline)));
        SeenArticle { id: short_id(&article.id), content: first_bits(hasher, SeenArticle::BYTES) }
    }
}

/// Returns the first 40 bits of an id.
pub(super) fn short_id(id: &ArticleId) -> u64 {
    // An ordinal has 60.
    id.ordinal() >> 20
}

fn first_bits(hasher: Sha256, n_bytes: usize) -> u64 {
    hasher.finalize().iter().take(n_bytes).fold(0, |bits, byte| (bits << 8) | u64::from(*byte))
}
