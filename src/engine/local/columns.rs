//! Properties of articles that are read from columns, without reading the articles.

use std::collections::HashSet;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use super::schema::{ID_ORDINAL, SKETCH, facet};
use super::statistics::Statistics;
use crate::checkpoint;
use crate::error::Result;
use crate::hit::Labels;
use crate::story::Sketch;

/// Returns the ordinal and the sketch of every article that has a sketch.
pub(super) fn sketches(searcher: &Searcher) -> Result<Vec<(u64, Sketch)>> {
    let mut sketches = Vec::new();
    let mut numbers = Vec::new();
    for segment in searcher.segment_readers() {
        let columns = segment.fast_fields();
        let (of_article, ordinals) = (columns.u64(SKETCH)?, columns.u64(ID_ORDINAL)?);
        for doc in segment.doc_ids_alive() {
            numbers.clear();
            numbers.extend(of_article.values_for_doc(doc));
            if let (Some(sketch), Some(ordinal)) = (Sketch::from_numbers(&numbers), ordinals.first(doc)) {
                sketches.push((ordinal, sketch));
            }
        }
    }
    Ok(sketches)
}

/// Returns the addresses of the articles with these ordinals, in no particular order.
pub(super) fn addresses(searcher: &Searcher, statistics: &Statistics, ordinals: &[u64]) -> Vec<(u64, DocAddress)> {
    let wanted: HashSet<u64> = ordinals.iter().copied().collect();
    let mut found = Vec::new();
    for ((segment, column), segment_ord) in searcher.segment_readers().iter().zip(&statistics.id_ordinals).zip(0..) {
        let alive = segment.doc_ids_alive().filter_map(|doc| Some((column.first(doc)?, DocAddress::new(segment_ord, doc))));
        found.extend(alive.filter(|(ordinal, _)| wanted.contains(ordinal)));
    }
    found
}

/// Calls `each` with the labels of the articles at these addresses.
pub(super) fn each_labels(
    searcher: &Searcher,
    articles: &[(u64, DocAddress)],
    each: &mut dyn FnMut(Labels) -> Result<()>,
) -> Result<()> {
    let segments = searcher.segment_readers().iter().map(LabelColumns::open).collect::<tantivy::Result<Vec<_>>>()?;
    articles.iter().try_for_each(|(ordinal, address)| match segments.get(address.segment_ord as usize) {
        Some(columns) => {
            checkpoint::check()?;
            each(columns.labels(*ordinal, address.doc_id)?)
        }
        None => Ok(()),
    })
}

/// The columns of a segment that labels are read from. `None` for a column without any value.
struct LabelColumns {
    publisher: Option<StrColumn>,
    section: Option<StrColumn>,
    language: Option<StrColumn>,
    speaker: Option<StrColumn>,
    day: Column<i64>,
}

impl LabelColumns {
    fn open(segment: &SegmentReader) -> tantivy::Result<LabelColumns> {
        let columns = segment.fast_fields();
        Ok(LabelColumns {
            publisher: columns.str(facet::PUBLISHER)?,
            section: columns.str(facet::SECTION)?,
            language: columns.str(facet::LANGUAGE)?,
            speaker: columns.str(facet::SPEAKER)?,
            day: columns.i64(facet::DAY)?,
        })
    }

    fn labels(&self, ordinal: u64, doc: DocId) -> tantivy::Result<Labels> {
        let first = |column: &Option<StrColumn>| Ok::<_, tantivy::TantivyError>(names(column.as_ref(), doc)?.into_iter().next());
        Ok(Labels {
            ordinal,
            publisher: first(&self.publisher)?,
            section: first(&self.section)?,
            language: first(&self.language)?,
            speakers: names(self.speaker.as_ref(), doc)?,
            day: self.day.first(doc),
        })
    }
}

fn names(column: Option<&StrColumn>, doc: DocId) -> tantivy::Result<Vec<String>> {
    let Some(column) = column else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    for number in column.term_ords(doc) {
        let mut name = String::new();
        column.ord_to_str(number, &mut name)?;
        names.push(name);
    }
    Ok(names)
}
