//! Articles that share a canonical URL: which is the first version and which the latest.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED};

use super::schema::URL_HASH;
use super::store::Store;
use crate::article::Article;
use crate::error::Result;
use crate::story::{self, sort_versions};

/// The articles that are not the latest of their versions, and those that are not the first. Empty
/// if no two articles share a URL.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Versions {
    pub(super) superseded: Docs,
    pub(super) later: Docs,
}

impl Versions {
    /// Finds the URLs that occur more than once, and reads the articles that have them.
    pub(super) fn find(searcher: &Searcher, store: &Store) -> Result<Versions> {
        let mut by_hash: Vec<(u64, DocAddress)> = Vec::new();
        for (segment, segment_ord) in searcher.segment_readers().iter().zip(0..) {
            let hashes: Column<u64> = segment.fast_fields().u64(URL_HASH)?;
            let of_doc = |doc: DocId| Some((hashes.first(doc)?, DocAddress::new(segment_ord, doc)));
            by_hash.extend(segment.doc_ids_alive().filter_map(of_doc));
        }
        by_hash.sort_unstable();
        let (mut superseded, mut later) = (Vec::new(), Vec::new());
        for sharing in by_hash.chunk_by(|one, other| one.0 == other.0).filter(|sharing| sharing.len() > 1) {
            let mut by_url: BTreeMap<Option<String>, Vec<(Article, DocAddress)>> = BTreeMap::new();
            for (_, address) in sharing {
                let article: Article = store.record(*address)?;
                by_url.entry(article.url.clone()).or_default().push((article, *address));
            }
            for mut versions in by_url.into_values() {
                sort_versions(&mut versions, |(article, _)| article);
                let found = story::versions(&versions.iter().map(|(article, _)| article).collect::<Vec<_>>());
                let address = |idx: &usize| versions[*idx].1;
                superseded.extend(found.superseded.iter().map(address));
                later.extend(found.later.iter().map(address));
            }
        }
        Ok(Versions { superseded: Docs::new(searcher, &superseded), later: Docs::new(searcher, &later) })
    }
}

/// Some documents, used as a condition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "BTreeMap<SegmentId, Vec<DocId>>", into = "BTreeMap<SegmentId, Vec<DocId>>")]
pub(super) struct Docs {
    /// Ascending in each segment.
    by_segment: Arc<BTreeMap<SegmentId, Arc<[DocId]>>>,
}

impl Docs {
    fn new(searcher: &Searcher, addresses: &[DocAddress]) -> Docs {
        let mut by_segment: BTreeMap<SegmentId, Vec<DocId>> = BTreeMap::new();
        for DocAddress { segment_ord, doc_id } in addresses {
            by_segment.entry(searcher.segment_reader(*segment_ord).segment_id()).or_default().push(*doc_id);
        }
        by_segment.into()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_segment.is_empty()
    }

    /// Returns whether a document is one of them.
    pub(super) fn hold(&self, segment: SegmentId, doc: DocId) -> bool {
        self.by_segment.get(&segment).is_some_and(|docs| docs.binary_search(&doc).is_ok())
    }
}

impl From<BTreeMap<SegmentId, Vec<DocId>>> for Docs {
    fn from(by_segment: BTreeMap<SegmentId, Vec<DocId>>) -> Docs {
        let sorted = |(segment, mut docs): (SegmentId, Vec<DocId>)| {
            docs.sort_unstable();
            (segment, docs.into())
        };
        Docs { by_segment: Arc::new(by_segment.into_iter().map(sorted).collect()) }
    }
}

impl From<Docs> for BTreeMap<SegmentId, Vec<DocId>> {
    fn from(docs: Docs) -> BTreeMap<SegmentId, Vec<DocId>> {
        docs.by_segment.iter().map(|(segment, docs)| (*segment, docs.to_vec())).collect()
    }
}

impl Query for Docs {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Docs {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.by_segment.get(&segment.segment_id()) {
            Some(docs) => Box::new(ConstScorer::new(SegmentDocs { docs: Arc::clone(docs), at: 0 }, boost)),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("a version", 1.0))
    }
}

struct SegmentDocs {
    docs: Arc<[DocId]>,
    at: usize,
}

impl DocSet for SegmentDocs {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.docs[self.at..].partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        self.docs.len() as u32
    }
}
