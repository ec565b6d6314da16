//! What every search needs to know of a state of the index. It is computed once for each state; what takes time that grows with the
//! index is kept beside the segments by each run.

use serde::{Deserialize, Serialize};
use tantivy::collector::DocSetCollector;
use tantivy::columnar::Column;
use tantivy::query::TermQuery;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, TantivyError, Term};

use super::schema::{Fields, ID_ORDINAL, INDEXED_FIELDS, kind};
use super::store::{Store, Stored};
use super::versions::Versions;
use crate::article::Language;
use crate::error::Result;

/// Counts over articles alone: files in the same index must not count as documents without a word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Counted {
    /// The [state](super::contents::Contents::state) that was counted.
    pub(super) state: u64,
    pub(super) n_articles: u64,
    /// The languages of articles, sorted. `None` stands for articles of unknown language, and is
    /// always among them.
    pub(super) languages: Vec<Option<Language>>,
    /// The number of words of each of [`INDEXED_FIELDS`].
    n_words: [u64; INDEXED_FIELDS.len()],
    /// Which articles are versions of each other.
    pub(super) versions: Versions,
}

/// What was counted, and what is open.
pub(super) struct Statistics {
    pub(super) counted: Counted,
    /// For each segment, the column of its articles' ordinals: opening it takes longer than many
    /// searches.
    pub(super) id_ordinals: Vec<Column<u64>>,
    /// What is stored of documents.
    pub(super) store: Store,
    /// The dictionary that further articles are packed with. `None` if there is none yet.
    pub(super) dictionary: Option<Stored>,
    /// The average number of words of each field.
    average_lengths: [(Field, f32); INDEXED_FIELDS.len()],
}

impl Counted {
    fn count(state: u64, fields: &Fields, searcher: &Searcher, store: &Store) -> Result<Counted> {
        let n_articles = searcher.doc_freq(&Term::from_field_text(fields.kind, kind::ARTICLE))?;
        let mut languages: Vec<Option<Language>> = vec![None];
        let mut n_words = INDEXED_FIELDS.map(|_| 0);
        for segment in searcher.segment_readers() {
            let inverted_index = segment.inverted_index(fields.language)?;
            let mut codes = inverted_index.terms().stream().map_err(TantivyError::from)?;
            while codes.advance() {
                let language = std::str::from_utf8(codes.key()).ok().and_then(Language::from_tag);
                if !languages.contains(&language) {
                    languages.push(language);
                }
            }
            for (field, n_words) in INDEXED_FIELDS.into_iter().zip(&mut n_words) {
                *n_words += segment.inverted_index(fields.exact(field))?.total_num_tokens();
            }
        }
        languages.sort();
        Ok(Counted { state, n_articles, languages, n_words, versions: Versions::find(searcher, store)? })
    }
}

impl Statistics {
    /// Opens the index that `searcher` sees, in a state. Counts, unless it is `known` what was counted.
    pub(super) fn new(state: u64, fields: &Fields, searcher: &Searcher, known: Option<Counted>) -> Result<Statistics> {
        let ids = searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64(ID_ORDINAL));
        let id_ordinals = ids.collect::<tantivy::Result<Vec<_>>>()?;
        let is_dictionary = TermQuery::new(Term::from_field_text(fields.kind, kind::DICTIONARY), IndexRecordOption::Basic);
        let mut dictionaries: Vec<DocAddress> = searcher.search(&is_dictionary, &DocSetCollector)?.into_iter().collect();
        dictionaries.sort_unstable();
        let store = Store::open(searcher, &dictionaries)?;
        let dictionary = dictionaries.first().map(|address| store.get(*address)).transpose()?;
        let counted = known.map_or_else(|| Counted::count(state, fields, searcher, &store), Ok)?;
        let average = |n_words: u64| n_words as f32 / counted.n_articles.max(1) as f32;
        let mut average_lengths = INDEXED_FIELDS.map(|field| (fields.exact(field), 0.0));
        average_lengths.iter_mut().zip(counted.n_words).for_each(|((_, length), n_words)| *length = average(n_words));
        Ok(Statistics { counted, id_ordinals, store, dictionary, average_lengths })
    }

    /// Returns the average number of words of a field, given its field of exact forms.
    pub(super) fn average_length(&self, field: Field) -> f32 {
        self.average_lengths.iter().find(|(known, _)| *known == field).map_or(1.0, |(_, length)| *length)
    }
}
