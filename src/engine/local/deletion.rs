//! Deleting documents while segments are added.
//!
//! Tantivy's writer keeps deletions in a queue, and a segment that is handed to it may or may not meet the deletions that were asked for
//! before: its place in the queue is behind the last deletions that some segment has already met. So a file could lose its new articles
//! together with its old ones. Here, each deletion knows which segments came after it.
//!
//! That is known as long as the writer is. A merge of segments that are not committed may wait for another merge, until after their
//! commit. It then meets the deletions from before once more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader};

/// When segments and deletions came, counted together.
#[derive(Debug, Clone, Default)]
pub(super) struct Arrivals {
    noted: Arc<Mutex<Noted>>,
}

#[derive(Debug, Default)]
struct Noted {
    n: u64,
    segments: HashMap<SegmentId, u64>,
}

impl Arrivals {
    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a segment is added now.
    pub(super) fn note(&self, segment: SegmentId) {
        let mut noted = self.lock();
        noted.n += 1;
        let number = noted.n;
        noted.segments.insert(segment, number);
    }

    /// Returns what deletes the documents that a query finds in the segments that are there now.
    pub(super) fn deletion(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        let mut noted = self.lock();
        noted.n += 1;
        Box::new(Deletion { query, number: noted.n, arrivals: self.clone() })
    }

    fn came_after(&self, segment: SegmentId, number: u64) -> bool {
        self.lock().segments.get(&segment).is_some_and(|of_segment| *of_segment > number)
    }
}

#[derive(Debug)]
struct Deletion {
    query: Box<dyn Query>,
    number: u64,
    arrivals: Arrivals,
}

impl Clone for Deletion {
    fn clone(&self) -> Deletion {
        Deletion { query: self.query.box_clone(), number: self.number, arrivals: self.arrivals.clone() }
    }
}

impl Query for Deletion {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weight = self.query.weight(scoring)?;
        Ok(Box::new(DeletionWeight { weight, number: self.number, arrivals: self.arrivals.clone() }))
    }
}

struct DeletionWeight {
    weight: Box<dyn Weight>,
    number: u64,
    arrivals: Arrivals,
}

impl Weight for DeletionWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        match self.arrivals.came_after(segment.segment_id(), self.number) {
            true => Ok(Box::new(EmptyScorer)),
            false => self.weight.scorer(segment, boost),
        }
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(segment, doc)
    }
}

#[cfg(test)]
mod tests {
    use tantivy::collector::Count;
    use tantivy::query::{AllQuery, TermQuery};
    use tantivy::schema::IndexRecordOption;
    use tantivy::{Index, IndexWriter, Term};

    use super::super::builder::SegmentBuilder;
    use super::super::schema::Fields;
    use super::*;
    use crate::article::Article;
    use crate::matching::tests::article;

    fn article_of(path: &str) -> Article {
        let mut article = article("The tram is late.");
        article.place.path = path.to_owned();
        article
    }

    fn opened() -> (Index, Fields, IndexWriter, Arrivals) {
        let (schema, fields) = Fields::new();
        let index = Index::create_in_ram(schema);
        let writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        (index, fields, writer, Arrivals::default())
    }

    /// Adds a segment of one article.
    fn add_segment(index: &Index, fields: &Fields, writer: &IndexWriter, arrivals: &Arrivals, path: &str) {
        let mut builder = SegmentBuilder::new(index, fields).unwrap();
        builder.add_article(&article_of(path), None).unwrap();
        let segment = builder.finish().unwrap();
        arrivals.note(segment.id());
        writer.add_segment(segment).unwrap();
    }

    #[test]
    fn a_deletion_meets_the_segments_before_it_and_none_after() {
        let (index, fields, mut writer, arrivals) = opened();
        let add = |writer: &IndexWriter, path: &str| add_segment(&index, &fields, writer, &arrivals, path);
        let delete = |writer: &IndexWriter, path: &str| {
            let term = Term::from_field_text(fields.file, path);
            writer.delete_query(arrivals.deletion(Box::new(TermQuery::new(term, IndexRecordOption::Basic)))).unwrap();
        };
        let commit = |writer: &mut IndexWriter| {
            writer.commit().unwrap();
            index.reader().unwrap().searcher().search(&AllQuery, &Count).unwrap()
        };
        // Nobody has met the deletion when the segment comes.
        delete(&writer, "a.txt");
        add(&writer, "a.txt");
        assert_eq!(commit(&mut writer), 1);
        // The one before goes, the one behind stays.
        delete(&writer, "a.txt");
        add(&writer, "a.txt");
        add(&writer, "b.txt");
        assert_eq!(commit(&mut writer), 2);
        // One that was added and not committed goes too.
        add(&writer, "b.txt");
        delete(&writer, "b.txt");
        assert_eq!(commit(&mut writer), 1);
    }

    #[test]
    fn a_deletion_that_is_met_again_after_the_commit_spares_what_came_after_it() {
        let (index, fields, mut writer, arrivals) = opened();
        let deletion = || arrivals.deletion(Box::new(AllQuery));
        let before = deletion();
        add_segment(&index, &fields, &writer, &arrivals, "a.txt");
        writer.commit().unwrap();
        // As a merge does that has waited.
        let searcher = index.reader().unwrap().searcher();
        assert_eq!(searcher.search(&before, &Count).unwrap(), 0);
        assert_eq!(searcher.search(&deletion(), &Count).unwrap(), 1);
    }
}
