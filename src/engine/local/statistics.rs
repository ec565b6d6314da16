//! What is counted and opened once for each state of an index, and asked in every search.

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

/// Counts over articles alone: quotes and file records in the same index are no documents without the word.
pub(super) struct Statistics {
    pub(super) n_articles: u64,
    /// The languages of articles, sorted. None is that of articles whose language is not known, and always among them.
    pub(super) languages: Vec<Option<Language>>,
    /// For each segment, the ordinals of its articles' ids: to open them anew takes longer than many a search.
    pub(super) id_ordinals: Vec<Column<u64>>,
    /// Which articles are versions of others.
    pub(super) versions: Versions,
    /// What is stored of documents.
    pub(super) store: Store,
    /// The dictionary that further articles are packed with, if there is one.
    pub(super) dictionary: Option<Stored>,
    /// How many words each field holds in the mean.
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

    /// Returns how many words a field of words, by exact form, has in the mean.
    pub(super) fn average_length(&self, field: Field) -> f32 {
        self.average_lengths.iter().find(|(known, _)| *known == field).map_or(1.0, |(_, length)| *length)
    }
}
