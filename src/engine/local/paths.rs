//! The records of files, in the order of their paths.
//!
//! Each segment has its paths as terms, in order. They are merged as they are read, so that nothing is kept of a
//! million files but the path of one in each segment.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::index::InvertedIndexReader;
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermStreamer;
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term};

use super::schema::{Fields, kind};
use crate::error::Result;

/// Calls `each` with the address of the record of every file, ordered by path.
pub(super) fn each_file(searcher: &Searcher, fields: &Fields, each: &mut dyn FnMut(DocAddress) -> Result<()>) -> Result<()> {
    let mut segments = Vec::new();
    for (segment, segment_ord) in searcher.segment_readers().iter().zip(0..) {
        segments.push((segment_ord, records(segment, fields)?, segment.inverted_index(fields.file)?));
    }
    let mut sources = Vec::new();
    for (segment_ord, records, paths) in &segments {
        let terms = paths.terms().stream().map_err(tantivy::TantivyError::from)?;
        sources.push(Paths { segment_ord: *segment_ord, records, paths, terms });
    }
    let mut next: BinaryHeap<Reverse<(Vec<u8>, usize)>> = BinaryHeap::new();
    for (source, idx) in sources.iter_mut().zip(0..) {
        next.extend(source.advance().map(|path| Reverse((path, idx))));
    }
    while let Some(Reverse((_, idx))) = next.pop() {
        let source = &mut sources[idx];
        source.each_record(each)?;
        next.extend(source.advance().map(|path| Reverse((path, idx))));
    }
    Ok(())
}

/// Returns the documents of a segment that are records of files and were not removed, ascending.
fn records(segment: &SegmentReader, fields: &Fields) -> tantivy::Result<Vec<DocId>> {
    let kinds = segment.inverted_index(fields.kind)?;
    let term = Term::from_field_text(fields.kind, kind::FILE);
    let mut records = Vec::new();
    if let Some(mut postings) = kinds.read_postings(&term, IndexRecordOption::Basic)? {
        while postings.doc() != TERMINATED {
            if segment.alive_bitset().is_none_or(|alive| alive.is_alive(postings.doc())) {
                records.push(postings.doc());
            }
            postings.advance();
        }
    }
    Ok(records)
}

/// The paths of a segment, read in order.
struct Paths<'s> {
    segment_ord: SegmentOrdinal,
    records: &'s [DocId],
    paths: &'s InvertedIndexReader,
    terms: TermStreamer<'s>,
}

impl Paths<'_> {
    /// Goes to the next path and returns it.
    fn advance(&mut self) -> Option<Vec<u8>> {
        self.terms.advance().then(|| self.terms.key().to_owned())
    }

    /// Calls `each` with the address of the record of the file at the current path. The path of a file that was removed has none.
    fn each_record(&self, each: &mut dyn FnMut(DocAddress) -> Result<()>) -> Result<()> {
        let postings = self.paths.read_postings_from_terminfo(self.terms.value(), IndexRecordOption::Basic);
        let mut postings = postings.map_err(tantivy::TantivyError::from)?;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            // A file can have many articles, which are skipped.
            let Some(next) = self.records.get(self.records.partition_point(|record| *record < doc)) else { break };
            doc = if *next == doc { doc } else { postings.seek(*next) };
            if doc == *next {
                each(DocAddress::new(self.segment_ord, doc))?;
                doc = postings.advance();
            }
        }
        Ok(())
    }
}
