//! Making a segment of documents.
//!
//! The files are those that Tantivy's own writer makes of the same documents, byte for byte; a test compares them. Only the way to them is
//! another: see [`inversion`](super::inversion) and [`word_terms`](super::word_terms).

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::document::ReferenceValueLeaf;
use tantivy::schema::{Field, Schema, Value};
use tantivy::store::StoreWriter;
use tantivy::{Index, Segment, SegmentMeta, TantivyDocument, Term};
use zstd::zstd_safe::CDict;

use super::document;
use super::inversion::{BLOCK_LENGTH, Inversion, MAX_TERM_BYTES};
use super::schema::Fields;
use super::word_terms::WordTerms;
use crate::analysis::Stemmer;
use crate::article::Article;
use crate::engine::ledger::FileRecord;
use crate::error::Result;

/// A segment in the making. It is no part of the index before it is handed to the index's writer.
pub(super) struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    fields: Fields,
    inversion: Inversion,
    words: WordTerms,
    lengths: FieldNormsWriter,
    columns: FastFieldsWriter,
    store: StoreWriter,
}

impl SegmentBuilder {
    /// Begins a segment of `index`.
    pub(super) fn new(index: &Index, fields: &Fields) -> Result<SegmentBuilder> {
        SegmentBuilder::with_blocks(index, fields, BLOCK_LENGTH)
    }

