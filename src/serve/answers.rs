//! Answers that were given before.
//!
//! An answer is known by the state of the index, the day and the address that was asked for, so nothing has to be thrown away when the index
//! changes: what was answered from an earlier state is never looked for again.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use axum::http::HeaderValue;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// Answers, the ones that are asked for most, as far as they fit.
pub(super) struct Answers {
    cache: Cache<Question, Kept, SizeBytes>,
    max_bytes: usize,
    n_found: AtomicU64,
    n_missed: AtomicU64,
}

/// All that an answer depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) state: u64,
    pub(super) today: i64,
    pub(super) address: Box<str>,
}

#[derive(Clone)]
pub(super) struct Kept {
    pub(super) content_type: HeaderValue,
    /// The name under which a browser keeps it.
    pub(super) disposition: Option<HeaderValue>,
    pub(super) body: Bytes,
}

#[derive(Clone)]
struct SizeBytes;

impl Weighter<Question, Kept> for SizeBytes {
    fn weight(&self, question: &Question, kept: &Kept) -> u64 {
        // What a place in the cache takes besides.
        const PLACE_BYTES: usize = 128;
        (question.address.len() + kept.body.len() + PLACE_BYTES) as u64
    }
}

impl Answers {
    /// An answer that is larger than this share of the room would push out too many others.
    const MAX_SHARE: usize = 16;

    /// If `max_bytes` is 0, nothing is kept.
    pub(super) fn new(max_bytes: usize) -> Answers {
        const MEAN_BYTES: usize = 8 << 10;
        let cache = Cache::with_weighter(max_bytes / MEAN_BYTES, max_bytes as u64, SizeBytes);
        Answers { cache, max_bytes, n_found: AtomicU64::new(0), n_missed: AtomicU64::new(0) }
    }

    /// Returns how many questions were answered from here, and how many were not.
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
