//! Properties of articles that are read from columns, without reading the articles.

use std::collections::{HashMap, HashSet};

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Searcher, SegmentReader};

use super::facets::{column_of, each_name};
use super::schema::{ID_ORDINAL, SKETCH, facet};
use super::statistics::Statistics;
use crate::checkpoint;
use crate::choice::Facet;
use crate::error::{Error, Result};
use crate::hit::Labels;
use crate::story::{N_NUMBERS, Sketch, Sketches};

/// The sketches of all articles, where they lie. A row is a place in the columns of the segments, one after the other.
pub(super) struct SketchColumns<'s> {
    segments: Vec<SegmentSketches<'s>>,
    n_rows: u32,
}

struct SegmentSketches<'s> {
    segment: &'s SegmentReader,
    first_row: u32,
    sketches: Column<u64>,
    ordinals: Column<u64>,
}

impl<'s> SketchColumns<'s> {
    pub(super) fn open(searcher: &'s Searcher) -> Result<SketchColumns<'s>> {
        let (mut segments, mut first_row) = (Vec::new(), 0_u32);
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            let (sketches, ordinals) = (columns.u64(SKETCH)?, columns.u64(ID_ORDINAL)?);
            let n_rows = sketches.values.num_vals() / N_NUMBERS as u32;
            segments.push(SegmentSketches { segment, first_row, sketches, ordinals });
            let too_many = || Error::Engine("the index has too many articles for stories".to_owned());
            first_row = first_row.checked_add(n_rows).ok_or_else(too_many)?;
        }
        Ok(SketchColumns { segments, n_rows: first_row })
    }
}

impl SketchColumns<'_> {
    /// Returns the segment of a row, and its row there.
    fn place(&self, row: u32) -> (&SegmentSketches<'_>, u32) {
        let segment = &self.segments[self.segments.partition_point(|segment| segment.first_row <= row) - 1];
        (segment, row - segment.first_row)
    }
}

impl Sketches for SketchColumns<'_> {
    fn n_rows(&self) -> u32 {
        self.n_rows
    }

    fn each(&self, each: &mut dyn FnMut(u32, u64)) {
        for SegmentSketches { segment, first_row, sketches, ordinals } in &self.segments {
            for doc in segment.doc_ids_alive() {
                let numbers = sketches.index.value_row_ids(doc);
                if let (true, Some(ordinal)) = (numbers.len() == N_NUMBERS, ordinals.first(doc)) {
                    each(first_row + numbers.start / N_NUMBERS as u32, ordinal);
                }
            }
        }
    }

    fn number(&self, row: u32, idx: usize) -> u64 {
        let (segment, row) = self.place(row);
        segment.sketches.values.get_val(row * N_NUMBERS as u32 + idx as u32)
    }

    fn sketch(&self, row: u32) -> Sketch {
        let (segment, row) = self.place(row);
        let mut numbers = [0; N_NUMBERS];
        segment.sketches.values.get_range(u64::from(row) * N_NUMBERS as u64, &mut numbers);
        Sketch::from_numbers(numbers)
    }
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

/// Calls `each` with the labels of the articles at these addresses: their day, and their values of
/// these facets.
pub(super) fn each_labels(
    searcher: &Searcher,
    articles: &[(u64, DocAddress)],
    facets: &[Facet],
    each: &mut dyn FnMut(Labels) -> Result<()>,
) -> Result<()> {
    let mut segments = Vec::new();
    for (segment, segment_ord) in searcher.segment_readers().iter().zip(0..) {
        let mut docs =
            articles.iter().filter(|(_, address)| address.segment_ord == segment_ord).map(|(_, address)| address.doc_id);
        segments.push(LabelColumns::open(segment, facets, &mut docs)?);
    }
    articles.iter().try_for_each(|(ordinal, address)| match segments.get(address.segment_ord as usize) {
        Some(columns) => {
            checkpoint::check()?;
            each(columns.labels(*ordinal, address.doc_id))
        }
        None => Ok(()),
    })
}

/// The columns of a segment that labels are read from.
struct LabelColumns {
    /// Each with the names of the articles that are asked for, by their number. A segment without any value has no column.
    names: Vec<(Facet, StrColumn, HashMap<u64, String>)>,
    day: Column<i64>,
}

impl LabelColumns {
    /// Opens the columns for articles of a segment.
    fn open(segment: &SegmentReader, facets: &[Facet], docs: &mut dyn Iterator<Item = DocId>) -> tantivy::Result<LabelColumns> {
        let columns = segment.fast_fields();
        let day = columns.i64(facet::DAY)?;
        let docs: Vec<DocId> = if facets.is_empty() { Vec::new() } else { docs.collect() };
        let mut names = Vec::new();
        for facet in facets {
            let Some(column) = columns.str(column_of(*facet))? else { continue };
            let mut numbers: Vec<u64> = docs.iter().flat_map(|doc| column.term_ords(*doc)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            let mut by_number = HashMap::with_capacity(numbers.len());
            each_name(&column, &numbers, |number, name| {
                by_number.insert(number, name.to_owned());
            })?;
            names.push((*facet, column, by_number));
        }
        Ok(LabelColumns { names, day })
    }

    fn labels(&self, ordinal: u64, doc: DocId) -> Labels {
        let mut labels = Labels { ordinal, day: self.day.first(doc), ..Labels::default() };
        for (facet, column, by_number) in &self.names {
            let mut names = column.term_ords(doc).filter_map(|number| by_number.get(&number).cloned());
            match facet {
                Facet::Publisher => labels.publisher = names.next(),
                Facet::Section => labels.section = names.next(),
                Facet::Language => labels.language = names.next(),
                Facet::Speaker => labels.speakers = names.collect(),
            }
        }
        labels
    }
}