    fn with_blocks(index: &Index, fields: &Fields, block_length: usize) -> Result<SegmentBuilder> {
        let (segment, schema, settings) = (index.new_segment(), index.schema(), index.settings());
        let store = segment.open_write(SegmentComponent::Store).map_err(tantivy::TantivyError::from)?;
        let is_beside = settings.docstore_compress_dedicated_thread;
        let store = StoreWriter::new(store, settings.docstore_compression, settings.docstore_blocksize, is_beside);
        Ok(SegmentBuilder {
            inversion: Inversion::new(&schema, block_length),
            words: WordTerms::default(),
            lengths: FieldNormsWriter::for_schema(&schema),
            columns: FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, index.fast_field_tokenizer().clone())?,
            store: store.map_err(tantivy::TantivyError::from)?,
            fields: fields.clone(),
            segment,
            schema,
        })
    }

    /// Adds an article, compressed with a dictionary if there is one.
    pub(super) fn add_article(&mut self, article: &Article, dictionary: Option<&CDict<'_>>) -> Result<()> {
        let stemmer = Stemmer::of_thread(article.language.as_ref());
        let body = self.words.add(article, &stemmer, &self.fields, &mut self.inversion);
        self.add(&document::of_article(&self.fields, article, &body, dictionary)?)
    }

    /// Adds the record of a file.
    pub(super) fn add_file(&mut self, file: &FileRecord) -> Result<()> {
        self.add(&document::of_file(&self.fields, file)?)
    }

    /// Adds a dictionary.
    pub(super) fn add_dictionary(&mut self, dictionary: &[u8]) -> Result<()> {
        self.add(&document::of_dictionary(&self.fields, dictionary)?)
    }

    /// Ends the current document with what is known of it beside its words.
    fn add(&mut self, document: &TantivyDocument) -> Result<()> {
        for (field, value) in document.field_values() {
            if self.schema.get_field_entry(field).is_indexed() {
                match value.as_leaf() {
                    Some(ReferenceValueLeaf::Str(text)) => self.add_term(field, text.as_bytes()),
                    Some(ReferenceValueLeaf::U64(number)) => {
                        self.add_term(field, Term::from_field_u64(field, number).serialized_value_bytes());
                    }
                    Some(ReferenceValueLeaf::I64(number)) => {
                        self.add_term(field, Term::from_field_i64(field, number).serialized_value_bytes());
                    }
                    _ => {}
                }
            }
        }
        self.inversion.end_doc(&self.schema, &mut self.lengths);
        self.columns.add_document(document)?;
        self.store.store(document, &self.schema).map_err(tantivy::TantivyError::from)?;
        Ok(())
    }

    fn add_term(&mut self, field: Field, bytes: &[u8]) {
        if bytes.len() <= MAX_TERM_BYTES {
            let term = self.inversion.term(field, bytes);
            self.inversion.push(field, term, 0);
        }
    }

    /// Returns whether it holds anything of the file at a path.
    pub(super) fn holds(&self, path: &str) -> bool {
        self.inversion.holds(self.fields.file, path.as_bytes())
    }

    /// Returns how many bytes of memory it takes.
    pub(super) fn memory_bytes(&self) -> usize {
        self.inversion.memory_bytes()
            + self.words.memory_bytes()
            + self.lengths.mem_usage()
            + self.columns.mem_usage()
            + self.store.mem_usage()
    }

    /// Writes the files. Returns what describes the segment to the index's writer.
    pub(super) fn finish(self) -> Result<SegmentMeta> {
        let SegmentBuilder { segment, schema, inversion, mut lengths, mut columns, store, words, .. } = self;
        drop(words);
        let n_docs = inversion.n_docs();
        let write = |component| segment.open_write(component).map_err(tantivy::TantivyError::from);
        let write_all = || -> tantivy::Result<()> {
            lengths.fill_up_to_max_doc(n_docs);
            lengths.serialize(FieldNormsSerializer::from_write(write(SegmentComponent::FieldNorms)?)?, None)?;
            drop(lengths);
            let norms = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;
            let mut serializer = InvertedIndexSerializer::open(&segment)?;
            inversion.write(&schema, &mut serializer, &norms)?;
            serializer.close()?;
            let mut columns_file = write(SegmentComponent::FastFields)?;
            columns.serialize(&mut columns_file, None)?;
            columns_file.terminate()?;
            store.close()?;
            Ok(())
        };
        write_all()?;
        let segment = segment.with_max_doc(n_docs);
        segment.meta().untrack_temp_docstore();
        Ok(segment.meta().clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::directory::RamDirectory;
    use tantivy::tokenizer::{PreTokenizedString, SimpleTokenizer, Token};
    use tantivy::{Directory, IndexWriter};

    use super::super::schema::INDEXED_FIELDS;
    use super::super::word_terms::Body;
    use super::super::words::{self, PLACED_TOKENIZER, TOKENIZER, push_compound, shape};
    use super::*;
    use crate::analysis::Capitals;
    use crate::article::Language;
    use crate::matching::tests::article;
    use crate::matching::{Begins, BreakFinder, QuoteFinder, field_tokens, speakers};
    use crate::query::TextField;
    use crate::quotation;
    use crate::story::SketchBuilder;

    /// The terms of a document, each with its field and position.
    #[derive(Default)]
    struct Terms(Vec<(Field, String, u32)>);

    impl Terms {
        fn push(&mut self, field: Field, term: &str, position: u32) {
            self.0.push((field, term.to_owned(), position));
        }
    }

    /// Returns the terms of the words of an article, without looking any word up that was met before.
    fn terms_of(fields: &Fields, article: &Article) -> (Terms, Body) {
        let stemmer = Stemmer::new(article.language.as_ref());
        let (mut terms, mut body) = (Terms::default(), Body::default());
        for field in INDEXED_FIELDS {
            let mut breaks = BreakFinder::new(article, field);
            let mut quotes = (field == TextField::Body).then(|| QuoteFinder::new(article));
            let (mut starts, mut last_quote, mut end) = (Vec::new(), None, 0);
            let mut sketch = SketchBuilder::default();
            field_tokens(article, field, |token| {
                let (begins, here) = (breaks.begins_at(&token), token.position);
                let of_shape = [
                    (begins >= Begins::Sentence, shape::SENTENCE),
                    (begins == Begins::Paragraph, shape::PARAGRAPH),
                    (token.capitals() != Capitals::None, shape::CAPITAL),
                    (token.capitals() == Capitals::All, shape::ALL_CAPITALS),
                ];
                of_shape.iter().filter(|(holds, _)| *holds).for_each(|(_, term)| terms.push(fields.shape(field), term, here));
                if let Some(quotes) = &mut quotes {
                    starts.extend(quotes.start_at(&token));
                    let quote = quotes.here();
                    if last_quote != quote {
                        last_quote.iter().for_each(|_| terms.push(fields.shape(field), shape::QUOTE_LAST, here - 1));
                        quote.iter().for_each(|_| terms.push(fields.shape(field), shape::QUOTE_FIRST, here));
                    }
                    last_quote = quote;
                }
                sketch.push(&token, begins >= Begins::Sentence);
                if let Some(stem_field) = fields.stem(field) {
                    stemmer.stem_token(&token, |stem| {
                        let (exact, stem) = words::terms_of(token.exact, stem, stemmer.accents_of(&token).as_deref(), &stemmer);
                        terms.push(fields.exact(field), &exact, here);
                        stem.iter().for_each(|stem| terms.push(stem_field, stem, here));
                    });
                    if let Some(compound) = token.compound {
                        let mut term = String::new();
                        push_compound(&mut term, &stemmer.stem_of(compound), stemmer.code(), compound);
                        terms.push(stem_field, &term, here);
                    }
                } else {
                    terms.push(fields.exact(field), token.exact, here);
                }
                if field == TextField::Body {
                    body.places.push(here, token.span);
                    body.n_words += 1;
                }
                end = here + 1;
            });
            last_quote.iter().for_each(|_| terms.push(fields.shape(field), shape::QUOTE_LAST, end - 1));
            speakers(&article.body, starts, |name| terms.push(fields.speaker, name.exact, name.position));
            if field == TextField::Body {
                body.sketch = sketch.finish();
            }
        }
        (terms, body)
    }

    fn index() -> (Index, Fields) {
        let (schema, fields) = Fields::new();
        let index = Index::create(RamDirectory::create(), schema, tantivy::IndexSettings::default()).unwrap();
        index.tokenizers().register(TOKENIZER, SimpleTokenizer::default());
        index.tokenizers().register(PLACED_TOKENIZER, SimpleTokenizer::default());
        (index, fields)
    }

    /// Returns the files of a segment that Tantivy's writer makes.
    fn by_tantivy(articles: &[Article], file: &FileRecord) -> Vec<Vec<u8>> {
        let (index, fields) = index();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 50_000_000).unwrap();
        writer.add_document(document::of_dictionary(&fields, b"no dictionary").unwrap()).unwrap();
        for article in articles {
            let (Terms(terms), body) = terms_of(&fields, article);
            let mut document = document::of_article(&fields, article, &body, None).unwrap();
            for (field, _) in index.schema().fields() {
                let token = |(_, text, position): &(Field, String, u32)| Token {
                    position: *position as usize,
                    text: text.clone(),
                    ..Token::default()
                };
                let tokens: Vec<Token> = terms.iter().filter(|(of, _, _)| *of == field).map(token).collect();
                if !tokens.is_empty() {
                    document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
                }
            }
            writer.add_document(document).unwrap();
        }
        writer.add_document(document::of_file(&fields, file).unwrap()).unwrap();
        writer.commit().unwrap();
        files(&index)
    }

    /// Returns the files of a segment that a builder makes.
    fn by_builder(articles: &[Article], file: &FileRecord, block_length: usize) -> Vec<Vec<u8>> {
        let (index, fields) = index();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 50_000_000).unwrap();
        let mut builder = SegmentBuilder::with_blocks(&index, &fields, block_length).unwrap();
        builder.add_dictionary(b"no dictionary").unwrap();
        articles.iter().for_each(|article| builder.add_article(article, None).unwrap());
        builder.add_file(file).unwrap();
        assert!(builder.holds(&file.path) && !builder.holds("elsewhere"));
        writer.add_segment(builder.finish().unwrap()).unwrap();
        writer.commit().unwrap();
        files(&index)
    }

    fn files(index: &Index) -> Vec<Vec<u8>> {
        let segments = index.searchable_segments().unwrap();
        assert_eq!(segments.len(), 1);
        let components = [
            SegmentComponent::FieldNorms,
            SegmentComponent::Terms,
            SegmentComponent::Postings,
            SegmentComponent::Positions,
            SegmentComponent::FastFields,
            SegmentComponent::Store,
        ];
        let read = |component| index.directory().atomic_read(&segments[0].relative_path(component)).unwrap();
        components.into_iter().map(read).collect()
    }

    fn file_record() -> FileRecord {
        FileRecord {
            path: "news/a.txt".to_owned(),
            size_bytes: 9,
            modified_nanos: 0,
            sha256: String::new(),
            beside: String::new(),
            n_articles: 3,
            n_headlines_only: 0,
            problems: Vec::new(),
            withdrawals: Vec::new(),
            extraction: 1,
            resume: None,
        }
    }

    prop_compose! {
        fn an_article()(
            body in "((The|the|Banks|banks|flooded|floods|Mayor|said|marché|MARCHÉ|Über|take-over|bids|1,000|“No,”|“Yes.”|he|Ana|Ruiz|東京)(\\.|,|)( |\n\n)){0,40}",
            title in "((Banks|banks|Flood|in|Zürich) ){0,4}",
            language in prop_oneof![Just(None), Just(Some("en")), Just(Some("de")), Just(Some("fr")), Just(Some("ru")), Just(Some("ja"))],
            bylines in prop::collection::vec("(Ana Ruiz|Jo Li|)", 0..3),
            path in "(news/[ab]\\.txt)",
            section in prop::option::of("World|Sport"),
        ) -> Article {
            let mut article = article(&body);
            article.title.text = title;
            article.language = language.and_then(Language::from_tag);
            article.bylines = bylines;
            article.place.path = path;
            article.publisher.clone_from(&section);
            article.section = section;
            article.url = Some(format!("https://a.example/{}", article.body.len()));
            article.quotes = quotation::find(&article.body, article.language.as_ref());
            article
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_files_are_those_of_tantivy(articles in prop::collection::vec(an_article(), 0..24), block_length in prop_oneof![1_usize..40, Just(BLOCK_LENGTH)]) {
            let expected = by_tantivy(&articles, &file_record());
            prop_assert!(by_builder(&articles, &file_record(), block_length) == expected);
        }
    }

    #[test]
    fn words_without_end_have_terms() {
        let mut article =
            article(&format!("Le {} est un march{}. Un march\u{e9}.", "\u{e9}".repeat(70_000), "\u{e9}\u{300}".repeat(40_000)));
        article.language = Language::from_tag("fr");
        article.url = Some(format!("https://a.example/{}", "a".repeat(70_000)));
        let articles = [article.clone(), article];
        assert!(by_builder(&articles, &file_record(), 3) == by_tantivy(&articles, &file_record()));
    }

    #[test]
    fn blocks_of_many_documents_are_those_of_tantivy() {
        let body = |n: usize| {
            (0..n % 60).map(|word| format!("Word{} said of floods {}. ", word % 7, (n * 31 + word) % 997)).collect::<String>()
        };
        let articles: Vec<Article> = (0..700).map(|n| article(&body(n))).collect();
        let expected = by_tantivy(&articles, &file_record());
        for block_length in [997, 20_000, BLOCK_LENGTH] {
            assert!(by_builder(&articles, &file_record(), block_length) == expected, "{block_length}");
        }
    }
}
