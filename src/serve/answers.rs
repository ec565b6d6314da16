//! Earlier answers.
//!
//! An answer is identified by the state of the index, the day and the requested address. So nothing
//! has to be removed when the index changes: an answer from an earlier state is never looked up
//! again.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use axum::http::HeaderValue;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// The most requested answers, as far as they fit.
pub(super) struct Answers {
    cache: Cache<Question, Kept, SizeBytes>,
    max_bytes: usize,
    n_found: AtomicU64,
    n_missed: AtomicU64,
}

/// Everything that an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) state: u64,
    pub(super) today: i64,
    pub(super) address: Box<str>,
}

/// The header with the notes about a query, for answers whose form has no place for them: a JSON array of strings in ASCII.
pub(super) const NOTES: &str = "pullquote-notes";

#[derive(Clone)]
pub(super) struct Kept {
    pub(super) content_type: HeaderValue,
    /// The file name for a browser that saves it.
    pub(super) disposition: Option<HeaderValue>,
    /// The notes about the query, if the body has no place for them.
    pub(super) notes: Option<HeaderValue>,
    pub(super) body: Bytes,
}

#[derive(Clone)]
struct SizeBytes;

impl Weighter<Question, Kept> for SizeBytes {
    fn weight(&self, question: &Question, kept: &Kept) -> u64 {
        // Additional size of an entry in the cache.
        const PLACE_BYTES: usize = 128;
        (question.address.len() + kept.body.len() + PLACE_BYTES) as u64
    }
}

impl Answers {
    /// Maximum size of an answer, as a share of the cache. A larger one would displace too many
    /// others.
    const MAX_SHARE: usize = 16;

    /// If `max_bytes` is 0, nothing is kept.
    pub(super) fn new(max_bytes: usize) -> Answers {
        const MEAN_BYTES: usize = 8 << 10;
        let cache = Cache::with_weighter(max_bytes / MEAN_BYTES, max_bytes as u64, SizeBytes);
        Answers { cache, max_bytes, n_found: AtomicU64::new(0), n_missed: AtomicU64::new(0) }
    }

    /// Returns the number of questions answered from here, and of all others.
    pub(super) fn counts(&self) -> [u64; 2] {
        [&self.n_found, &self.n_missed].map(|count| count.load(Ordering::Relaxed))
    }

    pub(super) fn get(&self, question: &Question) -> Option<Kept> {
        let kept = self.cache.get(question);
        let count = if kept.is_some() { &self.n_found } else { &self.n_missed };
        count.fetch_add(1, Ordering::Relaxed);
        kept
    }

    pub(super) fn keep(&self, question: Question, kept: &Kept) {
        if kept.body.len() <= self.max_bytes / Self::MAX_SHARE {
            self.cache.insert(question, kept.clone());
        }
    }
}
