//! What every search needs to know of a state of the index. It is computed once for each state.

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
pub(super) struct Statistics {
    pub(super) n_articles: u64,
    /// The languages of articles, sorted. `None` stands for articles of unknown language, and is
    /// always among them.
    pub(super) languages: Vec<Option<Language>>,
    /// For each segment, the column of its articles' ordinals: opening it takes longer than many
    /// searches.
    pub(super) id_ordinals: Vec<Column<u64>>,
    /// Which articles are versions of each other.
    pub(super) versions: Versions,
    /// What is stored of documents.
    pub(super) store: Store,
    /// The dictionary that further articles are packed with. `None` if there is none yet.
    pub(super) dictionary: Option<Stored>,
    /// The average number of words of each field.
    average_lengths: Vec<(Field, f32)>,
}

impl Statistics {
    /// Counts in the index that `searcher` sees.
    pub(super) fn new(fields: &Fields, searcher: &Searcher) -> Result<Statistics> {
        let n_articles = searcher.doc_freq(&Term::from_field_text(fields.kind, kind::ARTICLE))?;
        let mut languages: Vec<Option<Language>> = vec![None];
        let mut n_words = INDEXED_FIELDS.map(|field| (fields.exact(field), 0));
        let mut id_ordinals = Vec::new();
        for segment in searcher.segment_readers() {
            id_ordinals.push(segment.fast_fields().u64(ID_ORDINAL)?);
            let inverted_index = segment.inverted_index(fields.language)?;
            let mut codes = inverted_index.terms().stream().map_err(TantivyError::from)?;
            while codes.advance() {
                let language = std::str::from_utf8(codes.key()).ok().and_then(Language::from_tag);
                if !languages.contains(&language) {
                    languages.push(language);
                }
            }
            for (field, n_words) in &mut n_words {
                *n_words += segment.inverted_index(*field)?.total_num_tokens();
            }
        }
        languages.sort();
        let is_dictionary = TermQuery::new(Term::from_field_text(fields.kind, kind::DICTIONARY), IndexRecordOption::Basic);
        let mut dictionaries: Vec<DocAddress> = searcher.search(&is_dictionary, &DocSetCollector)?.into_iter().collect();
        dictionaries.sort_unstable();
        let store = Store::open(searcher, &dictionaries)?;
        let dictionary = dictionaries.first().map(|address| store.get(*address)).transpose()?;
        let versions = Versions::find(searcher, &store)?;
        let average = |n_words: u64| n_words as f32 / n_articles.max(1) as f32;
        let average_lengths = n_words.into_iter().map(|(field, n_words)| (field, average(n_words))).collect();
        Ok(Statistics { n_articles, languages, id_ordinals, versions, store, dictionary, average_lengths })
    }

    /// Returns the average number of words of a field, given its field of exact forms.
    pub(super) fn average_length(&self, field: Field) -> f32 {
        self.average_lengths.iter().find(|(known, _)| *known == field).map_or(1.0, |(_, length)| *length)
    }
}
