//! Counting the articles that match by publisher, section, language, speaker and day, in one pass
//! over columns.
//!
//! Articles are counted by the number that a name has in its segment. Names are read last, each once
//! and in the order of the dictionary, whose blocks are compressed.

use std::collections::{BTreeMap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::schema::facet;
use crate::article::Day;
use crate::choice::Facet;
use crate::hit::{FacetValues, Facets, ValuesWanted};

/// Counts articles by day, and by the names of some facets.
pub(super) struct CountFacets<'f> {
    pub(super) facets: &'f [Facet],
    pub(super) names: ValuesWanted<'f>,
}

/// The counts of a segment: articles, each name of each facet asked for, and days.
#[derive(Debug, Default)]
pub(super) struct Counted {
    total: u64,
    names: HashMap<Facet, HashMap<String, u64>>,
    days: BTreeMap<Day, u64>,
}

/// Returns the name of a facet's column.
pub(super) fn column_of(facet: Facet) -> &'static str {
    match facet {
        Facet::Publisher => facet::PUBLISHER,
        Facet::Section => facet::SECTION,
        Facet::Language => facet::LANGUAGE,
        Facet::Speaker => facet::SPEAKER,
    }
}

impl Collector for CountFacets<'_> {
    type Fruit = Facets;
    type Child = SegmentFacets;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentFacets> {
        let mut names = Vec::with_capacity(self.facets.len());
        for facet in self.facets {
            // A segment without a value has no column.
            let Some(column) = reader.fast_fields().str(column_of(*facet))? else { continue };
            let numbers = match self.names {
                ValuesWanted::MostFrequent(_) => None,
                ValuesWanted::These(these) => Some(numbers_of(&column, these)?),
            };
            names.push(Names { facet: *facet, counts: vec![0; column.num_terms()], column, numbers });
        }
        let days = reader.fast_fields().i64(facet::DAY)?;
        Ok(SegmentFacets { total: 0, names, days, by_day: HashMap::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<tantivy::Result<Counted>>) -> tantivy::Result<Facets> {
        let mut all = Counted::default();
        for segment in segments {
            let segment = segment?;
            all.total += segment.total;
            for (facet, of_segment) in segment.names {
                let names = all.names.entry(facet).or_default();
                of_segment.into_iter().for_each(|(name, n)| *names.entry(name).or_default() += n);
            }
            segment.days.into_iter().for_each(|(day, n)| *all.days.entry(day).or_default() += n);
        }
        let mut of = |facet| self.most_frequent(all.names.remove(&facet).unwrap_or_default());
        Ok(Facets {
            publishers: of(Facet::Publisher),
            sections: of(Facet::Section),
            languages: of(Facet::Language),
            speakers: of(Facet::Speaker),
            total: all.total,
            days: all.days.into_iter().collect(),
        })
    }
}

impl CountFacets<'_> {
    fn most_frequent(&self, names: HashMap<String, u64>) -> FacetValues {
        let n_values = names.len();
        let mut top: Vec<(String, u64)> = names.into_iter().collect();
        top.sort_unstable_by(|(name, n), (other, m)| m.cmp(n).then_with(|| name.cmp(other)));
        if let ValuesWanted::MostFrequent(n_wanted) = self.names {
            top.truncate(n_wanted);
        }
        FacetValues { n_values, top }
    }
}

