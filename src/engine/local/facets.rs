//! Counting the articles that match by publisher, section, language, speaker and day, in one pass
//! over columns.

use std::collections::{BTreeMap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::schema::facet;
use crate::article::Day;
use crate::hit::{FacetValues, Facets};

/// Counts articles. Keeps the `n_values` most frequent values of each facet.
pub(super) struct CountFacets {
    pub(super) n_values: usize,
}

/// The columns of names, in the order of [`Counted`].
const NAMES: [&str; 4] = [facet::PUBLISHER, facet::SECTION, facet::LANGUAGE, facet::SPEAKER];

/// The counts of a segment: articles, each name in each column, and days.
type Counted = (u64, [HashMap<String, u64>; 4], BTreeMap<Day, u64>);

impl Collector for CountFacets {
    type Fruit = Facets;
    type Child = SegmentFacets;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentFacets> {
        let mut names = Vec::with_capacity(NAMES.len());
        for name in NAMES {
            // A segment without a value has no column.
            if let Some(column) = reader.fast_fields().str(name)? {
                names.push(Some(Names { counts: vec![0; column.num_terms()], column }));
            } else {
                names.push(None);
            }
        }
        let days = reader.fast_fields().i64(facet::DAY)?;
        Ok(SegmentFacets { total: 0, names, days, by_day: HashMap::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counted>>) -> tantivy::Result<Facets> {
        let (mut total, mut names, mut days) = Counted::default();
        for segment in segments {
            let (segment_total, segment_names, segment_days) = segment?;
            total += segment_total;
            for (names, of_segment) in names.iter_mut().zip(segment_names) {
                of_segment.into_iter().for_each(|(name, n)| *names.entry(name).or_default() += n);
            }
            segment_days.into_iter().for_each(|(day, n)| *days.entry(day).or_default() += n);
        }
        let [publishers, sections, languages, speakers] = names.map(|names| self.most_frequent(names));
        Ok(Facets { total, publishers, sections, languages, speakers, days: days.into_iter().collect() })
    }
}

impl CountFacets {
    fn most_frequent(&self, names: HashMap<String, u64>) -> FacetValues {
        let n_values = names.len();
        let mut top: Vec<(String, u64)> = names.into_iter().collect();
        top.sort_unstable_by(|(name, n), (other, m)| m.cmp(n).then_with(|| name.cmp(other)));
        top.truncate(self.n_values);
        FacetValues { n_values, top }
    }
}

pub(super) struct SegmentFacets {
    total: u64,
    /// In the order of [`NAMES`].
    names: Vec<Option<Names>>,
    days: Column<i64>,
    by_day: HashMap<Day, u64>,
}

struct Names {
    column: StrColumn,
    /// By the number of a name in the segment.
    counts: Vec<u64>,
}

impl SegmentCollector for SegmentFacets {
    type Fruit = tantivy::Result<Counted>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.total += 1;
        for names in self.names.iter_mut().flatten() {
            for number in names.column.term_ords(doc) {
                names.counts[number as usize] += 1;
            }
        }
        if let Some(day) = self.days.first(doc) {
            *self.by_day.entry(day).or_default() += 1;
        }
    }

    fn harvest(self) -> tantivy::Result<Counted> {
        let mut counted = (self.total, <[HashMap<String, u64>; 4]>::default(), self.by_day.into_iter().collect());
        for (names, counted) in self.names.into_iter().zip(&mut counted.1) {
            let Some(Names { column, counts }) = names else { continue };
            for (number, n) in counts.into_iter().enumerate().filter(|(_, n)| *n > 0) {
                let mut name = String::new();
                column.ord_to_str(number as u64, &mut name)?;
                counted.insert(name, n);
            }
        }
        Ok(counted)
    }
}

#[cfg(test)]
mod tests {
    use super::super::LocalIndex;
    use crate::article::{Article, Language, NewsTime, TimeOrigin};
    use crate::engine::{Index, RunRecord, WriterOptions};
    use crate::hit::{Coverage, FacetValues};
    use crate::matching::tests::article;
    use crate::query::{Query, parse};
    use crate::quote::{Quote, QuoteKind};
    use crate::span::Span;

    fn of(publisher: &str, language: &str, date: &str, speakers: &[&str]) -> Article {
        let quote = |speaker: &&str| Quote {
            content: Span::new(0, 3),
            cue: None,
            source: None,
            speaker: Some((*speaker).to_owned()),
            kind: QuoteKind::Direct,
        };
        Article {
            publisher: Some(publisher.to_owned()).filter(|name| !name.is_empty()),
            language: Language::from_tag(language),
            published: NewsTime::parse(date, TimeOrigin::Field),
            quotes: speakers.iter().map(quote).collect(),
            ..article("The dam held.")
        }
    }

    fn values(expected: &[(&str, u64)]) -> FacetValues {
        FacetValues { n_values: expected.len(), top: expected.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect() }
    }

    #[test]
    fn articles_are_counted_once_for_each_value_over_all_segments() {
        let index = LocalIndex::in_memory().unwrap();
        let writer = index.writer(&WriterOptions::default()).unwrap();
        let articles = [
            of("The Courier", "en", "2024-03-25", &["Ana Ruiz", "Ana Ruiz", "Li Wei"]),
            of("Courier", "en", "2024-03-25T23:30:00-05:00", &["Ana Ruiz"]),
            of("The Courier", "de", "2024-03-26", &[]),
            of("", "", "", &[]),
        ];
        for article in &articles {
            writer.add(article).unwrap();
            writer.commit(&RunRecord::default()).unwrap();
        }
        let snapshot = index.snapshot();
        let facets = snapshot.facets(&Query::everything(), Coverage::All, 10).unwrap();
        assert_eq!((facets.total, facets.n_dated()), (4, 3));
        assert_eq!(facets.publishers, values(&[("The Courier", 2), ("Courier", 1)]));
        assert_eq!(facets.languages, values(&[("en", 2), ("de", 1)]));
        assert_eq!(facets.speakers, values(&[("Ana Ruiz", 2), ("Li Wei", 1)]));
        assert_eq!(facets.sections, values(&[]));
        let [first, second] = [19_807, 19_808];
        assert_eq!(facets.days, [(first, 2), (second, 1)]);
        let german = snapshot.facets(&parse("dam lang:de", 0).0.unwrap(), Coverage::All, 1).unwrap();
        assert_eq!((german.total, german.publishers), (1, values(&[("The Courier", 1)])));
        assert_eq!(snapshot.facets(&parse("nowhere", 0).0.unwrap(), Coverage::All, 1).unwrap().total, 0);
    }
}