/// Returns the numbers of these names, as far as a column has them, ascending.
fn numbers_of(column: &StrColumn, names: &[&str]) -> tantivy::Result<Vec<u64>> {
    let mut numbers = Vec::with_capacity(names.len());
    for name in names {
        numbers.extend(column.dictionary().term_ord(name)?);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

/// Calls `each` with the name of each of these numbers, which ascend.
pub(super) fn each_name(column: &StrColumn, numbers: &[u64], mut each: impl FnMut(u64, &str)) -> tantivy::Result<()> {
    let mut rest = numbers.iter();
    column.dictionary().sorted_ords_to_term_cb(numbers, |name| {
        if let Some(number) = rest.next() {
            each(*number, &String::from_utf8_lossy(name));
        }
    })?;
    Ok(())
}

pub(super) struct SegmentFacets {
    total: u64,
    names: Vec<Names>,
    days: Column<i64>,
    by_day: HashMap<Day, u64>,
}

struct Names {
    facet: Facet,
    column: StrColumn,
    /// By the number of a name in the segment.
    counts: Vec<u64>,
    /// The numbers that are wanted; `None` if all are.
    numbers: Option<Vec<u64>>,
}

impl Names {
    fn counted(self) -> tantivy::Result<HashMap<String, u64>> {
        let Names { column, counts, numbers, .. } = self;
        let of = |number: u64| counts.get(number as usize).copied().unwrap_or_default();
        let mut numbers = numbers.unwrap_or_else(|| (0..counts.len() as u64).collect());
        numbers.retain(|number| of(*number) > 0);
        let mut counted = HashMap::with_capacity(numbers.len());
        each_name(&column, &numbers, |number, name| {
            counted.insert(name.to_owned(), of(number));
        })?;
        Ok(counted)
    }
}

impl SegmentCollector for SegmentFacets {
    type Fruit = tantivy::Result<Counted>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.total += 1;
        for names in &mut self.names {
            for number in names.column.term_ords(doc) {
                names.counts[number as usize] += 1;
            }
        }
        if let Some(day) = self.days.first(doc) {
            *self.by_day.entry(day).or_default() += 1;
        }
    }

    fn harvest(self) -> tantivy::Result<Counted> {
        let mut counted = Counted { total: self.total, days: self.by_day.into_iter().collect(), names: HashMap::new() };
        for names in self.names {
            counted.names.insert(names.facet, names.counted()?);
        }
        Ok(counted)
    }
}

#[cfg(test)]
mod tests {
    use super::super::LocalIndex;
    use crate::article::{Article, Language, NewsTime, TimeOrigin};
    use crate::choice::Facet;
    use crate::engine::{Index, RunRecord, WriterOptions};
    use crate::hit::{Coverage, FacetValues, ValuesWanted};
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
        let facets = snapshot.facets(&Query::everything(), Coverage::All, &Facet::ALL, ValuesWanted::MostFrequent(10)).unwrap();
        assert_eq!((facets.total, facets.n_dated()), (4, 3));
        assert_eq!(facets.publishers, values(&[("The Courier", 2), ("Courier", 1)]));
        assert_eq!(facets.languages, values(&[("en", 2), ("de", 1)]));
        assert_eq!(facets.speakers, values(&[("Ana Ruiz", 2), ("Li Wei", 1)]));
        assert_eq!(facets.sections, values(&[]));
        let [first, second] = [19_807, 19_808];
        assert_eq!(facets.days, [(first, 2), (second, 1)]);
        let german = snapshot
            .facets(&parse("dam lang:de", 0).0.unwrap(), Coverage::All, &[Facet::Publisher], ValuesWanted::MostFrequent(1))
            .unwrap();
        assert_eq!((german.total, german.publishers), (1, values(&[("The Courier", 1)])));
        assert_eq!(german.languages, values(&[]), "they were not asked for");
        let nothing =
            snapshot.facets(&parse("nowhere", 0).0.unwrap(), Coverage::All, &Facet::ALL, ValuesWanted::MostFrequent(1)).unwrap();
        assert_eq!(nothing.total, 0);
        let everything = snapshot.everything().unwrap();
        assert_eq!((everything.total, &everything.days), (4, &facets.days));
        let these = |facet: Facet, names: &[&str]| {
            let found = snapshot.facets(&Query::everything(), Coverage::All, &[facet], ValuesWanted::These(names)).unwrap();
            found.of(facet).clone()
        };
        let publishers = these(Facet::Publisher, &["Courier", "Nobody", "The Courier", "Courier"]);
        assert_eq!(publishers, values(&[("The Courier", 2), ("Courier", 1)]));
        assert_eq!(these(Facet::Speaker, &["Li Wei"]), values(&[("Li Wei", 1)]));
        assert_eq!(these(Facet::Section, &["Sport"]), values(&[]));
    }
}
